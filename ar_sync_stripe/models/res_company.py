"""What a company decides about Stripe: the account of credits it grants, and disputes."""

from odoo import api, fields, models


class ResCompany(models.Model):
    _inherit = "res.company"

    ar_credit_account_id = fields.Many2one("account.account", string="Customer Credits Granted", check_company=True)
    ar_dispute_lost = fields.Selection(
        [
            ("person", "A person decides"),
            ("reopen", "The invoices are open again"),
            ("credit_note", "Open again, with a draft credit note"),
            ("write_off", "The money is written off"),
        ],
        string="A Lost Dispute",
        default="person",
        required=True,
        help="What becomes of the money that a customer's bank took back for good.",
    )
    ar_dispute_reason_id = fields.Many2one(
        "ar.match.reason",
        string="Written Off As",
        check_company=True,
        help="Its account takes what is lost; where it is empty, bad debt.",
    )
    ar_dispute_user_id = fields.Many2one(
        "res.users",
        string="Answers Disputes",
        help="Is reminded of the day by which a dispute has to be answered; where it is empty, the salesperson.",
    )

    @api.model
    def _ar_account_kinds(self) -> dict:
        name = self.env._("Customer Credits Granted")
        return {**super()._ar_account_kinds(), "credit": ("ar_credit_account_id", "expense", False, name)}

    def _ar_dispute_reason(self):
        """Return the reason for which lost disputes are written off."""
        self.ensure_one()
        return self.ar_dispute_reason_id or self.env["ar.match.reason"]._of(self, "bad_debt")
