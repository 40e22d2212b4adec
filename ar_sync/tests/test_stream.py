"""Risk: an import skips a page, reads for ever, or one kind that fails stops all others."""

from datetime import timedelta

from freezegun import freeze_time
from psycopg2.errors import SerializationFailure

from odoo import fields
from odoo.exceptions import AccessError
from odoo.tools import mute_logger

from odoo.addons.ar_sync.exceptions import AccessLost, NeedsPerson, Permanent, Transient
from odoo.addons.ar_sync.protocol import retry

from .common_sync import SyncCase, new_connection

NOW = "2026-03-01 12:00:00"
LOG = "odoo.addons.ar_sync.models.ar_sync_stream"
PAGES = 3


class StreamCase(SyncCase):
    """The provider has pages 0, 1, 2 of each kind; ``self.stored`` is what was kept of them."""

    def setUp(self):
        super().setUp()
        self.startPatcher(freeze_time(NOW))
        self.read = []
        self.play(stream_kinds=lambda connection: ["apple", "berry"], read_page=self.read_page)
        self.connection._ar_ensure_streams()
        self.apple, self.berry = self.connection.stream_ids.sorted("sequence")
        self.env.cr.commit()  # pylint: disable=invalid-commit

    def read_page(self, connection, stream):
        page = (stream.cursor or {}).get("page", 0)
        self.read.append((stream.kind, page))
        return {"records": 10, "cursor": {"page": page + 1}, "more": page + 1 < PAGES}

    def failing(self, *failures):
        """Return a hook that raises these at its first calls and reads pages afterwards."""
        waiting = list(failures)

        def hook(connection, stream):
            if waiting:
                raise waiting.pop(0)
            return self.read_page(connection, stream)

        return hook

    def stage(self, name="import"):
        return self.env["ar.sync.dispatch"]._retrying_stage(name)

    def import_all(self, limit=30):
        """Run the import lane as the scheduled action does."""
        for _turn in range(limit):
            if not self.stage():
                return
        self.fail("the import does not end")


class TestStreamImport(StreamCase):
    def test_every_page_of_every_kind_is_read_once_in_order(self):
        self.import_all()
        self.assertEqual(
            self.read, [(kind, page) for kind in ("apple", "berry") for page in range(PAGES)]
        )
        self.assertRecordValues(
            self.apple | self.berry,
            [{"state": "idle", "is_complete": True, "records_done": 30, "access": "granted"}] * 2,
        )
        self.assertTrue(self.connection.is_imported)

    def test_a_kill_between_pages_resumes_where_it_was(self):
        self.stage()

        def die(connection, stream):
            self.read_page(connection, stream)
            raise KeyboardInterrupt

        self.play(read_page=die)
        try:
            self.stage()
        except KeyboardInterrupt:
            self.env.cr.rollback()
        else:
            self.fail("the worker lived on")
        self.assertRecordValues(
            self.apple, [{"state": "running", "cursor": {"page": 1}, "records_done": 10}]
        )
        self.play(read_page=self.read_page)
        self.import_all()
        pages = [page for kind, page in self.read if kind == "apple"]
        self.assertEqual(pages, [0, 1, 1, 2], "the page under way is read again, no other")
        self.assertEqual(self.apple.records_done, 30, "what was lost is not counted twice")

    def test_a_page_and_its_cursor_are_kept_together_or_not_at_all(self):
        def half(connection, stream):
            connection.account_name = "half a page"
            raise Transient("Broke off.")

        self.play(read_page=half)
        self.stage()
        self.assertFalse(self.connection.account_name)
        self.assertFalse(self.apple.cursor)

    def test_a_serialization_failure_reads_the_page_again(self):
        self.play(read_page=self.failing(SerializationFailure(), SerializationFailure()))
        with mute_logger("odoo.addons.ar_sync.models.ar_sync_dispatch"):
            self.import_all()
        self.assertEqual(self.apple.records_done, 30)
        self.assertEqual(self.apple.attempts, 0, "it is not a failure of the provider")

    def test_progress_is_shown_and_stays_below_done_until_done(self):
        self.apple.records_total = 20
        shown = []
        for _page in range(PAGES):
            self.stage()
            shown.append(self.apple.progress)
        self.assertEqual(shown, [50, 99, 100])

    def test_the_rate_is_that_of_the_import_under_way(self):
        self.import_all()
        with freeze_time("2026-05-01 12:00:00"):
            self.apple.action_restart()
            self.stage()
            self.assertEqual(self.apple.rate, 10.0, "not averaged since the import before")

    def test_only_a_connected_connection_is_read(self):
        self.connection._set_state("paused")
        self.assertEqual(self.stage(), 0)
        self.assertEqual(self.read, [])

    def test_an_archived_connection_is_not_read(self):
        self.connection.active = False
        self.assertEqual(self.stage(), 0)
        self.assertEqual(self.read, [])

    def test_another_connection_is_read_too_when_one_waits(self):
        other = new_connection(self.env, self.company, "Other")
        other._ar_ensure_streams()

        def hook(connection, stream):
            if connection == self.connection:
                raise Transient("Busy.")
            return self.read_page(connection, stream)

        self.play(read_page=hook)
        self.import_all()
        self.assertTrue(other.is_imported)
        self.assertFalse(self.connection.is_imported)


