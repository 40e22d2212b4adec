"""Sequences: the steps by which a kind of customer is reminded."""

from odoo import api, fields, models

from ..planning.segments import Segment

MODES = [
    ("always", "Send"),
    ("until_reply", "Send until somebody replies, then drafts"),
    ("draft", "Drafts only"),
]


class ArCollectionSequence(models.Model):
    """Steps before and after the due date for a segment of customers. A customer is in one sequence at a time."""

    _name = "ar.collection.sequence"
    _description = "Collection Sequence"
    _order = "sequence, id"

    name = fields.Char(required=True, translate=True)
    sequence = fields.Integer(
        string="Priority", default=10, help="Of several sequences that fit a customer, the first one is taken."
    )
    active = fields.Boolean(default=True)
    company_id = fields.Many2one("res.company", index=True, help="Empty: for all companies.")
    mode = fields.Selection(
        MODES,
        string="Sending",
        required=True,
        default="until_reply",
        help="How its messages leave. A step can be stricter; the company's mode is above both.",
    )
    step_ids = fields.One2many("ar.collection.step", "sequence_id", string="Steps", copy=True)
    condition_ids = fields.One2many(
        "ar.collection.condition",
        "sequence_id",
        string="For Customers",
        copy=True,
        help="Nothing: for all customers that no other sequence is for.",
    )
    segment_words = fields.Char(string="For", compute="_compute_segment_words")
    case_count = fields.Integer(string="Customers", compute="_compute_case_count")
    note = fields.Text(string="Notes", translate=True)

    @api.depends("condition_ids.field", "condition_ids.operator", "condition_ids.value", "condition_ids.alternative")
    def _compute_segment_words(self):
        for row in self:
            row.segment_words = row.condition_ids._words() or self.env._("All customers")

    def _compute_case_count(self):
        groups = self.env["ar.collection.case"]._read_group(
            [("sequence_id", "in", self.ids)], ["sequence_id"], ["__count"]
        )
        counts = {sequence.id: count for sequence, count in groups}
        for row in self:
            row.case_count = counts.get(row.id, 0)

    def _segment(self) -> Segment:
        """Return for whom this sequence is, as the planner takes it."""
        self.ensure_one()
        return Segment(f"{self.id:012d}", self.sequence, self.condition_ids._group())

    @api.model
    def _of_company(self, company):
        """Return the sequences that a company uses."""
        return self.search([("company_id", "in", (company.id, False)), ("step_ids", "!=", False)])

    def action_view_cases(self):
        """Open the customers in this sequence."""
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id("ar_sync_collections.ar_collection_case_action")
        return {**action, "domain": [("sequence_id", "=", self.id)], "context": {}}

    def action_preview(self):
        """Show who would get what by this sequence, today or in the past."""
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id("ar_sync_collections.ar_collection_preview_action")
        return {**action, "context": {"default_sequence_id": self.id}}

    # === PLANNING ANEW === #

    @api.model_create_multi
    def create(self, vals_list):
        rows = super().create(vals_list)
        rows._plan_anew()
        return rows

    def write(self, vals):
        result = super().write(vals)
        if vals.keys() - {"name", "note"}:
            self._plan_anew()
        return result

    def unlink(self):
        companies = self._companies()
        result = super().unlink()
        self.env["ar.collection.case"].sudo()._plan_anew(companies)
        return result

    def _plan_anew(self) -> None:
        """Have all customers planned by what the sequences say now."""
        self.env["ar.collection.case"].sudo()._plan_anew(self._companies())

    def _companies(self):
        shared = self.filtered(lambda row: not row.company_id)
        return self.env["res.company"].sudo().search([]) if shared else self.company_id  # pylint: disable=no-search-all
