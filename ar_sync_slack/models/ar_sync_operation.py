"""What becomes of a message that Slack refused."""

from odoo import models


class ArSyncOperation(models.Model):
    _inherit = "ar.sync.operation"

    def _ar_operation_failed(self, error) -> None:
        """Say on the record that nobody was told."""
        super()._ar_operation_failed(error)
        if not self.kind.startswith("slack.post") or self.res_model not in self.env:
            return
        record = self.env[self.res_model].browse(self.res_id).exists()
        thread = record.case_id if record and "case_id" in record else record
        if thread and hasattr(thread, "message_post"):
            thread.message_post(
                body=self.env._("Nobody was told on Slack: %(why)s %(remedy)s", why=error.message, remedy=error.remedy)
            )
