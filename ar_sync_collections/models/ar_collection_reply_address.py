"""A notice of failed delivery that is not proven: a person says whether it is true."""

from odoo import api, fields, models


class ArCollectionReply(models.Model):
    _inherit = "ar.collection.reply"

    bounced_address = fields.Char(string="Did Not Arrive At", compute="_compute_bounced_address")
    bounced_is_marked = fields.Boolean(compute="_compute_bounced_address")

    @api.depends("is_bounce", "intent_ids.quote", "partner_id")
    def _compute_bounced_address(self):
        for reply in self:
            quote = reply.intent_ids.filtered(lambda row: row.label == "bounce")[:1].quote
            reply.bounced_address = reply.is_bounce and (quote or reply.email_from)
            contacts = self.env["res.partner"]._ar_with_address(reply.bounced_address)
            reply.bounced_is_marked = bool(contacts.filtered("message_bounce"))

    def action_address_bad(self):
        """Believe the notice: nothing arrives at this address."""
        return self._ask_about_address(is_bad=True)

    def action_address_good(self):
        """Do not believe it: the address works."""
        return self._ask_about_address(is_bad=False)

    def _ask_about_address(self, is_bad: bool) -> dict:
        self.ensure_one()
        self._check_may_decide()
        said = " ".join((self.new_text or self.subject or "").split())[:200] if is_bad else ""
        values = {"reply_id": self.id, "reason": said}
        return self.env["ar.collection.address"]._ask(self.bounced_address, is_bad, **values)
