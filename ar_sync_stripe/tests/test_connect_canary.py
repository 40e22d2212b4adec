"""Risk: a Stripe key or signing secret ends up in a backup, a log, an answer, or the chatter.

A connection goes through its whole life, good and bad, against the stand-in. It commits, because a dump
sees nothing else; then the database is dumped and searched, and everything is removed again.
"""

import json
import unittest

from odoo import SUPERUSER_ID, api
from odoo.exceptions import UserError
from odoo.http import serialize_exception
from odoo.modules.registry import Registry
from odoo.service.model import call_kw
from odoo.tests import BaseCase, tagged
from odoo.tests.common import get_db_name
from odoo.tools import mute_logger

from odoo.addons.ar_sync.tests.common_canary import dump_tool, found_in_dump, kept_log

from .common import ShopMixin

WRONG = "sk_test_51WrongCanaryInTheMine0123456789abcd"


@tagged("-standard", "-at_install", "post_install")
@unittest.skipUnless(dump_tool(), "PostgreSQL's pg_dump is not installed")
class TestStripeCanary(ShopMixin, BaseCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.registry = Registry(get_db_name())
        cls.open_shop()

    def setUp(self):
        super().setUp()
        self.cr = self.registry.cursor()
        self.addCleanup(self.cr.close)
        self.env = api.Environment(self.cr, SUPERUSER_ID, {})
        self.connection = self.env["ar.sync.connection"].create(
            {"name": "Stripe", "provider": "stripe", "environment": "test", "timezone": "UTC"}
        )
        self.addCleanup(self.clean_up)

    def clean_up(self):
        with mute_logger("odoo.models.unlink"):
            self.cr.rollback()
            self.connection.message_ids.unlink()
            self.connection.unlink()
            crons = self.env.ref("ar_sync.ir_cron_work") | self.env.ref("ar_sync.ir_cron_import")
            self.env["ir.cron.trigger"].search([("cron_id", "in", crons.ids)]).unlink()
            self.cr.commit()  # pylint: disable=invalid-commit

    def as_person(self, method, *args):
        """Call as RPC does. Return what the browser gets, also where it is an error."""
        admin = self.env.ref("base.user_admin")
        try:
            return call_kw(
                self.env["ar.sync.connection"].with_user(admin),
                method,
                [self.connection.ids, *args],
                {},
            )
        except UserError as refusal:
            return serialize_exception(refusal)

    def credentials(self):
        """Return what is secret, without the ends that may be shown."""
        Secret = self.env["ar.sync.secret"]
        found = [Secret._get(self.connection, name) for name in ("api_key", "webhook_secret")]
        return [text[8:-4] for text in [WRONG, *found] if text]

    def test_the_whole_life_of_a_connection(self):
        said = []
        with kept_log() as lines:
            said.append(self.as_person("write", {"stripe_api_key": WRONG}))
            said.append(self.as_person("action_connect"))
            self.assertIn("does not accept the key", str(said[-1]))
            said.append(self.as_person("write", {"stripe_api_key": "sk_live_" + WRONG}))
            said.append(self.as_person("write", {"stripe_webhook_secret": WRONG}))
            key = self.shop.sandbox.secret_key
            said.append(self.as_person("write", {"stripe_api_key": key}))
            said.append(self.as_person("action_connect"))
            self.assertEqual(self.connection.state, "connected")
            self.run_stages(self.env, "send")
            secrets = self.credentials()
            self.assertEqual(len(secrets), 3, "the signing secret came with the endpoint")
            self.shop.customer()
            self.run_stages(self.env, "import")
            for body in self.shop.deliveries():
                self.receive(body)
            self.assertTrue(self.connection.event_count)
            self.run_stages(self.env, "drain")
            self.shop.control("POST", f"/keys/{key}/status", status="expired")
            self.connection.stream_ids._ask_now()
            self.run_stages(self.env, "pull")
            self.assertEqual(self.connection.state, "error")
            said.append(self.as_person("action_connect"))
            said.append(self.as_person("read", []))
            said.append(self.connection.message_ids.mapped("body"))
            said.append(self.connection.stream_ids.mapped("last_error"))
            Operation = self.env["ar.sync.operation"]
            rows = Operation.search([("connection_id", "=", self.connection.id)])
            self.assertTrue(rows.result)
            said.append([rows.mapped("payload"), rows.mapped("result"), rows.mapped("error")])
            self.cr.commit()  # pylint: disable=invalid-commit
            before = found_in_dump(*secrets)
            self.shop.control("POST", f"/keys/{key}/status", status="active")
            said.append(self.as_person("action_disconnect"))
            self.cr.commit()  # pylint: disable=invalid-commit
        self.assertEqual(before | found_in_dump(*secrets), set(), "in the database")
        for text in (*lines, json.dumps(said, default=str)):
            for secret in secrets:
                self.assertNotIn(secret, text)
        self.assertTrue(lines)
