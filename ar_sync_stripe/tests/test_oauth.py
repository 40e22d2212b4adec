"""Risk: somebody else's account is connected, or somebody else connects it.

A real browser session comes back over real HTTP, with a state that is forged, stolen, used, late, or right.
"""

import json
from datetime import timedelta
from urllib.parse import parse_qsl, urlencode, urlsplit

from odoo import fields
from odoo.fields import Command
from odoo.tests import HttpCase, new_test_user, tagged
from odoo.tools import mute_logger
from odoo.tools.misc import hash_sign

from odoo.addons.ar_sync.models.ar_sync_authorization import SIGNATURE_SCOPE

from .common import ShopMixin
from .connect_common import ConnectMixin

LOGS = ("odoo.addons.ar_sync_stripe.controllers.connect", "odoo.http")


@tagged("post_install", "-at_install")
class OAuthCase(ConnectMixin, ShopMixin, HttpCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.open_shop()
        cls.company = cls.env.company
        for login, group in (("oauth_ada", "administrator"), ("oauth_ben", "administrator"), ("oauth_kim", "manager")):
            cls.new_user(login, group, cls.company)
        cls.platform = cls.set_up_platform(cls.env)
        cls.harbour = cls.new_account()
        cls.connection = cls.new_connect(cls.env)
        cls.env.flush_all()
        cls.shop.keep()

    @classmethod
    def new_user(cls, login, group, company):
        groups = f"base.group_user,ar_sync.group_{group}"
        values = {"company_id": company.id, "company_ids": [Command.set(company.ids)]}
        return new_test_user(cls.env, login, groups=groups, **values)

    def setUp(self):
        super().setUp()
        self.shop.back()

    def begin_as(self, login, connection=None):
        """Click *Connect with Stripe* in a browser. Return the address of the consent page."""
        self.authenticate(login, login)
        connection = connection or self.connection
        body = {
            "jsonrpc": "2.0",
            "params": {
                "model": "ar.sync.connection",
                "method": "action_stripe_connect",
                "args": [connection.ids],
                "kwargs": {},
            },
        }
        headers = {"Content-Type": "application/json"}
        answer = self.url_open("/web/dataset/call_kw", data=json.dumps(body), headers=headers).json()
        self.assertNotIn("error", answer, answer.get("error"))
        return answer["result"]["url"]

    def come_back(self, query=None, **changes):
        """Open the return address in the session at hand, without following it. Return the answer."""
        pairs = {**dict(parse_qsl(query.query if query else "")), **changes}
        address = f"/ar_sync/stripe/connect/return?{urlencode(pairs)}"
        with mute_logger(*LOGS):
            answer = self.url_open(address, allow_redirects=False)
        self.env.invalidate_all()
        return answer

    def last(self, connection=None):
        connection = connection or self.connection
        return self.env["ar.sync.authorization"].search([("connection_id", "=", connection.id)], limit=1)

    def assert_not_connected(self):
        self.assertFalse(self.connection.stripe_is_authorized)
        self.assertEqual(self.connection.state, "draft")
        self.assertFalse(self.connection.sudo().secret_ids)

    def tokens(self) -> int:
        """Return how many codes were exchanged at Stripe."""
        return sum(1 for key in self.shop.engine.keys.all() if key["account"] == self.harbour) - 1


class TestTheWayThere(OAuthCase):
    def test_the_address_says_what_is_asked_and_where_to_return(self):
        address = urlsplit(self.begin_as("oauth_ada"))
        query = dict(parse_qsl(address.query))
        self.assertEqual(f"{address.scheme}://{address.netloc}", self.shop.sandbox.url)
        self.assertEqual(address.path, "/oauth/authorize")
        self.assertEqual(query["client_id"], self.shop.sandbox.client_id)
        self.assertEqual((query["response_type"], query["scope"]), ("code", "read_only"))
        self.assertEqual(query["redirect_uri"], self.platform.redirect_uri)
        self.assertTrue(query["redirect_uri"].endswith("/ar_sync/stripe/connect/return"))

    def test_neither_key_nor_chance_word_are_in_it_or_in_the_database(self):
        address = self.begin_as("oauth_ada")
        self.assertNotIn(self.shop.sandbox.secret_key, address)
        row = self.last().sudo()
        state = dict(parse_qsl(urlsplit(address).query))["state"]
        _id, nonce = row._open_state(state)
        self.assertNotIn(nonce, json.dumps(row.read(), default=str))

    def test_allowed(self):
        query = self.decide(self.begin_as("oauth_ada"), self.harbour)
        answer = self.come_back(query)
        self.assertEqual(answer.status_code, 303)
        self.assertTrue(answer.headers["Location"].endswith(f"/odoo/sync-connections/{self.connection.id}"))
        connection = self.connection
        self.assertEqual((connection.state, connection.external_account_id), ("connected", self.harbour))
        self.assertEqual(connection.stripe_granted_scope, "read_only")
        self.assertEqual((self.last().state, self.last().account), ("done", self.harbour))
        self.assertFalse(self.last().sudo().sealed_code, "a used code is of no use")

    def test_denied_says_so_and_connects_nothing(self):
        query = self.decide(self.begin_as("oauth_ada"), self.harbour, "refuse")
        self.assertEqual(self.come_back(query).status_code, 303)
        self.assert_not_connected()
        self.assertIn("not allowed at Stripe", self.connection.stripe_connect_note)
        self.assertEqual(self.last().state, "cancelled")

    def test_other_refusals_are_shown_in_stripes_words(self):
        query = self.decide(self.begin_as("oauth_ada"), self.harbour, "refuse")
        self.come_back(query, error="invalid_scope", error_description="Scope <b>x</b> is not available")
        self.assertIn("Scope <b>x</b> is not available", self.connection.stripe_connect_note)
        self.assert_not_connected()

    def test_a_denial_after_the_answer_changes_nothing(self):
        query = self.decide(self.begin_as("oauth_ada"), self.harbour)
        self.come_back(query)
        self.come_back(query, error="access_denied")
        self.assertEqual(self.connection.state, "connected")
        self.assertEqual(self.last().state, "done")


class TestForgery(OAuthCase):
    """Nothing of these reaches Stripe, and no code is used up."""

    def assert_refused(self, answer, words, status=400):
        self.assertEqual(answer.status_code, status)
        self.assertIn(words, answer.text)
        self.assert_not_connected()
        self.assertEqual(self.tokens(), 0)

    def test_forged_state(self):
        query = self.decide(self.begin_as("oauth_ada"), self.harbour)
        state = dict(parse_qsl(query.query))["state"]
        middle = len(state) // 2
        flipped = state[:middle] + ("A" if state[middle] != "A" else "B") + state[middle + 1 :]
        wrong = (flipped, "", "x", state[:-2], "AQ", "é", "A" * 5000, f"{self.last().id}", "null", "%00")
        for forged in wrong:
            self.assert_refused(self.come_back(query, state=forged), "does not belong to anything")
        self.assertEqual(self.last().state, "started", "the right one may still come")

    def test_a_state_signed_for_another_purpose(self):
        query = self.decide(self.begin_as("oauth_ada"), self.harbour)
        other = hash_sign(self.env, "something.else", [self.last().id, "x"])
        self.assert_refused(self.come_back(query, state=other), "does not belong to anything")

    def test_signed_and_of_another_form(self):
        self.begin_as("oauth_ada")
        for payload in ({}, [], [1], ["1", "x"], [1, 2], "x", [10**30, "x"], [-1, "x"]):
            state = hash_sign(self.env, SIGNATURE_SCOPE, payload)
            self.assertEqual(self.come_back(state=state, code="ac_1").status_code, 400, payload)

    def test_another_persons_session(self):
        """Ben opens Ada's link: he would put her account into what he sees."""
        query = self.decide(self.begin_as("oauth_ada"), self.harbour)
        self.authenticate("oauth_ben", "oauth_ben")
        self.assert_refused(self.come_back(query), "somebody else")

    def test_another_browser_of_the_same_person(self):
        query = self.decide(self.begin_as("oauth_ada"), self.harbour)
        self.authenticate("oauth_ada", "oauth_ada")
        self.assert_refused(self.come_back(query), "another browser")

    def test_an_attackers_own_answer_in_the_victims_browser(self):
        """Ben allows his account and has Ada open the address: she would import his customers."""
        query = self.decide(self.begin_as("oauth_ben"), self.harbour)
        self.begin_as("oauth_ada")
        self.assert_refused(self.come_back(query), "somebody else")

    def test_the_state_of_one_try_with_the_session_of_another(self):
        query = self.decide(self.begin_as("oauth_ada"), self.harbour)
        row = self.last()
        state = hash_sign(self.env, SIGNATURE_SCOPE, [row.id, "guess"])
        self.assert_refused(self.come_back(query, state=state), "somebody else")

    def test_nobody_signed_in_is_asked_to_sign_in(self):
        query = self.decide(self.begin_as("oauth_ada"), self.harbour)
        self.logout()
        answer = self.come_back(query)
        self.assertIn("/web/login", answer.headers["Location"])
        self.assert_not_connected()

    def test_a_manager_may_not(self):
        self.authenticate("oauth_kim", "oauth_kim")
        self.assertEqual(self.come_back(state="x", code="y").status_code, 403)

    def test_rights_lost_on_the_way(self):
        query = self.decide(self.begin_as("oauth_ada"), self.harbour)
        user = self.env["res.users"].search([("login", "=", "oauth_ada")])
        user.group_ids -= self.env.ref("ar_sync.group_administrator")
        self.env.flush_all()
        self.assert_refused(self.come_back(query), "Only administrators", 403)

    def test_moved_to_another_company_on_the_way(self):
        query = self.decide(self.begin_as("oauth_ada"), self.harbour)
        other = self.env["res.company"].create({"name": "Alder Works"})
        user = self.env["res.users"].search([("login", "=", "oauth_ada")])
        user.write({"company_id": other.id, "company_ids": [Command.set(other.ids)]})
        self.env.flush_all()
        self.assert_refused(self.come_back(query), "no longer change", 403)

    def test_too_late(self):
        query = self.decide(self.begin_as("oauth_ada"), self.harbour)
        self.last().sudo().expires_at = fields.Datetime.now() - timedelta(seconds=1)
        self.env.flush_all()
        self.assertEqual(self.come_back(query).status_code, 303)
        self.assert_not_connected()
        self.assertIn("longer than 10 minutes", self.connection.stripe_connect_note)
        self.assertEqual(self.tokens(), 0)

    def test_begun_again_only_the_last_counts(self):
        first = self.decide(self.begin_as("oauth_ada"), self.harbour)
        second = self.decide(self.begin_as("oauth_ada"), self.harbour)
        self.come_back(first)
        self.assertFalse(self.connection.stripe_is_authorized)
        self.assertEqual(self.tokens(), 0)
        self.come_back(second)

    def test_no_answer_at_all(self):
        query = self.decide(self.begin_as("oauth_ada"), self.harbour)
        state = dict(parse_qsl(query.query))["state"]
        self.come_back(state=state)
        self.assert_not_connected()
        self.assertIn("without an answer", self.connection.stripe_connect_note)

    def test_words_of_the_request_are_not_repeated_on_the_page(self):
        self.authenticate("oauth_ada", "oauth_ada")
        answer = self.come_back(state="x", error="<script>alert(1)</script>", error_description="canary")
        self.assertNotIn("script>alert", answer.text)
        self.assertNotIn("canary", answer.text)


class TestTwice(OAuthCase):
    def test_the_page_loaded_again_changes_nothing(self):
        query = self.decide(self.begin_as("oauth_ada"), self.harbour)
        self.assertEqual([self.come_back(query).status_code for _again in range(3)], [303] * 3)
        self.assertEqual(self.tokens(), 1)
        self.assertEqual(self.connection.state, "connected")

    def test_a_used_code_in_a_new_try(self):
        query = self.decide(self.begin_as("oauth_ada"), self.harbour)
        self.come_back(query)
        other = self.new_connect(self.env, name="Second")
        self.env.flush_all()
        fresh = self.decide(self.begin_as("oauth_ada", other), self.harbour)
        self.come_back(fresh, code=dict(parse_qsl(query.query))["code"])
        self.assertFalse(other.stripe_is_authorized)
        self.assertIn("does not exist or has expired", other.stripe_connect_note)
        self.assertNotIn(dict(parse_qsl(query.query))["code"], other.stripe_connect_note, "masked")
        self.assertEqual(self.connection.state, "connected")

    def test_an_expired_code(self):
        query = self.decide(self.begin_as("oauth_ada"), self.harbour)
        self.shop.advance(seconds=301)
        self.come_back(query)
        self.assert_not_connected()
        self.assertIn("expired", self.connection.stripe_connect_note)

    def test_allowed_and_stripe_down_while_verifying(self):
        """The grant is kept; the person verifies it later with the button Connect."""
        query = self.decide(self.begin_as("oauth_ada"), self.harbour)
        self.shop.control("POST", "/faults", kind="status", status=500, path="/v1/account")
        self.come_back(query)
        self.assertTrue(self.connection.stripe_is_authorized)
        self.assertEqual(self.connection.state, "draft")
        self.assertIn("500", self.last().reason)
        self.shop.control("DELETE", "/faults")
        self.connection.action_connect()
        self.assertEqual(self.connection.state, "connected")
