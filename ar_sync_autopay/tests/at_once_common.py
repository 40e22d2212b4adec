"""Two at once, with real transactions, in a copy of the database that is dropped afterwards."""

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
from odoo.tests import BaseCase
from odoo.tools import config, mute_logger

from odoo.addons.ar_sync.tests.common_races import WAIT_S, begin_anew_patiently
from odoo.addons.ar_sync_stripe.api.client import StripeApi
from odoo.addons.ar_sync_stripe.tests.common import ShopMixin

from sandbox.stripe.pages import checkout
from workspace import config as workspace_config
from workspace import databases

from .common import WHO, MovingTime

#: A session's own setting: it outlasts the commits of a worker, which has many.
GIVE_UP_WAITING = "SET lock_timeout = '120s'"
ROUNDS_MAX = 1000
QUIET = (
    "odoo.sql_db",
    "odoo.service.model",
    "odoo.http",
    "odoo.addons.ar_sync.models.ar_sync_dispatch",
    "odoo.addons.ar_sync_autopay.models.ar_autopay_session",
)


class AtOnceCase(MovingTime, ShopMixin, BaseCase):
    """A company in a database of its own, with customers of whom several things are done at the same moment."""

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
        options = {"db_name": [cls.database], "dbfilter": f"^{cls.database}$", "test_enable": False}
        for name, value in options.items():
            cls.addClassCleanup(config.__setitem__, name, config[name])
            config[name] = value
        cls.registry = Registry(cls.database)
        begin_anew_patiently(cls.startClassPatcher)
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
                cr.execute(GIVE_UP_WAITING)
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

    def meanwhile(self, path, work, to_its_end=False):
        """Have ``work`` begin in another thread when Stripe is about to be called at ``path``, and run on beside it.

        :param path: the end of the path that is called.
        :param to_its_end: Stripe is called only once it is committed.
        """
        original, begun = StripeApi.post, threading.Event()
        self.beside = ThreadPoolExecutor(max_workers=1)
        self.addCleanup(self.beside.shutdown)

        def post(client, place, params, key):
            if place.endswith(path) and not begun.is_set():
                begun.set()
                started = threading.Event()
                self.at["beside"] = self.beside.submit(self._beside, work, started)
                assert started.wait(WAIT_S)
                if to_its_end:
                    self.at["beside"].result(timeout=WAIT_S)
            return original(client, place, params, key)

        self.startPatcher(patch.object(StripeApi, "post", post))

    def _beside(self, work, started):
        with self.registry.cursor() as cr:
            cr.execute(GIVE_UP_WAITING)
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
        self.assertEqual((answer.status_code, answer.headers.get("Location")), (200, None), path)
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
