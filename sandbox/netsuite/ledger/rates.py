"""Currencies, exchange rates and subsidiaries."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from . import errors
from .record import Record
from .store import Store

ONE = Decimal(1)


def digits(store: Store, currency: str) -> int:
    """Decimals of a currency: NetSuite knows two and none."""
    found = store.find("currency", currency)
    return 0 if found is not None and found.get("currencyPrecision") == "_zero" else 2


def base_currency(store: Store, subsidiary: str | None) -> str:
    """The currency a subsidiary keeps its books in."""
    if subsidiary:
        return str(store.get("subsidiary", subsidiary).get("currency"))
    return next(one.id for one in store.all("currency") if one.get("isBaseCurrency"))


def rate_on(store: Store, currency: str, target: str, day: date) -> Decimal:
    """Units of *target* for one of *currency*: the latest rate not after *day*."""
    if currency == target:
        return ONE
    best: Record | None = None
    for one in store.all("currencyRate"):
        same = one.get("transactionCurrency") == currency and one.get("baseCurrency") == target
        if same and one.get("effectiveDate") <= day:
            if best is None or one.get("effectiveDate") >= best.get("effectiveDate"):
                best = one
    if best is None:
        raise errors.user_error(f"There is no exchange rate for currency {currency} on {day}.", "exchangeRate")
    return Decimal(best.get("exchangeRate"))


def in_subsidiary(store: Store, record: Record, subsidiary: str | None) -> bool:
    """Whether a list entry may be used in *subsidiary*; an entry of a parent only with its children."""
    own = record.get("subsidiaryList")
    if not own or not subsidiary:
        return True
    if subsidiary in own:
        return True
    return bool(record.get("includeChildren")) and any(up in own for up in ancestors(store, subsidiary))


def ancestors(store: Store, subsidiary: str) -> list[str]:
    """The subsidiaries above, nearest first."""
    found: list[str] = []
    above = store.get("subsidiary", subsidiary).get("parent")
    while above and above not in found:
        found.append(above)
        above = store.get("subsidiary", above).get("parent")
    return found
