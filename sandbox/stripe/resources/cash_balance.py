"""Cash balances: bank transfers of customers, and what they are applied to.

Source: https://docs.stripe.com/payments/customer-balance. A transfer arrives by the control API
or by Stripe's own test helper. With automatic reconciliation it pays open invoices in full: the one its
reference names, else one of exactly the amount, else the oldest. What is left waits at the customer; it is
not in the account's balance.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ..core.errors import invalid
from ..core.expand import EXPANDABLE, INCLUDABLE
from ..core.listing import LIST as LIST_ONLY
from ..core.listing import Page, page
from ..core.params import AnyHash, Currency, Enum, Hash, Int, Req, Rule, Str
from ..core.router import Route
from ..core.store import Obj
from . import charges, customers, invoice_payments, payment_flow
from .payment_methods import test_bank_transfer

if TYPE_CHECKING:
    from ..core.context import Context

KIND = "customer_cash_balance_transaction"
#: Currency -> (kind of transfer, details of its sender by name).
TRANSFERS: dict[str, tuple[str, dict[str, Any]]] = {
    "usd": ("us_bank_transfer", {"network": "ach"}),
    "eur": ("eu_bank_transfer", {"bic": "COBADEFFXXX", "iban_last4": "3000"}),
    "gbp": ("gb_bank_transfer", {"account_number_last4": "6789", "sort_code": "108800"}),
    "jpy": ("jp_bank_transfer", {"sender_bank": "STRIPE TEST BANK", "sender_branch": None}),
}
MODES = ("automatic", "manual", "merchant_default")
UPDATE: dict[str, Rule] = {"settings": Hash({"reconciliation_mode": Enum(*MODES)})}
FUND: dict[str, Rule] = {
    "amount": Req(Int(1)),
    "currency": Req(Currency()),
    "reference": Str(),
}
INSTRUCTIONS: dict[str, Rule] = {
    "bank_transfer": Req(AnyHash()),
    "currency": Req(Currency()),
    "funding_type": Req(Enum("bank_transfer")),
}


def of(customer: Obj, currency: str) -> int:
    """What the customer has waiting in *currency*."""
    return int(customer.get("_cash", {}).get(currency, 0))


def balance_of(ctx: Context, customer: Obj) -> Obj:
    """The ``cash_balance`` of a customer."""
    mode = customer.get("_cash_mode", "merchant_default")
    available = {code: amount for code, amount in customer.get("_cash", {}).items() if amount}
    return {
        "object": "cash_balance",
        "available": available or None,
        "customer": customer["id"],
        "customer_account": None,
        "livemode": ctx.livemode,
        "settings": {
            "reconciliation_mode": "automatic" if mode == "merchant_default" else mode,
            "using_merchant_default": mode == "merchant_default",
        },
    }


def move(
    ctx: Context, customer: Obj, currency: str, amount: int, kind: str, **details: Any
) -> Obj:
    """Change what a customer has waiting, and record why."""
    ending = of(customer, currency) + amount
    if ending < 0:
        raise invalid(f"The customer has only {of(customer, currency)} {currency}.", "amount")
    transaction = {
        "id": ctx.new_id("ccsbtxn_"),
        "object": KIND,
        "created": ctx.now(),
        "currency": currency,
        "customer": customer["id"],
        "customer_account": None,
        "ending_balance": ending,
        "livemode": ctx.livemode,
        "net_amount": amount,
        "type": kind,
        **details,
    }
    ctx.update(customer, _cash={**customer.get("_cash", {}), currency: ending})
    return ctx.create(transaction, f"{KIND}.created")


# -- money ------------------------------------------------------------------------


def receive(
    ctx: Context,
    customer: Obj,
    amount: int,
    currency: str,
    reference: str | None = None,
    sender: str | None = None,
    network: str | None = None,
) -> Obj:
    """A bank transfer arrives; it pays what it can."""
    if currency not in TRANSFERS:
        raise invalid(f"Bank transfers in {currency} are not supported.", "currency")
    kind, details = TRANSFERS[currency]
    details = {**details, "sender_name": sender or (customer["name"] or "UNKNOWN").upper()}
    if network and kind == "us_bank_transfer":
        details["network"] = network
    transfer = {"reference": reference, "type": kind, kind: details}
    funded = move(ctx, customer, currency, amount, "funded", funded={"bank_transfer": transfer})
    if balance_of(ctx, customer)["settings"]["reconciliation_mode"] == "automatic":
        reconcile(ctx, customer, currency, reference or "", amount)
    return funded


def give_back(ctx: Context, customer: Obj, amount: int, currency: str) -> Obj:
    """Send waiting money back to where it came from."""
    return move(ctx, customer, currency, -amount, "return_initiated")


def reconcile(ctx: Context, customer: Obj, currency: str, reference: str, amount: int) -> None:
    """Pay open invoices in full, as long as the money lasts."""
    while True:
        invoice = _choose(ctx, customer, currency, reference, amount)
        if invoice is None:
            return
        _pay(ctx, customer, invoice)


def _choose(
    ctx: Context, customer: Obj, currency: str, reference: str, amount: int
) -> Obj | None:
    available = of(customer, currency)
    found = [
        row
        for row in ctx.where("invoice", "customer", customer["id"])
        if row["status"] == "open"
        and row["currency"] == currency
        and row["collection_method"] == "send_invoice"
        and 0 < row["amount_remaining"] <= available
        and _waits(ctx, row)
    ]
    for rule in (
        lambda row: row["number"] in reference,
        lambda row: row["amount_remaining"] == amount,
        lambda row: True,
    ):
        fitting = [row for row in found if rule(row)]
        if fitting:
            return fitting[0]
    return None


def _waits(ctx: Context, invoice: Obj) -> bool:
    """Whether the invoice's own payment could be confirmed now."""
    payment = invoice_payments.default_of(ctx, invoice)
    if payment is None:
        return False
    intent = ctx.get("payment_intent", payment["payment"]["payment_intent"])
    return intent["status"] in payment_flow.CONFIRMABLE


