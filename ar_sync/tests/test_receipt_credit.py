"""Risk: a customer's credit is given away twice, set against the wrong invoice, or kept from a refund that is owed."""

from odoo.exceptions import UserError
from odoo.fields import Command
from odoo.tests import tagged

from odoo.addons.ar_sync.models.ar_match_share import Share

from .common import ReceivablesCase


class CreditCase(ReceivablesCase):
    """A company that takes in its customers' credits."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.company.ar_take_in_credits = True
        cls.Receipt = cls.env["ar.match.receipt"]

    def credit_note(self, amount, ref="", partner=None, **values):
        return self.invoice(partner or self.alice, amount, move_type="out_refund", ref=ref, **values)

    def take_in(self):
        self.env.flush_all()
        self.assertEqual(self.Receipt._take_in_credits(), 0)
        return self.Receipt.search([("rail", "=", "credit"), ("company_id", "=", self.company.id)])

    def entries(self):
        return self.env["account.move"].search_count([("company_id", "=", self.company.id)])

    def partials(self):
        return self.env["account.partial.reconcile"].search_count([("company_id", "=", self.company.id)])


@tagged("post_install", "-at_install")
class TestCredits(CreditCase):
    # --- taking in ---

    def test_a_credit_note_for_an_open_invoice_is_set_against_it_without_an_entry(self):
        invoice, other = self.invoice(self.alice, 100.0), self.invoice(self.alice, 30.0)
        credit = self.credit_note(30.0, f"Goods of {invoice.name} came back")
        receipt, entries = self.take_in(), self.entries()
        self.assertEqual((receipt.amount, receipt.unapplied_amount, receipt.state), (30.0, 30.0, "new"))
        self.assertEqual(self.take_in(), receipt, "once")
        receipt._decide_and_act()
        self.assertEqual((receipt.state, receipt.step), ("matched", "references"))
        self.assertEqual((invoice.amount_residual, other.amount_residual, credit.amount_residual), (70.0, 30.0, 0.0))
        self.assertEqual(self.entries(), entries, "nothing is booked")
        self.assertEqual((receipt.invoice_ids, invoice.ar_receipt_ids), (invoice, receipt))
        self.assertEqual([link["text"] for link in receipt.chain], [credit.name, invoice.name])
        self.assertIn("credit", invoice.message_ids[0].body)
        self.assertIn(invoice.name, receipt.proposal_ids.filtered(lambda row: row.state == "accepted").evidence_text)

    def test_undo_leaves_the_books_as_they_were(self):
        invoice = self.invoice(self.alice, 100.0)
        credit = self.credit_note(30.0, invoice.name)
        receipt = self.take_in()
        entries, partials = self.entries(), self.partials()
        receipt._decide_and_act()
        receipt.action_undo()
        self.assertEqual((invoice.amount_residual, credit.amount_residual, receipt.unapplied_amount), (100, 30, 30))
        self.assertEqual((invoice.payment_state, receipt.state), ("not_paid", "review"))
        self.assertEqual((self.entries(), self.partials()), (entries, partials))
        self.take_in()
        self.assertEqual(receipt.state, "review", "undo is not undone")

    def test_undo_leaves_what_a_person_did_in_odoo(self):
        by_hand, invoice = self.invoice(self.alice, 10.0), self.invoice(self.alice, 20.0)
        credit = self.credit_note(30.0, invoice.name)
        (self.item(credit) | self.item(by_hand)).reconcile()
        receipt = self.take_in()
        self.assertEqual(receipt.amount, 20.0)
        receipt._decide_and_act()
        self.assertEqual(receipt.state, "matched")
        receipt.action_undo()
        self.assertEqual((by_hand.payment_state, invoice.payment_state), ("reversed", "not_paid"))
        self.assertEqual(receipt.unapplied_amount, 20.0)

    def test_payer_and_amount_alone_follow_the_same_policy_as_money(self):
        invoice = self.invoice(self.alice, 44.17)
        self.credit_note(44.17)
        receipt = self.take_in()
        receipt._decide_and_act()
        self.assertEqual((receipt.state, invoice.amount_residual), ("review", 44.17))
        money = self.receipt(44.17, partner=self.alice)
        money._decide_and_act()
        self.assertEqual(receipt.reason_fact["code"], money.reason_fact["code"])
        kind = receipt.proposal_ids.filtered(lambda row: row.rank == 1).kind
        self.env["ar.match.kind"].search([("company_id", "=", self.company.id), ("kind", "=", kind)]).trust = "always"
        receipt._decide_and_act()
        self.assertEqual((receipt.state, invoice.amount_residual), ("matched", 0.0))

    def test_money_on_account_from_an_entry_is_a_credit_too(self):
        invoice = self.invoice(self.alice, 15.0)
        entry = self.on_account(15.0, invoice.name)
        receipt = self.take_in()
        self.assertEqual((receipt.move_id, receipt.partner_id), (entry, self.alice))
        receipt._decide_and_act()
        self.assertEqual((receipt.state, invoice.payment_state), ("matched", "paid"))

    def on_account(self, amount, text, partner=True):
        other = self.journal.default_account_id
        rows = [
            {"account_id": other.id, "debit": amount, "name": "Opening"},
            {"account_id": self.receivable.id, "credit": amount, "name": text,
             "partner_id": self.alice.id if partner else False},
        ]  # fmt: skip
        move = self.env["account.move"].create(
            {"journal_id": self.company._ar_transfer_journal().id, "date": "2026-03-02",
             "line_ids": [Command.create(row) for row in rows]}
        )  # fmt: skip
        move.action_post()
        return move

    def test_what_is_no_customers_open_credit_is_left_alone(self):
        invoice = self.invoice(self.alice, 50.0)
        reversal = invoice._reverse_moves([{"date": "2026-03-02", "invoice_date": "2026-03-02"}])
        reversal.action_post()
        self.assertEqual(invoice.payment_state, "reversed", "Odoo has set it against its invoice")
        self.on_account(5.0, "nobody's", partner=False)
        self.credit_note(12.0).button_draft()
        self.receipt(9.0, partner=self.alice)._book({})
        self.env["account.payment"].create(
            {"payment_type": "inbound", "partner_type": "customer", "partner_id": self.alice.id, "amount": 7.0,
             "journal_id": self.journal.id, "date": "2026-03-10"}
        ).action_post()  # fmt: skip
        self.assertFalse(self.take_in())

    def test_companies_that_do_not_want_it_and_older_days_are_left_alone(self):
        self.credit_note(44.0)
        self.company.ar_sync_import_from = "2026-03-02"
        self.assertFalse(self.take_in())
        self.company.write({"ar_sync_import_from": False, "ar_take_in_credits": False})
        self.assertFalse(self.take_in())

    # --- deciding ---

    def test_a_credit_for_an_invoice_that_is_paid_waits_because_a_refund_is_owed(self):
        paid, other = self.invoice(self.alice, 30.0), self.invoice(self.alice, 30.0)
        self.receipt(30.0, text=paid.name, partner=self.alice)._decide_and_act()
        self.credit_note(30.0, f"For {paid.name}")
        kinds = self.env["ar.match.kind"]
        receipt = self.take_in()
        receipt._decide_and_act()
        self.assertEqual((receipt.state, other.amount_residual), ("review", 30.0))
        self.assertIn(f"{paid.name}, which this credit is for, is already paid", receipt.reason_shown)
        for kind in receipt.proposal_ids.mapped("kind"):
            kinds.search([("company_id", "=", self.company.id), ("kind", "=", kind)]).trust = "always"
        receipt._decide_and_act()
        self.assertEqual((receipt.state, other.amount_residual), ("review", 30.0), "whatever posts by itself")

    def test_an_invoice_paid_long_ago_is_known_too(self):
        paid = self.invoice(self.alice, 30.0, date="2025-01-05")
        self.receipt(30.0, text=paid.name, partner=self.alice, date="2025-01-20")._decide_and_act()
        self.credit_note(30.0, paid.name)
        receipt = self.take_in()
        receipt._decide_and_act()
        self.assertEqual(receipt.reason_fact, {"code": "credit_of_paid", "params": {"number": paid.name}})

    def test_more_credit_than_is_open_waits_and_a_person_may_apply_a_part(self):
        invoice = self.invoice(self.alice, 20.0)
        self.credit_note(50.0, invoice.name)
        receipt = self.take_in()
        receipt._decide_and_act()
        self.assertEqual((receipt.state, receipt.reason_fact["code"]), ("review", "over_residual"))
        receipt.action_accept()
        self.assertEqual((receipt.state, receipt.unapplied_amount, invoice.payment_state), ("booked", 30.0, "reversed"))

    def test_a_credit_never_pays_a_credit_and_takes_no_discount(self):
        self.credit_note(98.0)
        self.credit_note(2.0)
        term = self.env["account.payment.term"].create(
            {"name": "2/10", "early_discount": True, "discount_percentage": 2.0, "discount_days": 40}
        )
        self.invoice(self.alice, 100.0, invoice_payment_term_id=term.id)
        receipts = self.take_in()
        receipts._decide_and_act()
        self.assertEqual(set(receipts.mapped("state")), {"review"})
        self.assertFalse(receipts.proposal_ids.line_ids.reason_id)
        self.assertFalse(receipts.proposal_ids.line_ids.line_id & receipts.credit_line_id)

    def test_the_limit_of_the_company_holds(self):
        self.company.ar_automatic_cap = 10.0
        invoice = self.invoice(self.alice, 30.0)
        self.credit_note(30.0, invoice.name)
        receipt = self.take_in()
        receipt._decide_and_act()
        self.assertEqual((receipt.state, receipt.reason_fact["code"]), ("review", "above_cap"))

    def test_another_customers_invoice_is_never_settled(self):
        invoice = self.invoice(self.bruno, 30.0)
        self.credit_note(30.0, invoice.name)
        receipt = self.take_in()
        receipt._decide_and_act()
        self.assertEqual((receipt.state, invoice.amount_residual), ("review", 30.0))

    def test_shadow_mode_applies_nothing_until_it_is_left(self):
        self.company.ar_sync_mode = "shadow"
        invoice = self.invoice(self.alice, 30.0)
        self.credit_note(30.0, invoice.name)
        receipt = self.take_in()
        receipt._decide_and_act()
        self.assertEqual((receipt.state, receipt.is_shadow, invoice.amount_residual), ("review", True, 30.0))
        self.company.ar_sync_mode = "automatic"
        self.assertEqual(receipt.state, "new")
        receipt._decide_and_act()
        self.assertEqual((receipt.state, invoice.amount_residual), ("matched", 0.0))

    # --- together with money ---

    def test_a_payment_that_uses_the_credit_goes_first(self):
        invoice = self.invoice(self.alice, 100.0)
        other = self.invoice(self.alice, 20.0)
        credit = self.credit_note(20.0, other.name)
        taken = self.take_in()
        money = self.receipt(80.0, text=f"{invoice.name} less {credit.name}", partner=self.alice)
        (money | taken)._decide_and_act()
        self.assertEqual((invoice.payment_state, credit.amount_residual, money.state), ("paid", 0.0, "matched"))
        self.assertEqual((other.amount_residual, taken.unapplied_amount), (20.0, 0.0), "the credit is used once")
        self.take_in()
        self.assertEqual(taken.state, "ignored")
        money.action_undo()
        self.take_in()
        self.assertEqual((taken.state, taken.unapplied_amount), ("new", 20.0))

    def test_a_proposal_with_a_credit_that_is_gone_cannot_be_accepted(self):
        invoice, other = self.invoice(self.alice, 100.0), self.invoice(self.alice, 20.0)
        credit = self.credit_note(20.0)
        taken = self.take_in()
        taken._apply_by_person([Share(self.item(other), 20.0)])
        money = self.receipt(80.0, partner=self.alice)
        shares = [Share(self.item(invoice), 100.0), Share(self.item(credit), -20.0)]
        with self.assertRaisesRegex(UserError, "0.00 is open"):
            money._apply_by_person(shares)
        self.assertEqual((invoice.amount_residual, credit.amount_residual), (100.0, 0.0))

    def test_accepted_in_one_go_the_credit_is_used_once(self):
        invoice, other = self.invoice(self.alice, 100.0), self.invoice(self.alice, 20.0)
        credit = self.credit_note(20.0)
        taken = self.take_in()
        money = self.receipt(80.0, partner=self.alice)
        money._book({})
        (money | taken)._set_state("review")
        shares = {
            money: [Share(self.item(invoice), 100.0), Share(self.item(credit), -20.0)],
            taken: [Share(self.item(other), 20.0)],
        }
        for receipt, parts in shares.items():
            receipt._keep_as_proposal(parts)._ar_through_gate().write({"kind": "payer_amount/amount_free"})
        for order in (money | taken, taken | money):
            with self.env.cr.savepoint() as savepoint:
                accepted, failed = self.env["ar.match.review"]._accept_all(order)
                self.assertEqual((len(accepted), len(failed)), (1, 1))
                self.assertEqual((accepted, credit.amount_residual), (order[0].ids, 0.0))
                savepoint.rollback()
            self.env.invalidate_all()

    def test_a_credit_is_not_applied_to_itself(self):
        credit = self.credit_note(20.0)
        invoice = self.invoice(self.alice, 50.0)
        shares = [Share(self.item(invoice), 30.0), Share(self.item(credit), -10.0)]
        with self.assertRaisesRegex(UserError, "cannot take"):
            self.take_in()._apply_by_person(shares)

    # --- by a person ---

    def test_a_person_splits_a_credit_over_several_invoices(self):
        first, second, third = (self.invoice(self.alice, amount) for amount in (10.0, 15.0, 40.0))
        self.credit_note(30.0)
        receipt, entries = self.take_in(), self.entries()
        shares = [Share(self.item(third), 5.0), Share(self.item(first), 10.0), Share(self.item(second), 15.0)]
        self.assertTrue(receipt._is_direct(receipt._open_lines(), shares))
        receipt._apply_by_person(shares)
        self.assertEqual((first.amount_residual, second.amount_residual, third.amount_residual), (0.0, 0.0, 35.0))
        self.assertEqual((receipt.state, receipt.invoice_count, self.entries()), ("matched", 3, entries))
        self.assertFalse(self.env["ar.match.payer"].search([("partner_id", "=", self.alice.id)]), "nobody paid")

    def test_a_split_that_no_reconciliation_gives_is_moved_by_an_entry_and_undone(self):
        first, second = self.invoice(self.alice, 20.0), self.invoice(self.alice, 40.0)
        credit = self.credit_note(30.0)
        receipt = self.take_in()
        receipt._apply_by_person([Share(self.item(first), 8.0), Share(self.item(second), 9.0)])
        self.assertEqual((first.amount_residual, second.amount_residual, credit.amount_residual), (12.0, 31.0, 13.0))
        self.assertEqual((receipt.state, receipt.unapplied_amount), ("booked", 13.0))
        receipt.action_undo()
        self.assertEqual((first.amount_residual, second.amount_residual, credit.amount_residual), (20.0, 40.0, 30.0))

    def test_a_credit_in_another_currency_is_moved_at_the_days_rate(self):
        invoice = self.invoice(self.alice, 80.0, currency=self.eur)
        credit = self.credit_note(100.0, invoice.name)
        receipt = self.take_in()
        receipt._decide_and_act()
        self.assertEqual((receipt.state, invoice.amount_residual), ("review", 80.0), "not by itself")
        receipt._apply_by_person([Share(self.item(invoice), 100.0, 80.0)])
        self.assertEqual((invoice.amount_residual, credit.amount_residual), (0.0, 0.0))
        receipt.action_undo()
        self.assertEqual((invoice.amount_residual, credit.amount_residual), (80.0, 100.0))

    def test_currencies_without_and_with_three_decimals(self):
        for currency, amount in ((self.jpy, 1501.0), (self.kwd, 10.125)):
            invoice = self.invoice(self.alice, amount, currency=currency)
            credit = self.credit_note(amount, invoice.name, currency=currency)
            receipt = self.take_in().filtered(lambda row, move=credit: row.move_id == move)
            receipt._decide_and_act()
            self.assertEqual((receipt.state, invoice.amount_residual), ("matched", 0.0))
            receipt.action_undo()
            self.assertEqual((invoice.amount_residual, receipt.unapplied_amount), (amount, amount))

    def test_the_credits_own_rate_makes_odoos_exchange_difference_and_undo_takes_it_back(self):
        invoice = self.invoice(self.alice, 80.0, currency=self.eur)
        self.env["res.currency.rate"].create(
            {"name": "2026-03-05", "currency_id": self.eur.id, "rate": 0.5, "company_id": self.company.id}
        )
        credit = self.credit_note(80.0, invoice.name, currency=self.eur, date="2026-03-06")
        receipt, before = self.take_in(), self.balance(self.receivable)
        receipt._decide_and_act()
        self.assertEqual((receipt.state, self.item(invoice).amount_residual), ("matched", 0.0))
        receipt.action_undo()
        self.assertEqual(self.balance(self.receivable), before)
        self.assertEqual((self.item(invoice).amount_residual, self.item(credit).amount_residual), (100.0, -160.0))
