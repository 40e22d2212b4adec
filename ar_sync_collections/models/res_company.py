"""What a company decides about promises, disputes and replies."""

from odoo import fields, models


class ResCompany(models.Model):
    _inherit = "res.company"

    ar_collection_user_id = fields.Many2one(
        "res.users",
        string="Looks After Collections",
        help="Gets the tasks of customers and invoices that have no salesperson of their own.",
    )
    ar_collection_promise_grace_days = fields.Integer(
        string="Grace for Promises",
        default=1,
        help="So many working days after the promised day money still counts as on time: banks take a day.",
    )

    _ar_collection_promise_grace_valid = models.Constraint(
        "CHECK (ar_collection_promise_grace_days >= 0 AND ar_collection_promise_grace_days <= 31)",
        "The grace for promises is from 0 to 31 days.",
    )
