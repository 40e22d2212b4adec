"""Documents that are looked at once more before anything of them is sent."""

import psycopg2

from odoo import api, fields, models
from odoo.tools import split_every

from ..logs import masked_logger

_logger = masked_logger(__name__)
#: Documents of one transaction.
BATCH = 100
#: How often a document is planned that cannot be; each night the count begins anew.
ATTEMPTS_MAX = 10


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
        """Plan documents anew, batch after batch, and commit each. Return how many are known to remain.

        What waits for the outcome of an earlier change stays here until that is known, and holds up no other.
        """
        domain = [("attempts", "<", ATTEMPTS_MAX), ("connection_id.is_erp", "=", True)]
        for numbers in split_every(BATCH, self.sudo().search(domain)._of_known_outcome().ids):
            rows = self.sudo().browse(numbers).try_lock_for_update()
            for connection, mine in rows.grouped("connection_id").items():
                mine._look_for(connection)
            self.env.cr.commit()  # pylint: disable=invalid-commit
        return 0

    def _of_known_outcome(self):
        """Return those that wait for no earlier change: nothing can be planned of the others yet."""
        if not self:
            return self
        places = [("connection_id", "in", self.connection_id.ids), ("erp_subject", "!=", False)]
        is_open = ("state", "in", ("sent", "unknown", "review"))
        rows = self.env["ar.sync.operation"].sudo().search_fetch([*places, is_open], ["res_model", "res_id", "state"])
        waiting = {(row.connection_id, row._ar_erp_key()) for row in rows if row._is_uncertain()}
        return self.filtered(lambda row: row.error or (row.connection_id, row.key) not in waiting)

    @api.model
    def _look_before(self, operation) -> int:
        """Plan the document of a change that is about to be sent, where that was asked for; return the last asking.

        Who changed the document while an earlier attempt was on its way has left it to this.
        """
        rows = self._about(operation)
        mine, ids = rows.try_lock_for_update(), rows.ids
        mine._look_for(operation.connection_id)
        # What another worker plans right now is not planned yet.
        return max(ids, default=0) if len(mine) == len(ids) else 0

    @api.model
    def _about(self, operation, after: int = 0):
        """Return what was asked for the document of a change, after the row with this id."""
        domain = [
            ("connection_id", "=", operation.connection_id.id),
            ("key", "=", operation._ar_erp_key()),
            ("attempts", "<", ATTEMPTS_MAX),
            ("id", ">", after),
        ]
        return self.sudo().search(domain)

    @api.model
    def _try_all_again(self, connection) -> None:
        """Have looked at once more what could not be planned so often that it was left."""
        rows = self.sudo().search([("connection_id", "=", connection.id), ("attempts", ">=", ATTEMPTS_MAX)])
        if rows:
            rows.attempts = 0
            self.env["ar.sync.dispatch"]._dispatch("erp")

    def _look_for(self, connection) -> None:
        keys = set(self.mapped("key"))
        if not keys:
            return
        try:
            with self.env.cr.savepoint():
                waiting = self.env["ar.erp.plan"]._plan_keys(connection, keys, is_again=True)
        except psycopg2.OperationalError:
            raise  # another transaction was first: the stage is done again
        except Exception as error:
            _logger.exception("%s: planning again", connection.name)
            for row in self:
                row.write({"attempts": row.attempts + 1, "error": f"{type(error).__name__}: {error}"})
            return
        self.filtered(lambda row: row.key not in waiting).unlink()
