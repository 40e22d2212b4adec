"""Whom to write to, and what to do where the address does not work."""

from odoo import models
from odoo.tools import email_normalize

#: Kinds of contacts, the best billing contact first.
KINDS = {"invoice": 0, "contact": 1, "other": 2, "delivery": 3}


class ArCollectionCase(models.Model):
    _inherit = "ar.collection.case"

    def _contact(self):
        """Return whom the customer's messages go to: as chosen, else the invoice address."""
        self.ensure_one()
        chosen = self.contact_id
        if chosen and chosen.active and chosen.commercial_partner_id == self.partner_id.commercial_partner_id:
            return chosen
        return self.env["res.partner"].browse(self.partner_id.address_get(["invoice"])["invoice"])

    def _language(self) -> str:
        """Return the language in which this customer is written to."""
        lang = self._contact().lang or self.partner_id.lang or self.company_id.partner_id.lang or "en_US"
        installed = dict(self.env["res.lang"].get_installed())
        return lang if lang in installed else "en_US"

    def _address_problem(self, contact) -> tuple[str, dict] | None:
        """Return why no e-mail can be sent to ``contact``; None where it can."""
        # Nothing leaves to an archived contact, whatever its address. Of several addresses each gets the message.
        if not contact.active or not _address(contact):
            return "no_address", {}
        if contact.message_bounce:
            return "bounced", {"address": contact.email}
        return None

    def _find_other_contact(self, contact):
        """Return another contact of the customer who may be written to: those for invoices first."""
        family = self.env["res.partner"].search([("id", "child_of", self.partner_id.id), ("id", "!=", contact.id)])
        used = _address(contact)
        able = family.filtered(lambda row: not self._address_problem(row) and _address(row) != used)
        return able.sorted(lambda row: (KINDS.get(row.type, 9), row.id))[:1]

    def _ask_for_address(self, contact, problem: str) -> None:
        """Ask a person whether another contact may be written to; once, as long as nobody answered."""
        other = self._find_other_contact(contact)
        self.sudo()._ar_through_gate().proposed_contact_id = other
        kind = self.env.ref("ar_sync_collections.mail_activity_type_address")
        if self.activity_ids.filtered(lambda row: row.activity_type_id == kind):
            return
        words = {"contact": contact.display_name or self.partner_id.display_name, "other": other.display_name or ""}
        if problem == "bounced":
            note = self.env._("Messages to %(contact)s come back.", **words)
        else:
            note = self.env._("%(contact)s has no e-mail address, or is archived.", **words)
        if other:
            note += " " + self.env._("May we write to %(other)s instead? Press “Use This Contact”.", **words)
        else:
            note += " " + self.env._("No other contact of the customer has an address: please find one.")
        self._ask_person("ar_sync_collections.mail_activity_type_address", self.env._("Find a billing contact"), note)

    def _ask_about_bounce(self, address: str):
        """Ask about another contact where messages go to an address that does not work; return the cases concerned."""
        address = email_normalize(address, strict=False)
        live = self.filtered(lambda case: address and case.company_id.ar_collection_mode != "shadow")
        concerned = live.filtered(lambda case: _address(case._contact()) == address)
        for case in concerned:
            case._ask_for_address(case._contact(), "bounced")
        return concerned

    def _address_works(self, contact) -> None:
        """End what was asked because of an address that works after all."""
        kind = "ar_sync_collections.mail_activity_type_address"
        for case in self.filtered(lambda row: _address(row._contact()) == _address(contact)):
            case._ar_through_gate().proposed_contact_id = False
            case.activity_feedback([kind])

    def _ask_person_through(self, moves) -> None:
        """Ask a person what comes after the last step for these invoices."""
        names = ", ".join(dict.fromkeys(moves.mapped("display_name")))
        note = self.env._("All steps of the sequence were taken and money is still owed: %s.", names)
        summary = self.env._("Decide what comes next")
        waiting = self.activity_ids.filtered(lambda row: row.summary == summary)[:1]
        if waiting:
            waiting.sudo().note = note
            return
        self._ask_person("ar_sync_collections.mail_activity_type_decide", summary, note)

    def _ask_person(self, kind: str, summary: str, note: str) -> None:
        """Give the responsible person a task on this case."""
        # In background work the user at hand is nobody: a task of his is seen by nobody.
        user = self._responsible() or self.company_id._ar_collection_anybody() or self.env.user
        self.with_context(mail_activity_quick_update=True).activity_schedule(
            kind, summary=summary, note=note, user_id=user.id, date_deadline=self._today()
        )


def _address(contact) -> str:
    """Return a contact's address; of several the first."""
    return email_normalize(contact.email or "", strict=False) or ""
