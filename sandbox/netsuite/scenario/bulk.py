"""Many invoices for benchmarks: ``--count 10000``, half of them paid, one payment for every four of those."""

from __future__ import annotations

import random
from datetime import timedelta
from decimal import Decimal

from ..core.engine import Engine
from ..ledger.record import Record
from ..ledger.view import today
from . import company
from .clerk import Clerk, month_start, morning

INVOICES = 10_000
_MONTHS = 12


def build(engine: Engine, count: int | None) -> None:
    """*count* invoices of a twentieth as many customers, over a year."""
    count = count or INVOICES
    end, last = engine.clock.time(), today(engine.store)
    first = month_start(last, _MONTHS - 1)
    engine.clock.restart(morning(first))
    company.found(engine.store, first_year=first.year, last_year=last.year)
    dice, clerk = random.Random(f"bulk:{engine.seed}"), Clerk(engine)
    customers = [
        clerk.enter("customer", f"bulk_{n}", companyName=f"Customer {n:05d}", subsidiary=company.PARENT)
        for n in range(max(count // 20, 1))
    ]
    span = (last - first).days
    waiting: dict[str, list[Record]] = {}
    for number in range(count):
        day = first + timedelta(days=number * span // count)
        engine.clock.advance_to(morning(day) + number % 3000)
        customer = customers[number % len(customers)]
        amount = Decimal(dice.randrange(1_000, 1_000_000)) / 100
        made = clerk.invoice(customer, day, [{"item": "11", "amount": amount}])
        if number % 2 == 0:
            _pay(clerk, waiting.setdefault(customer.id, []), made)
    engine.clock.advance_to(end)


def _pay(clerk: Clerk, waiting: list[Record], made: Record) -> None:
    waiting.append(made)
    if len(waiting) == 4:
        clerk.pay(made.get("tranDate"), waiting)
        waiting.clear()
