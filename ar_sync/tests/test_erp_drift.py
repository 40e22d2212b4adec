"""Risk: somebody changes the ERP by hand and nobody learns of it, or is told of what is no difference."""

import tracemalloc
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal

from freezegun import freeze_time

from odoo.exceptions import UserError
from odoo.fields import Command

from odoo.addons.ar_sync.models.ar_sync_tie_out_erp import MONTHS_MAX
from odoo.addons.ar_sync.protocol.documents import Applied, CreditMemo, Invoice, Payment
from odoo.addons.ar_sync.protocol.erp import Listed

from .test_erp_queue import QueueCase

ZERO = Decimal(0)


class ReadCase(QueueCase):
    def setUp(self):
        super().setUp()
        self.automatic()
        self.erp.lists["customer"] = [
            Listed("customer", f"c{partner.id}", partner.name) for partner in (self.alice, self.bruno)
        ]
        self.erp.lists["account"] = [
            Listed("account", row.external_id, row.name)
            for row in self.env["ar.erp.record"].search([("kind", "=", "account")])
        ]
        self.erp.lists["method"] = [
            Listed("method", row.external_id, row.name)
            for row in self.env["ar.erp.record"].search([("kind", "=", "method")])
        ]
        self.erp_connection._ar_ensure_streams()

    def there(self, kind="invoice"):
        return self.erp.documents(kind)[0].key


class TestErpReading(ReadCase):
    def test_everything_is_read_page_by_page_and_then_only_what_changed(self):
        for number in range(5):
            self.erp.put(
                Invoice("", f"c{self.alice.id}", "USD", date(2026, 3, 1), Decimal(10 + number), ZERO, f"N{number}")
            )
        self.read()
        self.assertEqual(self.env["ar.erp.document"].search_count([("subject", "=", "invoice")]), 5)
        self.assertTrue(self.erp_connection.is_imported)
        stream = self.erp_connection.stream_ids.filtered(lambda row: row.kind == "erp_invoice")
        self.assertEqual(stream.cursor["since"], (self.erp.now - timedelta(minutes=10)).isoformat())
        self.erp.tick(3600)
        self.erp.edit(self.there(), number="N0b")
        self.read("erp_invoice")
        before = stream.records_done
        self.read("erp_invoice")
        self.assertEqual(stream.records_done - before, 1, "the overlap reads it one more time, and no other")
        self.assertTrue(self.env["ar.erp.document"].search([("number", "=", "N0b")]))

    def test_a_change_within_the_overlap_is_not_missed(self):
        self.read("erp_invoice")
        self.erp.now -= timedelta(minutes=5)
        self.erp.put(Invoice("", f"c{self.alice.id}", "USD", date(2026, 3, 1), Decimal(7), ZERO, "LATE"))
        self.read("erp_invoice")
        self.assertTrue(self.env["ar.erp.document"].search([("number", "=", "LATE")]))

    def test_a_payment_there_moves_the_invoice_that_does_not_say_it_changed(self):
        self.invoice(self.alice, 100)
        self.work()
        self.read()
        self.erp.tick(3600)
        target = self.there()
        paid = Payment(
            "", f"c{self.alice.id}", "USD", date(2026, 3, 9), Decimal(60), ZERO, applied=(Applied(target, Decimal(60)),)
        )
        self.erp.put(paid)
        self.read("erp_payment")
        row = self.env["ar.erp.document"].search([("subject", "=", "invoice")])
        self.assertEqual(row.body["open_amount"], "40.00")
        self.assertEqual(self.drifts(), [("invoice", "open_amount", "100.00", "40.00")])


