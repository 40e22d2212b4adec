"""Messages: ours, or somebody else's."""

from odoo import models


class MailMessage(models.Model):
    _inherit = "mail.message"

    def _ar_is_ours(self) -> bool:
        """Tell whether one of us, or Odoo for us, wrote this: no mail that came in, and no word of a customer."""
        self.ensure_one()
        users = self.author_id.user_ids
        return self.message_type != "email" and (not users or any(not user.share for user in users))
