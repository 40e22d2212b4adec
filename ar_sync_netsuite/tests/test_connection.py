"""Risk: a connection that seems to work and does not, keys that can be read, more requests at once than are allowed."""

import threading
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from dataclasses import replace
from datetime import date
from decimal import Decimal
from unittest.mock import patch

from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import rsa

from odoo import fields
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.sql_db import db_connect
from odoo.tests import new_test_user, tagged

from odoo.addons.ar_sync.protocol.documents import Payment
from odoo.addons.ar_sync.protocol.erp_errors import ErpError
from odoo.addons.ar_sync.protocol.errors import AccessLost

from ..models.slots import DatabaseSlots
from ..transport import governor
from .odoo_common import NetSuiteCase


def pem(bits=3072):
    """Return a private key."""
    key = rsa.generate_private_key(65537, bits)
    kind, clear = serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    return key.private_bytes(serialization.Encoding.PEM, kind, clear).decode()


@tagged("post_install", "-at_install")
class TestConnection(NetSuiteCase):
    def test_it_connects_by_rest_and_is_an_erp(self):
        self.connection.action_connect()
        self.assertEqual(self.connection.state, "connected")
        self.assertEqual(self.connection.external_account_id, self.netsuite.account_id)
        self.assertTrue(self.connection.is_erp)
        self.assertFalse(self.connection.netsuite_missing)
        self.assertTrue(self.connection.netsuite_limit)

    def test_what_netsuite_takes_at_once_is_shown_as_it_says(self):
        settings = self.netsuite.engine.settings
        self.addCleanup(settings.change, integration_limit=settings.integration_limit)
        for own, told, at_once in ((3, (5, 3), 3), (None, (5, 0), 4)):
            settings.change(integration_limit=own)
            self.connection.action_connect()
            self.assertEqual((self.connection.netsuite_limit, self.connection.netsuite_own_limit), told)
            self.assertEqual(self.connection._netsuite_at_once(), at_once)

    def test_a_dry_run_asks_nobody(self):
        """The first preview of a cursor once asked for the currencies."""
        self.connection.action_connect()
        lists = self.connection.stream_ids.filtered(lambda stream: stream.kind == "erp_lists")
        while lists.state in ("idle", "running") and not lists.is_complete:
            lists._read_page()
        document = Payment("", "7", "JPY", date(2026, 11, 2), Decimal(9), Decimal(9))
        requests = self.netsuite.engine.stats.requests
        before = sum(requests.values())
        self.env.cr.cache.clear()
        erp = self.connection._ar_erp_transport()
        self.assertTrue(erp.preview(document, "m1").body)
        with self.assertRaisesRegex(ErpError, "finer than NetSuite keeps"):
            erp.preview(replace(document, total=Decimal("9.5"), open_amount=Decimal("9.5")), "m1")
        self.assertEqual(sum(requests.values()), before)
        self.assertEqual(len(erp.currencies.all), self.env["ar.erp.record"].search_count([("kind", "=", "currency")]))
        self.assertEqual(sum(requests.values()), before + 1, "what is read may be in a currency that no list has yet")

    def test_it_connects_by_soap(self):
        self.with_soap()
        self.connection.netsuite_transport = "soap"
        self.connection.action_connect()
        self.assertEqual(self.connection.external_account_id, self.netsuite.account_id)
        self.assertIn("2028.2", self.connection.netsuite_retirement)

    def test_the_account_may_be_spelled_as_in_an_address(self):
        self.connection.netsuite_account = f" {self.netsuite.account_id.lower().replace('_', '-')} "
        self.connection.action_connect()
        self.assertEqual(self.connection.external_account_id, self.netsuite.account_id)

    def test_a_wrong_token_says_what_to_do_and_connects_nothing(self):
        self.connection.netsuite_token_secret = "of another token"
        with self.assertRaisesRegex(UserError, "refuses the credentials(.|\n)*login audit trail"):
            self.connection.action_connect()
        self.assertEqual(self.connection.state, "draft")

    def test_what_the_role_lacks_is_told(self):
        token = self.netsuite.token
        token.missing.add("deletedRecords")
        self.addCleanup(token.missing.discard, "deletedRecords")
        self.connection.action_connect()
        self.assertTrue(self.connection.netsuite_missing)
        self.connection.is_imported = True
        level, words = self.connection._ar_health()
        self.assertEqual(level, "warning")
        self.assertIn(self.connection.netsuite_missing.splitlines()[0], words)
        token.missing.add("customerPayment")
        self.addCleanup(token.missing.discard, "customerPayment")
        self.assertEqual(self.connection._ar_erp_hidden(self.connection._ar_erp_transport()), {"payment"})
        self.assertIn("customerPayment", self.connection.netsuite_missing)

    def test_credentials_are_never_shown_again(self):
        told = self.connection.read()[0]
        token = self.netsuite.token
        for secret in (token.consumer_secret, token.secret, token.token, token.consumer_key):
            self.assertNotIn(secret, str(told))
        self.assertIn(f"…{token.secret[-4:]}", told["netsuite_stored"])
        user = new_test_user(self.env, "netsuite_manager", groups="ar_sync.group_manager")
        with self.assertRaises(AccessError):
            self.connection.with_user(user).read(["netsuite_token"])

    def test_what_is_missing_is_named(self):
        empty = self.env["ar.sync.connection"].create(
            {"name": "New", "provider": "netsuite", "netsuite_account": "1", "netsuite_consumer_key": "k"}
        )
        with self.assertRaisesRegex(UserError, "Consumer Secret, Token ID, Token Secret"):
            empty.action_connect()
        with self.assertRaises(AccessLost):
            empty._ar_erp_transport()

    def test_soap_takes_no_certificate(self):
        with self.assertRaisesRegex(ValidationError, "tokens only"):
            self.connection.write({"netsuite_transport": "soap", "netsuite_login": "certificate"})

    def test_a_key_that_netsuite_would_refuse_is_refused_here(self):
        for wrong in ("no key at all", pem(2048)):
            with self.assertRaisesRegex(UserError, "Nothing was stored"):
                self.connection.netsuite_private_key = wrong
        self.connection.write({"netsuite_login": "certificate", "netsuite_private_key": pem()})
        self.assertIn("Private Key", self.connection.netsuite_stored)


