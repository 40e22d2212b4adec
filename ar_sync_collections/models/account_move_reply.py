"""Invoices whose customer has written something that nobody has read, or is away."""

from datetime import date

from odoo import api, models
from odoo.fields import Domain
from odoo.tools import format_date

from odoo.addons.ar_sync.models.account_move_hold import Hold


class AccountMove(models.Model):
    _inherit = "account.move"

    def _ar_holds(self, purpose: str, day: date) -> dict[int, list[Hold]]:
        found = super()._ar_holds(purpose, day)
        if purpose != "chase":
            return found
        holds = self._ar_reply_holds(self.commercial_partner_id, self.company_id, day)
        for move in self:
            own = holds.get((move.commercial_partner_id.id, move.company_id.id))
            if own:
                found.setdefault(move.id, []).extend(own)
        return found

    @api.model
    def _ar_reply_holds(self, partners, companies, day: date) -> dict[tuple[int, int], list[Hold]]:
        """Return by customer and company what his mails have to do with ``day``."""
        unread = Domain("state", "=", "waiting") & Domain("is_automatic", "=", False)
        away = Domain("silent_until", ">", day)
        replies = (
            self.env["ar.collection.reply"]
            .sudo()
            .search(
                Domain("partner_id", "in", partners.ids) & Domain("company_id", "in", companies.ids) & (unread | away),
                order="id",
            )
        )
        holds: dict[tuple[int, int], list[Hold]] = {}
        for reply in replies:
            own = holds.setdefault((reply.partner_id.id, reply.company_id.id), [])
            if reply.state == "waiting" and not reply.is_automatic:
                own.append(Hold("unread_reply", self.env._("A reply waits to be read: %s", reply.display_name)))
            else:
                back = self.env._("Away until %s.", format_date(self.env, reply.silent_until))
                own.append(Hold("out_of_office", back, date.fromordinal(reply.silent_until.toordinal() - 1)))
        return holds

    def _ar_reply_subject(self, message_dict):
        """A mail on the thread of an invoice or credit note is about it."""
        self.ensure_one()
        if self.move_type not in ("out_invoice", "out_refund") or not self.commercial_partner_id:
            return None
        invoice = self if self.move_type == "out_invoice" and self.state == "posted" else self.browse()
        return self.commercial_partner_id, self.company_id, invoice
