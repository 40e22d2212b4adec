"""Money in transit: which of it a bank transaction may be, and what becomes of it when it comes back."""

import re

from odoo import api, models
from odoo.exceptions import UserError

from odoo.addons.ar_sync.matching.sets import SIZE_MAX, exact_sums
from odoo.addons.ar_sync.protocol.money import minor

from .ar_match_receipt_arrival import STEP

NAME_LENGTH_MIN = 4
# Of more than these, sets add up by chance.
ITEMS_MAX = 30
# Bank receipts that are looked at when new money is in transit.
WAKE_MAX = 200


class AccountMoveLine(models.Model):
    _inherit = "account.move.line"

    # === FINDING === #

    @api.model
    def _ar_find_in_transit(self, company, currency, date, sign: int = 1):
        """Return what is wholly open in transit and may arrive (``sign`` 1) or leave (-1) on a day, oldest first.

        :param currency: None for those of all currencies.
        """
        domain = [
            ("company_id", "=", company.id),
            ("account_id", "=", company.ar_transit_account_id.id),
            ("parent_state", "=", "posted"),
            ("reconciled", "=", False),
            ("statement_line_id", "=", False),
            ("date", "<=", date),
            ("amount_residual_currency", ">" if sign > 0 else "<", 0),
        ]
        if currency:
            domain.append(("currency_id", "=", currency.id))
        return self.search(domain, order="date, id").filtered(
            lambda item: (
                not item.currency_id.compare_amounts(item.amount_residual_currency, item.amount_currency)
                and date <= item._ar_transit_until()
            )
        )

    def _ar_named(self, text: str):
        """Return those whose own number the text has."""
        return self.filtered(lambda item: _has_one_of(item._ar_transit_numbers(), text))

    def _ar_told(self, text: str):
        """Return those whose sender the text has, as whole words."""
        return self.filtered(lambda item: _has_one_of(item._ar_transit_names(), text))

    def _ar_explain_arrival(self, amount: float, text: str):
        """Return which of these items a bank transaction of ``amount`` is; empty where that is not certain.

        What the text names by number has to be in it. Else the sender has to be told, and then one item alone has
        the amount, or one set of items alone adds up to it.
        """
        named, told = self._ar_named(text), self._ar_told(text)
        if named:
            return named._ar_with_rest(amount, told - named)
        equal = told.filtered(lambda item: not item.currency_id.compare_amounts(item.amount_residual_currency, amount))
        if equal:
            return equal if len(equal) == 1 else self.browse()
        return told._ar_one_set(amount)

    def _ar_with_rest(self, amount: float, others):
        """Return these items where they are the amount, or with the one set of ``others`` that makes it."""
        currency = self.currency_id[:1]
        rest = currency.round(amount - sum(self.mapped("amount_residual_currency")))
        if currency.is_zero(rest):
            return self
        more = others._ar_one_set(rest) if rest * amount > 0 else self.browse()
        return self | more if more else self.browse()

    def _ar_one_set(self, amount: float):
        """Return the one set of these items that adds up to ``amount``; empty where there is none or more than one."""
        if not self or len(self) > ITEMS_MAX:
            return self.browse()
        places = self.currency_id[:1].decimal_places
        parts = [(minor(abs(item.amount_residual_currency), places), 1) for item in self]
        found = exact_sums(parts, minor(abs(amount), places), size_max=SIZE_MAX, limit=2)
        if len(found.solutions) != 1 or not found.complete:
            return self.browse()
        return self.browse(item.id for item, taken in zip(self, found.solutions[0], strict=True) if taken)

    def _ar_wake_arrivals(self) -> None:
        """Have bank receipts decided again that may be this money: a bank can be faster than a provider's news."""
        if not self:
            return
        waiting = self.env["ar.match.receipt"].search(
            [
                ("company_id", "in", self.company_id.ids),
                ("rail", "=", "bank"),
                ("state", "=", "review"),
                ("move_id", "=", False),
                ("date", ">=", min(self.mapped("date"))),
            ],
            order="date, id",
            limit=WAKE_MAX,
        )
        woken = waiting.filtered(
            lambda receipt: (
                receipt.step != STEP
                and (self._ar_named(receipt._ar_arrival_text()) or self._ar_told(receipt._ar_arrival_text()))
            )
        )
        woken._ar_decide_anew()

    # === COMING BACK === #

    def _ar_leave_transit(self, reason: str):
        """Put bank transactions that were taken for this money back on their suspense accounts: a person decides."""
        partials = self.matched_debit_ids | self.matched_credit_ids
        lines = ((partials.debit_move_id | partials.credit_move_id) - self).move_id.statement_line_id
        found = super()._ar_leave_transit(reason)
        for line in lines:
            line._ar_free_from_transit(reason)
        return found


class AccountBankStatementLine(models.Model):
    _inherit = "account.bank.statement.line"

    def _ar_free_from_transit(self, reason: str) -> None:
        """Take money in transit out of this bank transaction wholly; in a locked period its entry stays as it is."""
        account = self.company_id.ar_transit_account_id
        items = self.move_id.line_ids.filtered(lambda item: item.account_id == account)
        receipts = self.ar_receipt_ids
        try:
            with self.env.cr.savepoint():
                items.with_context(ar_undoing=True).remove_move_reconcile()
                receipts._ar_take_back_beside()
                if items:
                    self._ar_unsettle(items)
                receipts._ar_through_gate().move_id = False
        except UserError:
            return
        for receipt in receipts.filtered(lambda receipt: receipt.state in ("ignored", "matched", "booked")):
            receipt._note_decision("review", reason=reason, step=STEP)


def _has_one_of(names: list[str], text: str) -> bool:
    """Tell whether the text is or has one of these names, as whole words."""
    return any(
        len(name) >= NAME_LENGTH_MIN and re.search(rf"(?<!\w){re.escape(name)}(?!\w)", text, re.IGNORECASE)
        for name in names
    )
