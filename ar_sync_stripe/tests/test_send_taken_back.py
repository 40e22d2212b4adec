"""Risk: both sides say different sums paid or credited, or a customer pays at Stripe what is not owed here."""

from odoo.exceptions import UserError
from odoo.fields import Command

from odoo.addons.ar_sync.models.ar_match_share import Share

from .test_send_credit_and_payments import MoneyCase


class SettledCase(MoneyCase):
    """Ways of settling an invoice without Stripe."""

    def loss(self):
        return self.env["account.account"].create(
            {"name": "Small differences", "code": "669900", "account_type": "expense"}
        )

    def pay_with_write_off(self, move, amount, **values):
        wizard = self.env["account.payment.register"].with_context(active_model="account.move", active_ids=move.ids)
        values = {"payment_date": "2026-06-29", "amount": amount, "writeoff_account_id": self.loss().id, **values}
        return wizard.create({"payment_difference_handling": "reconcile", **values})._create_payments()

    def receipt_by_bank(self, move, amount):
        """Return a receipt of the bank that nobody has decided yet."""
        Journal = self.env["account.journal"]
        journal = Journal.create({"name": "House bank", "type": "bank", "code": "HOUSE"})
        return self.env["ar.match.receipt"].create({
            "name": "Transfer", "rail": "bank", "company_id": move.company_id.id, "journal_id": journal.id,
            "date": "2026-06-29", "currency_id": move.currency_id.id, "amount": amount,
            "settlement_currency_id": move.currency_id.id, "settlement_amount": amount, "partner_id": self.partner.id,
        })  # fmt: skip

    def entry(self, account, amount, partner, **values):
        """Return a posted entry that debits ``account`` and credits the customer."""
        receivable = partner.property_account_receivable_id
        common = {"partner_id": partner.id, **values}
        lines = [
            {"account_id": account.id, "debit": amount, **common},
            {"account_id": receivable.id, "credit": amount, **common},
        ]
        entry = self.env["account.move"].create({"line_ids": [Command.create(line) for line in lines]})
        entry.action_post()
        return entry

    def settle_with(self, move, entry):
        lines = (move | entry).line_ids.filtered(lambda line: line.account_type == "asset_receivable")
        lines.reconcile()

    def said(self, move):
        """Return (status, paid, credited, open) at Stripe."""
        row = self.remote(move)
        return row["status"], row["amount_paid"], row["pre_payment_credit_notes_amount"], row["amount_remaining"]


