"""Money that Stripe moves from one of our balances to another of another currency: both sides clear each other."""

from datetime import timedelta
from decimal import Decimal

import psycopg2

from odoo import models
from odoo.fields import Command

from odoo.addons.ar_sync.models.ar_match_receipt_book import QUIET
from odoo.addons.ar_sync.protocol.masking import mask

from ..payloads.currency import to_minor

CONVERSION = "currency_conversion"
# Both sides are made at once; a second may pass between them.
APART = timedelta(seconds=5)


class ArStripeBalanceTransaction(models.Model):
    _inherit = "ar.stripe.balance.transaction"

    def _book_plain(self, connection) -> int:
        """Book conversions by themselves, the company's own currency first: what it says is what the other is worth."""
        own = connection.company_id.currency_id
        sides = self.filtered(lambda row: row.booking_kind == CONVERSION)
        count = super(ArStripeBalanceTransaction, self - sides)._book_plain(connection)
        for side in sides.sorted(lambda row: (row.currency_id != own, row.created_at, row.id)):
            count += side._book_side(connection)
        return count

    def _book_side(self, connection) -> int:
        """Book one side of a conversion, and clear it against the other where that is booked. Return 1 if it was."""
        try:
            with self.env.cr.savepoint():
                other = self._open_conversion_line(self._other_side())
                count = super()._book_plain(connection)  # pylint: disable=super-method-mismatch
                line = self._open_conversion_line(self)
                if line and other:
                    self.env["account.move.line"].with_context(**QUIET)._reconcile_plan([line | other])
                return count
        except psycopg2.OperationalError:
            raise
        except Exception as error:
            self.booked_note = mask(str(error))
            return 0

    def _entry_values(self, connection) -> dict:
        """Give the second side of a conversion the worth of the first; the rest is an exchange difference."""
        values = super()._entry_values(connection)
        other = self.booking_kind == CONVERSION and self._open_conversion_line(self._other_side())
        if not other:
            return values
        company = connection.company_id
        gross = values["line_ids"][-1][2]
        difference = company.currency_id.round(gross["balance"] + other.balance)
        if company.currency_id.is_zero(difference):
            return values
        account = (
            company.expense_currency_exchange_account_id
            if difference > 0
            else company.income_currency_exchange_account_id
        )
        if not account:
            return values
        gross["balance"] = -other.balance
        if self.currency_id == company.currency_id:
            gross["amount_currency"] = -other.balance
        rest = {
            "name": self.env._("Exchange difference of %s", self.external_id),
            "account_id": account.id,
            "currency_id": company.currency_id.id,
            "amount_currency": difference,
            "balance": difference,
        }
        values["line_ids"].append(Command.create(rest))
        return values

    def _open_conversion_line(self, side):
        """Return the open item on provider clearing of a side that is booked; empty where there is none."""
        account = side.connection_id.company_id.ar_clearing_account_id
        return side.move_id.line_ids.filtered(
            lambda line: line.account_id == account and line.parent_state == "posted" and not line.reconciled
        )

    def _other_side(self):
        """Return the other side of this conversion, where exactly one movement can be it.

        Stripe does not name it. It is of the same moment, another currency and the opposite sign, and one of the two
        says at which rate (docs.stripe.com/api/balance_transactions/object).
        """
        around = self.search(
            [
                ("connection_id", "=", self.connection_id.id),
                ("booking_kind", "=", CONVERSION),
                ("currency_id", "!=", self.currency_id.id),
                ("created_at", ">=", self.created_at - APART),
                ("created_at", "<=", self.created_at + APART),
            ]
        )
        found = around.filtered(lambda row: self.amount * row.amount < 0 and self._is_other_side(row))
        return found if len(found) == 1 and len(self._sides_like_this(found)) == 1 else self.browse()

    def _sides_like_this(self, other):
        """Return the movements that could be the other side of ``other`` as well as this one."""
        return self.search(
            [
                ("connection_id", "=", self.connection_id.id),
                ("booking_kind", "=", CONVERSION),
                ("currency_id", "=", self.currency_id.id),
                ("created_at", ">=", other.created_at - APART),
                ("created_at", "<=", other.created_at + APART),
            ]
        ).filtered(lambda row: row.amount * other.amount < 0 and row._is_other_side(other))

    def _is_other_side(self, other) -> bool:
        """Tell whether a rate that one side names leads from one amount to the other, to the last unit."""
        mine, theirs = (abs(to_minor(Decimal(str(row.amount)), row.currency_code)) for row in (self, other))
        rates = [Decimal(str(row.exchange_rate)) for row in (self, other) if row.exchange_rate]
        return any(abs(mine * rate - theirs) <= 1 or abs(theirs * rate - mine) <= 1 for rate in rates)
