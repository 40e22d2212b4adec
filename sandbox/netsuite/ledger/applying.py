"""Applications: rows of apply, credit and deposit lists become links, or a refusal.

A row may name only what NetSuite would show in the list: an open transaction of the same customer (or
of a sub-customer), in the same receivables account, currency and subsidiary. Anything else has "no
matching line". An amount above what is open is refused.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal

from . import entities, errors, open_items
from .money import ZERO, rounded
from .rates import digits
from .record import Record, Rows, Values
from .store import Store


@dataclass
class Wish:
    """A row that is to be applied. *amount* None: as much as there is."""

    record: Record
    amount: Decimal | None
    discount: Decimal
    index: int


def matches(store: Store, owner: Record, other: Record) -> bool:
    """Whether *other* may stand in a list of *owner*, its open amount left aside."""
    payer, debtor = store.payer(owner), open_items.customer_of(store, other)
    if other.kind == "customerDeposit":
        same_account = True
    else:
        same_account = open_items.account_of(store, other) == open_items.account_of(store, owner)
    family = payer == debtor if owner.kind == "creditMemo" else entities.may_pay_for(store, payer, debtor)
    return (
        bool(debtor)
        and family
        and same_account
        and other.get("currency") == owner.get("currency")
        and other.get("subsidiary") == owner.get("subsidiary")
        and not other.get("voided")
        and not other.get("pendingApproval")
    )


def wishes(
    store: Store,
    owner: Record,
    given: Rows,
    sublist: str,
    accepts: Callable[[Record], bool],
    opened: Callable[[Record], Decimal],
) -> list[Wish]:
    """The rows to apply. :raise NsError: a row that cannot be in this list."""
    found, seen = [], set()
    places = digits(store, owner.get("currency"))
    for index, row in enumerate(given.rows):
        key = row.get("doc")
        if not key:
            raise errors.missing(["Doc"], f"{sublist}.items[{index}]")
        if row.get("apply") is False:
            continue
        if key in seen:
            raise errors.user_error(f"Transaction {key} is in the list twice.", f"{sublist}.items[{index}].doc")
        seen.add(key)
        record = store.find("transaction", key)
        line = row.get("line")
        open_now = opened(record) if record is not None and accepts(record) else ZERO
        if record is None or open_now <= 0 or not matches(store, owner, record):
            raise errors.no_matching_line(sublist, key, None if line is None else str(line))
        found.append(_wish(record, row, open_now, places, f"{sublist}.items[{index}]", index))
    return found


def _wish(record: Record, row: Values, open_now: Decimal, places: int, path: str, index: int) -> Wish:
    amount = row.get("amount")
    discount = rounded(row.get("disc") or ZERO, places)
    if amount is not None:
        amount = rounded(amount, places)
        if amount < 0 or discount < 0:
            raise errors.NsError("INVALID_AMT", "The amount to apply cannot be negative.", f"{path}.amount")
        if amount + discount > open_now:
            raise over(amount + discount, open_now, f"{path}.amount")
    return Wish(record, amount, discount, index)


def over(amount: Decimal, open_now: Decimal, path: str) -> errors.NsError:
    """More than what is open."""
    return errors.user_error(f"The amount applied {amount} exceeds the amount due {open_now}.", path)


def withdraw(store: Store, record: Record) -> None:
    """Take back every application made through *record*."""
    for key in sorted(links_via(store, record)):
        store.unlink(store.links[key])


def links_via(store: Store, record: Record) -> set[int]:
    """The applications made through *record*; those of credit memos through a payment are not its own."""
    own = {key for key in store.by_credit.get(record.id, ()) if store.links[key].via == record.id}
    own |= {key for key in store.by_debit.get(record.id, ()) if store.links[key].via == record.id}
    return own | {key for key in record.get("through", ()) if key in store.links}


def fill(store: Store, wished: list[Wish], available: Decimal) -> list[Wish]:
    """Amounts for rows that left them open: as much as is due and available."""
    left = available - sum((wish.amount for wish in wished if wish.amount is not None), ZERO)
    for wish in wished:
        if wish.amount is None:
            wish.amount = max(min(open_items.due(store, wish.record) - wish.discount, left), ZERO)
            left -= wish.amount
    return [wish for wish in wished if wish.amount or wish.discount]


def oldest_first(store: Store, owner: Record, available: Decimal) -> list[Wish]:
    """What NetSuite applies by itself: open invoices, the oldest first."""
    payer = store.payer(owner)
    keys = [payer]
    if owner.kind == "customerPayment" and store.settings.consolidated_payments:
        keys += [one for one in store.tables["customer"] if payer in entities.family_up(store, one)]
    found: list[Wish] = []
    for record in open_items.of_customers(store, keys):
        if available <= 0:
            break
        if not open_items.is_debit(store, record) or not matches(store, owner, record):
            continue
        amount = min(open_items.due(store, record), available)
        if amount > 0:
            found.append(Wish(record, amount, ZERO, len(found)))
            available -= amount
    return found


def merged(store: Store, record: Record, name: str, given: Rows, side: str) -> Rows:
    """The rows of a list after a write that may keep rows it does not name."""
    if given.replace:
        return given
    rows = {row["doc"]: dict(row) for row in current(store, record, side)}
    for row in given.rows:
        rows[row["doc"]] = {**rows.get(row["doc"], {}), **row}
    return Rows(list(rows.values()))


def current(store: Store, record: Record, side: str) -> list[Values]:
    """The applications through *record* as rows; *side* is ``debit`` or ``credit``: whom the rows name."""
    found: dict[str, Values] = {}
    for key in sorted(links_via(store, record)):
        link = store.links[key]
        other = link.debit if side == "debit" else link.credit
        if other == record.id:
            continue
        row = found.setdefault(other, {"doc": other, "apply": True, "amount": ZERO, "disc": ZERO})
        row["amount"] += link.amount
        row["disc"] += link.discount
    return list(found.values())
