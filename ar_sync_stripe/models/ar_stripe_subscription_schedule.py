"""Subscription schedules: what a subscription will be, phase by phase."""

from odoo import api, fields, models
from odoo.tools import format_date


class ArStripeSubscriptionSchedule(models.Model):
    """A schedule and its phases. Phases have no ids at Stripe: they are kept as one value, and shown as text."""

    _name = "ar.stripe.subscription.schedule"
    _description = "Stripe Subscription Schedule"
    _inherit = ["ar.stripe.mirror"]
    _rec_names_search = ["external_id", "customer_ref", "subscription_ref"]

    _mirror_links = {
        "customer_id": ("customer_ref", "ar.stripe.customer"),
        "subscription_id": ("subscription_ref", "ar.stripe.subscription"),
    }
    _mirror_page = "subscription_schedules"
    _mirror_words = {"status_label": "status", "end_label": "end_behavior"}

    status = fields.Char(string="Status Code", readonly=True)
    status_label = fields.Char(string="Status", compute="_compute_words")
    customer_ref = fields.Char(string="Customer ID", readonly=True, index="btree_not_null")
    customer_id = fields.Many2one("ar.stripe.customer", readonly=True, index="btree_not_null", ondelete="set null")
    subscription_ref = fields.Char(string="Subscription ID", readonly=True, index="btree_not_null")
    subscription_id = fields.Many2one(
        "ar.stripe.subscription", readonly=True, index="btree_not_null", ondelete="set null"
    )
    end_behavior = fields.Char(string="End Code", readonly=True)
    end_label = fields.Char(string="At the End", compute="_compute_words", help="Release: the last phase goes on.")
    phases = fields.Json(string="Phases (JSON)", readonly=True)
    phase_count = fields.Integer(string="Number of Phases", readonly=True)
    phase_text = fields.Text(string="Phases", compute="_compute_phase_text")
    phase_start_at = fields.Datetime(string="Present Phase From", readonly=True)
    phase_end_at = fields.Datetime(string="Present Phase Until", readonly=True)
    canceled_at = fields.Datetime(string="Cancelled", readonly=True)
    completed_at = fields.Datetime(string="Completed", readonly=True)
    released_at = fields.Datetime(string="Released", readonly=True)

    @api.model
    def _mirror_row(self, values, connection, currencies) -> dict:
        return {
            **self._mirror_base(values, connection),
            "status": values.status,
            "customer_ref": values.customer_id,
            "subscription_ref": values.subscription_id,
            "end_behavior": values.end_behavior,
            "phases": [_phase_json(phase) for phase in values.phases] or None,
            "phase_count": len(values.phases),
            "phase_start_at": values.current_phase_start_at,
            "phase_end_at": values.current_phase_end_at,
            "canceled_at": values.canceled_at,
            "completed_at": values.completed_at,
            "released_at": values.released_at,
        }

    @api.depends("phases")
    def _compute_phase_text(self):
        refs = {item["price"] for row in self for phase in row.phases or [] for item in phase["items"] if item["price"]}
        prices = self.env["ar.stripe.price"].search(
            [("connection_id", "in", self.connection_id.ids), ("external_id", "in", list(refs))]
        )
        named = {(price.connection_id, price.external_id): price for price in prices}
        for schedule in self:
            lines = [schedule._phase_line(phase, named) for phase in schedule.phases or []]
            schedule.phase_text = "\n".join(lines) or False

    def _phase_line(self, phase: dict, named: dict) -> str:
        """Return one phase as a line of text: from, until, and what is billed."""
        parts = []
        for item in phase["items"]:
            price = named.get((self.connection_id, item["price"]))
            name = f"{price.product_id.name or price.display_name}, {price.amount_label}" if price else item["price"]
            parts.append(f"{item['quantity']} × {name}" if item["quantity"] is not None else str(name))
        return self.env._(
            "%(start)s to %(end)s: %(what)s",
            start=_day(self.env, phase["start_at"]),
            end=_day(self.env, phase["end_at"]),
            what="; ".join(parts),
        )

    @api.depends("customer_id", "customer_ref", "external_id", "phase_count")
    def _compute_display_name(self):
        for schedule in self:
            who = schedule.customer_id.display_name or schedule.customer_ref or schedule.external_id
            schedule.display_name = self.env._("%(who)s: %(count)s phases", who=who, count=schedule.phase_count)

    # === ACTIONS === #

    def action_view_subscription(self):
        """Open the subscription that it changes."""
        self.ensure_one()
        return self._open(self.subscription_id) if self.subscription_id else False

    def action_view_customer(self):
        """Open the Stripe customer."""
        self.ensure_one()
        return self._open(self.customer_id) if self.customer_id else False


def _day(env, text: str | None) -> str:
    return format_date(env, fields.Datetime.to_datetime(text)) if text else "…"


def _phase_json(phase) -> dict:
    """Return a phase as it is kept: moments as Odoo writes them, in UTC."""
    found = {"start_at": phase.start_at, "end_at": phase.end_at, "trial_end_at": phase.trial_end_at}
    moments = {name: value and value.strftime("%Y-%m-%d %H:%M:%S") for name, value in found.items()}
    return {
        **moments,
        "items": [{"price": item.price_id, "quantity": item.quantity} for item in phase.items],
        "proration_behavior": phase.proration_behavior,
    }
