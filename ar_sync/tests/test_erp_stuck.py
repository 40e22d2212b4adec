"""Risk: a change for an ERP waits for ever, or what nobody wants any more is sent after an answer was lost."""

from decimal import Decimal
from unittest.mock import patch

from odoo.exceptions import UserError
from odoo.tools import mute_logger

from odoo.addons.ar_sync.models import ar_erp_again
from odoo.addons.ar_sync.protocol.erp_errors import erp_error

from .test_erp_drift import ReadCase

BUSY = erp_error("busy")


class StuckCase(ReadCase):
    def period(self, is_closed):
        """Close March in the ERP, or open it, and read that."""
        values = {"begins_on": "2026-03-01", "ends_on": "2026-03-31", "is_closed": is_closed}
        rows = [{"external_id": "p3", "name": "Mar 2026", **values}]
        self.env["ar.erp.record"]._store(self.erp_connection, "period", rows)
        self.Operation._ar_erp_look_again(self.erp_connection)

    def refused_once(self):
        """Return the change of an invoice that the ERP certainly did not make, and that is to be tried again."""
        self.erp.fail("create", BUSY)
        move = self.invoice(self.alice, 100)
        self.work()
        row = self.open()
        self.assertEqual((row.state, row.attempts), ("ready", 1))
        row._set_state("ready", next_attempt_at=False)
        return move, row

    def settled_now(self, row):
        """Ask now what became of an unknown change, and do no more."""
        row._set_state("unknown", next_attempt_at=False)
        self.Operation._send_ready()


