"""A subscription as it is sold, and what of it Stripe is told (docs.stripe.com/api/subscriptions).

All items of a subscription share currency and interval, and each price stands in it once. An item has the
catalogue's price where it is sold at that price, else a price of its own, which is what a unit costs after
discount. What was last agreed is kept item by item, so that a change says only what differs.

>>> seats = ItemFacts(7, "Care", Decimal(2), Decimal("9.90"), "prod_1", price="price_1", taxes=("txr_1",))
>>> facts = SubscriptionFacts("EUR", "month", 1, (seats,), days_until_due=30)
>>> create(facts, "cus_1")["items"]
[{'price': 'price_1', 'quantity': 2, 'tax_rates': ['txr_1'], 'metadata': {'odoo_line': '7'}}]
>>> agreed = {"items": {"7": {"id": "si_1", "quantity": 2, "unit": "9.9", "rhythm": "month:1", "taxes": ["txr_1"]}},
...     "collection_method": "send_invoice", "days_until_due": 30}
>>> update(facts, agreed)
{}
>>> more = replace(facts, items=(replace(seats, quantity=Decimal(3)),))
>>> update(more, agreed)
{'items': [{'id': 'si_1', 'quantity': 3}]}
>>> problems(facts)
[]
"""

from calendar import monthrange
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime, timezone
from decimal import Decimal
from typing import Any

from .currency import check, exponent
from .out_product import INTERVAL_MAX

ITEMS_MAX = 20
PLACES = Decimal("0.000001")
#: A trial, by which a later start is told, ends within two years (docs.stripe.com/api/subscriptions/create, trial_end).
START_DAYS_MAX = 730
PRORATIONS = ("create_prorations", "always_invoice", "none")


@dataclass(frozen=True)
class ItemFacts:
    """One line of an order that is billed again and again.

    :param unit: what a unit costs after discount, in major units.
    :param product: the product's id, or a reference to it.
    :param price: the catalogue's price, where it is that; None where the price is its own.
    :param taxes: the tax rates' ids, or references to them.
    :param inclusive: the price holds its taxes.
    """

    line: int
    name: str
    quantity: Decimal
    unit: Decimal
    product: Any
    price: Any = None
    taxes: tuple[Any, ...] = ()
    inclusive: bool = False
    wrong_taxes: tuple[str, ...] = ()


@dataclass(frozen=True)
class SubscriptionFacts:
    """What is sold. Times are Unix seconds.

    :param days_until_due: None where the customer is charged by itself.
    :param starts_at: a start that is yet to come.
    :param began_at: a start that is past; ``anchor_at`` is then the next day of the rhythm.
    """

    currency: str
    interval: str
    interval_count: int
    items: tuple[ItemFacts, ...] = ()
    days_until_due: int | None = None
    starts_at: int | None = None
    began_at: int | None = None
    anchor_at: int | None = None
    ends_at: int | None = None
    now: int = 0
    description: str = ""
    backlink: Mapping[str, str] = field(default_factory=dict)

    @property
    def rhythm(self) -> str:
        """How often it is billed, in one word."""
        return f"{self.interval}:{self.interval_count}"


def create(facts: SubscriptionFacts, customer: Any) -> dict[str, Any]:
    """Return a new subscription.

    A later start is a trial until then: nothing is billed, and it can be changed or given up meanwhile.
    """
    found: dict[str, Any] = {
        "customer": customer,
        "items": [_whole(item, facts) for item in _with_own_prices(facts.items)],
        **_collection(facts),
        "metadata": dict(facts.backlink),
    }
    if facts.description:
        found["description"] = facts.description
    if facts.starts_at is not None:
        found["trial_end"] = facts.starts_at
    if facts.began_at is not None:
        found |= {"backdate_start_date": facts.began_at, "billing_cycle_anchor": facts.anchor_at}
    if facts.ends_at is not None:
        found["cancel_at"] = facts.ends_at
    return found


def update(facts: SubscriptionFacts, agreed: Mapping[str, Any]) -> dict[str, Any]:
    """Return what is to be changed at Stripe; nothing where all is as agreed."""
    known: dict[str, Mapping[str, Any]] = dict(agreed.get("items") or {})
    rows: list[dict[str, Any]] = []
    for item in _with_own_prices(facts.items):
        before = known.pop(str(item.line), None)
        row = _whole(item, facts) if before is None else _changed(item, facts, before)
        if row:
            rows.append(row)
    rows += [{"id": before["id"], "deleted": True} for before in known.values()]
    found: dict[str, Any] = {"items": rows} if rows else {}
    wanted = _collection(facts)
    if any(agreed.get(name) != value for name, value in wanted.items()):
        found |= wanted
    return found


def _collection(facts: SubscriptionFacts) -> dict[str, Any]:
    if facts.days_until_due is None:
        return {"collection_method": "charge_automatically"}
    return {"collection_method": "send_invoice", "days_until_due": facts.days_until_due}


def _with_own_prices(items: tuple[ItemFacts, ...]) -> list[ItemFacts]:
    """Return the items, each price of the catalogue used once: a second item at it has one of its own.

    >>> one = ItemFacts(1, "Care", Decimal(1), Decimal(5), "prod_1", price={"$bound": "price/x/1"})
    >>> [item.price for item in _with_own_prices((one, replace(one, line=2)))]
    [{'$bound': 'price/x/1'}, None]
    """
    seen: list[Any] = []
    found = []
    for item in items:
        found.append(replace(item, price=None) if item.price in seen else item)
        if item.price is not None:
            seen.append(item.price)
    return found


