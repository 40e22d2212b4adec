"""Why a difference stays."""

from odoo import fields, models


class ArSyncDriftNote(models.TransientModel):
    """A reason for one or many differences."""

    _name = "ar.sync.drift.note"
    _description = "Why a Difference Stays"

    company_id = fields.Many2one("res.company", required=True, default=lambda self: self.env.company)
    drift_ids = fields.Many2many("ar.sync.drift", string="Differences", required=True)
    reason = fields.Text(required=True, help="Whoever reads the books next year will ask.")

    def action_note(self):
        """Keep the reason with the differences."""
        self.ensure_one()
        self.check_access("write")
        self.drift_ids._note(self.reason)
        return {"type": "ir.actions.act_window_close"}
