"""Writing the mirror: many rows in one statement, only those that changed, never an older state."""

from contextlib import contextmanager
from datetime import datetime

from odoo import api, models
from odoo.tools import SQL

from .ar_stripe_mirror_sql import array_literal, naive_utc

# Bounds the memory of a batch and the length of a statement.
STORE_ROWS_MAX = 1000
# What is wrong with a row that cannot be booked as it is; only there where something is.
PROBLEM_COLUMNS = ("problem", "remedy")
# What a row has beside what Stripe says: two states that say the same differ in these.
APART_COLUMNS = (*PROBLEM_COLUMNS, "seen_at")


def _list(parts) -> SQL:
    return SQL(", ").join(parts)


class ArStripeMirror(models.AbstractModel):
    _inherit = "ar.stripe.mirror"

    # === STORING === #

    @api.model
    def _store(self, connection, readings, seen_at: datetime | dict, always_seen: bool = False) -> int:
        """Insert or update the mirror of these objects; return how many rows were new or changed.

        A state that is older than the stored one, or says nothing else, is not written. Under
        REPEATABLE READ a row that another transaction wrote meanwhile raises a serialization
        failure; the caller runs again.

        :param readings: dataclasses of one payload reader; of several with one id the last counts.
        :param seen_at: the provider's time of this state: an event's ``created``, an answer's ``Date``.
            One for all, or remote id -> its own.
        :param always_seen: move the stored time forward even where nothing changed.
        """
        readings = self._in_scope(connection, list(readings), seen_at)
        if not readings:
            return 0
        currencies = self._mirror_currencies()
        if not isinstance(seen_at, dict):
            seen_at = dict.fromkeys((values.id for values in readings), naive_utc(seen_at))
        self.flush_model()
        written = 0
        with self._planned_for_growth():
            for start in range(0, len(readings), STORE_ROWS_MAX):
                chunk = readings[start : start + STORE_ROWS_MAX]
                written += self._store_chunk(connection, chunk, seen_at, always_seen, currencies)
        self.invalidate_model(flush=False)
        self._store_children(connection, readings, seen_at)
        return written

    @api.model
    def _store_children(self, connection, readings, seen_at: dict) -> None:
        """Store the objects that came inside others, seen when those were."""
        moments: dict[str, dict] = {}
        children: dict[str, list] = {}
        for values in readings:
            for model, found in self._mirror_children([values]).items():
                children.setdefault(model, []).extend(found)
                moments.setdefault(model, {}).update(dict.fromkeys((child.id for child in found), seen_at[values.id]))
        for model, found in children.items():
            self.env[model]._store(connection, found, moments[model])

    @contextmanager
    def _planned_for_growth(self):
        """Have PostgreSQL look rows up by index, however small it takes a growing table to be.

        Its statistics are as old as the last ANALYZE. A check of a reference that was planned when the
        other table had a page or two reads that table whole for each row, as long as the session keeps
        the plan; and a cost it overrates makes it compile the plan, ten times the work of carrying it out.
        """
        self.env.cr.execute(
            """SELECT current_setting('enable_seqscan'), set_config('enable_seqscan', 'off', TRUE),
                      set_config('jit', 'off', TRUE)"""
        )
        before = self.env.cr.fetchone()[0]
        yield
        self.env.cr.execute("SELECT set_config('enable_seqscan', %s, TRUE)", [before])

    @api.model
    def _store_chunk(self, connection, readings, seen_at: dict, always_seen: bool, currencies: dict[str, int]) -> int:
        """Store one bounded batch: rows, then the links of others that waited for the new ones."""
        by_id = {values.id: values for values in readings}
        # In one order everywhere, so that two workers never wait for each other.
        rows = [
            {**self._mirror_row(by_id[external_id], connection, currencies), "seen_at": naive_utc(seen_at[external_id])}
            for external_id in sorted(by_id)
        ]
        done = dict(self.env.execute_query(self._upsert_query(connection, rows)))
        if always_seen:
            self._touch(connection, {row["external_id"]: row["seen_at"] for row in rows})
        self._link_waiting(connection, [external_id for external_id, is_new in done.items() if is_new])
        written = [by_id[external_id] for external_id in done]
        self._after_upsert(connection, written, seen_at, currencies)
        return len(done)

    @api.model
    def _after_upsert(self, connection, written: list, seen_at: dict, currencies: dict[str, int]) -> None:
        """Store what belongs to objects that were new or changed. Hook of models with lines."""

    @api.model
    def _touch(self, connection, moments: dict[str, datetime]) -> None:
        """Move the time of these rows, remote id -> time, forward."""
        self.env.cr.execute(
            SQL(
                """UPDATE %s AS t SET seen_at = s.seen_at
                     FROM unnest(%s::varchar[], %s::timestamp[]) AS s(external_id, seen_at)
                    WHERE t.connection_id = %s AND t.external_id = s.external_id AND t.seen_at < s.seen_at""",
                SQL.identifier(self._table),
                list(moments),
                list(moments.values()),
                connection.id,
            )
        )

    @api.model
    def _mark_deleted(self, connection, external_ids, seen_at: datetime) -> int:
        """Mark objects as deleted at Stripe and return how many rows changed.

        An object that was never seen leaves a row behind, so that a late older message cannot bring
        it back.
        """
        if not external_ids:
            return 0
        self.flush_model()
        self.env.cr.execute(
            SQL(
                """INSERT INTO %(table)s AS t (connection_id, company_id, external_id, livemode,
                       seen_at, is_deleted, needs_apply, create_date, write_date)
                   SELECT %(connection)s, %(company)s, x, %(live)s,
                          %(seen)s, TRUE, FALSE, %(now)s, %(now)s
                     FROM unnest(%(ids)s) AS x
                   ON CONFLICT (connection_id, external_id) DO UPDATE SET
                       is_deleted = TRUE, seen_at = EXCLUDED.seen_at,
                       needs_apply = %(applies)s, apply_attempts = 0, next_apply_at = NULL,
                       needs_person = FALSE, problem = NULL, remedy = NULL,
                       write_date = EXCLUDED.write_date
                   WHERE t.is_deleted IS NOT TRUE AND t.seen_at <= EXCLUDED.seen_at""",
                table=SQL.identifier(self._table),
                connection=connection.id,
                company=connection.company_id.id,
                live=connection.environment == "live",
                seen=naive_utc(seen_at),
                now=self.env.cr.now(),
                ids=sorted(set(external_ids)),
                applies=self._mirror_applies,
            )
        )
        self.invalidate_model(flush=False)
        return self.env.cr.rowcount

    @api.model
    def _compare_seen(self, connection, pairs) -> dict[str, str]:
        """Say for each (external id, moment) how it lies to the mirror: newer, same or older.

        *same* is the same second. What the mirror does not hold is newer.
        """
        moments = {external_id: naive_utc(moment) for external_id, moment in pairs}
        self.flush_model(["seen_at"])
        stored = dict(
            self.env.execute_query(
                SQL(
                    """SELECT external_id, seen_at FROM %s
                        WHERE connection_id = %s AND external_id = ANY(%s)""",
                    SQL.identifier(self._table),
                    connection.id,
                    list(moments),
                )  # fmt: skip
            )
        )
        return {external_id: _compare(moment, stored.get(external_id)) for external_id, moment in moments.items()}

    # === THE STATEMENT === #

    @api.model
    def _upsert_query(self, connection, rows: list[dict]) -> SQL:
        """Return the statement that stores rows; it answers (external id, is new) of those it wrote.

        Rows that say nothing new are left out before the insert: nothing is locked for them and no
        id used up. The lateral join keeps it to one look-up by the unique index per row, also on a
        table that grew in this transaction and of which PostgreSQL has no statistics.
        """
        columns = [name for name in rows[0] if name not in APART_COLUMNS]
        links = {name: link for name, link in self._mirror_links.items() if link[0] in columns}
        inserted = self._inserted_values(connection, columns, links)
        return SQL(
            """INSERT INTO %(table)s AS t (%(names)s)
               SELECT %(values)s
                 FROM unnest(%(arrays)s) AS s(%(read)s)
                 LEFT JOIN LATERAL (
                      SELECT * FROM %(table)s AS x
                       WHERE x.connection_id = %(connection)s AND x.external_id = s.external_id
                       LIMIT 1
                      ) AS o ON TRUE
                WHERE o.id IS NULL OR (%(newer)s AND (o.is_deleted OR %(changed)s))
               ON CONFLICT (connection_id, external_id) DO UPDATE SET %(updates)s
                WHERE t.seen_at <= EXCLUDED.seen_at
               RETURNING t.external_id, t.xmax = 0""",
            table=SQL.identifier(self._table),
            names=_list(SQL.identifier(name) for name in inserted),
            values=_list(inserted.values()),
            arrays=_list(self._array(rows, name) for name in (*columns, *APART_COLUMNS)),
            read=_list(SQL.identifier(name) for name in (*columns, *APART_COLUMNS)),
            connection=connection.id,
            newer=SQL("(o.seen_at < s.seen_at OR o.seen_at = s.seen_at AND o.is_deleted IS NOT TRUE)"),
            changed=self._changed("o", "s", columns),
            updates=self._updates(columns, links),
        )

    @api.model
    def _array(self, rows: list[dict], name: str) -> SQL:
        """Return one column of rows as an array; problems are only there in rows that have one."""
        kind = self._fields[name].column_type[1]
        return SQL("%s::%s[]", array_literal([row.get(name) for row in rows], kind), SQL(kind))

    @api.model
    def _inserted_values(self, connection, columns, links) -> dict[str, SQL]:
        """Return column -> expression of a new row."""
        now = self.env.cr.now()
        # No user: nobody wrote these rows, and each reference costs a check of its own.
        own = {
            "connection_id": connection.id,
            "company_id": connection.company_id.id,
            "is_deleted": False,
            "apply_attempts": 0,
            "create_date": now,
            "write_date": now,
            **self._mirror_local,
        }
        values = {name: SQL("%s", value) for name, value in own.items()}
        values |= {name: SQL("s.%s", SQL.identifier(name)) for name in (*columns, *APART_COLUMNS)}
        values |= {name: self._link_target(link, "s", connection.id) for name, link in links.items()}
        values["needs_person"] = SQL("s.problem IS NOT NULL")
        values["needs_apply"] = SQL("s.problem IS NULL") if self._mirror_applies else SQL("FALSE")
        return values

    @api.model
    def _link_target(self, link: tuple[str, str], alias: str, connection_id: int) -> SQL:
        """Return the expression that finds the row a remote id points to."""
        reference, model = link
        return SQL(
            "(SELECT l.id FROM %s AS l WHERE l.connection_id = %s AND l.external_id = %s)",
            SQL.identifier(self.env[model]._table), connection_id, SQL.identifier(alias, reference),
        )  # fmt: skip

    @api.model
    def _changed(self, stored: str, read: str, columns) -> SQL:
        """Return the condition under which a reading says something new."""
        unsaid = self._mirror_keep | self._mirror_partial
        compared = [name for name in columns if name not in self._mirror_silent]
        said = [
            SQL("COALESCE(%s, %s)", SQL.identifier(read, name), SQL.identifier(stored, name))
            if name in unsaid
            else SQL.identifier(read, name)
            for name in compared
        ]
        known = _list(SQL.identifier(stored, name) for name in compared)
        return SQL("(%s) IS DISTINCT FROM (%s)", known, _list(said))

    @api.model
    def _updates(self, columns, links) -> SQL:
        """Return the assignments of a changed row."""
        plain = ["seen_at", "is_deleted", "write_date", *links]
        plain += [name for name in columns if name != "external_id" and name not in self._mirror_keep]
        updates = [SQL("%s = EXCLUDED.%s", SQL.identifier(name), SQL.identifier(name)) for name in plain]
        updates += [
            SQL("%(name)s = COALESCE(EXCLUDED.%(name)s, t.%(name)s)", name=SQL.identifier(name))
            for name in columns
            if name in self._mirror_keep
        ]
        return _list(updates + self._apply_updates(columns))

    @api.model
    def _apply_updates(self, columns) -> list[SQL]:
        """Return the assignments that put a row back into the queue, if its change matters."""
        names = ("needs_apply", "needs_person", "apply_attempts", "next_apply_at", *PROBLEM_COLUMNS)
        matters = SQL("TRUE")
        if self._mirror_apply_on:
            relevant = [name for name in columns if name in self._mirror_apply_on]
            matters = SQL("(t.is_deleted OR %s)", self._changed("t", "excluded", relevant))
        return [
            SQL(
                "%(name)s = CASE WHEN %(matters)s THEN EXCLUDED.%(name)s ELSE t.%(name)s END",
                name=SQL.identifier(name),
                matters=matters,
            )
            for name in names
        ]

    # === LINKS === #

    @api.model
    def _link_waiting(self, connection, new_ids: list[str]) -> None:
        """Tie rows of other models to the rows just stored, whose remote ids they already named.

        A row that waited on its ladder for want of this one is due at once.
        """
        if not new_ids:
            return
        for model in self.env.registry.descendants(["ar.stripe.mirror"], "_inherit"):
            other = self.env[model]
            for link, (reference, target) in ({} if other._abstract else other._mirror_links).items():
                if target == self._name:
                    other._take_links(connection, link, reference, new_ids)

    @api.model
    def _take_links(self, connection, link: str, reference: str, external_ids: list[str]) -> None:
        """Point the empty ``link`` of rows that name one of these remote ids at its row."""
        self.flush_model([link, "next_apply_at"])
        self.env.cr.execute(
            SQL(
                """UPDATE %(own)s AS o SET %(link)s = %(target)s, next_apply_at = NULL
                    WHERE o.connection_id = %(connection)s AND o.%(reference)s = ANY(%(ids)s)
                      AND o.%(link)s IS NULL""",
                own=SQL.identifier(self._table),
                link=SQL.identifier(link),
                target=self._link_target(self._mirror_links[link], "o", connection.id),
                connection=connection.id,
                reference=SQL.identifier(reference),
                ids=external_ids,
            )
        )
        if self.env.cr.rowcount:
            self.invalidate_model([link, "next_apply_at"], flush=False)

    def _link_rows(self) -> None:
        """Resolve the links of these rows, and of no others, that are still open.

        Two transactions that store two ends of a link at once do not see each other's row; this
        mends it.
        """
        for link, (reference, model) in self._mirror_links.items():
            open_ids = [row.id for row in self if row[reference] and not row[link]]
            if not open_ids:
                continue
            self.env.cr.execute(
                SQL(
                    """UPDATE %(own)s AS o SET %(link)s = x.id FROM %(target)s AS x
                        WHERE o.id = ANY(%(ids)s) AND x.connection_id = o.connection_id
                          AND x.external_id = o.%(reference)s""",
                    own=SQL.identifier(self._table),
                    target=SQL.identifier(self.env[model]._table),
                    link=SQL.identifier(link),
                    reference=SQL.identifier(reference),
                    ids=open_ids,
                )
            )
            if self.env.cr.rowcount:
                self.browse(open_ids).invalidate_recordset([link], flush=False)


def _compare(moment: datetime, stored: datetime | None) -> str:
    """Return how a moment lies to the stored one. Stripe's times are whole seconds."""
    if stored is None:
        return "newer"
    moment, stored = moment.replace(microsecond=0), stored.replace(microsecond=0)
    if moment == stored:
        return "same"
    return "newer" if moment > stored else "older"
