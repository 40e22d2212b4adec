"""The door: real HTTP into the real controller. What is signed is stored once and acknowledged, all else is refused."""

import json
from time import time as machine_time

from odoo.tests import HttpCase

from .common import ShopMixin


class TestWebhook(ShopMixin, HttpCase):
    """Stripe at the door, and others who pretend to be."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.open_shop()
        with cls.committing():
            cls.connection = cls.new_connection(cls.env)
            cls.connection.action_connect()
            cls.run_stages(cls.env, "send")
        cls.shop.keep()

    def setUp(self):
        super().setUp()
        self.shop.back()
        self.shop.customer()
        [self.body] = [body for body in self.shop.deliveries() if '"customer.created"' in body]

    def knock(self, body=None, headers=None, token=None):
        """Post to the webhook address and return the status."""
        body = self.body if body is None else body
        data = body if isinstance(body, bytes) else body.encode()
        if headers is None:
            headers = self.sign(body if isinstance(body, str) else body.decode("latin-1"))
        address = f"/ar_sync/webhook/{token or self.connection.webhook_token}"
        return self.url_open(address, data=data, headers=headers, method="POST").status_code

    def stored(self):
        return self.env["ar.sync.event"].search([("connection_id", "=", self.connection.id)])

    def test_signed_message_is_stored_and_acknowledged(self):
        self.assertEqual(self.knock(), 200)
        [event] = self.stored()
        self.assertEqual((event.kind, event.state, event.source), ("customer.created", "received", "webhook"))
        self.assertEqual(json.loads(event.body), json.loads(self.body))

    def test_ten_times_the_same_is_one_message(self):
        self.assertEqual([self.knock() for _again in range(10)], [200] * 10)
        self.assertEqual(len(self.stored()), 1)

    def test_then_it_is_in_the_mirror(self):
        self.knock()
        with self.committing():
            self.run_stages(self.env, "drain")
        self.assertEqual(self.stored().state, "done")
        self.assertEqual(self.env["ar.stripe.customer"].search([]).name, "Ada Instruments")

    def refused(self, status, **knock):
        self.assertEqual(self.knock(**knock), status)
        self.assertFalse(self.stored())

    def test_unsigned(self):
        self.refused(400, headers={"Content-Type": "application/json"})

    def test_signed_with_another_secret(self):
        self.refused(400, headers=self.sign(self.body, secret="whsec_" + "x" * 32))

    def test_body_changed_after_signing(self):
        self.refused(400, body=self.body.replace("Ada", "Eve"), headers=self.sign(self.body))

    def test_too_old_and_from_the_future(self):
        for shift in (-310, 310):  # while it is on its way, time goes on
            self.refused(400, headers=self.sign(self.body, moment=int(machine_time()) + shift))

    def test_unknown_address(self):
        self.refused(404, token="x" * 32)
        self.refused(404, token="short")

    def test_signed_and_not_json(self):
        for body in ("", "{", "[]", "null", '"text"', '{"id": "evt_1"}', '{"data": 1}'):
            self.refused(400, body=body)

    def test_cut_off(self):
        """A proxy lost the end of the body: the signature does not fit, Stripe sends it again."""
        self.refused(400, body=self.body[: len(self.body) // 2], headers=self.sign(self.body))

    def test_bytes_that_are_no_text(self):
        self.refused(400, body=b"\xff\xfe\x00", headers=self.sign("x"))

    def test_too_large(self):
        self.refused(413, body="x" * (1024 * 1024 + 1))

    def test_without_any_secret_everything_is_refused(self):
        headers = self.sign(self.body)
        self.connection.sudo().secret_ids.filtered(lambda row: row.name.startswith("webhook")).unlink()
        self.refused(400, headers=headers)

    def test_disconnected_is_nobody(self):
        headers = self.sign(self.body)
        self.connection.action_pause()
        self.assertEqual(self.knock(headers=headers), 200, "a paused connection still stores")
        with self.committing():
            self.connection.action_disconnect()
        self.assertEqual(self.knock(headers=headers), 404)

    def test_secret_being_rolled_takes_both(self):
        old = self.connection._stripe_secrets()[0]
        endpoint = self.connection.stripe_webhook_endpoint_id
        new = self.shop.control("POST", f"/webhooks/endpoints/{endpoint}/roll")["secret"]
        self.connection.stripe_webhook_secret = new
        self.assertEqual(self.knock(headers=self.sign(self.body, secret=new)), 200)
        if old in self.connection._stripe_secrets():
            self.assertEqual(self.knock(headers=self.sign(self.body, secret=old)), 200)
