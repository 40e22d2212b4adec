"""Accounting periods: which one a transaction posts to, and whether it may."""

from __future__ import annotations

from datetime import date

from . import errors
from .record import Record, Values
from .store import Store

#: What may change in a closed period that allows changes which do not touch the general ledger.
NON_GL = {"memo", "otherRefNum", "message", "email", "toBeEmailed", "toBePrinted", "toBeFaxed", "dueDate",
          "checkNum", "terms", "applyList", "startDate", "endDate"}  # fmt: skip


def months(store: Store) -> list[Record]:
    """The posting periods, by date; quarters and years are only their parents."""
    count, found = store.months_by_date
    if count != len(store.tables["accountingPeriod"]):
        found = [one for one in store.all("accountingPeriod") if not (one.get("isQuarter") or one.get("isYear"))]
        found.sort(key=lambda one: (one.get("startDate"), one.id))
        store.months_by_date = (len(store.tables["accountingPeriod"]), found)
    return found


def period_of(store: Store, day: date) -> Record | None:
    """The period that has *day*, adjustment periods left aside."""
    for one in months(store):
        if one.get("startDate") <= day <= one.get("endDate") and not one.get("isAdjust"):
            return one
    return None


def choose(store: Store, values: Values) -> tuple[str | None, str | None]:
    """The posting period of new values and a warning, if any.

    :raise NsError: no period, a closed or locked one, or a date outside of it.
    """
    if not store.settings.accounting_periods:
        return None, None
    day, given = values["tranDate"], values.get("postingPeriod")
    if given:
        return given, _check_given(store, store.get("accountingPeriod", given), day)
    period = period_of(store, day)
    if period is None:
        raise errors.NsError("INVALID_PERIOD", f"There is no accounting period for {day}.", "tranDate")
    if period.get("closed") and store.settings.closed_period_default == "first_open":
        period = next((one for one in months(store) if one.get("startDate") > day and is_open(store, one)), period)
    check_open(store, period)
    return period.id, None


def _check_given(store: Store, period: Record, day: date) -> str | None:
    if period.get("isQuarter") or period.get("isYear"):
        raise errors.invalid_reference("postingPeriod", period.id, path="postingPeriod")
    if period.get("closed"):
        raise errors.invalid_reference("postingPeriod", period.id, path="postingPeriod")
    check_open(store, period)
    if period.get("startDate") <= day <= period.get("endDate"):
        return None
    words = "The transaction date you specified is not within the date range of your accounting period."
    if store.settings.date_outside_period == "refuse":
        raise errors.NsError("DATE_PRD_MISMATCH", words, "tranDate")
    return words if store.settings.date_outside_period == "warn" else None


def is_open(store: Store, period: Record) -> bool:
    """Whether this role may post into the period."""
    if period.get("closed"):
        return False
    locked = period.get("arLocked") or period.get("allLocked")
    return not locked or store.settings.override_period_locks


def check_open(store: Store, period: Record) -> None:
    """:raise NsError: the period is closed, or locked for this role."""
    if period.get("closed"):
        raise errors.period_closed(period.get("periodName"))
    if not is_open(store, period):
        raise errors.period_locked(period.get("periodName"))


def check_change(store: Store, record: Record, names: set[str]) -> None:
    """Whether these fields of a stored transaction may change now.

    :raise NsError: its period is closed or locked, and the change touches the general ledger or the
        period does not even allow others.
    """
    key = record.get("postingPeriod")
    if not key:
        return
    period = store.get("accountingPeriod", key)
    if period.get("closed") and period.get("allowNonGLChanges") and names <= NON_GL:
        return
    check_open(store, period)
