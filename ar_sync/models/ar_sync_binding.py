"""Which remote object is which Odoo record."""

from odoo import api, fields, models


class ArSyncBinding(models.Model):
    """One remote object tied to one Odoo record, with both fingerprints at the last agreement."""

    _name = "ar.sync.binding"
    _description = "Binding"
    _order = "connection_id, kind, external_id"
    _rec_name = "external_id"

    connection_id = fields.Many2one("ar.sync.connection", required=True, readonly=True, index=True, ondelete="cascade")
    company_id = fields.Many2one(related="connection_id.company_id", store=True, index=True)
    kind = fields.Char(required=True, readonly=True)
    external_id = fields.Char(string="Remote ID", required=True, readonly=True)
    res_model = fields.Char(string="Model", required=True, readonly=True)
    res_id = fields.Many2oneReference(string="Record", model_field="res_model", required=True, readonly=True)
    how = fields.Char(string="Found By", readonly=True, help="The rule that tied the two together.")
    local_fingerprint = fields.Char(readonly=True)
    remote_fingerprint = fields.Char(readonly=True)
    agreed = fields.Json(
        string="Values Last Agreed",
        readonly=True,
        help="What was last sent and accepted: only what differs from it is sent.",
    )
    is_former = fields.Boolean(
        string="No Longer Used",
        readonly=True,
        help="What comes in from this object is still recognised; nothing new is sent to it.",
    )

    _remote_unique = models.UniqueIndex(
        "(connection_id, kind, external_id)", "This object is already tied to a record."
    )
    _local_index = models.Index("(res_model, res_id)")

    @api.model
    def _bind(self, connection, kind: str, external_id: str, record, how: str = ""):
        """Tie a remote object to ``record``; an existing tie is moved to it."""
        return self._bind_all(connection, kind, {external_id: record}, how)

    @api.model
    def _bind_all(self, connection, kind: str, records: dict, how: str = ""):
        """Tie remote objects, external id -> record, all found by the same rule."""
        domain = [("connection_id", "=", connection.id), ("kind", "=", kind), ("external_id", "in", list(records))]
        present = {row.external_id: row for row in self.search(domain)}
        rows = []
        for external_id, record in records.items():
            values = {"res_model": record._name, "res_id": record.id, "how": how}
            if external_id in present:
                present[external_id].write(values)
            else:
                rows.append({"connection_id": connection.id, "kind": kind, "external_id": external_id, **values})
        return self.union(*present.values(), self.create(rows))

    @api.model
    def _find(self, connection, kind: str, external_ids: list[str]) -> dict:
        """Return external id -> existing record, for those that are tied."""
        rows = self.search(
            [("connection_id", "=", connection.id), ("kind", "=", kind), ("external_id", "in", external_ids)]
        )
        return {
            row.external_id: record
            for row in rows
            if (record := self.env[row.res_model].browse(row.res_id).exists())
        }

    @api.model
    def _in_use(self, connection, kind: str, record, key: str = ""):
        """Return the one binding through which ``record`` is sent to: the oldest customer, the newest of all else.

        :param key: which one of several objects of this kind that a record has, such as a product's prices.
        """
        rows = self.sudo().search(
            [
                ("connection_id", "=", connection.id),
                ("kind", "=", kind),
                ("res_model", "=", record._name),
                ("res_id", "=", record.id),
                ("is_former", "=", False),
            ],
            order="id" if kind == "customer" else "id desc",
        )
        if key:
            rows = rows.filtered(lambda row: (row.agreed or {}).get("key") == key)
        return rows[:1]

    @api.model
    def _of(self, records, kind: str | None = None):
        """Return the bindings of Odoo ``records``."""
        domain = [("res_model", "=", records._name), ("res_id", "in", records.ids)]
        return self.search(domain + ([("kind", "=", kind)] if kind else []))
