"""An invoice of Odoo as an invoice of Stripe, to the cent (docs.stripe.com/api/invoices, /add_lines).

Each line carries its own unit price and its net amount after discount, and the tax exactly as Odoo worked it
out, in ``tax_amounts``: Stripe works nothing out by itself. A line that Stripe has no quantity for (none, or
negative) is a bare amount. The sum of all that is sent is compared with the invoice's total before anything
goes out, and Stripe's own total again before the invoice is finalized.

>>> vat = TaxFacts("VAT 20 %", Decimal(20), 1998, 9990)
>>> facts = InvoiceFacts("INV/1", "EUR", 11988, lines=(LineFacts(7, "Work", 9990, Decimal(3), Decimal(3330), (vat,)),))
>>> problems(facts)
[]
>>> [line["price_data"]["unit_amount"] for line in lines(facts)], lines(facts)[0]["tax_amounts"][0]["amount"]
([3330], 1998)
>>> unit_price(Decimal(3), None, 100)
Decimal('33.333333333333')
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

#: add_lines takes at most 250 at a time (docs.stripe.com/api/invoices/add_lines).
LINES_AT_ONCE = 200
LINES_MAX = 5000
TAXES_MAX = 20
PLACES = Decimal(1).scaleb(-12)
DESCRIPTION_MAX, MEMO_MAX, FIELD_MAX, TAX_NAME_MAX = 500, 1500, 140, 50


@dataclass(frozen=True)
class TaxFacts:
    """One tax on one line, in minor units; the percentage is of the base."""

    name: str
    percentage: Decimal
    amount_minor: int
    base_minor: int
    country: str = ""


@dataclass(frozen=True)
class LineFacts:
    """One line: the net amount after discount, and what a unit costs after discount in minor units."""

    id: int
    name: str
    net_minor: int
    quantity: Decimal = Decimal(1)
    price_minor: Decimal | None = None
    taxes: tuple[TaxFacts, ...] = ()
    product_id: str = ""
    product_name: str = ""


@dataclass(frozen=True)
class InvoiceFacts:
    """An invoice. Times are Unix seconds; ``due_at`` None is due at once."""

    number: str
    currency: str
    total_minor: int
    lines: tuple[LineFacts, ...] = ()
    invoiced_at: int | None = None
    due_at: int | None = None
    memo: str = ""
    reference: str = ""
    backlink: Mapping[str, str] = field(default_factory=dict)


def invoice(facts: InvoiceFacts, customer: Any) -> dict[str, Any]:
    """Return the draft that is made first.

    :param customer: the customer's id, or a reference to it.
    """
    found: dict[str, Any] = {
        "customer": customer,
        "currency": facts.currency.lower(),
        "auto_advance": False,
        "collection_method": "send_invoice",
        "pending_invoice_items_behavior": "exclude",
        "number": facts.number,
        "metadata": {**facts.backlink, "odoo_number": facts.number},
    }
    found |= {"days_until_due": 0} if facts.due_at is None else {"due_date": facts.due_at}
    if facts.invoiced_at is not None:
        found["effective_at"] = facts.invoiced_at
    if facts.memo:
        found["description"] = facts.memo[:MEMO_MAX]
    if facts.reference:
        found["custom_fields"] = [{"name": "Reference", "value": facts.reference[:FIELD_MAX]}]
    return found


def lines(facts: InvoiceFacts) -> list[dict[str, Any]]:
    """Return all lines as they are added."""
    return [_line(line, facts.currency.lower()) for line in facts.lines]


def batches(rows: list[dict[str, Any]]) -> list[list[dict[str, Any]]]:
    """Return lines in as many calls as they need.

    >>> [len(batch) for batch in batches([{}] * 401)]
    [200, 200, 1]
    """
    return [rows[start : start + LINES_AT_ONCE] for start in range(0, len(rows), LINES_AT_ONCE)]


def _line(line: LineFacts, currency: str) -> dict[str, Any]:
    found: dict[str, Any] = {
        "description": (line.name or line.product_name or "-")[:DESCRIPTION_MAX],
        "metadata": {"odoo_line": str(line.id)},
    }
    if line.quantity > 0 and line.net_minor >= 0:
        found |= _priced(line, currency)
    else:
        found["amount"] = line.net_minor
    if line.taxes:
        found["tax_amounts"] = [_tax(tax) for tax in line.taxes]
    return found


def _priced(line: LineFacts, currency: str) -> dict[str, Any]:
    """Return quantity and unit price that multiply to the net amount."""
    price = unit_price(line.quantity, line.price_minor, line.net_minor)
    data: dict[str, Any] = {"currency": currency, "tax_behavior": "exclusive"}
    if line.product_id:
        data["product"] = line.product_id
    else:
        data["product_data"] = {"name": (line.product_name or line.name or "-")[:DESCRIPTION_MAX]}
    if price == price.to_integral_value():
        data["unit_amount"] = int(price)
    else:
        data["unit_amount_decimal"] = format(price.normalize(), "f")
    if line.quantity == line.quantity.to_integral_value():
        return {"price_data": data, "quantity": int(line.quantity)}
    return {"price_data": data, "quantity_decimal": format(line.quantity.normalize(), "f")}


def unit_price(quantity: Decimal, price_minor: Decimal | None, net_minor: int) -> Decimal:
    """Return a unit price that gives the net amount: the stated one where it does, else the exact quotient.

    >>> unit_price(Decimal(2), Decimal("49.95"), 100), unit_price(Decimal("0.5"), None, 333)
    (Decimal('49.95'), Decimal('666'))
    """
    if price_minor is not None and _rounded(price_minor * quantity) == net_minor:
        stated = price_minor.quantize(PLACES).normalize()
        if _rounded(stated * quantity) == net_minor:
            return stated
    return (Decimal(net_minor) / quantity).quantize(PLACES).normalize() + 0


def _rounded(amount: Decimal) -> int:
    return int(amount.quantize(Decimal(1), ROUND_HALF_UP))


def _tax(tax: TaxFacts) -> dict[str, Any]:
    data: dict[str, Any] = {
        "display_name": tax.name[:TAX_NAME_MAX],
        "percentage": float(tax.percentage),
        "inclusive": False,
    }
    if tax.country:
        data["country"] = tax.country
    return {"amount": tax.amount_minor, "taxable_amount": tax.base_minor, "tax_rate_data": data}


def total(facts: InvoiceFacts) -> int:
    """Return what all lines and taxes add up to, in minor units."""
    return sum(line.net_minor + sum(tax.amount_minor for tax in line.taxes) for line in facts.lines)


def problems(facts: InvoiceFacts) -> list[tuple[str, dict[str, str]]]:
    """Return what Stripe would refuse or get wrong, as (code, values) of a sentence.

    >>> problems(InvoiceFacts("INV/1", "EUR", 5))
    [('no_lines', {})]
    """
    if not facts.lines:
        return [("no_lines", {})]
    found: list[tuple[str, dict[str, str]]] = []
    if len(facts.lines) > LINES_MAX:
        found.append(("many_lines", {"limit": str(LINES_MAX)}))
    if facts.total_minor < 0:
        found.append(("negative_total", {}))
    for line in facts.lines:
        if len(line.taxes) > TAXES_MAX:
            found.append(("many_taxes", {"line": line.name, "limit": str(TAXES_MAX)}))
        for tax in line.taxes:
            if not 0 <= tax.percentage <= 100:
                found.append(("tax_percentage", {"tax": tax.name, "percentage": f"{tax.percentage:f}"}))
    if total(facts) != facts.total_minor:
        found.append(("sum", {"lines": str(total(facts)), "total": str(facts.total_minor)}))
    return found
