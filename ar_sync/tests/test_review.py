"""Risk: the review screen decides something else than it shows, twice, or on what somebody else decided."""

from odoo.exceptions import UserError
from odoo.fields import Command
from odoo.tests import new_test_user, tagged

from .common import ReceivablesCase


class ReviewCase(ReceivablesCase):
    """A clerk, her colleague and a manager before the review screen."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.clerk, cls.colleague = (cls._user(login, "user") for login in ("rv_clerk", "rv_colleague"))
        cls.manager = cls._user("rv_manager", "manager")
        cls.fee = cls.env["ar.match.reason"]._of(cls.company, "bank_fee")

    @classmethod
    def _user(cls, login, group):
        return new_test_user(
            cls.env,
            login,
            f"base.group_user,ar_sync.group_{group}",
            company_id=cls.company.id,
            company_ids=[Command.set(cls.company.ids)],
        )

    def screen(self, user=None):
        """Return the screen as a user calls it: over RPC, without superuser's rights."""
        context = {"allowed_company_ids": self.company.ids}
        return self.env(user=user or self.clerk, su=False, context=context)["ar.match.review"]

    def item(self, invoice):
        return invoice.line_ids.filtered(lambda line: line.account_id == self.receivable)

    def waiting(self, amount, text="", partner=None, **values):
        """Return a receipt that the engine has left to a person."""
        self.company.ar_automatic_cap = self.company.ar_automatic_cap or 0.01
        receipt = self.receipt(amount, text=text, partner=partner, **values)
        receipt._decide_and_act()
        self.assertEqual(receipt.state, "review")
        return receipt

    def two_fit(self, **values):
        """Return two invoices with one order number, and a receipt that quotes it."""
        invoices = [
            self.invoice(partner, 750.0, ref="PO 471188", number=number)
            for partner, number in ((self.alice, "R-2001"), (self.bruno, "R-2002"))
        ]
        return *invoices, self.waiting(750.0, text="PO 471188", payer_name="A & B Holding", **values)

    def rows(self, *invoices, **values):
        """Return a choice of whole invoices as the screen sends it."""
        return [{"line_id": self.item(move).id, "amount": move.amount_residual, **values} for move in invoices]


