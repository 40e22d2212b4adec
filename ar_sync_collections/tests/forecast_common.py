"""Ledgers for tests of forecast and figures: real entries one by one, and thousands by SQL."""

import random
from datetime import date, timedelta
from unittest.mock import patch

from odoo import fields
from odoo.fields import Command
from odoo.tools import SQL

from odoo.addons.ar_sync.tests.common import ReceivablesCase

from ..models.ar_receivable_history import ArReceivableHistory

TODAY = date(2026, 6, 15)


class ForecastCase(ReceivablesCase):
    """A company whose day is 15 June 2026, unless a test says another."""

    today = TODAY

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.startClassPatcher(patch.object(ArReceivableHistory, "_today", lambda self, company: cls.today))
        cls.Forecast = cls.env["ar.forecast"]
        cls.Figure = cls.env["ar.collection.figure"]
        cls.History = cls.env["ar.receivable.history"]

    def sold(self, partner, amount, issued, due=None, **values):
        """Return a posted invoice with its dates; due in 30 days unless said."""
        issued = fields.Date.to_date(issued)
        due = fields.Date.to_date(due) or issued + timedelta(days=30)
        return self.invoice(partner, amount, date=issued, invoice_date_due=due, **values)

    def money(self, partner, amount, day, currency=None, journal=None):
        """Return the receivable item of money that came in on a day, in a currency at that day's rate."""
        currency = currency or self.usd
        balance = currency._convert(amount, self.company.currency_id, self.company, fields.Date.to_date(day))
        journal = journal or self.journal
        entry = self.env["account.move"].create(
            {
                "move_type": "entry",
                "date": day,
                "journal_id": journal.id,
                "line_ids": [
                    Command.create(
                        {
                            "account_id": account.id,
                            "partner_id": partner.id,
                            "currency_id": currency.id,
                            "amount_currency": sign * amount,
                            "balance": sign * balance,
                        }
                    )
                    for account, sign in ((journal.default_account_id or self.receivable, 1), (self.receivable, -1))
                ],
            }
        )
        entry.action_post()
        return entry.line_ids.filtered(lambda line: line.balance < 0)

    def pay(self, invoice, day, amount=None):
        """Settle an invoice, in full unless an amount is said, and return the item of the money."""
        item = self.item(invoice)
        amount = amount or sum(item.mapped("amount_residual_currency"))
        money = self.money(invoice.partner_id, amount, day, invoice.currency_id)
        (item + money).reconcile()
        return money

    def ageing(self, day, **more):
        """Return bucket -> open, as the report shows it on a day."""
        Ageing = self.env["ar.collection.ageing"].with_context(ar_as_of=str(day))
        rows = Ageing.search([("company_id", "=", self.company.id)])
        found = {}
        for row in rows:
            found[row.bucket] = round(found.get(row.bucket, 0.0) + row.residual, 2)
        self.env["ar.collection.ageing"].invalidate_model()
        return found

    def history(self, count=400, customers=20, until=TODAY, seed=5):
        """Write a made-up ledger of two years; each customer has a habit."""
        chance = random.Random(seed)
        partners = self.env["res.partner"].create(
            [{"name": f"Customer {number:02}", "is_company": True} for number in range(customers)]
        )
        habits = [(chance.gauss(5, 10), chance.uniform(1, 6)) for _partner in partners]
        rows = []
        for _number in range(count):
            place = chance.randrange(customers)
            issued = until - timedelta(days=chance.randrange(1, 730))
            due = issued + timedelta(days=30)
            paid = max(issued, due + timedelta(days=round(chance.gauss(*habits[place]))))
            amount = round(chance.lognormvariate(7, 1), 2)
            rows.append((partners[place].id, issued, due, amount, paid if paid < until else None))
        self.write_ledger(rows)
        return partners

    def write_ledger(self, rows):
        """Write posted invoices, payments and what ties them by SQL: partner, issued, due, amount, paid or None."""
        self.env.flush_all()
        sale = self.env["account.journal"].search(
            [("company_id", "=", self.company.id), ("type", "=", "sale")], limit=1
        )
        paid = [row for row in rows if row[4]]
        invoices = self._write_items(rows, sale, "out_invoice", [row[1] for row in rows], 1)
        payments = self._write_items(paid, self.journal, "entry", [row[4] for row in paid], -1)
        debits = [line_id for line_id, row in zip(invoices, rows, strict=True) if row[4]]
        parts = [
            (debit, credit, row[3], row[3], row[3], max(row[1], row[4]), self.company.id, self.usd.id, self.usd.id)
            for debit, credit, row in zip(debits, payments, paid, strict=True)
        ]
        names = "debit_move_id credit_move_id amount debit_amount_currency credit_amount_currency max_date company_id"
        self._insert("account_partial_reconcile", f"{names} debit_currency_id credit_currency_id", parts)
        self.env.invalidate_all()

    def _write_items(self, rows, journal, move_type, days, sign):
        first = self.env["account.move"].search_count([("journal_id", "=", journal.id)])
        moves = [
            (
                f"{journal.code}/{move_type}/{first + number:06}",
                "posted",
                move_type,
                day,
                row[1],
                journal.id,
                self.company.id,
                self.usd.id,
                row[0],
                row[0],
                "no",
                "paid" if row[4] else "not_paid",
            )
            for number, (row, day) in enumerate(zip(rows, days, strict=True))
        ]
        names = "name state move_type date invoice_date journal_id company_id currency_id partner_id"
        move_ids = self._insert("account_move", f"{names} commercial_partner_id auto_post payment_state", moves)
        lines = [
            (
                move_id,
                f"{journal.code}/{move_id}",
                self.receivable.id,
                row[0],
                day,
                row[2] if sign > 0 else day,
                sign * row[3],
                sign * row[3],
                0.0 if row[4] else sign * row[3],
                0.0 if row[4] else sign * row[3],
                self.usd.id,
                self.usd.id,
                self.company.id,
                journal.id,
                "posted",
                bool(row[4]),
                "payment_term",
            )
            for move_id, row, day in zip(move_ids, rows, days, strict=True)
        ]
        names = "move_id move_name account_id partner_id date date_maturity balance amount_currency amount_residual"
        names += (
            " amount_residual_currency currency_id company_currency_id company_id journal_id parent_state reconciled"
        )
        return self._insert("account_move_line", f"{names} display_type", lines)

    def _insert(self, table, names, rows):
        columns = SQL(", ").join(SQL.identifier(name) for name in names.split())
        found = []
        for begin in range(0, len(rows), 1000):
            values = SQL(", ").join(SQL("%s", row) for row in rows[begin : begin + 1000])
            query = SQL("INSERT INTO %s (%s) VALUES %s RETURNING id", SQL.identifier(table), columns, values)
            found += [row_id for (row_id,) in self.env.execute_query(query)]
        return found
