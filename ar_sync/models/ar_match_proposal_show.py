"""What the screens show of a proposal: a card that can be compared with the runner-up's."""

from odoo import api, fields, models
from odoo.tools import format_amount

ITEMS_IN_SUMMARY = 3


class ArMatchProposal(models.Model):
    _inherit = "ar.match.proposal"

    step_label = fields.Char(compute="_compute_step_label", string="Kind of Evidence")

    summary = fields.Char(compute="_compute_summary", help="What it pays, in a line.")

    @api.depends("line_ids", "unallocated_amount")
    def _compute_summary(self):
        for proposal in self:
            proposal.summary = proposal._ar_summary()

    @api.depends("step")
    def _compute_step_label(self):
        labels = self._ar_step_labels()
        for proposal in self:
            proposal.step_label = labels.get(proposal.step, proposal.step)

    @api.model
    def _ar_step_labels(self) -> dict[str, str]:
        """Return the engine's step -> what a person calls it."""
        return {
            "ids": self.env._("Identifiers"),
            "references": self.env._("References in the text"),
            "payer_amount": self.env._("Payer and amount"),
            "amount": self.env._("Amount alone"),
            "person": self.env._("Chosen by a person"),
            "none": self.env._("Nothing"),
        }

    def _ar_card(self) -> dict:
        """Return this proposal as the screen shows it; money is in the receipt's currency."""
        self.ensure_one()
        return {
            "id": self.id,
            "rank": self.rank,
            "state": self.state,
            "found_by": self.step_label,
            "bits": self.log_odds,
            "margin": self.margin if self.rank == 1 else 0.0,
            "evidence": [row.removeprefix("• ") for row in (self.evidence_text or "").splitlines()],
            "left_over": self.unallocated_amount,
            "currency_id": self.currency_id.id,
            "lines": [line._ar_card_line() for line in self.line_ids],
        }

    def _ar_summary(self) -> str:
        """Return what this proposal pays, short enough for a list."""
        numbers = [line.line_id._ar_item_number() for line in self.line_ids]
        text = ", ".join(numbers[:ITEMS_IN_SUMMARY])
        more = len(numbers) - ITEMS_IN_SUMMARY
        if more > 0:
            text = self.env._("%(numbers)s and %(count)s more", numbers=text, count=more)
        if self.currency_id.compare_amounts(self.unallocated_amount, 0) > 0:
            left = format_amount(self.env, self.unallocated_amount, self.currency_id)
            text = self.env._("%(numbers)s, %(amount)s left over", numbers=text, amount=left)
        return text
