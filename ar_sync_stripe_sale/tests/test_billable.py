"""Risk: something billable is never invoiced, or twice, or to somebody else, or by somebody who may not."""

from odoo.exceptions import AccessError, UserError
from odoo.fields import Command

from .billable_common import BillableCase


class TestBillableList(BillableCase):
    def test_an_empty_company_has_nothing_billable(self):
        self.assertFalse(self.rows(self.env["sale.order"]))

    def test_a_row_says_who_what_and_how_much(self):
        order = self.order({"product_id": self.ordered.id, "product_uom_qty": 3, "price_unit": 33.33, "discount": 10.0})
        [row] = self.rows(order)
        self.assertEqual((row.source, row.partner_id, row.quantity), ("order", self.partner, 3.0))
        self.assertEqual((row.price, row.amount), (30.0, 89.99))
        self.assertEqual(row.currency_id, order.currency_id)
        self.assertFalse(row.problem)

    def test_price_is_without_an_included_tax(self):
        tax = self.tax(20, price_include_override="tax_included")
        line = {"product_id": self.ordered.id, "price_unit": 120.0, "tax_ids": [Command.set(tax.ids)]}
        [row] = self.rows(self.order(line))
        self.assertEqual((row.price, row.amount), (100.0, 100.0))

    def test_what_was_delivered_and_never_ordered_has_its_price(self):
        [row] = self.rows(self.order((self.delivered, 0, 2)))
        self.assertEqual((row.quantity, row.price, row.amount), (2.0, 80.0, 160.0))

    def test_headings_drafts_and_the_undelivered_are_no_rows(self):
        self.assertFalse(self.rows(self.order((self.delivered, 5, 0))))
        self.assertFalse(self.rows(self.order(confirm=False)))
        order = self.order({"display_type": "line_section", "name": "Part one"}, (self.ordered, 1, 0))
        self.assertEqual(len(self.rows(order)), 1)

    def test_age_counts_from_the_order(self):
        order = self.order()
        order.date_order = "2020-01-01"
        self.assertGreater(self.rows(order).age_days, 365)

    def test_yen_have_no_decimals(self):
        yen = self.env.ref("base.JPY")
        yen.active = True
        prices = self.env["product.pricelist"].create({"name": "Yen", "currency_id": yen.id})
        order = self.order({"product_id": self.ordered.id, "price_unit": 1234.0}, pricelist_id=prices.id)
        self.assertEqual((self.rows(order).currency_id, self.rows(order).amount), (yen, 1234.0))
        self.rows(order).action_ar_stripe_invoice()
        self.send()
        self.assertEqual(self.remote(order.invoice_ids)["total"], 1234)


