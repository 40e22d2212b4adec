"""Disputes: the money goes at once and comes back only when won.

Sources: https://docs.stripe.com/api/disputes, https://docs.stripe.com/disputes.
"""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING, Any

from ..core.clock import DAY_S
from ..core.errors import invalid
from ..core.expand import EXPANDABLE
from ..core.listing import LIST_CREATED, Page, page
from ..core.money import round_minor
from ..core.params import AnyHash, Bool, Metadata, Rule, Str
from ..core.render import SHAPERS
from ..core.router import Route
from ..core.scheduler import JOBS
from ..core.store import Obj
from ..ledger import balance, fees
from .common import merged_metadata
from .payment_methods import test_method

if TYPE_CHECKING:
    from ..core.context import Context

UPDATE: dict[str, Rule] = {
    "evidence": AnyHash(),
    "metadata": Metadata(),
    "submit": Bool(),
}
LIST: dict[str, Rule] = {**LIST_CREATED, "charge": Str(), "payment_intent": Str()}
RESPOND_WITHIN_S = 9 * DAY_S
NO_EVIDENCE = {
    "enhanced_eligibility": {},
    "has_evidence": False,
    "past_due": False,
    "submission_count": 0,
    "submission_method": "not_submitted",
}
EVIDENCE = (
    "access_activity_log", "billing_address", "cancellation_policy",
    "cancellation_policy_disclosure", "cancellation_rebuttal", "customer_communication",
    "customer_email_address", "customer_name", "customer_purchase_ip",
    "customer_signature", "duplicate_charge_documentation",
    "duplicate_charge_explanation", "duplicate_charge_id", "product_description",
    "receipt", "refund_policy", "refund_policy_disclosure",
    "refund_refusal_explanation", "service_date", "service_documentation",
    "shipping_address", "shipping_carrier", "shipping_date", "shipping_documentation",
    "shipping_tracking_number", "uncategorized_file", "uncategorized_text",
)  # fmt: skip


def open_dispute(
    ctx: Context,
    charge: Obj,
    reason: str = "fraudulent",
    inquiry: bool = False,
    amount: int | None = None,
) -> Obj:
    """The customer's bank takes a charge, or ``amount`` of it, back.

    :raise StripeError: if it cannot.
    """
    if charge["status"] != "succeeded" or charge["disputed"]:
        raise invalid(f"Charge {charge['id']} cannot be disputed.", "charge")
    left = charge["amount_captured"] - charge["amount_refunded"]
    if amount is not None and not 0 < amount <= charge["amount_captured"]:
        raise invalid("The disputed amount is more than the charge.", "amount")
    amount = left if amount is None else amount
    dispute = _new_dispute(ctx, charge, reason, inquiry, amount or charge["amount_captured"])
    ctx.save(dispute)
    ctx.create(dispute, "charge.dispute.created")
    ctx.update(charge, "charge.updated", disputed=True)
    if not inquiry:
        withdraw(ctx, dispute, charge)
    return dispute


def _new_dispute(ctx: Context, charge: Obj, reason: str, inquiry: bool, amount: int) -> Obj:
    """A dispute of *amount* as the bank opens it."""
    method = ctx.get("payment_method", charge["payment_method"])
    return {
        "id": ctx.new_id("du_"),
        "object": "dispute",
        "amount": amount,
        "charge": charge["id"],
        "created": ctx.now(),
        "currency": charge["currency"],
        "enhanced_eligibility_types": [],
        "evidence": {**dict.fromkeys(EVIDENCE), "enhanced_evidence": {}},
        "evidence_details": {**NO_EVIDENCE, "due_by": ctx.now() + RESPOND_WITHIN_S},
        "is_charge_refundable": inquiry,
        "livemode": ctx.livemode,
        "metadata": {},
        "network_reason_code": None,
        "payment_intent": charge["payment_intent"],
        "payment_method_details": _method_details(method, inquiry),
        "reason": reason,
        "status": "warning_needs_response" if inquiry else "needs_response",
        "_transactions": [],
    }


def _method_details(method: Obj, inquiry: bool) -> dict[str, Any] | None:
    if method["type"] != "card":
        return None
    card = {
        "brand": method["card"]["brand"],
        "case_type": "inquiry" if inquiry else "chargeback",
        "network": method["card"]["brand"],
        "network_reason_code": "10.4",
    }
    return {"card": card, "type": "card"}


def _settled(ctx: Context, dispute: Obj, charge: Obj) -> tuple[int, str, Decimal | None]:
    """Amount in the settlement currency, at the charge's own rate."""
    paid = ctx.get("balance_transaction", charge["balance_transaction"])
    if paid["exchange_rate"] is None:
        return dispute["amount"], paid["currency"], None
    share = Decimal(dispute["amount"]) / charge["amount_captured"]
    amount = round_minor(Decimal(paid["amount"]) * share)
    return amount, paid["currency"], Decimal(str(paid["exchange_rate"]))


