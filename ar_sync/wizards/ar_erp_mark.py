"""Why changes for an ERP count as made."""

from odoo import fields, models
from odoo.exceptions import UserError


class ArErpMark(models.TransientModel):
    """A reason for one or many changes; for one, also which record of the ERP it is."""

    _name = "ar.erp.mark"
    _description = "Mark as Synced"

    company_id = fields.Many2one("res.company", required=True, default=lambda self: self.env.company)
    operation_ids = fields.Many2many("ar.sync.operation", string="Changes", required=True)
    external_id = fields.Char(
        string="ERP ID",
        help="Which record of the ERP it is. Without it, later changes of the document are not sent.",
    )
    reason = fields.Text(required=True, help="Whoever reads the books next year will ask.")

    def action_mark(self):
        """Count the changes as made."""
        self.ensure_one()
        self.check_access("write")
        if self.external_id and len(self.operation_ids) > 1:
            raise UserError(self.env._("Mark one change at a time to say which record of the ERP it is."))
        self.operation_ids._ar_erp_mark(self.reason, (self.external_id or "").strip())
        return {"type": "ir.actions.act_window_close"}
