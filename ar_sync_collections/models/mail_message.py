"""Messages: ours, or somebody else's."""

from odoo import models


class MailMessage(models.Model):
    _inherit = "mail.message"

    def _ar_is_ours(self) -> bool:
        """Tell whether one of us, or Odoo for us, wrote this: no mail that came in, and no word of a customer.

        A customer who writes through the link of an invoice needs no login.
        """
        self.ensure_one()
        author = self.sudo().author_id
        # Who left is archived, as Odoo's own user is.
        users = author.with_context(active_test=False).user_ids
        if self.message_type == "email":
            return False
        if users or not author or author.ref_company_ids:
            return not users or any(not user.share for user in users)
        invoices = [("commercial_partner_id", "=", author.commercial_partner_id.id), ("move_type", "=", "out_invoice")]
        return not self.env["account.move"].sudo().search_count(invoices, limit=1)
