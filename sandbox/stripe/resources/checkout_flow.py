"""The customer on the checkout page: pays, saves a card, subscribes, or leaves.

Sources: https://docs.stripe.com/payments/checkout/how-checkout-works,
https://docs.stripe.com/payments/checkout/fulfill-orders.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ..core.errors import wrong_state
from ..core.hooks import on
from ..core.scheduler import JOBS
from ..core.store import Obj
from . import payment_flow, payment_intents, setup_intents
from .payment_methods import attach_to, materialize

if TYPE_CHECKING:
    from ..core.context import Context


def details(customer: Obj | None, email: str | None) -> dict[str, Any]:
    """``customer_details`` of a session."""
    known = customer or {}
    return {
        "address": known.get("address"),
        "business_name": None,
        "email": email,
        "individual_name": None,
        "name": known.get("name"),
        "phone": known.get("phone"),
        "tax_exempt": known.get("tax_exempt", "none"),
        "tax_ids": [],
    }


def complete(
    ctx: Context, session: Obj, method_name: str, email: str | None = None
) -> Obj:
    """The customer submits the page. :raise StripeError: 402 when refused."""
    if session["status"] != "open":
        raise wrong_state(f"This session is {session['status']}.")
    email = email or session["customer_email"] or "guest@customer.example"
    customer = _customer(ctx, session, email)
    actions = {"payment": _pay, "setup": _set_up, "subscription": _subscribe}
    actions[session["mode"]](ctx, session, customer, method_name)
    ctx.update(
        session,
        status="complete",
        customer=customer["id"] if customer else None,
        customer_details=details(customer, email),
    )
    ctx.emit("checkout.session.completed", session)
    return session


def _customer(ctx: Context, session: Obj, email: str) -> Obj | None:
    """The session's customer; one is made where the session needs one."""
    if session["customer"]:
        return ctx.get("customer", session["customer"])
    keeps = session["_data"]["payment_intent"].get("setup_future_usage")
    invoiced = (session["invoice_creation"] or {}).get("enabled")
    wanted = session["customer_creation"] == "always" or keeps or invoiced
    if session["mode"] == "payment" and not wanted:
        return None
    made: Obj = ctx.engine.call(ctx, "POST", "/v1/customers", {"email": email})
    return made


def _pay(ctx: Context, session: Obj, customer: Obj | None, method_name: str) -> None:
    data = session["_data"]["payment_intent"]
    intent = ctx.find("payment_intent", session["payment_intent"])
    if intent is None:
        intent = payment_intents.build(
            ctx,
            session["amount_total"],
            session["currency"],
            customer["id"] if customer else None,
        )
        plain = ("description", "receipt_email", "setup_future_usage", "capture_method")
        intent.update({name: data[name] for name in plain if name in data})
        intent["metadata"] = {k: v for k, v in (data.get("metadata") or {}).items() if v}
        ctx.create(intent, "payment_intent.created")
        ctx.update(session, payment_intent=intent["id"])
    method = payment_flow.choose_method(ctx, intent, method_name)
    if method["type"] not in intent["payment_method_types"]:
        intent["payment_method_types"] = [*intent["payment_method_types"], method["type"]]
    payment_flow.collect(ctx, intent, method)
    paid = intent["status"] in ("succeeded", "requires_capture")
    ctx.update(session, payment_status="paid" if paid else "unpaid")
    if (session["invoice_creation"] or {}).get("enabled") and customer:
        _write_invoice(ctx, session, customer, intent)


def _write_invoice(ctx: Context, session: Obj, customer: Obj, intent: Obj) -> None:
    """``invoice_creation``: an invoice for what has been bought, paid by the intent."""
    call = ctx.engine.call
    invoice = call(
        ctx,
        "POST",
        "/v1/invoices",
        {
            "customer": customer["id"],
            "currency": session["currency"],
            "discounts": [{"coupon": d["coupon"]} for d in session["discounts"]],
        },
    )
    lines = [
        {
            "pricing": {"price": item["_price"]},
            "quantity": item["quantity"],
            "tax_rates": item["_tax_rates"],
        }
        for item in ctx.where("item", "_session", session["id"])
    ]
    path = f"/v1/invoices/{invoice['id']}"
    call(ctx, "POST", f"{path}/add_lines", {"lines": lines})
    call(ctx, "POST", f"{path}/finalize")
    call(ctx, "POST", f"{path}/attach_payment", {"payment_intent": intent["id"]})
    ctx.update(session, invoice=invoice["id"])


def _set_up(ctx: Context, session: Obj, customer: Obj | None, method_name: str) -> None:
    data = session["_data"]["setup_intent"]
    intent = setup_intents.build(ctx, customer["id"] if customer else None)
    intent["metadata"] = {k: v for k, v in (data.get("metadata") or {}).items() if v}
    intent["description"] = data.get("description")
    method = materialize(ctx, method_name)
    intent["payment_method"] = method["id"]
    intent["status"] = "requires_confirmation"
    if method["type"] not in intent["payment_method_types"]:
        intent["payment_method_types"] = ["card", method["type"]]
    method["_set_up"] = True
    ctx.create(intent, "setup_intent.created")
    setup_intents.confirm_now(ctx, intent)
    ctx.update(session, setup_intent=intent["id"])


def _subscribe(
    ctx: Context, session: Obj, customer: Obj | None, method_name: str
) -> None:
    assert customer is not None
    method = attach_to(ctx, method_name, customer)
    items = ctx.where("item", "_session", session["id"])
    data = session["_data"]["subscription"]
    subscription = ctx.engine.call(
        ctx,
        "POST",
        "/v1/subscriptions",
        {
            "customer": customer["id"],
            "default_payment_method": method["id"],
            "items": [{"price": i["_price"], "quantity": i["quantity"]} for i in items],
            "payment_behavior": "error_if_incomplete",
            **data,
        },
    )
    ctx.update(
        session,
        subscription=subscription["id"],
        invoice=subscription["latest_invoice"],
        payment_status="paid",
    )


def expire(ctx: Context, session: Obj) -> Obj:
    """The session is over without a result."""
    ctx.update(session, status="expired")
    ctx.emit("checkout.session.expired", session)
    return session


def expire_job(ctx: Context, session: str) -> None:
    """24 hours have passed."""
    row = ctx.get("checkout.session", session)
    if row["status"] == "open":
        expire(ctx, row)


def _session_of(ctx: Context, intent: Obj) -> Obj | None:
    rows = ctx.where("checkout.session", "payment_intent", intent["id"])
    return rows[0] if rows and rows[0]["status"] == "complete" else None


@on("payment.succeeded")
def _paid_later(ctx: Context, intent: Obj) -> None:
    """A bank debit begun on the page has come through."""
    session = _session_of(ctx, intent)
    if session is not None and session["payment_status"] == "unpaid":
        ctx.update(session, payment_status="paid")
        ctx.emit("checkout.session.async_payment_succeeded", session)


@on("payment.failed")
def _failed_later(ctx: Context, intent: Obj) -> None:
    """A bank debit begun on the page has been refused."""
    session = _session_of(ctx, intent)
    if session is not None and session["payment_status"] == "unpaid":
        ctx.emit("checkout.session.async_payment_failed", session)


JOBS["checkout.expire"] = expire_job
