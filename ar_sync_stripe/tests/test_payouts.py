"""Payouts: what they are made of, to the cent; those that come back; those that Stripe says nothing of."""

from odoo import fields
from odoo.exceptions import AccessError
from odoo.fields import Command
from odoo.tests import new_test_user

from .common import ImportedCase


class PayoutCase(ImportedCase):
    """An account that pays out when the test says so."""

    @classmethod
    def stock(cls):
        cls.shop.control(
            "POST", f"/accounts/{cls.shop.sandbox.account_id}/settings",
            settings={"settlement_currencies": ["usd", "eur"], "payout_interval": "manual"},
        )  # fmt: skip
        cls.ada = cls.shop.customer()

    def setUp(self):
        super().setUp()
        self.transit = self.connection.company_id._ar_account("transit")

    def arrive(self):
        self.settle(self.connection)
        self.assert_tied_out("usd", "eur")

    def paid(self, amount=10_000, **params):
        invoice = self.shop.invoice(self.ada, amount, **params)
        self.shop.pay(invoice)
        return self.shop.charge_of(invoice)

    def pay_out(self, currency="usd"):
        """Have Stripe pay out by itself, and wait until it can say what of. Return the payout as mirrored."""
        self.shop.advance(days=8)
        payout = self.shop.control("POST", "/payouts/run", currency=currency)
        self.shop.advance(seconds=3 * 3600)
        self.arrive()
        return self.mirror("payout", payout["id"])

    def parts(self, payout):
        payout.invalidate_recordset(["part_ids"])
        return {part.kind: (part.count, part.amount, part.fee, part.net) for part in payout.part_ids}

    def bank(self, payout, amount=None, **values):
        """Return the bank's line of a payout, reconciled with what is in transit as a person does it in Odoo."""
        journal = self.env["account.journal"].create({"name": "House Bank", "type": "bank", "code": "HBK"})
        line = self.env["account.bank.statement.line"].create(
            {
                "journal_id": journal.id,
                "amount": amount or payout.amount,
                "payment_ref": "Deposit",
                "date": payout.arrival_date,
                **values,
            }
        )
        if not line.is_reconciled:
            line.move_id.button_draft()
            suspense = line.move_id.line_ids.filtered(lambda row: row.account_id == journal.suspense_account_id)
            suspense.account_id = self.transit
            line.move_id.action_post()
            (line.move_id | payout.move_id).line_ids.filtered(lambda row: row.account_id == self.transit).reconcile()
        return line


