"""Lines of Stripe's documents as lines of Odoo: net of discounts, without tax, its tax beside it."""

from odoo import api, fields, models

from ..payloads.currency import to_decimal
from .ar_stripe_mirror import words


class ArStripeDocumentLine(models.AbstractModel):
    """A line of an invoice or credit note. Its amount rules: quantity times unit amount may differ from it.

    A model of this kind has ``amount``, ``quantity``, ``description``, ``taxes``, ``discounts`` and ``product_id``.
    """

    _name = "ar.stripe.document.line"
    _description = "Stripe Document Line"
    _inherit = ["ar.stripe.discounted"]

    taxes = fields.Json(string="Taxes (JSON)", readonly=True)
    tax_text = fields.Char(string="Taxes", compute="_compute_tax_text")
    tax_amount = fields.Monetary(string="Tax", compute="_compute_tax_text")

    @api.depends("taxes", "currency_code")
    def _compute_tax_text(self):
        for line in self:
            rows = line.taxes or []
            line.tax_text = ", ".join(line._tax_label(row) for row in rows) or False
            line.tax_amount = line._major(sum(row["amount_minor"] for row in rows))

    def _tax_label(self, row: dict) -> str:
        """Return one tax in words: its name and rate, and whether the price holds it."""
        rate = row["rate_percent"] and f"{float(row['rate_percent']):g} %"
        name = " ".join(part for part in (row["rate_name"], rate) if part) or words(row["taxability_reason"]) or ""
        return self.env._("%(tax)s included", tax=name or self.env._("Tax")) if row["inclusive"] else name

    def _move_line_values(self, sign: int) -> dict:
        """Return this line as a line of Odoo: net of discounts, without tax, its tax beside it.

        Where the tax that stands for it is one that prices include, so does this price.
        """
        self.ensure_one()
        taxes = self._taxes()
        amount = self._net_amount()
        if taxes and all(tax.price_include for tax, _amount in taxes):
            amount += sum(part for _tax, part in taxes)  # Odoo takes these out of the price again
        quantity, price = self._split(self.currency_id.round(sign * amount))
        return {
            "name": self._line_name(quantity),
            "product_id": self.product_id.product_id.id,
            **self._account_values(),
            "quantity": quantity,
            "price_unit": price,
            "discount": 0.0,
            "tax_ids": [fields.Command.set([tax.id for tax, _amount in taxes])],
        }

    def _account_values(self) -> dict:
        """Return the income account where no product decides it: guessing per line is what costs Odoo most."""
        if self.product_id.product_id:
            return {}
        return {"account_id": self.connection_id._ar_invoice_journal().default_account_id.id}

    def _net_amount(self) -> float:
        """Return the amount without discounts and without the tax that the price includes."""
        included = sum(amount for tax, amount in self._tax_amounts() if tax["inclusive"])
        return self.amount - self._discount_amount() - included

    def _discount_amount(self) -> float:
        return float(sum(to_decimal(row["amount_minor"], self.currency_id.name) for row in self.discounts or []))

    def _split(self, net: float) -> tuple[float, float]:
        """Return (quantity, unit price) that multiply to exactly ``net``; else one piece at ``net``."""
        places = self.env["decimal.precision"].precision_get("Product Price")
        if self.quantity and self.quantity > 0:
            price = round(net / self.quantity, places)
            if not self.currency_id.compare_amounts(self.currency_id.round(price * self.quantity), net):
                return self.quantity, price
        return 1.0, net

    def _line_name(self, quantity: float) -> str:
        """Return the description, with what the figures alone would not tell."""
        parts = [self.description or self.product_id.name or self.external_id]
        if self.quantity and self.quantity != quantity:
            parts.append(self.env._("quantity %s", f"{self.quantity:g}"))
        discount = self._discount_amount()
        if discount:
            parts.append(self.env._("discount %s", self.currency_id.format(discount)))
        return ", ".join(parts)

    # === TAXES === #

    def _tax_amounts(self) -> list:
        """Return (tax as stored, amount in major units)."""
        return [(row, float(to_decimal(row["amount_minor"], self.currency_id.name))) for row in self.taxes or []]

    def _taxes(self) -> list:
        """Return (account.tax, amount): taxes that Stripe charges; those of nothing are left out."""
        found = []
        for row, amount in self._tax_amounts():
            tax = self.env["ar.stripe.tax.rate"]._account_tax(self.connection_id, row)
            if tax:
                found.append((tax, amount))
        return found
