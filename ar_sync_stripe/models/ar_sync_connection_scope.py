"""The scope at Stripe: events of those who are out, the sweep after a change, what is forgotten."""

import json
from types import SimpleNamespace

from odoo import models
from odoo.tools import SQL

from odoo.addons.ar_sync.protocol.errors import Permanent

from ..api.client import StripeApi
from ..kinds import KINDS, OWNERS, owner_of
from .ar_stripe_mirror_scope import parents_first

# What of a raw object its customer is found by.
RAW_REFS = ("customer", "charge", "payment_intent", "invoice", "subscription")


class ArSyncConnection(models.Model):
    _inherit = "ar.sync.connection"

    def _stripe_scope(self):
        """Return the scope, held until the end of the transaction."""
        return self.env["ar.sync.scope.guard"].sudo()._hold(self)

    # === EVENTS === #

    def _stripe_events_in_scope(self, kind, pairs: list, results: dict) -> list:
        """Return the events about objects that are in scope; of the others the id is noted, and nothing is read."""
        outside = self._stripe_raw_outside(kind, [event.object for _record, event in pairs])
        if not outside:
            return pairs
        Model = self.env[kind.model].sudo()
        if not owner_of(Model).of_money:
            Model._leave_out(self._stripe_scope(), outside, [], None)
            for record, event in pairs:
                if event.object_id in outside:
                    results[record] = self.env._("Its customer is out of scope.")
            return [pair for pair in pairs if pair[1].object_id not in outside]
        return pairs

    def _stripe_raw_outside(self, kind, objects: list[dict]) -> dict:
        """Return id -> customer of those of these raw objects that are out of scope."""
        scope = self._stripe_scope()
        Model = self.env[kind.model].sudo()
        if scope.was_never_narrowed or owner_of(Model).how == "kept":
            return {}
        readings = [_raw_reading(obj) for obj in objects]
        owners = Model._owners_of(scope, readings)
        present = scope.ids_in(owners.values())
        return {external_id: owner for external_id, owner in owners.items() if owner not in present}

    def _stripe_blank_outside(self, results: dict) -> None:
        """Blank the bodies of handled messages about customers that are out of scope.

        Of what is not synchronised, nothing is kept of whom it is not known that they are in.
        """
        scope = self._stripe_scope()
        if scope.was_never_narrowed:
            return
        handled = [record for record, result in results.items() if result is None or isinstance(result, str)]
        owners = {record: _raw_owner(record) for record in handled}
        present = scope.ids_in(owners.values())
        outside = self._stripe_known_outside([record.object_id for record in handled if record.object_id])
        for record, owner in owners.items():
            unknown = isinstance(results[record], str) and owner is None and not scope.is_open
            if record.object_id in outside or unknown or (owner and owner not in present):
                record.sudo()._ar_through_gate().write({"body": False})

    def _stripe_known_outside(self, external_ids: list[str]) -> set[str]:
        """Return those of these objects that are noted as out of scope, or marked in the mirror."""
        if not external_ids:
            return set()
        found = set(self.env["ar.sync.scope.outside"].sudo()._owners(self, external_ids))
        for model in self._stripe_scope_models():
            domain = [("connection_id", "=", self.id), ("external_id", "in", external_ids)]
            found |= set(model.search([*domain, ("out_of_scope_since", "!=", False)]).mapped("external_id"))
        return found

    # === WHOSE IT IS === #

    def _stripe_ask_owners(self, model: str, refs) -> dict:
        """Return remote id -> customer of objects that were never met, from Stripe. Nothing else of them is kept."""
        found: dict = {}
        if not refs:
            return found
        client: StripeApi = self._stripe_api()
        path = next(kind.path for kind in KINDS.values() if kind.model == model)
        for ref in sorted(refs):
            try:
                found[ref] = _ident(client.get(f"{path}/{ref}").data.get("customer"))
            except Permanent as error:
                if error.code != "resource_missing":
                    raise
        return found

    def _stripe_scope_models(self) -> list:
        """Return the mirrors whose rows are a customer's, each after those its rows are found by."""
        models_found = self.env.registry.descendants(["ar.stripe.mirror"], "_inherit")
        listed = parents_first()
        others = sorted(name for name in models_found if name not in OWNERS and not self.env[name]._abstract)
        found = [self.env[name].sudo() for name in [*listed, *others] if name in self.env]
        return [model for model in found if owner_of(model).how != "kept"]

    # === SWEEPING === #

    def _ar_sweep_mirror(self) -> set:
        """Mark who left and unmark who entered, set by set; what waited to be booked for leavers is dropped."""
        if self.provider != "stripe":
            return super()._ar_sweep_mirror()
        scope = self._stripe_scope()
        entering: set = set()
        for model in self._stripe_scope_models():
            model._sweep_left(scope)
            entering |= model._sweep_entered(scope)
        self._stripe_drop_receipts()
        if not scope.is_open:
            self.env["ar.stripe.balance.transaction"]._blank_texts(self)
        rows = self.env.execute_query(
            SQL(
                "SELECT DISTINCT o.owner_id FROM ar_sync_scope_outside o WHERE o.connection_id = %s AND %s",
                self.id,
                scope.sql(SQL("o.owner_id")),
            )
        )
        return entering | {owner_id for (owner_id,) in rows}

    def _stripe_drop_receipts(self) -> None:
        """Drop receipts of customers who left that are not in the books: their money goes into the sum."""
        charges = self.env["ar.stripe.charge"].search(
            [
                ("connection_id", "=", self.id),
                ("out_of_scope_since", "!=", False),
                ("receipt_id", "!=", False),
                ("receipt_id.move_id", "=", False),
            ]
        )
        receipts = charges.receipt_id
        charges.write({"receipt_id": False, "needs_apply": True})
        receipts.unlink()

    def _ar_relist(self) -> None:
        if self.provider != "stripe":
            return super()._ar_relist()
        is_open = self._stripe_scope().is_open
        for stream in self.stream_ids.filtered(lambda stream: stream.state != "off" and stream.kind != "event"):
            how = owner_of(self.env[KINDS[stream.kind].model]).how
            # Movements were read without their texts.
            if how != "kept" or (stream.kind == "balance_transaction" and is_open):
                stream._restart()

    # === FORGETTING === #

    def _ar_forget_outside(self) -> int:
        """Delete what the books do not need of marked objects, blank the rest, and the messages about them."""
        if self.provider != "stripe":
            return super()._ar_forget_outside()
        outside: list[str] = []
        count = 0
        for model in self._stripe_scope_models():
            left = model.search([("connection_id", "=", self.id), ("out_of_scope_since", "!=", False)])
            outside += left.mapped("external_id")
        for model in reversed(self._stripe_scope_models()):
            count += model._forget_left(self)
        events = self.env["ar.sync.event"].sudo()
        about = events.search([("connection_id", "=", self.id), ("object_id", "in", outside), ("body", "!=", False)])
        about._ar_through_gate().write({"body": False})
        return count

    def _ar_scope_numbers(self) -> dict:
        if self.provider != "stripe":
            return super()._ar_scope_numbers()
        Customer = self.env["ar.stripe.customer"]
        mine = [("connection_id", "=", self.id), ("is_deleted", "=", False)]
        noted = [("connection_id", "=", self.id), ("kind", "=", "customer")]
        marked = [("connection_id", "=", self.id), ("out_of_scope_since", "!=", False)]
        left = Customer.search_count([*mine, ("out_of_scope_since", "!=", False)])
        return {
            "in": Customer.search_count([*mine, ("out_of_scope_since", "=", False)]),
            "out": left + self.env["ar.sync.scope.outside"].search_count(noted),
            "marked": sum(model.search_count(marked) for model in self._stripe_scope_models()),
        }


def _ident(value) -> str | None:
    """Return the id of a reference, which Stripe writes as an id or as the whole object."""
    return value.get("id") if isinstance(value, dict) else value or None


def _raw_reading(obj: dict) -> SimpleNamespace:
    """Return the ids of a raw object under the names that payload readers give them."""
    refs = {f"{name}_id": _ident(obj.get(name)) for name in RAW_REFS}
    return SimpleNamespace(id=obj.get("id"), **refs)


def _raw_owner(record) -> str | None:
    """Return the customer that an inbox message is about, as far as its body says so."""
    try:
        obj = json.loads(record.sudo().body or "{}").get("data", {}).get("object") or {}
    except (ValueError, AttributeError):
        return None
    return obj.get("id") if obj.get("object") == "customer" else _ident(obj.get("customer"))
