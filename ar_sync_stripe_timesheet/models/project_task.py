"""From a task to what can be invoiced of it."""

from odoo import models


class ProjectTask(models.Model):
    _inherit = "project.task"

    def action_ar_stripe_billable(self):
        """List the hours of these tasks that can be invoiced, or that wait for a person to make them so."""
        self.check_access("read")
        self.env["ar.stripe.billable"].check_access("read")
        action = self.env["ir.actions.act_window"]._for_xml_id("ar_sync_stripe_sale.ar_stripe_billable_action")
        return {**action, "domain": [("task_id", "child_of", self.ids)], "context": {}}
