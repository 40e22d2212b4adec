"""Merged contacts: what was tied to one of them is tied to the one that stays."""

from odoo import models


class BasePartnerMergeAutomaticWizard(models.TransientModel):
    _inherit = "base.partner.merge.automatic.wizard"

    def _update_reference_fields(self, src_partners, dst_partner):
        result = super()._update_reference_fields(src_partners, dst_partner)
        dst_partner._ar_take_over(src_partners)
        return result
