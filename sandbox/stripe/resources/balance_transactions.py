"""Balance transactions. Source: https://docs.stripe.com/api/balance_transactions."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ..core.errors import invalid
from ..core.expand import EXPANDABLE
from ..core.listing import LIST_CREATED, Page, page
from ..core.params import Currency, Rule, Str
from ..core.router import Route
from ..core.store import Obj

if TYPE_CHECKING:
    from ..core.context import Context

LIST: dict[str, Rule] = {
    **LIST_CREATED,
    "currency": Currency(),
    "payout": Str(),
    "source": Str(),
    "type": Str(),
}


def retrieve(ctx: Context, params: dict[str, Any], transaction_id: str) -> Obj:
    """``GET /v1/balance_transactions/:id``."""
    return ctx.get("balance_transaction", transaction_id)


def index(ctx: Context, params: dict[str, Any]) -> Page:
    """``GET /v1/balance_transactions``.

    ``payout`` lists what an automatic payout paid out, the payout's own
    transaction included; Stripe cannot take a manual payout apart
    (https://docs.stripe.com/payouts/reconciliation).
    """
    where = None
    if "payout" in params:
        where = ("_payout", _automatic(ctx, params["payout"])["id"])
    elif "source" in params:
        where = ("source", params["source"])

    def keep(row: Obj) -> bool:
        names = ("currency", "source", "type")
        return all(row[n] == params[n] for n in names if n in params)

    return page(
        ctx.account.table("balance_transaction"),
        params,
        "/v1/balance_transactions",
        where=where,
        keep=keep,
        label="balance transaction",
    )


def _automatic(ctx: Context, payout_id: str) -> Obj:
    payout = ctx.get("payout", payout_id, "payout")
    if not payout["automatic"]:
        raise invalid(
            "Balance transaction history can only be filtered on automatic transfers, "
            "not manual.",
            "payout",
        )
    return payout


EXPANDABLE["balance_transaction"] = {
    "source": ("charge", "refund", "dispute", "payout"),
}

READ = "rak_balance_transaction_source_read"
ROUTES = [
    Route("GET", "/v1/balance_transactions", index, LIST, READ),
    Route("GET", "/v1/balance_transactions/:id", retrieve, {}, READ),
]
