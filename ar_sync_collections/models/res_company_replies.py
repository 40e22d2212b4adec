"""What a company decides about promises, disputes and replies."""

from odoo import fields, models

#: How far a reply may act: noted, prepared for a person, or done.
POLICY = [("log", "Note it only"), ("suggest", "Suggest it"), ("do", "Do it")]
#: Which setting decides about what a reply says; anything else is for a person.
POLICIES = {
    "promise": "ar_collection_on_promise",
    "dispute": "ar_collection_on_dispute",
    "document": "ar_collection_on_document",
    "paid": "ar_collection_on_paid",
    "remittance": "ar_collection_on_paid",
    "redirect": "ar_collection_on_redirect",
    "out_of_office": "ar_collection_on_absence",
    "acknowledgement": "ar_collection_on_note",
}


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

    ar_collection_promise_days = fields.Integer(
        string="Promises Taken for",
        default=30,
        help="A promise by e-mail or in the portal whose day is further away than so many days is for a person.",
    )
    ar_collection_on_promise = fields.Selection(POLICY, string="A Promise", required=True, default="do")
    ar_collection_on_dispute = fields.Selection(POLICY, string="A Dispute", required=True, default="do")
    ar_collection_on_document = fields.Selection(POLICY, string="A Copy Is Wanted", required=True, default="suggest")
    ar_collection_on_paid = fields.Selection(
        [("log", "Note it only"), ("suggest", "Show the customer's money")],
        string="Has Paid Already",
        required=True,
        default="suggest",
    )
    ar_collection_on_redirect = fields.Selection(
        [("log", "Note it only"), ("suggest", "Suggest the new contact")],
        string="Somebody Else Is in Charge",
        required=True,
        default="suggest",
    )
    ar_collection_on_absence = fields.Selection(POLICY, string="Is Away", required=True, default="do")
    ar_collection_on_note = fields.Selection(POLICY, string="Takes Note", required=True, default="do")

    _ar_collection_promise_days_valid = models.Constraint(
        "CHECK (ar_collection_promise_days >= 0)", "Days that promises are taken for are not negative."
    )
    _ar_collection_promise_grace_valid = models.Constraint(
        "CHECK (ar_collection_promise_grace_days >= 0 AND ar_collection_promise_grace_days <= 31)",
        "The grace for promises is from 0 to 31 days.",
    )

    def _ar_reply_policy(self, label: str) -> str:
        """Return how far a reply that says ``label`` may act by itself: ``log``, ``suggest`` or ``do``."""
        self.ensure_one()
        if label == "bounce":
            return "do"
        return self[POLICIES[label]] if label in POLICIES else "log"

    def _ar_collection_may_send(self) -> bool:
        """Tell whether mails may leave by themselves: not while collections only show what they would do."""
        self.ensure_one()
        return "ar_collection_mode" not in self._fields or self["ar_collection_mode"] == "live"
