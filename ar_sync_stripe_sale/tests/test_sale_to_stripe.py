"""Risk: an order is invoiced twice, or invoiced here and not at Stripe, or at another price."""

from odoo.exceptions import AccessError, UserError
from odoo.fields import Command
from odoo.tests import new_test_user

from odoo.addons.ar_sync_stripe.tests.send_common import SendCase


class TestSaleToStripe(SendCase):
    def setUp(self):
        super().setUp()
        self.product = self.env["product.product"].create(
            {"name": "Hours", "type": "service", "invoice_policy": "delivery", "list_price": 80.0}
        )

    def order(self, quantity=3, delivered=2, **values):
        order = self.env["sale.order"].create(
            {
                "partner_id": self.partner.id,
                "order_line": [
                    Command.create(
                        {
                            "product_id": self.product.id,
                            "product_uom_qty": quantity,
                            "price_unit": 87.77,
                            "discount": 10.0,
                            "tax_ids": [Command.set(self.tax(20, name=f"VAT {quantity}").ids)],
                        }
                    )
                ],
                **values,
            }
        )
        order.action_confirm()
        order.order_line.qty_delivered = delivered
        return order

    def test_what_was_delivered_is_open_at_stripe(self):
        order = self.order()
        order.action_ar_stripe_invoice()
        self.send()
        [move] = order.invoice_ids
        invoice = self.remote(move)
        self.assertEqual((move.state, invoice["status"]), ("posted", "open"))
        self.assertEqual((invoice["total"], move.amount_untaxed), (round(move.amount_total * 100), 157.99))
        self.assertEqual(order.invoice_status, "no")

    def test_the_rest_is_invoiced_later_and_nothing_twice(self):
        order = self.order()
        order.action_ar_stripe_invoice()
        with self.assertRaisesRegex(UserError, "Nothing is to be invoiced"):
            order.action_ar_stripe_invoice()
        order.order_line.qty_delivered = 3
        order.action_ar_stripe_invoice()
        self.send()
        quantities = order.invoice_ids.sorted("id").invoice_line_ids.mapped("quantity")
        self.assertEqual(quantities, [2.0, 1.0])
        self.assertEqual(len(self.at_stripe("invoices")), 2)
        self.assertEqual(len(self.at_stripe("customers")), 1)

    def test_several_orders_of_a_customer_are_one_invoice(self):
        orders = self.order(3, 2) | self.order(5, 5)
        orders.action_ar_stripe_invoice()
        self.send()
        self.assertEqual(len(orders.invoice_ids), 1)
        self.assertEqual(self.remote(orders.invoice_ids)["total"], round(orders.invoice_ids.amount_total * 100))

    def test_where_sending_is_off_nothing_is_invoiced(self):
        self.connection.stripe_send_invoices = "off"
        order = self.order()
        with self.assertRaisesRegex(UserError, "switched off"):
            order.action_ar_stripe_invoice()
        self.assertFalse(order.invoice_ids)

    def test_a_draft_order_is_not_invoiced(self):
        order = self.env["sale.order"].create({"partner_id": self.partner.id})
        with self.assertRaises(UserError):
            order.action_ar_stripe_invoice()

    def test_only_managers_of_receivables(self):
        order = self.order()
        groups = "base.group_user,sales_team.group_sale_manager,ar_sync.group_user"
        seller = new_test_user(self.env, "seller", groups=groups)
        with self.assertRaises(AccessError):
            order.with_user(seller).action_ar_stripe_invoice()

    def test_a_manager_without_accounting_rights_may(self):
        order = self.order()
        groups = "base.group_user,sales_team.group_sale_manager,ar_sync.group_manager"
        order.with_user(new_test_user(self.env, "boss", groups=groups)).action_ar_stripe_invoice()
        self.send()
        self.assertEqual(self.remote(order.invoice_ids)["status"], "open")
