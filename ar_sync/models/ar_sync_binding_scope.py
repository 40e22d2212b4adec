"""A customer that was tied to a contact shows it on the list of its scope."""

from odoo import api, models


class ArSyncBinding(models.Model):
    _inherit = "ar.sync.binding"

    @api.model
    def _bind_all(self, connection, kind: str, records: dict, how: str = ""):
        bindings = super()._bind_all(connection, kind, records, how)
        if kind == "customer":
            mine = [("connection_id", "=", connection.id), ("external_id", "in", list(records))]
            for row in self.env["ar.sync.scope.customer"].sudo().search(mine):
                if row.partner_id != records[row.external_id]:
                    row._ar_through_gate().partner_id = records[row.external_id]
        return bindings
