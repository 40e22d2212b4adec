"""Risk: another company's promises are seen, or silence is bought for another company's invoices."""

from odoo.exceptions import AccessError, UserError
from odoo.fields import Command
from odoo.tests import new_test_user, tagged

from .common_replies import CollectionsCase


@tagged("post_install", "-at_install")
class TestPromiseRights(CollectionsCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.other = cls.env["res.company"].create({"name": "Birch"})
        values = {"company_id": cls.other.id, "company_ids": [Command.set(cls.other.ids)]}
        cls.stranger = new_test_user(
            cls.env, "birch_clerk", groups="base.group_user,ar_sync.group_administrator", **values
        )
        cls.employee = new_test_user(
            cls.env, "no_receivables", groups="base.group_user,account.group_account_manager",
            company_id=cls.company.id, company_ids=[Command.set(cls.company.ids)],
        )  # fmt: skip

    def test_another_companys_promise(self):
        promise = self.promise(self.bill())
        foreign = promise.with_user(self.stranger).with_context(allowed_company_ids=self.other.ids)
        with self.assertRaises(AccessError):
            foreign.read(["amount"])
        with self.assertRaises(AccessError):
            foreign.action_withdraw()
        self.assertFalse(foreign.search([]))

    def test_another_companys_invoice_is_not_promised(self):
        move = self.bill()
        for company, refusal in ((self.other, UserError), (self.company, AccessError)):
            with self.assertRaises(refusal):
                self.Promise.with_user(self.stranger).with_context(allowed_company_ids=self.other.ids).create(
                    {
                        "partner_id": self.alice.id,
                        "company_id": company.id,
                        "date": "2026-03-20",
                        "move_ids": [Command.set(move.ids)],
                    }
                )
        self.assertEqual(self.codes(move), [])

    def test_who_has_no_role_in_receivables(self):
        promise = self.promise(self.bill())
        with self.assertRaises(AccessError):
            promise.with_user(self.employee).read(["amount"])
        with self.assertRaises(AccessError):
            promise.move_ids.with_user(self.employee).action_ar_promise()

    def test_an_accountants_payment_keeps_it(self):
        """Whoever applies money judges promises, also who may not see them."""
        move = self.bill()
        promise = self.promise(move)
        line = self.money(100)
        (self.item(move) | line).with_user(self.employee).reconcile()
        self.assertEqual(promise.state, "kept")

    def test_an_accountant_opens_an_invoice_with_a_promise(self):
        move = self.bill()
        self.promise(move)
        arch = move.with_user(self.employee).get_view(view_type="form")["arch"]
        self.assertNotIn("ar_promised_on", arch)
        move.with_user(self.employee).read(["name", "amount_residual"])
