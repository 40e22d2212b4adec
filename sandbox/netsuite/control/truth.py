"""The stand-in's own bookkeeping, for tests that compare what a connector made of the API with what is."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from ..ledger import open_items, view
from ..ledger.money import ZERO
from ..ledger.posting import postings, trial_balance
from ..ledger.record import Record
from ..ledger.shapes import TRANSACTION_TYPES
from ..ledger.store import Store


def books(store: Store) -> dict[str, Any]:
    """Trial balance, the control accounts' balances, and the open items that must add up to them."""
    accounts = {store.name_of("account", key): str(amount) for key, amount in sorted(trial_balance(store).items())}
    return {
        "trial_balance": accounts,
        "receivables": _receivables(store),
        "open_items": _open_items(store),
        "counts": {kind: len(store.tables[kind]) for kind in (*TRANSACTION_TYPES, "customer")},
        "applications": len(store.links),
    }


def _receivables(store: Store) -> dict[str, dict[str, str]]:
    """Balances of receivables accounts by currency, in the currency and in the books' own."""
    found: dict[str, dict[str, Decimal]] = {}
    for record in store.all("transaction"):
        for line in postings(store, record):
            if open_items.receivable(store, line.account):
                currency = store.get("currency", record.get("currency")).get("symbol")
                key = f"{store.name_of('account', line.account)} {currency}"
                sums = found.setdefault(key, {"amount": ZERO, "base": ZERO})
                sums["amount"] += line.amount
                sums["base"] += line.base
    return {key: {name: str(value) for name, value in sums.items()} for key, sums in sorted(found.items())}


def _open_items(store: Store) -> dict[str, str]:
    """Open amounts by receivables account and currency: invoices less unapplied credits."""
    found: dict[str, Decimal] = {}
    for record in store.all("transaction"):
        if record.get("voided") or record.get("pendingApproval"):
            continue
        if open_items.is_debit(store, record) and record.kind != "customerRefund":
            amount = open_items.due(store, record)
        elif open_items.is_credit(store, record):
            amount = -open_items.unused(store, record)
        else:
            continue
        currency = store.get("currency", record.get("currency")).get("symbol")
        key = f"{store.name_of('account', open_items.account_of(store, record))} {currency}"
        found[key] = found.get(key, ZERO) + amount
    return {key: str(value) for key, value in sorted(found.items())}


def shown(store: Store, record: Record) -> dict[str, Any]:
    """A record with what follows from the books, as plain JSON."""
    values = view.full(store, record)
    return {"id": record.id, "externalId": record.external_id, **{name: _plain(one) for name, one in values.items()}}


def _plain(value: Any) -> Any:
    if isinstance(value, list):
        return [_plain(one) for one in value]
    if isinstance(value, dict):
        return {name: _plain(one) for name, one in value.items()}
    return value if isinstance(value, (bool, int, float, str)) or value is None else str(value)
