"""Risk: the review screen shows or decides a receipt for somebody who may not."""

from odoo.exceptions import AccessError
from odoo.fields import Command
from odoo.tests import new_test_user, tagged

from .test_public_methods import SCREENS
from .test_review import ReviewCase


@tagged("post_install", "-at_install")
class TestReviewRights(ReviewCase):
    def calls(self, screen):
        """Return every public method of the screen as a call about one receipt that waits."""
        invoice = self.invoice(self.alice, 100.0)
        receipt = self.waiting(100.0, text="x", partner=self.alice)
        proposal = receipt.proposal_ids[:1]
        rows = self.rows(invoice)
        group = {"company_id": self.company.id, "kind": "x", "reason": "x"}
        return receipt, {
            "start": lambda: screen.start(),
            "page": lambda: screen.page(),
            "card": lambda: screen.card(receipt.id),
            "search_items": lambda: screen.search_items(receipt.id, "x"),
            "preview": lambda: screen.preview(receipt.id, rows),
            "apply": lambda: screen.apply(receipt.id, rows),
            "leave": lambda: screen.leave(receipt.id),
            "reject": lambda: screen.reject(receipt.id, proposal.id),
            "undo": lambda: screen.undo("left", receipt.ids),
            "same_kind": lambda: screen.same_kind(receipt.id),
            "accept_same_kind": lambda: screen.accept_same_kind(group),
        }

    def test_every_public_method_is_called_here(self):
        _receipt, calls = self.calls(self.screen())
        self.assertEqual(set(calls), SCREENS["ar.match.review"])

    def test_nobody_without_the_group(self):
        for login, groups in (("rv_none", "base.group_user"), ("rv_portal", "base.group_portal")):
            user = new_test_user(
                self.env, login, groups, company_id=self.company.id, company_ids=[Command.set(self.company.ids)]
            )
            receipt, calls = self.calls(self.screen(user))
            for name, call in calls.items():
                with self.assertRaises(AccessError, msg=f"{name} as {login}"):
                    call()
            self.assertEqual(receipt.state, "review")

    def test_nobody_of_another_company(self):
        other = self.env["res.company"].create({"name": "Elsewhere"})
        user = new_test_user(
            self.env, "rv_other", "ar_sync.group_manager", company_id=other.id, company_ids=[Command.set(other.ids)]
        )
        screen = self.env(user=user, su=False, context={"allowed_company_ids": other.ids})["ar.match.review"]
        receipt, calls = self.calls(screen)
        harmless = {"start", "page", "accept_same_kind"}
        for name, call in calls.items():
            if name in harmless:
                answer = call()
                self.assertFalse(answer.get("rows") or answer.get("accepted"), name)
                continue
            with self.assertRaises(AccessError, msg=name):
                call()
        self.assertEqual(receipt.state, "review")
        self.assertNotIn("Alice", str(screen.start()))

    def test_an_item_of_another_company_is_refused(self):
        other = self.env["res.company"].create({"name": "Elsewhere"})
        self.env["account.chart.template"].try_loading("generic_coa", company=other, install_demo=False)
        theirs = self.env["account.move"].with_company(other).create(
            {
                "move_type": "out_invoice",
                "company_id": other.id,
                "partner_id": self.alice.id,
                "invoice_date": "2026-03-01",
                "invoice_line_ids": [Command.create({"name": "Work", "price_unit": 100.0, "tax_ids": False})],
            }
        )
        theirs.action_post()
        item = theirs.line_ids.filtered(lambda line: line.account_id.account_type == "asset_receivable")
        receipt = self.waiting(100.0, text="x", partner=self.alice)
        preview = self.screen().preview(receipt.id, [{"line_id": item.id, "amount": 100.0}])
        self.assertTrue(preview["problem"])
        self.assertFalse(preview["rows"])
        self.assertNotIn(theirs.name, str(self.screen().search_items(receipt.id, theirs.name)["items"]) or "-")
