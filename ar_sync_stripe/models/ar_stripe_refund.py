"""Refunds: money given back to a customer."""

from odoo import api, fields, models


class ArStripeRefund(models.Model):
    """A refund. One that succeeded can still fail days later; the money is then given back to us."""

    _name = "ar.stripe.refund"
    _description = "Stripe Refund"
    _inherit = ["ar.stripe.mirror.money"]
    _rec_names_search = ["external_id", "charge_ref", "payment_intent_ref"]

    _mirror_links = {
        "charge_id": ("charge_ref", "ar.stripe.charge"),
        "payment_intent_id": ("payment_intent_ref", "ar.stripe.payment.intent"),
        "customer_id": ("customer_ref", "ar.stripe.customer"),
        "balance_transaction_id": ("balance_transaction_ref", "ar.stripe.balance.transaction"),
        "failure_balance_transaction_id": (
            "failure_balance_transaction_ref",
            "ar.stripe.balance.transaction",
        ),
    }
    _mirror_page = "payments"
    _mirror_words = {
        "status_label": "status",
        "reason_label": "reason",
        "failure_label": "failure_reason",
        "destination_label": "destination_type",
    }

    amount = fields.Monetary(readonly=True)
    status = fields.Char(string="Status Code", readonly=True)
    status_label = fields.Char(string="Status", compute="_compute_words")
    reason_label = fields.Char(string="Reason", compute="_compute_words")
    reason = fields.Char(string="Reason Code", readonly=True)
    pending_reason = fields.Char(readonly=True)
    failure_reason = fields.Char(string="Failure Code", readonly=True)
    failure_label = fields.Char(string="Failure", compute="_compute_words")
    description = fields.Text(readonly=True)
    charge_ref = fields.Char(string="Charge ID", readonly=True, index="btree_not_null")
    charge_id = fields.Many2one("ar.stripe.charge", readonly=True, index="btree_not_null", ondelete="set null")
    payment_intent_ref = fields.Char(string="Payment ID", readonly=True, index="btree_not_null")
    payment_intent_id = fields.Many2one(
        "ar.stripe.payment.intent", readonly=True, index="btree_not_null", ondelete="set null"
    )
    customer_ref = fields.Char(string="Customer ID", readonly=True, index="btree_not_null")
    customer_account_ref = fields.Char(string="Account (API v2)", readonly=True)
    customer_id = fields.Many2one("ar.stripe.customer", readonly=True, index="btree_not_null", ondelete="set null")
    balance_transaction_ref = fields.Char(string="Movement ID", readonly=True, index="btree_not_null")
    balance_transaction_id = fields.Many2one(
        "ar.stripe.balance.transaction",
        string="Balance Movement",
        readonly=True,
        index="btree_not_null",
        ondelete="set null",
    )
    failure_balance_transaction_ref = fields.Char(
        string="Movement of Failure ID", readonly=True, index="btree_not_null"
    )
    failure_balance_transaction_id = fields.Many2one(
        "ar.stripe.balance.transaction",
        string="Movement of Failure",
        readonly=True,
        index="btree_not_null",
        ondelete="set null",
    )
    destination_type = fields.Char(string="Destination Code", readonly=True)
    destination_label = fields.Char(string="Returned To", compute="_compute_words")
    destination_reference = fields.Char(readonly=True, help="The reference the customer's bank can look up.")
    receipt_number = fields.Char(readonly=True)
    transfer_reversal_ref = fields.Char(string="Transfer Reversal", readonly=True)

    @api.model
    def _mirror_row(self, values, connection, currencies) -> dict:
        return {
            **self._mirror_base(values, connection),
            **self._mirror_money(values.currency, currencies, amount=values.amount_minor),
            "status": values.status,
            "reason": values.reason,
            "pending_reason": values.pending_reason,
            "failure_reason": values.failure_reason,
            "description": values.description,
            "charge_ref": values.charge_id,
            "payment_intent_ref": values.payment_intent_id,
            "customer_ref": values.customer_id,
            "customer_account_ref": values.customer_account_id,
            "balance_transaction_ref": values.balance_transaction_id,
            "failure_balance_transaction_ref": values.failure_balance_transaction_id,
            "destination_type": values.destination_type,
            "destination_reference": values.destination_reference,
            "receipt_number": values.receipt_number,
            "transfer_reversal_ref": values.transfer_reversal_id,
        }

    @api.model
    def _mirror_children(self, readings) -> dict:
        movements = [values.balance_transaction for values in readings if values.balance_transaction]
        return {"ar.stripe.balance.transaction": movements} if movements else {}

    def _stripe_page(self) -> tuple[str, str]:
        """A refund is looked at on the page of its payment."""
        return self._mirror_page, self.payment_intent_ref or self.charge_ref or ""

    @api.depends("amount", "currency_id", "currency_code", "created_at", "external_id")
    def _compute_display_name(self):
        for refund in self:
            refund.display_name = refund._dated_name()

    # === ACTIONS === #

    def action_view_charge(self):
        """Open the charge that is refunded."""
        self.ensure_one()
        return self._open(self.charge_id) if self.charge_id else False

    def action_view_balance_transaction(self):
        """Open the movement of the balance."""
        self.ensure_one()
        return self._open(self.balance_transaction_id) if self.balance_transaction_id else False
