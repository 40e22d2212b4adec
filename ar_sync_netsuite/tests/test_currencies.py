"""Risk: money of one currency settles a debt of another, and NetSuite, which knows no such thing, is told a lie."""

from datetime import date
from decimal import Decimal

from odoo.tests import tagged

from odoo.addons.ar_sync.models.ar_match_share import Share

from sandbox.netsuite.scenario import company
from sandbox.netsuite.scenario.clerk import Clerk

from .month_common import NOVEMBER, MonthCase


class Currencies:
    """The same over each of the two ways."""

    def test_each_currency_for_itself(self):
        """Dollars, euros and yen; each at the rate of our books."""
        dollars = self.invoice(self.alice, 33.33, date=NOVEMBER)
        euros = self.invoice(self.alice, 80, self.eur, date=NOVEMBER)
        yen = self.invoice(self.alice, 15_001, self.jpy, date=NOVEMBER)
        self.make_customers(self.alice)
        self.pay(dollars, date=NOVEMBER)
        self.pay(euros, 30.01, date=NOVEMBER)
        self.pay(yen, 15_000, date=NOVEMBER)
        self.approve()
        told = [(row.currency, str(row.total), str(row.open_amount)) for row in self.there()]
        self.assertEqual(told, [("USD", "33.33", "0.00"), ("EUR", "80.00", "49.99"), ("JPY", "15001", "1")])
        self.assertEqual([round(row.rate, 3) for row in self.there("payment")][:2], [1, Decimal("1.25")])
        self.assertInStep()

    def test_money_in_another_currency_waits_for_a_person(self):
        """NetSuite settles an invoice in its own currency alone."""
        dollars = self.invoice(self.alice, 100, date=NOVEMBER)
        receipt = self.receipt(90, self.eur, partner=self.alice, date=NOVEMBER)
        receipt._book({})
        receipt._apply_by_person([Share(self.item(dollars), 80.0, 100.0)])
        self.make_customers(self.alice)
        self.assertEqual(dollars.payment_state, "paid")
        self.approve()
        [row] = self.open()
        self.assertEqual((row.state, row.finding), ("review", "target_currency"), row.problems)
        self.assertEqual(
            row.finding_ids.mapped("code"), ["target_currency"], "amounts of two currencies do not compare"
        )
        remedy = row.finding_ids.remedy.replace("\xa0", " ")
        self.assertRegex(remedy, r"payment of \$ ?100.00 .* stands for 80.00 ?€, worth \$ ?100.00 in the books")
        self.assertTied(is_waiting=True)
        row._ar_erp_mark("Entered by hand in dollars.", self.enter_in_dollars())
        self.assertFalse(self.queue(), self.told())
        self.read("erp_payment", "erp_invoice", "erp_compare")
        [drift] = self.Drift.search([("connection_id", "=", self.connection.id), ("state", "=", "open")])
        self.assertEqual((drift.kind, drift.here, drift.there), ("currency", "EUR", "USD"))
        drift._note("NetSuite takes dollars for dollars; the rest is a payment of its own.")
        self.assertTied(is_waiting=False)
        self.assertInStep()

    def enter_in_dollars(self):
        """Somebody enters the payment in the invoice's currency, and what is left as it came; return the first."""
        clerk, day = Clerk(self.netsuite.engine), date(2026, 11, 2)
        [invoice] = clerk.store.all("invoice")
        values = {"customer": invoice.get("entity"), "tranDate": day, "currency": company.EUR, "autoApply": False}
        clerk.enter("customerPayment", payment=Decimal("10.00"), exchangeRate=Decimal("1.25"), **values)
        return clerk.pay(day, [invoice]).id

    def assertTied(self, is_waiting):
        """What differs between the control accounts is what waits."""
        self.connection._ar_update_tie_out()
        rows = self.connection.tie_out_ids
        told = [(row.currency_id.name, row.remote_balance, row.waiting_amount, row.ledger_balance) for row in rows]
        self.assertEqual(any(row.waiting_amount for row in rows), is_waiting, told)
        self.assertFalse([row for row in rows if not row.currency_id.is_zero(row.difference)], told)


@tagged("post_install", "-at_install")
class TestCurrenciesByRest(Currencies, MonthCase):
    transport = "rest"


@tagged("post_install", "-at_install")
class TestCurrenciesBySoap(Currencies, MonthCase):
    transport = "soap"
