"""What somebody changed at Stripe: shown on the order, and then accepted here or put back there."""

from odoo import models
from odoo.exceptions import UserError


class ArSaleSubscription(models.Model):
    _inherit = "ar.sale.subscription"

    def _binding(self):
        return self.env["ar.sync.binding"].sudo()._in_use(self.connection_id, "subscription", self)

    # === WHAT DIFFERS === #

    def _difference_values(self) -> dict:
        """Return the columns that tell what Stripe says else than was agreed.

        While a change of ours is under way, Stripe may have it already: nothing is said until it is done.
        """
        rows = [] if self._is_under_way() else self._difference()
        return {"difference_rows": rows or False, "has_difference": bool(rows)}

    def _is_under_way(self) -> bool:
        Operation = self.env["ar.sync.operation"].sudo()
        return any(row._is_uncertain() for row in Operation._open_of(self.connection_id, f"subscription/{self.id}"))

    def _difference(self) -> list[dict]:
        agreed = self._binding().agreed
        if not agreed or not self._is_open_there():
            return []
        there, known = self._items_there(), agreed.get("items") or {}
        rows = []
        for key in sorted(known.keys() | there.keys()):
            before = self._item_words(known.get(key))
            after = self._item_words(self._item_said(there[key]) if key in there else None)
            if before != after:
                rows.append({"name": self._item_name(key, there.get(key)), "before": before, "after": after})
        row = self.stripe_subscription_id
        before = self._collection_words(agreed.get("collection_method"), agreed.get("days_until_due"))
        after = self._collection_words(row.collection_method, row.days_until_due)
        if before != after:
            rows.append({"name": self.env._("Collection"), "before": before, "after": after})
        return rows

    def _is_open_there(self) -> bool:
        row = self.stripe_subscription_id
        return bool(row.items_complete and not row.ended_at and not row.is_deleted)

    def _item_name(self, key: str, item) -> str:
        if key.isdecimal():
            return self.env["sale.order.line"].browse(int(key)).product_id.display_name
        return item.product_id.name or item.display_name if item else key

    def _item_words(self, said: dict | None) -> str:
        if not said:
            return self.env._("none")
        interval, _colon, count = said["rhythm"].partition(":")
        words = interval if count == "1" else f"{count} {interval}"
        return f"{said['quantity']} × {said['unit']} {self.currency_id.name} / {words}"

    def _collection_words(self, method: str | None, days: int | None) -> str:
        if method == "send_invoice":
            return self.env._("invoice, due in %s days", days or 0)
        return self.env._("charged by itself")

    # === DECIDING === #

    def action_push(self):
        """Put these subscriptions back at Stripe as the orders say."""
        planned = self.env["ar.sync.operation"].sudo()
        for own in self._decided():
            own._agree_to_stripe()
            planned |= own._stripe_plan(own.connection_id)
        return planned._show_planned()

    def action_accept(self):
        """Take what Stripe says into the orders."""
        for own in self._decided():
            own.with_context(ar_subscription_accepting=True)._accept()
            own._agree_to_stripe()

    def _decided(self):
        """Return these rows for code, after a manager decided on them."""
        self.env["ar.sync.connection"]._stripe_check_may_send()
        self.check_access("read")
        return self.sudo().filtered("has_difference")

    def _agree_to_stripe(self) -> None:
        """Note that Stripe says this: what the order wants else is sent."""
        there = {key: self._item_said(row) for key, row in self._items_there().items()}
        self._agree(self._binding(), {}, there, whole=True)
        self._follow()

    def _accept(self) -> None:
        """Write what Stripe has into the lines, and the collection into the order."""
        there = self._items_there()
        for line in self.line_ids:
            item = there.pop(str(line.id), None)
            line.write(self._line_values(line, item) if item else {"product_uom_qty": 0.0})
        for item in there.values():
            self._take_in(item)
        row, order = self.stripe_subscription_id, self.order_id
        if row.collection_method == "send_invoice" and order._ar_days_until_due() != row.days_until_due:
            order.ar_subscription_days = row.days_until_due
        order.ar_subscription_collection = row.collection_method
        intervals = {(item.interval, item.interval_count or 1) for item in row.item_ids}
        if len(intervals) == 1:
            self.interval, self.interval_count = intervals.pop()

    def _line_values(self, line, item) -> dict:
        """Return what differs on a line."""
        said, unit = self._item_said(item), line.price_unit * (1 - line.discount / 100)
        values = {}
        if line.product_uom_qty != said["quantity"]:
            values["product_uom_qty"] = said["quantity"]
        rhythm = f"{line.ar_interval}:{line.ar_interval_count}"
        if round(unit - item.unit_amount, 6) or rhythm != said["rhythm"]:
            price = self._price_row(line.product_id, item)
            values |= {"price_unit": item.unit_amount, "discount": 0.0}
            if rhythm != said["rhythm"]:
                if not price:
                    raise self._no_price(line.product_id, item)
                values["ar_stripe_price_id"] = price.id
        return values

    def _take_in(self, item) -> None:
        """Add a line for an item that somebody added at Stripe."""
        product = item.product_id.product_id
        if not product:
            raise UserError(
                self.env._(
                    "%s at Stripe is no product here: tie it to one, or put the subscription back.", item.display_name
                )
            )
        price = self._price_row(product, item)
        if not price:
            raise self._no_price(product, item)
        line = self.env["sale.order.line"].create(
            {
                "order_id": self.order_id.id,
                "product_id": product.id,
                "product_uom_qty": item.quantity,
                "ar_stripe_price_id": price.id,
                "price_unit": item.unit_amount,
                "ar_subscription_id": self.id,
            }
        )
        self._bind_items(self.connection_id, {str(line.id): item.external_id})

    def _price_row(self, product, item):
        """Return the product's recurring price of an item's rhythm."""
        return product.product_tmpl_id.sudo().ar_stripe_price_ids.filtered(
            lambda row: row.interval == item.interval
            and row.interval_count == (item.interval_count or 1)
            and row.currency_id == self.currency_id
            and row.company_id == self.company_id
        )[:1]

    def _no_price(self, product, item) -> UserError:
        return UserError(
            self.env._(
                "%(product)s has no price here for every %(count)s × %(interval)s: enter one on the product, page "
                "Stripe, or put the subscription back.",
                product=product.display_name,
                count=item.interval_count or 1,
                interval=item.interval,
            )
        )
