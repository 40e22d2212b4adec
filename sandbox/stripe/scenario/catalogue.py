"""What the company sells, at what price, with what tax."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from ..core.store import Obj
from .base import Stage

#: Internal reference, name, price in US cents (a decimal where a cent is too coarse).
PRODUCTS = (
    ("NI-100", "Bench refractometer", "189000"),
    ("NI-110", "Handheld refractometer", "42900"),
    ("NI-200", "pH meter", "31950"),
    ("NI-210", "pH electrode", "8425"),
    ("NI-220", "Buffer solution pH 7, 500 ml", "1999"),
    ("NI-300", "Conductivity probe", "27800"),
    ("NI-310", "Probe cable, per metre", "333.3"),
    ("NI-400", "Spectrometer Mk II", "745000"),
    ("NI-410", "Cuvettes, pack of 100", "4750"),
    ("NI-500", "Calibration certificate", "12500"),
    ("NI-510", "On-site calibration, per hour", "16500"),
    ("NI-600", "Data logger", "58400"),
    ("NI-610", "Sensor readings, per thousand", "1.25"),
    ("NI-700", "Training day", "98000"),
)
#: Places in ``PRODUCTS`` of what is sold by the metre or the thousand.
CHEAP_PLACES = (6, 12)
#: Sold by the month: name, price in US cents.
PLANS = (
    ("NI-CARE-S", "Instrument Care Standard", "9900"),
    ("NI-CARE-P", "Instrument Care Plus", "24900"),
    ("NI-CLOUD", "Lab Cloud, per seat", "3900"),
)
#: Minor units of a currency for one US cent, rounded to friendly prices.
FACTORS = {"usd": 1.0, "eur": 0.92, "gbp": 0.79, "jpy": 1.5, "kwd": 3.1}
#: Country -> (display name, percentage, inclusive).
TAXES = {
    "US": ("Sales tax", "8.625", False),
    "DE": ("MwSt", "19", False),
    "FR": ("TVA", "20", False),
    "NL": ("BTW", "21", False),
    "GB": ("VAT", "20", False),
    "JP": ("Consumption tax", "10", True),
}


@dataclass
class Catalogue:
    """Prices by currency, tax rates by country, coupons."""

    prices: dict[str, list[str]] = field(default_factory=dict)
    plans: dict[str, list[str]] = field(default_factory=dict)
    taxes: dict[str, str] = field(default_factory=dict)
    percent_coupon: str = ""
    amount_coupon: str = ""


def _amount(cents: str, currency: str) -> str:
    """A price in another currency; kuwaiti fils end in 0, as Stripe demands."""
    value = float(cents) * FACTORS[currency]
    if currency == "kwd":
        return str(max(round(value / 10) * 10, 10))
    if "." in cents:
        return f"{value:.3f}" if currency != "jpy" else str(max(round(value), 1))
    return str(max(round(value), 1))


def make_catalogue(stage: Stage, currencies: list[str]) -> Catalogue:
    """Create products, prices, rates and coupons."""
    found = Catalogue(
        prices={c: [] for c in currencies}, plans={c: [] for c in currencies}
    )
    for reference, name, cents in PRODUCTS:
        product = _product(stage, reference, name)
        for currency in currencies:
            found.prices[currency].append(_price(stage, product, cents, currency))
    for reference, name, cents in PLANS:
        product = _product(stage, reference, name)
        for currency in currencies:
            price = _price(
                stage, product, cents, currency, recurring={"interval": "month"}
            )
            found.plans[currency].append(price)
    for country, (label, percentage, inclusive) in TAXES.items():
        found.taxes[country] = stage.post(
            "tax_rates",
            display_name=label,
            percentage=percentage,
            inclusive=inclusive,
            country=country,
        )["id"]
    found.percent_coupon = stage.post(
        "coupons", id="LOYAL10", name="Loyalty", percent_off="10", duration="forever"
    )["id"]
    found.amount_coupon = stage.post(
        "coupons", id="WELCOME15", amount_off=1500, currency="usd", duration="once"
    )["id"]
    return found


def _product(stage: Stage, reference: str, name: str) -> Obj:
    return stage.post("products", name=name, metadata={"reference": reference})


def _price(
    stage: Stage, product: Obj, cents: str, currency: str, **more: Any
) -> str:
    return str(
        stage.post(
            "prices",
            product=product["id"],
            currency=currency,
            unit_amount_decimal=_amount(cents, currency),
            **more,
        )["id"]
    )
