"""One suggested application of a receipt, with its evidence."""

from odoo import api, fields, models
from odoo.exceptions import ValidationError

from ..matching.sentences import evidence_sentence


class ArMatchProposal(models.Model):
    """A suggestion of the engine: which open items this receipt pays, and why. Kept for every decision."""

    _name = "ar.match.proposal"
    _description = "Proposal"
    _inherit = ["ar.sync.state.mixin"]
    _order = "receipt_id, state, rank, id"
    _rec_name = "receipt_id"

    receipt_id = fields.Many2one("ar.match.receipt", required=True, readonly=True, index=True, ondelete="cascade")
    company_id = fields.Many2one("res.company", required=True, readonly=True, index=True, ondelete="cascade")
    currency_id = fields.Many2one(related="receipt_id.currency_id", related_sudo=False)
    rank = fields.Integer(readonly=True, default=1, help="1 is the best, 2 the runner-up.")
    step = fields.Char(string="Found By", readonly=True)
    log_odds = fields.Float(string="Evidence (bits)", readonly=True, digits=(6, 1))
    margin = fields.Float(string="Lead (bits)", readonly=True, digits=(6, 1), help="Ahead of the runner-up by this.")
    evidence = fields.Json(string="Evidence (JSON)", readonly=True)
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
    decided_by_id = fields.Many2one("res.users", readonly=True, help="Empty: the engine.")
    decided_at = fields.Datetime(readonly=True)

    @api.constrains("receipt_id", "company_id")
    def _check_company_of_receipt(self):
        """Refuse a proposal for a receipt of another company: it would show that company's money."""
        if any(proposal.company_id != proposal.receipt_id.company_id for proposal in self):
            raise ValidationError(self.env._("A proposal belongs to the company of its receipt."))

    @api.depends("evidence")
    def _compute_evidence_text(self):
        for proposal in self:
            proposal.evidence_text = "\n".join(
                f"• {evidence_sentence(row['code'], row['params'])}" for row in proposal.evidence or []
            )

    def action_accept(self):
        """Apply the receipt as proposed here."""
        self.ensure_one()
        self.check_access("write")
        receipt = self.receipt_id
        receipt._apply({receipt: [(line.line_id, line.amount) for line in self.line_ids]})
        self._settle("accepted")
        (receipt.proposal_ids - self)._set_pending("superseded")
        receipt._note_decision(
            receipt._state_after_apply(), reason=self.env._("Accepted by a person."), step=self.step, is_shadow=False
        )

    def action_reject(self):
        """Say that this is wrong. It is not proposed again."""
        self.check_access("write")
        self._settle("rejected")

    def _settle(self, state: str) -> None:
        """Close the proposal and note who did it."""
        by_person = not self.env.su and self.env.uid or False
        self._set_state(state, decided_by_id=by_person, decided_at=fields.Datetime.now())

    def _set_pending(self, state: str) -> None:
        """Close those that are still open."""
        self.filtered(lambda proposal: proposal.state == "proposed")._settle(state)
