"""The places of an account's concurrency limit, as locks of PostgreSQL: all workers of this database share them.

What NetSuite refused is shared too, in a row for each account (:class:`~.ar_netsuite_pace.ArNetsuitePace`). It is read
and written by the connection that holds the places, each time in a transaction of its own, and never waited for: a
refusal that finds the row taken is the same storm as the one that has it.
"""

import time
import zlib
from contextlib import suppress

import psycopg2

from odoo.sql_db import db_connect

from ..transport.governor import PAUSE_S, Pace

#: Set apart from other people's advisory locks: "ARSN".
CLASS = 0x4152_534E
_READ = """SELECT "left", COALESCE(EXTRACT(EPOCH FROM refused_at AT TIME ZONE 'UTC'), 0)::float8,
COALESCE(EXTRACT(EPOCH FROM resumes_at AT TIME ZONE 'UTC'), 0)::float8,
EXTRACT(EPOCH FROM clock_timestamp())::float8
FROM ar_netsuite_pace WHERE account = %s"""


class DatabaseSlots:
    """Places ``0 .. limit-1`` of one NetSuite account.

    They are held by a connection of their own: a request's transaction may fail and end, its place must not. Whoever
    dies gives its places back with its connection.

    :param account: the account's id; test and production accounts have pools of their own.
    """

    def __init__(self, database: str, account: str, limit: int) -> None:
        self.database = database
        self.account = account
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
        pace, now_s = self._pace()
        for place in range(pace.allowed(self.limit, now_s)):
            if self._run("SELECT pg_try_advisory_lock(%s, %s)", CLASS ^ self.first, place):
                return place
        self.close()
        return None

    def _run(self, query: str, *values: int) -> bool:
        [(answer,)] = self._ask(query, *values)
        return bool(answer)

    # === WHAT WAS REFUSED === #

    def refused(self, retry_after_s: float = 0.0) -> None:
        """Note for all workers that NetSuite had no place; whoever cannot note it at once leaves it to the others."""
        had_none = self._cursor is None
        with suppress(psycopg2.Error):
            self._ask(
                "INSERT INTO ar_netsuite_pace (account) SELECT %s WHERE NOT EXISTS "
                "(SELECT FROM ar_netsuite_pace WHERE account = %s) ON CONFLICT DO NOTHING RETURNING id",
                self.account,
                self.account,
            )
        with suppress(psycopg2.Error):
            self._note_refused(retry_after_s)
        if had_none:
            self.close()

    def _note_refused(self, retry_after_s: float) -> None:
        """Work out the new pace in the row itself, which nobody waits for."""
        cursor = self._opened()
        try:
            cursor.execute(f"{_READ} FOR NO KEY UPDATE SKIP LOCKED", (self.account,))
            for left, refused_at_s, resumes_at_s, now_s in cursor.fetchall():
                pace = Pace(left, refused_at_s, resumes_at_s).refused(self.limit, now_s, retry_after_s)
                cursor.execute(
                    "UPDATE ar_netsuite_pace SET \"left\" = %s, refused_at = to_timestamp(%s) AT TIME ZONE 'UTC', "
                    "resumes_at = to_timestamp(%s) AT TIME ZONE 'UTC' WHERE account = %s",
                    (pace.left, pace.refused_at_s, pace.resumes_at_s, self.account),
                )
            cursor.commit()
        except psycopg2.Error:
            cursor.rollback()
            raise

    def _pace(self) -> tuple[Pace, float]:
        """Return what is known of refusals, and the database's time, which is the same for all workers."""
        with suppress(psycopg2.Error):
            for left, refused_at_s, resumes_at_s, now_s in self._ask(_READ, self.account):
                return Pace(left, refused_at_s, resumes_at_s), now_s
        return Pace(), 0.0

    def _ask(self, query: str, *values) -> list[tuple]:
        """Ask in a transaction of its own: what others have committed meanwhile is seen. Locks outlive it."""
        cursor = self._opened()
        try:
            cursor.execute(query, values)
            rows = cursor.fetchall()
            cursor.commit()
        except psycopg2.Error:
            cursor.rollback()
            raise
        return rows

    def _opened(self):
        if self._cursor is None:
            self._cursor = db_connect(self.database).cursor()
        return self._cursor
