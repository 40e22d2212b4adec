"""What a company decides about promises, disputes and replies."""

from odoo import fields, models


class ResCompany(models.Model):
    _inherit = "res.company"

    ar_collection_reply_user_id = fields.Many2one(
        "res.users",
        string="Decides Replies",
        help="Gets the tasks about promises, disputes and replies of customers and invoices that have no salesperson.",
    )
    ar_collection_promise_grace_days = fields.Integer(
        string="Grace for Promises",
        default=1,
        help="So many working days after the promised day money still counts as on time: banks take a day.",
    )
    ar_collection_dispute_user_id = fields.Many2one(
        "res.users",
        string="Overdue Disputes Go To",
        help="Gets a task when a dispute is not settled by its deadline. Empty: its owner is reminded.",
    )

    _ar_collection_promise_grace_valid = models.Constraint(
        "CHECK (ar_collection_promise_grace_days >= 0 AND ar_collection_promise_grace_days <= 31)",
        "The grace for promises is from 0 to 31 days.",
    )
