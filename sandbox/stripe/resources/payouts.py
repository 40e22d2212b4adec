"""Payouts. Source: https://docs.stripe.com/api/payouts."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ..core.errors import invalid
from ..core.expand import EXPANDABLE
from ..core.listing import LIST_CREATED, Page, page
from ..core.params import Currency, Enum, Int, Metadata, Range, Req, Rule, Str
from ..core.router import Route
from ..core.store import Obj
from ..ledger import balance, payouts
from .common import apply, new_metadata

if TYPE_CHECKING:
    from ..core.context import Context

CREATE: dict[str, Rule] = {
    "amount": Req(Int(1)),
    "currency": Req(Currency()),
    "description": Str(),
    "destination": Str(),
    "metadata": Metadata(),
    "method": Enum("standard", "instant"),
    "source_type": Enum("bank_account", "card", "fpx"),
    "statement_descriptor": Str(22),
}
UPDATE: dict[str, Rule] = {"metadata": Metadata()}
LIST: dict[str, Rule] = {
    **LIST_CREATED,
    "arrival_date": Range(),
    "destination": Str(),
    "status": Enum("pending", "paid", "failed", "canceled", "in_transit"),
}


def create(ctx: Context, params: dict[str, Any]) -> Obj:
    """``POST /v1/payouts``: a manual payout."""
    amount, currency = params["amount"], params["currency"]
    free = balance.totals(ctx).get(currency, {}).get("available", 0)
    if amount > free:
        raise invalid(
            "You have insufficient funds in your Stripe account for this transfer. "
            "Your card balance is too low.  You can use the the /v1/balance endpoint "
            "to view your Stripe balance (for more details, see "
            "stripe.com/docs/api#balance).",
            code="balance_insufficient",
        )
    if currency in payouts.WHOLE_UNIT_PAYOUTS and amount % 100:
        raise invalid(
            f"Payouts in {currency} must be a multiple of 100.", "amount"
        )
    return payouts.make(
        ctx,
        amount,
        currency,
        automatic=False,
        description=params.get("description"),
        method=params.get("method", "standard"),
        metadata=new_metadata(params),
        statement_descriptor=params.get("statement_descriptor"),
    )


def retrieve(ctx: Context, params: dict[str, Any], payout_id: str) -> Obj:
    """``GET /v1/payouts/:id``."""
    return ctx.get("payout", payout_id)


def update(ctx: Context, params: dict[str, Any], payout_id: str) -> Obj:
    """``POST /v1/payouts/:id``."""
    return apply(ctx, ctx.get("payout", payout_id), params, (), "payout.updated")


def cancel(ctx: Context, params: dict[str, Any], payout_id: str) -> Obj:
    """``POST /v1/payouts/:id/cancel``."""
    payout = ctx.get("payout", payout_id)
    if payout["status"] != "pending" or payout["automatic"]:
        raise invalid("Payouts can only be canceled while they are pending.")
    return payouts.cancel(ctx, payout)


def index(ctx: Context, params: dict[str, Any]) -> Page:
    """``GET /v1/payouts``."""
    span = params.get("arrival_date") or {}

    def keep(row: Obj) -> bool:
        date = row["arrival_date"]
        names = ("destination", "status")
        return (
            span.get("gte", date) <= date <= span.get("lte", date)
            and not ("gt" in span and date <= span["gt"])
            and not ("lt" in span and date >= span["lt"])
            and all(row[n] == params[n] for n in names if n in params)
        )

    return page(ctx.account.table("payout"), params, "/v1/payouts", keep=keep)


EXPANDABLE["payout"] = {
    "balance_transaction": ("balance_transaction",),
    "failure_balance_transaction": ("balance_transaction",),
    "destination": (),
    "original_payout": ("payout",),
    "reversed_by": ("payout",),
}

READ, WRITE = "rak_payout_read", "rak_payout_write"
ROUTES = [
    Route("POST", "/v1/payouts", create, CREATE, WRITE),
    Route("GET", "/v1/payouts", index, LIST, READ),
    Route("GET", "/v1/payouts/:id", retrieve, {}, READ),
    Route("POST", "/v1/payouts/:id", update, UPDATE, WRITE),
    Route("POST", "/v1/payouts/:id/cancel", cancel, {}, WRITE),
]
