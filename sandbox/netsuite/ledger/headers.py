"""The head every receivables transaction has: date, customer, subsidiary, currency, rate, account, number."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal
from zoneinfo import ZoneInfo

from . import entities, errors, periods
from .open_items import receivable
from .rates import ONE, base_currency, in_subsidiary, rate_on
from .record import Record, Values
from .store import Store

_PREFIX = {
    "invoice": "INV",
    "creditMemo": "CM",
    "customerPayment": "PYMT",
    "customerRefund": "RFND",
    "customerDeposit": "DEP",
    "depositApplication": "DEPAPP",
    "deposit": "BD",
    "journalEntry": "JE",
}


def complete(store: Store, kind: str, values: Values, customer_field: str, account_field: str) -> None:
    """Fill in and check the head of a new transaction. :raise NsError: something does not fit."""
    customer = _customer(store, values, customer_field)
    date_and_period(store, values)
    if store.settings.one_world:
        if values.setdefault("subsidiary", customer.get("subsidiary")) != customer.get("subsidiary"):
            raise errors.invalid_reference("entity", customer.id, values["subsidiary"], customer_field)
    elif values.get("subsidiary"):
        raise errors.read_only("subsidiary")
    check_currency(store, values, customer)
    exchange(store, values)
    account = values.get(account_field) or default_account(store, customer, values)
    check_receivable(store, values, account, account_field)
    values[account_field] = account
    number(store, kind, values)


def check_currency(store: Store, values: Values, customer: Record) -> None:
    """The currency: the customer's, or one of them. :raise NsError: another, or the account has only one."""
    if not store.settings.multi_currency and values.get("currency"):
        raise errors.read_only("currency")
    values.setdefault("currency", customer.get("currency"))
    if values["currency"] not in entities.currencies(customer):
        raise errors.NsError("INVALID_KEY_OR_REF", f"Invalid currency reference key {values['currency']}.", "currency")


def recheck(store: Store, values: Values, customer_field: str, account_field: str) -> None:
    """Customer, subsidiary, currency and account of a changed head. :raise NsError: they do not go together."""
    customer = _customer(store, values, customer_field)
    if store.settings.one_world and values.get("subsidiary") != customer.get("subsidiary"):
        raise errors.invalid_reference("entity", customer.id, values.get("subsidiary"), customer_field)
    if values["currency"] not in entities.currencies(customer):
        raise errors.NsError("INVALID_KEY_OR_REF", f"Invalid currency reference key {values['currency']}.", "currency")
    check_receivable(store, values, values[account_field], account_field)


def _customer(store: Store, values: Values, field: str) -> Record:
    if not values.get(field):
        raise errors.missing(["Customer"])
    customer = store.get("customer", values[field])
    if customer.get("isInactive"):
        raise errors.invalid_reference(field, customer.id, path=field)
    return customer


def date_and_period(store: Store, values: Values) -> None:
    """Today when no date is given; the posting period; a warning is left under ``_warning``."""
    if not values.get("tranDate"):
        zone = ZoneInfo(store.settings.user_time_zone)
        values["tranDate"] = datetime.fromtimestamp(store.clock.time(), zone).date()
    values["postingPeriod"], values["_warning"] = periods.choose(store, values)


def exchange(store: Store, values: Values) -> None:
    """The rate: one in the subsidiary's own currency, else what is given or the table's."""
    target = base_currency(store, values.get("subsidiary"))
    if values["currency"] == target:
        values["exchangeRate"] = ONE
    elif not values.get("exchangeRate"):
        values["exchangeRate"] = rate_on(store, values["currency"], target, values["tranDate"])
    elif Decimal(values["exchangeRate"]) <= 0:
        raise errors.invalid_value(values["exchangeRate"], "exchangeRate", "exchangeRate")


def default_account(store: Store, customer: Record, values: Values) -> str:
    """The customer's receivables account, or the first one of the subsidiary and currency."""
    if customer.get("receivablesAccount"):
        return str(customer.get("receivablesAccount"))
    for account in store.all("account"):
        fits = account.get("currency") in (None, values["currency"])
        if receivable(store, account.id) and not account.get("isInactive") and fits:
            if in_subsidiary(store, account, values.get("subsidiary")):
                return account.id
    raise errors.missing(["Account"])


def check_receivable(store: Store, values: Values, account: str, field: str) -> None:
    """:raise NsError: not a receivables account, or not one of this subsidiary or currency."""
    record = store.get("account", account)
    if not receivable(store, account) or record.get("isInactive"):
        raise errors.invalid_reference("account", account, values.get("subsidiary"), field)
    check_account(store, values, account, field)


def check_account(store: Store, values: Values, account: str, field: str) -> None:
    """:raise NsError: the account is not for this subsidiary or currency."""
    record = store.get("account", account)
    if not in_subsidiary(store, record, values.get("subsidiary")) or record.get("isInactive"):
        raise errors.invalid_reference("account", account, values.get("subsidiary"), field)
    if record.get("currency") and record.get("currency") != values["currency"]:
        raise errors.NsError(
            "MISMATCHED_CURRENCY", f"Account {account} is not in the currency of this transaction.", field
        )


def number(store: Store, kind: str, values: Values, record: Record | None = None) -> None:
    """The number: given and free, or the next one. :raise NsError: taken, or not to be chosen."""
    given = values.get("tranId")
    if record is not None and (not given or given == record.get("tranId")):
        return
    if given:
        if not store.settings.allow_number_override:
            raise errors.read_only("tranId")
        others = store.by_number.get((kind, given), set()) - ({record.id} if record else set())
        if others and store.settings.duplicate_numbers == "refuse":
            raise errors.NsError("DUP_TRANS", f"A transaction with the number {given} already exists.", "tranId")
        if others and store.settings.duplicate_numbers == "warn":
            values["_warning"] = f"A transaction with the number {given} already exists."
        return
    while not values.get("tranId"):
        count = store.next_ids[f"number:{kind}"]
        store.next_ids[f"number:{kind}"] += 1
        made = f"{_PREFIX[kind]}{count:05d}"
        if not store.by_number.get((kind, made)):
            values["tranId"] = made
