"""Customer credits as a rail of their own: open credit notes and money on account look for invoices.

A credit is in the books already and stays an open item like any other: a payment may use it up, or a person in
Odoo. Its receipt reads what is left of it from that item at every moment, so nothing can be given away twice.
"""

import re
from dataclasses import replace

import psycopg2

from odoo import api, fields, models
from odoo.tools import SQL

from ..matching.credits import refund_owed, settled_by_credit
from .ar_match_receipt_take_in import BATCH


class ArMatchReceipt(models.Model):
    _inherit = "ar.match.receipt"

    credit_line_id = fields.Many2one(
        "account.move.line",
        string="Credit",
        readonly=True,
        ondelete="cascade",
        help="The open credit of the customer: of a credit note, or money on account.",
    )

    _credit_unique = models.UniqueIndex(
        "(credit_line_id) WHERE credit_line_id IS NOT NULL", "This credit was already taken in."
    )

    @api.depends("credit_line_id.amount_residual_currency", "credit_line_id.parent_state", "credit_line_id.reconciled")
    def _compute_unapplied_amount(self):
        return super()._compute_unapplied_amount()

    def _open_credits(self):
        """Return the credits of these receipts of which something is left."""
        return self.credit_line_id.filtered(
            lambda line: line.parent_state == "posted" and not line.reconciled and line.amount_residual_currency < 0
        )

    # === TAKING IN === #

    @api.model
    def _take_in_credits(self) -> int:
        """Make receipts of customers' open credits, and follow what became of those taken in before.

        Only companies that want it. Return whether more wait (0 or 1).
        """
        companies = self.env["res.company"].sudo().search([("ar_take_in_credits", "=", True)])
        if not companies:
            return 0
        self._follow_credits(companies)
        lines = self._credits_to_take_in(companies)
        Quiet = self.sudo().with_context(tracking_disable=True)
        try:
            with self.env.cr.savepoint():
                Quiet.create([self._credit_values(line) for line in lines])
        except psycopg2.errors.UniqueViolation:
            return 1  # another worker was first: the next pass sees what it took in
        return int(len(lines) == BATCH)

    @api.model
    def _credits_to_take_in(self, companies):
        """Return open credits of customers that are no receipt's yet; payments have a rule of their own."""
        self.env["account.move.line"].flush_model()
        self.env["account.move"].flush_model(["origin_payment_id"])
        self.flush_model(["credit_line_id"])
        rows = self.env.execute_query(
            SQL(
                """SELECT line.id
                     FROM account_move_line line
                     JOIN account_move move ON move.id = line.move_id
                     JOIN account_account account ON account.id = line.account_id
                     JOIN res_company company ON company.id = line.company_id
                    WHERE line.company_id = ANY(%s) AND line.amount_residual_currency < 0
                      AND line.parent_state = 'posted' AND line.reconciled IS NOT TRUE AND line.ar_receipt_id IS NULL
                      AND line.partner_id IS NOT NULL AND account.account_type = 'asset_receivable'
                      AND move.origin_payment_id IS NULL
                      AND NOT EXISTS (SELECT FROM ar_match_receipt known WHERE known.credit_line_id = line.id)
                      AND (company.ar_sync_import_from IS NULL OR line.date >= company.ar_sync_import_from)
                 ORDER BY line.id LIMIT %s""",
                companies.ids,
                BATCH,
            )
        )
        return self.env["account.move.line"].sudo().browse(line_id for (line_id,) in rows)

    @api.model
    def _credit_values(self, line) -> dict:
        """Return the receipt of an open credit."""
        move = line.move_id
        texts = (move.reversed_entry_id.name, move.invoice_origin, move.ref, line.name if not move.is_invoice() else "")
        return {
            "name": move.name,
            "company_id": line.company_id.id,
            "journal_id": move.journal_id.id,
            "rail": "credit",
            "date": line.date,
            "currency_id": line.currency_id.id,
            "amount": -line.amount_residual_currency,
            "settlement_currency_id": line.currency_id.id,
            "settlement_amount": -line.amount_residual_currency,
            "partner_id": line.partner_id.id,
            "reference_text": "\n".join(dict.fromkeys(text for text in texts if text)),
            "move_id": move.id,
            "credit_line_id": line.id,
        }

    # === FOLLOWING === #

    @api.model
    def _follow_credits(self, companies) -> None:
        """Close receipts of credits that were used up or taken back elsewhere; open them again where that ended."""
        taken = [("credit_line_id", "!=", False), ("company_id", "in", companies.ids)]
        self.env.flush_all()
        used_up = self.sudo().search(
            [*taken, ("state", "in", ("new", "review", "booked")), ("unapplied_amount", "<=", 0)]
        )
        used_up.proposal_ids._set_pending("superseded")
        partly = used_up.filtered(lambda receipt: receipt.state != "new" and receipt._is_applied())
        partly._set_state("matched", reason=self.env._("What was left of it was applied elsewhere in Odoo."))
        (used_up - partly)._set_state("ignored", reason=self.env._("Applied or taken back elsewhere in Odoo."))
        back = self.sudo().search([*taken, ("state", "=", "ignored"), ("unapplied_amount", ">", 0)])
        for receipt in back:
            receipt._set_state("new", amount=receipt.unapplied_amount, settlement_amount=receipt.unapplied_amount)
        again = self.sudo().search([*taken, ("state", "=", "matched"), ("unapplied_amount", ">", 0)])
        again._set_state("review", reason=self.env._("More of it is open again."))

    # === DECIDING === #

    def _decide_and_act(self) -> None:
        """Money that came in goes first: what it uses of a credit is gone when the credit is decided."""
        credits = self.filtered("credit_line_id")
        for receipts in (self - credits, credits):
            if receipts:
                super(ArMatchReceipt, receipts)._decide_and_act()
        return None

    def _decide_again(self) -> None:
        credits = self.filtered("credit_line_id")
        for receipts in (self - credits, credits):
            if receipts:
                super(ArMatchReceipt, receipts)._decide_again()
        return None

    def _decide(self):
        """Decide credits apart from money; one for an invoice that is paid already is a person's: a refund is owed."""
        credits = self.filtered("credit_line_id")
        if not credits:
            return super()._decide()
        lines, decisions = super(ArMatchReceipt, self - credits)._decide() if self - credits else ({}, {})
        lines_of_credits, found = super(ArMatchReceipt, credits)._decide()
        for receipt, number in credits._paid_already().items():
            found[receipt] = refund_owed(found[receipt], number)
        return {**lines, **lines_of_credits}, {**decisions, **found}

    def _paid_already(self) -> dict:
        """Return receipt -> number of an invoice that its credit names and on which nothing is open."""
        Move = self.env["account.move"].sudo()
        words = {receipt: set(re.split(r"[\s,;:]+", receipt.reference_text or "")) - {""} for receipt in self}
        named = Move.search(
            [
                ("company_id", "=", self.company_id.id),
                ("name", "in", sorted(set().union(*words.values()))),
                ("move_type", "in", ("out_invoice", "out_receipt")),
                ("state", "=", "posted"),
            ]
        )
        paid = {}
        for receipt in self:
            own = receipt.move_id.sudo().reversed_entry_id.filtered(lambda move: move.state == "posted")
            own |= named.filtered(lambda move, told=words[receipt]: move.name in told)
            settled = own.filtered(lambda move: move.currency_id.is_zero(move.amount_residual))
            if settled:
                paid[receipt] = settled[0].name
        return paid

    def _find_items(self, keys, signs, policy):
        """A credit pays what is owed: no other credit, and nobody takes a discount with it."""
        found = super()._find_items(keys, signs, policy)
        if not self.credit_line_id:
            return found
        return found._replace(items=settled_by_credit(found.items))

    def _engine_policy(self):
        """No bank withholds a fee from a credit, and nothing is deducted from it."""
        policy = super()._engine_policy()
        return replace(policy, tolerances={}) if self.credit_line_id else policy

    def _engine_rates(self, currencies) -> dict:
        """A credit is not converted by itself: a person may do it."""
        return dict.fromkeys(self, {}) if self.credit_line_id else super()._engine_rates(currencies)
