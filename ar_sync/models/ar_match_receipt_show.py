"""What the screens show of a receipt: its proposals side by side, and the chain it is part of."""

from odoo import api, fields, models

CARDS = 2  # the best explanation and its runner-up


class ArMatchReceipt(models.Model):
    _inherit = "ar.match.receipt"

    has_proposal = fields.Boolean(compute="_compute_proposal_cards", help="Somebody can accept a proposal.")
    proposal_cards = fields.Json(compute="_compute_proposal_cards", string="Proposals Side by Side")
    proposal_summary = fields.Char(
        compute="_compute_proposal_cards",
        string="Suggestion",
        help="What the best proposal would pay.",
    )
    waiting_days = fields.Integer(compute="_compute_waiting_days", string="Days", help="Days since the money came in.")
    payer_label = fields.Char(compute="_compute_payer_label", string="Payer")
    other_payer = fields.Char(
        compute="_compute_payer_label", string="Paid By", help="The payer's own name, where it is not the customer's."
    )
    step_label = fields.Char(compute="_compute_step_label", string="Decided From")
    chain = fields.Json(compute="_compute_chain")

    @api.depends("date")
    def _compute_waiting_days(self):
        today = fields.Date.context_today(self)
        for receipt in self:
            receipt.waiting_days = (today - receipt.date).days if receipt.date else 0

    @api.depends("partner_id", "payer_name")
    def _compute_payer_label(self):
        for receipt in self:
            receipt.payer_label = receipt.partner_id.display_name or receipt.payer_name
            receipt.other_payer = receipt.payer_name if receipt.payer_name != receipt.partner_id.name else False

    @api.depends("step")
    def _compute_step_label(self):
        labels = self.env["ar.match.proposal"]._ar_step_labels()
        for receipt in self:
            receipt.step_label = labels.get(receipt.step, receipt.step)

    # === PROPOSALS === #

    @api.depends("proposal_ids.state", "proposal_ids.line_ids", "state")
    def _compute_proposal_cards(self):
        for receipt in self:
            shown = receipt._shown_proposals()
            receipt.has_proposal = "proposed" in shown.mapped("state")
            receipt.proposal_cards = [proposal._ar_card() for proposal in shown]
            receipt.proposal_summary = shown[:1].summary if receipt.has_proposal else False

    def _shown_proposals(self):
        """Return what a person compares: the open proposals, else the one that was accepted."""
        proposals = self.proposal_ids.sorted(lambda row: (row.rank, row.id))
        proposed = proposals.filtered(lambda row: row.state == "proposed")
        if proposed or self.state in ("new", "review"):
            return proposed[:CARDS]
        return proposals.filtered(lambda row: row.state == "accepted").sorted("id", reverse=True)[:1]

    # === CHAIN === #

    @api.depends("move_id", "line_ids.ar_applied_line_id", "state")
    def _compute_chain(self):
        for receipt in self:
            receipt.chain = receipt._ar_chain()

    def _ar_chain(self) -> list[dict]:
        """Return the links from the payer's money to the invoices it pays, in order.

        Extension point: connectors put theirs before and after (charge, payout).

        :return: rows of kind, label, text, and model and id of the record that a click opens.
        """
        self.ensure_one()
        links = []
        if self.external_id:
            links.append(self._ar_link(self.env._("At the provider"), self.external_id, self.connection_id))
        if self.credit_line_id:
            links.append(self._ar_link(self.env._("Credit"), self.name, self.move_id))
        else:
            links.append(self._ar_link(self.env._("Receipt"), self.name))
        if self.move_id and not self.credit_line_id:
            links.append(self._ar_link(self.env._("Journal entry"), self.move_id.name, self.move_id))
        links += [self._ar_link(self.env._("Pays"), move.name, move) for move in self.invoice_ids]
        return links

    @api.model
    def _ar_link(self, label: str, text: str, record=None) -> dict:
        """Return one link of the chain; without ``record`` it cannot be clicked."""
        return {
            "label": label,
            "text": text or "",
            "model": record._name if record else False,
            "id": record.id if record else False,
        }
