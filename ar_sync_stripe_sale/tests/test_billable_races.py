"""Risk: two people invoice the same rows at the same moment, and the customer gets two invoices.

Tagged out of Odoo's standard run, as Odoo does with its own: these commit. They clean up after themselves.
"""

from odoo.exceptions import UserError
from odoo.fields import Command
from odoo.tests import tagged

from odoo.addons.ar_sync.tests.common_races import RaceCase

REFUSALS = "Somebody is invoicing this at this moment|Nothing of this is to be invoiced|Nothing is to be invoiced on"


@tagged("-standard", "-at_install", "post_install")
class TestBillableRaces(RaceCase):
    def setUp(self):
        super().setUp()
        self.connection_id, self.product_id = self.make(self.set_up_shop)

    def set_up_shop(self, env):
        """Return the ids of a connection that sends invoices, and of something to sell."""
        values = {"name": "Crowded", "provider": "stripe", "environment": "test", "stripe_send_invoices": "review"}
        connection = env["ar.sync.connection"].create(values)
        connection._set_state("connected")
        product = env["product.product"].create(
            {"name": "Crowded", "type": "service", "invoice_policy": "order", "list_price": 50.0, "taxes_id": False}
        )
        return connection.id, product.id

    def clean_up(self):  # pylint: disable=missing-return
        with self.registry.cursor() as cr:
            env = self.environment(cr)(context={"force_delete": True, "tracking_disable": True})
            orders = env["sale.order"].search([("partner_id", "=", self.partner_id)])
            connection = env["ar.sync.connection"].browse(self.connection_id)
            env["ar.sync.operation"].search([("connection_id", "=", connection.id)]).unlink()
            moves = orders.invoice_ids
            moves.filtered(lambda move: move.state != "draft").button_draft()
            moves.unlink()
            orders._action_cancel()
            orders.unlink()
            env["ar.sync.binding"].search([("connection_id", "=", connection.id)]).unlink()
            connection.unlink()
            env["product.product"].browse(self.product_id).product_tmpl_id.unlink()
        super().clean_up()

    def order(self, quantity=2):
        """Return the id of a confirmed order of which everything is to be invoiced."""

        def work(env):
            line = Command.create({"product_id": self.product_id, "product_uom_qty": quantity})
            order = env["sale.order"].create({"partner_id": self.partner_id, "order_line": [line]})
            order.action_confirm()
            return order.id

        return self.make(work)

    def invoicing(self, *order_ids):
        """Return the work of a person who chooses the rows of these orders and presses the button."""

        def work(env):
            env["ar.stripe.billable"].search([("order_id", "in", order_ids)]).action_ar_stripe_invoice()
            return "invoiced"

        return work

    def invoicing_what_was_listed(self, *order_ids):
        """The same, with the rows that were listed before anybody pressed it."""
        rows = self.make(lambda env: env["ar.stripe.billable"].search([("order_id", "in", order_ids)]).ids)

        def work(env):
            env["ar.stripe.billable"].browse(rows).action_ar_stripe_invoice()
            return "invoiced"

        return work

    def assert_invoiced_once(self, *order_ids, amount=100.0):
        def work(env):
            for order in env["sale.order"].browse(order_ids):
                self.assertEqual(order.order_line.invoice_lines.mapped("price_subtotal"), [amount])
                self.assertEqual(order.invoice_status, "invoiced")

        self.make(work)

    def assert_one_won(self, answers):
        self.assertEqual(answers.count("invoiced"), 1, answers)
        [other] = [answer for answer in answers if answer != "invoiced"]
        self.assertRegex(other, REFUSALS)

    def test_two_people_and_the_same_rows(self):
        order = self.order()
        self.assert_one_won(self.race(*[self.invoicing_what_was_listed(order) for _person in range(2)]))
        self.assert_invoiced_once(order)

    def test_rows_in_common_and_the_rest_stays_in_the_list(self):
        first, second, third = self.order(), self.order(), self.order()
        works = [self.invoicing_what_was_listed(first, second), self.invoicing_what_was_listed(second, third)]
        self.assert_one_won(self.race(*works))
        left = self.make(
            lambda env: env["ar.stripe.billable"].search([("order_id", "in", (first, second, third))]).order_id.ids
        )
        self.assertIn(left, ([first], [third]))
        self.make(self.invoicing(*left))
        self.assert_invoiced_once(first, second, third)

    def test_who_is_in_the_middle_of_it_is_named_as_such(self):
        """The other one has not committed yet: who comes meanwhile is told at once, and does not wait."""
        order = self.order()
        press = self.invoicing_what_was_listed(order)
        with self.registry.cursor() as cr:
            env = self.environment(cr)
            press(env)
            [answer] = self.race(press)
            self.assertRegex(answer, "Somebody is invoicing this at this moment")
        self.assert_invoiced_once(order)

    def test_who_is_refused_holds_nothing_that_another_lacks(self):
        """Of two who press at the same moment one is always first, however many rows they have in common."""
        orders = [self.order(), self.order()]
        first, second = self.make(lambda env: env["sale.order"].browse(orders).order_line.sorted("id").ids)
        with self.registry.cursor() as taken, self.registry.cursor() as late, self.registry.cursor() as other:
            taken.execute("SELECT 1 FROM sale_order_line WHERE id = %s FOR UPDATE", (first,))
            env = self.environment(late)
            with self.assertRaisesRegex(UserError, "Somebody is invoicing this at this moment"):
                env["ar.stripe.billable"]._hold(env["sale.order.line"].browse((second, first)))
            self.environment(other)["sale.order.line"].browse(second).lock_for_update()

    def test_two_customers_rows_do_not_disturb_each_other(self):
        first, second = self.order(), self.order()
        answers = self.race(self.invoicing_what_was_listed(first), self.invoicing_what_was_listed(second))
        self.assertEqual(answers, ["invoiced", "invoiced"])
        self.assert_invoiced_once(first, second)

    def test_by_the_order_s_own_button_and_from_the_list(self):
        order = self.order()

        def by_the_order(env):
            env["sale.order"].browse(order).action_ar_stripe_invoice()
            return "invoiced"

        self.assert_one_won(self.race(self.invoicing_what_was_listed(order), by_the_order))
        self.assert_invoiced_once(order)
