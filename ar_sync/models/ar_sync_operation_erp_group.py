"""Outgoing changes of documents in an ERP, in groups that a person works through one after another."""

from odoo import api, fields, models

from .ar_sync_operation_erp import REASONS

#: Groups of changes with which nothing is wrong, or nothing that has a name of its own.
GROUPS = [
    ("held", "On hold"),
    ("unchecked", "Being looked at"),
    ("clean", "Nothing wrong: to approve"),
    ("on_its_way", "Approved, on its way"),
    ("unknown", "Arrived or not: being asked"),
    ("failed", "Failed"),
    ("done", "Done"),
    ("cancelled", "Cancelled"),
]


class ArSyncOperation(models.Model):
    _inherit = "ar.sync.operation"

    review_group = fields.Selection(
        [*GROUPS, *REASONS],
        string="What Is to Be Done",
        compute="_compute_review_group",
        store=True,
        index="btree_not_null",
        help="What is wrong with it, or that nothing is.",
    )

    @api.depends("erp_subject", "finding", "state", "is_held", "checked_at")
    def _compute_review_group(self):
        for row in self:
            row.review_group = row._ar_review_group() if row.erp_subject else False

    def _ar_review_group(self) -> str:
        if self.state in ("done", "cancelled", "unknown"):
            return self.state
        if self.is_held:
            return "held"
        if self.finding:
            return self.finding
        if self.state == "failed":
            return "failed"
        if self.state in ("ready", "sent"):
            return "on_its_way"
        return "clean" if self.checked_at else "unchecked"
