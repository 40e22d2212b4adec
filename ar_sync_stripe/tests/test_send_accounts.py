"""Risk: with several Stripe accounts, an invoice is sent from the wrong one, or nobody is told that none was chosen."""

from contextlib import contextmanager
from unittest.mock import patch

import psycopg2

from odoo.exceptions import UserError
from odoo.tools import mute_logger

from .connect_common import ConnectMixin
from .send_common import OUT_MODELS, SendCase


class TestAccounts(SendCase):
    def setUp(self):
        super().setUp()
        self.second = self.new_connection(self.env, name="Stripe Two")
        self.second.write({f"stripe_send_{name}": "review" for name in ("customers", "invoices")})
        self.second._set_state("connected")

    def test_undecided_is_refused_with_the_remedy(self):
        move = self.invoice()
        with self.assertRaisesRegex(UserError, "several Stripe accounts.*Stripe Two.*Choose one on the customer"):
            move.action_ar_stripe_send()
        self.assertFalse(self.operations())

    def test_posting_is_not_held_up_and_says_so(self):
        self.connection.stripe_send_on_post = True
        move = self.invoice()
        self.assertEqual(move.state, "posted")
        self.assertIn("several Stripe accounts", move.ar_stripe_problem)

    def test_customer_before_journal_before_where_he_is_before_default(self):
        move = self.invoice()
        self.second.stripe_is_default = True
        self.assertEqual(move._stripe_connection(), self.second)
        customer = self.shop.customer("Ada")
        self.settle(self.connection)
        self.mirror("customer", customer).partner_id = self.partner
        self.assertEqual(move._stripe_connection(), self.connection, "he is invoiced where he was before")
        move.journal_id.ar_stripe_connection_id = self.second
        self.assertEqual(move._stripe_connection(), self.second)
        self.partner.ar_stripe_connection_id = self.connection
        self.assertEqual(move._stripe_connection(), self.connection)
        move.action_ar_stripe_send()
        self.send()
        self.assertEqual(self.remote(move)["status"], "open")

    def test_what_is_at_an_account_stays_there(self):
        self.partner.ar_stripe_connection_id = self.connection
        move = self.sent_invoice()
        self.partner.ar_stripe_connection_id = self.second
        self.assertEqual(move._stripe_connection(), self.connection)
        self.assertEqual(self.invoice()._stripe_connection(), self.second)

    def test_a_chosen_account_that_does_not_send_is_not_replaced_by_another(self):
        self.second.stripe_send_invoices = "off"
        self.partner.ar_stripe_connection_id = self.second
        with self.assertRaisesRegex(UserError, "Stripe Two, where sending invoices is switched off"):
            self.invoice().action_ar_stripe_send()

    def test_one_that_sends_needs_no_choice(self):
        self.second.stripe_send_invoices = "off"
        self.assertEqual(self.invoice()._stripe_connection(), self.connection)

    def test_contacts_of_a_company_are_invoiced_from_its_account(self):
        self.partner.ar_stripe_connection_id = self.second
        contact = self.env["res.partner"].create({"name": "Buyer", "parent_id": self.partner.id})
        self.assertEqual(self.invoice(partner_id=contact.id)._stripe_connection(), self.second)

    def test_one_default_per_company(self):
        self.connection.stripe_is_default = True
        self.env.flush_all()
        with self.assertRaises(psycopg2.IntegrityError), mute_logger("odoo.sql_db"), self.env.cr.savepoint():
            self.second.stripe_is_default = True
            self.env.flush_all()


