"""What the screens show of an outgoing change of a document in an ERP, in words."""

from odoo import models

from ..protocol.field_words import named, place


class ArSyncOperation(models.Model):
    _inherit = "ar.sync.operation"

    def _ar_before(self) -> dict:
        """Return what was last agreed with the ERP."""
        if not self.erp_subject or not self.target:
            return super()._ar_before()
        domain = [
            ("connection_id", "=", self.connection_id.id),
            ("kind", "=", self.erp_subject),
            ("external_id", "=", self.target),
        ]
        agreed = self.env["ar.sync.binding"].search(domain, limit=1).agreed or {}
        return {name: agreed.get(name) for name in self.payload or {} if name in agreed}

    def _ar_takes_away(self, name: str) -> bool:
        """Lists are sent whole: a line or an application that the change does not have is gone afterwards."""
        return bool(self.erp_subject) or super()._ar_takes_away(name)

    def _ar_arranged(self, rows: list[dict]) -> list[dict]:
        """Return the rows in the order of a document, without what it says nothing of on either side."""
        if not self.erp_subject:
            return super()._ar_arranged(rows)
        return sorted((row for row in rows if row["before"] or row["after"]), key=lambda row: place(row["name"]))

    def _ar_field_words(self, name: str) -> str:
        """Return the name of a part of the document, and of which row it is."""
        if not self.erp_subject:
            return super()._ar_field_words(name)
        part = named(name)
        field = self.env._(part.field)
        return self.env._(part.row, place=part.place, field=field) if part.row else field

    def _ar_value_words(self, name: str, value: str) -> str:
        """Return names in place of the numbers of records."""
        if not self.erp_subject:
            return super()._ar_value_words(name, value)
        last = name.rsplit(".", 1)[-1]
        if last == "how":
            return dict(self.connection_id._fields["erp_cancel_how"]._description_selection(self.env)).get(value, value)
        if last == "unit" and value:
            unit = self.connection_id.sudo().erp_unit_id
            return unit.name if unit.external_id == value else value
        return self.env["ar.erp.finding"]._name_of(last, value)
