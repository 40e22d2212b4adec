"""Customers: required fields, unique ids, families."""

from __future__ import annotations

from . import errors
from .record import Record, Rows, Values
from .resolving import merged_rows
from .store import Store


def create(store: Store, values: Values) -> Values:
    """The values of a new customer. :raise NsError: something required is missing or taken."""
    labels = []
    person = bool(values.get("isPerson"))
    if not person and not values.get("companyName"):
        labels.append("Company Name")
    if person and not (values.get("firstName") and values.get("lastName")):
        labels.append("Name")
    if store.settings.one_world and not values.get("subsidiary"):
        labels.append("Primary Subsidiary")
    if labels:
        raise errors.missing(labels)
    if not store.settings.one_world and values.get("subsidiary"):
        raise errors.read_only("subsidiary")
    if not store.settings.multi_currency and (values.get("currency") or values.get("currencyList")):
        raise errors.read_only("currency")
    values.setdefault("entityId", _full_name(values))
    values.setdefault("isPerson", False)
    values.setdefault("isInactive", False)
    values.setdefault("entityStatus", "13")
    values.setdefault("emailPreference", "_default")
    _currencies(store, None, values)
    _check(store, None, values)
    return _settled(values, None)


def update(store: Store, record: Record, values: Values) -> Values:
    """What changes in a customer. :raise NsError: as for a new one."""
    if "subsidiary" in values and values["subsidiary"] != record.get("subsidiary"):
        if store.by_customer.get(record.id):
            raise errors.NsError("SUBSIDIARY_CHANGE_NOT_ALLOWED", "The subsidiary cannot be changed.", "subsidiary")
    if "entityId" in values and not values["entityId"]:
        raise errors.missing(["Customer ID"])
    if "currencyList" in values or "currency" in values:
        _currencies(store, record, values)
    _check(store, record, values)
    return _settled(values, record)


def delete(store: Store, record: Record) -> None:
    """:raise NsError: the customer has transactions or sub-customers."""
    if store.by_customer.get(record.id):
        raise errors.NsError(
            "CANT_DELETE_CUST", "This customer cannot be deleted because it has associated transactions."
        )
    if children(store, record.id):
        raise errors.NsError("CANT_DELETE_CHILD_RCRDS_EXIST", "This record has sub-customers.")


def _full_name(values: Values) -> str:
    if values.get("isPerson"):
        return " ".join(filter(None, (values.get("firstName"), values.get("lastName"))))
    return str(values["companyName"])


def _settled(values: Values, record: Record | None) -> Values:
    old = record.values if record else {}
    both = {**old, **values}
    values["altName"] = _full_name(both) if both.get("companyName") or both.get("lastName") else ""
    if isinstance(values.get("addressbookList"), Rows):
        rows = merged_rows(old.get("addressbookList") or [], values["addressbookList"], "internalId")
        for number, row in enumerate(rows, 1):
            row.setdefault("internalId", str(number))
        values["addressbookList"] = rows
    return values


def _currencies(store: Store, record: Record | None, values: Values) -> None:
    """The primary currency is always one of the customer's currencies."""
    given = values.get("currencyList")
    rows = merged_rows(record.rows("currencyList") if record else [], given, "currency") if given else []
    rows = rows or (record.rows("currencyList") if record else [])
    primary = values.get("currency") or (record.get("currency") if record else None)
    if not primary:
        primary = rows[0]["currency"] if rows else _default_currency(store, values)
        values["currency"] = primary
    found = [row["currency"] for row in rows]
    if primary not in found:
        found.insert(0, primary)
    values["currencyList"] = [{"currency": one} for one in found]


def _default_currency(store: Store, values: Values) -> str:
    if values.get("subsidiary"):
        return str(store.get("subsidiary", values["subsidiary"]).get("currency"))
    return next(one.id for one in store.all("currency") if one.get("isBaseCurrency"))


def _check(store: Store, record: Record | None, values: Values) -> None:
    entity = values.get("entityId")
    if entity:
        for other in store.tables["customer"].values():
            if other is not record and other.get("entityId") == entity:
                raise errors.NsError(
                    "UNIQUE_CUST_ID_REQD",
                    "A customer record with this ID already exists. You must enter a unique customer ID for each "
                    "record you create.",
                    "entityId",
                )
    email = values.get("email")
    if email and "@" not in email:
        raise errors.NsError("VALID_EMAIL_REQD", f"Invalid email address: {email}", "email")
    parent = values.get("parent")
    if parent and record is not None and (parent == record.id or record.id in family_up(store, parent)):
        raise errors.NsError("RECURSV_REF_DISALLWD", "A customer cannot be its own parent.", "parent")
    if parent and store.settings.one_world:
        own = values.get("subsidiary") or (record.get("subsidiary") if record else None)
        if store.get("customer", parent).get("subsidiary") != own:
            raise errors.NsError("SUBSIDIARY_MISMATCH", "Parent and child must be in the same subsidiary.", "parent")


def currencies(customer: Record) -> list[str]:
    """The currencies a customer may be invoiced in."""
    return [row["currency"] for row in customer.rows("currencyList")] or [customer.get("currency")]


def children(store: Store, key: str) -> list[str]:
    """Direct sub-customers."""
    return [one.id for one in store.tables["customer"].values() if one.get("parent") == key]


def family_up(store: Store, key: str) -> list[str]:
    """The customers above, nearest first."""
    found: list[str] = []
    above = store.get("customer", key).get("parent")
    while above and above not in found:
        found.append(above)
        above = store.get("customer", above).get("parent")
    return found


def may_pay_for(store: Store, payer: str, debtor: str) -> bool:
    """Whether *payer* may pay for *debtor*: itself, or a sub-customer of it."""
    if payer == debtor:
        return True
    return store.settings.consolidated_payments and payer in family_up(store, debtor)
