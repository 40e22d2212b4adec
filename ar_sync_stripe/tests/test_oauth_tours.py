"""Risk: a person at the screen does not know which way to choose, what was refused, or how to go on."""

from odoo.tests import tagged

from odoo.addons.ar_sync.tests.common_tours import CURSOR_WAIT_S, PHONE, WINDOW

from .test_oauth import OAuthCase


@tagged("post_install", "-at_install")
class TestOAuthTours(OAuthCase):
    test_cursor_lock_timeout = CURSOR_WAIT_S

    def watch(self, tour, path, size=WINDOW, login="oauth_ada"):
        self.browser_size = size
        self.touch_enabled = size == PHONE
        self.start_tour(path, tour, login=login, timeout=180)
        self.env.invalidate_all()

    @property
    def form(self):
        return f"/odoo/sync-connections/{self.connection.id}"

    def test_choosing(self):
        self.watch("ar_stripe_oauth_choose", "/odoo/receivables")
        made = self.env["ar.sync.connection"].search([("name", "=", "Harbour Touring")])
        self.assertEqual((made.stripe_access, made.stripe_scope, made.state), ("connect", "read_only", "draft"))

    def test_denied(self):
        self.come_back(self.decide(self.begin_as("oauth_ada"), self.harbour, "refuse"))
        self.watch("ar_stripe_oauth_denied", self.form)

    def test_connected_and_disconnected(self):
        self.come_back(self.decide(self.begin_as("oauth_ada"), self.harbour))
        self.watch("ar_stripe_oauth_connected", self.form)
        self.assertEqual(self.connection.state, "disconnected")
        self.assertFalse(self.connection.sudo().secret_ids)

    def test_ended_at_stripe(self):
        self.come_back(self.decide(self.begin_as("oauth_ada"), self.harbour))
        self.shop.control("POST", f"/accounts/{self.harbour}/deauthorize")
        with self.committing():
            self.run_stages(self.env, "import")
        self.assertEqual(self.connection.state, "error")
        for size in (WINDOW, PHONE):
            self.watch("ar_stripe_oauth_ended", self.form, size)

    def test_the_platform(self):
        self.env["ar.connect.account"]._count(self.platform, "acct_1Nobody", "customer.created")
        self.env.ref("base.user_admin").group_ids += self.env.ref("ar_sync.group_administrator")
        self.watch("ar_stripe_oauth_platform", "/odoo/stripe-connect-platform", login="admin")
