"""Entries as the account shows them: one movement for each sum that the bank booked.

The payments of a batch are entries of their own in `values`; on the account they are one sum. A
`Movement` holds that sum, and its payments. A batch with money in both directions is not taken
apart. The id of a batch is that of the sum: the same whether the file lists its payments or not.

>>> from decimal import Decimal
>>> import datetime
>>> from .values import Account, Batch, Statement
>>> from .identity import with_ids
>>> day = datetime.date(2026, 3, 1)
>>> parts = [Entry(day, Decimal(n), "EUR", position=f"entry 1.{n}", batch=Batch("B", n, 2, Decimal(3)),
...     bank_reference="B") for n in (1, 2)]
>>> [statement] = with_ids([Statement(Account(iban="NL1"), entries=tuple(parts))])
>>> [movement] = movements(statement)
>>> movement.amount, len(movement.payments)
(Decimal('3'), 2)
>>> whole = Entry(day, Decimal(3), "EUR", bank_reference="B")
>>> with_ids([Statement(Account(iban="NL1"), entries=(whole,))])[0].entries[0].id == movement.id
True
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from decimal import Decimal

from .fields import distinct
from .identity import fingerprint
from .values import Account, Entry, Party, Remittance, Statement

Json = dict[str, "str | int | list[str] | list[list[str | None]] | None"]


@dataclass(frozen=True, slots=True)
class Movement:
    """One sum on the account. `whole` is it as one entry; `payments` are its parts, or `whole`."""

    id: str
    whole: Entry
    payments: tuple[Entry, ...]

    @property
    def amount(self) -> Decimal:
        """The sum that was booked."""
        return self.whole.amount


def movements(statement: Statement) -> list[Movement]:
    """Return the movements of a statement in its order, with the ids of its entries."""
    found = []
    count: Counter[str] = Counter()
    for entries in _booked_together(statement.entries):
        if entries[0].batch is None:
            found.append(Movement(entries[0].id, entries[0], entries))
            continue
        whole = _whole(entries)
        digest = fingerprint(statement.account, whole)
        count[digest] += 1
        in_one_direction = all((entry.amount > 0) == (whole.amount > 0) for entry in entries)
        movement_id = f"{digest}-{count[digest]}"
        found.append(Movement(movement_id, whole, entries if in_one_direction else (whole,)))
    return found


def _booked_together(entries: Iterable[Entry]) -> Iterator[tuple[Entry, ...]]:
    """Yield the entries that the bank booked as one sum: those that stand side by side as "entry 3.1", "entry 3.2"."""
    together: list[Entry] = []
    for entry in entries:
        same = together and entry.batch is not None and together[0].batch is not None
        if together and not (same and _sum_of(entry) == _sum_of(together[0])):
            yield tuple(together)
            together = []
        together.append(entry)
    if together:
        yield tuple(together)


def _sum_of(entry: Entry) -> str:
    """Return the position of the sum that an entry is a part of."""
    return entry.position.partition(".")[0]


def _whole(entries: tuple[Entry, ...]) -> Entry:
    """Return the payments of a batch as the one entry that the bank booked."""
    first = entries[0]
    assert first.batch is not None
    remittances = [entry.remittance for entry in entries]
    return replace(
        first,
        amount=first.batch.amount,
        bank_reference=first.batch.reference,
        position=first.position.partition(".")[0],
        end_to_end_id="",
        mandate_id="",
        counter_amounts=(),
        party=first.party if len({entry.party for entry in entries}) == 1 else Party(),
        remittance=Remittance(
            text="\n".join(distinct(one.text for one in remittances)),
            references=distinct(ref for one in remittances for ref in one.references),
            documents=tuple(document for one in remittances for document in one.documents),
        ),
        batch=None,
        problems=distinct(problem for entry in entries for problem in entry.problems),
    )


def label(entry: Entry) -> str:
    """Return what the statement line is called: what it is for, else what it is.

    >>> import datetime
    >>> label(Entry(datetime.date(2026, 3, 1), Decimal(1), "EUR", description="Fee"))
    'Fee'
    """
    remittance = entry.remittance
    documents = [document.number for document in remittance.documents]
    said = distinct([" ".join(remittance.text.split()), *remittance.references, *documents])
    other = (entry.description, entry.party.name, entry.end_to_end_id, entry.bank_reference, entry.position)
    return " / ".join(said) or next(filter(None, other), "")


def kept(entry: Entry) -> Json:
    """Return what of an entry is kept with the line as JSON: the payer, and all it can be found by."""
    remittance = entry.remittance
    return {
        "amount": str(entry.amount),
        "name": entry.party.name or entry.party.ultimate_name,
        "account": entry.party.iban or entry.party.account,
        "text": text_of(entry),
        "end_to_end_id": entry.end_to_end_id,
        "ids": list(distinct([entry.end_to_end_id, *entry.other_ids, entry.mandate_id])),
        "bank_reference": entry.bank_reference,
        "references": list(remittance.references),
        "documents": [
            [one.number, None if one.amount is None else str(one.amount), one.currency]
            for one in remittance.documents
        ],
        "return_code": entry.return_reason.code if entry.return_reason else None,
        "return_text": entry.return_reason.text if entry.return_reason else None,
        "is_reversal": int(entry.is_reversal),
    }


def text_of(entry: Entry) -> str:
    """Return every text in which the payer may have named an invoice, each on a line of its own."""
    remittance = entry.remittance
    documents = [document.number for document in remittance.documents]
    said = distinct([*remittance.text.split("\n"), *remittance.references, *documents])
    return "\n".join(said) or entry.description


def of_counter_currency(entry: Entry, known: Iterable[str]) -> tuple[Decimal, str] | None:
    """Return what the payer sent in another currency, where that is told and one of ``known``.

    The sign is that of the entry.
    """
    currencies = set(known)
    for kind in ("instructed", "transaction", "counter_value"):
        for counter in entry.counter_amounts:
            if counter.kind == kind and counter.currency in currencies and counter.currency != entry.currency:
                return counter.amount.copy_sign(entry.amount), counter.currency
    return None


def account_matches(account: Account, own: str) -> bool:
    """Tell whether a statement's account is the one that we know as ``own``, in any of its forms.

    An IBAN ends with the bank's code and the number, which older files write instead of it.

    >>> account_matches(Account(number="370400440532013000"), "DE89 3704 0044 0532 0130 00")
    True
    >>> account_matches(Account(iban="DE89370400440532013000"), "0532013000")
    True
    >>> account_matches(Account(number="3000"), "DE89370400440532013000")
    False
    """
    theirs, ours = _bare(account.key), _bare(own)
    if not theirs or not ours:
        return False
    longer, shorter = (theirs, ours) if len(theirs) >= len(ours) else (ours, theirs)
    return longer == shorter or (
        len(shorter) >= NUMBER_MIN and longer[:2].isalpha() and longer[4:].endswith(shorter)
    )


NUMBER_MIN = 6


def _bare(number: str) -> str:
    """Return an account number in capitals without signs."""
    return "".join(sign for sign in number.upper() if sign.isalnum())