class TestStreamErrors(StreamCase):
    def test_the_class_of_an_error_decides(self):
        for error, state in (
            (Transient("Busy.", "Wait."), "waiting"),
            (Permanent("Broken.", "Mend it."), "error"),
            (NeedsPerson("Which?", "Choose."), "error"),
        ):
            self.apple._restart()
            self.play(read_page=self.failing(error))
            self.stage()
            self.assertRecordValues(
                self.apple,
                [{"state": state, "last_error": error.message, "last_remedy": error.remedy}],
            )
            self.assertEqual(self.connection.state, "connected")

    def test_the_ladder_is_climbed_to_a_person(self):
        self.berry._set_state("off")
        self.play(read_page=self.failing(*[Transient("Busy.")] * 99))
        now = fields.Datetime.to_datetime(NOW)
        for wait_s in retry.STREAM:
            with freeze_time(now):
                self.stage()
                self.assertEqual(self.stage(), 0, "it is not tried again at once")
            self.assertEqual(self.apple.next_attempt_at, now + timedelta(seconds=wait_s))
            now = self.apple.next_attempt_at
        with freeze_time(now):
            self.stage()
        self.assertRecordValues(self.apple, [{"state": "error", "next_attempt_at": False}])
        self.assertEqual(self.connection.health_level, "danger")

    def test_success_ends_the_row_of_failures(self):
        self.play(read_page=self.failing(Transient("Busy.", retry_after_s=40)))
        self.stage()
        self.assertEqual(self.apple.next_attempt_at, fields.Datetime.now() + timedelta(seconds=40))
        with freeze_time(self.apple.next_attempt_at):
            self.stage()
        self.assertRecordValues(
            self.apple, [{"attempts": 0, "last_error": False, "last_remedy": False}]
        )

    @mute_logger(LOG)
    def test_one_kind_that_fails_stops_no_other(self):
        def hook(connection, stream):
            if stream.kind == "apple":
                raise ZeroDivisionError("odd")
            return self.read_page(connection, stream)

        self.play(read_page=hook)
        self.import_all()
        self.assertTrue(self.berry.is_complete)
        self.assertRecordValues(
            self.apple, [{"state": "waiting", "last_error": "ZeroDivisionError: odd"}]
        )

    def test_a_denied_kind_is_shown_and_the_import_still_ends(self):
        """The last kind of all is the denied one: nothing after it would note the end."""

        def hook(connection, stream):
            if stream.kind == "berry":
                raise AccessLost("The key may not read berries.", "Allow it.", "permission")
            return self.read_page(connection, stream)

        self.play(read_page=hook)
        self.import_all()
        self.assertRecordValues(
            self.berry,
            [{"access": "denied", "state": "error", "last_error": "The key may not read berries."}],
        )
        self.assertEqual(self.connection.state, "connected")
        self.assertTrue(self.connection.is_imported)
        self.assertIn("Berry", self.connection.health)

    def test_a_dead_key_stops_the_connection_and_resuming_goes_on(self):
        self.stage()
        self.play(read_page=self.failing(AccessLost("Revoked.", "Enter a new key.", "key")))
        self.stage()
        self.assertRecordValues(
            self.connection,
            [{"state": "error", "last_error": "Revoked.", "last_remedy": "Enter a new key."}],
        )
        self.assertEqual(self.stage(), 0)
        self.connection.action_resume()
        self.import_all()
        pages = [page for kind, page in self.read if kind == "apple"]
        self.assertEqual(pages, [0, 1, 2], "it goes on from its cursor")

    def test_a_kind_switched_off_is_not_waited_for(self):
        for _page in range(PAGES):
            self.stage()
        self.berry.with_user(self.users["manager"]).action_switch()
        self.assertTrue(self.connection.is_imported)
        self.assertEqual(self.stage(), 0)
        self.berry.with_user(self.users["manager"]).action_switch()
        self.import_all()
        self.assertTrue(self.berry.is_complete)


