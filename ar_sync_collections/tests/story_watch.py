"""What must be true after every day of a story, judged from the ledger and from the mails that leave.

It knows nothing of steps and holds: it looks at what is open, at what customers have said, and at the words that leave.
"""

from datetime import timedelta

from odoo.addons.ar_sync.protocol.days import is_business_day

PAID = ("paid", "in_payment", "reversed")


class Watch:
    """Looks at one company's mails and books on behalf of a test; each of its checks fails the test with the reason."""

    def __init__(self, test, first_offset: int):
        self.test, self.env, self.company = test, test.env, test.company
        self.first_offset = first_offset
        self.seen: set[int] = set()
        self.told: dict[int, object] = {}
        self.sent = 0

    # === WHAT LEAVES === #

    def let_mails_leave(self) -> None:
        """Check every message in the mail queue, and have it leave."""
        today = self.test.now.date()
        queued = self.env["ar.collection.decision"].search(
            [("state", "=", "sent"), ("message_id.mail_ids.state", "=", "outgoing")]
        )
        for decision in queued:
            self._check_message(decision, today)
        queued.message_id.mail_ids.write({"state": "sent"})
        self.sent += len(queued)

    def _check_message(self, decision, today) -> None:
        """Whoever gets it owes what it asks for, has not promised or disputed it, and has written nothing unread."""
        partner, test = decision.partner_id, self.test
        why = f"{partner.name} on {today}: {decision.reason}"
        test.assertEqual(decision.day, today, why)
        test.assertTrue(is_business_day(today), why)
        test.assertNotEqual(self.told.get(partner.id), today, f"second message of the day: {why}")
        self.told[partner.id] = today
        test.assertGreater(test.balance(test.receivable, partner), 0, f"owes nothing in the end: {why}")
        test.assertFalse(self._words_of_the_customer(partner, today), why)
        asked = decision.line_ids.filtered("is_asked")
        test.assertTrue(asked, why)
        for line in asked:
            move = line.move_id
            test.assertEqual(line.line_id.amount_residual_currency, line.amount, f"{move.name}: {why}")
            test.assertGreater(line.amount, 0, f"{move.name}: {why}")
            test.assertNotIn(move.payment_state, PAID, f"{move.name}: {why}")
            test.assertFalse(self._spoken_for(move), f"{move.name}: {why}")
        body = "".join(decision.message_id.mail_ids.mapped("body_html"))
        for move in self._invoices(partner, paid=True):
            test.assertNotIn(f">{move.name}<", body, f"names the paid invoice {move.name}: {why}")

    def _words_of_the_customer(self, partner, today):
        """Return replies that forbid a message: nobody has read them, or the writer is away."""
        return self.env["ar.collection.reply"].search(
            [
                ("partner_id", "=", partner.id),
                "|",
                "&",
                ("state", "=", "waiting"),
                ("is_automatic", "=", False),
                ("silent_until", ">", today),
            ]
        )

    def _spoken_for(self, move) -> bool:
        """Tell whether an invoice is promised or disputed."""
        promised = move.ar_promise_ids.filtered(lambda row: row.state == "open")
        disputed = move.ar_dispute_ids.filtered(lambda row: row.state in ("open", "review"))
        return bool(promised or disputed)

    def _invoices(self, partner, paid: bool):
        return self.env["account.move"].search(
            [
                ("commercial_partner_id", "=", partner.id),
                ("move_type", "=", "out_invoice"),
                ("state", "=", "posted"),
                ("payment_state", "in" if paid else "not in", PAID),
            ]
        )

    # === WHAT IS KEPT === #

    def check_reasons(self) -> None:
        """Every customer with something due has a decision of today, and every decision says why."""
        today = self.test.now.date()
        last = today - timedelta(days=self.first_offset + 5)
        due = self.env["account.move"].search(
            [
                ("company_id", "=", self.company.id),
                ("move_type", "=", "out_invoice"),
                ("state", "=", "posted"),
                ("payment_state", "in", ("not_paid", "partial")),
                ("invoice_date_due", "<=", last),
            ]
        )
        decisions = self.env["ar.collection.decision"].search([("day", "=", today)])
        decided = set(decisions.partner_id.ids)
        for partner in due.commercial_partner_id:
            if self.test.balance(self.test.receivable, partner) > 0:
                self.test.assertIn(partner.id, decided, f"{partner.name} on {today} has no decision")
        for decision in decisions:
            self.test.assertTrue(decision.reason and "%(" not in decision.reason, decision.code)

    def check_worklist(self) -> None:
        """Who is on the list owes something, and each point has a sentence."""
        listed = self.env["ar.collection.case"].search([("score", ">", 0)], limit=20, order="score desc, id")
        for case in listed:
            self.test.assertGreater(self.test.balance(self.test.receivable, case.partner_id), 0, case.partner_id.name)
            self.test.assertEqual(sum(row["points"] for row in case.score_points), case.score)
            for row in case.score_points:
                self.test.assertTrue(case._point_sentence(row).endswith("."))
