"""Risk: a message is lost, handled twice, or one bad message stops all others."""

from datetime import timedelta

from freezegun import freeze_time
from psycopg2.errors import SerializationFailure

from odoo import fields
from odoo.exceptions import AccessError, ConcurrencyError, UserError
from odoo.tools import mute_logger

from odoo.addons.ar_sync.exceptions import AccessLost, NeedsPerson, Permanent, Transient
from odoo.addons.ar_sync.models import ar_sync_event
from odoo.addons.ar_sync.protocol import retry

from .common_sync import SyncCase, new_connection

NOW = "2026-03-01 12:00:00"
EVENT_LOG = "odoo.addons.ar_sync.models.ar_sync_event"


class TestInboxStore(SyncCase):
    def test_a_message_sent_twice_is_one_row(self):
        row = {"external_id": "m1", "kind": "thing.changed", "body": "{}"}
        self.assertEqual(self.Event._store(self.connection, [row]), 1)
        self.assertEqual(self.Event._store(self.connection, [{**row, "body": '{"a": 1}'}]), 0)
        kept = self.Event.search([("connection_id", "=", self.connection.id)])
        self.assertEqual(kept.mapped("body"), ["{}"], "the first one stays as it came")

    def test_twice_in_one_request_is_one_row(self):
        row = {"external_id": "m1", "kind": "thing.changed", "body": "{}"}
        self.assertEqual(self.Event._store(self.connection, [row, row]), 1)

    def test_a_handled_message_that_comes_again_stays_handled(self):
        event = self.messages("m1")
        event._set_state("done")
        self.messages("m1", "m2")
        self.assertEqual(event.state, "done")
        self.assertEqual(self.Event.search_count([("connection_id", "=", self.connection.id)]), 2)

    def test_the_same_id_of_another_connection_is_another_message(self):
        other = new_connection(self.env, self.company, "Other")
        self.messages("m1")
        self.assertEqual(len(self.messages("m1", connection=other)), 1)

    def test_a_row_has_what_is_needed_to_handle_it(self):
        with freeze_time(NOW):
            event = self.messages("m1")
        self.assertRecordValues(
            event,
            [
                {
                    "company_id": self.company.id,
                    "state": "received",
                    "attempts": 0,
                    "source": "webhook",
                    "received_at": fields.Datetime.to_datetime(NOW),
                    "next_attempt_at": False,
                }
            ],
        )

    def test_nothing_to_store_is_no_statement(self):
        with self.assertQueryCount(0):
            self.assertEqual(self.Event._store(self.connection, []), 0)


