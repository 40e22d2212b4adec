"""Customers: their case, paused or not."""

from odoo import fields, models


class ResPartner(models.Model):
    _inherit = "res.partner"

    ar_collection_case_id = fields.Many2one(
        "ar.collection.case", string="Collection Case", compute="_compute_ar_collection", groups="ar_sync.group_user"
    )
    ar_collection_words = fields.Char(
        string="Collections", compute="_compute_ar_collection", groups="ar_sync.group_user"
    )

    def _compute_ar_collection(self):
        Case = self.env["ar.collection.case"].sudo()
        cases = {case.partner_id: case for case in Case._of(self, self.env.company)}
        for partner in self:
            case = cases.get(partner.commercial_partner_id, Case)
            partner.ar_collection_case_id = case.with_env(self.env)
            partner.ar_collection_words = case.reason

    def action_ar_collection_case(self):
        """Open this customer's case; it is made where there is none yet."""
        self.ensure_one()
        self.check_access("read")
        Case = self.env["ar.collection.case"]
        Case.check_access("write")
        company, partner = self.env.company, self.commercial_partner_id
        case = Case._of(partner, company)
        if not case:
            values = {"partner_id": partner.id, "company_id": company.id, "zone": Case._zone_of(partner, company)}
            case = Case.sudo()._ar_through_gate().create(values)
            case._plan(company)
        return {
            "type": "ir.actions.act_window",
            "res_model": "ar.collection.case",
            "res_id": case.id,
            "views": [(False, "form")],
        }

    def action_ar_collection_pause(self):
        """Ask why and until when this customer is left alone."""
        action = self.action_ar_collection_case()
        return self.env["ar.collection.case"].browse(action["res_id"]).action_pause()

    def write(self, vals):
        """Another address, language, country, tag or parent is looked at at once."""
        family = self.browse()
        if vals.keys() & {"parent_id", "is_company"}:
            family = self.sudo().with_context(active_test=False).search([("id", "child_of", self.ids)])
        customers = {partner: partner.commercial_partner_id for partner in family}
        result = super().write(vals)
        moved = family.filtered(lambda partner: partner.commercial_partner_id != customers[partner])
        if moved:
            self.env["ar.collection.case"].sudo()._follow_parents(moved)
            self.env["ar.collection.case"]._touch(moved.browse({customers[partner].id for partner in moved}) | moved)
        if vals.keys() & {"email", "country_id", "lang", "tz", "category_id", "message_bounce", "active"}:
            self.env["ar.collection.case"]._touch(self)
        return result
