"""What an ERP and Odoo both know of receivables, in one form that no ERP owns.

A connector has one mapping per record type: from Odoo's records to these documents, and from the ERP's records to the
same. What is compared, examined and shown is never an ERP's own shape. Amounts are exact decimals in the document's
currency, positive where the document does what its name says: an invoice of 100 asks for 100, a credit memo of 30
gives back 30, a payment of 70 brought 70.

A document's ``key`` tells it from all others of its kind on its side; what is tied together carries the same key on
both, which the connector sees to before anything is compared.

>>> line = Line("Consulting", Decimal("2"), Decimal("50.00"), Decimal("100.00"), tax=Decimal("19.00"), account="4000")
>>> invoice = Invoice("INV/1", "42", "EUR", date(2026, 3, 1), Decimal("119.00"), Decimal("19.00"), lines=(line,))
>>> problems(invoice, 2)
[]
>>> [problem.code for problem in problems(replace(invoice, total=Decimal("120.00")), 2)]
['lines_total']
>>> payment = Payment("PAY/1", "42", "EUR", date(2026, 3, 9), Decimal("50.00"), Decimal("0.00"),
...     applied=(Applied("INV/1", Decimal("60.00")),))
>>> [problem.code for problem in problems(payment, 2)]
['over_applied']
"""

from collections.abc import Iterator
from dataclasses import dataclass, field, replace  # noqa: F401 - the specification above replaces
from datetime import date
from decimal import Decimal

from .words import _lt

ZERO = Decimal(0)


@dataclass(frozen=True)
class Account:
    """A ledger account.

    :param kind: ``receivable``, ``bank``, ``undeposited``, ``income``, ``expense``, ``liability`` or ``other``.
    :param currency: the only currency it is kept in; empty for any.
    """

    key: str
    number: str
    name: str
    kind: str = "other"
    currency: str = ""
    is_inactive: bool = False


@dataclass(frozen=True)
class Period:
    """An accounting period, first and last day included.

    :param is_closed: nothing can be posted in it.
    :param is_receivable_locked: nothing that touches receivables can be posted in it.
    :param is_adjustment: it lies over other periods, and only what names it is posted in it: never by its day.
    """

    key: str
    name: str
    begins_on: date
    ends_on: date
    is_closed: bool = False
    is_receivable_locked: bool = False
    is_adjustment: bool = False

    def has(self, day: date) -> bool:
        """Tell whether it is this period that a day's documents are posted in, if it takes any."""
        return self.begins_on <= day <= self.ends_on and not self.is_adjustment

    def takes(self, day: date) -> bool:
        """Tell whether something of receivables dated ``day`` is posted in this period."""
        return self.has(day) and not (self.is_closed or self.is_receivable_locked)


@dataclass(frozen=True)
class Customer:
    """Somebody who owes.

    :param number: the number that people use; not the key.
    :param currencies: those the other side can invoice; empty where it takes any.
    :param units: the legal entities (NetSuite: subsidiaries) it may be invoiced by; empty where there is only one.
    """

    key: str
    name: str
    number: str = ""
    email: str = ""
    tax_number: str = ""
    parent: str = ""
    currencies: frozenset[str] = frozenset()
    units: frozenset[str] = frozenset()
    is_inactive: bool = False


@dataclass(frozen=True)
class Recognition:
    """When the revenue of a line is earned: first and last day included."""

    begins_on: date
    ends_on: date
    rule: str = ""


@dataclass(frozen=True)
class Line:
    """What is invoiced or credited; ``amount`` is without tax."""

    text: str
    quantity: Decimal
    price: Decimal
    amount: Decimal
    tax: Decimal = ZERO
    account: str = ""
    item: str = ""
    tax_code: str = ""
    department: str = ""
    category: str = ""
    recognition: Recognition | None = None


@dataclass(frozen=True)
class Applied:
    """What of a payment, credit memo or refund is for another document; both in that document's currency.

    :param target: the key of the invoice that is settled, or of what is paid back.
    :param discount: given up on top of ``amount`` because it was paid early.
    """

    target: str
    amount: Decimal
    discount: Decimal = ZERO


@dataclass(frozen=True)
class Posting:
    """What all documents that touch receivables have.

    :param open_amount: what is still owed of an invoice; what is still unapplied of anything else.
    :param rate: units of the company's currency for one unit of the document's.
    :param unit: the legal entity it belongs to; empty where there is only one.
    :param stamp: whatever the side that it was read from uses to tell versions apart.
    :param returned: what of a payment or credit memo went back to the customer: refunds tell it, it is never sent.
    """

    key: str
    customer: str
    currency: str
    day: date
    total: Decimal
    open_amount: Decimal
    number: str = ""
    memo: str = ""
    rate: Decimal | None = None
    unit: str = ""
    control_account: str = ""
    is_voided: bool = False
    stamp: str = ""
    applied: tuple[Applied, ...] = ()
    returned: Decimal = ZERO

    kind = "posting"

    @property
    def applied_total(self) -> Decimal:
        """What of it is applied, discounts not counted."""
        return sum((part.amount for part in self.applied), ZERO)


