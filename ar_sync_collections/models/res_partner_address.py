"""A person says whether an address works, where a machine's word is not enough; the reason is kept."""

from odoo import models
from odoo.exceptions import UserError
from odoo.tools import email_normalize


class ResPartner(models.Model):
    _inherit = "res.partner"

    def action_ar_address_bad(self):
        """Ask why this contact's address does not work."""
        return self._ar_ask_about_address(is_bad=True)

    def action_ar_address_good(self):
        """Ask why this contact's address works all the same."""
        return self._ar_ask_about_address(is_bad=False)

    def _ar_ask_about_address(self, is_bad: bool) -> dict:
        self.ensure_one()
        self.check_access("read")
        self.env["ar.collection.case"].check_access("write")
        if not email_normalize(self.email or "", strict=False):
            raise UserError(self.env._("This contact has no e-mail address."))
        return self.env["ar.collection.address"]._ask(self.email, is_bad)

    def _ar_with_address(self, address: str):
        """Return the contacts of an address that the user may see."""
        address = email_normalize(address or "", strict=False)
        return self.search([("email_normalized", "=", address)]) if address else self.browse()

    def _ar_say_address(self, is_bad: bool, reason: str) -> None:
        """Mark these contacts' addresses as not working, or as working again, and keep who said so and why.

        Where an address does not work, somebody is asked whether another contact may be written to; the messages that
        wait for it are planned anew.
        """
        subtype = "ar_sync_collections.mail_subtype_address_" + ("bad" if is_bad else "good")
        contacts = self.sudo()
        if is_bad:
            contacts._ar_mark_undelivered()
        else:
            contacts.write({"ar_undelivered_on": False, "message_bounce": 0})
        for contact in contacts:
            contact.message_post(
                body=reason, subtype_xmlid=subtype, author_id=self.env.user.partner_id.id, message_type="notification"
            )
        cases = self.env["ar.collection.case"].sudo().search([("partner_id", "in", contacts.commercial_partner_id.ids)])
        for contact in contacts:
            if is_bad:
                cases._ask_about_bounce(contact.email)
            else:
                cases._address_works(contact)
