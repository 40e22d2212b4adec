"""Risk: money that the ERP keeps apart until it is used is used here, and the ERP hears of it wrongly or never."""

from datetime import date
from decimal import Decimal

from odoo.addons.ar_sync.protocol.documents import Payment

from .test_erp_drift import ReadCase

DAY = date(2026, 3, 20)


class TestErpAhead(ReadCase):
    """A deposit of 200 was taken over, and an invoice of 80 was sent."""

    def setUp(self):
        super().setUp()
        held = Payment("", f"c{self.alice.id}", "USD", date(2026, 2, 3), Decimal(200), Decimal(200), number="DEP1")
        self.held = self.erp.put(held)
        self.read()
        self.erp_connection.action_take_over()
        self.env["ar.sync.dispatch"]._stage_erp()
        tie = self.env["ar.sync.binding"].search([("external_id", "=", self.held), ("kind", "=", "payment")])
        self.money = self.env["account.move"].browse(tie.res_id)
        self.move = self.invoice(self.alice, 80)
        self.work()

    def use(self):
        """Set the money against the invoice, on a day of its own; return the change."""
        items = self.item(self.money) | self.item(self.move)
        items.reconcile()
        self.env.flush_all()
        self.env.cr.execute(
            "UPDATE account_partial_reconcile SET create_date = %s WHERE id IN %s",
            [f"{DAY} 12:00:00", tuple((items.matched_debit_ids & items.matched_credit_ids).ids)],
        )
        self.env.invalidate_all()
        return self.queue()

    def row(self):
        return self.env["ar.erp.document"].search([("external_id", "=", self.held)])

    def test_it_is_used_there_on_the_day_of_the_match_and_given_back(self):
        change = self.use()
        self.assertEqual((change.kind, list(change.payload)), ("erp.payment.apply", ["applied"]))
        self.work()
        self.assertEqual(change.state, "done", change.problems)
        self.assertEqual(self.erp.uses, [(change.external_ref, {f"account.move,{self.move.id}": DAY})])
        self.assertEqual((self.row().body["control_account"], self.row().open_amount), ("", 120.0))
        (self.item(self.money) | self.item(self.move)).remove_move_reconcile()
        self.work()
        self.assertEqual((self.erp.records[self.held].document.applied, self.row().open_amount), ((), 200.0))
        self.read("erp_compare")
        self.assertEqual(self.drifts(), [])

    def test_the_month_of_the_match_has_to_be_open_and_not_that_of_the_money(self):
        periods = self.env["ar.erp.record"].search([("kind", "=", "period")])
        february, march = (periods.filtered(lambda row, key=key: row.external_id == key) for key in ("p2", "p3"))
        february.is_closed = True
        change = self.use()
        self.env["ar.erp.check"]._check(self.erp_connection)
        self.assertFalse(change.finding)
        self.assertIn("USE /", change.preview_text)
        march.is_closed = True
        self.env["ar.erp.check"]._check(self.erp_connection)
        self.assertEqual(change.finding, "period_closed")

    def test_nothing_else_of_it_is_ever_sent(self):
        self.money.ref = "Something of ours"
        self.assertFalse(self.queue())
