"""Visits to Stripe's page: what came of them."""

from datetime import timedelta

import psycopg2

from odoo import api, fields, models

from odoo.addons.ar_sync.logs import masked_logger
from odoo.addons.ar_sync.protocol.errors import SyncError
from odoo.addons.ar_sync_stripe.kinds import KINDS

from .ar_autopay_session import PAGE_OPEN

_logger = masked_logger(__name__)

#: So long a bank may take to move the money of a page before we stop looking.
LOOKED_AT = timedelta(days=30)
#: States of a receipt whose money is in the books of its invoice, or never will be.
BOOKED = ("matched", "reversed", "ignored")


class ArAutopaySession(models.Model):
    _inherit = "ar.autopay.session"

    @api.model
    def _follow(self) -> int:
        """Bring visits after what the mirror says of their pages, and commit. Return 0: nothing is ever left."""
        followed = False
        for session in self.search([("state", "in", ("started", "opened"))]):
            try:
                with self.env.cr.savepoint():
                    followed |= session._follow_one()
            except psycopg2.OperationalError:
                raise
            except SyncError as error:
                _logger.warning("visit %s to the payment page: %s", session.id, error.message)
            except Exception:
                _logger.exception("visit %s to the payment page was not followed", session.id)
        if followed:
            self.env.cr.commit()  # pylint: disable=invalid-commit
        return 0

    def _follow_one(self) -> bool:
        """Take over what became of this visit. Return whether that changed anything."""
        age = fields.Datetime.now() - self.create_date
        if self.state == "started":
            if age <= PAGE_OPEN:
                return False
            self._leave()
            return True
        mirrored = self._mirrored()
        if mirrored and self._take(mirrored.status, mirrored.payment_status, mirrored):
            return True
        if age > LOOKED_AT:
            self._leave()
            return True
        return False

    def _mirrored(self):
        return self.env["ar.stripe.checkout.session"].search(
            [("connection_id", "=", self.connection_id.id), ("external_id", "=", self.external_id)], limit=1
        )

    def _come_back(self) -> None:
        """The customer is back: read the page's outcome now, and do not wait for the message."""
        self.ensure_one()
        if self.state != "opened" or not self.external_id:
            return
        connection = self.connection_id
        client = connection._stripe_api()
        answer = client.get(f"/v1/checkout/sessions/{self.external_id}")
        connection._stripe_store(client, KINDS["checkout.session"], [answer.data], answer.seen_at, always_seen=True)
        mirrored = self._mirrored()
        if mirrored:
            self._take(mirrored.status, mirrored.payment_status, mirrored)

    def _take(self, status: str, payment_status: str, mirrored) -> bool:
        """Take over what became of the page. Return whether that changed anything."""
        if status == "expired":
            self._leave()
            return True
        if status != "complete":
            return False
        before = (self.intent_ref, self.mandate_id.state)
        if mirrored.payment_intent_ref and not self.intent_ref:
            self._set_state("opened", intent_ref=mirrored.payment_intent_ref)
            self.move_id._ar_autopay_attach(self.connection_id, self, self.intent_ref)
        self._begin_mandate(mirrored)
        if payment_status == "unpaid" and not self._is_refused():
            return before != (self.intent_ref, self.mandate_id.state)  # a bank debit is on its way
        self._set_state("done")
        return True

    def _is_refused(self) -> bool:
        """Tell whether a bank debit of the page came back."""
        return self._intent().status in ("requires_payment_method", "canceled")

    def _intent(self):
        """Return the mirrored payment of the page."""
        return self.env["ar.stripe.payment.intent"].search(
            [("connection_id", "=", self.connection_id.id), ("external_id", "=", self.intent_ref or "-")], limit=1
        )

    def _has_money(self) -> bool:
        """Tell whether money of this page is on its way, or here and not yet in the books of its invoice.

        So long, the invoice looks open and must be charged or paid by nobody else.
        """
        if not self.amount or not self.intent_ref or self.state not in ("opened", "done") or self._is_refused():
            return False
        if self.state == "opened":
            return True
        if self.create_date < fields.Datetime.now() - LOOKED_AT:
            return False
        receipts = self._intent().charge_ids.receipt_id
        return not receipts or any(receipt.state not in BOOKED for receipt in receipts)

    def _leave(self) -> None:
        """The customer left the page, or never came."""
        self._set_state("ended")
        mandate = self.mandate_id
        others = mandate.session_ids.filtered(lambda row: row.state in ("started", "opened"))
        if mandate.state == "pending" and mandate.consent_channel != "paper" and not others:
            mandate._end("expired")

    def _begin_mandate(self, mirrored) -> None:
        """Begin the mandate with the card or account that was left on the page."""
        mandate = self.mandate_id
        if mandate.state != "pending":
            return
        client = self.connection_id._stripe_api()
        source = mirrored.setup_intent_ref or mirrored.payment_intent_ref
        kind = "setup_intents" if mirrored.setup_intent_ref else "payment_intents"
        intent = client.get(f"/v1/{kind}/{source}").data
        method_ref = intent.get("payment_method")
        if not method_ref:
            return
        mandate._begin_with(client.get(f"/v1/payment_methods/{method_ref}"))
