"""The proof that the books say what the provider says."""

from odoo import api, fields, models


class ArSyncTieOut(models.Model):
    """One settlement currency of one connection: the provider's balance beside the ledger's."""

    _name = "ar.sync.tie.out"
    _description = "Tie-out"
    _order = "connection_id, currency_id"
    _rec_name = "currency_id"

    connection_id = fields.Many2one("ar.sync.connection", required=True, readonly=True, index=True, ondelete="cascade")
    company_id = fields.Many2one(related="connection_id.company_id", store=True, index=True)
    currency_id = fields.Many2one("res.currency", required=True, readonly=True)
    journal_id = fields.Many2one("account.journal", readonly=True)
    remote_balance = fields.Monetary(string="Provider's Balance", readonly=True)
    mirrored_balance = fields.Monetary(
        string="Sum of Movements", readonly=True, help="What the imported movements add up to."
    )
    ledger_balance = fields.Monetary(string="In the Books", readonly=True)
    waiting_amount = fields.Monetary(
        string="Not Booked", readonly=True, help="Movements that are imported and not yet in the books."
    )
    difference = fields.Monetary(
        string="Unexplained", readonly=True, help="Provider's balance less books less what is not booked yet."
    )
    is_tied_out = fields.Boolean(string="Tied Out", compute="_compute_is_tied_out")
    checked_at = fields.Datetime(readonly=True)

    _currency_unique = models.UniqueIndex("(connection_id, currency_id)", "One row per currency.")

    @api.depends("remote_balance", "ledger_balance", "currency_id")
    def _compute_is_tied_out(self):
        for row in self:
            row.is_tied_out = not row.currency_id.compare_amounts(row.remote_balance, row.ledger_balance)
