"""Risk: both ledgers look alike and are not: a month is kept here and in NetSuite, over each of the two ways."""

from decimal import Decimal

from odoo.tests import tagged

from sandbox.netsuite.scenario.clerk import Clerk

from .month_common import CONSULTING, NO_TAX, NOVEMBER, MonthCase


class MonthStory:
    """What happens in a month; each class that brings it does so over its own way to talk."""

    def test_invoices_payments_and_credits_of_a_month(self):
        self.make_customers(self.alice, self.bruno)
        first = self.invoice(self.alice, 100, date=NOVEMBER)
        second = self.invoice(self.alice, 70, date=NOVEMBER)
        third = self.invoice(self.bruno, 40.5, date=NOVEMBER)
        self.approve()
        self.assertFalse(self.open(), self.told())
        self.assertEqual(sorted(str(row.total) for row in self.there()), ["100.00", "40.50", "70.00"])
        self.pay(first | second, 150, date=NOVEMBER)
        self.credit(third, date="2026-11-03")
        partly = (first | second).filtered("amount_residual")
        self.entry(self.alice, 5, self.fees, self.item(partly), date="2026-11-04")
        self.approve()
        self.assertFalse(self.open(), self.told())
        self.assertEqual(sorted(str(row.open_amount) for row in self.there()), ["0.00", "0.00", "15.00"])
        self.assertInStep()

    def test_money_over_and_back(self):
        """More than was owed stays on account there too; what goes back is a refund of it."""
        self.make_customers(self.alice)
        invoice = self.invoice(self.alice, 100, date=NOVEMBER)
        over = self.pay(invoice, 130, date=NOVEMBER)
        self.approve()
        self.assertEqual(
            [(str(row.total), str(row.open_amount)) for row in self.there("payment")], [("130.00", "30.00")]
        )
        back = self.env["account.payment"].create(
            {
                "payment_type": "outbound",
                "partner_type": "customer",
                "partner_id": self.alice.id,
                "amount": 30,
                "date": "2026-11-05",
                "journal_id": self.bank.id,
            }
        )
        back.action_post()
        lines = (over.move_id | back.move_id).line_ids
        lines.filtered(lambda line: line.account_id == self.receivable and not line.reconciled).reconcile()
        self.approve()
        self.assertEqual([str(row.total) for row in self.there("refund")], ["30.00"])
        self.assertEqual([str(row.open_amount) for row in self.there("payment")], ["0.00"])
        self.assertInStep()

    def test_what_is_wrong_is_found_before_it_is_sent_and_mended(self):
        self.invoice(self.alice, 100, date=NOVEMBER)
        self.approve()
        [row] = self.open()
        self.assertEqual((row.state, row.finding), ("review", "customer"))
        self.assertFalse(self.there())
        self.make_customers(self.alice)
        self.assertInStep()
        self.assertEqual(len(self.there()), 1)

    def test_lost_answers_make_nothing_twice(self):
        """Each answer to what changes something is lost once, after it was done."""
        self.make_customers(self.alice)
        invoice = self.invoice(self.alice, 100, date=NOVEMBER)
        self.lose_answers()
        self.approve()
        self.settle_unknown()
        self.pay(invoice, 60, date=NOVEMBER)
        self.lose_answers()
        self.approve()
        self.settle_unknown()
        self.assertEqual((len(self.there()), len(self.there("payment"))), (1, 1))
        self.assertInStep()

    def test_a_storm_of_requests_passes(self):
        self.make_customers(self.alice)
        for number in range(3):
            self.invoice(self.alice, 10 + number, date=NOVEMBER)
        self.netsuite.fault(kind="blocked", count=3)
        self.approve()
        self.assertEqual(len(self.there()), 3)
        self.assertInStep()

    def test_what_somebody_does_by_hand_there_is_found(self):
        self.make_customers(self.alice)
        for amount in (100, 50, 25):
            self.invoice(self.alice, amount, date=NOVEMBER)
        self.approve()
        store, clerk = self.netsuite.engine.store, Clerk(self.netsuite.engine)
        changed, voided, deleted = sorted(store.all("invoice"), key=lambda row: -row.get("total"))
        with self.netsuite.engine.lock:
            self.netsuite.engine.clock.advance(900)
            row = {"item": CONSULTING, "amount": Decimal("90.00"), "taxCode": NO_TAX}
            clerk.change(changed, itemList=[row])
            zero = {name: voided.get(name) * 0 for name in ("total", "subTotal", "taxTotal")}
            store.write(voided, {"voided": True, "memo": "VOID", **zero})
            self.netsuite.engine.books.delete("invoice", deleted.id, reason="2", memo="entered twice")
        self.read("erp_deleted", "erp_compare")
        found = self.drifts()
        self.assertEqual(sorted({row[1] for row in found}), ["deleted_there", "total", "voided_there"], found)

    def test_a_closed_period_waits_for_an_accountant(self):
        self.make_customers(self.alice)
        self.netsuite.control.call("POST", f"/periods/{self.november()}", {"closed": True})
        self.addCleanup(self.netsuite.control.call, "POST", f"/periods/{self.november()}", {"closed": False})
        self.invoice(self.alice, 100, date=NOVEMBER)
        self.approve()
        [row] = self.open()
        self.assertEqual((row.state, row.finding), ("failed", "erp_period_closed"), "the list of periods was older")
        self.assertTrue(row.remedy)
        self.netsuite.control.call("POST", f"/periods/{self.november()}", {"closed": False})
        row.action_retry()
        self.approve()
        self.assertInStep()

    def november(self):
        periods = self.netsuite.engine.store.all("accountingPeriod")
        return next(row.id for row in periods if row.get("periodName") == "Nov 2026")


@tagged("post_install", "-at_install")
class TestMonthByRest(MonthStory, MonthCase):
    transport = "rest"

    def test_an_invoice_that_was_taken_back_is_none_that_is_missing_here(self):
        """NetSuite keeps the invoice and the credit memo of a cancellation: taking them over would bring it back."""
        self.make_customers(self.alice)
        self.connection.erp_opening_on = NOVEMBER
        move = self.invoice(self.alice, 100, date=NOVEMBER)
        self.approve()
        move.button_draft()
        move.button_cancel()
        self.approve()
        self.assertEqual([str(row.total) for row in self.there("credit_memo")], ["100.00"])
        self.assertInStep()


@tagged("post_install", "-at_install")
class TestMonthBySoap(MonthStory, MonthCase):
    transport = "soap"
