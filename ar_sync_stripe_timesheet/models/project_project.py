"""From a project to what can be invoiced of it."""

from odoo import models


class ProjectProject(models.Model):
    _inherit = "project.project"

    def action_ar_stripe_billable(self):
        """List the hours of these projects that can be invoiced, or that wait for a person to make them so."""
        self.check_access("read")
        self.env["ar.stripe.billable"].check_access("read")
        action = self.env["ir.actions.act_window"]._for_xml_id("ar_sync_stripe_sale.ar_stripe_billable_action")
        return {**action, "domain": [("project_id", "in", self.ids)], "context": {}}