class TestGivenUp(SettledCase):
    """What was given up is credited at Stripe, what was paid is reported: the same sums on both sides."""

    def test_a_difference_given_up_by_odoo_s_payment_wizard(self):
        move = self.sent_invoice()
        self.pay_with_write_off(move, 97.0)
        self.send()
        self.assertEqual(move.payment_state in ("paid", "in_payment"), True)
        self.assertEqual(self.said(move), ("paid", 9_700, 300, 0))

    def test_the_difference_of_one_payment_over_several_invoices(self):
        """One payment for three invoices, less 4.00: what is given up is shared, to the last cent."""
        moves = [self.sent_invoice((price, 1, None)) for price in (100.0, 33.33, 66.67)]
        everything = self.env["account.move"].union(*moves)
        self.pay_with_write_off(everything, 196.0, group_payment=True)
        self.send()
        self.settle(self.connection)
        self.assertEqual([move.amount_residual for move in moves], [0.0, 0.0, 0.0])
        said = [self.said(move) for move in moves]
        self.assertEqual({row[0] for row in said}, {"paid"})
        self.assertEqual((sum(row[1] for row in said), sum(row[2] for row in said)), (19_600, 400))
        self.assertEqual([row[1] + row[2] for row in said], [10_000, 3_333, 6_667])
        self.assertFalse(any(move.ar_stripe_problem or move.ar_stripe_gap_note for move in moves))

    def test_the_write_off_of_a_receipt_by_bank_over_several_invoices(self):
        first, second = self.sent_invoice(), self.sent_invoice((50.0, 1, None))
        reason = self.env["ar.match.reason"]._of(first.company_id, "bank_fee")
        items = [move.line_ids.filtered(lambda line: line.display_type == "payment_term") for move in (first, second)]
        receipt = self.receipt_by_bank(first, 143.0)
        shares = [Share(items[0], 95.0, None, ((reason, 5.0),)), Share(items[1], 48.0, None, ((reason, 2.0),))]
        receipt._apply_by_person(shares)
        self.send()
        self.settle(self.connection)
        self.assertEqual(self.said(first), ("paid", 9_500, 500, 0))
        self.assertEqual(self.said(second), ("paid", 4_800, 200, 0))

    def test_taken_back_from_one_of_several_invoices(self):
        first, second = self.sent_invoice(), self.sent_invoice((50.0, 1, None))
        self.pay_with_write_off(first | second, 147.0, group_payment=True)
        self.send()
        self.settle(self.connection)
        [item] = second.line_ids.filtered(lambda line: line.display_type == "payment_term")
        item.remove_move_reconcile()
        self.send()
        self.assertIn("49.00", "".join(self.operations("payment_record.refund").mapped("summary")))
        self.assertEqual((first.ar_stripe_gap_note, bool(second.ar_stripe_gap_note)), (False, True))

    def test_the_write_off_of_a_receipt_by_bank(self):
        move = self.sent_invoice((100.0, 1, self.tax(20)))
        reason = self.env["ar.match.reason"]._of(move.company_id, "bank_fee")
        [item] = move.line_ids.filtered(lambda line: line.display_type == "payment_term")
        receipt = self.receipt_by_bank(move, 115.0)
        receipt._apply_by_person([Share(item, 115.0, None, ((reason, 5.0),))])
        self.send()
        self.settle(self.connection)
        self.assertEqual((move.amount_residual, self.said(move)), (0.0, ("paid", 11_500, 500, 0)))
        self.assertFalse(self.env["account.move"].search([("move_type", "=", "out_refund")]), "it is in the books")
        self.assertFalse(self.mirror("credit.note", self.at_stripe("credit_notes")[0]["id"]).needs_apply)

    def test_bad_debt_is_all_credit_and_no_money(self):
        move = self.sent_invoice()
        self.settle_with(move, self.entry(self.loss(), 100.0, self.partner))
        self.send()
        self.assertEqual(self.said(move)[1:], (0, 10_000, 0))
        self.assertFalse(self.operations("payment_record.create"))

    def test_an_entry_against_another_debt_is_a_payment(self):
        owed = self.env["account.account"].create(
            {"name": "Owed", "code": "219900", "account_type": "liability_current"}
        )
        move = self.sent_invoice()
        self.settle_with(move, self.entry(owed, 40.0, self.partner))
        self.send()
        self.assertEqual(self.said(move), ("open", 4_000, 0, 6_000))

    def test_a_corrected_tax_is_credited_at_its_rate(self):
        tax = self.tax(20)
        move = self.sent_invoice((100.0, 1, tax))
        tax_account = self.env["account.account"].create(
            {"name": "Tax", "code": "219901", "account_type": "liability_current"}
        )
        partner = self.partner
        entry = self.env["account.move"].create({"line_ids": [
            Command.create({"account_id": self.loss().id, "debit": 100.0, "tax_ids": [Command.set(tax.ids)]}),
            Command.create({"account_id": tax_account.id, "debit": 20.0, "tax_line_id": tax.id,
                "tax_repartition_line_id": tax.refund_repartition_line_ids.filtered("factor").ids[-1]}),
            Command.create({"account_id": partner.property_account_receivable_id.id, "credit": 120.0,
                "partner_id": partner.id}),
        ]})  # fmt: skip
        entry.action_post()
        self.settle_with(move, entry)
        self.send()
        [note] = self.at_stripe("credit_notes")
        self.assertEqual((note["total"], [row["amount"] for row in note["total_taxes"]]), (12_000, [2_000]))

    def test_no_exchange_difference_is_reported(self):
        eur = self.env.ref("base.EUR")
        eur.active = True
        self.env["res.currency.rate"].create({"currency_id": eur.id, "rate": 0.5, "name": "2026-06-28"})
        move = self.sent_invoice((90.0, 1, None), currency_id=eur.id, invoice_date="2026-06-20")
        self.bank_payment(move)
        self.send()
        self.assertEqual(self.said(move), ("paid", 9_000, 0, 0))
        self.assertEqual(len(self.operations("payment_record.create")), 1)

    def test_yen(self):
        yen = self.env.ref("base.JPY")
        yen.active = True
        move = self.sent_invoice((1000.0, 1, None), currency_id=yen.id)
        self.pay_with_write_off(move, 990.0)
        self.send()
        self.assertEqual(self.said(move), ("paid", 990, 10, 0))


