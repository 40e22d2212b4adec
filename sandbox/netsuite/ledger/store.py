"""The tables of the ledger, with undo: a refused request leaves nothing behind."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from decimal import Decimal
from typing import Any

from sandbox.stripe.core.clock import Clock

from . import errors, shapes
from .record import Deleted, Link, Note, Record, Values
from .settings import Settings

_EXTERNAL_ID = re.compile(r"[A-Za-z0-9_-]{1,255}")

#: Lists NetSuite does not show as records of their own, but refers to: internal id to name.
ENUMERATIONS: dict[str, dict[str, str]] = {
    "entityStatus": {"13": "CUSTOMER-Closed Won"},
    "customForm": {"100": "Standard Form", "101": "Standard Service Invoice"},
    "approvalStatus": {"1": "Pending Approval", "2": "Approved", "3": "Rejected"},
    "revenueRecognitionRule": {"1": "Straight-line, by even periods", "2": "Straight-line, exact days"},
    "createRevenuePlansOn": {"-1": "Revenue Arrangement Creation"},
    "deletionReason": {"1": "Duplicate", "2": "Entered in error", "-1": "Other"},
    "priceLevel": {"-1": "Custom", "1": "Base Price"},
    "paymentOption": {"1": "Cash", "2": "Check", "3": "ACH"},
}


class Store:
    """Records by type and id, applications, deletions and notes."""

    def __init__(self, settings: Settings, clock: Clock) -> None:
        self.settings = settings
        self.clock = clock
        self.tables: dict[str, dict[str, Record]] = defaultdict(dict)
        self.links: dict[int, Link] = {}
        self.by_debit: dict[str, set[int]] = defaultdict(set)
        self.by_credit: dict[str, set[int]] = defaultdict(set)
        self.by_external: dict[tuple[str, str], Record] = {}
        self.by_number: dict[tuple[str, str], set[str]] = defaultdict(set)
        self.by_customer: dict[str, set[str]] = defaultdict(set)
        self.deleted: list[Deleted] = []
        self.notes: list[Note] = []
        self.next_ids: dict[str, int] = defaultdict(lambda: 1)
        self.writes = 0
        self.dirty: set[tuple[str, str]] = set()
        self._undo: list[Callable[[], None]] | None = None
        self.source = "Web Services"
        self.balances: tuple[int, dict[tuple[str, str | None], Decimal]] = (0, {})
        self.months_by_date: tuple[int, list[Record]] = (0, [])

    # -- undo ---------------------------------------------------------------------

    @contextmanager
    def atomic(self) -> Iterator[None]:
        """All or nothing of what happens inside."""
        if self._undo is not None:
            yield
            return
        self._undo = []
        try:
            yield
        except BaseException:
            for step in reversed(self._undo):
                step()
            self.writes += 1
            raise
        finally:
            self._undo = None

    def _later(self, step: Callable[[], None]) -> None:
        if self._undo is not None:
            self._undo.append(step)

    # -- looking up ---------------------------------------------------------------

    def find(self, kind: str, key: str) -> Record | None:
        """The record, or None. *kind* ``transaction`` and ``item`` stand for all of their types."""
        if kind == "transaction" or kind == "item":
            for each in shapes.TRANSACTION_TYPES if kind == "transaction" else shapes.ITEM_TYPES:
                if found := self.tables[each].get(key):
                    return found
            return None
        return self.tables[kind].get(key)

    def get(self, kind: str, key: str) -> Record:
        """The record. :raise NsError: there is none, or it was deleted."""
        found = self.find(kind, key)
        if found is None:
            gone = any(one.id == key and one.kind == kind for one in self.deleted)
            raise errors.deleted_since(kind, key) if gone else errors.not_there(kind, key)
        return found

    def by_external_id(self, kind: str, external_id: str) -> Record | None:
        """The record of this type with this external id."""
        kinds = shapes.TRANSACTION_TYPES if kind == "transaction" else (kind,)
        kinds = shapes.ITEM_TYPES if kind == "item" else kinds
        for each in kinds:
            if found := self.by_external.get((each, external_id)):
                return found
        return None

    def all(self, kind: str) -> list[Record]:
        """All records of a type, in the order of their ids."""
        if kind in ("transaction", "item"):
            kinds = shapes.TRANSACTION_TYPES if kind == "transaction" else shapes.ITEM_TYPES
            rows = [record for each in kinds for record in self.tables[each].values()]
        else:
            rows = list(self.tables[kind].values())
        return sorted(rows, key=lambda record: int(record.id))

    def name_of(self, kind: str, key: str) -> str:
        """What screens show for a reference."""
        if kind in ENUMERATIONS:
            return ENUMERATIONS[kind].get(key, key)
        record = self.find(kind, key)
        return name_of(record) if record else key

    # -- writing ------------------------------------------------------------------

    def insert(self, kind: str, values: Values, external_id: str = "", key: str = "") -> Record:
        """A new record with the next internal id of its sequence."""
        sequence = shapes.sequence_of(kind)
        if not key:
            key = str(self.next_ids[sequence])
        before = self.next_ids[sequence]
        self.next_ids[sequence] = max(before, int(key) + 1)
        now = self.clock.time()
        record = Record(kind, key, values, "", now, now)
        self.tables[kind][key] = record
        self._later(lambda: self._forget(record))
        self.set_external_id(record, external_id)
        self.touch(record)
        self._index(record)
        return record

    def _forget(self, record: Record) -> None:
        self.tables[record.kind].pop(record.id, None)
        self.by_external.pop((record.kind, record.external_id), None)
        self._unindex(record)
        self.dirty.add((record.kind, record.id))

    def _index(self, record: Record) -> None:
        if record.kind in shapes.TRANSACTION_TYPES:
            number, payer = record.get("tranId"), self.payer(record)
            self.by_number[record.kind, number or ""].add(record.id)
            self.by_customer[payer].add(record.id)

    def _unindex(self, record: Record) -> None:
        if record.kind in shapes.TRANSACTION_TYPES:
            self.by_number[record.kind, record.get("tranId") or ""].discard(record.id)
            self.by_customer[self.payer(record)].discard(record.id)

    @staticmethod
    def payer(record: Record) -> str:
        """The customer of a transaction; empty when it has none."""
        return str(record.get("customer") or record.get("entity") or "")

    def write(self, record: Record, changes: Values) -> None:
        """Change values of a record; None clears one."""
        state = record.copy_of_state()
        self._later(lambda: self._restore(record, state))
        self._unindex(record)
        self._note(record, changes)
        for name, value in changes.items():
            if value is None:
                record.values.pop(name, None)
            else:
                record.values[name] = value
        self._index(record)
        self.touch(record)

    def _restore(self, record: Record, state: tuple[Any, ...]) -> None:
        self._unindex(record)
        record.restore(state)
        self._index(record)
        self.dirty.add((record.kind, record.id))

    def _note(self, record: Record, changes: Values) -> None:
        now = self.clock.time()
        for name, value in changes.items():
            old = record.values.get(name)
            if not isinstance(value, (list, dict)) and value != old:
                shown = ("" if old is None else str(old), "" if value is None else str(value))
                self.notes.append(Note(record.kind, record.id, name, *shown, now, self.source))

    def touch(self, record: Record, modified: bool = True) -> None:
        """Count a write. *modified*: whether ``lastModifiedDate`` moves."""
        self.writes += 1
        record.written = self.writes
        if modified:
            record.modified = self.clock.time()
        self.dirty.add((record.kind, record.id))

    def set_custom(self, record: Record, custom: dict[str, tuple[str, Any] | None]) -> None:
        """Change custom fields; None clears one."""
        state = record.copy_of_state()
        self._later(lambda: self._restore(record, state))
        for name, value in custom.items():
            if value is None:
                record.custom.pop(name, None)
            else:
                record.custom[name] = value

    def set_external_id(self, record: Record, external_id: str) -> None:
        """Give a record an external id. :raise NsError: bad characters, or taken by another of its type."""
        if not external_id or external_id == record.external_id:
            return
        if not _EXTERNAL_ID.fullmatch(external_id):
            raise errors.NsError(
                "INVALID_KEY_OR_REF",
                f"The external ID {external_id} is not valid. External IDs can contain only letters, digits, "
                "underscores and hyphens.",
                "externalId",
            )
        owner = self.by_external.get((record.kind, external_id))
        if owner is not None and owner is not record:
            raise errors.NsError("DUP_RCRD", "This record already exists", "externalId")
        state, old = record.copy_of_state(), record.external_id
        self.by_external.pop((record.kind, old), None)
        record.external_id = external_id
        self.by_external[record.kind, external_id] = record

        def back() -> None:
            self.by_external.pop((record.kind, external_id), None)
            record.restore(state)
            if old:
                self.by_external[record.kind, old] = record

        self._later(back)

    def remove(self, record: Record, reason: str = "", memo: str = "") -> None:
        """Delete a record and remember that it was there."""
        self._forget(record)
        gone = Deleted(record.kind, record.id, name_of(record), record.external_id, self.clock.time(), reason, memo)
        self.deleted.append(gone)
        self.writes += 1

        def back() -> None:
            self.deleted.remove(gone)
            self.tables[record.kind][record.id] = record
            if record.external_id:
                self.by_external[record.kind, record.external_id] = record
            self._index(record)

        self._later(back)

    # -- applications -------------------------------------------------------------

    def link(self, debit: Record, credit: Record, via: Record, amount: Decimal, discount: Decimal) -> Link:
        """Apply *amount* of *credit* to *debit*."""
        key = self.next_ids["link"]
        self.next_ids["link"] += 1
        made = Link(key, debit.id, credit.id, via.id, amount, discount, via.get("tranDate"))
        self._put_link(made)
        self._later(lambda: self._drop_link(made))
        self._touch_applied(debit, credit)
        return made

    def unlink(self, link: Link) -> None:
        """Take an application back."""
        self._drop_link(link)
        self._later(lambda: self._put_link(link))
        self._touch_applied(self.get("transaction", link.debit), self.get("transaction", link.credit))

    def _put_link(self, link: Link) -> None:
        self.links[link.id] = link
        self.by_debit[link.debit].add(link.id)
        self.by_credit[link.credit].add(link.id)

    def _drop_link(self, link: Link) -> None:
        del self.links[link.id]
        self.by_debit[link.debit].discard(link.id)
        self.by_credit[link.credit].discard(link.id)

    def _touch_applied(self, *records: Record) -> None:
        for record in records:
            state = record.copy_of_state()
            self._later(lambda record=record, state=state: self._restore(record, state))  # type: ignore[misc]
            self.touch(record, modified=self.settings.apply_moves_modified)

    def links_of(self, record: Record) -> list[Link]:
        """Applications of a transaction, on either side, in the order they were made."""
        keys = self.by_debit.get(record.id, set()) | self.by_credit.get(record.id, set())
        return [self.links[key] for key in sorted(keys)]


def name_of(record: Record) -> str:
    """The name of a record as NetSuite shows it."""
    if record.kind in shapes.TRANSACTION_TYPES:
        return f"{shapes.LABELS[record.kind]} #{record.get('tranId', record.id)}"
    if record.kind == "customer":
        return customer_name(record)
    if record.kind == "account":
        return f"{record.get('acctNumber', '')} {record.get('acctName', '')}".strip()
    for name in ("name", "periodName", "itemId"):
        if record.get(name):
            return str(record.get(name))
    return record.id


def customer_name(record: Record) -> str:
    """``entityId`` and the company's or person's name."""
    entity, name = record.get("entityId", ""), record.get("altName", "")
    return entity if not name or name == entity else f"{entity} {name}"
