"""Refunds: partial, several, pending, failed later.

Sources: https://docs.stripe.com/api/refunds, https://docs.stripe.com/refunds.
"""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING, Any

from ..core.clock import DAY_S
from ..core.errors import invalid
from ..core.expand import EXPANDABLE
from ..core.listing import LIST, LIST_CREATED, Page, page
from ..core.money import major, round_minor
from ..core.params import Enum, Int, Metadata, Rule, Str
from ..core.router import Route
from ..core.scheduler import JOBS
from ..core.store import Obj
from ..ledger import balance
from . import charges
from .common import apply, new_metadata
from .payment_methods import test_method

if TYPE_CHECKING:
    from ..core.context import Context

CREATE: dict[str, Rule] = {
    "amount": Int(1),
    "charge": Str(),
    "currency": Str(3),
    "instructions_email": Str(),
    "metadata": Metadata(),
    "payment_intent": Str(),
    "reason": Enum("duplicate", "fraudulent", "requested_by_customer"),
}
UPDATE: dict[str, Rule] = {"metadata": Metadata()}
LIST_OF: dict[str, Rule] = {**LIST_CREATED, "charge": Str(), "payment_intent": Str()}

#: How long a pending refund takes, and when a failing one fails.
PENDING_S = 2 * DAY_S
FAILS_AFTER_S = 3 * DAY_S


def _charge_of(ctx: Context, params: dict[str, Any]) -> Obj:
    if "charge" in params:
        return ctx.get("charge", params["charge"], "charge")
    if "payment_intent" not in params:
        raise invalid(
            "One of the following params should be provided for this request: "
            "payment_intent or charge.",
            "charge",
            "parameter_missing",
        )
    intent = ctx.get("payment_intent", params["payment_intent"], "payment_intent")
    if intent["latest_charge"] is None:
        raise invalid(
            f"This PaymentIntent ({intent['id']}) does not have a successful charge "
            "to refund.",
            "payment_intent",
        )
    return ctx.get("charge", intent["latest_charge"], "payment_intent")


def create(ctx: Context, params: dict[str, Any]) -> Obj:
    """``POST /v1/refunds``. :raise StripeError: when there is too little to refund."""
    charge = _charge_of(ctx, params)
    if charge["status"] != "succeeded":
        raise invalid(
            f"This charge ({charge['id']}) has not succeeded and cannot be refunded.",
            "charge",
            "charge_not_refundable",
        )
    left = charge["amount_captured"] - _refunded(ctx, charge)
    _check_refundable(charge, left)
    amount = params.get("amount", left)
    if amount > left:
        raise invalid(
            f"Refund amount ({_money(amount, charge)}) is greater than unrefunded "
            f"amount on charge ({_money(left, charge)})",
            "amount",
        )
    return make(ctx, charge, amount, params.get("reason"), new_metadata(params))


def _money(amount: int, charge: Obj) -> str:
    sign = {"usd": "$", "eur": "€", "gbp": "£", "jpy": "¥"}.get(charge["currency"], "")
    text = major(amount, charge["currency"])
    return f"{sign}{text}" if sign else f"{text} {charge['currency'].upper()}"


def _check_refundable(charge: Obj, left: int) -> None:
    if charge["disputed"] and charge.get("_lost"):
        raise invalid(
            f"Charge {charge['id']} has been charged back; cannot issue a refund.",
            "charge",
            "charge_disputed",
        )
    if left <= 0:
        raise invalid(
            f"Charge {charge['id']} has already been refunded.",
            code="charge_already_refunded",
        )


def _refunded(ctx: Context, charge: Obj) -> int:
    rows = ctx.where("refund", "charge", charge["id"])
    return sum(r["amount"] for r in rows if r["status"] not in ("failed", "canceled"))


def make(
    ctx: Context, charge: Obj, amount: int, reason: str | None, metadata: dict[str, str]
) -> Obj:
    """Send *amount* of *charge* back."""
    method = ctx.get("payment_method", charge["payment_method"])
    behaviour = test_method(method).refund
    debit = method["type"] != "card"
    refund: Obj = {
        "id": ctx.new_id("pyr_" if debit else "re_"),
        "object": "refund",
        "amount": amount,
        "balance_transaction": None,
        "charge": charge["id"],
        "created": ctx.now(),
        "currency": charge["currency"],
        "customer": charge["customer"],
        "customer_account": None,
        "destination_details": _destination(method),
        "failure_balance_transaction": None,
        "failure_reason": None,
        "metadata": metadata,
        "payment_intent": charge["payment_intent"],
        "payment_method": method["id"],
        "pending_reason": "processing" if behaviour == "pending" else None,
        "reason": reason,
        "receipt_number": None,
        "source_transfer_reversal": None,
        "status": "pending" if behaviour == "pending" or debit else "succeeded",
        "transfer_reversal": None,
    }
    ctx.save(refund)
    refund["balance_transaction"] = _take(ctx, charge, refund, debit)["id"]
    ctx.create(refund, "refund.created")
    _update_charge(ctx, charge)
    if refund["status"] == "pending":
        ctx.schedule(ctx.now() + PENDING_S, "refund.settle", refund=refund["id"])
    if behaviour == "failed":
        ctx.schedule(ctx.now() + FAILS_AFTER_S, "refund.fail", refund=refund["id"])
    return refund


def _destination(method: Obj) -> dict[str, Any]:
    if method["type"] != "card":
        us = method["type"] == "us_bank_account"
        return {"type": "us_bank_transfer" if us else "eu_bank_transfer"}
    return {
        "card": {
            "reference_status": "pending",
            "reference_type": "acquirer_reference_number",
            "type": "refund",
        },
        "type": "card",
    }


