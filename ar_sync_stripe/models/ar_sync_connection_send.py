"""Changes at Stripe: sent with their idempotency key, settled by asking."""

from odoo import fields, models

from odoo.addons.ar_sync.protocol.errors import NeedsPerson, OutcomeUnknown, Permanent, Refused, Transient

from ..outgoing import OUT

# Stripe forgets idempotency keys after 24 h at the earliest (docs.stripe.com/api/idempotent_requests).
KEY_KEPT_S = 23 * 3600


class Said(dict):
    """What Stripe answered, and the moment by its clock at which that was certainly true."""

    seen_at = None

    @classmethod
    def at(cls, answer):
        said = cls(answer.data)
        said.seen_at = answer.seen_at
        return said


class ArSyncConnection(models.Model):
    _inherit = "ar.sync.connection"

    def _ar_send(self, operation) -> dict:
        """Send an operation to Stripe with its business key.

        A kind may look before it is sent (``_stripe_before_<object>_<verb>``): it returns an answer where
        nothing is left to do, and raises where the change must not be made.
        """
        if self.provider != "stripe":
            return super()._ar_send(operation)
        kind = self._stripe_out_kind(operation)
        client = self._stripe_api()
        before = getattr(self, f"_stripe_before_{operation.kind.replace('.', '_')}", None)
        said = before(client, operation) if before else None
        if said is None:
            path = kind.path.format(target=operation.target or "", part=self._stripe_part(client, operation))
            said = self._stripe_call(client, kind, path, operation)
        return self._stripe_operation_result(operation, said)

    def _stripe_out_kind(self, operation):
        if operation.kind not in OUT:
            raise Permanent(f"Operations of kind {operation.kind} are not known.")
        return OUT[operation.kind]

    def _stripe_call(self, client, kind, path: str, operation) -> Said:
        """Make the one call. Deleting what is gone is done."""
        if kind.method == "post":
            return Said.at(client.post(path, operation.payload or {}, operation.idempotency_key))
        try:
            return Said.at(client.delete(path, **(operation.payload or {} if kind.says_how else {})))
        except Permanent as error:
            if error.code != "resource_missing":
                raise
        except Transient as error:
            raise OutcomeUnknown(error.message) from error
        return Said(id=path.rsplit("/", 1)[-1], deleted=True)

    def _stripe_part(self, client, operation) -> str:
        """Return the id of the part of the target that is changed, found by what the payload says of it."""
        if operation.kind != "tax_id.delete":
            return ""
        found = self._stripe_find_tax_id(client, operation)
        return found["id"] if found else "txi_gone"

    def _ar_settle(self, operation) -> dict | None:
        """Ask whether an unknown operation took effect: Stripe repeats its answer to the same key for a day."""
        if self.provider != "stripe":
            return super()._ar_settle(operation)
        age_s = (fields.Datetime.now() - operation.sent_at).total_seconds()
        if age_s < KEY_KEPT_S:
            try:
                return self._ar_send(operation)
            except (Permanent, NeedsPerson) as error:
                raise Refused(error) from error  # had it happened, Stripe would have repeated its answer
        return self._stripe_look_up(operation)

    def _stripe_look_up(self, operation) -> dict | None:
        """Look for the effect of an operation whose key Stripe has forgotten, the way its kind says."""
        kind = self._stripe_out_kind(operation)
        return getattr(self, f"_stripe_find_{kind.look_up}")(self._stripe_api(), operation)

    def _stripe_operation_result(self, operation, said: dict) -> dict:
        """Keep credentials apart and return the rest of Stripe's answer."""
        if operation.kind == "webhook_endpoint.create":
            secret = said.pop("secret", None)
            if secret:
                self.env["ar.sync.secret"]._put(self, "webhook_secret", secret)
            self.stripe_webhook_endpoint_id = said["id"]
        return said
