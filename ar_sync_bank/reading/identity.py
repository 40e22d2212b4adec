"""One name for one movement, in every file that tells of it.

The id of an entry is made of its account, booking date, amount and currency and of the
bank's reference. References alone will not do: banks give a fee the reference of its
payment, and begin to count anew. Without one the value date, the other identifiers, the
text and the other side stand in. Movements that are alike in all of that are counted:
the second coffee of the day ends in ``-2``. Overlapping files hold whole days, so a file
that comes twice, or the month that holds the day, gives the same ids.

Within a file the count of an account goes on from statement to statement, so that what looks
alike on two pages, or in two notifications, is two movements. It starts anew where the file
tells of the same time twice: with a copy of a statement, and with one that does not begin
with the balance that the last one ended with.

>>> from decimal import Decimal
>>> import datetime
>>> coffee = Entry(datetime.date(2026, 3, 1), Decimal("-2.50"), "EUR")
>>> page = Statement(Account(iban="NL1"), entries=(coffee, coffee))
>>> [named] = with_ids([page])
>>> first, second = (entry.id for entry in named.entries)
>>> first[:-2] == second[:-2], first[-2:], second[-2:]
(True, '-1', '-2')
>>> with_ids([page]) == [named]
True
"""

from __future__ import annotations

import hashlib
import json
from collections import Counter
from collections.abc import Iterable
from dataclasses import replace
from decimal import Decimal

from .values import Account, Entry, Statement

_DIGEST_LENGTH = 32


def with_ids(statements: Iterable[Statement]) -> list[Statement]:
    """Return the statements with an id on every entry."""
    named: list[Statement] = []
    seen: set[Statement] = set()
    latest: dict[str, tuple[Statement, Counter[str]]] = {}
    for statement in statements:
        before, count = latest.get(statement.account.key, (None, Counter[str]()))
        if statement in seen or (before is not None and not _follows(before, statement)):
            count = Counter()
        seen.add(statement)
        latest[statement.account.key] = (statement, count)
        entries = []
        for entry in statement.entries:
            digest = fingerprint(statement.account, entry)
            count[digest] += 1
            entries.append(replace(entry, id=f"{digest}-{count[digest]}"))
        named.append(replace(statement, entries=tuple(entries)))
    return named


def _follows(before: Statement, after: Statement) -> bool:
    """Tell whether a statement may begin where another ended: nothing in them says otherwise."""
    if before.closing is None or after.opening is None:
        return True
    ends = (before.closing.amount, before.closing.currency)
    starts = (after.opening.amount, after.opening.currency)
    return ends == starts


def fingerprint(account: Account, entry: Entry) -> str:
    """Return what tells this movement from others, without the count of those alike."""
    batch = entry.batch
    own_reference = entry.bank_reference
    if batch is not None and own_reference == batch.reference:
        own_reference = ""
    told = [
        account.key,
        entry.booking_date.isoformat(),
        plain(entry.amount),
        entry.currency,
        entry.bank_reference,
    ]
    if not own_reference:
        told += [
            entry.value_date.isoformat() if entry.value_date else "",
            entry.end_to_end_id,
            *entry.other_ids,
            entry.party.name,
            entry.party.iban or entry.party.account,
            entry.remittance.text,
            *entry.remittance.references,
        ]
    told_text = json.dumps(told, ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha256(told_text.encode("utf-8", "surrogatepass")).hexdigest()[:_DIGEST_LENGTH]


def plain(amount: Decimal) -> str:
    """Return an amount as one text, however it was written.

    >>> plain(Decimal("8.850")), plain(Decimal("200000")), plain(Decimal("-0.00"))
    ('8.85', '200000', '0')
    """
    return format(amount.normalize() if amount else Decimal(0), "f")
