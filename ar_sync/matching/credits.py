"""A customer's credit in place of money: what it may settle, and when it is owed back.

A credit settles what the customer owes. It settles no other credit, nobody takes a discount for
paying early with it, and one for an invoice that is paid is a refund somebody may be waiting for.

>>> from datetime import date
>>> day = date(2026, 3, 1)
>>> owed = OpenItem(1, 1, "EUR", 5000, day, None, 42, "INV-1", (), discount_minor=100, discount_until=day)
>>> credit = OpenItem(2, 1, "EUR", -2000, day, None, 42, "RINV-1", ())
>>> [(item.id, item.discount_minor) for item in settled_by_credit([owed, credit])]
[(1, 0)]
>>> found = Decision(7, Verdict.AUTOMATIC, "references", None, None, None, "explained_by_references", approvals=0)
>>> waits = refund_owed(found, "INV-9")
>>> str(waits.verdict), waits.approvals, waits.reason_text()
('review', 1, 'INV-9, which this credit is for, is already paid: perhaps the money is to go back to the customer.')
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from .model import Decision, OpenItem, Verdict


def settled_by_credit(items: Iterable[OpenItem]) -> list[OpenItem]:
    """Return the items that a credit may settle, without discounts; settled ones too, to tell them."""
    return [replace(item, discount_minor=0, discount_until=None) for item in items if not item.is_credit]


def refund_owed(decision: Decision, number: str) -> Decision:
    """Return the decision on a credit for an invoice that is paid: a person's, whatever else it could settle."""
    told = {"number": number}
    approvals = max(decision.approvals, 1)
    return replace(decision, verdict=Verdict.REVIEW, reason="credit_of_paid", params=told, approvals=approvals)
