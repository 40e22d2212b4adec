"""Money in transit that arrives at the bank: a provider's payout is no customer's payment."""

from collections import Counter
from decimal import Decimal

from odoo import models
from odoo.fields import Command

from odoo.addons.ar_sync.models.ar_match_receipt_book import QUIET
from odoo.addons.ar_sync.protocol.money import major, minor, spread

from .transit_pool import TransitPool

# Kept on the receipt: an arrival that a person took back is not taken again.
STEP = "arrival"
# A payout that arrives less a fee, or at the bank's own rate, is proposed up to this far from what was sent.
OFF_MAX = Decimal("0.05")


class ArMatchReceipt(models.Model):
    _inherit = "ar.match.receipt"

    def _decide_and_act(self) -> None:
        """Clear money in transit first, where it is certain what arrived; propose it where it nearly is."""
        banked = self.filtered(lambda receipt: receipt.statement_line_id and receipt._ar_may_be_arrival())
        pool = TransitPool(self.company_id, banked.mapped("date"))
        arrived = banked._ar_take_arrivals(pool) if pool.items else self.browse()
        rest = self - arrived
        result = super(ArMatchReceipt, rest)._decide_and_act() if rest else None
        for receipt in (rest & banked) if pool.items else self.browse():
            receipt._ar_propose_arrival(pool)
        return result

    def _ar_take_arrivals(self, pool):
        """Book the receipts that are money in transit against it, and return them."""
        claims = {receipt: items for receipt in self if (items := receipt._ar_items_in_transit(pool))}
        often = Counter(item for items in claims.values() for item in items)
        arrived = self.browse()
        for receipt, items in claims.items():
            if all(often[item] == 1 for item in items):
                receipt._ar_clear_transit(items)
                arrived |= receipt
        return arrived

    def _ar_may_be_arrival(self) -> bool:
        """Tell whether this may be money in transit at all: whole, undecided, not taken back by a person."""
        undecided = self.state in ("new", "review") and self.step != STEP
        return bool(
            self.company_id.ar_transit_account_id
            and undecided
            and not self._is_shadow_mode()
            and not self.move_id
            and not self.statement_part
        )

    def _ar_items_in_transit(self, pool):
        """Return the open items of money in transit that this receipt is; empty where that is not certain."""
        found = pool.find(self.date).filtered(lambda item: item.currency_id == self.currency_id)
        return pool.explain(found, self.amount, self._ar_arrival_text())

    def _ar_arrival_text(self) -> str:
        """Return everything the bank told of who sent it and why."""
        hints = [hint["value"] for hint in self.hints or [] if hint["kind"] == "id"]
        return "\n".join(filter(None, (self.payer_name, self.reference_text, *hints)))

    def _ar_clear_transit(self, items) -> None:
        """Put money in transit in place of the suspense line, and settle each item."""
        line = self.statement_line_id
        self._check_on_suspense()
        line._ar_settle_in_transit(items)
        names = ", ".join(item.move_id.ref or item.move_id.name for item in items)
        self._note_decision("ignored", reason=self.env._("Money in transit that arrived: %s.", names), step=STEP)

    # === NEARLY CERTAIN === #

    def _ar_propose_arrival(self, pool) -> None:
        """Propose the payout that arrived less a fee or in another currency: a person decides."""
        if self.state != "review" or not self._ar_may_be_arrival():
            return
        item, across = self._ar_item_nearly_arrived(pool)
        if not item or self._ar_was_refused(item):
            return
        self.proposal_ids._set_pending("superseded")
        self.env["ar.match.proposal"].sudo().create(
            {
                "receipt_id": self.id,
                "company_id": self.company_id.id,
                "step": STEP,
                "rank": 1,
                "evidence": [],
                "line_ids": [Command.create(row) for row in self._ar_arrival_rows(item, across)],
            }
        )
        sent = item.currency_id.format(item.amount_residual_currency)
        name = item.move_id.ref or item.move_id.name
        if across:
            reason = self.env._("It may be %(name)s, sent as %(amount)s.", name=name, amount=sent)
        else:
            reason = self.env._("It may be %(name)s of %(amount)s, less a fee of the bank.", name=name, amount=sent)
        self._ar_through_gate().write({"reason": reason})

    def _ar_item_nearly_arrived(self, pool):
        """Return (the one item that this may be, whether it is of another currency); the text tells of it alone."""
        text = self._ar_arrival_text()
        found = pool.find(self.date)
        own = found.filtered(lambda item: item.currency_id == self.currency_id)
        for items, across in ((own, False), (found - own, True)):
            told = pool.named(items, text) or pool.told(items, text)
            near = told.filtered(lambda item: self._ar_is_near(item))
            if len(near) == 1:
                return near, across
        return found.browse(), False

    def _ar_is_near(self, item) -> bool:
        """Tell whether little is missing; of another currency, whether it is worth about the same."""
        sent = item.amount_residual_currency
        if item.currency_id != self.currency_id:
            sent = item.currency_id._convert(sent, self.currency_id, self.company_id, self.date)
        missing = Decimal(str(sent)) - Decimal(str(self.amount))
        if item.currency_id == self.currency_id and missing <= 0:
            return False
        return abs(missing) <= OFF_MAX * Decimal(str(sent))

    def _ar_was_refused(self, item) -> bool:
        """Tell whether a person refused this before."""
        refused = self.proposal_ids.filtered(lambda row: row.step == STEP and row.state in ("rejected", "undone"))
        return item in refused.line_ids.line_id

    def _ar_arrival_rows(self, item, across: bool) -> list[dict]:
        """Return the rows of the proposal: the money, and the bank's fee where it is short."""
        if across:
            return [{"line_id": item.id, "amount": self.amount, "item_amount": item.amount_residual_currency}]
        reason = self.env["ar.match.reason"]._of(self.company_id, "bank_fee")
        fee = self.currency_id.round(item.amount_residual_currency - self.amount)
        return [
            {"line_id": item.id, "amount": self.amount},
            {"line_id": item.id, "amount": 0.0, "item_amount": fee, "reason_id": reason.id},
        ]


