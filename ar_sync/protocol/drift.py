"""Where two sides of the same books differ, what kind of difference it is, and how much money hangs on it.

Both sides hand in their documents (:mod:`.documents`) in the order of their keys, from however many pages; what is held
in memory is one document of each side. Documents that belong together carry the same key.

>>> ours = Invoice("INV/1", "42", "EUR", date(2026, 3, 1), Decimal("119.00"), Decimal("119.00"))
>>> theirs = replace(ours, total=Decimal("110.00"), open_amount=Decimal("110.00"))
>>> [(drift.kind, drift.here, drift.there, str(drift.at_risk)) for drift in differences(ours, theirs)]
[('total', '119.00', '110.00', '9.00')]

A difference that follows from another is not told a second time: nine less of a total is nine less open. One that does
not follow is:

>>> paid = replace(theirs, open_amount=Decimal("10.00"))
>>> [(drift.kind, str(drift.at_risk)) for drift in differences(ours, paid)]
[('total', '9.00'), ('open_amount', '100.00')]
>>> [drift.kind for drift in compare([ours], [])], [drift.kind for drift in compare([], [ours])]
(['missing_there'], ['missing_here'])
>>> [drift.kind for drift in compare([ours], [], deleted_there={("invoice", "INV/1")})]
['deleted_there']
"""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Set
from dataclasses import dataclass, replace  # noqa: F401 - the specification above replaces
from datetime import date
from decimal import Decimal

from .documents import ZERO, Applied, Invoice, Posting  # noqa: F401
from .words import _lt


@dataclass(frozen=True)
class Kind:
    """One way in which two sides differ.

    :param label: what people call it.
    :param asks: what it means for them, as a sentence.
    :param is_money: money hangs on it; what is not money waits for no month end.
    """

    label: str
    asks: str
    is_money: bool = True


#: Every kind of difference. One table; the guide's page is made from it.
DRIFT_KINDS = {
    "missing_there": Kind(
        _lt("Missing in the ERP"), _lt("It is in Odoo and was never made in the ERP, or its link was lost.")
    ),
    "missing_here": Kind(_lt("Missing in Odoo"), _lt("It is in the ERP and nobody brought it here.")),
    "deleted_there": Kind(_lt("Deleted in the ERP"), _lt("It was tied together, and somebody deleted it in the ERP.")),
    "deleted_here": Kind(_lt("Deleted in Odoo"), _lt("It was tied together, and here it is gone or back in draft.")),
    "voided_there": Kind(
        _lt("Void in the ERP"), _lt("In the ERP it was voided or credited in full; here it still counts.")
    ),
    "voided_here": Kind(_lt("Cancelled in Odoo"), _lt("Here it was cancelled; in the ERP it still counts.")),
    "currency": Kind(_lt("Currency"), _lt("The two sides have it in different currencies.")),
    "customer": Kind(_lt("Customer"), _lt("The two sides have it for different customers.")),
    "total": Kind(_lt("Total"), _lt("The two sides have it with different totals.")),
    "applications": Kind(
        _lt("Applications"), _lt("The same money is applied to different documents, or in different parts.")
    ),
    "open_amount": Kind(_lt("Open amount"), _lt("More is still open on one side than on the other.")),
    "day": Kind(
        _lt("Date"), _lt("The two sides have it on different days, perhaps in different periods."), is_money=False
    ),
    "due_on": Kind(
        _lt("Due date"), _lt("It is due on different days: reminders and discounts go by it."), is_money=False
    ),
    "number": Kind(_lt("Number"), _lt("The two sides know it by different numbers."), is_money=False),
}


@dataclass(frozen=True)
class Drift:
    """One difference.

    :param subject: the kind of document, as ``documents.KINDS`` has it.
    :param key: of the document, the same on both sides.
    :param here: Odoo's value as text; empty where there is none.
    :param there: the ERP's.
    :param at_risk: how much money hangs on it, in ``currency``; never below zero.
    :param day: the document's, by which its month end is found.
    """

    subject: str
    key: str
    kind: str
    here: str
    there: str
    currency: str
    at_risk: Decimal
    day: date


