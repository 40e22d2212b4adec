"""How documents of customers went: what a replay of the past is made of."""

from odoo import models
from odoo.tools import SQL

from ..planning.replay import History


class ArCollectionCase(models.Model):
    _inherit = "ar.collection.case"

    def _histories(self, company, first, last) -> dict[int, list[History]]:
        """Return by customer the documents that were open at some time from ``first`` to ``last``."""
        self.env["account.move.line"].flush_model()
        self.env["account.partial.reconcile"].flush_model()
        settled = self._settlements(company, first)
        factor = 10**company.currency_id.decimal_places
        currencies: dict[int, tuple[str, int]] = {}
        found: dict[int, list[History]] = {}
        for line_id, partner_id, issued_on, due_on, amount, worth, currency_id, reversed_id in self._documents(
            company, first, last
        ):
            if currency_id not in currencies:
                currency = self.env["res.currency"].browse(currency_id)
                currencies[currency_id] = (currency.name, 10**currency.decimal_places)
            name, digits = currencies[currency_id]
            payments = tuple((day, round(part * digits)) for day, part in settled.get(line_id, ()))
            found.setdefault(partner_id, []).append(
                History(
                    key=f"{line_id:012d}",
                    issued_on=issued_on,
                    due_on=due_on,
                    amount_minor=round(amount * digits),
                    currency=name,
                    payments=payments,
                    worth_minor=round(worth * factor),
                    credits=f"{reversed_id:012d}" if reversed_id else "",
                )
            )
        return found

    def _documents(self, company, first, last) -> list[tuple]:
        return self.env.execute_query(
            SQL(
                """SELECT line.id, partner.commercial_partner_id, COALESCE(move.invoice_date, line.date),
                          COALESCE(line.date_maturity, move.invoice_date_due, line.date),
                          line.amount_currency, line.balance, line.currency_id, other.id
                     FROM account_move_line line
                     JOIN account_account account ON account.id = line.account_id
                                                 AND account.account_type = 'asset_receivable'
                     JOIN account_move move ON move.id = line.move_id
                     JOIN account_journal journal ON journal.id = move.journal_id
                     JOIN res_partner partner ON partner.id = line.partner_id
                LEFT JOIN LATERAL (SELECT MIN(item.id) AS id FROM account_move_line item
                                    JOIN account_account kind ON kind.id = item.account_id
                                   WHERE item.move_id = move.reversed_entry_id
                                     AND kind.account_type = 'asset_receivable') other ON TRUE
                    WHERE line.company_id = %(company)s AND line.parent_state = 'posted'
                      AND partner.commercial_partner_id = ANY(%(partners)s)
                      AND line.amount_currency <> 0 AND line.date <= %(last)s
                      AND (line.amount_currency < 0 OR move.move_type IN ('out_invoice', 'out_receipt')
                           OR (move.move_type = 'entry' AND journal.type IN ('general', 'sale')))
                      AND (NOT line.reconciled OR EXISTS (
                           SELECT FROM account_partial_reconcile partial
                            WHERE (partial.debit_move_id = line.id OR partial.credit_move_id = line.id)
                              AND partial.max_date >= %(first)s))
                    ORDER BY line.id""",
                company=company.id,
                partners=self.partner_id.ids,
                first=first,
                last=last,
            )
        )

    def _settlements(self, company, first) -> dict[int, list[tuple]]:
        """Return by item when how much of it was settled, with the item's sign."""
        rows = self.env.execute_query(
            SQL(
                """SELECT partial.debit_move_id, partial.max_date, partial.debit_amount_currency,
                          partial.credit_move_id, partial.credit_amount_currency
                     FROM account_partial_reconcile partial
                     JOIN account_move_line line ON line.id = partial.debit_move_id
                     JOIN res_partner partner ON partner.id = line.partner_id
                    WHERE partial.company_id = %s AND partner.commercial_partner_id = ANY(%s)""",
                company.id,
                self.partner_id.ids,
            )
        )
        found: dict[int, list[tuple]] = {}
        for debit_id, day, debit, credit_id, credit in rows:
            found.setdefault(debit_id, []).append((day, debit))
            found.setdefault(credit_id, []).append((day, -credit))
        return found
