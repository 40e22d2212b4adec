"""Risk: a screen does not open, shows nothing, or its button does not do what it says.

Every screen is opened in a real browser through its menu, and must say what the records say.
"""

from odoo.exceptions import AccessError
from odoo.tests import new_test_user, tagged

from .common_tours import PHONE, ReceivablesTourCase


@tagged("post_install", "-at_install")
class TestTours(ReceivablesTourCase):
    def test_dashboard(self):
        self.watch("ar_sync_dashboard", "/odoo/receivables")

    def test_dashboard_on_a_phone(self):
        self.watch("ar_sync_dashboard_phone", "/odoo/receivables", size=PHONE)

    def test_dashboard_of_a_clerk(self):
        self.watch("ar_sync_dashboard_clerk", "/odoo/receivables", login="ar_clerk")

    def test_empty_dashboard(self):
        company = self.env["res.company"].create({"name": "Empty Harbour"})
        new_test_user(
            self.env,
            "ar_new",
            groups="base.group_user,ar_sync.group_administrator",
            company_id=company.id,
            company_ids=[(6, 0, company.ids)],
        )
        self.watch("ar_sync_dashboard_empty", "/odoo/receivables", login="ar_new")

    def test_review_by_mouse(self):
        self.watch("ar_sync_review", "/odoo/receivables", login="ar_clerk")
        two = self.env["ar.match.receipt"].search([("name", "=", "ch_two")])
        self.assertEqual(two.state, "matched")
        self.assertEqual(two.invoice_ids.mapped("name"), ["T-2002"])
        self.assertEqual(two.decided_by_id.login, "ar_clerk")

    def test_review_by_keyboard(self):
        self.watch("ar_sync_review_keyboard", "/odoo/receivables", login="ar_clerk")
        receipts = self.env["ar.match.receipt"].search([("name", "in", ("ch_two", "ch_nothing"))])
        self.assertEqual(set(receipts.mapped("state")), {"matched", "booked"})

    def test_pick_invoices(self):
        self.watch("ar_sync_pick", "/odoo/receivables", login="ar_clerk")
        picked = self.env["ar.match.receipt"].search([("name", "=", "ch_nothing")])
        self.assertEqual(picked.state, "matched")
        paid = picked._applied_lines().mapped(lambda line: (line.ar_applied_line_id.move_id.name, line.credit))
        self.assertEqual(sorted(paid), [("T-2002", 33.33), ("T-3001", 100.0), ("T-3002", 200.0)])

    def test_receipts_and_reports(self):
        self.watch("ar_sync_receipts", "/odoo/receivables")

    def test_connections(self):
        self.watch("ar_sync_connections", "/odoo/receivables")
        self.assertEqual(self.live.state, "paused")

    def test_inbox_and_log(self):
        self.watch("ar_sync_inbox", "/odoo/receivables")
        stuck = self.env["ar.sync.event"].search([("external_id", "=", "evt_stuck")])
        self.assertEqual(stuck.state, "ignored")

    def test_outgoing_streams_and_bindings(self):
        self.watch("ar_sync_outgoing", "/odoo/receivables")
        change = self.env["ar.sync.operation"].search([("connection_id", "=", self.live.id)])
        self.assertEqual(change.state, "ready")
        self.assertEqual(change.approved_by_id.login, "ar_tour")

    def test_settings(self):
        self.assertFalse(self.company.ar_dispute_account_id)
        self.watch("ar_sync_settings", "/odoo/receivables")
        self.assertTrue(self.company.ar_dispute_account_id)

    def test_smart_buttons(self):
        invoice = self.env["account.move"].search([("name", "=", "T-1001")])
        self.watch("ar_sync_button_partner", f"/odoo/res.partner/{self.alice.id}")
        self.watch("ar_sync_button_invoice", f"/odoo/account.move/{invoice.id}")
        self.watch("ar_sync_button_payment", f"/odoo/account.payment/{self.recorded_payment.id}")

    def test_styles_compile(self):
        """A broken style shows the page without any: it is found here, not by a customer."""
        bundle = self.env["ir.qweb"]._get_asset_bundle("web.assets_backend", js=False)
        bundle.css()
        self.assertFalse(bundle.css_errors)