@dataclass(frozen=True)
class Invoice(Posting):
    """What a customer owes."""

    due_on: date | None = None
    terms: str = ""
    lines: tuple[Line, ...] = ()

    kind = "invoice"


@dataclass(frozen=True)
class CreditMemo(Posting):
    """What a customer no longer owes, or gets back; ``invoice`` is the one it takes back, where there is one."""

    invoice: str = ""
    lines: tuple[Line, ...] = ()

    kind = "credit_memo"


@dataclass(frozen=True)
class Payment(Posting):
    """Money that came from a customer.

    :param account: where it lies; empty where it waits to be deposited.
    """

    account: str = ""
    method: str = ""
    reference: str = ""

    kind = "payment"


@dataclass(frozen=True)
class Refund(Posting):
    """Money that went back to a customer; ``applied`` names the credit memos and payments it came from."""

    account: str = ""

    kind = "refund"


@dataclass(frozen=True)
class WriteOff(Posting):
    """What of invoices is given up for good, and where it is booked."""

    account: str = ""
    reason: str = ""

    kind = "write_off"


#: The kinds of documents that are compared and sent, in the order in which they need each other.
KINDS: dict[str, type[Posting]] = {cls.kind: cls for cls in (Invoice, CreditMemo, Payment, WriteOff, Refund)}

#: What is given away is still invoiced, and may be credited.
MAY_BE_ZERO = ("invoice", "credit_memo")


@dataclass(frozen=True)
class Problem:
    """What is wrong with a document by itself, whatever the other side thinks of it.

    :param code: one of ``PROBLEMS``.
    :param values: what the sentence about it names.
    """

    code: str
    values: dict[str, str] = field(default_factory=dict, hash=False)


#: What can be wrong with a document by itself: code -> sentence in English, translated where it is shown.
PROBLEMS = {
    "no_customer": _lt("It has no customer."),
    "not_positive": _lt("Its total of %(total)s is not above zero."),
    "too_fine": _lt("%(name)s of %(amount)s is finer than the smallest unit of %(currency)s."),
    "lines_total": _lt("Its lines and their taxes come to %(lines)s, but its total is %(total)s."),
    "over_applied": _lt("%(applied)s is applied of a total of %(total)s."),
    "open_amount": _lt("%(open)s is open and %(applied)s applied, which is not its total of %(total)s."),
    "same_target": _lt("It is applied to %(target)s more than once."),
    "applied_not_positive": _lt("What is applied to %(target)s is not above zero."),
    "recognition": _lt("The revenue of “%(line)s” would end before it begins."),
}


def problems(document: Posting, digits: int) -> list[Problem]:
    """Return what is wrong with a document by itself.

    :param digits: the decimal places of its currency.
    """
    return [*_head_problems(document, digits), *_line_problems(document), *_applied_problems(document)]


def _head_problems(document: Posting, digits: int) -> Iterator[Problem]:
    if not document.customer:
        yield Problem("no_customer")
    if document.total < 0 or (not document.total and not document.is_voided and document.kind not in MAY_BE_ZERO):
        yield Problem("not_positive", {"total": str(document.total)})
    for name, amount in _amounts(document):
        if amount != amount.quantize(Decimal(1).scaleb(-digits)):
            yield Problem("too_fine", {"name": name, "amount": str(amount), "currency": document.currency})


def _amounts(document: Posting) -> Iterator[tuple[str, Decimal]]:
    yield "total", document.total
    yield "open_amount", document.open_amount
    for part in document.applied:
        yield "applied", part.amount
        yield "discount", part.discount


def _line_problems(document: Posting) -> Iterator[Problem]:
    lines: tuple[Line, ...] = getattr(document, "lines", ())
    of_lines = sum((line.amount + line.tax for line in lines), ZERO)
    if lines and of_lines != document.total and not document.is_voided:
        yield Problem("lines_total", {"lines": str(of_lines), "total": str(document.total)})
    for line in lines:
        if line.recognition and line.recognition.ends_on < line.recognition.begins_on:
            yield Problem("recognition", {"line": line.text})


def _applied_problems(document: Posting) -> Iterator[Problem]:
    seen = set()
    for part in document.applied:
        if part.target in seen:
            yield Problem("same_target", {"target": part.target})
        seen.add(part.target)
        if part.amount < 0 or part.discount < 0 or not (part.amount or part.discount):
            yield Problem("applied_not_positive", {"target": part.target})
    if not document.applied:
        return
    applied = document.applied_total
    values = {"applied": str(applied), "total": str(document.total), "open": str(document.open_amount)}
    if applied > document.total:
        yield Problem("over_applied", values)
    elif document.kind != "invoice" and applied + document.returned + document.open_amount != document.total:
        yield Problem("open_amount", values)
