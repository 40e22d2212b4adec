"""Risk: a restricted key lacks a permission, and it is seen on the due date only."""

from odoo.exceptions import AccessError, UserError
from odoo.tests import new_test_user, tagged

from ..models.ar_sync_connection_charges import NEEDS
from .common import AutopayCase

WRITES = ("payment_intent", "checkout_session", "customer", "invoice")


@tagged("post_install", "-at_install")
class TestPermissions(AutopayCase):
    def use(self, *permissions):
        self.connection.stripe_api_key = self.shop.sandbox.restricted_key(*permissions)

    def check(self):
        self.connection.action_check_charges()
        return (self.connection.stripe_charges_missing or "").splitlines()

    def test_a_key_that_may_do_everything(self):
        self.use("*_read", *[f"rak_{name}_write" for name in WRITES])
        self.assertEqual(self.check(), [])

    def test_each_permission_that_is_missing_is_named(self):
        names = ("Payment Intents", "Checkout Sessions", "Customers", "Invoices")
        for missing, words in zip(WRITES, names, strict=True):
            with self.subTest(missing):
                self.use("*_read", *[f"rak_{name}_write" for name in WRITES if name != missing])
                self.assertEqual(self.check(), [f"{words}: write"])
        self.use(*[f"rak_{name}_write" for name in WRITES])
        self.assertEqual(self.check(), ["Setup Intents: read", "Payment Methods: read", "Charges: read"])

    def test_nothing_is_made_by_trying(self):
        kinds = ("payment_intents", "checkout/sessions", "customers", "invoices", "setup_intents")
        before = [self.at_stripe(kind) for kind in kinds]
        self.assertEqual(self.check(), [])
        self.assertEqual([self.at_stripe(kind) for kind in kinds], before)
        self.assertEqual(len(NEEDS), 7)

    def test_connecting_tries_it_where_customers_are_charged(self):
        self.use("*_read", "rak_webhook_write")
        self.connection._ar_verify()
        self.assertIn("Payment Intents: write", self.connection.stripe_charges_missing)
        self.connection.stripe_send_charges = "off"
        self.connection.stripe_charges_missing = False
        self.connection._ar_verify()
        self.assertFalse(self.connection.stripe_charges_missing)

    def test_stripe_is_down(self):
        self.shop.control("POST", "/faults", kind="status", status=503, count=50)
        with self.assertRaises(UserError):
            self.connection.action_check_charges()

    def test_only_who_may_change_a_connection_tries(self):
        user = new_test_user(self.env, "charges_user", "ar_sync.group_user")
        with self.assertRaises(AccessError):
            self.connection.with_user(user).action_check_charges()

    def test_a_charge_without_the_permission_is_held_and_a_person_told(self):
        mandate = self.agree()
        self.invoice()
        self.use("*_read", *[f"rak_{name}_write" for name in WRITES if name != "payment_intent"])
        self.until("2026-07-30")
        self.assertEqual((self.charges().state, self.charges().decline_class), ("held", "ours"))
        self.assertTrue(mandate.activity_ids)
        self.assertEqual(mandate.state, "active", "the customer is not to blame")
        self.use("*_read", *[f"rak_{name}_write" for name in WRITES])
        self.until("2026-07-31")
        self.assertEqual(self.taken(), [10_000], "once it may, it is made")
