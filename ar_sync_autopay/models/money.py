"""Amounts of Odoo's fields as integers of their currency's smallest unit, and as exact decimals."""

from decimal import Decimal

from odoo.tools import float_repr


def decimal_of(amount: float, currency) -> Decimal:
    """Return an amount of a field as an exact decimal with its currency's digits."""
    return Decimal(float_repr(amount, currency.decimal_places))


def units_of(amount: float, currency) -> int:
    """Return an amount of a field in the smallest units of its currency, as Odoo counts them."""
    return int(decimal_of(amount, currency).scaleb(currency.decimal_places))


def amount_of(units: int, currency) -> float:
    """Return the smallest units of a currency as an amount of a field."""
    return float(Decimal(units).scaleb(-currency.decimal_places))
