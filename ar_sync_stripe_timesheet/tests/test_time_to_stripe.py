"""Risk: an hour is invoiced twice, to nobody, at another price, or is forgotten because it is on no order."""

from odoo.exceptions import AccessError, UserError
from odoo.fields import Command

from odoo.addons.ar_sync_stripe_sale.tests.billable_common import BillableCase


class TimeCase(BillableCase):
    def setUp(self):
        super().setUp()
        self.hours = self.product("Consulting", invoice_policy="delivery", service_type="timesheet", list_price=90.0)
        self.order_of_hours = self.order((self.hours, 10, 0))
        self.line = self.order_of_hours.order_line
        self.ann, self.ben = (
            self.env["hr.employee"].create({"name": name, "hourly_cost": 10.0}) for name in ("Ann", "Ben")
        )
        self.project = self.new_project(sale_line_id=self.line.id)
        self.task = self.env["project.task"].create({"name": "Advice", "project_id": self.project.id})

    def new_project(self, **values):
        project = {"name": "Engine", "allow_billable": True, "allow_timesheets": True, "partner_id": self.partner.id}
        return self.env["project.project"].create({**project, **values})

    def work(self, hours, date="2026-06-10", **values):
        row = {"name": "Advice given", "project_id": self.project.id, "task_id": self.task.id, **values}
        row = {"employee_id": self.ann.id, "unit_amount": hours, "date": date, **row}
        return self.env["account.analytic.line"].create(row)

    def of(self, entries):
        self.Billable.invalidate_model(flush=False)
        return self.Billable.search([("timesheet_id", "in", entries.ids)])


class TestTimeToStripe(TimeCase):
    def test_each_entry_is_a_row_and_its_order_line_is_none(self):
        entries = self.work(2) | self.work(0.5)
        rows = self.rows(self.order_of_hours)
        self.assertEqual(rows.timesheet_id, entries)
        self.assertEqual(sorted(rows.mapped("amount")), [45.0, 180.0])
        self.assertEqual((rows[0].source, rows[0].partner_id, rows[0].task_id), ("timesheet", self.partner, self.task))

    def test_a_period_is_invoiced_and_the_rest_stays(self):
        may, june = self.work(2, "2026-05-31"), self.work(3, "2026-06-01")
        self.Billable.search(
            [("date", "<", "2026-06-01"), ("project_id", "=", self.project.id)]
        ).action_ar_stripe_invoice()
        self.send()
        [move] = self.order_of_hours.invoice_ids
        self.assertEqual((self.remote(move)["total"], may.timesheet_invoice_id), (18_000, move))
        self.assertFalse(june.timesheet_invoice_id)
        self.assertEqual(self.of(may | june).timesheet_id, june)
        self.assertEqual((self.line.qty_invoiced, self.line.qty_to_invoice), (2.0, 3.0))

    def test_one_task_or_one_person(self):
        other = self.env["project.task"].create({"name": "Other", "project_id": self.project.id})
        mine, bens, elsewhere = self.work(1), self.work(2, employee_id=self.ben.id), self.work(4, task_id=other.id)
        action = self.task.action_ar_stripe_billable()
        rows = self.Billable.search(action["domain"])
        self.assertEqual(rows.timesheet_id, mine | bens)
        rows.filtered(lambda row: row.employee_id == self.ben).action_ar_stripe_invoice()
        self.assertTrue(bens.timesheet_invoice_id)
        self.assertFalse((mine | elsewhere).timesheet_invoice_id)

    def test_hours_and_other_lines_of_a_customer_are_one_invoice(self):
        entry, order = self.work(1), self.order()
        (self.of(entry) | self.rows(order)).action_ar_stripe_invoice()
        self.assertEqual(order.invoice_ids, entry.timesheet_invoice_id)
        self.assertEqual(order.invoice_ids.amount_untaxed, 290.0)

    def test_the_same_hours_twice_are_refused_and_odoo_s_own_way_finds_none(self):
        entry = self.work(2)
        rows = self.of(entry)
        rows.action_ar_stripe_invoice()
        with self.assertRaises(UserError):
            rows.action_ar_stripe_invoice()
        with self.assertRaises(UserError):
            self.order_of_hours.action_ar_stripe_invoice()
        self.send()
        self.assertEqual(len(self.at_stripe("invoices")), 1)

    def test_a_cancelled_invoice_gives_its_hours_back(self):
        entry = self.work(2)
        self.of(entry).action_ar_stripe_invoice()
        self.send()
        move = entry.timesheet_invoice_id
        move.button_draft()
        move.button_cancel()
        self.send()
        self.assertEqual(self.of(entry).quantity, 2.0)
        self.of(entry).action_ar_stripe_invoice()
        self.send()
        self.assertEqual(sorted(row["status"] for row in self.at_stripe("invoices")), ["open", "void"])

    def test_days_are_sold_and_hours_worked(self):
        day = self.env.ref("uom.product_uom_day")
        product = self.product(
            "Days", invoice_policy="delivery", service_type="timesheet", list_price=800.0, uom_id=day.id
        )
        order = self.order((product, 5, 0))
        entry = self.work(4, so_line=order.order_line.id, is_so_line_edited=True)
        [row] = self.of(entry)
        self.assertEqual((row.quantity, row.amount), (0.5, 400.0))
        row.action_ar_stripe_invoice()
        self.assertEqual(order.invoice_ids.amount_untaxed, 400.0)

    def test_prepaid_hours_are_billed_by_the_order_not_by_the_hour(self):
        product = self.product("Prepaid", invoice_policy="order", service_type="timesheet", list_price=50.0)
        order = self.order((product, 10, 0))
        entry = self.work(3, so_line=order.order_line.id, is_so_line_edited=True)
        self.assertFalse(self.of(entry))
        self.assertEqual(self.rows(order).amount, 500.0)


