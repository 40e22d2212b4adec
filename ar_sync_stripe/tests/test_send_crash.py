"""Risk: the server dies between the call and its commit, and a customer or a refund is there twice, or never.

One story goes through every kind of change. The worker dies at each call once: after Stripe did it, or just
before. Afterwards it is settled by the key, or, as if a day had passed, by looking. Whatever happened, Stripe has
what an undisturbed story leaves there, object by object.
"""

from unittest.mock import patch

from odoo.fields import Command

from ..api.client import StripeApi
from ..outgoing import OUT
from .send_common import OUT_MODELS
from .test_send_taken_back import SettledCase

TABLES = (
    "customer", "tax_id", "product", "price", "invoice", "invoiceitem", "line_item", "credit_note", "refund",
    "payment_record", "invoice_payment",
)  # fmt: skip
TURNS_MAX = 400
#: All kinds but the suite's own set-up, and those of sales orders and auto-pay: they have stories of their own.
STORY_KINDS = {kind.name for kind in OUT.values() if kind.setting in OUT_MODELS}
#: What an undisturbed story leaves at Stripe.
LEFT = {
    "customer": 2,
    "tax_id": 1,
    "product": 8,  # one of the catalogue, and one that Stripe makes for each line that names none
    "price": 9,
    "invoice": 6,
    "invoiceitem": 7,
    "line_item": 7,
    "credit_note": 2,
    "refund": 1,
    "payment_record": 1,
    "invoice_payment": 7,
    "mails": 1,
    "invoices": [
        ("open", 10000), ("open", 14331), ("paid", 10000), ("paid", 10000), ("uncollectible", 10000), ("void", 10000),
    ],
    "prices": [(False, 777), (False, 1000), *[(False, 10000)] * 6, (True, 1200)],
    "refunds": [10000],
    "numbers": ["FR23334175221"],
    "bound": [
        *["credit_note"] * 2, *["customer"] * 2, *["invoice"] * 7, "payment_record", "price", "price", "product",
        "refund",
    ],
}  # fmt: skip


class CrashCase(SettledCase):
    def setUp(self):
        super().setUp()
        self.killed = set()
        self.deaths = []
        self.mode = None

    def die_at_each_call(self, when):
        """Let the worker die once at each call, ``after`` or ``before`` Stripe hears of it."""
        self.mode = when
        for name in ("post", "delete"):
            original = getattr(StripeApi, name)

            def call(api, path, *args, original=original, **params):
                key = args[-1] if args else path
                doomed = key not in self.killed
                self.killed.add(key)
                if doomed and when == "before":
                    raise KeyboardInterrupt
                answer = original(api, path, *args, **params)
                if doomed and when == "after":
                    raise KeyboardInterrupt
                return answer

            self.startPatcher(patch.object(StripeApi, name, call))

    def drive(self, forget=False):
        """Have workers send, die and ask until nothing is left to do."""
        for _turn in range(TURNS_MAX):
            try:
                busy = self.env["ar.sync.dispatch"]._run_stage("send")
            except KeyboardInterrupt:
                self.env.cr.rollback()
                self.env.invalidate_all()
                sent = self.operations(state="sent")
                self.deaths += sent.mapped("kind")
                if forget:
                    self.forget(sent)
                continue
            lost = self.operations(state="unknown").filtered("next_attempt_at")
            if lost:
                lost.action_retry()
            elif not busy:
                return
        self.fail("the outbox does not come to rest")

    def forget(self, operations):
        """Make it a day ago: Stripe no longer knows the keys."""
        operations.filtered(lambda row: row.kind != "payment_record.create").write({"sent_at": "2026-06-29 06:00:00"})
        self.env.flush_all()
        vault = self.shop.engine.vault
        with self.shop.engine.lock:
            for row in list(vault.table("_idempotency").rows.values()):
                if "payment-record-create" not in row["id"]:
                    vault.remove(row)

    # === THE STORY === #

    def story(self, **options):
        """Go through every kind of change."""
        for step in (self._catalogue, self._customers, self._invoices, self._endings, self._money):
            step(lambda: self.drive(**options))

    def _catalogue(self, drive):
        product = self.env["product.template"].create({"name": "Support", "list_price": 10, "ar_stripe_sell": True})
        drive()
        product.write({"name": "Help", "list_price": 12})
        drive()

    def _customers(self, drive):
        self.partner.action_ar_stripe_send()
        drive()
        self.partner.with_context(no_vat_validation=True).write({"vat": "FR23334175221", "phone": "1"})
        drive()
        self.shop.customer("Bob Optics", email="bob@example.com")
        bob = self.env["res.partner"].create({"name": "Bob Optics", "email": "bob@example.com"})
        bob.action_ar_stripe_send()
        drive()
        self.operations("customer.link").action_approve()
        drive()

    def _invoices(self, drive):
        self.connection.stripe_invoice_sender = "stripe"
        self.invoice((100.0, 1, self.tax(20)), (7.77, 3, None)).action_ar_stripe_send()
        drive()
        self.connection.stripe_invoice_sender = "odoo"
        move = self.invoice()
        move.action_ar_stripe_send()
        self.shop.control("POST", "/faults", kind="status", status=400, path="add_lines$", count=1)
        drive()
        move.ar_stripe_wanted = False
        move._stripe_plan(self.connection)
        drive()

    def _endings(self, drive):
        void, lost = self.invoice(), self.invoice()
        for move in (void, lost):
            move.action_ar_stripe_send()
            drive()
        void.button_draft()
        void.button_cancel()
        drive()
        lost.action_ar_stripe_uncollectible()
        drive()

    def _money(self, drive):
        banked, returned = self.invoice(), self.invoice()
        for move in (banked, returned):
            move.action_ar_stripe_send()
            drive()
        self.bank_payment(banked)
        drive()
        self.pay_at_stripe(returned)
        self.reversal(returned).action_ar_stripe_refund()
        self.operations("refund.create").action_approve()
        drive()
        self._taken_back(banked, drive)

    def _taken_back(self, banked, drive):
        partly = self.invoice()
        partly.action_ar_stripe_send()
        drive()
        entry = self.entry(self.loss(), 10.0, self.partner)
        self.settle_with(partly, entry)
        drive()
        (banked | entry).line_ids.remove_move_reconcile()
        self.operations("payment_record.refund").action_approve()
        self.operations("credit_note.void").action_approve()
        drive()

    # === WHAT IS LEFT === #

    def left(self):
        """Return how many objects of each kind Stripe has, and what they say."""
        with self.shop.engine.lock:
            account = self.shop.engine.context().account
            counts = {name: len(account.table(name).rows) for name in TABLES}
        mails = [row for row in self.at_stripe("events", type="invoice.sent")]
        return {
            **counts,
            "mails": len(mails),
            "invoices": sorted((row["status"], row["total"]) for row in self.at_stripe("invoices")),
            "prices": sorted((row["active"], row["unit_amount"]) for row in self.at_stripe("prices")),
            "refunds": sorted(row["amount"] for row in self.at_stripe("refunds")),
            "numbers": sorted(row["value"] for row in self.at_stripe(f"customers/{self.customer_id()}/tax_ids")),
            "bound": sorted(self.Binding.search([("kind", "!=", "tax_id")]).mapped("kind")),
        }

    def check(self, when, forget):
        self.die_at_each_call(when)
        self.story(forget=forget)
        self.assertEqual(self.left(), LEFT)
        self.assertEqual(set(self.deaths), STORY_KINDS, "the worker died in every kind")
        open_rows = self.operations().filtered(lambda row: row.state not in ("done", "cancelled"))
        self.assertFalse(open_rows)


