"""The kinds of Stripe objects that are read, in the order of their first import. One table, read everywhere.

``feed`` kinds have no events of their own or are a feed themselves: they are listed again from where the last
reading ended. All others are kept up to date by events. Kinds with ``of_customer`` have no list of their own: they are
read customer by customer, after the books have what they need.
"""

from dataclasses import dataclass

from odoo.tools.translate import LazyTranslate

_lt = LazyTranslate(__name__)


@dataclass(frozen=True)
class Kind:
    """One kind of object: where it is listed, which model mirrors it, whether the suite can do without it."""

    name: str
    path: str
    model: str
    label: object
    needed: bool = False
    feed: bool = False
    lists: tuple[str, ...] = ()  # nested lists that Stripe cuts off, read to their end
    expand: tuple[str, ...] = ()  # parts that Stripe only sends on request
    filters: tuple[tuple[str, str], ...] = ()  # without which a list leaves something out
    of_customer: str = ""  # the list's name under its customer

    def list_params(self) -> dict:
        """Return what has to be asked with every page of the list."""
        expand = {"expand": [f"data.{field}" for field in self.expand]} if self.expand else {}
        return {**dict(self.filters), **expand}

    def item_path(self, obj: dict) -> str:
        """Return where one object is read again; ``obj`` is what is known of it."""
        if self.of_customer and self.path == "/v1/customers":
            customer = obj.get("customer")
            customer = customer["id"] if isinstance(customer, dict) else customer
            return f"{self.path}/{customer}/{self.of_customer}/{obj['id']}"
        return f"{self.path}/{obj['id']}"

    def list_path(self, obj: dict, field: str) -> tuple[str, dict]:
        """Return (path, parameters) of a nested list of ``obj``."""
        if (self.name, field) == ("subscription", "items"):
            return "/v1/subscription_items", {"subscription": obj["id"]}
        return f"{self.item_path(obj)}/{field}", {}


KINDS = {
    kind.name: kind
    for kind in (
        Kind("product", "/v1/products", "ar.stripe.product", _lt("Products")),
        Kind("price", "/v1/prices", "ar.stripe.price", _lt("Prices"), expand=("tiers",)),
        Kind("coupon", "/v1/coupons", "ar.stripe.coupon", _lt("Coupons")),
        Kind("promotion_code", "/v1/promotion_codes", "ar.stripe.promotion.code", _lt("Promotion codes")),
        Kind("tax_rate", "/v1/tax_rates", "ar.stripe.tax.rate", _lt("Tax rates")),
        Kind("customer", "/v1/customers", "ar.stripe.customer", _lt("Customers"), needed=True),
        Kind(
            "subscription",
            "/v1/subscriptions",
            "ar.stripe.subscription",
            _lt("Subscriptions"),
            lists=("items",),
            expand=("discounts",),
            filters=(("status", "all"),),
        ),
        Kind(
            "subscription_schedule",
            "/v1/subscription_schedules",
            "ar.stripe.subscription.schedule",
            _lt("Subscription schedules"),
        ),
        Kind(
            "invoice",
            "/v1/invoices",
            "ar.stripe.invoice",
            _lt("Invoices"),
            needed=True,
            lists=("lines",),
            expand=("discounts",),
        ),
        Kind("invoice_payment", "/v1/invoice_payments", "ar.stripe.invoice.payment", _lt("Invoice payments"), True),
        Kind("credit_note", "/v1/credit_notes", "ar.stripe.credit.note", _lt("Credit notes"), lists=("lines",)),
        Kind("setup_intent", "/v1/setup_intents", "ar.stripe.setup.intent", _lt("Setup intents")),
        Kind("payment_intent", "/v1/payment_intents", "ar.stripe.payment.intent", _lt("Payment intents"), True),
        Kind("checkout.session", "/v1/checkout/sessions", "ar.stripe.checkout.session", _lt("Checkout sessions")),
        Kind("charge", "/v1/charges", "ar.stripe.charge", _lt("Charges"), needed=True),
        Kind("refund", "/v1/refunds", "ar.stripe.refund", _lt("Refunds"), needed=True),
        Kind("dispute", "/v1/disputes", "ar.stripe.dispute", _lt("Disputes")),
        Kind("payout", "/v1/payouts", "ar.stripe.payout", _lt("Payouts"), needed=True),
        Kind(
            "balance_transaction",
            "/v1/balance_transactions",
            "ar.stripe.balance.transaction",
            _lt("Balance transactions"),
            needed=True,
            feed=True,
        ),
        Kind(
            "payment_method",
            "/v1/payment_methods",
            "ar.stripe.payment.method",
            _lt("Payment methods"),
            of_customer="payment_methods",
        ),
        Kind(
            "customer_balance_transaction",
            "/v1/customers",
            "ar.stripe.customer.balance.transaction",
            _lt("Customer balance changes"),
            of_customer="balance_transactions",
        ),
        Kind(
            "customer_cash_balance_transaction",
            "/v1/customers",
            "ar.stripe.cash.balance.transaction",
            _lt("Cash balance movements"),
            of_customer="cash_balance_transactions",
        ),
        Kind("event", "/v1/events", "ar.sync.event", _lt("Events (gap repair)"), feed=True),
    )
}


