"""A company that reminds its customers, with a clock that tests move."""

import sys
from datetime import datetime, timedelta
from unittest.mock import patch

from odoo import fields
from odoo.fields import Command

from odoo.addons.ar_sync.tests.common import ReceivablesCase

from ..models import ar_collection_case_plan, ar_collection_decision_carry

#: A Monday, ten in the morning in London.
NOW = datetime(2026, 3, 2, 10, 0)


def _raise(message, *args):
    """What background work would log and survive is a failure of the test."""
    raise AssertionError(message % args) from sys.exc_info()[1]


class CollectionsCase(ReceivablesCase):
    """One sequence of three e-mails, three, ten and twenty business days after the due date; the company is live."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env["ar.collection.sequence"].search([]).active = False
        cls.grace = cls.env["res.users"].create(
            {
                "name": "Grace Hopper",
                "login": "grace",
                "email": "grace@harbour.example",
                "company_ids": [Command.set(cls.company.ids)],
                "company_id": cls.company.id,
                "group_ids": [Command.link(cls.env.ref("ar_sync.group_user").id)],
            }
        )
        cls.company.write(
            {
                "ar_collection_mode": "live",
                "ar_collection_user_id": cls.grace.id,
                "ar_collection_attach_invoices": False,
                "ar_collection_quiet_days": 1,
            }
        )
        cls.company.resource_calendar_id.tz = "Europe/London"
        for partner, address in ((cls.alice, "ap@alice.example"), (cls.bruno, "ap@bruno.example")):
            partner.write({"email": address, "lang": "en_US"})
        cls.sequence = cls.env["ar.collection.sequence"].create(
            {
                "name": "Test",
                "company_id": cls.company.id,
                "mode": "always",
                "step_ids": [
                    Command.create({"offset": 3, "template_id": cls.text("gentle").id}),
                    Command.create({"offset": 10, "template_id": cls.text("firm").id}),
                    Command.create({"offset": 20, "template_id": cls.text("final").id}),
                ],
            }
        )
        cls.Case = cls.env["ar.collection.case"]
        cls.Decision = cls.env["ar.collection.decision"]

    @classmethod
    def text(cls, name):
        return cls.env.ref(f"ar_sync_collections.mail_template_{name}")

    def setUp(self):
        super().setUp()
        self.now = NOW
        for module in (ar_collection_case_plan, ar_collection_decision_carry):
            self.startPatcher(patch.object(module._logger, "exception", _raise))
        self.startPatcher(patch.object(fields.Datetime, "now", staticmethod(lambda *_args: self.now)))
        self.startPatcher(patch.object(fields.Date, "today", staticmethod(lambda *_args: self.now.date())))
        self.startPatcher(patch.object(self.env.cr, "commit", lambda: self.env.flush_all()))

    # === TIME === #

    def pass_days(self, days=1, hours=0):
        """Let time pass, and have background work done each day."""
        for _day in range(days):
            self.now += timedelta(days=1)
            self.work()
        if hours:
            self.now += timedelta(hours=hours)
            self.work()

    def work(self):
        """Do all there is to do in the stage."""
        Dispatch = self.env["ar.sync.dispatch"]
        for _round in range(20):
            self.company.ar_collection_scanned_at = False
            if not Dispatch._run_stage("collect"):
                return
        self.fail("the stage never comes to an end")

    # === WHAT A TEST ASKS === #

    def bill(self, partner=None, amount=1000.0, due="2026-02-25", **values):
        """Return a posted invoice that is due on ``due``: three business days before the tests begin."""
        partner = partner or self.alice
        return self.invoice(partner, amount, date="2026-01-26", invoice_date_due=due, **values)

    def case_of(self, partner=None):
        return self.Case._of(partner or self.alice, self.company)

    def today_of(self, partner=None):
        """Return today's decision about a customer."""
        case = self.case_of(partner)
        if not case:
            return self.Decision
        return self.Decision.search([("case_id", "=", case.id), ("day", "=", case._today())])

    def pay(self, invoice, amount=None, date=None):
        """Register a payment; return what can be undone."""
        journal = self.journal
        self.journal.inbound_payment_method_line_ids.payment_account_id = self.company._ar_account("transit")
        wizard = (
            self.env["account.payment.register"]
            .with_context(active_model="account.move", active_ids=invoice.ids)
            .create(
                {
                    "journal_id": journal.id,
                    "payment_date": date or self.now.date(),
                    **({"amount": amount} if amount else {}),
                }
            )
        )
        return wizard._create_payments()

    def messages(self, partner=None):
        """Return what the customer received or will receive, in order."""
        case = self.case_of(partner)
        if not case:
            return self.env["mail.mail"]
        mails = self.env["mail.mail"].sudo().search([("model", "=", case._name), ("res_id", "=", case.id)], order="id")
        contact = case._contact()
        return mails.filtered(lambda mail: contact in mail.recipient_ids and mail.state != "cancel")

    def subjects(self, partner=None):
        return self.messages(partner).mapped("subject")
