"""Risk: the door stores what is not from the provider, loses what is, or tells strangers something.

A provider played by the test signs with a shared secret; real HTTP on the real route.
"""

import hashlib
import hmac
import http.client
import json
from contextlib import closing, contextmanager
from unittest.mock import patch
from urllib.parse import urlsplit

from cryptography.fernet import Fernet

from odoo.tests import HttpCase, tagged
from odoo.tools import mute_logger

from odoo.addons.ar_sync.controllers.webhook import MAX_BODY_BYTES
from odoo.addons.ar_sync.exceptions import SyncError
from odoo.addons.ar_sync.models.ar_sync_secret import ENVIRONMENT_VARIABLE

from .common_sync import new_connection

LOG = "odoo.addons.ar_sync.controllers.webhook"
RETRY_LOGS = ("odoo.service.model", "odoo.sql_db")
FAIL_TO_SERIALIZE = "DO $$ BEGIN RAISE EXCEPTION 'too late' USING ERRCODE = '40001'; END $$"
SECRET = "whsec_0123456789abcdef"


def sign(body, secret=SECRET):
    """Return the signature that the played provider sends."""
    return hmac.new(secret.encode(), body, hashlib.sha256).hexdigest()


class DoorCase(HttpCase):
    def setUp(self):
        super().setUp()
        key = Fernet.generate_key().decode()
        self.startPatcher(patch.dict("os.environ", {ENVIRONMENT_VARIABLE: key}))
        company = self.env["res.company"].create({"name": "Harbour Tools"})
        self.connection = new_connection(self.env, company)
        self.env["ar.sync.secret"]._put(self.connection, "webhook_secret", SECRET)
        self.token = self.connection.webhook_token
        self.patch(self.registry["ar.sync.connection"], "_ar_receive", self.receive())
        self.env.flush_all()

    def receive(self):
        def receive(connection, body, headers):
            secret = connection.env["ar.sync.secret"]._get(connection, "webhook_secret")
            given = (headers.get("Sig") or "").encode()
            if not secret or not hmac.compare_digest(sign(body, secret).encode(), given):
                raise SyncError("The signature does not match.")
            return [{"external_id": row["id"], "kind": "thing", "body": body.decode()} for row in json.loads(body)]

        return receive

    @contextmanager
    def talk(self):
        """Open a socket to the server: nothing is added to what the test sends."""
        address = urlsplit(self.base_url())
        connection = http.client.HTTPConnection(address.hostname, address.port, timeout=120)
        with closing(connection), self.allow_requests(all_requests=True):
            yield connection

    def post(self, body=b'[{"id": "m1"}]', headers=None, token=None, method="POST", sig=None):
        """Send a request and return (status, headers, body)."""
        path = f"/ar_sync/webhook/{self.token if token is None else token}"
        sent = {"Content-Type": "application/json", "Sig": sign(body) if sig is None else sig}
        sent |= headers or {}
        with self.talk() as connection:
            given = {name: value for name, value in sent.items() if value is not None}
            connection.request(method, path, body, given)
            answer = connection.getresponse()
            return answer.status, answer.headers, answer.read()

    def stored(self):
        return self.env["ar.sync.event"].search([("connection_id", "=", self.connection.id)])

    @mute_logger(LOG)
    def assertRefused(self, status, **request):
        found, headers, body = self.post(**request)
        self.assertEqual(found, status)
        self.assertFalse(self.stored(), "nothing is stored on refusal")
        return headers, body


