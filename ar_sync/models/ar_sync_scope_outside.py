"""What is known of objects that are out of scope: that they exist."""

from odoo import api, fields, models
from odoo.tools import SQL


class ArSyncScopeOutside(models.Model):
    """One remote object that is out of scope: its kind and id, the ids of its customer and of its payment.

    Nothing else of it is stored: no name, no amount, no text. The ids let its movements of money be told
    from others, and let it be found again when its customer enters the scope.
    """

    _name = "ar.sync.scope.outside"
    _description = "Object Out of Scope"
    _rec_name = "external_id"

    connection_id = fields.Many2one("ar.sync.connection", required=True, readonly=True, ondelete="cascade")
    company_id = fields.Many2one("res.company", required=True, readonly=True, index=True, ondelete="cascade")
    kind = fields.Char(required=True, readonly=True)
    external_id = fields.Char(string="Remote ID", required=True, readonly=True)
    owner_id = fields.Char(string="Customer ID", readonly=True, help="Empty: a payment without a customer.")

    _external_unique = models.UniqueIndex("(connection_id, external_id)", "This object is noted already.")
    _owner_index = models.Index("(connection_id, owner_id)")

    @api.model
    def _note(self, connection, kind: str, owners: dict) -> None:
        """Note objects of one kind, remote id -> id of the customer, as out of scope."""
        if not owners:
            return
        ids = sorted(owners)
        self.env.cr.execute(
            SQL(
                """INSERT INTO ar_sync_scope_outside AS t
                          (connection_id, company_id, kind, external_id, owner_id, create_date)
                   SELECT %s, %s, %s, s.external_id, s.owner_id, %s
                     FROM unnest(%s::varchar[], %s::varchar[]) AS s(external_id, owner_id)
                   ON CONFLICT (connection_id, external_id) DO UPDATE SET owner_id = EXCLUDED.owner_id
                    WHERE t.owner_id IS DISTINCT FROM EXCLUDED.owner_id AND EXCLUDED.owner_id IS NOT NULL""",
                connection.id,
                connection.company_id.id,
                kind,
                self.env.cr.now(),
                ids,
                [owners[i] for i in ids],
            )  # fmt: skip
        )
        self.invalidate_model(flush=False)

    @api.model
    def _owners(self, connection, external_ids) -> dict:
        """Return remote id -> id of the customer, for those of these objects that are noted."""
        return dict(
            self.env.execute_query(
                SQL(
                    """SELECT external_id, owner_id FROM ar_sync_scope_outside
                        WHERE connection_id = %s AND external_id = ANY(%s)""",
                    connection.id,
                    list(external_ids),
                )
            )
        )

    @api.model
    def _forget(self, connection, external_ids) -> list[str]:
        """Remove these objects from the note: they are in scope now. Return those that were noted."""
        rows = self.env.execute_query(
            SQL(
                """DELETE FROM ar_sync_scope_outside WHERE connection_id = %s AND external_id = ANY(%s)
                   RETURNING external_id""",
                connection.id,
                list(external_ids),
            )
        )
        self.invalidate_model(flush=False)
        return [external_id for (external_id,) in rows]
