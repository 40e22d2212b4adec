"""Risk: a credential ends up in a backup, a log, an error on the screen, or the chatter.

A key with a known middle is put in and sent through everything that can go wrong. Then the whole
database is dumped, and neither dump nor log nor answer may hold it. These tests commit, for a dump
sees nothing else, and clean up after themselves.
"""

import logging
import unittest
from unittest.mock import patch

from cryptography.fernet import Fernet

from odoo import SUPERUSER_ID, api
from odoo.exceptions import UserError
from odoo.http import serialize_exception
from odoo.modules.registry import Registry
from odoo.service.model import call_kw
from odoo.tests import BaseCase, tagged
from odoo.tests.common import get_db_name

from odoo.addons.ar_sync.exceptions import (
    AccessLost,
    NeedsPerson,
    OutcomeUnknown,
    Permanent,
    Transient,
)
from odoo.addons.ar_sync.models.ar_sync_secret import ENVIRONMENT_VARIABLE

from .common_canary import dump_tool, found_in_dump, kept_log

LOGGER = logging.getLogger("odoo.addons.ar_sync.tests")
NEEDLE = "CanaryInTheMine0123456789"
KEY = f"sk_test_{NEEDLE}abcd"
SIGNING = f"whsec_{NEEDLE}efgh"
# What libraries and providers write into their errors.
LEAKS = (
    f"Invalid API Key provided: {KEY}",
    f"{{'Authorization': 'Bearer {KEY}'}}",
    f"Invalid header value b'Bearer {NEEDLE}.more'",
    f"No signature found matching {SIGNING}",
    f"https://{KEY}:@api.example.com/v1/account",
    f"Basic {NEEDLE}==",
)


