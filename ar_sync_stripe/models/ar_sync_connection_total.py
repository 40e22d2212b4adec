"""Before an invoice is finalized: Stripe's total is the invoice's, to the cent, or nothing is finalized.

What is void already is not voided, and a payment that is counted already is not counted again.
"""

from odoo import models

from odoo.addons.ar_sync.protocol.errors import Permanent

from ..payloads.currency import to_decimal
from .account_move_send import WrongTotal
from .ar_sync_connection_send import Said


class ArSyncConnection(models.Model):
    _inherit = "ar.sync.connection"

    def _stripe_before_invoice_finalize(self, client, operation) -> Said | None:
        """Compare totals. One that is finalized already is what this change was to bring about."""
        said = self._stripe_target_now(client, operation)
        if said is None:
            raise Permanent(self.env._("The draft is gone at Stripe."), self.env._("Send the invoice again."))
        if said["status"] != "draft":
            return said
        move = self.env["account.move"].browse(operation.res_id)
        wanted = move._stripe_minor(move.amount_total)
        if said["total"] == wanted and said["currency"] == move.currency_id.name.lower():
            return None
        code = move.currency_id.name
        raise WrongTotal(
            self.env._(
                "Stripe's total of %(number)s is %(stripe)s %(currency)s, here it is %(odoo)s %(code)s. Nothing was "
                "finalized, and the draft at Stripe is thrown away.",
                number=move.name,
                stripe=to_decimal(said["total"], said["currency"]),
                currency=said["currency"].upper(),
                odoo=to_decimal(wanted, code),
                code=code,
            ),
            self.env._("Look at the lines that were sent, then send the invoice again."),
        )

    def _stripe_before_invoice_void(self, client, operation) -> Said | None:
        """What is void is void; what is gone needs no voiding."""
        said = self._stripe_target_now(client, operation)
        return said if said is not None and said["status"] == "void" else None

    def _stripe_before_payment_record_attach(self, client, operation) -> Said | None:
        """A payment of Stripe's own that it has counted on this invoice meanwhile is not counted again."""
        if "payment_intent" not in (operation.payload or {}):
            return None
        return self._stripe_find_attached(client, operation)
