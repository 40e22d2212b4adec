"""Risk: accepting all of a kind takes what needed a look, stops at the first that fails, or is slow with 10 000."""

from unittest.mock import patch

from odoo.exceptions import UserError
from odoo.tests import tagged
from odoo.tools import mute_logger

from odoo.addons.ar_sync.models import ar_match_review_kind

from .test_review import ReviewCase

KIND = "odoo.addons.ar_sync.models.ar_match_review_kind"


@tagged("post_install", "-at_install")
class TestReviewSameKind(ReviewCase):
    def of_a_kind(self, count, **values):
        """Return receipts that each fit one invoice by payer and amount, which waits by policy."""
        partners = self.env["res.partner"].create([{"name": f"Kind {number}"} for number in range(count)])
        self.moves = [self.invoice(partner, 20.0 + number) for number, partner in enumerate(partners)]
        self.company.ar_automatic_cap = 0.0
        receipts = self.env["ar.match.receipt"].union(
            *(
                self.receipt(move.amount_total, text=move.name, partner=move.partner_id, name=f"K{move.id}", **values)
                for move in self.moves
            )
        )
        self.decide(receipts)
        return receipts

    def decide(self, receipts):
        """Let the engine decide while no kind of evidence has earned to post."""
        with patch.object(type(self.env["ar.match.kind"]), "_allowed", lambda *_args: frozenset()):
            receipts._decide_and_act()
        self.assertEqual(set(receipts.mapped("state")), {"review"})

    def accept(self, receipt, user=None, filters=None):
        told = self.screen(user).same_kind(receipt.id, filters)
        accepted, failed, after, done = [], [], 0, False
        while not done:
            answer = self.screen(user).accept_same_kind(told["group"], filters, after)
            accepted += answer["accepted"]
            failed += answer["failed"]
            after, done = answer["last_id"], answer["is_done"]
        return told, accepted, failed

    def test_all_of_a_kind_in_batches_and_undo(self):
        receipts = self.of_a_kind(5)
        with patch.object(ar_match_review_kind, "BATCH", 2):
            told, accepted, failed = self.accept(receipts[0])
        self.assertEqual((told["count"], told["skipped"]), (5, 0))
        self.assertEqual(told["sums"], [{"currency_id": self.usd.id, "amount": 110.0}])
        self.assertEqual((sorted(accepted), failed), (sorted(receipts.ids), []))
        self.assertEqual({move.payment_state for move in self.moves}, {"paid"})
        self.assertEqual(receipts.decided_by_id, self.clerk)
        self.assertEqual(sorted(self.screen().undo("applied", accepted)["done"]), sorted(receipts.ids))
        self.assertEqual({move.payment_state for move in self.moves}, {"not_paid"})

    @mute_logger(KIND)
    def test_a_poisoned_one_stops_no_other_and_says_why(self):
        receipts = self.of_a_kind(5)
        bad = receipts[2]
        original = type(bad)._state_after_apply

        def poisoned(receipt):
            if receipt.id == bad.id:
                raise UserError(receipt.env._("The moon is full."))
            return original(receipt)

        with patch.object(type(bad), "_state_after_apply", poisoned):
            _told, accepted, failed = self.accept(receipts[0])
        self.assertEqual(sorted(accepted), sorted((receipts - bad).ids))
        self.assertEqual([(row["id"], row["why"]) for row in failed], [(bad.id, "The moon is full.")])
        self.assertEqual((bad.state, self.moves[2].payment_state), ("review", "not_paid"))

    @mute_logger(KIND)
    def test_two_that_claim_one_invoice(self):
        receipts = self.of_a_kind(2)
        again = self.receipt(20.0, text=self.moves[0].name, partner=self.moves[0].partner_id, name="Again")
        self.decide(again)
        told, accepted, failed = self.accept(receipts[0])
        self.assertEqual((told["count"], sorted(accepted)), (3, sorted(receipts.ids)))
        self.assertEqual([row["id"] for row in failed], again.ids, "the first one has paid it")
        self.assertEqual((self.moves[0].amount_residual, again.state), (0.0, "review"))

    def test_what_needs_a_look_is_skipped(self):
        receipts = self.of_a_kind(4)
        self.company.ar_four_eyes_amount = 22.0
        receipts[1].sudo()._ar_through_gate().problem = "It was not booked."
        told, accepted, _failed = self.accept(receipts[0])
        self.assertEqual((told["count"], told["skipped"]), (2, 2))
        self.assertEqual(sorted(accepted), sorted((receipts[0] | receipts[2]).ids))

    def test_a_level_runner_up_is_skipped(self):
        _first, _second, receipt = self.two_fit()
        told = self.screen().same_kind(receipt.id)
        self.assertEqual((told["count"], told["skipped"]), (0, 1))

    def test_filters_bound_it(self):
        receipts = self.of_a_kind(3)
        told, accepted, _failed = self.accept(receipts[0], filters={"amount_to": 20.5})
        self.assertEqual((told["count"], accepted), (1, receipts[0].ids))

    def test_without_a_proposal_there_is_no_kind(self):
        self.assertIsNone(self.screen().same_kind(self.waiting(5.0, text="x").id)["group"])

    def test_another_company_is_not_reached(self):
        receipts = self.of_a_kind(2)
        group = self.screen().same_kind(receipts[0].id)["group"]
        other = self.env["res.company"].create({"name": "Elsewhere"})
        answer = self.screen().accept_same_kind({**group, "company_id": other.id})
        self.assertEqual((answer["accepted"], answer["is_done"]), ([], True))