def _whole(item: ItemFacts, facts: SubscriptionFacts) -> dict[str, Any]:
    found = {**_priced(item, facts), "quantity": int(item.quantity)}
    if item.taxes:
        found["tax_rates"] = list(item.taxes)
    return {**found, "metadata": {"odoo_line": str(item.line)}}


def _changed(item: ItemFacts, facts: SubscriptionFacts, before: Mapping[str, Any]) -> dict[str, Any]:
    found: dict[str, Any] = {}
    if (text(item.unit), facts.rhythm) != (before.get("unit"), before.get("rhythm")):
        found |= _priced(item, facts)
    if int(item.quantity) != before.get("quantity"):
        found["quantity"] = int(item.quantity)
    if list(item.taxes) != list(before.get("taxes") or []):
        found["tax_rates"] = list(item.taxes) or ""
    return {"id": before["id"], **found} if found else {}


def _priced(item: ItemFacts, facts: SubscriptionFacts) -> dict[str, Any]:
    if item.price is not None:
        return {"price": item.price}
    data: dict[str, Any] = {
        "currency": facts.currency.lower(),
        "product": item.product,
        "recurring": {"interval": facts.interval, "interval_count": facts.interval_count},
        "tax_behavior": "inclusive" if item.inclusive else "exclusive",
    }
    minor = _minor(item, facts.currency)
    if minor == minor.to_integral_value():
        data["unit_amount"] = int(minor)
    else:
        data["unit_amount_decimal"] = format(minor, "f")
    return {"price_data": data}


def _minor(item: ItemFacts, currency: str) -> Decimal:
    return item.unit.quantize(PLACES).scaleb(exponent(currency)).normalize() + 0


def text(unit: Decimal) -> str:
    """Return a unit price as it is agreed: six places at most.

    >>> text(Decimal("9.900")), text(Decimal(100)), text(Decimal(1) / 3)
    ('9.9', '100', '0.333333')
    """
    return format(unit.quantize(PLACES).normalize(), "f")


def period_end(anchor: int, interval: str, count: int) -> int:
    """Return the moment ``count`` intervals after an anchor: the 31st of a month is the last day of a shorter one.

    >>> from datetime import datetime, timezone
    >>> anchor = int(datetime(2026, 1, 31, 12, tzinfo=timezone.utc).timestamp())
    >>> [datetime.fromtimestamp(period_end(anchor, "month", count), timezone.utc).day for count in (1, 2, 3)]
    [28, 31, 30]
    >>> period_end(0, "week", 2), period_end(86400, "day", 1)
    (1209600, 172800)
    """
    if interval in ("day", "week"):
        return anchor + count * 86_400 * (7 if interval == "week" else 1)
    start = datetime.fromtimestamp(anchor, timezone.utc)
    year, month = divmod(start.year * 12 + start.month - 1 + count * (12 if interval == "year" else 1), 12)
    day = min(start.day, monthrange(year, month + 1)[1])
    return int(start.replace(year=year, month=month + 1, day=day).timestamp())


def next_of_rhythm(start: int, interval: str, count: int, now: int) -> int:
    """Return the first day of the rhythm after now.

    >>> next_of_rhythm(0, "day", 2, 86_400 * 5)
    518400
    """
    periods = 1
    while period_end(start, interval, periods * count) <= now:
        periods += 1
    return period_end(start, interval, periods * count)


def problems(facts: SubscriptionFacts) -> list[tuple[str, dict[str, str]]]:
    """Return what Stripe would refuse, as (code, values) of a sentence.

    >>> problems(SubscriptionFacts("EUR", "month", 1))
    [('no_items', {})]
    >>> half = ItemFacts(1, "Care", Decimal("1.5"), Decimal(-1), "prod_1", wrong_taxes=("Stamp",))
    >>> [code for code, _values in problems(SubscriptionFacts("EUR", "year", 4, (half,)))]
    ['interval', 'whole', 'price_negative', 'tax_kind']
    """
    if not facts.items:
        return [("no_items", {})]
    found: list[tuple[str, dict[str, str]]] = []
    if len(facts.items) > ITEMS_MAX:
        found.append(("many_items", {"limit": str(ITEMS_MAX)}))
    if facts.interval_count > INTERVAL_MAX[facts.interval]:
        found.append(("interval", {"count": str(facts.interval_count), "interval": facts.interval}))
    if facts.starts_at is not None and facts.starts_at > facts.now + START_DAYS_MAX * 86_400:
        found.append(("late_start", {}))
    if facts.ends_at is not None and facts.ends_at <= max(facts.now, facts.starts_at or 0):
        found.append(("early_end", {}))
    for item in facts.items:
        found += _item_problems(item, facts.currency)
    return found


def _item_problems(item: ItemFacts, currency: str) -> list[tuple[str, dict[str, str]]]:
    found: list[tuple[str, dict[str, str]]] = []
    if item.quantity != item.quantity.to_integral_value():
        found.append(("whole", {"line": item.name, "quantity": f"{item.quantity.normalize():f}"}))
    if item.unit < 0:
        found.append(("price_negative", {"price": f"{item.unit:f} {currency.upper()}"}))
    minor = _minor(item, currency)
    if minor == minor.to_integral_value():
        try:
            check(int(minor), currency)
        except ValueError as error:
            found.append(("amount", {"reason": str(error)}))
    return found + [("tax_kind", {"line": item.name, "tax": name}) for name in item.wrong_taxes]
