"""Risk: a customer is chased for what is disputed, the rest is forgotten, or more is credited than was disputed."""

from datetime import date

from odoo import fields
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.fields import Command
from odoo.tests import Form, new_test_user, tagged

from .common_replies import CollectionsCase


class DisputeCase(CollectionsCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.price = cls.env.ref("ar_sync_collections.ar_dispute_reason_price")

    def dispute(self, move, amount=0.0, user=None, **values):
        Dispute = self.env["ar.dispute"].with_user(user or self.clerk)
        return Dispute.create({"move_id": move.id, "amount": amount, "reason_id": self.price.id, **values}).with_env(
            self.env
        )

    def holds(self, move, purpose="chase"):
        return move._ar_holds(purpose, self.now.date()).get(move.id, [])

    def credit_note(self, dispute, **values):
        """Make the credit note as a person does: by the button and Odoo's own screen."""
        action = dispute.with_user(self.clerk).action_credit()
        context = {**self.env.context, **action["context"]}
        wizard = self.env["account.move.reversal"].with_user(self.clerk).with_context(**context).create({
            "journal_id": dispute.move_id.journal_id.id, "date": self.now.date(), **values,
        })  # fmt: skip
        return self.env["account.move"].browse(wizard.reverse_moves()["res_id"])

    def mails(self):
        return self.env["mail.mail"].sudo().search([], order="id")


@tagged("post_install", "-at_install")
class TestDispute(DisputeCase):
    def test_the_whole_invoice_is_left_alone(self):
        move = self.bill()
        dispute = self.dispute(move)
        for purpose in ("chase", "charge"):
            [hold] = self.holds(move, purpose)
            self.assertEqual((hold.code, hold.until, hold.amount_minor), ("disputed", None, None))
            self.assertIn("Clara Clerk", hold.sentence)
        self.assertEqual((dispute.partner_id, dispute.company_id, dispute.is_part), (self.alice, self.company, False))

    def test_of_a_part_the_rest_is_chased_but_nothing_is_charged(self):
        move = self.bill()
        self.dispute(move, 40)
        self.assertEqual([hold.amount_minor for hold in self.holds(move)], [4000])
        self.assertEqual([hold.amount_minor for hold in self.holds(move, "charge")], [None])
        self.assertEqual(move.with_user(self.clerk).ar_disputed_amount, 40.0)
        self.pay(move, 80)
        self.assertEqual(move.with_user(self.clerk).ar_disputed_amount, 20.0)

    def test_yen_and_dinars(self):
        for currency, amount, units in ((self.jpy, 4000, 4000), (self.kwd, 0.125, 125)):
            move = self.bill(15000, currency=currency)
            self.dispute(move, amount)
            self.assertEqual([hold.amount_minor for hold in self.holds(move)], [units])

    def test_more_than_the_invoice(self):
        move = self.bill()
        with self.assertRaises(ValidationError):
            self.dispute(move, 100.01)
        self.dispute(move, 60)
        for amount in (40.01, 0.0):
            with self.assertRaises(ValidationError):
                self.dispute(move, amount)
        self.dispute(move, 40)
        self.assertEqual([hold.amount_minor for hold in self.holds(move)], [6000, 4000])

    def test_parts_are_together_no_more_than_is_open(self):
        move = self.bill()
        self.dispute(move, 30)
        self.pay(move, 40)
        with self.assertRaises(ValidationError):
            self.dispute(move, 30.01)
        self.dispute(move, 20)
        # What is paid later does not keep anybody from working on them.
        self.pay(move, 30)
        move.ar_dispute_ids.with_user(self.clerk).action_review()
        disputed = self.env["ar.collection.figure"]._disputed_amount(self.company, self.now.date(), 60)
        self.assertEqual(disputed, 30.0, "not 30 and 20 of an invoice of which 30 is open")
        self.assertEqual(move.with_user(self.clerk).ar_disputed_amount, 30.0)

    def test_what_cannot_be_disputed(self):
        draft = self.bill()
        draft.button_draft()
        note = self.credit(self.bill(), 10)
        for move in (draft, note):
            with self.assertRaises(ValidationError):
                self.dispute(move)

    def test_owner_and_deadline_come_from_the_reason(self):
        owner = new_test_user(
            self.env, "pricing", company_id=self.company.id, company_ids=[Command.set(self.company.ids)]
        )
        self.price.write({"user_id": owner.id, "days": 3})
        dispute = self.dispute(self.bill())
        self.assertEqual((dispute.user_id, dispute.deadline), (owner, date(2026, 3, 13)))
        [task] = dispute.activity_ids
        self.assertEqual((task.user_id, task.date_deadline), (owner, date(2026, 3, 13)))

    def test_an_owner_of_another_company_is_passed_over(self):
        self.price.user_id = new_test_user(self.env, "elsewhere", company_id=1, company_ids=[Command.set([1])])
        self.assertEqual(self.dispute(self.bill()).user_id, self.clerk)

    def test_overdue_is_escalated_once_and_again_with_a_new_deadline(self):
        above = new_test_user(self.env, "head", company_id=self.company.id, company_ids=[Command.set(self.company.ids)])
        self.company.ar_collection_dispute_user_id = above
        dispute = self.dispute(self.bill())
        self.assertEqual(dispute.deadline, date(2026, 3, 17))
        self.until("2026-03-17", hour=23)
        self.assertFalse(dispute.escalated_on)
        for day in ("2026-03-18", "2026-03-19"):
            self.until(day)
        self.assertEqual(dispute.escalated_on, date(2026, 3, 18))
        self.assertEqual(len(dispute.activity_ids.filtered(lambda task: task.user_id == above)), 1)
        dispute.with_user(self.clerk).deadline = "2026-03-25"
        self.assertFalse(dispute.escalated_on)
        self.until("2026-03-26")
        self.assertEqual(dispute.escalated_on, date(2026, 3, 26))

    def test_rejected_with_a_reason_that_the_customer_reads(self):
        move = self.bill()
        dispute = self.dispute(move).with_user(self.clerk)
        with self.assertRaises(UserError):
            dispute.action_reject()
        dispute.outcome_note = "The price is the one of your order <b>12</b>."
        dispute.action_review()
        dispute.action_reject()
        self.assertEqual((dispute.state, self.holds(move)), ("rejected", []))
        self.assertFalse(dispute.activity_ids)
        mail = self.mails()[-1]
        self.assertIn("ap@alice.example", mail.email_to)
        self.assertIn("order &lt;b&gt;12&lt;/b&gt;", mail.body_html)
        self.assertIn(move.access_token, mail.body_html)

    def test_a_customer_without_address(self):
        self.alice.email = False
        dispute = self.dispute(self.bill()).with_user(self.clerk)
        before = len(self.mails())
        dispute.outcome_note = "No."
        dispute.action_reject()
        self.assertEqual((dispute.state, len(self.mails())), ("rejected", before))
        self.assertIn("no address", dispute.message_ids[:1].body)

    def test_settled_without_a_credit_note(self):
        move = self.bill()
        dispute = self.dispute(move).with_user(self.clerk)
        dispute.outcome_note = "Sent again."
        dispute.action_accept()
        self.assertEqual((dispute.state, self.holds(move), dispute.closed_on), ("accepted", [], date(2026, 3, 10)))

    def test_withdrawn_tells_nobody(self):
        before = len(self.mails())
        dispute = self.dispute(self.bill())
        dispute.with_user(self.clerk).action_withdraw()
        self.assertEqual((dispute.state, len(self.mails())), ("withdrawn", before))

    def test_what_was_said_is_not_edited(self):
        dispute = self.dispute(self.bill(), 40).with_user(self.clerk)
        for values in ({"amount": 1.0}, {"description": "x"}, {"closed_on": "2026-03-10"}, {"source": "mail"}):
            with self.assertRaises(AccessError):
                dispute.write(values)
        with self.assertRaises(UserError):
            dispute.write({"state": "accepted"})
        with self.assertRaises(AccessError):
            dispute.unlink()
        dispute.reason_id = self.env.ref("ar_sync_collections.ar_dispute_reason_late")

    def test_on_the_screen(self):
        move = self.bill()
        action = move.with_user(self.clerk).action_ar_dispute()
        with Form(self.env["ar.dispute"].with_user(self.clerk).with_context(**action["context"])) as form:
            form.reason_id = self.price
            form.amount = 25
        self.assertEqual((form.record.partner_id, form.record.deadline), (self.alice, date(2026, 3, 17)))


@tagged("post_install", "-at_install")
class TestDisputeCredited(DisputeCase):
    def test_credited_in_part(self):
        move = self.bill()
        dispute = self.dispute(move, 40)
        note = self.credit_note(dispute)
        self.assertEqual((note.state, note.amount_total, dispute.state), ("draft", 40.0, "open"))
        self.assertEqual(self.holds(move)[0].code, "disputed", "a draft settles nothing")
        note.action_post()
        self.assertEqual((dispute.state, dispute.credited_amount, move.amount_residual), ("accepted", 40.0, 60.0))
        self.assertEqual(self.holds(move), [])
        mail = self.mails()[-1]
        self.assertIn("40.00", mail.body_html)
        self.assertIn("60.00", mail.body_html)

    def test_credited_wholly(self):
        move = self.bill()
        note = self.credit_note(self.dispute(move))
        note.action_post()
        self.assertEqual((move.payment_state, note.amount_total), ("reversed", 100.0))

    def test_a_credit_note_that_is_taken_back(self):
        move = self.bill()
        dispute = self.dispute(move, 40)
        note = self.credit_note(dispute)
        note.action_post()
        note.button_draft()
        self.assertEqual((dispute.state, dispute.closed_on), ("review", False))
        self.assertEqual(self.holds(move)[0].amount_minor, 4000)
        self.assertTrue(dispute.activity_ids)
        note.action_post()
        self.assertEqual(dispute.state, "accepted")

    def test_taxes_and_several_lines_to_the_cent(self):
        taxes = self.env["account.tax"].search([("company_id", "=", self.company.id), ("type_tax_use", "=", "sale")])
        tax = taxes[:1].copy({"name": "Seven", "amount": 7.0, "amount_type": "percent"})
        lines = [
            {"name": "Goods", "price_unit": 33.33, "quantity": 3, "tax_ids": [Command.set(tax.ids)]},
            {"name": "Freight", "price_unit": 20.0, "tax_ids": False},
            {"name": "Rebate", "price_unit": 10.0, "quantity": 1, "discount": 50.0, "tax_ids": [Command.set(tax.ids)]},
        ]
        move = self.bill(1.0, invoice_line_ids=[Command.create(line) for line in lines])
        for amount in (0.01, 12.34, 99.99):
            dispute = self.dispute(move, amount)
            note = self.credit_note(dispute)
            self.assertAlmostEqual(note.amount_total, amount, delta=0.011)
            dispute.with_user(self.clerk).action_withdraw()
            note.unlink()

    def test_odoos_own_reversal_is_as_ever(self):
        move = self.bill()
        wizard = self.env["account.move.reversal"].with_context(
            active_model="account.move", active_ids=move.ids
        ).create({"journal_id": move.journal_id.id})  # fmt: skip
        note = self.env["account.move"].browse(wizard.reverse_moves()["res_id"])
        self.assertEqual((note.amount_total, note.sudo().ar_dispute_id.id), (100.0, False))

    def test_a_settled_dispute_is_not_credited_again(self):
        dispute = self.dispute(self.bill())
        dispute.with_user(self.clerk).action_withdraw()
        with self.assertRaises(UserError):
            dispute.with_user(self.clerk).action_credit()


@tagged("post_install", "-at_install")
class TestDisputeRights(DisputeCase):
    def test_another_company(self):
        other = self.env["res.company"].create({"name": "Birch"})
        stranger = new_test_user(
            self.env, "birch", groups="base.group_user,ar_sync.group_administrator",
            company_id=other.id, company_ids=[Command.set(other.ids)],
        )  # fmt: skip
        move = self.bill()
        dispute = self.dispute(move)
        foreign = dispute.with_user(stranger).with_context(allowed_company_ids=other.ids)
        for call in (foreign.action_review, foreign.action_withdraw, foreign.action_credit, foreign.action_accept):
            with self.assertRaises(AccessError):
                call()
        with self.assertRaises(AccessError):
            foreign.create({"move_id": move.id, "reason_id": self.price.id})
        with self.assertRaises(AccessError):
            self.price.with_user(self.clerk).name = "x"

    def test_reasons_of_one_company(self):
        other = self.env["res.company"].create({"name": "Birch"})
        Reason = self.env["ar.dispute.reason"]
        own, foreign = Reason.create(
            [{"name": name, "company_id": row.id} for name, row in (("Own", self.company), ("Foreign", other))]
        )
        found = Reason._for_company(self.company)
        self.assertIn(own, found)
        self.assertIn(self.price, found)
        self.assertNotIn(foreign, found)
        self.assertNotIn(foreign, Reason.with_user(self.clerk).search([]))

    def test_days_off_do_not_count(self):
        self.assertEqual(self.dispute(self.bill()).deadline, fields.Date.to_date("2026-03-17"))
