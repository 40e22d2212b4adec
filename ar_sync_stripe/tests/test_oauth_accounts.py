"""Risk: an account ends up with two companies, a crash hides one that was allowed, or read only turns into writing."""

from contextlib import suppress
from datetime import timedelta
from unittest.mock import patch

from odoo import fields
from odoo.exceptions import AccessError, UserError
from odoo.fields import Command
from odoo.tests import new_test_user
from odoo.tools import mute_logger

from odoo.addons.ar_sync.protocol.errors import OutcomeUnknown, Permanent

from ..api.oauth import OAuthApi
from ..models.ar_sync_connection_connect import GRANT
from ..models.ar_sync_connection_connect_end import DEAUTHORIZE
from ..payloads.version import API_VERSION
from .common import StripeCase
from .connect_common import ConnectMixin


class ConnectCase(ConnectMixin, StripeCase):
    @classmethod
    def prepare(cls):  # pylint: disable=missing-return
        cls.platform = cls.set_up_platform(cls.env)
        cls.harbour = cls.new_account()
        cls.connection = cls.new_connect(cls.env)

    def setUp(self):
        super().setUp()
        self.platform = self.platform.with_env(self.env)

    def settle_left_over(self, row):
        """Let a minute pass for a row whose process died, then run the worker."""
        row.taken_at = fields.Datetime.now() - timedelta(minutes=2)
        self.run_stages(self.env, "send")


class TestOneAccount(ConnectCase):
    def test_every_call_names_the_account_and_the_version(self):
        self.allow(self.connection, self.harbour)
        seen = []
        original = self.shop.sandbox.gateway.handle

        def handle(request):
            seen.append((request.headers.get("stripe-account"), request.headers.get("stripe-version")))
            return original(request)

        with patch.object(self.shop.sandbox.gateway, "handle", handle):
            self.connection.action_sync_now()
            self.run_stages(self.env, "import")
        self.assertGreater(len(seen), 10)
        self.assertEqual(set(seen), {(self.harbour, API_VERSION)})

    def test_only_its_own_objects_are_read(self):
        self.shop.customer("Not Theirs")
        self.post_as(self.harbour, "customers", name="Pier Nine")
        self.allow(self.connection, self.harbour)
        self.settle(self.connection)
        names = self.env["ar.stripe.customer"].search([("connection_id", "=", self.connection.id)]).mapped("name")
        self.assertEqual(names, ["Pier Nine"])

    def test_budgets_are_kept_per_account(self):
        second, other = self.new_connect(self.env, name="Second"), self.new_account("Alder Works")
        self.allow(self.connection, self.harbour)
        self.allow(second, other)
        accounts = [connection._stripe_api()._budget.account for connection in (self.connection, second)]
        self.assertEqual(accounts, [self.harbour, other])

    def test_another_company_is_refused_and_keeps_its_access(self):
        self.allow(self.connection, self.harbour)
        company = self.env["res.company"].create({"name": "Alder Works"})
        stranger = new_test_user(
            self.env,
            "oauth_alder",
            groups="base.group_user,ar_sync.group_administrator",
            company_id=company.id,
            company_ids=[Command.set(company.ids)],
        )
        other = self.new_connect(self.env(user=stranger, su=False), company_id=company.id).with_env(self.env)
        row, _state, _nonce, address = self.begin(other.with_user(stranger).sudo())
        row._answer(self.code_for(address, self.harbour))
        self.assertEqual(row.state, "cancelled")
        self.assertIn("another company of this database", row.reason)
        self.assertNotIn("Harbour", row.reason, "whose, is not told to strangers")
        self.assertFalse(other.stripe_is_authorized or other.sudo().secret_ids)
        self.run_stages(self.env, "send")
        self.assertTrue(self.is_let_in(self.harbour), "the first one lives on it")
        self.assertFalse(self.operations(DEAUTHORIZE))

    def test_an_account_with_a_restricted_key_elsewhere_is_refused_and_ended(self):
        company = self.env["res.company"].create({"name": "Alder Works"})
        key = self.shop.control("POST", "/keys", account=self.harbour, permissions=["*_read"])["id"]
        self.new_connection(self.env, key, company_id=company.id).action_connect()
        row = self.allow(self.connection, self.harbour)
        self.assertEqual(row.state, "cancelled")
        self.run_stages(self.env, "send")
        self.assertFalse(self.is_let_in(self.harbour), "an access that nobody uses is not left behind")

    def test_a_restricted_key_of_a_connected_account_is_refused(self):
        self.allow(self.connection, self.harbour)
        company = self.env["res.company"].create({"name": "Alder Works"})
        key = self.shop.control("POST", "/keys", account=self.harbour, permissions=["*_read"])["id"]
        with self.assertRaisesRegex(UserError, "already the account|another company"):
            self.new_connection(self.env, key, company_id=company.id).action_connect()

    def test_two_connections_at_the_same_moment(self):
        """Both passed the check before either was committed: the index keeps them apart."""
        second = self.new_connect(self.env, name="Second")
        row, _state, _nonce, address = self.begin(second)
        code = self.code_for(address, self.harbour)
        self.allow(self.connection, self.harbour)
        others = patch.object(
            self.registry["ar.sync.connection"], "_stripe_others", lambda connection, account: connection.browse()
        )
        with others, mute_logger("odoo.sql_db"):
            row._answer(code)
        self.assertEqual(row.state, "cancelled")
        self.assertIn("same moment", row.reason)
        self.assertFalse(second.stripe_is_authorized)
        self.run_stages(self.env, "send")
        self.assertTrue(self.is_let_in(self.harbour))

    def test_another_account_is_refused_once_there_is_data(self):
        self.post_as(self.harbour, "customers", name="Pier Nine")
        self.allow(self.connection, self.harbour)
        self.settle(self.connection)
        self.connection.action_disconnect()
        self.run_stages(self.env, "send")
        wrong = self.new_account("Alder Works")
        row = self.allow(self.connection, wrong)
        self.assertEqual(row.state, "cancelled")
        self.assertIn(f"holds the data of {self.harbour}", row.reason)
        self.assertIn(self.harbour, row.remedy)
        self.run_stages(self.env, "send")
        self.assertFalse(self.is_let_in(wrong), "what was allowed by mistake is ended at once")
        self.assertEqual(self.connection.external_account_id, self.harbour)

    def test_what_decides_cannot_be_written_by_an_administrator(self):
        """Over RPC any field may be tried: whose account is called must not depend on one."""
        self.allow(self.connection, self.harbour)
        admin = self.env.ref("base.user_admin")
        mine = self.connection.with_user(admin)
        for name, value in (
            ("stripe_connect_account", "acct_1Other"),
            ("stripe_granted_scope", "read_write"),
            ("stripe_is_authorized", False),
        ):
            with self.assertRaises(AccessError, msg=name):
                mine.write({name: value})
            with self.assertRaises(AccessError, msg=name):
                mine.create({"name": "x", "provider": "stripe", name: value})
        mine.write({"external_account_id": "acct_1Other", "stripe_scope": "read_write"})
        self.assertEqual(self.connection._stripe_grant(), {"account": self.harbour, "scope": "read_only"})

    def test_the_way_to_connect_changes_only_while_nothing_is_let_in(self):
        self.allow(self.connection, self.harbour)
        with self.assertRaisesRegex(UserError, "Disconnect first"):
            self.connection.stripe_access = "key"
        with self.assertRaisesRegex(UserError, "Disconnect first"):
            self.connection.unlink()
        self.connection.action_disconnect()
        self.connection.stripe_access = "key"
        self.assertEqual(self.connection.stripe_access, "key")

    def test_a_key_is_still_the_default(self):
        made = self.env["ar.sync.connection"].create({"name": "Stripe", "provider": "stripe"})
        self.assertEqual((made.stripe_access, made.stripe_scope), ("key", "read_only"))
        with self.assertRaisesRegex(UserError, "Choose Stripe Connect"):
            made.action_stripe_connect()

    def test_without_a_browser_it_does_not_begin(self):
        with self.assertRaisesRegex(UserError, "browser"):
            self.connection.action_stripe_connect()


