"""Risk: words of a customer leave unasked or uncovered, or what a model made up is believed or acted upon."""

import json
from datetime import date
from decimal import Decimal
from unittest.mock import patch

from cryptography.fernet import Fernet

from odoo.exceptions import UserError
from odoo.tests import tagged
from odoo.tools import config, mute_logger

from odoo.addons.ar_sync.models.ar_sync_secret import ENVIRONMENT_VARIABLE

from ..api.language_model import ANSWER_BYTES_MAX, HOSTS_OPTION, checked_url
from ..models.ar_sync_connection_language_model import ASK
from ..payloads.answer import Checked
from .language_model import LanguageModelServer
from .reply_common import ReplyCase

OUTBOX = "odoo.addons.ar_sync.models.ar_sync_operation"
TRIAL = {
    "statements": [],
    "promise": {"quote": "We will pay", "date": "2026-04-01", "date_words": "1 April 2026", "amount_words": None},
}
TEXT = "Hi Grace,\nthe boss okayed it, the 1,000.00 USD go out on the 20th of\nMarch. IBAN DE89370400440532013000."
PROMISE = {
    "statements": [{"label": "promise", "quote": "the 1,000.00 USD go out on the 20th of March"}],
    "promise": {
        "quote": "the 1,000.00 USD go out",
        "date": "2026-03-20",
        "date_words": "the 20th of March",
        "amount_words": "1,000.00 USD",
    },
}


