"""Customer payments and credit memos' applications."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from functools import partial

from . import applying, deposits, errors, open_items, periods
from .applying import Wish
from .headers import check_account, complete, number, recheck
from .money import ZERO, rounded
from .rates import digits
from .record import Record, Rows, Values
from .resolving import check_mandatory
from .store import Store

LISTS = ("applyList", "creditList", "depositList")


def create(store: Store, values: Values) -> Values:
    """The stored values of a new payment; applications follow in :func:`apply`."""
    complete(store, "customerPayment", values, "customer", "arAcct")
    check_mandatory(store, values)
    _where(store, values)
    if values.get("payment") is not None:
        values["payment"] = rounded(values["payment"], digits(store, values["currency"]))
        if values["payment"] < 0:
            raise errors.NsError("INVALID_AMT", "The payment amount cannot be negative.", "payment")
    return values


def _where(store: Store, values: Values) -> None:
    """Undeposited funds or a bank account, never both."""
    if values.get("account"):
        if values.get("undepFunds"):
            raise errors.user_error("Choose either undeposited funds or an account.", "account")
        check_account(store, values, values["account"], "account")
        values["undepFunds"] = False
    else:
        if values.get("undepFunds") is False:
            raise errors.missing(["Account"], "account")
        values["undepFunds"] = True


def apply(store: Store, payment: Record, lists: dict[str, Rows | None], auto: bool) -> None:
    """Make the applications a payment asks for.

    :param lists: rows by list; None where the caller said nothing.
    :raise NsError: a row that cannot be applied, or more applied than there is.
    """
    credits = _sources(store, payment, lists.get("creditList"), "credit", open_items.is_credit, open_items.unused)
    held = _sources(store, payment, lists.get("depositList"), "deposit", _is_deposit, open_items.unused)
    for wish in (*credits, *held):
        if wish.amount is None:
            wish.amount = open_items.unused(store, wish.record)
    from_others = sum((wish.amount or ZERO for wish in (*credits, *held)), ZERO)
    rows = lists.get("applyList")
    if rows is not None:
        wished = applying.wishes(
            store, payment, rows, "apply", partial(open_items.is_debit, store), partial(open_items.due, store)
        )
    else:
        wished = []
    cash = payment.get("payment")
    if cash is None:
        for wish in wished:
            if wish.amount is None:
                wish.amount = open_items.due(store, wish.record) - wish.discount
        cash = max(sum((wish.amount or ZERO for wish in wished), ZERO) - from_others, ZERO)
        payment.values["payment"] = cash
    wished = applying.fill(store, wished, cash + from_others)
    if rows is None and auto:
        wished = applying.oldest_first(store, payment, cash + from_others)
    _check_sum(wished, cash, from_others)
    _spread(store, payment, wished, credits, held)
    _check_empty(store, payment)


def _is_deposit(store: Store, record: Record) -> bool:
    return record.kind == "customerDeposit"


def _sources(
    store: Store,
    payment: Record,
    rows: Rows | None,
    name: str,
    accepts: Callable[[Store, Record], bool],
    opened: Callable[[Store, Record], Decimal],
) -> list[Wish]:
    if rows is None:
        return []
    return applying.wishes(store, payment, rows, name, partial(accepts, store), partial(opened, store))


def _check_sum(wished: list[Wish], cash: Decimal, from_others: Decimal) -> None:
    applied = sum((wish.amount or ZERO for wish in wished), ZERO)
    if applied > cash + from_others:
        raise errors.NsError(
            "TRANS_APPLIED_AMTS_UNBALNCD",
            f"The amounts applied {applied} exceed the payment and the credits {cash + from_others}.",
            "apply",
        )
    if from_others > applied:
        raise errors.NsError(
            "TRANS_APPLIED_AMTS_UNBALNCD",
            f"The credits applied {from_others} exceed the amounts they are applied to {applied}.",
            "credit",
        )


def _spread(store: Store, payment: Record, wished: list[Wish], credits: list[Wish], held: list[Wish]) -> None:
    """Credits pay first, then deposits, then the money itself."""
    pots: list[tuple[Record, Decimal]] = [(one.record, one.amount or ZERO) for one in credits]
    for one in held:
        pots.append((deposits.application_for(store, one.record, one.amount or ZERO, payment), one.amount or ZERO))
    through: list[int] = []
    for wish in wished:
        left = wish.amount or ZERO
        while left > 0 and pots:
            source, rest = pots[0]
            part = min(left, rest)
            link = store.link(wish.record, source, payment, part, ZERO)
            if source is not payment:
                through.append(link.id)
            left -= part
            pots = [(source, rest - part), *pots[1:]] if rest > part else pots[1:]
        if left > 0 or wish.discount:
            store.link(wish.record, payment, payment, left, wish.discount)
    if through:
        payment.values["through"] = tuple(through)


def _check_empty(store: Store, payment: Record) -> None:
    if not payment.get("payment", ZERO) and not applying.links_via(store, payment):
        raise errors.missing(["Payment Amount"], "payment")


def update(store: Store, record: Record, values: Values) -> Values:
    """The changed values; applications are left to the caller."""
    changed = {name for name, value in values.items() if value != record.values.get(name)}
    periods.check_change(store, record, changed)
    if record.get("deposited") and changed & {"payment", "account", "undepFunds", "currency", "exchangeRate"}:
        raise errors.user_error("This payment has been deposited; its amount and account cannot be changed.")
    for name in ("customer", "currency", "arAcct", "subsidiary"):
        if name in changed and store.links_of(record):
            raise errors.user_error(f"You cannot change {name} of a transaction that has been applied.", name)
    both = {**record.values, **values}
    if {"customer", "subsidiary", "currency", "arAcct"} & changed:
        recheck(store, both, "customer", "arAcct")
    if {"account", "undepFunds"} & changed:
        if values.get("account"):
            both["undepFunds"] = values.get("undepFunds")
        elif values.get("undepFunds"):
            both["account"] = values["account"] = None
        _where(store, both)
        values["undepFunds"] = both["undepFunds"]
    if values.get("payment") is not None:
        values["payment"] = rounded(values["payment"], digits(store, record.get("currency")))
    if {"tranDate", "postingPeriod"} & changed:
        if "postingPeriod" not in values:
            both.pop("postingPeriod", None)
        values["postingPeriod"], values["_warning"] = periods.choose(store, both)
    number(store, "customerPayment", values, record)
    return values


def check_amount(store: Store, record: Record) -> None:
    """:raise NsError: a payment smaller than what it pays."""
    applied = open_items.used(store, record)
    if applied > open_items.total(store, record):
        raise errors.NsError(
            "TRANS_APPLIED_AMTS_UNBALNCD",
            f"The amounts applied {applied} exceed the payment {open_items.total(store, record)}.",
            "payment",
        )


def delete(store: Store, record: Record) -> None:
    """Take its applications back. :raise NsError: deposited, refunded, or in a closed period."""
    periods.check_change(store, record, {"payment"})
    if record.get("deposited"):
        raise errors.NsError("CANT_DELETE_TRANS", "This payment has been deposited and cannot be deleted.")
    for key in store.by_credit.get(record.id, set()):
        debit = store.get("transaction", store.links[key].debit)
        if debit.kind == "customerRefund":
            raise errors.NsError("CANT_DELETE_TRANS", f"This payment was refunded by {debit.get('tranId')}.")
    applying.withdraw(store, record)


def apply_credit(store: Store, memo: Record, rows: Rows | None, auto: bool) -> None:
    """Make the applications a credit memo asks for. :raise NsError: as for a payment."""
    if rows is None:
        if auto:
            for wish in applying.oldest_first(store, memo, open_items.unused(store, memo)):
                store.link(wish.record, memo, memo, wish.amount or ZERO, ZERO)
        return
    wished = applying.wishes(
        store, memo, rows, "apply", partial(open_items.is_debit, store), partial(open_items.due, store)
    )
    available = open_items.unused(store, memo)
    wished = applying.fill(store, wished, available)
    applied = sum((wish.amount or ZERO for wish in wished), ZERO)
    if applied > available:
        raise errors.NsError(
            "TRANS_APPLIED_AMTS_UNBALNCD", f"The amounts applied {applied} exceed the credit {available}.", "apply"
        )
    for wish in wished:
        store.link(wish.record, memo, memo, wish.amount or ZERO, ZERO)
