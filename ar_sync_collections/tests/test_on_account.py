"""Risk: money taken off the account is still counted, or a bank statement asks the database for each customer."""

from odoo.fields import Command
from odoo.tests import tagged

from .common import CollectionsCase


@tagged("-at_install", "post_install")
class TestOnAccount(CollectionsCase):
    def test_many_who_pay_at_once_are_read_together(self):
        self.company.ar_collection_mode = "draft"
        customers = self.env["res.partner"].create(
            [{"name": f"Payer {number}", "is_company": True, "email": f"{number}@payer.example"} for number in range(7)]
        )
        for partner in customers:
            self.bill(partner, 100.0)
        self.work()
        counts = []
        for partners in (customers[:1], customers[1:2], customers[2:]):
            entry = self.env["account.move"].create(
                {
                    "line_ids": [
                        Command.create({"account_id": self.receivable.id, "partner_id": partner.id, "balance": -1.0})
                        for partner in partners
                    ]
                    + [Command.create({"account_id": self.company._ar_account("transit").id, "balance": len(partners)})]
                }
            )
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            entry.action_post()
            self.env.flush_all()
            counts.append(self.env.cr.sql_log_count - before)
        self.assertLess(counts[2] - counts[1], 4 * 5, counts)

    def test_money_that_leaves_the_account_wakes_the_case(self):
        """As where what a bank transaction was booked against is undone: Odoo deletes the item of a posted entry."""
        self.bill()
        transaction = self.env["account.bank.statement.line"].create(
            {"journal_id": self.journal.id, "date": "2026-02-27", "payment_ref": "Alice", "amount": 1000.0}
        )
        transaction.partner_id = self.alice
        _liquidity, suspense, _other = transaction._seek_for_lines()
        suspense.account_id = self.alice.with_company(self.company).property_account_receivable_id
        self.work()
        self.case_of().action_plan()
        self.assertEqual((self.case_of().code, self.case_of().needs_plan), ("credited", False))
        transaction.action_undo_reconciliation()
        self.assertTrue(self.case_of().needs_plan)
        self.work()
        self.assertEqual(len(self.messages()), 1)
