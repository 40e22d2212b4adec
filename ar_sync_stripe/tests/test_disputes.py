"""Disputed money: withdrawn, won, lost, come back after all; settled as the company wants it, told in time."""

from odoo.exceptions import AccessError, UserError
from odoo.fields import Command
from odoo.tests import new_test_user

from odoo.addons.ar_sync.models.ar_match_share import Share

from .common import ImportedCase


class DisputeCase(ImportedCase):
    """Paid invoices whose payments the customer's bank takes back."""

    @classmethod
    def stock(cls):
        cls.ada = cls.shop.customer()

    def setUp(self):
        super().setUp()
        self.company = self.connection.company_id

    def arrive(self, *currencies):
        self.settle(self.connection)
        self.assert_tied_out("usd", *currencies)

    def paid(self, *amounts, **params):
        invoice = self.shop.invoice(self.ada, *(amounts or (10_000,)), **params)
        self.shop.pay(invoice)
        self.arrive()
        return invoice, self.shop.charge_of(invoice)

    def disputed(self, *amounts, body=None, **params):
        """Return (invoice, charge, dispute as mirrored) of a payment that is disputed."""
        invoice, charge = self.paid(*amounts, **params)
        dispute = self.shop.control("POST", "/disputes", charge=charge, **(body or {}))
        self.arrive()
        return invoice, charge, self.mirror("dispute", dispute["id"])

    def close(self, dispute, status, **body):
        self.shop.control("POST", f"/disputes/{dispute.external_id}/close", status=status, **body)
        self.arrive()

    def withheld(self):
        """Return what is on the account of disputed receipts."""
        return self.balance(self.company.ar_dispute_account_id)

    def residual(self, invoice):
        return round(self.move(invoice).amount_residual, 3)

    def open_items(self):
        """Return the open items on the account of disputed receipts."""
        return self.env["account.move.line"].search(
            [
                ("account_id", "=", self.company.ar_dispute_account_id.id),
                ("parent_state", "=", "posted"),
                ("reconciled", "=", False),
            ]
        )


