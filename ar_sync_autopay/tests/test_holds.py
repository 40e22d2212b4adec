"""Risk: a customer is charged for what a promise or a dispute keeps back, or is chased for what is charged anyway."""

from datetime import date

from odoo.fields import Command
from odoo.tests import new_test_user, tagged

from odoo.addons.ar_sync.models.account_move_hold import Hold

from .common import AutopayCase

DUE = date(2026, 7, 30)


@tagged("post_install", "-at_install")
class TestHolds(AutopayCase):
    def setUp(self):
        super().setUp()
        self.held, self.asked = {}, []
        original = self.registry["account.move"]._ar_holds

        def holds(moves, purpose, day):
            """What another addon adds, such as one that knows of promises."""
            self.asked.append((purpose, moves.ids))
            found = original(moves, purpose, day)
            for move_id in moves.ids:
                found.setdefault(move_id, []).extend(self.held.get((purpose, move_id), ()))
            return {move_id: reasons for move_id, reasons in found.items() if reasons}

        self.patch(self.registry["account.move"], "_ar_holds", holds)

    def hold(self, move, until=None, purpose="charge"):
        self.held[purpose, move.id] = [Hold("promised", "The customer promised to pay it by transfer.", until)]

    # === BEFORE A CHARGE === #

    def test_what_is_held_is_not_planned_and_says_why(self):
        self.agree()
        move, other = self.invoice(), self.invoice((25.0, 1, None))
        self.hold(move)
        self.until("2026-07-30")
        self.assertEqual(self.taken(), [2_500])
        self.assertEqual(move.ar_autopay_why_not, "The customer promised to pay it by transfer.")
        self.assertFalse(other.ar_autopay_why_not)
        self.held.clear()
        self.until("2026-07-31")
        self.assertEqual((self.taken(), move.ar_autopay_why_not), ([2_500, 10_000], False))

    def test_a_hold_that_comes_after_the_planning(self):
        self.agree()
        move = self.invoice()
        self.work()
        self.hold(move, until=date(2026, 8, 4))
        self.until("2026-07-30")
        self.assertEqual(self.taken(), [])
        self.assertIn("promised to pay", move.ar_autopay_status)
        self.until("2026-08-04")
        self.assertEqual(self.taken(), [], "the last day is kept free as well")
        self.until("2026-08-05")
        self.assertEqual(self.taken(), [10_000])

    def test_a_hold_of_today_holds_the_charge_of_today(self):
        self.agree()
        move = self.invoice()
        self.until("2026-07-29")
        self.pass_days()
        self.hold(move, until=DUE)
        charge = self.charges()
        charge._begin()
        self.assertEqual((charge.state, self.taken()), ("held", []))
        self.assertIn("The customer promised to pay it by transfer.", charge.why)
        self.assertIn(move.name, charge.why)

    def test_a_hold_that_comes_in_the_last_second(self):
        """The change is written and released; then a promise is noted; then the worker comes."""
        mandate = self.agree()
        move = self.invoice()
        self.until("2026-07-29")
        self.pass_days()
        self.run_stages(self.env, "autopay")
        self.assertEqual(self.charges().state, "sending")
        self.hold(move)
        self.work()
        self.assertEqual((self.taken(), mandate.state), ([], "active"))
        self.assertEqual(self.operations("payment_intent.create").state, "failed")
        self.assertFalse(self.charges("sending", "succeeded", "failed"))

    def test_one_invoice_of_several_is_held_and_the_others_are_charged(self):
        self.company.ar_autopay_combine = True
        self.agree()
        held, *_others = [self.invoice((price, 1, None)) for price in (10.0, 20.0, 30.0)]
        self.work()
        self.assertEqual(self.charges().amount, 60.0)
        self.hold(held)
        self.Mandate.search([]).needs_plan = True
        self.until("2026-07-30")
        self.assertEqual(self.taken(), [5_000])

    def test_what_is_over_before_the_due_date_is_no_obstacle(self):
        self.agree()
        move = self.invoice()
        self.hold(move, until=date(2026, 7, 20))
        self.work()
        self.assertEqual((self.charges().state, self.charges().charge_on), ("planned", DUE))

    def test_all_items_of_a_customer_are_asked_for_at_once(self):
        mandate = self.agree()
        moves = self.env["account.move"].browse([self.invoice((10.0 + row, 1, None)).id for row in range(6)])
        self.asked.clear()
        mandate._plan_charges()
        self.assertEqual([(purpose, sorted(ids)) for purpose, ids in self.asked], [("charge", sorted(moves.ids))])

    def test_many_invoices_cost_no_more_queries_than_few(self):
        self.agree()
        moves = self.env["account.move"].browse([self.invoice((10.0 + row, 1, None)).id for row in range(8)])
        self.run_stages(self.env, "autopay")
        for purpose in ("charge", "chase"):
            counts = []
            for count in (2, 8):
                self.env.flush_all()
                self.env.invalidate_all()
                before = self.env.cr.sql_log_count
                moves[:count]._ar_holds(purpose, DUE)
                counts.append(self.env.cr.sql_log_count - before)
            self.assertEqual(counts[0], counts[1], purpose)

    # === WHOEVER CHASES === #

    def chasing(self, move, day=DUE):
        return [(hold.sentence, hold.until) for hold in move._ar_holds("chase", day).get(move.id, ())]

    def test_nobody_is_chased_for_what_is_charged_anyway(self):
        self.agree()
        move = self.invoice()
        self.assertEqual(self.chasing(move), [], "nothing is planned yet")
        self.work()
        self.assertEqual(self.chasing(move), [("Auto-pay charges it on 07/30/2026.", DUE)])
        user = new_test_user(self.env, "holds_user", "ar_sync.group_user,account.group_account_readonly")
        self.assertEqual(self.chasing(move.with_user(user)), [("Auto-pay charges it on 07/30/2026.", DUE)])
        self.company.ar_autopay_cap_charge = 50.0
        self.until("2026-07-30")
        self.assertEqual((self.charges().state, self.chasing(move)), ("held", []), "it waits for a person")

    def test_nobody_is_chased_while_a_bank_works_on_it(self):
        euro = self.env.ref("base.EUR")
        euro.active = True
        self.agree("pm_insufficientFunds_de")
        move = self.invoice(currency_id=euro.id)
        self.until("2026-07-30")
        self.assertEqual(self.charges().state, "processing")
        self.assertEqual(self.chasing(move), [("Auto-pay is charging it.", None)])
        self.until("2026-08-10")
        self.work()
        self.assertEqual((self.charges().state, self.chasing(move)), ("failed", []))

    def test_who_is_asked_to_confirm_has_a_week(self):
        self.agree("pm_card_authenticationRequired")
        move = self.invoice()
        self.until("2026-07-30")
        self.assertEqual(self.chasing(move), [("The customer was asked to confirm its payment.", date(2026, 8, 6))])

    def test_an_installment_that_nobody_charges_is_chased(self):
        """The second installment is planned; the first, which is due, went back and is nobody's charge."""
        self.agree()
        halves = [Command.create({"value": "percent", "value_amount": 50, "nb_days": days}) for days in (10, 30)]
        term = self.env["account.payment.term"].create({"name": "Halves", "line_ids": halves})
        move = self.invoice(invoice_payment_term_id=term.id, invoice_date_due=False)
        self.until("2026-07-10")
        self.assertEqual(self.taken(), [5_000])
        self.assertEqual(self.chasing(move, date(2026, 7, 11)), [("Auto-pay charges it on 07/30/2026.", DUE)])
        self.shop.post("refunds", payment_intent=self.charges("succeeded").intent_ref)
        self.until("2026-07-12")
        self.assertEqual(move.amount_residual, 100.0)
        self.assertEqual(self.charges("planned").charge_on, DUE)
        self.assertEqual(self.chasing(move, date(2026, 7, 12)), [])
