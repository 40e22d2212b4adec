"""A credit note of Odoo as a credit note of Stripe (docs.stripe.com/api/credit_notes/create).

It belongs to one invoice. What is still owed there goes down first; what was paid already is given back in a
way that is said: by a refund of the card, or outside Stripe. Lines are free ones with the tax to the cent; the
tax rates are those that the invoice has at Stripe.

>>> facts = CreditNoteFacts("RINV/1", 1200, lines=(CreditLine("Returned", 1000, (CreditTax("txr_1", 200, 1000),)),))
>>> payload = credit_note(facts, "in_1", open_minor=1000)
>>> payload["out_of_band_amount"], payload["lines"][0]["tax_amounts"]
(200, [{'amount': 200, 'tax_rate': 'txr_1', 'taxable_amount': 1000}])
>>> "out_of_band_amount" in credit_note(facts, "in_1", open_minor=5000)
False
>>> credit_note(facts, "in_1", open_minor=0, refund="re_1")["refunds"]
[{'refund': 're_1', 'amount_refunded': 1200}]
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

DESCRIPTION_MAX, MEMO_MAX = 500, 5000


@dataclass(frozen=True)
class CreditTax:
    """One tax given back, in minor units; its rate as the invoice has it at Stripe."""

    rate_id: str
    amount_minor: int
    base_minor: int
    name: str = ""


@dataclass(frozen=True)
class CreditLine:
    """One line, without tax, in minor units."""

    name: str
    net_minor: int
    taxes: tuple[CreditTax, ...] = ()


@dataclass(frozen=True)
class CreditNoteFacts:
    """A credit note for one invoice."""

    number: str
    total_minor: int
    lines: tuple[CreditLine, ...] = ()
    backlink: Mapping[str, str] = field(default_factory=dict)


def credit_note(facts: CreditNoteFacts, invoice: Any, open_minor: int, refund: Any = None) -> dict[str, Any]:
    """Return the credit note.

    :param open_minor: what is still to be paid of the invoice at Stripe.
    :param refund: the refund at Stripe that gives back what was paid, its id or a reference to it.
    """
    found: dict[str, Any] = {
        "invoice": invoice,
        "lines": [_line(line) for line in facts.lines],
        "memo": facts.number[:MEMO_MAX],
        "email_type": "none",
        "metadata": {**facts.backlink, "odoo_number": facts.number},
    }
    given_back = after_payment(facts, open_minor)
    if given_back and refund is not None:
        found["refunds"] = [{"refund": refund, "amount_refunded": given_back}]
    elif given_back:
        found["out_of_band_amount"] = given_back
    return found


def after_payment(facts: CreditNoteFacts, open_minor: int) -> int:
    """Return how much of it was paid already and is given back, in minor units."""
    return max(0, facts.total_minor - open_minor)


def _line(line: CreditLine) -> dict[str, Any]:
    found: dict[str, Any] = {
        "type": "custom_line_item",
        "description": (line.name or "-")[:DESCRIPTION_MAX],
        "quantity": 1,
        "unit_amount": line.net_minor,
    }
    if line.taxes:
        found["tax_amounts"] = [
            {"amount": tax.amount_minor, "tax_rate": tax.rate_id, "taxable_amount": tax.base_minor}
            for tax in line.taxes
        ]
    return found


def problems(facts: CreditNoteFacts) -> list[tuple[str, dict[str, str]]]:
    """Return what Stripe would refuse or get wrong, as (code, values) of a sentence."""
    if not facts.lines:
        return [("no_lines", {})]
    found: list[tuple[str, dict[str, str]]] = []
    for line in facts.lines:
        found += [("no_rate", {"tax": tax.name}) for tax in line.taxes if not tax.rate_id]
    summed = sum(line.net_minor + sum(tax.amount_minor for tax in line.taxes) for line in facts.lines)
    if summed != facts.total_minor:
        found.append(("sum", {"lines": str(summed), "total": str(facts.total_minor)}))
    return found
