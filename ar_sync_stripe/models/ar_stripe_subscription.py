"""Subscriptions at Stripe, and what they bring in a month."""

import hashlib

from odoo import api, fields, models

from ..payloads.recurring import is_earning
from .ar_stripe_json import discounts_of_json
from .ar_stripe_subscription_item import PlacedItem


class ArStripeSubscription(models.Model):
    """A subscription with its items. One that has ended stays, with the day it ended."""

    _name = "ar.stripe.subscription"
    _description = "Stripe Subscription"
    _inherit = ["ar.stripe.mirror.money"]
    _rec_names_search = ["external_id", "description", "customer_ref"]

    _mirror_links = {
        "customer_id": ("customer_ref", "ar.stripe.customer"),
        "latest_invoice_id": ("latest_invoice_ref", "ar.stripe.invoice"),
        "payment_method_id": ("payment_method_ref", "ar.stripe.payment.method"),
        "schedule_id": ("schedule_ref", "ar.stripe.subscription.schedule"),
    }
    _mirror_partial = frozenset({"items_complete", "items_digest"})
    _mirror_page = "subscriptions"
    _mirror_words = {"status_label": "status", "collection_label": "collection_method"}

    status = fields.Char(string="Status Code", readonly=True)
    status_label = fields.Char(string="Status", compute="_compute_words")
    customer_ref = fields.Char(string="Customer ID", readonly=True, index="btree_not_null")
    customer_account_ref = fields.Char(string="Account (API v2)", readonly=True)
    customer_id = fields.Many2one("ar.stripe.customer", readonly=True, index="btree_not_null", ondelete="set null")
    description = fields.Char(readonly=True)
    collection_method = fields.Char(string="Collection Code", readonly=True)
    collection_label = fields.Char(string="Collection", compute="_compute_words")
    days_until_due = fields.Integer(readonly=True, aggregator=None)
    cancel_at_period_end = fields.Boolean(string="Ends With Its Period", readonly=True)
    is_paused = fields.Boolean(
        string="Collection Paused", readonly=True, help="Invoices are made, and no money is collected for now."
    )
    pause_behavior = fields.Char(readonly=True, help="What becomes of invoices while collection is paused.")
    is_earning = fields.Boolean(
        string="Earning", readonly=True, help="Active or past due, collected, and not in trial: it counts as recurring."
    )
    started_at = fields.Datetime(string="Started", readonly=True)
    period_start_at = fields.Datetime(string="Current Period From", readonly=True)
    period_end_at = fields.Datetime(string="Current Period Until", readonly=True)
    trial_start_at = fields.Datetime(string="Trial From", readonly=True)
    trial_end_at = fields.Datetime(string="Trial Until", readonly=True)
    cancel_at = fields.Datetime(string="Will End", readonly=True)
    canceled_at = fields.Datetime(string="Cancelled", readonly=True)
    ended_at = fields.Datetime(string="Ended", readonly=True)
    latest_invoice_ref = fields.Char(string="Latest Invoice ID", readonly=True)
    latest_invoice_id = fields.Many2one(
        "ar.stripe.invoice", readonly=True, index="btree_not_null", ondelete="set null"
    )
    payment_method_ref = fields.Char(string="Payment Method ID", readonly=True)
    payment_method_id = fields.Many2one(
        "ar.stripe.payment.method", readonly=True, index="btree_not_null", ondelete="set null"
    )
    schedule_ref = fields.Char(string="Schedule ID", readonly=True)
    schedule_id = fields.Many2one(
        "ar.stripe.subscription.schedule", readonly=True, index="btree_not_null", ondelete="set null"
    )
    discounts = fields.Json(string="Discounts (JSON)", readonly=True)
    discount_text = fields.Char(string="Discounts", compute="_compute_discount_text")
    items_complete = fields.Boolean(readonly=True, help="All items were read.")
    items_digest = fields.Char(readonly=True)
    item_ids = fields.One2many("ar.stripe.subscription.item", "subscription_id", string="Items", readonly=True)
    mrr = fields.Monetary(
        string="Recurring per Month",
        readonly=True,
        help="What it bills, counted per month: less discounts that recur, before taxes, without metered usage.",
    )
    mrr_discount = fields.Monetary(
        string="Discounts per Month", readonly=True, help="By so much discounts that recur lower it, counted per month."
    )
    company_currency_id = fields.Many2one(related="company_id.currency_id", string="Company Currency")
    mrr_company = fields.Monetary(
        string="Recurring per Month (Company Currency)",
        currency_field="company_currency_id",
        readonly=True,
        help="At today's exchange rate: it is counted anew every day.",
    )
    mrr_note = fields.Char(string="Not Counted", readonly=True, help="What of it is not in the recurring amount.")

    # === READINGS TO COLUMNS === #

    @api.model
    def _mirror_row(self, values, connection, currencies) -> dict:
        return {
            **self._mirror_base(values, connection),
            **self._mirror_money(values.currency, currencies),
            **self._mirror_dates(values),
            "status": values.status,
            "customer_ref": values.customer_id,
            "customer_account_ref": values.customer_account_id,
            "description": values.description,
            "collection_method": values.collection_method,
            "days_until_due": values.days_until_due,
            "cancel_at_period_end": values.cancel_at_period_end,
            "is_paused": values.pause_behavior is not None,
            "pause_behavior": values.pause_behavior,
            "is_earning": is_earning(values.status, values.pause_behavior is not None),
            "latest_invoice_ref": values.latest_invoice_id,
            "payment_method_ref": values.default_payment_method_id,
            "schedule_ref": values.schedule_id,
            "discounts": list(values.discount_ids) or None,
            "items_complete": values.items_complete or None,
            "items_digest": self._items_digest(values, connection, currencies) if values.items_complete else None,
        }

    @api.model
    def _mirror_dates(self, values) -> dict:
        dates = values.dates
        return {
            "created_at": dates.created_at,
            "started_at": dates.start_at,
            "period_start_at": values.current_period_start_at,
            "period_end_at": values.current_period_end_at,
            "trial_start_at": dates.trial_start_at,
            "trial_end_at": dates.trial_end_at,
            "cancel_at": dates.cancel_at,
            "canceled_at": dates.canceled_at,
            "ended_at": dates.ended_at,
        }

    @api.model
    def _mirror_base(self, values, connection, created_at=None) -> dict:
        return super()._mirror_base(values, connection, created_at or values.dates.created_at)

    @api.model
    def _mirror_children(self, readings) -> dict:
        discounts = [row for values in readings for row in values.discounts if row.id]
        return {"ar.stripe.discount": discounts} if discounts else {}

    @api.model
    def _items_digest(self, values, connection, currencies) -> str:
        """Return what changes when any item changes, so that items need not be compared."""
        Item = self.env["ar.stripe.subscription.item"]
        rows = [Item._mirror_row(placed, connection, currencies) for placed in PlacedItem.all_of(values)]
        return hashlib.sha1(repr(rows).encode(errors="replace"), usedforsecurity=False).hexdigest()

    @api.model
    def _after_upsert(self, connection, written, seen_at, currencies) -> None:
        """Store the items of subscriptions that are new or changed, delete those that are gone, and count anew."""
        Item = self.env["ar.stripe.subscription.item"]
        placed = [(item, seen_at[values.id]) for values in written for item in PlacedItem.all_of(values)]
        Item._store(connection, [item for item, _moment in placed], {item.id: moment for item, moment in placed})
        whole = [values for values in written if values.items_complete]
        Item._delete_gone(connection, {values.id: [item.id for item in values.items] for values in whole})
        self.invalidate_model(flush=False)
        ids = [values.id for values in written]
        self.search([("connection_id", "=", connection.id), ("external_id", "in", ids)])._count_recurring()
        self.flush_model()

    # === COMPUTE METHODS === #

    @api.depends("discounts")
    def _compute_discount_text(self):
        for subscription in self:
            subscription.discount_text = discounts_of_json(subscription, subscription.discounts)

    @api.depends("customer_id", "customer_ref", "item_ids.display_name", "external_id")
    def _compute_display_name(self):
        for subscription in self:
            what = ", ".join(subscription.item_ids.mapped("display_name")[:2])
            who = subscription.customer_id.display_name or subscription.customer_ref
            subscription.display_name = ": ".join(part for part in (who, what) if part) or subscription.external_id

    # === ACTIONS === #

    def action_view_customer(self):
        """Open the Stripe customer."""
        self.ensure_one()
        return self._open(self.customer_id) if self.customer_id else False

    def action_view_invoices(self):
        """List the invoices of this subscription."""
        domain = [("subscription_ref", "=", self.external_id)]
        return self._open_list("ar.stripe.invoice", self.env._("Invoices"), domain)

    def action_view_schedule(self):
        """Open the schedule that changes this subscription."""
        self.ensure_one()
        return self._open(self.schedule_id) if self.schedule_id else False
