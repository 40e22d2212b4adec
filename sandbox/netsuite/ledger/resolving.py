"""From what a caller sends to values that can be stored: references found, read-only fields refused."""

from __future__ import annotations

from typing import Any

from . import errors
from .fields import Field, Shape
from .record import Custom, Draft, Ref, Rows, Values
from .shapes import RECORDS, ROWS
from .store import ENUMERATIONS, Store

#: Fields that may only be given when a record is made.
ONLY_AT_CREATION = {"customer": {"subsidiary"}, "invoice": {"createdFrom"}, "creditMemo": {"createdFrom"}}


def resolved(store: Store, draft: Draft, *, ignore_read_only: bool = False, create: bool = True) -> Values:
    """The values of *draft* with references as internal ids and rows as plain dicts.

    :raise NsError: a read-only field, or a reference to nothing.
    """
    shape = RECORDS[draft.kind]
    values: Values = {}
    for name, value in draft.values.items():
        field = shape.fields[name]
        if field.read_only:
            if not ignore_read_only:
                raise errors.read_only(name)
            continue
        values[name] = _value(store, shape, field, value, name)
    return values


def _value(store: Store, shape: Shape, field: Field, value: Any, path: str) -> Any:
    if value is None or isinstance(value, Custom):
        return value
    if field.kind == "ref":
        return reference(store, field.target, value, field.name, path)
    if field.kind == "refs":
        return [reference(store, field.target, one, field.name, path) for one in value]
    if field.kind == "key":
        ref = value if isinstance(value, Ref) else Ref(internal_id=str(value))
        return document_key(store, ref, path)
    if field.kind == "list" and isinstance(value, Rows):
        return Rows([_row(store, ROWS[field.target], row, path) for row in value.rows], value.replace)
    return value


def _row(store: Store, shape: Shape, row: Values, path: str) -> Values:
    """A row; what is computed there may be given back and is left aside, as NetSuite does."""
    found = {}
    for name, value in row.items():
        field = shape.fields[name]
        if isinstance(value, Custom):
            found[name] = {key: one for key, one in value.values.items() if one is not None}
        elif not field.read_only:
            found[name] = _value(store, shape, field, value, f"{path}.{name}")
    return found


def reference(store: Store, kind: str, ref: Ref, label: str, path: str = "") -> str:
    """The internal id behind a reference. :raise NsError: there is nothing."""
    if kind in ENUMERATIONS:
        if ref.internal_id in ENUMERATIONS[kind]:
            return ref.internal_id
        raise errors.invalid_reference(label, ref.internal_id or ref.external_id, path=path)
    if ref.internal_id:
        if store.find(kind, ref.internal_id) is None:
            raise errors.invalid_reference(label, ref.internal_id, path=path)
        return ref.internal_id
    found = store.by_external_id(kind, ref.external_id) if ref.external_id else None
    if found is None:
        raise errors.invalid_reference(label, ref.external_id, path=path)
    return found.id


def document_key(store: Store, ref: Ref, path: str) -> str:
    """The transaction an apply line names; one that is gone is told apart later, by the sublist."""
    if ref.internal_id:
        return ref.internal_id
    found = store.by_external_id("transaction", ref.external_id)
    if found is None:
        raise errors.invalid_reference("doc", ref.external_id, path=path)
    return found.id


def check_mandatory(store: Store, values: Values) -> None:
    """Department and class where the account demands them. :raise NsError: missing."""
    labels = []
    if store.settings.department_mandatory and not values.get("department"):
        labels.append("Department")
    if store.settings.class_mandatory and not values.get("class"):
        labels.append("Class")
    if labels:
        raise errors.missing(labels)


def merged_rows(old: list[Values], given: Rows, key: str) -> list[Values]:
    """Rows after a write: all new ones, or the old ones changed where *key* is the same."""
    if given.replace:
        return [dict(row) for row in given.rows]
    found = [dict(row) for row in old]
    by_key = {str(row.get(key)): row for row in found if row.get(key) is not None}
    for row in given.rows:
        known = by_key.get(str(row.get(key))) if row.get(key) is not None else None
        if known is None:
            found.append(dict(row))
        else:
            known.update(row)
    return found
