"""Risk: two workers write to the same customer, a payment and a message cross, a crash sends twice or loses the log."""

import threading
from concurrent.futures import ThreadPoolExecutor
from unittest.mock import patch

import psycopg2

from odoo.addons.ar_sync.tests.common_races import GIVE_UP_WAITING

from .common_races import NOW, CollectionsRaceCase


class TestRaces(CollectionsRaceCase):
    def test_two_workers_send_once(self):
        ready = threading.Barrier(2)

        def work(_number):
            with self.registry.cursor() as cr:
                cr.execute("SELECT 1")
                ready.wait(30)
                try:
                    self.carry_out(cr)
                except psycopg2.OperationalError:
                    cr.rollback()

        with ThreadPoolExecutor(2) as pool:
            list(pool.map(work, range(2)))
        self.assertEqual((self.mails(), self.state()[0]), (1, "sent"))

    def test_a_worker_that_comes_second_leaves_the_message_to_the_first(self):
        """The second looks while the first holds the customer's case, and is not committed when the first goes on."""
        Case = self.registry["ar.collection.case"]
        lock = Case.try_lock_for_update
        seconds = []

        def lock_and_have_the_second_come(case, **options):
            locked = lock(case, **options)
            if not seconds:
                seconds.append(self.registry.cursor())
                self.addCleanup(seconds[0].close)
                self.carry_out(seconds[0])
            return locked

        with self.registry.cursor() as first, patch.object(Case, "try_lock_for_update", lock_and_have_the_second_come):
            first.execute(GIVE_UP_WAITING)
            self.carry_out(first)
        seconds[0].commit()
        self.assertEqual((self.mails(), self.state()[0]), (1, "sent"))

    def test_a_worker_with_an_old_view_sends_nothing(self):
        """The second worker read the decision as planned before the first one committed."""
        with self.registry.cursor() as late:
            late.execute("SELECT state FROM ar_collection_decision WHERE id = %s", (self.decision_id,))
            self.assertEqual(late.fetchone()[0], "planned")
            with self.registry.cursor() as first:
                self.carry_out(first)
            with self.assertRaises(psycopg2.OperationalError):
                self.carry_out(late)
            late.rollback()
        self.assertEqual(self.mails(), 1)

    def test_money_that_is_being_booked_keeps_the_message_waiting(self):
        with self.registry.cursor() as booking:
            booking.execute("SELECT 1 FROM account_move_line WHERE id = %s FOR UPDATE", (self.line_id,))
            with self.registry.cursor() as cr:
                self.carry_out(cr)
            booking.rollback()
        self.assertEqual((self.mails(), self.state()), (0, ("planned", "busy")))
        with self.registry.cursor() as cr:
            self.carry_out(cr)
        self.assertEqual(self.mails(), 1, "it goes on afterwards")

    def test_money_booked_after_the_worker_began_is_seen(self):
        with self.registry.cursor() as late:
            late.execute("SELECT 1")
            self.make(self.pay)
            with self.assertRaises(psycopg2.OperationalError):
                self.carry_out(late)
            late.rollback()
        with self.registry.cursor() as cr:
            self.carry_out(cr)
        self.assertEqual(self.mails(), 0)
        self.assertEqual(self.state(), ("not_sent", "nothing_open"))

    def test_a_payment_after_the_message_takes_it_back(self):
        with self.registry.cursor() as cr:
            self.carry_out(cr)
        self.assertEqual(self.mails(), 1)
        self.make(self.pay)
        self.assertEqual((self.mails(), self.state()), (0, ("withdrawn", "money")))

    def test_a_crash_before_the_commit_leaves_nothing_and_the_next_worker_sends_once(self):
        with self.registry.cursor() as cr:
            self.carry_out(cr)
            cr.rollback()
        self.assertEqual((self.mails(), self.state()[0]), (0, "planned"))
        for _time in range(2):
            with self.registry.cursor() as cr:
                self.carry_out(cr)
        self.assertEqual((self.mails(), self.state()[0]), (1, "sent"))

    def test_one_decision_a_day(self):
        def again(env):
            values = {"case_id": self.case_id, "company_id": env.company.id, "day": str(NOW.date())}
            env["ar.collection.decision"]._ar_through_gate().create(values)
            env.flush_all()

        with self.assertRaises(psycopg2.errors.UniqueViolation):
            self.make(again)
