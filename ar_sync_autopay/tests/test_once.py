"""Risk: a worker dies, an answer is lost, two workers or two messages come at once: and the customer is charged twice.

One story is told again and again; each time the worker dies at another moment. What Stripe took, and the books, are
what an undisturbed story leaves.
"""

import random
from unittest.mock import patch

from odoo.tests import tagged

from odoo.addons.ar_sync_stripe.api.client import StripeApi

from .common import AutopayCase

TURNS_MAX = 60


class Dead(BaseException):
    """The worker's process is gone."""


class OnceCase(AutopayCase):
    def drive(self, again=None):
        """Have workers work, die and work again until nothing is left to do."""
        for _turn in range(TURNS_MAX):
            try:
                self.run_stages(self.env, "autopay", "send")
            except Dead:
                self.env.cr.rollback()
                self.env.invalidate_all()
                if again:
                    again()
                continue
            unknown = self.operations(state="unknown").filtered("next_attempt_at")
            if not unknown:
                return
            unknown._set_state("unknown", next_attempt_at=False)
        self.fail("it does not come to rest")

    def ended(self):
        """Return what the story left: what Stripe took, states, what is open."""
        self.work()
        self.work()
        return {
            "taken": self.taken(),
            "payments": len([row for row in self.at_stripe("payment_intents") if row["metadata"].get("odoo_model")]),
            "charges": sorted(self.charges().filtered(lambda row: row.state != "cancelled").mapped("state")),
            "mandates": self.Mandate.search([]).mapped("state"),
            "open": self.env["account.move"]
            .search([("move_type", "=", "out_invoice")], order="id")
            .mapped("amount_residual"),
            "mails": sorted(self.mails()),
        }


@tagged("post_install", "-at_install")
class TestCrash(OnceCase):
    method = "pm_card_visa"
    left = {
        "taken": [2_500, 10_000],
        "payments": 2,
        "charges": ["succeeded", "succeeded"],
        "mandates": ["active"],
        "open": [0.0, 0.0],
    }

    def begin(self):
        self.agree(self.method)
        self.sent_invoice()
        self.invoice((25.0, 1, None))
        self.until("2026-07-29")
        self.pass_days()

    def check(self, **options):
        self.drive(**options)
        found = self.ended()
        self.assertEqual({name: found[name] for name in self.left}, self.left)
        self.assertEqual(len([subject for subject in found["mails"] if "We c" in subject]), len(self.left["charges"]))
        self.assert_tied_out("usd")

    def die_at_calls(self, when):
        """Die once at each call that changes something, ``after`` or ``before`` Stripe hears of it."""
        original, killed = StripeApi.post, set()

        def post(api, path, params, key):
            doomed = key not in killed
            killed.add(key)
            if doomed and when == "before":
                raise Dead
            answer = original(api, path, params, key)
            if doomed and when == "after":
                raise Dead
            return answer

        self.startPatcher(patch.object(StripeApi, "post", post))
        return killed

    def test_undisturbed(self):
        self.begin()
        self.check()

    def test_the_worker_dies_after_each_call(self):
        self.begin()
        killed = self.die_at_calls("after")
        self.check()
        self.assertGreaterEqual(len(killed), 2)

    def test_the_worker_dies_before_each_call(self):
        self.begin()
        self.die_at_calls("before")
        self.check()

    def test_stripe_has_forgotten_the_key(self):
        self.begin()
        self.die_at_calls("after")
        self.check(again=self.forget)

    def forget(self):
        """Make it a day ago, and Stripe no longer know the keys."""
        self.operations(state="sent").write({"sent_at": "2026-07-28 06:00:00"})
        self.env.flush_all()
        vault = self.shop.engine.vault
        with self.shop.engine.lock:
            for row in list(vault.table("_idempotency").rows.values()):
                vault.remove(row)

    def test_the_worker_dies_at_every_commit(self):
        self.begin()
        deaths = []
        for number in range(1, 40):
            count = 0
            commit = self.env.cr.commit

            def dying(*args, _commit=commit, _number=number):
                nonlocal count
                count += 1
                if count == _number:
                    raise Dead
                return _commit(*args)

            with patch.object(self.env.cr, "commit", dying):
                try:
                    self.run_stages(self.env, "autopay", "send")
                except Dead:
                    self.env.cr.rollback()
                    self.env.invalidate_all()
                    deaths.append(number)
                    for row in self.operations(state="unknown").filtered("next_attempt_at"):
                        row._set_state("unknown", next_attempt_at=False)
                    continue
            break
        self.assertGreater(len(deaths), 2)
        self.check()


@tagged("post_install", "-at_install")
class TestCrashWhileRefused(TestCrash):
    """The same, with a card that is refused: auto-pay ends once, and one mail is written."""

    method = "pm_card_chargeCustomerFail"
    left = {"taken": [], "payments": 1, "mandates": ["ended"], "open": [100.0, 25.0], "charges": ["failed"]}


@tagged("post_install", "-at_install")
class TestLostAnswer(OnceCase):
    def test_paid_while_the_answer_was_lost(self):
        """Our call never arrived; the customer pays by bank meanwhile; asked again, nothing is charged."""
        self.agree()
        move = self.invoice()
        self.until("2026-07-29")
        self.pass_days()
        self.shop.control("POST", "/faults", kind="drop_before", path="^/v1/payment_intents$", method="POST", count=1)
        self.run_stages(self.env, "autopay", "send")
        self.assertEqual(self.operations("payment_intent.create").state, "unknown")
        wizard = self.env["account.payment.register"].with_context(active_model="account.move", active_ids=move.ids)
        wizard.create({"payment_date": self.now.date()})._create_payments()
        self.drive()
        self.assertEqual(self.ended()["taken"], [])
        self.assertEqual(self.Mandate.search([]).state, "active")

    def test_the_message_comes_before_the_answer(self):
        """The call went through, its answer was lost, and the webhook has booked the money before it is settled."""
        self.agree()
        move = self.invoice()
        self.until("2026-07-29")
        self.pass_days()
        self.shop.control("POST", "/faults", kind="drop_after", path="^/v1/payment_intents$", method="POST", count=1)
        self.run_stages(self.env, "autopay", "send")
        self.assertEqual(self.operations("payment_intent.create").state, "unknown")
        self.work()
        self.assertEqual(move.amount_residual, 0.0, "the payment's own metadata says what it is for")
        self.drive()
        self.assertEqual(self.ended()["taken"], [10_000])
        self.assertEqual(self.charges().state, "succeeded")

    def test_messages_twice_and_out_of_order(self):
        self.agree()
        move = self.invoice()
        self.until("2026-07-29")
        self.pass_days()
        self.run_stages(self.env, "autopay", "send")
        bodies = self.shop.deliveries()
        random.Random(7).shuffle(bodies)
        for body in [*bodies, *bodies]:
            rows = self.connection._ar_receive(body.encode(), self.sign(body, moment=int(self.now.timestamp())))
            self.env["ar.sync.event"]._store(self.connection, rows)
        self.work()
        self.assertEqual((self.taken(), move.amount_residual), ([10_000], 0.0))
        self.assertEqual(len(self.env["ar.match.receipt"].search([])), 1)
        self.assert_tied_out("usd")
