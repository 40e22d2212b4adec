"""Risk: a change is made twice at the provider, or one that was lost counts as made."""

from datetime import timedelta

from freezegun import freeze_time
from psycopg2.errors import SerializationFailure

from odoo import fields
from odoo.exceptions import AccessError, UserError
from odoo.tools import mute_logger

from odoo.addons.ar_sync.exceptions import (
    AccessLost,
    NeedsPerson,
    OutcomeUnknown,
    Permanent,
    Transient,
)
from odoo.addons.ar_sync.protocol import retry

from .common_sync import SyncCase

NOW = "2026-03-01 12:00:00"
LOG = "odoo.addons.ar_sync.models.ar_sync_operation"


class OutboxCase(SyncCase):
    """The provider of these tests remembers what it did, by key."""

    def setUp(self):
        super().setUp()
        self.startPatcher(freeze_time(NOW))
        self.connection.review_outgoing = False
        self.remote = {}
        self.calls = []
        self.play(send=self.remote_send, settle=self.remote_settle)

    def remote_send(self, connection, operation):
        self.calls.append(("send", operation.idempotency_key))
        self.remote[operation.idempotency_key] = operation.payload
        return {"id": "thing_1"}

    def remote_settle(self, connection, operation):
        self.calls.append(("settle", operation.idempotency_key))
        return {"id": "thing_1"} if operation.idempotency_key in self.remote else None

    def raising(self, error):
        """Return a hook that notes its call and raises ``error``."""

        def hook(connection, operation):
            self.calls.append(("send", operation.idempotency_key))
            raise error

        return hook

    def sends(self):
        return [key for what, key in self.calls if what == "send"]

    def kill_during(self, send):
        """Let a worker die inside the call ``send``; what it had not committed is gone."""
        self.play(send=send)
        try:
            self.Operation._send_ready()
        except KeyboardInterrupt:
            self.env.cr.rollback()
        else:
            self.fail("the worker lived on")
        self.play(send=self.remote_send)

    def work_until_idle(self, limit=20):
        """Run the stage as the scheduled action does; a hot loop fails here."""
        for _turn in range(limit):
            if not self.Operation._send_ready():
                return
        self.fail(f"the outbox is still busy after {limit} turns at one moment: a hot loop")


class TestOutboxWriting(OutboxCase):
    def test_the_same_intention_is_one_row_with_one_key(self):
        first = self.intend()
        self.assertEqual(self.intend(), first)
        self.assertNotEqual(self.intend(version=2).idempotency_key, first.idempotency_key)
        self.assertNotEqual(self.intend(kind="thing.delete"), first)
        self.assertRegex(first.idempotency_key, r"^[0-9A-Za-z_-]+_res-partner_\d+_thing-create_1$")

    def test_an_intention_written_again_after_it_was_done_is_not_sent_again(self):
        self.intend()
        self.work_until_idle()
        self.assertEqual(self.intend().state, "done")
        self.work_until_idle()
        self.assertEqual(len(self.sends()), 1)

    def test_review_is_asked_for_where_the_connection_says_so(self):
        self.connection.review_outgoing = True
        self.assertEqual(self.intend().state, "review")
        own = self.intend(kind="webhook.create", is_reviewed=False)
        self.assertEqual(own.state, "ready", "the suite's own set-up needs no person")

    def test_the_worker_is_asked_for(self):
        cron = self.env.ref("ar_sync.ir_cron_work")
        before = self.env["ir.cron.trigger"].search_count([("cron_id", "=", cron.id)])
        self.intend()
        after = self.env["ir.cron.trigger"].search_count([("cron_id", "=", cron.id)])
        self.assertEqual(after - before, 1)

    def test_a_user_without_rights_on_the_outbox_can_cause_a_change(self):
        operation = self.Operation.with_user(self.users["user"])._intend(
            self.connection.with_user(self.users["user"]), "x", self.company.partner_id, {}, "X"
        )
        self.assertEqual(operation.state, "ready")
        self.assertEqual(operation.env.uid, self.users["user"].id)
        self.assertFalse(operation.env.su, "the caller gets no superuser's record back")


