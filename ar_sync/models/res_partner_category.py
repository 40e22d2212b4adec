"""Tags: a change of who carries them changes scopes."""

from odoo import api, models


class ResPartnerCategory(models.Model):
    _inherit = "res.partner.category"

    @api.model_create_multi
    def create(self, vals_list):
        tags = super().create(vals_list)
        if any({"partner_ids", "parent_id"} & set(vals) for vals in vals_list):
            self.env["ar.sync.connection"]._ar_scope_tags_changed()
        return tags

    def write(self, vals):
        result = super().write(vals)
        if {"partner_ids", "parent_id", "child_ids"} & set(vals):
            self.env["ar.sync.connection"]._ar_scope_tags_changed()
        return result

    def unlink(self):
        """A deleted tag is on no list any more, and whoever came by it leaves the list."""
        connections = self.env["ar.sync.connection"].sudo().with_context(active_test=False)
        by_tag = connections.search([("scope_tag_ids", "in", self.ids)])
        result = super().unlink()
        by_tag.invalidate_recordset(["scope_tag_ids"])
        by_tag._ar_scope_tags()
        return result
