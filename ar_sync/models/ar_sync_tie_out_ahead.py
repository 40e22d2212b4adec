"""Money that an ERP keeps beside receivables until it is used: a customer's deposits."""

from datetime import date

from odoo import models
from odoo.tools import SQL


class ArSyncConnection(models.Model):
    """Taken over, such money is a payment on the customer's account here, so that it can be used.

    The ERP's control account knows of it only what was applied. What was not is left out when the two are compared.
    """

    _inherit = "ar.sync.connection"

    def _ar_erp_receivables(self, accounts: dict, days: list[date], is_split: bool) -> dict:
        found = super()._ar_erp_receivables(accounts, days, is_split)
        for day in days:
            for currency, amount, balance in self._ar_erp_ahead(accounts, day):
                key, unused = (currency, amount) if is_split else (self.company_id.currency_id, balance)
                found[day][key] = found[day].get(key, 0.0) + unused
        return found

    def _ar_erp_ahead(self, accounts: dict, day: date) -> list[tuple]:
        """Return (currency, amount, its worth in the company's) of what was received ahead and not used by a day.

        It is used on the day on which it is applied, as in the ERP, however old it and the invoice are.
        """
        account_ids = [account.id for rows in accounts.values() for account in rows]
        self.env.flush_all()
        rows = self.env.execute_query(
            SQL(
                """SELECT line.currency_id, SUM(-line.amount_currency - COALESCE(used.amount_currency, 0)),
                          SUM(-line.balance - COALESCE(used.amount, 0))
                     FROM ar_sync_binding tie
                     JOIN ar_erp_document doc ON doc.connection_id = tie.connection_id
                          AND doc.subject = tie.kind AND doc.external_id = tie.external_id
                     JOIN account_move_line line ON line.move_id = tie.res_id
                LEFT JOIN LATERAL (
                          SELECT SUM(part.credit_amount_currency) AS amount_currency, SUM(part.amount) AS amount
                            FROM account_partial_reconcile part
                           WHERE part.credit_move_id = line.id
                             AND (part.create_date AT TIME ZONE 'UTC' AT TIME ZONE %(zone)s)::date <= %(day)s
                          ) used ON TRUE
                    WHERE tie.connection_id = %(connection)s AND tie.kind = 'payment' AND tie.is_former IS NOT TRUE
                      AND tie.res_model = 'account.move' AND COALESCE(doc.body ->> 'control_account', '') = ''
                      AND line.account_id = ANY(%(accounts)s) AND line.parent_state = 'posted' AND line.date <= %(day)s
                 GROUP BY line.currency_id""",
                connection=self.id,
                accounts=account_ids,
                day=day,
                zone=self.timezone or "UTC",
            )
        )
        return [(self.env["res.currency"].browse(currency_id), *sums) for currency_id, *sums in rows]
