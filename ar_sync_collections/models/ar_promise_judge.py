"""The verdict on promises: the ledger's facts for ``planning/promise.py``, and what follows from it."""

from datetime import timedelta

import psycopg2

from odoo import api, fields, models
from odoo.fields import Domain

from odoo.addons.ar_sync.logs import masked_logger
from odoo.addons.ar_sync.protocol.money import major, minor

from ..planning.promise import Application, Promised, judge
from .ar_promise import JUDGED

_logger = masked_logger(__name__)

BATCH = 100


class ArPromise(models.Model):
    _inherit = "ar.promise"

    # === WHEN === #

    @api.model
    def _judge_invoices(self, moves) -> None:
        """Judge anew the promises for these invoices: something was applied to them, or taken back."""
        if not moves:
            return
        found = self.sudo().search(Domain("move_ids", "in", moves.ids) & self._judgeable())
        found._judge()

    @api.model
    def _judgeable(self) -> Domain:
        return Domain("state", "!=", "withdrawn") | Domain("withdrawn_why", "=", "credited")

    @api.model
    def _judge_due(self) -> int:
        """Judge a batch of the promises whose time is over, and commit. Return whether more wait (0 or 1)."""
        now = fields.Datetime.now()
        due = self.search([("state", "=", "open"), ("judge_at", "<=", now)], order="judge_at, id", limit=BATCH + 1)
        for promise in due[:BATCH].try_lock_for_update():
            try:
                with self.env.cr.savepoint():
                    promise.with_company(promise.company_id)._judge()
                    if promise.state == "open":
                        promise.judge_at = promise._next_day_at()
            except psycopg2.OperationalError:
                raise
            except Exception:
                _logger.exception("promise %s could not be judged", promise.id)
                promise.judge_at = fields.Datetime.add(now, days=1)
        if due:
            self.env.cr.commit()  # pylint: disable=invalid-commit
        return int(len(due) > BATCH)

    # === HOW === #

    def _judge(self) -> None:
        """Have the state of these promises, and of those that share their money, be what the ledger says."""
        for customer in self.sudo()._with_sharing().grouped(lambda row: (row.partner_id, row.company_id)).values():
            facts = [promise._facts() for promise in customer]
            verdicts = judge(facts, customer._applications(), customer[:1]._today())
            for promise in customer:
                promise._follow(verdicts[promise.id])

    def _with_sharing(self):
        """Return these promises with all that share an invoice with one of them, however far."""
        found = self
        while True:
            wider = found | self.search(Domain("move_ids", "in", found.move_ids.ids) & self._judgeable())
            if wider == found:
                return found
            found = wider

    def _facts(self) -> Promised:
        currency = self.currency_id
        posted = self.move_ids.filtered(lambda move: move.state == "posted")
        open_now = sum(self._in_own_currency(move, move.amount_residual) for move in posted)
        return Promised(
            key=self.id,
            items=frozenset(posted.ids),
            amount=_exact(self.amount, currency),
            currency=currency.name,
            until=self.until,
            made_after=self.made_after,
            open_now=_exact(open_now, currency),
            unit=major(1, currency.decimal_places),
        )

    def _applications(self) -> list[Application]:
        """Return what was applied to the promised invoices, valued in the currencies of the promises."""
        lines = self.move_ids.line_ids.filtered(lambda line: line.account_id.account_type == "asset_receivable")
        partials = lines.matched_credit_ids
        return [
            Application(
                key=partial.id,
                item=partial.debit_move_id.move_id.id,
                day=partial.credit_move_id.date,
                is_money=partial.credit_move_id._ar_is_money(),
                worth={currency.name: _worth(partial, currency) for currency in self.currency_id},
            )
            for partial in partials
        ]

    def _follow(self, verdict) -> None:
        """Write a verdict, and do what it asks for where it is another than before."""
        state, before = verdict.state, self.state
        values = {
            "paid_amount": float(verdict.paid),
            "due_amount": float(verdict.due),
            "kept_on": verdict.kept_on,
            "waits_for_money": False,
        }
        if state == "credited":
            state, values["withdrawn_why"] = "withdrawn", "credited"
        elif state in ("partly", "broken") and self._has_money_to_apply(verdict.due - verdict.paid):
            state, values["waits_for_money"] = "open", True
        if state != "withdrawn":
            values["withdrawn_why"] = False
        if state == "open" and before != "open":
            values["judge_at"] = max(self._day_begins_at(self.until + timedelta(days=1)), self._next_day_at())
        if state == before and all(self[name] == value for name, value in values.items()):
            return
        self._set_state(state, **values)
        if state != before:
            self._tell_of(before)

    def _has_money_to_apply(self, missing) -> bool:
        """Tell whether the customer's money is here in time, and only waits to be applied or to be in the books."""
        on_its_way = self.move_ids.matched_payment_ids.filtered(
            lambda payment: (
                payment.state in ("in_process", "paid") and not payment.move_id and payment.date <= self.until
            )
        )
        credits = (
            self.env["account.move.line"]
            .search(
                [
                    ("company_id", "=", self.company_id.id),
                    ("partner_id", "child_of", self.partner_id.id),
                    ("parent_state", "=", "posted"),
                    ("account_id.account_type", "=", "asset_receivable"),
                    ("reconciled", "=", False),
                    ("amount_residual", "<", 0),
                    ("date", ">=", self.made_on),
                    ("date", "<=", self.until),
                ]
            )
            .filtered(lambda line: line._ar_is_money())
        )
        currency, company = self.currency_id, self.company_id
        amount = sum(
            company.currency_id._convert(-line.amount_residual, currency, company, line.date) for line in credits
        ) + sum(payment.currency_id._convert(payment.amount, currency, company, payment.date) for payment in on_its_way)
        return amount > 0 and currency.compare_amounts(amount, float(missing)) >= 0

    def _tell_of(self, before: str) -> None:
        """Say what changed to whoever is responsible, and have reminders planned again."""
        self._wake_collections()
        if before in ("broken", "partly"):
            self.activity_ids.unlink()
        if self.state not in ("broken", "partly"):
            return
        words = {
            "customer": self.partner_id.display_name,
            "amount": self.currency_id.format(self.amount),
            "paid": self.currency_id.format(self.paid_amount),
            "day": self._day_words(self.date),
        }
        if self.state == "broken":
            self._call_person(self.env._("%(customer)s promised %(amount)s by %(day)s, and nothing came", **words))
        else:
            self._call_person(self.env._("%(customer)s promised %(amount)s by %(day)s, and %(paid)s came", **words))

    # === FIGURES === #

    @api.model
    def _kept_shares(self, domain) -> dict[tuple[int, int], tuple[int, int]]:
        """Return by customer and company how many promises were kept, and how many were judged."""
        found: dict[tuple[int, int], tuple[int, int]] = {}
        groups = self._read_group(
            Domain("state", "in", JUDGED) & Domain(domain), ["partner_id", "company_id", "state"], ["__count"]
        )
        for partner, company, state, count in groups:
            kept, judged = found.get((partner.id, company.id), (0, 0))
            found[partner.id, company.id] = (kept + count * (state == "kept"), judged + count)
        return found


def _exact(amount: float, currency):
    """Return an amount of a field as an exact decimal."""
    return major(minor(currency.round(amount), currency.decimal_places), currency.decimal_places)


def _worth(partial, currency):
    """Return what was applied, in ``currency``: as it is in the ledger where it is there, else at the day's rate."""
    if currency == partial.debit_currency_id:
        amount = partial.debit_amount_currency
    elif currency == partial.credit_currency_id:
        amount = partial.credit_amount_currency
    else:
        day = partial.credit_move_id.date
        amount = partial.company_id.currency_id._convert(partial.amount, currency, partial.company_id, day)
    return _exact(amount, currency)