@tagged("post_install", "-at_install")
class TestReviewScreen(ReviewCase):
    def test_the_list_shows_payer_suggestion_and_strength(self):
        _first, _second, receipt = self.two_fit()
        answer = self.screen().start()
        [row] = answer["rows"]
        self.assertEqual((answer["total"], row["id"], row["payer"]), (1, receipt.id, "A & B Holding"))
        self.assertIn(row["suggestion"], ("R-2001", "R-2002"))
        self.assertGreater(row["bits"], 5)
        self.assertEqual(row["amount"], 750.0)
        self.assertEqual([kind["count"] for kind in answer["facets"]["kinds"]], [1])
        self.assertEqual(len(answer["reasons"][str(self.company.id)]), 5)

    def test_filters_and_orders(self):
        small = self.waiting(10.0, text="Thank you", name="RCPT S", date="2026-03-14", payer_name="Zed")
        large = self.waiting(80.0, text="Nothing", name="RCPT L", currency=self.eur)
        _one, _two, receipt = self.two_fit(name="RCPT T", date="2026-03-01")

        def found(order="age", **filters):
            return [row["id"] for row in self.screen().page(filters, order)["rows"]]

        self.assertEqual(found(), [receipt.id, small.id, large.id])
        self.assertEqual(found("amount"), [receipt.id, large.id, small.id], "80 EUR are 100 USD")
        self.assertEqual(found("strength")[0], receipt.id)
        self.assertEqual(found(currency_id=self.eur.id), [large.id])
        self.assertEqual(found(text="zed"), [small.id])
        self.assertEqual(found(amount_from=50, amount_to=100), [large.id])
        self.assertEqual(found(kind=""), [small.id, large.id])
        kind = receipt.proposal_ids.filtered(lambda row: row.rank == 1).kind
        self.assertEqual(found(kind=kind), [receipt.id])
        self.assertEqual(found(connection_id=0), found())
        self.assertEqual(found(connection_id=99), [])

    def test_the_card_shows_evidence_runner_up_and_marks(self):
        _first, _second, receipt = self.two_fit()
        card = self.screen().card(receipt.id)
        self.assertEqual([row["rank"] for row in card["proposals"]], [1, 2])
        self.assertIn("The text names", card["proposals"][0]["evidence"][0])
        self.assertEqual([part["text"] for part in card["text"] if part["hit"]], ["PO 471188"])
        self.assertIn("More than one explanation", card["reason"])
        self.assertEqual(card["proposals"][0]["lines"][0]["amount"], 750.0)

    def test_the_preview_is_what_is_posted_and_writes_nothing(self):
        one, two = self.invoice(self.alice, 60.0), self.invoice(self.alice, 40.0)
        receipt = self.waiting(150.0, partner=self.alice)
        entries = self.env["account.move"].search_count([])
        rows = self.rows(one, two)
        preview = self.screen().preview(receipt.id, rows)
        self.assertEqual((preview["problem"], preview["left"]), ("", 50.0))
        self.assertEqual(self.env["account.move"].search_count([]), entries)
        self.screen().apply(receipt.id, rows)
        posted = self.env["account.move"].search([], order="id desc", limit=1).line_ids
        self.assertEqual(
            sorted((row["debit"], row["credit"]) for row in preview["rows"]),
            sorted((line.debit, line.credit) for line in posted),
        )

    def test_the_preview_says_in_a_sentence_what_cannot_be(self):
        invoice = self.invoice(self.alice, 100.0)
        receipt = self.waiting(150.0, partner=self.alice)
        [row] = self.rows(invoice)
        self.assertIn("cannot take", self.screen().preview(receipt.id, [{**row, "amount": 120.0}])["problem"])
        self.assertIn("More is applied", self.screen().preview(receipt.id, [{**row, "amount": 151.0}])["problem"])
        self.assertIn("no longer there", self.screen().preview(receipt.id, [{"line_id": 0, "amount": 5}])["problem"])
        self.assertIn("on account already", self.screen().preview(receipt.id, [])["note"])

    def test_money_on_account_needs_no_entry_for_one_item(self):
        invoice = self.invoice(self.alice, 150.0)
        receipt = self.waiting(150.0, partner=self.alice)
        preview = self.screen().preview(receipt.id, self.rows(invoice))
        self.assertFalse(preview["rows"])
        self.assertIn("without another entry", preview["note"])
        entries = self.env["account.move"].search_count([])
        self.screen().apply(receipt.id, self.rows(invoice))
        self.assertEqual((self.env["account.move"].search_count([]), invoice.payment_state), (entries, "paid"))

    def test_accept_and_undo(self):
        _first, _second, receipt = self.two_fit()
        card = self.screen().card(receipt.id)
        runner_up = card["proposals"][1]
        answer = self.screen().apply(receipt.id, runner_up["lines"], runner_up["id"])
        self.assertEqual((answer["outcome"], receipt.state), ("applied", "matched"))
        self.assertEqual(receipt.decided_by_id, self.clerk)
        self.assertEqual(self.env["ar.match.proposal"].browse(runner_up["id"]).state, "accepted")
        back = self.screen().undo(**answer["undo"])
        self.assertEqual((back["done"], receipt.state), (receipt.ids, "review"))
        self.assertEqual(len(self.screen().card(receipt.id)["proposals"]), 2, "proposed anew")
        self.assertIn("More than one explanation", receipt.reason_shown)

    def test_split_with_a_part_payment(self):
        one, two = self.invoice(self.alice, 100.0), self.invoice(self.bruno, 300.0)
        receipt = self.waiting(333.33, text="Thanks")
        rows = [*self.rows(one), {"line_id": self.item(two).id, "amount": 233.33}]
        self.assertEqual(self.screen().apply(receipt.id, rows)["outcome"], "applied")
        self.assertEqual((one.payment_state, two.amount_residual), ("paid", 66.67))

    def test_write_off_of_the_difference_with_cap_and_manager(self):
        self.fee.cap_amount = 10.0
        invoice = self.invoice(self.alice, 100.0)
        receipt = self.waiting(85.0, partner=self.alice)
        rows = [{"line_id": self.item(invoice).id, "amount": 85.0, "reason_id": self.fee.id}]
        self.assertIn("ask a Receivables manager", self.screen().preview(receipt.id, rows)["problem"])
        with self.assertRaisesRegex(UserError, "ask a Receivables manager"):
            self.screen().apply(receipt.id, rows)
        self.assertEqual(receipt.state, "review")
        answer = self.screen(self.manager).apply(receipt.id, rows)
        self.assertEqual((answer["outcome"], invoice.payment_state), ("applied", "paid"))
        self.assertEqual(self.balance(self.fee.account_id), 15.0)

    def test_items_of_another_currency(self):
        invoice = self.invoice(self.alice, 80.0, currency=self.eur)
        receipt = self.waiting(100.0, partner=self.alice)
        found = self.screen().search_items(receipt.id, invoice.name)["items"]
        self.assertEqual((found[0]["open"], found[0]["worth"]), (80.0, 100.0))
        self.screen().apply(receipt.id, [{"line_id": found[0]["line_id"], "amount": 50.0}])
        self.assertEqual(invoice.amount_residual, 40.0)

    def test_leave_and_undo(self):
        receipt = self.waiting(50.0, text="Advance", partner=self.alice)
        answer = self.screen().leave(receipt.id)
        self.assertEqual((answer["outcome"], receipt.state), ("left", "booked"))
        self.screen().undo(**answer["undo"])
        self.assertEqual(receipt.state, "review")

    def test_reject_and_undo_leave_no_trace_in_the_record_of_the_kind(self):
        _first, _second, receipt = self.two_fit()
        best = receipt.proposal_ids.filtered(lambda row: row.rank == 1 and row.state == "proposed")
        answer = self.screen().reject(receipt.id, best.id)
        kind = self.env["ar.match.kind"].search([("kind", "=", best.kind), ("company_id", "=", self.company.id)])
        self.assertEqual((best.state, kind.wrong_count), ("rejected", 1))
        self.assertEqual(len(self.screen().card(receipt.id)["proposals"]), 1)
        self.screen().undo(**answer["undo"])
        self.assertEqual((kind.wrong_count, best.state), (0, "superseded"))
        self.assertEqual(len(self.screen().card(receipt.id)["proposals"]), 2)
        receipt.action_match()
        self.assertEqual(len(self.screen().card(receipt.id)["proposals"]), 2, "the rejection no longer stands")

    def test_once_all_is_refused_the_screen_says_who_refused_it(self):
        _first, _second, receipt = self.two_fit()
        told = self.screen().card(receipt.id)["reason"]
        for proposal in receipt.proposal_ids.filtered(lambda row: row.state == "proposed"):
            answer = self.screen().reject(receipt.id, proposal.id)
        self.assertIn("was refused by", self.screen().card(receipt.id)["reason"])
        self.screen().undo(**answer["undo"])
        self.assertEqual(self.screen().card(receipt.id)["reason"], told)

    def test_somebody_else_was_faster(self):
        _first, _second, receipt = self.two_fit()
        card = self.screen().card(receipt.id)
        best, runner_up = card["proposals"]
        self.screen(self.colleague).apply(receipt.id, best["lines"], best["id"])
        for answer in (
            self.screen().apply(receipt.id, runner_up["lines"], runner_up["id"]),
            self.screen().leave(receipt.id),
            self.screen().reject(receipt.id, best["id"]),
        ):
            self.assertEqual(answer["outcome"], "stale")
            self.assertIn("rv_colleague", answer["message"])
        self.assertEqual(receipt.decided_by_id, self.colleague)
        undone = self.screen().undo("applied", receipt.ids)
        self.assertEqual((undone["done"], receipt.state), ([], "matched"))

    def test_a_proposal_that_was_replaced_is_not_applied(self):
        _first, _second, receipt = self.two_fit()
        best = self.screen().card(receipt.id)["proposals"][0]
        receipt.action_match()
        self.assertEqual(self.screen().apply(receipt.id, best["lines"], best["id"])["outcome"], "stale")
        self.assertEqual(self.screen().reject(receipt.id, best["id"])["outcome"], "stale")
        self.assertEqual(receipt.state, "review")

    def test_an_invoice_paid_meanwhile_is_told_and_nothing_is_lost(self):
        invoice = self.invoice(self.alice, 100.0)
        receipt = self.waiting(100.0, partner=self.alice)
        rows = self.rows(invoice)
        other = self.receipt(100.0, partner=self.alice, name="RCPT 2")
        theirs = self.screen(self.colleague)
        theirs._receipt(other.id)._apply_by_person(theirs._shares_of(other, rows))
        with self.assertRaisesRegex(UserError, "cannot take"):
            self.screen().apply(receipt.id, rows)
        self.assertEqual(receipt.state, "review")

    def test_two_people_agree(self):
        self.company.ar_four_eyes_amount = 500.0
        _first, _second, receipt = self.two_fit()
        best = self.screen().card(receipt.id)["proposals"][0]
        answer = self.screen().apply(receipt.id, best["lines"], best["id"])
        self.assertEqual((answer["outcome"], receipt.state), ("second", "review"))
        self.assertIn("second person", answer["message"])
        mine, theirs = (self.screen(user).card(receipt.id)["proposals"][0] for user in (self.clerk, self.colleague))
        self.assertEqual((mine["agreed_by_me"], theirs["agreed_by"]), (True, self.clerk.name))
        again = self.screen().apply(receipt.id, best["lines"], best["id"])
        self.assertEqual(again["outcome"], "second", "the same person is no second one")
        self.screen().undo(**answer["undo"])
        self.assertFalse(self.screen().card(receipt.id)["proposals"][0]["agreed_by"])
        self.screen().apply(receipt.id, best["lines"], best["id"])
        done = self.screen(self.colleague).apply(receipt.id, best["lines"], best["id"])
        self.assertEqual((done["outcome"], receipt.state), ("applied", "matched"))

    def test_two_people_agree_on_what_the_first_one_picked(self):
        self.company.ar_four_eyes_amount = 500.0
        invoice = self.invoice(self.alice, 900.0, number="R-9")
        _first, _second, receipt = self.two_fit()
        self.screen().apply(receipt.id, [{"line_id": self.item(invoice).id, "amount": 750.0}])
        chosen = self.screen(self.colleague).card(receipt.id)["proposals"][0]
        self.assertEqual((chosen["chosen_by"], chosen["lines"][0]["number"]), (self.clerk.name, "R-9"))
        self.screen(self.colleague).apply(receipt.id, chosen["lines"], chosen["id"])
        self.assertEqual(invoice.amount_residual, 150.0)