class TestOutboxReview(OutboxCase):
    def setUp(self):
        super().setUp()
        self.connection.review_outgoing = True
        self.operation = self.intend()

    def test_nothing_is_sent_before_it_is_approved(self):
        self.work_until_idle()
        self.assertEqual(self.calls, [])
        self.operation.with_user(self.users["manager"]).action_approve()
        self.assertRecordValues(
            self.operation, [{"state": "ready", "approved_by_id": self.users["manager"].id}]
        )
        self.work_until_idle()
        self.assertEqual(self.operation.state, "done")

    def test_a_payload_with_problems_cannot_be_approved(self):
        self.operation.problems = "The name is missing."
        with self.assertRaisesRegex(UserError, "Mend what is wrong"):
            self.operation.action_approve()
        self.assertEqual(self.operation.state, "review")

    def test_trying_again_is_no_way_around_the_review(self):
        with self.assertRaisesRegex(UserError, "failed or whose outcome is unknown"):
            self.operation.with_user(self.users["manager"]).action_retry()
        self.assertEqual(self.operation.state, "review")

    def test_what_was_approved_cannot_be_exchanged(self):
        """The approver saw this payload; another one must not be sent in their name."""
        for role in ("manager", "administrator"):
            operation = self.operation.with_user(self.users[role])
            for values in (
                {"payload": {"name": "Mallory"}},
                {"idempotency_key": "other"},
                {"approved_by_id": self.users["administrator"].id},
                {"problems": False},
                {"state": "ready"},
            ):
                with self.assertRaises(UserError):
                    operation.write(values)
        self.assertEqual(self.operation.payload, {"name": "Ada"})

    def test_nobody_can_put_a_change_into_the_outbox_by_hand(self):
        values = {
            "connection_id": self.connection.id,
            "kind": "x",
            "summary": "X",
            "idempotency_key": "k",
        }
        for role in ("user", "manager", "administrator"):
            with self.assertRaises(AccessError):
                self.Operation.with_user(self.users[role]).create(values)

    def test_cancelled_is_final(self):
        self.operation.with_user(self.users["manager"]).action_cancel()
        self.assertEqual(self.operation.state, "cancelled")
        for action in ("action_approve", "action_retry"):
            with self.assertRaises(UserError):
                getattr(self.operation, action)()
        self.work_until_idle()
        self.assertEqual(self.calls, [])

    def test_a_user_may_look_and_not_act(self):
        operation = self.operation.with_user(self.users["user"])
        self.assertEqual(operation.summary, "Make a thing")
        for action in ("action_approve", "action_retry", "action_cancel"):
            with self.assertRaises(AccessError):
                getattr(operation, action)()