@dataclass(frozen=True)
class Owner:
    """How the customer of a kind of object is found, which decides whether the object is in scope.

    ``how``: *self* (it is the customer), *customer* (it names one, or nobody), *parent* (it is its parent's),
    *kept* (it is nobody's: it is always read). ``parents``: column with the remote id -> mirror of the parent,
    tried in order. ``of_money``: where the parent's money is in the books, it is read all the same, without
    ``personal`` values: what goes back of money that was booked is booked too.
    """

    how: str
    parents: tuple[tuple[str, str], ...] = ()
    filters: tuple[str, ...] = ()
    of_money: bool = False
    personal: tuple[str, ...] = ()


# Every mirror model has a row; a test fails where one is missing. Until then what names a customer is the
# customer's, and everything else is kept. ``filters``: what its list can be narrowed by, at Stripe
# (docs.stripe.com/api, "List all ..."): the customer, or the ids of what belongs to the customer.
OWNERS = {
    "ar.stripe.product": Owner("kept"),
    "ar.stripe.price": Owner("kept"),
    "ar.stripe.tax.rate": Owner("kept"),
    # A code for one customer has nothing of the customer but the id.
    "ar.stripe.coupon": Owner("kept"),
    "ar.stripe.promotion.code": Owner("kept"),
    "ar.stripe.payout": Owner("kept"),
    # Amount, fee, type and id: nothing personal, once its text is blanked. Booked in sum where it is out.
    "ar.stripe.balance.transaction": Owner("kept"),
    "ar.stripe.customer": Owner("self"),
    "ar.stripe.invoice": Owner("customer", filters=("customer",)),
    "ar.stripe.invoice.line": Owner("parent", (("invoice_ref", "ar.stripe.invoice"),)),
    "ar.stripe.invoice.payment": Owner("parent", (("invoice_ref", "ar.stripe.invoice"),), filters=("invoice",)),
    "ar.stripe.credit.note": Owner("customer", filters=("customer",)),
    "ar.stripe.credit.note.line": Owner("parent", (("credit_note_ref", "ar.stripe.credit.note"),)),
    "ar.stripe.subscription": Owner("customer", filters=("customer",)),
    "ar.stripe.subscription.item": Owner("parent", (("subscription_ref", "ar.stripe.subscription"),)),
    "ar.stripe.subscription.schedule": Owner("customer", filters=("customer",)),
    "ar.stripe.discount": Owner(
        "customer", (("subscription_ref", "ar.stripe.subscription"), ("invoice_ref", "ar.stripe.invoice"))
    ),
    # Lists under the customer: nothing has to narrow them.
    "ar.stripe.payment.method": Owner("customer"),
    "ar.stripe.customer.balance.transaction": Owner("customer"),
    "ar.stripe.cash.balance.transaction": Owner("customer"),
    "ar.stripe.setup.intent": Owner("customer", filters=("customer",)),
    "ar.stripe.payment.intent": Owner("customer", filters=("customer",)),
    "ar.stripe.checkout.session": Owner("customer", filters=("customer",)),
    "ar.stripe.charge": Owner("customer", filters=("customer",)),
    "ar.stripe.refund": Owner(
        "parent",
        (("charge_ref", "ar.stripe.charge"), ("payment_intent_ref", "ar.stripe.payment.intent")),
        filters=("charge",),
        of_money=True,
        personal=("description", "destination_reference", "receipt_number", "metadata"),
    ),
    "ar.stripe.dispute": Owner(
        "parent", (("charge_ref", "ar.stripe.charge"),), filters=("charge",), of_money=True, personal=("metadata",)
    ),
}


