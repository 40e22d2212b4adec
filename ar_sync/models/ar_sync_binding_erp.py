"""Ties between documents here and in an ERP."""

from odoo import api, fields, models

#: The remote id of what a person marked as synced without saying which record of the ERP it is.
BY_HAND = "by-hand:"


class ArSyncBinding(models.Model):
    _inherit = "ar.sync.binding"

    erp_before = fields.Json(
        string="Settled Before",
        readonly=True,
        help="What the ERP had applied when the document was taken over: it stays applied there, and is settled here.",
    )

    def _ar_erp_is_there(self) -> bool:
        """Tell whether a record of the ERP is known, so that it can be changed."""
        self.ensure_one()
        return not self.external_id.startswith(BY_HAND)

    def _ar_erp_ids_ever(self, keys: set[str]) -> dict[str, str]:
        """Return our key -> the ERP's id of what can be settled, also of what is no longer tied."""
        domain = [
            ("connection_id", "=", self.connection_id.id),
            ("kind", "in", ("invoice", "credit_memo", "payment")),
            ("res_id", "in", [int(key.rpartition(",")[2]) for key in keys]),
        ]
        rows = self.sudo().search(domain).filtered(lambda row: row._ar_erp_is_there())
        rows = rows.sorted(lambda row: (not row.is_former, row.id))
        return {f"{row.res_model},{row.res_id}": row.external_id for row in rows}

    @api.model
    def _ar_erp_tie(self, connection, kind: str, external_id: str, key: str, agreed: dict, how: str = ""):
        """Tie a document to the ERP's record, with what both sides say. One tied before is so no longer."""
        model, _comma, number = key.partition(",")
        record = self.env[model].browse(int(number))
        before = self.sudo().search(
            [
                ("connection_id", "=", connection.id),
                ("kind", "=", kind),
                ("res_model", "=", model),
                ("res_id", "=", record.id),
                ("is_former", "=", False),
                ("external_id", "!=", external_id),
            ]
        )
        before.is_former = True
        binding = self.sudo()._bind(connection, kind, external_id, record, how)
        binding.write({"agreed": agreed, "is_former": False})
        return binding
