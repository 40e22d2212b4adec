"""Customer deposits, their applications, and deposits of undeposited funds at the bank."""

from __future__ import annotations

from decimal import Decimal
from functools import partial

from . import applying, errors, open_items, periods
from .headers import check_account, complete, date_and_period, exchange, number
from .money import ZERO, rounded
from .rates import digits
from .record import Record, Rows, Values
from .store import Store


def create_deposit(store: Store, values: Values) -> Values:
    """The stored values of a new customer deposit (a prepayment)."""
    if values.get("payment") is None or values["payment"] <= 0:
        raise errors.missing(["Payment Amount"], "payment")
    complete(store, "customerDeposit", values, "customer", "arAcct")
    del values["arAcct"]
    values["payment"] = rounded(values["payment"], digits(store, values["currency"]))
    if values.get("account"):
        check_account(store, values, values["account"], "account")
        values["undepFunds"] = False
    else:
        values["undepFunds"] = True
    return values


def create_application(store: Store, values: Values) -> Values:
    """The stored values of a new deposit application."""
    if not values.get("deposit"):
        raise errors.missing(["Deposit"], "deposit")
    deposit = store.get("customerDeposit", values["deposit"])
    for name in ("customer", "subsidiary", "currency", "exchangeRate"):
        values[name] = deposit.get(name)
    given_rate = values["exchangeRate"]
    complete(store, "depositApplication", values, "customer", "arAcct")
    values["exchangeRate"] = given_rate
    values["depDate"] = deposit.get("tranDate")
    values["total"] = open_items.unused(store, deposit)
    if values["total"] <= 0:
        raise errors.user_error("This deposit has been fully applied.", "deposit")
    return values


def apply_deposit(store: Store, application: Record, rows: Rows | None, auto: bool) -> None:
    """Apply a deposit to invoices; the application is for exactly what it applies."""
    deposit = store.get("customerDeposit", application.get("deposit"))
    available = open_items.unused(store, deposit)
    if rows is not None:
        wished = applying.wishes(
            store, application, rows, "apply", partial(open_items.is_debit, store), partial(open_items.due, store)
        )
        wished = applying.fill(store, wished, available)
    else:
        wished = applying.oldest_first(store, application, available) if auto else []
    applied = sum((wish.amount or ZERO for wish in wished), ZERO)
    if applied > available:
        raise errors.user_error(f"The amounts applied {applied} exceed the deposit {available}.", "apply")
    if not applied:
        raise errors.user_error("You must apply this deposit to at least one transaction.", "apply")
    application.values["total"] = applied
    store.link(application, deposit, application, applied, ZERO)
    for wish in wished:
        store.link(wish.record, application, application, wish.amount or ZERO, ZERO)


def application_for(store: Store, deposit: Record, amount: Decimal, payment: Record) -> Record:
    """The deposit application NetSuite makes when a payment's deposit list is used."""
    values: Values = {
        "deposit": deposit.id,
        "tranDate": payment.get("tranDate"),
        "postingPeriod": payment.get("postingPeriod"),
        "depDate": deposit.get("tranDate"),
        "arAcct": payment.get("arAcct"),
        "total": amount,
    }
    for name in ("customer", "subsidiary", "currency", "exchangeRate"):
        values[name] = deposit.get(name)
    number(store, "depositApplication", values)
    made = store.insert("depositApplication", {k: v for k, v in values.items() if v is not None})
    store.link(made, deposit, made, amount, ZERO)
    return made


def delete_deposit(store: Store, record: Record) -> None:
    """:raise NsError: applied, refunded, at the bank, or in a closed period."""
    periods.check_change(store, record, {"payment"})
    if store.by_credit.get(record.id) or record.get("deposited"):
        raise errors.NsError("CANT_DELETE_TRANS", "This deposit has been applied, refunded or deposited.")


def delete_application(store: Store, record: Record) -> None:
    """Take it back from invoices and give it back to the deposit."""
    periods.check_change(store, record, {"total"})
    applying.withdraw(store, record)
    for key in sorted(store.by_credit.get(record.id, set())):
        store.unlink(store.links[key])


def create_bank_deposit(store: Store, values: Values) -> Values:
    """The stored values of a deposit at the bank of payments that lie in undeposited funds."""
    if not values.get("account"):
        raise errors.missing(["Account"], "account")
    given = values.get("paymentList")
    rows = [row for row in given.rows if row.get("deposit", True)] if isinstance(given, Rows) else []
    if not rows:
        raise errors.user_error("You must enter at least one line item for this transaction.", "payment")
    found = []
    for index, row in enumerate(rows):
        record = store.find("transaction", str(row.get("id")))
        path = f"payment.items[{index}].id"
        if record is None or not record.get("undepFunds") or record.get("deposited"):
            raise errors.no_matching_line("payment", str(row.get("id")), None)
        found.append(record)
        values.setdefault("subsidiary", record.get("subsidiary"))
        values.setdefault("currency", record.get("currency"))
        if record.get("currency") != values["currency"] or record.get("subsidiary") != values.get("subsidiary"):
            raise errors.NsError("MISMATCHED_CURRENCY", "All payments must share currency and subsidiary.", path)
    date_and_period(store, values)
    exchange(store, values)
    check_account(store, values, values["account"], "account")
    number(store, "deposit", values)
    values["paymentList"] = [{"id": one.id, "deposit": True} for one in found]
    values["total"] = sum((open_items.total(store, one) for one in found), ZERO)
    return values


def mark_deposited(store: Store, deposit: Record, *, deposited: bool) -> None:
    """The payments of a bank deposit are at the bank, or no more."""
    for row in deposit.rows("paymentList"):
        store.write(store.get("transaction", row["id"]), {"deposited": deposit.id if deposited else None})
