"""Risk: somebody who paid, was credited or is left alone for a reason is reminded all the same."""

from odoo import fields
from odoo.fields import Command
from odoo.tests import tagged

from odoo.addons.ar_sync.models.account_move_hold import Hold

from .common import CollectionsCase


@tagged("-at_install", "post_install")
class TestStops(CollectionsCase):
    def test_one_message_on_the_day_of_the_step(self):
        self.bill()
        self.work()
        self.assertEqual(self.subjects(), ["Reminder: $\xa01,000.00 open at Harbour Tools"])
        decision = self.today_of()
        self.assertEqual((decision.state, decision.code), ("sent", "act"))
        self.assertEqual(decision.reason, "E-mail “Gentle Reminder”, 3 business days after the due date")

    def test_work_done_again_sends_nothing_more(self):
        self.bill()
        for _time in range(3):
            self.work()
        self.assertEqual(len(self.messages()), 1)

    def test_steps_follow_each_other_and_then_a_person_decides(self):
        self.bill()
        self.work()
        self.pass_days(40)
        self.assertEqual(
            [subject.partition(":")[0] for subject in self.subjects()],
            ["Reminder", "Second reminder", "Final reminder"],
        )
        days = self.Decision.search([("state", "=", "sent")], order="day").mapped("day")
        self.assertEqual([str(day) for day in days], ["2026-03-02", "2026-03-11", "2026-03-25"])
        self.assertEqual(self.case_of().state, "person")
        self.assertEqual(len(self.case_of().activity_ids), 1)

    def test_a_payment_in_full_stops(self):
        invoice = self.bill()
        self.pay(invoice)
        self.work()
        self.assertFalse(self.messages())
        self.assertFalse(self.today_of(), "who owes nothing is no candidate")

    def test_a_part_payment_asks_for_the_rest(self):
        """OCA/credit-control #330 and #334: partly paid invoices were skipped."""
        invoice = self.bill()
        self.pay(invoice, 400.0)
        self.work()
        self.assertEqual(self.subjects(), ["Reminder: $\xa0600.00 open at Harbour Tools"])
        self.assertIn("of $&nbsp;1,000.00", self.messages().body_html)

    def test_a_credit_note_is_in_the_reminder(self):
        """OCA/credit-control #211: open credit notes must appear in the reminder."""
        self.bill()
        credit = self.invoice(self.alice, 300.0, move_type="out_refund", date="2026-02-01")
        self.work()
        [mail] = self.messages()
        self.assertIn(credit.name, mail.body_html)
        self.assertIn("$\xa0700.00", mail.subject)

    def test_an_unused_payment_is_in_the_reminder(self):
        self.bill()
        payment = self.env["account.payment"].create(
            {"partner_id": self.alice.id, "amount": 250.0, "journal_id": self.journal.id, "date": "2026-02-27"}
        )
        payment.outstanding_account_id = self.company._ar_account("transit")
        payment.action_post()
        self.work()
        [mail] = self.messages()
        self.assertIn("$\xa0750.00", mail.subject)

    def on_account(self, amount, partner=None):
        """Return money of a customer that came in and is matched to nothing."""
        payment = self.env["account.payment"].create(
            {"partner_id": (partner or self.alice).id, "amount": amount, "journal_id": self.journal.id}
        )
        payment.outstanding_account_id = self.company._ar_account("transit")
        payment.action_post()
        return payment

    def test_money_on_account_takes_back_what_is_in_the_queue_and_wakes_the_case(self):
        """Nobody has matched it yet: that is our work, and no reason to ask the customer for it."""
        self.bill()
        self.work()
        [mail] = self.messages()
        self.case_of().action_plan()
        self.assertFalse(self.case_of().needs_plan)
        payment = self.on_account(400.0)
        self.assertEqual((mail.state, self.today_of().state, self.today_of().code), ("cancel", "withdrawn", "money"))
        self.assertTrue(self.case_of().needs_plan)
        self.work()
        self.assertIn("$\xa0600.00", self.messages().subject)
        self.on_account(600.0)
        self.assertFalse(self.messages())
        self.work()
        self.assertEqual(self.case_of().code, "credited")
        # Taken out of the books again, it is no credit any more.
        self.case_of().action_plan()
        payment.move_id.button_draft()
        self.assertTrue(self.case_of().needs_plan)
        self.work()
        self.assertIn("$\xa0400.00", self.messages().subject)

    def test_a_bank_transaction_that_gets_its_customer_later_wakes_the_case(self):
        self.bill()
        self.work()
        entry = self.env["account.move"].create(
            {
                "date": "2026-03-02",
                "journal_id": self.journal.id,
                "line_ids": [
                    Command.create({"account_id": self.journal.default_account_id.id, "balance": 300.0}),
                    Command.create({"account_id": self.company._ar_account("transit").id, "balance": -300.0}),
                ],
            }
        )
        entry.action_post()
        [mail] = self.messages()
        self.assertEqual(mail.state, "outgoing")
        line = entry.line_ids.filtered(lambda row: row.balance < 0)
        line.write({"account_id": self.receivable.id, "partner_id": self.alice.id})
        self.assertEqual(mail.state, "cancel")

    def test_a_draft_outlives_money_that_is_matched_to_another_invoice_at_once(self):
        self.company.ar_collection_mode = "draft"
        self.bill()
        other = self.bill(amount=300.0, due="2026-06-01")
        self.work()
        draft = self.today_of()
        self.pay(other)
        self.work()
        self.assertEqual(draft.state, "draft")

    def test_credits_that_cover_everything_stop(self):
        self.bill()
        self.invoice(self.alice, 1000.0, move_type="out_refund", date="2026-02-01")
        self.work()
        self.assertFalse(self.messages())
        self.assertEqual(self.today_of().code, "credited")

    def test_a_credit_note_in_another_currency_does_not_stop(self):
        self.bill()
        self.invoice(self.alice, 1000.0, currency=self.eur, move_type="out_refund", date="2026-02-01")
        self.work()
        self.assertEqual(len(self.messages()), 1)

    def test_one_invoice_does_not_hide_the_others(self):
        """OCA/credit-control #460: reminding one invoice hid the others."""
        first = self.bill(amount=100.0)
        second = self.bill(amount=200.0, due="2026-03-03")
        self.work()
        self.assertNotIn(second.name, self.messages().body_html)
        self.pass_days(4)
        self.assertEqual(len(self.messages()), 2)
        self.assertIn(second.name, self.messages()[-1].body_html)
        self.assertIn(first.name, self.messages()[-1].body_html, "a message covers all that is due")

    def test_cancelled_and_draft_invoices_are_not_asked_for(self):
        """OCA/credit-control #110: cancelled and draft moves were dunned."""
        cancelled, draft = self.bill(), self.bill()
        for invoice in cancelled | draft:
            invoice.button_draft()
        cancelled.button_cancel()
        self.work()
        self.assertFalse(self.case_of())
        self.bill(amount=50.0)
        self.work()
        self.assertIn("$\xa050.00", self.subjects()[0])

    def test_money_in_the_same_transaction_takes_a_queued_message_back(self):
        invoice = self.bill()
        self.work()
        [mail] = self.messages()
        self.assertEqual(mail.state, "outgoing")
        self.pay(invoice)
        self.assertEqual(mail.state, "cancel")
        self.assertEqual((self.today_of().state, self.today_of().code), ("withdrawn", "money"))

    def test_a_part_payment_takes_a_queued_message_back_and_asks_for_the_rest(self):
        invoice = self.bill()
        self.work()
        self.pay(invoice, 100.0)
        self.assertFalse(self.messages())
        self.work()
        self.assertEqual(self.subjects(), ["Reminder: $\xa0900.00 open at Harbour Tools"])

    def test_money_takes_a_draft_back(self):
        self.sequence.mode = "draft"
        invoice = self.bill()
        self.work()
        self.assertEqual(self.today_of().state, "draft")
        self.pay(invoice)
        self.assertEqual(self.today_of().state, "withdrawn")
        self.assertFalse(self.messages())

    def test_a_message_that_left_is_not_taken_back(self):
        invoice = self.bill()
        self.work()
        self.messages().write({"state": "sent"})
        self.pay(invoice)
        self.assertEqual(self.today_of().state, "sent")

    def test_an_undone_payment_starts_again_where_it_was(self):
        invoice = self.bill()
        self.work()
        self.messages().write({"state": "sent"})
        payment = self.pay(invoice)
        self.pass_days(9)
        self.assertEqual(len(self.messages()), 1)
        invoice.line_ids.remove_move_reconcile()
        self.assertEqual(invoice.amount_residual, 1000.0)
        self.work()
        self.assertEqual(self.today_of().code, "credited", "the money is still there, on account")
        payment.action_draft()
        payment.action_cancel()
        self.pass_days(1)
        self.assertEqual([subject.partition(":")[0] for subject in self.subjects()], ["Reminder", "Second reminder"])

    def test_what_is_held_is_neither_asked_for_nor_shown(self):
        held, other = self.bill(amount=100.0), self.bill(amount=200.0)
        self.hold(held, Hold("promised", "promised for Friday"))
        self.work()
        [mail] = self.messages()
        self.assertIn(other.name, mail.body_html)
        self.assertIn("$\xa0200.00", mail.subject)
        asked = self.today_of().line_ids.filtered("is_asked").move_id
        self.assertEqual(asked, other)

    def test_a_customer_of_whom_all_is_held_is_left_alone_with_the_reason(self):
        invoice = self.bill()
        self.hold(invoice, Hold("disputed", "disputed: wrong price"))
        self.work()
        self.assertFalse(self.messages())
        self.assertEqual(self.today_of().reason, "Left alone: disputed: wrong price.")

    def test_a_hold_after_planning_is_seen_in_the_moment_of_sending(self):
        invoice = self.bill()
        self.now = self.now.replace(hour=5)
        self.work()
        self.assertEqual(self.today_of().state, "planned")
        self.hold(invoice, Hold("promised", "promised for Friday"))
        self.now = self.now.replace(hour=10)
        self.work()
        self.assertFalse(self.messages())
        self.assertEqual((self.today_of().state, self.today_of().code), ("not_sent", "held"))

    def test_a_hold_takes_a_draft_back_when_it_is_told(self):
        self.sequence.mode = "draft"
        invoice = self.bill()
        self.work()
        self.hold(invoice, Hold("promised", "promised for Friday"))
        self.Case._touch(self.alice)
        self.assertEqual((self.today_of().state, self.today_of().code), ("withdrawn", "hold"))

    def test_excluded_and_blocked_invoices_are_left_alone(self):
        excluded, blocked = self.bill(amount=100.0), self.bill(amount=200.0)
        excluded.no_followup = True
        blocked.payment_state = "blocked"
        self.work()
        self.assertFalse(self.messages())
        self.assertEqual(self.today_of().code, "held")
        self.assertIn("excluded from follow-up", self.today_of().reason)
        self.assertIn("its payment is blocked", self.today_of().reason)

    def test_money_that_waits_for_review_keeps_its_invoice_from_being_asked_for(self):
        self.company.ar_sync_mode = "shadow"
        invoice = self.bill(amount=100.0)
        self.receipt(100.0, text="transfer, no number", partner=self.alice)
        self.company.ar_known_account_only = True
        self.env["ar.match.receipt"]._match_waiting()
        receipt = self.env["ar.match.receipt"].search([("company_id", "=", self.company.id)])
        self.assertEqual(receipt.state, "review", "a proposal that nobody decided")
        self.assertEqual(receipt.proposal_ids[:1].line_ids.move_id, invoice)
        self.work()
        self.assertFalse(self.messages())
        self.assertIn("money that may pay it waits for review", self.today_of().reason)

    def test_a_disputed_part_is_not_asked_for_and_the_rest_is(self):
        invoice = self.bill()
        self.work()
        dispute = self.env["ar.dispute"].create({"move_id": invoice.id, "amount": 400.0, "user_id": self.grace.id})
        self.assertFalse(self.messages(), "the message that waited asked for all of it")
        self.work()
        [mail] = self.messages()
        self.assertIn("$\xa0600.00", mail.subject)
        self.assertIn("of $&nbsp;1,000.00", mail.body_html)
        self.assertIn("$&nbsp;400.00 disputed, not asked for now", mail.body_html)
        self.assertIn("disputed, not asked for now", self.case_of().statement)
        self.assertEqual(self.today_of().line_ids.amount, 600.0)
        case = self.case_of()
        self.assertEqual((case.open_amount, case.overdue_amount), (1000.0, 1000.0), "the ledger is as it was")
        amount = next(row for row in case.score_points if row["factor"] == "amount")
        self.assertEqual(amount["words"]["overdue"], 600.0)
        mail.state = "sent"
        self.pay(invoice, 600.0)
        self.pass_days(9)
        self.assertEqual((len(self.messages()), self.today_of().code), (1, "held"), "only what is disputed is left")
        dispute.action_withdraw()
        self.pass_days(1)
        self.assertIn("$\xa0400.00", self.subjects()[-1])

    def test_instalments_share_a_disputed_part(self):
        term = self.env["account.payment.term"].create(
            {
                "name": "Halves",
                "line_ids": [
                    Command.create({"value": "percent", "value_amount": 50, "nb_days": days}) for days in (30, 90)
                ],
            }
        )
        invoice = self.invoice(self.alice, 1000.0, date="2026-01-26", invoice_payment_term_id=term.id)
        dispute = self.env["ar.dispute"].create({"move_id": invoice.id, "amount": 100.0, "user_id": self.grace.id})
        self.work()
        self.assertIn("$\xa0450.00", self.subjects()[0])
        dispute.amount = 100.01
        case = self.case_of().sudo()
        rows, _items, _holds = case._rows_and_holds(case.company_id, fields.Date.context_today(case))
        shares = sorted(500.0 - row.residual for row in rows)
        self.assertEqual([f"{share:.2f}" for share in shares], ["50.00", "50.01"], "to the cent, the disputed part")

    def test_a_later_due_date_takes_back_what_waits(self):
        invoice = self.bill()
        self.work()
        invoice.invoice_date_due = "2026-03-31"
        self.assertFalse(self.messages())
        self.assertEqual((self.today_of().state, self.today_of().code), ("withdrawn", "money"))
        self.work()
        self.assertFalse(self.messages())

    def hold(self, invoice, hold):
        """Have somebody else's addon say that an invoice is left alone."""
        Move = type(self.env["account.move"])
        original = Move._ar_holds

        def holds(moves, purpose, day):
            found = original(moves, purpose, day)
            if invoice.id in moves.ids:
                found.setdefault(invoice.id, []).append(hold)
            return found

        self.patch(Move, "_ar_holds", holds)


