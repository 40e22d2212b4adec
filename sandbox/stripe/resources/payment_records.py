"""Payment records: payments made elsewhere, reported to Stripe.

Sources: https://docs.stripe.com/api/payment-record,
https://docs.stripe.com/invoicing/third-party-payment-processing.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ..core.errors import invalid
from ..core.expand import EXPANDABLE
from ..core.params import AnyHash, Currency, Enum, Hash, Int, Metadata, Req, Rule, Str, Timestamp
from ..core.router import Route
from ..core.store import Obj
from .common import new_metadata, shipping, shipping_rule

if TYPE_CHECKING:
    from ..core.context import Context

_AMOUNT: dict[str, Rule] = {"currency": Req(Currency()), "value": Req(Int(1))}
REPORT: dict[str, Rule] = {
    "amount_requested": Req(Hash(_AMOUNT)),
    "canceled": Hash({"canceled_at": Req(Timestamp())}),
    "customer_details": Hash(
        {"customer": Str(), "email": Str(), "name": Str(), "phone": Str()}
    ),
    "customer_presence": Enum("off_session", "on_session"),
    "description": Str(),
    "failed": Hash({"failed_at": Req(Timestamp())}),
    "guaranteed": Hash({"guaranteed_at": Req(Timestamp())}),
    "initiated_at": Req(Timestamp()),
    "metadata": Metadata(),
    "outcome": Enum("canceled", "failed", "guaranteed"),
    "payment_method_details": Req(
        Hash(
            {
                "billing_details": AnyHash(),
                "custom": Hash({"display_name": Str(), "type": Str()}),
                "payment_method": Str(),
                "type": Enum("custom"),
            }
        )
    ),
    "processor_details": Hash(
        {
            "custom": Hash({"payment_reference": Req(Str())}),
            "type": Req(Enum("custom")),
        }
    ),
    "shipping_details": shipping_rule(),
}
REFUND: dict[str, Rule] = {
    "amount": Hash(_AMOUNT),
    "initiated_at": Timestamp(),
    "metadata": Metadata(),
    "outcome": Req(Enum("refunded")),
    "processor_details": Req(AnyHash()),
    "refunded": Req(Hash({"refunded_at": Req(Timestamp())})),
}
AMOUNTS = (
    "amount", "amount_authorized", "amount_canceled", "amount_failed",
    "amount_guaranteed", "amount_refunded", "amount_requested",
)  # fmt: skip


def report(ctx: Context, params: dict[str, Any]) -> Obj:
    """``POST /v1/payment_records/report_payment``."""
    value = params["amount_requested"]["value"]
    currency = params["amount_requested"]["currency"]
    outcome = params.get("outcome")
    worth = {"amount": value, "amount_requested": value}
    if outcome == "guaranteed":
        worth |= {"amount_authorized": value, "amount_guaranteed": value}
    elif outcome is not None:
        worth[f"amount_{outcome}"] = value
    details = params.get("customer_details")
    record = {
        "id": ctx.new_id("pr_"),
        "object": "payment_record",
        **{n: {"currency": currency, "value": worth.get(n, 0)} for n in AMOUNTS},
        "application": None,
        "created": ctx.now(),
        "customer_details": None
        if details is None
        else {n: details.get(n) for n in ("customer", "email", "name", "phone")},
        "customer_presence": params.get("customer_presence"),
        "description": params.get("description"),
        "latest_payment_attempt_record": ctx.new_id("par_"),
        "livemode": ctx.livemode,
        "metadata": new_metadata(params),
        "payment_method_details": _method(params["payment_method_details"]),
        "processor_details": _processor(params.get("processor_details")),
        "reported_by": "self",
        "shipping_details": shipping(params.get("shipping_details")),
    }
    return ctx.create(record)


def _method(given: dict[str, Any]) -> dict[str, Any]:
    custom = given.get("custom") or {}
    return {
        "custom": {
            "display_name": custom.get("display_name", "Payment"),
            "type": custom.get("type"),
        },
        "payment_method": given.get("payment_method"),
        "type": "custom",
    }


def _processor(given: dict[str, Any] | None) -> dict[str, Any]:
    custom = (given or {}).get("custom") or {"payment_reference": None}
    return {"custom": custom, "type": "custom"}


def retrieve(ctx: Context, params: dict[str, Any], record_id: str) -> Obj:
    """``GET /v1/payment_records/:id``."""
    return ctx.get("payment_record", record_id)


def report_refund(ctx: Context, params: dict[str, Any], record_id: str) -> Obj:
    """``POST /v1/payment_records/:id/report_refund``."""
    record = ctx.get("payment_record", record_id)
    left = record["amount_guaranteed"]["value"] - record["amount_refunded"]["value"]
    value = params["amount"]["value"] if "amount" in params else left
    if not 0 < value <= left:
        raise invalid(
            f"The refunded amount must be positive and at most {left}.", "amount[value]"
        )
    total = {
        "currency": record["amount"]["currency"],
        "value": record["amount_refunded"]["value"] + value,
    }
    return ctx.update(record, amount_refunded=total)


EXPANDABLE["payment_record"] = {}

_PATH = "/v1/payment_records"
READ, WRITE = "rak_payment_record_read", "rak_payment_record_write"
ROUTES = [
    Route("POST", _PATH + "/report_payment", report, REPORT, WRITE),
    Route("GET", _PATH + "/:id", retrieve, {}, READ),
    Route("POST", _PATH + "/:id/report_refund", report_refund, REFUND, WRITE),
]
