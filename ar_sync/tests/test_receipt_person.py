"""Risk: one person moves what two should, or the engine trusts what people corrected."""

from odoo.exceptions import AccessError, UserError
from odoo.fields import Command
from odoo.tests import new_test_user, tagged

from odoo.addons.ar_sync.models.ar_match_share import Share

from .common import ReceivablesCase


class PeopleCase(ReceivablesCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        common = {"company_id": cls.company.id, "company_ids": [Command.set(cls.company.ids)]}
        cls.anna = new_test_user(cls.env, "anna", "ar_sync.group_user", **common)
        cls.bela = new_test_user(cls.env, "bela", "ar_sync.group_user", **common)

    def best(self, receipt):
        return receipt.proposal_ids.filtered(lambda row: row.state == "proposed" and row.rank == 1)

    def undecided(self, amount, **values):
        """Return a receipt of a known payer for one open invoice: payer and amount wait for a person."""
        invoice = self.invoice(self.alice, amount)
        receipt = self.receipt(amount, partner=self.alice, **values)
        receipt.action_match()
        self.assertEqual((receipt.state, self.best(receipt).line_ids.line_id), ("review", self.item(invoice)))
        return receipt, invoice


@tagged("post_install", "-at_install")
class TestTwoPeople(PeopleCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.company.ar_four_eyes_amount = 1000.0

    def test_up_to_the_limit_one_is_enough(self):
        receipt, invoice = self.undecided(1000.0)
        self.best(receipt).with_user(self.anna).action_accept()
        self.assertEqual((receipt.state, invoice.payment_state), ("matched", "paid"))

    def test_above_it_a_second_one_has_to_agree(self):
        receipt, invoice = self.undecided(1000.01)
        proposal = self.best(receipt)
        proposal.with_user(self.anna).action_accept()
        proposal.with_user(self.anna).action_accept()
        self.assertEqual((receipt.state, invoice.payment_state), ("review", "not_paid"))
        self.assertEqual(proposal.approved_by_id, self.anna)
        self.assertIn("second person", receipt.reason)
        proposal.with_user(self.bela).action_accept()
        self.assertEqual((receipt.state, invoice.payment_state), ("matched", "paid"))
        self.assertEqual((proposal.approved_by_id, proposal.decided_by_id), (self.anna, self.bela))

    def test_the_limit_holds_for_foreign_money_at_its_worth(self):
        invoice = self.invoice(self.alice, 900.0, self.eur)  # worth 1 125 USD
        receipt = self.receipt(900.0, self.eur, partner=self.alice)
        receipt.with_user(self.anna)._apply_by_person([Share(self.item(invoice).with_user(self.anna), 900.0)])
        self.assertEqual(invoice.payment_state, "not_paid")

    def test_two_people_must_agree_on_the_same(self):
        receipt, invoice = self.undecided(2000.0)
        other = self.invoice(self.alice, 500.0)
        self.best(receipt).with_user(self.anna).action_accept()
        shares = [Share(self.item(other).with_user(self.bela), 500.0)]
        receipt.with_user(self.bela)._apply_by_person(shares)
        self.assertEqual((invoice.payment_state, other.payment_state), ("not_paid", "not_paid"))
        receipt.with_user(self.anna)._apply_by_person([Share(self.item(other).with_user(self.anna), 500.0)])
        self.assertEqual(other.payment_state, "paid", "what Béla chose and Anna agreed to")

    def test_nobody_writes_an_agreement_over_rpc(self):
        receipt, _invoice = self.undecided(2000.0)
        with self.assertRaises(AccessError):
            self.best(receipt).with_user(self.bela).write({"approved_by_id": self.anna.id})
        with self.assertRaises(AccessError):
            self.env["ar.match.proposal"].with_user(self.bela).create(
                {"receipt_id": receipt.id, "company_id": self.company.id, "approved_by_id": self.anna.id}
            )

    def test_the_engine_posts_nothing_above_it(self):
        invoice = self.invoice(self.alice, 2000.0)
        receipt = self.receipt(2000.0, text=invoice.name, partner=self.alice)
        receipt.action_match()
        self.assertEqual((receipt.state, receipt.reason_fact["code"]), ("review", "above_four_eyes"))

    def test_the_cap_of_automatic_posting(self):
        self.company.write({"ar_four_eyes_amount": 0, "ar_automatic_cap": 500.0})
        invoice = self.invoice(self.alice, 400.0, self.eur)  # worth 500 USD
        above = self.invoice(self.alice, 400.01, self.eur)
        first = self.receipt(400.0, self.eur, text=invoice.name, partner=self.alice)
        second = self.receipt(400.01, self.eur, text=above.name, partner=self.alice, name="RCPT 2")
        (first | second).action_match()
        self.assertEqual((first.state, second.state), ("matched", "review"))
        self.assertEqual(second.reason_fact["code"], "above_cap")

    def test_a_decided_proposal_is_not_decided_again(self):
        receipt, _invoice = self.undecided(10.0)
        proposal = self.best(receipt)
        proposal.action_accept()
        with self.assertRaises(UserError):
            proposal.action_accept()


@tagged("post_install", "-at_install")
class TestEarning(PeopleCase):
    KIND = "payer_amount/payer_known/amount_free"

    def kind(self):
        return self.env["ar.match.kind"].search([("company_id", "=", self.company.id), ("kind", "=", self.KIND)])

    def test_what_people_decide_is_counted_once_per_receipt(self):
        receipt, _invoice = self.undecided(77.31)
        proposal = self.best(receipt)
        self.assertEqual(proposal.kind, self.KIND)
        proposal.action_accept()
        self.assertEqual((self.kind().right_count, self.kind().wrong_count, proposal.outcome), (1, 0, "right"))
        receipt.action_undo()
        self.assertEqual((self.kind().right_count, self.kind().wrong_count, proposal.outcome), (0, 1, "wrong"))

    def test_another_choice_is_a_wrong_proposal(self):
        receipt, _invoice = self.undecided(77.31)
        other = self.invoice(self.alice, 90.0)
        receipt._apply_by_person([Share(self.item(other), 77.31)])
        self.assertEqual((self.kind().right_count, self.kind().wrong_count), (0, 1))

    def test_a_kind_posts_once_its_error_is_proven_to_be_small(self):
        self.env["ar.match.kind"]._count(self.company, self.KIND, right=298)
        self.assertFalse(self.kind().is_automatic)
        receipt, _invoice = self.undecided(77.31)
        self.assertEqual(receipt.reason_fact["code"], "kind_not_earned")
        self.best(receipt).action_accept()
        self.assertTrue(self.kind().is_automatic, "299 right and none wrong prove less than one in a hundred")
        invoice = self.invoice(self.bruno, 88.42)
        other = self.receipt(88.42, partner=self.bruno, name="RCPT 2")
        other.action_match()
        self.assertEqual((other.state, invoice.payment_state), ("matched", "paid"))

    def test_never_is_never_and_always_is_always(self):
        self.env["ar.match.kind"]._count(self.company, self.KIND, right=5000)
        self.kind().trust = "never"
        self.undecided(77.31)
        self.kind().write({"trust": "always", "right_count": 0})
        receipt = self.receipt(99.17, partner=self.bruno, name="RCPT 2")
        self.invoice(self.bruno, 99.17)
        receipt.action_match()
        self.assertEqual(receipt.state, "matched")

    def test_references_lose_their_trust_when_they_were_wrong(self):
        for number in range(3):
            invoice = self.invoice(self.alice, 100.0)
            receipt = self.receipt(100.0, text=invoice.name, partner=self.alice, name=f"RCPT {number}")
            receipt.action_match()
            self.assertEqual(receipt.state, "matched" if number < 2 else "review")
            if receipt.state == "matched":
                receipt.action_undo()
        self.assertEqual(receipt.reason_fact["code"], "kind_not_earned")

    def test_what_decisions_taught_changes_the_weights(self):
        Proposal = self.env["ar.match.proposal"]
        receipt, _invoice = self.undecided(77.31)
        template = self.best(receipt)
        for number in range(60):
            copy = Proposal.create({**template.copy_data()[0], "kind": self.KIND, "evidence": template.evidence})
            copy._ar_through_gate().outcome = "right" if number % 3 else "wrong"
        self.env["ar.match.kind"]._cron_calibrate()
        taught = self.company.ar_adjustments
        self.assertLess(taught["amount_free"], 0.0, "wrong once in three times is less than it claims")
        bits = template.log_odds
        receipt.action_match()
        again = self.best(receipt)
        self.assertLess(again.log_odds, bits)
        free = next(row for row in again.evidence if row["code"] == "amount_free")
        self.assertAlmostEqual(free["taught"], taught["amount_free"], 6)
        self.assertEqual(self.env["ar.match.kind"]._calibrated(self.company), taught, "not taught twice")

    def test_few_decisions_teach_nothing(self):
        receipt, _invoice = self.undecided(77.31)
        self.best(receipt).action_accept()
        self.env["ar.match.kind"]._cron_calibrate()
        self.assertFalse(self.company.ar_adjustments)

    def test_records_of_companies_are_their_own(self):
        other = self.env["res.company"].create({"name": "Elsewhere"})
        self.env["ar.match.kind"]._count(other, self.KIND, right=5000)
        receipt, _invoice = self.undecided(77.31)
        self.assertEqual(receipt.reason_fact["code"], "kind_not_earned")


@tagged("post_install", "-at_install")
class TestPayerMemory(PeopleCase):
    IBAN = "DE89 3704 0044 0532 0130 00"

    def memory(self, kind="alias"):
        return self.env["ar.match.payer"].search([("company_id", "=", self.company.id), ("kind", "=", kind)])

    def test_who_paid_is_remembered_and_found_again(self):
        invoice = self.invoice(self.alice, 55.5)
        receipt = self.receipt(55.5, payer_name="A. Inst. Trading GmbH", payer_account=self.IBAN)
        receipt._apply_by_person([Share(self.item(invoice), 55.5)])
        self.assertEqual((self.memory().partner_id, self.memory().confirmations), (self.alice, 1))
        self.assertEqual(self.memory("account").key, "DE89370400440532013000")
        again = self.invoice(self.alice, 66.6)
        later = self.receipt(
            66.6, payer_name="A INST TRADING", payer_account="de89370400440532013000", name="RCPT 2"
        )
        later.action_match()
        self.assertEqual(self.best(later).line_ids.line_id, self.item(again))
        codes = [row["code"] for row in self.best(later).evidence]
        self.assertIn("payer_account", codes)

    def test_who_did_not_pay_is_remembered_too(self):
        Payer = self.env["ar.match.payer"]
        Payer._learn(self.receipt(1.0, payer_name="Acme Holding"), self.bruno)
        invoice = self.invoice(self.alice, 55.5)
        receipt = self.receipt(55.5, payer_name="ACME HOLDING", name="RCPT 2")
        receipt._apply_by_person([Share(self.item(invoice), 55.5)])
        found = {payer.partner_id: (payer.confirmations, payer.declines) for payer in self.memory()}
        self.assertEqual(found, {self.bruno: (1, 1), self.alice: (1, 0)})

    def test_a_partners_own_name_and_account_tell_who_paid(self):
        self.env["res.partner.bank"].create({"acc_number": self.IBAN, "partner_id": self.alice.id})
        invoice = self.invoice(self.alice, 71.9)
        by_name = self.receipt(71.9, payer_name="ALICE INSTRUMENTS LTD")
        by_account = self.receipt(71.9, payer_account=self.IBAN, name="RCPT 2")
        signs = (by_name | by_account)._engine_signs()
        self.assertEqual({sign.partner_id for sign in signs[by_name]}, {self.alice.id})
        self.assertEqual([(sign.kind, sign.partner_id) for sign in signs[by_account]], [("account", self.alice.id)])
        by_name.action_match()
        self.assertEqual(self.best(by_name).line_ids.line_id, self.item(invoice))

    def test_a_name_written_the_other_way_round_is_found(self):
        partner = self.env["res.partner"].create({"name": "Jonas Bäcker"})
        receipt = self.receipt(5.0, payer_name="BAECKER JONAS")
        self.assertEqual([sign.partner_id for sign in receipt._engine_signs()[receipt]], [partner.id])

    def test_a_legal_form_names_nobody(self):
        self.env["res.partner"].create({"name": "GmbH"})
        receipt = self.receipt(5.0, payer_name="GmbH & Co. KG")
        self.assertEqual(receipt._engine_signs()[receipt], ())

    def test_an_account_never_seen_for_the_payer_keeps_payer_and_amount_from_posting(self):
        self.env["ar.match.kind"]._count(self.company, "payer_amount/payer_known/amount_free", right=5000)
        self.env["res.partner.bank"].create({"acc_number": self.IBAN, "partner_id": self.alice.id})
        self.invoice(self.alice, 71.93)
        strange = self.receipt(71.93, partner=self.alice, payer_account="NL91 ABNA 0417 1643 00")
        strange.action_match()
        self.assertEqual((strange.state, strange.reason_fact["code"]), ("review", "account_new"))
        self.company.ar_known_account_only = False
        strange.action_match()
        self.assertEqual(strange.state, "matched")

    def test_several_payers_at_once_are_not_taken_for_one(self):
        first, second = self.invoice(self.alice, 10.0), self.invoice(self.bruno, 20.0)
        receipt = self.receipt(30.0, payer_name="Collecting Agency")
        receipt._apply_by_person([Share(self.item(first), 10.0), Share(self.item(second), 20.0)])
        self.assertFalse(self.memory())
