"""Receipts follow their bank transaction: what somebody does with it in Odoo's own screens counts."""

from odoo import fields, models

FACTS = {"amount", "amount_currency", "foreign_currency_id", "partner_id", "payment_ref", "date"}


class AccountBankStatementLine(models.Model):
    _inherit = "account.bank.statement.line"

    ar_return_note = fields.Char(
        string="Returned Payment",
        readonly=True,
        copy=False,
        help="Which payment this one takes back, or why a person has to decide it.",
    )

    def write(self, vals):
        result = super().write(vals)
        if not FACTS.isdisjoint(vals):
            self.sudo()._ar_follow()
        return result

    def _ar_suspense_amount(self) -> float:
        """Return how much of this line is still on the suspense account; positive: it came in.

        In the journal's currency, also where the line was sent in another one.
        """
        _liquidity, suspense, _other = self._seek_for_lines()
        if self.state != "posted":
            return 0.0
        left = -sum(suspense.mapped("amount_currency"))
        if not self.foreign_currency_id:
            return left
        return self.currency_id.round(self.amount * left / self.amount_currency) if self.amount_currency else 0.0

    def _ar_follow(self) -> None:
        """Bring the receipts of these lines in step with their entries.

        Money that a person put elsewhere is recorded elsewhere; money that is back on the suspense account
        is decided anew.
        """
        for line in self.exists().filtered("ar_receipt_ids"):
            receipts = line.ar_receipt_ids
            receipts._ar_note_released()
            waiting = receipts.filtered(lambda receipt: not receipt.move_id and receipt.state != "reversed")
            line._ar_refresh_facts(waiting)
            wanted = sum(waiting.mapped("settlement_amount"))
            if not waiting:
                continue
            if line.currency_id.compare_amounts(line._ar_suspense_amount(), wanted) < 0:
                waiting._ar_note_elsewhere()
            else:
                waiting.filtered(lambda receipt: receipt.state == "ignored")._ar_decide_anew()

    def _ar_refresh_facts(self, receipts) -> None:
        """Take over what was corrected on the line: amount, date and customer. The parts of a batch stay as read."""
        for receipt in receipts.filtered(lambda receipt: not receipt.statement_part):
            [values] = self._ar_receipt_rows({})
            kept = ("amount", "currency_id", "settlement_amount", "date", "reference_text")
            changed = {
                name: values[name]
                for name in kept
                if receipt._fields[name].convert_to_write(receipt[name], receipt) != values[name]
            }
            if values["partner_id"] and values["partner_id"] != receipt.partner_id.id:
                changed["partner_id"] = values["partner_id"]
            if changed:
                receipt._ar_through_gate().write(changed)
                if receipt.state == "review":
                    receipt._ar_decide_anew()
