"""Merged contacts: of two consents to be charged one stays in force, and that is said."""

from odoo import models


class BasePartnerMergeAutomaticWizard(models.TransientModel):
    _inherit = "base.partner.merge.automatic.wizard"

    def _update_foreign_keys(self, src_partners, dst_partner):
        # Before Odoo moves what refers to the contacts: only one mandate of a customer may be in force.
        self.env["ar.autopay.mandate"].sudo()._take_over(src_partners, dst_partner)
        return super()._update_foreign_keys(src_partners, dst_partner)