class TestTimeWithoutOrder(TimeCase):
    def setUp(self):
        super().setUp()
        self.loose = self.new_project(name="Loose", timesheet_product_id=self.hours.id)

    def loosely(self, hours, **values):
        return self.work(hours, project_id=self.loose.id, task_id=False, **values)

    def put(self, rows, user=None, **values):
        action = rows.action_view_put_on_order()
        Wizard = self.env["ar.time.order"].with_user(user or self.env.user).with_context(**action["context"])
        action = Wizard.create(values).action_put()
        return self.env["sale.order"].search(action["domain"])

    def test_it_says_why_it_cannot_be_invoiced(self):
        entry = self.loosely(2)
        [row] = self.of(entry)
        self.assertEqual((row.problem, row.partner_id), ("no_order", self.partner))
        with self.assertRaisesRegex(UserError, "on no sales order"):
            row.action_ar_stripe_invoice()
        self.loose.partner_id = False
        self.env.invalidate_all()
        self.assertEqual(self.of(entry).problem, "no_customer")

    def test_put_on_an_order_it_is_billed_once_at_the_customer_s_price(self):
        prices = self.env["product.pricelist"].create({
            "name": "Friends",
            "item_ids": [Command.create({"compute_price": "fixed", "fixed_price": 70.0, "product_id": self.hours.id,
                                         "applied_on": "0_product_variant"})],
        })  # fmt: skip
        self.partner.property_product_pricelist = prices
        entries = self.loosely(2) | self.loosely(1.5)
        order = self.put(self.of(entries))
        self.assertEqual((order.state, order.order_line.qty_delivered), ("sale", 3.5))
        rows = self.of(entries)
        self.assertFalse(any(rows.mapped("problem")))
        rows.action_ar_stripe_invoice()
        self.send()
        self.assertEqual(self.remote(order.invoice_ids)["total"], 24_500)
        self.assertFalse(self.of(entries))

    def test_a_line_per_employee(self):
        entries = self.loosely(2) | self.loosely(3, employee_id=self.ben.id)
        order = self.put(self.of(entries), is_by_employee=True)
        self.assertEqual(sorted(order.order_line.mapped("qty_delivered")), [2.0, 3.0])
        self.assertIn("Ben", order.order_line.sorted("qty_delivered")[-1].name)

    def test_a_product_that_is_not_billed_by_the_hour_is_refused(self):
        entries = self.loosely(2)
        with self.assertRaisesRegex(UserError, "not invoiced by the hours"):
            self.put(self.of(entries), product_id=self.ordered.id)
        self.assertFalse(entries.so_line)

    def test_what_a_person_made_non_billable_and_what_is_billed_by_hand_stays_out(self):
        edited = self.work(1, so_line=False, is_so_line_edited=True)
        self.assertFalse(self.of(edited))
        entry = self.loosely(1)
        self.loose.billing_type = "manually"
        self.assertFalse(self.of(entry))

    def test_somebody_who_may_not_make_orders(self):
        rows = self.of(self.loosely(2))
        with self.assertRaises(AccessError):
            self.put(rows, self.manager())


class TestTimeOfTwoCompanies(TimeCase):
    """Hours of another company are neither seen nor billed, whoever asks, and however the rows were come by."""

    def setUp(self):
        super().setUp()
        self.other = self.other_company()
        self.mine = self.work(2)
        there = self.env["hr.employee"].create({"name": "Cy", "company_id": self.other.id})
        project = self.env["project.project"].create({
            "name": "Elsewhere", "allow_billable": True, "allow_timesheets": True, "partner_id": self.partner.id,
            "company_id": self.other.id, "timesheet_product_id": self.hours.id,
        })  # fmt: skip
        self.theirs = self.work(
            5, project_id=project.id, task_id=False, employee_id=there.id, company_id=self.other.id
        )
        self.both = self.of(self.mine | self.theirs)

    def test_each_row_is_of_its_company(self):
        self.assertEqual(self.both.mapped("company_id"), self.env.company | self.other)

    def test_people_of_one_company_see_and_bill_that_one_only(self):
        boss = self.manager()
        for company, entry in ((self.env.company, self.mine), (self.other, self.theirs)):
            found = self.of_company(boss, company).search([("timesheet_id", "in", self.both.timesheet_id.ids)])
            self.assertEqual(found.timesheet_id.sudo(), entry)
        for user in (boss, self.seller()):
            theirs = self.of_company(user, self.other)
            for reading in (lambda rows: rows.read(["amount"]), lambda rows: rows.action_ar_stripe_invoice()):
                with self.subTest(user.login), self.assertRaises(AccessError):
                    reading(theirs.browse(self.both.ids))
        self.assertFalse((self.mine | self.theirs).timesheet_invoice_id)

    def test_a_person_of_both_bills_where_stripe_is_and_nothing_by_halves(self):
        boss = self.manager()
        boss.group_ids += self.env.ref("sales_team.group_sale_salesman_all_leads")
        rows = self.of_company(boss, self.env.company, self.other).browse(self.both.ids)
        with self.assertRaises(UserError):
            rows.action_ar_stripe_invoice()
        self.assertFalse(self.mine.timesheet_invoice_id)
        rows.filtered(lambda row: row.company_id == self.env.company).action_ar_stripe_invoice()
        self.send()
        self.assertEqual(self.mine.timesheet_invoice_id.company_id, self.env.company)
        self.assertEqual(len(self.at_stripe("invoices")), 1)

    def test_hours_of_another_company_are_not_put_on_an_order(self):
        rows = self.of_company(self.seller(), self.env.company).browse(self.of(self.theirs).ids)
        with self.assertRaises(AccessError):
            rows.action_view_put_on_order()