@tagged("post_install", "-at_install")
class TestWebhookDoor(DoorCase):
    def test_a_signed_message_is_stored_as_it_came(self):
        body = '[{"id": "m1", "name": "Ærø ✓"}]'.encode()
        status, _headers, answer = self.post(body)
        self.assertEqual((status, answer), (200, b""))
        self.assertRecordValues(
            self.stored(),
            [
                {
                    "external_id": "m1",
                    "body": body.decode(),
                    "state": "received",
                    "source": "webhook",
                }
            ],
        )

    def test_twice_is_one_row_and_the_same_answer(self):
        first, second = self.post(), self.post()
        self.assertEqual((first[0], first[2]), (second[0], second[2]))
        self.assertEqual(len(self.stored()), 1)

    def test_several_messages_in_one_request(self):
        self.assertEqual(self.post(b'[{"id": "m1"}, {"id": "m2"}, {"id": "m1"}]')[0], 200)
        self.assertEqual(len(self.stored()), 2)

    def test_no_messages_is_fine(self):
        self.assertEqual(self.post(b"[]")[0], 200)

    def test_a_wrong_address_is_not_found(self):
        wrong = self.token[:-1] + ("a" if self.token[-1] != "a" else "b")
        for token in (
            wrong,
            "x" * 32,
            "short",
            self.token + "x",
            self.token.swapcase(),
            "%00" * 32,
            "_" * 32,
        ):
            self.assertRefused(404, token=token)

    def test_a_wildcard_is_no_address(self):
        letter = self.token.strip("_")[0]  # a token may begin with "_" by itself
        for token in ("%25" * 32, "%25" + self.token[1:], self.token.replace(letter, "_", 1)):
            self.assertRefused(404, token=token)

    def test_a_wrong_signature_is_refused(self):
        body = b'[{"id": "m1"}]'
        for sig in ("", "0" * 64, sign(body + b" "), sign(body, "other"), sign(body).upper(), "é"):
            self.assertRefused(400, sig=sig.encode("utf-8").decode("latin-1"))
        self.assertRefused(400, headers={"Sig": None})

    def test_without_a_secret_everything_is_refused(self):
        self.connection.secret_ids.unlink()
        self.env.flush_all()
        for sig in (None, "", sign(b'[{"id": "m1"}]', "")):
            self.assertRefused(400, sig=sig)

    def test_an_empty_body_is_refused(self):
        self.assertRefused(400, body=b"", headers={"Content-Length": "0"}, sig="")
        self.assertRefused(400, body=b"", headers={"Content-Length": "0"}, sig="0" * 64)

    def test_a_body_without_its_length_is_refused(self):
        """Its end would only be known after all of it was read."""
        body = b'[{"id": "m1"}]'
        headers = {"Sig": sign(body), "Transfer-Encoding": "chunked"}
        path = f"/ar_sync/webhook/{self.token}"
        with self.talk() as connection:
            connection.request("POST", path, iter([body]), headers, encode_chunked=True)
            self.assertEqual(connection.getresponse().status, 411)
        self.assertFalse(self.stored())

    def test_a_large_body_is_refused_before_it_is_read(self):
        """The length alone decides: the body is never sent."""
        for length in (MAX_BODY_BYTES + 1, 2 * 1024 * 1024, 10**12):
            with self.talk() as connection:
                connection.putrequest("POST", f"/ar_sync/webhook/{self.token}")
                connection.putheader("Content-Length", str(length))
                connection.endheaders()
                self.assertEqual(connection.getresponse().status, 413)
        self.assertFalse(self.stored())

    def test_a_body_of_just_the_limit_is_taken(self):
        padding = b" " * (MAX_BODY_BYTES - len(b'[{"id": "m1"}]'))
        self.assertEqual(self.post(b'[{"id": "m1"}]' + padding)[0], 200)
        self.assertEqual(len(self.stored()), 1)

    def test_a_wrong_length_is_refused(self):
        with mute_logger("odoo.http", "werkzeug"):
            for length in ("-1", "abc", "1e3"):
                status, _headers, _body = self.post(headers={"Content-Length": length})
                self.assertIn(status, (400, 411), length)
        self.assertFalse(self.stored())

    @mute_logger(LOG)
    def test_the_content_type_does_not_matter(self):
        """Odoo reads a form from the stream before a controller runs: the bytes that were signed are kept for it."""
        kinds = ("application/json; charset=utf-8", "text/plain", "", None)
        forms = ("application/x-www-form-urlencoded", "multipart/form-data; boundary=x")
        for number, kind in enumerate(kinds + forms):
            body = json.dumps([{"id": f"m{number}"}]).encode()
            self.assertEqual(self.post(body, {"Content-Type": kind})[0], 200, kind)
            self.assertEqual(self.post(body, {"Content-Type": kind}, sig="0" * 64)[0], 400, kind)
        self.assertEqual(len(self.stored()), 6)

    def test_a_body_that_is_not_utf8_is_refused(self):
        with mute_logger("odoo.http"):
            status, _headers, _answer = self.post(b'[{"id": "\xff\xfe"}]', sig="0" * 64)
        self.assertEqual(status, 400)
        self.assertFalse(self.stored())

    def test_parameters_in_the_address_change_nothing(self):
        with mute_logger("odoo.http"):
            other = new_connection(self.env, self.connection.company_id, "Other").webhook_token
            self.env.flush_all()
            self.assertEqual(self.post(token=f"{self.token}?token={other}&x=1")[0], 200)
        self.assertEqual(len(self.stored()), 1)

    def test_only_post_is_a_message(self):
        for method in ("GET", "HEAD", "PUT", "DELETE", "PATCH"):
            with mute_logger("odoo.http"):
                status, _headers, _body = self.post(method=method)
            self.assertEqual(status, 405, method)
        self.assertFalse(self.stored())

    def test_a_paused_connection_still_stores(self):
        for state in ("paused", "error"):
            self.connection._set_state(state)
            self.env.flush_all()
            self.assertEqual(self.post(json.dumps([{"id": state}]).encode())[0], 200, state)
        self.assertEqual(set(self.stored().mapped("state")), {"received"})

    def test_a_draft_or_ended_connection_has_no_door(self):
        self.connection._set_state("disconnected")
        self.env.flush_all()
        self.assertRefused(404)
        self.connection._set_state("draft")
        self.env.flush_all()
        self.assertRefused(404)

    def test_an_archived_connection_still_stores(self):
        self.connection.active = False
        self.env.flush_all()
        self.assertEqual(self.post(json.dumps([{"id": "m1"}]).encode())[0], 200)
        self.assertEqual(self.stored().mapped("state"), ["received"])

    def test_the_message_goes_to_the_connection_of_the_address_only(self):
        other = new_connection(self.env, self.connection.company_id, "Other")
        self.env["ar.sync.secret"]._put(other, "webhook_secret", SECRET)
        self.env.flush_all()
        self.post()
        self.assertFalse(self.env["ar.sync.event"].search([("connection_id", "=", other.id)]))
        self.assertEqual(len(self.stored()), 1)

    def test_refusals_tell_nothing(self):
        answers = {
            (status, *self.assertRefused(status, **request)[1:])
            for status, request in (
                (404, {"token": "x" * 32}),
                (404, {"token": "short"}),
                (400, {"sig": "0" * 64}),
                (400, {"sig": ""}),
            )
        }
        self.assertEqual(answers, {(404, b""), (400, b"")})

    @mute_logger(LOG)
    def test_no_session_is_made(self):
        for request in ({}, {"sig": "0" * 64}, {"token": "x" * 32}):
            _status, headers, _body = self.post(**request)
            cookies = headers.get_all("Set-Cookie") or []
            self.assertFalse([cookie for cookie in cookies if "session_id" in cookie], request)

    def test_a_serialization_failure_is_run_again_with_the_body(self):
        """Two workers get the same message at once: one of them is run again by Odoo."""
        store = type(self.env["ar.sync.event"])._store
        failures = ["first", "second"]

        def failing(model, connection, rows, source="webhook"):
            if failures:
                failures.pop()
                model.env.cr.execute(FAIL_TO_SERIALIZE)
            return store(model, connection, rows, source)

        self.patch(self.registry["ar.sync.event"], "_store", failing)
        with patch("odoo.service.model.time.sleep"), mute_logger(*RETRY_LOGS):
            self.assertEqual(self.post()[0], 200)
        self.assertEqual(self.stored().mapped("external_id"), ["m1"])
        self.assertFalse(failures)

    def test_a_new_message_wakes_the_worker_and_an_old_one_does_not(self):
        woken = []
        self.patch(self.registry["ar.sync.event"], "_wake", lambda model: woken.append(1))
        self.post()
        self.post()
        self.assertEqual(len(woken), 1)

    def test_a_refusal_is_logged_without_the_address_or_the_body(self):
        with self.assertLogs(LOG, "WARNING") as logs:
            self.post(b'[{"id": "private"}]', sig="0" * 64)
        self.assertIn(f"connection {self.connection.id} refused", logs.output[0])
        for private in (self.token, "private", SECRET):
            self.assertNotIn(private, "\n".join(logs.output))
