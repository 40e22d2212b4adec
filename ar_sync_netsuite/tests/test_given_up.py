"""Risk: what NetSuite knows otherwise than Odoo stays here: discounts, and lines without a product."""

from odoo.exceptions import ValidationError
from odoo.fields import Command
from odoo.tests import tagged

from .month_common import BAD_DEBT, CONSULTING, NOVEMBER, MonthCase

FREIGHT = "16"


class GivenUpStory:
    def test_a_discount_and_a_line_without_product_arrive(self):
        self.connection.netsuite_item_id = False
        self.make_customers(self.alice)
        invoice = self.discounted(100)
        self.approve()
        [row] = self.open()
        self.assertEqual((row.state, row.finding, row.review_group), ("review", "account_item", "account_item"))
        mapping = self.env["ar.erp.mapping"].search([("kind", "=", "account_item")])
        self.assertEqual((mapping.suggested_id.external_id, mapping.is_sure), (CONSULTING, False))
        self.assertIn("4000 Sales", mapping.suggested_why)
        self.assertEqual(row.finding_ids.action_fix()["domain"][-1], ("res_id", "=", mapping.res_id))
        mapping.action_confirm()
        self.pay(invoice, date=NOVEMBER)
        self.approve()
        self.assertEqual([(str(row.total), row.lines[0].item) for row in self.there()], [("100.00", CONSULTING)])
        [payment], [lost] = self.there("payment"), self.there("write_off")
        self.assertEqual((str(payment.total), payment.applied[0].discount), ("98.00", 0))
        self.assertEqual((str(lost.total), lost.account), ("2.00", "32"))
        self.assertInStep()
        self.connection.write(
            {
                "netsuite_write_off_item_id": self.listed("item", BAD_DEBT).id,
                "netsuite_discount_item_id": self.listed("item", FREIGHT).id,
            }
        )
        self.env.cr.cache.clear()
        other = self.discounted(50)
        self.pay(other, date=NOVEMBER)
        self.approve()
        memos = self.netsuite.engine.store.all("creditMemo")
        self.assertEqual([row["item"] for memo in memos for row in memo.rows("itemList")], [FREIGHT])
        self.assertInStep()

    def discounted(self, amount):
        terms = self.env["account.payment.term"].create(
            {
                "name": "2% 10 Net 30",
                "early_discount": True,
                "discount_days": 14,
                "discount_percentage": 2,
                "line_ids": [Command.create({"value": "percent", "value_amount": 100, "nb_days": 30})],
            }
        )
        self.tie("terms", terms, "5")
        return self.invoice(self.alice, amount, date=NOVEMBER, invoice_payment_term_id=terms.id)


@tagged("post_install", "-at_install")
class TestGivenUpByRest(GivenUpStory, MonthCase):
    transport = "rest"

    def test_rest_knows_no_discounts_on_payments(self):
        self.assertEqual(self.connection.erp_discounts_how, "write_off")
        with self.assertRaisesRegex(ValidationError, "write-offs beside the payment"):
            self.connection.erp_discounts_how = "payment"
        self.connection.write({"netsuite_transport": "soap", "erp_discounts_how": "payment"})
        with self.assertRaises(ValidationError):
            self.connection.netsuite_transport = "rest"


@tagged("post_install", "-at_install")
class TestGivenUpBySoap(GivenUpStory, MonthCase):
    transport = "soap"
