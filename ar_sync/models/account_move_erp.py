"""Entries whose documents an ERP has, or is to have."""

from odoo import api, fields, models

#: What of an entry is told to an ERP besides its lines.
TOLD_FIELDS = frozenset(
    "name ref invoice_date invoice_date_due date partner_id invoice_payment_term_id payment_reference state".split()
)


class AccountMove(models.Model):
    _inherit = "account.move"

    ar_erp_kind = fields.Char(
        string="Taken Over As",
        readonly=True,
        copy=False,
        help="What an entry of the opening is in the ERP; “opening” where it settles what was settled there before.",
    )

    ar_erp_recognition_ids = fields.One2many(
        "ar.erp.recognition", "move_id", string="Revenue in the ERP", readonly=True, groups="ar_sync.group_user"
    )
    ar_erp_recognized = fields.Monetary(
        string="Recognised in the ERP",
        compute="_compute_ar_erp_recognized",
        currency_field="currency_id",
        groups="ar_sync.group_user",
    )
    ar_erp_deferred = fields.Monetary(
        string="Deferred in the ERP",
        compute="_compute_ar_erp_recognized",
        currency_field="currency_id",
        groups="ar_sync.group_user",
    )

    def _post(self, soft=True):
        posted = super()._post(soft)
        self.env["ar.erp.plan"]._touch(posted)
        return posted

    def button_draft(self):
        result = super().button_draft()
        self.env["ar.erp.plan"]._touch(self)
        return result

    def button_cancel(self):
        result = super().button_cancel()
        self.env["ar.erp.plan"]._touch(self)
        return result

    def write(self, vals):
        """A posted document that is changed is changed in the ERP too."""
        result = super().write(vals)
        if TOLD_FIELDS & vals.keys():
            self.env["ar.erp.plan"]._touch(self.filtered(lambda move: move.posted_before))
        return result

    @api.ondelete(at_uninstall=False)
    def _ar_erp_forget(self):
        """What is deleted here is taken back there."""
        self.env["ar.erp.plan"]._touch(self.filtered("posted_before"), gone=True)

    @api.depends("ar_erp_recognition_ids.recognized", "ar_erp_recognition_ids.deferred")
    def _compute_ar_erp_recognized(self):
        groups = self.env["ar.erp.recognition"]._read_group(
            [("move_id", "in", self.ids)], ["move_id"], ["recognized:sum", "deferred:sum"]
        )
        sums = {move.id: (recognized, deferred) for move, recognized, deferred in groups}
        for move in self:
            move.ar_erp_recognized, move.ar_erp_deferred = sums.get(move.id, (0.0, 0.0))