class TestDisputes(DisputeCase):
    def test_withdrawn_waits_with_its_fee_as_expense(self):
        fees = self.balance(self.company._ar_account("fee"))
        invoice, _charge, dispute = self.disputed()
        self.assertEqual(self.withheld(), 100.0)
        self.assertEqual(round(self.balance(self.company._ar_account("fee")) - fees, 2), 3.2 + 15.0)
        self.assertEqual((dispute.withdrawn_amount, dispute.fee_amount), (100.0, 15.0))
        self.assertEqual(self.residual(invoice), 0.0)
        self.assertFalse(dispute.settled_as)
        self.assertTrue(dispute.is_open)

    def test_won_clears_itself_item_by_item(self):
        invoice, _charge, dispute = self.disputed()
        self.close(dispute, "won")
        self.assertEqual(self.withheld(), 0.0)
        self.assertFalse(self.open_items())
        self.assertEqual((dispute.settled_as, dispute.withdrawn_amount), ("back", 0.0))
        self.assertEqual(self.residual(invoice), 0.0)

    def test_won_with_its_fee_returned(self):
        before = self.balance(self.company._ar_account("fee"))
        _invoice, _charge, dispute = self.disputed()
        self.close(dispute, "won", fee_returned=True)
        self.assertEqual(round(self.balance(self.company._ar_account("fee")) - before, 2), 3.2)
        self.assertEqual(dispute.fee_amount, 0.0)

    def test_lost_waits_for_a_person_at_first(self):
        invoice, _charge, dispute = self.disputed()
        self.close(dispute, "lost")
        self.assertEqual((self.withheld(), self.residual(invoice)), (100.0, 0.0))
        self.assertTrue(dispute.waits_for_person)
        self.assertEqual(dispute.activity_ids.summary, "Settle the lost dispute")

    def test_lost_opens_the_invoices_again(self):
        self.company.ar_dispute_lost = "reopen"
        invoice, charge, dispute = self.disputed(10_000, 2_345)
        self.close(dispute, "lost")
        self.assertEqual((self.withheld(), self.residual(invoice)), (0.0, 123.45))
        self.assertEqual((dispute.settled_as, self.receipt(charge).state), ("reopened", "reversed"))
        self.assertFalse(self.open_items() or dispute.activity_ids)
        self.assertEqual(dispute.settle_move_id.date, self.connection._ar_local_date(dispute.seen_at))

    def test_lost_is_written_off_for_the_companys_reason(self):
        self.company.ar_dispute_lost = "write_off"
        account = self.env["ar.match.reason"]._of(self.company, "bad_debt").account_id
        before = self.balance(account)
        invoice, _charge, dispute = self.disputed()
        self.close(dispute, "lost")
        self.assertEqual((self.withheld(), self.residual(invoice)), (0.0, 0.0))
        self.assertEqual(round(self.balance(account) - before, 2), 100.0)
        self.assertEqual(dispute.settled_as, "written_off")

    def test_lost_with_a_draft_credit_note(self):
        self.company.ar_dispute_lost = "credit_note"
        invoice, _charge, dispute = self.disputed()
        self.close(dispute, "lost")
        note = self.move(invoice).reversal_move_ids
        self.assertEqual((note.state, note.amount_total), ("draft", 100.0))
        self.assertIn(dispute.external_id, note.ref)
        dispute.write({"needs_apply": True})
        self.settle(self.connection)
        self.assertEqual(len(self.move(invoice).reversal_move_ids), 1, "not proposed twice")

    def test_a_part_is_disputed_and_lost(self):
        self.company.ar_dispute_lost = "credit_note"
        invoice, charge, dispute = self.disputed(body={"amount": 3_333})
        self.assertEqual(self.withheld(), 33.33)
        self.close(dispute, "lost")
        self.assertEqual((self.withheld(), self.residual(invoice)), (0.0, 33.33))
        self.assertEqual(self.receipt(charge).reversed_amount, 33.33)
        self.assertFalse(self.move(invoice).reversal_move_ids, "a part is no whole credit note")

    def test_a_part_comes_back(self):
        self.company.ar_dispute_lost = "reopen"
        invoice, _charge, dispute = self.disputed()
        self.close(dispute, "won", returned=4_000)
        self.assertEqual((self.withheld(), self.residual(invoice)), (0.0, 60.0))

    def test_a_charge_that_paid_several_invoices(self):
        self.company.ar_dispute_lost = "reopen"
        invoices = [self.shop.invoice(self.ada, amount) for amount in (4_000, 6_000)]
        intent = self.shop.collect(10_000, self.ada)
        self.arrive()
        receipt = self.receipt(intent["id"])
        if receipt.state != "matched":
            moves = [self.move(invoice) for invoice in invoices]
            items = [move.line_ids.filtered(lambda row: row.display_type == "payment_term") for move in moves]
            receipt._apply_by_person([Share(item, item.amount_residual_currency) for item in items])
        self.assertEqual([self.residual(invoice) for invoice in invoices], [0.0, 0.0])
        dispute = self.shop.control("POST", "/disputes", charge=intent["latest_charge"])
        self.arrive()
        self.assertEqual(len(self.mirror("dispute", dispute["id"]).invoice_ids), 2)
        self.close(self.mirror("dispute", dispute["id"]), "lost")
        self.assertEqual([self.residual(invoice) for invoice in invoices], [40.0, 60.0])

    def test_won_after_it_was_lost_and_reopened(self):
        """Stripe gives some back months later: the customer has the money on account again."""
        self.company.ar_dispute_lost = "reopen"
        invoice, charge, dispute = self.disputed()
        self.close(dispute, "lost")
        self.give_back(dispute)
        self.assertEqual((self.withheld(), dispute.settled_as), (0.0, "back"))
        receipt = self.receipt(charge)
        self.assertEqual((receipt.unapplied_amount, receipt.reversed_amount, receipt.state), (100.0, 0.0, "review"))
        self.assertEqual(self.residual(invoice), 100.0)

    def test_won_after_it_was_written_off(self):
        self.company.ar_dispute_lost = "write_off"
        account = self.env["ar.match.reason"]._of(self.company, "bad_debt").account_id
        before = self.balance(account)
        _invoice, _charge, dispute = self.disputed()
        self.close(dispute, "lost")
        self.give_back(dispute)
        self.assertEqual((self.withheld(), self.balance(account)), (0.0, before))
        self.assertFalse(self.open_items())

    def give_back(self, dispute):
        """Have Stripe change a lost dispute to won."""
        with self.shop.engine.lock:
            row = self.shop.engine.context().get("dispute", dispute.external_id)
            self.shop.engine.context().update(row, status="under_review")
            self.shop.engine.commit()
        self.close(dispute, "won")

    def test_settled_in_another_currency(self):
        """What is taken off the account is what was put on it, whatever the rate of the day."""
        self.company.ar_dispute_lost = "reopen"
        invoice, charge, dispute = self.disputed(9_999, currency="gbp")
        self.assertEqual(dispute.withdrawn_currency_id.name, "USD")
        self.close(dispute, "lost")
        self.assertEqual((self.withheld(), self.residual(invoice)), (0.0, 99.99))
        self.assertEqual(self.receipt(charge).state, "reversed")
        self.assertFalse(self.open_items())

    def test_yen_have_no_cents(self):
        self.company.ar_dispute_lost = "reopen"
        invoice, _charge, dispute = self.disputed(12_345, currency="jpy", body={"amount": 3_333})
        self.close(dispute, "lost")
        self.assertEqual((self.withheld(), self.residual(invoice)), (0.0, 3_333.0))

    def test_an_inquiry_moves_nothing(self):
        invoice, _charge, dispute = self.disputed(body={"inquiry": True})
        self.assertEqual((self.withheld(), dispute.withdrawn_amount), (0.0, 0.0))
        self.assertEqual(dispute.activity_ids.summary, "Answer the dispute")
        self.assertTrue(self.move(invoice).ar_is_disputed)
        self.close(dispute, "lost")
        self.assertEqual(dispute.status, "warning_closed")
        self.assertFalse(dispute.activity_ids or dispute.settled_as)
        self.assertFalse(self.move(invoice).ar_is_disputed)

    def test_refunded_in_part_before(self):
        """More is disputed than is left of the money: a person decides."""
        self.company.ar_dispute_lost = "reopen"
        invoice, charge = self.paid()
        self.shop.post("refunds", charge=charge, amount=4_000)
        dispute = self.shop.control("POST", "/disputes", charge=charge, amount=10_000)
        self.arrive()
        dispute = self.mirror("dispute", dispute["id"])
        self.close(dispute, "lost")
        self.assertTrue(dispute.waits_for_person)
        self.assertEqual(self.residual(invoice), 40.0)
        dispute.action_write_off()
        self.assertEqual(self.withheld(), 0.0)

    def test_everything_is_read_at_once(self):
        """Charge, withdrawal and loss arrive with one import."""
        self.company.ar_dispute_lost = "reopen"
        invoice = self.shop.invoice(self.ada, 10_000)
        self.shop.pay(invoice)
        dispute = self.shop.control("POST", "/disputes", charge=self.shop.charge_of(invoice))
        self.shop.control("POST", f"/disputes/{dispute['id']}/close", status="lost")
        self.arrive()
        self.mirror("dispute", dispute["id"]).next_apply_at = False  # it waited for its charge
        self.arrive()
        self.assertEqual((self.withheld(), self.residual(invoice)), (0.0, 100.0))

    def test_the_first_import_tells_of_those_that_are_lost_already(self):
        """It is told when the money is in the books: before that nobody knows which invoices it is about."""
        invoices = [self.shop.invoice(self.ada, 10_000) for _one in range(2)]
        for invoice in invoices:
            self.shop.pay(invoice)
        lost, asked = (
            self.shop.control("POST", "/disputes", charge=self.shop.charge_of(invoice), inquiry=inquiry)
            for invoice, inquiry in zip(invoices, (False, True), strict=True)
        )
        self.shop.control("POST", f"/disputes/{lost['id']}/close", status="lost")
        self.arrive()
        for row in (lost, asked):
            self.mirror("dispute", row["id"]).next_apply_at = False
        self.arrive()
        self.assertEqual(self.mirror("dispute", lost["id"]).activity_ids.summary, "Settle the lost dispute")
        self.assertEqual(self.mirror("dispute", asked["id"]).activity_ids.summary, "Answer the dispute")
        self.assertIn("lost", self.move(invoices[0]).message_ids[:1].body)

    def test_shadow_mode_reminds_and_books_nothing(self):
        self.company.ar_dispute_lost = "reopen"
        invoice, charge = self.paid()
        self.connection.mode = "shadow"
        dispute = self.shop.control("POST", "/disputes", charge=charge)
        self.settle(self.connection)
        dispute = self.mirror("dispute", dispute["id"])
        self.assertEqual(dispute.activity_ids.summary, "Answer the dispute")
        self.shop.control("POST", f"/disputes/{dispute.external_id}/close", status="lost")
        self.settle(self.connection)
        self.assertEqual((self.withheld(), self.residual(invoice)), (0.0, 0.0))
        self.connection.mode = "automatic"
        self.arrive()
        self.assertEqual((dispute.settled_as, self.residual(invoice)), ("reopened", 100.0))


