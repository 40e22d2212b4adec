"""Charging as a kind of outgoing change: its setting, its last look, its look-ups."""

from odoo import fields, models

from odoo.addons.ar_sync.protocol.errors import Refused
from odoo.addons.ar_sync_stripe.api.errors import Declined
from odoo.addons.ar_sync_stripe.models.ar_sync_connection_outgoing import POLICIES
from odoo.addons.ar_sync_stripe.models.ar_sync_connection_send import Said

from .. import outgoing  # noqa: F401  (adds the kinds of changes)


class ArSyncConnection(models.Model):
    _inherit = "ar.sync.connection"

    stripe_send_charges = fields.Selection(
        POLICIES,
        string="Automatic Charges",
        required=True,
        default="off",
        tracking=True,
        help="Customers who agreed to auto-pay are charged on the due date. Reviewed: a person releases each.",
    )

    def _stripe_before_payment_intent_create(self, client, operation) -> Said | None:
        """Look once more before a customer is charged.

        Where the outcome of an earlier call is not known, the payment it may have made is looked for first. Only when
        there is none is it looked at, and sent again with the same key, as something new.
        """
        charge = operation._record()
        if operation.state == "unknown":
            found = self._stripe_find_charge(client, operation)
            if found is not None:
                return found
        charge._check_at_sending(client)
        return None

    def _stripe_find_charge(self, client, operation) -> Said | None:
        """Find the payment that this very change made.

        :raise Refused: where it was made, and the bank refused it.
        """
        said = self._stripe_find_made(client, operation)
        error = (said or {}).get("last_payment_error") or {}
        if said is not None and said["status"] in ("requires_payment_method", "canceled"):
            raise Refused(Declined.of(error, said["id"]))
        return said

    def _stripe_find_cancelled(self, client, operation) -> Said | None:
        return self._stripe_in_status(client, operation, "canceled", "succeeded", "processing")
