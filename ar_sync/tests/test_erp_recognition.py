"""Risk: what the ERP has recognised of our invoices is shown wrong, twice, or to the wrong people."""

from datetime import date
from decimal import Decimal
from unittest.mock import patch

from odoo.exceptions import AccessError

from odoo.addons.ar_sync.protocol.documents import Recognition
from odoo.addons.ar_sync.protocol.erp import Recognized

from .test_erp_drift import ReadCase

FIRST, LAST = date(2026, 2, 1), date(2026, 4, 30)
THIRD = Decimal("33.33")


def plan(*done, line=1, **values):
    """Return a line of 100.00 over three periods, of which the first ones are recognised."""
    parts = tuple((f"p{2 + place}", amount, is_done) for place, (amount, is_done) in enumerate(done))
    recognized = sum((amount for amount, is_done in done if is_done), Decimal(0))
    deferred = sum((amount for amount, is_done in done if not is_done), Decimal(0))
    given = {"begins_on": FIRST, "ends_on": LAST, "by_period": parts, **values}
    return Recognized(line, "", Decimal(100), recognized, deferred, **given)


class TestErpRecognition(ReadCase):
    def setUp(self):
        super().setUp()
        self.move = self.invoice(self.alice, 100)
        self.invoice(self.bruno, 5)  # nothing of it is deferred
        self.work()
        self.read("erp_lists")
        self.erp.abilities = frozenset({"recognition_plan"})
        Maker = self.registry["ar.erp.maker.invoice"]
        self.startPatcher(patch.object(Maker, "_recognition", lambda maker, row: Recognition(FIRST, LAST)))

    def tell(self, *plans):
        """Have the ERP say this of the invoice, and read it."""
        self.erp.revenue = {self.there(): list(plans)} if plans else {}
        self.read("erp_recognition")
        rows = self.move.ar_erp_recognition_ids.sorted("month")
        return [(row.period, row.recognized, row.deferred) for row in rows]

    def test_recognised_and_deferred_by_line_and_period(self):
        told = self.tell(plan((THIRD, True), (THIRD, False), (Decimal("33.34"), False)))
        self.assertEqual(told, [("Feb 2026", 33.33, 0), ("Mar 2026", 0, 33.33), ("Apr 2026", 0, 33.34)])
        self.assertEqual((self.move.ar_erp_recognized, self.move.ar_erp_deferred), (33.33, 66.67))
        rows = self.move.ar_erp_recognition_ids
        self.assertEqual((rows.move_line_id, rows.partner_id), (self.move.invoice_line_ids, self.alice))
        self.assertFalse(any(rows.mapped("difference")))
        sums = self.env["ar.erp.recognition"]._read_group([], ["currency_id", "month:month"], ["recognized:sum"])
        self.assertEqual(len(sums), 3)
        # A month later: the same rows say something else, and what is no longer planned is gone.
        again = self.tell(plan((THIRD, True), (Decimal("66.67"), True)))
        self.assertEqual(again, [("Feb 2026", 33.33, 0), ("Mar 2026", 66.67, 0)])
        self.assertLess(self.move.ar_erp_recognition_ids, rows)
        self.assertEqual(self.move.ar_erp_deferred, 0)
        self.assertEqual(self.tell(), [])
        stream = self.erp_connection.stream_ids.filtered(lambda row: row.kind == "erp_recognition")
        self.assertTrue(stream.next_attempt_at)
        self.assertEqual(stream.kind_label, "Recognised revenue")

    def test_what_differs_from_the_line_here_is_said(self):
        self.tell(plan((Decimal(100), True), ends_on=date(2026, 3, 31)))
        row = self.move.ar_erp_recognition_ids
        self.assertEqual(row.difference, "here 2026-02-01 to 2026-04-30")

    def test_an_erp_without_periods_and_a_credit_note(self):
        self.erp.abilities = frozenset()
        self.assertEqual(self.tell(plan((Decimal(40), True), (Decimal(60), False), by_period=())), [(False, 40, 60)])
        note = self.credit(self.move)
        self.work()
        self.erp.revenue = {self.there("credit_memo"): [plan((Decimal(40), True), line=0, by_period=())]}
        self.read("erp_recognition")
        self.assertEqual((note.ar_erp_recognized, note.ar_erp_recognition_ids.move_line_id.ids), (-40.0, []))
        self.assertFalse(self.move.ar_erp_recognition_ids)

    def test_it_is_shown_and_written_by_nobody(self):
        self.tell(plan((Decimal(100), True)))
        row = self.move.ar_erp_recognition_ids.with_user(self.manager)
        self.assertEqual(row.recognized, 100.0)
        for change in (lambda: row.write({"recognized": 1}), row.unlink, lambda: row.copy()):
            with self.assertRaises(AccessError):
                change()
