"""Money in transit that arrives at the bank: a provider's payout is no customer's payment."""

import re
from collections import Counter

from odoo import models

from odoo.addons.ar_sync.models.ar_match_receipt_book import QUIET

# Money in transit that is older than this, or younger than the arrival, is not what arrived.
TRANSIT_DAYS = 60
NAME_LENGTH_MIN = 4
# Kept on the receipt: an arrival that a person took back is not taken again.
STEP = "arrival"


class ArMatchReceipt(models.Model):
    _inherit = "ar.match.receipt"

    def _decide_and_act(self) -> None:
        """Clear money in transit first: where one item alone has the amount, and the text names who sent it."""
        rest = self - self.filtered("statement_line_id")._ar_take_arrivals()
        return super(ArMatchReceipt, rest)._decide_and_act() if rest else None

    def _ar_take_arrivals(self):
        """Book the receipts that are money in transit against it, and return them."""
        claims = {receipt: item for receipt in self if (item := receipt._ar_item_in_transit())}
        often = Counter(claims.values())
        arrived = self.browse()
        for receipt, item in claims.items():
            if often[item] == 1:
                receipt._ar_clear_transit(item)
                arrived |= receipt
        return arrived

    def _ar_item_in_transit(self):
        """Return the one open item of money in transit that this receipt is; empty where that is not certain."""
        Line = self.env["account.move.line"]
        account = self.company_id.ar_transit_account_id
        may_post = not self._is_shadow_mode() and self.state == "new" and self.step != STEP
        if not account or not may_post or self.move_id or self.statement_part:
            return Line
        open_items = Line.search(
            [
                ("company_id", "=", self.company_id.id),
                ("account_id", "=", account.id),
                ("parent_state", "=", "posted"),
                ("reconciled", "=", False),
                ("currency_id", "=", self.currency_id.id),
                ("amount_residual_currency", ">", 0),
            ]
        )
        same = open_items.filtered(
            lambda item: not self.currency_id.compare_amounts(item.amount_residual_currency, self.amount)
            and not self.currency_id.compare_amounts(item.amount_currency, self.amount)
            and 0 <= (self.date - item.date).days <= TRANSIT_DAYS
        )
        return same if len(same) == 1 and self._ar_names_one_of(same._ar_transit_names()) else Line

    def _ar_names_one_of(self, names: list[str]) -> bool:
        """Tell whether the payer or the text is or has one of these names, as whole words."""
        text = f"{self.payer_name or ''}\n{self.reference_text or ''}"
        return any(
            len(name) >= NAME_LENGTH_MIN and re.search(rf"(?<!\w){re.escape(name)}(?!\w)", text, re.IGNORECASE)
            for name in names
        )

    def _ar_clear_transit(self, item) -> None:
        """Put money in transit in place of the suspense line, and settle the two against each other."""
        line = self.statement_line_id
        self._check_on_suspense()
        suspense = line._ar_suspense_lines()
        values = {
            "name": self.env._("Arrived: %s", item.name or item.move_id.name),
            "account_id": item.account_id.id,
            "partner_id": item.partner_id.id,
            "currency_id": suspense.currency_id.id,
            "amount_currency": suspense.amount_currency,
            "balance": suspense.balance,
        }
        created = line._ar_settle({line: [values]})
        self.env["account.move.line"].with_context(**QUIET)._reconcile_plan([created | item])
        self._note_decision(
            "ignored",
            reason=self.env._("Money in transit that arrived: %s.", item.move_id.ref or item.move_id.name),
            step=STEP,
        )
