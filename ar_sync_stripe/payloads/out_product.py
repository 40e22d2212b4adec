"""A product and its prices as Stripe's catalogue has them (docs.stripe.com/api/products, /api/prices).

A price never changes its amount: another amount is another price, and the former is retired. Which price is
which is told by its *key*: currency and interval.

>>> product(ProductFacts(name="Support", unit="Hours per month", default_code="S-1"))["unit_label"]
'Hours per mo'
>>> monthly = PriceFacts("eur", Decimal("9.90"), "month")
>>> monthly.key, price(monthly)["unit_amount"], price(monthly)["recurring"]
('eur:month:1', 990, {'interval': 'month', 'interval_count': 1})
>>> price(PriceFacts("usd", Decimal("0.0125")))["unit_amount_decimal"]
'1.25'
>>> price_problems(PriceFacts("usd", Decimal("-1")))
[('price_negative', {'price': '-1 USD'})]
>>> price_problems(PriceFacts("usd", Decimal(1), "year", 4))
[('interval', {'count': '4', 'interval': 'year'})]
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from .currency import check, exponent

UNIT_MAX = 12
#: The longest time between two bills, by interval (docs.stripe.com/api/prices/create, recurring.interval_count).
INTERVAL_MAX = {"day": 1095, "week": 156, "month": 36, "year": 3}


@dataclass(frozen=True)
class ProductFacts:
    """What is known of a product."""

    name: str
    description: str = ""
    active: bool = True
    unit: str = ""
    tax_code: str = ""
    default_code: str = ""
    shippable: bool | None = None
    backlink: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class PriceFacts:
    """What one unit costs. ``interval`` is empty for what is paid once."""

    currency: str
    amount: Decimal
    interval: str = ""
    interval_count: int = 1
    tax_behavior: str = "exclusive"

    @property
    def key(self) -> str:
        """What tells a product's prices apart."""
        often = f"{self.interval}:{self.interval_count}" if self.interval else "once"
        return f"{self.currency.lower()}:{often}"


def product(facts: ProductFacts) -> dict[str, Any]:
    """Return what Stripe should say of the product."""
    found: dict[str, Any] = {
        "name": facts.name.strip(),
        "description": facts.description.strip(),
        "active": facts.active,
        "unit_label": facts.unit.strip()[:UNIT_MAX],
        "tax_code": facts.tax_code.strip(),
        "metadata": {**facts.backlink, "odoo_reference": facts.default_code},
    }
    if facts.shippable is not None:
        found["shippable"] = facts.shippable
    return found


def product_problems(facts: ProductFacts) -> list[tuple[str, dict[str, str]]]:
    """Return what Stripe would refuse, as (code, values) of a sentence."""
    return [] if facts.name.strip() else [("no_product_name", {})]


def price(facts: PriceFacts) -> dict[str, Any]:
    """Return a new price, but for the product it is of."""
    found: dict[str, Any] = {"currency": facts.currency.lower(), "tax_behavior": facts.tax_behavior}
    minor = facts.amount.scaleb(exponent(facts.currency)).normalize()
    if minor == minor.to_integral_value():
        found["unit_amount"] = int(minor)
    else:
        found["unit_amount_decimal"] = format(minor, "f")
    if facts.interval:
        found["recurring"] = {"interval": facts.interval, "interval_count": facts.interval_count}
    return found


def price_problems(facts: PriceFacts) -> list[tuple[str, dict[str, str]]]:
    """Return what Stripe would refuse, as (code, values) of a sentence."""
    found: list[tuple[str, dict[str, str]]] = []
    if facts.amount < 0:
        found.append(("price_negative", {"price": f"{facts.amount} {facts.currency.upper()}"}))
    if facts.interval and facts.interval_count > INTERVAL_MAX[facts.interval]:
        found.append(("interval", {"count": str(facts.interval_count), "interval": facts.interval}))
    minor = price(facts).get("unit_amount")
    if minor is not None:
        try:
            check(minor, facts.currency)
        except ValueError as error:
            found.append(("amount", {"reason": str(error)}))
    return found


#: What makes two prices the same.
SAME = ("currency", "unit_amount", "unit_amount_decimal", "recurring", "tax_behavior")


def is_same_price(wanted: Mapping[str, Any], agreed: Mapping[str, Any]) -> bool:
    """Tell whether a price at Stripe says what is wanted.

    >>> is_same_price({"currency": "usd", "unit_amount": 5}, {"currency": "usd", "unit_amount": 5, "product": "p"})
    True
    >>> is_same_price({"currency": "usd", "unit_amount": 5}, {"currency": "usd", "unit_amount_decimal": "5.5"})
    False
    """
    return all(wanted.get(name) == agreed.get(name) for name in SAME)
