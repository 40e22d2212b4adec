"""The places of an account's concurrency limit, as locks of PostgreSQL: all workers of this database share them."""

import time
import zlib
from contextlib import suppress

import psycopg2

from odoo.sql_db import db_connect

#: Between two looks for a free place.
PAUSE_S = 0.1
#: Set apart from other people's advisory locks: "ARSN".
CLASS = 0x4152_534E


class DatabaseSlots:
    """Places ``0 .. limit-1`` of one NetSuite account.

    They are held by a connection of their own: a request's transaction may fail and end, its place must not. Whoever
    dies gives its places back with its connection.

    :param account: the account's id; test and production accounts have pools of their own.
    """

    def __init__(self, database: str, account: str, limit: int) -> None:
        self.database = database
        self.limit = limit
        self.first = zlib.crc32(account.encode()) & 0x7FFF_FF00
        self._cursor = None

    def acquire(self, timeout_s: float) -> int | None:
        """Take a place, waiting at most so long; return it, or ``None`` where all were taken all the time."""
        end = time.monotonic() + timeout_s
        while True:
            place = self._try_all()
            if place is not None:
                return place
            if time.monotonic() >= end:
                return None
            time.sleep(PAUSE_S)

    def release(self, place: int) -> None:
        """Give a place back."""
        with suppress(psycopg2.Error):
            self._run("SELECT pg_advisory_unlock(%s, %s)", CLASS ^ self.first, place)
        self.close()

    def close(self) -> None:
        """End the connection, and with it whatever is still held."""
        cursor, self._cursor = self._cursor, None
        if cursor is not None:
            with suppress(psycopg2.Error):
                cursor.close()

    def _try_all(self) -> int | None:
        for place in range(self.limit):
            if self._run("SELECT pg_try_advisory_lock(%s, %s)", CLASS ^ self.first, place):
                return place
        self.close()
        return None

    def _run(self, query: str, *values: int) -> bool:
        if self._cursor is None:
            self._cursor = db_connect(self.database).cursor()
        self._cursor.execute(query, values)
        [(answer,)] = self._cursor.fetchall()
        return bool(answer)
