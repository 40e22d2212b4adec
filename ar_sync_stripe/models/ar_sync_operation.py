"""What Stripe has now, beside what is to be sent."""

from odoo import api, fields, models

from ..api.errors import READ_ONLY
from ..kinds import KINDS
from .ar_sync_connection_connect_end import CREATE_ENDPOINT, DEAUTHORIZE


class ArSyncOperation(models.Model):
    _inherit = "ar.sync.operation"

    @api.model
    def _due(self, states: tuple[str, ...]):
        """The end of an access is due also when its connection rests: it is what is left to do there."""
        domain = [
            ("kind", "=", DEAUTHORIZE),
            ("state", "in", states),
            "|",
            ("next_attempt_at", "=", False),
            ("next_attempt_at", "<=", fields.Datetime.now()),
        ]
        return super()._due(states) or self.search(domain, order="id", limit=1)

    @api.model
    def _intend(self, connection, kind, *args, **kwargs):
        """What a connection that may only read will never send says so before anybody approves it."""
        operation = super()._intend(connection, kind, *args, **kwargs)
        if connection.stripe_granted_scope == "read_only" and kind not in (CREATE_ENDPOINT, DEAUTHORIZE):
            operation.sudo().filtered(lambda row: row.state in ("draft", "review", "ready")).problems = READ_ONLY
        return operation

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
