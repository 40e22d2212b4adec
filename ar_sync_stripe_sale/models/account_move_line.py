"""Lines of subscriptions' invoices."""

from odoo import fields, models


class AccountMoveLine(models.Model):
    _inherit = "account.move.line"

    ar_is_partial_period = fields.Boolean(
        string="Part of a Period",
        readonly=True,
        copy=False,
        help="It bills or credits part of a subscription's period: its amount counts as invoiced, its quantity does "
        "not.",
    )