class TestComposition(PayoutCase):
    def test_by_kind_and_to_the_cent(self):
        charges = [self.paid(amount) for amount in (10_000, 23_456, 3_333)]
        self.shop.post("refunds", charge=charges[0], amount=1_234)
        self.shop.control("POST", "/disputes", charge=charges[2])
        self.shop.control("POST", "/fees", amount=199, currency="usd")
        payout = self.pay_out()
        parts = self.parts(payout)
        self.assertEqual(parts["charge"][:2], (3, 367.89))
        self.assertEqual(parts["refund"], (1, -12.34, 0.0, -12.34))
        self.assertEqual(parts["dispute"], (1, -33.33, 15.0, -48.33))
        self.assertEqual(parts["fee"][3], -1.99)
        self.assertNotIn("payout", parts, "its own movement is not part of it")
        self.assertEqual(round(sum(part[3] for part in parts.values()), 2), payout.amount)
        self.assertEqual(payout.composition, "told")
        self.assertEqual(list(payout.part_ids.mapped("kind")), ["charge", "refund", "dispute", "fee"])

    def test_each_part_leads_to_its_movements(self):
        self.paid()
        self.shop.control("POST", "/fees", amount=99, currency="usd")
        self.paid(5_000)
        payout = self.pay_out()
        part = payout.part_ids.filtered(lambda row: row.kind == "charge")
        found = self.env["ar.stripe.balance.transaction"].search(part.action_view_movements()["domain"])
        self.assertEqual(sum(found.mapped("net")), part.net)
        self.assertEqual(len(found), 2)
        fee = payout.part_ids.filtered(lambda row: row.kind == "fee")
        [movement] = payout.movement_ids.filtered(lambda row: row.booking_kind == "fee")
        self.assertEqual(fee.action_view_movements()["res_id"], movement.id, "a single one is opened")

    def test_what_does_not_add_up_is_said(self):
        self.paid()
        payout = self.pay_out()
        self.assertEqual(payout.composition, "told")
        (payout.movement_ids - payout.balance_transaction_id)[:1].net += 0.01
        payout.invalidate_recordset(["composition"])
        self.assertEqual(payout.composition, "differs")

    def test_before_it_is_reconciled_nothing_is_guessed(self):
        self.paid()
        self.shop.advance(days=8)
        payout = self.shop.control("POST", "/payouts/run", currency="usd")
        self.arrive()
        self.assertEqual(self.mirror("payout", payout["id"]).composition, "waiting")

    def test_a_manual_payout_is_declared_as_such(self):
        self.paid(100_000)
        self.shop.advance(days=8)
        made = self.shop.post("payouts", amount=40_000, currency="usd")
        self.arrive()
        payout = self.mirror("payout", made["id"])
        self.assertEqual(payout.composition, "unknown")
        self.assertFalse(payout.part_ids)
        self.assertEqual(self.balance(self.transit), 400.0)

    def test_an_instant_payout_costs_a_fee(self):
        self.paid(100_000)
        self.shop.advance(days=8)
        fees = self.balance(self.connection.company_id._ar_account("fee"))
        made = self.shop.post("payouts", amount=40_000, currency="usd", method="instant")
        self.arrive()
        payout = self.mirror("payout", made["id"])
        self.assertEqual((payout.method, payout.fee_amount), ("instant", 4.0))
        self.assertEqual(self.balance(self.transit), 400.0, "what arrives is the amount")
        # The charge was booked with the same arrival.
        self.assertEqual(round(self.balance(self.connection.company_id._ar_account("fee")) - fees, 2), 29.3 + 4.0)

    def test_parts_are_seen_by_their_company_alone(self):
        self.paid()
        payout = self.pay_out()
        other = self.env["res.company"].create({"name": "Elsewhere"})
        values = {"groups": "base.group_user,ar_sync.group_user", "company_id": other.id}
        stranger = new_test_user(self.env, "part_stranger", company_ids=[Command.set(other.ids)], **values)
        with self.assertRaises(AccessError):
            payout.part_ids.with_user(stranger).read(["net"])
        company = self.connection.company_id
        values = {"groups": "base.group_user,ar_sync.group_user", "company_id": company.id}
        clerk = new_test_user(self.env, "part_clerk", company_ids=[Command.set(company.ids)], **values)
        self.assertTrue(payout.with_user(clerk).part_ids.read(["net", "kind"]))

    def test_statements_do_not_grow_with_the_movements(self):
        for amount in (1_000, 2_000, 3_000, 4_000):
            self.paid(amount)
        payout = self.pay_out()
        self.env.flush_all()
        self.env.invalidate_all()
        with self.assertQueryCount(8):
            payout.read(["part_ids", "composition"])
            payout.part_ids.read(["kind", "count", "amount", "fee", "net"])


class TestComingBack(PayoutCase):
    """A payout that failed or was canceled is in the balance again, and nothing is on its way."""

    def open_in_transit(self):
        return self.env["account.move.line"].search(
            [("account_id", "=", self.transit.id), ("parent_state", "=", "posted"), ("reconciled", "=", False)]
        )

    def test_failed_before_it_arrived(self):
        self.paid()
        payout = self.pay_out()
        self.shop.control("POST", f"/payouts/{payout.external_id}/fail")
        self.arrive()
        self.arrive()  # booking the return woke the payout
        self.assertFalse(self.open_in_transit())
        self.assertEqual(self.balance(self.transit), 0.0)
        self.assertIn("closed", payout.activity_ids.note)

    def test_canceled_needs_nobody(self):
        self.paid(100_000)
        self.shop.advance(days=8)
        made = self.shop.post("payouts", amount=40_000, currency="usd")
        self.arrive()
        self.shop.post(f"payouts/{made['id']}/cancel")
        self.arrive()
        self.arrive()
        self.assertFalse(self.open_in_transit())
        self.assertFalse(self.mirror("payout", made["id"]).activity_ids)

    def test_failed_after_a_bank_transaction_was_taken_for_it(self):
        self.paid()
        payout = self.pay_out()
        line = self.bank(payout)
        self.assertEqual(payout._bank_moves(), line.move_id)
        self.shop.advance(days=5)
        self.shop.control("POST", f"/payouts/{payout.external_id}/fail")
        self.arrive()
        self.arrive()
        self.assertFalse(payout._bank_moves())
        self.assertIn(line.move_id.name, payout.activity_ids.note)
        own = payout.move_id.line_ids.filtered(lambda row: row.account_id == self.transit)
        self.assertTrue(own.reconciled, "against what came back")

    def test_told_once(self):
        self.paid()
        payout = self.pay_out()
        self.shop.control("POST", f"/payouts/{payout.external_id}/fail")
        self.arrive()
        self.arrive()
        payout.activity_ids.unlink()
        payout.needs_apply = True
        self.arrive()
        self.assertFalse(payout.activity_ids)

    def test_what_came_back_leaves_with_the_next_payout(self):
        self.paid()
        first = self.pay_out()
        self.shop.control("POST", f"/payouts/{first.external_id}/fail")
        second = self.pay_out()
        self.assertEqual(second.amount, first.amount)
        self.assertEqual(self.parts(second)["payout"][3], first.amount)
        self.assertEqual(second.composition, "told")


