"""What customers owe, read for many at once."""

from dataclasses import dataclass, replace
from datetime import date, datetime

from odoo import api, fields, models
from odoo.tools import SQL

from ..planning.plan import Item


@dataclass(frozen=True, slots=True)
class Row:
    """One open item as it is read.

    :param residual: what is open, less what of it is left alone where the rest may be asked for.
    :param worth: the same in the company's currency.
    :param held_worth: what was taken off for that, in the company's currency.
    :param held: the same in the item's own.
    :param is_disputed: it was taken off because of a dispute; else a payment is on its way.
    """

    line_id: int
    move_id: int
    partner_id: int
    due_on: date
    residual: float
    worth: float
    currency_id: int
    move_type: str
    reversed_id: int | None
    held_worth: float = 0.0
    held: float = 0.0
    is_disputed: bool = False

    def why_held(self, holds: dict) -> list:
        """Return why it is left alone: for its invoice's sake, or for its customer's where an entry has several."""
        return holds.get(self.move_id) or holds.get(-self.line_id) or []

    @property
    def whole_worth(self) -> float:
        """What is open in the ledger, in the company's currency."""
        return self.worth + self.held_worth


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
    def _try_lock_lines(self, lines) -> bool:
        """Lock open items and their invoices; tell whether nobody else is at any of them.

        What is sent is written on the invoices too. Whoever had locked only the items would wait there for a promise in
        the portal, which waits for the customer's case.
        """
        moves = lines.move_id
        is_ours = lines.try_lock_for_update() == lines
        return is_ours and moves.try_lock_for_update(allow_referencing=True) == moves

    @api.model
    def _asked_of(self, company, rows: list[Row], day) -> tuple[list[Row], dict[int, list]]:
        """Return the open items with what of them may be asked for on ``day``, and by invoice why it is left alone.

        Where only a part of an invoice is left alone, as one that is disputed, the rest is asked for: it is no invoice
        that is left alone. Instalments share the part in proportion.
        """
        holds = self._holds_of(rows, day)
        parts = {
            move_id: sum(hold.amount_minor for hold in own)
            for move_id, own in holds.items()
            if all(hold.amount_minor is not None for hold in own)
        }
        if not parts:
            return rows, holds
        owed: dict[int, float] = {}
        for row in rows:
            if row.move_id in parts and row.residual > 0:
                owed[row.move_id] = owed.get(row.move_id, 0.0) + row.residual
        found = []
        disputed = {move_id for move_id in parts if any(hold.code == "disputed" for hold in holds[move_id])}
        seen = dict.fromkeys(owed, 0.0)
        for row in rows:
            currency = self.env["res.currency"].browse(row.currency_id)
            part = parts.get(row.move_id, 0) / 10**currency.decimal_places
            if row.residual <= 0 or not part or currency.compare_amounts(part, owed[row.move_id]) >= 0:
                found.append(row)
                continue
            holds.pop(row.move_id, None)
            # What was taken off so far is rounded, not each share: together they are the part, to the cent.
            before = currency.round(part * seen[row.move_id] / owed[row.move_id])
            seen[row.move_id] += row.residual
            share = currency.round(part * seen[row.move_id] / owed[row.move_id]) - before
            left = currency.round(row.residual - share)
            worth = company.currency_id.round(row.worth * left / row.residual)
            parted = {"residual": left, "worth": worth, "held_worth": row.worth - worth, "held": share}
            found.append(replace(row, **parted, is_disputed=row.move_id in disputed))
        return [row for row in found if row.residual], holds

    @api.model
    def _items(self, company, rows: list[Row], holds: dict[int, list]) -> dict[int, list[Item]]:
        """Return by customer the items as the planner takes them, of what :meth:`_asked_of` returned."""
        reached = self._reached(company, [row.line_id for row in rows])
        line_of = {row.move_id: row.line_id for row in rows}
        currencies = self.env["res.currency"].browse({row.currency_id for row in rows} | {company.currency_id.id})
        digits = {currency.id: (currency.name, 10**currency.decimal_places) for currency in currencies}
        found: dict[int, list[Item]] = {}
        for row in rows:
            name, factor = digits[row.currency_id]
            held = row.why_held(holds) if row.residual > 0 else []
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
        return found

    @api.model
    def _holds_of(self, rows: list[Row], day) -> dict[int, list]:
        """Return by invoice why it is left alone on ``day``.

        What an entry has on a customer's account, as an opening balance, has no customer but on its item: what is to do
        with the customer is found by minus the id of the item.
        """
        owed = [row for row in rows if row.residual > 0]
        Move = self.env["account.move"].sudo()
        holds = Move.browse({row.move_id for row in owed})._ar_holds("chase", day)
        entries = [row for row in owed if row.move_type == "entry"]
        if entries:
            partners = self.env["res.partner"].browse({row.partner_id for row in entries})
            companies = self.env["account.move.line"].sudo().browse([row.line_id for row in entries]).company_id
            replies = Move._ar_reply_holds(partners, companies, day)
            for row in entries:
                own = [hold for company in companies for hold in replies.get((row.partner_id, company.id), ())]
                if own:
                    holds[-row.line_id] = own
        return holds

    @api.model
    def _reached(self, company, line_ids) -> dict[int, tuple]:
        """Return by open item the most advanced step that was taken for it, and the day on which that first left.

        A later message that only names it again, because another invoice is due, does not put off its next step.
        What shadow mode only logged counts as long as the company is in shadow mode.
        """
        self.env["ar.collection.decision.line"].flush_model()
        self.env["ar.collection.decision"].flush_model(["state", "day", "sent_at"])
        counted = ["sent", "draft"] + (["shadow"] if company.ar_collection_mode == "shadow" else [])
        rows = self.env.execute_query(
            SQL(
                """SELECT DISTINCT ON (line.line_id)
                          line.line_id, line.reached, decision.day, decision.sent_at, this.zone
                     FROM ar_collection_decision_line line
                     JOIN ar_collection_decision decision ON decision.id = line.decision_id
                     JOIN ar_collection_case this ON this.id = decision.case_id
                    WHERE line.line_id = ANY(%s) AND decision.state = ANY(%s) AND line.is_asked
                    ORDER BY line.line_id, line.reached DESC, decision.day, decision.id""",
                list(line_ids),
                counted,
            )
        )
        return {line_id: (reached, self._left_on(*moment)) for line_id, reached, *moment in rows}

    @api.model
    def _left_on(self, day: date, sent_at: datetime | None, zone: str | None) -> date:
        """Return the customer's day on which something left: a draft of ``day`` may be sent on a later one."""
        if not sent_at or sent_at.date() <= day:
            return day
        return max(day, fields.Datetime.context_timestamp(self.with_context(tz=zone or "UTC"), sent_at).date())
