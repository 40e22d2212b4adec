"""Control calls about state, time, faults, keys, accounts and money.

Every function takes the control, the JSON body and the ids in the path.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from ..core import auth
from ..core.clock import iso, parse_time
from ..core.errors import StripeError, invalid
from ..ledger import balance, payouts
from ..pages import oauth
from ..resources import cash_balance, checkout_flow, disputes, invoice_payments, payment_flow, refunds
from ..resources.accounts import DEFAULT_SETTINGS, open_account, settings_of
from .books import books as read_books

if TYPE_CHECKING:
    from .api import Control

Body = dict[str, Any]


# -- looking ----------------------------------------------------------------------


def state(control: Control, body: Body) -> Any:
    """Clock, accounts, counts, what is pending."""
    engine = control.engine
    return {
        "now": engine.clock.now(),
        "now_iso": iso(engine.clock.now()),
        "ticking": engine.clock.ticking,
        "next_job": engine.scheduler.next_due(),
        "platform": engine.platform_id,
        "api_version": engine.default_version,
        "accounts": {
            account.scope: {kind: len(t) for kind, t in account.tables.items()}
            for account in engine.accounts.values()
        },
        "stats": engine.counters.as_dict(),
        "deliveries_pending": engine.courier.pending(),
        "faults": engine.faults.rules(),
    }


def stats(control: Control, body: Body) -> Any:
    """Requests by endpoint and status, creates by kind of object."""
    return control.engine.counters.as_dict()


def reset_stats(control: Control, body: Body) -> Any:
    """Start counting again."""
    control.engine.counters.reset()
    return {}


def books(control: Control, body: Body) -> Any:
    """The sandbox's own bookkeeping, independent of the API."""
    return read_books(control.context(body))


# -- time ---------------------------------------------------------------------------


def clock(control: Control, body: Body) -> Any:
    """Move the clock: ``advance_s`` or ``to`` (ISO or epoch); ``ticking`` on or off."""
    engine = control.engine
    done = 0
    if "advance_s" in body:
        done = engine.advance_to(engine.clock.time() + float(body["advance_s"]))
    if "to" in body:
        done += engine.advance_to(parse_time(str(body["to"])))
    if "ticking" in body:
        engine.clock.set_ticking(bool(body["ticking"]))
    return {"now": engine.clock.now(), "jobs": done}


# -- faults and limits ----------------------------------------------------------------


def add_fault(control: Control, body: Body) -> Any:
    """Put a fault in force, see ``core/faults.py``."""
    return control.engine.faults.add(body)


def list_faults(control: Control, body: Body) -> Any:
    """The faults in force, and how often faults struck."""
    faults = control.engine.faults
    return {"faults": faults.rules(), "hits": faults.hits}


def remove_faults(control: Control, body: Body) -> Any:
    """Lift all faults."""
    control.engine.faults.remove()
    return {}


def remove_fault(control: Control, body: Body, fault_id: str) -> Any:
    """Lift one fault."""
    control.engine.faults.remove(fault_id)
    return {}


def limits(control: Control, body: Body) -> Any:
    """Set ``per_account`` and ``per_endpoint`` requests a second; null is off."""
    limiter = control.engine.limits
    for name in ("per_account", "per_endpoint"):
        if name in body:
            setattr(limiter, name, body[name])
    return {"per_account": limiter.per_account, "per_endpoint": limiter.per_endpoint}


# -- keys and accounts ------------------------------------------------------------------


def keys(control: Control, body: Body) -> Any:
    """All API keys."""
    return {"keys": [auth.describe(key) for key in control.engine.keys.all()]}


def make_key(control: Control, body: Body) -> Any:
    """A new key: ``permissions`` (list, or null for a secret key), ``livemode``."""
    ctx = control.context(body)
    permissions = body.get("permissions")
    key = control.engine.keys.make(ctx.account.id, ctx.livemode, permissions)
    return auth.describe(key)


def set_key_status(control: Control, body: Body, token: str) -> Any:
    """Make a key ``active``, ``expired`` (revoked) or ``deleted``."""
    if body.get("status") not in ("active", "expired", "deleted"):
        raise invalid("status must be active, expired or deleted", "status")
    if not control.engine.keys.set_status(token, body["status"]):
        raise StripeError(404, "no such key")
    return {"id": token, "status": body["status"]}


def make_account(control: Control, body: Body) -> Any:
    """A connected account: ``id`` and ``settings`` are optional."""
    engine = control.engine
    account_id = body.get("id") or engine.ids.new("acct_1", 15)
    if (account_id, False) in engine.accounts:
        raise invalid(f"account {account_id} exists", "id")
    engine.add_account(account_id)
    for livemode in (False, True):
        account = engine.account(account_id, livemode)
        open_account(engine.context(account), **(body.get("settings") or {}))
    key = engine.keys.make(account_id)
    return {"id": account_id, "key": key["id"]}


