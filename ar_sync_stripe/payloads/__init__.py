"""Stripe's JSON, in every API version since 2020-08-27, to values. Pure Python: no Odoo, no
network, no clock.

`read_object` reads any object by its `object`; each module has the `read` of one type. `base` has
the rules of reading, `currency` the money, `signature` and `version` what surrounds the payload,
`ledger` how the balance is booked.

>>> reading = read_object({"id": "txn_1", "object": "balance_transaction", "type": "payout",
...     "amount": -941, "fee": 0, "net": -941, "currency": "usd", "created": 0, "source": "po_1",
...     "reporting_category": "payout", "fee_details": []})
>>> reading.kind, reading.values.net_minor, reading.notes
('balance_transaction', -941, ())
>>> read_object({"id": "cus_1", "object": "customer", "deleted": True}).values
DeletedValues(object_type='customer', id='cus_1')
>>> read_object({"id": "x_1", "object": "brand_new"})
Traceback (most recent call last):
...
odoo.addons.ar_sync_stripe.payloads.base.UnknownObject: no reader for brand_new
"""

from collections.abc import Mapping
from types import MappingProxyType

from . import (
    account,
    balance_transaction,
    cash_balance_transaction,
    charge,
    checkout_session,
    coupon,
    credit_note,
    credit_note_line,
    customer,
    customer_balance_transaction,
    discount,
    dispute,
    event,
    invoice,
    invoice_item,
    invoice_line,
    invoice_payment,
    list_page,
    payment_intent,
    payment_method,
    payout,
    price,
    product,
    promotion_code,
    refund,
    setup_intent,
    subscription,
    subscription_item,
    subscription_schedule,
    tax_rate,
)
from .base import (
    DeletedValues,
    JsonObject,
    Note,
    PayloadError,
    Reader,
    Reading,
    UnknownObject,
    ident,
)

__all__ = [
    "READERS",
    "DeletedValues",
    "Note",
    "PayloadError",
    "Reading",
    "UnknownObject",
    "ident",
    "read_object",
]

READERS: Mapping[str, Reader[object]] = MappingProxyType(
    {
        "account": account.read,
        "balance_transaction": balance_transaction.read,
        "charge": charge.read,
        "checkout.session": checkout_session.read,
        "coupon": coupon.read,
        "credit_note": credit_note.read,
        "credit_note_line_item": credit_note_line.read,
        "customer": customer.read,
        "customer_balance_transaction": customer_balance_transaction.read,
        "customer_cash_balance_transaction": cash_balance_transaction.read,
        "discount": discount.read,
        "dispute": dispute.read,
        "event": event.read,
        "invoice": invoice.read,
        "invoice_payment": invoice_payment.read,
        "invoiceitem": invoice_item.read,
        "line_item": invoice_line.read,
        "list": list_page.read,
        "payment_intent": payment_intent.read,
        "payment_method": payment_method.read,
        "payout": payout.read,
        "plan": price.read_plan,
        "price": price.read,
        "product": product.read,
        "promotion_code": promotion_code.read,
        "refund": refund.read,
        "search_result": list_page.read,
        "setup_intent": setup_intent.read,
        "subscription": subscription.read,
        "subscription_item": subscription_item.read,
        "subscription_schedule": subscription_schedule.read,
        "tax_rate": tax_rate.read,
    }
)


def _is_preview(invoice: JsonObject) -> bool:
    """Tell whether this is no invoice yet: what `invoice.upcoming` and `invoices/create_preview`
    send has no id, or one that cannot be fetched (docs.stripe.com/api/invoices/create_preview).
    """
    found = ident(invoice)
    if found is None:
        return invoice.get("status") in (None, "draft") and invoice.get("number") is None
    return found.startswith("upcoming_in_")


def read_object(obj: JsonObject) -> Reading:
    """Return the reading of a Stripe object; raise `UnknownObject` without a reader,
    `PayloadError` if it cannot be read.
    """
    if not isinstance(obj, Mapping):
        raise PayloadError(
            "object", None, "the payload", f"is not a JSON object but {type(obj).__name__}"
        )
    kind = obj.get("object")
    if not isinstance(kind, str) or kind not in READERS:
        raise UnknownObject(kind if isinstance(kind, str) else None)
    if kind == "invoice" and _is_preview(obj):
        raise UnknownObject("the preview of an invoice")
    found = ident(obj)
    if obj.get("deleted") is True and found is not None:
        return Reading(kind, DeletedValues(kind, found))
    notes: list[Note] = []
    values = READERS[kind](obj, notes)
    return Reading(kind, values, tuple(notes))
