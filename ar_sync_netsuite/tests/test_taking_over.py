"""Risk: a ledger is taken over from NetSuite, and what can be collected is not what customers owe there.

NetSuite has kept the company's receivables for fourteen months, in several currencies, when Odoo comes to them:
open and part-paid invoices, credit memos and payments that are not used up, deposits, write-offs, closed months.
"""

from datetime import date
from decimal import Decimal

from odoo.tests import tagged

from sandbox.netsuite.ledger import open_items
from sandbox.netsuite.scenario import company
from sandbox.netsuite.scenario.clerk import Clerk

from .month_common import CONSULTING, NO_TAX, NOVEMBER, MonthCase

TURNS_MAX = 20


class TakenOver(MonthCase):
    """Northwind Instruments; its customers are known here by their e-mail."""

    scenario = "northwind"
    count = 60

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.last_weeks()

    @classmethod
    def last_weeks(cls):
        """What happened just before Odoo came: money over, yen paid in part, money ahead."""
        clerk, day = Clerk(cls.netsuite.engine), date(2026, 10, 20)
        money = [{"currency": company.USD}, {"currency": company.JPY}]
        owner = clerk.enter(
            "customer", companyName="Harbour Foods", email="ap@harbour.example", subsidiary=company.PARENT,
            currencyList=money, terms="2",
        )  # fmt: skip
        paid, yen, _first, _second = (
            clerk.invoice(owner, day, [{"item": CONSULTING, "amount": Decimal(amount), "taxCode": NO_TAX}], currency=of)
            for amount, of in (
                ("500.00", company.USD),
                ("150000", company.JPY),
                ("80.00", company.USD),
                ("80.00", company.USD),
            )
        )
        clerk.pay(day, [paid], Decimal("560.00"))
        clerk.pay(day, [yen], Decimal(50_000))
        clerk.enter("customerDeposit", customer=owner.id, tranDate=day, payment=Decimal("200.00"))

    def setUp(self):
        super().setUp()
        self.read()  # once more: now it is known whose documents they are
        self.assertTrue(self.connection.is_imported)
        self.ledger = {(kind, row.id): row for kind in self.KINDS for row in self.still_open(kind)}
        self.confirm_customers()
        self.connection.action_take_over()
        for _turn in range(TURNS_MAX):
            if not self.connection.is_taking_over:
                break
            self.env["ar.sync.dispatch"]._stage_erp()
        self.queue()

    KINDS = ("invoice", "creditMemo", "customerPayment")

    def still_open(self, kind):
        """Return what NetSuite's own books have open of the parent company."""
        store = self.netsuite.engine.store
        left = open_items.due if kind == "invoice" else open_items.unused
        rows = [row for row in store.all(kind) if self.of_parent(row) and not row.get("voided")]
        return [row for row in rows if left(store, row)]

    def of_parent(self, record):
        return record.get("subsidiary") == company.PARENT

    def confirm_customers(self):
        """Have a contact for each customer that owes, and confirm what is suggested, as a person does."""
        store = self.netsuite.engine.store
        owners = {row.get("entity") or row.get("customer") for row in self.ledger.values()}
        people = [store.get("customer", key) for key in sorted(owners, key=int)]
        partners = self.env["res.partner"].create(
            [{"name": row.get("companyName"), "email": row.get("email"), "is_company": True} for row in people]
        )
        Mapping = self.env["ar.erp.mapping"]
        mappings = Mapping._want(self.connection, "customer", partners)
        Mapping._suggest(self.connection)
        mappings.action_confirm()
        self.assertEqual(set(mappings.record_id.mapped("external_id")), owners)

    def taken(self, kind, external_id):
        """Return the entry that a document of NetSuite became."""
        domain = [
            ("connection_id", "=", self.connection.id),
            ("kind", "=", kind),
            ("external_id", "=", external_id),
            ("is_former", "=", False),
        ]
        binding = self.env["ar.sync.binding"].search(domain)
        return self.env[binding.res_model].browse(binding.res_id)

    def left_of(self, move):
        return Decimal(str(round(abs(sum(self.item(move).mapped("amount_residual_currency"))), 2)))


