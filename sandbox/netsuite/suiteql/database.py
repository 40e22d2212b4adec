"""The books as an SQLite database in memory, brought up to date before each query."""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Iterable
from datetime import date, datetime, timezone
from typing import Any
from zoneinfo import ZoneInfo

from ..ledger.record import Link, Record
from ..ledger.shapes import ITEM_TYPES, TRANSACTION_TYPES
from ..ledger.store import ENUMERATIONS, Store
from . import rows
from .tables import COLUMNS
from .translate import QueryError, translate

#: What SuiteQL gives in all, without SuiteAnalytics Connect.
ROW_CAP = 100_000
#: The translator's own columns, never shown.
HIDDEN = {name for columns in COLUMNS.values() for name in columns if "__" in name}
_READS = (sqlite3.SQLITE_SELECT, sqlite3.SQLITE_READ, sqlite3.SQLITE_FUNCTION, sqlite3.SQLITE_RECURSIVE)
_BY_TRANSACTION = ("transactionline", "transactionaccountingline")


class Database:
    """Answers SuiteQL for a store."""

    def __init__(self, store: Store) -> None:
        self.store = store
        self._columns: dict[str, dict[str, str]] = {}
        self._waiting: dict[str, list[rows.Row]] = {}
        self._links: dict[int, Link] = {}
        self._open()

    def _open(self) -> None:
        self._db = sqlite3.connect(":memory:", check_same_thread=False, isolation_level=None)
        self._seen_deleted = self._seen_notes = 0
        self._columns = {name: dict(columns) for name, columns in COLUMNS.items()}
        for name, columns in COLUMNS.items():
            kinds = ", ".join(f"[{one}] {'numeric' if kind == 'n' else 'text'}" for one, kind in columns.items())
            self._db.execute(f"create table [{name}] ({kinds})")
        for table, column in (("transaction", "id"), ("transactionline", "transaction"),
                              ("transactionaccountingline", "transaction"), ("nexttransactionlinelink", "previousdoc"),
                              ("nexttransactionlinelink", "nextdoc"), ("previoustransactionlinelink", "previousdoc"),
                              ("previoustransactionlinelink", "nextdoc"), ("customer", "id"),
                              ("revenueelement", "source"), ("revenueplan", "createdfrom"),
                              ("plannedrevenue", "revenueplan")):  # fmt: skip
            self._db.execute(f"create index [{table}_{column}] on [{table}] ([{column}])")
        self._db.execute("pragma case_sensitive_like = on")
        self._functions()

    def _functions(self) -> None:
        make = self._db.create_function
        make("ns_to_date", 2, to_date, deterministic=True)
        make("ns_to_date", 1, lambda text: to_date(text, "MM/DD/YYYY"), deterministic=True)
        make("ns_to_char", 2, to_char, deterministic=True)
        make("ns_to_char", 1, lambda value: shown_number(value) if isinstance(value, (int, float)) else value)
        make("ns_to_number", 1, lambda value: None if value is None else float(value), deterministic=True)
        make("ns_nvl2", 3, lambda value, yes, no: no if value is None else yes, deterministic=True)
        make("ns_decode", -1, decode, deterministic=True)
        make("ns_trunc", -1, trunc, deterministic=True)
        make("ns_add_months", 2, add_months, deterministic=True)
        make("ns_shown", 1, shown_date, deterministic=True)
        make("ns_now", 0, self._now)
        make("ns_name", 2, self._name)

    def _now(self) -> str:
        zone = ZoneInfo("America/Los_Angeles")
        return datetime.fromtimestamp(self.store.clock.time(), timezone.utc).astimezone(zone).strftime(
            "%Y-%m-%d %H:%M:%S"
        )  # fmt: skip

    def _name(self, kind: str, key: Any) -> str | None:
        if key is None:
            return None
        if not kind:
            return str(key)
        return ENUMERATIONS[kind].get(str(key)) if kind in ENUMERATIONS else self.store.name_of(kind, str(key))

    # -- keeping up ---------------------------------------------------------------

    def rebuild(self) -> None:
        """Begin anew, after the books were replaced."""
        self._db.close()
        self._open()
        self.store.dirty = {(kind, key) for kind, table in self.store.tables.items() for key in table}

    def refresh(self) -> None:
        """Bring the rows of changed records up to date."""
        store = self.store
        dirty, store.dirty = store.dirty, set()
        self._db.execute("begin")
        for kind, key in sorted(dirty, key=lambda one: (one[0], int(one[1]))):
            record = store.tables[kind].get(key)
            if kind in TRANSACTION_TYPES:
                self._transaction(int(key), record)
            else:
                table = "item" if kind in ITEM_TYPES else kind.lower()
                if table in COLUMNS:
                    self._db.execute(f"delete from [{table}] where id = ?", (int(key),))
                    if record is not None:
                        self._insert(table, [rows.entry(store, record)])
        gone = store.deleted[self._seen_deleted :]
        self._insert("deletedrecord", [rows.deleted(n, one) for n, one in enumerate(gone)])
        self._seen_deleted = len(store.deleted)
        notes = store.notes[self._seen_notes :]
        self._insert("systemnote", [rows.note(self._seen_notes + n, one) for n, one in enumerate(notes, 1)])
        self._seen_notes = len(store.notes)
        self._flush()
        self._db.execute("commit")

    def _transaction(self, key: int, record: Record | None) -> None:
        run = self._db.execute
        run("delete from [transaction] where id = ?", (key,))
        for table in _BY_TRANSACTION:
            run(f"delete from [{table}] where [transaction] = ?", (key,))
        for table in ("nexttransactionlinelink", "previoustransactionlinelink"):
            run(f"delete from [{table}] where previousdoc = ? or nextdoc = ?", (key, key))
        low, high = key * 1000, key * 1000 + 999
        run("delete from plannedrevenue where revenueplan between ? and ?", (low, high))
        run("delete from revenueplan where createdfrom between ? and ?", (low, high))
        run("delete from revenueelement where source = ?", (key,))
        if record is None:
            return
        self._insert("transaction", [rows.transaction(self.store, record)])
        found = list(rows.lines(self.store, record))
        self._insert("transactionline", [line for line, _ in found])
        self._insert("transactionaccountingline", [line for _, line in found if line])
        self._links.update({one.id: one for one in self.store.links_of(record)})
        for table, row in rows.revenue_rows(self.store, record):
            self._insert(table, [row])

    def _insert(self, table: str, found: Iterable[rows.Row]) -> None:
        """Put rows down for :meth:`_flush`; custom fields become columns when they are first seen."""
        known = self._columns[table]
        for row in found:
            for name in row.keys() - known.keys():
                if re.fullmatch(r"cust(body|col|entity)_\w+", name):
                    self._db.execute(f"alter table [{table}] add column [{name}] text")
                    known[name] = ""
            self._waiting.setdefault(table, []).append(row)

    def _flush(self) -> None:
        links = [rows.link(self.store, one) for _, one in sorted(self._links.items())]
        self._links = {}
        for table in ("nexttransactionlinelink", "previoustransactionlinelink"):
            self._insert(table, links)
        for table, found in self._waiting.items():
            names = list(self._columns[table])
            columns, marks = ", ".join(f"[{one}]" for one in names), ", ".join("?" * len(names))
            plain = rows.plain
            text = f"insert into [{table}] ({columns}) values ({marks})"
            self._db.executemany(text, ([plain(row.get(name)) for name in names] for row in found))
        self._waiting = {}

    # -- answering ----------------------------------------------------------------

    def answer(
        self, query: str, limit: int, offset: int, hidden: Iterable[str] = ()
    ) -> tuple[list[dict[str, str]], int]:
        """A page of rows (nulls left out, all values text) and how many there are in all, up to the cap.

        :param hidden: types of transactions that the role may not see: they are left out, and nothing says so.
        :raise QueryError: a query NetSuite would refuse.
        """
        text = translate(query)
        self.refresh()
        self._db.execute("drop view if exists temp.[transaction]")
        if hidden:
            types = ", ".join(f"'{kind.lower()}'" for kind in sorted(hidden) if kind.isalpha())
            seen = f"select * from main.[transaction] where lower(recordtype) not in ({types})"
            self._db.execute(f"create temp view [transaction] as {seen}")
        self._db.set_authorizer(_only_reading)
        try:
            total = self._db.execute(f"select count(*) from (select 1 from ({text}) limit {ROW_CAP})").fetchone()[0]
            cursor = self._db.execute(f"select * from ({text}) limit ? offset ?", (limit, offset))
            names = [one[0].lower() for one in cursor.description]
            found = [
                {
                    name: shown(value)
                    for name, value in zip(names, row, strict=True)
                    if value is not None and name not in HIDDEN
                }
                for row in cursor
            ]
        except sqlite3.Error as error:
            raise QueryError(_words(str(error))) from None
        finally:
            self._db.set_authorizer(None)
        return found, total


