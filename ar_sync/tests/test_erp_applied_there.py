"""Risk: what somebody applied in the ERP by hand is taken away, or made again, and nobody has seen it."""

from datetime import date
from decimal import Decimal

from odoo.addons.ar_sync.protocol.documents import Applied

from .test_erp_ahead import DAY, HeldCase
from .test_erp_drift import ReadCase


class AppliedThereCase(ReadCase):
    """An invoice of 100 that is paid in part by 80, of which 20 is left; another invoice of 50."""

    def setUp(self):
        super().setUp()
        self.one, self.two, self.three = (self.invoice(self.alice, amount) for amount in (60, 50, 70))
        self.payment = self.pay(self.one | self.two, 110)
        self.work()
        self.paid = self.erp.documents("payment")[0].key
        lines = self.payment.move_id.line_ids
        self.partials = lines.matched_debit_ids

    def theirs(self, move):
        """Return the ERP's id of an invoice."""
        return self.env["ar.sync.binding"]._of(move, "invoice").external_id

    def applied(self):
        return [(part.target, str(part.amount)) for part in self.erp.records[self.paid].document.applied]

    def undo(self, move):
        self.partials.filtered(lambda row: row.debit_move_id.move_id == move).unlink()
        return self.queue()

    def ask_ours(self):
        self.Drift.search([("state", "=", "open")]).with_user(self.manager).action_push_ours()
        self.work()
        self.assertFalse(self.open(), self.told())
        self.read("erp_compare")
        self.assertEqual(self.drifts(), [])


class TestErpAppliedThere(AppliedThereCase):
    def test_what_was_applied_by_hand_between_reading_and_sending_is_left_to_a_person(self):
        change = self.undo(self.two)
        other = [Applied(self.theirs(self.one), Decimal(60)), Applied(self.theirs(self.three), Decimal(50))]
        self.erp.edit(self.paid, applied=tuple(other))
        before = self.applied()
        self.work()
        self.assertEqual((change.state, self.applied()), ("cancelled", before))
        self.assertIn("Drift", change.remedy)
        self.assertEqual([row[:2] for row in self.drifts()], [("payment", "applications")])
        self.ask_ours()
        self.assertEqual(self.applied(), [(self.theirs(self.one), "60.00")])

    def test_what_was_taken_away_by_hand_is_not_applied_again(self):
        self.erp.edit(self.paid, applied=(Applied(self.theirs(self.one), Decimal(60)),))
        self.payment.move_id.ref = "Something else"
        self.undo(self.one)
        self.work()
        self.assertEqual(self.applied(), [(self.theirs(self.one), "60")])
        self.assertEqual([row[:2] for row in self.drifts()], [("payment", "applications")])
        self.ask_ours()
        self.assertEqual(self.applied(), [(self.theirs(self.two), "50.00")])

    def test_a_difference_that_stays_keeps_its_reason_while_a_change_waits(self):
        self.erp.edit(self.paid, applied=(Applied(self.theirs(self.one), Decimal(60)),))
        self.read("erp_compare")
        drift = self.Drift.search([("state", "=", "open"), ("kind", "=", "applications")])
        drift.with_user(self.manager)._note("Agreed by telephone")
        self.erp_connection.erp_send_payments = "review"
        self.payment.move_id.ref = "Something else"
        self.queue()
        self.read("erp_compare")
        self.assertEqual((drift.state, drift.reason), ("accepted", "Agreed by telephone"))

    def test_what_is_there_as_it_is_wanted_is_no_matter(self):
        change = self.undo(self.two)
        self.erp.lose("apply")
        self.work()
        self.assertEqual(change.state, "unknown")
        change._set_state("unknown", next_attempt_at=False)
        self.work()
        self.assertEqual((change.state, self.applied()), ("done", [(self.theirs(self.one), "60.00")]))


class TestErpUsedThere(HeldCase):
    def test_a_use_that_was_taken_back_by_hand_is_not_made_again(self):
        self.use()
        self.work()
        self.erp.edit(self.held, applied=())
        other = self.invoice(self.alice, 40)
        self.match(self.money, other)
        self.work()
        self.assertEqual(self.erp.records[self.held].document.applied, ())
        self.assertEqual([row[:2] for row in self.drifts()], [("payment", "applications")])
        self.Drift.search([("state", "=", "open")]).with_user(self.manager).action_push_ours()
        self.work()
        self.assertEqual([part.amount for part in self.erp.records[self.held].document.applied], [80, 40])

    def test_each_day_of_several_matches_has_to_be_open(self):
        self.use()
        other = self.invoice(self.alice, 40)
        change = self.match(self.money, other)
        [late] = self.item(self.money).matched_debit_ids.filtered(lambda row: row.debit_move_id.move_id == other)
        self.env.cr.execute(
            "UPDATE account_partial_reconcile SET create_date = '2026-04-02 12:00:00' WHERE id = %s", [late.id]
        )
        self.env.invalidate_all()
        april = self.env["ar.erp.record"].search([("kind", "=", "period"), ("external_id", "=", "p4")])
        april.is_closed = True
        self.env["ar.erp.check"]._check(self.erp_connection)
        [finding] = change.finding_ids
        self.assertEqual((finding.code, finding.facts["day"]), ("period_closed", "2026-04-02"))
        april.is_closed = False
        self.work()
        targets = {f"account.move,{move.id}": day for move, day in ((self.move, DAY), (other, date(2026, 4, 2)))}
        self.assertEqual({key: rows[0][0] for key, rows in self.erp.uses[-1][1].items()}, targets)
