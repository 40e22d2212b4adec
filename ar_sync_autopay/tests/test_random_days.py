"""Risk: some order of invoices, payments, credits, crashes, workers and messages that nobody thought of.

Random histories, each from a seed. After every history: what Stripe took for an invoice was open when it was taken,
nothing was taken twice, and every payment is in the books and applied.
"""

import os
import random
from unittest.mock import patch

from odoo import fields
from odoo.tests import tagged

from odoo.addons.ar_sync_stripe.api.client import StripeApi

from .test_once import Dead, OnceCase

#: How many histories are played (``AR_SYNC_AUTOPAY_HISTORIES``; more find more).
HISTORIES = int(os.environ.get("AR_SYNC_AUTOPAY_HISTORIES", "3"))
STEPS = 14


@tagged("post_install", "-at_install")
class TestRandomDays(OnceCase):
    def play(self, chance):
        """Let about a month pass in which anything happens."""
        self.chance = chance
        self.mandate = self.agree(partner=self.partner)
        self.company.ar_autopay_combine = chance.random() < 0.5
        self.company.ar_autopay_retries = chance.random() < 0.5
        self.killed = set()
        with patch.object(StripeApi, "post", self.mortal(StripeApi.post)):
            for _step in range(STEPS):
                name = chance.choice(self.STEPS)
                getattr(self, name)()
        for _day in range(3):
            self.pass_days(7)
            self.drive()
            self.ended()
        self.check()

    STEPS = (
        "step_invoice", "step_invoice", "step_invoice", "step_sent", "step_bank", "step_credit", "step_days",
        "step_days", "step_days", "step_work", "step_messages", "step_exclude", "step_card", "step_refund",
    )  # fmt: skip

    def mortal(self, original):
        """Now and then the worker dies before or after a call; once for each call, or it would never end."""

        def post(api, path, params, key):
            moment = self.chance.choice(("before", "after", "", "", ""))
            first = key not in self.killed
            self.killed.add(key)
            if first and moment == "before":
                raise Dead
            answer = original(api, path, params, key)
            if first and moment == "after":
                raise Dead
            return answer

        return post

    # === STEPS === #

    def step_invoice(self):
        due = fields.Date.add(self.now.date(), days=self.chance.randint(0, 12))
        amount = self.chance.randint(100, 9_999) / 100
        self.invoice((amount, 1, None), invoice_date=self.now.date(), invoice_date_due=due)

    def step_sent(self):
        self.step_invoice()
        self.open_moves()[-1:].action_ar_stripe_send()
        self.drive()

    def open_moves(self):
        moves = self.env["account.move"].search(
            [("move_type", "=", "out_invoice"), ("state", "=", "posted"), ("amount_residual", ">", 0)], order="id"
        )
        return moves

    def step_bank(self):
        moves = self.open_moves()
        if moves:
            move = self.chance.choice(moves)
            wizard = self.env["account.payment.register"].with_context(active_model="account.move", active_ids=move.ids)
            amount = self.chance.choice((move.amount_residual, round(move.amount_residual / 2, 2)))
            if amount > 0:
                wizard.create({"payment_date": self.now.date(), "amount": amount})._create_payments()

    def step_credit(self):
        amount = self.chance.randint(100, 3_000) / 100
        self.invoice((amount, 1, None), move_type="out_refund", invoice_date_due=False)

    def step_days(self):
        self.pass_days(self.chance.randint(1, 6))
        self.drive()

    def step_work(self):
        for _death in range(20):
            try:
                self.work()
                return
            except Dead:
                self.env.cr.rollback()
                self.env.invalidate_all()

    def step_messages(self):
        bodies = self.shop.deliveries()
        self.chance.shuffle(bodies)
        for body in [*bodies[: self.chance.randint(0, len(bodies))], *bodies[:3]]:
            rows = self.connection._ar_receive(body.encode(), self.sign(body, moment=int(self.now.timestamp())))
            self.env["ar.sync.event"]._store(self.connection, rows)

    def step_exclude(self):
        moves = self.open_moves()
        if moves:
            self.chance.choice(moves)._ar_autopay_exclude(self.chance.random() < 0.5)

    def step_card(self):
        if self.mandate.state == "active":
            names = ("pm_card_visa", "pm_card_visa", "pm_card_chargeCustomerFail")
            self.turn_into(self.mandate, self.chance.choice(names))
        else:
            self.mandate = self.agree(partner=self.partner)

    def step_refund(self):
        charges = self.charges("succeeded")
        if charges:
            charge = self.chance.choice(charges)
            intent = self.shop.get(f"payment_intents/{charge.intent_ref}", expand=["latest_charge"])
            if not intent["latest_charge"]["refunded"]:
                self.shop.post("refunds", payment_intent=charge.intent_ref)

    # === WHAT HOLDS === #

    def check(self):
        intents = [row for row in self.at_stripe("payment_intents") if row["status"] == "succeeded"]
        keys = [(row["metadata"]["odoo_model"], row["metadata"]["odoo_id"]) for row in intents]
        self.assertEqual(len(keys), len(set(keys)), "one charge, one payment")
        self.assertEqual(len(intents), len(self.charges("succeeded")))
        for intent in intents:
            charge = self.Charge.browse(int(intent["metadata"]["odoo_id"]))
            self.assertEqual(round(charge.amount * 100), intent["amount"])
            self.assertTrue(charge.receipt_id, "it is in the books")
            if not charge.receipt_id.reversed_amount:
                self.assertEqual((charge.receipt_id.state, charge.receipt_id.unapplied_amount), ("matched", 0.0))
                self.assertEqual(charge.receipt_id.invoice_ids, charge.move_ids)
        for line in self.Charge.search([]).line_ids.line_id:
            taken = line.ar_autopay_line_ids.filtered(lambda row: row.charge_id.state == "succeeded")
            self.assertLessEqual(round(sum(taken.mapped("amount")), 2), line.amount_currency, line.move_id.name)
        self.assert_tied_out("usd")


def _history(seed):
    return lambda self: self.play(random.Random(seed))


for _seed in range(HISTORIES):
    setattr(TestRandomDays, f"test_history_{_seed}", _history(_seed))
