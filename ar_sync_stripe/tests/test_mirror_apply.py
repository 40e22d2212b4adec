"""Risk: an object is never booked, is booked for ever, or fails without anybody being told."""

from datetime import timedelta

from odoo import fields
from odoo.tools import SQL

from odoo.addons.ar_sync.protocol import retry
from odoo.addons.ar_sync.protocol.errors import NeedsPerson, Permanent, Transient

from ..payloads.base import PayloadError
from .mirror_common import MirrorCase


class TestQueue(MirrorCase):
    def setUp(self):
        super().setUp()
        self.Charge = self.env["ar.stripe.charge"]

    def charge(self, number=1, seen=0, **changes):
        """Store a charge without what comes inside it, and return its row."""
        plain = {"balance_transaction": "txn_1", "refunds": ..., **changes}
        self.store("charge", self.reading("charge.new", id=f"ch_{number}", **plain), seen=seen)
        return self.row("charge", f"ch_{number}")

    def due(self, limit=10):
        return self.Charge._to_apply(self.connection, limit)

    def test_new_and_changed_rows_wait(self):
        row = self.charge()
        self.assertEqual(self.due(), row)
        row._note_applied()
        self.assertFalse(self.due())
        self.charge(seen=1)
        self.assertFalse(self.due())
        self.charge(seen=2, status="failed")
        self.assertEqual(self.due(), row)

    def test_the_oldest_at_stripe_comes_first(self):
        for number, created in ((1, 300), (2, 100), (3, 200)):
            self.charge(number, created=created)
        self.assertEqual(self.due(2).mapped("external_id"), ["ch_2", "ch_3"])

    def test_other_connections_do_not_count(self):
        self.store("charge", self.reading("charge.new"), connection=self.other_connection)
        self.assertFalse(self.due())

    def test_what_nobody_books_does_not_wait(self):
        self.store("payment.intent", self.reading("payment_intent.new"))
        self.assertFalse(self.row("payment.intent", "pi_1").needs_apply)

    def test_only_columns_that_matter_ask_for_it(self):
        self.store("customer", self.reading("customer"))
        row = self.row("customer", "cus_fr")
        row._note_applied()
        self.store("customer", self.reading("customer", delinquent=False), seen=1)
        self.assertEqual((row.delinquent, row.needs_apply), (False, False))
        self.store("customer", self.reading("customer", email="new@atelier.example"), seen=2)
        self.assertTrue(row.needs_apply)

    def test_a_column_that_does_not_matter_keeps_a_waiting_row_waiting(self):
        self.store("customer", self.reading("customer"))
        row = self.row("customer", "cus_fr")
        row._note_apply_error(Transient("Not yet."))
        self.store("customer", self.reading("customer", delinquent=False), seen=1)
        self.assertEqual((row.needs_apply, row.problem, row.apply_attempts), (True, "Not yet.", 1))

    def test_the_ladder_ends_at_a_person(self):
        row = self.charge()
        for attempt, wait_s in enumerate(retry.INBOX, 1):
            before = fields.Datetime.now()
            row._note_apply_error(Transient("The movement is not read yet."))
            self.assertEqual((row.needs_apply, row.needs_person, row.apply_attempts), (True, False, attempt))
            self.assertGreaterEqual(row.next_apply_at, before + timedelta(seconds=wait_s))
            self.assertFalse(self.due())
        row._note_apply_error(Transient("The movement is not read yet."))
        self.assertEqual((row.needs_apply, row.needs_person, row.next_apply_at), (False, True, False))
        self.assertEqual(row.problem, "The movement is not read yet.")

    def test_the_providers_wish_counts(self):
        row = self.charge()
        before = fields.Datetime.now()
        row._note_apply_error(Transient("Busy.", retry_after_s=900))
        self.assertGreaterEqual(row.next_apply_at, before + timedelta(seconds=900))

    def test_some_errors_need_a_person_at_once(self):
        for error in (
            NeedsPerson("Two contacts fit.", "Choose one."),
            Permanent("The period is locked."),
            PayloadError("charge", "ch_1", "amount", "is missing"),
        ):
            with self.subTest(error=error):
                row = self.charge()
                row._note_apply_error(error)
                self.assertEqual((row.needs_apply, row.needs_person), (False, True))
                self.assertIn(str(error), row.problem)
                self.assertTrue(row.remedy)

    def test_an_unexpected_error_is_shown_and_tried_again(self):
        row = self.charge()
        row._note_apply_error(ZeroDivisionError())
        self.assertEqual((row.needs_apply, row.problem), (True, "ZeroDivisionError"))

    def test_a_secret_in_an_error_is_masked(self):
        row = self.charge()
        row._note_apply_error(ValueError("refused key rk_test_" + "a1" * 20))
        self.assertNotIn("a1a1a1a1a1", row.problem)

    def test_a_change_begins_the_ladder_anew(self):
        row = self.charge()
        row._note_apply_error(NeedsPerson("Two contacts fit."))
        self.charge(seen=1, status="failed")
        self.assertEqual(
            (row.needs_apply, row.needs_person, row.apply_attempts, row.problem),
            (True, False, 0, False),
        )

    def test_an_unchanged_reading_keeps_the_problem(self):
        row = self.charge()
        row._note_apply_error(NeedsPerson("Two contacts fit."))
        self.charge(seen=1)
        self.assertEqual((row.needs_person, row.problem), (True, "Two contacts fit."))

    def plan_among_many(self, model, row, domain, done):
        """Return how PostgreSQL looks for ``domain`` where thousands of copies of ``row`` are done already."""
        row.env.flush_all()
        columns = [
            SQL.identifier(name)
            for name, field in row._fields.items()
            if field.store and field.column_type and name not in ("id", "external_id", done)
        ]
        self.env.cr.execute(
            SQL(
                """INSERT INTO %(table)s (%(columns)s, external_id, %(done)s)
                   SELECT %(columns)s, external_id || number, %(value)s
                     FROM %(table)s, generate_series(1, 3000) AS number WHERE id = %(id)s""",
                table=SQL.identifier(model._table),
                columns=SQL(", ").join(columns),
                done=SQL.identifier(done),
                value=done == "is_booked",
                id=row.id,
            )
        )
        self.env.cr.execute(SQL("ANALYZE %s", SQL.identifier(model._table)))
        query = model._search(domain, order="created_at, id", limit=10)
        self.env.cr.execute("EXPLAIN " + query.select().code, query.select().params)
        return "\n".join(line for (line,) in self.env.cr.fetchall())

    def test_due_rows_are_found_by_their_index(self):
        """What waits is few among many: the queue must not read the whole table."""
        plan = self.plan_among_many(
            self.Charge, self.charge(), self.Charge._to_apply_domain(self.connection), "needs_apply"
        )
        self.assertIn("ar_stripe_charge_apply_index", plan)

    def test_unbooked_movements_are_found_by_their_index(self):
        self.store("balance.transaction", self.movement())
        Movement = self.env["ar.stripe.balance.transaction"]
        domain = [("connection_id", "=", self.connection.id), ("is_booked", "=", False)]
        plan = self.plan_among_many(Movement, Movement.search(domain), domain, "is_booked")
        self.assertIn("ar_stripe_balance_transaction_unbooked_index", plan)