def _only_reading(action: int, *_: Any) -> int:
    return sqlite3.SQLITE_OK if action in _READS else sqlite3.SQLITE_DENY


def _words(message: str) -> str:
    """SQLite's complaint in NetSuite's words."""
    head = "Invalid search query. Detailed unprocessed description follows. Search error occurred: "
    if found := re.match(r"no such column: (?:\[?(\w+)\]?\.)?\[?(\w+)\]?", message):
        record = found[1] or "the record"
        return f"{head}Field '{found[2]}' for record '{record}' was not found. Reason: NOT_EXPOSED - Not exposed."
    if found := re.match(r"no such table: (\w+)", message):
        return f"{head}Record '{found[1]}' was not found."
    return f"{head}Invalid or unsupported search: {message}."


def shown(value: Any) -> str:
    """A value as SuiteQL's JSON has it: always text."""
    return shown_number(value) if isinstance(value, (int, float)) else str(value)


def shown_number(value: float) -> str:
    """A number without noise: ``100``, ``0.3``."""
    rounded = round(value, 8)
    return str(int(rounded)) if rounded == int(rounded) else format(rounded, ".8f").rstrip("0")


def shown_date(value: str | None) -> str | None:
    """A day in the account's format, M/D/YYYY; a moment shows its day only."""
    if not value:
        return None
    day = date.fromisoformat(value[:10])
    return f"{day.month}/{day.day}/{day.year}"


