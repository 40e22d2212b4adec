"""The account's balance: every movement is a balance transaction.

``post`` is the only way money moves. The totals kept here are therefore always
the sums of the transactions, which the books and the tests check.
Source: https://docs.stripe.com/api/balance_transactions.
"""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING, Any

from ..core.clock import DAY_S, midnight
from ..core.money import round_minor
from ..core.scheduler import JOBS
from ..core.store import Account, Obj
from . import fees as fees_
from . import rates

if TYPE_CHECKING:
    from ..core.context import Context

#: type -> reporting_category, where it is not the type itself
#: (https://docs.stripe.com/reports/reporting-categories).
REPORTING = {
    "payment": "charge",
    "payment_refund": "refund",
    "payment_failure_refund": "charge_failure",
    "refund_failure": "refund_failure",
    "payout_failure": "payout_reversal",
    "stripe_fee": "fee",
    "adjustment": "other_adjustment",
}


def post(
    ctx: Context,
    kind: str,
    amount: int,
    currency: str,
    source: str | None,
    *,
    fees: list[dict[str, Any]] | None = None,
    description: str | None = None,
    category: str | None = None,
    available_on: int | None = None,
    exchange_rate: Decimal | None = None,
) -> Obj:
    """Move money: make a balance transaction and update the balance.

    :param amount: gross, in minor units of *currency*; negative takes away.
    :param fees: ``fee_details``; their sum is taken off as well.
    :param available_on: when it can be paid out; now when left out.
    """
    details = fees or []
    fee = sum(item["amount"] for item in details)
    transaction: Obj = {
        "id": ctx.new_id("txn_"),
        "object": "balance_transaction",
        "amount": amount,
        "balance_type": "payments",
        "created": ctx.now(),
        "currency": currency,
        "description": description,
        "exchange_rate": None if exchange_rate is None else float(exchange_rate),
        "fee": fee,
        "fee_details": details,
        "net": amount - fee,
        "reporting_category": category or REPORTING.get(kind, kind),
        "source": source,
        "type": kind,
        "_payout": None,
        "_unpaid": currency,
    }
    return _enter(ctx, transaction, available_on)


def _enter(ctx: Context, transaction: Obj, available_on: int | None) -> Obj:
    """Decide when the money is free, and add it to the balance."""
    now = ctx.now()
    free_on = max(available_on or now, now)
    waits = free_on > now
    transaction["available_on"] = free_on
    transaction["status"] = "pending" if waits else "available"
    transaction["_release"] = free_on if waits else None
    ctx.create(transaction)
    _add(ctx, transaction["status"], transaction["currency"], transaction["net"])
    if transaction["status"] == "pending":
        _schedule_release(ctx, transaction["available_on"])
    return transaction


def _add(ctx: Context, part: str, currency: str, amount: int) -> None:
    balance = ctx.get("_balance", "balance")
    balance[part] = {
        **balance[part],
        currency: balance[part].get(currency, 0) + amount,
    }
    ctx.save(balance)


def _schedule_release(ctx: Context, moment: int) -> None:
    """One job for each moment at which something becomes available."""
    waiting = ctx.where("balance_transaction", "_release", moment)
    if len(waiting) == 1:
        ctx.schedule(moment, "balance.release", moment=moment)


def release(ctx: Context, moment: int) -> None:
    """Pending transactions of *moment* become available."""
    for transaction in ctx.where("balance_transaction", "_release", moment):
        ctx.update(transaction, status="available", _release=None)
        _add(ctx, "pending", transaction["currency"], -transaction["net"])
        _add(ctx, "available", transaction["currency"], transaction["net"])
    ctx.emit("balance.available", {"object": "balance"})


def charge_fee(ctx: Context, amount: int, currency: str, description: str) -> Obj:
    """A fee of Stripe's own, such as the monthly one for Billing."""
    return post(ctx, "stripe_fee", -amount, currency, None, description=description)


def convert(ctx: Context, amount: int, source: str, target: str) -> tuple[Obj, Obj]:
    """Move *amount* of one balance to another of another currency, less the conversion fee."""
    rate = rates.rate(source, target, ctx.now())
    worth = round_minor(amount * rate)
    fee = round_minor(worth * fees_.CONVERSION_PERCENT / 100)
    detail = fees_.detail(fee, target, "Stripe currency conversion fee")
    text, category = "Currency conversion", "currency_conversion"
    taken = post(ctx, "adjustment", -amount, source, None, description=text, category=category)
    given = post(
        ctx, "adjustment", worth, target, None,
        fees=[detail], description=text, category=category, exchange_rate=rate,
    )  # fmt: skip
    return taken, given


def totals(ctx: Context) -> dict[str, dict[str, int]]:
    """Balance by currency: ``pending``, ``available``, ``total``."""
    row = ctx.get("_balance", "balance")
    out = {}
    for currency in sorted({**row["pending"], **row["available"]}):
        pending = row["pending"].get(currency, 0)
        available = row["available"].get(currency, 0)
        out[currency] = {
            "pending": pending,
            "available": available,
            "total": pending + available,
        }
    return out


def assert_balanced(account: Account, sums: dict[str, dict[str, int]]) -> None:
    """Check that the balance of every currency is the sum of its transactions.

    :raise AssertionError: when it is not.
    """
    worked: dict[str, dict[str, int]] = {}
    for row in account.table("balance_transaction").rows.values():
        part = worked.setdefault(row["currency"], {"pending": 0, "available": 0})
        part[row["status"]] += row["net"]
    for currency, part in worked.items():
        for name, amount in part.items():
            assert sums[currency][name] == amount, (currency, name, sums, worked)


def settlement_date(created: int, delay_days: int) -> int:
    """When a payment becomes available: midnight UTC after *delay_days* business days.

    >>> settlement_date(1767607445, 2)  # Monday 2026-01-05
    1767744000
    >>> settlement_date(1767952800, 2)  # Friday 2026-01-09
    1768262400
    """
    moment = midnight(created)
    left = delay_days
    while left > 0:
        moment += DAY_S
        if not is_weekend(moment):
            left -= 1
    return moment


def is_weekend(moment: int) -> bool:
    """Saturday or Sunday, UTC (1970-01-01 was a Thursday)."""
    return (moment // DAY_S + 3) % 7 >= 5


JOBS["balance.release"] = release