class TestReadOnly(ConnectCase):
    def test_nothing_is_ever_sent(self):
        self.allow(self.connection, self.harbour)
        client = self.connection._stripe_api()
        self.shop.engine.counters.reset()
        for call in (
            lambda: client.post("/v1/customers", {"name": "x"}, "key-1"),
            lambda: client.delete("/v1/customers/cus_1"),
        ):
            with self.assertRaisesRegex(Permanent, "may only read"):
                call()
        self.assertFalse(self.shop.control("GET", "/stats").get("requests"))

    def test_an_operation_says_so_before_it_is_approved(self):
        self.allow(self.connection, self.harbour)
        partner = self.env["res.partner"].create({"name": "x"})
        operation = self.env["ar.sync.operation"]._intend(
            self.connection, "customer.create", partner, {"name": "x"}, "Create a customer"
        )
        self.assertEqual(operation.state, "review")
        self.assertIn("may only read", operation.problems)
        with self.assertRaises(UserError):
            operation.action_approve()

    def test_an_operation_that_is_ready_fails_with_the_sentence(self):
        """Whatever makes an operation ready, the client refuses before anything is sent."""
        self.allow(self.connection, self.harbour)
        operation = self.env["ar.sync.operation"]._intend(
            self.connection, "webhook_endpoint.create", self.connection, {"url": "x"}, "x", is_reviewed=False
        )
        self.run_stages(self.env, "send")
        self.assertEqual(operation.state, "failed")
        self.assertIn("may only read", operation.error)
        self.assertIn("Read and write", operation.remedy)

    def test_read_and_write_may_send(self):
        row = self.allow(self.connection, self.harbour, "read_write")
        self.assertEqual(row.granted_scope, "read_write")
        answer = self.connection._stripe_api().post("/v1/customers", {"name": "x"}, "key-1")
        self.assertEqual(answer.data["name"], "x")

    def test_less_allowed_than_asked(self):
        row, _state, _nonce, address = self.begin(self.connection, "read_write")
        row._answer(self.code_for(address.replace("read_write", "read_only"), self.harbour))
        self.assertEqual(self.connection.stripe_granted_scope, "read_only")
        with self.assertRaises(Permanent):
            self.connection._stripe_api().post("/v1/customers", {}, "key-1")


