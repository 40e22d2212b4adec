"""What a connector does with a person's consent at its provider."""

from odoo import models
from odoo.exceptions import UserError


class ArSyncConnection(models.Model):
    _inherit = "ar.sync.connection"

    def _ar_exchange_code(self, authorization, code: str) -> dict:
        """Use the provider's code, once.

        :return: values of ``ar.sync.authorization``: account, granted_scope.
        :raise OutcomeUnknown: the answer was lost. :raise SyncError: the code was refused.
        """
        raise NotImplementedError

    def _ar_granted(self, authorization) -> None:
        """Keep what was allowed. Raise :class:`SyncError` where it must not be used here; all of it is undone."""
        raise NotImplementedError

    def _ar_not_granted(self, authorization) -> None:
        """The account was allowed and is not used: tell the provider, unless somebody else uses it."""

    def _ar_try_granted(self, authorization) -> None:
        """Verify what was allowed and go on where reading stopped. What is wrong is shown on the authorization."""
        try:
            with self.env.cr.savepoint():
                self.action_connect()
                self.stream_ids.filtered(lambda stream: stream.state == "error")._set_state("idle", attempts=0)
                self._ar_wake()
        except UserError as error:
            authorization.write({"reason": str(error), "remedy": self.env._("Mend it, then click Connect.")})
