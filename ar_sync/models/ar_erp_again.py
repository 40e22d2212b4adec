"""Documents that are looked at once more before anything of them is sent."""

from odoo import api, fields, models

from ..logs import masked_logger

_logger = masked_logger(__name__)
#: Documents of one transaction.
BATCH = 100


class ArErpAgain(models.Model):
    """A document that changed while its earlier change was on its way, or whose planning failed.

    The row is written in the transaction of the change, so nothing is forgotten whatever the worker sees meanwhile.
    """

    _name = "ar.erp.again"
    _description = "Document to Look at Again"
    _order = "id"
    _rec_name = "key"

    connection_id = fields.Many2one("ar.sync.connection", required=True, readonly=True, index=True, ondelete="cascade")
    company_id = fields.Many2one(related="connection_id.company_id", store=True, index=True)
    key = fields.Char(required=True, readonly=True)
    error = fields.Text(readonly=True, help="Why it could not be planned the last time.")
    attempts = fields.Integer(readonly=True)

    @api.model
    def _ask(self, connection, keys, error: str = "") -> None:
        """Have these documents looked at by the worker."""
        self.sudo().create([{"connection_id": connection.id, "key": key, "error": error} for key in sorted(keys)])
        self.env["ar.sync.dispatch"]._dispatch("erp")

    @api.model
    def _look(self) -> int:
        """Plan a batch of documents anew and commit. Return how many are known to remain.

        What waits for the outcome of an earlier change stays here until that is known.
        """
        rows = self.sudo().search([("attempts", "<", 10), ("connection_id.is_erp", "=", True)], limit=BATCH)
        rows = rows.try_lock_for_update()
        for connection, mine in rows.grouped("connection_id").items():
            mine._look_for(connection)
        self.env.cr.commit()  # pylint: disable=invalid-commit
        return 0

    def _look_for(self, connection) -> None:
        keys = set(self.mapped("key"))
        try:
            with self.env.cr.savepoint():
                waiting = self.env["ar.erp.plan"]._plan_keys(connection, keys, is_again=True)
        except Exception as error:
            _logger.exception("%s: planning again", connection.name)
            for row in self:
                row.write({"attempts": row.attempts + 1, "error": f"{type(error).__name__}: {error}"})
            return
        self.filtered(lambda row: row.key not in waiting).unlink()
