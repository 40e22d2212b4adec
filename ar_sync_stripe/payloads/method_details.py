"""What is known of the card or bank account behind a payment, whatever its kind.

`payment_method_details` of a charge and the payment method itself hold one object named after
their `type`, each with words of its own for the same things
(docs.stripe.com/api/charges/object#charge_object-payment_method_details). This reads the common
part:

>>> card = {"type": "card", "card": {"brand": "visa", "last4": "4242", "exp_month": 4,
...     "exp_year": 2030, "country": "DE"}}
>>> ideal = {"type": "ideal", "ideal": {"bank": "ing", "iban_last4": "5264",
...     "verified_name": "J. Jansen"}}
>>> read_details(Fields(card, "charge")).last4, read_details(Fields(ideal, "charge")).last4
('4242', '5264')
>>> read_details(Fields(ideal, "charge")).bank_name, read_details(Fields({"type": "alipay"},
...     "charge")).type
('ing', 'alipay')
"""

from dataclasses import dataclass

from .address import Address, read_address
from .fields import Fields


@dataclass(frozen=True, slots=True)
class MethodDetails:
    """The card or account a payment came from. `reference` is what the payer or the network
    wrote.
    """

    type: str | None
    brand: str | None
    last4: str | None
    bank_name: str | None
    country: str | None
    funding: str | None
    fingerprint: str | None
    exp_month: int | None
    exp_year: int | None
    mandate_id: str | None
    reference: str | None
    verified_name: str | None


@dataclass(frozen=True, slots=True)
class BillingDetails:
    """Who the payer says they are."""

    name: str | None
    email: str | None
    phone: str | None
    address: Address | None


NO_DETAILS = MethodDetails(None, None, None, None, None, None, None, None, None, None, None, None)
NO_BILLING = BillingDetails(None, None, None, None)


def read_details(fields: Fields | None) -> MethodDetails:
    """Return what is known of the card or account; all None if the object is not there."""
    if fields is None:
        return NO_DETAILS
    kind = fields.text("type")
    inner = (fields.inner(kind) if kind else None) or Fields({}, fields.object_type)
    return MethodDetails(
        type=kind,
        brand=inner.text("brand"),
        last4=inner.text("last4") or inner.text("iban_last4"),
        bank_name=inner.text("bank_name") or inner.text("bank"),
        country=inner.text("country"),
        funding=inner.text("funding"),
        fingerprint=inner.text("fingerprint"),
        exp_month=inner.integer("exp_month"),
        exp_year=inner.integer("exp_year"),
        mandate_id=inner.ident("mandate"),
        reference=inner.text("payment_reference") or inner.text("reference"),
        verified_name=inner.text("verified_name"),
    )


def read_billing(fields: Fields) -> BillingDetails:
    """Return the billing details (`billing_details`)."""
    inner = fields.inner("billing_details")
    if inner is None:
        return NO_BILLING
    return BillingDetails(
        inner.text("name"), inner.text("email"), inner.text("phone"), read_address(inner, "address")
    )