class TestInboxDrain(SyncCase):
    def setUp(self):
        super().setUp()
        self.handled = []
        self.startPatcher(freeze_time(NOW))

    def answers(self, answer):
        """Have the provider handle events with ``answer(external_id)``: a result, or it raises."""

        def handle(connection, events):
            results = {event: answer(event.external_id) for event in events}
            self.handled += [event.external_id for event in events]
            return results

        self.play(handle_events=handle)

    def test_messages_are_handled_oldest_first_in_one_call(self):
        calls = []
        self.play(
            handle_events=lambda connection, events: (
                calls.append(events.mapped("external_id")) or dict.fromkeys(events)
            )
        )
        events = self.messages("m1", "m2", "m3")
        self.assertEqual(self.Event._drain(), 0)
        self.assertEqual(calls, [["m1", "m2", "m3"]])
        self.assertEqual(set(events.mapped("state")), {"done"})
        self.assertEqual(set(events.mapped("handled_at")), {fields.Datetime.to_datetime(NOW)})

    def test_a_full_batch_says_that_more_may_be_due(self):
        self.patch(ar_sync_event, "BATCH", 2)
        self.answers(lambda key: None)
        self.messages("m1", "m2", "m3")
        self.assertEqual(self.Event._drain(), 1)
        self.assertEqual(self.handled, ["m1", "m2"])
        self.assertEqual(self.Event._drain(), 0)
        self.assertEqual(self.handled, ["m1", "m2", "m3"])

    def test_connections_are_handled_apart(self):
        other = new_connection(self.env, self.company, "Other")
        seen = []
        self.play(
            handle_events=lambda connection, events: (
                seen.append((connection.name, events.connection_id.ids)) or dict.fromkeys(events)
            )
        )
        self.messages("m1")
        self.messages("m1", connection=other)
        self.Event._drain()
        self.assertCountEqual(seen, [("Wallet", self.connection.ids), ("Other", other.ids)])

    def test_an_ignored_message_says_why(self):
        self.answers(lambda key: "Events of type x are not used.")
        event = self.messages("m1")
        self.Event._drain()
        self.assertRecordValues(
            event, [{"state": "ignored", "reason": "Events of type x are not used."}]
        )

    @mute_logger(EVENT_LOG)
    def test_one_poison_message_stops_no_other(self):
        def answer(key):
            if key == "poison":
                raise ZeroDivisionError("odd")
            return None

        self.answers(answer)
        events = self.messages("m1", "poison", "m2")
        self.Event._drain()
        self.assertEqual(events.mapped("state"), ["done", "waiting", "done"])
        self.assertEqual(events[1].reason, "ZeroDivisionError: odd")
        self.assertEqual(events[1].error_class, "unexpected")
        self.assertTrue(events[1].remedy)

    @mute_logger(EVENT_LOG, "odoo.sql_db")
    def test_a_poison_message_that_breaks_the_database_stops_no_other(self):
        def handle(connection, events):
            for event in events:
                connection.name = f"seen {event.external_id}"
                if event.external_id == "poison":
                    self.env.cr.execute("SELECT 1/0")
            return dict.fromkeys(events)

        self.play(handle_events=handle)
        events = self.messages("m1", "poison")
        self.Event._drain()
        self.assertEqual(events.mapped("state"), ["done", "waiting"])
        self.assertEqual(self.connection.name, "seen m1", "what the poison did is undone")

    def test_a_message_the_connector_forgot_is_not_tried_in_a_hot_loop(self):
        self.play(handle_events=lambda connection, events: {})
        event = self.messages("m1")
        with mute_logger(EVENT_LOG):
            self.Event._drain()
        self.assertEqual(event.state, "waiting")
        self.assertGreater(event.next_attempt_at, fields.Datetime.now())

    def test_the_error_of_a_result_is_kept_with_its_class(self):
        errors = {
            "t": Transient("Busy.", "Wait."),
            "p": Permanent("Broken.", "Mend it."),
            "n": NeedsPerson("Two partners.", "Choose one."),
        }
        self.answers(errors.get)
        events = self.messages(*errors)
        self.Event._drain()
        self.assertRecordValues(
            events,
            [
                {
                    "state": "waiting",
                    "reason": "Busy.",
                    "remedy": "Wait.",
                    "error_class": "transient",
                },
                {
                    "state": "review",
                    "reason": "Broken.",
                    "remedy": "Mend it.",
                    "error_class": "permanent",
                },
                {
                    "state": "review",
                    "reason": "Two partners.",
                    "remedy": "Choose one.",
                    "error_class": "person",
                },
            ],
        )

    def test_the_ladder_is_climbed_step_by_step_to_a_person(self):
        self.answers(lambda key: Transient("Busy."))
        event = self.messages("m1")
        now = fields.Datetime.to_datetime(NOW)
        for step, wait_s in enumerate(retry.INBOX, 1):
            with freeze_time(now):
                self.Event._drain()
            self.assertRecordValues(event, [{"state": "waiting", "attempts": step}])
            self.assertEqual(event.next_attempt_at, now + timedelta(seconds=wait_s))
            with freeze_time(event.next_attempt_at - timedelta(seconds=1)):
                self.Event._drain()
            self.assertEqual(event.attempts, step, "not a second too early")
            now = event.next_attempt_at
        with freeze_time(now):
            self.Event._drain()
        self.assertRecordValues(event, [{"state": "review", "next_attempt_at": False}])
        tries = len(self.handled)
        with freeze_time(now + timedelta(days=300)):
            self.Event._drain()
        self.assertEqual(len(self.handled), tries, "nothing is tried for ever")

    def test_the_providers_longer_wish_counts(self):
        self.answers(lambda key: Transient("Busy.", retry_after_s=3600))
        event = self.messages("m1")
        self.Event._drain()
        self.assertEqual(event.next_attempt_at, fields.Datetime.now() + timedelta(hours=1))

    def test_success_after_failures_forgets_the_error(self):
        outcome = [Transient("Busy."), None]
        self.answers(lambda key: outcome.pop(0))
        event = self.messages("m1")
        self.Event._drain()
        with freeze_time(event.next_attempt_at):
            self.Event._drain()
        self.assertRecordValues(
            event, [{"state": "done", "reason": False, "remedy": False, "error_class": False}]
        )

    def test_only_a_connected_connection_is_drained(self):
        self.answers(lambda key: None)
        event = self.messages("m1")
        self.connection._set_state("paused")
        self.Event._drain()
        self.assertEqual((event.state, self.handled), ("received", []))
        self.connection._set_state("connected")
        self.Event._drain()
        self.assertEqual(event.state, "done")

    def test_an_archived_connection_is_not_drained_until_it_is_back(self):
        self.answers(lambda key: None)
        event = self.messages("m1")
        self.connection.active = False
        self.Event._drain()
        self.assertEqual((event.state, self.handled), ("received", []))
        self.assertIn("Archived", self.connection.health)
        triggers = self.env["ir.cron.trigger"]
        before = triggers.search_count([])
        self.connection.active = True
        self.assertGreater(triggers.search_count([]), before, "it does not wait for the schedule")
        self.Event._drain()
        self.assertEqual(event.state, "done")

    def test_a_dead_key_stops_the_connection_and_keeps_its_messages(self):
        def answer(key):
            raise AccessLost("The key was revoked.", "Enter a new one.", "key")

        self.answers(answer)
        events = self.messages("m1", "m2")
        self.Event._drain()
        self.assertEqual(set(events.mapped("state")), {"received"})
        self.assertRecordValues(
            self.connection,
            [
                {
                    "state": "error",
                    "last_error": "The key was revoked.",
                    "last_remedy": "Enter a new one.",
                }
            ],
        )

    @mute_logger(EVENT_LOG)
    def test_a_key_that_dies_between_messages_is_said_once(self):
        def answer(key):
            if key == "m1":
                raise ZeroDivisionError
            raise AccessLost("The key was revoked.", code="key")

        self.answers(answer)
        events = self.messages("m1", "m2", "m3", "m4")
        self.Event._drain()
        self.assertEqual(events.mapped("state"), ["waiting", "received", "received", "received"])
        said = [body for body in self.connection.message_ids.mapped("body") if "revoked" in body]
        self.assertEqual(len(said), 1)

    def test_a_missing_permission_is_that_messages_problem(self):
        """Else one kind that the key may not read would stop the money of all others for ever."""

        def answer(key):
            if key == "dispute":
                raise AccessLost("The key may not read disputes.", code="permission")
            return None

        self.answers(answer)
        events = self.messages("m1", "dispute", "m2")
        self.Event._drain()
        self.assertEqual(events.mapped("state"), ["done", "review", "done"])
        self.assertEqual(self.connection.state, "connected")

    def test_a_serialization_failure_in_a_stage_is_retried(self):
        failures = [SerializationFailure(), ConcurrencyError("again"), SerializationFailure()]

        def answer(key):
            if failures:
                raise failures.pop()
            return None

        self.answers(answer)
        event = self.messages("m1")
        self.env.cr.commit()  # pylint: disable=invalid-commit
        with mute_logger("odoo.addons.ar_sync.models.ar_sync_dispatch"):
            self.env["ar.sync.dispatch"]._retrying_stage("drain")
        self.assertRecordValues(event, [{"state": "done", "attempts": 0}])

    def test_endless_serialization_failures_give_up_for_now_and_lose_nothing(self):
        def answer(key):
            raise SerializationFailure

        self.answers(answer)
        event = self.messages("m1")
        self.env.cr.commit()  # pylint: disable=invalid-commit
        with mute_logger("odoo.addons.ar_sync.models.ar_sync_dispatch"):
            self.assertEqual(self.env["ar.sync.dispatch"]._retrying_stage("drain"), 1)
        self.assertRecordValues(event, [{"state": "received", "attempts": 0}])


