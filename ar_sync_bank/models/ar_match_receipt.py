"""Receipts whose money came in at a bank: the statement line's entry already holds it."""

import logging

import psycopg2

from odoo import fields, models

from odoo.addons.ar_sync.matching.keys import keys_of_remittance
from odoo.addons.ar_sync.models.ar_match_receipt import ArMatchReceipt as CoreReceipt

_logger = logging.getLogger(__name__)

# More than this is decided in the background: a person waits for the answer of the import.
DECIDE_AT_ONCE_MAX = 50
REMITTANCE = "remittance"


class ArMatchReceipt(models.Model):
    """A receipt of the rail *bank*. Its money waits on the journal's suspense account until it is booked there."""

    _inherit = "ar.match.receipt"
    _ar_facts = CoreReceipt._ar_facts | {"statement_line_id", "statement_part"}

    statement_line_id = fields.Many2one(
        "account.bank.statement.line",
        string="Bank Transaction",
        readonly=True,
        index="btree_not_null",
        ondelete="cascade",
        check_company=True,
    )
    statement_part = fields.Integer(
        readonly=True, help="Which payment of a batch it is; 0 where the bank transaction is one payment."
    )

    _statement_part_unique = models.UniqueIndex(
        "(statement_line_id, statement_part) WHERE statement_line_id IS NOT NULL",
        "This bank transaction is a receipt already.",
    )

    # Bounced debits look for the payment they take back by its identifiers.
    _bank_hints_index = models.Index("USING gin (hints jsonb_path_ops) WHERE rail = 'bank'")

    # === DECIDING === #

    def _ar_decide_soon(self) -> None:
        """Let the engine decide new receipts: a few at once, many in the background."""
        new = self.filtered(lambda receipt: receipt.state == "new")
        if len(new) <= DECIDE_AT_ONCE_MAX:
            try:
                with self.env.cr.savepoint():
                    for company, receipts in new.grouped("company_id").items():
                        receipts.with_company(company)._decide_and_act()
                return
            except psycopg2.OperationalError:
                raise
            except Exception:
                _logger.exception("bank receipts were not decided at once; they are in the background")
        self.env["ar.sync.dispatch"]._dispatch("match")

    def _engine_keys(self):
        """Add the lines of the payer's remittance advice, each with the sum that is paid for it."""
        keys = super()._engine_keys()
        advice: dict[str, list] = {}
        for hint in self.hints or []:
            if hint["kind"] == REMITTANCE:
                advice.setdefault(hint.get("currency", ""), []).append((hint["value"], hint["amount_minor"]))
        found = [key for currency, lines in advice.items() for key in keys_of_remittance(lines, currency)]
        return (*found, *keys)

    # === FOLLOWING THE BANK TRANSACTION === #

    def _ar_note_elsewhere(self) -> None:
        """Close receipts whose money a person put elsewhere."""
        open_ones = self.filtered(lambda receipt: receipt.state in ("new", "review", "booked"))
        open_ones.proposal_ids._set_pending("superseded")
        open_ones._set_state(
            "ignored", reason=self.env._("Recorded elsewhere: the bank transaction was reconciled in Odoo.")
        )

    def _ar_note_released(self) -> None:
        """Reopen receipts whose booking somebody took out of the bank transaction's entry."""
        gone = self.filtered(
            lambda receipt: receipt.move_id
            and receipt.state != "reversed"
            and receipt.move_id not in receipt.line_ids.move_id
        )
        gone._ar_take_back_beside()
        gone._ar_through_gate().move_id = False
        for receipt in gone.filtered(lambda receipt: receipt.state in ("matched", "booked")):
            receipt._set_state("review", reason=self.env._("Its booking was taken back in the bank transaction."))

    def _ar_take_back_beside(self) -> None:
        """Take back the entries that moved this money on, or gave up something with it; bank transactions stay."""
        posted = self.line_ids.filtered(lambda line: line.parent_state == "posted")
        beside = posted.move_id.filtered(lambda move: not move.statement_line_id)
        self._take_back_entries(beside)

    def _ar_decide_anew(self) -> None:
        """Let the engine decide again: the money is there, or what is known of it has changed."""
        self._set_state("new", reason=False, problem=False)
        if self:
            self.env["ar.sync.dispatch"]._dispatch("match")

    # === SCREEN === #

    def _ar_chain(self) -> list[dict]:
        """Put the bank's file before the receipt."""
        links = super()._ar_chain()
        file = self.statement_line_id.ar_bank_file_id
        if file:
            links = [self._ar_link(self.env._("Bank file"), file.name, file), *links]
        return links
