"""Payment methods: brand, last four, expiry; never a number.

Source: https://docs.stripe.com/api/payment_methods.
"""

from __future__ import annotations

from datetime import datetime, timezone
from typing import TYPE_CHECKING, Any

from ..core.errors import StripeError, invalid
from ..core.expand import EXPANDABLE
from ..core.ids import derive
from ..core.listing import LIST, Page, page
from ..core.params import AnyHash, Enum, Hash, Int, Metadata, Req, Rule, Str
from ..core.router import Route
from ..core.store import Obj
from .common import address, address_rule, merged_metadata
from .test_methods import BANK_TRANSFER, TEST_METHODS, Decline, TestMethod

if TYPE_CHECKING:
    from ..core.context import Context

TYPES = ("card", "us_bank_account", "sepa_debit")
BILLING: dict[str, Rule] = {
    "address": address_rule(),
    "email": Str(nullable=True),
    "name": Str(nullable=True),
    "phone": Str(nullable=True),
    "tax_id": Str(nullable=True),
}
CREATE: dict[str, Rule] = {
    "type": Req(Enum(*TYPES)),
    "billing_details": Hash(BILLING),
    "card": AnyHash(),
    "metadata": Metadata(),
    "sepa_debit": AnyHash(),
    "us_bank_account": AnyHash(),
}
UPDATE: dict[str, Rule] = {
    "allow_redisplay": Enum("always", "limited", "unspecified"),
    "billing_details": Hash(BILLING),
    "card": Hash({"exp_month": Int(1, 12), "exp_year": Int(2000, 2100)}),
    "metadata": Metadata(),
}
ATTACH: dict[str, Rule] = {"customer": Req(Str())}
LIST_OF: dict[str, Rule] = {**LIST, "customer": Str(), "type": Enum(*TYPES)}

#: What a card created by its test token stands for.
_BY_TOKEN = {"tok_visa": "pm_card_visa", "tok_mastercard": "pm_card_mastercard"}


def test_method(method: Obj) -> TestMethod:
    """How *method* behaves."""
    return TEST_METHODS[method["_test"]]


def materialize(ctx: Context, method_id: str, param: str = "payment_method") -> Obj:
    """The payment method of this id; a test name makes a fresh one.

    :raise StripeError: for an unknown id, or a test name in live mode.
    """
    if method_id in TEST_METHODS and not ctx.livemode:
        return _make(ctx, method_id, {})
    return ctx.get("payment_method", method_id, param)


def _make(ctx: Context, test_name: str, params: dict[str, Any]) -> Obj:
    kind = TEST_METHODS[test_name]
    billing = params.get("billing_details") or {}
    method: Obj = {
        "id": ctx.new_id("pm_"),
        "object": "payment_method",
        "allow_redisplay": "unspecified",
        "billing_details": {
            **{name: billing.get(name) for name in BILLING},
            "address": address(billing.get("address") or {}),
        },
        "created": ctx.now(),
        "customer": None,
        "customer_account": None,
        "livemode": ctx.livemode,
        "metadata": merged_metadata(None, params.get("metadata") or {}),
        "type": kind.type,
        kind.type: _details(ctx, kind, test_name),
        "_test": test_name,
        "_set_up": False,
    }
    return ctx.create(method)


def test_bank_transfer(ctx: Context, customer: Obj) -> Obj:
    """The method by which a customer pays from what he sent by bank transfer; one for each."""
    known = ctx.find("payment_method", customer.get("_bank_method"))
    if known is None:
        known = _make(ctx, BANK_TRANSFER, {})
        ctx.update(customer, _bank_method=known["id"])
    return known


def _details(ctx: Context, kind: TestMethod, test_name: str) -> dict[str, Any]:
    if kind.type == "customer_balance":
        return {}
    fingerprint = derive(test_name, 16)
    if kind.type == "us_bank_account":
        return {
            "account_holder_type": "company",
            "account_type": "checking",
            "bank_name": kind.bank,
            "financial_connections_account": None,
            "fingerprint": fingerprint,
            "last4": kind.last4,
            "networks": {"preferred": "ach", "supported": ["ach"]},
            "routing_number": "110000000",
            "status_details": {},
        }
    if kind.type == "sepa_debit":
        return {
            "bank_code": kind.bank,
            "branch_code": "",
            "country": kind.country,
            "fingerprint": fingerprint,
            "generated_from": {"charge": None, "setup_attempt": None},
            "last4": kind.last4,
        }
    return _card(ctx, kind, fingerprint)


def _card(ctx: Context, kind: TestMethod, fingerprint: str) -> dict[str, Any]:
    year = datetime.fromtimestamp(ctx.now(), timezone.utc).year
    return {
        "brand": kind.brand,
        "checks": {
            "address_line1_check": None,
            "address_postal_code_check": None,
            "cvc_check": "pass",
        },
        "country": kind.country,
        "display_brand": kind.brand,
        "exp_month": 12,
        "exp_year": year + 3,
        "fingerprint": fingerprint,
        "funding": kind.funding,
        "generated_from": None,
        "last4": kind.last4,
        "networks": {"available": [kind.brand], "preferred": None},
        "regulated_status": "unregulated",
        "three_d_secure_usage": {"supported": True},
        "wallet": None,
    }


