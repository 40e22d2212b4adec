"""What becomes of a question to a language model outside."""

from odoo import models

from .ar_sync_connection_language_model import ASK


class ArSyncOperation(models.Model):
    _inherit = "ar.sync.operation"

    def _asked_reply(self):
        """Return the reply that this question is about; empty where it is none, or the reply is gone."""
        Reply = self.env["ar.collection.reply"]
        return Reply.browse(self.res_id).exists() if self.kind == ASK else Reply

    def _ar_operation_done(self, result: dict) -> None:  # pylint: disable=missing-return
        """Check the answer and suggest what the mail bears out."""
        super()._ar_operation_done(result)
        reply = self._asked_reply()
        if reply:
            name = self.connection_id.language_model_name
            reply.with_company(reply.company_id)._take_outside(result.get("answer") or "", name)

    def _ar_operation_failed(self, error) -> None:  # pylint: disable=missing-return
        """Say that nobody outside read it: the own reading stands."""
        super()._ar_operation_failed(error)
        reply = self._asked_reply()
        if reply:
            why = f"{error.message} {error.remedy}"
            reply._note_outside(self.env._("Not read outside; our own reading stands. %s", why))