@tagged("-standard", "-at_install", "post_install")
@unittest.skipUnless(dump_tool(), "PostgreSQL's pg_dump is not installed")
class TestCanary(BaseCase):
    def setUp(self):
        super().setUp()
        self.encryption_key = Fernet.generate_key().decode()
        self.startPatcher(patch.dict("os.environ", {ENVIRONMENT_VARIABLE: self.encryption_key}))
        self.registry = Registry(get_db_name())
        self.cr = self.registry.cursor()
        self.addCleanup(self.cr.close)
        self.env = api.Environment(self.cr, SUPERUSER_ID, {})
        self.connection = self.env["ar.sync.connection"].create({"name": "Mine"})
        self.connection.review_outgoing = False
        Secret = self.env["ar.sync.secret"]
        Secret._put(self.connection, "api_key", KEY)
        Secret._put(self.connection, "webhook_secret", SIGNING)
        self.connection._set_state("connected")
        self.addCleanup(self.clean_up)
        self.cr.commit()  # pylint: disable=invalid-commit

    def clean_up(self):
        self.cr.rollback()
        self.connection.message_ids.unlink()
        self.connection.unlink()
        cron = self.env.ref("ar_sync.ir_cron_work") | self.env.ref("ar_sync.ir_cron_import")
        self.env["ir.cron.trigger"].search([("cron_id", "in", cron.ids)]).unlink()
        self.cr.commit()  # pylint: disable=invalid-commit

    def play(self, **hooks):
        for name, hook in hooks.items():
            self.patch(self.registry["ar.sync.connection"], f"_ar_{name}", hook)

    def errors(self):
        """Return every kind of error with every leak in it."""
        kinds = (Transient, Permanent, NeedsPerson, AccessLost, OutcomeUnknown, RuntimeError)
        return [kind(leak) for kind in kinds for leak in LEAKS]

    def raising(self, errors):
        """Return a hook that raises these, one at each call, then the last for ever."""

        def hook(connection, *args):
            raise errors.pop(0) if len(errors) > 1 else errors[0]

        return hook

    def assertNowhere(self, lines, *texts):
        self.cr.commit()  # pylint: disable=invalid-commit
        self.assertEqual(found_in_dump(NEEDLE, self.encryption_key), set(), "in the database")
        for text in (*lines, *texts):
            self.assertNotIn(NEEDLE, text)
            self.assertNotIn(self.encryption_key, text)
        self.assertTrue(lines, "something was logged, so there was something to look at")

    def test_the_search_can_find_something(self):
        """A canary that nobody can see proves nothing."""
        self.connection.name = f"Mine of {NEEDLE}"
        self.cr.commit()  # pylint: disable=invalid-commit
        self.assertEqual(found_in_dump(NEEDLE, self.encryption_key), {NEEDLE})
        with kept_log() as lines:
            LOGGER.warning("about %s", KEY)
        self.assertIn(NEEDLE, "".join(lines))

    def test_storing_and_reading(self):
        with kept_log() as lines:
            Secret = self.env["ar.sync.secret"]
            self.assertEqual(Secret._get(self.connection, "api_key"), KEY)
            Secret._rotate_all()
            self.connection.message_post(body="Looked at.")
            LOGGER.info("done")
        self.assertNowhere(lines)

    def test_a_failed_connect(self):
        """What the browser gets includes the traceback, with the errors that led to the last one."""
        shown = []
        admin = self.env.ref("base.user_admin")
        admin.group_ids += self.env.ref("ar_sync.group_administrator")
        with kept_log() as lines:
            for error in self.errors():
                if isinstance(error, RuntimeError):
                    continue  # Odoo's own business: it logs any unexpected error as it is
                self.play(verify=self.raising([error]))
                connections = self.env["ar.sync.connection"].with_user(admin)
                try:
                    call_kw(connections, "action_connect", [self.connection.ids], {})
                except UserError as refusal:
                    answer = serialize_exception(refusal)
                    self.assertIn("Traceback", answer["debug"])
                    shown.append(str(answer))
            LOGGER.info("tried %s", len(shown))
        self.assertEqual(len(shown), 5 * len(LEAKS))
        self.assertNowhere(lines, *shown)

    def test_messages_that_fail(self):
        Event = self.env["ar.sync.event"]
        errors = self.errors()
        rows = [{"external_id": f"m{n}", "kind": "x", "body": "{}"} for n in range(len(errors))]
        Event._store(self.connection, rows)

        def handle(connection, events):
            if len(events) > 1:
                raise RuntimeError("one by one, please")
            raise errors[int(events.external_id[1:])]

        self.play(handle_events=handle)
        with kept_log() as lines:
            Event._drain()
        events = Event.search([("connection_id", "=", self.connection.id)])
        reasons = [event.reason for event in events if event.reason]
        self.assertEqual(len(reasons), len(errors))
        self.assertTrue(any("…abcd" in reason for reason in reasons), "the end still tells keys apart")
        self.assertIn("Traceback", "".join(lines))
        self.assertNowhere(lines, *reasons)

    def test_streams_that_fail(self):
        errors = self.errors()
        self.env["ar.sync.stream"].create(
            [{"connection_id": self.connection.id, "kind": f"k{n}"} for n in range(len(errors))]
        )
        self.play(read_page=lambda connection, stream: self.raise_(errors[int(stream.kind[1:])]))
        with kept_log() as lines:
            for _error in errors:
                self.env["ar.sync.stream"]._import()
        shown = self.connection.stream_ids.filtered("last_error").mapped("last_error")
        self.assertEqual(len(shown), len(errors))
        self.assertNowhere(lines, *shown, self.connection.health)

    def raise_(self, error):
        raise error

    def test_changes_that_fail(self):
        Operation = self.env["ar.sync.operation"]
        errors = self.errors()
        for number in range(len(errors)):
            Operation._intend(self.connection, f"k{number}", self.connection.company_id, {"n": number}, "X")
        self.play(
            send=lambda connection, operation: self.raise_(errors[operation.payload["n"]]),
            settle=lambda connection, operation: self.raise_(errors[operation.payload["n"]]),
        )
        with kept_log() as lines:
            for _turn in range(2 * len(errors)):
                Operation._send_ready()
            Operation.search([("state", "=", "unknown")])._set_state("unknown", next_attempt_at=False)
            for _turn in range(len(errors)):
                Operation._send_ready()
        rows = Operation.search([("connection_id", "=", self.connection.id)])
        shown = [row.error for row in rows if row.error]
        self.assertEqual(len(shown), len(errors))
        self.assertNowhere(lines, *shown)

    def test_a_connection_that_stops_says_why_in_the_chatter(self):
        with kept_log() as lines:
            for leak in LEAKS:
                self.connection._ar_fail(AccessLost(leak, leak, "key"))
            LOGGER.info("stopped")
        self.assertEqual(self.connection.state, "error")
        shown = [str(body) for body in self.connection.message_ids.mapped("body")]
        self.assertTrue(any("Invalid API Key" in body for body in shown))
        self.assertNowhere(lines, *shown, self.connection.last_error, self.connection.last_remedy)

    def test_a_stage_that_fails(self):
        def stage(dispatch):
            raise RuntimeError(LEAKS[0])

        self.patch(self.registry["ar.sync.dispatch"], "_stage_match", stage)
        with kept_log() as lines:
            self.env["ar.sync.dispatch"]._retrying_stage("match")
        self.assertIn("…abcd", "".join(lines))
        self.assertNowhere(lines)

    def test_a_lost_encryption_key(self):
        shown = []
        with kept_log() as lines:
            for key in (Fernet.generate_key().decode(), "", f"no-{NEEDLE}"):
                with patch.dict("os.environ", {ENVIRONMENT_VARIABLE: key}):
                    try:
                        self.env["ar.sync.secret"]._get(self.connection, "api_key")
                    except UserError as refusal:
                        shown.append(str(serialize_exception(refusal)))
            LOGGER.info("asked")
        self.assertEqual(len(shown), 3)
        self.assertNowhere(lines, *shown)