class TestDisputesTold(DisputeCase):
    """Whoever is responsible hears of it in time, once."""

    def user(self, name, group="group_user"):
        return new_test_user(
            self.env,
            name,
            groups=f"base.group_user,account.group_account_invoice,ar_sync.{group}",
            company_id=self.company.id,
            company_ids=[Command.set(self.company.ids)],
        )

    def test_the_term_is_an_activity_of_whom_the_company_names(self):
        clerk = self.user("disputes_clerk")
        self.company.ar_dispute_user_id = clerk
        _invoice, _charge, dispute = self.disputed()
        self.assertEqual(dispute.activity_ids.user_id, clerk)
        self.assertEqual(dispute.activity_ids.date_deadline, self.connection._ar_local_date(dispute.evidence_due_at))
        self.assertTrue(dispute.with_user(clerk).activity_ids)

    def test_else_of_the_salesperson(self):
        seller = self.user("disputes_seller")
        invoice, charge = self.paid()
        self.move(invoice).invoice_user_id = seller
        dispute = self.shop.control("POST", "/disputes", charge=charge)
        self.arrive()
        self.assertEqual(self.mirror("dispute", dispute["id"]).activity_ids.user_id, seller)

    def test_somebody_who_may_not_see_it_is_not_asked(self):
        outsider = new_test_user(self.env, "disputes_outsider", groups="base.group_user")
        self.company.ar_dispute_user_id = outsider
        _invoice, _charge, dispute = self.disputed()
        self.assertNotEqual(dispute.activity_ids.user_id, outsider)

    def test_answered_is_done_and_dismissed_stays_dismissed(self):
        _invoice, _charge, dispute = self.disputed()
        dispute.activity_ids.unlink()
        dispute.needs_apply = True
        self.settle(self.connection)
        self.assertFalse(dispute.activity_ids)
        self.shop.post(f"disputes/{dispute.external_id}", evidence={"uncategorized_text": "It was delivered."})
        self.arrive()
        self.assertEqual(dispute.status, "under_review")
        self.assertFalse(dispute.activity_ids)

    def test_the_invoice_shows_it_while_it_is_open(self):
        invoice, _charge, dispute = self.disputed()
        move = self.move(invoice)
        self.assertTrue(move.ar_is_disputed)
        self.assertIn("100.00 USD", move.ar_dispute_note)
        found = self.env["account.move"].search([("ar_is_disputed", "=", True)])
        self.assertIn(move, found)
        self.assertEqual(move.action_ar_disputes()["res_id"], dispute.id)
        self.assertIn("disputes", move.message_ids[:1].body)
        self.close(dispute, "won")
        move.invalidate_recordset(["ar_is_disputed"])
        self.assertFalse(move.ar_is_disputed)
        self.assertNotIn(move, self.env["account.move"].search([("ar_is_disputed", "=", True)]))
        self.assertIn("won", move.message_ids[:1].body)

    def test_only_a_manager_settles_and_only_what_is_lost(self):
        clerk, manager = self.user("dispute_clerk"), self.user("dispute_manager", "group_manager")
        invoice, _charge, dispute = self.disputed()
        with self.assertRaises(AccessError):
            dispute.with_user(clerk).action_reopen()
        with self.assertRaises(UserError):
            dispute.with_user(manager).action_reopen()
        self.close(dispute, "lost")
        dispute.with_user(manager).action_reopen()
        self.assertEqual((self.withheld(), self.residual(invoice)), (0.0, 100.0))
        with self.assertRaises(UserError):
            dispute.with_user(manager).action_write_off()
        self.assertFalse(dispute.activity_ids)

    def test_another_company_does_not_see_it(self):
        _invoice, _charge, dispute = self.disputed()
        other = self.env["res.company"].create({"name": "Elsewhere"})
        stranger = new_test_user(
            self.env, "stranger", groups="base.group_user,ar_sync.group_manager", company_id=other.id,
            company_ids=[Command.set(other.ids)],
        )  # fmt: skip
        with self.assertRaises(AccessError):
            dispute.with_user(stranger).action_write_off()
