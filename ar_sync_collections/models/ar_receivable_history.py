"""Receivables as they were at the end of any day, read from the ledger by set queries."""

from datetime import timedelta

from odoo import api, models
from odoo.tools import SQL

from odoo.addons.ar_sync.protocol.money import minor

from ..forecasting.invoices import Invoice, Settlement

# So far back habits are learnt from and forecasts are judged on.
HISTORY_DAYS = 3 * 365
# In these journals a debit on a receivable account is money given back, and no claim.
MONEY_JOURNALS = ("bank", "cash", "credit")


class ArReceivableHistory(models.AbstractModel):
    """One way of asking what was open on a day.

    The ledger keeps no residual of the past, but what settled an item: ``account.partial.reconcile``, with the day
    from which it counts (``max_date``, the later date of its two sides). The residual at the end of a day is the item's
    amount less what settled it until then, in the company's currency and in the item's own. An exchange difference
    settles an item in the company's currency only. A payment that is taken back leaves no trace of itself here: the
    item was open all along. Drafts and cancelled entries are not there.
    """

    _name = "ar.receivable.history"
    _description = "Receivables of the Past"

    @api.model
    def _today(self, company):
        """Return the day that it is at a company."""
        return company._ar_collection_today()

    @api.model
    def _flush(self) -> None:
        for model in (
            "account.move",
            "account.move.line",
            "account.partial.reconcile",
            "account.journal",
            "res.partner",
        ):
            self.env[model].flush_model()

    @api.model
    def _items_sql(self, day, company_ids: list[int] | None = None) -> SQL:
        """Return the query of all items on receivable accounts that were open at the end of ``day``.

        Columns: ``id`` of the journal item, ``move_id``, ``company_id``, ``currency_id``, ``partner_id`` (the
        commercial one), ``date``, ``due``, ``residual`` and ``residual_currency``; negative is the customer's credit.
        """
        companies = SQL("AND line.company_id = ANY(%s)", company_ids) if company_ids is not None else SQL()
        return SQL(
            """SELECT * FROM (
                   SELECT line.id, line.move_id, line.company_id, line.currency_id, line.journal_id,
                          COALESCE(partner.commercial_partner_id, line.partner_id) AS partner_id,
                          line.date, COALESCE(line.date_maturity, line.date) AS due,
                          line.balance - COALESCE(paid.amount, 0) + COALESCE(used.amount, 0) AS residual,
                          line.amount_currency - COALESCE(paid.amount_currency, 0)
                              + COALESCE(used.amount_currency, 0) AS residual_currency
                     FROM account_move_line line
                     JOIN account_account account ON account.id = line.account_id
                LEFT JOIN res_partner partner ON partner.id = line.partner_id
                LEFT JOIN LATERAL (
                          SELECT SUM(part.amount) AS amount, SUM(part.debit_amount_currency) AS amount_currency
                            FROM account_partial_reconcile part
                           WHERE part.debit_move_id = line.id AND part.max_date <= %(day)s) paid ON TRUE
                LEFT JOIN LATERAL (
                          SELECT SUM(part.amount) AS amount, SUM(part.credit_amount_currency) AS amount_currency
                            FROM account_partial_reconcile part
                           WHERE part.credit_move_id = line.id AND part.max_date <= %(day)s) used ON TRUE
                    WHERE account.account_type = 'asset_receivable' AND line.parent_state = 'posted'
                      AND line.date <= %(day)s %(companies)s
                      AND (NOT line.reconciled OR line.id IN (
                              SELECT debit_move_id FROM account_partial_reconcile WHERE max_date > %(day)s
                               UNION ALL
                              SELECT credit_move_id FROM account_partial_reconcile WHERE max_date > %(day)s))
               ) item WHERE ABS(item.residual) > 0.00001 OR ABS(item.residual_currency) > 0.00001""",
            day=day,
            companies=companies,
        )

    @api.model
    def _invoices(self, company, today) -> dict[int, list[Invoice]]:
        """Return by currency the claims of a company, each with what settled it and when.

        Claims are debits on receivable accounts, one for each instalment, but not those of money given back. The
        country of the customer is its segment.
        """
        self._flush()
        places = {
            row.id: row.decimal_places for row in self.env["res.currency"].with_context(active_test=False).search([])
        }
        settlements = self._settlements(company, today, places)
        disputed = self._disputed_ever(company)
        found: dict[int, list[Invoice]] = {}
        for line_id, currency_id, partner_id, country_id, issued, due, amount in self.env.execute_query(
            SQL(
                "SELECT id, currency_id, partner_id, country_id, issued, due, amount_currency FROM (%s) claim",
                self._claims_sql(company, today),
            )
        ):
            found.setdefault(currency_id, []).append(
                Invoice(
                    partner_id,
                    issued,
                    due,
                    minor(amount, places[currency_id]),
                    settlements.get(line_id, ()),
                    country_id,
                    line_id in disputed,
                )
            )
        return found

    @api.model
    def _claims_sql(self, company, today) -> SQL:
        return SQL(
            """SELECT line.id, line.currency_id, COALESCE(partner.commercial_partner_id, line.partner_id) AS partner_id,
                      partner.country_id, COALESCE(move.invoice_date, line.date) AS issued,
                      COALESCE(line.date_maturity, line.date) AS due, line.amount_currency
                 FROM account_move_line line
                 JOIN account_account account ON account.id = line.account_id
                 JOIN account_move move ON move.id = line.move_id
                 JOIN account_journal journal ON journal.id = line.journal_id
            LEFT JOIN res_partner partner ON partner.id = line.partner_id
                WHERE account.account_type = 'asset_receivable' AND line.parent_state = 'posted'
                  AND line.company_id = %s AND line.amount_currency > 0 AND line.date <= %s
                  AND journal.type <> ALL(%s) AND (NOT line.reconciled OR line.date >= %s)""",
            company.id,
            today,
            list(MONEY_JOURNALS),
            today - timedelta(days=HISTORY_DAYS),
        )

    @api.model
    def _settlements(self, company, today, places: dict[int, int]) -> dict[int, tuple[Settlement, ...]]:
        """Return by claim what settled it; cash is what came through a journal of money."""
        rows = self.env.execute_query(
            SQL(
                """SELECT part.debit_move_id, part.debit_currency_id, part.max_date, part.debit_amount_currency,
                          journal.type = ANY(%s)
                     FROM account_partial_reconcile part
                     JOIN (%s) claim ON claim.id = part.debit_move_id
                     JOIN account_move_line credit ON credit.id = part.credit_move_id
                     JOIN account_journal journal ON journal.id = credit.journal_id
                    WHERE part.debit_amount_currency <> 0
                 ORDER BY part.id""",
                list(MONEY_JOURNALS),
                self._claims_sql(company, today),
            )
        )
        found: dict[int, list[Settlement]] = {}
        for line_id, currency_id, day, amount, is_cash in rows:
            found.setdefault(line_id, []).append(Settlement(day, minor(amount, places[currency_id]), is_cash))
        return {line_id: tuple(parts) for line_id, parts in found.items()}

    @api.model
    def _disputed_ever(self, company) -> frozenset[int]:
        """Return the journal items of a company that were contested at some time. Extension point."""
        return frozenset()
