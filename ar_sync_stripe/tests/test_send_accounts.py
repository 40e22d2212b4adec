"""Risk: with several Stripe accounts, an invoice is sent from the wrong one, or nobody is told that none was chosen."""

import psycopg2

from odoo.exceptions import UserError
from odoo.tools import mute_logger

from .send_common import SendCase


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
