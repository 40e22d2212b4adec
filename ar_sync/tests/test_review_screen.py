"""Risk: a day's receipts cannot be worked through by keyboard, or the screen shows one thing and books another."""

from unittest.mock import patch

from odoo.tests import tagged

from .common_tours import PHONE, ReceivablesTourCase


@tagged("post_install", "-at_install")
class TestReviewInABrowser(ReceivablesTourCase):
    def invoices(self):
        result = super().invoices()
        self.partners = {
            name: self.env["res.partner"].create({"name": name, "is_company": True})
            for name in ("Short Payer", "Wrong Payer", "List Payer", "Kind 1", "Kind 2", "Kind 3", "Large Payer")
        }
        for name, amount, number in (
            ("Short Payer", 500, "T-5001"),
            ("Wrong Payer", 410, "T-5501"),
            ("List Payer", 1000, "T-6001"),
            ("List Payer", 200, "T-6002"),
            ("Kind 1", 100, "T-8001"),
            ("Kind 2", 101, "T-8002"),
            ("Kind 3", 102, "T-8003"),
            ("Large Payer", 9000, "T-7001"),
        ):
            self.invoice(self.partners[name], amount, number=number, **self.due(-3))
        return result

    def receipts(self):
        """Ten receipts in the order of a day: each needs another key."""
        self.company.ar_four_eyes_amount = 5_000.0
        rows = (
            ("A & B Holding", 750, "PO 471188"),
            ("Late Payer", 333.33, "Thank you"),
            ("Short Payer", 485, "T-5001"),
            ("Wrong Payer", 410, "T-5501"),
            ("List Payer", 1200, "List follows"),
            ("Kind 1", 100, "T-8001"),
            ("Kind 2", 101, "T-8002"),
            ("Kind 3", 102, "T-8003"),
            ("Large Payer", 9000, "T-7001"),
            ("Last Payer", 12.34, "?"),
        )
        nothing_earned = patch.object(self.registry["ar.match.kind"], "_allowed", lambda *_args: frozenset())
        with nothing_earned:
            for name, amount, text in rows:
                partner = self.partners.get(name)
                receipt = self.receipt(
                    amount,
                    text=text,
                    partner=partner,
                    payer_name="" if partner else name,
                    name=f"ch_{name.replace(' ', '_').lower()}",
                    external_id=f"ch_{name}",
                    date=self.today,
                    connection_id=self.live.id,
                )
                receipt._decide_and_act()
                self.assertEqual(receipt.state, "review", name)

    def payment(self):
        """Nothing of Odoo's own here."""

    def found(self, name):
        return self.env["ar.match.receipt"].search([("external_id", "=", f"ch_{name}")])

    def paid(self, name):
        """Return (number, amount) of what a receipt pays, sorted."""
        lines = self.found(name)._applied_lines()
        return sorted((line.ar_applied_line_id.move_id.name, -line.amount_currency) for line in lines)

    def test_a_day_by_keyboard_alone(self):
        self.watch("ar_sync_review_day", "/odoo/receivables", login="ar_clerk")
        self.assertEqual(self.paid("A & B Holding"), [("T-2002", 750.0)])
        self.assertEqual(self.paid("Late Payer"), [("T-3001", 33.33), ("T-3002", 250.0)])
        self.assertEqual(self.found("Late Payer").unapplied_amount, 50.0)
        self.assertEqual(self.paid("Short Payer"), [("T-5001", 485.0)])
        fee = self.env["ar.match.reason"]._of(self.company, "bank_fee")
        self.assertEqual(self.balance(fee.account_id), 15.0)
        self.assertEqual(self.found("Wrong Payer").state, "booked")
        self.assertEqual(self.paid("List Payer"), [("T-6001", 1000.0), ("T-6002", 180.0)])
        for number in "123":
            self.assertEqual(self.found(f"Kind {number}").state, "matched")
        self.assertEqual(self.found("Large Payer").state, "review")
        self.assertEqual({self.found(name).state for name in ("Last Payer",)}, {"review"})

    def test_the_second_person_and_the_empty_screen(self):
        kept = ("ch_Large Payer", "ch_Last Payer")
        waiting = self.env["ar.match.receipt"].search([("state", "=", "review"), ("company_id", "=", self.company.id)])
        waiting.filtered(lambda receipt: receipt.external_id not in kept).action_leave_on_account()
        clerk = self.env["res.users"].search([("login", "=", "ar_clerk")])
        large = self.found("Large Payer").with_user(clerk)
        large.proposal_ids.filtered(lambda row: row.rank == 1 and row.state == "proposed").action_accept()
        self.assertEqual(large.state, "review")
        self.watch("ar_sync_review_second", "/odoo/receivables")
        self.assertEqual((large.state, self.paid("Large Payer")), ("matched", [("T-7001", 9000.0)]))
        self.assertEqual(self.found("Last Payer").state, "review")

    def test_decided_by_somebody_else_meanwhile(self):
        self.watch("ar_sync_review_stale", "/odoo/receivables", login="ar_clerk")
        self.assertEqual(self.found("A & B Holding").state, "booked")

    def test_on_a_phone(self):
        self.watch("ar_sync_review_phone", "/odoo/review-receipts", login="ar_clerk", size=PHONE)
        self.assertEqual(self.paid("A & B Holding"), [("T-2002", 750.0)])
