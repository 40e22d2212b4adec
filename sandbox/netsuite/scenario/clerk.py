"""Somebody who enters records into the books, day after day, through the same rules as everybody."""

from __future__ import annotations

import heapq
from collections.abc import Callable
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

from ..core.engine import Engine
from ..ledger import open_items
from ..ledger.record import Draft, Record, Ref, Rows, Values

PACIFIC = ZoneInfo("America/Los_Angeles")
_REFERENCES = {"entity", "customer", "subsidiary", "currency", "account", "arAcct", "terms", "parent", "paymentMethod",
               "department", "class", "item", "taxCode", "createdFrom", "deposit", "postingPeriod",
               "receivablesAccount"}  # fmt: skip


def morning(day: date) -> float:
    """Nine in the morning of *day* in Oregon."""
    return datetime(day.year, day.month, day.day, 9, tzinfo=PACIFIC).timestamp()


class Clerk:
    """Enters records; work can be put down for later days and is done in order."""

    def __init__(self, engine: Engine) -> None:
        self.engine = engine
        self.store = engine.store
        self.books = engine.books
        self._later: list[tuple[date, int, Callable[[date], None]]] = []
        self._count = 0

    def on(self, day: date, work: Callable[[date], None]) -> None:
        """Do *work* on *day*."""
        self._count += 1
        heapq.heappush(self._later, (day, self._count, work))

    def work(self, last: date) -> None:
        """Do everything that is due up to *last*, letting the clock pass."""
        while self._later and self._later[0][0] <= last:
            day, number, work = heapq.heappop(self._later)
            self.engine.clock.advance_to(morning(day) + number % 20_000)
            work(day)

    def enter(self, kind: str, external_id: str = "", **values: Any) -> Record:
        """A new record; references are ids, lists are lists of dicts."""
        return self.books.add(Draft(kind, _typed(values), "", external_id)).record

    def change(self, record: Record, **values: Any) -> None:
        """Change a record."""
        self.books.update(Draft(record.kind, _typed(values), record.id))

    def invoice(self, customer: Record, day: date, rows: list[Values], **more: Any) -> Record:
        """An invoice of these lines."""
        return self.enter("invoice", entity=customer.id, tranDate=day, itemList=rows, **more)

    def pay(self, day: date, invoices: list[Record], amount: Decimal | None = None, **more: Any) -> Record | None:
        """A payment of what is due of *invoices*, or of *amount* applied as far as it goes."""
        found = [(one, open_items.due(self.store, one)) for one in invoices if not one.get("voided")]
        found = [(one, due) for one, due in found if due > 0 and self.store.find("invoice", one.id)]
        if not found:
            return None
        left = amount if amount is not None else sum((due for _, due in found), Decimal(0))
        rows = []
        for one, due in found:
            part = min(due, left)
            left -= part
            if part > 0:
                rows.append({"doc": one.id, "apply": True, "amount": part})
        first = found[0][0]
        if amount is None:
            amount = sum((due for _, due in found), Decimal(0))
        return self.enter(
            "customerPayment",
            customer=first.get("entity"),
            tranDate=day,
            payment=amount,
            currency=first.get("currency"),
            arAcct=first.get("account"),
            autoApply=False,
            applyList=rows,
            **more,
        )


def _typed(values: Values) -> Values:
    found: Values = {}
    for name, value in values.items():
        if name in _REFERENCES and isinstance(value, str):
            found[name] = Ref(internal_id=value)
        elif name.endswith("List") and isinstance(value, list):
            found[name] = Rows([_typed(row) for row in value])
        elif name == "doc":
            found[name] = Ref(internal_id=str(value))
        else:
            found[name] = value
    return found


def month_start(day: date, back: int) -> date:
    """The first of the month *back* months before that of *day*."""
    year, month = divmod(day.year * 12 + day.month - 1 - back, 12)
    return date(year, month + 1, 1)


def workday(day: date) -> date:
    """*day*, or the Monday after."""
    return day + timedelta(days=(7 - day.weekday()) % 7 if day.weekday() > 4 else 0)
