"""Risk: a customer who keeps the word is chased or called a liar, and one who does not is left in peace for good."""

from datetime import date, datetime
from unittest.mock import patch

from psycopg2 import IntegrityError

from odoo import fields
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.fields import Command
from odoo.tests import new_test_user, tagged
from odoo.tools import mute_logger

from .common_replies import CollectionsCase

LOGGER = "odoo.addons.ar_sync_collections.models.ar_promise_judge"


@tagged("post_install", "-at_install")
class TestPromiseKept(CollectionsCase):
    def test_silence_until_the_day_and_its_grace(self):
        move = self.bill()
        promise = self.promise(move, "2026-03-20", quote="You will have it on Friday.")
        self.assertEqual((promise.state, promise.amount, promise.made_on), ("open", 100.0, date(2026, 3, 10)))
        self.assertEqual(promise.until, date(2026, 3, 23), "Friday and a working day")
        for purpose in ("chase", "charge"):
            [hold] = move._ar_holds(purpose, date(2026, 3, 20))[move.id]
            self.assertEqual((hold.code, hold.until, hold.amount_minor), ("promised", date(2026, 3, 23), None))
            self.assertIn("03/20/2026", hold.sentence)
            self.assertEqual(self.codes(move, purpose, date(2026, 3, 24)), [])

    def test_kept_in_the_payments_own_transaction(self):
        move = self.bill()
        promise = self.promise(move)
        self.pay(move, 100, "2026-03-18")
        self.assertEqual((promise.state, promise.paid_amount, promise.kept_on), ("kept", 100.0, date(2026, 3, 18)))
        self.assertEqual(self.codes(move), [])

    def test_kept_by_two_payments(self):
        move = self.bill()
        promise = self.promise(move)
        self.pay(move, 30, "2026-03-17")
        self.assertEqual((promise.state, promise.paid_amount), ("open", 30.0))
        self.pay(move, 70, "2026-03-20")
        self.assertEqual((promise.state, promise.kept_on), ("kept", date(2026, 3, 20)))

    def test_money_entered_late_that_came_in_time(self):
        move = self.bill()
        promise = self.promise(move)
        self.until("2026-03-25")
        self.assertEqual(promise.state, "broken")
        self.pay(move, 100, "2026-03-20")
        self.assertEqual(promise.state, "kept")
        self.assertFalse(promise.activity_ids, "there is nothing left to do")

    def test_broken_calls_a_person_once_and_ends_the_silence(self):
        move = self.bill()
        promise = self.promise(move)
        self.until("2026-03-23", hour=23)
        self.assertEqual(promise.state, "open", "the last day is not over")
        self.until("2026-03-24", hour=1)
        self.assertEqual(promise.state, "broken")
        [task] = promise.activity_ids
        self.assertEqual(task.user_id, self.clerk)
        self.assertIn("nothing came", task.summary)
        self.assertEqual(self.codes(move), [])
        self.until("2026-03-30")
        promise._judge()
        self.assertEqual(len(promise.activity_ids), 1)

    def test_a_part_came(self):
        move = self.bill()
        promise = self.promise(move)
        self.pay(move, 40)
        self.until("2026-03-24")
        self.assertEqual((promise.state, promise.paid_amount, promise.due_amount), ("partly", 40.0, 100.0))
        self.assertIn("40.00", self.tasks(promise)[0])

    def test_a_promised_part_keeps_the_rest_quiet_and_is_kept(self):
        move = self.bill()
        promise = self.promise(move, amount=40)
        self.assertEqual(self.codes(move), ["promised"])
        self.pay(move, 40)
        self.assertEqual(promise.state, "kept")
        self.assertEqual(self.codes(move), [], "the rest is asked for")

    def test_a_payment_that_is_taken_back(self):
        move = self.bill()
        promise = self.promise(move)
        line = self.pay(move, 100)
        line.remove_move_reconcile()
        self.assertEqual((promise.state, promise.kept_on, promise.paid_amount), ("open", False, 0.0))
        self.assertEqual(self.codes(move), ["promised"])
        self.apply(move, line)
        self.assertEqual(promise.state, "kept")
        self.until("2026-04-02")
        line.remove_move_reconcile()
        line.move_id.button_draft()
        self.assertEqual(promise.state, "open", "the verdict waits for the next look: the money was still there")
        self.until("2026-04-03", hour=23)
        self.assertEqual(promise.state, "broken")

    def test_money_that_nobody_applied_breaks_no_promise(self):
        move = self.bill()
        promise = self.promise(move)
        line = self.money(100, "2026-03-20")
        self.until("2026-03-24")
        self.assertEqual((promise.state, promise.waits_for_money), ("open", True))
        [hold] = move._ar_holds("chase", self.now.date())[move.id]
        self.assertIn("not applied", hold.sentence)
        self.apply(move, line)
        self.assertEqual((promise.state, promise.waits_for_money), ("kept", False))

    def test_too_little_unapplied_money_excuses_nothing(self):
        move = self.bill()
        promise = self.promise(move)
        self.money(60, "2026-03-20")
        self.until("2026-03-24")
        self.assertEqual(promise.state, "broken")

    def test_a_credit_note_is_no_money(self):
        move = self.bill()
        promise = self.promise(move)
        self.credit(move, 30)
        self.assertEqual((promise.state, promise.due_amount), ("open", 70.0))
        self.pay(move, 70)
        self.assertEqual(promise.state, "kept")

    def test_an_invoice_that_is_credited_wholly(self):
        move = self.bill()
        promise = self.promise(move)
        note = self.credit(move, 100)
        self.assertEqual((promise.state, promise.withdrawn_why), ("withdrawn", "credited"))
        self.item(note).remove_move_reconcile()
        self.assertEqual((promise.state, promise.withdrawn_why), ("open", False))

    def test_an_invoice_that_goes_back_to_draft(self):
        move = self.bill()
        promise = self.promise(move)
        move.button_draft()
        self.assertEqual(promise.withdrawn_why, "credited")
        move.action_post()
        self.assertEqual(promise.state, "open")
        move.button_draft()
        move.button_cancel()
        self.until("2026-04-01")
        self.assertEqual(promise.state, "withdrawn")
        self.assertFalse(promise.activity_ids)

    def test_what_is_given_up_is_no_money(self):
        move = self.bill()
        promise = self.promise(move)
        general = self.env["account.journal"].search(
            [("company_id", "=", self.company.id), ("type", "=", "general")], limit=1
        )
        self.apply(move, self.money(100, journal=general))
        self.assertEqual((promise.state, promise.withdrawn_why), ("withdrawn", "credited"))

    def test_two_halves_of_one_invoice(self):
        move = self.bill()
        first = self.promise(move, "2026-03-13", 50)
        second = self.promise(move, "2026-03-27", 50)
        self.pay(move, 50, "2026-03-13")
        self.assertEqual((first.state, second.state), ("kept", "open"))
        self.until("2026-03-31")
        self.assertEqual((first.state, second.state), ("kept", "broken"))

    def test_the_whole_balance_is_what_is_open_now(self):
        moves = self.bill(100) | self.bill(50)
        self.bill(70, currency=self.eur)
        other = self.bill(90, partner=self.bruno)
        promise = self.promise(self.env["account.move"], covers="balance", partner_id=self.alice.id)
        self.assertEqual((promise.move_ids, promise.amount), (moves, 150.0))
        later = self.bill(10)
        self.assertEqual([self.codes(move) for move in moves | later | other], [["promised"], ["promised"], [], []])
        for move in moves:
            self.assertNotEqual(promise.state, "kept")
            self.pay(move, move.amount_residual)
        self.assertEqual(promise.state, "kept")