def account_settings(control: Control, body: Body, account_id: str) -> Any:
    """Change settings of an account, such as ``payout_interval``."""
    ctx = control.context({**body, "account": account_id})
    row = settings_of(ctx)
    changes = body.get("settings") or {}
    for name in changes:
        if name not in DEFAULT_SETTINGS:
            raise invalid(f"an account has no setting '{name}'", name)
    starts = row["payout_interval"] == "manual" and "payout_interval" in changes
    ctx.update(row, **changes)
    if starts:
        payouts.start_schedule(ctx)
    return {name: row[name] for name in DEFAULT_SETTINGS}


def deauthorize(control: Control, body: Body, account_id: str) -> Any:
    """The connected account takes the platform's access away."""
    ctx = control.context({**body, "account": account_id})
    oauth.revoke(control.engine, account_id, ctx.livemode)
    return {"id": account_id, "deauthorized": True}


# -- money ----------------------------------------------------------------------------------


def open_dispute(control: Control, body: Body) -> Any:
    """Dispute a ``charge``; ``reason``, ``inquiry`` and ``amount`` are optional."""
    ctx = control.context(body)
    charge = ctx.get("charge", body.get("charge"), "charge")
    reason = body.get("reason", "fraudulent")
    inquiry, amount = bool(body.get("inquiry")), body.get("amount")
    return ctx.render(disputes.open_dispute(ctx, charge, reason, inquiry, amount))


def close_dispute(control: Control, body: Body, dispute_id: str) -> Any:
    """Decide a dispute: ``status`` is ``won`` or ``lost``; ``fee_returned`` and
    ``returned`` (settled minor units) are optional."""
    if body.get("status") not in ("won", "lost"):
        raise invalid("status must be won or lost", "status")
    ctx = control.context(body)
    dispute = ctx.get("dispute", dispute_id)
    fee_returned, returned = bool(body.get("fee_returned")), body.get("returned")
    return ctx.render(
        disputes.close(ctx, dispute, body["status"], fee_returned, returned)
    )


def run_payout(control: Control, body: Body) -> Any:
    """Make an automatic payout in ``currency`` now."""
    ctx = control.context(body)
    payout = payouts.pay_out_available(ctx, body["currency"])
    return ctx.render(payout) if payout else {"payout": None}


def fail_payout(control: Control, body: Body, payout_id: str) -> Any:
    """The bank returns a payout; ``code`` and ``message`` are optional."""
    ctx = control.context(body)
    payout = ctx.get("payout", payout_id)
    if payout["status"] in ("failed", "canceled"):
        raise invalid(f"the payout is already {payout['status']}")
    code = body.get("code", "account_closed")
    message = body.get("message", "The bank account has been closed")
    return ctx.render(payouts.fail(ctx, payout, code, message))


def charge_fee(control: Control, body: Body) -> Any:
    """Stripe takes a fee of its own: ``amount``, ``currency``, ``description``."""
    description = body.get("description", "Billing - Usage Fee")
    ctx = control.context(body)
    amount = int(body["amount"])
    return ctx.render(balance.charge_fee(ctx, amount, body["currency"], description))


def top_up(control: Control, body: Body) -> Any:
    """Money is added from the bank: ``amount``, ``currency``. It has no object here."""
    ctx = control.context(body)
    amount, currency = int(body["amount"]), body["currency"]
    return ctx.render(
        balance.post(ctx, "topup", amount, currency, None, description="Top-up")
    )


def convert(control: Control, body: Body) -> Any:
    """Money moves between two balances: ``amount`` of ``currency``, ``into`` another currency."""
    ctx = control.context(body)
    sides = balance.convert(ctx, int(body["amount"]), body["currency"], body["into"])
    return {"data": [ctx.render(side) for side in sides]}


def reverse_payout(control: Control, body: Body, payout_id: str) -> Any:
    """A payout that was paid is taken back from the bank, by a payout of its own."""
    ctx = control.context(body)
    return ctx.render(payouts.reverse(ctx, ctx.get("payout", payout_id)))


def fail_refund(control: Control, body: Body, refund_id: str) -> Any:
    """A refund comes back; ``reason`` is optional."""
    ctx = control.context(body)
    reason = body.get("reason", "expired_or_canceled_card")
    ctx.get("refund", refund_id)
    return ctx.render(refunds.fail(ctx, refund_id, reason))


