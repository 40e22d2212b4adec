"""Subscriptions that were sold on orders: one for each interval of an order."""

from odoo import api, fields, models
from odoo.exceptions import UserError

from odoo.addons.ar_sync_stripe.models.ar_stripe_product_price import INTERVALS

STATUSES = [
    ("unsent", "Not at Stripe"),
    ("incomplete", "Waits for First Payment"),
    ("incomplete_expired", "First Payment Failed"),
    ("trialing", "Starts Later"),
    ("active", "Active"),
    ("past_due", "Past Due"),
    ("unpaid", "Unpaid"),
    ("paused", "Paused"),
    ("canceled", "Ended"),
    ("other", "Other"),
]
OVER = ("canceled", "incomplete_expired")
FEEDBACKS = [
    ("customer_service", "Customer service"),
    ("low_quality", "Quality"),
    ("missing_features", "Something is missing"),
    ("switched_service", "Went to another supplier"),
    ("too_complex", "Too complex"),
    ("too_expensive", "Too expensive"),
    ("unused", "Not used"),
    ("other", "Other"),
]


class ArSaleSubscription(models.Model):
    """What of an order is billed at one rhythm. Stripe wants one rhythm in a subscription.

    ``wish`` is what a person asked for and Stripe has not said yet: a pause, the end. The columns of state are
    Stripe's, as last seen; code writes them.
    """

    _name = "ar.sale.subscription"
    _description = "Subscription of a Sales Order"
    _order = "id desc"
    _check_company_auto = True

    order_id = fields.Many2one("sale.order", required=True, readonly=True, index=True, ondelete="cascade")
    company_id = fields.Many2one(related="order_id.company_id", store=True, index=True)
    partner_id = fields.Many2one(related="order_id.partner_id", string="Customer", store=True, index=True)
    user_id = fields.Many2one(related="order_id.user_id", string="Salesperson", store=True)
    currency_id = fields.Many2one(related="order_id.currency_id", store=True)
    order_state = fields.Selection(related="order_id.state", string="Order Status")
    connection_id = fields.Many2one("ar.sync.connection", readonly=True, index="btree_not_null", ondelete="set null")
    interval = fields.Selection([pair for pair in INTERVALS if pair[0] != "once"], required=True, readonly=True)
    interval_count = fields.Integer(
        string="Number of Intervals", required=True, readonly=True, default=1, aggregator=None
    )
    rhythm = fields.Char(string="Billed Every", compute="_compute_rhythm")
    line_ids = fields.One2many("sale.order.line", "ar_subscription_id", string="Lines", readonly=True)
    needs_review = fields.Boolean(
        readonly=True, help="Somebody who may not send to Stripe changed it: a manager approves what is sent."
    )
    wish = fields.Json(readonly=True)
    problem = fields.Text(string="Problem at Stripe", readonly=True, help="Why Stripe does not have it as it is here.")
    remedy = fields.Text(string="What to Do", readonly=True)

    stripe_subscription_id = fields.Many2one(
        "ar.stripe.subscription", string="At Stripe", readonly=True, index="btree_not_null", ondelete="set null"
    )
    external_id = fields.Char(string="Stripe ID", readonly=True, index="btree_not_null")
    status = fields.Selection(STATUSES, required=True, readonly=True, default="unsent", index=True)
    is_earning = fields.Boolean(string="Earning", readonly=True, help="Its money is expected and collected.")
    is_paused = fields.Boolean(string="Collection Paused", readonly=True)
    period_end_at = fields.Datetime(string="Next Renewal", readonly=True)
    cancel_at = fields.Datetime(string="Will End", readonly=True)
    ended_at = fields.Datetime(string="Ended", readonly=True)
    mrr = fields.Monetary(string="Recurring per Month", compute="_compute_mrr", store=True)
    has_difference = fields.Boolean(string="Differs", readonly=True, help="Somebody changed it at Stripe.")
    difference_rows = fields.Json(string="Difference (Data)", readonly=True)
    difference_text = fields.Text(string="Difference", compute="_compute_difference_text")
    open_count = fields.Integer(string="On Its Way", compute="_compute_open_count")
    invoice_count = fields.Integer(string="Invoices", compute="_compute_invoice_count")

    # === COMPUTE METHODS === #

    @api.depends("interval", "interval_count")
    def _compute_rhythm(self):
        labels = dict(self._fields["interval"]._description_selection(self.env))
        for row in self:
            label = labels.get(row.interval, "")
            row.rhythm = label if row.interval_count == 1 else f"{row.interval_count} × {label}"

    @api.depends("order_id.name", "interval", "interval_count")
    def _compute_display_name(self):
        for row in self:
            row.display_name = f"{row.order_id.name}, {row.rhythm}"

    @api.depends("line_ids.ar_mrr", "is_earning", "status", "order_id.state")
    def _compute_mrr(self):
        """What is on its way counts; what is over or paused does not."""
        for row in self:
            counts = row.is_earning or (row.status in ("unsent", "trialing") and row.order_id.state == "sale")
            row.mrr = sum(row.line_ids.mapped("ar_mrr")) if counts else 0.0

    @api.depends("difference_rows")
    def _compute_difference_text(self):
        for row in self:
            row.difference_text = "\n".join(
                self.env._("%(name)s: “%(before)s” in Odoo, “%(after)s” at Stripe", **line)
                for line in row.difference_rows or []
            )

    def _compute_open_count(self):
        groups = self.env["ar.sync.operation"].sudo()._read_group(
            [*self._operation_domain(), ("state", "not in", ("done", "cancelled"))], ["res_id"], ["__count"]
        )
        counts = dict(groups)
        for row in self:
            row.open_count = counts.get(row.id, 0)

    def _compute_invoice_count(self):
        for row in self:
            row.invoice_count = len(row.line_ids.sudo().invoice_lines.move_id)

    def _operation_domain(self) -> list:
        return [("res_model", "=", self._name), ("res_id", "in", self.ids)]

    def _is_running(self) -> bool:
        """Tell whether Stripe bills it, or will."""
        return self.status not in ("unsent", *OVER)

    @api.ondelete(at_uninstall=False)
    def _unlink_except_running(self):
        if any(row._is_running() for row in self):
            raise UserError(self.env._("Cancel the subscription first: Stripe would go on billing it."))

    # === ASKING FOR A CHANGE === #

    def _ask(self, **wish):
        """Note what a person wants, and plan it; return the open changes."""
        self.env["ar.sync.connection"]._stripe_check_may_send()
        self.check_access("read")
        planned = self.env["ar.sync.operation"].sudo()
        for row in self.sudo():
            if not row._is_running():
                raise UserError(self.env._("%s does not run at Stripe.", row.display_name))
            if row.connection_id.stripe_send_subscriptions == "off":
                raise UserError(self.env._("Sending subscriptions is switched off on the Stripe connection."))
            row.write({"wish": {**(row.wish or {}), **wish}, "problem": False, "remedy": False, "needs_review": False})
            planned |= row._stripe_plan(row.connection_id)
        return planned

    def action_send(self):
        """Have Stripe have these subscriptions as they are here."""
        self.env["ar.sync.connection"]._stripe_check_may_send()
        self.check_access("read")
        rows = self.sudo()
        rows.write({"problem": False, "remedy": False, "needs_review": False})
        planned = self.env["ar.sync.operation"].sudo()
        for row in rows:
            planned |= row._plan_here()
        return (planned | planned.prerequisite_ids)._show_planned()

    def action_resume(self):
        """Collect again."""
        return self._ask(pause_collection="")._show_planned()

    def action_continue(self):
        """Take the planned end back."""
        return self._ask(end={"cancel_at_period_end": False, "cancel_at": ""})._show_planned()

    def action_pause(self):
        """Ask how long, and what becomes of invoices meanwhile."""
        return self._open_wizard("ar.sale.subscription.pause", self.env._("Pause Collection"))

    def action_cancel(self):
        """Ask when it ends, and why."""
        return self._open_wizard("ar.sale.subscription.cancel", self.env._("Cancel Subscription"))

    def _open_wizard(self, model: str, name: str, **context) -> dict:
        self.env["ar.sync.connection"]._stripe_check_may_send()
        self.check_access("read")
        return {
            "type": "ir.actions.act_window",
            "res_model": model,
            "name": name,
            "view_mode": "form",
            "target": "new",
            "context": {
                "default_subscription_ids": self.ids,
                "default_company_id": self.company_id[:1].id,
                **context,
            },
        }

    # === LOOKING === #

    def action_view_order(self):
        """Open the sales order."""
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "res_model": "sale.order",
            "res_id": self.order_id.id,
            "view_mode": "form",
            "name": self.order_id.display_name,
        }

    def action_view_stripe(self):
        """Open it as Stripe has it."""
        self.ensure_one()
        row = self.stripe_subscription_id
        return row._open(row) if row else False

    def action_view_changes(self):
        """List what was and will be sent."""
        self.check_access("read")
        action = self.env["ir.actions.act_window"]._for_xml_id("ar_sync.ar_sync_operation_action")
        return {**action, "domain": self._operation_domain(), "context": {}}

    def action_view_invoices(self):
        """List the invoices that Stripe made of it."""
        self.check_access("read")
        return self.order_id.action_view_invoice(self.line_ids.invoice_lines.move_id)
