"""Risk: the search of the review screen finds the wrong item, misreads a list, or scans every open item."""

from odoo.tests import tagged
from odoo.tools import SQL

from .test_review import ReviewCase


@tagged("post_install", "-at_install")
class TestReviewSearch(ReviewCase):
    def setUp(self):
        super().setUp()
        self.one = self.invoice(self.alice, 1250.0, number="S/2026/0001")
        self.two = self.invoice(self.alice, 300.0, number="S/2026/0002", ref="PO-778899")
        self.theirs = self.invoice(self.bruno, 99.5, number="S/2026/0003")
        self.money = self.waiting(1500.0, text="see list", partner=self.alice)

    def found(self, text):
        return [row["number"] for row in self.screen().search_items(self.money.id, text)["items"]]

    def test_nothing_typed_shows_what_the_payer_owes(self):
        self.assertEqual(self.found(""), ["S/2026/0001", "S/2026/0002"])

    def test_by_number_order_name_and_amount(self):
        self.assertEqual(self.found("s/2026/0003"), ["S/2026/0003"])
        self.assertEqual(self.found("PO-778899"), ["S/2026/0002"])
        self.assertEqual(self.found("0002"), ["S/2026/0002"], "the end of a number, among the payer's own")
        self.assertEqual(self.found("brun"), ["S/2026/0003"])
        self.assertEqual(self.found("Optics Bruno"), ["S/2026/0003"])
        self.assertEqual(self.found("99.50"), ["S/2026/0003"])
        self.assertEqual(self.found("99,50"), ["S/2026/0003"])
        self.assertEqual(self.found("1.250,00"), ["S/2026/0001"])
        self.assertEqual(self.found("nobody at all"), [])

    def test_what_is_paid_is_not_offered(self):
        paid = self.invoice(self.alice, 5.0, number="S/2026/0099")
        self.screen().apply(self.waiting(5.0, partner=self.alice, name="RCPT 8").id, self.rows(paid))
        self.assertEqual(self.found("S/2026/0099"), [])

    def test_the_amount_is_looked_up_in_an_index(self):
        self.env.flush_all()
        self.env.cr.execute("SET LOCAL enable_seqscan = off")
        self.env.cr.execute(  # in tables of a few rows any index is as good
            "SELECT indexname FROM pg_indexes WHERE tablename = 'account_move_line' "
            "AND indexname NOT LIKE '%ar_open_%' AND indexname NOT LIKE '%_pkey'"
        )
        for (name,) in self.env.cr.fetchall():
            self.env.cr.execute(SQL("DROP INDEX %s", SQL.identifier(name)))
        self.env.cr.execute(
            "EXPLAIN SELECT id FROM account_move_line WHERE company_id = %s AND currency_id = %s "
            "AND display_type = 'payment_term' AND parent_state = 'posted' AND reconciled IS NOT TRUE "
            "AND amount_residual_currency IN (99.5, -99.5)",
            [self.company.id, self.usd.id],
        )
        self.assertIn("ar_open_", str(self.env.cr.fetchall()))

    def test_a_pasted_list(self):
        credit = self.env["account.move"].create(
            {
                "move_type": "out_refund",
                "partner_id": self.alice.id,
                "invoice_date": "2026-03-01",
                "ar_external_number": "SC/2026/0001",
                "invoice_line_ids": [(0, 0, {"name": "Back", "price_unit": 50.0, "tax_ids": False})],
            }
        )
        credit.action_post()
        text = (
            "Invoice\tAmount\nS/2026/0001\t1.250,00\nS/2026/0002\t280,00 USD\nSC/2026/0001\t-50,00\n"
            "S/2026/7777\t20,00\nTotal\t1.500,00"
        )
        answer = self.screen().search_items(self.money.id, text)
        self.assertEqual((answer["mode"], answer["count"]), ("list", 4))
        self.assertEqual(
            [(row["number"], row["amount"]) for row in answer["items"]],
            [("S/2026/0001", 1250.0), ("S/2026/0002", 280.0), ("SC/2026/0001", -50.0)],
        )
        [missing] = answer["missing"]
        self.assertEqual((missing["place"], missing["why"]), (5, "no open item has this number"))
        [differing] = answer["differing"]
        self.assertEqual((differing["number"], differing["difference"]), ("S/2026/0002", 20.0))
        self.assertIn("stays open", differing["text"])
        rows = [{"line_id": row["line_id"], "amount": row["amount"]} for row in answer["items"]]
        self.assertEqual(self.screen().apply(self.money.id, rows)["outcome"], "applied")
        self.assertEqual((self.one.payment_state, credit.amount_residual), ("paid", 0.0))
        self.assertEqual(self.two.amount_residual, 20.0)

    def test_a_list_with_more_than_is_open_and_the_same_number_twice(self):
        answer = self.screen().search_items(self.money.id, "S/2026/0002;200,00\nS/2026/0002;50,00\nS/2026/0001;1400,00")
        amounts = {row["number"]: row["amount"] for row in answer["items"]}
        self.assertEqual(amounts, {"S/2026/0002": 250.0, "S/2026/0001": 1250.0})
        self.assertIn("more than is open", answer["differing"][-1]["text"])

    def test_one_number_of_several_customers_is_the_payers_or_told(self):
        for partner in (self.alice, self.bruno):
            self.invoice(partner, 70.0, ref="PO-555111")
        [item] = self.screen().search_items(self.money.id, "PO-555111;70,00\n")["items"] or [{}]
        self.assertEqual(item["partner"], self.alice.name)
        nobody = self.waiting(70.0, text="x", name="RCPT N")
        told = self.screen().search_items(nobody.id, "PO-555111;70,00")
        self.assertIn("2 open items", told["missing"][0]["why"])

    def test_an_invoice_in_instalments_takes_a_list_line_oldest_first(self):
        term = self.env["account.payment.term"].create(
            {
                "name": "Halves",
                "line_ids": [
                    (0, 0, {"value": "percent", "value_amount": 50, "nb_days": days}) for days in (10, 40)
                ],
            }
        )
        halves = self.invoice(self.alice, 100.0, number="S/2026/0050", invoice_payment_term_id=term.id)
        answer = self.screen().search_items(self.money.id, "S/2026/0050\t70.00")
        self.assertEqual([row["amount"] for row in answer["items"]], [50.0, 20.0])
        self.assertEqual(len(self.item(halves)), 2)

    def test_a_list_costs_the_same_statements_however_long(self):
        def statements(count):
            text = "\n".join(f"S/2026/0001;{number},00" for number in range(1, count))
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            self.screen().search_items(self.money.id, text)
            return self.env.cr.sql_log_count - before

        statements(3)
        self.assertLessEqual(statements(300), statements(5) + 3)
