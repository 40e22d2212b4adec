"""What Stripe has now, beside what is to be sent."""

from odoo import models

from ..kinds import KINDS


class ArSyncOperation(models.Model):
    _inherit = "ar.sync.operation"

    def _ar_before(self) -> dict:
        """Read the mirrored object that this change is about, as far as the payload names its values."""
        if self.connection_id.provider != "stripe":
            return super()._ar_before()
        row = self._stripe_row()
        return row._mirror_payload(self.payload or {}) if row else {}

    def _stripe_row(self):
        """Return the mirrored object that this change is about; empty where there is none, as before a creation.

        It is the record itself, or the object the record is bound to, or the one an earlier answer named.
        """
        what, _dot, verb = self.kind.rpartition(".")
        if what not in KINDS or verb == "create":
            return None
        Model = self.env[KINDS[what].model]
        if self.res_model == Model._name:
            return Model.browse(self.res_id).exists()
        binding = self.env["ar.sync.binding"].search(
            [
                ("connection_id", "=", self.connection_id.id),
                ("kind", "=", what),
                ("res_model", "=", self.res_model),
                ("res_id", "=", self.res_id),
            ],
            limit=1,
        )
        external_id = binding.external_id or self.external_id
        return Model.search([("connection_id", "=", self.connection_id.id), ("external_id", "=", external_id)], limit=1)
