"""Risk: two workers do the same work, or one of them loses it. Real cursors, real locks.

Tagged out of Odoo's standard run, as Odoo does with its own: these commit. They clean up after
themselves.
"""

import threading
from concurrent.futures import ThreadPoolExecutor

from odoo import SUPERUSER_ID, api
from odoo.modules.registry import Registry
from odoo.service.model import retrying
from odoo.tests import BaseCase, tagged
from odoo.tests.common import get_db_name
from odoo.tools import mute_logger

from odoo.addons.ar_sync.models import ar_sync_event

from .common_races import GIVE_UP_WAITING, WAIT_S, begin_anew_patiently

QUIET = (
    "odoo.sql_db",
    "odoo.service.model",
    "odoo.addons.ar_sync.models.ar_sync_dispatch",
    "odoo.models.unlink",
)


@tagged("-standard", "-at_install", "post_install")
class TestConcurrency(BaseCase):
    def setUp(self):
        super().setUp()
        self.registry = Registry(get_db_name())
        begin_anew_patiently(self.startPatcher)
        with self.registry.cursor() as cr:
            env = api.Environment(cr, SUPERUSER_ID, {})
            connection = env["ar.sync.connection"].create({"name": "Crowded"})
            connection._set_state("connected")
            connection.review_outgoing = False
            self.connection_id = connection.id
            self.partner_id = env.company.partner_id.id
        self.addCleanup(self.clean_up)
        logs = mute_logger(*QUIET)
        logs.__enter__()
        self.addCleanup(logs.__exit__)

    def clean_up(self):
        with self.registry.cursor() as cr:
            env = api.Environment(cr, SUPERUSER_ID, {})
            env["ar.sync.connection"].browse(self.connection_id).unlink()
            cron = env.ref("ar_sync.ir_cron_work")
            env["ir.cron.trigger"].search([("cron_id", "=", cron.id)]).unlink()

    def play(self, **hooks):
        for name, hook in hooks.items():
            self.patch(self.registry["ar.sync.connection"], f"_ar_{name}", hook)

    def together(self, work, workers):
        """Run ``work(number, env)`` in so many threads, each with a cursor; return their answers.

        Each begins its transaction before any of them works, so that all have the same snapshot.
        """
        barrier = threading.Barrier(workers, timeout=WAIT_S)

        def run(number):
            with self.registry.cursor() as cr:
                cr.execute(GIVE_UP_WAITING)
                env = api.Environment(cr, SUPERUSER_ID, {})
                env["ar.sync.connection"].browse(self.connection_id).mapped("name")
                barrier.wait()
                return work(number, env)

        with ThreadPoolExecutor(max_workers=workers) as executor:
            futures = [executor.submit(run, number) for number in range(workers)]
            return [future.result(timeout=WAIT_S) for future in futures]

    def read(self, model, *names):  # pylint: disable=method-required-super
        """Return the stored values of the connection's rows, oldest first."""
        with self.registry.cursor() as cr:
            env = api.Environment(cr, SUPERUSER_ID, {})
            rows = env[model].search([("connection_id", "=", self.connection_id)], order="id")
            return [tuple(row[name] for name in names) for row in rows]

    # --- the inbox ---

    def test_a_message_that_arrives_eight_times_at_once_is_one_row(self):
        row = {"external_id": "m1", "kind": "thing", "body": "{}"}

        def deliver(number, env):
            connection = env["ar.sync.connection"].browse(self.connection_id)
            store = env["ar.sync.event"]._store
            return retrying(lambda: store(connection, [row]), env)

        new = self.together(deliver, 8)
        self.assertEqual(sorted(new), [0] * 7 + [1], "no request fails, one stores it")
        self.assertEqual(self.read("ar.sync.event", "external_id"), [("m1",)])

    def test_different_messages_at_once_are_all_stored(self):
        def deliver(number, env):
            connection = env["ar.sync.connection"].browse(self.connection_id)
            row = {"external_id": f"m{number}", "kind": "thing", "body": "{}"}
            return retrying(lambda: env["ar.sync.event"]._store(connection, [row]), env)

        self.assertEqual(self.together(deliver, 8), [1] * 8)
        self.assertEqual(len(self.read("ar.sync.event", "external_id")), 8)

    def store(self, count):
        with self.registry.cursor() as cr:
            env = api.Environment(cr, SUPERUSER_ID, {})
            rows = [{"external_id": f"m{n}", "kind": "thing", "body": "{}"} for n in range(count)]
            env["ar.sync.event"]._store(env["ar.sync.connection"].browse(self.connection_id), rows)

    def test_workers_share_the_inbox_and_handle_each_message_once(self):
        self.store(40)
        handled, lock = [], threading.Lock()

        def handle(connection, events):
            with lock:
                handled.extend(events.mapped("external_id"))
            return dict.fromkeys(events)

        self.play(handle_events=handle)

        def work(number, env):
            for _turn in range(100):
                if not env["ar.sync.dispatch"]._retrying_stage("drain"):
                    return

        # patched once for all workers: patches that overlap in threads do not restore what was there
        self.patch(ar_sync_event, "BATCH", 5)
        self.together(work, 4)
        work(0, api.Environment(self.open_cursor(), SUPERUSER_ID, {}))
        states = self.read("ar.sync.event", "external_id", "state")
        self.assertEqual({state for _key, state in states}, {"done"})
        committed = sorted(set(handled))
        self.assertEqual(committed, sorted(key for key, _state in states))

    def open_cursor(self):
        cr = self.registry.cursor()
        self.addCleanup(cr.close)
        cr.execute(GIVE_UP_WAITING)
        return cr

    def test_what_one_worker_holds_another_does_not_touch(self):
        self.store(3)
        self.play(handle_events=lambda connection, events: dict.fromkeys(events))
        held = api.Environment(self.open_cursor(), SUPERUSER_ID, {})
        first = held["ar.sync.event"].search([("connection_id", "=", self.connection_id)], order="id", limit=1)
        self.assertEqual(first.try_lock_for_update(), first)
        env = api.Environment(self.open_cursor(), SUPERUSER_ID, {})
        env["ar.sync.event"]._drain()
        states = [state for (state,) in self.read("ar.sync.event", "state")]
        self.assertEqual(states, ["received", "done", "done"])

    def test_a_message_is_stored_while_the_connection_is_tied_out(self):
        """The tie-out waits for the provider's balance; the door must not wait for the tie-out."""
        with self.registry.cursor() as cr:
            connection = api.Environment(cr, SUPERUSER_ID, {})["ar.sync.connection"].browse(self.connection_id)
            connection.write({"needs_tie_out": True, "is_imported": True})
        stored = []

        def balances(connection):
            with self.registry.cursor() as cr:
                cr.execute("SET LOCAL lock_timeout = '2s'")
                env = api.Environment(cr, SUPERUSER_ID, {})
                row = {"external_id": "m1", "kind": "thing", "body": "{}"}
                door = env["ar.sync.connection"].browse(self.connection_id)
                stored.append(env["ar.sync.event"]._store(door, [row]))
            return {}

        self.play(remote_balances=balances)
        api.Environment(self.open_cursor(), SUPERUSER_ID, {})["ar.sync.connection"]._prove()
        self.assertEqual(stored, [1])

    # --- the outbox ---

    def intend(self, count):
        with self.registry.cursor() as cr:
            env = api.Environment(cr, SUPERUSER_ID, {})
            connection = env["ar.sync.connection"].browse(self.connection_id)
            partner = env["res.partner"].browse(self.partner_id)
            for number in range(count):
                env["ar.sync.operation"]._intend(connection, f"k{number}", partner, {}, "X")

    def test_workers_share_the_outbox_and_send_each_change_once(self):
        self.intend(12)
        sent, lock = [], threading.Lock()

        def send(connection, operation):
            with lock:
                sent.append(operation.idempotency_key)
            return {"id": operation.kind}

        self.play(send=send, settle=lambda connection, operation: None)

        def work(number, env):
            for _turn in range(200):
                if not env["ar.sync.dispatch"]._retrying_stage("send"):
                    return

        self.together(work, 4)
        work(0, api.Environment(self.open_cursor(), SUPERUSER_ID, {}))
        rows = self.read("ar.sync.operation", "idempotency_key", "state", "attempts")
        self.assertEqual(len(sent), len(set(sent)), "nothing is sent twice")
        done = {key: attempts for key, state, attempts in rows if state == "done"}
        self.assertEqual(done, dict.fromkeys(sent, 1))
        unknown = [key for key, state, _attempts in rows if state == "unknown"]
        self.assertFalse(set(unknown) & set(sent), "what a worker lost before its call was not sent")
        self.assertEqual(len(sent) + len(unknown), 12)

    def test_a_change_that_is_being_sent_is_not_taken_for_a_left_over(self):
        """Its worker holds the lock during the call; only a dead worker holds none."""
        self.intend(1)
        seen = []

        def send(connection, operation):
            with self.registry.cursor() as cr:
                other = api.Environment(cr, SUPERUSER_ID, {})
                seen.append(other["ar.sync.operation"]._send_ready())
                seen.append(other["ar.sync.operation"].browse(operation.id).state)
            return {"id": "thing_1"}

        self.play(send=send)
        api.Environment(self.open_cursor(), SUPERUSER_ID, {})["ar.sync.operation"]._send_ready()
        self.assertEqual(seen, [0, "sent"])
        self.assertEqual(self.read("ar.sync.operation", "state"), [("done",)])

    def test_a_connection_of_a_worker_that_dies_frees_its_change(self):
        """PostgreSQL ends the locks of a dead client: the next worker sees *sent* and asks."""
        self.intend(1)
        dying = self.registry.cursor()

        def die(connection, operation):
            dying._cnx.close()
            raise KeyboardInterrupt

        self.play(send=die)
        try:
            api.Environment(dying, SUPERUSER_ID, {})["ar.sync.operation"]._send_ready()
        except Exception:
            self.assertTrue(dying._cnx.closed)
        except KeyboardInterrupt:
            self.assertTrue(dying._cnx.closed)
        else:
            self.fail("the worker lived on")
        finally:
            dying._closed = True
        self.wait_for_the_dead()
        asked = []
        self.play(settle=lambda connection, operation: asked.append(1) or {"id": "thing_1"})
        env = api.Environment(self.open_cursor(), SUPERUSER_ID, {})
        env["ar.sync.operation"]._send_ready()
        self.assertEqual(self.read("ar.sync.operation", "state"), [("unknown",)])
        row = env["ar.sync.operation"].search([("connection_id", "=", self.connection_id)])
        row._set_state("unknown", next_attempt_at=False)
        env["ar.sync.operation"]._send_ready()
        self.assertEqual((asked, self.read("ar.sync.operation", "state")), ([1], [("done",)]))

    def wait_for_the_dead(self):
        """Wait until PostgreSQL has noticed that a worker is gone, which it does a moment later."""
        with self.registry.cursor() as cr:
            cr.execute(GIVE_UP_WAITING)
            cr.execute(
                "SELECT 1 FROM ar_sync_operation WHERE connection_id = %s FOR NO KEY UPDATE", (self.connection_id,)
            )

    # --- streams ---

    def test_two_workers_do_not_read_the_same_stream(self):
        with self.registry.cursor() as cr:
            env = api.Environment(cr, SUPERUSER_ID, {})
            env["ar.sync.stream"].create({"connection_id": self.connection_id, "kind": "thing", "direction": "in"})
        reads, seen = [], []

        def read_page(connection, stream):
            reads.append(stream.kind)
            if len(reads) == 1:
                with self.registry.cursor() as cr:
                    other = api.Environment(cr, SUPERUSER_ID, {})
                    seen.append(other["ar.sync.stream"]._import())
            return {"records": 1, "cursor": {"page": 1}, "more": False}

        self.play(read_page=read_page)
        api.Environment(self.open_cursor(), SUPERUSER_ID, {})["ar.sync.stream"]._import()
        self.assertEqual((reads, seen), (["thing"], [1]))
        self.assertEqual(self.read("ar.sync.stream", "records_done"), [(1,)])
