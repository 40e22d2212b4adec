"""The kinds of changes that are made at Stripe. One table, read everywhere.

A kind is *object.verb*. ``path`` is where it is posted; ``{target}`` is the id of the object that is changed.
``makes`` says that an object comes into being: it is bound to the record and carries our back-link.
``look_up`` names how its effect is found when Stripe no longer knows the idempotency key
(``_stripe_find_<look_up>`` of the connection): every kind has one. Addons add the kinds that they send.
"""

from dataclasses import dataclass

from odoo.tools.translate import LazyTranslate

_lt = LazyTranslate(__name__)


@dataclass(frozen=True)
class OutKind:
    """One kind of outgoing change.

    :param setting: the group of kinds whose setting on the connection says whether it waits for a person;
        empty for the suite's own set-up.
    :param is_stamped: what is changed carries the change's key: by it a look-up knows that it happened.
    :param says_how: a deletion sends its payload.
    """

    name: str
    path: str
    setting: str
    look_up: str
    makes: str = ""
    method: str = "post"
    lists: str = ""
    is_stamped: bool = False
    says_how: bool = False

    @property
    def subject(self) -> str:
        """The kind of object it is about."""
        return self.name.rpartition(".")[0]


OUT = {
    kind.name: kind
    for kind in (
        OutKind("webhook_endpoint.create", "/v1/webhook_endpoints", "", "endpoint"),
        OutKind("customer.create", "/v1/customers", "customers", "made", "customer", lists="/v1/customers"),
        OutKind("customer.update", "/v1/customers/{target}", "customers", "updated"),
        OutKind("customer.link", "/v1/customers/{target}", "customers", "updated", "customer"),
        OutKind("tax_id.create", "/v1/customers/{target}/tax_ids", "customers", "tax_id"),
        OutKind("tax_id.delete", "/v1/customers/{target}/tax_ids/{part}", "customers", "no_tax_id", method="delete"),
        OutKind("product.create", "/v1/products", "products", "made", "product", lists="/v1/products"),
        OutKind("product.update", "/v1/products/{target}", "products", "updated"),
        OutKind("price.create", "/v1/prices", "products", "made", "price", lists="/v1/prices?product"),
        OutKind("price.update", "/v1/prices/{target}", "products", "updated"),
        OutKind("invoice.create", "/v1/invoices", "invoices", "made", "invoice", lists="/v1/invoices?customer"),
        OutKind("invoice.lines", "/v1/invoices/{target}/add_lines", "invoices", "lines"),
        OutKind("invoice.finalize", "/v1/invoices/{target}/finalize", "invoices", "finalized"),
        OutKind("invoice.send", "/v1/invoices/{target}/send", "invoices", "sent"),
        OutKind("invoice.delete", "/v1/invoices/{target}", "invoices", "gone", method="delete"),
        OutKind("invoice.void", "/v1/invoices/{target}/void", "invoices", "voided"),
        OutKind("invoice.uncollectible", "/v1/invoices/{target}/mark_uncollectible", "invoices", "uncollectible"),
        OutKind(
            "credit_note.create", "/v1/credit_notes", "invoices", "made", "credit_note",
            lists="/v1/credit_notes?invoice",
        ),
        OutKind("refund.create", "/v1/refunds", "invoices", "made", "refund", lists="/v1/refunds?payment_intent"),
        OutKind("credit_note.void", "/v1/credit_notes/{target}/void", "invoices", "note_void"),
        OutKind(
            "payment_record.create", "/v1/payment_records/report_payment", "payments", "record", "payment_record"
        ),
        OutKind("payment_record.attach", "/v1/invoices/{target}/attach_payment", "payments", "attached"),
        OutKind(
            "payment_record.refund", "/v1/payment_records/{target}/report_refund", "payments", "refund_reported"
        ),
    )
}  # fmt: skip

#: setting -> its label; the order of the page on the connection.
SETTINGS = {
    "customers": _lt("Customers"),
    "products": _lt("Products and Prices"),
    "invoices": _lt("Invoices and Credit Notes"),
    "payments": _lt("Payments Made Elsewhere"),
}

#: What is wrong with a payload before it is sent: code of the pure room -> sentence.
PROBLEMS = {
    "no_name": _lt("The contact has no name."),
    "no_email": _lt("%(email)s is not one e-mail address."),
    "no_product_name": _lt("The product has no name."),
    "amount": _lt("%(reason)s"),
    "price_negative": _lt("The price %(price)s is negative: Stripe has no such prices."),
    "interval": _lt("Stripe bills at most every three years; %(count)s × %(interval)s is longer."),
    "no_lines": _lt("The invoice has no lines."),
    "negative_total": _lt("The total is negative: use a credit note."),
    "many_taxes": _lt("Line %(line)s has more than %(limit)s taxes."),
    "tax_percentage": _lt("The tax %(tax)s is %(percentage)s %% of its base; Stripe takes 0 to 100 %%."),
    "sum": _lt("The lines add up to %(lines)s and the invoice to %(total)s."),
    "many_lines": _lt("The invoice has more than %(limit)s lines."),
    "no_items": _lt("No line is left: cancel the subscription instead."),
    "many_items": _lt("Stripe takes at most %(limit)s lines in a subscription."),
    "whole": _lt("Stripe bills whole quantities; %(line)s has %(quantity)s."),
    "tax_kind": _lt("The tax %(tax)s on %(line)s is not a percentage of the price: Stripe cannot renew it."),
    "late_start": _lt("Stripe starts subscriptions within two years."),
    "early_end": _lt("It ends before it begins: choose a later end."),
    "no_rate": _lt("The tax %(tax)s is not on the invoice at Stripe."),
}