class TestErpDrift(ReadCase):
    def setUp(self):
        super().setUp()
        self.move = self.invoice(self.alice, 100)
        self.payment = self.pay(self.move, 60)
        self.work()
        self.read()
        self.erp.tick(3600)

    def test_both_sides_agree_after_sending(self):
        self.assertEqual(self.drifts(), [])

    def test_amount_changed_by_hand_is_found_and_sent_again(self):
        self.erp.edit(self.there(), total=Decimal("110.00"))
        self.read("erp_invoice")
        self.assertEqual(self.drifts(), [("invoice", "total", "100.00", "110.00")])
        drift = self.Drift.search([("state", "=", "open")])
        self.assertEqual((drift.partner_id, drift.at_risk), (self.alice, 10.0))
        drift.with_user(self.manager).action_push_ours()
        self.work()
        self.erp.tick(3600)
        self.read("erp_invoice")
        self.assertEqual((self.drifts(), drift.state), ([], "settled"))

    def test_what_cannot_be_read_for_once_is_not_taken_for_deleted(self):
        """Sending ours would make it a second time."""
        key = self.there()
        self.erp.unreadable[key] = "total is no amount: 'x'"
        stream = self.erp_connection.stream_ids.filtered(lambda row: row.kind == "erp_compare")
        stream._read_page()
        while stream.state == "running":
            stream._read_page()
        self.assertIn(f"{key}: total is no amount", stream.last_error)
        self.assertEqual((stream.state, self.drifts()), ("idle", []))
        self.erp.unreadable.clear()
        self.read("erp_compare")
        self.assertEqual((stream.last_error, self.drifts()), (False, []))

    def test_what_the_role_may_no_longer_see_is_not_taken_for_deleted(self):
        """The ERP lists none of it and says nothing; it is told once, and not of each document."""
        self.erp.hidden = frozenset({"payment"})
        stream = self.erp_connection.stream_ids.filtered(lambda row: row.kind == "erp_compare")
        stream._read_page()
        while stream.state == "running":
            stream._read_page()
        self.assertEqual((stream.state, self.drifts()), ("idle", []))
        self.assertIn("does not see all", stream.last_error)
        self.erp.hidden = frozenset()
        self.read("erp_compare")
        self.assertEqual(self.drifts(), [])

    def test_what_a_payment_settles_may_be_unreadable(self):
        """The stream says so of that document; the payment and all others are read."""
        key, paid = self.there(), self.there("payment")
        other = self.erp.put(replace(self.erp.records[key].document, number="X"))
        self.erp.edit(paid, memo="seen", applied=(Applied(key, Decimal("40.00")), Applied(other, Decimal("1.00"))))
        self.erp.unreadable[key] = "total is no amount: 'x'"
        stream = self.erp_connection.stream_ids.filtered(lambda row: row.kind == "erp_payment")
        stream._read_page()
        self.assertEqual(stream.state, "idle")
        self.assertIn(f"{key}: total is no amount", stream.last_error)
        rows = self.env["ar.erp.document"].search([("external_id", "in", (paid, other))])
        self.assertEqual(sorted(rows.mapped("open_amount")), [19.0, 99.0])
        self.erp.unreadable.clear()
        self.read("erp_payment")
        self.assertFalse(stream.last_error)

    def test_void_and_deleted_there(self):
        self.erp.edit(self.there("payment"), is_voided=True)
        self.read("erp_payment")
        self.assertIn(("payment", "voided_there"), [row[:2] for row in self.drifts()])
        self.erp.remove(self.there())
        self.read("erp_deleted")
        self.assertIn(("invoice", "deleted_there", "100.00", ""), self.drifts())

    def test_a_deleted_invoice_is_made_again_when_ours_is_pushed(self):
        self.erp.remove(self.there("payment"))
        self.read("erp_deleted")
        drift = self.Drift.search([("kind", "=", "deleted_there")])
        drift.with_user(self.manager).action_push_ours()
        self.work()
        self.assertEqual(len(self.erp.documents("payment")), 1)
        self.erp.tick(3600)
        self.read()
        self.assertEqual(self.drifts(), [])

    def test_the_night_finds_what_no_message_told(self):
        theirs = self.there("payment")
        record = self.erp.records[theirs]
        self.erp.records[theirs] = type(record)(
            **{**record.__dict__, "document": record.document.__class__(**{**record.document.__dict__, "applied": ()})}
        )
        del self.erp.records[self.there()]
        self.env["ar.erp.document"].search([]).write({"seen_at": "2026-01-01 00:00:00"})
        self.assertEqual(self.drifts(), [])
        self.read("erp_compare")
        self.assertEqual(
            [row[:2] for row in self.drifts()],
            [
                ("invoice", "deleted_there"),
                ("payment", "applications"),
            ],
        )
        applications = self.Drift.search([("kind", "=", "applications")])
        self.assertEqual(applications.here, f"{self.move.display_name} 60.00")

    def test_the_night_is_next_night_by_local_time(self):
        self.erp_connection.timezone = "America/New_York"
        self.assertIn(self.erp_connection._ar_erp_next_night().hour, (6, 7))

    def test_what_is_on_its_way_is_no_difference(self):
        self.erp_connection.erp_send_payments = "review"
        self.pay(self.move, 40)
        self.queue()
        self.read()
        self.assertEqual(self.drifts(), [])

    def test_what_was_marked_as_synced_is_no_difference(self):
        self.erp_connection.erp_send_invoices = "review"
        self.invoice(self.alice, 10)
        self.queue().with_user(self.manager)._ar_erp_mark("In a journal entry.")
        self.read("erp_compare")
        self.assertEqual(self.drifts(), [])

    def test_never_sent_is_missing_there(self):
        move = self.invoice(self.alice, 10)
        self.env["ar.sync.operation"].sudo().search([("res_id", "=", move.id)])._set_state("cancelled")
        self.queue()
        self.open()._set_state("cancelled")
        self.read("erp_compare")
        self.assertEqual(self.drifts(), [("invoice", "missing_there", "10.00", "")])

    def test_a_due_date_is_taken(self):
        self.erp.edit(self.there(), due_on=date(2027, 1, 5))
        self.read("erp_invoice")
        drift = self.Drift.search([("kind", "=", "due_on")])
        drift.with_user(self.manager).action_take_theirs()
        self.assertEqual(self.move.invoice_date_due, date(2027, 1, 5))
        self.assertEqual(self.queue().mapped("kind"), ["erp.invoice.update"])

    def test_a_void_of_a_paid_invoice_is_for_a_person(self):
        self.erp.edit(self.there(), is_voided=True)
        self.read("erp_invoice")
        drift = self.Drift.search([("kind", "=", "voided_there")])
        with self.assertRaisesRegex(UserError, "credit it here"):
            drift.with_user(self.manager).action_take_theirs()

    def tie_out(self, today="2026-05-14"):
        """Tie out as if it were that day; return month end -> row."""
        with freeze_time(today):
            self.erp_connection._ar_update_tie_out()
        return {str(row.as_of or "now"): row for row in self.erp_connection.tie_out_ids}

    def test_the_tie_out_says_the_same_on_both_sides(self):
        rows = self.tie_out()
        now = rows["now"]
        self.assertEqual((now.remote_balance, now.ledger_balance, now.difference), (40.0, 40.0, 0.0))
        self.erp_connection.erp_send_invoices = "review"
        self.invoice(self.alice, 25)
        self.queue()
        self.assertEqual(self.tie_out()["now"], now)
        self.assertEqual((now.ledger_balance, now.waiting_amount, now.difference), (65.0, 25.0, 0.0))
        self.erp.edit(self.there(), total=Decimal(90))
        self.tie_out()
        self.assertEqual(now.difference, -10.0)

    def test_a_mapping_is_prepared_from_what_was_invoiced(self):
        self.env["ar.erp.mapping"].search([("connection_id", "=", self.erp_connection.id)]).unlink()
        with freeze_time("2026-05-14"):
            action = self.erp_connection.action_prepare_mapping()
            rows = self.env["ar.erp.mapping"].search(action["domain"])
            self.erp_connection.action_prepare_mapping()
        self.assertEqual(self.env["ar.erp.mapping"].search(action["domain"]), rows, "what is listed is listed once")
        self.assertFalse(any(rows.mapped("is_confirmed")))
        by_kind = rows.grouped("kind")
        self.assertEqual((by_kind["customer"].res_id, by_kind["customer"].suggested_why[:5]), (self.alice.id, "Their"))
        self.assertIn(self.receivable.id, by_kind["account"].mapped("res_id"))
        self.assertNotIn("item", by_kind)
        self.assertTrue(by_kind["method"])

    def test_every_month_end_since_the_opening_is_tied_out_and_looked_at_again(self):
        april = self.invoice(self.alice, 7, date="2026-04-15")
        self.work()
        self.read("erp_lists")
        self.erp.calls.clear()
        rows = self.tie_out()
        self.assertEqual(sorted(rows), ["2026-03-31", "2026-04-30", "now"], "before that there was nothing")
        told = {day: (row.remote_balance, row.ledger_balance, row.verdict) for day, row in rows.items()}
        self.assertEqual(told["2026-03-31"], (40.0, 40.0, "tied"))
        self.assertEqual((told["2026-04-30"], told["now"]), ((47.0, 47.0, "tied"),) * 2)
        self.assertEqual([name for name, _about in self.erp.calls], ["balances"], "one question for all months")
        listed = self.env["ar.sync.tie.out"].search([("connection_id", "=", self.erp_connection.id)])
        self.assertEqual([str(row.as_of or "now") for row in listed], ["now", "2026-04-30", "2026-03-31"])
        self.erp.edit(self.there(), total=Decimal(90))
        again = self.tie_out("2026-06-02")
        self.assertEqual(sorted(again), ["2026-03-31", "2026-04-30", "2026-05-31", "now"])
        self.assertEqual({row.difference for row in again.values()}, {-10.0})
        self.assertEqual((again["2026-03-31"], again["now"]), (rows["2026-03-31"], rows["now"]))
        # An ERP that tells no periods is asked for each day, and one that tells no currencies says so.
        self.erp.tells_periods = self.erp.tells_currencies = False
        told = self.tie_out()
        self.assertEqual(told["2026-04-30"].remote_balance, 37.0)
        self.assertEqual({(row.currency_id, row.is_all_currencies) for row in told.values()}, {(self.usd, True)})
        self.erp_connection.erp_opening_on = april.invoice_date
        self.assertEqual(sorted(self.tie_out()), ["2026-04-30", "now"])
        self.assertEqual(len(self.erp_connection._ar_erp_month_ends(date(2099, 1, 1))), MONTHS_MAX)


