"""The company of the story: Odoo, its Stripe account, its bank, one clock for all, and what happens in a day.

Everything takes its real way: Odoo calls the account over HTTP, messages come signed through Odoo's own
controller, background work runs in the stages of the scheduled actions, statements are files.
"""

import json
from contextlib import contextmanager
from datetime import date, datetime, timedelta, timezone

from odoo import api
from odoo.tests import HttpCase, freeze_time

from odoo.addons.ar_sync_stripe.tests.common import MINOR, ShopMixin

from .story_bank import Bank
from .story_notebook import Notebook

FIRST, LAST = date(2026, 7, 1), date(2026, 10, 7)
MONTH_ENDS = (date(2026, 7, 31), date(2026, 8, 31), date(2026, 9, 30))
HOUR = "T09:00:00Z"
# What a unit of the company's currency is worth, by month: Odoo's own rates move, and are not Stripe's.
RATES = {
    "2026-01-01": {"EUR": 0.90, "JPY": 150.0, "GBP": 0.80},
    "2026-08-01": {"EUR": 0.92, "JPY": 146.0, "GBP": 0.78},
    "2026-09-01": {"EUR": 0.88, "JPY": 153.0, "GBP": 0.81},
    "2026-10-01": {"EUR": 0.91, "JPY": 149.0, "GBP": 0.79},
}
BANKS = {"usd": "4400112233", "eur": "NL91ABNA0417164300", "jpy": "7710045"}
STRIPE = {"settlement_currencies": ["usd", "eur", "jpy"], "payout_interval": "daily", "name": "Northwind Instruments"}


def on(*days, evening=False):
    """Mark a method as what happens on these days of the year 2026, in the order in which they are written.

    :param evening: after the day's work, when the month may be closed already.
    """

    def mark(method):
        method.story_days = tuple((date.fromisoformat(f"2026-{day}"), evening) for day in days)
        return method

    return mark


