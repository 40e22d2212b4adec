"""Decoys: unpaid invoices and payments without an invoice, from a seed.

Real ledgers hold invoices that nobody pays now and real accounts receive money that
belongs to no invoice. The data has neither, so they are added, alike in everything a
matcher could lean on: the same customers, currencies, dates, name and account of the
payer, number formats and memo wording. Every tenth unpaid invoice has exactly the
amount of another invoice of the same customer, and every twentieth payment without an
invoice has exactly the amount of one of that payer's unpaid invoices, in the month
after it was written.
"""

from __future__ import annotations

import random
import re
from collections import defaultdict
from dataclasses import replace
from datetime import timedelta

from .matching_data import Data, Invoice

_DIGITS = re.compile(r"\d{4,}")


def add_decoys(data: Data, seed: int) -> None:
    """Add as many unpaid invoices again and one payment in ten without an invoice."""
    chance = random.Random(seed)
    numbers = {number for i in data.invoices.values() for number in _numbers(i)}
    taken = numbers | {run for number in numbers for run in _DIGITS.findall(number)}
    of_customer: dict[tuple[str, str], list[Invoice]] = defaultdict(list)
    for invoice in data.invoices.values():
        of_customer[invoice.customer, invoice.currency].append(invoice)
    unpaid = _unpaid(data, chance, taken, of_customer)
    _add_payments(data, chance, taken, unpaid)
    data.invoices.update(unpaid)


def _numbers(invoice: Invoice) -> tuple[str, str, str]:
    return invoice.assignment, invoice.billing, invoice.document


def _unpaid(
    data: Data, chance: random.Random, taken: set[str], of_customer: dict
) -> dict[int, Invoice]:
    """Return a second invoice for each: its customer and dates, other numbers and amount."""
    next_id = max(data.invoices, default=0) + 1
    unpaid = {}
    for place, model in enumerate(data.invoices.values(), start=next_id):
        alike = chance.choice(of_customer[model.customer, model.currency])
        exact = chance.random() < 0.1
        unpaid[place] = replace(
            model,
            id=place,
            assignment=_fresh(model.assignment, chance, taken),
            billing=_fresh(model.billing, chance, taken),
            document=_fresh(model.document, chance, taken),
            amount_minor=alike.amount_minor if exact else _near(alike.amount_minor, chance),
        )
    return unpaid


def _add_payments(
    data: Data, chance: random.Random, taken: set[str], unpaid: dict[int, Invoice]
) -> None:
    """Copy real payments with other numbers in the memo and another amount."""
    owed: dict[tuple[str, str], list[Invoice]] = defaultdict(list)
    for invoice in unpaid.values():
        owed[invoice.customer_name, invoice.currency].append(invoice)
    next_id = max(data.payments, default=0) + 1
    models = chance.sample(list(data.payments.values()), len(data.payments) // 9)
    for place, model in enumerate(models, start=next_id):
        amount, day = _near(model.amount_minor, chance), model.day
        own = owed.get((model.payer_name, model.currency))
        if own and chance.random() < 0.05:
            like = chance.choice(own)
            amount, day = like.amount_minor, like.day + timedelta(days=chance.randrange(30))
        memo = _DIGITS.sub(lambda match: _fresh(match.group(), chance, taken), model.memo)
        data.payments[place] = replace(model, id=place, memo=memo, amount_minor=amount, day=day)


def _near(amount_minor: int, chance: random.Random) -> int:
    return max(1, round(amount_minor * chance.uniform(0.5, 1.5)))


def _fresh(number: str, chance: random.Random, taken: set[str]) -> str:
    """Return a number of the same form that no invoice has, not even its digits.

    In a long series padded with zeros only the last five digits change, as the
    numbers of one series share the rest; all digits change otherwise.
    """
    keep = max(0, len(number) - 5) if "0000" in number else 0
    head, tail = number[:keep], number[keep:]
    while True:
        fresh = head + re.sub(r"\d", lambda _: str(chance.randrange(10)), tail)
        if not taken & {fresh, *_DIGITS.findall(fresh)}:
            taken |= {fresh, *_DIGITS.findall(fresh)}
            return fresh
