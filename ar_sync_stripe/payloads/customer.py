"""Customers (docs.stripe.com/api/customers/object).

`balance_minor` is the credit balance that the next invoice takes up, negative in the customer's
favour; `cash_balances_minor` is money that came by bank transfer and is not yet applied, per
currency, sent only when expanded (docs.stripe.com/payments/customer-balance). A customer may
stand for an account of API v2, then named in `customer_account_id`.

>>> customer = read({"id": "cus_1", "object": "customer", "created": 0, "email": "ap@example.com",
...     "balance": -500, "currency": "eur", "cash_balance": {"object": "cash_balance",
...     "available": {"eur": 1200}}})
>>> customer.balance_minor, customer.cash_balances_minor
(-500, {'EUR': 1200})
"""

from dataclasses import dataclass
from datetime import datetime

from . import discount
from .address import Address, TaxId, read_address, read_tax_ids
from .base import JsonObject, Note
from .discount import DiscountValues
from .fields import Fields


@dataclass(frozen=True, slots=True)
class CustomerValues:
    """A customer; `tax_ids` is None unless the list was expanded."""

    id: str
    customer_account_id: str | None
    name: str | None
    business_name: str | None
    individual_name: str | None
    email: str | None
    phone: str | None
    description: str | None
    address: Address | None
    shipping_name: str | None
    shipping_address: Address | None
    preferred_locales: tuple[str, ...]
    currency: str | None
    balance_minor: int | None
    credit_balances_minor: dict[str, int]
    cash_balances_minor: dict[str, int]
    delinquent: bool | None
    discount: DiscountValues | None
    invoice_prefix: str | None
    next_invoice_sequence: int | None
    default_payment_method_id: str | None
    default_source_id: str | None
    tax_exempt: str | None
    tax_ids: tuple[TaxId, ...] | None
    created_at: datetime
    livemode: bool | None
    metadata: dict[str, str]


def _read_tax_ids(fields: Fields) -> tuple[TaxId, ...] | None:
    page = fields.inner("tax_ids")
    return read_tax_ids(page.items("data")) if page else None


def read(obj: JsonObject, notes: list[Note] | None = None) -> CustomerValues:
    """Return the values of a customer. The stub of a deleted one is not read here, see
    `read_object`.
    """
    fields = Fields.of(obj, "customer", notes)
    settings, shipping, cash = (
        fields.inner(key) for key in ("invoice_settings", "shipping", "cash_balance")
    )
    return CustomerValues(
        id=fields.required_ident("id"),
        customer_account_id=fields.text("customer_account"),
        name=fields.text("name"),
        business_name=fields.text("business_name"),
        individual_name=fields.text("individual_name"),
        email=fields.text("email"),
        phone=fields.text("phone"),
        description=fields.text("description"),
        address=read_address(fields, "address"),
        shipping_name=shipping.text("name") if shipping else None,
        shipping_address=read_address(shipping, "address") if shipping else None,
        preferred_locales=fields.texts("preferred_locales"),
        currency=fields.currency(),
        balance_minor=fields.integer("balance"),
        credit_balances_minor=fields.amounts("invoice_credit_balance"),
        cash_balances_minor=cash.amounts("available") if cash else {},
        delinquent=fields.flag("delinquent"),
        discount=fields.expanded("discount", discount.read),
        invoice_prefix=fields.text("invoice_prefix"),
        next_invoice_sequence=fields.integer("next_invoice_sequence"),
        default_payment_method_id=settings.ident("default_payment_method") if settings else None,
        default_source_id=fields.ident("default_source"),
        tax_exempt=fields.text("tax_exempt"),
        tax_ids=_read_tax_ids(fields),
        created_at=fields.required_moment("created"),
        livemode=fields.flag("livemode"),
        metadata=fields.metadata(),
    )