def _pay(ctx: Context, customer: Obj, invoice: Obj) -> None:
    """The invoice's payment takes the money; it becomes a charge."""
    payment = invoice_payments.default_of(ctx, invoice)
    assert payment is not None
    intent = ctx.get("payment_intent", payment["payment"]["payment_intent"])
    method = test_bank_transfer(ctx, customer)
    intent.update(
        payment_method=method["id"],
        payment_method_types=[*intent["payment_method_types"], "customer_balance"],
    )
    applied = {"payment_intent": intent["id"]}
    amount = intent["amount"]
    move(
        ctx, customer, intent["currency"], -amount, "applied_to_payment",
        applied_to_payment=applied,
    )  # fmt: skip
    charge = charges.attempt(ctx, intent, method, "succeeded")
    intent.update(latest_charge=charge["id"], last_payment_error=None, next_action=None)
    payment_flow.succeed(ctx, intent, amount)


# -- endpoints ----------------------------------------------------------------------


def retrieve(ctx: Context, params: dict[str, Any], customer_id: str) -> Obj:
    """``GET /v1/customers/:id/cash_balance``."""
    return balance_of(ctx, customers.live(ctx, customer_id, "id"))


def update(ctx: Context, params: dict[str, Any], customer_id: str) -> Obj:
    """``POST /v1/customers/:id/cash_balance``."""
    customer = customers.live(ctx, customer_id, "id")
    mode = (params.get("settings") or {}).get("reconciliation_mode")
    if mode:
        ctx.update(customer, _cash_mode=mode)
    return balance_of(ctx, customer)


def index(ctx: Context, params: dict[str, Any], customer_id: str) -> Page:
    """``GET /v1/customers/:id/cash_balance_transactions``."""
    customers.live(ctx, customer_id, "id")
    url = f"/v1/customers/{customer_id}/cash_balance_transactions"
    return page(ctx.account.table(KIND), params, url, where=("customer", customer_id))


def retrieve_one(
    ctx: Context, params: dict[str, Any], customer_id: str, transaction_id: str
) -> Obj:
    """``GET /v1/customers/:id/cash_balance_transactions/:transaction``."""
    return ctx.get(KIND, transaction_id)


def fund(ctx: Context, params: dict[str, Any], customer_id: str) -> Obj:
    """``POST /v1/test_helpers/customers/:id/fund_cash_balance``."""
    customer = customers.live(ctx, customer_id, "id")
    return receive(ctx, customer, params["amount"], params["currency"], params.get("reference"))


def instructions(ctx: Context, params: dict[str, Any], customer_id: str) -> Obj:
    """``POST /v1/customers/:id/funding_instructions``: the account to pay to."""
    customer = customers.live(ctx, customer_id, "id")
    kind = TRANSFERS.get(params["currency"], ("", {}))[0]
    if not kind:
        raise invalid(f"Bank transfers in {params['currency']} are not supported.", "currency")
    nobody = dict.fromkeys(("city", "country", "line1", "line2", "postal_code", "state"))
    account = {
        "account_holder_address": nobody,
        "account_holder_name": customer["name"] or "Customer",
        "account_number": customer["id"][-10:],
        "account_type": "checking",
        "bank_address": nobody,
        "bank_name": "STRIPE TEST BANK",
        "routing_number": "110000000",
    }
    return {
        "object": "funding_instructions",
        "bank_transfer": {
            "country": "US",
            "financial_addresses": [
                {"aba": account, "supported_networks": ["ach", "domestic_wire_us"], "type": "aba"}
            ],
            "type": kind,
        },
        "currency": params["currency"],
        "funding_type": "bank_transfer",
        "livemode": ctx.livemode,
    }


EXPANDABLE[KIND] = {
    "customer": ("customer",),
    "applied_to_payment.payment_intent": ("payment_intent",),
}
INCLUDABLE["customer", "cash_balance"] = balance_of

_CASH = "/v1/customers/:id/cash_balance"
READ, WRITE = "rak_customer_read", "rak_customer_write"
ROUTES = [
    Route("GET", _CASH, retrieve, {}, READ),
    Route("POST", _CASH, update, UPDATE, WRITE),
    Route("GET", _CASH + "_transactions", index, LIST_ONLY, READ),
    Route("GET", _CASH + "_transactions/:transaction", retrieve_one, {}, READ),
    Route("POST", "/v1/customers/:id/funding_instructions", instructions, INSTRUCTIONS, WRITE),
    Route("POST", "/v1/test_helpers/customers/:id/fund_cash_balance", fund, FUND, WRITE),
]