@tagged("-at_install", "post_install")
class TestPause(CollectionsCase):
    def test_a_paused_customer_is_left_alone_until_the_day_and_resumes_by_itself(self):
        self.bill()
        self.Case._open_cases(self.company)
        self.case_of()._pause(self.now.date().replace(day=6), "agreed", "new order number")
        self.pass_days(4)
        self.assertFalse(self.messages())
        self.assertEqual(self.today_of().reason, "Paused: new order number, until 03/06/2026.")
        self.pass_days(3)
        self.assertEqual((len(self.messages()), self.case_of().state), (1, "active"))

    def test_a_pause_takes_back_what_waits(self):
        self.bill()
        self.work()
        self.case_of()._pause(None, "legal")
        self.assertFalse(self.messages())
        self.pass_days(30)
        self.assertFalse(self.messages())
        self.case_of().action_resume()
        self.pass_days(1)
        self.assertEqual(len(self.messages()), 1)

    def test_a_paused_invoice_leaves_the_others(self):
        paused, other = self.bill(amount=100.0), self.bill(amount=200.0)
        wizard = self.env["ar.collection.pause"].create(
            {"move_ids": [Command.set(paused.ids)], "code": "clearing", "until": "2026-03-09"}
        )
        wizard.action_pause()
        self.work()
        [mail] = self.messages()
        self.assertIn("$\xa0200.00", mail.subject)
        self.assertIn(other.name, mail.body_html)
        self.pass_days(8)
        self.assertIn("$\xa0300.00", self.subjects()[-1])
