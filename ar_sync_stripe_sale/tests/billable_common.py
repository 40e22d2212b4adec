"""Orders with something to invoice, people who may or may not invoice it, and the rows of the list."""

from odoo.fields import Command
from odoo.tests import new_test_user

from odoo.addons.ar_sync_stripe.tests.send_common import SendCase


class BillableCase(SendCase):
    def setUp(self):
        super().setUp()
        self.Billable = self.env["ar.stripe.billable"]
        self.ordered = self.product("Training", invoice_policy="order", list_price=200.0)
        self.delivered = self.product("Hours", invoice_policy="delivery", list_price=80.0)

    def product(self, name, **values):
        return self.env["product.product"].create({"name": name, "type": "service", "taxes_id": False, **values})

    def order(self, *lines, confirm=True, **values):
        """Return an order; lines are (product, quantity, delivered) or values."""
        rows = []
        for line in lines or [(self.ordered, 1, 0)]:
            if not isinstance(line, dict):
                line = {"product_id": line[0].id, "product_uom_qty": line[1], "qty_delivered": line[2]}
            rows.append(Command.create(line))
        order = self.env["sale.order"].create({"partner_id": self.partner.id, "order_line": rows, **values})
        if confirm:
            order.action_confirm()
        return order

    def rows(self, orders=None, user=None):
        """Return the rows of orders, or all, as a user sees them."""
        domain = [("order_id", "in", orders.ids)] if orders is not None else []
        return (self.Billable.with_user(user) if user else self.Billable).search(domain)

    def other_company(self):
        """Return another company, without books and without Stripe."""
        return self.env["res.company"].create({"name": "Other", "country_id": self.env.ref("base.us").id})

    def of_company(self, user, *companies):
        """Have a user work for these companies only; return the rows as he sees them with all of them switched on."""
        ids = [company.id for company in companies]
        user.write({"company_ids": [Command.set(ids)], "company_id": ids[0]})
        return self.Billable.with_user(user).with_context(allowed_company_ids=ids)

    def person(self, login, *groups):
        return new_test_user(self.env, login, groups=",".join(["base.group_user", *groups]))

    def seller(self, login="seller"):
        return self.person(login, "sales_team.group_sale_salesman")

    def manager(self, login="boss"):
        return self.person(login, "ar_sync.group_manager")
