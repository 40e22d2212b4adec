"""Objects in memory: one table for each kind, in order of creation.

Every object is a plain dict with ``id`` and ``object``; members whose names
start with an underscore are private and never rendered. A change is made by
altering the dict and calling ``Account.save``, which also keeps the indexes
and tells the persistence layer what to write.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right, insort
from collections.abc import Iterator
from typing import Any

Obj = dict[str, Any]

#: Members each kind can be looked up by. Dots reach into nested hashes.
INDEXES: dict[str, tuple[str, ...]] = {
    "price": ("product",),
    "tax_id": ("customer",),
    "customer": ("email",),
    "payment_method": ("customer",),
    "invoiceitem": ("invoice", "customer"),
    "invoice": ("customer", "_subscription"),
    "line_item": ("invoice",),
    "invoice_payment": (
        "invoice",
        "payment.payment_intent",
        "payment.payment_record",
    ),
    "payment_intent": ("customer",),
    "setup_intent": ("customer",),
    "charge": ("customer", "payment_intent"),
    "refund": ("charge", "payment_intent"),
    "dispute": ("charge", "payment_intent"),
    "balance_transaction": ("source", "_payout", "_release", "_unpaid"),
    "subscription": ("customer",),
    "subscription_item": ("subscription",),
    "credit_note": ("invoice", "customer"),
    "credit_note_line_item": ("_credit_note",),
    "customer_balance_transaction": ("customer",),
    "customer_cash_balance_transaction": ("customer",),
    "subscription_schedule": ("customer",),
    "item": ("_session",),
    "checkout.session": ("payment_intent", "customer", "subscription"),
}


def reach(obj: Obj, path: str) -> Any:
    """The member of *obj* at a dotted *path*, or None."""
    value: Any = obj
    for part in path.split("."):
        if not isinstance(value, dict):
            return None
        value = value.get(part)
    return value


class Table:
    """Objects of one kind, in order of creation."""

    def __init__(self, kind: str) -> None:
        self.kind = kind
        self.rows: dict[str, Obj] = {}
        self.order: list[str] = []
        self.created: list[int] = []
        self.place: dict[str, int] = {}
        self._index: dict[str, dict[Any, list[int]]] = {
            path: {} for path in INDEXES.get(kind, ())
        }
        self._keys: dict[str, tuple[Any, ...]] = {}

    def __len__(self) -> int:
        return len(self.rows)

    def get(self, object_id: str) -> Obj | None:
        """The object, or None."""
        return self.rows.get(object_id)

    def put(self, obj: Obj) -> None:
        """Add *obj*, or note that it has changed."""
        object_id = obj["id"]
        if object_id not in self.rows:
            self.place[object_id] = len(self.order)
            self.order.append(object_id)
            moment = obj.get("created") or obj.get("date") or 0
            floor = self.created[-1] if self.created else 0
            self.created.append(max(moment, floor))
        self.rows[object_id] = obj
        self._reindex(object_id, obj)

    def _reindex(self, object_id: str, obj: Obj) -> None:
        keys = tuple(reach(obj, path) for path in self._index)
        before = self._keys.get(object_id)
        if keys == before:
            return
        place = self.place[object_id]
        for position, path in enumerate(self._index):
            old = before[position] if before else None
            if old is not None and old != keys[position]:
                self._index[path][old].remove(place)
            if keys[position] is not None and old != keys[position]:
                insort(self._index[path].setdefault(keys[position], []), place)
        self._keys[object_id] = keys

    def remove(self, object_id: str) -> None:
        """Forget an object; its place in the order stays empty."""
        place = self.place[object_id]
        for path, value in zip(self._index, self._keys.pop(object_id, ()), strict=False):
            if value is not None:
                self._index[path][value].remove(place)
        del self.rows[object_id]

    def where(self, path: str, value: Any) -> list[Obj]:
        """Objects with *value* at an indexed *path*, oldest first."""
        places = self._index[path].get(value, ())
        return [self.rows[self.order[place]] for place in places]

    def indexed(self, path: str) -> bool:
        """Whether *path* can be looked up without reading the whole table."""
        return path in self._index

    def span(self, low: int | None, high: int | None) -> tuple[int, int]:
        """Places whose ``created`` lies in [*low*, *high*], as a half-open range."""
        first = 0 if low is None else bisect_left(self.created, low)
        last = len(self.order) if high is None else bisect_right(self.created, high)
        return first, last

    def walk(self, first: int, last: int, newest_first: bool = True) -> Iterator[Obj]:
        """Objects at the places of a half-open range."""
        places = range(last - 1, first - 1, -1) if newest_first else range(first, last)
        for place in places:
            row = self.rows.get(self.order[place])
            if row is not None:
                yield row


class Account:
    """All objects of one Stripe account in one mode (test or live)."""

    def __init__(self, account_id: str, livemode: bool) -> None:
        self.id = account_id
        self.livemode = livemode
        self.tables: dict[str, Table] = {}
        self.dirty: set[tuple[str, str]] = set()

    @property
    def scope(self) -> str:
        """A name for this account and mode, used by the persistence layer."""
        return f"{self.id}/{'live' if self.livemode else 'test'}"

    def table(self, kind: str) -> Table:
        """The table of *kind*, made when first needed."""
        found = self.tables.get(kind)
        if found is None:
            found = self.tables[kind] = Table(kind)
        return found

    def get(self, kind: str, object_id: str | None) -> Obj | None:
        """The object, or None."""
        if object_id is None:
            return None
        table = self.tables.get(kind)
        return table.rows.get(object_id) if table else None

    def save(self, obj: Obj) -> Obj:
        """Add or update *obj* in the table of its kind."""
        self.table(obj["object"]).put(obj)
        self.dirty.add((obj["object"], obj["id"]))
        return obj

    def remove(self, obj: Obj) -> None:
        """Forget *obj*."""
        self.table(obj["object"]).remove(obj["id"])
        self.dirty.add((obj["object"], obj["id"]))
