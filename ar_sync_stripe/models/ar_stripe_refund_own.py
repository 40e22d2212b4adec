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

    def _settle_own_payment(self, move) -> None:
        """Settle what the refund's entry opened on the outstanding account of Odoo's own payment.

        :param move: the entry in which the money left the Stripe balance.
        """
        taken = move.line_ids.filtered(lambda line: line.ar_role == "reversal")
        partials = taken.matched_credit_ids
        items = partials.credit_move_id.ar_applied_line_id.filtered(
            lambda item: not item.reconciled and item._ar_stripe_transaction()
        )
        for item in items:
            answer = self._own_transaction().payment_id.move_id.line_ids.filtered(
                lambda line, item=item: line.account_id == item.account_id and not line.reconciled
            )
            if answer:
                self.env["account.move.line"].with_context(**QUIET)._reconcile_plan([item | answer])
            if not item.reconciled:
                self._open_own_payment(item)

    def _open_own_payment(self, item) -> None:
        """Put what is open on the outstanding account on the customer: the invoice is open again for it."""
        receivable = item.move_id.line_ids.filtered(
            lambda line: line.account_id.account_type == "asset_receivable" and line.balance < 0
        )[:1]
        amount, balance = item.amount_residual_currency, item.amount_residual
        common = {"partner_id": item.partner_id.id, "currency_id": item.currency_id.id, "name": self.external_id}
        account = receivable.account_id or item.partner_id.with_company(self.company_id).property_account_receivable_id
        lines = [
            {**common, "account_id": item.account_id.id, "amount_currency": -amount, "balance": -balance},
            {**common, "account_id": account.id, "amount_currency": amount, "balance": balance},
        ]
        head = {
            "journal_id": self.company_id._ar_transfer_journal().id,
            "date": self.connection_id._ar_local_date(self.created_at),
            "ref": self.env._("Refunded at Stripe: %s", self.external_id),
        }
        move = self.env["ar.stripe.balance.transaction"]._post_lines(head, self.company_id, lines)
        self.own_move_id = move
        Line = self.env["account.move.line"].with_context(ar_undoing=True, **QUIET)
        first, second = move.line_ids.sorted("balance")
        Line._reconcile_plan([item | first])
        if receivable:
            paid = receivable.matched_debit_ids.debit_move_id
            receivable.with_context(ar_undoing=True, **QUIET).remove_move_reconcile()
            Line._reconcile_plan([receivable | second])
            self._pay_again(receivable, paid)

    def _pay_again(self, receivable, items) -> None:
        """Settle items with what is left of a payment, in their order."""
        for item in items.sorted(lambda line: (line.date_maturity or line.date, line.id)):
            if not receivable.reconciled and not item.reconciled:
                self.env["account.move.line"].with_context(**QUIET)._reconcile_plan([receivable | item])

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
            self._pay_again(source, open_items)
