"""Receipts of payments that Odoo's own Stripe provider recorded: taking their money back opens the invoice."""

from odoo import models

from odoo.addons.ar_sync.models.ar_match_receipt_book import QUIET


class ArMatchReceipt(models.Model):
    _inherit = "ar.match.receipt"

    def _ar_open_own_payment(self, move, text: str, date, answers=None):
        """Settle what taking money back opened on the outstanding account of Odoo's own payment.

        :param move: the entry that took the money back.
        :param answers: items of Odoo's own payment of the refund, where there is one: they settle it.
        :return: the entry that put the rest on the customer, empty where there is none.
        """
        taken = move.line_ids.filtered(lambda line: line.ar_role == "reversal")
        sources = taken.matched_credit_ids.credit_move_id
        items = sources.ar_applied_line_id.filtered(lambda item: not item.reconciled and item._ar_stripe_transaction())
        made = self.env["account.move"]
        for item in items:
            answer = (answers or item.browse()).filtered(
                lambda line, item=item: line.account_id == item.account_id and not line.reconciled
            )
            if answer:
                self.env["account.move.line"].with_context(**QUIET)._reconcile_plan([item | answer])
            if not item.reconciled:
                made |= self._ar_put_on_customer(item, text, date)
        return made

    def _ar_put_on_customer(self, item, text: str, date):
        """Move what is open on the outstanding account to the customer: the invoice is open again for it."""
        receivable = item.move_id.line_ids.filtered(
            lambda line: line.account_id.account_type == "asset_receivable" and line.balance < 0
        )[:1]
        partner = item.partner_id.with_company(self.company_id)
        account = receivable.account_id or partner.property_account_receivable_id
        amount, balance = item.amount_residual_currency, item.amount_residual
        common = {"partner_id": item.partner_id.id, "currency_id": item.currency_id.id, "name": text}
        lines = [
            {**common, "account_id": item.account_id.id, "amount_currency": -amount, "balance": -balance},
            {**common, "account_id": account.id, "amount_currency": amount, "balance": balance},
        ]
        head = {"journal_id": self.company_id._ar_transfer_journal().id, "date": date, "ref": text}
        move = self.env["ar.stripe.balance.transaction"]._post_lines(head, self.company_id, lines)
        off, on_customer = move.line_ids.sorted("balance")
        Line = self.env["account.move.line"].with_context(**QUIET)
        Line._reconcile_plan([Line.browse((item | off).ids)])
        if receivable:
            paid = receivable.matched_debit_ids.debit_move_id
            receivable.with_context(ar_undoing=True, **QUIET).remove_move_reconcile()
            Line._reconcile_plan([Line.browse((receivable | on_customer).ids)])
            receivable._ar_pay_again(paid)
        return move


class AccountMoveLine(models.Model):
    _inherit = "account.move.line"

    def _ar_pay_again(self, items) -> None:
        """Settle items with what is left of this payment, the oldest first."""
        Line = self.env["account.move.line"].with_context(**QUIET)
        for item in items.sorted(lambda line: (line.date_maturity or line.date, line.id)):
            if not self.reconciled and not item.reconciled:
                Line._reconcile_plan([Line.browse((self | item).ids)])
