"""Risk: a rate without its denominator. Each receipt is counted once, in one column."""

from odoo.tests import tagged

from .common import ReceivablesCase


@tagged("post_install", "-at_install")
class TestMatchReport(ReceivablesCase):
    def rows(self, receipts):
        self.env.flush_all()
        self.env.invalidate_all()
        return self.env["ar.match.report"].search([("receipt_id", "in", receipts.ids)], order="id")

    def figures(self, receipts, *measures):
        self.rows(receipts)
        [found] = self.env["ar.match.report"]._read_group([("receipt_id", "in", receipts.ids)], [], measures)
        return found

    def receipts(self):
        """Return four receipts: two applied by themselves, one of them taken back, one waiting, one elsewhere."""
        invoices = [self.invoice(self.alice, 80.0, self.eur) for _number in range(2)]
        found = self.env["ar.match.receipt"]
        for number, invoice in enumerate(invoices):
            found |= self.receipt(80.0, self.eur, text=invoice.name, partner=self.alice, name=f"RCPT {number}")
        found |= self.receipt(33.0, name="RCPT 2")
        found.action_match()
        self.assertEqual(found.mapped("state"), ["matched", "matched", "review"])
        found[1].action_undo()
        elsewhere = self.receipt(500.0, name="RCPT 3")
        elsewhere._set_state("ignored", reason="Elsewhere")
        return found | elsewhere

    def test_each_receipt_is_in_one_column(self):
        receipts = self.receipts()
        rows = self.rows(receipts)
        self.assertEqual(rows.receipt_id, receipts[:3])
        self.assertEqual(rows.mapped("decision"), ["engine", "waiting", "waiting"])

    def test_rates_name_what_they_count(self):
        receipts = self.receipts()
        rate, value, automatic, precision, unapplied = self.figures(
            receipts, "automatic_rate:avg", "value:sum", "automatic_value:sum", "precision:avg", "unapplied_value:sum"
        )
        self.assertAlmostEqual(rate, 100 / 3, 4)
        self.assertAlmostEqual(value, 100.0 + 100.0 + 33.0, 4)
        self.assertAlmostEqual(automatic, 100.0, 4)
        self.assertEqual(precision, 50.0, "of the two that the engine applied")
        self.assertAlmostEqual(unapplied, 100.0 + 33.0, 4)

    def test_age_and_rail(self):
        receipts = self.receipts()
        rows = self.rows(receipts)
        self.assertEqual(rows.mapped("rail"), ["manual"] * 3)
        self.assertEqual(rows[0].unapplied_age, False)
        self.assertEqual(set(rows[1:].mapped("unapplied_age")), {"older"})
        self.assertEqual(rows[0].kind_id.display_name, "References in the text, exact amount")

    def test_every_measure_can_be_added_up(self):
        """A pivot refuses to open for a sum whose currency is not a column of its own."""
        measures = "value automatic_value automatic_rate precision unapplied_value hours_to_apply".split()
        described = self.env["ar.match.report"].fields_get(measures, ["aggregator"])
        self.assertEqual([name for name in measures if not described[name].get("aggregator")], [])
