"""Collections in the block *AR Sync* of Odoo's settings."""

from odoo import api, fields, models


class ResConfigSettings(models.TransientModel):
    _inherit = "res.config.settings"

    ar_collection_reply_user_id = fields.Many2one(related="company_id.ar_collection_reply_user_id", readonly=False)
    ar_collection_promise_grace_days = fields.Integer(
        related="company_id.ar_collection_promise_grace_days", readonly=False
    )
    ar_collection_dispute_user_id = fields.Many2one(related="company_id.ar_collection_dispute_user_id", readonly=False)
    ar_collection_promise_days = fields.Integer(related="company_id.ar_collection_promise_days", readonly=False)
    ar_collection_on_promise = fields.Selection(related="company_id.ar_collection_on_promise", readonly=False)
    ar_collection_on_dispute = fields.Selection(related="company_id.ar_collection_on_dispute", readonly=False)
    ar_collection_on_document = fields.Selection(related="company_id.ar_collection_on_document", readonly=False)
    ar_collection_on_paid = fields.Selection(related="company_id.ar_collection_on_paid", readonly=False)
    ar_collection_on_redirect = fields.Selection(related="company_id.ar_collection_on_redirect", readonly=False)
    ar_collection_on_absence = fields.Selection(related="company_id.ar_collection_on_absence", readonly=False)
    ar_collection_on_note = fields.Selection(related="company_id.ar_collection_on_note", readonly=False)
    ar_collection_outside_words = fields.Char(compute="_compute_ar_collection_outside_words")

    @api.depends("company_id")
    def _compute_ar_collection_outside_words(self):
        for settings in self:
            model = self.env["ar.sync.connection"]._language_model_of(settings.company_id)
            name = model.account_name
            settings.ar_collection_outside_words = self.env._("On: %s", name) if model else self.env._("Off")
