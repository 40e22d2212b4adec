"""Moving money that is booked already: from on account to open items, also of another currency."""

from odoo import models
from odoo.exceptions import UserError
from odoo.fields import Command

from ..protocol.money import major, minor
from .ar_match_receipt import ROLE_APPLIED
from .ar_match_share import Share, signed_spread


class ArMatchReceipt(models.Model):
    _inherit = "ar.match.receipt"

    def _apply_booked(self, shares: list[Share]) -> list:
        """Apply money that is on account: directly where that is exact, else by a transfer entry.

        :return: pairs of journal items that the caller reconciles, all receipts' in one plan.
        """
        self.ensure_one()
        open_lines = self._open_lines()
        if not shares:
            return []
        if not open_lines:
            raise UserError(self.env._("The money of %s is not on account any more.", self.display_name))
        if not self._is_direct(open_lines, shares):
            self._transfer(open_lines, shares)
            return []
        item = shares[0].item
        open_lines.write({"ar_role": ROLE_APPLIED, "ar_applied_line_id": item.id})
        return [open_lines | item]

    def _is_direct(self, open_lines, shares: list[Share]) -> bool:
        """Tell whether reconciling the one open line with the one item gives exactly the wanted amounts."""
        if len(open_lines) != 1 or len(shares) != 1:
            return False
        item = shares[0].item
        same = item.account_id == open_lines.account_id and item.partner_id == open_lines.partner_id
        available = -open_lines.amount_residual_currency
        exact = min(available, item.amount_residual_currency)
        return same and not self.currency_id.compare_amounts(exact, shares[0].amount)

    def _apply_across(self, shares: list[Share]) -> None:
        """Apply money that is on account to items of another currency."""
        if shares:
            self.ensure_one()
            self._transfer(self._open_lines(), shares)

    def _transfer(self, open_lines, shares: list[Share]) -> None:
        """Write an entry that moves money from on account to the open items, and reconcile both sides."""
        Move = self.env["account.move"].with_context(**self._quiet_context())
        released = self._lines_to_release(open_lines, sum(share.amount for share in shares))
        release_lines = [self._release_line_values(line, part) for line, part in released]
        places = self._company_currency_places()
        total_minor = sum(minor(line["balance"], places) for line in release_lines)
        move = Move.create(self._transfer_values(release_lines + self._moved_lines(shares, total_minor)))
        move._post(soft=False)
        taken = move.line_ids.filtered(lambda line: line.ar_role == "release")
        self._reconcile_pairs([line | back for (line, _part), back in zip(released, taken, strict=True)])
        self._reconcile_applied(move.line_ids)

    def _lines_to_release(self, open_lines, amount: float) -> list:
        """Return (journal item, part) of the money on account that together make ``amount``."""
        left, released = self.currency_id.round(amount), []
        for line in open_lines:
            part = min(left, -line.amount_residual_currency)
            if self.currency_id.compare_amounts(part, 0) > 0:
                released.append((line, part))
                left = self.currency_id.round(left - part)
        return released

    def _moved_lines(self, shares: list[Share], total_minor: int) -> list[dict]:
        """Return the lines that take money off the account for items, with the exchange difference they make.

        An item of a foreign currency takes its share of the money's worth: Odoo books the difference to the
        item's own worth when the two are reconciled. An item of the company's currency can only take its
        amount; the rest of its share is gained or lost here.
        """
        lines = [self._applied_line_values(share) for share in shares]
        weights = [round(abs(share.amount) * 10**6) for share in shares]
        signs = [1 if share.amount >= 0 else -1 for share in shares]
        balances = [-part for part in signed_spread(total_minor, weights, signs)]
        places = self._company_currency_places()
        difference = 0
        for place, (share, line) in enumerate(zip(shares, lines, strict=True)):
            if share.item_amount is not None and share.item.currency_id == self.company_id.currency_id:
                exact = minor(line["amount_currency"], places)
                difference += balances[place] - exact
                balances[place] = exact
        self._set_balances(lines, balances)
        return [*lines, *self._exchange_lines(difference)]

    def _exchange_lines(self, difference_minor: int) -> list[dict]:
        """Return the line for what was gained (negative) or lost by the rate, in the company's currency."""
        if not difference_minor:
            return []
        company = self.company_id
        gained = difference_minor < 0
        account = company[f"{'income' if gained else 'expense'}_currency_exchange_account_id"]
        if not account:
            raise UserError(
                self.env._("%(company)s needs accounts for exchange gains and losses (Settings).", company=company.name)
            )
        amount = float(major(difference_minor, self._company_currency_places()))
        return [
            {
                "name": self.env._("Exchange difference %(receipt)s", receipt=self.name),
                "account_id": account.id,
                "partner_id": self.partner_id.commercial_partner_id.id,
                "currency_id": company.currency_id.id,
                "amount_currency": amount,
                "balance": amount,
                "ar_receipt_id": self.id,
            }
        ]

    def _release_line_values(self, line, amount: float) -> dict:
        """Return the line that takes ``amount`` off the on-account ``line``, at that line's own rate."""
        places = self._company_currency_places()
        share = amount / line.amount_residual_currency if line.amount_residual_currency else 0.0
        return {
            "name": self.name,
            "account_id": line.account_id.id,
            "partner_id": line.partner_id.id,
            "currency_id": line.currency_id.id,
            "amount_currency": amount,
            "balance": round(line.amount_residual * share, places),
            "ar_receipt_id": self.id,
            "ar_role": "release",
        }

    def _transfer_values(self, lines: list[dict]) -> dict:
        """Return the values of a transfer entry."""
        return {
            "move_type": "entry",
            "company_id": self.company_id.id,
            "journal_id": self.company_id._ar_transfer_journal().id,
            "date": self.date,
            "ref": self.env._("Applied %(receipt)s", receipt=self.name),
            "line_ids": [Command.create(line) for line in lines],
        }