class Company(ShopMixin, HttpCase):
    """A company that keeps its books in dollars and is paid in dollars, euros, yen and pounds."""

    # Odoo gives these to the tests of addons only.
    test_module = "ar_sync_stripe"
    test_tags = frozenset(("standard", "post_install"))

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env = cls.env(context={**cls.env.context, "tracking_disable": True})
        cls.open_shop()
        cls.shop.control("POST", f"/accounts/{cls.shop.sandbox.account_id}/settings", settings=STRIPE)
        cls.shop.keep()

    def setUp(self):
        super().setUp()
        self.shop.back()
        self.freezer = freeze_time(f"2026-06-30{HOUR}")
        self.clock = self.freezer.start()
        self.addCleanup(self.freezer.stop)
        self.bank = Bank(**BANKS)
        self.notes = Notebook()
        self.told, self.knocks, self.undelivered = 0, 0, set()
        self.sent, self.arrived = set(), set()
        self.company = self.env.company
        self.make_company()
        self.connect()

    # === THE COMPANY === #

    def make_company(self):
        """Rates, bank journals, taxes, and how the company wants it."""
        codes = sorted({code for rates in RATES.values() for code in rates})
        currencies = self.env["res.currency"].with_context(active_test=False).search([("name", "in", codes)])
        currencies.active = True
        self.env["res.currency.rate"].search([("currency_id", "in", currencies.ids)]).unlink()
        rows = [
            {"currency_id": currency.id, "name": day, "rate": rates[currency.name], "company_id": self.company.id}
            for day, rates in RATES.items()
            for currency in currencies
        ]
        self.env["res.currency.rate"].create(rows)
        self.banks = {
            code: self.env["account.journal"].create(
                {
                    "name": f"Bank {code.upper()}",
                    "type": "bank",
                    "code": f"B{code.upper()}",
                    "currency_id": self.currency(code).id,
                    "bank_acc_number": number,
                }
            )
            for code, number in BANKS.items()
        }
        self.company.write({"ar_sync_mode": "automatic", "ar_dispute_lost": "write_off"})

    def currency(self, code):
        return self.env["res.currency"].with_context(active_test=False).search([("name", "=", code.upper())])

    def connect(self):
        """Connect the account, with everything that may be sent switched on."""
        with self.at_work() as env:
            connection = self.new_connection(env)
            connection.write({f"stripe_send_{what}": "automatic" for what in ("customers", "products", "invoices")})
            connection.stripe_send_payments = "automatic"
            connection.action_connect()
            self.run_stages(env, "import")
            self.run_stages(env)
        self.connection = self.env["ar.sync.connection"].search([("provider", "=", "stripe")])
        assert self.connection.is_imported

    def tax(self, percent, **values):
        return self.env["account.tax"].create(
            {
                "name": f"Tax {percent:g} %",
                "amount": percent,
                "amount_type": "percent",
                "type_tax_use": "sale",
                **values,
            }
        )

    # === TIME === #

    def days(self):
        """Let the days pass, each with all that falls due, and yield each before its work is done."""
        day = FIRST
        while day <= LAST:
            self.shop.control("POST", "/clock", to=f"{day}{HOUR}")
            self.clock.move_to(f"{day}{HOUR}")
            self.day = day
            yield day
            day += timedelta(days=1)

    def clock_day(self, moment):
        """Return the day of a moment at Stripe."""
        return datetime.fromtimestamp(moment, timezone.utc).date()

    def acts(self):
        """Return (day, whether in the evening) -> what happens then, in the order in which it is written."""
        found = {}
        for base in reversed(type(self).__mro__):
            for name, method in vars(base).items():
                for moment in getattr(method, "story_days", ()):
                    found.setdefault(moment, []).append(name)
        return found

    def act(self, evening=False):
        """Do what is told of the day at hand."""
        if evening:
            self.shop.advance(seconds=9 * 3600)
            self.clock.move_to(f"{self.day}T18:00:00Z")
        for name in self.acts().get((self.day, evening), ()):
            getattr(self, name)()

    def close_month(self):
        """The accountant locks the books up to today."""
        self.company.fiscalyear_lock_date = self.day

    # === WORK === #

    @contextmanager
    def at_work(self):
        """Yield an environment of background work: it may commit."""
        self.env.flush_all()
        with self.registry.cursor() as cr:
            env = api.Environment(cr, self.env.uid, {**self.env.context, "allowed_company_ids": self.env.company.ids})
            yield env
            env.flush_all()
            cr.commit()
        self.env.invalidate_all()

    def work(self, *stages):
        """Let the scheduled actions run until nothing is left to do."""
        with self.at_work() as env:
            self.run_stages(env, *stages)

    def deliver(self):
        """Bring Stripe's new messages to the door: most come once, some twice, some late, some never.

        Those that never come are found by reading the feed of events, which is due every five minutes.
        """
        fresh = self.shop.deliveries()[self.told :]
        numbered = list(enumerate(fresh, start=self.told + 1))
        self.told += len(fresh)
        arriving = [body for number, body in numbered if number % 3]  # each third is lost
        arriving += [body for number, body in numbered if number % 4 == 0 and number % 3]  # each fourth comes twice
        self.undelivered |= {json.loads(body)["id"] for number, body in numbered if not number % 3}
        if self.day.day % 2:
            arriving.reverse()
        self.env.flush_all()
        for body in arriving:
            address = f"/ar_sync/webhook/{self.connection.webhook_token}"
            answer = self.url_open(address, data=body.encode(), headers=self.sign(body), method="POST")
            self.assertEqual(answer.status_code, 200)
        self.knocks += len(arriving)
        self.env.invalidate_all()

    # === THE BANK === #

    def import_statements(self):
        """Import what the bank states, as a person does it."""
        for code in BANKS:
            content = self.bank.statement(code, str(self.day))
            if content:
                with self.at_work() as env:
                    company = env["res.company"].browse(self.company.id)
                    file = env["ar.bank.file"]._ar_take_in(
                        company, [(f"{code}-{self.day}.xml", content)], env["account.journal"]
                    )
                    self.assertEqual((file.result, file.refused_count), ("imported", 0), file.mapped("reason"))

    def payouts(self, status=None):
        """Return Stripe's payouts, the newest first."""
        given = {"status": status} if status else {}
        return self.shop.get("payouts", limit=100, **given)["data"]

    def watch_payouts(self):
        """Note what Stripe sent by itself, and let the bank book what it has got. Each bank writes in its own way."""
        for payout in reversed(self.payouts()):
            code, number = payout["currency"], payout["id"]
            if number not in self.sent and payout["automatic"]:
                self.notes.sent(code, payout["amount"])
            self.sent.add(number)
            if payout["status"] == "paid" and number not in self.arrived:
                self.arrived.add(number)
                texts = {
                    "usd": f"ORIG CO NAME:STRIPE DESC:TRANSFER TRACE#:{payout['trace_id']['value']}",
                    "eur": f"STRIPE PAYOUT {number}",
                    "jpy": "STRIPE",
                }
                name = "" if code == "usd" else "STRIPE"
                self.bank.book(code, str(self.day), payout["amount"], texts[code], name=name, end_to_end=number)
                self.notes.arrived(code, payout["amount"])

    def major(self, amount, code):
        """Return minor units as Odoo has them."""
        return amount / 10 ** MINOR[code]
