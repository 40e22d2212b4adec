"""Merged contacts: what was tied to one of them is tied to the one that stays."""

from odoo import models


class BasePartnerMergeAutomaticWizard(models.TransientModel):
    _inherit = "base.partner.merge.automatic.wizard"

    def _update_foreign_keys(self, src_partners, dst_partner):
        # Before Odoo moves what refers to the contacts: a sign is remembered once for a customer.
        self.env["ar.match.payer"].sudo()._take_over(src_partners, dst_partner)
        return super()._update_foreign_keys(src_partners, dst_partner)

    def _update_reference_fields(self, src_partners, dst_partner):
        result = super()._update_reference_fields(src_partners, dst_partner)
        dst_partner._ar_take_over(src_partners)
        return result
