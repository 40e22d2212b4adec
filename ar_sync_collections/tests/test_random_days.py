"""Risk: in some order of invoices, payments, credits, pauses and undone payments, somebody is asked who must not be.

Days pass at random; what left is compared with the books by an oracle that knows nothing of steps.
"""

import random
from datetime import timedelta

from odoo.tests import tagged

from odoo.addons.ar_sync.protocol.days import is_business_day

from .common import CollectionsCase

DAYS = 25
ACTIONS = (
    "bill",
    "bill",
    "pay",
    "pay",
    "part",
    "credit",
    "undo",
    "pause",
    "resume",
    "invoice_pause",
    "nothing",
    "nothing",
)


@tagged("-at_install", "post_install")
class TestRandomDays(CollectionsCase):
    def setUp(self):
        super().setUp()
        self.customers = self.alice | self.bruno
        self.payments = []
        self.checked = set()

    def test_nobody_is_asked_who_must_not_be(self):
        for seed in (3, 11):
            with self.subTest(seed=seed):
                self.live(random.Random(seed))

    def live(self, chance):
        for _day in range(DAYS):
            for _time in range(chance.randint(0, 2)):
                getattr(self, f"do_{chance.choice(ACTIONS)}")(chance)
                self.check_what_waits()
            self.now += timedelta(days=1)
            self.work()
            self.check_what_left()

    # === WHAT HAPPENS === #

    def open_invoices(self, chance):
        found = self.env["account.move"].search(
            [
                ("partner_id", "in", self.customers.ids),
                ("move_type", "=", "out_invoice"),
                ("state", "=", "posted"),
                ("payment_state", "in", ("not_paid", "partial")),
            ],
            order="id",
        )
        return found and self.env["account.move"].browse(chance.choice(found.ids))

    def do_bill(self, chance):
        due = self.now.date() + timedelta(days=chance.randint(-12, 6))
        self.bill(chance.choice(list(self.customers)), chance.randint(1, 90_000) / 100, due=str(due))

    def do_pay(self, chance):
        invoice = self.open_invoices(chance)
        if invoice:
            self.payments.append((self.pay(invoice), invoice))

    def do_part(self, chance):
        invoice = self.open_invoices(chance)
        if invoice and invoice.amount_residual > 1:
            self.pay(invoice, round(invoice.amount_residual / 3, 2))

    def do_credit(self, chance):
        day = str(self.now.date())
        self.invoice(
            chance.choice(list(self.customers)), chance.randint(1, 30_000) / 100, move_type="out_refund", date=day
        )

    def do_undo(self, chance):
        if self.payments:
            payment, _invoice = self.payments.pop(chance.randrange(len(self.payments)))
            payment.move_id.line_ids.remove_move_reconcile()
            payment.action_draft()
            payment.action_cancel()

    def do_pause(self, chance):
        case = self.case_of(chance.choice(list(self.customers)))
        if case and case.state != "paused":
            case._pause(self.now.date() + timedelta(days=chance.randint(1, 6)), "agreed")

    def do_resume(self, chance):
        self.case_of(chance.choice(list(self.customers))).action_resume()

    def do_invoice_pause(self, chance):
        invoice = self.open_invoices(chance)
        if invoice:
            invoice._ar_collection_pause(self.now.date() + timedelta(days=chance.randint(1, 6)), "clearing")

    def do_nothing(self, chance):
        """Days on which nothing happens are days too."""

    # === THE ORACLE === #

    def check_what_waits(self):
        """Whatever is still in the mail queue asks for what is open at this moment."""
        queued = self.Decision.search([("state", "=", "sent"), ("message_id.mail_ids.state", "=", "outgoing")])
        for decision in queued:
            self.assertNotEqual(decision.case_id.state, "paused")
            for line in decision.line_ids.filtered("is_asked"):
                self.assertEqual(line.line_id.amount_residual, line.amount, "the message is not true any more")
                self.assertGreater(line.amount, 0)

    def check_what_left(self):
        """What left on this day was allowed to; then it is gone from the queue."""
        sent = self.Decision.search([("state", "=", "sent")]).filtered(lambda row: row.id not in self.checked)
        per_customer = [(row.partner_id, row.day) for row in sent]
        self.assertEqual(len(per_customer), len(set(per_customer)), "two messages on one day")
        for decision in sent:
            self.checked.add(decision.id)
            today = self.now.date()
            self.assertEqual(decision.day, today)
            self.assertTrue(is_business_day(today))
            self.assertNotEqual(decision.case_id.state, "paused")
            self.assertGreater(self.balance(self.receivable, decision.partner_id), 0, "owes nothing in the end")
            asked = decision.line_ids.filtered("is_asked")
            self.assertTrue(asked)
            for line in asked:
                self.assertGreater(line.line_id.amount_residual, 0)
                until = line.move_id.ar_collection_paused_until
                self.assertFalse(line.move_id.ar_collection_paused and until >= today, "this invoice is paused")
                self.assertEqual(line.move_id.state, "posted")
            decision.message_id.mail_ids.write({"state": "sent"})
        every = self.Decision.search([("day", "=", self.now.date())])
        self.assertTrue(all(row.reason for row in every), "every decision is explained")
