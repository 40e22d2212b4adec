"""Risk: two people, or a person and a worker, give the same money or the same debt away twice.

Tagged out of Odoo's standard run, as Odoo does with its own: these commit. They clean up after themselves.
"""

from odoo.tests import tagged

from odoo.addons.ar_sync.models.ar_match_share import Share

from .common_races import DAY, RaceCase


def applying(receipt_id, *parts, reason=None):
    """Return the work of a person who applies a receipt.

    :param parts: (item id, amount, amount of the item where its currency is another, what is given up on it).
    :param reason: code of the reason for what is given up.
    """

    def work(env):
        receipt = env["ar.match.receipt"].browse(receipt_id)
        why = env["ar.match.reason"]._of(env.company, reason) if reason else None
        shares = []
        for item_id, amount, item_amount, given_up in parts:
            item = env["account.move.line"].browse(item_id)
            shares.append(Share(item, amount, item_amount, ((why, given_up),) if given_up else ()))
        receipt._apply_by_person(shares)
        return "applied"

    return work


def undoing(receipt_id):
    def work(env):
        env["ar.match.receipt"].browse(receipt_id).action_undo()
        return "undone"

    return work


@tagged("-standard", "-at_install", "post_install")
class TestRaces(RaceCase):
    def assert_one_won(self, answers, done="applied", refusal="is open|More is applied|not on account"):
        """Check that one of the works was done, and the other refused with a sentence."""
        self.assertEqual(answers.count(done), 1, answers)
        [other] = [answer for answer in answers if answer != done]
        self.assertRegex(other, refusal)

    # --- giving up ---

    def test_two_receipts_that_give_up_the_rest_of_one_invoice(self):
        item = self.invoice(100.0)
        works = [applying(self.receipt(85.0), (item, 85.0, None, 15.0), reason="bank_fee") for _n in range(2)]
        self.assert_one_won(self.race(*works))
        self.assertEqual(self.residual(item), 0.0)
        self.assertEqual(self.given_up(), 15.0)
        self.check_books()

    def given_up(self):
        def work(env):
            lines = env["account.move.line"].search(
                [("partner_id", "=", self.partner_id), ("ar_role", "=", "given_up"), ("parent_state", "=", "posted")]
            )
            return sum(lines.mapped("amount_currency"))

        return self.make(work)

    def test_one_receipt_is_given_to_two_invoices_with_something_given_up(self):
        first, second = self.invoice(100.0), self.invoice(90.0)
        for booked in (False, True):
            receipt = self.receipt(85.0, booked=booked)
            answers = self.race(
                applying(receipt, (first, 85.0, None, 15.0), reason="bank_fee"),
                applying(receipt, (second, 85.0, None, 5.0), reason="bank_fee"),
            )
            self.assert_one_won(answers)
            self.assertCountEqual([self.residual(first), self.residual(second)],
                                  [0.0, 90.0] if self.residual(first) == 0.0 else [100.0, 0.0])  # fmt: skip
            self.check_books()
            self.make(undoing(receipt))
            self.assertEqual((self.residual(first), self.residual(second), self.given_up()), (100.0, 90.0, 0.0))

    def test_giving_up_while_another_undoes_it(self):
        item = self.invoice(100.0)
        one, other = self.receipt(85.0, booked=True), self.receipt(90.0, booked=True)
        self.make(applying(one, (item, 85.0, None, 15.0), reason="bank_fee"))
        answers = self.race(undoing(one), applying(other, (item, 90.0, None, 10.0), reason="bank_fee"))
        self.assertEqual(answers[0], "undone")
        if answers[1] == "applied":
            self.assertEqual((self.residual(item), self.given_up()), (0.0, 10.0))
        else:
            self.assertEqual((self.residual(item), self.given_up()), (100.0, 0.0))
        self.check_books()

    # --- another currency ---

    def test_two_receipts_in_euro_for_one_invoice_in_dollars(self):
        item = self.invoice(100.0)
        works = [applying(self.receipt(80.0, "EUR"), (item, 80.0, 100.0, 0)) for _n in range(2)]
        self.assert_one_won(self.race(*works))
        self.assertEqual(self.residual(item), 0.0)
        self.check_books()

    def test_one_receipt_in_euro_is_given_to_two_invoices_in_dollars(self):
        first, second = self.invoice(100.0), self.invoice(100.0)
        receipt = self.receipt(80.0, "EUR", booked=True)
        self.assert_one_won(
            self.race(applying(receipt, (first, 80.0, 100.0, 0)), applying(receipt, (second, 80.0, 100.0, 0)))
        )
        self.assertEqual(self.residual(first) + self.residual(second), 100.0)
        self.check_books()
        self.make(undoing(receipt))
        self.assertEqual((self.residual(first), self.residual(second)), (100.0, 100.0))
        self.assertEqual(self.read(receipt, "unapplied_amount"), (80.0,))

    # --- payments by hand ---

    def payment(self, amount, memo=""):
        def work(env):
            payment = env["account.payment"].create(
                {"payment_type": "inbound", "partner_type": "customer", "partner_id": self.partner_id,
                 "amount": amount, "journal_id": self.journal_id, "date": DAY, "memo": memo}
            )  # fmt: skip
            payment.action_post()
            if not payment.move_id:  # without an outstanding account Odoo makes the entry later
                account = payment.journal_id.default_account_id
                payment.action_draft()
                payment.outstanding_account_id = account
                payment.action_post()
            return payment.move_id.line_ids.filtered(
                lambda line: line.account_id.account_type == "asset_receivable"
            ).id

        return self.make(work)

    def test_two_workers_take_a_payment_in_once(self):
        self.payment(44.0)
        self.race(*[lambda env: env["ar.match.receipt"]._take_in_payments()] * 2)
        self.assertEqual(len(self.taken_in("payments")), 1)
        self.check_books()

    def test_a_payment_taken_in_is_applied_while_a_person_reconciles_it(self):
        item, other = self.invoice(44.0), self.invoice(44.0)
        line = self.payment(44.0)
        [receipt] = self.taken_in("payments")

        def by_hand(env):
            Line = env["account.move.line"]
            if not Line.browse(line).reconciled:
                Line.browse([line, other]).reconcile()
                return "by hand"
            return "too late"

        answers = self.race(applying(receipt, (item, 44.0, None, 0)), by_hand)
        self.assertEqual(self.residual(item) + self.residual(other), 44.0, answers)
        self.taken_in("payments")
        expected = "matched" if self.residual(item) == 0.0 else "ignored"
        self.assertEqual(self.read(receipt, "state", "unapplied_amount"), (expected, 0.0))
        self.check_books()

    def test_taking_in_while_a_person_reconciles(self):
        item, line = self.invoice(44.0), self.payment(44.0)

        def by_hand(env):
            env["account.move.line"].browse([line, item]).reconcile()
            return "by hand"

        self.race(lambda env: env["ar.match.receipt"]._take_in_payments(), by_hand)
        receipts = self.taken_in("payments")
        self.assertEqual(self.residual(item), 0.0)
        for receipt in receipts:
            self.assertEqual(self.read(receipt, "state", "unapplied_amount"), ("ignored", 0.0))
        self.check_books()

    # --- customer credits ---

    def test_two_workers_take_a_credit_in_once(self):
        self.invoice(30.0, move_type="out_refund")
        self.race(*[lambda env: env["ar.match.receipt"]._take_in_credits()] * 2)
        self.assertEqual(len(self.taken_in("credits")), 1)

    def test_a_credit_is_given_to_two_invoices(self):
        first, second = self.invoice(50.0), self.invoice(50.0)
        self.invoice(30.0, move_type="out_refund")
        [receipt] = self.taken_in("credits")
        self.assert_one_won(
            self.race(applying(receipt, (first, 30.0, None, 0)), applying(receipt, (second, 30.0, None, 0)))
        )
        self.assertEqual(self.residual(first) + self.residual(second), 70.0)
        self.check_books()

    def test_a_credit_is_applied_while_a_payment_uses_it(self):
        invoice, other = self.invoice(100.0), self.invoice(30.0)
        credit = self.invoice(30.0, move_type="out_refund")
        [receipt] = self.taken_in("credits")
        money = self.receipt(70.0)
        answers = self.race(
            applying(receipt, (other, 30.0, None, 0)),
            applying(money, (invoice, 100.0, None, 0), (credit, -30.0, None, 0)),
        )
        self.assert_one_won(answers)
        self.assertEqual((self.residual(credit), self.residual(invoice) + self.residual(other)),
                         (0.0, 100.0 if answers[0] == "applied" else 30.0))  # fmt: skip
        self.check_books()

    def test_the_engine_applies_a_credit_while_a_person_uses_it_with_a_payment(self):
        invoice = self.invoice(100.0)
        number = self.make(lambda env: env["account.move.line"].browse(invoice).move_id.name)
        credit = self.invoice(30.0, move_type="out_refund", ref=number)
        [receipt] = self.taken_in("credits")
        money = self.receipt(70.0)

        def engine(env):
            env["ar.match.receipt"].browse(receipt)._decide_and_act()
            return "decided"

        answers = self.race(engine, applying(money, (invoice, 100.0, None, 0), (credit, -30.0, None, 0)))
        self.taken_in("credits")
        self.assertEqual(self.residual(credit), 0.0, answers)
        applied = answers[1] == "applied"
        self.assertEqual(self.residual(invoice), 0.0 if applied else 70.0)
        self.assertEqual(self.read(receipt, "state"), ("ignored" if applied else "matched",))
        self.check_books()

    def test_a_credit_is_undone_while_its_invoice_is_paid(self):
        item = self.invoice(30.0)
        self.invoice(30.0, move_type="out_refund")
        [receipt] = self.taken_in("credits")
        self.make(applying(receipt, (item, 30.0, None, 0)))
        money = self.receipt(30.0, booked=True)
        answers = self.race(undoing(receipt), applying(money, (item, 30.0, None, 0)))
        self.assertEqual(answers[0], "undone")
        self.assertEqual(self.residual(item), 0.0 if answers[1] == "applied" else 30.0)
        self.assertEqual(self.read(receipt, "unapplied_amount"), (30.0,))
        self.check_books()

    # --- undo ---

    def test_two_people_undo_at_once(self):
        item = self.invoice(100.0)
        receipt = self.receipt(100.0)
        self.make(applying(receipt, (item, 100.0, None, 0)))
        answers = self.race(undoing(receipt), undoing(receipt))
        self.assertIn("undone", answers)
        self.assertEqual((self.residual(item), self.read(receipt, "state", "unapplied_amount")),
                         (100.0, ("review", 100.0)))  # fmt: skip
        self.check_books()

    def test_undo_while_the_rest_is_applied(self):
        first, second = self.invoice(60.0), self.invoice(50.0)
        receipt = self.receipt(100.0)
        self.make(applying(receipt, (first, 60.0, None, 0)))
        answers = self.race(undoing(receipt), applying(receipt, (second, 40.0, None, 0)))
        self.assertEqual(answers, ["undone", "applied"])
        state, left = self.read(receipt, "state", "unapplied_amount")
        settled = 60.0 - self.residual(first) + 50.0 - self.residual(second)
        self.assertEqual(left + settled, 100.0)
        self.assertEqual(state, "review" if settled == 0.0 else "booked")
        self.check_books()

    def test_undo_while_the_money_is_refunded(self):
        item = self.invoice(100.0)
        receipt = self.receipt(100.0)
        self.make(applying(receipt, (item, 100.0, None, 0)))

        def refund(env):
            known = env["ar.match.receipt"].browse(receipt)
            account = known.journal_id.default_account_id
            line = {"account_id": account.id, "balance": -40.0, "amount_currency": -40.0,
                    "currency_id": known.currency_id.id, "name": "Refund"}  # fmt: skip
            known._reverse(40.0, {"journal_id": self.journal_id, "date": DAY, "line_ids": [line]}, "Refunded.")
            return "refunded"

        self.assertEqual(self.race(undoing(receipt), refund), ["undone", "refunded"])
        left, gone = self.read(receipt, "unapplied_amount", "reversed_amount")
        settled = 100.0 - self.residual(item)
        self.assertEqual((left + settled, gone), (60.0, 40.0))
        self.check_books()
