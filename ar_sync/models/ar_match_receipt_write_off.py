"""Giving up: discounts, fees and small deductions, each with a reason and an entry of its own."""

from odoo import models
from odoo.fields import Command

from .ar_match_receipt import ROLE_WRITE_OFF
from .ar_match_share import Share

ROLE_GIVEN_UP = "given_up"


class ArMatchReceipt(models.Model):
    _inherit = "ar.match.receipt"

    def _write_offs_of(self, plan: dict) -> list[dict]:
        """Return the values of the entries that give up something beside these receipts.

        Made before the money is applied: Odoo computes a discount's taxes from what is open.
        """
        return [
            receipt._write_off_values(lines)
            for receipt in self
            if (lines := receipt._write_off_lines(plan.get(receipt) or []))
        ]

    def _write_off(self, values: list[dict]) -> None:
        """Book what is given up, and settle it against its items."""
        if values:
            moves = self.env["account.move"].with_context(**self._quiet_context()).create(values)
            moves._post(soft=False)
            self._reconcile_applied(moves.line_ids)

    def _write_off_values(self, lines: list[dict]) -> dict:
        """Return the values of the entry that gives up something beside this receipt."""
        return {
            "move_type": "entry",
            "company_id": self.company_id.id,
            "journal_id": self.company_id._ar_transfer_journal().id,
            "date": self.date,
            "ref": self.env._("Given up with %(receipt)s", receipt=self.name),
            "line_ids": [Command.create(line) for line in lines],
        }

    def _write_off_lines(self, shares: list[Share]) -> list[dict]:
        """Return the lines that give up what the shares say, each item at its own rate: no exchange difference."""
        return [
            line
            for share in shares
            for reason, amount in share.write_offs
            for line in self._write_off_pair(share.item, reason, amount)
        ]

    def _write_off_pair(self, item, reason, amount: float) -> list[dict]:
        """Return the lines that give up ``amount`` of one item: what it costs, and the item's credit."""
        rate = item.amount_residual / item.amount_residual_currency if item.amount_residual_currency else 1.0
        costs = self._discount_lines(item, amount) if reason.code == "discount" else []
        if not costs and reason.corrects_tax:
            costs = self._lines_with_tax(item, reason, amount, rate)
        if not costs:
            costs = [
                {
                    "name": self.env._("%(reason)s %(item)s", reason=reason.name, item=item._ar_item_number()),
                    "account_id": reason.account_id.id,
                    "partner_id": item.partner_id.id,
                    "currency_id": item.currency_id.id,
                    "amount_currency": amount,
                    "balance": item.company_currency_id.round(amount * rate),
                }
            ]
        credit = {
            "name": self.env._("%(reason)s %(item)s", reason=reason.name, item=item._ar_item_number()),
            "account_id": item.account_id.id,
            "partner_id": item.partner_id.id,
            "currency_id": item.currency_id.id,
            "amount_currency": -amount,
            "balance": -item.company_currency_id.round(sum(line["balance"] for line in costs)),
            "ar_role": ROLE_WRITE_OFF,
            "ar_applied_line_id": item.id,
        }
        rows = [*({**line, "ar_role": ROLE_GIVEN_UP} for line in costs), credit]
        return [{**line, "ar_receipt_id": self.id} for line in rows]

    def _discount_lines(self, item, amount: float) -> list[dict]:
        """Return Odoo's own lines for the invoice's early-payment discount, taxes corrected; else nothing.

        Odoo knows the discount of the whole item only, and only where the company has the account for it.
        """
        company = self.company_id
        whole = item.amount_currency - item.discount_amount_currency if item.discount_date else 0.0
        if not company.account_journal_early_pay_discount_loss_account_id or item.currency_id.compare_amounts(
            whole, amount
        ):
            return []
        balance = item.balance - item.discount_balance
        lines = item.move_id._get_invoice_counterpart_amls_for_early_payment_discount(
            [{"aml": item, "amount_currency": whole, "balance": balance}], balance
        )
        found = [dict(line) for rows in lines.values() for line in rows]
        booked = item.currency_id.round(sum(line["amount_currency"] for line in found))
        if item.currency_id.compare_amounts(booked, amount):
            return []
        common = {"currency_id": item.currency_id.id, "partner_id": item.partner_id.id}
        return [{**common, **line} for line in found]
