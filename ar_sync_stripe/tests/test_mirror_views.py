"""Risk: a screen that does not open, or a filter that fails when it is clicked."""

from lxml import etree

from odoo.fields import Command
from odoo.tests import new_test_user
from odoo.tools.safe_eval import safe_eval

from .mirror_common import MirrorCase
from .payload_fixtures import load

FIXTURES = {
    "customer": "customer",
    "product": "product",
    "price": "price",
    "invoice": "invoice.new",
    "invoice.payment": "invoice_payment",
    "payment.intent": "payment_intent.new",
    "charge": "charge.new",
    "refund": "refund",
    "dispute": "dispute",
    "balance.transaction": "balance_transaction",
    "payout": "payout",
    "checkout.session": "checkout_session",
    "subscription": "subscription.new",
    "subscription.schedule": "subscription_schedule",
    "credit.note": "credit_note.new",
    "coupon": "coupon",
    "promotion.code": "promotion_code",
    "payment.method": "payment_method",
    "setup.intent": "setup_intent",
    "customer.balance.transaction": "customer_balance_transaction",
    "cash.balance.transaction": "cash_balance_transaction",
}
MODELS = (*FIXTURES, "invoice.line", "credit.note.line", "subscription.item")


class TestViews(MirrorCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.user = new_test_user(
            cls.env,
            "mirror_reader",
            groups="base.group_user,ar_sync.group_user",
            company_id=cls.company.id,
            company_ids=[Command.set(cls.company.ids)],
        )

    def setUp(self):
        super().setUp()
        for model, fixture in FIXTURES.items():
            self.store(model, self.reading(fixture))
        self.env.flush_all()

    def action(self, model):
        """Return the action of a mirrored model."""
        return self.env.ref(f"ar_sync_stripe.ar_stripe_{model.replace('.', '_')}_action")

    def view(self, model, view_type):
        """Return the architecture a user gets."""
        Model = self.env[f"ar.stripe.{model}"].with_user(self.user)
        return etree.fromstring(Model.get_view(view_type=view_type)["arch"])

    def test_every_screen_has_its_own_views(self):
        for model in MODELS:
            for view_type in (*self.action(model).view_mode.split(","), "search"):
                with self.subTest(model=model, view_type=view_type):
                    view = self.env.ref(f"ar_sync_stripe.ar_stripe_{model.replace('.', '_')}_view_{view_type}")
                    found = self.env[f"ar.stripe.{model}"].get_view(view_type=view_type)
                    self.assertEqual(found["id"], view.id)

    def test_a_user_reads_everything_that_is_shown(self):
        for model in MODELS:
            rows = self.env[f"ar.stripe.{model}"].with_user(self.user).search([])
            self.assertTrue(rows, model)
            for view_type in ("list", "kanban", "form"):
                arch = self.view(model, view_type)
                names = {node.get("name") for node in arch.iter("field") if not nested(node)}
                with self.subTest(model=model, view_type=view_type):
                    self.assertEqual(len(rows.web_read({name: {} for name in names})), len(rows))

    def test_every_filter_and_group_works(self):
        for model in MODELS:
            Model = self.env[f"ar.stripe.{model}"].with_user(self.user)
            for node in self.view(model, "search").iter("filter"):
                with self.subTest(model=model, filter=node.get("name")):
                    if node.get("domain"):
                        Model.search(safe_eval(node.get("domain")))
                    elif node.get("context"):
                        group = safe_eval(node.get("context"))["group_by"]
                        self.assertTrue(Model.formatted_read_group([], [group], ["__count"]))

    def test_words_of_taxes_and_fees(self):
        line = self.row("invoice.line", "il_1")
        self.assertEqual((line.tax_amount, bool(line.tax_text)), (36.77, True))
        movement = self.row("balance.transaction", "txn_1")
        self.assertIn("Stripe processing fees 7.86", movement.fee_text)

    def test_screens_have_menus(self):
        root = self.env.ref("ar_sync_stripe.ar_stripe_menu_root")
        menus = self.env["ir.ui.menu"].search([("id", "child_of", root.id), ("action", "!=", False)])
        for model in MODELS:
            with self.subTest(model=model):
                self.assertIn(self.action(model), [menu.action for menu in menus])

    def test_a_number_finds_its_invoice(self):
        found = self.env["ar.stripe.invoice"].with_user(self.user).name_search("NW-0042")
        self.assertEqual(found, [(self.row("invoice", load("invoice.new")["id"]).id, "NW-0042")])


def nested(node):
    """Tell whether a field is inside another one's own list."""
    return any(parent.tag == "field" for parent in node.iterancestors())
