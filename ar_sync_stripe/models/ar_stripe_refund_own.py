"""Refunds of payments that Odoo's own Stripe provider recorded: the outstanding account is cleared, once.

The charge has cleared the payment's outstanding item. A refund takes the charge back, so that item is open again
for its part; what settles it is

- Odoo's own payment of the refund, where Odoo sent the refund or heard of it: it has the other side;
- else an entry of ours that puts the part on the customer again, so that the invoice is open for it. When Odoo
  hears of the refund later and records it too, that entry is taken back and Odoo's takes its place.
"""

from datetime import timedelta

from odoo import fields, models

from odoo.addons.ar_sync.models.ar_match_receipt_book import QUIET

# How long Odoo may take to record a refund that it knows of.
RECORDED_WITHIN = timedelta(hours=1)


class ArStripeRefund(models.Model):
    _inherit = "ar.stripe.refund"

    own_move_id = fields.Many2one(
        "account.move",
        string="Payment Opened By",
        readonly=True,
        index="btree_not_null",
        ondelete="set null",
        help="The entry that put a refund of Odoo's own payment on the customer; none where Odoo recorded it.",
    )

    def _own_transaction(self):
        """Return what Odoo's own provider knows of this refund."""
        return self.env["payment.transaction"].sudo().search(
            [("provider_reference", "=", self.external_id), ("provider_code", "=", "stripe")], limit=1
        )  # fmt: skip

    def _is_being_recorded(self) -> bool:
        """Tell whether Odoo is about to record this refund: its payment is waited for."""
        transaction = self._own_transaction()
        young = transaction and transaction.create_date > fields.Datetime.now() - RECORDED_WITHIN
        return bool(young and not transaction.payment_id and transaction.state not in ("cancel", "error"))

    def _settle_own_payment(self, receipt, move) -> None:
        """Settle what the refund's entry opened on the outstanding account of Odoo's own payment.

        :param move: the entry in which the money left the Stripe balance.
        """
        answers = self._own_transaction().payment_id.move_id.line_ids
        day = self.connection_id._ar_local_date(self.created_at)
        text = self.env._("Refunded at Stripe: %s", self.external_id)
        self.own_move_id = receipt._ar_open_own_payment(move, text, day, answers) or self.own_move_id

    def _replace_own_move(self, payment) -> None:
        """Let Odoo's own payment of this refund take the place of the entry we made for it."""
        self.ensure_one()
        move = self.own_move_id
        on_customer = move.line_ids.filtered(lambda line: line.account_id.account_type == "asset_receivable")
        source = on_customer.matched_credit_ids.credit_move_id
        item = (move.line_ids - on_customer).matched_debit_ids.debit_move_id
        self.env["ar.match.receipt"].sudo()._take_back_entries(move)
        self.own_move_id = False
        answer = payment.move_id.line_ids.filtered(lambda line: line.account_id == item.account_id)
        self.env["account.move.line"].with_context(**QUIET)._reconcile_plan([item | answer])
        invoices = payment.payment_transaction_id.source_transaction_id.invoice_ids
        open_items = invoices.line_ids.filtered(
            lambda line: line.account_id == source.account_id and line.balance > 0 and not line.reconciled
        )
        if source:
            source._ar_pay_again(open_items)
