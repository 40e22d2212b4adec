"""A company that charges its customers through the stand-in of Stripe, and a customer who agreed."""

import sys
from datetime import datetime, timedelta
from unittest.mock import patch

from odoo import fields
from odoo.sql_db import Cursor
from odoo.tests.test_cursor import TestCursor

from odoo.addons.ar_sync_stripe.tests.send_common import SendCase

from ..models import ar_autopay_charge_send, ar_autopay_mandate_plan


def _raise(message, *args):
    """What background work would log and survive is a failure of the test."""
    raise AssertionError(message % args) from sys.exc_info()[1]


#: The sandbox's clock stands here when a test begins (Tuesday).
NOW = datetime(2026, 6, 30, 12, 0)
WHO = {"name": "Grace", "email": "grace@ada.example", "ip": "192.0.2.7", "agent": "Browser", "lang": "en_US"}


class MovingTime:
    """Days pass at Odoo and at Stripe together, and background work is done on the way."""

    def begin_time(self):
        """Have both clocks stand still at ``NOW``, the one that dates records included."""
        self.now = NOW
        for cursor in (Cursor, TestCursor):
            self.startPatcher(patch.object(cursor, "now", lambda _cr: self.now))
        self.startPatcher(patch.object(fields.Datetime, "now", staticmethod(lambda *_args: self.now)))
        self.startPatcher(patch.object(fields.Date, "today", staticmethod(lambda *_args: self.now.date())))

    def pass_days(self, days=1, hours=0):
        """Let time pass on both sides."""
        self.now += timedelta(days=days, hours=hours)
        self.shop.advance(days=days, seconds=hours * 3600)

    def until(self, day):
        """Let days pass until noon of ``day``; background work is done on the day before and on the day."""
        left = (fields.Date.to_date(day) - self.now.date()).days
        for days in (left - 1, 1):
            if days > 0:
                self.pass_days(days)
                self.work()

    def work(self):
        """Do all background work there is, and then all that comes of it: messages of Stripe included."""
        before = self.at_stripe("payment_intents")
        self.settle(self.connection)
        if self.at_stripe("payment_intents") != before:
            self.settle(self.connection)

    def turn_into(self, mandate, name):
        """Have the card at Stripe behave like another test card from now on, as when its owner reports it lost."""
        with self.shop.engine.lock:
            ctx = self.shop.engine.context()
            ctx.update(ctx.get("payment_method", mandate.method_ref), _test=name)
            self.shop.engine.commit()


class AutopayCase(MovingTime, SendCase):
    """Charges are made at once; notices are off unless a test wants them. Days pass at Odoo and at Stripe together."""

    @classmethod
    def prepare(cls):
        result = super().prepare()
        cls.connection.stripe_send_charges = "automatic"
        cls.company = cls.connection.company_id
        cls.company.write(
            {
                "ar_autopay_offer": "everybody",
                "ar_autopay_notice_days": 0,
                "ar_autopay_notice_days_debit": 0,
                "ar_autopay_hour": 9,
                "ar_autopay_retries": False,
            }
        )
        cls.partner.action_ar_stripe_send()
        cls.run_stages(cls.env, "send")
        return result

    def setUp(self):
        super().setUp()
        self.company = self.company.with_env(self.env)
        self.Mandate = self.env["ar.autopay.mandate"]
        self.Charge = self.env["ar.autopay.charge"]
        for module in (ar_autopay_mandate_plan, ar_autopay_charge_send):
            self.startPatcher(patch.object(module._logger, "exception", _raise))
        self.begin_time()

    # === WORK === #

    def autopay(self):
        """Plan and charge, without reading anything from Stripe."""
        self.run_stages(self.env, "autopay", "send")

    # === WHO AGREED === #

    def agree(self, method="pm_card_visa", partner=None, **values):
        """Return the active mandate of a customer who left a way to pay at Stripe."""
        partner = partner or self.partner
        customer = self.customer_id(partner)
        made = self.shop.post(
            "setup_intents",
            customer=customer,
            payment_method=method,
            confirm=True,
            usage="off_session",
            automatic_payment_methods={"enabled": True, "allow_redirects": "never"},
        )
        method = self.shop.get(f"payment_methods/{made['payment_method']}")
        mandate = self.Mandate._new(partner, self.company, **values)
        mandate._consent("page", WHO)
        last4 = method[method["type"]]["last4"]
        self.assertTrue(mandate._activate(method["id"], method["type"], f"Visa … {last4}"))
        return mandate

    # === WHAT A TEST ASKS === #

    def charges(self, *states):
        found = self.Charge.search([], order="id")
        return found.filtered(lambda row: not states or row.state in states)

    def taken(self):
        """Return the amounts of all payments that went through at Stripe, by the sandbox's own account."""
        return sorted(row["amount"] for row in self.at_stripe("charges") if row["status"] == "succeeded")

    def mails(self):
        """Return the subjects of all mails written to the customer, in order."""
        mails = self.env["mail.mail"].sudo().search([], order="id")
        told = mails.filtered(
            lambda row: "ada.example" in (row.email_to or "") or self.partner in row.recipient_ids.commercial_partner_id
        )
        return told.mapped("subject")
