"""The account of credits that a company grants at Stripe."""

from odoo import api, fields, models


class ResCompany(models.Model):
    _inherit = "res.company"

    ar_credit_account_id = fields.Many2one("account.account", string="Customer Credits Granted", check_company=True)

    @api.model
    def _ar_account_kinds(self) -> dict:
        name = self.env._("Customer Credits Granted")
        return {**super()._ar_account_kinds(), "credit": ("ar_credit_account_id", "expense", False, name)}