@tagged("post_install", "-at_install")
class TestComparison(NetSuiteCase):
    def test_both_ways_say_the_same_and_the_connection_is_switched(self):
        self.with_soap()
        run = self.env["ar.netsuite.comparison"].create({"connection_id": self.connection.id, "size": 20})
        run.action_compare()
        told = [(row.kind, row.field_name, row.rest_value, row.soap_value) for row in run.line_ids]
        self.assertTrue(run.is_alike, told)
        self.assertIn("Both say the same", run.summary)
        run.action_switch()
        self.assertEqual(self.connection.netsuite_transport, "soap")

    def test_only_an_administrator_compares(self):
        user = new_test_user(self.env, "netsuite_reader", groups="ar_sync.group_user")
        with self.assertRaises(AccessError):
            self.env["ar.netsuite.comparison"].with_user(user).create({"connection_id": self.connection.id})

    def test_a_size_is_a_size(self):
        run = self.env["ar.netsuite.comparison"].create({"connection_id": self.connection.id, "size": 0})
        with self.assertRaisesRegex(UserError, "between 1 and"):
            run.action_compare()


@tagged("post_install", "-at_install")
class TestSlots(NetSuiteCase):
    def setUp(self):
        super().setUp()
        for name in ("SAME_STORM_S", "REGAIN_S"):  # the database's clock goes on, however slow the machine is
            self.startPatcher(patch.object(governor, name, 3600.0))

    def slots(self, limit=2, account="1"):
        made = DatabaseSlots(self.env.cr.dbname, account, limit)
        self.addCleanup(made.close)
        return made

    def test_all_workers_share_the_places_of_an_account(self):
        one, two, third = self.slots(), self.slots(), self.slots()
        self.assertEqual({one.acquire(0), two.acquire(0)}, {0, 1})
        self.assertIsNone(third.acquire(0))
        self.assertIsNotNone(self.slots(account="2").acquire(0), "another account has places of its own")
        one.release(0)
        self.assertEqual(third.acquire(0), 0)

    def test_who_dies_gives_the_place_back(self):
        dead, next_one = self.slots(limit=1), self.slots(limit=1)
        self.assertEqual(dead.acquire(0), 0)
        dead.close()
        self.assertEqual(next_one.acquire(120), 0)

    def test_what_one_worker_is_refused_slows_all_down(self):
        account = "slow"
        self.addCleanup(self.forget_pace, account)
        one = self.slots(4, account)
        one.refused()
        one.refused()  # the same storm
        workers = [self.slots(4, account) for _worker in range(3)]
        self.assertEqual([worker.acquire(0) for worker in workers], [0, 1, None])
        others = [self.slots(4, "other") for _worker in range(4)]
        self.assertEqual([worker.acquire(0) for worker in others], [0, 1, 2, 3])
        for worker in workers:
            worker.close()
        one.refused(retry_after_s=60)
        self.assertIsNone(self.slots(4, account).acquire(0), "NetSuite said when to come back")

    def test_a_pace_that_somebody_holds_is_not_waited_for(self):
        self.addCleanup(self.forget_pace, "held")
        one = self.slots(4, "held")
        one.refused()
        with closing(db_connect(self.env.cr.dbname).cursor()) as holder:
            holder.execute("SELECT 1 FROM ar_netsuite_pace WHERE account = 'held' FOR UPDATE")
            one.refused(retry_after_s=60)
            self.assertEqual(one.acquire(0), 0)
            holder.rollback()

    def test_the_connection_says_that_it_is_slowed_down(self):
        self.connection.action_connect()
        account = self.connection._netsuite_settings("rest").account
        self.forget_pace(account)
        self.assertFalse(self.connection.netsuite_slowed)
        pace = {"account": account, "left": 2, "refused_at": fields.Datetime.now()}
        self.env["ar.netsuite.pace"].create(pace)
        self.connection.invalidate_recordset(["netsuite_slowed"])
        self.assertIn("2 of 4 at once", self.connection.netsuite_slowed)

    def test_never_more_at_once_than_there_are_places(self):
        running, peak, guard = 0, 0, threading.Lock()
        turn = threading.Event()

        def work(_number):
            nonlocal running, peak
            slots = self.slots(limit=3, account="storm")
            place = slots.acquire(300)
            with guard:
                running += 1
                peak = max(peak, running)
            turn.wait(0.02)
            with guard:
                running -= 1
            slots.release(place)
            return place

        with ThreadPoolExecutor(8) as executor:
            places = list(executor.map(work, range(16)))
        self.assertLessEqual(peak, 3)
        self.assertLessEqual(set(places), {0, 1, 2})
