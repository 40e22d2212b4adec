"""Did it happen? What Stripe has is looked at when it no longer knows the key of a change.

Lists are read, never Stripe's search: that one lags by a minute, in trouble by an hour (docs.stripe.com/search).
"""

from calendar import timegm
from datetime import timedelta

from odoo import models

from odoo.addons.ar_sync.protocol.errors import NeedsPerson, Permanent
from odoo.addons.ar_sync.protocol.steps import says

from ..outgoing import OUT
from .ar_sync_connection_send import Said

#: Our clock and Stripe's may differ; what was made within this time of the call is looked at.
CLOCKS_APART = timedelta(days=2)


class ArSyncConnection(models.Model):
    _inherit = "ar.sync.connection"

    def _stripe_now(self, client, path: str) -> Said | None:
        """Return an object as it is now, None where it is gone."""
        try:
            said = Said.at(client.get(path))
        except Permanent as error:
            if error.code != "resource_missing":
                raise
            return None
        return None if said.get("deleted") else said

    def _stripe_target_now(self, client, operation) -> Said | None:
        """Return what the change is about, as it is now."""
        what = {"tax_id": "customer", "payment_record": "invoice"}.get(
            OUT[operation.kind].subject, OUT[operation.kind].subject
        )
        return self._stripe_now(client, f"/v1/{what}s/{operation.target}")

    # === ONE WAY EACH === #

    def _stripe_find_made(self, client, operation) -> Said | None:
        """Find the object that this very change made: it carries the change's key in its metadata."""
        path, _mark, narrow = OUT[operation.kind].lists.partition("?")
        params = {narrow: operation.payload[narrow]} if narrow and narrow in operation.payload else {}
        if not params:
            sent_at = operation.sent_at
            params["created"] = {
                "gte": timegm((sent_at - CLOCKS_APART).timetuple()),
                "lte": timegm((sent_at + CLOCKS_APART).timetuple()),
            }
        mark = operation.payload["metadata"]["odoo_op"]
        for obj in client.pages(path, **params):
            if (obj.get("metadata") or {}).get("odoo_op") == mark:
                return self._stripe_now(client, f"{path}/{obj['id']}")
        return None

    def _stripe_find_updated(self, client, operation) -> Said | None:
        """The object says what was sent, or it was not changed."""
        said = self._stripe_target_now(client, operation)
        return said if said is not None and says(said, operation.payload) else None

    def _stripe_find_endpoint(self, client, operation) -> None:
        """An endpoint found without its secret is of no use: it is deleted, and made again."""
        for endpoint in client.pages("/v1/webhook_endpoints"):
            if endpoint["url"] == operation.payload["url"]:
                client.delete(f"/v1/webhook_endpoints/{endpoint['id']}")

    def _stripe_find_tax_id(self, client, operation) -> Said | None:
        for row in client.pages(f"/v1/customers/{operation.target}/tax_ids"):
            if (row["type"], row["value"]) == (operation.payload["type"], operation.payload["value"]):
                return Said(row)
        return None

    def _stripe_find_no_tax_id(self, client, operation) -> Said | None:
        return None if self._stripe_find_tax_id(client, operation) else Said(deleted=True)

    def _stripe_find_lines(self, client, operation) -> Said | None:
        """These lines carry the change's key."""
        mark = operation.payload["lines"][0]["metadata"]["odoo_op"]
        for line in client.pages(f"/v1/invoices/{operation.target}/lines"):
            if (line.get("metadata") or {}).get("odoo_op") == mark:
                return self._stripe_target_now(client, operation)
        return None

    def _stripe_in_status(self, client, operation, *wanted: str) -> Said | None:
        said = self._stripe_target_now(client, operation)
        return said if said is not None and said["status"] in wanted else None

    def _stripe_find_finalized(self, client, operation) -> Said | None:
        return self._stripe_in_status(client, operation, "open", "paid", "uncollectible", "void")

    def _stripe_find_voided(self, client, operation) -> Said | None:
        return self._stripe_in_status(client, operation, "void")

    def _stripe_find_uncollectible(self, client, operation) -> Said | None:
        return self._stripe_in_status(client, operation, "uncollectible", "paid")

    def _stripe_find_gone(self, client, operation) -> Said | None:
        if self._stripe_target_now(client, operation) is not None:
            return None
        return Said(id=operation.target, object=OUT[operation.kind].subject, deleted=True)

    def _stripe_find_sent(self, client, operation) -> Said | None:
        """Only an event tells that Stripe sent an invoice."""
        for event in client.pages("/v1/events", type="invoice.sent"):
            if event["data"]["object"]["id"] == operation.target:
                return self._stripe_target_now(client, operation)
        return None

    def _stripe_find_record(self, client, operation) -> None:
        """Payment records cannot be listed: one that is attached is found at its invoice, any other by a person."""
        raise NeedsPerson(
            self.env._("Stripe has no list of payment records that would tell whether this one was made."),
            self.env._("Look at the invoice in Stripe's dashboard; approve again only where the payment is not there."),
        )

    def _stripe_find_attached(self, client, operation) -> Said | None:
        [(name, wanted)] = operation.payload.items()
        for row in client.pages("/v1/invoice_payments", invoice=operation.target):
            if (row.get("payment") or {}).get(name) == wanted:
                return self._stripe_target_now(client, operation)
        return None

