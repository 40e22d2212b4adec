"""Changes at Stripe: sent with their idempotency key, settled by asking."""

from odoo import fields, models

from odoo.addons.ar_sync.protocol.errors import Permanent

# Stripe forgets idempotency keys after 24 h at the earliest (docs.stripe.com/api/idempotent_requests).
KEY_KEPT_S = 23 * 3600



class ArSyncConnection(models.Model):
    _inherit = "ar.sync.connection"

    def _ar_send(self, operation) -> dict:
        """Send an operation to Stripe with its business key."""
        if self.provider != "stripe":
            return super()._ar_send(operation)
        path = self._stripe_operation_path(operation)
        answer = self._stripe_api().post(path, operation.payload, operation.idempotency_key)
        return self._stripe_operation_result(operation, answer.data)

    def _ar_settle(self, operation) -> dict | None:
        """Ask whether an unknown operation took effect: Stripe repeats its answer to the same key for a day."""
        if self.provider != "stripe":
            return super()._ar_settle(operation)
        age_s = (fields.Datetime.now() - operation.sent_at).total_seconds()
        if age_s < KEY_KEPT_S:
            return self._ar_send(operation)
        return self._stripe_look_up(operation)

    def _stripe_look_up(self, operation) -> dict | None:
        """Look for the effect of an operation whose key Stripe has forgotten. Extension point for further kinds.

        An endpoint found without its secret is of no use: it is deleted, and made again.
        """
        client = self._stripe_api()
        for endpoint in client.pages("/v1/webhook_endpoints"):
            if endpoint["url"] == operation.payload["url"]:
                client.delete(f"/v1/webhook_endpoints/{endpoint['id']}")
        return None

    def _stripe_operation_path(self, operation) -> str:
        """Return where an operation is sent. Extension point for further kinds."""
        paths = {"webhook_endpoint.create": "/v1/webhook_endpoints"}
        if operation.kind not in paths:
            raise Permanent(f"Operations of kind {operation.kind} are not known.")
        return paths[operation.kind]

    def _stripe_operation_result(self, operation, data: dict) -> dict:
        """Keep credentials apart and return the rest of Stripe's answer."""
        if operation.kind == "webhook_endpoint.create":
            secret = data.pop("secret", None)
            if secret:
                self.env["ar.sync.secret"]._put(self, "webhook_secret", secret)
            self.stripe_webhook_endpoint_id = data["id"]
        return data
