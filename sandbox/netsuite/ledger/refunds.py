"""Customer refunds: money back for credit memos, overpayments and deposits."""

from __future__ import annotations

from functools import partial

from . import applying, errors, open_items, periods
from .headers import check_account, complete
from .money import ZERO
from .record import Record, Rows, Values
from .resolving import check_mandatory
from .store import Store


def create(store: Store, values: Values) -> Values:
    """The stored values of a new refund; what it refunds follows in :func:`apply`."""
    complete(store, "customerRefund", values, "customer", "arAcct")
    check_mandatory(store, values)
    method = store.get("paymentMethod", values["paymentMethod"]) if values.get("paymentMethod") else None
    if not values.get("account") and method is not None:
        values["account"] = method.get("account")
    if not values.get("account"):
        raise errors.missing(["Account"], "account")
    if not values.get("paymentMethod") and not values.get("paymentOption"):
        raise errors.missing(["Payment Method"], "paymentMethod")
    check_account(store, values, values["account"], "account")
    return values


def apply(store: Store, refund: Record, applied: Rows | None, held: Rows | None) -> None:
    """What is given back. :raise NsError: nothing, or more than there is."""
    unused = partial(open_items.unused, store)
    wished = []
    if applied is not None:
        wished += applying.wishes(store, refund, applied, "apply", partial(open_items.is_credit, store), unused)
    if held is not None:
        wished += applying.wishes(
            store, refund, held, "deposit", lambda record: record.kind == "customerDeposit", unused
        )
    for wish in wished:
        if wish.amount is None:
            wish.amount = open_items.unused(store, wish.record)
    wished = [wish for wish in wished if wish.amount]
    if not wished:
        raise errors.user_error("You must select at least one transaction to refund.", "apply")
    refund.values["total"] = sum((wish.amount or ZERO for wish in wished), ZERO)
    for wish in wished:
        store.link(refund, wish.record, refund, wish.amount or ZERO, ZERO)


def delete(store: Store, record: Record) -> None:
    """Give what it refunded back its credit. :raise NsError: the period is closed."""
    periods.check_change(store, record, {"total"})
    applying.withdraw(store, record)
