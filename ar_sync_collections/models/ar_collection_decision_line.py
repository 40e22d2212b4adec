"""The invoices of a decision: what was asked for, and how much was open then."""

from odoo import fields, models


class ArCollectionDecisionLine(models.Model):
    """One open item as it stood in a message. ``reached`` is its own place in the sequence afterwards."""

    _name = "ar.collection.decision.line"
    _description = "Invoice of a Collection Decision"
    _order = "decision_id, due_on, id"
    _rec_name = "move_id"

    decision_id = fields.Many2one(
        "ar.collection.decision", required=True, readonly=True, index=True, ondelete="cascade"
    )
    company_id = fields.Many2one(related="decision_id.company_id", store=True, index=True)
    line_id = fields.Many2one(
        "account.move.line", string="Open Item", required=True, readonly=True, index=True, ondelete="cascade"
    )
    move_id = fields.Many2one(related="line_id.move_id", string="Invoice", store=True, index=True)
    currency_id = fields.Many2one(related="line_id.currency_id")
    due_on = fields.Date(string="Due", readonly=True)
    amount = fields.Monetary(string="Open Then", readonly=True)
    residual = fields.Monetary(related="line_id.amount_residual_currency", string="Open Now")
    is_asked = fields.Boolean(string="Asked For", readonly=True, help="Others were only shown in the statement.")
    is_escalation = fields.Boolean(
        string="Escalated", readonly=True, help="It was due, and the step was an escalation then."
    )
    reached = fields.Integer(string="Step Reached", readonly=True, help="Business days after the due date.")

    def _held(self, known):
        """Return those that are left alone now: for the invoice's sake, or an entry's for its customer's."""
        return self.filtered(lambda line: {line.move_id.id, -line.line_id.id} & known.holds.keys())
