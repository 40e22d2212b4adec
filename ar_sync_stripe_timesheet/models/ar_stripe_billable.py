"""Hours that can be invoiced: one row per timesheet entry, so that a period, a task or a person can be picked."""

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain
from odoo.tools import SQL


class ArStripeBillable(models.Model):
    _inherit = "ar.stripe.billable"
    _depends = {
        "account.analytic.line": [
            "so_line", "project_id", "task_id", "employee_id", "unit_amount", "date", "name", "timesheet_invoice_id",
            "is_so_line_edited", "product_uom_id", "company_id",
        ],
        "account.move": ["state", "payment_state"],
        "project.project": ["allow_billable", "billing_type", "partner_id", "timesheet_product_id", "user_id"],
        "project.task": ["partner_id"],
        "uom.uom": ["factor", "parent_path"],
    }  # fmt: skip

    source = fields.Selection(selection_add=[("timesheet", "Timesheet")])
    timesheet_id = fields.Many2one("account.analytic.line", string="Timesheet Entry", readonly=True)
    project_id = fields.Many2one("project.project", readonly=True)
    task_id = fields.Many2one("project.task", readonly=True)
    employee_id = fields.Many2one("hr.employee", readonly=True)
    problem = fields.Selection(
        selection_add=[
            ("no_order", "It is on no sales order. Put it on one, or choose a sales order item on the task."),
            ("no_customer", "Neither its task nor its project has a customer. Choose one."),
            ("order_open", "Its sales order is not confirmed. Confirm it."),
        ]
    )

    # === QUERY === #

    @api.model
    def _is_order_line(self) -> SQL:
        """An order line that is delivered by hours is shown as its hours."""
        by_hours = SQL("(line.qty_delivered_method = 'timesheet' AND template.invoice_policy = 'delivery')")
        return SQL("%s AND %s IS NOT TRUE", super()._is_order_line(), by_hours)

    @api.model
    def _billable_sources(self):
        columns = {
            **self._order_line_columns(),
            **self._timesheet_columns(),
        }
        origin = SQL(
            """FROM account_analytic_line entry
               JOIN project_project project ON project.id = entry.project_id
               JOIN res_company company ON company.id = entry.company_id
          LEFT JOIN project_task task ON task.id = entry.task_id
          LEFT JOIN account_move invoice ON invoice.id = entry.timesheet_invoice_id
          LEFT JOIN sale_order_line line ON line.id = entry.so_line
          LEFT JOIN sale_order sale ON sale.id = line.order_id
          LEFT JOIN product_product product ON product.id = line.product_id
          LEFT JOIN product_template template ON template.id = product.product_tmpl_id
          LEFT JOIN uom_uom worked ON worked.id = entry.product_uom_id
          LEFT JOIN uom_uom sold ON sold.id = line.product_uom_id
              WHERE COALESCE(entry.unit_amount, 0) <> 0
                AND (invoice.id IS NULL
                     OR invoice.state = 'cancel' AND invoice.payment_state <> 'invoicing_legacy')
                AND (line.qty_delivered_method = 'timesheet' AND template.invoice_policy = 'delivery'
                     OR line.id IS NULL AND project.allow_billable AND project.billing_type = 'not_billable'
                        AND entry.is_so_line_edited IS NOT TRUE)"""
        )
        return [*super()._billable_sources(), (1, columns, origin)]

    @api.model
    def _timesheet_columns(self) -> dict[str, SQL]:
        quantity = SQL(
            """CASE WHEN split_part(worked.parent_path, '/', 1) = split_part(sold.parent_path, '/', 1)
                    THEN entry.unit_amount * worked.factor / sold.factor ELSE entry.unit_amount END"""
        )
        return {
            "source": SQL("'timesheet'"),
            "id": SQL("entry.id"),
            "timesheet_id": SQL("entry.id"),
            "project_id": SQL("project.id"),
            "task_id": SQL("task.id"),
            "employee_id": SQL("entry.employee_id"),
            "company_id": SQL("entry.company_id"),
            "partner_id": SQL("COALESCE(sale.partner_invoice_id, task.partner_id, project.partner_id)"),
            "user_id": SQL("COALESCE(sale.user_id, project.user_id)"),
            "product_id": SQL("COALESCE(line.product_id, project.timesheet_product_id)"),
            "description": SQL("entry.name"),
            "quantity": quantity,
            "uom_id": SQL("COALESCE(line.product_uom_id, entry.product_uom_id)"),
            "amount": self._order_line_amount(quantity),
            "currency_id": SQL("COALESCE(line.currency_id, company.currency_id)"),
            "date": SQL("entry.date"),
            "problem": SQL(
                """CASE WHEN line.id IS NOT NULL AND sale.state <> 'sale' THEN 'order_open'
                        WHEN line.id IS NOT NULL THEN NULL
                        WHEN COALESCE(task.partner_id, project.partner_id) IS NULL THEN 'no_customer'
                        ELSE 'no_order' END"""
            ),
        }

    # === INVOICING === #

    def _lock_sources(self) -> None:
        result = super()._lock_sources()
        self._hold(self.timesheet_id)
        return result

    def _picked(self) -> dict:
        return {**super()._picked(), "timesheets": self.timesheet_id.ids}

    def _make_invoices(self, as_manager: bool):
        """Have Odoo invoice of each order line the hours that were picked, as it does with those of a period."""
        lines = self.filtered("timesheet_id").order_line_id.sudo()
        hours = lines._get_delivered_quantity_by_analytic(
            Domain("id", "in", self.timesheet_id.ids) & Domain(lines._timesheet_compute_delivered_quantity_domain())
        )
        for line in lines:
            line.qty_to_invoice = hours.get(line.id, 0.0)
        moves = super()._make_invoices(as_manager)
        missing = self.timesheet_id.sudo().filtered(lambda entry: entry.timesheet_invoice_id not in moves)
        if missing:
            raise UserError(
                self.env._("Odoo did not take %s of these hours into an invoice. Nothing was invoiced.", len(missing))
            )
        return moves

    # === ACTIONS === #

    def action_view_source(self):
        """Hours without an order lead to their task or project."""
        if not self.order_id and self.timesheet_id:
            self.check_access("read")
            return self._view_of(self.task_id or self.project_id)
        return super().action_view_source()

    def action_view_put_on_order(self):
        """Ask on what product's sales order hours are put that are on none."""
        self.check_access("read")
        waiting = self.filtered(lambda row: row.problem == "no_order")
        if not waiting:
            raise UserError(self.env._("Choose hours that are on no sales order and have a customer."))
        action = self.env["ir.actions.act_window"]._for_xml_id("ar_sync_stripe_timesheet.ar_time_order_action")
        return {**action, "context": {"default_timesheet_ids": waiting.timesheet_id.ids}}