_FORMATS = (
    ("YYYY", "%Y"), ("HH24", "%H"), ("HH12", "%I"), ("MON", "%b"), ("MM", "%m"), ("DD", "%d"), ("MI", "%M"),
    ("SS", "%S"), ("HH", "%I"), ("AM", "%p"), ("PM", "%p"), ("YY", "%y"),
)  # fmt: skip


def _format(text: str) -> str:
    """Oracle's date format as Python's."""
    result, place = "", 0
    upper = text.upper()
    while place < len(text):
        for name, form in _FORMATS:
            if upper.startswith(name, place):
                result, place = result + form, place + len(name)
                break
        else:
            result, place = result + text[place].replace('"', ""), place + 1
    return result


def to_date(text: str | None, form: str) -> str | None:
    """``TO_DATE`` and ``TO_TIMESTAMP``; a time that is midnight is a day."""
    if text is None:
        return None
    found = datetime.strptime(text, _format(form))
    with_time = "%H" in _format(form) or "%I" in _format(form)
    return found.strftime("%Y-%m-%d %H:%M:%S" if with_time else "%Y-%m-%d")


def to_char(value: Any, form: str) -> str | None:
    """``TO_CHAR`` of a day or a moment."""
    if value is None:
        return None
    if isinstance(value, (int, float)):
        return shown_number(value)
    return datetime.fromisoformat(value).strftime(_format(form))


def decode(value: Any, *cases: Any) -> Any:
    """``DECODE(value, search, result, …, default)``."""
    for index in range(0, len(cases) - 1, 2):
        if cases[index] == value:
            return cases[index + 1]
    return cases[-1] if len(cases) % 2 else None


def trunc(value: Any, *form: str) -> Any:
    """``TRUNC`` of a moment to its day, of a number to its whole."""
    if isinstance(value, (int, float)):
        return int(value)
    return value[:10] if value else None


def add_months(value: str | None, months: int) -> str | None:
    """``ADD_MONTHS``, to the last day of a shorter month."""
    if value is None:
        return None
    day = date.fromisoformat(value[:10])
    year, month = divmod(day.year * 12 + day.month - 1 + int(months), 12)
    for last in range(day.day, 0, -1):
        try:
            return date(year, month + 1, last).isoformat()
        except ValueError:
            continue
    return None


__all__ = ["ROW_CAP", "Database", "QueryError"]
