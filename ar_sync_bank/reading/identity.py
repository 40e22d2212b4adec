"""One name for one movement, in every file that tells of it.

The id of an entry is made of its account, booking date, amount and currency and of the
bank's reference. References alone will not do: banks give a fee the reference of its
payment, and begin to count anew. Without one the value date, the other identifiers, the
text and the other side stand in. Movements that are alike in all of that are counted:
the second coffee of the day ends in ``-2``. Overlapping files hold whole days, so a file
that comes twice, or the month that holds the day, gives the same ids.

A count starts anew with each statement of a file, unless the statement goes on where one
before it on the same account ended (the pages of a long statement do): then it is not a
copy, and what looks alike is another movement.

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
    counts: list[Counter[str]] = []
    originals: list[Statement] = []
    for statement in statements:
        count = _count_to_go_on(statement, originals, counts)
        originals.append(statement)
        counts.append(count)
        entries = []
        for entry in statement.entries:
            digest = fingerprint(statement.account, entry)
            count[digest] += 1
            entries.append(replace(entry, id=f"{digest}-{count[digest]}"))
        named.append(replace(statement, entries=tuple(entries)))
    return named


def _count_to_go_on(
    statement: Statement, earlier: list[Statement], counts: list[Counter[str]]
) -> Counter[str]:
    """Return the count of the statement that this one follows, else a new one."""
    if statement in earlier:
        return Counter()
    for before, count in zip(reversed(earlier), reversed(counts), strict=True):
        if before.account.key == statement.account.key:
            return count if _follows(before, statement) else Counter()
    return Counter()


def _follows(before: Statement, after: Statement) -> bool:
    if before.closing is None or after.opening is None:
        return False
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
    text = format(amount.normalize() if amount else Decimal(0), "f")
    return text
