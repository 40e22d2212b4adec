"""What comes back from Stripe: answers, refusals, and what becomes of a subscription there."""

from decimal import Decimal

from odoo import api, models
from odoo.tools import float_repr

from odoo.addons.ar_sync_stripe.payloads import out_subscription, subscription
from odoo.addons.ar_sync_stripe.payloads.currency import exponent

from .ar_sale_subscription import STATUSES
from .ar_sale_subscription_send import OtherPrice

#: Which wish a change fulfils.
WISHES = {
    "subscription.pause": "pause_collection",
    "subscription.resume": "pause_collection",
    "subscription.end": "end",
    "subscription.cancel": "cancel",
}
TROUBLE = ("past_due", "unpaid", "incomplete_expired", "canceled")


class ArSaleSubscription(models.Model):
    _inherit = "ar.sale.subscription"

    # === ANSWERS === #

    def _stripe_done(self, operation, said: dict) -> None:
        """Take Stripe's answer in: which subscription this is, and what is agreed now."""
        binding = self.env["ar.sync.binding"]._in_use(operation.connection_id, "subscription", self)
        if operation.kind == "subscription.create":
            row = self.env["ar.stripe.subscription"].sudo().search(
                [("connection_id", "=", operation.connection_id.id), ("external_id", "=", binding.external_id)]
            )
            self.write({"stripe_subscription_id": row.id, "external_id": binding.external_id})
            binding.agreed = {}  # agreed item by item, in a form of its own
        if operation.kind in ("subscription.create", "subscription.update"):
            self._agree(binding, operation.payload, self._items_answered(said))
        self._forget_wish(WISHES.get(operation.kind))
        self.write({"problem": False, "remedy": False})
        self._follow()
        self._note_order_cancelled()
        self._link_invoices()

    def _agree(self, binding, sent: dict, there: dict, whole: bool = False) -> None:
        """Note item by item what Stripe has now: of what was sent, or of everything.

        What somebody else changed meanwhile stays a difference.

        :param there: our key -> what the item says.
        """
        agreed = dict(binding.agreed or {})
        before = agreed.get("items") or {}
        by_item = {row["id"]: key for key, row in before.items()}
        items = {} if whole else dict(before)
        given = {}
        for item in sent.get("items") or []:
            key = (item.get("metadata") or {}).get("odoo_line") or by_item.get(item.get("id"))
            if item.get("deleted"):
                items.pop(key, None)
            else:
                given[key] = item
        for key in there if whole else given.keys() & there.keys():
            taxes = (given.get(key) or {}).get("tax_rates", (before.get(key) or {}).get("taxes")) or []
            items[key] = {**there[key], "taxes": taxes}
        self._bind_items(binding.connection_id, {key: row["id"] for key, row in there.items()})
        row = self.stripe_subscription_id
        if "collection_method" in sent:
            days = sent.get("days_until_due") or 0
            agreed |= {"collection_method": sent["collection_method"], "days_until_due": days}
        elif whole:
            agreed |= {"collection_method": row.collection_method, "days_until_due": row.days_until_due or 0}
        binding.agreed = {**agreed, "items": items}

    def _items_answered(self, said: dict) -> dict:
        """Return our key -> what each item says, by Stripe's answer; what that leaves out, by the mirror."""
        values = subscription.read(said)
        found = {}
        if not values.items_complete:
            found = {key: self._item_said(row) for key, row in self._items_there().items()}
        keys = self._keys_of({item.id: item.metadata for item in values.items})
        for item in values.items:
            unit = (item.price.unit_amount_minor or Decimal(0)).scaleb(-exponent(item.price.currency))
            rhythm = item.price.recurring
            found[keys[item.id]] = {
                "id": item.id,
                "quantity": item.quantity or 0,
                "unit": out_subscription.text(unit),
                "rhythm": f"{rhythm.interval}:{rhythm.interval_count or 1}",
            }
        return found

    def _keys_of(self, metadata: dict) -> dict:
        """Return item id -> our key: the line's id, or the item's own where it is not of a line."""
        known = self._lines_of_items(self.connection_id, list(metadata))
        mine = {str(line.id) for line in self.order_id.order_line}
        found = {}
        for ref, told in metadata.items():
            line = known.get(ref)
            key = str(line.id) if line else (told or {}).get("odoo_line", "")
            found[ref] = key if key in mine and key not in found.values() else ref
        return found

    def _bind_items(self, connection, there: dict) -> None:
        """Tie items to their lines: invoices name the item, even when it is gone.

        :param there: our key -> id of the item.
        """
        lines = {ref: self.env["sale.order.line"].browse(int(key)) for key, ref in there.items() if key.isdecimal()}
        self.env["ar.sync.binding"].sudo()._bind_all(
            connection, "subscription_item", lines, self.env._("sent from here")
        )

    def _items_there(self) -> dict:
        """Return our key -> item, of all that Stripe has."""
        items = self.stripe_subscription_id.sudo().item_ids
        keys = self._keys_of({item.external_id: item.metadata for item in items})
        return {keys[item.external_id]: item for item in items}

    @api.model
    def _item_said(self, item) -> dict:
        """Return what an item says, in the form in which it is agreed."""
        return {
            "id": item.external_id,
            "quantity": int(item.quantity),
            "unit": out_subscription.text(Decimal(float_repr(item.unit_amount, 6))),
            "rhythm": f"{item.interval}:{item.interval_count or 1}",
        }

    def _stripe_failed(self, operation, error) -> None:
        """Show the refusal on the order. Where only a price or a day has passed, it is planned anew."""
        self.write({"problem": f"{operation.summary}: {error.message}", "remedy": self._remedy(error)})
        if isinstance(error, OtherPrice) or operation.kind == "subscription.create":
            self._stripe_plan(operation.connection_id)

    def _remedy(self, error) -> str:
        """Return what helps, in words of the order where Stripe's own are not enough."""
        if "payment source" in error.message or "default payment method" in error.message:
            return self.env._(
                "The customer has no payment method at Stripe: collect by e-mailed invoice, or have the customer save "
                "one and press Send to Stripe on the subscription."
            )
        return error.remedy or self.env._("Mend it on the order, then press Send to Stripe on the subscription.")

    def _stripe_given_up(self, kind: str) -> None:
        """A person took a change out of the outbox: it is not wished for any more."""
        self._forget_wish(WISHES.get(kind))

    def _forget_wish(self, name: str | None) -> None:
        if name and name in (self.wish or {}):
            self.wish = {key: value for key, value in self.wish.items() if key != name} or False

    # === WHAT BECOMES OF IT === #

    def _follow(self) -> None:
        """Show what Stripe says of these subscriptions; note on the order what somebody should know."""
        known = {code for code, _label in STATUSES}
        for own in self.filtered("stripe_subscription_id"):
            row = own.stripe_subscription_id
            values = {
                "status": row.status if row.status in known else "other",
                "is_earning": row.is_earning,
                "is_paused": row.is_paused,
                "period_end_at": row.period_end_at,
                "cancel_at": row.cancel_at,
                "ended_at": row.ended_at,
                **own._difference_values(),
            }
            before = own.status
            changed = {name: value for name, value in values.items() if own[name] != value}
            if changed:
                own.write(changed)
            if own.status != before and own.status in TROUBLE:
                own._tell_order(before)

    def _tell_order(self, before: str) -> None:
        labels = dict(self._fields["status"]._description_selection(self.env))
        words = self.env._(
            "Subscription %(name)s: %(before)s → %(after)s",
            name=self.rhythm,
            before=labels[before],
            after=labels[self.status],
        )
        self.order_id.message_post(body=words)

    def _note_order_cancelled(self) -> None:
        """An order that is cancelled while its subscription runs is a person's to decide."""
        for own in self.filtered(lambda row: row.order_id.state == "cancel" and row._is_running()):
            if not own.cancel_at and not {"cancel", "end"} & (own.wish or {}).keys():
                own.write(
                    {
                        "problem": self.env._("The order is cancelled, and Stripe goes on billing the subscription."),
                        "remedy": self.env._("Cancel the subscription, or confirm the order again."),
                    }
                )

    # === INVOICES === #

    @api.model
    def _lines_of_items(self, connection, refs: list[str]) -> dict:
        """Return id of an item -> the order's line that it bills. An item that is gone is still known."""
        found = self.env["ar.sync.binding"].sudo()._find(connection, "subscription_item", list(set(refs)))
        return {ref: line for ref, line in found.items() if line._name == "sale.order.line"}

    def _link_invoices(self) -> None:
        """Tie invoices that came before it was known whose they are."""
        for own in self.filtered("external_id"):
            self.env["ar.stripe.invoice"].sudo().search(
                [("connection_id", "=", own.connection_id.id), ("subscription_ref", "=", own.external_id)]
            )._link_sale_lines()
