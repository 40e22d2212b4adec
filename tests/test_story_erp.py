"""Risk: money is right in Odoo and wrong in the general ledger beside it: a month with Stripe, a bank and NetSuite.

What customers owe is in part older than Odoo. They pay by card and by transfer: several invoices at once, in part,
with the early-payment discount, too early regretted. Each receipt that was matched becomes NetSuite's customer
payment, on the account where the money lies, applied to what it settles; both ledgers are equal at the end.
"""

from datetime import date
from decimal import Decimal

from odoo.fields import Command

from odoo.addons.ar_sync_netsuite.tests.month_common import CONSULTING, NO_TAX, NOVEMBER, MonthCase, tie
from odoo.addons.ar_sync_netsuite.tests.odoo_common import logged_in
from odoo.addons.ar_sync_stripe.tests.common import ShopMixin

from sandbox.netsuite.scenario import company
from sandbox.netsuite.scenario.clerk import Clerk

from .story_bank import Bank

NUMBER = "4400112233"
CHECKING, STRIPE, TERMS = "1", "4", "5"
PAID_ON = "2026-11-03"


class Company(MonthCase, ShopMixin):
    """Harbour Tools; its bank, its Stripe account, and its books at NetSuite."""

    # Odoo gives these to the tests of addons only.
    test_module = "ar_sync_netsuite"
    test_tags = frozenset(("standard", "post_install"))

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.open_shop()
        cls.shop.control("POST", "/clock", to=f"{NOVEMBER}T09:00:00Z")
        cls.connection.write(logged_in(cls.netsuite))  # the shop brought a key of its own
        cls.alice.email, cls.bruno.email = "alice@example.com", "bruno@example.com"
        cls.older()

    @classmethod
    def older(cls):
        """One customer and one invoice are in NetSuite before Odoo comes."""
        clerk = Clerk(cls.netsuite.engine)
        owner = clerk.enter("customer", companyName="Bruno Optics", email=cls.bruno.email, subsidiary=company.PARENT)
        row = {"item": CONSULTING, "amount": Decimal("250.00"), "taxCode": NO_TAX}
        cls.old = clerk.invoice(owner, date(2026, 10, 12), [row])

    def setUp(self):
        super().setUp()
        self.take_over()
        self.make_customers(self.alice)
        self.bank_account = Bank(usd=NUMBER)
        self.bank.bank_acc_number = NUMBER
        self.stripe = ShopMixin.new_connection.__func__(type(self), self.env, import_from="2026-11-01")
        self.import_all(self.stripe)

    def take_over(self):
        [mapping] = self.env["ar.erp.mapping"]._want(self.connection, "customer", self.bruno)
        self.env["ar.erp.mapping"]._suggest(self.connection)
        mapping.action_confirm()
        self.read()
        self.connection.action_take_over()
        self.env["ar.sync.dispatch"]._stage_erp()
        self.assertFalse(self.queue())

    # === WHAT HAPPENS === #

    def card(self, partner, amount, *invoices):
        """A customer pays by card and says for what; return the charge."""
        customers = self.shop.get("customers", email=partner.email)["data"]
        customer = customers[0]["id"] if customers else self.shop.customer(partner.name, email=partner.email)
        text = "Invoices " + ", ".join(row.name for row in invoices)
        return self.shop.collect(amount, customer, description=text)["latest_charge"]

    def transfer(self, partner, amount, *numbers):
        """A customer transfers money to the bank."""
        text = "Invoices " + ", ".join(numbers)
        self.bank_account.book("usd", PAID_ON, amount, text, name=partner.name)

    def arrive(self):
        """Read Stripe and the bank's statement; match what came."""
        self.settle(self.stripe)
        content = self.bank_account.statement("usd", PAID_ON)
        if content:
            files = [("statement.xml", content)]
            file = self.env["ar.bank.file"]._ar_take_in(self.company, files, self.env["account.journal"])
            self.assertEqual((file.result, file.refused_count), ("imported", 0), file.mapped("reason"))
        self.run_stages(self.env, "apply", "match", "book")
        for journal in self.stripe.journal_ids:
            tie(self.connection, "account", journal.default_account_id, STRIPE)

    # === WHAT NETSUITE HAS === #

    def payments(self):
        """Return each customer payment of NetSuite: customer, money, where it lies, what it settles with discounts."""
        store = self.netsuite.engine.store
        found = []
        for row in store.all("customerPayment"):
            if not row.get("payment"):
                continue  # it only applies what was given up
            parts = sorted(
                (store.get("invoice", link.debit).get("tranId"), str(link.amount), str(link.discount))
                for link in store.links.values()
                if link.credit == row.id and store.find("invoice", link.debit)
            )
            where = "undeposited" if row.get("undepFunds") else row.get("account")
            who = store.get("customer", row.get("customer")).get("companyName")
            found.append((who.split()[0], str(row.get("payment")), where, parts))
        return sorted(found)


