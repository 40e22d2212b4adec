"""Why customers dispute: a list that every company can have its own way."""

import re

from odoo import api, fields, models
from odoo.exceptions import UserError


class ArDisputeReason(models.Model):
    _name = "ar.dispute.reason"
    _description = "Reason of a Dispute"
    _order = "sequence, id"

    name = fields.Char(required=True, translate=True, help="As the customer reads it in the portal.")
    sequence = fields.Integer(default=10)
    words = fields.Char(
        help="A dispute by e-mail that has one of these words gets this reason. Beginnings of words, in any language, "
        "with commas between them.",
    )
    active = fields.Boolean(default=True)
    in_portal = fields.Boolean(string="Customers Can Choose It", default=True)
    company_id = fields.Many2one("res.company", index=True, help="Empty: for every company.")
    user_id = fields.Many2one(
        "res.users",
        string="Owner",
        domain=[("share", "=", False)],
        help="Who looks into such disputes. Empty: whoever looks after the customer.",
    )
    days = fields.Integer(
        string="Days to Settle", default=5, required=True, help="Working days until it is settled or escalated."
    )

    _days_positive = models.Constraint("CHECK (days >= 0 AND days <= 365)", "Days to settle are from 0 to 365.")

    def _said_in(self, text: str):
        """Return the first of these reasons of which a text has a word; none where it has none of any."""
        said = text.casefold()
        for reason in self:
            words = [word.strip().casefold() for word in (reason.words or "").split(",")]
            if any(word and re.search(rf"(?<!\w){re.escape(word)}", said) for word in words):
                return reason
        return self.browse()

    def _for_company(self, company):
        """Return the reasons of a company."""
        return self.search([("company_id", "in", (company.id, False))])

    @api.ondelete(at_uninstall=False)
    def _unlink_except_used(self):
        if self.env["ar.dispute"].sudo().search_count([("reason_id", "in", self.ids)], limit=1):
            raise UserError(self.env._("There are disputes for this reason. Archive it instead."))
