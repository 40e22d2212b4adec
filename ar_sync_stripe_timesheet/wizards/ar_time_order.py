"""Hours that are on no sales order are put on one: only what an order line knows is invoiced, and only once."""

from odoo import api, fields, models
from odoo.exceptions import UserError


class ArTimeOrder(models.TransientModel):
    _name = "ar.time.order"
    _description = "Put Hours on a Sales Order"

    timesheet_ids = fields.Many2many("account.analytic.line", string="Timesheet Entries")
    hours = fields.Float(string="Time", compute="_compute_hours")
    product_id = fields.Many2one(
        "product.product",
        domain="[('type', '=', 'service'), ('invoice_policy', '=', 'delivery'), ('service_type', '=', 'timesheet')]",
        help="Where it is empty, the timesheet product of each project. Its price is that of the customer's pricelist.",
    )
    is_by_employee = fields.Boolean(
        string="A Line per Employee", help="Where people have different rates: change the prices on the order."
    )

    @api.depends("timesheet_ids")
    def _compute_hours(self):
        for wizard in self:
            wizard.hours = sum(wizard.timesheet_ids.mapped("unit_amount"))

    def action_put(self):
        """Make and confirm the orders, one per customer and project, and show them."""
        self.ensure_one()
        self.env["sale.order"].check_access("create")
        entries = self.timesheet_ids.sudo()
        self.timesheet_ids.check_access("read")
        self.env["ar.stripe.billable"]._hold(entries)
        taken = entries.filtered(lambda entry: entry.so_line or not entry._is_not_billed() or not entry.project_id)
        if not entries:
            raise UserError(self.env._("Choose hours that are on no sales order and have a customer."))
        if taken:
            raise UserError(self.env._("%s of these hours are on a sales order already.", len(taken)))
        orders = self.env["sale.order"]
        for (company, project, partner), own in entries.grouped(self._key).items():
            if not partner:
                raise UserError(self.env._("%s has no customer. Choose one on the task or the project.", project.name))
            orders |= self.with_company(company)._put(own, project, partner)
        action = self.env["ir.actions.act_window"]._for_xml_id("sale.action_orders")
        return {**action, "domain": [("id", "in", orders.ids)], "context": {}}

    @api.model
    def _key(self, entry):
        return entry.company_id, entry.project_id, entry.task_id.partner_id or entry.project_id.partner_id

    def _put(self, entries, project, partner):
        """Return the confirmed order that has these hours."""
        product = self.product_id or project.timesheet_product_id
        if not product._is_delivered_timesheet() or product.service_tracking != "no":
            raise UserError(
                self.env._(
                    "%s is not invoiced by the hours on timesheets. Choose a product that is and makes no project.",
                    product.display_name or self.env._("No product"),
                )
            )
        order = self.env["sale.order"].create(
            {"partner_id": partner.id, "company_id": entries.company_id.id, "origin": project.name}
        )
        groups = entries.grouped("employee_id") if self.is_by_employee else {entries.employee_id.browse(): entries}
        lines = self.env["sale.order.line"].create(
            [self._line_values(order, product, employee, own) for employee, own in groups.items()]
        )
        order.action_confirm()
        for line, own in zip(lines, groups.values(), strict=True):
            own.write({"so_line": line.id, "is_so_line_edited": True})
        return order

    def _line_values(self, order, product, employee, entries) -> dict:
        worked = sum(
            entry.product_uom_id._compute_quantity(entry.unit_amount, product.uom_id, raise_if_failure=False)
            for entry in entries
        )
        values = {"order_id": order.id, "product_id": product.id, "product_uom_qty": worked}
        if employee:
            values["name"] = f"{product.display_name}\n{employee.name}"
        return values
