"""Risk: money that the ERP keeps apart until it is used is used here, and the ERP hears of it wrongly or never."""

from datetime import date
from decimal import Decimal

from odoo.addons.ar_sync.models.ar_match_share import Share
from odoo.addons.ar_sync.protocol.documents import Applied, Invoice, Payment

from .test_erp_drift import ReadCase

DAY = date(2026, 3, 20)


class AheadCase(ReadCase):
    """Money is matched here on a day that is said."""

    def match(self, money, move):
        """Set money against an invoice, on a day of its own; return the change."""
        items = (self.item(money) | self.item(move)).filtered(lambda line: not line.reconciled)
        items.reconcile()
        self.env.flush_all()
        self.env.cr.execute(
            "UPDATE account_partial_reconcile SET create_date = %s WHERE id IN %s",
            [f"{DAY} 12:00:00", tuple((items.matched_debit_ids & items.matched_credit_ids).ids)],
        )
        self.env.invalidate_all()
        return self.queue()


class HeldCase(AheadCase):
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
        return self.match(self.money, self.move)

    def row(self):
        return self.env["ar.erp.document"].search([("external_id", "=", self.held)])


class TestErpAhead(HeldCase):
    def test_it_is_used_there_on_the_day_of_the_match_and_given_back(self):
        change = self.use()
        self.assertEqual((change.kind, list(change.payload)), ("erp.payment.apply", ["applied"]))
        self.work()
        self.assertEqual(change.state, "done", change.problems)
        days = {f"account.move,{self.move.id}": [(DAY, Decimal("80.00"))]}
        self.assertEqual(self.erp.uses, [(change.external_ref, days)])
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

    def test_marked_as_synced_it_is_the_money_that_stays_tied(self):
        """Somebody used it there by hand, and says by which record."""
        change = self.use()
        change.with_user(self.manager)._ar_erp_mark("Applied there.", external_id="4711")
        tie = self.env["ar.sync.binding"]._of(self.money)
        self.assertEqual((change.state, tie.external_id), ("done", self.held))
        self.assertEqual(tie.agreed["applied"][0]["amount"], "80.00")
        self.assertFalse(self.queue())

    def test_it_stays_there_when_it_is_taken_out_of_the_books_here(self):
        """It was made there, and the role may not even delete it: only what uses it is taken back."""
        self.use()
        self.work()
        self.money.button_draft()
        self.money.button_cancel()
        change = self.queue()
        self.assertEqual(change.mapped("kind"), ["erp.payment.apply"])
        self.work()
        self.assertEqual(change.state, "done", change.problems)
        self.assertEqual(self.erp.records[self.held].document.applied, ())
        self.assertFalse(self.row().is_voided)
        self.assertFalse(self.queue().filtered(lambda row: row.state not in ("done", "cancelled")))


class TestErpAheadInPart(AheadCase):
    """A deposit of 200 had paid 50 of an invoice of 130 there when both were taken over."""

    def test_more_of_it_for_the_same_invoice_is_told_as_the_sum(self):
        customer = f"c{self.alice.id}"
        owed = Invoice(
            "", customer, "USD", date(2026, 2, 2), Decimal(130), Decimal(80), number="OLD1", control_account="recv",
        )  # fmt: skip
        invoice = self.erp.put(owed)
        used = (Applied(invoice, Decimal(50)),)
        held = self.erp.put(
            Payment("", customer, "USD", date(2026, 2, 3), Decimal(200), Decimal(150), number="DEP1", applied=used)
        )
        self.read()
        self.erp_connection.action_take_over()
        self.env["ar.sync.dispatch"]._stage_erp()
        ties = self.env["ar.sync.binding"].search([("external_id", "in", [invoice, held])])
        owing, money = self.env["account.move"].browse(ties.sorted("kind").mapped("res_id"))
        change = self.match(money, owing)
        self.assertEqual([part["amount"] for part in change.payload["applied"]], ["80.00"])
        self.work()
        self.assertEqual(change.state, "done", change.problems or change.error)
        self.assertEqual(self.erp.records[held].document.applied, (Applied(invoice, Decimal(130)),))
        row = self.env["ar.erp.document"].search([("external_id", "=", held)])
        self.assertEqual((len(row.body["applied"]), row.open_amount), (1, 70.0))
        self.read("erp_compare")
        self.assertEqual(self.drifts(), [])


class TestErpAcross(ReadCase):
    """Euros were sent, and then settled an invoice in dollars."""

    def test_what_to_enter_by_hand_does_not_count_the_money_twice(self):
        invoice = self.invoice(self.alice, 98)
        receipt = self.receipt(90, self.eur, partner=self.alice)
        receipt._book({})
        self.work()
        self.assertEqual(len(self.erp.documents("payment")), 1)
        receipt._apply_by_person([Share(self.item(invoice), 80.0, 98.0)])
        row = self.queue()
        self.env["ar.erp.check"]._check(self.erp_connection)
        found = row.finding_ids.filtered(lambda finding: finding.code == "target_currency")
        self.assertEqual(row.kind, "erp.payment.apply")
        self.assertIn("off the payment that is there already", found.remedy)
        self.assertIn("80.00", found.remedy)
