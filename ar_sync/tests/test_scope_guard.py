"""Risk: a page stored under the old scope while the scope changes. The guard keeps the two apart."""

import psycopg2

from odoo import api
from odoo.tests import TransactionCase
from odoo.tools import SQL, mute_logger


class TestScopeGuard(TransactionCase):
    """Two real transactions of the database, beside the test's own."""

    def setUp(self):
        super().setUp()
        self.first, self.second = self.registry.cursor(), self.registry.cursor()
        self.addCleanup(self.clean_up)
        env = api.Environment(self.first, self.env.uid, {})
        self.connection_id = env["ar.sync.connection"].create({"name": "Guarded"}).id
        self.first.commit()

    def clean_up(self):
        for cr in (self.first, self.second):
            cr.rollback()
        env = api.Environment(self.first, self.env.uid, {})
        env["ar.sync.connection"].browse(self.connection_id).exists().unlink()
        self.first.commit()
        self.first.close()
        self.second.close()

    def of(self, cr):
        env = api.Environment(cr, self.env.uid, {})
        return env["ar.sync.scope.guard"], env["ar.sync.connection"].browse(self.connection_id)

    def test_a_change_waits_for_pages_being_stored(self):
        Guard, connection = self.of(self.first)
        Guard._hold(connection)
        self.second.execute("SET LOCAL lock_timeout = '50ms'")
        Guard, connection = self.of(self.second)
        with self.assertRaises(psycopg2.errors.LockNotAvailable), mute_logger("odoo.sql_db"):
            Guard._bump(connection)

    def test_a_page_of_the_old_scope_is_read_again(self):
        """It began before the change and would store after it."""
        self.second.execute("SELECT 1 FROM ar_sync_scope_guard")  # its snapshot
        Guard, connection = self.of(self.first)
        connection.scope_mode = "only"
        self.first.commit()
        Guard, connection = self.of(self.second)
        with self.assertRaises(psycopg2.errors.SerializationFailure), mute_logger("odoo.sql_db"):
            Guard._hold(connection)

    def test_pages_do_not_wait_for_each_other(self):
        for cr in (self.first, self.second):
            Guard, connection = self.of(cr)
            self.assertTrue(Guard._hold(connection).was_never_narrowed)

    def test_what_began_after_sees_the_change(self):
        Guard, connection = self.of(self.first)
        connection.write({"scope_mode": "only", "scope_guests": "out"})
        self.first.commit()
        Guard, connection = self.of(self.second)
        scope = Guard._hold(connection)
        self.assertEqual((scope.mode, scope.guests, scope.version), ("only", False, 1))
        self.assertEqual(scope.ids_in({"cus_1", None}), set())

    def test_sql_says_what_python_says(self):
        """Both ways to ask who is in agree, for each mode and each customer."""
        Guard, connection = self.of(self.first)
        connection._ar_scope_add(["cus_1"], "picked")
        for mode in ("all", "only", "except"):
            for guests in ("in", "out"):
                connection.write({"scope_mode": mode, "scope_guests": guests})
                self.first.flush()
                scope = Guard._hold(connection)
                for owner in ("cus_1", "cus_2", None):
                    self.first.execute(SQL("SELECT %s", scope.sql(SQL("%s::varchar", owner))))
                    by_sql = self.first.fetchone()[0]
                    self.assertEqual(by_sql, owner in scope.ids_in([owner]), (mode, guests, owner))