class TestCrash(ConnectCase):
    """The process dies between any two steps: no account is allowed without our knowing."""

    def begun(self):
        row, _state, _nonce, address = self.begin(self.connection)
        return row, self.code_for(address, self.harbour)

    def killed(self, call):
        """Do something that ends with the process: what was not committed is gone."""
        with suppress(KeyboardInterrupt):
            call()
            self.fail("it was to be killed")
        self.env.cr.rollback()
        self.env.invalidate_all()

    def test_before_the_code_was_used(self):
        row, code = self.begun()
        row._take(code)
        self.assertNotIn(code, str(row.sudo().sealed_code))
        self.settle_left_over(row)
        self.assertEqual((row.state, self.connection.state), ("done", "connected"))
        self.assertEqual(self.connection.stripe_connect_account, self.harbour)

    def test_the_answer_was_lost(self):
        """Stripe used the code and its answer never came: it is said, and the account shows up at the platform."""
        row, code = self.begun()
        exchange = OAuthApi.exchange

        def lost(oauth, code):
            exchange(oauth, code)
            raise KeyboardInterrupt  # the process is killed

        with patch.object(OAuthApi, "exchange", lost):
            self.killed(lambda: row._answer(code))
        self.assertEqual(row.state, "exchanging")
        self.settle_left_over(row)
        self.assertEqual(row.state, "cancelled")
        self.assertIn("answer was lost", row.reason)
        self.assertIn("same account", row.remedy)
        again = self.allow(self.connection, self.harbour)
        self.assertEqual((again.state, self.connection.state), ("done", "connected"))

    def test_stripe_does_not_answer_and_is_asked_once_more_later(self):
        row, code = self.begun()
        with patch.object(OAuthApi, "_call", side_effect=_lost):
            row._answer(code)
        self.assertEqual(row.state, "exchanging")
        self.assertIn("broke", row.reason)
        row._answer(code)
        self.assertEqual(row.state, "exchanging", "the browser's repeat does not use the code again")
        self.settle_left_over(row)
        self.assertEqual(row.state, "done")

    def test_after_the_answer_was_kept(self):
        row, code = self.begun()
        with patch.object(self.registry["ar.sync.authorization"], "_finish", side_effect=KeyboardInterrupt):
            self.killed(lambda: row._answer(code))
        self.assertEqual((row.state, row.account), ("granted", self.harbour))
        row._answer(code)  # the browser asks again
        self.assertEqual((row.state, self.connection.state), ("done", "connected"))

    def test_the_worker_leaves_alone_what_is_just_being_finished(self):
        row, code = self.begun()
        row._take(code)
        self.run_stages(self.env, "send")
        self.assertEqual(row.state, "exchanging")

    def test_nobody_comes_back(self):
        row, _code = self.begun()
        row.expires_at = fields.Datetime.now() - timedelta(seconds=1)
        self.run_stages(self.env, "send")
        self.assertEqual(row.state, "cancelled")
        self.assertIn("Nobody came back", row.reason)

    def test_a_failure_nobody_thought_of_ends_with_words(self):
        row, code = self.begun()
        row._take(code)
        self.env.cr.commit()  # pylint: disable=invalid-commit
        failing = patch.object(
            self.registry["ar.sync.connection"], "_ar_exchange_code", side_effect=ZeroDivisionError("x")
        )
        with failing, mute_logger("odoo.addons.ar_sync.models.ar_sync_authorization"):
            self.settle_left_over(row)
        self.assertEqual(row.state, "cancelled")
        self.assertIn("ZeroDivisionError", row.reason)

    def test_the_grant_holds_no_key_of_stripe(self):
        self.allow(self.connection, self.harbour)
        sealed = self.env["ar.sync.secret"]._get(self.connection, GRANT)
        for key in self.shop.engine.keys.all():
            self.assertNotIn(key["id"], sealed)


def _lost(*_args):
    raise OutcomeUnknown("The connection to Stripe broke while calling /oauth/token.")
