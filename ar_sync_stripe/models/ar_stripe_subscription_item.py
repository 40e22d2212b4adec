"""Items of subscriptions: one price each."""

from dataclasses import dataclass
from decimal import Decimal

from odoo import api, fields, models
from odoo.tools import SQL

from ..payloads.currency import to_decimal
from ..payloads.price import Recurring, Tier, TransformQuantity
from ..payloads.recurring import amount_minor, monthly_minor, transformed
from ..payloads.subscription import SubscriptionValues
from ..payloads.subscription_item import SubscriptionItemValues


@dataclass(frozen=True, slots=True)
class PlacedItem:
    """An item with its subscription, whose mode and currency it shares."""

    item: SubscriptionItemValues
    subscription: SubscriptionValues

    @property
    def id(self) -> str:
        """The item's own id."""
        return self.item.id

    @classmethod
    def all_of(cls, subscription: SubscriptionValues) -> list["PlacedItem"]:
        """Return the items of a subscription in their order."""
        return [cls(item, subscription) for item in subscription.items]


class ArStripeSubscriptionItem(models.Model):
    """One price in a subscription, with what it brings in a month."""

    _name = "ar.stripe.subscription.item"
    _description = "Stripe Subscription Item"
    _inherit = ["ar.stripe.mirror.money"]
    _rec_names_search = ["external_id", "price_ref"]

    _mirror_links = {
        "subscription_id": ("subscription_ref", "ar.stripe.subscription"),
        "price_id": ("price_ref", "ar.stripe.price"),
        "product_id": ("product_ref", "ar.stripe.product"),
    }

    subscription_ref = fields.Char(string="Subscription ID", readonly=True, index="btree_not_null")
    subscription_id = fields.Many2one(
        "ar.stripe.subscription", readonly=True, index="btree_not_null", ondelete="cascade"
    )
    customer_id = fields.Many2one(related="subscription_id.customer_id", store=False)
    subscription_status = fields.Char(related="subscription_id.status_label", string="Status")
    price_ref = fields.Char(string="Price ID", readonly=True, index="btree_not_null")
    price_id = fields.Many2one("ar.stripe.price", readonly=True, index="btree_not_null", ondelete="set null")
    product_ref = fields.Char(string="Product ID", readonly=True, index="btree_not_null")
    product_id = fields.Many2one("ar.stripe.product", readonly=True, index="btree_not_null", ondelete="set null")
    quantity = fields.Float(readonly=True, digits=(16, 4), help="Empty for usage that is metered.")
    is_metered = fields.Boolean(string="Metered", readonly=True)
    unit_amount = fields.Float(readonly=True, digits=(16, 6), aggregator="avg")
    interval = fields.Char(string="Billed Every", readonly=True)
    interval_count = fields.Integer(string="Intervals", readonly=True, aggregator=None)
    tiers_mode = fields.Char(readonly=True)
    transform_divide_by = fields.Integer(string="Units per Package", readonly=True, aggregator=None)
    transform_round = fields.Char(string="Packages Are Rounded", readonly=True)
    period_start_at = fields.Datetime(string="Current Period From", readonly=True)
    period_end_at = fields.Datetime(string="Current Period Until", readonly=True)
    discount_refs = fields.Json(readonly=True)
    mrr = fields.Monetary(string="Recurring per Month", readonly=True, help="Whether or not the subscription earns.")
    mrr_note = fields.Char(string="Not Counted", readonly=True)

    @api.model
    def _mirror_row(self, values, connection, currencies) -> dict:
        item, price = values.item, values.item.price
        recurring = price.recurring if price else None
        transform = price.transform_quantity if price else None
        code = price.currency if price else values.subscription.currency
        return {
            **self._mirror_base(item, connection, item.created_at or values.subscription.dates.created_at),
            **self._mirror_money(code, currencies, unit_amount=price and price.unit_amount_minor),
            "subscription_ref": values.subscription.id,
            "price_ref": item.price_id,
            "product_ref": item.product_id,
            "quantity": item.quantity,
            "is_metered": bool(recurring and recurring.usage_type == "metered"),
            "interval": recurring and recurring.interval,
            "interval_count": recurring and recurring.interval_count,
            "tiers_mode": price and price.tiers_mode,
            "transform_divide_by": transform and transform.divide_by,
            "transform_round": transform and transform.round,
            "period_start_at": item.current_period_start_at,
            "period_end_at": item.current_period_end_at,
            "discount_refs": list(item.discount_ids) or None,
        }

    @api.model
    def _after_upsert(self, connection, written, seen_at, currencies) -> None:
        """Count what items bring in a month that are new or have changed."""
        self.invalidate_model(flush=False)
        ids = [values.id for values in written]
        self.search([("connection_id", "=", connection.id), ("external_id", "in", ids)])._count_recurring()
        self.flush_model()

    @api.model
    def _delete_gone(self, connection, kept: dict[str, list[str]]) -> None:
        """Delete the items that whole subscriptions no longer have: remote id -> ids of its items."""
        if not kept:
            return
        self.flush_model()
        self.env.cr.execute(
            SQL(
                """DELETE FROM ar_stripe_subscription_item
                    WHERE connection_id = %s AND subscription_ref = ANY(%s) AND external_id <> ALL(%s)""",
                connection.id,
                list(kept),
                [item_id for item_ids in kept.values() for item_id in item_ids],
            )
        )
        if self.env.cr.rowcount:
            self.invalidate_model(flush=False)

    # === RECURRING REVENUE === #

    def _count_recurring(self) -> None:
        """Write what these items bring in a month, and what is not known of it."""
        for item in self:
            amount, note = item._recurring()
            values = {"mrr": amount, "mrr_note": note or False}
            changed = {name: value for name, value in values.items() if item[name] != value}
            if changed:
                item.write(changed)

    def _recurring(self) -> tuple[float, str]:
        """Return (amount per month, what is not counted and why)."""
        self.ensure_one()
        if self.is_metered:
            return 0.0, self.env._("metered usage")
        if not self.currency_code:
            return 0.0, self.env._("the currency is not known")
        whole_minor = self._period_minor()
        if whole_minor is None:
            return 0.0, self.env._("the price is not known")
        rhythm = Recurring(self.interval or None, self.interval_count or None, None, None, None)
        monthly = monthly_minor(whole_minor, Decimal(1), rhythm)
        if monthly is None:
            return 0.0, self.env._("not billed by day, week, month or year")
        amount = float(to_decimal(1, self.currency_code) * monthly)
        return (self.currency_id.round(amount) if self.currency_id else amount), ""

    def _period_minor(self) -> Decimal | None:
        """Return what one period costs, in minor units with all their places; None where that is not known."""
        quantity = Decimal(str(self.quantity))
        if self.transform_divide_by:
            quantity = transformed(quantity, TransformQuantity(self.transform_divide_by, self.transform_round or None))
        unit = None
        tiers = self._tiers()
        if not self.tiers_mode and not tiers:
            unit = Decimal(str(self.unit_amount)) / to_decimal(1, self.currency_code)
        return amount_minor(unit, quantity, self.tiers_mode or None, tiers)

    def _tiers(self) -> tuple[Tier, ...]:
        """Return the tiers of the price, which only the price itself tells."""
        return tuple(
            Tier(row["up_to"], _decimal(row["unit_amount_minor"]), _decimal(row["flat_amount_minor"]))
            for row in (self.price_id.tiers or [] if self.tiers_mode else [])
        )

    @api.depends("price_id", "product_id.name", "quantity", "external_id")
    def _compute_display_name(self):
        for item in self:
            name = item.product_id.name or item.price_id.display_name or item.price_ref or item.external_id
            many = item.quantity not in (0.0, 1.0)
            item.display_name = f"{item.quantity:.4f}".rstrip("0").rstrip(".") + f" × {name}" if many else name

    # === ACTIONS === #

    def action_view_subscription(self):
        """Open the subscription."""
        self.ensure_one()
        return self._open(self.subscription_id) if self.subscription_id else False


def _decimal(text: str | None) -> Decimal | None:
    return None if text is None else Decimal(text)
