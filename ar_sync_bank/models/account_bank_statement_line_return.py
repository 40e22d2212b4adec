"""Bounced debits and returned payments: the receipt that is named is taken back, or a person is asked."""

from decimal import Decimal

from odoo import models
from odoo.exceptions import UserError
from odoo.tools import SQL


class AccountBankStatementLine(models.Model):
    _inherit = "account.bank.statement.line"

    def _ar_take_returns(self) -> None:
        """Take back what these outgoing lines return, where they name it; note on the others that a person decides."""
        for line in self.sudo().filtered(lambda line: line._ar_is_return()):
            receipts, why = line._ar_returned_receipts()
            if why:
                line.ar_return_note = why
                continue
            try:
                with self.env.cr.savepoint():
                    line._ar_take_back(receipts)
            except UserError as error:
                line.ar_return_note = str(error)

    def _ar_is_return(self) -> bool:
        """Tell whether the bank says that this outgoing line takes back money that came in before."""
        self.ensure_one()
        marked = any(
            payment.get("return_code") is not None or payment.get("is_reversal") for payment in self._ar_payments()
        )
        return bool(
            marked
            and self.currency_id.compare_amounts(self.amount, 0) < 0
            and not self.journal_id.ar_connection_id
            and not self.is_reconciled
        )

    def _ar_returned_receipts(self):
        """Return the receipts that this line takes back, one for each payment, and else why that is not certain."""
        found = self.env["ar.match.receipt"]
        for payment in self._ar_payments():
            # The other identifiers may be those of a whole batch.
            end_to_end_id = payment.get("end_to_end_id")
            names = [end_to_end_id] if end_to_end_id else payment.get("ids") or []
            if not names:
                return found, self.env._("It does not name the payment it takes back: reconcile it by hand.")
            amount = abs(float(Decimal(payment["amount"])))
            receipts = self._ar_receipts_named(names, amount)
            if len(receipts) != 1 or receipts in found:
                why = self.env._(
                    "%(count)s receipts of %(amount)s are named %(names)s: reconcile it by hand.",
                    count=len(receipts),
                    amount=self.currency_id.format(amount),
                    names=", ".join(names),
                )
                return found, why
            found |= receipts
        if self.foreign_currency_id or found.currency_id != self.currency_id:
            return found, self.env._("It was paid in another currency: reconcile it by hand.")
        if self.company_id.ar_sync_mode == "shadow":
            return found, self.env._("It takes back %s; shadow mode posts nothing.", ", ".join(found.mapped("name")))
        return found, ""

    def _ar_receipts_named(self, names: list[str], amount: float):
        """Return receipts of this journal that came with one of these identifiers, of that amount, not taken back."""
        Receipt = self.env["ar.match.receipt"]
        Receipt.flush_model(["journal_id", "hints", "rail", "state", "settlement_amount", "date"])
        rows = self.env.execute_query(
            SQL(
                """SELECT id FROM ar_match_receipt
                    WHERE journal_id = %s AND rail = 'bank' AND date <= %s AND state NOT IN ('reversed', 'ignored')
                      AND (%s)""",
                self.journal_id.id,
                self.date,
                SQL(" OR ").join(
                    SQL("hints @> jsonb_build_array(jsonb_build_object('kind', 'id', 'value', %s::text))", name)
                    for name in names
                ),
            )
        )
        receipts = Receipt.browse(row_id for (row_id,) in rows)
        return receipts.filtered(
            lambda receipt: not self.currency_id.compare_amounts(receipt.settlement_amount, amount)
            and self.currency_id.is_zero(receipt.reversed_amount)
        )

    def _ar_take_back(self, receipts) -> None:
        """Book this line against the receipts that it takes back: their invoices are open again."""
        said = next(filter(None, (payment.get("return_text") for payment in self._ar_payments())), "")
        code = next(filter(None, (payment.get("return_code") for payment in self._ar_payments())), "")
        why = " ".join(filter(None, (code, said))) or self.payment_ref or ""
        reason = self.env._("Returned by the bank on %(date)s: %(why)s", date=self.date, why=why)
        receipts._reverse_in_bank(self, reason)
        self.ar_return_note = self.env._("Takes back %s.", ", ".join(receipts.mapped("name")))
