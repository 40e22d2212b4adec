"""Before a customer or a tax number is made: is it there already?"""

from odoo import models

from odoo.addons.ar_sync.protocol.errors import NeedsPerson

from ..payloads.out_customer import same_person
from .ar_sync_connection_send import Said


class SameCustomer(NeedsPerson):
    """Stripe has a customer of this name and e-mail address. ``customer`` is what it says of it."""

    def __init__(self, message: str, remedy: str, customer: dict) -> None:
        super().__init__(message, remedy, "same_customer")
        self.customer = customer


class ArSyncConnection(models.Model):
    _inherit = "ar.sync.connection"

    def _stripe_before_customer_create(self, client, operation) -> Said | None:
        """Reuse the customer that carries our back-link; ask where one has the same e-mail address and name."""
        email = operation.payload.get("email")
        if not email:
            return None
        partner = self.env["res.partner"].browse(operation.res_id)
        present = list(client.pages("/v1/customers", email=email))
        for found in present:
            if self._stripe_is_ours(found.get("metadata"), partner):
                return self._stripe_now(client, f"/v1/customers/{found['id']}")
        taken = self.env["ar.sync.binding"].sudo()._find(self, "customer", [found["id"] for found in present])
        refused = partner._stripe_refused_links(self) | set(taken)
        same = [row for row in present if same_person(row, operation.payload["name"]) and row["id"] not in refused]
        if not same:
            return None
        name = same[-1]["name"]
        raise SameCustomer(
            self.env._("Stripe has a customer %(name)s with the address %(email)s.", name=name, email=email),
            self.env._("Approve the change that links it, or cancel that change and send the contact again."),
            same[-1],
        )

    def _stripe_before_tax_id_create(self, client, operation) -> Said | None:
        """Stripe takes the same number twice: it is looked for first."""
        return self._stripe_find_tax_id(client, operation)