@tagged("post_install", "-at_install")
class TestPromiseCurrencies(CollectionsCase):
    def test_promised_in_another_currency_than_the_invoice(self):
        move = self.bill(100)
        promise = self.promise(move, currency=self.eur)
        self.assertEqual(promise.amount, 80.0)
        self.pay(move, 80, currency=self.eur)
        self.assertEqual((move.amount_residual, promise.state), (0.0, "kept"))

    def test_half_of_it_in_another_currency(self):
        move = self.bill(100)
        promise = self.promise(move, currency=self.eur)
        self.pay(move, 40, currency=self.eur)
        self.until("2026-03-24")
        self.assertEqual((promise.state, promise.paid_amount), ("partly", 40.0))

    def test_no_decimals_and_three(self):
        for currency, whole, part in ((self.jpy, 15001, 15000), (self.kwd, 100.001, 100.0)):
            move = self.bill(whole, currency=currency)
            promise = self.promise(move)
            self.assertEqual(promise.amount, whole)
            self.pay(move, part, currency=currency)
            self.until("2026-03-24")
            self.assertEqual(promise.state, "partly", currency.name)
            self.until("2026-03-10")

    def test_invoices_of_two_currencies_in_one_promise(self):
        moves = self.bill(100) | self.bill(40, currency=self.eur)
        promise = self.promise(moves, currency=self.usd)
        self.assertEqual(promise.amount, 150.0)
        self.pay(moves[0], 100)
        self.pay(moves[1], 40, currency=self.eur)
        self.assertEqual(promise.state, "kept")