class TestTakenBack(SettledCase):
    """A settlement that Stripe was told of is taken back."""

    def test_a_reported_payment_is_reported_as_refunded_and_the_difference_shown(self):
        move = self.sent_invoice()
        self.bank_payment(move)
        self.send()
        self.settle(self.connection)
        self.assertFalse(move.ar_stripe_gap_note)
        move.line_ids.remove_move_reconcile()
        self.send()
        [refund] = self.operations("payment_record.refund")
        self.assertEqual(refund.state, "review", "money that goes back is a person's decision")
        self.assertIn("100.00", move.ar_stripe_gap_note)
        refund.action_approve()
        self.send()
        record = self.shop.get(f"payment_records/{refund.target}")
        self.assertEqual((refund.state, record["amount_refunded"]["value"]), ("done", 10_000))
        self.assertEqual(self.remote(move)["status"], "paid", "Stripe has no way back")

    def test_paid_again_meanwhile_it_is_not_reported_as_refunded(self):
        move = self.sent_invoice()
        payment = self.bank_payment(move)
        self.send()
        self.settle(self.connection)
        move.line_ids.remove_move_reconcile()
        self.settle_with(move, payment.move_id)
        self.assertFalse(move.ar_stripe_gap_note)
        refund = self.operations("payment_record.refund")
        refund.action_approve()
        self.send()
        self.assertEqual(self.shop.get(f"payment_records/{refund.target}")["amount_refunded"]["value"], 0)
        self.assertIn("paid again", refund.error)

    def test_a_credit_is_void_while_the_invoice_is_open(self):
        move = self.sent_invoice()
        entry = self.entry(self.loss(), 10.0, self.partner)
        self.settle_with(move, entry)
        self.send()
        self.assertEqual(self.said(move), ("open", 0, 1_000, 9_000))
        entry.line_ids.remove_move_reconcile()
        void = self.operations("credit_note.void")
        void.action_approve()
        self.send()
        self.settle(self.connection)
        self.assertEqual(self.said(move), ("open", 0, 0, 10_000))
        self.assertFalse(move.ar_stripe_gap_note)

    def test_a_credit_on_a_paid_invoice_stays_and_says_so(self):
        move = self.sent_invoice()
        self.pay_with_write_off(move, 97.0)
        self.send()
        self.settle(self.connection)
        move.line_ids.remove_move_reconcile()
        self.assertIn("nothing opens it again", self.operations("credit_note.void").problems)
        self.assertTrue(self.operations("payment_record.refund"))
        self.assertIn("3.00", self.operations("credit_note.void").summary)

    def test_off_or_stripe_s_own_money_takes_nothing_back(self):
        move = self.sent_invoice()
        self.pay_at_stripe(move)
        move.line_ids.remove_move_reconcile()
        self.assertFalse(self.operations("payment_record.refund", "credit_note.void"))


class TestBackToDraft(MoneyCase):
    def test_a_draft_asks_to_be_void_and_posted_again_as_it_was_does_not(self):
        move = self.sent_invoice()
        move.button_draft()
        self.assertTrue(move.ar_stripe_still_payable)
        [void] = self.operations("invoice.void")
        self.assertEqual(void.state, "review")
        move.action_post()
        self.send()
        self.assertEqual((void.state, self.remote(move)["status"]), ("cancelled", "open"))
        self.assertFalse(move.ar_stripe_still_payable)

    def test_void_by_the_button_and_posted_again_is_a_new_one(self):
        move = self.sent_invoice()
        former = self.remote(move)["id"]
        move.button_draft()
        move.action_ar_stripe_void()
        self.send()
        self.assertEqual(self.shop.get(f"invoices/{former}")["status"], "void")
        self.settle(self.connection)
        self.assertEqual(move.state, "draft")
        move.action_post()
        self.send()
        self.assertEqual(self.remote(move)["status"], "open")
        self.assertNotEqual(self.remote(move)["id"], former)

    def test_the_button_is_for_what_is_open_there_and_not_owed_here(self):
        move = self.sent_invoice()
        with self.assertRaisesRegex(UserError, "not a draft or cancelled"):
            move.action_ar_stripe_void()

    def test_paid_at_stripe_while_it_was_a_draft(self):
        move = self.sent_invoice()
        move.button_draft()
        self.pay_at_stripe(move)
        self.assertFalse(move.ar_stripe_still_payable)
        with self.assertRaisesRegex(UserError, "credit note"):
            move.with_user(self.env.ref("base.user_admin")).button_cancel()
        move.action_post()
        self.send()
        self.settle(self.connection)
        self.assertEqual(self.remote(move)["status"], "paid")
        self.assertFalse(move.ar_stripe_problem)

    def test_changed_after_it_was_paid_at_stripe_says_so(self):
        move = self.sent_invoice()
        self.pay_at_stripe(move)
        move.button_draft()
        move.invoice_line_ids.price_unit = 120.0
        move.action_post()
        self.assertIn("paid at Stripe", move.ar_stripe_problem)
