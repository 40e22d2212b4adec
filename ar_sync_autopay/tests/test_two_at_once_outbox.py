"""Risk: what is taken back here while Stripe is told of it stays there: an invoice to be paid, a payment that was none.

With real transactions, in the database of two at once.
"""

from odoo import SUPERUSER_ID, api
from odoo.tests import tagged

from .at_once_common import WAIT_S, AtOnceCase


@tagged("-standard", "-at_install", "post_install")
class TestOutboxAtOnce(AtOnceCase):
    @classmethod
    def begin_company(cls):
        """Have invoices sent to Stripe, and by Stripe."""
        result = super().begin_company()
        with cls.registry.cursor() as cr:
            connection = api.Environment(cr, SUPERUSER_ID, {})["ar.sync.connection"].browse(cls.connection_id)
            connection.write({"stripe_send_invoices": "automatic", "stripe_invoice_sender": "stripe"})
        return result

    def cancelled_meanwhile(self, name, path):
        """Cancel an invoice while Stripe is called at ``path``; return the changes of it that were made, in order."""
        _partner_id, move_id = self.customer(name)

        def cancel(env):
            move = env["account.move"].browse(move_id)
            move.button_draft()
            move.button_cancel()

        self.make(lambda env: env["account.move"].browse(move_id).action_ar_stripe_send() and None)
        self.meanwhile(path, cancel, to_its_end=True)
        self.make(self.worker("send"))
        self.at["beside"].result(timeout=WAIT_S)
        self.settle_books()
        self.settle_books()
        done = [("res_model", "=", "account.move"), ("res_id", "=", move_id), ("state", "=", "done")]
        return self.states("ar.sync.operation", done, "kind")

    def test_an_invoice_is_cancelled_while_stripe_sends_it(self):
        """It is there by now: it is void, and nobody can pay it."""
        kinds = self.cancelled_meanwhile("Late", "/send")
        self.assertEqual(kinds[-2:], ["invoice.send", "invoice.void"])

    def test_an_invoice_is_cancelled_while_it_is_made_at_stripe(self):
        """Nothing more is done of it: the customer never hears of it."""
        kinds = self.cancelled_meanwhile("Early", "/v1/invoices")
        self.assertEqual(kinds, ["invoice.create", "invoice.delete"])

    def paid(self, name):
        """Return an invoice that is open at Stripe and was paid by hand here, of which Stripe does not know."""
        _partner_id, move_id = self.customer(name)
        self.make(lambda env: env["account.move"].browse(move_id).action_ar_stripe_send() and None)
        self.make(self.worker("send"))
        self.settle_books()

        def pay(env):
            wizard = env["account.payment.register"].with_context(active_model="account.move", active_ids=[move_id])
            wizard.create({"payment_date": self.now.date()})._create_payments()

        self.make(pay)
        return move_id

    def report(self):
        self.make(lambda env: env["ar.stripe.invoice"]._report_payments())

    def test_a_payment_is_taken_back_while_stripe_is_told_of_it(self):
        """Stripe counts it by now: a person is asked to take it back there."""
        move_id = self.paid("Undone")
        self.report()
        self.meanwhile(
            "/attach_payment",
            lambda env: env["account.move"].browse(move_id).line_ids.remove_move_reconcile(),
            to_its_end=True,
        )
        self.make(self.worker("send"))
        self.at["beside"].result(timeout=WAIT_S)
        self.settle_books()
        back = [("kind", "=", "payment_record.refund"), ("res_id", "=", move_id)]
        self.assertEqual(self.states("ar.sync.operation", back), ["review"])

    def test_a_payment_is_taken_back_while_its_report_is_planned(self):
        """Who takes it back began before there was a report of it: Stripe is told nothing all the same."""
        move_id = self.paid("Unpaid")

        def take_back(env):
            move = env["account.move"].browse(move_id)
            self.assertFalse(move.amount_residual)
            self.report()
            move.line_ids.remove_move_reconcile()

        self.make(take_back)
        name = self.make(lambda env: env["account.move"].browse(move_id).name)
        planned = [("kind", "=like", "payment_record.%"), ("summary", "like", name)]
        self.assertEqual(set(self.states("ar.sync.operation", planned)), {"cancelled"})
