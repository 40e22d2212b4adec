"""Invoices: paused or not, and what wakes the planning of their customers."""

from odoo import api, fields, models
from odoo.tools import SQL

from odoo.addons.ar_sync.models.account_move_hold import Hold

from .ar_collection_words import PAUSE_REASONS


class AccountMove(models.Model):
    _inherit = "account.move"

    ar_collection_paused = fields.Boolean(
        string="Reminders Paused", readonly=True, copy=False, tracking=True, index="btree_not_null"
    )
    ar_collection_paused_until = fields.Date(string="Reminders Paused Until", readonly=True, copy=False)
    ar_collection_pause_code = fields.Selection(PAUSE_REASONS, string="Paused Because", readonly=True, copy=False)
    ar_collection_pause_note = fields.Char(string="About the Pause", readonly=True, copy=False)
    ar_collection_legal_on = fields.Date(
        string="Given to Lawyer or Agency On",
        readonly=True,
        copy=False,
        help="The first day on which it was paused as with a lawyer or collection agency; it stays after the pause.",
    )
    ar_collection_words = fields.Char(string="Collections", compute="_compute_ar_collection")
    ar_collection_case_id = fields.Many2one("ar.collection.case", compute="_compute_ar_collection")

    @api.depends("commercial_partner_id", "payment_state", "ar_collection_paused", "state")
    def _compute_ar_collection(self):
        Case = self.env["ar.collection.case"].sudo()
        for company, moves in self.grouped("company_id").items():
            cases = {case.partner_id: case for case in Case._of(moves.commercial_partner_id, company)}
            posted = moves.filtered(lambda move: move.state == "posted").sudo()
            holds = posted._ar_holds("chase", company._ar_collection_today()) if posted else {}
            for move in moves:
                case = cases.get(move.commercial_partner_id, Case)
                move.ar_collection_case_id = case.with_env(self.env)
                held = holds.get(move.id)
                is_open = move.move_type in ("out_invoice", "out_receipt") and move.payment_state in (
                    "not_paid",
                    "partial",
                )
                move.ar_collection_words = (
                    ("; ".join(hold.sentence for hold in held) if held else case.reason) if is_open else False
                )

    def _ar_holds(self, purpose, day):
        """Add what this addon knows: paused, blocked or excluded by a person, a payment on its way."""
        found = super()._ar_holds(purpose, day)
        if purpose != "chase":
            return found
        registered = self._ar_registered_holds()
        for move in self.filtered_domain([("payment_state", "in", ("blocked", "in_payment"))]):
            if move.payment_state == "blocked" or move.id not in registered:
                found.setdefault(move.id, []).append(move._ar_payment_hold())
        for move_id, hold in registered.items():
            found.setdefault(move_id, []).append(hold)
        for move in self.filtered("ar_collection_paused"):
            until = move.ar_collection_paused_until
            if not until or until >= day:
                found.setdefault(move.id, []).append(Hold("paused", move._ar_pause_sentence(), until or None))
        for move_id in self._ar_excluded_ids():
            sentence = self.env._("excluded from follow-up")
            found.setdefault(move_id, []).append(Hold("excluded", sentence))
        for move_id in self._ar_money_waits_ids():
            sentence = self.env._("money that may pay it waits for review")
            found.setdefault(move_id, []).append(Hold("money_waits", sentence))
        return found

    def _ar_money_waits_ids(self) -> list[int]:
        """Return the invoices that a receipt which waits for a person is proposed for."""
        if not self:
            return []
        for model in ("ar.match.proposal", "ar.match.proposal.line", "ar.match.receipt"):
            self.env[model].flush_model()
        rows = self.env.execute_query(
            SQL(
                """SELECT DISTINCT item.move_id
                     FROM ar_match_proposal proposal
                     JOIN ar_match_receipt receipt ON receipt.id = proposal.receipt_id
                     JOIN ar_match_proposal_line line ON line.proposal_id = proposal.id
                     JOIN account_move_line item ON item.id = line.line_id
                    WHERE proposal.state = 'proposed' AND proposal.rank = 1 AND receipt.state = 'review'
                      AND receipt.credit_line_id IS NULL AND item.move_id = ANY(%s)""",
                self.ids,
            )
        )
        return [move_id for (move_id,) in rows]

    def _ar_payment_hold(self) -> Hold:
        if self.payment_state == "blocked":
            return Hold("blocked", self.env._("its payment is blocked"))
        return Hold("on_its_way", self.env._("a payment is on its way"))

    def _ar_pause_sentence(self) -> str:
        words = {
            "code": self.ar_collection_pause_code or "other",
            "note": self.ar_collection_pause_note or "",
            "until": str(self.ar_collection_paused_until or ""),
        }
        why = self.env["ar.collection.words"]._pause_words(words)
        return self.env._("%(invoice)s is paused: %(why)s", invoice=self.name, why=why)

    def _ar_excluded_ids(self) -> list[int]:
        """Return which of these invoices are excluded from follow-up by Odoo's own mark."""
        lines = self.env["account.move.line"].search(
            [
                ("move_id", "in", self.ids),
                ("no_followup", "=", True),
                ("account_id.account_type", "=", "asset_receivable"),
            ]
        )
        return lines.move_id.ids

    # === PAUSE === #

    def action_ar_collection_pause(self):
        """Ask why and until when these invoices are left alone."""
        self.check_access("read")
        self.env["ar.collection.case"].check_access("write")
        action = self.env["ir.actions.act_window"]._for_xml_id("ar_sync_collections.ar_collection_pause_action")
        return {**action, "context": {"default_move_ids": self.ids}}

    def action_ar_collection_resume(self):
        """Ask for these invoices again."""
        self.check_access("read")
        self.env["ar.collection.case"].check_access("write")
        self._ar_collection_resume()

    def _ar_collection_pause(self, until, code: str = "other", note: str = "") -> None:
        """Leave these invoices alone until ``until`` (the last day; None: until somebody resumes them)."""
        values = {"ar_collection_paused_until": until or False, "ar_collection_pause_code": code}
        self.sudo().write({"ar_collection_paused": True, "ar_collection_pause_note": note, **values})
        if code == "legal":
            self._ar_collection_give_away()
        self._ar_collection_wake()

    def _ar_collection_give_away(self) -> None:
        """Keep that a lawyer or an agency has these invoices now: what is paid later was escalated."""
        for company, moves in self.grouped("company_id").items():
            new = moves.filtered(lambda move: not move.ar_collection_legal_on)
            new.sudo().ar_collection_legal_on = company._ar_collection_today()

    def _ar_collection_resume(self) -> None:
        cleared = dict.fromkeys(
            ("ar_collection_paused_until", "ar_collection_pause_code", "ar_collection_pause_note"), False
        )
        self.sudo().write({"ar_collection_paused": False, **cleared})
        self._ar_collection_wake()

    def action_ar_collection_case(self):
        """Open the case of this invoice's customer."""
        self.ensure_one()
        self.check_access("read")
        return self.commercial_partner_id.with_company(self.company_id).action_ar_collection_case()

    # === WAKING === #

    def _post(self, soft=True):
        posted = super()._post(soft)
        posted._ar_collection_wake(also=posted.line_ids._ar_collection_customers())
        return posted

    def button_draft(self):
        result = super().button_draft()
        self._ar_collection_wake(also=self.line_ids._ar_collection_customers())
        return result

    def write(self, vals):
        """A block or another due date is looked at at once."""
        result = super().write(vals)
        if vals.keys() & {"payment_state", "invoice_date_due", "no_followup", "invoice_payment_term_id"}:
            self.filtered(lambda move: move.state == "posted")._ar_collection_wake()
        return result

    def _ar_collection_wake(self, also=None) -> None:
        """Have the customers of these invoices looked at again, and ``also`` others: all of them in one go."""
        partners = self.filtered(lambda move: move.is_sale_document(include_receipts=True)).commercial_partner_id
        if also:
            partners |= also
        if partners:
            self.env["ar.collection.case"]._touch(partners)
