"""Charges: one attempt to collect, and the money it brings.

Source: https://docs.stripe.com/api/charges. Charges are made by payment intents
only; the old way of creating them directly is not offered.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ..core.expand import EXPANDABLE, INCLUDABLE
from ..core.hooks import fire
from ..core.listing import LIST_CREATED, Page, page
from ..core.money import round_minor
from ..core.params import Hash, Metadata, Rule, Str
from ..core.render import LEGACY, SHAPERS, render_page
from ..core.router import Route
from ..core.store import Obj
from ..core.versions import EXPANDABLE_REFUNDS, before
from ..ledger import balance, fees, rates
from .accounts import settings_of
from .charge_details import method_details, outcome
from .common import apply, shipping, shipping_rule
from .payment_methods import test_method
from .test_methods import Decline

if TYPE_CHECKING:
    from ..core.context import Context

UPDATE: dict[str, Rule] = {
    "description": Str(nullable=True),
    "fraud_details": Hash({"user_report": Str()}),
    "metadata": Metadata(),
    "receipt_email": Str(nullable=True),
    "shipping": shipping_rule(tracked=True),
}
LIST: dict[str, Rule] = {**LIST_CREATED, "customer": Str(), "payment_intent": Str()}
#: Members nobody sets at first, and some that nobody sets at all.
EMPTY = (
    "application", "application_fee", "application_fee_amount", "balance_transaction",
    "failure_balance_transaction", "on_behalf_of", "receipt_number", "receipt_url",
    "review", "source", "source_transfer", "statement_descriptor_suffix",
    "transfer_data", "transfer_group",
)  # fmt: skip


def attempt(
    ctx: Context, intent: Obj, method: Obj, status: str, decline: Decline | None = None
) -> Obj:
    """A charge for *intent*: ``succeeded``, ``pending`` or ``failed``."""
    card = method["type"] == "card"
    captured = intent["capture_method"] != "manual" and status != "failed"
    amount, succeeded = intent["amount"], status == "succeeded"
    charge: Obj = {
        "id": ctx.new_id("ch_" if card else "py_"),
        "object": "charge",
        "amount": amount,
        "amount_captured": amount if captured and succeeded else 0,
        "amount_refunded": 0,
        **dict.fromkeys(EMPTY),
        "billing_details": method["billing_details"],
        "calculated_statement_descriptor": settings_of(ctx)["name"].upper()[:22],
        "captured": captured,
        "created": ctx.now(),
        **{n: intent[n] for n in ("currency", "customer", "description", "metadata")},
        "disputed": False,
        **_failure(decline),
        "fraud_details": {},
        "radar_options": {},
        "livemode": ctx.livemode,
        "outcome": outcome(decline, card),
        "paid": succeeded,
        "payment_intent": intent["id"],
        "payment_method": method["id"],
        "payment_method_details": method_details(ctx, method, amount),
        "receipt_email": intent["receipt_email"],
        "refunded": False,
        "shipping": intent["shipping"],
        "statement_descriptor": intent["statement_descriptor"],
        "status": status,
    }
    ctx.save(charge)
    if succeeded and captured:
        settle(ctx, charge, method)
    return ctx.create(charge, f"charge.{status}")


def _failure(decline: Decline | None) -> dict[str, Any]:
    return {
        "failure_code": decline.code if decline else None,
        "failure_message": decline.message if decline else None,
    }


def settle(ctx: Context, charge: Obj, method: Obj) -> None:
    """The money of a captured charge arrives in the balance."""
    settings = settings_of(ctx)
    kind = test_method(method)
    amount, currency, rate = charge["amount_captured"], charge["currency"], None
    if currency not in settings["settlement_currencies"]:
        target = settings["default_currency"]
        rate = rates.rate(currency, target, ctx.now())
        amount, currency = round_minor(amount * rate), target
    delay = settings["payout_delay_days"]
    transaction = balance.post(
        ctx,
        "charge" if method["type"] == "card" else "payment",
        amount,
        currency,
        charge["id"],
        fees=fees.charge_fees(amount, currency, method["type"], rate is not None),
        description=charge["description"],
        available_on=None
        if kind.available_now
        else balance.settlement_date(ctx.now(), delay),
        exchange_rate=rate,
    )
    receipt = f"https://pay.stripe.com/receipts/payment/{charge['id']}"
    ctx.update(charge, balance_transaction=transaction["id"], receipt_url=receipt)
    if kind.dispute:
        ctx.schedule(ctx.now() + 1, "dispute.open", charge=charge["id"])


def succeed(ctx: Context, charge: Obj, method: Obj) -> None:
    """A pending bank debit has come through."""
    amount = charge["amount"]
    before = dict(charge)
    charge.update(amount_captured=amount, captured=True, paid=True, status="succeeded")
    settle(ctx, charge, method)
    ctx.emit("charge.succeeded", charge, before)


def fail(ctx: Context, charge: Obj, decline: Decline) -> None:
    """A pending bank debit has been refused."""
    ctx.update(
        charge,
        "charge.failed",
        status="failed",
        outcome=outcome(decline, False),
        **_failure(decline),
    )


def capture(ctx: Context, charge: Obj, method: Obj, amount: int) -> None:
    """Take *amount* of an authorised charge; the rest is let go."""
    before = dict(charge)
    charge.update(amount_captured=amount, captured=True)
    if amount < charge["amount"]:
        charge["amount_refunded"] = charge["amount"] - amount
    settle(ctx, charge, method)
    ctx.emit("charge.captured", charge, before)


def retrieve(ctx: Context, params: dict[str, Any], charge_id: str) -> Obj:
    """``GET /v1/charges/:id``."""
    return ctx.get("charge", charge_id)


def update(ctx: Context, params: dict[str, Any], charge_id: str) -> Obj:
    """``POST /v1/charges/:id``."""
    charge = ctx.get("charge", charge_id)
    if "shipping" in params:
        params["shipping"] = shipping(params["shipping"])
    names = ("description", "receipt_email", "shipping", "fraud_details")
    return apply(ctx, charge, params, names, "charge.updated")


def index(ctx: Context, params: dict[str, Any]) -> Page:
    """``GET /v1/charges``."""
    where = None
    for name in ("payment_intent", "customer"):
        if name in params:
            where = (name, params[name])
            break
    names = [name for name in ("customer", "payment_intent") if name in params]
    return page(
        ctx.account.table("charge"),
        params,
        "/v1/charges",
        where=where,
        keep=lambda row: all(row[n] == params[n] for n in names),
    )


def refund_list(ctx: Context, charge: Obj) -> Any:
    """``charge.refunds``: the ten newest."""
    rows = ctx.where("refund", "charge", charge["id"])[::-1]
    url = f"/v1/charges/{charge['id']}/refunds"
    return render_page(ctx, Page(rows[:10], len(rows) > 10, url, len(rows)))


def _shape(ctx: Context, charge: Obj, out: Obj) -> None:
    if before(ctx.version, EXPANDABLE_REFUNDS):
        out["refunds"] = refund_list(ctx, charge)


def _legacy(ctx: Context, charge: Obj, out: Obj) -> None:
    """Before basil a charge knew its invoice."""
    rows = ctx.where(
        "invoice_payment", "payment.payment_intent", charge["payment_intent"]
    )
    out["invoice"] = rows[0]["invoice"] if rows else None


def announce_refund(ctx: Context, charge: Obj, before_refund: Obj) -> None:
    """Tell that a charge has been refunded (more)."""
    ctx.emit("charge.refunded", charge, before_refund)
    fire("charge.refunded", ctx, charge)


SHAPERS["charge"] = _shape
LEGACY["charge"] = _legacy
INCLUDABLE["charge", "refunds"] = refund_list
EXPANDABLE["charge"] = {
    "balance_transaction": ("balance_transaction",),
    "customer": ("customer",),
    "failure_balance_transaction": ("balance_transaction",),
    "payment_intent": ("payment_intent",),
    "invoice": ("invoice",),
    "application": (),
    "application_fee": (),
    "on_behalf_of": (),
    "review": (),
    "source_transfer": (),
    "transfer": (),
}

READ, WRITE = "rak_charge_read", "rak_charge_write"
ROUTES = [
    Route("GET", "/v1/charges", index, LIST, READ),
    Route("GET", "/v1/charges/:id", retrieve, {}, READ),
    Route("POST", "/v1/charges/:id", update, UPDATE, WRITE),
]
