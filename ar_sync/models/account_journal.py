"""Liquidity journals that stand for the account at a provider."""

from odoo import fields, models


class AccountJournal(models.Model):
    _inherit = "account.journal"

    ar_connection_id = fields.Many2one(
        "ar.sync.connection",
        string="AR Sync Connection",
        index="btree_not_null",
        ondelete="set null",
        check_company=True,
        help="This journal holds what the provider owes us, in the journal's currency.",
    )
    ar_booking = fields.Selection(
        [("single", "One entry per receipt"), ("daily", "One entry per day")],
        string="Receipts Are Booked As",
        default="single",
        required=True,
    )
