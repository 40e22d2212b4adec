"""Risk: two workers store the same object at once, and one of them writes over what it has not seen."""

from contextlib import contextmanager

import psycopg2

from odoo import SUPERUSER_ID, api
from odoo.modules.registry import Registry
from odoo.tests import BaseCase
from odoo.tests.common import get_db_name
from odoo.tools import mute_logger

from ..payloads import read_object
from .mirror_common import at
from .payload_fixtures import load


class TestTwoWorkers(BaseCase):
    """Real transactions: what they commit is deleted again."""

    def setUp(self):
        super().setUp()
        with self.worker() as env:
            values = {"name": "Two workers", "provider": "stripe", "company_id": env.company.id}
            self.connection_id = env["ar.sync.connection"].create(values).id
            env.cr.commit()
        self.addCleanup(self.delete_connection)

    @contextmanager
    def worker(self):
        """Yield the environment of a worker of its own."""
        with Registry(get_db_name()).cursor() as cr:
            yield api.Environment(cr, SUPERUSER_ID, {})
            cr.rollback()

    def delete_connection(self):
        with self.worker() as env:
            env["ar.sync.connection"].browse(self.connection_id).unlink()
            env.cr.commit()

    def store(self, env, model, fixture, seen=0, **changes):
        """Store a fixture in this worker's transaction."""
        connection = env["ar.sync.connection"].browse(self.connection_id)
        values = read_object(load(fixture, **changes)).values
        return env[f"ar.stripe.{model}"]._store(connection, [values], at(seen))

    def rows(self, env, model):
        return env[f"ar.stripe.{model}"].search([("connection_id", "=", self.connection_id)])

    def test_the_second_one_is_told_and_then_finds_nothing_to_do(self):
        with self.worker() as first, self.worker() as second:
            self.assertFalse(self.rows(second, "payout"))  # its picture of the database begins here
            self.store(first, "payout", "payout")
            first.cr.commit()
            with mute_logger("odoo.sql_db"), self.assertRaises(psycopg2.errors.SerializationFailure):
                self.store(second, "payout", "payout")
            second.cr.rollback()
            second.invalidate_all(flush=False)
            self.assertEqual(self.store(second, "payout", "payout"), 0)

    def test_a_newer_state_of_another_worker_is_not_overwritten(self):
        with self.worker() as first, self.worker() as second:
            self.store(first, "payout", "payout", status="pending")
            first.cr.commit()
            self.assertEqual(self.rows(second, "payout").status, "pending")
            self.store(first, "payout", "payout", seen=9, status="paid")
            first.cr.commit()
            with mute_logger("odoo.sql_db"), self.assertRaises(psycopg2.errors.SerializationFailure):
                self.store(second, "payout", "payout", seen=5, status="in_transit")
            second.cr.rollback()
            second.invalidate_all(flush=False)
            self.assertEqual(self.store(second, "payout", "payout", seen=5, status="in_transit"), 0)
            self.assertEqual(self.rows(second, "payout").status, "paid")

    def test_two_ends_of_a_link_stored_at_once(self):
        with self.worker() as first, self.worker() as second:
            self.assertFalse(self.rows(second, "customer"))
            self.store(first, "charge", "charge.new", balance_transaction="txn_1", refunds=...)
            self.store(second, "customer", "customer")
            first.cr.commit()
            second.cr.commit()
        with self.worker() as env:
            connection = env["ar.sync.connection"].browse(self.connection_id)
            self.assertFalse(self.rows(env, "charge").customer_id)
            self.assertEqual(env["ar.stripe.charge"]._to_apply(connection, 5).customer_id, self.rows(env, "customer"))

    def test_rows_that_another_worker_holds_are_passed_over(self):
        with self.worker() as first, self.worker() as second:
            for number in (1, 2):
                self.store(first, "charge", "charge.new", id=f"ch_{number}", balance_transaction=None, refunds=...)
            first.cr.commit()
            connections = [env["ar.sync.connection"].browse(self.connection_id) for env in (first, second)]
            held = first["ar.stripe.charge"]._to_apply(connections[0], 1)
            found = second["ar.stripe.charge"]._to_apply(connections[1], 1)
            self.assertEqual(sorted((held.id, found.id)), self.rows(first, "charge").sorted("id").ids)
