"""Money of an automatic charge, or of a payment page of ours, says what it is for."""

from odoo import models

from odoo.addons.ar_sync.matching.keys import OWN

from .money import units_of


class ArStripeCharge(models.Model):
    _inherit = "ar.stripe.charge"

    def _hints(self, around) -> list[dict]:
        """Put what we charged for first: item by item, with its amount."""
        own = [
            {"kind": "id", "value": key, "source": OWN, "amount_minor": units_of(amount, self.currency_id)}
            for key, amount in self._ar_autopay_parts()
        ]
        return own + super()._hints(around)

    def _ar_autopay_parts(self) -> list[tuple[str, float]]:
        """Return (identifier, amount) of the items that this payment is for, as its back-link says."""
        record = self._ar_autopay_source()
        if record is None:
            return []
        if record._name == "ar.autopay.session":
            return record._parts_of(self.amount_captured)
        return [(line._key(), line.amount) for line in record.line_ids]

    def _ar_autopay_source(self):
        """Return the charge or visit of ours that made this payment, None where it was none."""
        for metadata in (self.metadata, self.payment_intent_id.metadata):
            name = (metadata or {}).get("odoo_model")
            number = (metadata or {}).get("odoo_id", "")
            if name not in ("ar.autopay.charge", "ar.autopay.session") or not number.isdecimal():
                continue
            record = self.env[name].sudo().browse(int(number)).exists()
            if record and self.connection_id._stripe_is_ours(metadata, record) and self._ar_is_of(record):
                return record
        return None

    def _ar_is_of(self, record) -> bool:
        """Tell whether a record of ours is of this connection: metadata alone is not believed."""
        connection = record.connection_id if "connection_id" in record._fields else record.mandate_id.connection_id
        return connection == self.connection_id
