"""Risk: what was open on a day is not what the ledger said on that day, and every figure built on it is wrong."""

from datetime import date

from odoo import fields
from odoo.fields import Command

from .forecast_common import TODAY, ForecastCase


class TestLedgerOfThePast(ForecastCase):
    def ledger(self, day):
        """Return the balance of the receivable accounts at the end of a day."""
        domain = [
            ("company_id", "=", self.company.id),
            ("account_id.account_type", "=", "asset_receivable"),
            ("parent_state", "=", "posted"),
            ("date", "<=", day),
        ]
        [(balance,)] = self.env["account.move.line"]._read_group(domain, [], ["balance:sum"])
        return round(balance or 0.0, 2)

    def assert_ties(self, *days):
        for day in days:
            self.assertEqual(round(sum(self.ageing(day).values()), 2), self.ledger(day), day)

    def test_a_payment_counts_from_its_day(self):
        invoice = self.sold(self.alice, 1000, "2026-03-01")
        self.pay(invoice, "2026-04-20", 400)
        self.pay(invoice, "2026-05-15")
        self.assertEqual(self.ageing("2026-02-28"), {})
        self.assertEqual(self.ageing("2026-03-31"), {"current": 1000})
        self.assertEqual(self.ageing("2026-04-19"), {"1_30": 1000})
        self.assertEqual(self.ageing("2026-04-20"), {"1_30": 600})
        self.assertEqual(self.ageing("2026-05-14"), {"31_60": 600})
        self.assertEqual(self.ageing("2026-05-15"), {})
        self.assert_ties("2026-02-28", "2026-03-31", "2026-04-20", "2026-05-14", "2026-05-15")

    def test_money_that_comes_before_it_is_applied_stands_as_credit(self):
        invoice = self.sold(self.alice, 1000, "2026-04-01")
        money = self.money(self.alice, 1000, "2026-03-20")
        self.assertEqual(self.ageing("2026-04-30"), {"current": 1000, "credit": -1000})
        (self.item(invoice) + money).reconcile()
        self.assertEqual(self.ageing("2026-03-25"), {"credit": -1000})
        self.assertEqual(self.ageing("2026-04-01"), {})
        self.assert_ties("2026-03-25", "2026-04-01")

    def test_a_payment_taken_back_leaves_the_invoice_open_all_along(self):
        invoice = self.sold(self.alice, 500, "2026-03-01")
        money = self.pay(invoice, "2026-04-01")
        money.remove_move_reconcile()
        self.assertEqual(self.ageing("2026-04-30"), {"1_30": 500, "credit": -500})
        money.move_id.button_draft()
        money.move_id.button_cancel()
        self.assertEqual(self.ageing("2026-04-30"), {"1_30": 500})

    def test_instalments_are_of_their_own_age(self):
        term = self.env["account.payment.term"].create(
            {
                "name": "Half now, half in 60 days",
                "line_ids": [
                    Command.create({"value": "percent", "value_amount": 50, "nb_days": 0}),
                    Command.create({"value": "percent", "value_amount": 50, "nb_days": 60}),
                ],
            }
        )
        self.invoice(self.alice, 1000, date="2026-03-01", invoice_payment_term_id=term.id)
        self.assertEqual(self.ageing("2026-03-31"), {"1_30": 500, "current": 500})
        invoices = self.History._invoices(self.company, TODAY)[self.usd.id]
        self.assertEqual(
            [one.due for one in sorted(invoices, key=lambda one: one.due)], [date(2026, 3, 1), date(2026, 4, 30)]
        )

    def test_a_credit_note_lowers_the_debt_and_is_no_payment(self):
        invoice = self.sold(self.alice, 1000, "2026-03-01")
        credit = self.invoice(self.alice, 300, date="2026-03-10", move_type="out_refund")
        self.assertEqual(self.ageing("2026-03-15"), {"current": 1000, "credit": -300})
        (self.item(invoice) + self.item(credit)).reconcile()
        self.assertEqual(self.ageing("2026-03-15"), {"current": 700})
        [found] = self.History._invoices(self.company, TODAY)[self.usd.id]
        self.assertEqual([(part.amount_minor, part.is_cash) for part in found.settlements], [(30000, False)])
        self.assert_ties("2026-03-05", "2026-03-15")

    def test_a_currency_that_moved_leaves_nothing_behind(self):
        """1 000 EUR at 0.8 are 1 250 USD; paid at 0.5, the exchange difference closes the rest."""
        invoice = self.sold(self.alice, 1000, "2026-03-01", currency=self.eur)
        self.env["res.currency.rate"].create(
            {"name": "2026-04-01", "currency_id": self.eur.id, "rate": 0.5, "company_id": self.company.id}
        )
        self.pay(invoice, "2026-04-10", 400)
        self.assertEqual(self.ageing("2026-03-31"), {"current": 1250})
        rows = self.History._items_sql(date(2026, 4, 30), [self.company.id])
        open_then = [(row["residual_currency"], row["currency_id"]) for row in self.env.execute_query_dict(rows)]
        self.assertEqual([(float(amount), currency) for amount, currency in open_then], [(600.0, self.eur.id)])
        self.pay(invoice, "2026-05-10")
        self.assertEqual(self.ageing("2026-05-31"), {})
        [found] = self.History._invoices(self.company, TODAY)[self.eur.id]
        self.assertEqual([part.amount_minor for part in found.settlements], [40000, 60000])
        self.assert_ties("2026-04-30", "2026-05-31")

    def test_currencies_without_and_with_three_decimals(self):
        self.sold(self.alice, 150000, "2026-05-01", currency=self.jpy)
        self.sold(self.alice, 12.345, "2026-05-01", currency=self.kwd)
        found = self.History._invoices(self.company, TODAY)
        self.assertEqual([one.amount_minor for one in found[self.jpy.id]], [150000])
        self.assertIn(found[self.kwd.id][0].amount_minor, (12345, 12350))

    def test_an_opening_balance_is_a_claim_of_its_due_date(self):
        other = self.env["account.account"].create(
            {
                "name": "Opening",
                "code": "999100",
                "account_type": "equity",
                "company_ids": [Command.link(self.company.id)],
            }
        )
        general = self.env["account.journal"].search(
            [("company_id", "=", self.company.id), ("type", "=", "general")], limit=1
        )
        entry = self.env["account.move"].create(
            {
                "move_type": "entry",
                "date": "2026-01-01",
                "journal_id": general.id,
                "line_ids": [
                    Command.create(
                        {
                            "account_id": self.receivable.id,
                            "partner_id": self.alice.id,
                            "debit": 800,
                            "date_maturity": "2025-12-01",
                        }
                    ),
                    Command.create({"account_id": other.id, "credit": 800}),
                ],
            }
        )
        entry.action_post()
        self.assertEqual(self.ageing("2026-01-15"), {"31_60": 800})
        [found] = self.History._invoices(self.company, TODAY)[self.usd.id]
        self.assertEqual((found.due, found.amount_minor), (date(2025, 12, 1), 80000))

    def test_money_given_back_is_no_claim(self):
        money = self.money(self.alice, 100, "2026-03-01")
        back = self.env["account.move"].create(
            {
                "move_type": "entry",
                "date": "2026-03-05",
                "journal_id": self.journal.id,
                "line_ids": [
                    Command.create({"account_id": self.receivable.id, "partner_id": self.alice.id, "debit": 100}),
                    Command.create({"account_id": self.journal.default_account_id.id, "credit": 100}),
                ],
            }
        )
        back.action_post()
        self.assertEqual(self.History._invoices(self.company, TODAY), {})
        self.Forecast._make(self.company)
        self.assertFalse(self.env["ar.forecast.item"].search([("company_id", "=", self.company.id)]))
        (money + back.line_ids.filtered("debit")).reconcile()
        self.assertEqual(self.ageing("2026-03-31"), {})

    def test_drafts_and_cancelled_invoices_are_not_there(self):
        self.sold(self.alice, 100, "2026-03-01").button_draft()
        gone = self.sold(self.alice, 200, "2026-03-01")
        gone.button_draft()
        gone.button_cancel()
        self.assertEqual(self.ageing("2026-03-31"), {})
        self.assertEqual(self.History._invoices(self.company, TODAY), {})

    def test_people_of_one_company_are_one_customer(self):
        clerk = self.env["res.partner"].create({"name": "Carol", "parent_id": self.alice.id})
        self.sold(clerk, 100, "2026-03-01")
        self.sold(self.alice, 100, "2026-03-01")
        found = self.History._invoices(self.company, TODAY)[self.usd.id]
        self.assertEqual({one.customer for one in found}, {self.alice.id})
        rows = self.env["ar.collection.ageing"].search([("company_id", "=", self.company.id)])
        self.assertEqual(rows.partner_id, self.alice)

    def test_a_branch_has_figures_of_its_own(self):
        branch = self.env["res.company"].create(
            {"name": "Harbour North", "parent_id": self.company.id, "currency_id": self.usd.id}
        )
        self.env.user.company_ids += branch
        self.sold(self.alice, 100, "2026-03-01")
        self.bruno.with_company(branch).property_account_receivable_id = self.receivable
        income = self.env["account.account"].search([("account_type", "=", "income")], limit=1)
        north = self.env(context={**self.env.context, "allowed_company_ids": [branch.id, self.company.id]})
        move = north["account.move"].create(
            {
                "move_type": "out_invoice",
                "company_id": branch.id,
                "partner_id": self.bruno.id,
                "invoice_date": "2026-03-01",
                "invoice_date_due": "2026-03-31",
                "invoice_line_ids": [
                    Command.create({"name": "Work", "price_unit": 70, "tax_ids": False, "account_id": income.id})
                ],
            }
        )
        move.action_post()
        for company, amount in ((self.company, 100), (branch, 70)):
            values = self.Figure._values(company, fields.Date.to_date("2026-03-31"))
            self.assertEqual(float(values["open_amount"]), amount)
            [forecast] = self.Forecast._make(company)
            self.assertEqual(forecast.open_amount, amount)
