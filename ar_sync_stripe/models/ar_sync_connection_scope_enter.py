"""Who enters the scope is imported with history: customer by customer, a page at a time, resumable."""

from odoo import models

from odoo.addons.ar_sync.protocol.errors import Permanent

from ..api.client import StripeApi
from ..kinds import KINDS, owner_of

# Objects that no list can be narrowed to are read one by one, so many in a page.
SINGLES_MAX = 20


class ArSyncConnection(models.Model):
    _inherit = "ar.sync.connection"

    def _ar_enter_page(self, row) -> dict:
        """Read the next page of a customer's history.

        The cursor's ``step`` counts the kinds in the order of a first import, ``after`` is where the page of a
        list ended, ``parent`` the mirrored payment or invoice whose objects were listed last. The last step reads
        what was noted as out of scope and in no list, each by its id.
        """
        if self.provider != "stripe":
            return super()._ar_enter_page(row)
        client, cursor = self._stripe_api(), dict(row.cursor or {"step": 0})
        kinds = self._stripe_enter_kinds()
        step = cursor.get("step", 0)
        if step >= len(kinds):
            count, is_done = self._stripe_enter_rest(client, row.external_id)
            return {"records": count, "cursor": cursor, "more": not is_done}
        kind = kinds[step]
        rule = owner_of(self.env[kind.model])
        if rule.how == "self":
            count, going_on = self._stripe_enter_one(client, kind, row.external_id, row.external_id), None
        elif kind.of_customer:
            path = f"/v1/customers/{row.external_id}/{kind.of_customer}"
            count, going_on = self._stripe_enter_list(client, kind, cursor, path)
        elif "customer" in rule.filters:
            count, going_on = self._stripe_enter_list(client, kind, cursor, kind.path, customer=row.external_id)
        elif rule.filters:
            count, going_on = self._stripe_enter_of_parents(client, kind, rule, cursor, row.external_id)
        else:
            count, going_on = 0, None
        return {"records": count, "cursor": going_on or {"step": step + 1}, "more": True}

    def _stripe_enter_kinds(self) -> list:
        """Return the kinds that are a customer's and are read on this connection."""
        read = {stream.kind for stream in self.stream_ids if stream.state != "off" and stream.access != "denied"}
        return [
            kind
            for kind in KINDS.values()
            if kind.name in read and kind.model != "ar.sync.event" and owner_of(self.env[kind.model]).how != "kept"
        ]

    def _stripe_enter_one(self, client: StripeApi, kind, external_id: str, customer: str) -> int:
        """Read one object by its id. One that Stripe does not know any more is no longer noted."""
        try:
            answer = client.get(kind.item_path({"id": external_id, "customer": customer}))
        except Permanent as error:
            if error.code != "resource_missing":
                raise
            self.env["ar.sync.scope.outside"].sudo()._forget(self, [external_id])
            return 0
        return self._stripe_store(client, kind, [answer.data], answer.seen_at)

    def _stripe_enter_list(
        self, client: StripeApi, kind, cursor: dict, path: str, **narrowed
    ) -> tuple[int, dict | None]:
        """Read a page of a list. Return (objects read, where it goes on or ``None``)."""
        params = {**kind.list_params(), **narrowed}
        if cursor.get("after"):
            params["starting_after"] = cursor["after"]
        try:
            page, seen_at = client.page(path, **params)
        except Permanent as error:
            if error.code != "resource_missing" or not cursor.get("after"):
                raise
            # The object we stopped at is gone: the list is read from its beginning, nothing is stored twice.
            page, seen_at = client.page(path, **kind.list_params(), **narrowed)
        count = self._stripe_store(client, kind, page.items, seen_at)
        return count, {**cursor, "after": page.last_id} if page.has_more else None

    def _stripe_enter_of_parents(self, client: StripeApi, kind, rule, cursor: dict, customer: str):
        """Read a page of what belongs to one of the customer's payments or invoices, the next one after ``parent``."""
        model = rule.parents[0][1]
        mine = [("connection_id", "=", self.id), ("customer_ref", "=", customer), ("is_deleted", "=", False)]
        known = self.env[model].search([*mine, ("id", "=", cursor.get("parent", 0))]) if cursor.get("after") else False
        done = cursor.get("parent", 0)
        parent = known or self.env[model].search([*mine, ("id", ">", done)], order="id", limit=1)
        if not parent:
            return 0, None
        cursor = {"step": cursor["step"], "parent": parent.id, **({"after": cursor["after"]} if known else {})}
        count, going_on = self._stripe_enter_list(
            client, kind, cursor, kind.path, **{rule.filters[0]: parent.external_id}
        )
        return count, going_on or {"step": cursor["step"], "parent": parent.id}

    def _stripe_enter_rest(self, client: StripeApi, customer: str) -> tuple[int, bool]:
        """Read what is still noted of the customer, one by one. Return (objects read, whether that was all)."""
        Outside = self.env["ar.sync.scope.outside"].sudo()
        read = {kind.name: kind for kind in self._stripe_enter_kinds()}
        noted = [("connection_id", "=", self.id), ("owner_id", "=", customer), ("kind", "in", list(read))]
        rows = Outside.search(noted, order="id", limit=SINGLES_MAX)
        count = 0
        for kind, external_id in [(read[row.kind], row.external_id) for row in rows]:
            count += self._stripe_enter_one(client, kind, external_id, customer)
        # What could not be read is in the inbox by now; asking again would not help.
        Outside._forget(self, [row.external_id for row in rows.exists()] if self._stripe_is_in(customer) else [])
        return count, len(rows) < SINGLES_MAX

    def _stripe_is_in(self, customer: str) -> bool:
        """Tell whether a customer is in scope now."""
        return customer in self._stripe_scope().ids_in([customer])
