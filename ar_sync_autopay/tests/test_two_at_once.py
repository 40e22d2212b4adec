"""Two at once, with real transactions: two workers, two browsers, a worker and somebody who pays by hand.

Risk: a customer is charged twice, pays twice, or agrees twice. The database is a copy of its own, every cursor is a
real one, and browsers go through Odoo's whole request, its repetitions after a lost race included.
"""

import os
import re
import threading
from concurrent.futures import ThreadPoolExecutor
from html import unescape
from unittest.mock import patch
from urllib.parse import urlsplit

from werkzeug.test import Client
from werkzeug.wrappers import Response

import odoo.http
import odoo.sql_db
from odoo import SUPERUSER_ID, api
from odoo.exceptions import UserError
from odoo.fields import Command
from odoo.modules.registry import Registry
from odoo.service.model import retrying
from odoo.tests import BaseCase, tagged
from odoo.tools import config, mute_logger

from odoo.addons.ar_sync_stripe.api.client import StripeApi
from odoo.addons.ar_sync_stripe.tests.common import ShopMixin

from sandbox.stripe.pages import checkout
from workspace import config as workspace_config
from workspace import databases

from .common import WHO, MovingTime

WAIT_S = 60
ROUNDS_MAX = 60
QUIET = (
    "odoo.sql_db",
    "odoo.service.model",
    "odoo.http",
    "odoo.addons.ar_sync.models.ar_sync_dispatch",
    "odoo.addons.ar_sync_autopay.models.ar_autopay_session",
)
PAYS = "/v1/payment_intents"


