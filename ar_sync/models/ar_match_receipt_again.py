"""Looking again: money that waited is decided anew when what it could pay comes up, and never against a person."""

from odoo import api, fields, models
from odoo.tools import SQL

from ..matching.model import Verdict
from .ar_match_share import facts


class ArMatchReceipt(models.Model):
    _inherit = "ar.match.receipt"

    look_again = fields.Boolean(
        readonly=True, help="Its customer has new open items: the engine looks whether it pays one of them."
    )

    _again_index = models.Index("(company_id, id) WHERE look_again")

    @api.model
    def _look_again_for(self, moves) -> None:
        """Let money of the same customers that waits, or is on account, be looked at again.

        What a person left on account, and what one of two people has agreed to, stays as it is.
        """
        invoices = moves.filtered(lambda move: move.move_type in ("out_invoice", "out_receipt"))
        if not invoices:
            return
        self.flush_model(["state", "unapplied_amount", "decided_by_id", "partner_id", "company_id"])
        rows = self.env.execute_query(
            SQL(
                """UPDATE ar_match_receipt receipt SET look_again = TRUE
                     FROM res_partner partner
                    WHERE partner.id = receipt.partner_id AND receipt.company_id = ANY(%s)
                      AND partner.commercial_partner_id = ANY(%s) AND receipt.look_again IS NOT TRUE
                      AND (receipt.state = 'review'
                           OR receipt.state = 'booked' AND receipt.unapplied_amount > 0
                              AND receipt.decided_by_id IS NULL)
                      AND NOT EXISTS (SELECT FROM ar_match_proposal proposal
                                       WHERE proposal.receipt_id = receipt.id AND proposal.state = 'proposed'
                                         AND proposal.approved_by_id IS NOT NULL)
                RETURNING receipt.id""",
                invoices.company_id.ids,
                invoices.commercial_partner_id.ids,
            )
        )
        if rows:
            self.browse(receipt_id for (receipt_id,) in rows).invalidate_recordset(["look_again"])
            self.env["ar.sync.dispatch"]._dispatch("match")

    def _decide_again(self) -> None:
        """Decide these receipts of one company anew; what is on account moves only where that is proven."""
        self._ar_through_gate().look_again = False
        open_ones = self.filtered(
            lambda receipt: receipt.state == "review"
            or (receipt.state == "booked" and receipt.currency_id.compare_amounts(receipt.unapplied_amount, 0) > 0)
        )._with_something_left()
        if not open_ones:
            return
        found = open_ones._decide()
        settled = open_ones.filtered(
            lambda receipt: receipt.state == "booked" and found[1][receipt].verdict is not Verdict.AUTOMATIC
        )
        (open_ones - settled)._act(*found, unasked=True)

    def _is_refused(self, shares, unasked: bool) -> bool:
        """Tell whether a person has refused these shares: rejected, or taken back since nobody asked for them."""
        states = ("rejected", "undone") if unasked else ("rejected",)
        refused = self.proposal_ids.filtered(lambda row: row.state in states)
        return any(facts(row._to_shares()) == facts(shares) for row in refused)