class TestStreamRestart(StreamCase):
    def test_restart_reads_everything_again(self):
        self.import_all()
        self.read.clear()
        self.apple.with_user(self.users["manager"]).action_restart()
        self.assertRecordValues(
            self.apple, [{"cursor": False, "records_done": 0, "is_complete": False}]
        )
        self.import_all()
        self.assertEqual([page for _kind, page in self.read], [0, 1, 2])

    def test_restart_mends_a_stream_in_error(self):
        self.play(read_page=self.failing(Permanent("Broken.")))
        self.stage()
        self.apple.action_restart()
        self.assertRecordValues(
            self.apple, [{"state": "idle", "last_error": False, "last_remedy": False}]
        )

    def test_a_user_may_look_and_not_act(self):
        apple = self.apple.with_user(self.users["user"])
        self.assertEqual(apple.kind, "apple")
        for action in (apple.action_restart, apple.action_switch):
            with self.assertRaises(AccessError):
                action()

    def test_an_administrator_who_is_no_superuser_can_create_the_streams(self):
        """Connecting creates them, and the person who connects has no right on streams."""
        other = new_connection(self.env, self.company, "Other")
        other.with_user(self.users["administrator"])._ar_ensure_streams()
        self.assertEqual(other.stream_ids.mapped("kind"), ["apple", "berry"])


class TestStreamPull(StreamCase):
    """After the first import: changes are read when they are due."""

    def setUp(self):
        super().setUp()
        self.import_all()
        self.read.clear()
        self.play(
            read_page=lambda connection, stream: (
                self.read.append(stream.kind)
                or {"records": 0, "cursor": {"page": 9}, "more": False, "next_at": self.later}
            )
        )
        self.later = fields.Datetime.now() + timedelta(minutes=5)

    def test_each_stream_waits_for_its_time(self):
        self.stage("pull")
        self.stage("pull")
        self.assertEqual(self.read, ["apple", "berry"])
        with freeze_time(self.later):
            self.stage("pull")
        self.assertEqual(len(self.read), 4)

    def test_what_a_person_pauses_meanwhile_is_not_read(self):
        """Reading a page takes a while, and each page is committed."""

        def pause(connection, stream):
            self.read.append(stream.kind)
            connection._set_state("paused")
            return {"records": 0, "cursor": {}, "more": False}

        self.play(read_page=pause)
        self.stage("pull")
        self.assertEqual(self.read, ["apple"])

    def test_sync_now_makes_all_due(self):
        self.stage("pull")
        self.connection.with_user(self.users["administrator"]).action_sync_now()
        self.stage("pull")
        self.assertEqual(len(self.read), 4)

    def test_an_error_after_the_first_import_keeps_it_done(self):
        self.play(read_page=self.failing(Transient("Busy.")))
        self.stage("pull")
        self.assertTrue(self.apple.is_complete)
        self.assertEqual(self.apple.state, "waiting")
