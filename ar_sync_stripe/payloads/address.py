"""Postal addresses and tax ids, as customers, charges and invoices carry them.

Stripe keeps a copy of both on each invoice when it is finalised
(docs.stripe.com/api/invoices/object), so they are values, not links.

>>> read_address(Fields({"address": {"line1": "Rue 1", "city": "Lyon", "country": "FR"}},
...     "customer"), "address").city
'Lyon'
>>> read_address(Fields({"address": {"line1": None, "city": None}}, "customer"),
...     "address") is None
True
>>> read_tax_ids(Fields({"tax_ids": [{"type": "eu_vat", "value": "FR12345678901"}]},
...     "invoice").items("tax_ids"))
(TaxId(type='eu_vat', value='FR12345678901'),)
"""

from collections.abc import Iterable
from dataclasses import astuple, dataclass

from .fields import Fields


@dataclass(frozen=True, slots=True)
class Address:
    """A postal address; `country` is an ISO 3166-1 alpha-2 code, `state` free text."""

    line1: str | None
    line2: str | None
    postal_code: str | None
    city: str | None
    state: str | None
    country: str | None


@dataclass(frozen=True, slots=True)
class TaxId:
    """A tax id of a customer with Stripe's name of its kind (`eu_vat`, `gb_vat`, …)."""

    type: str
    value: str


def read_address(fields: Fields, key: str) -> Address | None:
    """Return an address, or None if there is none or nothing in it."""
    inner = fields.inner(key)
    if inner is None:
        return None
    address = Address(
        line1=inner.text("line1"),
        line2=inner.text("line2"),
        postal_code=inner.text("postal_code"),
        city=inner.text("city"),
        state=inner.text("state"),
        country=inner.text("country"),
    )
    return address if any(astuple(address)) else None


def read_tax_ids(items: Iterable[Fields]) -> tuple[TaxId, ...]:
    """Return the tax ids of a list; Stripe leaves out the value of one it could not keep."""
    pairs = [(item.text("type"), item.text("value")) for item in items]
    return tuple(TaxId(kind, value) for kind, value in pairs if kind and value)