def owner_of(model) -> Owner:
    """Return how the customer of rows of ``model`` (a recordset of a mirror) is found."""
    default = Owner("customer") if "customer_ref" in model._fields else Owner("kept")
    return OWNERS.get(model._name, default)


# Kinds whose every change moves the balance: the feed of balance transactions is read at once.
MONEY_KINDS = frozenset({"charge", "refund", "dispute", "payout", "payment_intent"})

# Events whose name says deleted of objects that live on: one that has ended is still there.
ENDED_EVENTS = frozenset({"customer.subscription.deleted"})

# What our webhook endpoint asks for. Types that Stripe adds later are asked for by a new release.
WEBHOOK_EVENTS = (
    "customer.created", "customer.updated", "customer.deleted",
    "product.created", "product.updated", "product.deleted",
    "price.created", "price.updated", "price.deleted",
    "tax_rate.created", "tax_rate.updated",
    "coupon.created", "coupon.updated", "coupon.deleted", "promotion_code.created", "promotion_code.updated",
    "customer.subscription.created", "customer.subscription.updated", "customer.subscription.deleted",
    "customer.subscription.paused", "customer.subscription.resumed",
    "subscription_schedule.created", "subscription_schedule.updated", "subscription_schedule.canceled",
    "subscription_schedule.completed", "subscription_schedule.released", "subscription_schedule.aborted",
    "credit_note.created", "credit_note.updated", "credit_note.voided",
    "setup_intent.created", "setup_intent.requires_action", "setup_intent.succeeded", "setup_intent.setup_failed",
    "setup_intent.canceled", "payment_method.attached", "payment_method.updated",
    "payment_method.automatically_updated", "payment_method.detached", "customer_cash_balance_transaction.created",
    "invoice.created", "invoice.updated", "invoice.deleted", "invoice.finalized", "invoice.finalization_failed",
    "invoice.paid", "invoice.payment_failed", "invoice.payment_succeeded", "invoice.voided",
    "invoice.marked_uncollectible", "invoice.overpaid", "invoice_payment.paid", "invoice_payment.detached",
    "payment_intent.created", "payment_intent.processing", "payment_intent.requires_action",
    "payment_intent.succeeded", "payment_intent.payment_failed", "payment_intent.canceled",
    "charge.succeeded", "charge.pending", "charge.failed", "charge.captured", "charge.updated", "charge.refunded",
    "charge.expired", "charge.dispute.created", "charge.dispute.updated", "charge.dispute.closed",
    "charge.dispute.funds_withdrawn", "charge.dispute.funds_reinstated",
    "refund.created", "refund.updated", "refund.failed",
    "checkout.session.completed", "checkout.session.async_payment_succeeded",
    "checkout.session.async_payment_failed", "checkout.session.expired",
    "payout.created", "payout.updated", "payout.paid", "payout.failed", "payout.canceled",
    "payout.reconciliation_completed", "balance.available", "account.application.deauthorized",
)  # fmt: skip
