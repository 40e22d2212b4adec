"""Whether the key may do what charging customers needs: tried without anything being made."""

from odoo import fields, models
from odoo.exceptions import UserError
from odoo.tools import LazyTranslate

from odoo.addons.ar_sync.protocol.errors import AccessLost, Permanent, SyncError
from odoo.addons.ar_sync.protocol.idempotency import business_key

_lt = LazyTranslate(__name__)

#: What a restricted key must be allowed -> a call that needs just that. The objects named do not exist, and what is
#: asked for is not whole: Stripe says so, or that the key may not, and nothing is ever made.
NEEDS = (
    (_lt("Payment Intents: write"), "POST", "/v1/payment_intents"),
    (_lt("Checkout Sessions: write"), "POST", "/v1/checkout/sessions"),
    (_lt("Customers: write"), "POST", "/v1/customers/cus_none"),
    (_lt("Invoices: write"), "POST", "/v1/invoices/in_none/attach_payment"),
    (_lt("Setup Intents: read"), "GET", "/v1/setup_intents/seti_none"),
    (_lt("Payment Methods: read"), "GET", "/v1/payment_methods/pm_none"),
    (_lt("Charges: read"), "GET", "/v1/charges/ch_none"),
)


class ArSyncConnection(models.Model):
    _inherit = "ar.sync.connection"

    stripe_charges_missing = fields.Text(
        string="Permissions That Are Missing", readonly=True, help="What the key may not do and auto-pay needs."
    )

    def _ar_verify(self) -> None:
        """Try what charging needs as well, where customers are charged."""
        result = super()._ar_verify()
        if self.provider == "stripe" and self.stripe_send_charges != "off":
            self._stripe_try_charges()
        return result

    def action_check_charges(self):
        """Try whether the key may do what auto-pay needs, and say what it may not."""
        self.ensure_one()
        self.check_access("write")
        try:
            missing = self._stripe_try_charges()
        except SyncError as error:
            words = {"what": error.message, "remedy": error.remedy or ""}
            raise UserError(self.env._("%(what)s\n%(remedy)s", **words)) from error
        words = missing or self.env._("The key may do all that auto-pay needs.")
        params = {"type": "warning" if missing else "success", "message": words}
        params["next"] = {"type": "ir.actions.client", "tag": "soft_reload"}
        return {"type": "ir.actions.client", "tag": "display_notification", "params": params}

    def _stripe_try_charges(self) -> str:
        """Keep and return what the key may not do, line by line; empty where it may do everything."""
        client = self._stripe_api()
        missing = "\n".join(str(self.env._(words)) for words, *call in NEEDS if not self._stripe_may(client, *call))
        self.stripe_charges_missing = missing or False
        return missing

    def _stripe_may(self, client, method: str, path: str) -> bool:
        """Tell whether the key may make this call."""
        moment = int(fields.Datetime.now().timestamp())
        try:
            if method == "GET":
                client.get(path)
            else:
                name = path.strip("/").replace("/", "_")
                client.post(path, {}, business_key(self._stripe_database(), self._name, self.id, name, moment))
        except AccessLost as error:
            if error.code == "key":
                raise
            return False
        except Permanent:
            return True
        return True