@tagged("post_install", "-at_install")
class TestDashboardNumbers(ReceivablesTourCase):
    """The numbers themselves, without a browser."""

    def dashboard(self, login="ar_clerk"):
        user = self.env["res.users"].search([("login", "=", login)])
        env = self.env(user=user, su=False, context={"allowed_company_ids": self.company.ids})
        return env["ar.sync.dashboard"].get_dashboard()

    def test_what_came_in(self):
        received = self.dashboard()["received"]
        self.assertAlmostEqual(received["today"]["amount"], 2783.33)
        self.assertEqual(received["today"]["count"], 4)
        self.assertEqual(received["month"], received["today"])
        self.assertEqual(len(received["days"]), 30)

    def test_what_is_stuck(self):
        data = self.dashboard()
        self.assertEqual(data["automatic"], {"decided": 4, "automatic": 1, "rate": 0.25})
        self.assertEqual(data["review"]["count"], 3)
        self.assertAlmostEqual(data["review"]["amount"], 1583.33)
        self.assertAlmostEqual(data["unapplied"]["amount"], 1083.33)
        self.assertEqual(data["problems"]["events_review"], 1)
        self.assertEqual(data["problems"]["streams_error"], 1)
        self.assertEqual(data["problems"]["operations_review"], 1)
        self.assertEqual(data["problems"]["operations_stuck"], 0)

    def test_who_owes(self):
        data = self.dashboard()
        amounts = {key: round(row["amount"], 2) for key, row in data["ageing"].items()}
        expected = {
            "current": 500,
            "1_30": 400,
            "31_60": 1500,
            "61_90": 0,
            "91": 0,
            "credit": -423.33,
        }
        self.assertEqual(amounts, expected)
        debtors = {row["name"]: round(row["open"], 2) for row in data["debtors"]}
        self.assertEqual(debtors, {"Alice Instruments": 1250.0, "Bruno Optics": 816.67})
        ledger = sum(amounts.values())
        self.assertAlmostEqual(ledger, self.balance(self.receivable))

    def test_what_arrives(self):
        arriving = {row["key"]: row["amount"] for row in self.dashboard()["arriving"]}
        self.assertAlmostEqual(arriving["due_7"], 500)
        self.assertAlmostEqual(arriving["at_provider"], 900 + 112.34 / 0.8)

    def test_foreign_money_is_converted(self):
        receipt = self.receipt(80, currency=self.eur, name="ch_euro", date=self.today)
        self.assertEqual(receipt.state, "new")
        data = self.dashboard()
        self.assertAlmostEqual(data["received"]["today"]["amount"], 2783.33 + 100)
        self.assertTrue(data["is_converted"])
        self.assertNotIn("EUR", data["unrated"])

    def test_a_currency_without_rate_is_named(self):
        francs = self.env["res.currency"].with_context(active_test=False).search([("name", "=", "CHF")])
        francs.active = True
        francs.rate_ids.unlink()
        self.assertIn("CHF", self.dashboard()["unrated"])

    def test_other_companies_stay_out(self):
        other = self.env["res.company"].create({"name": "Other Harbour"})
        self.env["ar.sync.connection"].create({"name": "Theirs", "company_id": other.id})
        names = [row["name"] for row in self.dashboard()["connections"]]
        self.assertEqual(names, ["Wallet Americas", "Wallet Europe"])

    def test_refused_without_the_group(self):
        new_test_user(self.env, "ar_nobody", groups="base.group_user", company_id=self.company.id)
        with self.assertRaises(AccessError):
            self.dashboard("ar_nobody")

    def test_few_queries(self):
        """A ceiling with cold caches; more receipts and open items cost no query more."""
        self.dashboard()
        self.env.flush_all()
        self.env.invalidate_all()
        with self.assertQueryCount(36):
            self.dashboard()
        for number in range(20):
            self.receipt(10, name=f"ch_more_{number}", date=self.today)
        self.env.flush_all()
        self.env.invalidate_all()
        with self.assertQueryCount(36):
            self.dashboard()