class TestInboxByHand(SyncCase):
    def test_retry_starts_the_ladder_anew(self):
        event = self.messages("m1")
        event._set_state("review", attempts=9, reason="Broken.", remedy="Mend it.")
        event.with_user(self.users["manager"]).action_retry()
        self.assertRecordValues(
            event,
            [
                {
                    "state": "waiting",
                    "attempts": 0,
                    "reason": False,
                    "remedy": False,
                    "next_attempt_at": False,
                }
            ],
        )

    def test_ignoring_names_the_person(self):
        event = self.messages("m1")
        event.with_user(self.users["manager"]).action_ignore()
        self.assertEqual(event.state, "ignored")
        self.assertIn(self.users["manager"].name, event.reason)

    def test_a_user_may_look_and_not_act(self):
        event = self.messages("m1").with_user(self.users["user"])
        self.assertEqual(event.external_id, "m1")
        for action in (event.action_retry, event.action_ignore):
            with self.assertRaises(AccessError):
                action()
        self.assertEqual(event.state, "received")

    def test_nobody_can_rewrite_what_the_provider_sent(self):
        """A forged body of a stored message would be money that never came."""
        event = self.messages("m1")
        for role in ("manager", "administrator"):
            for values in ({"body": '{"amount": 1}'}, {"kind": "x"}, {"state": "done"}):
                with self.assertRaises(UserError):
                    event.with_user(self.users[role]).write(values)
        self.assertEqual(event.body, "{}")

    def test_nobody_can_invent_a_message(self):
        values = {
            "connection_id": self.connection.id,
            "company_id": self.company.id,
            "external_id": "forged",
            "kind": "thing.changed",
        }
        for role in ("manager", "administrator"):
            with self.assertRaises(AccessError):
                self.Event.with_user(self.users[role]).create(values)

    def test_old_handled_messages_go_and_all_others_stay(self):
        with freeze_time("2026-01-01 00:00:00"):
            old = self.messages("done", "ignored", "review", "waiting", "received")
        for event in old[:4]:
            event._set_state(event.external_id)
        with freeze_time("2026-03-31 00:00:00"):
            young = self.messages("young")
            young._set_state("done")
            self.Event._gc_handled()
            self.assertEqual(len((old | young).exists()), 6, "on the 89th day nothing goes")
        with freeze_time("2026-04-02 00:00:00"):
            self.assertEqual(self.Event._gc_handled(), (2, 0))
        self.assertEqual(
            (old | young).exists().mapped("external_id"), ["review", "waiting", "received", "young"]
        )

    def test_a_long_backlog_is_cleaned_to_its_end(self):
        self.patch(ar_sync_event, "GC_BATCH", 2)
        with freeze_time("2026-01-01 00:00:00"):
            events = self.messages("m1", "m2", "m3")
        events._set_state("done")
        self.assertEqual(self.Event._gc_handled(), (2, 1), "the cleaner is asked to call again")
        self.assertEqual(self.Event._gc_handled(), (1, 0))