def compare(
    here: Iterable[Posting],
    there: Iterable[Posting],
    deleted_there: Set[tuple[str, str]] = frozenset(),
    deleted_here: Set[tuple[str, str]] = frozenset(),
    is_expected: Callable[[Posting], bool] = lambda document: True,
) -> Iterator[Drift]:
    """Yield every difference between two sides, both in the order of ``(kind, key)``.

    :param deleted_there: what the ERP says was deleted; ``deleted_here`` what is gone in Odoo.
    :param is_expected: whether a document of one side alone should be on the other too: what is out of scope, or waits
        to be sent, is not missing.
    :raise ValueError: where a side is not in order or names a document twice; nothing could be trusted then.
    """
    ours, theirs = _in_order(here, "here"), _in_order(there, "there")
    one, other = next(ours, None), next(theirs, None)
    while one or other:
        if other is None or (one is not None and _place(one) < _place(other)):
            assert one is not None
            if not one.is_voided and is_expected(one):
                yield _alone(one, "deleted_there" if _place(one) in deleted_there else "missing_there")
            one = next(ours, None)
        elif one is None or _place(other) < _place(one):
            if not other.is_voided and is_expected(other):
                yield _alone(other, "deleted_here" if _place(other) in deleted_here else "missing_here")
            other = next(theirs, None)
        else:
            yield from differences(one, other)
            one, other = next(ours, None), next(theirs, None)


def differences(here: Posting, there: Posting) -> Iterator[Drift]:
    """Yield how two sides of one document differ, each difference once."""
    if here.is_voided and there.is_voided:
        return
    if here.is_voided != there.is_voided:
        counts = there if here.is_voided else here
        kind = "voided_here" if here.is_voided else "voided_there"
        yield _drift(here, there, kind, str(here.open_amount), str(there.open_amount), _weight(counts))
        return
    if here.currency != there.currency:
        yield _drift(here, there, "currency", here.currency, there.currency, _weight(here))
        return
    yield from _money_differences(here, there)
    yield from _other_differences(here, there)


def _money_differences(here: Posting, there: Posting) -> Iterator[Drift]:
    if here.customer != there.customer:
        yield _drift(here, there, "customer", here.customer, there.customer, _weight(here))
    of_total = here.total - there.total
    if of_total:
        yield _drift(here, there, "total", str(here.total), str(there.total), abs(of_total))
    moved = _moved(here.applied, there.applied)
    if moved:
        said = ", ".join(_told(here.applied)), ", ".join(_told(there.applied))
        yield _drift(here, there, "applications", *said, moved)
    # What a payment has left over follows from its total and its applications, of which both were told.
    follows = of_total - (here.applied_total - there.applied_total)
    unexplained = here.open_amount - there.open_amount - follows
    if unexplained:
        yield _drift(here, there, "open_amount", str(here.open_amount), str(there.open_amount), abs(unexplained))


def _other_differences(here: Posting, there: Posting) -> Iterator[Drift]:
    for name in ("day", "due_on", "number"):
        ours, theirs = getattr(here, name, None), getattr(there, name, None)
        if ours and theirs and ours != theirs:
            yield _drift(here, there, name, str(ours), str(theirs), ZERO)


def _moved(here: tuple[Applied, ...], there: tuple[Applied, ...]) -> Decimal:
    """Return how much money the two sides apply elsewhere: too much or too little, whichever is more."""
    balance: Counter[str] = Counter()
    for part in here:
        balance[part.target] += part.amount + part.discount  # type: ignore[assignment]
    for part in there:
        balance[part.target] -= part.amount + part.discount  # type: ignore[assignment]
    found = [Decimal(amount) for amount in balance.values()]
    above = sum((amount for amount in found if amount > 0), ZERO)
    below = -sum((amount for amount in found if amount < 0), ZERO)
    return max(above, below)


def _told(parts: tuple[Applied, ...]) -> Iterator[str]:
    for part in sorted(parts, key=lambda applied: applied.target):
        yield f"{part.target} {part.amount}" + (f" + {part.discount}" if part.discount else "")


def _weight(document: Posting) -> Decimal:
    """Return what hangs on the whole document: what is open of an invoice, all of money that moved."""
    return document.open_amount if document.kind == "invoice" else document.total


def _alone(document: Posting, kind: str) -> Drift:
    told = str(document.total)
    here, there = (told, "") if kind.endswith("_there") else ("", told)
    weight = document.total
    return Drift(document.kind, document.key, kind, here, there, document.currency, abs(weight), document.day)


def _drift(here: Posting, there: Posting, kind: str, ours: str, theirs: str, at_risk: Decimal) -> Drift:
    return Drift(here.kind, here.key, kind, ours, theirs, here.currency, abs(at_risk), here.day or there.day)


def _place(document: Posting) -> tuple[str, str]:
    return document.kind, document.key


def _in_order(documents: Iterable[Posting], side: str) -> Iterator[Posting]:
    before = ("", "")
    for document in documents:
        if _place(document) <= before:
            raise ValueError(f"the documents {side} are out of order, or twice, at {document.kind} {document.key}")
        before = _place(document)
        yield document