def create(ctx: Context, params: dict[str, Any]) -> Obj:
    """``POST /v1/payment_methods``: cards by test token only."""
    if params["type"] == "card":
        token = (params.get("card") or {}).get("token")
        if token not in _BY_TOKEN:
            raise StripeError(
                402,
                "Sending credit card numbers directly to the Stripe API is generally "
                "unsafe. To continue processing use Stripe.js, the Stripe mobile "
                "bindings, or Stripe Elements.",
                type="card_error",
            )
        return _make(ctx, _BY_TOKEN[token], params)
    name = "pm_success_de" if params["type"] == "sepa_debit" else "pm_usBankAccount_success"
    return _make(ctx, name, params)


def decline_error(decline: Decline, **extra: Any) -> StripeError:
    """The 402 for a refused card."""
    return StripeError(
        402,
        decline.message,
        type="card_error",
        code=decline.code,
        decline_code=decline.decline_code,
        advice_code=decline.advice,
        **extra,
    )


def attach_to(ctx: Context, method_id: str, customer: Obj) -> Obj:
    """Attach a method to a customer. :raise StripeError: when it cannot be."""
    method = materialize(ctx, method_id)
    if method["customer"] not in (None, customer["id"]):
        raise invalid(
            "The payment method you provided has already been attached to a customer.",
            "payment_method",
        )
    kind = test_method(method)
    if kind.attach_fails and kind.decline:
        raise decline_error(kind.decline)
    ctx.update(method, customer=customer["id"])
    ctx.emit("payment_method.attached", method)
    return method


def retrieve(ctx: Context, params: dict[str, Any], method_id: str) -> Obj:
    """``GET /v1/payment_methods/:id``."""
    return _by_path(ctx, method_id)


def _by_path(ctx: Context, method_id: str) -> Obj:
    try:
        return materialize(ctx, method_id)
    except StripeError as error:
        error.status = 404
        raise


def update(ctx: Context, params: dict[str, Any], method_id: str) -> Obj:
    """``POST /v1/payment_methods/:id``."""
    method = _by_path(ctx, method_id)
    changes: dict[str, Any] = {}
    if "billing_details" in params:
        given = dict(params["billing_details"])
        if "address" in given:
            given["address"] = address(given["address"])
        changes["billing_details"] = {**method["billing_details"], **given}
    if "card" in params and method["type"] == "card":
        changes["card"] = {**method["card"], **params["card"]}
    if "allow_redisplay" in params:
        changes["allow_redisplay"] = params["allow_redisplay"]
    if "metadata" in params:
        changes["metadata"] = merged_metadata(method["metadata"], params["metadata"])
    return ctx.update(method, "payment_method.updated", **changes)


def attach(ctx: Context, params: dict[str, Any], method_id: str) -> Obj:
    """``POST /v1/payment_methods/:id/attach``."""
    from .customers import live

    method = _by_path(ctx, method_id)
    return attach_to(ctx, method["id"], live(ctx, params["customer"]))


def detach(ctx: Context, params: dict[str, Any], method_id: str) -> Obj:
    """``POST /v1/payment_methods/:id/detach``."""
    method = _by_path(ctx, method_id)
    if method["customer"] is None:
        raise invalid(
            "The payment method you provided is not attached to a customer so "
            "detachment is impossible.",
            "payment_method",
        )
    customer = ctx.find("customer", method["customer"])
    if customer and not customer.get("deleted"):
        settings = customer["invoice_settings"]
        if settings["default_payment_method"] == method_id:
            settings = {**settings, "default_payment_method": None}
            ctx.update(customer, "customer.updated", invoice_settings=settings)
    ctx.update(method, customer=None)
    ctx.emit("payment_method.detached", method)
    return method


def index(ctx: Context, params: dict[str, Any]) -> Page:
    """``GET /v1/payment_methods``."""
    return _page(ctx, params, params.get("customer"), "/v1/payment_methods")


def index_of_customer(ctx: Context, params: dict[str, Any], customer_id: str) -> Page:
    """``GET /v1/customers/:id/payment_methods``."""
    ctx.get("customer", customer_id)
    url = f"/v1/customers/{customer_id}/payment_methods"
    return _page(ctx, params, customer_id, url)


def _page(
    ctx: Context, params: dict[str, Any], customer_id: str | None, url: str
) -> Page:
    return page(
        ctx.account.table("payment_method"),
        params,
        url,
        where=("customer", customer_id) if customer_id else None,
        keep=lambda row: params.get("type") in (None, row["type"]),
    )


def retrieve_of_customer(
    ctx: Context, params: dict[str, Any], customer_id: str, method_id: str
) -> Obj:
    """``GET /v1/customers/:id/payment_methods/:method``."""
    ctx.get("customer", customer_id)
    return _by_path(ctx, method_id)


EXPANDABLE["payment_method"] = {"customer": ("customer",)}

_OF_CUSTOMER = "/v1/customers/:id/payment_methods"
READ, WRITE = "rak_payment_method_read", "rak_payment_method_write"
ROUTES = [
    Route("POST", "/v1/payment_methods", create, CREATE, WRITE),
    Route("GET", "/v1/payment_methods", index, LIST_OF, READ),
    Route("GET", "/v1/payment_methods/:id", retrieve, {}, READ),
    Route("POST", "/v1/payment_methods/:id", update, UPDATE, WRITE),
    Route("POST", "/v1/payment_methods/:id/attach", attach, ATTACH, WRITE),
    Route("POST", "/v1/payment_methods/:id/detach", detach, {}, WRITE),
    Route("GET", _OF_CUSTOMER, index_of_customer, {**LIST, "type": Str()}, READ),
    Route("GET", _OF_CUSTOMER + "/:method", retrieve_of_customer, {}, READ),
]
