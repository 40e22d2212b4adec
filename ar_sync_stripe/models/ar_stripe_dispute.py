"""Disputes: a customer's bank takes a charge back."""

from odoo import api, fields, models


class ArStripeDispute(models.Model):
    """A dispute. What moved is in the balance movements, never in the status."""

    _name = "ar.stripe.dispute"
    _description = "Stripe Dispute"
    _inherit = ["ar.stripe.mirror.money"]
    _rec_names_search = ["external_id", "charge_ref", "payment_intent_ref"]

    _mirror_links = {
        "charge_id": ("charge_ref", "ar.stripe.charge"),
        "payment_intent_id": ("payment_intent_ref", "ar.stripe.payment.intent"),
    }
    _mirror_page = "disputes"
    _mirror_words = {"status_label": "status", "reason_label": "reason"}

    amount = fields.Monetary(readonly=True)
    status = fields.Char(string="Status Code", readonly=True)
    status_label = fields.Char(string="Status", compute="_compute_words")
    reason_label = fields.Char(string="Reason", compute="_compute_words")
    reason = fields.Char(string="Reason Code", readonly=True)
    network_reason_code = fields.Char(readonly=True)
    charge_ref = fields.Char(string="Charge ID", readonly=True, index="btree_not_null")
    charge_id = fields.Many2one("ar.stripe.charge", readonly=True, index="btree_not_null", ondelete="set null")
    payment_intent_ref = fields.Char(string="Payment ID", readonly=True, index="btree_not_null")
    payment_intent_id = fields.Many2one(
        "ar.stripe.payment.intent", readonly=True, index="btree_not_null", ondelete="set null"
    )
    balance_transaction_refs = fields.Json(readonly=True, help="What it withdrew and gave back, at most two.")
    is_charge_refundable = fields.Boolean(readonly=True)
    has_evidence = fields.Boolean(readonly=True)
    submission_count = fields.Integer(string="Times Answered", readonly=True, aggregator=None)
    evidence_due_at = fields.Datetime(string="Answer Until", readonly=True)

    @api.model
    def _mirror_row(self, values, connection, currencies) -> dict:
        return {
            **self._mirror_base(values, connection),
            **self._mirror_money(values.currency, currencies, amount=values.amount_minor),
            "status": values.status,
            "reason": values.reason,
            "network_reason_code": values.network_reason_code,
            "charge_ref": values.charge_id,
            "payment_intent_ref": values.payment_intent_id,
            "balance_transaction_refs": [movement.id for movement in values.balance_transactions] or None,
            "is_charge_refundable": values.is_charge_refundable,
            "has_evidence": values.has_evidence,
            "submission_count": values.submission_count,
            "evidence_due_at": values.evidence_due_at,
        }

    @api.model
    def _mirror_children(self, readings) -> dict:
        movements = [movement for values in readings for movement in values.balance_transactions]
        return {"ar.stripe.balance.transaction": movements} if movements else {}

    @api.depends("amount", "currency_id", "currency_code", "created_at", "external_id")
    def _compute_display_name(self):
        for dispute in self:
            dispute.display_name = dispute._dated_name()

    # === ACTIONS === #

    def action_view_charge(self):
        """Open the charge that is disputed."""
        self.ensure_one()
        return self._open(self.charge_id) if self.charge_id else False

    def action_view_movements(self):
        """List what the dispute withdrew and gave back."""
        return self._open_list(
            "ar.stripe.balance.transaction",
            self.env._("Balance Movements"),
            [("source_ref", "=", self.external_id)],
        )
