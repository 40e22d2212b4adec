"""A record of NetSuite as it was read, by the names of its fields, whichever way it came.

SOAP does not keep the schema's order, writes amounts as Java writes doubles and days as moments in Pacific time;
SuiteQL has days as text and truths as ``T`` and ``F``. Here all of it is read by name, and only when it is asked for.
The names are SOAP's.

>>> fields = Fields("invoice", "7", "", {"total": "1.25E7", "tranDate": "2026-11-02T00:00:00.000-08:00",
...     "entity": Ref("42", "Northwind"), "isInactive": "T"})
>>> fields.money("total", 2), fields.day("tranDate"), fields.ref("entity"), fields.flag("isInactive")
(Decimal('12500000.00'), datetime.date(2026, 11, 2), '42', True)

A day is the day where the integration's user is, however it was written:

>>> Fields("", "", "", {"tranDate": "2026-11-01T21:00:00.000-08:00"}, "America/New_York").day("tranDate")
datetime.date(2026, 11, 2)

An amount is rounded to its currency, for what is beyond it is noise of the double:

>>> Fields("", "", "", {"a": "0.30000000000000004", "b": "-0.0"}).money("a", 2)
Decimal('0.30')
>>> Fields("", "", "", {"a": "x"}).money("a", 2)
Traceback (most recent call last):
ValueError: a is no amount: 'x'
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timezone
from decimal import ROUND_HALF_UP, Decimal, InvalidOperation
from typing import Any
from zoneinfo import ZoneInfo

PACIFIC = "America/Los_Angeles"
ZERO = Decimal(0)
#: The name under which a record that NetSuite does not show says why.
REFUSED = "_refused"
_TRUE = frozenset({"true", "1", "t"})


@dataclass(frozen=True)
class Ref:
    """What a field refers to."""

    id: str
    name: str = ""


@dataclass(frozen=True)
class Fields:
    """A record, or a row of one.

    :param record: NetSuite's name of the type, such as ``creditMemo``; empty for a row.
    :param zone: where the integration's user is.
    """

    record: str
    id: str
    external_id: str
    values: Mapping[str, Any] = field(default_factory=dict)
    zone: str = PACIFIC

    def text(self, name: str) -> str:
        """Return a text; empty where there is none."""
        value = self.values.get(name)
        if isinstance(value, Ref):
            return value.name
        return "" if value is None else str(value).strip()

    def ref(self, name: str) -> str:
        """Return the id of what a field refers to."""
        value = self.values.get(name)
        return value.id if isinstance(value, Ref) else "" if value is None else str(value).strip()

    def refs(self, name: str) -> tuple[str, ...]:
        """Return the ids of a list of references; SuiteQL has them in one text."""
        value = self.values.get(name)
        if isinstance(value, tuple):
            return tuple(one.id for one in value if isinstance(one, Ref))
        return tuple(part.strip() for part in str(value or "").split(",") if part.strip())

    def decimal(self, name: str) -> Decimal | None:
        """Return a number as it was written. :raise ValueError: it is none."""
        value = self.values.get(name)
        if value is None or value == "":
            return None
        try:
            found = value if isinstance(value, Decimal) else Decimal(str(value).strip())
        except InvalidOperation:
            raise ValueError(f"{name} is no amount: {value!r}") from None
        if not found.is_finite():
            raise ValueError(f"{name} is no amount: {value!r}")
        return found

    def money(self, name: str, digits: int) -> Decimal:
        """Return an amount in its currency's units; zero where there is none."""
        return rounded(self.decimal(name) or ZERO, digits)

    def moment(self, name: str) -> datetime | None:
        """Return a moment in UTC; one without a zone is where the user is. :raise ValueError: it is none."""
        text = self.text(name)
        if not text:
            return None
        found = datetime.fromisoformat(text.replace("Z", "+00:00"))
        aware = found if found.tzinfo else found.replace(tzinfo=ZoneInfo(self.zone))
        return aware.astimezone(timezone.utc)

    def day(self, name: str) -> date | None:
        """Return a day, as the user has it. :raise ValueError: it is none."""
        text = self.text(name)
        if len(text) == len("2026-01-01"):
            return date.fromisoformat(text)
        found = self.moment(name)
        return found.astimezone(ZoneInfo(self.zone)).date() if found else None

    def due_day(self, name: str) -> date:
        """Return a day that must be there. :raise ValueError: it is not."""
        found = self.day(name)
        if found is None:
            raise ValueError(f"{self.record or 'a row'} {self.id} has no {name}")
        return found

    def flag(self, name: str) -> bool:
        """Return a truth; false where there is none."""
        return self.text(name).lower() in _TRUE

    def rows(self, name: str) -> tuple["Fields", ...]:
        """Return the rows of a list."""
        value = self.values.get(name)
        return tuple(one for one in value if isinstance(one, Fields)) if isinstance(value, tuple) else ()


def rounded(amount: Decimal, digits: int) -> Decimal:
    """Round half up, as NetSuite does; never to a negative zero.

    >>> rounded(Decimal("10.5"), 0), rounded(Decimal("-0.001"), 2)
    (Decimal('11'), Decimal('0.00'))
    """
    found = amount.quantize(Decimal(1).scaleb(-digits), rounding=ROUND_HALF_UP)
    return found if found else abs(found)
