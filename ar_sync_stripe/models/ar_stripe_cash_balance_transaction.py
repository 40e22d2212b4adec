"""Movements of customers' cash balances: bank transfers, ACH and wires that Stripe received for them."""

from odoo import api, fields, models

from ..payloads.balance_order import Change, ordered


class ArStripeCashBalanceTransaction(models.Model):
    """One movement of the money a customer sent by bank transfer and that is not ours until it is applied.

    What is applied to a payment reaches Stripe's balance by a charge, and the books by its receipt.
    """

    _name = "ar.stripe.cash.balance.transaction"
    _description = "Stripe Cash Balance Transaction"
    _inherit = ["ar.stripe.mirror.money"]
    _rec_names_search = ["external_id", "customer_ref", "reference", "sender_name"]

    _mirror_links = {
        "customer_id": ("customer_ref", "ar.stripe.customer"),
        "payment_intent_id": ("payment_intent_ref", "ar.stripe.payment.intent"),
        "refund_id": ("refund_ref", "ar.stripe.refund"),
    }
    _mirror_words = {"type_label": "type", "network_label": "network", "transfer_label": "transfer_type"}

    type = fields.Char(string="Type Code", readonly=True)
    type_label = fields.Char(string="Type", compute="_compute_words")
    customer_ref = fields.Char(string="Customer ID", readonly=True, index="btree_not_null")
    customer_id = fields.Many2one("ar.stripe.customer", readonly=True, index="btree_not_null", ondelete="set null")
    amount = fields.Monetary(readonly=True, help="Positive adds to what the customer has waiting.")
    ending_balance = fields.Monetary(
        string="Waiting After", readonly=True, aggregator=None, help="What the customer has waiting, not applied yet."
    )
    transfer_type = fields.Char(string="Transfer Code", readonly=True)
    transfer_label = fields.Char(string="Came By", compute="_compute_words")
    network = fields.Char(string="Network Code", readonly=True)
    network_label = fields.Char(string="Network", compute="_compute_words")
    reference = fields.Char(readonly=True, help="What the sender wrote.")
    sender_name = fields.Char(readonly=True)
    sender_bank = fields.Char(readonly=True)
    sender_last4 = fields.Char(string="Last Digits of Sender", readonly=True)
    payment_intent_ref = fields.Char(string="Payment ID", readonly=True, index="btree_not_null")
    payment_intent_id = fields.Many2one(
        "ar.stripe.payment.intent", readonly=True, index="btree_not_null", ondelete="set null"
    )
    refund_ref = fields.Char(string="Refund ID", readonly=True)
    refund_id = fields.Many2one("ar.stripe.refund", readonly=True, index="btree_not_null", ondelete="set null")
    balance_transaction_ref = fields.Char(string="Movement ID", readonly=True)
    is_latest = fields.Boolean(
        string="Unapplied Funds",
        compute="_compute_is_latest",
        search="_search_is_latest",
        help="The last movement of a customer's balance after which money waits.",
    )

    @api.model
    def _mirror_row(self, values, connection, currencies) -> dict:
        transfer = values.transfer
        return {
            **self._mirror_base(values, connection),
            **self._mirror_money(
                values.currency, currencies, amount=values.net_minor, ending_balance=values.ending_balance_minor
            ),
            "type": values.type,
            "customer_ref": values.customer_id,
            "transfer_type": transfer and transfer.type,
            "network": transfer and transfer.network,
            "reference": transfer and transfer.reference,
            "sender_name": transfer and transfer.sender_name,
            "sender_bank": transfer and transfer.sender_bank,
            "sender_last4": transfer and transfer.sender_last4,
            "payment_intent_ref": values.payment_intent_id,
            "refund_ref": values.refund_id,
            "balance_transaction_ref": values.balance_transaction_id,
        }

    # === UNAPPLIED FUNDS === #

    @api.model
    def _latest(self, domain: list):
        """Return, for each customer and currency, the last movement where money waits after it."""
        rows = self.search(domain, order="created_at, id")
        last = []
        for _key, same in rows.grouped(lambda row: (row.connection_id, row.customer_ref, row.currency_code)).items():
            by_id = {row.external_id: row for row in same}
            changes = [
                Change(row.external_id, row.created_at, row._minor(row.amount), row._minor(row.ending_balance))
                for row in same
            ]
            row = by_id[ordered(changes)[-1]]
            if row.ending_balance > 0:
                last.append(row.id)
        return self.browse(last)

    @api.depends("ending_balance", "customer_ref", "currency_code")
    def _compute_is_latest(self):
        latest = self._latest([("customer_ref", "in", self.mapped("customer_ref"))])
        for movement in self:
            movement.is_latest = movement in latest

    def _search_is_latest(self, operator, value):
        if operator != "in":
            return NotImplemented
        return [("id", "in", self._latest([]).ids)]

    @api.depends("amount", "currency_id", "currency_code", "created_at", "external_id")
    def _compute_display_name(self):
        for movement in self:
            movement.display_name = movement._dated_name()

    # === ACTIONS === #

    def action_view_customer(self):
        """Open the Stripe customer."""
        self.ensure_one()
        return self._open(self.customer_id) if self.customer_id else False

    def action_view_payment(self):
        """Open the payment it was applied to."""
        self.ensure_one()
        return self._open(self.payment_intent_id) if self.payment_intent_id else False