class TestOutboxSending(OutboxCase):
    def test_the_answer_is_kept(self):
        operation = self.intend()
        self.work_until_idle()
        self.assertRecordValues(
            operation,
            [
                {
                    "state": "done",
                    "external_id": "thing_1",
                    "result": {"id": "thing_1"},
                    "error": False,
                }
            ],
        )
        self.assertEqual(self.sends(), [operation.idempotency_key])

    def test_a_crash_before_the_result_is_settled_by_asking(self):
        """The server is killed between the provider's answer and our commit of it."""
        operation = self.intend()

        def die(connection, operation):
            self.remote_send(connection, operation)
            raise KeyboardInterrupt

        self.kill_during(die)
        self.assertRecordValues(
            operation,
            [{"state": "sent", "attempts": 1, "sent_at": fields.Datetime.to_datetime(NOW)}],
        )
        self.work_until_idle()
        self.assertEqual(operation.state, "unknown")
        with freeze_time(operation.next_attempt_at):
            self.work_until_idle()
        self.assertEqual(operation.state, "done")
        self.assertEqual(
            self.calls, [("send", operation.idempotency_key), ("settle", operation.idempotency_key)]
        )

    def test_a_crash_before_the_call_is_found_and_sent_once(self):
        operation = self.intend()

        def die(connection, operation):
            raise KeyboardInterrupt

        self.kill_during(die)
        self.work_until_idle()
        with freeze_time(operation.next_attempt_at):
            self.work_until_idle()
        self.assertEqual(operation.state, "done")
        self.assertEqual(len(self.sends()), 1)
        self.assertEqual(len(self.remote), 1)

    def test_a_worker_that_lost_its_claim_does_not_send(self):
        """Between its commit of *sent* and its new lock, another may take it for a left-over."""
        operation = self.intend()
        commit = self.env.cr.commit

        def commit_then_be_overtaken():
            commit()
            self.env.cr.commit = commit
            operation.with_env(self.env)._note_unknown("Taken for a left-over.")
            commit()

        self.env.cr.commit = commit_then_be_overtaken
        self.addCleanup(self.env.cr.__dict__.pop, "commit", None)
        self.Operation._send_ready()
        self.assertEqual(operation.state, "unknown")
        self.assertEqual(self.calls, [])

    def test_a_lost_answer_is_unknown_and_never_sent_again_blindly(self):
        operation = self.intend()
        self.play(send=self.raising(OutcomeUnknown("The answer was lost.")))
        self.work_until_idle()
        self.assertRecordValues(operation, [{"state": "unknown", "error": "The answer was lost."}])
        self.remote[operation.idempotency_key] = {}
        now = operation.next_attempt_at
        self.assertEqual(now - fields.Datetime.now(), timedelta(minutes=5))
        with freeze_time(now):
            self.work_until_idle()
        self.assertEqual(operation.state, "done")
        self.assertEqual(len(self.sends()), 1)

    def test_the_unknown_ladder_ends_with_a_person(self):
        operation = self.intend()
        self.play(
            send=self.raising(OutcomeUnknown("Lost.")), settle=self.raising(Transient("Down."))
        )
        now = fields.Datetime.to_datetime(NOW)
        self.work_until_idle()
        for wait_s in retry.UNKNOWN:
            self.assertEqual(operation.state, "unknown")
            self.assertEqual(operation.next_attempt_at, now + timedelta(seconds=wait_s))
            now = operation.next_attempt_at
            with freeze_time(now):
                self.work_until_idle()
        self.assertEqual(operation.state, "review")
        self.assertIn("Look it up", operation.remedy)
        with freeze_time(now + timedelta(days=300)):
            self.work_until_idle()
        self.assertEqual(len(self.calls), 1 + len(retry.UNKNOWN), "nothing is asked for ever")

    def test_failures_before_do_not_shorten_the_unknown_ladder(self):
        """After three rate limits the first question still comes after minutes, not a day."""
        operation = self.intend()
        operation._set_state("ready", attempts=3)
        self.play(send=self.raising(OutcomeUnknown("Lost.")))
        self.work_until_idle()
        self.assertEqual(operation.next_attempt_at - fields.Datetime.now(), timedelta(minutes=5))

    def test_what_the_provider_never_has_is_not_sent_for_ever(self):
        operation = self.intend()
        self.play(
            send=self.raising(OutcomeUnknown("Lost.")), settle=lambda connection, operation: None
        )
        now = fields.Datetime.to_datetime(NOW)
        for _day in range(30):
            with freeze_time(now):
                self.work_until_idle()
            now += timedelta(days=1)
        self.assertEqual(operation.state, "failed")
        self.assertEqual(len(self.sends()), len(retry.OUTBOX) + 1)
        self.assertTrue(operation.error and operation.remedy)

    def test_trying_again_an_unknown_one_asks_and_does_not_send(self):
        operation = self.intend()
        self.play(send=self.raising(OutcomeUnknown("Lost.")))
        self.work_until_idle()
        self.remote[operation.idempotency_key] = {}
        operation.with_user(self.users["manager"]).action_retry()
        self.work_until_idle()
        self.assertEqual(operation.state, "done")
        self.assertEqual([what for what, _key in self.calls], ["send", "settle"])

    def test_a_refusal_that_may_pass_climbs_the_ladder_with_the_same_key(self):
        operation = self.intend()
        self.play(send=self.raising(Transient("Busy.")))
        now = fields.Datetime.to_datetime(NOW)
        for wait_s in retry.OUTBOX:
            with freeze_time(now):
                self.work_until_idle()
            self.assertEqual(operation.state, "ready")
            self.assertEqual(operation.next_attempt_at, now + timedelta(seconds=wait_s))
            now = operation.next_attempt_at
        with freeze_time(now):
            self.work_until_idle()
        self.assertRecordValues(operation, [{"state": "failed", "error": "Busy."}])
        self.assertEqual(set(self.sends()), {operation.idempotency_key})
        self.assertEqual(len(self.sends()), len(retry.OUTBOX) + 1)

    def test_a_permanent_refusal_is_shown_with_what_to_do(self):
        for error in (
            Permanent("No such tax.", "Choose another."),
            NeedsPerson("No such tax.", "Choose another."),
        ):
            operation = self.intend(kind=type(error).__name__)
            self.play(send=self.raising(error))
            self.work_until_idle()
            self.assertRecordValues(
                operation,
                [{"state": "failed", "error": "No such tax.", "remedy": "Choose another."}],
            )

    def test_after_mending_it_a_person_tries_again_with_the_same_key(self):
        operation = self.intend()
        self.play(send=self.raising(Permanent("No such tax.")))
        self.work_until_idle()
        self.play(send=self.remote_send)
        operation.with_user(self.users["manager"]).action_retry()
        self.work_until_idle()
        self.assertRecordValues(operation, [{"state": "done", "error": False}])
        self.assertEqual(len(set(self.sends())), 1)

    def test_a_dead_key_stops_the_connection(self):
        self.intend()
        other = self.intend(kind="other")
        self.play(send=self.raising(AccessLost("The key was revoked.", code="key")))
        self.work_until_idle()
        self.assertEqual(self.connection.state, "error")
        self.assertEqual(other.state, "ready", "it waits until the connection works again")

    def test_a_missing_permission_is_this_changes_problem(self):
        """A read-only key is enough to connect: it may not create the webhook, all else works."""
        operation = self.intend()
        self.play(send=self.raising(AccessLost("The key may not write.", code="permission")))
        self.work_until_idle()
        self.assertEqual((operation.state, self.connection.state), ("failed", "connected"))

    def test_a_dead_key_while_asking_stops_the_connection(self):
        self.intend()
        dead = AccessLost("The key was revoked.", code="key")
        self.play(send=self.raising(OutcomeUnknown("Lost.")), settle=self.raising(dead))
        self.work_until_idle()
        with freeze_time(fields.Datetime.now() + timedelta(minutes=5)):
            self.work_until_idle()
        self.assertEqual(self.connection.state, "error")

    @mute_logger(LOG)
    def test_a_defect_of_a_connector_stops_no_other_change(self):
        poison = self.intend(kind="poison")
        after = self.intend(kind="good")

        def send(connection, operation):
            if operation.kind == "poison":
                raise ZeroDivisionError("odd")
            return self.remote_send(connection, operation)

        self.play(send=send, settle=self.raising(ZeroDivisionError("odd")))
        self.work_until_idle()
        self.assertEqual(after.state, "done")
        self.assertRecordValues(poison, [{"state": "unknown", "error": "ZeroDivisionError: odd"}])
        with freeze_time(poison.next_attempt_at):
            self.work_until_idle()
        self.assertEqual(poison.asked, 1)

    @mute_logger(LOG)
    def test_a_failure_after_the_call_does_not_send_again(self):
        """The provider did it; only our record could not be updated."""
        operation = self.intend()
        self.patch(type(self.Operation), "_ar_operation_done", lambda operation, result: 1 / 0)
        self.work_until_idle()
        self.assertEqual(operation.state, "done")
        self.assertIn("ZeroDivisionError", operation.error)
        self.assertTrue(operation.remedy)
        self.assertEqual(len(self.sends()), 1)

    def test_a_serialization_failure_after_the_call_is_settled_by_asking(self):
        operation = self.intend()

        def note(operation, result):
            raise SerializationFailure

        self.patch(type(self.Operation), "_ar_operation_done", note)
        with mute_logger("odoo.addons.ar_sync.models.ar_sync_dispatch"):
            self.env["ar.sync.dispatch"]._retrying_stage("send")
        self.patch(type(self.Operation), "_ar_operation_done", lambda operation, result: None)
        self.assertEqual(operation.state, "unknown")
        with freeze_time(fields.Datetime.now() + timedelta(minutes=5)):
            self.work_until_idle()
        self.assertEqual(operation.state, "done")
        self.assertEqual(len(self.sends()), 1)

    def test_nothing_is_sent_or_asked_while_archived(self):
        ready, lost = self.intend(), self.intend(kind="lost")
        lost._set_state("sent", sent_at=fields.Datetime.now(), attempts=1)
        self.connection.active = False
        self.work_until_idle()
        self.assertEqual((ready.state, lost.state, self.calls), ("ready", "sent", []))

    def test_nothing_is_sent_or_asked_while_paused(self):
        ready, lost = self.intend(), self.intend(kind="lost")
        lost._set_state("sent", sent_at=fields.Datetime.now(), attempts=1)
        self.connection._set_state("paused")
        self.work_until_idle()
        self.assertEqual((ready.state, lost.state, self.calls), ("ready", "sent", []))
