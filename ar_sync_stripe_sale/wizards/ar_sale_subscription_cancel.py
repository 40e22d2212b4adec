"""Cancelling a subscription: when, and why."""

from datetime import time

from odoo import fields, models
from odoo.exceptions import UserError

from odoo.addons.ar_sync_stripe.models.account_move_facts import _moment

from ..models.ar_sale_subscription import FEEDBACKS


class ArSaleSubscriptionCancel(models.TransientModel):
    """When a subscription ends; with it, where asked, its order."""

    _name = "ar.sale.subscription.cancel"
    _description = "Cancel Subscription"

    company_id = fields.Many2one("res.company", required=True, default=lambda self: self.env.company)
    subscription_ids = fields.Many2many("ar.sale.subscription", string="Subscriptions")
    order_ids = fields.Many2many("sale.order", string="Orders Cancelled Too")
    when = fields.Selection(
        [("period", "When the period that is paid is over"), ("date", "On a day"), ("now", "Now")],
        string="Ends",
        required=True,
        default="period",
    )
    ends_on = fields.Date(string="Last Day")
    feedback = fields.Selection(FEEDBACKS, string="Reason")
    comment = fields.Char()
    prorate = fields.Boolean(
        string="Credit the Rest of the Period",
        help="Stripe credits what is paid and not used to the customer's balance, with a last invoice.",
    )

    def action_confirm(self):
        """Plan the end; cancel the orders that asked for it."""
        self.ensure_one()
        self.env["ar.sync.connection"]._stripe_check_may_send()
        planned = self.env["ar.sync.operation"].sudo()
        for row in self.subscription_ids:
            planned |= row._ask(**self._wish(row))
        if self.order_ids:
            self.order_ids.with_context(ar_subscription_decided=True).action_cancel()
        return planned._show_planned()

    def _wish(self, row) -> dict:
        """Return what is asked for one subscription."""
        details = {}
        if self.feedback:
            details["feedback"] = self.feedback
        if self.comment:
            details["comment"] = self.comment
        told = {"cancellation_details": details} if details else {}
        if self.when == "now":
            return {"cancel": {**told, **({"prorate": True, "invoice_now": True} if self.prorate else {})}}
        if self.when == "period":
            return {"end": {"cancel_at_period_end": True, **told}}
        connection = row.sudo().connection_id
        if not self.ends_on or self.ends_on < connection._ar_local_date(fields.Datetime.now()):
            raise UserError(self.env._("The last day is today or later."))
        return {"end": {"cancel_at": _moment(connection, self.ends_on, time(23, 59, 59)), **told}}