@tagged("post_install", "-at_install")
class TestPromiseDays(CollectionsCase):
    def test_the_day_is_the_customers(self):
        """In Auckland the day is over thirteen hours before it is over here."""
        move = self.bill()
        self.alice.tz = "Pacific/Auckland"
        promise = self.promise(move)
        self.assertEqual(promise.judge_at, datetime(2026, 3, 23, 11, 0))
        self.until("2026-03-23", hour=10)
        self.assertEqual(promise.state, "open")
        self.until("2026-03-23", hour=11)
        self.assertEqual(promise.state, "broken")

    def test_the_companys_zone_where_the_customer_has_none(self):
        self.alice.tz = False
        self.company.resource_calendar_id.tz = "America/Los_Angeles"
        promise = self.promise(self.bill())
        self.assertEqual(promise.judge_at, datetime(2026, 3, 24, 7, 0))

    def test_grace_counts_working_days(self):
        for days, until in ((0, "2026-03-20"), (1, "2026-03-23"), (3, "2026-03-25")):
            self.company.ar_collection_promise_grace_days = days
            self.assertEqual(self.promise(self.bill()).until, fields.Date.to_date(until))

    def test_grace_passes_over_holidays(self):
        self.env["resource.calendar.leaves"].create(
            {
                "name": "Founders' Day",
                "company_id": self.company.id,
                "calendar_id": self.company.resource_calendar_id.id,
                "date_from": "2026-03-23 00:00:00",
                "date_to": "2026-03-23 23:59:59",
            }
        )
        self.assertEqual(self.promise(self.bill()).until, date(2026, 3, 24))

    def test_one_promise_that_cannot_be_judged_does_not_stop_the_others(self):
        bad, good = self.promise(self.bill()), self.promise(self.bill(partner=self.bruno))
        judge = type(self.Promise)._judge

        def failing(records):
            if bad in records:
                raise ValueError("broken")
            return judge(records)

        with patch.object(type(self.Promise), "_judge", failing), self.assertLogs(LOGGER, "ERROR"):
            self.until("2026-03-24")
        self.assertEqual((bad.state, good.state), ("open", "broken"))
        self.until("2026-03-26")
        self.assertEqual(bad.state, "broken")