def detach_payment(control: Control, body: Body, payment_id: str) -> Any:
    """Somebody takes a payment off an open invoice in the dashboard."""
    ctx = control.context(body)
    return ctx.render(invoice_payments.detach(ctx, ctx.get("invoice_payment", payment_id)))


def authenticate(control: Control, body: Body, intent_id: str) -> Any:
    """The customer completes (or, ``succeeds`` false, fails) authentication."""
    ctx = control.context(body)
    intent = ctx.get("payment_intent", intent_id)
    try:
        payment_flow.complete_action(ctx, intent, body.get("succeeds", True))
    except StripeError as error:
        if error.status != 402:
            raise
    return ctx.render(intent)


def settle(control: Control, body: Body, intent_id: str) -> Any:
    """The bank answers a pending debit now."""
    ctx = control.context(body)
    payment_flow.settle_debit(ctx, intent_id)
    return ctx.render(ctx.get("payment_intent", intent_id))


def complete_checkout(control: Control, body: Body, session_id: str) -> Any:
    """The customer submits a checkout page; ``payment_method`` and ``email`` optional."""
    ctx = control.context(body)
    session = ctx.get("checkout.session", session_id)
    method = body.get("payment_method", "pm_card_visa")
    return ctx.render(checkout_flow.complete(ctx, session, method, body.get("email")))


# -- whole states ------------------------------------------------------------------------------


def bank_transfer(control: Control, body: Body) -> Any:
    """A bank transfer of a customer arrives (``customer``, ``amount``, ``currency``, ``reference``)."""
    ctx = control.context(body)
    customer = ctx.get("customer", body.get("customer"), "customer")
    texts = {name: body.get(name) for name in ("reference", "sender", "network")}
    found = cash_balance.receive(
        ctx, customer, int(body["amount"]), body.get("currency", "usd"), **texts
    )
    return ctx.render(found)


def return_transfer(control: Control, body: Body, customer_id: str) -> Any:
    """Money a customer has waiting goes back to his bank (``amount``, ``currency``)."""
    ctx = control.context(body)
    customer = ctx.get("customer", customer_id, "customer")
    found = cash_balance.give_back(
        ctx, customer, int(body["amount"]), body.get("currency", "usd")
    )
    return ctx.render(found)


def take_snapshot(control: Control, body: Body) -> Any:
    """Remember the whole state under ``name``."""
    name = body.get("name", "default")
    control.snapshots[name] = control.engine.snapshot()
    return {"name": name, "bytes": len(control.snapshots[name])}


def restore_snapshot(control: Control, body: Body, name: str) -> Any:
    """Go back to a remembered state; the clock does not go back."""
    if name not in control.snapshots:
        raise StripeError(404, f"no snapshot {name}")
    control.engine.restore(control.snapshots[name])
    return {"name": name}


def run_scenario(control: Control, body: Body) -> Any:
    """Forget everything and play scenario ``name`` (``count`` optional)."""
    control.sandbox.reset(body.get("name", "empty"), body.get("count"))
    return {"scenario": body.get("name", "empty"), "now": control.engine.clock.now()}


ROUTES: dict[str, Callable[..., Any]] = {
    "GET /state": state,
    "GET /stats": stats,
    "POST /stats/reset": reset_stats,
    "GET /books": books,
    "POST /clock": clock,
    "GET /faults": list_faults,
    "POST /faults": add_fault,
    "DELETE /faults": remove_faults,
    "DELETE /faults/:id": remove_fault,
    "POST /limits": limits,
    "GET /keys": keys,
    "POST /keys": make_key,
    "POST /keys/:key/status": set_key_status,
    "POST /accounts": make_account,
    "POST /accounts/:id/settings": account_settings,
    "POST /accounts/:id/deauthorize": deauthorize,
    "POST /disputes": open_dispute,
    "POST /disputes/:id/close": close_dispute,
    "POST /payouts/run": run_payout,
    "POST /payouts/:id/fail": fail_payout,
    "POST /payouts/:id/reverse": reverse_payout,
    "POST /conversions": convert,
    "POST /fees": charge_fee,
    "POST /topups": top_up,
    "POST /refunds/:id/fail": fail_refund,
    "POST /invoice_payments/:id/detach": detach_payment,
    "POST /payment_intents/:id/authenticate": authenticate,
    "POST /payment_intents/:id/settle": settle,
    "POST /checkout/sessions/:id/complete": complete_checkout,
    "POST /bank_transfers": bank_transfer,
    "POST /bank_transfers/:customer/return": return_transfer,
    "POST /scenario": run_scenario,
    "POST /snapshots": take_snapshot,
    "POST /snapshots/:name/restore": restore_snapshot,
}
