"""What subscriptions bring in a month: less the discounts that recur, in the company's currency at today's rate."""

from decimal import Decimal

from odoo import api, fields, models

from ..payloads.price import Recurring
from ..payloads.recurring import PER_YEAR, Off, after_discounts, monthly_minor

#: A coupon of this duration counts for one invoice: it is no part of what recurs.
ONCE = "once"
BATCH = 500


class ArStripeSubscription(models.Model):
    _inherit = "ar.stripe.subscription"

    def _count_recurring(self) -> None:
        """Add up what these subscriptions bring in a month; write only what changed."""
        discounts = self._discounts_by_ref()
        for subscription in self:
            values = subscription._recurring_values(discounts)
            changed = {name: value for name, value in values.items() if subscription[name] != value}
            if changed:
                subscription.write(changed)

    def _recurring_values(self, discounts: dict) -> dict:
        self.ensure_one()
        items, currency = self.item_ids, self.currency_id
        notes = dict.fromkeys(note for note in items.mapped("mrr_note") if note)
        before = sum(items.mapped("mrr")) if self.is_earning else 0.0
        earned = before
        if before:
            earned, unknown = self._less_discounts(discounts)
            notes.update(dict.fromkeys(unknown))
        return {
            "mrr": earned,
            "mrr_discount": currency.round(before - earned) if currency else before - earned,
            "mrr_company": self._in_company_currency(earned),
            "mrr_note": ", ".join(notes) or False,
        }

    def _in_company_currency(self, amount: float) -> float:
        company, currency = self.company_id, self.currency_id
        if not currency or currency == company.currency_id:
            return amount
        today = self.connection_id._ar_local_date(fields.Datetime.now())
        return currency._convert(amount, company.currency_id, company, today, round=True)

    # === DISCOUNTS === #

    def _discounts_by_ref(self) -> dict:
        """Return (connection, id) -> discount, of all that these subscriptions and their items name."""
        refs = [ref for subscription in self for ref in subscription.discounts or []]
        refs += [ref for item in self.item_ids for ref in item.discount_refs or []]
        if not refs:
            return {}
        found = self.env["ar.stripe.discount"].search(
            [("connection_id", "in", self.connection_id.ids), ("external_id", "in", refs)]
        )
        return {(row.connection_id, row.external_id): row for row in found}

    def _less_discounts(self, discounts: dict) -> tuple[float, list[str]]:
        """Return (what is left per month, discounts that could not be counted): of items first, then of the whole."""
        unknown: list[str] = []
        parts = []
        for item in self.item_ids:
            offs = self._offs(item, item.discount_refs or [], discounts, unknown)
            product = item.product_ref or None
            [left] = after_discounts([(product, Decimal(str(item.mrr)))], offs)
            parts.append((product, left))
        offs = self._offs(self.item_ids, self.discounts or [], discounts, unknown)
        total = float(sum(after_discounts(parts, offs)))
        return (self.currency_id.round(total) if self.currency_id else total), unknown

    def _offs(self, items, refs: list[str], discounts: dict, unknown: list[str]) -> list[Off]:
        """Return what these discounts take off a month's worth of ``items``, those that are over left out."""
        found = []
        for ref in refs:
            discount = discounts.get((self.connection_id, ref))
            coupon = discount.coupon_id if discount else None
            if not coupon:
                unknown.append(self.env._("a discount that is not known"))
            elif coupon.duration == ONCE or (discount.end_at and discount.end_at <= fields.Datetime.now()):
                continue
            elif coupon.percent_off:
                found.append(Off(Decimal(str(coupon.percent_off)), None, _products(coupon)))
            elif coupon.currency_id != self.currency_id:
                unknown.append(self.env._("a discount in another currency"))
            else:
                found.append(Off(None, self._off_per_month(coupon, items), _products(coupon)))
        return found

    def _off_per_month(self, coupon, items) -> Decimal:
        """Return an amount that comes off every invoice, per month: there are as many as the shortest rhythm makes."""
        rhythms = [
            Recurring(item.interval, item.interval_count or 1, None, None, None)
            for item in items
            if item.interval in PER_YEAR
        ]
        each = [monthly_minor(Decimal(str(coupon.amount_off)), Decimal(1), rhythm) for rhythm in rhythms]
        return max((amount for amount in each if amount is not None), default=Decimal(0))

    # === WHEN === #

    @api.model
    def _cron_count_recurring(self) -> None:
        """Scheduled action: count anew what depends on the day, by exchange rates or discounts that end."""
        domain = [("is_earning", "=", True), ("is_deleted", "=", False)]
        earning = self.search(domain, order="id")
        for start in range(0, len(earning), BATCH):
            batch = earning[start : start + BATCH]
            batch._count_recurring()
            left = len(earning) - start - len(batch)
            if self.env["ir.cron"]._commit_progress(len(batch), remaining=left) <= 0:
                break
            batch.invalidate_recordset()

    @api.model
    def _recount_priced(self, connection, price_refs: list[str]) -> None:
        """Count subscriptions anew whose price has become known, with its tiers."""
        items = self.env["ar.stripe.subscription.item"].search(
            [("connection_id", "=", connection.id), ("price_ref", "in", price_refs)]
        )
        items._count_recurring()
        items.subscription_id._count_recurring()


class ArStripePrice(models.Model):
    _inherit = "ar.stripe.price"

    @api.model
    def _after_upsert(self, connection, written, seen_at, currencies) -> None:
        """A price whose tiers have become known: subscriptions at that price are counted anew."""
        result = super()._after_upsert(connection, written, seen_at, currencies)
        tiered = [values.id for values in written if values.tiers]
        if tiered:
            self.invalidate_model(flush=False)
            self.env["ar.stripe.subscription"]._recount_priced(connection, tiered)
        return result


class ArStripeDiscount(models.Model):
    _inherit = "ar.stripe.discount"

    @api.model
    def _after_upsert(self, connection, written, seen_at, currencies) -> None:
        """Discounts come inside the objects they lower and are stored after them: those are counted anew."""
        result = super()._after_upsert(connection, written, seen_at, currencies)
        here = [("connection_id", "=", connection.id)]
        refs = [values.subscription_id for values in written if values.subscription_id]
        item_refs = [values.subscription_item_id for values in written if values.subscription_item_id]
        lowered = self.env["ar.stripe.subscription"].search([*here, ("external_id", "in", refs)]) if refs else None
        if item_refs:
            items = self.env["ar.stripe.subscription.item"].search([*here, ("external_id", "in", item_refs)])
            lowered = (lowered or items.subscription_id) | items.subscription_id
        if lowered:
            self.invalidate_model(flush=False)
            lowered._count_recurring()
            lowered.flush_recordset()
        return result


class ArStripeCoupon(models.Model):
    _inherit = "ar.stripe.coupon"

    @api.model
    def _after_upsert(self, connection, written, seen_at, currencies) -> None:
        """A coupon that has become known or has changed: subscriptions it lowers are counted anew."""
        result = super()._after_upsert(connection, written, seen_at, currencies)
        self.invalidate_model(flush=False)
        mine = [("connection_id", "=", connection.id), ("coupon_ref", "in", [values.id for values in written])]
        lowered = self.env["ar.stripe.discount"].search([*mine, ("subscription_id", "!=", False)]).subscription_id
        if lowered:
            lowered._count_recurring()
            lowered.flush_recordset()
        return result


def _products(coupon) -> frozenset[str] | None:
    """Return the products that a coupon is for, None for all."""
    return frozenset(coupon.product_refs) if coupon.product_refs else None
