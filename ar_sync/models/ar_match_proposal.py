"""One suggested application of a receipt, with its evidence."""

from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError

from ..matching.risk import Outcome
from .ar_match_share import Share
from .ar_match_words import evidence_in_words


class ArMatchProposal(models.Model):
    """A suggestion of the engine: which open items this receipt pays, and why. Kept for every decision."""

    _name = "ar.match.proposal"
    _description = "Proposal"
    _inherit = ["ar.sync.state.mixin"]
    _order = "receipt_id, state, rank, id"
    _rec_name = "receipt_id"
    _ar_facts = frozenset(
        "receipt_id company_id rank step kind outcome was_automatic log_odds margin evidence unallocated_amount "
        "approved_by_id decided_by_id decided_at".split()
    )

    receipt_id = fields.Many2one("ar.match.receipt", required=True, readonly=True, index=True, ondelete="cascade")
    company_id = fields.Many2one("res.company", required=True, readonly=True, index=True, ondelete="cascade")
    currency_id = fields.Many2one(related="receipt_id.currency_id", related_sudo=False)
    rank = fields.Integer(readonly=True, default=1, help="1 is the best, 2 the runner-up.")
    step = fields.Char(string="Found By", readonly=True)
    kind = fields.Char(
        string="Kind (Code)", readonly=True, help="Step, weakest link, how the amount is explained."
    )
    outcome = fields.Selection(
        [("right", "Right"), ("wrong", "Wrong")],
        readonly=True,
        help="What people's decisions said of it: the record from which a kind of evidence earns to post by itself.",
    )
    was_automatic = fields.Boolean(
        string="Posted by Itself", readonly=True, help="The engine applied it; whoever took it back later decided it."
    )
    log_odds = fields.Float(
        string="Strength",
        readonly=True,
        digits=(6, 1),
        help="How much speaks for it, in bits: ten bits are about a thousand to one.",
    )
    margin = fields.Float(
        string="Lead", readonly=True, digits=(6, 1), help="How much more speaks for it than for the runner-up, in bits."
    )
    evidence = fields.Json(string="Evidence (Facts)", readonly=True)
    evidence_text = fields.Text(string="Evidence", compute="_compute_evidence_text")
    unallocated_amount = fields.Monetary(string="Left Over", readonly=True)
    line_ids = fields.One2many("ar.match.proposal.line", "proposal_id", readonly=True)
    state = fields.Selection(
        [
            ("proposed", "Proposed"),
            ("accepted", "Accepted"),
            ("rejected", "Rejected"),
            ("superseded", "Superseded"),
            ("undone", "Undone"),
        ],
        required=True,
        readonly=True,
        default="proposed",
    )
    approved_by_id = fields.Many2one(
        "res.users", string="First to Agree", readonly=True, help="Above the limit for two people: who agreed first."
    )
    decided_by_id = fields.Many2one("res.users", readonly=True, help="Empty: the engine.")
    decided_at = fields.Datetime(readonly=True)

    @api.constrains("receipt_id", "company_id")
    def _check_company_of_receipt(self):
        """Refuse a proposal for a receipt of another company: it would show that company's money."""
        if any(proposal.company_id != proposal.receipt_id.company_id for proposal in self):
            raise ValidationError(self.env._("A proposal belongs to the company of its receipt."))

    @api.depends("evidence", "currency_id")
    @api.depends_context("lang")
    def _compute_evidence_text(self):
        for proposal in self:
            rows = proposal.evidence or []
            sentences = [evidence_in_words(self.env, row, proposal.currency_id) for row in rows]
            proposal.evidence_text = "\n".join(f"• {sentence}" for sentence in sentences)

    def action_accept(self):
        """Apply the receipt as proposed here; above the company's limit once a second person agrees."""
        self.ensure_one()
        self.check_access("write")
        if self.state != "proposed":
            raise UserError(self.env._("This proposal was decided already."))
        self.receipt_id._apply_by_person(
            self._to_shares(), reason=self.env._("Accepted by a person."), proposal=self
        )

    def action_reject(self):
        """Say that this is wrong. It is not proposed again."""
        self.check_access("write")
        for proposal in self.filtered(lambda row: row.rank == 1 and row.kind):
            proposal._note_outcome("wrong")
        self._settle("rejected")

    def _to_shares(self) -> list[Share]:
        """Return what is proposed here as shares."""
        self.ensure_one()
        given_up: dict = {}
        for line in self.line_ids.filtered("reason_id"):
            given_up.setdefault(line.line_id, []).append((line.reason_id, line.item_amount))
        shares = []
        for line in self.line_ids.filtered(lambda line: not line.reason_id):
            across = line.line_id.currency_id != self.currency_id
            item_amount = line.item_amount if across else None
            shares.append(Share(line.line_id, line.amount, item_amount, tuple(given_up.get(line.line_id, ()))))
        return shares

    def _engine_outcome(self) -> Outcome:
        """Return what this decided proposal teaches, scored without what earlier decisions taught."""
        self.ensure_one()
        codes = tuple((row["code"], row.get("bits", 0.0)) for row in self.evidence or [])
        return Outcome(sum(bits for _code, bits in codes), codes, self.outcome == "right", self.kind)

    def _note_outcome(self, outcome: str) -> None:
        """Keep whether the proposal was right, and count it for its kind of evidence, once per receipt."""
        self.ensure_one()
        told = self.receipt_id.proposal_ids.filtered(lambda row: row.kind == self.kind and row.outcome == outcome)
        if not self.kind or told:
            return
        change = {"right": int(outcome == "right"), "wrong": int(outcome == "wrong")}
        if self.outcome:
            change[self.outcome] -= 1
        self._ar_through_gate().write({"outcome": outcome})
        self.env["ar.match.kind"].sudo()._count(self.company_id, self.kind, **change)

    def _settle(self, state: str, **values) -> None:
        """Close the proposal and note who did it."""
        by_person = not self.env.su and self.env.uid or False
        self._set_state(state, decided_by_id=by_person, decided_at=fields.Datetime.now(), **values)

    def _set_pending(self, state: str) -> None:
        """Close those that are still open."""
        self.filtered(lambda proposal: proposal.state == "proposed")._settle(state)
