"""Why and until when customers or invoices are left alone."""

from odoo import fields, models
from odoo.exceptions import UserError

from ..models.ar_collection_words import PAUSE_REASONS


class ArCollectionPause(models.TransientModel):
    """A pause with a reason and, where it is known, its end: it resumes itself."""

    _name = "ar.collection.pause"
    _description = "Pause Reminders"

    company_id = fields.Many2one("res.company", required=True, default=lambda self: self.env.company)
    case_ids = fields.Many2many("ar.collection.case", string="Customers")
    move_ids = fields.Many2many("account.move", string="Invoices")
    code = fields.Selection(PAUSE_REASONS, string="Why", required=True, default="agreed")
    note = fields.Char(
        string="In Your Words", help="Shown instead of the reason wherever it is asked why nothing was sent."
    )
    until = fields.Date(
        string="Until and Including",
        help="Reminders go on by themselves on the day after. Empty: until somebody resumes them.",
    )

    def action_pause(self):
        """Pause them."""
        self.ensure_one()
        self.env["ar.collection.case"].check_access("write")
        today = fields.Datetime.context_timestamp(self, fields.Datetime.now()).date()
        if self.until and self.until < today:
            raise UserError(self.env._("This day is over."))
        self.case_ids.check_access("write")
        self.move_ids.check_access("read")
        self.case_ids.sudo()._pause(self.until, self.code, self.note or "")
        self.move_ids._ar_collection_pause(self.until, self.code, self.note or "")
        return {"type": "ir.actions.act_window_close"}
