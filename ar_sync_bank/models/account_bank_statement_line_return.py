"""Bounced debits and returned payments: the receipt that is named is taken back, or a person is asked."""

from decimal import Decimal
from typing import NamedTuple

from odoo import models
from odoo.exceptions import UserError
from odoo.tools import SQL

from .ar_match_receipt_arrival import STEP


class Returned(NamedTuple):
    """What an outgoing bank transaction takes back.

    :param parts: receipt -> how much of it, in its currency.
    :param fee: what the bank charges beside that, in the currency that the money was sent in.
    """

    parts: dict
    fee: float = 0.0


class AccountBankStatementLine(models.Model):
    _inherit = "account.bank.statement.line"

    def _ar_take_returns(self) -> None:
        """Take back what these outgoing lines return, where they name it; note on the others that a person decides."""
        for line in self.sudo().filtered(lambda line: line._ar_is_return()):
            returned, why = line._ar_what_returns()
            try:
                with self.env.cr.savepoint():
                    if not why:
                        line._ar_take_back(returned)
                    elif not line._ar_send_back_to_transit():
                        line.ar_return_note = why
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

    def _ar_what_returns(self):
        """Return what this line takes back, as a :class:`Returned`, and else why that is not certain."""
        parts, fee = {}, 0.0
        payments = self._ar_payments()
        for payment in payments:
            # The other identifiers may be those of a whole batch.
            end_to_end_id = payment.get("end_to_end_id")
            names = [end_to_end_id] if end_to_end_id else payment.get("ids") or []
            if not names:
                return None, self.env._("It does not name the payment it takes back: reconcile it by hand.")
            amount = abs(float(Decimal(payment["amount"])))
            named = self._ar_receipts_named(names)
            whole = named.filtered(lambda one, amount=amount: self._ar_takes_all_of(one, amount))
            if len(whole) == 1 and whole not in parts:
                parts[whole] = whole.amount
            elif len(named) == 1 and end_to_end_id and len(payments) == 1:
                parts[named], fee, why = self._ar_another_amount(named, amount)
                if why:
                    return None, why
            else:
                return None, self._ar_why_not_one(named, names, amount)
        if self.company_id.ar_sync_mode == "shadow":
            told = ", ".join(receipt.name for receipt in parts)
            return None, self.env._("It takes back %s; shadow mode posts nothing.", told)
        return Returned(parts, fee), ""

    def _ar_why_not_one(self, named, names: list[str], amount: float) -> str:
        """Say why the receipts named are not the one that is taken back."""
        alike = named.filtered(lambda one: not self.currency_id.compare_amounts(one.settlement_amount, amount))
        return self.env._(
            "%(count)s receipts of %(amount)s are named %(names)s: reconcile it by hand.",
            count=len(alike),
            amount=self.currency_id.format(amount),
            names=", ".join(names),
        )

    def _ar_receipts_named(self, names: list[str], arrived: bool = False):
        """Return receipts of this journal that came with one of these identifiers and are not taken back.

        :param arrived: those that were money in transit, and no others.
        """
        Receipt = self.env["ar.match.receipt"]
        wanted = SQL("state NOT IN ('reversed', 'ignored')")
        if arrived:
            wanted = SQL("state = 'ignored' AND step = %s", STEP)
        Receipt.flush_model(["journal_id", "hints", "rail", "state", "step", "date"])
        rows = self.env.execute_query(
            SQL(
                """SELECT id FROM ar_match_receipt
                    WHERE journal_id = %s AND rail = 'bank' AND date <= %s AND %s AND (%s)""",
                self.journal_id.id,
                self.date,
                wanted,
                SQL(" OR ").join(
                    SQL("hints @> jsonb_build_array(jsonb_build_object('kind', 'id', 'value', %s::text))", name)
                    for name in names
                ),
            )
        )
        return Receipt.browse(row_id for (row_id,) in rows)

    def _ar_takes_all_of(self, receipt, amount: float) -> bool:
        """Tell whether ``amount`` of this line is the whole of a receipt of which nothing went back before."""
        sent = self._ar_sent_in_currency_of(receipt, amount)
        return (
            receipt.currency_id.is_zero(receipt.reversed_amount)
            and sent is not None
            and not receipt.currency_id.compare_amounts(sent, receipt.amount)
        )

    def _ar_sent_in_currency_of(self, receipt, amount: float) -> float | None:
        """Return what went back in the receipt's currency; nothing where the bank does not say it.

        A payment in another currency is whole, too, where as much of the account's currency went as had come.
        """
        if self.foreign_currency_id:
            same = self.foreign_currency_id == receipt.currency_id and len(self._ar_payments()) == 1
            return abs(self.amount_currency) if same else None
        if receipt.currency_id == self.currency_id:
            return amount
        came = not self.currency_id.compare_amounts(amount, receipt.settlement_amount)
        return receipt.amount if came and receipt.settlement_currency_id == self.currency_id else None

    def _ar_another_amount(self, receipt, amount: float):
        """Return which part of the one receipt named went back, the bank's fee beside it, and else why neither.

        Less than is left of the receipt is a part; a little more is the whole with a fee, up to the company's limit.
        """
        sent = self._ar_sent_in_currency_of(receipt, amount)
        if sent is None:
            return 0.0, 0.0, self.env._("It was paid in another currency: reconcile it by hand.")
        currency = receipt.currency_id
        left = currency.round(receipt.amount - receipt.reversed_amount)
        fee = currency.round(sent - left)
        if currency.compare_amounts(fee, 0) <= 0:
            return sent, 0.0, ""
        company = self.company_id
        worth = currency._convert(fee, company.currency_id, company, self.date)
        if company.currency_id.compare_amounts(worth, company.ar_return_fee_max) <= 0:
            return left, fee, ""
        why = self.env._(
            "It takes back %(receipt)s and %(fee)s more: the limit for fees of returned payments is %(limit)s. "
            "Reconcile it by hand.",
            receipt=receipt.name,
            fee=currency.format(fee),
            limit=company.currency_id.format(company.ar_return_fee_max),
        )
        return 0.0, 0.0, why

    def _ar_take_back(self, returned: Returned) -> None:
        """Book this line against the receipts that it takes back: their invoices are open again."""
        said = next(filter(None, (payment.get("return_text") for payment in self._ar_payments())), "")
        code = next(filter(None, (payment.get("return_code") for payment in self._ar_payments())), "")
        why = " ".join(filter(None, (code, said))) or self.payment_ref or ""
        reason = self.env._("Returned by the bank on %(date)s: %(why)s", date=self.date, why=why)
        receipts = self.env["ar.match.receipt"].union(*returned.parts)
        receipts._reverse_in_bank(self, returned, reason)
        self.ar_return_note = self._ar_note_of_return(receipts, returned)

    def _ar_note_of_return(self, receipts, returned: Returned) -> str:
        """Say what was taken back, and what the bank charged for it."""
        names = ", ".join(receipts.mapped("name"))
        currency = receipts.currency_id[:1]
        part = sum(returned.parts.values())
        if returned.fee:
            return self.env._(
                "Takes back %(receipts)s; the bank's fee of %(fee)s is booked.",
                receipts=names,
                fee=currency.format(returned.fee),
            )
        if len(receipts) == 1 and currency.compare_amounts(part, receipts.amount):
            return self.env._("Takes back %(part)s of %(receipts)s.", part=currency.format(part), receipts=names)
        return self.env._("Takes back %s.", names)
