"""Orders with recurring lines: what is agreed with the customer, and the subscriptions that Stripe bills."""

from odoo import api, fields, models

from .ar_sale_subscription import OVER, STATUSES

#: What of an order Stripe is told.
SENT_FIELDS = frozenset(
    {
        "payment_term_id", "ar_subscription_start", "ar_subscription_end_kind", "ar_subscription_end",
        "ar_subscription_periods", "ar_subscription_collection", "ar_subscription_days",
    }
)  # fmt: skip
#: The status of an order is that of its subscription that needs somebody most.
MOST_URGENT = (
    "unpaid", "past_due", "incomplete_expired", "incomplete", "other", "paused", "unsent", "trialing", "active",
    "canceled",
)  # fmt: skip


class SaleOrder(models.Model):
    _inherit = "sale.order"

    ar_is_recurring = fields.Boolean(string="Recurring", compute="_compute_ar_is_recurring", store=True)
    ar_subscription_ids = fields.One2many("ar.sale.subscription", "order_id", string="Subscriptions", copy=False)
    ar_subscription_count = fields.Integer(string="Number of Subscriptions", compute="_compute_ar_subscription_count")
    ar_subscription_status = fields.Selection(
        STATUSES, string="Subscription Status", compute="_compute_ar_subscription_status", store=True
    )
    ar_next_renewal = fields.Datetime(
        string="Next Renewal", compute="_compute_ar_subscription_status", store=True, help="When Stripe bills it next."
    )
    ar_mrr = fields.Monetary(
        string="Recurring per Month",
        compute="_compute_ar_mrr",
        store=True,
        help="Untaxed. What is paused or over does not count.",
    )
    ar_subscription_problem = fields.Text(string="Refused", compute="_compute_ar_subscription_problem")
    ar_subscription_open_count = fields.Integer(
        string="Changes for Stripe", compute="_compute_ar_subscription_problem", help="On their way, or to be approved."
    )
    ar_subscription_difference = fields.Text(string="Changed at Stripe", compute="_compute_ar_subscription_problem")

    ar_subscription_start = fields.Date(
        string="Subscription Starts",
        copy=False,
        help="Empty is at once. A later day: nothing is billed until then. A past day: the first invoice bills from "
        "that day on.",
    )
    ar_subscription_end_kind = fields.Selection(
        [("open", "Open end"), ("periods", "After a number of periods"), ("date", "On a day")],
        string="Subscription Ends",
        required=True,
        default="open",
    )
    ar_subscription_periods = fields.Integer(string="Periods", help="How often it is billed, a trial not counted.")
    ar_subscription_end = fields.Date(string="Last Day", copy=False)
    ar_subscription_collection = fields.Selection(
        [
            ("send_invoice", "Stripe e-mails an invoice"),
            ("charge_automatically", "Stripe charges the saved payment method"),
        ],
        string="Collected By",
        required=True,
        default="send_invoice",
    )
    ar_subscription_days = fields.Integer(
        string="Days to Pay",
        compute="_compute_ar_subscription_days",
        store=True,
        readonly=False,
        precompute=True,
        help="Of each invoice that Stripe e-mails; proposed from the payment terms.",
    )
    ar_subscription_proration = fields.Selection(
        [
            ("create_prorations", "With the next invoice"),
            ("always_invoice", "At once"),
            ("none", "Not at all"),
        ],
        string="Changes Billed",
        required=True,
        default="create_prorations",
        help="A change in the middle of a period: when the rest of the period is charged or credited.",
    )

    # === COMPUTE METHODS === #

    @api.depends("order_line.ar_interval")
    def _compute_ar_is_recurring(self):
        for order in self:
            order.ar_is_recurring = any(order.order_line.mapped("ar_interval"))

    @api.depends("ar_subscription_ids")
    def _compute_ar_subscription_count(self):
        for order in self:
            order.ar_subscription_count = len(order.ar_subscription_ids)

    @api.depends("ar_subscription_ids.status", "ar_subscription_ids.period_end_at", "ar_subscription_ids.cancel_at")
    def _compute_ar_subscription_status(self):
        for order in self:
            rows = order.ar_subscription_ids
            found = set(rows.mapped("status"))
            order.ar_subscription_status = next((code for code in MOST_URGENT if code in found), False)
            renewals = [
                row.period_end_at
                for row in rows
                if row.period_end_at
                and row.status not in OVER
                and not (row.cancel_at and row.cancel_at <= row.period_end_at)
            ]
            order.ar_next_renewal = min(renewals, default=False)

    @api.depends("order_line.ar_mrr", "ar_subscription_ids.mrr", "state")
    def _compute_ar_mrr(self):
        for order in self:
            rows = order.ar_subscription_ids if order.state == "sale" else order.order_line
            order.ar_mrr = sum(rows.mapped("mrr" if order.state == "sale" else "ar_mrr"))

    @api.depends("ar_subscription_ids.problem", "ar_subscription_ids.difference_rows")
    def _compute_ar_subscription_problem(self):
        for order in self:
            rows = order.ar_subscription_ids
            told = [f"{row.problem}\n{row.remedy or ''}".strip() for row in rows if row.problem]
            order.ar_subscription_problem = "\n".join(told) or False
            order.ar_subscription_open_count = sum(rows.mapped("open_count"))
            differing = rows.filtered("has_difference")
            order.ar_subscription_difference = "\n".join(differing.mapped("difference_text")) or False

    @api.depends("payment_term_id")
    def _compute_ar_subscription_days(self):
        for order in self:
            days = order.payment_term_id.line_ids.mapped("nb_days")
            order.ar_subscription_days = max(days, default=0)

    def _ar_days_until_due(self) -> int:
        return max(0, self.ar_subscription_days)

    def _ar_subscriber(self):
        """Return the contact whom Stripe bills."""
        return self.sudo().partner_invoice_id.commercial_partner_id or self.sudo().partner_id.commercial_partner_id

    def _ar_invoice_values(self) -> dict:
        """Return what the entries that Stripe's invoices become take from the order."""
        return {
            "invoice_user_id": self.user_id.id,
            "team_id": self.team_id.id,
            "partner_shipping_id": self.partner_shipping_id.id,
        }

    # === PLANNING === #

    def _ar_subscriptions_changed(self) -> None:
        """Sort recurring lines into subscriptions and plan what Stripe needs of them."""
        if self.env.context.get("ar_subscription_accepting") or self.env.context.get("ar_subscription_later"):
            return
        may = self.env.su or self.env.user.has_group("ar_sync.group_manager")
        for order in self.sudo().filtered(lambda row: row.state == "sale"):
            order._ar_sort_lines()
            running = order.ar_subscription_ids.filtered(lambda row: row.status not in OVER)
            running.needs_review = not may
            for subscription in running:
                subscription._plan_here()

    def _ar_sort_lines(self) -> None:
        """Have each recurring line be in the one subscription of its rhythm.

        A subscription all of whose lines got another rhythm gets it too; a line that leaves the others gets one of
        its own.
        """
        rows = self.ar_subscription_ids.filtered(lambda row: row.status not in OVER)
        taken = {(row.interval, row.interval_count): row for row in rows}
        for row in rows:
            wanted = {(line.ar_interval, line.ar_interval_count) for line in row._billed_lines()}
            if len(wanted) == 1 and not wanted & taken.keys():
                [key] = wanted
                del taken[row.interval, row.interval_count]
                row.interval, row.interval_count = key
                taken[key] = row
        for line in self.order_line.filtered("ar_interval"):
            key = (line.ar_interval, line.ar_interval_count)
            if key not in taken:
                if not line.product_uom_qty:
                    continue
                taken[key] = self.env["ar.sale.subscription"].create(
                    {"order_id": self.id, "interval": key[0], "interval_count": key[1]}
                )
            if line.ar_subscription_id != taken[key]:
                line.ar_subscription_id = taken[key]

    # === WHEN === #

    def write(self, vals):
        """Plan once, after all lines of a form are written."""
        if not self.env.context.get("ar_subscription_later") and (SENT_FIELDS | {"order_line"}) & vals.keys():
            result = super(SaleOrder, self.with_context(ar_subscription_later=True)).write(vals)
            self.filtered("ar_is_recurring")._ar_subscriptions_changed()
            return result
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_except_running_subscription(self):
        self.sudo().ar_subscription_ids._unlink_except_running()

    def _action_confirm(self):
        result = super()._action_confirm()
        self.filtered("ar_is_recurring")._ar_subscriptions_changed()
        return result

    def action_cancel(self):
        """An order whose subscription runs asks first when that ends."""
        running = self.ar_subscription_ids.filtered(lambda row: row._is_running() and not row.cancel_at)
        if running and not self.env.context.get("ar_subscription_decided"):
            name = self.env._("Cancel Order and Subscription")
            return running._open_wizard("ar.sale.subscription.cancel", name, default_order_ids=self.ids)
        return super().action_cancel()

    def _action_cancel(self):
        """What was not sent is not sent any more; what runs is a person's to decide."""
        result = super()._action_cancel()
        for subscription in self.sudo().ar_subscription_ids:
            if subscription.connection_id:
                subscription._stripe_plan(subscription.connection_id)
        self.sudo().ar_subscription_ids._note_order_cancelled()
        return result

    # === ACTIONS === #

    def action_ar_subscriptions(self):
        """Open the subscriptions of these orders."""
        self.check_access("read")
        action = self.env["ir.actions.act_window"]._for_xml_id("ar_sync_stripe_sale.ar_sale_subscription_action")
        rows = self.ar_subscription_ids
        action |= {"domain": [("id", "in", rows.ids)], "context": {}}
        if len(rows) == 1:
            action |= {"views": [(False, "form")], "view_mode": "form", "res_id": rows.id}
        return action