class TestUndisturbed(CrashCase):
    def test_the_story_goes_through_every_kind(self):
        self.story()
        self.assertEqual(self.left(), LEFT)
        self.assertEqual(set(self.operations(state="done").mapped("kind")), STORY_KINDS)


class TestCrashAfterTheCall(CrashCase):
    def test_stripe_repeats_its_answer(self):
        self.check("after", forget=False)

    def test_stripe_has_forgotten_the_key(self):
        self.check("after", forget=True)


class TestCrashBeforeTheCall(CrashCase):
    def test_it_is_sent_once(self):
        self.check("before", forget=False)

    def test_it_is_looked_for_and_then_sent_once(self):
        self.check("before", forget=True)


class TestForgottenRecord(CrashCase):
    def test_a_payment_record_that_cannot_be_looked_up_is_a_person_s(self):
        move = self.sent_invoice()
        self.bank_payment(move)
        self.die_at_each_call("after")
        self.drive_to_death()
        [record] = self.operations("payment_record.create")
        record.write({"sent_at": "2026-06-29 06:00:00"})
        self.Operation._send_ready()
        for _day in range(8):
            record.invalidate_recordset()
            if record.state == "unknown":
                record._set_state("unknown", next_attempt_at=False)
                self.Operation._send_ready()
        self.assertEqual(record.state, "review")
        self.assertIn("no list of payment records", record.error)
        with self.shop.engine.lock:
            self.assertEqual(len(self.shop.engine.context().account.table("payment_record").rows), 1)
        self.assertEqual(self.operations("payment_record.attach").state, "ready", "what follows waits")
        self.send()
        self.assertEqual(self.remote(move)["status"], "open")

    def drive_to_death(self):
        try:
            for _turn in range(TURNS_MAX):
                self.env["ar.sync.dispatch"]._run_stage("send")
        except KeyboardInterrupt:
            self.env.cr.rollback()
            self.env.invalidate_all()
            return
        self.fail("the worker lived on")


class TestOrder(CrashCase):
    def test_nothing_else_waits_for_a_held_chain(self):
        self.shop.control("POST", "/faults", kind="status", status=400, path="^/v1/customers$", method="POST", count=1)
        self.invoice().action_ar_stripe_send()
        self.env["product.template"].create({"name": "Support", "ar_stripe_sell": True, "taxes_id": [Command.clear()]})
        self.drive()
        self.assertEqual(self.kinds("failed"), ["customer.create"])
        self.assertIn("product.create", self.kinds("done"))