class TestArrival(PayoutCase):
    """With the addon for banks: the payout is found by what the bank's text says."""

    def setUp(self):
        super().setUp()
        if "ar.bank.file" not in self.env:
            self.skipTest("ar_sync_bank is not installed")
        self.connection.company_id.ar_sync_mode = "automatic"

    def bank_line(self, amount, text, date):
        journal = self.env["account.journal"].create({"name": "House Bank", "type": "bank", "code": "HBK"})
        line = self.env["account.bank.statement.line"].create(
            {"journal_id": journal.id, "amount": amount, "payment_ref": text, "date": date}
        )
        line.ar_receipt_ids._decide_and_act()
        return line

    def test_by_the_trace_id_of_the_bank(self):
        self.paid()
        payout = self.pay_out()
        self.shop.advance(days=3)
        self.arrive()
        self.assertTrue(payout.trace_number)
        line = self.bank_line(payout.amount, f"ACH CREDIT {payout.trace_number}", payout.arrival_date)
        self.assertTrue(line.is_reconciled)
        self.assertEqual(payout._bank_moves(), line.move_id)

    def test_two_payouts_in_one_deposit(self):
        self.paid()
        first = self.pay_out()
        self.paid(5_555)
        second = self.pay_out()
        line = self.bank_line(round(first.amount + second.amount, 2), "STRIPE TRANSFER", second.arrival_date)
        self.assertTrue(line.is_reconciled)
        self.assertEqual(self.balance(self.transit), 0.0)

    def test_weeks_after_its_day_it_is_not_what_arrived(self):
        self.paid()
        payout = self.pay_out()
        day = payout.arrival_date.replace(month=payout.arrival_date.month + 1)
        self.assertFalse(self.bank_line(payout.amount, "STRIPE", day).is_reconciled)

    def test_failed_afterwards_frees_the_bank_transaction(self):
        self.paid()
        payout = self.pay_out()
        line = self.bank_line(payout.amount, "STRIPE TRANSFER", payout.arrival_date)
        self.assertTrue(line.is_reconciled)
        self.shop.control("POST", f"/payouts/{payout.external_id}/fail")
        self.arrive()
        self.arrive()
        self.assertFalse(line.is_reconciled)
        self.assertEqual(line.ar_receipt_ids.state, "review")
        self.assertIn(payout.external_id, line.ar_receipt_ids.reason)
        self.assertEqual(self.balance(self.transit), 0.0)

    # === SENT BACK BY THE BANK === #

    def bank_entry(self, journal, amount, name, date, **payment):
        """Return a bank transaction as a statement file gives it: with the payment's identifiers."""
        details = {"amount": str(abs(amount)), "currency": "USD", "end_to_end_id": name, "ids": [name], **payment}
        return self.env["account.bank.statement.line"].create(
            {
                "journal_id": journal.id,
                "amount": amount,
                "payment_ref": f"STRIPE {name}",
                "date": date,
                "transaction_details": details,
            }
        )

    def stated_twice(self, lock=None, news_first=False):
        """Let a payout arrive and be sent back by the bank. Return it, and both bank transactions."""
        self.paid()
        payout = self.pay_out()
        journal = self.env["account.journal"].create({"name": "House Bank", "type": "bank", "code": "HBK"})
        came = self.bank_entry(journal, payout.amount, payout.external_id, payout.arrival_date)
        came.ar_receipt_ids._decide_and_act()
        self.assertTrue(came.is_reconciled)
        if lock:
            self.company_lock(payout.arrival_date)
        self.shop.advance(days=4)
        steps = [
            lambda: (self.shop.control("POST", f"/payouts/{payout.external_id}/fail"), self.arrive(), self.arrive()),
            lambda: self.bank_entry(
                journal, -payout.amount, payout.external_id, fields.Date.add(payout.arrival_date, days=3),
                return_code="AC04",
            ),
        ]  # fmt: skip
        for step in steps if news_first else steps[::-1]:
            step()
        went = self.env["account.bank.statement.line"].search([("journal_id", "=", journal.id), ("amount", "<", 0)])
        return payout, came, went

    def company_lock(self, day):
        self.connection.company_id.fiscalyear_lock_date = day

    def assert_nothing_on_its_way(self, *lines):
        self.assertEqual(self.balance(self.transit), 0.0)
        items = self.env["account.move.line"].search(
            [("account_id", "=", self.transit.id), ("parent_state", "=", "posted"), ("reconciled", "=", False)]
        )
        self.assertFalse(items)
        for line in lines:
            self.assertTrue(line.is_reconciled, line.ar_return_note)

    def test_sent_back_and_stripe_tells_first(self):
        _payout, came, went = self.stated_twice(news_first=True)
        self.assert_nothing_on_its_way(came, went)

    def test_sent_back_and_the_bank_tells_first(self):
        payout, came, went = self.stated_twice()
        self.assert_nothing_on_its_way(came, went)
        self.assertEqual(payout._bank_moves(), came.move_id, "it had arrived, and was sent back")
        self.assertIn("transit", went.ar_return_note)

    def test_sent_back_and_stripe_tells_first_of_a_locked_period(self):
        _payout, came, went = self.stated_twice(lock=True, news_first=True)
        self.assert_nothing_on_its_way(came, went)

    def test_sent_back_and_the_bank_tells_first_of_a_locked_period(self):
        _payout, came, went = self.stated_twice(lock=True)
        self.assert_nothing_on_its_way(came, went)

    def test_sent_back_is_in_transit_until_stripe_tells(self):
        self.paid()
        payout = self.pay_out()
        journal = self.env["account.journal"].create({"name": "House Bank", "type": "bank", "code": "HBK"})
        came = self.bank_entry(journal, payout.amount, payout.external_id, payout.arrival_date)
        came.ar_receipt_ids._decide_and_act()
        wrong = self.bank_entry(journal, -1.0, payout.external_id, payout.arrival_date, return_code="AC04")
        self.assertFalse(wrong.is_reconciled, "a part of a payout is no payout")
        went = self.bank_entry(journal, -payout.amount, payout.external_id, payout.arrival_date, return_code="AC04")
        self.assertTrue(went.is_reconciled)
        self.assertEqual(self.balance(self.transit), payout.amount)

    # === REVERSED === #

    def reversed_payout(self):
        """Return a payout that arrived, the bank's line of it, and the payout by which Stripe takes it back."""
        self.paid()
        payout = self.pay_out()
        self.shop.advance(days=3)
        self.arrive()
        line = self.bank_line(payout.amount, "STRIPE TRANSFER", payout.arrival_date)
        made = self.shop.control("POST", f"/payouts/{payout.external_id}/reverse")
        self.arrive()
        return payout, line, self.mirror("payout", made["id"])

    def test_a_reversed_payout_leaves_the_bank_again(self):
        payout, arrived, back = self.reversed_payout()
        self.assertEqual((back.original_payout_id, back.amount), (payout, -payout.amount))
        self.assertEqual(payout.reversed_by_ref, back.external_id)
        self.assertEqual(self.balance(self.transit), -payout.amount, "on its way back to Stripe")
        self.assertTrue(arrived.is_reconciled, "the money was there")
        left = self.env["account.bank.statement.line"].create(
            {
                "journal_id": arrived.journal_id.id,
                "amount": back.amount,
                "payment_ref": f"STRIPE DEBIT {back.external_id}",
                "date": back.arrival_date,
            }
        )
        self.assertTrue(left.is_reconciled)
        self.assertEqual((payout._bank_moves(), back._bank_moves()), (arrived.move_id, left.move_id))
        self.assertEqual(self.balance(self.transit), 0.0)

    def test_a_reversal_that_the_bank_refused_leaves_nothing_on_its_way(self):
        payout, arrived, back = self.reversed_payout()
        self.shop.control("POST", f"/payouts/{back.external_id}/fail")
        self.arrive()
        self.arrive()
        self.assertEqual(self.balance(self.transit), 0.0)
        self.assertTrue(arrived.is_reconciled)
        self.assertFalse(payout._bank_moves() - arrived.move_id)
        items = self.env["account.move.line"].search([("account_id", "=", self.transit.id)])
        self.assertTrue(all(items.filtered(lambda item: item.parent_state == "posted").mapped("reconciled")))
