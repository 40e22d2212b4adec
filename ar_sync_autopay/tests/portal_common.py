"""A customer at the browser: a company that charges through the stand-in of Stripe, an invoice, and Stripe's page."""

import re
from html import unescape
from urllib.parse import urlsplit

from odoo.fields import Command
from odoo.tests import HttpCase, new_test_user, tagged
from odoo.tools import mute_logger

from odoo.addons.ar_sync_stripe.tests.common import ShopMixin, StripeCase

from sandbox.stripe.pages import checkout
from sandbox.stripe.resources import checkout_flow

TICK = "Pay my invoices automatically on their due dates"


@tagged("post_install", "-at_install")
class PortalCase(ShopMixin, HttpCase):
    """Everybody is offered auto-pay. ``ada`` is the customer; ``ada_user`` logs in as one of its contacts."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env = cls.env(context={**cls.env.context, "tracking_disable": True})
        cls.open_shop()
        StripeCase.add_rates.__func__(cls)
        cls.company = cls.env.company
        everybody = {"ar_autopay_offer": "everybody", "ar_autopay_hour": 0}  # whatever the hour is at which tests run
        cls.company.write({**everybody, "email": "billing@northwind.example"})
        with cls.committing():
            cls.connection = cls.new_connection(cls.env)
            cls.import_all(cls.connection)
        for name in ("customers", "payments", "charges"):
            cls.connection[f"stripe_send_{name}"] = "automatic"
        cls.ada = cls.new_customer("Ada Instruments", "ap@ada.example", lang="en_US")
        cls.bruno = cls.new_customer("Bruno Optics", "office@bruno.example")
        cls.ada_user = cls.new_portal_user("ada_lovelace", cls.ada)
        cls.bruno_user = cls.new_portal_user("bruno_clerk", cls.bruno)
        cls.move = cls.new_invoice()
        cls.env.flush_all()
        cls.shop.keep()

    @classmethod
    def new_customer(cls, name, email, **values):
        return cls.env["res.partner"].create({"name": name, "email": email, "is_company": True, **values})

    @classmethod
    def new_portal_user(cls, login, partner):
        """Return a user of the portal who is a contact of the customer."""
        user = new_test_user(cls.env, login, groups="base.group_portal", name=login.title().replace("_", " "))
        user.partner_id.parent_id = partner
        return user

    @classmethod
    def new_invoice(cls, amount=120.5, partner=None, **values):
        move = cls.env["account.move"].create(
            {
                "move_type": "out_invoice",
                "partner_id": (partner or cls.ada).id,
                "invoice_date": "2026-06-30",
                "invoice_date_due": "2027-07-30",
                "invoice_line_ids": [
                    Command.create({"name": "Work", "price_unit": amount, "tax_ids": [Command.clear()]})
                ],
                **values,
            }
        )
        move.action_post()
        return move

    def setUp(self):
        super().setUp()
        self.shop.back()
        self.Mandate = self.env["ar.autopay.mandate"]
        self.Session = self.env["ar.autopay.session"]

    # === AT THE BROWSER === #

    def path(self, record, token=True):
        return record.get_portal_url() if token else record.access_url

    def look(self, address):
        """Open a page and return its text."""
        self.env.flush_all()
        answer = self.url_open(address)
        self.env.invalidate_all()
        self.assertEqual(answer.status_code, 200, address)
        return answer.text

    def fields_of(self, page, action):
        """Return the hidden fields and values of the form whose address ends with ``action``."""
        form = re.search(rf'<form[^>]*action="[^"]*{action}"[^>]*>(.*?)</form>', page, re.S)
        self.assertTrue(form, f"no form {action}")
        found = {}
        for tag in re.findall(r"<input[^>]*>", form[1]):
            attributes = dict(re.findall(r'([\w-]+)="([^"]*)"', tag))
            if attributes.get("type") == "hidden":
                found[attributes["name"]] = unescape(attributes.get("value", ""))
        return found

    def submit(self, address, fields):
        """Send a form and return the answer, without going where it sends the browser."""
        self.env.flush_all()
        answer = self.url_open(address, data=fields, allow_redirects=False)
        self.env.invalidate_all()
        return answer

    def press(self, document, action, /, token=True, page=None, **fields):
        """Fill in the form of a document's page and press its button."""
        page = page or self.look(self.path(document, token))
        hidden = self.fields_of(page, action)
        return self.submit(f"{document.access_url}/{action}", {**hidden, **fields})

    def pay_online(self, move=None, /, token=True, **fields):
        return self.press(move or self.move, "pay-online", token=token, **fields)

    def stripe_session(self, answer):
        """Return the checkout session to whose page an answer sends the browser."""
        address = urlsplit(answer.headers["Location"])
        self.assertEqual(answer.status_code, 303)
        self.assertEqual(f"{address.scheme}://{address.netloc}", self.shop.sandbox.url, answer.headers["Location"])
        return self.shop.get(f"checkout/sessions/{address.path.rpartition('/')[2]}")

    def on_stripes_page(self, session, method="pm_card_visa"):
        """Press the button on Stripe's page; return the path to which the browser is sent back."""
        with self.shop.engine.lock:
            context = self.shop.engine.context()
            row = context.get("checkout.session", session["id"])
            answer = checkout.submit(context, row, {"payment_method": method, "email": "ap@ada.example"})
            self.shop.engine.commit()
        return self.relative(answer.headers["Location"])

    def relative(self, address):
        parts = urlsplit(address)
        return f"{parts.path}?{parts.query}"

    def left_path(self, session):
        """Return the path of the link back on Stripe's page."""
        return self.relative(session["cancel_url"])

    def opt_in(self, method="pm_card_visa", partner=None):
        """Agree on the page of an invitation and leave a card; return the mandate."""
        mandate = self.Mandate._new(partner or self.ada, self.company)
        answer = self.press(mandate, "set-up", agree="1")
        self.look(self.on_stripes_page(self.stripe_session(answer), method))
        return mandate

    # === WHAT A TEST ASKS === #

    def at_stripe(self, what, **params):
        return self.shop.get(what, limit=100, **params)["data"][::-1]

    def mandates(self, *states, partner=None):
        domain = [("partner_id", "=", (partner or self.ada).id)]
        return self.Mandate.search([*domain, *([("state", "in", states)] if states else [])], order="id")

    def visits(self):
        return self.Session.search([], order="id")

    def settle_books(self):
        """Have what happened at Stripe come into the books, as the scheduled actions do."""
        with self.committing_here():
            self.settle(self.connection)
        self.env.invalidate_all()

    def committing_here(self):
        return type(self).committing()

    def assert_says(self, text, page) -> None:
        """See that a page says something, and show no more than its part of ours where it does not."""
        if text not in page:
            part = re.sub(r"<[^>]*>|\s+", " ", page[page.find('id="autopay"') :])
            raise AssertionError(f"{text!r} is not in {part[:1500]}")

    def assert_silent(self, text, page) -> None:
        """See that a page does not say something."""
        if text in page:
            place = page.find(text)
            raise AssertionError(f"{text!r} is in {page[max(0, place - 200) : place + 200]}")

    def kind(self, page):
        """Return what the block of an invoice's page says."""
        return re.search(r'id="autopay"[^>]*data-kind="(\w+)"', page)[1]


QUIET = mute_logger("odoo.http", "odoo.addons.ar_sync_autopay.models.ar_autopay_session")
__all__ = ["QUIET", "TICK", "PortalCase", "checkout_flow"]