class AccountBankStatementLine(models.Model):
    _inherit = "account.bank.statement.line"

    def _ar_settle_in_transit(self, items) -> None:
        """Put money in transit in place of the suspense line, and settle each item against its part."""
        suspense = self._ar_suspense_lines()
        places = self.company_id.currency_id.decimal_places
        weights = [round(abs(item.amount_residual_currency) * 10**6) for item in items]
        balances = spread(minor(sum(suspense.mapped("balance")), places), weights)
        rows = [
            {
                "name": self.env._("Arrived: %s", item.name or item.move_id.name),
                "account_id": item.account_id.id,
                "partner_id": item.partner_id.id,
                "currency_id": suspense.currency_id.id,
                "amount_currency": -item.amount_residual_currency,
                "balance": float(major(balance, places)),
            }
            for item, balance in zip(items, balances, strict=True)
        ]
        Line = self.env["account.move.line"].with_context(**QUIET)
        created = self._ar_settle({self: rows}).sorted("id")
        Line._reconcile_plan([Line.browse((one | item).ids) for one, item in zip(created, items, strict=True)])

    def _ar_take_departures(self) -> None:
        """Settle outgoing bank transactions that top up a provider's balance, or that a provider collected."""
        leaving = self.sudo().filtered(lambda line: line._ar_may_be_departure())
        pools = {
            company: TransitPool(company, lines.mapped("date"))
            for company, lines in leaving.grouped("company_id").items()
        }
        for line in leaving:
            pool = pools[line.company_id]
            found = pool.find(line.date, -1).filtered(lambda item, line=line: item.currency_id == line.currency_id)
            hints = [value for payment in line._ar_payments() for value in payment.get("ids") or []]
            text = "\n".join(filter(None, (line.partner_name, line.payment_ref, *hints)))
            items = pool.explain(found, line.amount, text)
            if items:
                line._ar_settle_in_transit(items)

    def _ar_may_be_departure(self) -> bool:
        """Tell whether this is money that left and that nobody has explained."""
        return bool(
            self.currency_id.compare_amounts(self.amount, 0) < 0
            and self.company_id.ar_transit_account_id
            and self.company_id.ar_sync_mode != "shadow"
            and self.journal_id.type in ("bank", "credit")
            and not self.journal_id.ar_connection_id
            and not self.foreign_currency_id
            and not self.is_reconciled
            and not self.ar_return_note
        )
