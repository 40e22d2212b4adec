"""The balance. Source: https://docs.stripe.com/api/balance."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ..core.render import SHAPERS
from ..core.router import Route
from ..core.store import Obj
from ..ledger import balance

if TYPE_CHECKING:
    from ..core.context import Context


def retrieve(ctx: Context, params: dict[str, Any]) -> Obj:
    """``GET /v1/balance``."""
    return {"object": "balance"}


def _shape(ctx: Context, obj: Obj, out: Obj) -> None:
    from .accounts import settings_of

    sums = balance.totals(ctx)
    currencies = dict.fromkeys([*settings_of(ctx)["settlement_currencies"], *sums])

    def part(name: str) -> list[dict[str, Any]]:
        return [
            {
                "amount": (amount := sums.get(currency, {}).get(name, 0)),
                "currency": currency,
                "source_types": {"card": amount},
            }
            for currency in currencies
        ]

    out.update(
        available=part("available"), pending=part("pending"), livemode=ctx.livemode
    )


SHAPERS["balance"] = _shape

ROUTES = [Route("GET", "/v1/balance", retrieve, {}, "rak_balance_read")]
