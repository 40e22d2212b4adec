"""Risk: the salesperson's screens do not open, or do not show what Stripe says."""

from odoo.fields import Command
from odoo.tests import HttpCase, new_test_user, tagged

from odoo.addons.ar_sync.tests.common_tours import CURSOR_WAIT_S, PHONE, WINDOW
from odoo.addons.ar_sync_stripe.tests.common import ShopMixin, StripeCase

from .common import SubscriptionMixin

SETTINGS = ("customers", "products", "invoices", "payments", "subscriptions")


class SubscriptionTourCase(ShopMixin, SubscriptionMixin, HttpCase):
    """An account that is connected, a product by the month, a seller who is a manager of receivables."""

    test_cursor_lock_timeout = CURSOR_WAIT_S

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env = cls.env(context={**cls.env.context, "tracking_disable": True})
        cls.open_shop()
        StripeCase.add_rates.__func__(cls)
        groups = "base.group_user,sales_team.group_sale_manager,ar_sync.group_manager,account.group_account_invoice"
        company = cls.env.company
        new_test_user(
            cls.env, "seller_tour", groups=groups, company_id=company.id, company_ids=[Command.set(company.ids)]
        )
        with cls.committing():
            cls.connection = cls.new_connection(cls.env)
            cls.import_all(cls.connection)
        cls.connection.write({f"stripe_send_{name}": "automatic" for name in SETTINGS})
        cls.partner = cls.env["res.partner"].create({"name": "Ada Instruments", "email": "ap@ada.example"})

    def setUp(self):
        super().setUp()
        self.care = self.sell(month=30.0, year=300.0)

    def send(self):
        with self.committing():
            self.run_stages(self.env, "send")

    def bring(self):
        """Read Stripe an hour later: what is e-mailed is a draft until then."""
        with self.committing():
            self.pass_time(0)

    def watch(self, tour, path, size=WINDOW):
        self.browser_size = size
        self.touch_enabled = size == PHONE
        self.start_tour(path, tour, login="seller_tour", timeout=120)


@tagged("post_install", "-at_install")
class TestTours(SubscriptionTourCase):
    def test_sold_confirmed_and_running(self):
        line = {"product_id": self.care.id, "product_uom_qty": 2, "tax_ids": [Command.clear()]}
        order = self.order(line, confirm=False)
        path = f"/odoo/sales/{order.id}"
        self.watch("ar_subscription_sold", path)
        self.assertEqual((order.state, order.order_line.ar_interval), ("sale", "month"))
        self.send()
        self.bring()
        self.watch("ar_subscription_running", path)

    def test_paused(self):
        order = self.order(self.recurring(self.care))
        self.send()
        self.bring()
        self.watch("ar_subscription_pause", f"/odoo/subscriptions-sold/{order.ar_subscription_ids.id}")
        self.send()
        self.bring()
        self.assertTrue(order.ar_subscription_ids.is_paused)

    def test_on_a_phone(self):
        order = self.order(self.recurring(self.care))
        self.send()
        self.bring()
        self.watch("ar_subscription_pause", f"/odoo/subscriptions-sold/{order.ar_subscription_ids.id}", PHONE)

    def test_nothing_sold_yet(self):
        self.watch("ar_subscription_empty", "/odoo/receivables")
