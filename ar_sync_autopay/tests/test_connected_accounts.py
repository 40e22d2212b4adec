"""Risk: with Stripe Connect the platform's own account is charged, or another one's customer."""

from odoo.fields import Command
from odoo.tests import tagged

from odoo.addons.ar_sync_stripe.tests.common import StripeCase
from odoo.addons.ar_sync_stripe.tests.connect_common import ConnectMixin

from sandbox.stripe.core.render import render_result

from .common import WHO, MovingTime


@tagged("post_install", "-at_install")
class TestConnectedAccounts(ConnectMixin, MovingTime, StripeCase):
    @classmethod
    def prepare(cls):
        cls.set_up_platform(cls.env)
        cls.account = cls.new_account("Northwind")
        cls.connection = cls.new_connect(cls.env)
        cls.allow(cls.connection, cls.account, "read_write")
        cls.settle(cls.connection)
        cls.connection.stripe_send_charges = "automatic"
        cls.env.company.write({"ar_autopay_notice_days": 0, "ar_autopay_offer": "everybody"})

    def setUp(self):
        super().setUp()
        self.begin_time()

    def at_stripe(self, what):
        """Return what is in the connected account."""
        with self.shop.engine.lock:
            ctx = self.shop.engine.context(self.shop.engine.account(self.account))
            return render_result(ctx, self.shop.engine.call(ctx, "GET", f"/v1/{what}", {"limit": 100}))["data"]

    def test_the_accounts_own_customer_is_charged_there(self):
        self.assertEqual(self.connection.state, "connected")
        customer = self.post_as(self.account, "customers", name="Ada Instruments", email="ap@ada.example")["id"]
        method = self.post_as(self.account, "payment_methods/pm_card_visa/attach", customer=customer)["id"]
        self.work()
        partner = self.mirror("customer", customer).partner_id
        move = self.env["account.move"].create(
            {
                "move_type": "out_invoice",
                "partner_id": partner.id,
                "invoice_date": "2026-06-30",
                "invoice_date_due": "2026-07-30",
                "invoice_line_ids": [
                    Command.create({"name": "Work", "price_unit": 100.0, "tax_ids": [Command.clear()]})
                ],
            }
        )
        move.action_post()
        mandate = self.env["ar.autopay.mandate"]._new(partner, self.env.company)
        mandate._consent("page", WHO)
        mandate._begin_with(self.connection._stripe_api().get(f"/v1/payment_methods/{method}"))
        self.until("2026-07-30")
        self.assertEqual(
            [(row["amount"], row["status"]) for row in self.at_stripe("payment_intents")], [(10_000, "succeeded")]
        )
        self.assertFalse(self.shop.get("payment_intents")["data"], "nothing at the platform's own account")
        self.assertEqual((move.amount_residual, mandate.charge_ids.receipt_id.state), (0.0, "matched"))
