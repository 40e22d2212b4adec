"""Customers: what they promised, and how often they kept it."""

from odoo import api, fields, models


class ResPartner(models.Model):
    _inherit = "res.partner"

    ar_promise_ids = fields.One2many("ar.promise", "partner_id", string="Promises", groups="ar_sync.group_user")
    ar_promise_count = fields.Integer(compute="_compute_ar_promises", groups="ar_sync.group_user")
    ar_promise_judged_count = fields.Integer(
        string="Promises Judged", compute="_compute_ar_promises", groups="ar_sync.group_user"
    )
    ar_promise_kept_share = fields.Float(
        string="Promises Kept",
        compute="_compute_ar_promises",
        groups="ar_sync.group_user",
        help="Of the promises whose time is over, how many were kept wholly and in time.",
    )

    @api.depends("ar_promise_ids.state")
    @api.depends_context("allowed_company_ids")
    def _compute_ar_promises(self):
        Promise = self.env["ar.promise"]
        customers = self.commercial_partner_id
        counts = dict(Promise._read_group([("partner_id", "in", customers.ids)], ["partner_id"], ["__count"]))
        shares = {}
        for (partner_id, _company), (kept, judged) in Promise._kept_shares(
            [("partner_id", "in", customers.ids)]
        ).items():
            before = shares.get(partner_id, (0, 0))
            shares[partner_id] = (before[0] + kept, before[1] + judged)
        for partner in self:
            customer = partner.commercial_partner_id
            kept, judged = shares.get(customer.id, (0, 0))
            partner.ar_promise_count = counts.get(customer, 0)
            partner.ar_promise_judged_count = judged
            partner.ar_promise_kept_share = kept / judged if judged else 0.0

    def action_ar_promises(self):
        """Open the promises of this customer."""
        self.ensure_one()
        self.check_access("read")
        action = self.env["ir.actions.act_window"]._for_xml_id("ar_sync_collections.ar_promise_action")
        customer = self.commercial_partner_id
        context = {"default_partner_id": customer.id, "default_covers": "balance"}
        return {**action, "domain": [("partner_id", "=", customer.id)], "context": context}
