"""Customers: what happened about what they owe, over all of their invoices."""

from odoo import api, fields, models

#: The invoices whose history a customer's page shows: the newest.
INVOICES_MAX = 40


class ResPartner(models.Model):
    _inherit = "res.partner"

    ar_last_seen_at = fields.Datetime(
        string="Last Seen in the Portal",
        compute="_compute_ar_last_seen_at",
        groups="ar_sync.group_user",
        help="When an invoice of this customer was last looked at in the portal.",
    )
    ar_has_timeline = fields.Boolean(compute="_compute_ar_has_timeline", groups="ar_sync.group_user")
    ar_timeline = fields.Html(
        string="What Happened", compute="_compute_ar_timeline", sanitize=False, groups="ar_sync.group_user"
    )

    def _compute_ar_last_seen_at(self):
        groups = self.env["ar.collection.trace"]._read_group(
            [("partner_id", "in", self.commercial_partner_id.ids)], ["partner_id"], ["at:max"]
        )
        seen = dict(groups)
        for partner in self:
            partner.ar_last_seen_at = seen.get(partner.commercial_partner_id)

    @api.depends_context("allowed_company_ids")
    def _compute_ar_has_timeline(self):
        for partner in self:
            partner.ar_has_timeline = bool(partner._ar_timeline_invoices(limit=1))

    @api.depends_context("allowed_company_ids")
    def _compute_ar_timeline(self):
        for partner in self:
            moves = partner._ar_timeline_invoices(limit=INVOICES_MAX)
            partner.ar_timeline = moves._ar_render_timeline(moves._ar_timeline_events())

    def _ar_timeline_invoices(self, limit: int):
        """Return the newest invoices of this customer in the companies that are chosen."""
        return self.env["account.move"].search(
            [
                ("commercial_partner_id", "=", self.commercial_partner_id.id),
                ("move_type", "=", "out_invoice"),
                ("state", "=", "posted"),
                ("company_id", "in", self.env.companies.ids),
            ],
            order="invoice_date desc, id desc",
            limit=limit,
        )
