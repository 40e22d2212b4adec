"""What both transports ask of the books: add, update, upsert, delete, initialize."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import Any

from . import applying, deposits, documents, entities, errors, journals, payments, periods, refunds
from .errors import Warned
from .headers import number
from .record import Custom, Draft, Record, Rows, Values
from .resolving import resolved
from .shapes import RECORDS, TRANSACTION_TYPES
from .store import ENUMERATIONS, Store


@dataclass
class Done:
    """A write that succeeded."""

    record: Record
    created: bool = False
    warnings: list[Warned] = field(default_factory=list)


@dataclass(frozen=True)
class Options:
    """How strictly a write is judged."""

    warning_as_error: bool = False
    ignore_read_only: bool = False


#: Warnings are only told, read-only fields are refused.
PLAIN = Options()


class Books:
    """The ledger's rules over its store."""

    def __init__(self, store: Store) -> None:
        self.store = store

    # -- writes -------------------------------------------------------------------

    def add(self, draft: Draft, options: Options = PLAIN) -> Done:
        """A new record. :raise NsError: refused."""
        with self.store.atomic():
            if draft.external_id and self.store.by_external_id(draft.kind, draft.external_id):
                raise errors.NsError("DUP_RCRD", "This record already exists", "externalId")
            values = resolved(self.store, draft, ignore_read_only=options.ignore_read_only)
            custom, lists = _split(values)
            values = {name: value for name, value in values.items() if value is not None}
            values = self._created(draft.kind, values)
            warnings = _warnings(values, options)
            stored = {name: value for name, value in values.items() if value is not None}
            record = self.store.insert(draft.kind, stored, draft.external_id)
            if custom:
                self.store.set_custom(record, custom.values)
            self._apply_new(record, lists)
            return Done(record, True, warnings)

    def update(self, draft: Draft, options: Options = PLAIN) -> Done:
        """Change a record, found by internal or external id. :raise NsError: refused."""
        with self.store.atomic():
            record = self.locate(draft)
            if _changed_meanwhile(draft, record):
                raise errors.changed()
            values = resolved(self.store, draft, ignore_read_only=options.ignore_read_only, create=False)
            custom, lists = _split(values)
            if draft.internal_id and draft.external_id and draft.external_id != record.external_id:
                self.store.set_external_id(record, draft.external_id)
            values = self._changed(record, values, lists)
            warnings = _warnings(values, options)
            self.store.write(record, values)
            if custom:
                self.store.set_custom(record, custom.values)
            self._apply_changed(record, lists, values)
            return Done(record, False, warnings)

    def upsert(self, draft: Draft, options: Options = PLAIN) -> Done:
        """Change the record with this external id, or make it. :raise NsError: refused, or no external id."""
        if not draft.external_id:
            raise errors.NsError("EXTERNALID_REQD", "You must supply an external id for upsert.", "externalId")
        if self.store.by_external_id(draft.kind, draft.external_id) is None:
            return self.add(draft, options)
        return self.update(replace(draft, internal_id=""), options)

    def delete(self, kind: str, key: str, external_id: str = "", reason: str = "", memo: str = "") -> Record:
        """Delete a record. :raise NsError: refused, or the account wants a reason."""
        with self.store.atomic():
            record = self.locate(Draft(kind, {}, key, external_id))
            if kind in TRANSACTION_TYPES and self.store.settings.deletion_reason_required and not reason:
                raise errors.missing(["Deletion Reason"], "deletionReason")
            if reason:
                _check_reason(reason)
            self._check_delete(record)
            self.store.remove(record, reason, memo)
            return record

    def locate(self, draft: Draft) -> Record:
        """The record a caller names. :raise NsError: there is none."""
        if draft.internal_id:
            return self.store.get(draft.kind, draft.internal_id)
        if not draft.external_id:
            raise errors.NsError("RCRD_ID_NOT_INT", "No internal id and no external id was given.")
        found = self.store.by_external_id(draft.kind, draft.external_id)
        if found is None:
            raise errors.not_there(draft.kind, draft.external_id)
        return found

    # -- by type ------------------------------------------------------------------

    def _created(self, kind: str, values: Values) -> Values:
        if kind == "customer":
            return entities.create(self.store, values)
        if kind in ("invoice", "creditMemo"):
            return documents.create(self.store, kind, values)
        make = {
            "customerPayment": payments.create,
            "customerRefund": refunds.create,
            "customerDeposit": deposits.create_deposit,
            "depositApplication": deposits.create_application,
            "deposit": deposits.create_bank_deposit,
            "journalEntry": journals.create,
        }.get(kind)
        if make is None:
            raise errors.permission(f"Lists -> {RECORDS[kind].type_name}")
        return make(self.store, values)

    def _apply_new(self, record: Record, lists: dict[str, Rows | None]) -> None:
        store = self.store
        asked = lists.get("applyList")
        auto = record.get("autoApply", store.settings.auto_apply_default)
        if record.kind == "customerPayment":
            payments.apply(store, record, lists, bool(auto))
        elif record.kind == "creditMemo":
            payments.apply_credit(store, record, asked, bool(record.get("autoApply")))
        elif record.kind == "depositApplication":
            deposits.apply_deposit(store, record, asked, bool(auto))
        elif record.kind == "customerRefund":
            refunds.apply(store, record, asked, lists.get("depositList"))
        elif record.kind == "deposit":
            deposits.mark_deposited(store, record, deposited=True)

    def _changed(self, record: Record, values: Values, lists: dict[str, Rows | None]) -> Values:
        kind, store = record.kind, self.store
        if kind == "customer":
            return entities.update(store, record, values)
        if kind in ("invoice", "creditMemo"):
            if any(lists.values()):
                periods.check_change(store, record, {"applyList"})
            number(store, kind, values, record)
            return documents.update(store, record, values)
        if kind == "customerPayment":
            return payments.update(store, record, values)
        if kind == "journalEntry":
            return journals.update(store, record, values)
        if kind in TRANSACTION_TYPES:
            names = {name for name, value in values.items() if value != record.values.get(name)}
            names |= {name for name, rows in lists.items() if rows is not None}
            periods.check_change(store, record, names)
            if names - periods.NON_GL - {"tranId", "paymentMethod", "department", "class", "location"}:
                raise errors.read_only(sorted(names - periods.NON_GL)[0])
            number(store, kind, values, record)
            return values
        raise errors.permission(f"Lists -> {RECORDS[kind].type_name}")

    def _apply_changed(self, record: Record, lists: dict[str, Rows | None], values: Values) -> None:
        store = self.store
        asked = lists.get("applyList")
        if record.kind == "customerPayment":
            if any(rows is not None for rows in lists.values()):
                self._reapply_payment(record, lists)
            payments.check_amount(store, record)
        elif record.kind == "creditMemo" and asked is not None:
            rows = applying.merged(store, record, "applyList", asked, "debit")
            applying.withdraw(store, record)
            payments.apply_credit(store, record, rows, False)
        elif record.kind in ("depositApplication", "customerRefund") and asked is not None:
            raise errors.read_only("applyList")

    def _reapply_payment(self, record: Record, lists: dict[str, Rows | None]) -> None:
        """New applications; lists nobody named stay, and what refunds took stays taken."""
        store = self.store
        now: dict[str, Rows] = {
            "applyList": Rows(applying.current(store, record, "debit")),
            "creditList": Rows(applying.current(store, record, "credit")),
        }
        wanted: dict[str, Rows | None] = {}
        for name in ("applyList", "creditList"):
            given = lists.get(name)
            side = "debit" if name == "applyList" else "credit"
            wanted[name] = applying.merged(store, record, name, given, side) if given is not None else now[name]
        wanted["depositList"] = lists.get("depositList")
        applying.withdraw(store, record)
        record.values.pop("through", None)
        payments.apply(store, record, wanted, False)

    def _check_delete(self, record: Record) -> None:
        store = self.store
        check = {
            "customer": entities.delete,
            "invoice": documents.delete,
            "creditMemo": _delete_memo,
            "customerPayment": payments.delete,
            "customerRefund": refunds.delete,
            "customerDeposit": deposits.delete_deposit,
            "depositApplication": deposits.delete_application,
            "journalEntry": journals.delete,
            "deposit": _delete_bank_deposit,
        }.get(record.kind)
        if check is None:
            raise errors.permission(f"Lists -> {RECORDS[record.kind].type_name}")
        check(store, record)


