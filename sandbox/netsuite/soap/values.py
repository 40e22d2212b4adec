"""Values as SuiteTalk writes them: Pacific-time dates, Java's doubles, ``_enums``."""

from __future__ import annotations

from datetime import date, datetime, time, timezone
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

from ..ledger import errors
from ..ledger.fields import Field
from ..ledger.money import decimal_of, java_double

#: SuiteTalk writes every moment in this zone.
PACIFIC = ZoneInfo("America/Los_Angeles")


def moment_text(seconds: float) -> str:
    """A moment in Pacific time with milliseconds and offset.

    >>> moment_text(1793606400.0)
    '2026-11-02T00:00:00.000-08:00'
    """
    found = datetime.fromtimestamp(seconds, timezone.utc).astimezone(PACIFIC)
    return found.isoformat(timespec="milliseconds")


def date_text(day: date, zone: str) -> str:
    """A day: midnight where the user is, written in Pacific time.

    >>> date_text(date(2026, 11, 2), "America/Los_Angeles"), date_text(date(2026, 11, 2), "America/New_York")
    ('2026-11-02T00:00:00.000-08:00', '2026-11-01T21:00:00.000-08:00')
    """
    return moment_text(datetime.combine(day, time(), ZoneInfo(zone)).timestamp())


def moment_of(text: str) -> float:
    """A moment; one without zone is Pacific. :raise ValueError: malformed."""
    found = datetime.fromisoformat(text.strip().replace("Z", "+00:00"))
    return (found if found.tzinfo else found.replace(tzinfo=PACIFIC)).timestamp()


def date_of(text: str, zone: str) -> date:
    """The day a moment falls on where the user is: midnight UTC is the day before in America.

    >>> date_of("2026-11-02T00:00:00Z", "America/Los_Angeles")
    datetime.date(2026, 11, 1)
    """
    text = text.strip()
    if len(text) == 10:
        return date.fromisoformat(text)
    return datetime.fromtimestamp(moment_of(text), ZoneInfo(zone)).date()


def parsed(field: Field, text: str, zone: str, path: str) -> Any:
    """The value of a simple field. :raise NsError: it does not fit the field."""
    kind = field.kind
    try:
        if kind == "bool":
            return {"true": True, "1": True, "false": False, "0": False}[text.strip()]
        if kind == "int":
            return int(text)
        if kind in ("money", "number"):
            return decimal_of(text)
        if kind == "date":
            return date_of(text, zone)
        if kind == "moment":
            return moment_of(text)
    except (ValueError, KeyError):
        raise errors.invalid_value(text, field.name, path) from None
    return text


def written(field: Field, value: Any, zone: str) -> str:
    """The text of a simple value."""
    kind = field.kind
    if kind == "bool":
        return "true" if value else "false"
    if kind in ("money", "number"):
        return java_double(Decimal(value))
    if kind == "date":
        return date_text(value, zone)
    if kind == "moment":
        return moment_text(value)
    return str(value)