@tagged("post_install", "-at_install")
class TestReviewTenThousand(ReviewCase):
    """A morning with 10 000 receipts: a page costs what a page costs."""

    def fill(self, count):
        self.env.flush_all()
        self.env.cr.execute(
            """INSERT INTO ar_match_receipt (name, company_id, journal_id, rail, date, currency_id, amount,
                      settlement_currency_id, settlement_amount, payer_name, reference_text, state, confidence,
                      create_date)
               SELECT 'BULK ' || n, %s, %s, 'manual', DATE '2026-01-01' + n %% 60, %s, n, %s, n, 'Payer ' || n,
                      'Text ' || n, 'review', n %% 40, now()
                 FROM generate_series(1, %s) AS n""",
            [self.company.id, self.journal.id, self.usd.id, self.usd.id, count],
        )
        self.env.cr.execute(
            """INSERT INTO ar_match_proposal (receipt_id, company_id, rank, step, kind, state, log_odds, margin,
                      evidence, unallocated_amount)
               SELECT id, company_id, 1, 'references', 'references/reference_exact', 'proposed', confidence, 0, '[]', 0
                 FROM ar_match_receipt WHERE company_id = %s AND name LIKE 'BULK %%'""",
            [self.company.id],
        )
        self.env.cr.execute("ANALYZE ar_match_receipt")
        self.env.cr.execute("ANALYZE ar_match_proposal")
        self.env.invalidate_all()

    def statements(self, work):
        work()
        self.env.invalidate_all()
        before = self.env.cr.sql_log_count
        work()
        return self.env.cr.sql_log_count - before

    def test_a_page_asks_the_same_with_100_and_with_10_000(self):
        calls = {
            "first page": lambda: self.screen().page({}, "age", 0),
            "a page far down": lambda: self.screen().page({}, "amount", self.count - 80),
            "a search": lambda: self.screen().page({"text": "Payer 9"}, "strength"),
            "the start": lambda: self.screen().start(),
        }
        counts = []
        for more in (100, 9_900):
            self.fill(more)
            self.count = more if not counts else 10_000
            counts.append({name: self.statements(call) for name, call in calls.items()})
        for name in calls:
            self.assertLessEqual(counts[1][name], counts[0][name], name)
            self.assertLessEqual(counts[1][name], 40, name)
        answer = self.screen().page({}, "amount", 9_920)
        self.assertEqual((answer["total"], len(answer["rows"])), (10_000, 80))
