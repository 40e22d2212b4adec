"""Payouts: from the Stripe balance to the bank.

Automatic payouts take everything that is available in a settlement currency and
say exactly what they consist of; manual ones are an amount and nothing more.
Sources: https://docs.stripe.com/payouts, https://docs.stripe.com/payouts/reconciliation.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ..core.clock import DAY_S, midnight
from ..core.errors import invalid
from ..core.scheduler import JOBS
from ..core.store import Obj
from ..resources.accounts import bank_account_id, settings_of
from . import balance, fees

if TYPE_CHECKING:
    from ..core.context import Context

#: Hour of the day (UTC) at which automatic payouts are made.
PAYOUT_HOUR_S = 4 * 3600
#: How long after that Stripe can say what a payout consists of.
RECONCILED_AFTER_S = 2 * 3600
WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday")
#: Payouts only in whole units although the currency has two decimals
#: (https://docs.stripe.com/currencies#special-cases).
WHOLE_UNIT_PAYOUTS = frozenset(("huf", "twd"))
EMPTY = (
    "application_fee", "application_fee_amount", "balance_transaction",
    "failure_balance_transaction", "failure_code", "failure_message",
    "original_payout", "payout_method", "reversed_by", "statement_descriptor",
)  # fmt: skip


def start_schedule(ctx: Context) -> None:
    """Begin automatic payouts, if the account's settings ask for them."""
    moment = _next_run(ctx)
    if moment is not None:
        ctx.schedule(moment, "payout.run", planned=moment)


def _next_run(ctx: Context) -> int | None:
    settings = settings_of(ctx)
    if settings["payout_interval"] == "manual":
        return None
    moment = midnight(ctx.now()) + PAYOUT_HOUR_S
    while moment <= ctx.now() or not _is_payout_day(moment, settings):
        moment += DAY_S
    return moment


def _is_payout_day(moment: int, settings: Obj) -> bool:
    if balance.is_weekend(moment):
        return False
    if settings["payout_interval"] == "daily":
        return True
    anchor: str = settings["payout_weekly_anchor"]
    return WEEKDAYS[(moment // DAY_S + 3) % 7] == anchor


def run(ctx: Context, planned: int) -> None:
    """Pay out every settlement currency, then plan the next time."""
    for currency in settings_of(ctx)["settlement_currencies"]:
        pay_out_available(ctx, currency)
    start_schedule(ctx)


def pay_out_available(ctx: Context, currency: str) -> Obj | None:
    """An automatic payout of what is available; None when that is nothing."""
    unpaid = ctx.where("balance_transaction", "_unpaid", currency)
    rows = [row for row in unpaid if row["status"] == "available"]
    total = sum(row["net"] for row in rows)
    if total <= 0 or (currency in WHOLE_UNIT_PAYOUTS and total % 100):
        return None
    payout = make(ctx, total, currency, automatic=True)
    own = ctx.get("balance_transaction", payout["balance_transaction"])
    for row in [*rows, own]:
        ctx.update(row, _payout=payout["id"], _unpaid=None)
    ctx.schedule(
        ctx.now() + RECONCILED_AFTER_S, "payout.reconciled", payout=payout["id"]
    )
    return payout


def make(
    ctx: Context, amount: int, currency: str, automatic: bool, **members: Any
) -> Obj:
    """A payout, its balance transaction, and its way to the bank."""
    now = ctx.now()
    payout: Obj = {
        "id": ctx.new_id("po_"),
        "object": "payout",
        "amount": amount,
        **dict.fromkeys(EMPTY),
        "arrival_date": balance.settlement_date(now, 1),
        "automatic": automatic,
        "created": now,
        "currency": currency,
        "description": "STRIPE PAYOUT" if automatic else None,
        "destination": bank_account_id(ctx, currency),
        "livemode": ctx.livemode,
        "metadata": {},
        "method": "standard",
        "reconciliation_status": "in_progress" if automatic else "not_applicable",
        "source_type": "card",
        "status": "pending",
        "trace_id": {"status": "pending", "value": None},
        "type": "bank_account",
        **members,
    }
    ctx.save(payout)
    instant = payout["method"] == "instant"
    transaction = balance.post(
        ctx,
        "payout",
        -amount,
        currency,
        payout["id"],
        fees=fees.instant_payout_fees(amount, currency) if instant else [],
        description=_label(payout),
    )
    payout["balance_transaction"] = transaction["id"]
    ctx.create(payout, "payout.created")
    ctx.schedule(now + 6 * 3600, "payout.sent", payout=payout["id"])
    return payout


def reverse(ctx: Context, row: Obj) -> Obj:
    """Take a payout back from the bank (https://docs.stripe.com/api/payouts/reverse)."""
    if row["status"] != "paid" or row["reversed_by"] or row["amount"] < 0:
        raise invalid(f"The payout {row['id']} cannot be reversed.")
    reversal = make(
        ctx, -row["amount"], row["currency"], automatic=False, original_payout=row["id"]
    )
    ctx.update(row, "payout.updated", reversed_by=reversal["id"])
    return reversal


def _label(payout: Obj) -> str:
    return payout["description"] or payout["statement_descriptor"] or "Payout"


def reconciled(ctx: Context, payout: str) -> None:
    """From now on the payout's transactions can be listed for sure."""
    row = ctx.get("payout", payout)
    ctx.update(row, "payout.updated", reconciliation_status="completed")
    ctx.emit("payout.reconciliation_completed", row)


def sent(ctx: Context, payout: str) -> None:
    """Handed to the bank."""
    row = ctx.get("payout", payout)
    if row["status"] == "pending":
        ctx.update(row, "payout.updated", status="in_transit")
        moment = row["arrival_date"] + 9 * 3600
        ctx.schedule(moment, "payout.arrived", payout=payout)


def arrived(ctx: Context, payout: str) -> None:
    """Credited by the bank, with a trace id."""
    row = ctx.get("payout", payout)
    if row["status"] != "in_transit":
        return
    trace = {"status": "supported", "value": ctx.engine.ids.token(15).upper()}
    ctx.update(row, "payout.updated", status="paid", trace_id=trace)
    ctx.emit("payout.paid", row)


def fail(ctx: Context, row: Obj, code: str, message: str) -> Obj:
    """The bank sends the money back; it may do so after *paid*."""
    transaction = balance.post(
        ctx,
        "payout_failure",
        row["amount"],
        row["currency"],
        row["id"],
        description=f"Payout failure: {_label(row)}",
    )
    ctx.update(
        row,
        "payout.updated",
        status="failed",
        failure_code=code,
        failure_message=message,
        failure_balance_transaction=transaction["id"],
    )
    ctx.emit("payout.failed", row)
    return row


def cancel(ctx: Context, row: Obj) -> Obj:
    """Take back a payout that has not been sent."""
    transaction = balance.post(
        ctx,
        "payout_cancel",
        row["amount"],
        row["currency"],
        row["id"],
        description=f"Payout canceled: {_label(row)}",
        category="payout_reversal",
    )
    ctx.update(
        row, status="canceled", failure_balance_transaction=transaction["id"]
    )
    ctx.emit("payout.canceled", row)
    return row


JOBS.update(
    {
        "payout.run": run,
        "payout.reconciled": reconciled,
        "payout.sent": sent,
        "payout.arrived": arrived,
    }
)
