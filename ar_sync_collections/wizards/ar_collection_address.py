"""Whether an address works, by a person's word and with a reason."""

from odoo import api, fields, models
from odoo.exceptions import UserError


class ArCollectionAddress(models.TransientModel):
    """For notices of failed delivery that nobody can prove, and for what a customer says on the phone."""

    _name = "ar.collection.address"
    _description = "Whether an Address Works"

    company_id = fields.Many2one("res.company", required=True, default=lambda self: self.env.company)
    address = fields.Char(required=True, readonly=True)
    is_bad = fields.Boolean(readonly=True)
    reply_id = fields.Many2one("ar.collection.reply", readonly=True)
    reason = fields.Char(string="How You Know", required=True, help="Kept on the timeline of the invoices.")
    contact_names = fields.Char(string="Contacts", compute="_compute_contact_names")

    @api.depends("address")
    def _compute_contact_names(self):
        for row in self:
            contacts = self.env["res.partner"]._ar_with_address(row.address)
            row.contact_names = ", ".join(contacts.mapped("display_name"))

    @api.model
    def _ask(self, address: str, is_bad: bool, **values) -> dict:
        """Return the window that asks."""
        self.env["ar.collection.case"].check_access("write")
        action = self.env["ir.actions.act_window"]._for_xml_id("ar_sync_collections.ar_collection_address_action")
        name = self.env._("This Address Does Not Work") if is_bad else self.env._("This Address Works")
        context = {"default_address": address, "default_is_bad": is_bad}
        context |= {f"default_{field}": value for field, value in values.items()}
        return {**action, "name": name, "display_name": name, "context": context}

    def action_save(self):
        """Mark the contacts who have this address, or take the mark from them."""
        self.ensure_one()
        self.check_access("write")
        self.env["ar.collection.case"].check_access("write")
        contacts = self.env["res.partner"]._ar_with_address(self.address)
        if not contacts:
            raise UserError(self.env._("No contact has the address %s any more.", self.address))
        contacts._ar_say_address(self.is_bad, self.reason)
        self.reply_id._decide(("bounce",))
        return {"type": "ir.actions.act_window_close"}
