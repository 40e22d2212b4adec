"""Customers: what they wrote, and addresses at which nothing arrives."""

from odoo import api, fields, models


class ResPartner(models.Model):
    _inherit = "res.partner"

    ar_undelivered_on = fields.Date(
        string="Mail Did Not Arrive",
        readonly=True,
        copy=False,
        index="btree_not_null",
        help="The last day on which a mail to this address came back. It is cleared when the address changes, or when "
        "somebody writes from it.",
    )
    ar_reply_ids = fields.One2many("ar.collection.reply", "partner_id", string="Replies", groups="ar_sync.group_user")
    ar_reply_count = fields.Integer(compute="_compute_ar_reply_count", groups="ar_sync.group_user")

    @api.depends("ar_reply_ids")
    @api.depends_context("allowed_company_ids")
    def _compute_ar_reply_count(self):
        groups = self.env["ar.collection.reply"]._read_group(
            [("partner_id", "in", self.commercial_partner_id.ids)], ["partner_id"], ["__count"]
        )
        counts = dict(groups)
        for partner in self:
            partner.ar_reply_count = counts.get(partner.commercial_partner_id, 0)

    def write(self, vals):
        if "email" in vals and "ar_undelivered_on" not in vals:
            marked = self.filtered(lambda row: row.ar_undelivered_on or row.message_bounce)
            changed = marked.filtered(lambda row: row.email != vals["email"])
            changed.sudo().write({"ar_undelivered_on": False, "message_bounce": 0})
        return super().write(vals)

    def _ar_mark_undelivered(self) -> None:
        """Remember that nothing arrives at this address."""
        self.write({"ar_undelivered_on": fields.Date.today()})
        # Odoo's own count, by which a mail from the address clears the mark again.
        self.filtered(lambda row: not row.message_bounce).write({"message_bounce": 1})

    def _message_receive_bounce(self, email, partner):
        """Who is asked for money counts as unreachable only where a message of ours came back."""
        counted = self
        if self.env.context.get("ar_collection_unproven_bounce"):
            customers = self.commercial_partner_id
            cases = self.env["ar.collection.case"].sudo().search([("partner_id", "in", customers.ids)])
            counted = self.filtered(lambda row: row.commercial_partner_id not in cases.partner_id)
        return super(ResPartner, counted)._message_receive_bounce(email, partner)

    def _message_reset_bounce(self, email):  # pylint: disable=missing-return
        super()._message_reset_bounce(email)
        self.filtered("ar_undelivered_on").sudo().write({"ar_undelivered_on": False})

    def _ar_reply_subject(self, message_dict):
        """A mail on the thread of a customer who owes something is about that."""
        self.ensure_one()
        customer = self.commercial_partner_id
        Reply = self.env["ar.collection.reply"]
        company = Reply._company_for(customer, message_dict)
        owing = self.env["ar.promise"]._open_invoices(customer, company) if company else self.env["account.move"]
        return (customer, company, self.env["account.move"]) if owing else None

    def action_ar_replies(self):
        """Open what this customer wrote."""
        self.ensure_one()
        self.check_access("read")
        action = self.env["ir.actions.act_window"]._for_xml_id("ar_sync_collections.ar_collection_reply_action")
        return {**action, "domain": [("partner_id", "=", self.commercial_partner_id.id)], "context": {}}
