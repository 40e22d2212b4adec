"""Money in transit that had arrived and that the bank sends back: a payout to a closed account, say."""

from odoo import models

from odoo.addons.ar_sync.models.ar_match_receipt_book import QUIET


class AccountBankStatementLine(models.Model):
    _inherit = "account.bank.statement.line"

    def _ar_send_back_to_transit(self) -> bool:
        """Put this outgoing line in transit again, where it sends back the whole of what arrived from there.

        What comes first does not matter, nor in which period the arrival is: the provider's news that the money is
        back there settles it, or has done so and left the arrival open. Return whether that was done.
        """
        self.ensure_one()
        receipt = self._ar_arrival_sent_back()
        item = self._ar_items_of_transit(receipt.statement_line_id)
        if len(item) != 1 or self.currency_id.compare_amounts(item.amount_currency, self.amount):
            return False
        suspense = self._ar_suspense_lines()
        row = {
            "name": self.env._("Sent back: %s", item.name or receipt.name),
            "account_id": item.account_id.id,
            "partner_id": item.partner_id.id,
            "currency_id": suspense.currency_id.id,
            "amount_currency": -item.amount_currency,
            "balance": sum(suspense.mapped("balance")),
        }
        created = self._ar_settle({self: [row]})
        if not item.reconciled:
            self.env["account.move.line"].with_context(**QUIET)._reconcile_plan([created | item])
        self.ar_return_note = self.env._("Sends back %s: it is in transit to the provider again.", receipt.name)
        return True

    def _ar_arrival_sent_back(self):
        """Return the receipt of the one arrival that this line names and equals; empty where there is not one."""
        payments = self._ar_payments()
        name = payments[0].get("end_to_end_id")
        if len(payments) != 1 or not name or self.company_id.ar_sync_mode == "shadow":
            return self.env["ar.match.receipt"]
        found = self._ar_receipts_named([name], arrived=True).filtered(
            lambda receipt: not self.currency_id.compare_amounts(receipt.settlement_amount, -self.amount)
        )
        return found if len(found) == 1 else found.browse()

    def _ar_items_of_transit(self, lines):
        """Return the journal items in transit of bank transactions."""
        account = self.company_id.ar_transit_account_id
        return lines.move_id.line_ids.filtered(lambda item: item.account_id == account)


class AccountMoveLine(models.Model):
    _inherit = "account.move.line"

    def _ar_sent_back(self):
        """Return the open items with which banks sent back what of this money in transit had arrived."""
        partials = self.matched_debit_ids | self.matched_credit_ids
        arrived = ((partials.debit_move_id | partials.credit_move_id) - self).move_id.statement_line_id
        leaving = self.search(
            [
                ("account_id", "in", self.account_id.ids),
                ("parent_state", "=", "posted"),
                ("reconciled", "=", False),
                ("statement_line_id", "!=", False),
                ("balance", ">", 0),
            ]
        )
        found = super()._ar_sent_back()
        for item in leaving:
            receipt = item.statement_line_id._ar_arrival_sent_back()
            if receipt.statement_line_id & arrived:
                found |= item
        return found
