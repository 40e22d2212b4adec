"""Sales taxes as tax rates at Stripe, by which renewals are taxed: immutable, so another percentage is another rate."""

from decimal import Decimal

from odoo import models
from odoo.tools import float_repr

from odoo.addons.ar_sync.protocol.steps import Step, bound


class AccountTax(models.Model):
    _inherit = "account.tax"

    def _stripe_rate_key(self) -> str:
        """Return what tells the rates that this tax has been at Stripe apart."""
        percentage = Decimal(float_repr(self.amount, 4)).normalize() + 0
        return f"{percentage:f}:{'inclusive' if self.price_include else 'exclusive'}"

    def _stripe_rate(self, connection):
        """Return the id of this tax's rate at an account, or a reference to the one that is to be made.

        A rate that came from Stripe and stands for this tax is used.
        """
        key = self._stripe_rate_key()
        known = connection._ar_bound("tax_rate", self, key)
        if known:
            return known
        percentage, _colon, _side = key.partition(":")
        row = self.env["ar.stripe.tax.rate"].sudo().search(
            [
                ("connection_id", "=", connection.id),
                ("tax_id", "=", self.id),
                ("percentage", "=", float(percentage)),
                ("inclusive", "=", self.price_include),
                ("is_active", "=", True),
                ("is_deleted", "=", False),
            ],
            order="id",
            limit=1,
        )
        return row.external_id or bound("tax_rate", self._name, self.id, key)

    def _stripe_steps(self, connection) -> list[Step]:
        """Return what is missing for Stripe to have this tax as it is."""
        self.ensure_one()
        if isinstance(self._stripe_rate(connection), str):
            return []
        percentage, _colon, side = self._stripe_rate_key().partition(":")
        payload = {
            "display_name": self.name[:50],
            "percentage": percentage,
            "inclusive": side == "inclusive",
            "metadata": {**connection._stripe_backlink(self), "odoo_rate": self._stripe_rate_key()},
        }
        if self.country_id.code:
            payload["country"] = self.country_id.code
        return [Step("tax_rate.create", payload, self.env._("Create tax rate %s", self.name))]

    def _stripe_plan(self, connection):
        """Have the outbox hold what this tax needs at Stripe; return the open changes."""
        tax = self.sudo().with_company(connection.company_id).with_context(lang=connection._stripe_lang())
        steps = tax._stripe_steps(connection)
        return self.env["ar.sync.operation"]._plan(connection, tax, f"tax/{tax.id}", steps)

    def _stripe_done(self, operation, said: dict) -> None:
        """Take Stripe's answer in: invoices that carry this rate are taxed by this tax."""
        mine = [("connection_id", "=", operation.connection_id.id), ("external_id", "=", said["id"])]
        binding = self.env["ar.sync.binding"].sudo().search([*mine, ("kind", "=", "tax_rate")])
        binding.agreed = {**(binding.agreed or {}), "key": operation.payload["metadata"]["odoo_rate"]}
        self.env["ar.stripe.tax.rate"].sudo().search(mine).tax_id = self