class TestErpStuck(StuckCase):
    def test_what_is_found_wrong_after_a_try_is_looked_at_again(self):
        """It certainly was not made: nothing about it is uncertain."""
        _move, row = self.refused_once()
        self.period(is_closed=True)
        self.work()
        self.assertEqual((row.state, row.finding), ("review", "period_closed"))
        self.period(is_closed=False)
        self.work()
        self.assertEqual((row.state, len(self.erp.documents("invoice"))), ("done", 1))

    def test_what_is_held_after_a_try_says_what_the_books_say(self):
        move, row = self.refused_once()
        row.with_user(self.manager).action_hold()
        move.invoice_date_due = "2026-05-15"
        self.queue()
        self.assertFalse(self.env["ar.erp.again"].search([]))
        row.with_user(self.manager).action_release()
        self.work()
        self.assertEqual((row.state, str(self.erp.documents("invoice")[0].due_on)), ("done", "2026-05-15"))

    def test_a_setting_counts_for_what_waits_already(self):
        _move, row = self.refused_once()
        self.erp_connection.erp_send_invoices = "review"
        self.work()
        self.assertEqual((row.state, self.erp.documents("invoice")), ("review", []))
        self.erp_connection.erp_send_invoices = "off"
        with self.assertRaises(UserError):
            row.with_user(self.manager).action_approve()
        self.erp_connection.erp_send_invoices = "review"
        row.with_user(self.manager).action_approve()
        self.erp_connection.erp_send_invoices = "off"
        self.work()
        self.assertEqual((row.state, self.erp.documents("invoice")), ("review", []))
        self.erp_connection.erp_send_invoices = "review"
        row.with_user(self.manager).action_approve()
        self.erp.fail("create", erp_error("value"))
        self.work()
        self.assertEqual(row.state, "failed")
        row.with_user(self.manager).action_retry()
        self.work()
        self.assertEqual((row.state, len(self.erp.documents("invoice"))), ("done", 1))

    def test_many_that_wait_for_an_answer_hold_up_no_other(self):
        self.startPatcher(patch.object(ar_erp_again, "BATCH", 1))
        for _number in range(2):
            self.erp.lose("create")
            move = self.invoice(self.alice, 100)
            self.work()
            move.invoice_date_due = "2026-05-15"
            self.queue()
        self.assertEqual(self.open().mapped("state"), ["unknown"] * 2)
        maker = patch.object(self.registry["ar.erp.maker"], "_make", side_effect=KeyError("x"))
        with maker, mute_logger("odoo.addons.ar_sync.models.ar_erp_plan"):
            other = self.invoice(self.bruno, 70)
            self.queue()
        self.work()
        self.assertTrue(self.env["ar.sync.binding"]._of(other, "invoice"))

    def test_what_could_not_be_planned_is_tried_again_in_the_night(self):
        maker = patch.object(self.registry["ar.erp.maker"], "_make", side_effect=KeyError("x"))
        quiet = mute_logger("odoo.addons.ar_sync.models.ar_erp_plan", "odoo.addons.ar_sync.models.ar_erp_again")
        with maker, quiet:
            self.invoice(self.alice, 100)
            self.queue()
            for _time in range(ar_erp_again.ATTEMPTS_MAX + 1):
                self.env["ar.erp.again"]._look()
        self.work()
        self.assertEqual(self.erp.documents("invoice"), [])
        self.read("erp_compare")
        self.work()
        self.assertEqual(len(self.erp.documents("invoice")), 1)

    def test_what_we_made_ourselves_is_no_stranger_while_the_answer_is_lost(self):
        """It is neither a number that is taken, nor missing here, nor to be taken over."""
        self.erp_connection.erp_opening_on = "2026-01-01"
        self.erp.lose("create")
        self.invoice(self.alice, 100)
        self.work()
        row = self.open()
        self.read("erp_lists", "erp_invoice")
        self.assertEqual(self.drifts(), [])
        self.assertFalse(self.env["ar.erp.opening"]._waiting(self.erp_connection))
        with self.assertRaises(UserError):
            self.env["ar.erp.opening"]._take_in(self.erp_connection, self.env["ar.erp.document"].search([]))
        with patch.object(self.erp, "find", lambda *args, **kwargs: []):
            self.settled_now(row)
        self.work()
        self.assertEqual((row.state, row.finding, len(self.erp.documents("invoice"))), ("done", False, 1))

    def test_what_waits_for_one_that_is_marked_is_looked_at_again(self):
        invoice = self.invoice(self.alice, 100)
        self.pay(invoice)
        change, money = self.queue()
        change.with_user(self.manager).action_hold()
        self.env["ar.erp.check"]._check(self.erp_connection)
        self.assertEqual(money.finding, "target_missing")
        theirs = self.erp.put(self.made(invoice)["invoice"])
        change.with_user(self.manager)._ar_erp_mark("Entered by hand", theirs)
        self.assertFalse(money.checked_at)

    def test_what_was_undone_while_the_answer_was_lost_is_not_sent(self):
        invoice = self.invoice(self.alice, 100)
        self.work()
        self.erp.fail("create", erp_error("answer_lost"))
        payment = self.pay(invoice)
        self.work()
        payment.move_id.line_ids.remove_move_reconcile()
        row = self.queue()
        self.settled_now(row)
        self.assertEqual(row.state, "ready", "the ERP does not have it")
        self.Operation._send_ready()
        [sent] = self.erp.documents("payment")
        self.assertEqual((sent.applied, sent.open_amount), ((), Decimal("100.00")))

    def test_what_is_taken_back_waits_for_the_money_that_is_planned_later(self):
        """The money's own change is on its way when its invoice is cancelled."""
        one, two = self.invoice(self.alice, 60), self.invoice(self.alice, 40)
        payment = self.pay(one, 100)
        self.work()
        apply = self.erp.apply

        def meanwhile(*args, **kwargs):
            written = apply(*args, **kwargs)
            self.erp_connection.erp_send_payments = "review"
            one.button_draft()
            one.button_cancel()
            self.queue()
            return written

        items = self.item(payment.move_id) | self.item(two)
        items.filtered(lambda line: not line.reconciled).reconcile()
        with patch.object(self.erp, "apply", meanwhile):
            self.work()
        released, cancelled = self.open().sorted(lambda row: row._ar_erp_verb())
        self.assertEqual((released.state, cancelled.state), ("review", "ready"), self.told())
        released.with_user(self.manager).action_approve()
        self.work()
        self.assertFalse(self.open(), self.told())
        self.assertTrue(self.erp.documents("invoice")[0].is_voided)

    def test_what_waits_follows_the_setting_of_discounts(self):
        """REST would refuse what was planned for SOAP."""
        self.erp_connection.write({"erp_send_payments": "review", "erp_send_write_offs": "review"})
        move = self.invoice(self.alice, 100)
        self.pay(move, 97, write_off=self.loss)
        self.work()
        self.assertEqual(self.open().mapped("kind"), ["erp.payment.create"])
        self.erp_connection.erp_discounts_how = "write_off"
        self.work()
        self.assertEqual(self.open().mapped("kind"), ["erp.payment.create", "erp.write_off.create"])
        self.assertFalse(any(part["discount"] != "0" for part in self.open()[0].erp_document["applied"]))
