"""Customers: whether auto-pay is offered, whether they agreed, and the invitation."""

from odoo import fields, models
from odoo.exceptions import UserError


class ResPartner(models.Model):
    _inherit = "res.partner"

    ar_autopay_choice = fields.Selection(
        [("company", "As the company decides"), ("offered", "Offered"), ("never", "Not offered")],
        string="Auto-Pay",
        default="company",
        help="Whether the customer sees the offer in the portal.",
    )
    ar_autopay_mandate_id = fields.Many2one(
        "ar.autopay.mandate", compute="_compute_ar_autopay", groups="ar_sync.group_user,account.group_account_readonly"
    )
    ar_autopay_words = fields.Char(
        string="Auto-Pay Now", compute="_compute_ar_autopay", groups="ar_sync.group_user,account.group_account_readonly"
    )
    ar_autopay_in_force = fields.Boolean(compute="_compute_ar_autopay")
    ar_autopay_next = fields.Char(
        string="Next Charge", compute="_compute_ar_autopay", groups="ar_sync.group_user,account.group_account_readonly"
    )
    ar_autopay_last = fields.Char(
        string="Last Charge", compute="_compute_ar_autopay", groups="ar_sync.group_user,account.group_account_readonly"
    )

    def _compute_ar_autopay(self):
        Mandate = self.env["ar.autopay.mandate"].sudo()
        states = dict(Mandate._fields["state"]._description_selection(self.env))
        for partner in self:
            commercial = partner.commercial_partner_id
            found = Mandate.search(
                [("partner_id", "=", commercial.id), ("company_id", "in", self.env.companies.ids)], order="id desc"
            )
            mandate = found.filtered(lambda row: row.state in ("active", "paused"))[:1] or found[:1]
            partner.ar_autopay_mandate_id = mandate
            partner.ar_autopay_words = states[mandate.state] if mandate else False
            partner.ar_autopay_in_force = mandate.state in ("active", "paused")
            partner.ar_autopay_next = mandate.next_charge_id._in_a_line()
            partner.ar_autopay_last = mandate.last_charge_id._in_a_line()

    def _ar_autopay_is_offered(self, company) -> bool:
        """Tell whether this customer is offered auto-pay by ``company``."""
        partner = self.commercial_partner_id
        if not company._ar_autopay_connection() or partner.ar_autopay_choice == "never":
            return False
        if partner.ar_autopay_choice == "offered":
            return company.ar_autopay_offer != "nobody"
        tags = company.ar_autopay_tag_ids
        return company.ar_autopay_offer == "everybody" or (
            company.ar_autopay_offer == "tagged" and bool((partner.category_id | self.category_id) & tags)
        )

    def action_ar_autopay_invite(self):
        """Send these customers a link to the page where they can agree to auto-pay."""
        self.env["ar.autopay.mandate"].check_access("write")
        company = self.env.company
        Mandate = self.env["ar.autopay.mandate"].sudo()
        for partner in self.commercial_partner_id:
            if not partner._ar_autopay_is_offered(company):
                raise UserError(self.env._("Auto-pay is not offered to %s: see the settings.", partner.display_name))
            if Mandate._of(partner, company):
                raise UserError(self.env._("%s has auto-pay already.", partner.display_name))
            mandate = Mandate._of(partner, company, ("invited",))[:1] or Mandate._new(partner, company)
            if not mandate._mail_to():
                raise UserError(self.env._("%s has no e-mail address.", partner.display_name))
            mandate._tell("ar_sync_autopay.mail_template_invitation")
            mandate.message_post(body=self.env._("Invited to auto-pay."))
        return {
            "type": "ir.actions.client",
            "tag": "display_notification",
            "params": {"type": "success", "message": self.env._("The invitation is on its way.")},
        }

    def action_ar_autopay_view(self):
        """Open this customer's mandates."""
        self.ensure_one()
        self.check_access("read")
        action = self.env["ir.actions.act_window"]._for_xml_id("ar_sync_autopay.ar_autopay_mandate_action")
        return {**action, "domain": [("partner_id", "=", self.commercial_partner_id.id)], "context": {}}
