"""Risk: a strange request at Stripe's door is stored, or answered with a traceback instead of a no.

Signed bodies come from Stripe, but a proxy, a new version or a leaked secret may spoil them: what cannot
be stored is refused, never an error of the server.
"""

import http.client
import json
from contextlib import closing
from time import time as machine_time
from unittest.mock import patch
from urllib.parse import urlsplit

from cryptography.fernet import Fernet
from hypothesis import given
from hypothesis import strategies as st

from odoo.exceptions import UserError
from odoo.tests import HttpCase
from odoo.tools import mute_logger

from odoo.addons.ar_sync.models.ar_sync_secret import ENVIRONMENT_VARIABLE

from ..payloads.signature import SignatureRejected, sign, verify
from .common import ShopMixin

SECRET = "whsec_0123456789abcdefghij"
FORMER = "whsec_former6789abcdefghij"
LOGS = ("odoo.addons.ar_sync.controllers.webhook", "odoo.http", "odoo.sql_db")
EVENT = {
    "id": "evt_1",
    "object": "event",
    "type": "customer.created",
    "created": 1_780_000_000,
    "livemode": False,
    "data": {"object": {"id": "cus_1", "object": "customer"}},
}


class TestDoorOfStripe(ShopMixin, HttpCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.open_shop()
        cls.connection = cls.new_connection(cls.env)
        cls.connection._set_state("connected")
        cls.connection.stripe_webhook_secret = SECRET
        cls.env.flush_all()

    def knock(self, body, header=None, headers=None):
        """Post ``body`` and return the status. Without a header it is signed as Stripe does."""
        body = body if isinstance(body, bytes) else body.encode()
        if header is None:
            header = sign(body, SECRET, int(machine_time()))
        sent = {"Content-Type": "application/json; charset=utf-8", "Stripe-Signature": header}
        address = f"/ar_sync/webhook/{self.connection.webhook_token}"
        with mute_logger(*LOGS):
            answer = self.url_open(address, data=body, headers={**sent, **(headers or {})}, method="POST")
        return answer.status_code

    def stored(self):
        return self.env["ar.sync.event"].search([("connection_id", "=", self.connection.id)])

    def assertRefused(self, body, header=None, **options):
        self.assertEqual(self.knock(body, header, **options), 400, f"{body[:60]!r} {header}")
        self.assertFalse(self.stored())

    # === THE HEADER === #

    def header(self, body=None, secret=SECRET, shift=0):
        body = json.dumps(EVENT) if body is None else body
        return sign(body.encode(), secret, int(machine_time()) + shift)

    def test_headers_that_say_nothing_or_too_much(self):
        body = json.dumps(EVENT)
        good = self.header()
        moment, signature = good.split(",")
        for header in (
            "",
            ",",
            "t=",
            "v1=",
            moment,
            signature,
            f"{moment},v1=",
            f"{moment},v0={signature[3:]}",
            f"t=,{signature}",
            f"t=abc,{signature}",
            f"t=-1,{signature}",
            f"t=9999999999999999,{signature}",
            f"{moment},{moment},{signature}",
            f"{good},t=1",
            f"{good},{good}",
            signature.join([f"{moment},"] + [","] * 20),
            f"{good},{'x' * 3000}=1",
            f"{moment};{signature}",
            f"{moment},{signature[:-1]}",
            f"{moment},{signature.upper()}",
        ):
            self.assertRefused(body, header)

    def test_the_header_twice_is_refused(self):
        """A server joins headers of one name with a comma: two times are no time."""
        address, body = urlsplit(self.base_url()), json.dumps(EVENT).encode()
        sender = http.client.HTTPConnection(address.hostname, address.port, timeout=120)
        with closing(sender), self.allow_requests(all_requests=True), mute_logger(*LOGS):
            sender.putrequest("POST", f"/ar_sync/webhook/{self.connection.webhook_token}")
            for value in (self.header(), self.header()):
                sender.putheader("Stripe-Signature", value)
            sender.putheader("Content-Length", str(len(body)))
            sender.endheaders(body)
            self.assertEqual(sender.getresponse().status, 400)
        self.assertFalse(self.stored())

    def test_any_of_several_signatures_is_enough(self):
        moment, signature = self.header().split(",")
        other = "v1=" + "0" * 64
        for number, header in enumerate(
            (f"{moment},{other},{signature}", f"{moment},{signature},{other}", f"{signature},{moment},v0=x")
        ):
            self.assertEqual(self.knock(json.dumps(EVENT), header), 200, header)
            self.assertEqual(len(self.stored()), 1, number)

    def test_both_secrets_count_while_one_is_rolled(self):
        Secret = self.env["ar.sync.secret"]
        Secret._put(self.connection, "webhook_secret_former", FORMER)
        self.env.flush_all()
        body = json.dumps(EVENT)
        self.assertEqual(self.knock(body, self.header(secret=FORMER)), 200)
        self.assertEqual(self.knock(body, self.header(secret=SECRET)), 200)
        self.assertEqual(len(self.stored()), 1)

    def test_five_minutes_both_ways(self):
        body = json.dumps(EVENT)
        for shift in (-310, 310, -86400, 10**8):
            self.assertRefused(body, self.header(shift=shift))
        for shift in (-280, 280):
            self.assertEqual(self.knock(body, self.header(shift=shift)), 200)

    # === SIGNED AND STRANGE === #

    def test_signed_bodies_that_are_no_event_are_refused(self):
        def event(**changes):
            return json.dumps({**EVENT, **changes})

        for body in (
            "",
            " ",
            "{}",
            "[]",
            "1",
            "NaN",
            '{"id": "evt_1"',
            "[" * 100_000,
            '{"a":' * 50_000,
            json.dumps(EVENT).encode("utf-16"),
            json.dumps(EVENT).encode("utf-32"),
            b"\xef\xbb\xbf" + json.dumps(EVENT).encode(),
            json.dumps(EVENT).encode() + b"\x00",
            b"\xff\xfe",
            event(id=None),
            event(id=""),
            event(id="evt\x00_1"),
            event(id="evt_\ud800"),
            event(id={"a": 1}),
            event(type=None),
            event(type=""),
            event(type="a\x00b"),
            event(created="yesterday"),
            event(created=None),
            event(created=1e30),
            event(created=10**30),
            event(created=-(10**30)),
            event(data=None),
            event(data=[]),
            event(data={"object": [1]}),
            event(data={"object": {"id": "cus\x00"}}),
            event(data={"object": {"id": ["x"]}}),
        ):
            signed = body if isinstance(body, bytes) else body.encode("utf-8", "surrogatepass")
            self.assertRefused(signed)

    def test_what_is_odd_and_harmless_is_stored(self):
        for number, changes in enumerate(
            (
                {"data": {"object": {}}},
                {"data": {"object": None}},
                {"type": "something.unheard_of"},
                {"more": {"nested": ["é", "\u0000 in a value", "\ud83d\ude00"]}},
            )
        ):
            body = json.dumps({**EVENT, "id": f"evt_{number}", **changes})
            self.assertEqual(self.knock(body), 200, changes)
        self.assertEqual(len(self.stored()), 4)

    def test_what_is_signed_counts_whatever_its_header_calls_it(self):
        """Odoo would read a form from the stream: the bytes that were signed are kept before, and nothing is lost."""
        for number, kind in enumerate(("application/x-www-form-urlencoded", "multipart/form-data; boundary=b")):
            body, headers = json.dumps({**EVENT, "id": f"evt_{number}"}), {"Content-Type": kind}
            self.assertRefused(body, self.header(secret="whsec_of_somebody_else"), headers=headers)
            self.env.flush_all()
            self.assertEqual(self.knock(body, headers=headers), 200, kind)
            self.assertEqual(len(self.stored()), 1)
            self.stored().unlink()

    # === WHEN OUR SIDE IS BROKEN === #

    def test_a_lost_encryption_key_refuses_and_tells_nothing(self):
        """Nobody can be believed; Stripe sends it again for three days, time to mend it."""
        for key in (Fernet.generate_key().decode(), ""):
            with patch.dict("os.environ", {ENVIRONMENT_VARIABLE: key}):
                body = json.dumps(EVENT).encode()
                with mute_logger(*LOGS):
                    answer = self.url_open(
                        f"/ar_sync/webhook/{self.connection.webhook_token}",
                        data=body,
                        headers={"Stripe-Signature": sign(body, SECRET, int(machine_time()))},
                        method="POST",
                    )
            self.assertEqual((answer.status_code, answer.content), (400, b""))
        self.assertFalse(self.stored())

    def test_a_secret_in_the_wrong_words_is_not_stored(self):
        for wrong in ("sk_test_0123456789", "x", "WHSEC_0123"):
            with self.assertRaisesRegex(UserError, "begins with whsec_") as refusal:
                self.connection.stripe_webhook_secret = wrong
            self.assertNotIn("0123", str(refusal.exception))
        self.assertEqual(self.connection._stripe_secrets(), [SECRET])


# === FORGERY === #

BODY = json.dumps(EVENT).encode()


@given(st.integers(0, len(BODY) * 8 - 1))
def test_any_changed_bit_of_the_body_is_seen(bit):
    forged = bytearray(BODY)
    forged[bit // 8] ^= 1 << bit % 8
    _assert_rejected(bytes(forged), sign(BODY, SECRET, 1000), [SECRET])


@given(st.data())
def test_any_changed_character_of_the_header_is_seen(data):
    """Except where it stays the same header: a signature is the same in no other way."""
    header = sign(BODY, SECRET, 1000)
    place = data.draw(st.integers(0, len(header) - 1))
    letter = data.draw(st.characters(min_codepoint=32, max_codepoint=126))
    forged = header[:place] + letter + header[place + 1 :]
    if forged != header:
        _assert_rejected(BODY, forged, [SECRET])


@given(st.text(min_size=1).filter(lambda text: text.strip() and text != SECRET))
def test_any_other_secret_is_refused(secret):
    _assert_rejected(BODY, sign(BODY, SECRET, 1000), [secret])


@given(st.lists(st.sampled_from(["", " ", "\t", "\n"])))
def test_blank_secrets_are_no_secrets(secrets):
    """An attacker can sign with the empty text as well as anybody."""
    for secret in ("x", *[blank for blank in secrets if blank]):
        _assert_rejected(BODY, sign(BODY, secret, 1000), secrets)


def _assert_rejected(body, header, secrets):
    try:
        verify(body, header, secrets, 1000)
    except SignatureRejected:
        return
    raise AssertionError(f"accepted: {header}")
