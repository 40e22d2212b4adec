"""Disputes: a customer's bank takes a charge back."""

from odoo import api, fields, models


class ArStripeDispute(models.Model):
    """A dispute. What moved is in the balance movements, never in the status."""

    _name = "ar.stripe.dispute"
    _description = "Stripe Dispute"
    _inherit = ["ar.stripe.mirror.money", "mail.thread", "mail.activity.mixin"]
    _mail_post_access = "read"  # whoever may see it may note that something is done
    _rec_names_search = ["external_id", "charge_ref", "payment_intent_ref"]

    _mirror_applies = True  # what is lost is settled, and whoever answers is reminded
    _mirror_apply_on = ("status", "balance_transaction_refs", "evidence_due_at", "charge_ref", "amount")
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
    is_charge_refundable = fields.Boolean(string="Can Be Refunded", readonly=True)
    has_evidence = fields.Boolean(readonly=True)
    submission_count = fields.Integer(string="Times Answered", readonly=True, aggregator=None)
    evidence_due_at = fields.Datetime(string="Answer Until", readonly=True)

    receipt_id = fields.Many2one("ar.match.receipt", related="charge_id.receipt_id")
    partner_id = fields.Many2one("res.partner", string="Customer", related="charge_id.receipt_id.partner_id")
    invoice_ids = fields.Many2many("account.move", string="Invoices", compute="_compute_invoice_ids")
    withdrawn_amount = fields.Monetary(
        string="Withdrawn",
        compute="_compute_withdrawn_amount",
        currency_field="withdrawn_currency_id",
        help="What Stripe holds back at present, without its fee; an inquiry withdraws nothing.",
    )
    fee_amount = fields.Monetary(
        string="Fee", compute="_compute_withdrawn_amount", currency_field="withdrawn_currency_id"
    )
    withdrawn_currency_id = fields.Many2one("res.currency", compute="_compute_withdrawn_amount")
    settled_as = fields.Selection(
        [
            ("back", "The money came back"),
            ("reopened", "Invoices are open again"),
            ("written_off", "Written off"),
        ],
        string="In the Books",
        readonly=True,
        help="What became of the disputed money; empty while it is on the account of disputed receipts.",
    )
    settle_move_id = fields.Many2one(
        "account.move", string="Settled By", readonly=True, index="btree_not_null", ondelete="set null"
    )
    told_of = fields.Char(readonly=True, help="The state that was last told to whoever is responsible.")

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

    @api.depends("charge_id.receipt_id.line_ids.ar_applied_line_id")
    def _compute_invoice_ids(self):
        for dispute in self:
            dispute.invoice_ids = dispute.charge_id.receipt_id._ar_invoices_paid()

    @api.depends("balance_transaction_refs")
    def _compute_withdrawn_amount(self):
        movements = self._dispute_movements()
        by_source = movements.grouped(lambda row: (row.connection_id, row.source_ref))
        for dispute in self:
            own = by_source.get((dispute.connection_id, dispute.external_id), movements.browse())
            dispute.withdrawn_currency_id = own.currency_id[:1] or dispute.currency_id
            dispute.withdrawn_amount = -sum(own.mapped("amount"))
            dispute.fee_amount = sum(own.mapped("fee"))

    def _dispute_movements(self):
        """Return the movements of the balance that these disputes caused."""
        return self.env["ar.stripe.balance.transaction"].search(
            [
                ("connection_id", "in", self.connection_id.ids),
                ("source_ref", "in", self.mapped("external_id")),
                ("booking_kind", "in", ("dispute", "dispute_reversal")),
            ]
        )

    # === ACTIONS === #

    def action_view_charge(self):
        """Open the charge that is disputed."""
        self.ensure_one()
        return self._open(self.charge_id) if self.charge_id else False

    def action_view_receipt(self):
        """Open the receipt whose money is disputed."""
        self.ensure_one()
        return self._open(self.receipt_id) if self.receipt_id else False

    def action_view_settlement(self):
        """Open the entry by which the lost money was settled."""
        self.ensure_one()
        return self._open(self.settle_move_id) if self.settle_move_id else False

    def action_view_movements(self):
        """List what the dispute withdrew and gave back."""
        return self._open_list(
            "ar.stripe.balance.transaction",
            self.env._("Balance Movements"),
            [("source_ref", "=", self.external_id)],
        )
