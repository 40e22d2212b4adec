"""The mirror and the scope: what is stored of whom, and what becomes of it when the scope changes."""

from dataclasses import replace
from datetime import datetime

from odoo import api, fields, models
from odoo.tools import SQL

from ..kinds import KINDS, OWNERS, owner_of

# Kinds whose id is the source of a movement of money.
SOURCES = ("ar.stripe.charge", "ar.stripe.refund", "ar.stripe.dispute")


class ArStripeMirror(models.AbstractModel):
    _inherit = "ar.stripe.mirror"

    out_of_scope_since = fields.Datetime(
        readonly=True,
        copy=False,
        help="Since then its customer is out of the connection's scope: it is kept as it was, and not read any more.",
    )

    # === STORING === #

    @api.model
    def _in_scope(self, connection, readings: list, seen_at) -> list:
        """Return those of these readings that are to be stored; of the others nothing but the id is noted.

        Locks the scope until the end of the transaction, so that what is stored is in it.
        """
        scope = self.env["ar.sync.scope.guard"].sudo()._hold(connection)
        # What comes inside another object is stored with it, for that one was let in.
        if scope.was_never_narrowed or self._is_line() or self.env.context.get("ar_scope_decided"):
            return readings
        rule = owner_of(self)
        if rule.how == "kept":
            return self._without_text(scope, readings)
        if rule.how == "self":
            connection._stripe_tag_customers(readings)
        owners = self._owners_of(scope, readings)
        present = scope.ids_in(owners.values())
        inside = [values for values in readings if owners[values.id] in present]
        self._enter([values.id for values in inside], connection)
        self._leave_out(scope, {key: owner for key, owner in owners.items() if owner not in present}, readings, seen_at)
        return inside

    @api.model
    def _without_text(self, scope, readings: list) -> list:
        """Return these readings as they may be kept. Hook of the movements, which repeat a payment's text."""
        return readings

    @api.model
    def _owners_of(self, scope, readings: list) -> dict:
        """Return remote id -> customer of these readings; ``None`` for nobody.

        A customer that was said once stays: older states of a payment may not name it yet.
        """
        rule, connection = owner_of(self), scope.connection
        if rule.how == "self":
            return {values.id: values.id for values in readings}
        said = {values.id: getattr(values, "customer_id", None) for values in readings}
        unsaid = [values for values in readings if not said[values.id]]
        if not unsaid:
            return said
        known = self._known_owners(connection, [values.id for values in unsaid])
        for column, model in rule.parents:
            name = column.removesuffix("_ref") + "_id"
            parents = {values.id: getattr(values, name, None) for values in unsaid if not known.get(values.id)}
            wanted = {ref for ref in parents.values() if ref}
            found = self.env[model]._known_owners(connection, wanted)
            found |= connection._stripe_ask_owners(model, wanted - set(found)) if not scope.is_open else {}
            known |= {key: found[ref] for key, ref in parents.items() if ref in found}
        return said | {key: known.get(key) for key, owner in said.items() if not owner}

    @api.model
    def _known_owners(self, connection, external_ids) -> dict:
        """Return remote id -> customer, for those of these objects that are mirrored or noted as out of scope."""
        external_ids = list(external_ids)
        if not external_ids:
            return {}
        owners = self.env["ar.sync.scope.outside"].sudo()._owners(connection, external_ids)
        if "customer_ref" in self._fields:
            owners |= dict(
                self.env.execute_query(
                    SQL(
                        "SELECT external_id, customer_ref FROM %s WHERE connection_id = %s AND external_id = ANY(%s)",
                        SQL.identifier(self._table),
                        connection.id,
                        external_ids,
                    )  # fmt: skip
                )
            )
        return owners

    @api.model
    def _enter(self, external_ids: list[str], connection) -> None:
        """Note that these objects are in scope: they are no longer out, and their money is booked properly."""
        entered = self.env["ar.sync.scope.outside"].sudo()._forget(connection, external_ids)
        rows = self.env.execute_query(
            SQL(
                """UPDATE %s SET out_of_scope_since = NULL, needs_apply = %s, next_apply_at = NULL
                    WHERE connection_id = %s AND external_id = ANY(%s) AND out_of_scope_since IS NOT NULL
                   RETURNING external_id""",
                SQL.identifier(self._table),
                self._mirror_applies,
                connection.id,
                external_ids,
            )  # fmt: skip
        )
        entered += [external_id for (external_id,) in rows]
        if rows:
            self.invalidate_model(flush=False)
        if entered and self._name in SOURCES:
            self.env["ar.stripe.balance.transaction"]._take_back_sources(connection, entered)

    @api.model
    def _leave_out(self, scope, owners: dict, readings: list, seen_at) -> None:
        """Note objects that are out of scope. Those that are mirrored stay as they were, and are marked.

        What takes back money that is in the books is stored all the same, without what is personal.
        """
        if not owners:
            return
        connection, rule = scope.connection, owner_of(self)
        booked = self._of_booked_money(connection, [v for v in readings if v.id in owners]) if rule.of_money else []
        if booked:
            bare = [_without(values, rule.personal) for values in booked]
            self.with_context(ar_scope_decided=True)._store(connection, bare, seen_at)
        marked = self._mark_left(connection, list(owners))
        self.env["ar.sync.scope.outside"].sudo()._note(
            connection, self._scope_kind(), {key: owner for key, owner in owners.items() if key not in marked}
        )

    @api.model
    def _mark_left(self, connection, external_ids: list[str]) -> set[str]:
        """Mark those of these objects that are mirrored. Return all that are mirrored."""
        rows = self.env.execute_query(
            SQL(
                """UPDATE %s SET out_of_scope_since = COALESCE(out_of_scope_since, %s)
                    WHERE connection_id = %s AND external_id = ANY(%s) RETURNING external_id""",
                SQL.identifier(self._table),
                self.env.cr.now(),
                connection.id,
                external_ids,
            )  # fmt: skip
        )
        self.invalidate_model(flush=False)
        return {external_id for (external_id,) in rows}

    @api.model
    def _of_booked_money(self, connection, readings: list) -> list:
        """Return those of these readings whose payment is in the books."""
        refs = {values.charge_id for values in readings if values.charge_id}
        rows = self.env.execute_query(
            SQL(
                """SELECT charge.external_id FROM ar_stripe_charge charge
                     JOIN ar_match_receipt receipt ON receipt.id = charge.receipt_id
                    WHERE charge.connection_id = %s AND charge.external_id = ANY(%s) AND receipt.move_id IS NOT NULL""",
                connection.id,
                list(refs),
            )
        )
        booked = {external_id for (external_id,) in rows}
        return [values for values in readings if values.charge_id in booked]

    @api.model
    def _scope_kind(self) -> str:
        """Return the kind of these objects, for the note of what is out of scope."""
        return next((kind.name for kind in KINDS.values() if kind.model == self._name), self._name)

    @api.model
    def _mark_deleted(self, connection, external_ids, seen_at: datetime) -> int:
        """Leave out objects that are out of scope: there is nothing to mark, or it is not read any more."""
        scope = self.env["ar.sync.scope.guard"].sudo()._hold(connection)
        rule = owner_of(self)
        if external_ids and not scope.was_never_narrowed and rule.how != "kept":
            outside = set(self.env["ar.sync.scope.outside"].sudo()._owners(connection, external_ids))
            if rule.how == "self":
                outside |= set(external_ids) - scope.ids_in(external_ids)
            left = [("connection_id", "=", connection.id), ("external_id", "in", list(external_ids))]
            outside |= set(self.search([*left, ("out_of_scope_since", "!=", False)]).mapped("external_id"))
            external_ids = [external_id for external_id in external_ids if external_id not in outside]
        return super()._mark_deleted(connection, external_ids, seen_at)

    # === QUEUE === #

    @api.model
    def _to_apply_domain(self, connection) -> list:
        """Whoever left the scope is not brought into the books."""
        return [*super()._to_apply_domain(connection), ("out_of_scope_since", "=", False)]

    # === SWEEPING === #

    @api.model
    def _sweep_left(self, scope) -> int:
        """Mark rows whose customer left the scope; parents were swept before. Return how many were."""
        condition = self._left_condition(scope)
        if condition is None:
            return 0
        self.flush_model()
        self.env.cr.execute(
            SQL(
                """UPDATE %s AS t SET out_of_scope_since = %s
                    WHERE t.connection_id = %s AND t.out_of_scope_since IS NULL AND %s""",
                SQL.identifier(self._table),
                self.env.cr.now(),
                scope.connection.id,
                condition,
            )  # fmt: skip
        )
        count = self.env.cr.rowcount
        self.invalidate_model(flush=False)
        return count

    @api.model
    def _left_condition(self, scope) -> SQL | None:
        """Return the condition under which a row ``t`` is out of scope; nothing where rows are nobody's."""
        rule = owner_of(self)
        if rule.how == "kept":
            return None
        if rule.how == "parent":
            return self._parents_are("IS NOT NULL")
        return SQL("NOT %s", scope.sql(self._owner_column()))

    @api.model
    def _owner_column(self) -> SQL:
        return SQL("t.external_id" if owner_of(self).how == "self" else "t.customer_ref")

    @api.model
    def _parents_are(self, state: str) -> SQL:
        """Return the condition that the first parent of a row ``t`` that is mirrored is marked, or is not."""
        chosen = SQL(", ").join(
            SQL(
                """(SELECT parent.out_of_scope_since %s FROM %s parent
                     WHERE parent.connection_id = t.connection_id AND parent.external_id = t.%s)""",
                SQL(state),
                SQL.identifier(self.env[model]._table),
                SQL.identifier(column),
            )  # fmt: skip
            for column, model in owner_of(self).parents
        )
        return SQL("COALESCE(%s, FALSE)", chosen)

    @api.model
    def _sweep_entered(self, scope) -> set:
        """Unmark rows whose customer entered the scope again. Return the customers, ``None`` for nobody."""
        rule = owner_of(self)
        if rule.how == "kept":
            return set()
        if rule.how == "parent":
            condition, owner = self._parents_are("IS NULL"), SQL("NULL")
        else:
            owner = self._owner_column()
            condition = scope.sql(owner)
        self.flush_model()
        rows = self.env.execute_query(
            SQL(
                """UPDATE %s AS t SET out_of_scope_since = NULL, needs_apply = %s, next_apply_at = NULL
                    WHERE t.connection_id = %s AND t.out_of_scope_since IS NOT NULL AND %s
                   RETURNING t.external_id, %s""",
                SQL.identifier(self._table),
                self._mirror_applies,
                scope.connection.id,
                condition,
                owner,
            )  # fmt: skip
        )
        self.invalidate_model(flush=False)
        if rows and self._name in SOURCES:
            entered = [external_id for external_id, _owner in rows]
            self.env["ar.stripe.balance.transaction"]._take_back_sources(scope.connection, entered)
        return set() if rule.how == "parent" else {owner_id for _external_id, owner_id in rows}

    # === FORGETTING === #

    @api.model
    def _forget_left(self, connection) -> int:
        """Delete marked rows that the books do not need, and blank what is personal in the others."""
        if owner_of(self).how == "kept":
            return 0
        left = self.with_context(active_test=False).search(
            [("connection_id", "=", connection.id), ("out_of_scope_since", "!=", False)]
        )
        kept = left.filtered(lambda row: row._is_in_books())
        gone = left - kept
        if gone:
            owners = {row.external_id: row._scope_owner() for row in gone}
            if not gone._is_line():
                self.env["ar.sync.scope.outside"].sudo()._note(connection, self._scope_kind(), owners)
            gone.sudo().unlink()
        if kept:
            kept.write(dict.fromkeys(self._personal_fields(), False))
        return len(left)

    def _is_in_books(self) -> bool:
        """Tell whether entries were made of this object: then its ids, amounts and dates stay."""
        self.ensure_one()
        for name in ("move_id", "receipt_id"):
            if name in self._fields and self[name]:
                return True
        return any(self[column.removesuffix("_ref") + "_id"].receipt_id for column, model in owner_of(self).parents
                   if model == "ar.stripe.charge")  # fmt: skip

    @api.model
    def _is_line(self) -> bool:
        """Tell whether these come inside another object, without which they are never met."""
        return self._name not in {kind.model for kind in KINDS.values()}

    def _scope_owner(self) -> str | None:
        """Return the id of this row's customer."""
        rule = owner_of(self)
        if rule.how == "self":
            return self.external_id
        if "customer_ref" in self._fields and self.customer_ref:
            return self.customer_ref
        for column, model in rule.parents:
            known = self.env[model]._known_owners(self.connection_id, [self[column]] if self[column] else [])
            if known:
                return known.get(self[column])
        return None

    @api.model
    def _personal_fields(self) -> list[str]:
        """Return the columns that may hold something personal: all text but ids, codes and states."""
        kept = {"external_id", "currency_code", "status", "type", "reason", "booking_kind", "reporting_category"}
        return [
            name
            for name, field in self._fields.items()
            if field.store
            and field.type in ("char", "text", "html", "json")
            and name not in kept
            and not name.endswith(("_ref", "_refs"))
        ]


def _without(values, names: tuple[str, ...]):
    """Return a reading without these values."""
    empty = {name: {} if name == "metadata" else None for name in names if hasattr(values, name)}
    return replace(values, **empty)


def parents_first() -> list[str]:
    """Return the models of the table, each after those its rows are found by."""
    return sorted(OWNERS, key=lambda model: OWNERS[model].how == "parent")
