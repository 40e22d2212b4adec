"""Outgoing changes of Stripe: what is there now, what an answer means here, what is wanted next."""

from datetime import datetime, timezone

from odoo import api, fields, models
from odoo.tools.misc import format_datetime

from odoo.addons.ar_sync.protocol.errors import NeedsPerson
from odoo.addons.ar_sync.protocol.fingerprint import fingerprint
from odoo.addons.ar_sync.protocol.steps import merged, parse, reference

from ..api.errors import READ_ONLY, READ_ONLY_REMEDY
from ..kinds import KINDS
from ..outgoing import OUT
from .ar_sync_connection_connect_end import CREATE_ENDPOINT, DEAUTHORIZE

#: What a back-link has beside what is agreed: it changes with every change.
STAMP = "odoo_op"


class ArSyncOperation(models.Model):
    _inherit = "ar.sync.operation"

    def _is_stripe(self) -> bool:
        return self.connection_id.provider == "stripe"

    # === ACCESS === #

    @api.model
    def _due(self, states: tuple[str, ...]):
        """The end of an access is due also when its connection rests: it is what is left to do there."""
        domain = [
            ("kind", "=", DEAUTHORIZE),
            ("state", "in", states),
            "|",
            ("next_attempt_at", "=", False),
            ("next_attempt_at", "<=", fields.Datetime.now()),
        ]
        return super()._due(states) or self.search(domain, order="id", limit=1)

    @api.model
    def _intend(self, connection, kind, *args, **kwargs):
        """What a connection that may only read will never send says so before anybody approves it."""
        operation = super()._intend(connection, kind, *args, **kwargs)
        if connection.stripe_granted_scope == "read_only" and kind not in (CREATE_ENDPOINT, DEAUTHORIZE):
            operation.sudo().filtered(lambda row: row.state in ("draft", "review", "ready")).problems = READ_ONLY
        return operation

    def _settled_values(self) -> dict:
        if self.problems == READ_ONLY:
            raise NeedsPerson(READ_ONLY, READ_ONLY_REMEDY)
        return super()._settled_values()

    # === BEFORE === #

    def _ar_before(self) -> dict:
        """Read the mirrored object that this change is about, as far as the payload names its values."""
        if not self._is_stripe():
            return super()._ar_before()
        row = self._stripe_row()
        if not row:
            return {}
        found = row._mirror_payload(self.payload or {})
        agreed = self._stripe_binding().agreed or {}
        return {**{name: value for name, value in agreed.items() if name in (self.payload or {})}, **found}

    def _ar_value_words(self, name: str, value: str) -> str:
        """Say the day of a moment, which Stripe counts in seconds."""
        if self._is_stripe() and name.endswith(("_at", "_date")) and value.isdigit():
            moment = datetime.fromtimestamp(int(value), timezone.utc).replace(tzinfo=None)
            return f"{value} ({format_datetime(self.env, moment, tz=self.connection_id.timezone or 'UTC')})"
        return super()._ar_value_words(name, value)

    def _stripe_row(self):
        """Return the mirrored object that this change is about; empty where there is none, as before a creation.

        It is the record itself, or the object the record is bound to, or the one an earlier answer named.
        """
        what, _dot, verb = self.kind.rpartition(".")
        if what not in KINDS or verb == "create":
            return None
        Model = self.env[KINDS[what].model]
        if self.res_model == Model._name:
            return Model.browse(self.res_id).exists()
        external_id = self.target or self._stripe_binding().external_id or self.external_id
        return Model.search([("connection_id", "=", self.connection_id.id), ("external_id", "=", external_id)], limit=1)

    def _stripe_binding(self):
        """Return the binding of the object that this change is about."""
        Binding = self.env["ar.sync.binding"].sudo()
        what = self.kind.rpartition(".")[0]
        key = parse(self.target_ref)[3] if self.target_ref else ""
        if self.target:
            return Binding.search(
                [
                    ("connection_id", "=", self.connection_id.id),
                    ("kind", "=", what),
                    ("external_id", "=", self.target),
                ],
                limit=1,
            )
        return Binding._in_use(self.connection_id, what, self.env[self.res_model].browse(self.res_id), key)

    def _reference_name(self, text: str) -> str:
        """An invoice's customer is called by its name."""
        kind, model, record_id, _key = parse(text)
        if kind == "customer" and model == "account.move":
            text = reference(kind, "res.partner", self.env[model].sudo().browse(record_id).commercial_partner_id.id)
        return super()._reference_name(text)

    # === STAMP === #

    def _ar_stamped(self, payload: dict) -> dict:
        """Have what is made carry this change's key: by it a look-up knows the object."""
        if not self._is_stripe() or not payload:
            return super()._ar_stamped(payload)
        if self.kind == "invoice.lines":
            return {**payload, "lines": [self._stamped(line) for line in payload["lines"]]}
        kind = OUT.get(self.kind)
        return self._stamped(payload) if kind and (kind.makes or kind.is_stamped) else payload

    def _stamped(self, values: dict) -> dict:
        return {**values, "metadata": {**values.get("metadata", {}), STAMP: self.idempotency_key}}

    def _ar_new_attempt(self) -> dict:
        """Stripe repeats a refusal to the same key: what certainly did not happen gets another."""
        if not self._is_stripe():
            return super()._ar_new_attempt()
        stem, _mark, number = self.idempotency_key.partition("-try")
        return {"idempotency_key": f"{stem}-try{int(number or 1) + 1}"}

    # === AFTER === #

    def _ar_operation_done(self, result: dict) -> None:
        """Keep what Stripe said: in the mirror, as the binding, on the record; then see whether more is wanted."""
        super()._ar_operation_done(result)
        if not self._is_stripe() or self.kind not in OUT:
            return
        self._stripe_mirror(result)
        self._stripe_bind(result)
        record = self._record()
        if record and hasattr(record, "_stripe_done"):
            record._stripe_done(self, result)
        self._replan_after(self)

    def _ar_operation_failed(self, error) -> None:
        result = super()._ar_operation_failed(error)
        record = self._record()
        if self._is_stripe() and record and hasattr(record, "_stripe_failed"):
            record._stripe_failed(self, error)
        return result

    def _ar_replan(self):
        """Ask the record what it wants at Stripe now."""
        record = self._record()
        if not self._is_stripe() or not record or not hasattr(record, "_stripe_plan"):
            return super()._ar_replan()
        return record._stripe_plan(self.connection_id)

    def _record(self):
        """Return this change's cause, if it still exists, as the company of the connection sees it."""
        if not self.res_model or self.res_model not in self.env:
            return None
        record = self.env[self.res_model].sudo().browse(self.res_id).exists()
        return record.with_company(self.company_id) if record else None

    def _stripe_mirror(self, result: dict) -> None:
        """Store the answer at once: whoever looks sees it, and the webhook says nothing new."""
        kind = KINDS.get(result.get("object", ""))
        if kind and getattr(result, "seen_at", None):
            connection = self.connection_id
            connection._stripe_store(connection._stripe_api(), kind, [dict(result)], result.seen_at, always_seen=True)

    def _stripe_bind(self, result: dict) -> None:
        """Tie what was made to its record, and note what is agreed now."""
        kind = OUT[self.kind]
        Binding = self.env["ar.sync.binding"].sudo()
        sent = _without_stamp(self.payload or {})
        if kind.makes:
            record = self.env[self.res_model].browse(self.res_id)
            binding = Binding._bind(self.connection_id, kind.makes, result["id"], record, self.env._("sent from here"))
            self._agree(binding, sent)
        elif kind.look_up == "updated":
            self._agree(self._stripe_binding(), sent)

    def _agree(self, binding, sent: dict) -> None:
        """Note that both sides now say what was sent."""
        agreed = merged(binding.agreed or {}, sent)
        binding.write({"agreed": agreed, "local_fingerprint": fingerprint(agreed)})


def _without_stamp(payload: dict) -> dict:
    """Return a payload without the key of the change in its metadata.

    >>> _without_stamp({"name": "Ada", "metadata": {"odoo_id": "7", "odoo_op": "x"}})
    {'name': 'Ada', 'metadata': {'odoo_id': '7'}}
    """
    if STAMP not in payload.get("metadata", {}):
        return payload
    return {**payload, "metadata": {key: text for key, text in payload["metadata"].items() if key != STAMP}}