class TestTwoAccountsOverHttp(ConnectMixin, SendCase):
    """One company, its first account by a key, and a second one: what is sent reaches the chosen one and no other."""

    def setUp(self):
        super().setUp()
        made = self.shop.control("POST", "/accounts", settings={"name": "Northwind Online"})
        self.account, self.key = made["id"], made["key"]

    def by_its_own_key(self):
        return self.ready(self.new_connection(self.env, key=self.key, name="Online"))

    def by_connect(self):
        self.set_up_platform(self.env)
        second = self.new_connect(self.env, name="Online")
        self.allow(second, self.account, "read_write")
        return self.ready(second)

    def ready(self, second):
        """Return the second connection, imported and sending, and have the customer invoiced from it."""
        self.import_all(second)
        second.write({f"stripe_send_{name}": "automatic" for name in OUT_MODELS})
        self.partner.ar_stripe_connection_id = second
        return second

    @contextmanager
    def calls(self):
        """Yield the list of (key, account named, method) of every request that reaches Stripe meanwhile."""
        seen, original = [], self.shop.sandbox.gateway.handle

        def handle(request):
            key = request.headers.get("authorization", "").removeprefix("Bearer ")
            seen.append((key, request.headers.get("stripe-account"), request.method))
            return original(request)

        with patch.object(self.shop.sandbox.gateway, "handle", handle):
            yield seen

    def there(self, what, **params):
        return self.get_as(self.account, what, limit=100, **params)["data"][::-1]

    def check_sent(self, second, key, account):
        """Send an invoice, and check where each call went and what is where."""
        with self.calls() as seen:
            move = self.invoice((49.95, 2, self.tax(20)))
            move.action_ar_stripe_send()
            self.send()
        self.assertGreater(len(seen), 3)
        self.assertEqual({(by, named) for by, named, _method in seen}, {(key, account)})
        [invoice] = self.there("invoices")
        self.assertEqual((invoice["status"], invoice["total"], invoice["number"]), ("open", 11_988, move.name))
        self.assertEqual([row["name"] for row in self.there("customers")], ["Ada Instruments"])
        self.assertEqual((self.at_stripe("invoices"), self.at_stripe("customers")), ([], []))
        self.assertEqual(self.Binding._in_use(second, "invoice", move).external_id, invoice["id"])
        return move, invoice

    def test_by_its_own_key(self):
        second = self.by_its_own_key()
        move, invoice = self.check_sent(second, self.key, None)
        self.post_as(self.account, f"invoices/{invoice['id']}/pay", payment_method="pm_card_visa")
        self.settle(second)
        self.settle(self.connection)
        self.assertEqual((move.payment_state in ("paid", "in_payment"), move.amount_residual), (True, 0.0))
        self.assertEqual(move.ar_receipt_ids.connection_id, second)
        mine = [("connection_id", "=", self.connection.id), ("kind", "!=", "webhook_endpoint.create")]
        self.assertFalse(self.Operation.search(mine), "nothing of it is the first account's")

    def test_by_connect_every_call_names_the_account(self):
        second = self.by_connect()
        self.check_sent(second, self.shop.sandbox.secret_key, self.account)

    def test_a_customer_of_both_accounts_is_one_customer_in_each(self):
        second = self.by_its_own_key()
        self.check_sent(second, self.key, None)
        self.partner.ar_stripe_connection_id = self.connection
        first = self.sent_invoice()
        self.assertEqual(self.remote(first)["status"], "open")
        self.assertEqual((len(self.at_stripe("customers")), len(self.there("customers"))), (1, 1))
        self.sent_invoice()
        self.assertEqual((len(self.at_stripe("invoices")), len(self.there("invoices"))), (2, 1))
        self.assertEqual((len(self.at_stripe("customers")), len(self.there("customers"))), (1, 1))

    def test_an_account_that_refuses_does_not_fall_back_on_the_other(self):
        second = self.by_its_own_key()
        self.shop.control("POST", f"/keys/{self.key}/status", status="expired")
        move = self.invoice()
        move.action_ar_stripe_send()
        self.send()
        self.assertEqual((second.state, second.health_level), ("error", "danger"))
        self.assertIn("does not accept the key", move.ar_stripe_held_by)
        self.assertEqual((self.at_stripe("invoices"), self.at_stripe("customers")), ([], []))
        self.assertFalse(self.Binding._in_use(second, "invoice", move))