class TakingOver:
    """The same over each of the two ways."""

    def test_collections_can_start_on_day_one(self):
        self.assertFalse(self.connection.is_taking_over)
        self.assertFalse(self.open(), "what is there already is not sent")
        self.check_invoices()
        self.check_credits()
        self.assertInStep()
        self.assertEqual(len(self.connection.tie_out_ids.currency_id), 1 if self.transport == "soap" else 3)
        self.go_on()
        self.use_money_ahead()

    def check_invoices(self):
        """Each open invoice is one here, with its number, days, currency, and what is open of it."""
        store, found = self.netsuite.engine.store, set()
        for (kind, key), record in self.ledger.items():
            if kind != "invoice":
                continue
            move = self.taken("invoice", key)
            self.assertEqual((move.move_type, move.state), ("out_invoice", "posted"))
            self.assertEqual(move.ar_external_number, record.get("tranId"))
            self.assertEqual(
                (move.invoice_date, move.invoice_date_due), (record.get("tranDate"), record.get("dueDate"))
            )
            self.assertEqual(move.currency_id.name, store.get("currency", record.get("currency")).get("symbol"))
            self.assertEqual(Decimal(str(round(move.amount_total, 2))), open_items.total(store, record))
            self.assertEqual(self.left_of(move), open_items.due(store, record))
            found.add((move.currency_id.name, move.payment_state))
        wanted = {("USD", "not_paid"), ("USD", "partial"), ("GBP", "not_paid"), ("JPY", "partial")}
        self.assertLessEqual(wanted, found)
        invoices = [key for kind, key in self.ledger if kind == "invoice"]
        taken = self.env["account.move"].search(
            [("company_id", "=", self.company.id), ("move_type", "=", "out_invoice")]
        )
        self.assertEqual(len(taken), len(invoices), "what is settled there is not brought here")

    def check_credits(self):
        """Money and credits that are not used up can be used here."""
        store, kinds = self.netsuite.engine.store, {"creditMemo": "credit_memo", "customerPayment": "payment"}
        for (kind, key), record in self.ledger.items():
            if kind in kinds:
                self.assertEqual(self.left_of(self.taken(kinds[kind], key)), open_items.unused(store, record))
        self.assertEqual({kind for kind, _key in self.ledger}, set(self.KINDS))

    def go_on(self):
        """Invoices of the old ledger are paid here, and what was unused there is used: NetSuite hears of it."""
        store = self.netsuite.engine.store
        before = self.netsuite.books()["counts"]
        partly = self.some("partial", "USD")
        pounds, yen = self.some("not_paid", "GBP"), self.some("partial", "JPY")
        self.pay(partly, round(partly.amount_residual / 2, 2), date=NOVEMBER)
        self.pay(pounds, date=NOVEMBER)
        self.pay(yen, 99_999, date=NOVEMBER)
        [over] = [row for row in store.all("customerPayment") if row.get("payment") == Decimal("560.00")]
        unused = self.taken("payment", over.id)
        invoice = self.some("not_paid", "USD", self.item(unused).partner_id)
        (self.item(unused) | self.item(invoice)).filtered(lambda line: not line.reconciled).reconcile()
        self.approve()
        self.assertInStep()
        after = self.netsuite.books()["counts"]
        grown = {kind: after[kind] - before[kind] for kind in after if after[kind] != before[kind]}
        self.assertEqual(grown, {"customerPayment": 3}, "invoices are never sent back")
        for move in (partly, pounds, yen, invoice):
            key = self.key_of(move)
            self.assertEqual(self.left_of(move), open_items.due(store, store.get("invoice", key)))

    def use_money_ahead(self):
        """A deposit is used here and given back: NetSuite hears of it, on the day of the match."""
        clerk = Clerk(self.netsuite.engine)
        [held] = [row for row in clerk.store.all("customerDeposit") if row.get("payment") == Decimal("200.00")]
        deposit = self.taken("payment", held.id)
        invoice = self.some("not_paid", "USD", self.item(deposit).partner_id)
        key = self.key_of(invoice)
        row = self.match(deposit, invoice)
        self.assertEqual((row.state, row.finding, row.payload["applied"][0]["amount"]), ("review", False, "80.00"))
        self.assertIn("depositApplication" if self.transport == "rest" else "DepositApplication", row.preview_text)
        self.check_closed_month(row)
        self.check_taken_elsewhere(row, clerk, invoice, key)
        self.approve()
        [made] = clerk.store.all("depositApplication")
        told = (made.get("tranDate"), made.get("total"), made.get("arAcct"))
        self.assertEqual(told, (date(2026, 11, 2), Decimal("80.00"), "6"))
        self.assertTrue(made.external_id.startswith(f"{row.external_ref}_{key}_"))
        self.assertInStep()
        (self.item(deposit) | self.item(invoice)).remove_move_reconcile()
        self.approve()
        self.assertFalse(clerk.store.all("depositApplication"))
        self.assertInStep()
        self.take_back_what_was_used_there(clerk, held, key)

    def take_back_what_was_used_there(self, clerk, held, key):
        """Somebody uses a deposit there that is to be kept: the difference is told, and ours can be sent."""
        used = {"doc": key, "apply": True, "amount": Decimal("15.00")}
        clerk.enter("depositApplication", deposit=held.id, tranDate=date(2026, 11, 2), applyList=[used])
        self.read("erp_compare")
        told = {(row.subject, row.kind): row for row in self.Drift.search([("state", "=", "open")])}
        self.assertEqual(set(told), {("payment", "applications"), ("invoice", "open_amount")})
        told["payment", "applications"].action_push_ours()
        self.env["ar.sync.dispatch"]._stage_erp()
        self.assertIn("DELETE" if self.transport == "rest" else "delete", self.open().preview_text)
        self.approve()
        self.assertFalse(clerk.store.all("depositApplication"))
        self.assertInStep()

    def match(self, deposit, invoice):
        """Set money ahead against an invoice, on the second of November; return the change that waits, examined."""
        items = self.item(deposit) | self.item(invoice)
        items.reconcile()
        partials = items.matched_debit_ids & items.matched_credit_ids
        self.env.flush_all()
        self.env.cr.execute(
            "UPDATE account_partial_reconcile SET create_date = '2026-11-02 12:00:00' WHERE id IN %s",
            [tuple(partials.ids)],
        )
        self.env.invalidate_all()
        self.queue()
        self.env["ar.sync.dispatch"]._stage_erp()
        [row] = self.open()
        return row

    def check_closed_month(self, row):
        """The month of the match counts, and not the month in which the money came."""
        months = self.env["ar.erp.record"].search([("kind", "=", "period"), ("connection_id", "=", self.connection.id)])
        october = months.filtered(lambda month: str(month.begins_on) == "2026-10-01")
        november = months.filtered(lambda month: str(month.begins_on) == "2026-11-01")
        for month, finding in ((october, False), (november, "period_closed")):
            was, month.is_closed = month.is_closed, True
            row.action_check()
            self.assertEqual(row.finding, finding)
            month.is_closed = was
        row.action_check()

    def check_taken_elsewhere(self, row, clerk, invoice, key):
        """Somebody took the invoice's money there meanwhile: less is open than the deposit is for."""
        paid = clerk.pay(date(2026, 11, 2), [clerk.store.get("invoice", key)], Decimal("30.00"))
        self.read("erp_payment", "erp_invoice")
        row.action_check()
        self.assertEqual(row.finding, "target_open")
        self.netsuite.control.call("DELETE", f"/records/customerPayment/{paid.id}")
        self.read("erp_payment", "erp_invoice", "erp_deleted")
        row.action_check()
        self.assertFalse(row.finding)

    def key_of(self, move):
        """Return NetSuite's id of an invoice that was taken over."""
        return next(key for kind, key in self.ledger if kind == "invoice" and self.taken(kind, key) == move)

    def some(self, state, currency, partner=None):
        """Return a taken-over invoice, of a customer where that is said."""
        rows = [self.taken(kind, key) for kind, key in self.ledger if kind == "invoice"]
        rows = [row for row in rows if (row.payment_state, row.currency_id.name) == (state, currency)]
        return next(row for row in rows if partner in (None, row.partner_id))


@tagged("post_install", "-at_install")
class TestTakingOverByRest(TakingOver, TakenOver):
    transport = "rest"


@tagged("post_install", "-at_install")
class TestTakingOverBySoap(TakingOver, TakenOver):
    transport = "soap"