def _take(ctx: Context, charge: Obj, refund: Obj, debit: bool) -> Obj:
    """The refund's money leaves at the charge's own exchange rate."""
    paid = ctx.get("balance_transaction", charge["balance_transaction"])
    amount = _settled_share(ctx, charge, refund, paid)
    rate = paid["exchange_rate"]
    return balance.post(
        ctx,
        "payment_refund" if debit else "refund",
        -amount,
        paid["currency"],
        refund["id"],
        description="REFUND FOR " + (charge["description"] or "CHARGE"),
        available_on=paid["available_on"],
        exchange_rate=None if rate is None else Decimal(str(rate)),
    )


def _settled_share(ctx: Context, charge: Obj, refund: Obj, paid: Obj) -> int:
    """What *refund* is worth in the settlement currency.

    The last refund takes what is left, so that a charge refunded in parts gives
    back exactly what it brought.
    """
    if paid["exchange_rate"] is None:
        return int(refund["amount"])
    rows = [
        row
        for row in ctx.where("refund", "charge", charge["id"])
        if row["status"] not in ("failed", "canceled")
    ]
    done = sum(row["amount"] for row in rows)
    total = round_minor(Decimal(paid["amount"]) * done / charge["amount_captured"])
    earlier = sum(
        -ctx.get("balance_transaction", row["balance_transaction"])["amount"]
        for row in rows
        if row["balance_transaction"]
    )
    return int(total - earlier)


def _update_charge(ctx: Context, charge: Obj) -> None:
    before = dict(charge)
    total = _refunded(ctx, charge) + charge["amount"] - charge["amount_captured"]
    ctx.update(
        charge, amount_refunded=total, refunded=total >= charge["amount"]
    )
    charges.announce_refund(ctx, charge, before)


def settle(ctx: Context, refund: str) -> None:
    """A pending refund has arrived."""
    row = ctx.get("refund", refund)
    if row["status"] == "pending":
        ctx.update(row, "refund.updated", status="succeeded", pending_reason=None)
        ctx.emit("charge.refund.updated", row)


def fail(ctx: Context, refund: str, reason: str = "expired_or_canceled_card") -> Obj:
    """The bank could not credit the customer: the money comes back."""
    row = ctx.get("refund", refund)
    if row["status"] in ("failed", "canceled"):
        return row
    taken = ctx.get("balance_transaction", row["balance_transaction"])
    returned = balance.post(
        ctx,
        "refund_failure",
        -taken["amount"],
        taken["currency"],
        row["id"],
        description="REFUND FAILURE (re-credit)",
        available_on=taken["available_on"],
    )
    ctx.update(
        row,
        "refund.updated",
        status="failed",
        failure_reason=reason,
        pending_reason=None,
        failure_balance_transaction=returned["id"],
    )
    ctx.emit("charge.refund.updated", row)
    ctx.emit("refund.failed", row)
    charge = ctx.get("charge", row["charge"])
    total = _refunded(ctx, charge) + charge["amount"] - charge["amount_captured"]
    ctx.update(charge, "charge.updated", amount_refunded=total, refunded=False)
    return row


def retrieve(ctx: Context, params: dict[str, Any], refund_id: str) -> Obj:
    """``GET /v1/refunds/:id``."""
    return ctx.get("refund", refund_id)


def update(ctx: Context, params: dict[str, Any], refund_id: str) -> Obj:
    """``POST /v1/refunds/:id``."""
    return apply(ctx, ctx.get("refund", refund_id), params, (), "refund.updated")


def cancel(ctx: Context, params: dict[str, Any], refund_id: str) -> Obj:
    """``POST /v1/refunds/:id/cancel``: cards cannot be called back."""
    ctx.get("refund", refund_id)
    raise invalid("You cannot cancel a refund in this state.", "id")


def index(ctx: Context, params: dict[str, Any]) -> Page:
    """``GET /v1/refunds``."""
    where = None
    for name in ("charge", "payment_intent"):
        if name in params:
            where = (name, params[name])
            break
    return page(ctx.account.table("refund"), params, "/v1/refunds", where=where)


def index_of_charge(ctx: Context, params: dict[str, Any], charge_id: str) -> Page:
    """``GET /v1/charges/:id/refunds``."""
    ctx.get("charge", charge_id)
    url = f"/v1/charges/{charge_id}/refunds"
    return page(ctx.account.table("refund"), params, url, where=("charge", charge_id))


JOBS["refund.settle"] = settle
JOBS["refund.fail"] = fail  # type: ignore[assignment]
EXPANDABLE["refund"] = {
    "balance_transaction": ("balance_transaction",),
    "charge": ("charge",),
    "customer": ("customer",),
    "failure_balance_transaction": ("balance_transaction",),
    "payment_intent": ("payment_intent",),
    "payment_method": ("payment_method",),
    "source_transfer_reversal": (),
    "transfer_reversal": (),
}

READ, WRITE = "rak_charge_read", "rak_charge_write"
ROUTES = [
    Route("POST", "/v1/refunds", create, CREATE, WRITE),
    Route("GET", "/v1/refunds", index, LIST_OF, READ),
    Route("GET", "/v1/refunds/:id", retrieve, {}, READ),
    Route("POST", "/v1/refunds/:id", update, UPDATE, WRITE),
    Route("POST", "/v1/refunds/:id/cancel", cancel, {}, WRITE),
    Route("GET", "/v1/charges/:id/refunds", index_of_charge, LIST, READ),
]