def _delete_memo(store: Store, record: Record) -> None:
    """A credit memo's own applications go with it; what was refunded or applied by a payment holds it."""
    periods.check_change(store, record, {"total"})
    applying.withdraw(store, record)
    documents.delete(store, record)


def _delete_bank_deposit(store: Store, record: Record) -> None:
    periods.check_change(store, record, {"total"})
    deposits.mark_deposited(store, record, deposited=False)


def _changed_meanwhile(draft: Draft, record: Record) -> bool:
    """Whether somebody else wrote the record while the request was under way."""
    if draft.seen is None or record.written <= draft.seen:
        return False
    return draft.started is None or record.written <= draft.started


def _split(values: Values) -> tuple[Custom | None, dict[str, Rows | None]]:
    """Custom fields and lists of applications, taken out of the values."""
    custom: Any = values.pop("customFieldList", None)
    lists = {name: values.pop(name, None) for name in payments.LISTS}
    return custom, lists


def _warnings(values: Values, options: Options) -> list[Warned]:
    words = values.pop("_warning", None)
    if not words:
        return []
    if options.warning_as_error:
        raise errors.NsError("USER_ERROR", words)
    return [Warned("USER_ERROR", words)]


def _check_reason(reason: str) -> None:
    if reason not in ENUMERATIONS["deletionReason"]:
        raise errors.invalid_reference("deletionReason", reason, path="deletionReason")
