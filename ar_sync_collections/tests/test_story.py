"""The story of a quarter: two hundred customers pay, promise, dispute and write, and nobody is asked wrongly.

Days pass as they do at work: money is booked before, between and after planning and sending. The seed makes it the
same story every time. What must be true is in ``story_watch``.
"""

from datetime import timedelta

from odoo.fields import Command
from odoo.tests import tagged

from .story_common import StoryCase
from .story_texts import TEXTS

#: Monday, Wednesday and Friday as long as much happens, then Mondays; what falls on other days is done on the next.
BUSY_WEEKS, QUIET_WEEKS = 6, 7
DAYS_BETWEEN = [2, 2, 3] * BUSY_WEEKS + [7] * QUIET_WEEKS
#: How many pay before anybody writes to them, at the beginning of each of the busy weeks.
PAY_BY_THEMSELVES = 8


@tagged("-at_install", "post_install")
class TestQuarter(StoryCase):
    seed = 7

    def test_a_quarter(self):
        self.payments = []
        for number, days in enumerate(DAYS_BETWEEN):
            if days == 3:
                self.week_end()
            self.morning()
            self.plan()
            self.between()
            self.send()
            self.afternoon()
            self.watch.let_mails_leave()
            self.watch.check_reasons()
            if number % 5 == 0:
                self.watch.check_worklist()
            self.now += timedelta(days=days)
        self.check_the_end()

    # === A DAY === #

    def week_end(self):
        """Many pay by themselves."""
        found = self.env["account.move"].search(
            [("id", "in", self.invoices.ids), ("payment_state", "=", "not_paid")], order="invoice_date_due, id"
        )
        chosen = self.chance.sample(found.ids, min(PAY_BY_THEMSELVES, len(found)))
        self.book(self.env["account.move"].browse(chosen))

    def morning(self):
        """Mails have come in, money is booked, people decide."""
        for _mail in range(4):
            if self.deck and self.write_mail(*self.deck[0]):
                self.deck.pop(0)
        if invoice := self.owing():
            self.payments.append(self.money(invoice, self.chance.choice((1.0, 1.0, 0.4))))
        if self.payments and self.chance.random() < 0.3:
            self.take_back(self.payments.pop(self.chance.randrange(len(self.payments))))
        if self.chance.random() < 0.3 and (invoice := self.owing()):
            self.credit(invoice, is_applied=self.chance.random() < 0.5)
        self.keep_a_promise()
        self.decide_replies()
        self.settle_disputes()
        while self.env["ar.promise"]._judge_due():
            pass
        self.env["ar.dispute"]._escalate_due()

    def keep_a_promise(self):
        """Every third of those who promised keeps the word."""
        promised = self.env["ar.promise"].search([("state", "=", "open")], order="id")
        for promise in promised.filtered(lambda row: row.move_ids[:1].name[-1] in "0369")[:1]:
            for invoice in promise.move_ids.filtered(lambda move: move.payment_state in ("not_paid", "partial")):
                self.money(invoice, 1.0)

    def plan(self):
        self.company.ar_collection_scanned_at = False
        while self.Case._plan_waiting():
            pass

    def between(self):
        """Money and words come between planning and sending, for whom something is planned."""
        planned = self.Decision.search([("state", "=", "planned"), ("day", "=", self.now.date())], limit=8)
        for number, decision in enumerate(planned):
            invoice = self.owing([("partner_id", "=", decision.partner_id.id)])
            if not invoice:
                continue
            if number == 0:
                self.payments.append(self.money(invoice, self.chance.choice((1.0, 0.5))))
            elif number == 1:
                self.promise(invoice)
            elif number == 2:
                self.dispute(invoice)

    def send(self):
        while self.Case._send_due():
            pass

    def afternoon(self):
        """Money comes while a message waits in the mail queue."""
        queued = self.Decision.search([("state", "=", "sent"), ("message_id.mail_ids.state", "=", "outgoing")])
        if queued:
            invoice = queued[0]._asked_lines().move_id[:1]
            self.payments.append(self.money(invoice, self.chance.choice((1.0, 0.5))))
        if len(queued) > 5:
            self.write_mail("question", queued[1].partner_id.lang[:2], queued[1].partner_id)
        self.plan()

    # === WORDS === #

    def promise(self, invoice):
        self.env["ar.promise"].create(
            {
                "partner_id": invoice.partner_id.id,
                "company_id": self.company.id,
                "date": self.now.date() + timedelta(days=5),
                "currency_id": invoice.currency_id.id,
                "move_ids": [Command.set(invoice.ids)],
                "source": "portal",
            }
        )

    def dispute(self, invoice):
        if not invoice.ar_dispute_ids.filtered(lambda row: row.state in ("open", "review")):
            reason = self.env.ref("ar_sync_collections.ar_dispute_reason_quality")
            self.env["ar.dispute"].create({"move_id": invoice.id, "reason_id": reason.id, "source": "portal"})

    # === THE END === #

    def check_the_end(self):
        self.assertFalse(self.deck, "every kind of mail has arrived in every language")
        self.assertEqual(set(self.arrived), set(TEXTS))
        self.assertGreater(self.watch.sent, 120)
        states = set(self.env["ar.promise"].search([]).mapped("state"))
        self.assertLessEqual({"kept", "broken"}, states)
        self.assertLessEqual({"rejected", "accepted"}, set(self.env["ar.dispute"].search([]).mapped("state")))
        codes = set(self.Decision.search([]).mapped("code"))
        self.assertLessEqual({"act", "money", "hold", "held", "not_yet", "bounced", "credited", "through"}, codes)