class TestErpOpening(ReadCase):
    def put(self, cls, total, number, customer=None, currency="USD", **values):
        customer = customer or f"c{self.alice.id}"
        return self.erp.put(
            cls(
                "", customer, currency, date(2026, 2, 1), Decimal(total), ZERO, number, control_account="recv", **values
            )
        )

    def take_over(self):
        self.erp_connection.erp_send_from = "2026-03-01"
        self.read()
        self.erp_connection.with_user(self.env.ref("base.user_admin")).sudo().action_take_over()
        self.assertFalse(self.erp_connection._ar_erp_take_over_waiting())
        self.queue()

    def test_a_ledger_is_taken_over_and_ties_out(self):
        half = self.put(Invoice, "100.00", "OLD1", due_on=date(2026, 2, 15))
        self.put(Invoice, "1500", "OLD2", currency="JPY")
        paid = self.put(Invoice, "70.00", "OLD3")
        self.put(Payment, "150.00", "P1", applied=(Applied(half, Decimal("60.00")), Applied(paid, Decimal("70.00"))))
        self.put(CreditMemo, "15.00", "CM1")
        self.put(Invoice, "33.00", "OLD4", customer="c-unknown")
        self.take_over()
        self.assertFalse(self.open(), "what is there already is not sent")
        invoice = self.env["account.move"].search([("ar_external_number", "=", "OLD1")])
        self.assertEqual(
            (invoice.amount_total, invoice.amount_residual, str(invoice.invoice_date_due)), (100.0, 40.0, "2026-02-15")
        )
        self.assertEqual(invoice.partner_id, self.alice)
        self.assertFalse(self.env["account.move"].search([("ar_external_number", "in", ("OLD3", "OLD4"))]))
        note = self.env["account.move"].search([("ar_external_number", "=", "CM1")])
        self.assertEqual((note.move_type, note.amount_residual), ("out_refund", 15.0))
        self.erp_connection._ar_update_tie_out()
        rows = {row.currency_id.name: row for row in self.erp_connection.tie_out_ids if not row.as_of}
        self.assertEqual((rows["JPY"].ledger_balance, rows["JPY"].difference), (1500.0, 0.0))
        self.assertEqual(
            (rows["USD"].ledger_balance, rows["USD"].difference), (5.0, 33.0), "one customer is not tied yet"
        )
        self.assertEqual(self.erp_connection.erp_opening_count, 1)

    def test_what_cannot_be_taken_over_says_why_and_holds_up_nothing(self):
        """An ERP may have currencies of its own, which Odoo does not know."""
        self.put(Invoice, "9.00", "ODD", currency="XBT")
        self.put(Invoice, "100.00", "OLD1")
        self.take_over()
        self.assertTrue(self.env["account.move"].search([("ar_external_number", "=", "OLD1")]))
        odd = self.env["ar.erp.document"].search([("number", "=", "ODD")])
        self.assertIn("XBT is no currency that Odoo knows", odd.opening_error)
        self.assertFalse(self.erp_connection.is_taking_over)
        self.read("erp_compare")
        self.assertEqual(self.drifts(), [("invoice", "missing_here", "", "9.00 XBT")])
        self.erp_connection._ar_update_tie_out()
        [now] = self.erp_connection.tie_out_ids.filtered(lambda row: not row.as_of)
        self.assertEqual((now.is_all_currencies, now.remote_balance, now.ledger_balance), (True, 109.0, 100.0))
        self.env["res.currency"].create({"name": "XBT", "symbol": "X", "rate_ids": [Command.create({"rate": 1.0})]})
        self.erp_connection.sudo().action_take_over()
        self.assertFalse(odd.opening_error)
        self.erp_connection._ar_erp_take_over_waiting()
        self.read("erp_compare")
        self.assertEqual(self.drifts(), [])

    def test_nothing_differs_after_a_ledger_was_taken_over(self):
        half = self.put(Invoice, "100.00", "OLD1")
        self.put(Payment, "80.00", "P1", applied=(Applied(half, Decimal("60.00")),))
        self.take_over()
        self.read("erp_compare")
        self.assertEqual(self.drifts(), [])

    def test_what_was_taken_over_is_paid_and_the_erp_hears_of_it(self):
        half = self.put(Invoice, "100.00", "OLD1")
        self.put(Payment, "60.00", "P1", applied=(Applied(half, Decimal("60.00")),))
        self.take_over()
        invoice = self.env["account.move"].search([("ar_external_number", "=", "OLD1")])
        self.pay(invoice)
        self.work()
        self.assertFalse(self.open(), self.told())
        self.assertEqual(str(self.erp._now(self.erp.records[half]).document.open_amount), "0.00")

    def test_money_taken_over_is_applied_and_keeps_what_it_settled_before(self):
        old = self.put(Invoice, "60.00", "OLD0")
        credit = self.put(Payment, "80.00", "P1", applied=(Applied(old, Decimal("60.00")),))
        self.take_over()
        invoice = self.invoice(self.alice, 20)
        move = self.env["account.move"].search([("ar_erp_kind", "=", "payment")])
        line = move.line_ids.filtered(lambda row: row.account_id == self.receivable)
        (line | self.item(invoice)).reconcile()
        self.work()
        self.assertFalse(self.open(), self.told())
        self.assertEqual(
            sorted(str(part.amount) for part in self.erp.records[credit].document.applied), ["20.00", "60.00"]
        )
        self.erp.tick(3600)
        self.read()
        self.assertEqual(self.drifts(), [])

    def test_twice_taken_over_is_once(self):
        self.put(Invoice, "100.00", "OLD1")
        self.take_over()
        self.take_over()
        self.assertEqual(self.env["account.move"].search_count([("ar_external_number", "=", "OLD1")]), 1)

    def test_what_is_new_there_is_a_difference_and_is_brought_here(self):
        self.take_over()
        self.put(Invoice, "12.00", "NEW1")
        self.erp.tick(3600)
        self.read("erp_invoice")
        self.assertEqual(self.drifts(), [("invoice", "missing_here", "", "12.00")])
        drift = self.Drift.search([("state", "=", "open")])
        self.assertEqual(drift.document, "NEW1")
        drift.with_user(self.manager).action_take_theirs()
        self.assertEqual(self.env["account.move"].search([("ar_external_number", "=", "NEW1")]).amount_residual, 12.0)


class TestErpMany(ReadCase):
    def test_a_comparison_holds_one_batch_at_a_time(self):
        """The figure for 10 000 is measured by the benchmark; this is that memory does not grow with the ledger."""
        for number in range(40):
            self.erp.put(
                Invoice("", f"c{self.alice.id}", "USD", date(2026, 3, 1), Decimal(number + 1), ZERO, f"N{number}")
            )
        self.erp.page_size = 10
        self.read("erp_invoice")
        tracemalloc.start()
        with self.assertQueryCount(__system__=60):
            self.env["ar.erp.compare"]._compare_all(self.erp_connection)
        peak = tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()
        self.assertLess(peak, 20_000_000)