def withdraw(ctx: Context, dispute: Obj, charge: Obj) -> None:
    """The disputed amount and a fee leave the balance."""
    amount, currency, rate = _settled(ctx, dispute, charge)
    transaction = balance.post(
        ctx,
        "adjustment",
        -amount,
        currency,
        dispute["id"],
        fees=fees.dispute_fees(currency),
        description=f"Chargeback withdrawal for {charge['id']}",
        category="dispute",
        exchange_rate=rate,
    )
    ctx.update(dispute, _transactions=[*dispute["_transactions"], transaction["id"]])
    ctx.emit("charge.dispute.funds_withdrawn", dispute)


def close(
    ctx: Context,
    dispute: Obj,
    status: str,
    fee_returned: bool = False,
    returned: int | None = None,
) -> Obj:
    """The bank has decided: ``won`` (the money comes back) or ``lost``.

    :param fee_returned: whether Stripe gives its fee back too, as in some countries.
    :param returned: how much of the settled amount comes back; all of it if left out.
    """
    if dispute["status"] in ("won", "lost", "warning_closed"):
        raise invalid(f"Dispute {dispute['id']} is already {dispute['status']}.")
    charge = ctx.get("charge", dispute["charge"])
    inquiry = dispute["status"].startswith("warning")
    ctx.update(dispute, status="warning_closed" if inquiry else status)
    if status == "won" and not inquiry:
        amount, currency, rate = _settled(ctx, dispute, charge)
        back = [
            {**fee, "amount": -fee["amount"]} for fee in fees.dispute_fees(currency)
        ]
        transaction = balance.post(
            ctx,
            "adjustment",
            amount if returned is None else returned,
            currency,
            dispute["id"],
            fees=back if fee_returned else [],
            description=f"Chargeback reversal for {charge['id']}",
            category="dispute_reversal",
            exchange_rate=rate,
        )
        ctx.update(
            dispute, _transactions=[*dispute["_transactions"], transaction["id"]]
        )
        ctx.emit("charge.dispute.funds_reinstated", dispute)
    if status == "lost":
        ctx.update(charge, _lost=True)
    ctx.emit("charge.dispute.closed", dispute)
    return dispute


def open_by_card(ctx: Context, charge: str) -> None:
    """A test card that always ends in a dispute."""
    row = ctx.get("charge", charge)
    kind = test_method(ctx.get("payment_method", row["payment_method"]))
    open_dispute(ctx, row, kind.dispute or "fraudulent", kind.inquiry)


def retrieve(ctx: Context, params: dict[str, Any], dispute_id: str) -> Obj:
    """``GET /v1/disputes/:id``."""
    return ctx.get("dispute", dispute_id)


def update(ctx: Context, params: dict[str, Any], dispute_id: str) -> Obj:
    """``POST /v1/disputes/:id``: evidence; the texts ``winning_evidence`` and
    ``losing_evidence`` decide at once (https://docs.stripe.com/testing#disputes)."""
    dispute = ctx.get("dispute", dispute_id)
    evidence = params.get("evidence") or {}
    changes: dict[str, Any] = {}
    if evidence:
        changes["evidence"] = {**dispute["evidence"], **evidence}
        details = {**dispute["evidence_details"], "has_evidence": True}
        if params.get("submit", True):
            details["submission_count"] += 1
            details["submission_method"] = "manual"
            changes["status"] = "under_review"
        changes["evidence_details"] = details
    if "metadata" in params:
        changes["metadata"] = merged_metadata(dispute["metadata"], params["metadata"])
    ctx.update(dispute, "charge.dispute.updated", **changes)
    verdicts = {"winning_evidence": "won", "losing_evidence": "lost"}
    verdict = verdicts.get(evidence.get("uncategorized_text", ""))
    return close(ctx, dispute, verdict) if verdict else dispute


def close_by_api(ctx: Context, params: dict[str, Any], dispute_id: str) -> Obj:
    """``POST /v1/disputes/:id/close``: accept that it is lost."""
    return close(ctx, ctx.get("dispute", dispute_id), "lost")


def index(ctx: Context, params: dict[str, Any]) -> Page:
    """``GET /v1/disputes``."""
    where = None
    for name in ("charge", "payment_intent"):
        if name in params:
            where = (name, params[name])
            break
    return page(ctx.account.table("dispute"), params, "/v1/disputes", where=where)


def _shape(ctx: Context, dispute: Obj, out: Obj) -> None:
    rows = (ctx.find("balance_transaction", t) for t in dispute["_transactions"])
    out["balance_transactions"] = [ctx.render(row) for row in rows if row]


SHAPERS["dispute"] = _shape
JOBS["dispute.open"] = open_by_card
EXPANDABLE["dispute"] = {
    "charge": ("charge",),
    "payment_intent": ("payment_intent",),
}

READ, WRITE = "rak_dispute_read", "rak_dispute_write"
ROUTES = [
    Route("GET", "/v1/disputes", index, LIST, READ),
    Route("GET", "/v1/disputes/:id", retrieve, {}, READ),
    Route("POST", "/v1/disputes/:id", update, UPDATE, WRITE),
    Route("POST", "/v1/disputes/:id/close", close_by_api, {}, WRITE),
]
