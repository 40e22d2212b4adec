"""Risk: a learned rule runs over everything. It is replayed first, and a wrong one is not used."""

from odoo.exceptions import UserError, ValidationError
from odoo.fields import Command
from odoo.tests import new_test_user, tagged

from odoo.addons.ar_sync.models import ar_match_rule
from odoo.addons.ar_sync.models.ar_match_share import Share

from .common import ReceivablesCase


@tagged("post_install", "-at_install")
class TestRules(ReceivablesCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.boss = new_test_user(
            cls.env,
            "boss",
            "ar_sync.group_manager",
            company_id=cls.company.id,
            company_ids=[Command.set(cls.company.ids)],
        )

    def rule(self, **values):
        return (
            self.env["ar.match.rule"]
            .with_user(self.boss)
            .create({"company_id": self.company.id, "partner_id": self.alice.id, **values})
        )

    def decided(self, partner, number, text="rent flat 12"):
        invoice = self.invoice(partner, 10.0 + number)
        receipt = self.receipt(10.0 + number, text=text, name=f"RCPT {number}")
        receipt._apply_by_person([Share(self.item(invoice), 10.0 + number)])
        return receipt

    def test_it_is_shown_with_what_it_would_have_done(self):
        self.patch(ar_match_rule, "BATCH", 2)
        right = [self.decided(self.alice, number) for number in range(3)]
        wrong = self.decided(self.bruno, 7)
        self.decided(self.bruno, 8, text="something else")
        self.receipt(5.0, text="RENT flat 12", name="RCPT 9")
        rule = self.rule(text="rent flat")
        rule.action_replay()
        counts = rule.seen_count, rule.covered_count, rule.right_count, rule.wrong_count, rule.undecided_count
        self.assertEqual(counts, (6, 5, len(right), 1, 1))
        self.assertEqual(rule.wrong_receipt_ids, wrong)
        self.assertFalse(rule.is_used)

    def test_one_that_was_wrong_is_not_used(self):
        for number in range(3):
            self.decided(self.alice, number)
        self.decided(self.bruno, 7)
        rule = self.rule(text="rent flat")
        with self.assertRaisesRegex(UserError, "right 3 times and wrong 1 times"):
            rule.action_use()
        self.assertFalse(rule.is_used)

    def test_one_that_was_right_names_the_payer_of_what_waits(self):
        for number in range(3):
            self.decided(self.alice, number)
        invoice = self.invoice(self.alice, 612.4)
        waiting = self.receipt(612.4, text="Rent flat 12, March", name="RCPT 5")
        waiting.action_match()
        self.assertNotIn("payer_rule", [row["code"] for row in waiting.proposal_ids[:1].evidence or []])
        rule = self.rule(text="rent flat")
        rule.action_use()
        self.assertTrue(rule.is_used and waiting.look_again)
        self.env["ar.match.receipt"]._match_batch()
        best = waiting.proposal_ids.filtered(lambda row: row.state == "proposed" and row.rank == 1)
        self.assertEqual(best.line_ids.line_id, self.item(invoice))
        self.assertIn("payer_rule", [row["code"] for row in best.evidence])
        rule.action_stop()
        self.assertFalse(waiting._engine_signs()[waiting])

    def test_one_that_covers_everybody_is_refused(self):
        for values in ({}, {"payer_name": "GmbH & Co. KG"}, {"text": "to"}, {"text": "rent flat", "payer_name": "Ltd"}):
            with self.assertRaises(ValidationError):
                self.rule(**values)

    def test_a_change_takes_it_out_of_use_and_its_record_is_not_edited(self):
        for number in range(3):
            self.decided(self.alice, number)
        rule = self.rule(text="rent flat", right_count=5000, is_used=True)
        self.assertEqual((rule.right_count, rule.is_used), (0, False))
        rule.action_use()
        with self.assertRaises(UserError):
            rule.right_count = 5000
        rule.text = "rent flat 12"
        self.assertFalse(rule.is_used)

    def test_a_receipt_fills_in_a_new_rule(self):
        receipt = self.receipt(5.0, partner=self.alice, payer_name="A. Instr.", payer_account="NL91ABNA0417164300")
        context = receipt.with_user(self.boss).action_make_rule()["context"]
        self.assertEqual((context["default_partner_id"], context["default_payer_name"]), (self.alice.id, "A. Instr."))