@tagged("post_install", "-at_install")
class TestLanguageModel(ReplyCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.startClassPatcher(patch.dict("os.environ", {ENVIRONMENT_VARIABLE: Fernet.generate_key().decode()}))

    def setUp(self):
        super().setUp()
        self.startPatcher(patch.object(self.env.cr, "commit", self.env.flush_all))
        self.model = LanguageModelServer()
        self.model.start()
        self.addCleanup(self.model.stop)
        self.own_hosts("127.0.0.1")
        self.model.say(TRIAL)
        self.connection = self.env["ar.sync.connection"].create(
            {
                "name": "Reader",
                "company_id": self.company.id,
                "provider": "language_model",
                "language_model_url": self.model.url,
                "language_model_name": "small-1",
                "language_model_key": "sk-secret-of-ours-1234",
                "review_outgoing": False,
            }
        )
        self.Operation = self.env["ar.sync.operation"]

    def own_hosts(self, names):
        before = config.get(HOSTS_OPTION)
        self.addCleanup(config.__setitem__, HOSTS_OPTION, before)
        config[HOSTS_OPTION] = names

    def connect(self):
        self.connection.action_connect()
        self.model.asked.clear()

    def questions(self):
        return self.Operation.search([("kind", "=", ASK)], order="id")

    def send(self):
        """Work the outbox off, as background work does."""
        for _round in range(20):
            if not self.Operation._send_ready():
                return
        self.fail("the outbox never comes to an end")

    def read_outside(self, *found, text=TEXT, **values):
        """Receive a mail, have the model say ``found`` about it, and return the reply."""
        reply = self.reply(text, **values)
        self.model.say(*found)
        self.send()
        return reply

    # === OFF, ON === #

    def test_nothing_is_asked_unless_somebody_connects_one(self):
        self.reply(TEXT)
        self.assertFalse(self.questions())
        settings = self.env["res.config.settings"].create({"company_id": self.company.id})
        self.assertEqual(settings.ar_collection_outside_words, "Off")
        self.connect()
        self.assertIn("small-1 (127.0.0.1)", self.connection.account_name)
        self.assertEqual((self.connection.is_live, self.connection.health_level), (True, "success"))
        settings.invalidate_recordset()
        self.assertIn("On: small-1", settings.ar_collection_outside_words)
        self.env.invalidate_all()
        self.assertFalse(self.connection.language_model_key)
        self.assertEqual(self.connection.language_model_key_hint, "…1234")
        self.connection.action_pause()
        self.reply(TEXT)
        self.assertFalse(self.questions())

    def test_connecting_sends_no_words_of_a_customer(self):
        self.connection.action_connect()
        [(path, headers, body)] = self.model.asked
        self.assertEqual(path, "/v1/chat/completions")
        self.assertEqual(headers["Authorization"], "Bearer sk-secret-of-ours-1234")
        self.assertIn("We will pay on 1 April 2026.", body["messages"][1]["content"])

    def test_who_does_not_answer_well_is_not_connected(self):
        for answer, words in (("I am happy to help!", "trial sentence"), (b"<html>", "no language model")):
            self.model.say(answer)
            with self.assertRaisesRegex(UserError, words):
                self.connection.action_connect()
        self.model.say(b"{}", status=401)
        with self.assertRaisesRegex(UserError, "does not accept the key"):
            self.connection.action_connect()
        self.assertEqual(self.connection.state, "draft")

    def test_another_address_does_not_get_the_key(self):
        self.connect()
        self.connection.language_model_url = self.model.url + "2"
        self.assertEqual((self.connection.state, self.connection.language_model_key_hint), ("disconnected", False))
        with self.assertRaisesRegex(UserError, "no key"):
            self.connection.action_connect()
        self.assertEqual(self.model.asked, [])

    def test_only_public_addresses_by_https(self):
        self.own_hosts("model.internal")
        self.assertEqual(checked_url("http://model.internal:11434/v1"), "model.internal")
        for url in (
            "http://api.openai.com/v1/chat/completions",
            "https://127.0.0.1/v1",
            "https://2130706433/v1",
            "https://[::1]/v1",
            "https://[::ffff:10.0.0.1]/v1",
            "https://169.254.169.254/latest/meta-data",
            "https://10.1.2.3/",
            "https://localhost/v1",
            "https://user:password@127.0.0.1/",
            "file:///etc/passwd",
            "https://[half/",
            "https:///v1",
            "",
        ):
            with self.subTest(url), self.assertRaises(Exception) as caught:
                checked_url(url)
            self.assertIn(type(caught.exception).__name__, ("Permanent",), url)

    # === WHAT LEAVES === #

    def test_what_leaves_the_house(self):
        self.connect()
        reply = self.reply(f"{TEXT}\nAnn <ann@alice.example>\n> Please pay 5,000 at https://pay.example/?token=1")
        self.assertEqual(self.model.asked, [], "never inside the gateway's transaction")
        self.model.say(PROMISE)
        self.send()
        [(_path, _headers, body)] = self.model.asked
        sent = str(body)
        self.assertIn("Written on Tuesday, 2026-03-10", sent)
        self.assertIn("the boss okayed it", sent)
        for kept in ("DE8937", "ann@alice", "5,000", "Alice Instruments", self.move.name, "token"):
            self.assertNotIn(kept, sent)
        self.assertEqual(self.questions().payload, body, "what was sent can be looked at")
        self.assertEqual(reply.intent_ids.mapped("rule"), ["outside.promise"])

    def test_a_person_may_look_before_it_leaves(self):
        self.connection.review_outgoing = True
        self.connect()
        self.reply(TEXT)
        self.model.say(PROMISE)
        self.send()
        self.assertEqual((self.questions().state, self.model.asked), ("review", []))
        self.questions().action_approve()
        self.send()
        self.assertEqual((self.questions().state, len(self.model.asked)), ("done", 1))

    def test_who_is_not_asked_about(self):
        self.connect()
        self.reply(TEXT, sender="x@stranger.example", answers=None, subject=self.move.name, to="a@harbour.example")
        self.says(is_automatic=True)
        self.reply(TEXT)
        self.says("acknowledgement")
        self.assertEqual(self.reply("Thank you.").state, "done")
        self.assertFalse(self.questions())

    def test_no_more_than_a_days_questions(self):
        self.connection.language_model_per_day = 1
        self.connect()
        first, second = self.reply(TEXT), self.reply(TEXT)
        self.assertEqual(len(self.questions()), 1)
        self.assertIn("used up", second.outside_note)
        self.model.say("{}", status=503)
        self.send()
        [question] = self.questions()
        self.assertEqual((question.state, len(self.model.asked)), ("ready", 1))
        question.next_attempt_at = False
        self.model.say(PROMISE)
        self.send()
        self.assertEqual((question.state, len(self.model.asked)), ("failed", 1), "a retry counts too")
        self.assertIn("used up", first.outside_note)

    # === WHAT COUNTS === #

    def test_an_answer_is_a_suggestion_with_the_mails_own_words(self):
        self.connect()
        reply = self.read_outside(PROMISE)
        [intent] = reply.intent_ids
        self.assertEqual((intent.label, intent.outcome, intent.score), ("promise", "suggested", 0.5))
        self.assertEqual(intent.quote, "the 1,000.00 USD go out on the 20th of\nMarch")
        self.assertEqual((str(reply.promise_date), reply.promise_amount), ("2026-03-20", 1000))
        self.assertEqual((reply.promise_is_certain, reply.promise_rule), (False, "outside.promise"))
        self.assertEqual((reply.state, reply.promise_id.id), ("waiting", False), "nothing is done by it")
        self.assertEqual(self.codes(self.move), ["unread_reply"])
        self.assertIn("small-1 reads: Promises to pay.", reply.outside_note)
        reply.with_user(self.clerk).action_confirm_promise()
        self.assertEqual((reply.promise_id.source, reply.state), ("mail", "done"))

    def test_what_the_mail_does_not_bear_out_is_left_out(self):
        self.connect()
        found = {
            "statements": [
                {"label": "legal", "quote": "our lawyers will call"},
                {"label": "send_money", "quote": "the boss okayed it"},
                {"label": "paid", "quote": "boss okayed"},
                "nonsense",
            ],
            "promise": {
                "quote": "the boss okayed it",
                "date": "2026-03-27",
                "date_words": "the 20th of March",
                "amount_words": "9,000.00 USD",
            },
        }
        reply = self.read_outside(found)
        self.assertEqual(reply.intent_ids.mapped("label"), ["paid"])
        self.assertFalse(reply.has_promise)
        for words in ("not in the mail: legal", "no kind of statement we know: send_money", "2026-03-27", "9,000.00"):
            self.assertIn(words, reply.outside_note)

    def test_an_answer_that_is_none(self):
        self.connect()
        for answer in ("Sure! The customer pays.", "[]", "{" * 10_000, '{"statements": 7, "promise": 7}', "null"):
            reply = self.read_outside(answer)
            self.assertFalse(reply.intent_ids)
            self.assertTrue(reply.outside_note)

    def test_the_own_reading_is_not_overruled(self):
        self.connect()
        self.says("promise", promise=self.promised("2026-03-13", certain=False))
        reply = self.read_outside(PROMISE)
        self.assertEqual((str(reply.promise_date), reply.promise_rule), ("2026-03-13", "weekday"))
        self.assertEqual(reply.intent_ids.mapped("rule"), ["stand-in"])
        self.assertIn("another day: 2026-03-20", reply.outside_note)

    def test_a_sum_of_our_own_keeps_its_currency(self):
        self.connect()
        reply = self.read_outside()
        euro = self.env.ref("base.EUR")
        reply._ar_through_gate().write({"promise_amount": 500.0, "currency_id": euro.id, "promise_date": False})
        found = Checked((), "the 1,000.00 USD", date(2026, 3, 20), Decimal(1000), "USD", ())
        reply._suggest_outside_promise(found)
        self.assertEqual((reply.promise_amount, reply.currency_id), (500.0, euro))
        self.assertEqual(str(reply.promise_date), "2026-03-20")

    def test_an_answer_that_comes_too_late(self):
        self.connect()
        reply = self.reply(TEXT)
        reply.with_user(self.clerk).action_mark_read()
        self.model.say(PROMISE)
        self.send()
        self.assertEqual((reply.intent_ids.ids, reply.state), ([], "done"))
        self.assertIn("nothing was changed", reply.outside_note)

    def test_the_other_interface(self):
        self.connection.language_model_style = "messages"
        self.model.say(TRIAL, style="messages")
        self.connect()
        reply = self.reply(TEXT)
        self.model.say(f"```json\n{json.dumps(PROMISE)}\n```", style="messages")
        self.send()
        [(_path, headers, body)] = self.model.asked
        self.assertEqual(headers["x-api-key"], "sk-secret-of-ours-1234")
        self.assertEqual(sorted(body), ["max_tokens", "messages", "model", "system"])
        self.assertEqual(str(reply.promise_date), "2026-03-20")

    # === FAILURES === #

    @mute_logger(OUTBOX)
    def test_what_fails_leaves_the_own_reading(self):
        self.connect()
        self.says("question")
        for status, content, headers, state in (
            (429, b"{}", {"Retry-After": "600"}, "ready"),
            (500, b"boom", {}, "ready"),
            (302, b"", {"Location": "http://169.254.169.254/"}, "failed"),
            (404, b"no such model", {}, "failed"),
            (200, b"not json", {}, "failed"),
            (200, b"x" * (ANSWER_BYTES_MAX + 1), {}, "failed"),
        ):
            with self.subTest(status=status, content=content[:20]):
                reply = self.reply(TEXT)
                self.model.asked.clear()
                self.model.say(content, status=status, headers=headers)
                self.send()
                question = self.questions()[-1]
                self.assertEqual((question.state, len(self.model.asked)), (state, 1))
                self.assertEqual((reply.state, reply.labels), ("waiting", "Asks something"))
                self.assertEqual(bool(reply.outside_note), state == "failed")
                question.filtered(lambda row: row.state == "ready").action_cancel()

    def test_a_refused_key_stops_the_asking(self):
        self.connect()
        reply = self.reply(TEXT)
        self.model.say(b"{}", status=401)
        self.send()
        self.assertEqual((self.connection.state, self.questions().state), ("error", "failed"))
        self.assertIn("our own reading stands", reply.outside_note)
        self.reply(TEXT)
        self.assertEqual(len(self.questions()), 1)
