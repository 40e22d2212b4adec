"""Cards that a customer saved in Odoo's own payment form, taken over with a consent."""

from odoo import models
from odoo.exceptions import UserError

from odoo.addons.ar_sync.protocol.errors import Permanent, SyncError
from odoo.addons.ar_sync_stripe.kinds import KINDS

from .ar_autopay_mandate import METHOD_TYPES

#: Odoo's state of a payment provider -> environment of a connection.
ENVIRONMENTS = {"enabled": "live", "test": "test"}


class ArAutopayMandate(models.Model):
    _inherit = "ar.autopay.mandate"

    def _saved_tokens(self):
        """Return the customer's own saved cards and accounts of Odoo's Stripe provider that may be taken over.

        Whether they are in the account of this connection is only known to Stripe, and asked when one is chosen.
        """
        self.ensure_one()
        Token = self.env["payment.token"].sudo()
        if "stripe_payment_method" not in Token._fields:
            return Token
        tokens = Token.search(
            [
                ("provider_code", "=", "stripe"),
                ("company_id", "=", self.company_id.id),
                ("partner_id", "child_of", self.partner_id.id),
                ("stripe_payment_method", "!=", False),
            ]
        )
        environment = self.connection_id.environment
        return tokens.filtered(
            lambda token: (
                ENVIRONMENTS.get(token.provider_id.state) == environment
                and token.stripe_payment_method != (self.state in ("active", "paused") and self.method_ref)
            )
        )

    def _adopt(self, token) -> None:
        """Begin with a saved card, to which the customer has just consented.

        A payment method at Stripe belongs to one customer for good, and Odoo's provider makes customers of its own.
        Where the contact has none yet, that one becomes its customer. Where it has another, the card's is kept beside
        it: this mandate charges the card's, and what comes from there is this contact's.

        :raise UserError: where it cannot be used; its words are for the customer.
        """
        self.ensure_one()
        try:
            answer = self._ask_for_method(token)
            self._check_owner(answer.data["customer"])
        except Permanent as error:
            raise UserError(self.env._("This card is not there any more. Please enter it once more.")) from error
        except SyncError as error:
            raise UserError(
                self.env._("Automatic payment cannot be set up at the moment. Please try again later.")
            ) from error
        self._begin_with(answer)

    def _ask_for_method(self, token):
        """Return what Stripe says of a saved card. Nothing is believed of what is kept here."""
        answer = self.connection_id._stripe_api().get(f"/v1/payment_methods/{token.stripe_payment_method}")
        if answer.data["type"] not in METHOD_TYPES or answer.data.get("customer") != token.provider_ref:
            raise UserError(self.env._("This card cannot be charged any more. Please enter it once more."))
        return answer

    def _check_owner(self, customer: str) -> None:
        """Have the card's customer at Stripe be the contact's: the one, or another one beside it."""
        connection = self.connection_id
        bound = connection._ar_bound("customer", self.partner_id)
        Binding = self.env["ar.sync.binding"].sudo()
        owner = Binding._find(connection, "customer", [customer]).get(customer)
        if customer == bound or owner == self.partner_id:
            return
        if owner:
            raise UserError(
                self.env._("This card was saved for another account of yours and stays there. Please enter it anew.")
            )
        client = connection._stripe_api()
        answer = client.get(f"/v1/customers/{customer}")
        if answer.data.get("deleted"):
            raise UserError(self.env._("This card cannot be charged any more. Please enter it once more."))
        connection._stripe_store(client, KINDS["customer"], [answer.data], answer.seen_at)
        made = Binding._bind(connection, "customer", customer, self.partner_id, self.env._("a card saved in Odoo"))
        made.is_former = bool(bound)
        row = (
            self.env["ar.stripe.customer"]
            .sudo()
            .search([("connection_id", "=", connection.id), ("external_id", "=", customer)])
        )
        row.write({"partner_id": self.partner_id.id, "match_note": self.env._("a card saved in Odoo")})
