"""Risk: both ledgers look alike and are not: a month is kept here and in NetSuite, over each of the two ways."""

from decimal import Decimal

from odoo.tests import tagged

from odoo.addons.ar_sync.tests.common_erp_books import ErpBooks

from sandbox.netsuite.scenario import company
from sandbox.netsuite.scenario.clerk import Clerk

from .odoo_common import NetSuiteCase

NOVEMBER = "2026-11-02"
SENSOR, CONSULTING, BAD_DEBT, NO_TAX, WIRE = "11", "10", "14", "1", "3"


class MonthCase(NetSuiteCase, ErpBooks):
    """The company is the parent of NetSuite's company; everything it needs is tied by a person."""

    scenario = "empty"
    transport = "rest"

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.erp_connection = cls.connection
        cls.connection.write({"erp_send_from": "2026-11-01", "timezone": "UTC"})

    def setUp(self):
        super().setUp()
        engine = self.netsuite.engine
        self.addCleanup(engine.faults.remove)
        self.addCleanup(engine.go_back, engine.remember())
        if self.transport == "soap":
            self.with_soap()
        self.connection.netsuite_transport = self.transport
        self.connection.action_connect()
        self.read()
        self.Record = self.env["ar.erp.record"]
        self.connection.write(
            {
                "erp_unit_id": self.listed("unit", company.PARENT).id,
                "netsuite_item_id": self.listed("item", CONSULTING).id,
                "netsuite_untaxed_code_id": self.listed("tax_code", NO_TAX).id,
                "netsuite_refund_method_id": self.listed("method", WIRE).id,
            }
        )
        self.tie_accounts()

    def listed(self, kind, external_id):
        """Return an entry of one of NetSuite's lists."""
        domain = [("connection_id", "=", self.connection.id), ("kind", "=", kind), ("external_id", "=", external_id)]
        return self.Record.search(domain)

    def tie(self, kind, record, external_id):
        """Tie one of our records, as a person confirms it."""
        [mapping] = self.env["ar.erp.mapping"]._want(self.connection, kind, record)
        mapping.record_id = self.listed(kind, external_id)

    def tie_accounts(self):
        income = self.env["account.account"].search(
            [("account_type", "=", "income"), ("company_ids", "in", self.company.ids)]
        )
        cash = self.env["account.account"].search(
            [("account_type", "=", "asset_cash"), ("company_ids", "in", self.company.ids)]
        )
        for account in income:
            self.tie("account", account, "30")
        for account in cash | self.bank.default_account_id:
            self.tie("account", account, "1")
        self.tie("account", self.receivable, "6")
        self.tie("account", self.loss, "32")
        self.tie("account", self.fees, "40")
        for line in self.env["account.payment.method.line"].search([("journal_id.company_id", "=", self.company.id)]):
            self.tie("method", line, WIRE)

    def make_customers(self, *partners):
        """Have customers made in NetSuite, with the consent of whoever approves."""
        for partner in partners:
            [mapping] = self.env["ar.erp.mapping"]._want(self.connection, "customer", partner)
            mapping.action_make()
        self.approve()

    def approve(self):
        """Look at what is wrong; approve what is clean, and send it, until nothing more goes."""
        for _turn in range(20):
            self.queue()
            self.env["ar.sync.dispatch"]._stage_erp()
            clean = self.open().filtered(lambda row: row.state == "review" and row.checked_at and not row.finding)
            if clean:
                clean.action_approve()
            sent = self.Operation._send_ready()
            if not clean and not sent:
                return
        self.fail(self.told())

    def lose_answers(self):
        """Let the next answer to something that changes records be lost."""
        operation = "^(POST|PATCH) /services/rest/record" if self.transport == "rest" else "^(add|update)"
        self.netsuite.fault(kind="drop_after", transport=self.transport, operation=operation, count=1)

    def settle_unknown(self):
        """Let the worker ask what became of what nobody knows."""
        for row in self.open():
            row._set_state(row.state, next_attempt_at=False)
        self.approve()

    def there(self, kind="invoice"):
        """Return NetSuite's own documents of a kind, as it says itself, oldest first."""
        erp = self.connection._ar_erp_transport()
        rows, after = [], ""
        while True:
            page = erp.changed(kind, None, after)
            rows += page.records
            after = page.next
            if not after:
                return [row.document for row in rows]

    def assertInStep(self):
        """Nothing waits, nothing differs, and the control accounts say the same."""
        self.assertFalse(self.open(), self.told())
        self.read("erp_compare")
        self.assertEqual(self.drifts(), [])
        self.connection._ar_update_tie_out()
        rows = self.connection.tie_out_ids
        self.assertTrue(rows)
        told = [(row.currency_id.name, row.as_of, row.remote_balance, row.ledger_balance) for row in rows]
        self.assertFalse([row for row in rows if not row.currency_id.is_zero(row.difference)], told)


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
        self.entry(self.alice, 5, self.fees, self.open_line(partly), date="2026-11-04")
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

    def open_line(self, move):
        return move.line_ids.filtered(lambda line: line.account_id == self.receivable)


@tagged("post_install", "-at_install")
class TestMonthByRest(MonthStory, MonthCase):
    transport = "rest"


@tagged("post_install", "-at_install")
class TestMonthBySoap(MonthStory, MonthCase):
    transport = "soap"
