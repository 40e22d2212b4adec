"""Risk: a screen of Stripe does not open, shows nothing, or its button does not do what it says.

Every screen of Stripe's menu is opened in a real browser, on a company whose account is the stand-in's.
"""

from datetime import timedelta
from pathlib import Path

from odoo import fields
from odoo.fields import Command
from odoo.tests import HttpCase, new_test_user, tagged

from odoo.addons.ar_sync.tests.common_tours import CURSOR_WAIT_S, PHONE, WINDOW

from .common import ShopMixin, StripeCase


class StripeTourCase(ShopMixin, HttpCase):
    """A quarter of a company at Stripe, imported; on top of it Ada, who paid, and Bruno, whose invoice differs."""

    test_cursor_lock_timeout = CURSOR_WAIT_S

    scenario = "small"
    seed = 7

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env = cls.env(context={**cls.env.context, "tracking_disable": True})
        cls.open_shop()
        StripeCase.add_rates.__func__(cls)
        cls.company = cls.env.company
        cls.stock()
        for login, group in (("stripe_tour", "administrator"), ("stripe_clerk", "user")):
            cls.new_user(login, group, cls.company)
        with cls.committing():
            cls.connection = cls.new_connection(cls.env, name="Stripe Instruments")
            cls.import_all(cls.connection)
        cls.mark()

    @classmethod
    def new_user(cls, login, group, company):
        groups = f"base.group_user,ar_sync.group_{group}"
        values = {"company_id": company.id, "company_ids": [Command.set(company.ids)]}
        return new_test_user(cls.env, login, groups=groups, **values)

    @classmethod
    def stock(cls) -> None:
        shop = cls.shop
        cls.ada, cls.bruno = shop.customer(), shop.customer("Bruno Optics")
        shop.pay(shop.invoice(cls.ada, 12_300))
        shop.advance(days=7)
        shop.control("POST", "/payouts/run", currency="usd")
        shop.advance(days=5)
        shop.invoice(cls.bruno, 4_500)
        shop.post(f"customers/{cls.ada}", description="Changed")

    @classmethod
    def mark(cls) -> None:
        """Make one invoice differ, one payout be on its way, and some money be pending, by today's calendar."""
        tomorrow = fields.Date.today() + timedelta(days=1)
        mine = [("connection_id", "=", cls.connection.id)]
        cls.env["ar.stripe.invoice"].search([*mine, ("customer_name", "=", "Bruno Optics")]).difference = 1.5
        cls.env["ar.stripe.payout"].search([*mine, ("status", "=", "paid")], order="id desc", limit=1).write(
            {"status": "in_transit", "arrival_date": tomorrow}
        )
        movement = cls.env["ar.stripe.balance.transaction"].search([*mine, ("type", "=", "charge")], limit=1)
        movement.available_on = tomorrow
        cls.env.flush_all()

    def watch(self, tour, path="/odoo/receivables", login="stripe_tour", size=WINDOW, **options):
        """Run ``tour`` in a browser of ``size`` from ``path``."""
        self.browser_size = size
        self.touch_enabled = size == PHONE
        self.start_tour(path, tour, login=login, timeout=180, **options)


@tagged("post_install", "-at_install")
class TestTours(StripeTourCase):
    def test_money(self):
        self.watch("ar_stripe_money")

    def test_billing(self):
        self.watch("ar_stripe_billing", login="stripe_tour")

    def test_catalogue(self):
        self.watch("ar_stripe_catalogue")

    def test_inbox(self):
        self.watch("ar_stripe_inbox")

    def test_what_arrives(self):
        self.watch("ar_stripe_arriving", login="stripe_clerk")

    def test_on_a_phone(self):
        self.watch("ar_stripe_phone", "/odoo/stripe-charges", size=PHONE)

    def test_connect(self):
        self.connection.action_disconnect()
        self.connection.active = False  # its account may be connected once
        self.watch("ar_stripe_connect", cookies={"stripe_key": self.shop.sandbox.secret_key})
        made = self.env["ar.sync.connection"].search([("name", "=", "Stripe Touring")])
        self.assertEqual((made.state, made.external_account_id), ("connected", self.shop.sandbox.account_id))

    def test_empty_screens(self):
        company = self.env["res.company"].create({"name": "Empty Harbour"})
        self.new_user("stripe_new", "administrator", company)
        self.watch("ar_stripe_empty", login="stripe_new")

    def test_every_menu_is_in_a_tour(self):
        """A screen added to the menu is added to a tour."""
        root = self.env.ref("ar_sync_stripe.ar_stripe_menu_root")
        menus = self.env["ir.ui.menu"].search([("id", "child_of", root.id), ("action", "!=", False)])
        tours = Path(__file__).parent.parent / "static/tests/tours"
        source = "".join(path.read_text() for path in sorted(tours.glob("*_tour.js")))
        for name in menus.get_external_id().values():
            if not name.startswith("ar_sync_stripe."):
                continue  # of another addon, which has tours of its own
            screen = name.removeprefix("ar_sync_stripe.ar_stripe_").removesuffix("_menu")
            self.assertIn(f'screen("{screen}"', source)
