"""Products (docs.stripe.com/api/products/object). Products and prices that invoices use are never
deleted, only made inactive.

>>> product = read({"id": "prod_1", "object": "product", "name": "Support", "active": True,
...     "default_price": "price_1", "created": 0})
>>> product.name, product.default_price_id
('Support', 'price_1')
"""

from dataclasses import dataclass
from datetime import datetime

from .base import JsonObject, Note
from .fields import Fields


@dataclass(frozen=True, slots=True)
class ProductValues:
    """A product; `type` (service or good) is only of older versions."""

    id: str
    name: str
    description: str | None
    active: bool | None
    type: str | None
    default_price_id: str | None
    unit_label: str | None
    statement_descriptor: str | None
    tax_code_id: str | None
    shippable: bool | None
    url: str | None
    images: tuple[str, ...]
    created_at: datetime | None
    updated_at: datetime | None
    livemode: bool | None
    metadata: dict[str, str]


def read(obj: JsonObject, notes: list[Note] | None = None) -> ProductValues:
    """Return the values of a product. Since 2026 the tax code may stand in `tax_details`."""
    fields = Fields.of(obj, "product", notes)
    tax_details = fields.inner("tax_details")
    return ProductValues(
        id=fields.required_ident("id"),
        name=fields.required_text("name"),
        description=fields.text("description"),
        active=fields.flag("active"),
        type=fields.text("type"),
        default_price_id=fields.ident("default_price"),
        unit_label=fields.text("unit_label"),
        statement_descriptor=fields.text("statement_descriptor"),
        tax_code_id=fields.ident("tax_code")
        or (tax_details.ident("tax_code") if tax_details else None),
        shippable=fields.flag("shippable"),
        url=fields.text("url"),
        images=fields.texts("images"),
        created_at=fields.moment("created"),
        updated_at=fields.moment("updated"),
        livemode=fields.flag("livemode"),
        metadata=fields.metadata(),
    )
