"""Charges in the customer's words."""

from odoo import fields, models
from odoo.tools import LazyTranslate

_lt = LazyTranslate(__name__)

WORDS = {
    "planned": _lt("Planned"),
    "held": _lt("Waits: we look into it"),
    "sending": _lt("Is being charged"),
    "processing": _lt("Your bank works on it"),
    "confirm": _lt("Please confirm"),
    "succeeded": _lt("Charged"),
    "failed": _lt("Failed"),
    "cancelled": _lt("Not charged"),
}
LOOKS = {"succeeded": "success", "failed": "danger", "confirm": "warning", "held": "warning", "planned": "info"}


class ArAutopayCharge(models.Model):
    _inherit = "ar.autopay.charge"

    def _customer_words(self) -> str:
        """Return in a word or two how it stands with this charge."""
        self.ensure_one()
        return str(self.env._(WORDS[self.state]))

    def _customer_look(self) -> str:
        """Return the colour of its badge."""
        self.ensure_one()
        return LOOKS.get(self.state, "light")

    def _customer_reason(self) -> str:
        """Return why it failed, in the customer's words; empty where the customer need not know."""
        self.ensure_one()
        if self.state not in ("failed", "confirm") or not (self.failure_code or self.decline_code):
            return ""
        reason = self._reason_text()
        return reason[:1].upper() + reason[1:]

    def _customer_day(self):
        """Return the day on which it is or was charged, where the customer is."""
        self.ensure_one()
        if self.state in ("succeeded", "failed") and self.done_at:
            zone = self.with_context(tz=self.mandate_id._timezone())
            return fields.Datetime.context_timestamp(zone, self.done_at).date()
        return self.charge_on