class Story:
    """The same over each of the two ways."""

    def test_receipts_become_customer_payments(self):
        a, b, c, d, e, f, g = self.invoices()
        self.card(self.alice, 10_000, a)
        regretted = self.card(self.alice, 7_000, f)
        self.transfer(self.alice, 10_050, b.name, c.name)
        self.transfer(self.alice, 3_000, d.name)
        self.transfer(self.bruno, 25_000, self.old.get("tranId"))
        self.transfer(self.alice, 19_600, e.name)
        self.pay(g, date=PAID_ON)
        self.arrive()
        self.accept_discount()
        self.approve()
        applied = {
            a: ("100.00", STRIPE, [(a, "100.00", "0.00")]),
            b: ("100.50", CHECKING, [(b, "60.00", "0.00"), (c, "40.50", "0.00")]),
            d: ("30.00", CHECKING, [(d, "30.00", "0.00")]),
            e: ("196.00", CHECKING, [(e, "196.00", "0.00")]),
            f: ("70.00", STRIPE, [(f, "70.00", "0.00")]),
            g: ("35.00", "undeposited", [(g, "35.00", "0.00")]),
        }
        rows = [("Alice", *row[:2], [(m.name, *rest) for m, *rest in row[2]]) for row in applied.values()]
        old = ("Bruno", "250.00", CHECKING, [(self.old.get("tranId"), "250.00", "0.00")])
        self.assertEqual(self.payments(), sorted([*rows, old]))
        self.assertEqual(self.given_up(), ["4.00"], "the discount is a write-off beside the payment")
        self.assertInStep()
        self.shop.post("refunds", charge=regretted)
        self.arrive()
        self.approve()
        rows[4] = ("Alice", "70.00", STRIPE, [])
        self.assertEqual(self.payments(), sorted([*rows, old]), "the invoice is open again")
        [refund] = self.netsuite.engine.store.all("customerRefund")
        self.assertEqual((str(refund.get("total")), refund.get("account")), ("70.00", STRIPE))
        self.assertEqual(self.netsuite.books()["counts"]["invoice"], 8, "what was there before is not sent back")
        self.assertEqual((d.amount_residual, f.amount_residual), (60.0, 70.0))
        self.assertInStep()

    def invoices(self):
        """Return invoices of Alice; the fifth may be paid less two percent within ten days."""
        values = {"value": "percent", "value_amount": 100, "nb_days": 30}
        terms = self.env["account.payment.term"].create(
            {
                "name": "2/10 net 30",
                "early_discount": True,
                "discount_percentage": 2.0,
                "discount_days": 10,
                "line_ids": [Command.create(values)],
            }
        )
        tie(self.connection, "terms", terms, TERMS)
        of = {200: {"invoice_payment_term_id": terms.id}}
        return [
            self.invoice(self.alice, amount, date=NOVEMBER, **of.get(amount, {}))
            for amount in (100, 60, 40.5, 90, 200, 70, 35)
        ]

    def accept_discount(self):
        """A person agrees to what is proposed of the one receipt that is less than its invoice."""
        [receipt] = self.env["ar.match.receipt"].search(
            [("state", "=", "review"), ("company_id", "=", self.company.id)]
        )
        self.assertEqual(receipt.amount, 196.0)
        receipt.proposal_ids[:1].action_accept()

    def given_up(self):
        """Return what NetSuite has as given up: the amounts of journal entries."""
        rows = self.netsuite.engine.store.all("journalEntry")
        return [str(line.get("debit")) for row in rows for line in row.rows("lineList") if line.get("debit")]


class TestStoryByRest(Story, Company):
    transport = "rest"


class TestStoryBySoap(Story, Company):
    transport = "soap"
