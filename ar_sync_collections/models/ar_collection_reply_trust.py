"""Whether a machine's mail is believed: an absence or a failed delivery counts where it answers a message of ours."""

from odoo import api, fields, models
from odoo.tools import email_normalize, email_split
from odoo.tools.mail import unfold_references


class ArCollectionReply(models.Model):
    """A customer's mail with somebody in copy is on our thread too, and so is that person's absence notice: it answers
    the customer, and says nothing of who was asked for money.
    """

    _inherit = "ar.collection.reply"

    answers_us = fields.Boolean(
        string="Answers Our Message",
        readonly=True,
        help="It refers to a message of ours, or came to the address for what is undelivered.",
    )

    def _is_believed(self) -> bool:
        """Tell whether what a machine says here may be acted on without a person."""
        return self.sender_is_known or self.answers_us

    @api.model
    def _is_answer_to_us(self, message_dict) -> bool:
        """Tell whether a mail answers a message of ours.

        What it answers is named first (``In-Reply-To``, RFC 5322); the whole thread (``References``) only counts where
        that is a message nobody knows here, as where a mail server gave ours another name.
        """
        for name in ("in_reply_to", "references"):
            named = unfold_references(message_dict.get(name) or "")
            known = self.env["mail.message"].sudo().search([("message_id", "in", named)]) if named else None
            if known:
                return any(message._ar_is_ours() for message in known)
        return False

    @api.model
    def _is_bounce_of_ours(self, message_dict) -> bool:
        """Tell whether a notice of failed delivery is about a message of ours, or came to the address for such."""
        addresses = {email_normalize(address) for address in email_split(message_dict.get("to") or "")}
        domains = self.env["mail.alias.domain"].sudo().search([("bounce_alias", "!=", False)])
        if addresses & set(domains.mapped("bounce_email")):
            return True
        message = message_dict.get("bounced_message")
        return bool(message and message.sudo()._ar_is_ours()) or self._is_answer_to_us(message_dict)
