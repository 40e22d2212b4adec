"""Lists that Stripe keeps under each customer: read customer by customer, a bounded number on each page.

The cursor is the customer reached, and inside his list the object reached: a kill loses one page at most. Each
request goes through the account's rate budget like all others. Payment methods and cash balances are kept up to date by
events afterwards; changes of a credit balance have none, so a customer that changed is listed again.
"""

from datetime import timedelta

from odoo import api, fields, models
from odoo.tools import SQL

from odoo.addons.ar_sync.protocol.errors import Permanent

CUSTOMERS_PER_PAGE = 20
BALANCE_KIND = "customer_balance_transaction"
BALANCE_POLL_S = 300


class ArSyncConnection(models.Model):
    _inherit = "ar.sync.connection"

    def _stripe_read_customers(self, stream, client, kind, cursor: dict) -> dict:
        """Read the lists of the next customers; a list longer than a page is gone on with on the next one."""
        customers = self._stripe_next_customers(stream, cursor)
        count = 0
        for customer in customers:
            page, seen_at = self._stripe_customer_page(client, kind, customer, cursor)
            found = page.items if page else []
            count += self._stripe_store(client, kind, found, seen_at) if found else 0
            listed = [*cursor.get("listed", []), *(row["id"] for row in found)]
            if page and page.has_more:
                cursor = {"of": customer.external_id, "after": page.last_id, "listed": listed}
                return {"records": count, "cursor": cursor, "more": True}
            self._stripe_customer_done(kind, customer, listed, seen_at)
            cursor = {"customer": customer.external_id}
        more = len(customers) == CUSTOMERS_PER_PAGE
        next_at = self._stripe_customers_next_at(kind)
        return {"records": count, "cursor": cursor if more else {}, "more": more, "next_at": next_at}

    def _stripe_next_customers(self, stream, cursor: dict):
        """Return the next customers whose list is to be read: all of them in the order of their ids, later the changed.

        Only balances are listed again later; the other lists have events.
        """
        domain = [("connection_id", "=", self.id), ("is_deleted", "=", False)]
        if stream.is_complete:
            domain.append(("balance_due", "=", True))
        elif cursor.get("customer"):
            domain.append(("external_id", ">", cursor["customer"]))
        if cursor.get("of"):
            domain.append(("external_id", ">=", cursor["of"]))
        return self.env["ar.stripe.customer"].sudo().search(domain, order="external_id", limit=CUSTOMERS_PER_PAGE)

    def _stripe_customer_page(self, client, kind, customer, cursor: dict):
        """Return (page of one customer's list, Stripe's time); no page where the customer is gone."""
        params = {}
        if cursor.get("of") == customer.external_id and cursor.get("after"):
            params["starting_after"] = cursor["after"]
        try:
            return client.page(f"/v1/customers/{customer.external_id}/{kind.of_customer}", **params)
        except Permanent as error:
            if error.code != "resource_missing":
                raise
        return None, fields.Datetime.now()

    def _stripe_customer_done(self, kind, customer, listed: list[str], seen_at) -> None:
        """Note that a customer's list was read to its end."""
        if kind.name == BALANCE_KIND:
            if customer.balance_due:
                customer.balance_due = False
        elif kind.name == "payment_method":
            self.env[kind.model].sudo()._detach_others(self, customer.external_id, listed, seen_at)

    def _stripe_customers_next_at(self, kind):
        """Return when a list is looked at again: only balances, of customers that have changed."""
        if kind.name != BALANCE_KIND:
            return fields.Datetime.add(fields.Datetime.now(), years=100)
        return fields.Datetime.now() + timedelta(seconds=BALANCE_POLL_S)

    def _stripe_wake_feeds(self, kinds) -> None:
        """A customer or an invoice changed: its balance may have."""
        result = super()._stripe_wake_feeds(kinds)
        if {"customer", "invoice", "credit_note"} & set(kinds):
            stream = self.stream_ids.filtered(lambda row: row.kind == BALANCE_KIND and row.is_complete)
            stream.filtered(lambda row: row.state == "idle").write({"next_attempt_at": False})
            if stream:
                self.env["ar.sync.dispatch"]._dispatch("pull")
        return result


class ArStripeCustomer(models.Model):
    _inherit = "ar.stripe.customer"

    _mirror_local = {"balance_due": True}

    balance_due = fields.Boolean(
        string="Balance to Be Read", readonly=True, help="Changed since the list of its credit balance was read."
    )

    _balance_due_index = models.Index("(connection_id, external_id) WHERE balance_due IS TRUE")

    @api.model
    def _after_upsert(self, connection, written, seen_at, currencies) -> None:
        """A customer that is new or has changed is listed again: a change of balance has no event of its own."""
        result = super()._after_upsert(connection, written, seen_at, currencies)
        self.env.cr.execute(
            SQL(
                """UPDATE ar_stripe_customer SET balance_due = TRUE
                    WHERE connection_id = %s AND external_id = ANY(%s) AND balance_due IS NOT TRUE""",
                connection.id,
                [values.id for values in written],
            )
        )
        return result