@tagged("post_install", "-at_install")
class TestPromiseMade(CollectionsCase):
    def test_another_takes_its_place(self):
        move = self.bill()
        first = self.promise(move, "2026-03-13")
        action = first.with_user(self.clerk).action_promise_again()
        self.assertEqual(action["context"]["default_replaces_id"], first.id)
        second = self.promise(move, "2026-03-20", replaces_id=first.id)
        self.assertEqual((first.state, first.withdrawn_why, second.state), ("withdrawn", "replaced", "open"))
        self.pay(move, 100)
        self.assertEqual((first.state, second.state), ("withdrawn", "kept"))

    def test_a_broken_one_stays_broken_whatever_is_promised_instead(self):
        move = self.bill()
        first = self.promise(move, "2026-03-12")
        self.until("2026-03-16")
        self.assertEqual((first.state, len(first.activity_ids)), ("broken", 1))
        second = self.promise(move, "2026-03-20", replaces_id=first.id)
        self.assertEqual((first.state, len(first.activity_ids), second.state), ("broken", 0, "open"))
        self.pay(move, 100, "2026-03-20")
        self.assertEqual((first.state, second.state), ("broken", "kept"))
        self.assertEqual(self.alice.with_user(self.clerk).ar_promise_kept_share, 0.5)

    def test_a_payment_without_an_entry_is_money_on_its_way(self):
        move = self.bill()
        promise = self.promise(move)
        wizard = self.env["account.payment.register"].with_context(active_model="account.move", active_ids=move.ids)
        payment = wizard.create({"payment_date": "2026-03-18", "journal_id": self.journal.id})._create_payments()
        self.until("2026-03-24")
        if payment.move_id:
            self.assertEqual(promise.state, "kept")
        else:
            self.assertEqual((promise.state, promise.waits_for_money), ("open", True))

    def test_withdrawn_by_a_person(self):
        move = self.bill()
        promise = self.promise(move)
        promise.with_user(self.clerk).action_withdraw()
        self.assertEqual((promise.state, promise.withdrawn_why, self.codes(move)), ("withdrawn", "person", []))
        self.pay(move, 100)
        self.assertEqual(promise.state, "withdrawn", "what was taken back is not judged")

    def test_what_cannot_be_promised(self):
        paid, note = self.bill(), self.credit(self.bill(200), 10)
        self.pay(paid, 100)
        for values in ({"moves": paid}, {"moves": note}):
            with self.assertRaises(UserError):
                self.promise(**values)
        with self.assertRaises(IntegrityError), mute_logger("odoo.sql_db"):
            self.promise(self.bill(), amount=-1.0)
        with self.assertRaises(UserError):
            self.promise(self.env["account.move"], partner_id=self.bruno.id, covers="balance")
        with self.assertRaises(ValidationError):
            self.promise(self.bill(), partner_id=self.bruno.id)

    def test_the_words_and_the_verdict_are_not_edited(self):
        promise = self.promise(self.bill()).with_user(self.clerk)
        for values in ({"date": "2026-05-01"}, {"amount": 1.0}, {"quote": "Never."}, {"paid_amount": 100.0}):
            with self.assertRaises(AccessError):
                promise.write(values)
        with self.assertRaises(UserError):
            promise.write({"state": "kept"})
        with self.assertRaises(AccessError):
            promise.unlink()
        promise.user_id = self.env.user

    def test_the_verdict_is_not_entered_with_it(self):
        promise = self.promise(self.bill(), until="2099-01-01", paid_amount=100.0, kept_on="2026-03-10")
        self.assertEqual((promise.until, promise.paid_amount, promise.kept_on), (date(2026, 3, 23), 0.0, False))

    def test_found_by_the_invoices(self):
        move, other = self.bill(), self.bill()
        self.promise(move, "2026-03-20")
        Move = self.env["account.move"].with_user(self.clerk)
        both = [("id", "in", (move | other).ids)]
        self.assertEqual(Move.search([*both, ("ar_promised_on", "!=", False)]), move)
        self.assertEqual(Move.search([*both, ("ar_promised_on", "=", False)]), other)
        self.assertEqual(Move.search([*both, ("ar_promised_on", "<=", "2026-03-20")]), move)
        self.assertEqual(move.with_user(self.clerk).ar_promised_on, date(2026, 3, 20))

    def test_the_share_that_was_kept(self):
        for amount in (100, 100, 40, 0):
            move = self.bill()
            self.promise(move)
            if amount:
                self.pay(move, amount)
        self.promise(self.bill(), "2027-01-01")
        self.until("2026-03-24")
        alice = self.alice.with_user(self.clerk)
        self.assertEqual((alice.ar_promise_count, alice.ar_promise_judged_count), (5, 4))
        self.assertEqual(alice.ar_promise_kept_share, 0.5)
        self.assertEqual(self.bruno.with_user(self.clerk).ar_promise_kept_share, 0.0)

    def test_paying_an_invoice_that_nobody_promised_costs_one_query(self):
        move, line = self.bill(), self.money(100)
        Promise = type(self.Promise)
        with patch.object(Promise, "_judge", autospec=True) as judge:
            self.apply(move, line)
        self.assertTrue(all(not call.args[0] for call in judge.call_args_list))

    def test_holds_of_many_invoices_cost_no_more_than_of_one(self):
        moves = self.env["account.move"]
        for _number in range(6):
            moves |= self.bill()
        self.promise(moves)
        # How many there are depends on the addons that are installed and on what the server has cached before.
        self.queries_for_holds(moves[:1])
        self.assertEqual(self.queries_for_holds(moves), self.queries_for_holds(moves[:1]))

    def queries_for_holds(self, moves):
        """Return how many queries it takes to tell what keeps these invoices from being asked for."""
        self.env.invalidate_all()
        before = self.env.cr.sql_log_count
        self.assertEqual(len(moves._ar_holds("chase", self.now.date())), len(moves))
        return self.env.cr.sql_log_count - before

    def test_a_customers_tasks_go_to_the_salesperson(self):
        seller = new_test_user(
            self.env, "seller", company_id=self.company.id, company_ids=[Command.set(self.company.ids)]
        )
        move = self.bill(invoice_user_id=seller.id)
        self.assertEqual(self.promise(move).user_id, seller)
        seller.active = False
        self.assertEqual(self.promise(self.bill(invoice_user_id=seller.id)).user_id, self.clerk)
