"""Customers that the ERP does not have: made there, with the consent of whoever approves."""

from odoo import api, fields, models
from odoo.exceptions import UserError

from ..protocol.idempotency import business_key
from .ar_sync_connection_erp import PREFIX


class ArErpMapping(models.Model):
    _inherit = "ar.erp.mapping"

    def write(self, vals):
        """What was held up by a tie that was missing is looked at again."""
        result = super().write(vals)
        if "record_id" in vals:
            for connection in self.connection_id:
                self.env["ar.sync.operation"].sudo()._ar_erp_look_again(connection)
        return result

    def action_make(self):
        """Have these customers made in the ERP."""
        self.check_access("write")
        if self.filtered(lambda row: row.kind != "customer" or row.is_confirmed):
            raise UserError(self.env._("Only customers that are tied to none of the ERP can be made there."))
        for mapping in self:
            mapping._make_customer()
        return self.env["ir.actions.act_window"]._for_xml_id("ar_sync.ar_erp_operation_action")

    def _make_customer(self) -> None:
        partner = self.env["res.partner"].sudo().browse(self.res_id)
        uuid = self.env["ir.config_parameter"].sudo().get_param("database.uuid")
        ours = self._as_named()
        values = {"name": ours.name, "number": ours.number, "email": ours.email, "tax_number": ours.tax_number}
        self.env["ar.sync.operation"]._intend(
            self.connection_id,
            f"{PREFIX}customer.create",
            partner,
            {name: value for name, value in values.items() if value},
            self.env._("Make customer %(name)s", name=ours.name),
            chain=f"{PREFIX}customer/res.partner,{partner.id}",
            erp_subject="customer",
            external_ref=business_key(uuid, "res.partner", partner.id, "customer", 1),
            partner_id=partner.id,
            checked_at=fields.Datetime.now(),
        )

    @api.model
    def _note_made(self, operation, result: dict) -> None:
        """Tie the customer that was made."""
        connection, partner = operation.connection_id, self.env["res.partner"].browse(operation.res_id)
        values = {"external_id": result["id"], **{name: value for name, value in operation.payload.items()}}
        record = self.env["ar.erp.record"]._store(connection, "customer", [values])
        mapping = self.sudo()._want(connection, "customer", partner)
        mapping.record_id = record
