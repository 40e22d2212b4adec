"""Receipts that a bank takes back: booked in the entry of the line with which the money left."""

from odoo import models
from odoo.exceptions import UserError

from odoo.addons.ar_sync.models.ar_match_receipt_book import QUIET
from odoo.addons.ar_sync.protocol.money import major, minor, spread


class ArMatchReceipt(models.Model):
    _inherit = "ar.match.receipt"

    def _reverse_in_bank(self, line, returned, reason: str) -> None:
        """Take these receipts back, wholly or in part, against the outgoing bank transaction ``line``.

        Money that was still on the suspense account is booked first, so that coming and going settle each other.

        :param returned: how much of each, and the bank's fee beside it (``Returned``).
        """
        self.filtered(lambda receipt: not receipt.move_id)._settle_in_bank({})
        *balances, fee_balance = self._balances_of_return(line, returned)
        sources, rows, reopened = [], [], []
        for receipt, balance in zip(self, balances, strict=True):
            receipt._take_back_entries(receipt._entries_not_divisible())
            of_receipt = receipt._lines_of_return(returned.parts[receipt])
            reopened += receipt._reopen(of_receipt)
            rows += receipt._counterpart_lines(of_receipt, balance)
            sources += [item for item, _part in of_receipt]
        rows += self._fee_lines_of_return(returned.fee, fee_balance)
        created = line._ar_settle({line: rows}, whole=True)[: len(sources)]
        Line = self.env["account.move.line"].with_context(**QUIET)
        Line._reconcile_plan([Line.browse((one | back).ids) for one, back in zip(sources, created, strict=True)])
        self._reapply(reopened)
        for receipt in self:
            if receipt.state == "new":
                receipt._set_state("review", reason=reason)
            receipt._note_reversed(returned.parts[receipt], reason)

    def _balances_of_return(self, line, returned) -> list[float]:
        """Return what went back of each receipt in the company's currency, and last the fee; they make the whole."""
        places = self.company_id.currency_id.decimal_places
        total = minor(-sum(line._seek_for_lines()[0].mapped("balance")), places)
        # The payments of a batch may have come in several currencies: what they were in the account's one counts.
        weights = [
            round(receipt.settlement_amount * returned.parts[receipt] / receipt.amount * 10**6) for receipt in self
        ]
        first = self[0]
        weights.append(round(first.settlement_amount * returned.fee / first.amount * 10**6))
        return [float(major(part, places)) for part in spread(total, weights)]

    def _lines_of_return(self, amount: float) -> list:
        """Return (journal item, part) of this receipt that make ``amount``. Raise UserError where they do not."""
        sources = self._lines_to_take_back(amount)
        if self.currency_id.compare_amounts(sum(part for _line, part in sources), amount):
            text = self.env._("%s: its money is not where it was booked. Reconcile it by hand.", self.name)
            raise UserError(text)
        return sources

    def _fee_lines_of_return(self, fee: float, balance: float) -> list[dict]:
        """Return the line for what the bank charges for a return, if it does."""
        if self.currency_id[:1].is_zero(fee):
            return []
        [receipt] = self
        return [
            {
                "name": self.env._("Bank fee of the return of %(receipt)s", receipt=receipt.name),
                "account_id": receipt.company_id._ar_account("fee").id,
                "currency_id": receipt.currency_id.id,
                "amount_currency": fee,
                "balance": balance,
                "ar_receipt_id": receipt.id,
                "ar_role": "fee",
            }
        ]
