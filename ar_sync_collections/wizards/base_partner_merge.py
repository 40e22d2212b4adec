"""Merged contacts: of two cases one stays, with what was said to both."""

from odoo import models


class BasePartnerMergeAutomaticWizard(models.TransientModel):
    _inherit = "base.partner.merge.automatic.wizard"

    def _update_foreign_keys(self, src_partners, dst_partner):
        # Before Odoo moves what refers to the contacts: a customer has one case in each company.
        self.env["ar.collection.case"].sudo()._take_over(src_partners, dst_partner)
        return super()._update_foreign_keys(src_partners, dst_partner)
