"""Why something that is owed is given up, and how much may be."""

from odoo import api, fields, models
from odoo.exceptions import ValidationError

CODES = ("discount", "bank_fee", "deduction", "rounding", "bad_debt", "other")
# Reasons for which the engine itself may give up a little, where the company says how much.
TOLERATED_CODES = ("bank_fee", "deduction")


class ArMatchReason(models.Model):
    """A reason for a write-off: its account, what a person may give up, and what the engine may."""

    _name = "ar.match.reason"
    _description = "Write-Off Reason"
    _order = "sequence, id"
    _check_company_auto = True

    name = fields.Char(required=True, translate=True)
    active = fields.Boolean(default=True)
    sequence = fields.Integer(default=10)
    company_id = fields.Many2one(
        "res.company", required=True, default=lambda self: self.env.company, index=True, ondelete="cascade"
    )
    currency_id = fields.Many2one(
        related="company_id.currency_id", string="Company Currency", related_sudo=False
    )
    code = fields.Selection(
        [
            ("discount", "Early-payment discount"),
            ("bank_fee", "Bank fee"),
            ("deduction", "Deduction"),
            ("rounding", "Rounding"),
            ("bad_debt", "Bad debt"),
            ("other", "Other"),
        ],
        string="Kind",
        required=True,
        default="other",
    )
    account_id = fields.Many2one(
        "account.account",
        required=True,
        check_company=True,
        domain="[('account_type', 'not in', ('asset_receivable', 'liability_payable', 'asset_cash'))]",
        help="What is given up is booked here.",
    )
    cap_amount = fields.Monetary(
        string="A Person May Give Up",
        help="At most so much on one receipt, in the company's currency; a Receivables manager may go beyond.",
    )
    automatic_amount = fields.Monetary(
        string="Given Up by Itself",
        help="Bank fees and deductions: a receipt that is short by no more than this settles its invoices. "
        "Nothing is given up by itself where this is zero.",
    )
    automatic_per_mille = fields.Integer(
        string="And Not More Than (‰)", default=10, help="Of what is open on the invoices together."
    )

    corrects_tax = fields.Boolean(
        help="The tax of the invoice is less by its part of what is given up: for bad debts and deductions for which "
        "your tax office takes tax back. Early-payment discounts follow their payment terms instead.",
    )

    _positive = models.Constraint(
        "CHECK (cap_amount >= 0 AND automatic_amount >= 0 AND automatic_per_mille BETWEEN 0 AND 999)",
        "A limit is an amount, and less than the whole.",
    )

    @api.constrains("code", "automatic_amount")
    def _check_automatic(self):
        for reason in self:
            if reason.automatic_amount and reason.code not in TOLERATED_CODES:
                raise ValidationError(self.env._("Only bank fees and deductions are given up by themselves."))

    def action_open(self):
        """Open the reasons of the company at hand; the usual ones are made on the way."""
        self.check_access("write")
        self._of_company(self.env.company)
        return self.env["ir.actions.act_window"]._for_xml_id("ar_sync.ar_match_reason_action")

    @api.model
    def _of(self, company, code: str):
        """Return the company's first reason of this kind; the usual ones are made when one is first needed."""
        return self._of_company(company).filtered(lambda reason: reason.code == code)[:1]

    @api.model
    def _of_company(self, company):
        """Return the company's reasons, in their order; the usual ones are made when they are first needed."""
        known = self.with_context(active_test=False).sudo().search([("company_id", "=", company.id)])
        if not known:
            known = self.sudo().create([{**row, "company_id": company.id} for row in self._usual(company)])
        return known.filtered("active").with_env(self.env)

    @api.model
    def _usual(self, company) -> list[dict]:
        """Return the reasons that every company begins with; none of them gives up anything by itself."""
        discount = company.account_journal_early_pay_discount_loss_account_id or company._ar_account("write_off")
        fee = company._ar_account("fee")
        rest = company._ar_account("write_off")
        rows = [
            ("discount", self.env._("Early-payment discount"), discount, 1_000.0),
            ("bank_fee", self.env._("Bank fee withheld"), fee, 50.0),
            ("deduction", self.env._("Small deduction"), rest, 50.0),
            ("rounding", self.env._("Rounding"), rest, 1.0),
            ("bad_debt", self.env._("Bad debt"), rest, 0.0),
        ]
        return [
            {"code": code, "name": name, "account_id": account.id, "cap_amount": cap, "sequence": place}
            for place, (code, name, account, cap) in enumerate(rows, 1)
        ]
