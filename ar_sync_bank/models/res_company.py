"""What a company decides once for what its banks do."""

from odoo import fields, models


class ResCompany(models.Model):
    _inherit = "res.company"

    ar_return_fee_max = fields.Monetary(
        string="Fee of a Returned Payment",
        help="A return that takes up to this much more than the payment was: the rest is booked as the bank's fee. "
        "In the company's currency; zero: a person decides.",
    )

    _ar_return_fee_max_positive = models.Constraint(
        "CHECK (ar_return_fee_max >= 0)", "The fee of a returned payment is not negative."
    )
