"""Risk: a customer who is charged in time loses the discount, or one who is charged late gets it; to the cent."""

from odoo.fields import Command
from odoo.tests import tagged

from .common import AutopayCase
from .portal_common import PortalCase


def new_term(env, percent=2.0, days=30, discount_days=30, computation="included"):
    """Return a payment term with an early-payment discount."""
    return env["account.payment.term"].create(
        {
            "name": f"{percent:g} % in {discount_days} days",
            "early_discount": True,
            "discount_percentage": percent,
            "discount_days": discount_days,
            "early_pay_discount_computation": computation,
            "line_ids": [Command.create({"value": "percent", "value_amount": 100, "nb_days": days})],
        }
    )


@tagged("post_install", "-at_install")
class TestDiscounts(AutopayCase):
    def setUp(self):
        super().setUp()
        self.company.account_journal_early_pay_discount_loss_account_id = self.env["account.account"].create(
            {"name": "Cash Discounts", "code": "440999", "account_type": "expense"}
        )

    def with_term(self, *lines, **term):
        term = new_term(self.env, **term)
        return self.invoice(*lines, invoice_payment_term_id=term.id, invoice_date_due=False)

    def given_up(self, receipt):
        """Return account type -> amount of what was given up with a receipt."""
        lines = receipt.line_ids.filtered(lambda line: line.ar_role == "given_up")
        found = {}
        for line in lines:
            found[line.account_id.account_type] = round(found.get(line.account_id.account_type, 0) + line.balance, 2)
        return found

    def assert_charged(self, move, minor, *, net=0.0, tax=0.0):
        """See that so much was charged, that the invoice is paid, and what was given up, with its tax."""
        self.assertEqual(self.taken(), [minor])
        charge = self.charges("succeeded")
        self.assertEqual((move.amount_residual, move.payment_state in ("paid", "in_payment")), (0.0, True))
        self.assertEqual((charge.receipt_id.state, charge.receipt_id.unapplied_amount), ("matched", 0.0))
        given = self.given_up(charge.receipt_id)
        self.assertEqual(round(sum(given.values()), 2), round(net + tax, 2))
        self.assertEqual(given.get("expense", 0.0), net)
        self.assert_tied_out("usd")

    def test_due_in_time_is_charged_less_the_discount(self):
        """2 % of 120.00 is 2.40: 2.00 of the price and 0.40 of the tax that it no longer bears."""
        self.agree()
        move = self.with_term((100.0, 1, self.tax(20)))
        self.work()
        self.assertEqual((str(self.charges().charge_on), self.charges().amount), ("2026-07-30", 117.6))
        self.until("2026-07-30")
        self.assert_charged(move, 11_760, net=2.0, tax=0.4)

    def test_an_odd_amount(self):
        """3 % of 33.33 is 0.9999, which is 1.00."""
        self.agree()
        move = self.with_term((33.33, 1, None), percent=3.0)
        self.until("2026-07-30")
        self.assert_charged(move, 3_233, net=1.0)

    def test_due_when_the_discount_is_over_is_charged_in_full(self):
        self.agree()
        move = self.with_term((100.0, 1, None), discount_days=10)
        self.until("2026-07-30")
        self.assert_charged(move, 10_000)

    def test_charged_in_time_where_the_company_wants_it(self):
        """The discount's last day, 12 July, is a Sunday: it is charged on the Friday before."""
        self.company.ar_autopay_take_discounts = True
        self.agree()
        move = self.with_term((100.0, 1, None), discount_days=12)
        self.work()
        self.assertEqual((str(self.charges().charge_on), self.charges().amount), ("2026-07-10", 98.0))
        self.until("2026-07-10")
        self.assert_charged(move, 9_800, net=2.0)

    def test_too_late_for_the_discount_because_of_the_notice(self):
        self.company.write({"ar_autopay_take_discounts": True, "ar_autopay_notice_days": 14})
        self.agree()
        self.with_term((100.0, 1, None), discount_days=10)
        self.work()
        self.assertEqual((str(self.charges().charge_on), self.charges().amount), ("2026-07-30", 100.0))

    def test_what_is_paid_in_part_has_no_discount(self):
        self.agree()
        move = self.with_term((100.0, 1, None))
        wizard = self.env["account.payment.register"].with_context(active_model="account.move", active_ids=move.ids)
        wizard.create({"payment_date": self.now.date(), "amount": 30.0})._create_payments()
        self.until("2026-07-30")
        self.assertEqual((self.taken(), move.amount_residual), ([7_000], 0.0))

    def test_a_credit_note_takes_the_discount_away(self):
        self.agree()
        move = self.with_term((100.0, 1, None))
        self.invoice((40.0, 1, None), move_type="out_refund", invoice_date_due=False)
        self.work()
        self.assertEqual(self.charges().amount, 60.0)
        self.until("2026-07-30")
        self.assertEqual((self.taken(), move.amount_residual), ([6_000], 0.0))

    def test_charge_today_is_in_time(self):
        self.agree()
        move = self.with_term((100.0, 1, None), discount_days=10)
        self.work()
        self.assertEqual(self.charges().amount, 100.0)
        self.charges().action_charge_now()
        self.assertEqual(self.charges().amount, 98.0)
        self.work()
        self.assert_charged(move, 9_800, net=2.0)

    def test_a_charge_that_is_held_until_the_discount_is_over(self):
        self.agree()
        move = self.with_term((100.0, 1, None))
        self.company.ar_autopay_cap_charge = 50.0
        self.until("2026-07-30")
        self.assertEqual((self.charges().state, self.charges().amount), ("held", 98.0))
        self.company.ar_autopay_cap_charge = 0.0
        self.pass_days(4)  # a Monday
        self.work()
        self.work()
        self.assert_charged(move, 10_000)

    def test_two_invoices_in_one_charge(self):
        self.company.ar_autopay_combine = True
        self.agree()
        moves = self.with_term((100.0, 1, None)) | self.invoice((50.0, 1, None))
        self.until("2026-07-30")
        self.assertEqual((self.taken(), moves.mapped("amount_residual")), ([14_800], [0.0, 0.0]))
        self.assert_tied_out("usd")

    def test_an_invoice_that_is_at_stripe(self):
        self.agree()
        term = new_term(self.env)
        move = self.sent_invoice((100.0, 1, None), invoice_payment_term_id=term.id, invoice_date_due=False)
        self.until("2026-07-30")
        self.work()
        self.assertEqual((self.taken(), move.amount_residual), ([9_800], 0.0))
        self.assertEqual(self.remote(move)["amount_remaining"], 0, "what was given up is a credit note there")
        self.assert_tied_out("usd")

    def test_a_refund_opens_the_invoice_again(self):
        self.agree()
        move = self.with_term((100.0, 1, None))
        self.until("2026-07-30")
        self.shop.post("refunds", payment_intent=self.charges().intent_ref)
        self.until("2026-08-10")
        self.assertGreaterEqual(move.amount_residual, 98.0)
        self.assertEqual(self.taken(), [9_800], "never a second time by itself")
        self.assert_tied_out("usd")


