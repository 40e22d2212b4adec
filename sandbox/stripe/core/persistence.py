"""State in a file, so that a killed sandbox comes back as it was.

The file is an SQLite database with one row for each object. After every
request the objects it changed are written in one transaction; a process killed
at any moment therefore leaves the state after its last finished request. Writes
are not flushed to the disk itself: a power cut is not what a stand-in has to
survive.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from .store import Account, Obj

_SCHEMA = """
create table if not exists object (
    scope text not null, kind text not null, id text not null,
    place integer not null, body text not null,
    primary key (scope, kind, id)
) without rowid;
create table if not exists meta (name text primary key, body text not null);
"""


def dump(value: Any) -> str:
    """*value* as compact JSON."""
    return json.dumps(value, separators=(",", ":"), ensure_ascii=False)


class StateFile:
    """Reads and writes the state of the sandbox."""

    def __init__(self, path: str | Path) -> None:
        self._db = sqlite3.connect(str(path), check_same_thread=False)
        self._db.executescript("pragma journal_mode=wal; pragma synchronous=off;")
        self._db.executescript(_SCHEMA)

    def close(self) -> None:
        """Close the file."""
        self._db.close()

    def is_empty(self) -> bool:
        """Whether nothing has been stored yet."""
        return self._db.execute("select 1 from meta limit 1").fetchone() is None

    def write(self, accounts: Iterable[Account], meta: Obj) -> None:
        """Store what has changed since the last call."""
        with self._db:
            for account in accounts:
                self._write_account(account)
            self._db.executemany(
                "insert or replace into meta values (?, ?)",
                [(name, dump(value)) for name, value in meta.items()],
            )

    def _write_account(self, account: Account) -> None:
        gone, rows = [], []
        for kind, object_id in account.dirty:
            table = account.table(kind)
            row = table.rows.get(object_id)
            key = (account.scope, kind, object_id)
            if row is None:
                gone.append(key)
            else:
                rows.append((*key, table.place[object_id], dump(row)))
        self._db.executemany("insert or replace into object values (?,?,?,?,?)", rows)
        self._db.executemany("delete from object where scope=? and kind=? and id=?", gone)

    def forget(self, keys: list[tuple[str, str, str]]) -> None:
        """Remove rows by scope, kind and id."""
        with self._db:
            self._db.executemany(
                "delete from object where scope=? and kind=? and id=?", keys
            )

    def read_meta(self) -> Obj:
        """The stored values by name."""
        rows = self._db.execute("select name, body from meta")
        return {name: json.loads(body) for name, body in rows}

    def read_objects(self) -> Iterable[tuple[str, Obj]]:
        """(scope, object) pairs, each kind in order of creation."""
        rows = self._db.execute(
            "select scope, body from object order by scope, kind, place"
        )
        for scope, body in rows:
            yield scope, json.loads(body)
