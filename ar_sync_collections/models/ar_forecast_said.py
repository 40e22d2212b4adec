"""What customers said, in forecast and figures: promises, disputes, and the work that was done without a person."""

from odoo import api, models
from odoo.tools import SQL

from .ar_dispute import OPEN


class ArForecast(models.Model):
    _inherit = "ar.forecast"

    @api.model
    def _promises_of(self, line_ids: list[int]) -> dict[int, tuple]:
        """Share each open promise out over the items of its invoices, the earliest due first."""
        found = super()._promises_of(line_ids)
        lines = self.env["account.move.line"].browse(line_ids)
        promises = (
            self.env["ar.promise"]
            .sudo()
            .search([("state", "=", "open"), ("move_ids", "in", lines.move_id.ids)], order="date, id")
        )
        kept = self._kept_shares(promises)
        left = {line.id: abs(line.amount_residual_currency) for line in lines}
        for promise in promises:
            money = promise.due_amount - promise.paid_amount
            items = lines.filtered(lambda line: line.move_id in promise.move_ids and line.id not in found)  # noqa: B023
            for line in items.sorted(lambda line: (line.date_maturity or line.date, line.id)):
                if line.currency_id != promise.currency_id:
                    share = left[line.id]
                else:
                    share = min(money, left[line.id])
                    money -= share
                if line.currency_id.compare_amounts(share, 0) > 0:
                    found[line.id] = (promise.date, share, kept[promise.partner_id.id, promise.company_id.id])
        return found

    @api.model
    def _kept_shares(self, promises) -> dict[tuple[int, int], float]:
        """Return by customer and company the share of promises that were kept; one half where none was judged yet."""
        judged = self.env["ar.promise"].sudo()._kept_shares([("partner_id", "in", promises.partner_id.ids)])
        pairs = {(promise.partner_id.id, promise.company_id.id) for promise in promises}
        counts = {pair: judged.get(pair, (0, 0)) for pair in pairs}
        return {pair: kept / count if count else 0.5 for pair, (kept, count) in counts.items()}

    @api.model
    def _disputes_of(self, line_ids: list[int]) -> dict[int, float]:
        """Share each open dispute out over the items of its invoice, the earliest due first."""
        found = super()._disputes_of(line_ids)
        lines = self.env["account.move.line"].browse(line_ids)
        disputes = (
            self.env["ar.dispute"]
            .sudo()
            .search([("state", "in", OPEN), ("move_id", "in", lines.move_id.ids)], order="id")
        )
        for dispute in disputes:
            contested = dispute.amount or dispute.move_id.amount_residual
            items = lines.filtered(lambda line: line.move_id == dispute.move_id)  # noqa: B023
            for line in items.sorted(lambda line: (line.date_maturity or line.date, line.id)):
                share = min(contested, abs(line.amount_residual_currency) - found.get(line.id, 0.0))
                contested -= max(0.0, share)
                found[line.id] = found.get(line.id, 0.0) + max(0.0, share)
        return {line_id: amount for line_id, amount in found.items() if amount}


class ArReceivableHistory(models.AbstractModel):
    _inherit = "ar.receivable.history"

    @api.model
    def _disputed_ever(self, company) -> frozenset[int]:
        rows = self.env.execute_query(
            SQL(
                """SELECT line.id FROM account_move_line line JOIN ar_dispute dispute ON dispute.move_id = line.move_id
                     JOIN account_account account ON account.id = line.account_id
                    WHERE dispute.company_id = %s AND dispute.state != 'withdrawn'
                      AND account.account_type = 'asset_receivable'""",
                company.id,
            )
        )
        return super()._disputed_ever(company) | {line_id for (line_id,) in rows}


class ArCollectionFigure(models.Model):
    _inherit = "ar.collection.figure"

    @api.model
    def _disputed_amount(self, company, day, late_days: int) -> float:
        # What a past day knew: a dispute of today was none then.
        known = [("company_id", "=", company.id), ("state", "in", OPEN), ("opened_on", "<=", day)]
        disputes = self.env["ar.dispute"].sudo().search(known)
        total = super()._disputed_amount(company, day, late_days)
        for move, own in disputes.grouped("move_id").items():
            if (day - (move.invoice_date_due or move.date)).days <= late_days:
                # Together no more than is open, however much was disputed before a part was paid.
                amount = min(sum(row.amount or move.amount_residual for row in own), move.amount_residual)
                total += move.currency_id._convert(amount, company.currency_id, company, day)
        return total

    @api.model
    def _promises_due(self, company, first, last) -> tuple[int, int]:
        kept, due = super()._promises_due(company, first, last)
        judged = (
            self.env["ar.promise"]
            .sudo()
            ._read_group(
                [
                    ("company_id", "=", company.id),
                    ("until", ">=", first),
                    ("until", "<=", last),
                    ("state", "in", ("kept", "partly", "broken")),
                ],
                ["state"],
                ["__count"],
            )
        )
        counts = dict(judged)
        return kept + counts.get("kept", 0), due + sum(counts.values())

    @api.model
    def _work_done(self, company, first, last) -> dict[str, int]:
        """Count messages that left by themselves, and replies that needed nobody."""
        done = super()._work_done(company, first, last)
        sent = [("company_id", "=", company.id), ("state", "=", "sent"), ("is_by_hand", "=", False)]
        # A draft keeps its words; a call, and a letter that has to be posted, is a person's work.
        sent += [("step_id.channel", "=", "mail"), ("subject", "=", False)]
        days = [("day", ">=", first), ("day", "<=", last)]
        read = [("company_id", "=", company.id), ("state", "=", "done"), ("decided_by_id", "=", False)]
        moments = [("create_date", ">=", first), ("create_date", "<=", last)]
        done["mail"] = done.get("mail", 0) + self.env["ar.collection.decision"].sudo().search_count(sent + days)
        done["reply"] = done.get("reply", 0) + self.env["ar.collection.reply"].sudo().search_count(read + moments)
        return done
