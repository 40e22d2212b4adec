"""The books: what is true, straight from the store.

Tests compare what a client has made of the API with this. Nothing here goes
through the API's own rendering or paging.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ..core.store import Account, Obj
from ..ledger import balance

if TYPE_CHECKING:
    from ..core.context import Context


def books(ctx: Context) -> dict[str, Any]:
    """Balance by currency, and the state of every invoice, charge and payout.

    :raise AssertionError: when the balance is not the sum of its transactions.
    """
    account = ctx.account
    sums = balance.totals(ctx)
    balance.assert_balanced(account, sums)
    return {
        "account": account.id,
        "livemode": account.livemode,
        "now": ctx.now(),
        "balance": sums,
        "invoices": {row["id"]: _invoice(row) for row in _rows(account, "invoice")},
        "charges": {row["id"]: _charge(row) for row in _rows(account, "charge")},
        "payouts": {row["id"]: _payout(account, row) for row in _rows(account, "payout")},
        "counts": {kind: len(t) for kind, t in account.tables.items() if len(t)},
    }


def _rows(account: Account, kind: str) -> list[Obj]:
    return list(account.table(kind).rows.values())


def _invoice(row: Obj) -> dict[str, Any]:
    names = (
        "number", "customer", "currency", "subtotal", "total", "amount_due",
        "amount_paid", "amount_remaining", "amount_overpaid", "status",
        "pre_payment_credit_notes_amount", "post_payment_credit_notes_amount",
    )  # fmt: skip
    tax = sum(item["amount"] for item in row["total_taxes"])
    return {**{name: row[name] for name in names}, "tax": tax}


def _charge(row: Obj) -> dict[str, Any]:
    names = (
        "amount", "amount_captured", "amount_refunded", "currency", "customer",
        "disputed", "payment_intent", "refunded", "status",
    )  # fmt: skip
    return {name: row[name] for name in names}


def _payout(account: Account, row: Obj) -> dict[str, Any]:
    names = ("amount", "currency", "automatic", "status", "arrival_date")
    parts = account.table("balance_transaction").where("_payout", row["id"])
    return {
        **{name: row[name] for name in names},
        "transactions": [p["id"] for p in parts if p["source"] != row["id"]],
        "net": sum(p["net"] for p in parts if p["source"] != row["id"]),
    }
