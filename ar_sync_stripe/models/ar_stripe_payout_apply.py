"""Which movements left with which payout: learned from Stripe once it has reconciled the payout."""

import psycopg2

from odoo import api, models

from odoo.addons.ar_sync.protocol.errors import Permanent

from ..api.client import PAGES_MAX
from ..kinds import KINDS

BATCH = 200
# Each takes a call to Stripe for every hundred movements; what remains is read in the next turn.
READS_MAX = 5
RECONCILED = "completed"


class ArStripePayout(models.Model):
    _inherit = "ar.stripe.payout"

    @api.model
    def _apply_waiting(self, connection) -> int:
        """Take a few payouts apart, and commit. Return whether more wait (0 or 1)."""
        payouts = self._to_apply(connection, BATCH)
        if not payouts:
            return 0
        readable = payouts.filtered(lambda payout: payout._is_reconciled() and not payout._is_taken_apart())
        for payout in (payouts - readable) | readable[:READS_MAX]:
            try:
                with self.env.cr.savepoint():
                    if payout in readable:
                        payout._read_movements()
                    payout._settle_failure()
                payout._note_applied()
            except psycopg2.OperationalError:
                raise
            except Exception as error:
                payout._note_apply_error(error)
        self.env.cr.commit()  # pylint: disable=invalid-commit
        return int(len(readable) > READS_MAX or len(payouts) == BATCH)

    def _is_reconciled(self) -> bool:
        """Tell whether Stripe can say what this payout is made of: only automatic ones, and only when it is done.

        One that is not done yet comes back when Stripe says so (docs.stripe.com/payouts/reconciliation).
        """
        return self.automatic and self.reconciliation_status == RECONCILED and not self.is_deleted

    def _is_taken_apart(self) -> bool:
        """Tell whether its movements are known to the last: they do not change once Stripe has said them."""
        return bool(self.movement_ids) and not self._composition_difference()

    def _read_movements(self) -> None:
        """Read this payout's movements page by page, and tie them to it."""
        self.ensure_one()
        connection, kind = self.connection_id, KINDS["balance_transaction"]
        client, params = connection._stripe_api(), {"payout": self.external_id}
        for _number in range(PAGES_MAX):
            page, seen_at = client.page(kind.path, **params)
            connection._stripe_store(client, kind, page.items, seen_at)
            self.env[kind.model]._set_payout(connection, self.external_id, [row["id"] for row in page.items])
            if not page.has_more:
                return
            params["starting_after"] = page.last_id
        raise Permanent(self.env._("Payout %s has too many movements to list.", self.external_id))