class TestBillableToStripe(BillableCase):
    def test_several_orders_of_a_customer_are_one_invoice_and_customers_are_apart(self):
        other = self.partner.copy({"name": "Bob Tools", "email": "bob@bob.example", "vat": False})
        first, second = self.order(), self.order((self.delivered, 5, 2))
        third = self.order(partner_id=other.id)
        self.rows(first | second | third).action_ar_stripe_invoice()
        self.send()
        self.assertEqual(first.invoice_ids, second.invoice_ids)
        self.assertEqual(self.remote(first.invoice_ids)["total"], 36_000)
        self.assertEqual(self.remote(third.invoice_ids)["total"], 20_000)
        self.assertEqual(len(self.at_stripe("invoices")), 2)
        self.assertFalse(self.rows(first | second | third))

    def test_currencies_are_apart(self):
        eur = self.env.ref("base.EUR")
        eur.active = True
        prices = self.env["product.pricelist"].create({"name": "Euro", "currency_id": eur.id})
        dollars, euros = self.order(), self.order(pricelist_id=prices.id)
        self.rows(dollars | euros).action_ar_stripe_invoice()
        self.send()
        found = {self.remote(order.invoice_ids)["currency"] for order in (dollars, euros)}
        self.assertEqual(found, {"usd", "eur"})

    def test_one_line_of_an_order_leaves_the_other_billable(self):
        order = self.order(
            {"display_type": "line_section", "name": "Part one"}, (self.ordered, 1, 0),
            {"display_type": "line_note", "name": "As agreed"},
            {"display_type": "line_section", "name": "Part two"}, (self.delivered, 3, 3),
            {"display_type": "line_note", "name": "By the hour"},
        )  # fmt: skip
        self.rows(order).filtered(lambda row: row.product_id == self.delivered).action_ar_stripe_invoice()
        [move] = order.invoice_ids
        self.assertEqual(move.invoice_line_ids.sorted("sequence").mapped("name"), ["Part two", "Hours", "By the hour"])
        self.assertEqual(self.rows(order).product_id, self.ordered)
        self.rows(order).action_ar_stripe_invoice()
        self.assertEqual(sum(order.invoice_ids.mapped("amount_untaxed")), 440.0)
        self.assertFalse(self.rows(order))

    def test_a_down_payment_comes_off_the_last_invoice_only(self):
        order = self.order((self.ordered, 1, 0), (self.delivered, 1, 1))
        wizard = self.env["sale.advance.payment.inv"].with_context(active_model="sale.order", active_ids=order.ids)
        wizard.create({"advance_payment_method": "fixed", "fixed_amount": 100.0}).create_invoices()
        order.invoice_ids.action_post()
        self.rows(order).filtered(lambda row: row.product_id == self.delivered).action_ar_stripe_invoice()
        self.assertEqual(order.invoice_ids.sorted("id")[-1].amount_untaxed, 80.0)
        self.rows(order).action_ar_stripe_invoice()
        self.assertEqual(order.invoice_ids.sorted("id")[-1].amount_untaxed, 100.0)
        self.assertEqual(sum(order.invoice_ids.mapped("amount_untaxed")), 280.0)

    def test_nothing_is_invoiced_twice(self):
        order = self.order()
        rows = self.rows(order)
        rows.action_ar_stripe_invoice()
        with self.assertRaises(UserError):
            rows.action_ar_stripe_invoice()
        self.send()
        self.assertEqual((len(order.invoice_ids), len(self.at_stripe("invoices"))), (1, 1))

    def test_where_sending_is_off_nothing_is_invoiced(self):
        self.connection.stripe_send_invoices = "off"
        order = self.order()
        with self.assertRaisesRegex(UserError, "switched off"):
            self.rows(order).action_ar_stripe_invoice()
        self.assertFalse(order.invoice_ids)


class TestBillableRights(BillableCase):
    def test_a_manager_of_receivables_who_does_not_sell(self):
        order = self.order()
        self.rows(order, self.manager()).action_ar_stripe_invoice()
        self.send()
        self.assertEqual(self.remote(order.invoice_ids)["status"], "open")

    def test_a_salesperson_makes_a_draft_that_goes_out_when_it_is_posted(self):
        seller = self.seller()
        order = self.order(user_id=seller.id)
        self.rows(order, seller).action_ar_stripe_invoice()
        [move] = order.invoice_ids
        self.send()
        self.assertEqual((move.state, self.at_stripe("invoices")), ("draft", []))
        move.action_post()
        self.send()
        self.assertEqual(self.remote(move)["status"], "open")

    def test_a_salesperson_sees_his_own_and_what_is_nobodys(self):
        seller = self.seller()
        mine, others = self.order(user_id=seller.id), self.order(user_id=self.seller("rival").id)
        nobodys = self.order()
        nobodys.user_id = False
        self.assertEqual(self.rows(user=seller).order_id, mine | nobodys)
        with self.assertRaises(AccessError):
            self.rows(others).with_user(seller).action_ar_stripe_invoice()
        self.assertFalse(others.invoice_ids)

    def test_other_employees_see_nothing(self):
        order = self.order()
        with self.assertRaises(AccessError):
            self.rows(user=self.person("guest"))
        with self.assertRaises(AccessError):
            self.rows(order).with_user(self.person("guest2")).action_ar_stripe_invoice()

    def test_another_company_is_not_seen(self):
        company = self.env["res.company"].create({"name": "Other"})
        order = self.order()
        manager = self.manager()
        manager.write({"company_ids": [Command.set(company.ids)], "company_id": company.id})
        with self.assertRaises(AccessError):
            self.rows(order).with_user(manager).with_context(allowed_company_ids=company.ids).read(["amount"])
