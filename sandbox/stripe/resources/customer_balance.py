"""Credit balance of a customer: what later invoices will be reduced by.

A negative balance is credit (https://docs.stripe.com/billing/customer/balance).
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ..core.expand import EXPANDABLE
from ..core.listing import LIST_CREATED, Page, page
from ..core.params import Currency, Int, Metadata, Req, Rule, Str
from ..core.router import Route
from ..core.store import Obj
from . import customers
from .common import new_metadata

if TYPE_CHECKING:
    from ..core.context import Context

CREATE: dict[str, Rule] = {
    "amount": Req(Int()),
    "currency": Req(Currency()),
    "description": Str(350, nullable=True),
    "metadata": Metadata(),
}
LIST: dict[str, Rule] = {**LIST_CREATED, "invoice": Str()}


def of(customer: Obj, currency: str) -> int:
    """The customer's balance in *currency*; negative is credit."""
    return int(customer["_credit"].get(currency, 0))


def change(
    ctx: Context,
    customer: Obj,
    currency: str,
    amount: int,
    kind: str,
    *,
    invoice: str | None = None,
    credit_note: str | None = None,
    description: str | None = None,
    metadata: dict[str, str] | None = None,
) -> Obj:
    """Add *amount* to the balance and record why."""
    ending = of(customer, currency) + amount
    transaction = {
        "id": ctx.new_id("cbtxn_"),
        "object": "customer_balance_transaction",
        "amount": amount,
        "checkout_session": None,
        "created": ctx.now(),
        "credit_note": credit_note,
        "currency": currency,
        "customer": customer["id"],
        "customer_account": None,
        "description": description,
        "ending_balance": ending,
        "invoice": invoice,
        "livemode": ctx.livemode,
        "metadata": metadata or {},
        "type": kind,
    }
    ctx.create(transaction)
    changes: dict[str, Any] = {"_credit": {**customer["_credit"], currency: ending}}
    if customer["currency"] in (None, currency):
        changes |= {"currency": currency, "balance": ending}
    ctx.update(customer, "customer.updated", **changes)
    return transaction


def create(ctx: Context, params: dict[str, Any], customer_id: str) -> Obj:
    """``POST /v1/customers/:id/balance_transactions``."""
    customer = customers.live(ctx, customer_id, "id")
    return change(
        ctx,
        customer,
        params["currency"],
        params["amount"],
        "adjustment",
        description=params.get("description"),
        metadata=new_metadata(params),
    )


def index(ctx: Context, params: dict[str, Any], customer_id: str) -> Page:
    """``GET /v1/customers/:id/balance_transactions``."""
    customers.live(ctx, customer_id, "id")
    return page(
        ctx.account.table("customer_balance_transaction"),
        params,
        f"/v1/customers/{customer_id}/balance_transactions",
        where=("customer", customer_id),
        keep=lambda row: params.get("invoice") in (None, row["invoice"]),
    )


def retrieve(
    ctx: Context, params: dict[str, Any], customer_id: str, transaction_id: str
) -> Obj:
    """``GET /v1/customers/:id/balance_transactions/:transaction``."""
    return ctx.get("customer_balance_transaction", transaction_id)


EXPANDABLE["customer_balance_transaction"] = {
    "customer": ("customer",),
    "invoice": ("invoice",),
    "credit_note": ("credit_note",),
}

_PATH = "/v1/customers/:id/balance_transactions"
READ, WRITE = "rak_customer_read", "rak_customer_write"
ROUTES = [
    Route("POST", _PATH, create, CREATE, WRITE),
    Route("GET", _PATH, index, LIST, READ),
    Route("GET", _PATH + "/:transaction", retrieve, {}, READ),
]