@tagged("-standard", "-at_install", "post_install")
class TestTwoAtOnce(MovingTime, ShopMixin, BaseCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        workspace = workspace_config.prepare()
        cls.database = f"ar_sync_at_once_{os.getpid()}"
        source = os.environ.get("AR_SYNC_CRASH_TEMPLATE") or databases.suite(workspace)
        databases.new(workspace, cls.database, source=source)
        cls.addClassCleanup(databases.drop, workspace, cls.database)
        cls.addClassCleanup(odoo.sql_db.close_db, cls.database)
        cls.addClassCleanup(Registry.delete, cls.database)
        for name, value in (("db_name", [cls.database]), ("test_enable", False)):
            cls.addClassCleanup(config.__setitem__, name, config[name])
            config[name] = value
        cls.registry = Registry(cls.database)
        cls.startClassPatcher(patch("odoo.service.model.time.sleep"))
        logs = mute_logger(*QUIET)
        logs.__enter__()
        cls.addClassCleanup(logs.__exit__)
        cls.open_shop()
        cls.begin_company()
        cls.shop.keep()

    @classmethod
    def begin_company(cls):
        """Connect the company and switch auto-pay on."""
        with cls.registry.cursor() as cr:
            env = api.Environment(cr, SUPERUSER_ID, {"tracking_disable": True})
            env["ir.config_parameter"].set_param("web.base.url", "http://localhost")
            connection = cls.new_connection(env)
            cls.import_all(connection)
            for name in ("customers", "payments", "charges"):
                connection[f"stripe_send_{name}"] = "automatic"
            env.company.write(
                {
                    "email": "billing@northwind.example",
                    "ar_autopay_offer": "everybody",
                    "ar_autopay_notice_days": 0,
                    "ar_autopay_hour": 0,
                }
            )
            cls.connection_id = connection.id

    def setUp(self):
        super().setUp()
        self.begin_time()
        self.at = {}

    # === WHAT IS THERE BEFORE === #

    def make(self, work):
        """Do ``work(env)`` in a transaction of its own, and return its answer."""
        with self.registry.cursor() as cr:
            env = api.Environment(cr, SUPERUSER_ID, {"tracking_disable": True})
            return retrying(lambda: work(env), env)

    def customer(self, name):
        """Return (id of the customer, id of an invoice that is due today)."""

        def work(env):
            partner = env["res.partner"].create(
                {"name": name, "email": f"{name.lower()}@ada.example", "is_company": True}
            )
            move = env["account.move"].create(
                {
                    "move_type": "out_invoice",
                    "partner_id": partner.id,
                    "invoice_date": "2026-06-30",
                    "invoice_date_due": "2026-06-30",
                    "invoice_line_ids": [
                        Command.create({"name": "Work", "price_unit": 100.0, "tax_ids": [Command.clear()]})
                    ],
                }
            )
            move.action_post()
            return partner.id, move.id

        return self.make(work)

    def agreed(self, name):
        """Return (id of the mandate, id of an invoice that is due today) of a new customer."""
        partner_id, move_id = self.customer(name)

        def work(env):
            connection = env["ar.sync.connection"].browse(self.connection_id)
            partner = env["res.partner"].browse(partner_id)
            partner._stripe_plan(connection)
            self.run_stages(env, "send")
            customer = connection._ar_bound("customer", partner)
            method = self.shop.post("payment_methods/pm_card_visa/attach", customer=customer)
            mandate = env["ar.autopay.mandate"]._new(partner, env.company)
            mandate._consent("page", WHO)
            assert mandate._activate(method["id"], "card", "Visa … 4242")
            return mandate.id

        return self.make(work), move_id

    def work_to_the_end(self, env, *stages):
        """Work as the scheduled action does: again after each race that was lost."""
        for _round in range(ROUNDS_MAX):
            remaining = sum(env["ar.sync.dispatch"]._retrying_stage(stage) for stage in stages)
            env.cr.commit()
            if not remaining:
                return
        raise AssertionError(f"{stages} do not come to an end")

    def worker(self, *stages):
        return lambda env: self.work_to_the_end(env, *stages)

    def settle_books(self):
        def work(env):
            waiting = env["ar.sync.operation"].search([("next_attempt_at", "!=", False)])
            for operation in waiting:
                operation._set_state(operation.state, next_attempt_at=False)
            self.settle(env["ar.sync.connection"].browse(self.connection_id))

        self.make(work)

    # === AT THE SAME MOMENT === #

    def together(self, *works):
        """Do these works at once, each in a transaction that began before any of them has written anything.

        :return: what each returned, or the text of the error with which it refused.
        """
        barrier = threading.Barrier(len(works), timeout=WAIT_S)

        def run(work):
            with self.registry.cursor() as cr:
                cr.execute("SET lock_timeout = '20s'")
                env = api.Environment(cr, SUPERUSER_ID, {"tracking_disable": True})
                env["ar.sync.connection"].browse(self.connection_id).mapped("name")
                barrier.wait()
                try:
                    return work(env)
                except UserError as error:
                    cr.rollback()
                    return str(error)

        with ThreadPoolExecutor(max_workers=len(works)) as executor:
            return [future.result(timeout=WAIT_S) for future in [executor.submit(run, work) for work in works]]

    def meanwhile(self, path, work):
        """Have ``work`` begin in another thread when Stripe is about to be called at ``path``, and run on beside it."""
        original, begun = StripeApi.post, threading.Event()
        self.beside = ThreadPoolExecutor(max_workers=1)
        self.addCleanup(self.beside.shutdown)

        def post(client, place, params, key):
            if place == path and not begun.is_set():
                begun.set()
                started = threading.Event()
                self.at["beside"] = self.beside.submit(self._beside, work, started)
                assert started.wait(WAIT_S)
            return original(client, place, params, key)

        self.startPatcher(patch.object(StripeApi, "post", post))

    def _beside(self, work, started):
        with self.registry.cursor() as cr:
            cr.execute("SET lock_timeout = '20s'")
            env = api.Environment(cr, SUPERUSER_ID, {"tracking_disable": True})
            env["ar.sync.connection"].browse(self.connection_id).mapped("name")
            started.set()
            try:
                return retrying(lambda: work(env), env)
            except UserError as error:
                return str(error)

    # === AT THE BROWSER === #

    def browser(self):
        return Client(odoo.http.root, Response)

    def page(self, browser, path):
        answer = browser.get(path, base_url="http://localhost")
        self.assertEqual(answer.status_code, 200, path)
        return answer.get_data(as_text=True)

    def form(self, page, action):
        """Return the hidden fields of a form."""
        found = re.search(rf'<form[^>]*action="[^"]*{action}"[^>]*>(.*?)</form>', page, re.S)
        tags = [dict(re.findall(r'([\w-]+)="([^"]*)"', tag)) for tag in re.findall(r"<input[^>]*>", found[1])]
        return {tag["name"]: unescape(tag.get("value", "")) for tag in tags if tag.get("type") == "hidden"}

    def press_together(self, path, action, count=2, **fields):
        """Have so many browsers press a button of the same page at once; return where each is sent."""
        browsers = [self.browser() for _number in range(count)]
        forms = [self.form(self.page(browser, path), action) for browser in browsers]
        barrier = threading.Barrier(count, timeout=WAIT_S)

        def press(browser, form):
            barrier.wait()
            address = f"{urlsplit(path).path}/{action}"
            return browser.post(address, data={**form, **fields}, base_url="http://localhost")

        with ThreadPoolExecutor(max_workers=count) as executor:
            answers = list(executor.map(press, browsers, forms))
        self.assertEqual({answer.status_code for answer in answers}, {303})
        return [answer.headers["Location"] for answer in answers]

    def on_stripes_page(self, address):
        """Press the button on Stripe's page; return the path to which the browser is sent back."""
        with self.shop.engine.lock:
            context = self.shop.engine.context()
            row = context.get("checkout.session", address.rpartition("/")[2])
            answer = checkout.submit(context, row, {"payment_method": "pm_card_visa", "email": "ap@ada.example"})
            self.shop.engine.commit()
        parts = urlsplit(answer.headers["Location"])
        return f"{parts.path}?{parts.query}"

    # === WHAT IS THERE AFTERWARDS === #

    def intents(self, *move_ids):
        """Return the payments at Stripe that went through for these invoices."""
        names = self.make(lambda env: env["account.move"].browse(move_ids).mapped("name"))
        rows = self.shop.get("payment_intents", limit=100)["data"]
        said = [(row["status"], row["metadata"].get("invoices") or row["metadata"].get("invoice")) for row in rows]
        return [name for status, name in said if status == "succeeded" and name in names]

    def residuals(self, *move_ids):
        return self.make(lambda env: env["account.move"].browse(move_ids).mapped("amount_residual"))

    def states(self, model, domain, field="state"):
        return self.make(lambda env: env[model].search(domain, order="id").mapped(field))

    def mails(self, template, partner_id):
        subject = self.make(lambda env: env.ref(f"ar_sync_autopay.{template}").subject)
        words = max(re.split(r"\{\{.*?\}\}", subject), key=len)
        domain = [("subject", "like", words), ("recipient_ids", "in", [partner_id])]
        email = self.make(lambda env: env["res.partner"].browse(partner_id).email)
        other = [("subject", "like", words), ("email_to", "like", email)]
        return self.make(lambda env: env["mail.mail"].search_count(["|", *(["&", *domain]), *(["&", *other])]))

    # === WORKERS === #

    def test_two_workers_at_one_stage_charge_each_invoice_once(self):
        found = [self.agreed(f"Crowd{number}") for number in range(5)]
        moves = [move_id for _mandate_id, move_id in found]
        self.together(*[self.worker("autopay", "send")] * 3)
        self.settle_books()
        self.assertEqual(sorted(self.intents(*moves)), sorted(set(self.intents(*moves))))
        self.assertEqual((len(self.intents(*moves)), self.residuals(*moves)), (5, [0.0] * 5))
        charges = [("line_ids.move_id", "in", moves)]
        self.assertEqual(self.states("ar.autopay.charge", charges), ["succeeded"] * 5)

    def test_two_workers_begin_the_same_charge(self):
        mandate_id, move_id = self.agreed("Twins")
        self.make(lambda env: env["ar.autopay.mandate"]._plan_waiting())
        self.together(*[self.worker("autopay")] * 2)
        self.assertEqual(self.states("ar.autopay.charge", [("mandate_id", "=", mandate_id)]), ["sending"])
        self.together(*[self.worker("send")] * 2)
        self.settle_books()
        self.assertEqual((len(self.intents(move_id)), self.residuals(move_id)), (1, [0.0]))

    # === A WORKER, AND SOMEBODY WHO PAYS BY HAND === #

    def pay_by_hand(self, move_id):
        def work(env):
            wizard = env["account.payment.register"].with_context(active_model="account.move", active_ids=[move_id])
            wizard.create({"payment_date": self.now.date()})._create_payments()
            return "paid"

        return work

    def test_paid_by_hand_while_the_card_is_being_charged(self):
        """The worker has looked for the last time; before Stripe answers, somebody registers a payment."""
        mandate_id, move_id = self.agreed("Slow")
        self.meanwhile(PAYS, self.pay_by_hand(move_id))
        self.make(self.worker("autopay", "send"))
        said = self.at["beside"].result(timeout=WAIT_S)
        self.settle_books()
        self.assertEqual(len(self.intents(move_id)), 1)
        self.assertEqual(self.residuals(move_id), [0.0])
        self.assertEqual(self.states("ar.autopay.charge", [("mandate_id", "=", mandate_id)]), ["succeeded"])
        self.check_credit(move_id, said)

    def check_credit(self, move_id, said):
        """Whoever paid by hand has a payment on account, to the cent: two payments of one invoice are never lost."""

        def work(env):
            move = env["account.move"].browse(move_id)
            lines = env["account.move.line"].search(
                [
                    ("partner_id", "=", move.partner_id.id),
                    ("account_id.account_type", "=", "asset_receivable"),
                    ("parent_state", "=", "posted"),
                ]
            )
            return round(sum(lines.mapped("amount_residual")), 2)

        self.assertEqual(self.make(work), -100.0 if said == "paid" else 0.0)

    def test_a_charge_comes_while_somebody_is_paying_by_hand(self):
        """Somebody has written the payment and not yet committed it when the worker comes: nothing is charged."""
        mandate_id, move_id = self.agreed("Quick")
        self.make(self.worker("autopay"))
        written, go_on = threading.Event(), threading.Event()

        def pay(env):
            said = self.pay_by_hand(move_id)(env)
            env.flush_all()
            written.set()
            assert go_on.wait(WAIT_S)
            return said

        with ThreadPoolExecutor(max_workers=1) as executor:
            started = threading.Event()
            future = executor.submit(self._beside, pay, started)
            assert written.wait(WAIT_S)
            self.make(lambda env: env["ar.sync.dispatch"]._retrying_stage("send"))
            before = len(self.intents(move_id))
            go_on.set()
            self.assertEqual(future.result(timeout=WAIT_S), "paid")
        self.settle_books()
        self.settle_books()
        self.assertEqual((before, len(self.intents(move_id)), self.residuals(move_id)), (0, 0, [0.0]))
        self.assertEqual(self.states("ar.autopay.mandate", [("id", "=", mandate_id)]), ["active"])
        self.assertNotIn("sending", self.states("ar.autopay.charge", [("mandate_id", "=", mandate_id)]))

    def test_the_customer_leaves_while_the_card_is_being_charged(self):
        mandate_id, move_id = self.agreed("Leaving")
        self.meanwhile(PAYS, lambda env: env["ar.autopay.mandate"].browse(mandate_id)._leave())
        self.make(self.worker("autopay", "send"))
        self.at["beside"].result(timeout=WAIT_S)
        self.settle_books()
        self.assertEqual((len(self.intents(move_id)), self.residuals(move_id)), (1, [0.0]))
        self.assertEqual(self.states("ar.autopay.mandate", [("id", "=", mandate_id)]), ["ended"])

    # === TWO BROWSERS === #

    def invited(self, name):
        """Return (customer, mandate, path of its page)."""
        partner_id, _move_id = self.customer(name)

        def work(env):
            mandate = env["ar.autopay.mandate"]._new(env["res.partner"].browse(partner_id), env.company)
            return mandate.id, mandate.get_portal_url()

        return (partner_id, *self.make(work))

    def test_an_invitation_is_accepted_twice_at_once(self):
        partner_id, mandate_id, path = self.invited("Double")
        first, second = self.press_together(path, "set-up", agree="1")
        self.assertEqual(first, second, "one page")
        self.assertIn(self.shop.sandbox.url, first)
        of_customer = [("partner_id", "=", partner_id)]
        self.assertEqual(self.states("ar.autopay.mandate", of_customer), ["pending"])
        self.assertEqual(self.states("ar.autopay.session", of_customer), ["opened"])
        rows = [row for row in self.shop.get("customers", limit=100)["data"] if row["name"] == "Double"]
        self.assertEqual(len(rows), 1)
        self.comes_back_twice(first, partner_id, mandate_id)

    def comes_back_twice(self, address, partner_id, mandate_id):
        """The customer comes back in two browsers while a worker follows the page: auto-pay begins once."""
        back = self.on_stripes_page(address)
        browsers = [self.browser(), self.browser()]

        def look(browser):
            return lambda _env: self.page(browser, back)

        pages = self.together(look(browsers[0]), look(browsers[1]), self.worker("autopay"))
        self.assertIn("Automatic payment is set up", pages[0])
        self.assertEqual(self.states("ar.autopay.mandate", [("id", "=", mandate_id)]), ["active"])
        self.assertEqual(self.mails("mail_template_started", partner_id), 1)

    def test_an_invoice_is_paid_in_two_browsers_at_once(self):
        partner_id, move_id = self.customer("Hasty")
        path = self.make(lambda env: env["account.move"].browse(move_id).get_portal_url())
        first, second = self.press_together(path, "pay-online", agree="1")
        self.assertEqual(first, second)
        self.assertEqual(self.states("ar.autopay.mandate", [("partner_id", "=", partner_id)]), ["pending"])
        back = self.on_stripes_page(first)
        self.page(self.browser(), back)
        self.settle_books()
        self.assertEqual((len(self.intents(move_id)), self.residuals(move_id)), (1, [0.0]))

    def test_two_wishes_at_once_leave_one_page_open(self):
        """One browser ticks auto-pay and the other does not: only one page can be paid on."""
        _partner_id, move_id = self.customer("Torn")
        path = self.make(lambda env: env["account.move"].browse(move_id).get_portal_url())
        browsers = [self.browser(), self.browser()]
        forms = [self.form(self.page(browser, path), "pay-online") for browser in browsers]
        address = f"{urlsplit(path).path}/pay-online"

        def press(browser, form):
            return lambda _env: browser.post(address, data=form, base_url="http://localhost").headers["Location"]

        self.together(press(browsers[0], {**forms[0], "agree": "1"}), press(browsers[1], forms[1]))
        pages = self.shop.get("checkout/sessions", limit=100)["data"]
        name = self.make(lambda env: env["account.move"].browse(move_id).name)
        still_open = [row for row in pages if row["client_reference_id"] == name and row["status"] == "open"]
        self.assertEqual(len(still_open), 1)

    def test_pay_now_instead_and_the_due_charge_at_once(self):
        """The customer presses *Pay now instead* at the moment at which the worker charges: one of them is first."""
        mandate_id, move_id = self.agreed("Impatient")
        self.make(lambda env: env["ar.autopay.mandate"]._plan_waiting())
        path = self.make(lambda env: env["account.move"].browse(move_id).get_portal_url())
        browser = self.browser()
        form = self.form(self.page(browser, path), "pay-online")
        address = f"{urlsplit(path).path}/pay-online"

        def press(_env):
            return browser.post(address, data=form, base_url="http://localhost").headers["Location"]

        _nothing, goes_to = self.together(self.worker("autopay", "send"), press)
        if self.shop.sandbox.url in goes_to:
            self.on_stripes_page(goes_to)
        self.settle_books()
        self.settle_books()
        self.assertEqual((len(self.intents(move_id)), self.residuals(move_id)), (1, [0.0]))
        self.assertEqual(self.states("ar.autopay.mandate", [("id", "=", mandate_id)]), ["active"])
