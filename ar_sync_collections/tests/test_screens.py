"""Risk: a screen or a paper does not open, or says something else than the books."""

from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from .common import CollectionsCase

MODELS = (
    "ar.collection.sequence", "ar.collection.step", "ar.collection.condition", "ar.collection.case",
    "ar.collection.decision", "ar.collection.pause", "ar.collection.preview", "ar.collection.preview.line",
)  # fmt: skip


@tagged("-at_install", "post_install")
class TestScreens(CollectionsCase):
    def test_every_view_opens(self):
        views = self.env["ir.ui.view"].search([("model", "in", MODELS)])
        for view in views:
            with self.subTest(view=view.name):
                self.env[view.model].with_user(self.grace).get_view(view.id, view.type)

    def test_every_field_has_a_label_of_its_own(self):
        for model in MODELS:
            labels = [
                field.string
                for name, field in self.env[model]._fields.items()
                if field._module == "ar_sync_collections" and not name.startswith("message_")
            ]
            twice = {label for label in labels if labels.count(label) > 1}
            self.assertFalse(twice, model)

    def test_invoice_and_customer_say_how_it_stands(self):
        invoice = self.bill()
        self.work()
        words = "E-mail “Gentle Reminder”, 3 business days after the due date"
        self.assertEqual(self.today_of().reason, words)
        self.work()
        self.assertIn("next step is on 03/11/2026", invoice.ar_collection_words)
        self.assertEqual(self.alice.ar_collection_words, invoice.ar_collection_words)
        self.assertEqual(invoice.with_user(self.grace).action_ar_collection_case()["res_id"], self.case_of().id)
        invoice.with_user(self.grace).action_ar_collection_pause()
        invoice._ar_collection_pause(None, "other", "wrong address on it")
        self.assertEqual(invoice.ar_collection_words, f"{invoice.name} is paused: wrong address on it")
        invoice.with_user(self.grace).action_ar_collection_resume()
        self.assertIn("next step", invoice.ar_collection_words)

    def test_a_paid_invoice_says_nothing(self):
        invoice = self.bill()
        self.work()
        self.pay(invoice)
        self.assertFalse(invoice.ar_collection_words)

    def test_a_case_is_made_on_request(self):
        action = self.alice.with_user(self.grace).with_company(self.company).action_ar_collection_case()
        case = self.Case.browse(action["res_id"])
        self.assertEqual((case.partner_id, case.state, case.reason), (self.alice, "quiet", "Nothing is open."))

    def test_figures_of_a_case(self):
        self.bill(amount=100.0)
        self.bill(amount=50.0, due="2026-03-30")
        self.invoice(self.alice, 30.0, move_type="out_refund", date="2026-02-01")
        self.work()
        case = self.case_of()
        self.assertEqual((case.open_amount, case.overdue_amount, case.overdue_count), (120.0, 100.0, 1))
        self.assertEqual(str(case.oldest_due_on), "2026-02-25")
        self.assertEqual(self.today_of().amount, 70.0, "what is due less the credit note")
        self.assertIn("$\xa070.00", case.statement)

    def test_letter_and_statement_on_paper(self):
        invoice = self.bill()
        self.Case._open_cases(self.company)
        case = self.case_of()
        report = self.env["ir.actions.report"]
        for name, data in (
            ("report_statement", {}),
            ("report_letter", {"subject": "Final reminder", "body": "We wrote to you"}),
        ):
            page, _kind = report._render_qweb_html(f"ar_sync_collections.{name}", case.ids, data=dict(data))
            self.assertIn("Alice Instruments", page.decode())
            for words in data.values():
                self.assertIn(words, page.decode())
        paper = case.with_context(ar_collection_paper=True)._statement_html()
        self.assertIn(invoice.name, paper)
        self.assertNotIn("href", paper, "nobody can press paper")

    def test_who_can_log_in_finds_the_page_that_pays_everything(self):
        self.bill()
        self.Case._open_cases(self.company)
        self.assertNotIn("/my/invoices/overdue", self.case_of()._statement_html())
        group = self.env.ref("base.group_portal")
        values = {"name": "Alice", "login": "alice", "partner_id": self.alice.id, "group_ids": [(6, 0, group.ids)]}
        self.env["res.users"].with_context(no_reset_password=True).create(values)
        self.assertIn("/my/invoices/overdue", self.case_of()._statement_html())

    def test_a_pause_that_is_over_is_refused(self):
        self.bill()
        self.work()
        wizard = self.env["ar.collection.pause"].create({"case_ids": self.case_of().ids, "until": "2026-02-27"})
        with self.assertRaises(UserError):
            wizard.action_pause()

    def test_decisions_are_not_deleted_by_people(self):
        self.bill()
        self.work()
        with self.assertRaises(AccessError):
            self.today_of().with_user(self.grace).unlink()

    def test_a_copy_of_the_database_writes_to_nobody(self):
        self.sequence.mode = "draft"
        self.bill()
        self.work()
        self.env.flush_all()
        with open(__file__.replace("tests/test_screens.py", "data/neutralize.sql"), encoding="utf-8") as file:
            self.env.cr.execute(file.read())
        self.env.invalidate_all()
        self.assertEqual((self.company.ar_collection_mode, self.today_of().state), ("shadow", "withdrawn"))
