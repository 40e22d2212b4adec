"""Taxes, discounts and credits as they stand on invoices, credit notes and their lines, in the
shapes before and after basil.

Taxes (docs.stripe.com/changelog/basil/2025-03-18/invoice-tax-configurations) were `{amount,
inclusive, tax_rate}` and are `{amount, tax_behavior, tax_rate_details: {tax_rate}}`; a shipping
cost has `{amount, rate}` with the whole rate. While both shapes were sent side by side (acacia),
the new one is read.

>>> old = Fields({"tax_amounts": [{"amount": 200, "inclusive": False, "tax_rate": "txr_1",
...     "taxable_amount": 1000}]}, "line_item")
>>> new = Fields({"taxes": [{"amount": 200, "tax_behavior": "exclusive", "taxable_amount": 1000,
...     "tax_rate_details": {"tax_rate": "txr_1"}, "type": "tax_rate_details"}]}, "line_item")
>>> read_taxes(old, "taxes", "tax_amounts") == read_taxes(new, "taxes", "tax_amounts")
True
>>> read_taxes(new, "taxes", "tax_amounts")[0].inclusive
False

A `tax_behavior` that is neither inclusive nor exclusive gives `inclusive=None` and a note. Rates
are given in per cent where the rate came along, expanded or in a list of rates beside the
amounts.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal

from . import discount, tax_rate
from .fields import Fields
from .tax_rate import TaxRateValues

INCLUSIVE = {"inclusive": True, "exclusive": False}


@dataclass(frozen=True, slots=True)
class TaxAmount:
    """One tax: its amount, what it was computed on, and whether the price already holds it
    (`inclusive`).
    """

    amount_minor: int
    taxable_amount_minor: int | None
    inclusive: bool | None
    tax_rate_id: str | None
    rate_percent: Decimal | None
    rate_name: str | None
    taxability_reason: str | None


@dataclass(frozen=True, slots=True)
class DiscountAmount:
    """What one discount took off; the coupon is known if the discount was expanded."""

    amount_minor: int
    discount_id: str | None
    coupon_id: str | None
    coupon_name: str | None


@dataclass(frozen=True, slots=True)
class CreditAmount:
    """Billing credits applied before tax
    (docs.stripe.com/billing/subscriptions/usage-based/billing-credits).
    """

    amount_minor: int
    credit_balance_transaction_id: str | None


Rates = Mapping[str, TaxRateValues]


def read_rates(fields: Fields, key: str) -> dict[str, TaxRateValues]:
    """Return the tax rates of a list by id: `default_tax_rates` of an invoice, `tax_rates` of a
    line.
    """
    return {rate.id: rate for rate in fields.objects(key, tax_rate.read)}


def _inclusive(item: Fields, rate: TaxRateValues | None) -> bool | None:
    flag = item.flag("inclusive")
    if flag is not None:
        return flag
    behavior = item.text("tax_behavior")
    if behavior in INCLUSIVE:
        return INCLUSIVE[behavior]
    if behavior is None and rate is not None:
        return rate.inclusive
    item.note_misread("tax_behavior", f"neither inclusive nor exclusive: {behavior!r}")
    return None


def _read_tax(item: Fields, rates: Rates) -> TaxAmount:
    holder = item.inner("tax_rate_details") or item
    key = "rate" if holder.given("rate") else "tax_rate"
    rate_id = holder.ident(key)
    rate = holder.expanded(key, tax_rate.read) or rates.get(rate_id or "")
    return TaxAmount(
        amount_minor=item.required_integer("amount"),
        taxable_amount_minor=item.integer("taxable_amount"),
        inclusive=_inclusive(item, rate),
        tax_rate_id=rate_id,
        rate_percent=rate.percentage if rate else None,
        rate_name=rate.display_name if rate else None,
        taxability_reason=item.text("taxability_reason"),
    )


def read_taxes(
    fields: Fields, new: str, old: str, rates: Rates | None = None
) -> tuple[TaxAmount, ...] | None:
    """Return the taxes from the new field or, if it is not sent, the old; None if neither is."""
    key = new if fields.given(new) else old
    if not fields.given(key):
        return None
    return tuple(_read_tax(item, rates or {}) for item in fields.items(key))


def read_discounts(fields: Fields, key: str) -> tuple[DiscountAmount, ...]:
    """Return what each discount took off (`discount_amounts`, `total_discount_amounts`)."""
    amounts = []
    for item in fields.items(key):
        values = item.expanded("discount", discount.read)
        amounts.append(
            DiscountAmount(
                amount_minor=item.required_integer("amount"),
                discount_id=item.ident("discount"),
                coupon_id=values.coupon_id if values else None,
                coupon_name=values.coupon.name if values and values.coupon else None,
            )
        )
    return tuple(amounts)


def read_credits(fields: Fields, key: str) -> tuple[CreditAmount, ...]:
    """Return the billing credits among the pre-tax credits; the discounts there repeat the
    discount amounts.
    """
    return tuple(
        CreditAmount(item.required_integer("amount"), item.ident("credit_balance_transaction"))
        for item in fields.items(key)
        if item.text("type") == "credit_balance_transaction"
    )
