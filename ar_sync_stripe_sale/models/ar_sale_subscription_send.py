"""Subscriptions of orders at Stripe: made, changed, paused and ended, each change whole."""

from calendar import timegm
from datetime import time
from decimal import Decimal

from odoo import fields, models
from odoo.tools import float_repr

from odoo.addons.ar_sync.protocol.errors import NeedsPerson
from odoo.addons.ar_sync.protocol.steps import Step, bound, reference
from odoo.addons.ar_sync_stripe.models.account_move_facts import _moment
from odoo.addons.ar_sync_stripe.payloads import out_subscription
from odoo.addons.ar_sync_stripe.payloads.out_subscription import ItemFacts, SubscriptionFacts

from .ar_sale_subscription import OVER


class OtherPrice(NeedsPerson):
    """The catalogue's price at Stripe is no longer what was sold."""


class ArSaleSubscription(models.Model):
    _inherit = "ar.sale.subscription"

    # === WHAT IS WANTED === #

    def _billed_lines(self):
        """Return the lines that are billed: those with a quantity, in their order."""
        return self.line_ids.filtered(lambda line: line.ar_interval and line.product_uom_qty).sorted("id")

    def _stripe_facts(self, connection) -> SubscriptionFacts:
        """Return what Stripe is told."""
        self.ensure_one()
        order = self.order_id
        return SubscriptionFacts(
            currency=self.currency_id.name,
            interval=self.interval,
            interval_count=self.interval_count,
            items=tuple(self._item_facts(connection, line) for line in self._billed_lines()),
            days_until_due=order._ar_days_until_due() if order.ar_subscription_collection == "send_invoice" else None,
            description=order.name,
            backlink=connection._stripe_backlink(self),
            **self._moments(connection),
        )

    def _moments(self, connection) -> dict:
        """Return when it starts and ends, where somebody chose that."""
        order = self.order_id
        now = timegm(fields.Datetime.now().timetuple())
        found = {"now": now}
        today = connection._ar_local_date(fields.Datetime.now())
        start = order.ar_subscription_start
        if start and start > today:
            found["starts_at"] = _moment(connection, start, time(0))
        elif start and start < today:
            found["began_at"] = _moment(connection, start, time(0))
            rhythm = (self.interval, self.interval_count)
            found["anchor_at"] = out_subscription.next_of_rhythm(found["began_at"], *rhythm, now)
        if order.ar_subscription_end_kind == "date" and order.ar_subscription_end:
            found["ends_at"] = _moment(connection, order.ar_subscription_end, time(23, 59, 59))
        return found

    def _item_facts(self, connection, line) -> ItemFacts:
        product = line.product_id
        taxes = line.tax_ids.flatten_taxes_hierarchy()
        percent = taxes.filtered(lambda tax: tax.amount_type == "percent")
        inclusive = bool(percent) and all(percent.mapped("price_include"))
        mixed = percent.filtered("price_include") if not inclusive else percent.browse()
        unit = Decimal(float_repr(line.price_unit, 6)) * (1 - Decimal(float_repr(line.discount, 6)) / 100)
        return ItemFacts(
            line=line.id,
            name=line.name or product.display_name or "",
            quantity=Decimal(float_repr(line.product_uom_qty, 6)),
            unit=unit,
            product=connection._ar_bound("product", product) or bound("product", product._name, product.id),
            price=self._catalogue_price(connection, line, unit, inclusive),
            taxes=tuple(tax._stripe_rate(connection) for tax in percent - mixed if tax.amount),
            inclusive=inclusive,
            wrong_taxes=tuple(((taxes - percent) | mixed).mapped("name")),
        )

    def _catalogue_price(self, connection, line, unit: Decimal, inclusive: bool):
        """Return the catalogue's price, or a reference to it, where the line is sold at just that."""
        product = line.product_id
        for key, facts in product._stripe_price_facts(connection).items():
            rhythm = f"{self.currency_id.name.lower()}:{self.interval}:{self.interval_count}"
            holds = "inclusive" if inclusive else "exclusive"
            same = facts.amount == unit and (facts.tax_behavior == holds or not line.tax_ids)
            if key == rhythm and same and line.product_uom_id == product.uom_id:
                return bound("price", product._name, product.id, key)
        return None

    # === STEPS === #

    def _stripe_steps(self, connection) -> list[Step]:
        """Return what is missing for Stripe to have this subscription as it is here."""
        binding = self.env["ar.sync.binding"]._in_use(connection, "subscription", self)
        if self.status in OVER:
            return []
        if not binding:
            wanted = self.order_id.state == "sale" and self._billed_lines()
            return self._make_steps(connection) if wanted else []
        if "cancel" in (self.wish or {}):
            words = self.env._("Cancel the subscription of %s now", self.display_name)
            return [self._step("cancel", self.wish["cancel"], words)]
        return [*self._change_steps(connection, binding), *self._wish_steps()]

    def _step(self, verb: str, payload: dict, words: str, problems: str = "") -> Step:
        target = "" if verb == "create" else reference("subscription", self._name, self.id)
        return Step(f"subscription.{verb}", payload, words, target, problems, always_reviewed=self.needs_review)

    def _make_steps(self, connection) -> list[Step]:
        facts = self._stripe_facts(connection)
        customer = self.order_id._ar_subscriber()
        payload = out_subscription.create(facts, bound("customer", "res.partner", customer.id))
        words = self.env._(
            "Create subscription of %(name)s, %(amount)s per month",
            name=self.display_name,
            amount=self.currency_id.format(sum(self.line_ids.mapped("ar_mrr"))),
        )
        steps = [self._step("create", payload, words, self._stripe_problems(connection, facts, customer))]
        return steps + self._wish_steps()

    def _wish_for_end(self) -> None:
        """Until it is made, a number of periods is a wish: the first period tells when the last one is over."""
        order, wish = self.order_id, dict(self.wish or {})
        wish.pop("end", None)
        if order.ar_subscription_end_kind == "periods" and order.ar_subscription_periods:
            periods = str(order.ar_subscription_periods)
            wish["end"] = {"cancel_at": bound("period_end", self._name, self.id, periods)}
        if wish != (self.wish or {}):
            self.wish = wish or False

    def _change_steps(self, connection, binding) -> list[Step]:
        """Return the change of items and collection, where anything differs from what was agreed."""
        if self.order_id.state != "sale" or not binding.agreed:
            return []
        facts = self._stripe_facts(connection)
        payload = out_subscription.update(facts, binding.agreed)
        if not payload:
            return []
        if "items" in payload:
            payload["proration_behavior"] = self.order_id.ar_subscription_proration
        payload["metadata"] = connection._stripe_backlink(self)
        problems = self._stripe_problems(connection, facts, self.order_id._ar_subscriber())
        return [self._step("update", payload, self._change_words(facts, binding.agreed), problems)]

    def _change_words(self, facts: SubscriptionFacts, agreed: dict) -> str:
        """Return a change of quantities in one line."""
        before = agreed.get("items") or {}
        told = []
        for item in facts.items:
            was = before.get(str(item.line), {}).get("quantity", 0)
            if was != item.quantity:
                name = item.name.partition("\n")[0]
                told.append(self.env._("%(name)s %(was)s → %(now)s", name=name, was=was, now=f"{item.quantity:f}"))
        words = self.env._("Change subscription of %s", self.display_name)
        return f"{words}: {', '.join(told)}" if told else words

    def _wish_steps(self) -> list[Step]:
        wish, found = self.wish or {}, []
        if wish.get("pause_collection"):
            words = self.env._("Pause collection of %s", self.display_name)
            found.append(self._step("pause", {"pause_collection": wish["pause_collection"]}, words))
        elif "pause_collection" in wish:
            words = self.env._("Resume collection of %s", self.display_name)
            found.append(self._step("resume", {"pause_collection": ""}, words))
        if "end" in wish:
            words = self.env._("Have %s end as planned", self.display_name)
            if wish["end"].get("cancel_at_period_end") is False:
                words = self.env._("Take the planned end of %s back", self.display_name)
            found.append(self._step("end", wish["end"], words))
        return found

    def _stripe_problems(self, connection, facts: SubscriptionFacts, customer) -> str:
        """Return what Stripe would refuse, a sentence a line."""
        found = [connection._stripe_problem_text(out_subscription.problems(facts))]
        if connection.stripe_send_customers == "off" and not connection._ar_bound("customer", customer):
            words = self.env._("%s is no customer at Stripe, and sending customers is off.", customer.display_name)
            found.append(words)
        for product in self._billed_lines().product_id:
            if not connection._ar_bound("product", product) and (
                connection.stripe_send_products == "off" or not product._stripe_is_sold(connection)
            ):
                words = self.env._("%s is no product at Stripe: sell it through Stripe.", product.display_name)
                found.append(words)
        return "\n".join(filter(None, found))

    # === PLANNING === #

    def _plan_here(self):
        """Plan at the account of this order's company; say so where there is none."""
        self.ensure_one()
        connection = self.connection_id or self.env["ar.sync.connection"]._stripe_sending(
            self.company_id, "subscriptions"
        ).filtered(lambda row: row.stripe_send_subscriptions != "off")[:1]
        if not connection or connection.stripe_send_subscriptions == "off":
            self.write(
                {
                    "problem": self.env._("Nothing is sent: subscriptions are switched off."),
                    "remedy": self.env._("Switch them on at the Stripe connection, page Sending, then send it."),
                }
            )
            return self.env["ar.sync.operation"].sudo()
        if self.connection_id != connection:
            self.connection_id = connection
        planned = self._stripe_plan(connection)
        told = "\n".join(filter(None, planned.mapped("problems")))
        if told or self.problem:
            remedy = self.env._("Mend it on the order: what is sent follows.") if told else False
            self.write({"problem": told or False, "remedy": remedy})
        return planned

    def _stripe_plan(self, connection):
        """Have the outbox hold what this subscription needs at Stripe; return the open changes."""
        self.ensure_one()
        own = self.sudo().with_company(connection.company_id).with_context(lang=connection._stripe_lang())
        Operation = self.env["ar.sync.operation"].sudo()
        if connection.stripe_send_subscriptions == "off":
            return Operation
        if not own.external_id:
            own._wish_for_end()
        steps = own._stripe_steps(connection)
        sells = any(step.kind in ("subscription.create", "subscription.update") for step in steps)
        after = own._stripe_needed(connection) if sells else Operation
        return Operation._plan(connection, own, f"subscription/{own.id}", steps, after)

    def _stripe_needed(self, connection):
        """Plan customer, products and tax rates that Stripe lacks; return the changes that come first."""
        found = self.env["ar.sync.operation"].sudo()
        lines = self._billed_lines()
        if connection.stripe_send_customers != "off":
            found |= self.order_id._ar_subscriber()._stripe_plan(connection)
        for tax in lines.tax_ids.flatten_taxes_hierarchy().filtered(lambda tax: tax.amount_type == "percent"):
            found |= tax._stripe_plan(connection)
        if connection.stripe_send_products == "off":
            return found
        for product in lines.product_id:
            keys = [f"{self.currency_id.name.lower()}:{self.interval}:{self.interval_count}"]
            if not all(connection._ar_bound("price", product, key) for key in keys):
                found |= product._stripe_plan(connection)
        return found

    def _stripe_check_prices(self, operation) -> None:
        """A catalogue's price that was changed after this was written is not what was sold.

        :raise OtherPrice: it is planned anew, with a price of its own.
        """
        binding = self.env["ar.sync.binding"].sudo()
        lines = {str(line.id): line for line in self.line_ids}
        agreed = binding._in_use(operation.connection_id, "subscription", self).agreed or {}
        by_item = {row["id"]: key for key, row in (agreed.get("items") or {}).items()}
        for item in operation.payload.get("items", []):
            key = (item.get("metadata") or {}).get("odoo_line") or by_item.get(item.get("id"))
            price = self.env["ar.stripe.price"].sudo().search(
                [("connection_id", "=", operation.connection_id.id), ("external_id", "=", item.get("price"))], limit=1
            )
            line = lines.get(key)
            if not line or not price:
                continue
            unit = line.price_unit * (1 - line.discount / 100)
            if round(price.unit_amount - unit, 6):
                raise OtherPrice(
                    self.env._("The price of %s at Stripe is another one by now.", line.product_id.display_name),
                    self.env._("It is sent again with the order's own price."),
                )

    def _stripe_period_end(self, count: int) -> int | None:
        """Return the moment at which the ``count``-th period is over, as Stripe counts it."""
        row = self.stripe_subscription_id
        anchor = row.period_end_at
        if not anchor:
            return None
        later = count if row.status == "trialing" else count - 1
        first = timegm(anchor.timetuple())
        return out_subscription.period_end(first, self.interval, later * self.interval_count)
