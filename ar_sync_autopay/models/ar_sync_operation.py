"""Outgoing charges that a person withdraws."""

from odoo import models

from ..outgoing import CHARGE


class ArSyncOperation(models.Model):
    _inherit = "ar.sync.operation"

    def action_cancel(self):
        """A person who withdraws a charge means its invoices: they are not planned again by themselves."""
        result = super().action_cancel()
        for operation in self.filtered(lambda row: row.kind == CHARGE and row.state == "cancelled"):
            charge = operation._record()
            if charge and charge._name == "ar.autopay.charge":
                charge._withdrawn_by_person()
        return result