@tagged("post_install", "-at_install")
class TestAmountsAtThePortal(PortalCase):
    """Risk: the page asks for more than is due, or less than settles the invoice."""

    def booked(self, move):
        """Return what is open once what was paid is in the books, and whether anybody has to look at it."""
        self.settle_books()
        waiting = self.env["ar.match.receipt"].search_count([("state", "=", "review")])
        return move.amount_residual, waiting

    def test_an_installment_that_is_due(self):
        halves = [Command.create({"value": "percent", "value_amount": 50, "nb_days": days}) for days in (10, 900)]
        term = self.env["account.payment.term"].create({"name": "Halves", "line_ids": halves})
        move = self.new_invoice(100.5, invoice_payment_term_id=term.id, invoice_date_due=False)
        page = self.look(self.path(move))
        self.assert_says("50.25", page)
        self.assert_says("Pay all", page)
        session = self.stripe_session(self.press(move, "pay-online", page=page))
        self.assertEqual(session["amount_total"], 5_025)
        self.look(self.on_stripes_page(session))
        self.assertEqual(self.booked(move), (50.25, 0))
        page = self.look(self.path(move))
        self.assertEqual(self.kind(page), "open")
        self.assert_silent("Pay all", page)

    def test_all_installments(self):
        halves = [Command.create({"value": "percent", "value_amount": 50, "nb_days": days}) for days in (10, 900)]
        term = self.env["account.payment.term"].create({"name": "Halves", "line_ids": halves})
        move = self.new_invoice(100.5, invoice_payment_term_id=term.id, invoice_date_due=False)
        session = self.stripe_session(self.pay_online(move, whole="1"))
        self.assertEqual(session["amount_total"], 10_050)
        self.look(self.on_stripes_page(session))
        self.assertEqual(self.booked(move), (0.0, 0))

    def test_in_time_for_the_discount(self):
        self.company.account_journal_early_pay_discount_loss_account_id = self.env["account.account"].create(
            {"name": "Cash Discounts", "code": "440999", "account_type": "expense"}
        )
        term = new_term(self.env, days=900, discount_days=900)
        move = self.new_invoice(100.0, invoice_payment_term_id=term.id, invoice_date_due=False)
        page = self.look(self.path(move))
        self.assert_says("98.00", page)
        session = self.stripe_session(self.press(move, "pay-online", page=page))
        self.assertEqual(session["amount_total"], 9_800)
        self.look(self.on_stripes_page(session))
        self.assertEqual(self.booked(move), (0.0, 0))

    def test_the_discount_is_over(self):
        term = new_term(self.env, discount_days=1)
        move = self.new_invoice(
            100.0, invoice_payment_term_id=term.id, invoice_date_due=False, invoice_date="2025-01-01"
        )
        self.assertEqual(self.stripe_session(self.pay_online(move))["amount_total"], 10_000)
