"""Tax rates (docs.stripe.com/api/tax_rates/object).

`percentage` is what is printed on the invoice, `effective_percentage` what Stripe Tax computed
with for the customer's place; a rate of `rate_type` `flat_amount` has neither. A rate never
changes: a new percentage is a new rate.

>>> read({"id": "txr_1", "object": "tax_rate", "display_name": "TVA", "percentage": 20.0,
...     "inclusive": False}).percentage
Decimal('20.0')
"""

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from .base import JsonObject, Note
from .fields import Fields


@dataclass(frozen=True, slots=True)
class TaxRateValues:
    """A tax rate, in per cent."""

    id: str
    display_name: str | None
    description: str | None
    percentage: Decimal | None
    effective_percentage: Decimal | None
    inclusive: bool | None
    active: bool | None
    country: str | None
    state: str | None
    jurisdiction: str | None
    tax_type: str | None
    rate_type: str | None
    flat_amount_minor: int | None
    flat_amount_currency: str | None
    created_at: datetime | None
    livemode: bool | None
    metadata: dict[str, str]


def read(obj: JsonObject, notes: list[Note] | None = None) -> TaxRateValues:
    """Return the values of a tax rate."""
    fields = Fields.of(obj, "tax_rate", notes)
    flat = fields.inner("flat_amount")
    percentage = fields.decimal("percentage")
    if percentage is None and flat is None:
        fields.note_missing("percentage")
    inclusive = fields.flag("inclusive")
    if inclusive is None:
        fields.note_missing("inclusive")
    return TaxRateValues(
        id=fields.required_ident("id"),
        display_name=fields.text("display_name"),
        description=fields.text("description"),
        percentage=percentage,
        effective_percentage=fields.decimal("effective_percentage"),
        inclusive=inclusive,
        active=fields.flag("active"),
        country=fields.text("country"),
        state=fields.text("state"),
        jurisdiction=fields.text("jurisdiction"),
        tax_type=fields.text("tax_type"),
        rate_type=fields.text("rate_type"),
        flat_amount_minor=flat.integer("amount") if flat else None,
        flat_amount_currency=flat.currency() if flat else None,
        created_at=fields.moment("created"),
        livemode=fields.flag("livemode"),
        metadata=fields.metadata(),
    )
