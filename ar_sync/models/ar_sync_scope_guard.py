"""The scope of a connection as a number that only grows: who stores objects holds it still meanwhile."""

from odoo import api, fields, models
from odoo.tools import SQL

from ..protocol.scope import is_in


class ArSyncScopeGuard(models.Model):
    """One row per connection. A change of the scope raises ``version``; the sweep that follows raises ``swept``.

    Whoever stores what a provider sent locks this row for sharing until the end of its transaction. So a
    change waits for pages that are being stored under the old scope, and a page that began before the change
    and stores after it fails with a serialization failure and is read again under the new one. The sweep
    comes after the change in a transaction of its own and sees every row of the old scope.
    """

    _name = "ar.sync.scope.guard"
    _description = "Version of a Scope"
    _rec_name = "connection_id"

    connection_id = fields.Many2one("ar.sync.connection", required=True, readonly=True, ondelete="cascade")
    company_id = fields.Many2one(related="connection_id.company_id", store=True, index=True)
    version = fields.Integer(readonly=True, default=0, help="How often the scope was changed.")
    swept = fields.Integer(string="Swept Version", readonly=True, default=0)
    looks_for_tagged = fields.Boolean(
        string="Looks for Tagged Contacts",
        readonly=True,
        help="Contacts with a tag of the scope are to be looked for at the provider.",
    )

    _connection_unique = models.UniqueIndex("(connection_id)", "A connection has one scope.")

    @api.model
    def _hold(self, connection) -> "Scope":
        """Return the scope of ``connection`` and keep it from changing until the end of the transaction.

        Under REPEATABLE READ a scope that was changed since this transaction began is a serialization failure.
        """
        connection.flush_recordset(["scope_mode", "scope_guests"])
        rows = self.env.execute_query(
            SQL(
                """SELECT guard.version, COALESCE(c.scope_mode, 'all'), COALESCE(c.scope_guests, 'in')
                     FROM ar_sync_scope_guard guard JOIN ar_sync_connection c ON c.id = guard.connection_id
                    WHERE c.id = %s FOR SHARE OF guard""",
                connection.id,
            )
        )
        version, mode, guests = rows[0] if rows else (0, "all", "in")
        return Scope(connection, version, mode, guests == "in")

    def _may_look(self) -> bool:
        """Tell whether tagged contacts are to be looked for now."""
        self.ensure_one()
        return self.looks_for_tagged and self.connection_id._ar_is_running()

    @api.model
    def _bump(self, connections) -> None:
        """Note that the scope of these connections changed; the sweep follows at once in the background."""
        self.env.flush_all()
        for connection in connections:
            self.env.cr.execute(
                SQL(
                    """INSERT INTO ar_sync_scope_guard (connection_id, company_id, version, swept, create_date)
                       VALUES (%s, %s, 1, 0, %s)
                       ON CONFLICT (connection_id) DO UPDATE SET version = ar_sync_scope_guard.version + 1""",
                    connection.id,
                    connection.company_id.id,
                    self.env.cr.now(),
                )
            )
        self.invalidate_model(flush=False)
        if connections:
            self.env["ar.sync.dispatch"]._dispatch("scope")


class Scope:
    """What a connection synchronises, as it was when this transaction began."""

    def __init__(self, connection, version: int, mode: str, guests: bool) -> None:
        self.connection = connection
        self.version = version
        self.mode = mode
        self.guests = guests

    @property
    def is_open(self) -> bool:
        """Tell whether everything is in: then nobody has to be asked for."""
        return self.mode == "all" and self.guests

    @property
    def was_never_narrowed(self) -> bool:
        """Tell whether nothing can be out of scope, nor ever was."""
        return self.is_open and not self.version

    def ids_in(self, owners) -> set:
        """Return those of these customers (remote ids; ``None`` for nobody) that are in the scope."""
        owners = set(owners)
        listed = self.connection.env["ar.sync.scope.customer"]._listed(self.connection, owners - {None})
        return {owner for owner in owners if is_in(self.mode, None if owner is None else owner in listed, self.guests)}

    def sql(self, owner: SQL) -> SQL:
        """Return the condition under which the customer ``owner`` (an expression; null for nobody) is in."""
        listed = SQL(
            """EXISTS (SELECT FROM ar_sync_scope_customer listed WHERE listed.connection_id = %s
                          AND listed.external_id = %s AND listed.is_listed)""",
            self.connection.id,
            owner,
        )
        by_mode = {"all": SQL("TRUE"), "only": listed, "except": SQL("NOT %s", listed)}[self.mode]
        return SQL("(CASE WHEN %s IS NULL THEN %s ELSE %s END)", owner, self.guests, by_mode)
