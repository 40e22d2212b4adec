"""Risk: money or a promise comes in the very moment in which a message is planned or sent, and is overlooked."""

import threading
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from unittest.mock import patch

import psycopg2

from odoo.service.model import retrying

from odoo.addons.ar_sync.tests.common_races import GIVE_UP_WAITING, WAIT_S

from ..models.ar_collection_case_mail import ArCollectionCase as Mails
from ..models.ar_collection_case_plan import ArCollectionCase as Plans
from .common_races import NOW, CollectionsRaceCase


class TestMeanwhile(CollectionsRaceCase):
    """One does something in the middle of another's work, and both end as the second one's words demand."""

    def clean_up(self):  # pylint: disable=missing-return
        with self.registry.cursor() as cr:
            env = self.environment(cr)
            promises = env["ar.promise"].search([("partner_id", "=", self.partner_id)])
            promises.activity_ids.unlink()
            promises.unlink()
        super().clean_up()

    def in_the_middle(self, owner, name, work):
        """Have ``work`` begin on a connection of its own when ``name`` is called, and run on beside it.

        :return: the future of that work.
        """
        original, begun = getattr(owner, name), threading.Event()
        executor = ThreadPoolExecutor(max_workers=1)
        self.addCleanup(executor.shutdown)
        found = []

        def beside(started):
            with self.registry.cursor() as cr:
                cr.execute(GIVE_UP_WAITING)
                env = self.environment(cr)
                env["res.partner"].browse(self.partner_id).mapped("name")
                started.set()
                return retrying(lambda: work(env), env)

        def call(records, *args, **values):
            answer = original(records, *args, **values)
            if not begun.is_set():
                begun.set()
                started = threading.Event()
                found.append(executor.submit(beside, started))
                self.assertTrue(started.wait(WAIT_S))
            return answer

        self.startPatcher(patch.object(owner, name, call))
        return found

    def retried(self, work):
        with self.registry.cursor() as cr:
            env = self.environment(cr)
            return retrying(lambda: work(env), env)

    def send(self, env):
        company = env.company
        env["ar.collection.decision"].browse(self.decision_id).with_company(company)._carry_out_safely()

    def plan_again(self, env):
        case = env["ar.collection.case"].browse(self.case_id)
        case.try_lock_for_update().with_company(env.company)._plan_safely(env.company)

    def promise(self, env):
        move = env["account.move.line"].browse(self.line_id).move_id
        return move._ar_portal_promise((NOW + timedelta(days=4)).date(), 0.0)

    def sentence(self):
        return self.make(lambda env: env["ar.collection.decision"].browse(self.decision_id).reason)

    def test_money_that_comes_while_the_mail_is_written_takes_it_back(self):
        """The booking waits for the worker's lock, begins anew, and finds the message in the mail queue."""
        paid = self.in_the_middle(Mails, "_post_message", self.pay)
        self.retried(self.send)
        paid[0].result(WAIT_S)
        self.assertEqual((self.mails(), self.state()), (0, ("withdrawn", "money")))
        self.assertEqual(self.residual(self.line_id), 0.0)

    def test_a_promise_that_comes_while_the_mail_is_written_takes_it_back(self):
        promised = self.in_the_middle(Mails, "_post_message", self.promise)
        self.retried(self.send)
        promised[0].result(WAIT_S)
        self.assertEqual((self.mails(), self.state()), (0, ("withdrawn", "hold")))
        self.assertIn("promised", self.sentence())

    def test_a_promise_that_comes_while_the_run_plans_is_heeded(self):
        """The plan was made without it; nothing is sent on it, and the next run says why."""
        promised = self.in_the_middle(Plans, "_known", self.promise)
        self.retried(self.plan_again)
        promised[0].result(WAIT_S)
        self.retried(self.send)
        self.assertEqual((self.mails(), self.state()), (0, ("not_sent", "held")))
        self.assertIn("promised", self.sentence())
        needs_plan = self.make(lambda env: env["ar.collection.case"].browse(self.case_id).needs_plan)
        self.assertTrue(needs_plan, "it is planned anew because of the promise")

    def test_money_that_comes_while_the_run_plans_is_heeded(self):
        paid = self.in_the_middle(Plans, "_known", self.pay)
        self.retried(self.plan_again)
        paid[0].result(WAIT_S)
        self.retried(self.send)
        self.assertEqual((self.mails(), self.state()), (0, ("not_sent", "nothing_open")))

    def test_whoever_is_first_nobody_is_asked_who_has_paid(self):
        self.race(self.send, self.pay)
        self.assertEqual(self.mails(), 0)
        self.assertIn(self.state(), (("withdrawn", "money"), ("not_sent", "nothing_open"), ("planned", "busy")))
        self.retried(self.send)
        self.assertEqual(self.mails(), 0)

    # --- of a customer who waits to be planned anew already ---

    def wait_for_plan(self):
        """Have something about the customer be new already: nobody has planned him since."""
        self.make(lambda env: env["ar.collection.case"]._touch(env["res.partner"].browse(self.partner_id)))
        self.assertTrue(self.make(lambda env: env["ar.collection.case"].browse(self.case_id).needs_plan))

    def promise_by_telephone(self, env):
        """A person notes what the customer said: no invoice is locked or written for that."""
        env["ar.promise"].create(
            {
                "partner_id": self.partner_id,
                "company_id": env.company.id,
                "date": (NOW + timedelta(days=4)).date(),
                "covers": "balance",
            }
        )

    def test_a_promise_is_noted_while_the_mail_is_written_to_somebody_who_is_to_be_planned(self):
        self.wait_for_plan()
        promised = self.in_the_middle(Mails, "_post_message", self.promise_by_telephone)
        self.retried(self.send)
        promised[0].result(WAIT_S)
        self.assertEqual((self.mails(), self.state()), (0, ("withdrawn", "hold")))

    def test_money_comes_while_the_mail_is_written_to_somebody_who_is_to_be_planned(self):
        self.wait_for_plan()
        paid = self.in_the_middle(Mails, "_post_message", self.pay)
        self.retried(self.send)
        paid[0].result(WAIT_S)
        self.assertEqual((self.mails(), self.state()), (0, ("withdrawn", "money")))

    def test_the_mail_is_written_with_an_old_view_of_somebody_who_is_to_be_planned(self):
        """What was noted and committed before the worker came to lock the case is not overlooked."""
        self.wait_for_plan()
        with self.registry.cursor() as late:
            late.execute("SELECT 1 FROM ar_collection_case WHERE id = %s", (self.case_id,))
            self.make(self.promise_by_telephone)
            with self.assertRaises(psycopg2.OperationalError):
                self.carry_out(late)
            late.rollback()
        self.retried(self.send)
        self.assertEqual((self.mails(), self.state()), (0, ("not_sent", "held")))
