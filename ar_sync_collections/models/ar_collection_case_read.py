"""What customers owe, read for many at once."""

from dataclasses import dataclass
from datetime import date

from odoo import api, models
from odoo.tools import SQL

from ..planning.plan import Item


@dataclass(frozen=True, slots=True)
class Row:
    """One open item as it is read."""

    line_id: int
    move_id: int
    partner_id: int
    due_on: date
    residual: float
    worth: float
    currency_id: int
    move_type: str
    reversed_id: int | None


class ArCollectionCase(models.Model):
    _inherit = "ar.collection.case"

    @api.model
    def _read_rows(self, company, partner_ids, line_ids=None) -> list[Row]:
        """Return the open items of customers: what is owed on posted invoices, and every credit that is not used.

        What is owed on entries of other journals counts where an opening balance would be (miscellaneous, sales);
        a line of a bank entry is money that moved, not a debt to remind of.
        """
        self.env["account.move.line"].flush_model()
        self.env["account.move"].flush_model(["state", "move_type", "payment_state", "reversed_entry_id", "journal_id"])
        rows = self.env.execute_query(
            SQL(
                """SELECT line.id, line.move_id, partner.commercial_partner_id,
                          COALESCE(line.date_maturity, move.invoice_date_due, line.date),
                          line.amount_residual_currency, line.amount_residual, line.currency_id,
                          move.move_type, move.reversed_entry_id
                     FROM account_move_line line
                     JOIN account_account account ON account.id = line.account_id
                                                 AND account.account_type = 'asset_receivable'
                     JOIN account_move move ON move.id = line.move_id
                     JOIN account_journal journal ON journal.id = move.journal_id
                     JOIN res_partner partner ON partner.id = line.partner_id
                    WHERE line.company_id = %s AND line.parent_state = 'posted' AND NOT line.reconciled
                      AND partner.commercial_partner_id = ANY(%s) AND %s
                      AND line.amount_residual_currency <> 0
                      AND (line.amount_residual_currency < 0
                           OR move.move_type IN ('out_invoice', 'out_receipt')
                           OR (move.move_type = 'entry' AND journal.type IN ('general', 'sale')))
                      AND move.payment_state <> 'invoicing_legacy'
                    ORDER BY line.id""",
                company.id,
                list(partner_ids),
                SQL("line.id = ANY(%s)", list(line_ids)) if line_ids is not None else SQL("TRUE"),
            )
        )
        return [Row(*row) for row in rows]

    def _open_lines(self):
        """Return the open items of this customer."""
        self.ensure_one()
        rows = self._read_rows(self.company_id, self.partner_id.ids)
        return self.env["account.move.line"].browse([row.line_id for row in rows])

    @api.model
    def _items(self, company, rows: list[Row], day) -> tuple[dict[int, list[Item]], dict[int, list]]:
        """Return by customer the items as the planner takes them, and by invoice why it is left alone."""
        holds = self._holds_of(rows, day)
        reached = self._reached(company, [row.line_id for row in rows])
        line_of = {row.move_id: row.line_id for row in rows}
        currencies = self.env["res.currency"].browse({row.currency_id for row in rows} | {company.currency_id.id})
        digits = {currency.id: (currency.name, 10**currency.decimal_places) for currency in currencies}
        found: dict[int, list[Item]] = {}
        for row in rows:
            name, factor = digits[row.currency_id]
            held = holds.get(row.move_id, ()) if row.residual > 0 else ()
            ends = [hold.until for hold in held]
            offset, told_on = reached.get(row.line_id, (None, None))
            found.setdefault(row.partner_id, []).append(
                Item(
                    key=f"{row.line_id:012d}",
                    due_on=row.due_on,
                    amount_minor=round(row.residual * factor),
                    currency=name,
                    worth_minor=round(row.worth * digits[company.currency_id.id][1]),
                    hold=held[0].code if held else "",
                    hold_until=max(ends) if ends and all(ends) else None,
                    reached=offset,
                    told_on=told_on,
                    credits=f"{line_of[row.reversed_id]:012d}" if row.reversed_id in line_of else "",
                )
            )
        return found, holds

    @api.model
    def _holds_of(self, rows: list[Row], day) -> dict[int, list]:
        """Return by invoice why it is left alone on ``day``."""
        ids = {row.move_id for row in rows if row.residual > 0}
        return self.env["account.move"].sudo().browse(ids)._ar_holds("chase", day)

    @api.model
    def _reached(self, company, line_ids) -> dict[int, tuple]:
        """Return by open item the last step that was taken for it, and its day.

        What shadow mode only logged counts as long as the company is in shadow mode.
        """
        self.env["ar.collection.decision.line"].flush_model()
        self.env["ar.collection.decision"].flush_model(["state", "day"])
        counted = ["sent", "draft"] + (["shadow"] if company.ar_collection_mode == "shadow" else [])
        rows = self.env.execute_query(
            SQL(
                """SELECT line.line_id, MAX(line.reached), MAX(decision.day)
                     FROM ar_collection_decision_line line
                     JOIN ar_collection_decision decision ON decision.id = line.decision_id
                    WHERE line.line_id = ANY(%s) AND decision.state = ANY(%s) AND line.is_asked
                    GROUP BY line.line_id""",
                list(line_ids),
                counted,
            )
        )
        return {line_id: (reached, day) for line_id, reached, day in rows}
