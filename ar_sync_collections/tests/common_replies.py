"""A company whose customers promise, dispute and reply; days pass as the test says."""

from datetime import datetime, timedelta
from unittest.mock import patch

from odoo import fields
from odoo.fields import Command
from odoo.tests import new_test_user

from odoo.addons.ar_sync.tests.common import ReceivablesCase

#: A Tuesday.
NOW = datetime(2026, 3, 10, 12, 0)


class CollectionsCase(ReceivablesCase):
    """Alice owes money. Grace for promises is one working day."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        groups = "base.group_user,ar_sync.group_user"
        values = {"company_id": cls.company.id, "company_ids": [Command.set(cls.company.ids)]}
        cls.clerk = new_test_user(cls.env, "collections_clerk", groups=groups, name="Clara Clerk", **values)
        cls.company.write({"ar_collection_reply_user_id": cls.clerk.id, "email": "billing@harbour.example"})
        cls.company.resource_calendar_id.tz = "UTC"
        cls.alice.write({"email": "ap@alice.example", "tz": "UTC"})
        cls.bruno.write({"email": "office@bruno.example", "tz": "UTC"})
        cls.env["account.move"].search([]).mapped("invoice_user_id")
        cls.bank = cls.journal.default_account_id

    def setUp(self):
        super().setUp()
        self.Promise = self.env["ar.promise"]
        self.now = NOW
        for target, name in ((fields.Datetime, "now"), (fields.Date, "today")):
            moment = (lambda *_args: self.now) if name == "now" else (lambda *_args: self.now.date())
            self.startPatcher(patch.object(target, name, staticmethod(moment)))
        context_today = staticmethod(lambda *_args: self.now.date())
        self.startPatcher(patch.object(fields.Date, "context_today", context_today))

    def bill(self, amount=100.0, partner=None, **values):
        """Return a posted invoice whose responsible is nobody in particular."""
        return self.invoice(partner or self.alice, amount, **{"invoice_user_id": False, **values})

    def until(self, day, hour=12):
        """Let days pass until ``day``, and have the daily stage look."""
        self.now = datetime.combine(fields.Date.to_date(day), datetime.min.time()) + timedelta(hours=hour)
        self.look()

    def look(self):
        with patch.object(self.env.cr, "commit", lambda: None):
            while self.env["ar.promise"]._judge_due():
                pass
            self.env["ar.dispute"]._escalate_due()

    def promise(self, moves, day="2026-03-20", amount=0.0, user=None, **values):
        """Log a promise as the clerk does."""
        Promise = self.Promise.with_user(user or self.clerk)
        return Promise.create(
            {
                "partner_id": moves[:1].partner_id.id,
                "company_id": self.company.id,
                "date": day,
                "amount": amount,
                "currency_id": values.pop("currency", moves[:1].currency_id or self.usd).id,
                "move_ids": [Command.set(moves.ids)],
                **values,
            }
        ).with_env(self.env)

    def money(self, amount, day="2026-03-18", partner=None, currency=None, journal=None):
        """Return the open line of money that came in and is not applied."""
        partner, currency = partner or self.alice, currency or self.usd
        balance = currency._convert(amount, self.usd, self.company, fields.Date.to_date(day))
        lines = [
            {"account_id": self.bank.id, "balance": balance, "amount_currency": amount, "currency_id": currency.id},
            {
                "account_id": self.receivable.id,
                "balance": -balance,
                "amount_currency": -amount,
                "currency_id": currency.id,
                "partner_id": partner.id,
            },
        ]
        move = self.env["account.move"].create(
            {
                "move_type": "entry",
                "date": day,
                "journal_id": (journal or self.journal).id,
                "line_ids": [Command.create(line) for line in lines],
            }
        )
        move.action_post()
        return self.item(move)

    def apply(self, invoice, line):
        (self.item(invoice) | line).filtered(lambda row: not row.reconciled).reconcile()

    def pay(self, invoice, amount, day="2026-03-18", **values):
        line = self.money(amount, day, **values)
        self.apply(invoice, line)
        return line

    def credit(self, invoice, amount, day="2026-03-18"):
        """Credit a part of an invoice and set it against it."""
        note = self.env["account.move"].create(
            {
                "move_type": "out_refund",
                "partner_id": invoice.partner_id.id,
                "currency_id": invoice.currency_id.id,
                "invoice_date": day,
                "invoice_line_ids": [Command.create({"name": "Back", "price_unit": amount, "tax_ids": False})],
            }
        )
        note.action_post()
        self.apply(invoice, self.item(note))
        return note

    def codes(self, move, purpose="chase", day=None):
        """Return the codes of what speaks against asking for an invoice."""
        holds = move._ar_holds(purpose, day or self.now.date())
        return [hold.code for hold in holds.get(move.id, [])]

    def tasks(self, record):
        return record.activity_ids.mapped("summary")
