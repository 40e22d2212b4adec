"""Invoices and credit notes as Stripe is told of them: what Odoo worked out, to the cent."""

from calendar import timegm
from datetime import datetime, time
from decimal import Decimal

from odoo import fields, models
from odoo.tools import float_repr, html2plaintext

from ..payloads.currency import exponent, to_minor
from ..payloads.out_credit_note import CreditLine, CreditNoteFacts, CreditTax
from ..payloads.out_invoice import InvoiceFacts, LineFacts, TaxFacts


class AccountMove(models.Model):
    _inherit = "account.move"

    def _stripe_invoice_facts(self, connection) -> InvoiceFacts:
        """Return what Stripe is told of this invoice.

        :raise ValueError: where an amount cannot be stated at Stripe in this currency.
        """
        self.ensure_one()
        today = connection._ar_local_date(fields.Datetime.now())
        due = self.invoice_date_due
        return InvoiceFacts(
            number=self.name,
            currency=self.currency_id.name,
            total_minor=self._stripe_minor(self.amount_total),
            lines=tuple(self._stripe_line_facts(connection)),
            invoiced_at=_moment(connection, self.invoice_date, time(12)) if self.invoice_date <= today else None,
            due_at=_moment(connection, due, time(23, 59, 59)) if due and due >= today else None,
            memo=html2plaintext(self.narration or "").strip(),
            reference=self.ref or "",
            backlink=connection._stripe_backlink(self),
        )

    def _stripe_line_facts(self, connection) -> list[LineFacts]:
        """Return the lines in their order, each with its share of the taxes as the entry has them."""
        base_lines, _tax_lines = self._get_rounded_base_and_tax_lines()
        sold = [row for row in base_lines if row["record"].display_type in ("product", "rounding")]
        taxes = {id(row): self._stripe_taxes_of(row) for row in sold}
        self._stripe_spread_discount([row for row in base_lines if row not in sold], sold, taxes)
        found = []
        for row in sorted(sold, key=lambda row: (row["record"].sequence, row["record"].id)):
            line = row["record"]
            details = row["tax_details"]
            net = details["total_excluded_currency"] + details["delta_total_excluded_currency"]
            product = line.product_id
            found.append(
                LineFacts(
                    id=line.id,
                    name=line.name or "",
                    net_minor=self._stripe_minor(net),
                    quantity=_decimal(line.quantity, 6) if line.display_type == "product" else Decimal(1),
                    price_minor=self._stripe_price_minor(line),
                    taxes=tuple(taxes[id(row)].values()),
                    product_id=connection._ar_bound("product", product) or "" if product else "",
                    product_name=product.display_name or "" if product else "",
                )
            )
        return found

    def _stripe_price_minor(self, line) -> Decimal | None:
        """Return what a unit costs after discount; None where the price includes tax, and so is not the net one."""
        if line.display_type != "product" or any(line.tax_ids.mapped("price_include")):
            return None
        price = _decimal(line.price_unit, 6) * (1 - _decimal(line.discount, 6) / 100)
        return price.scaleb(exponent(self.currency_id.name))

    def _stripe_taxes_of(self, row) -> dict:
        """Return tax -> what it is on this line."""
        found = {}
        for data in row["tax_details"]["taxes_data"]:
            tax = data["tax"]
            amount = self._stripe_minor(data["tax_amount_currency"])
            base = self._stripe_minor(data["base_amount_currency"])
            found[tax] = TaxFacts(
                name=tax.name,
                percentage=_percentage(tax, amount, base),
                amount_minor=amount,
                base_minor=base,
                country=tax.country_id.code or "",
            )
        return found

    def _stripe_spread_discount(self, others, sold, taxes) -> None:
        """Add the tax of lines that the customer does not see, as of an early-payment discount, to those he sees."""
        for row in others:
            for tax, extra in self._stripe_taxes_of(row).items():
                home = next((id(line) for line in sold if tax in taxes[id(line)]), None)
                if home is not None and extra.amount_minor:
                    own = taxes[home][tax]
                    amount = own.amount_minor + extra.amount_minor
                    taxes[home][tax] = TaxFacts(own.name, own.percentage, amount, own.base_minor, own.country)

    def _stripe_minor(self, amount: float) -> int:
        """Return an amount of this entry as Stripe counts it. Raise ``ValueError`` where Stripe has no such amount."""
        return to_minor(_decimal(amount, self.currency_id.decimal_places), self.currency_id.name)

    # === CREDIT NOTES === #

    def _stripe_credit_note_facts(self, connection, invoice) -> CreditNoteFacts:
        """Return what Stripe is told of this credit note.

        :param invoice: the mirrored Stripe invoice that it credits, whose tax rates it uses.
        """
        rates = invoice._rates_by_tax()
        lines = []
        for line in self._stripe_line_facts(connection):
            taxes = tuple(
                CreditTax(rates.get((tax.name, float(tax.percentage)), ""), tax.amount_minor, tax.base_minor, tax.name)
                for tax in line.taxes
            )
            lines.append(CreditLine(line.name, line.net_minor, taxes))
        return CreditNoteFacts(
            number=self.name,
            total_minor=self._stripe_minor(self.amount_total),
            lines=tuple(lines),
            backlink=connection._stripe_backlink(self),
        )


def _moment(connection, date, at: time) -> int:
    """Return a moment of a day in the connection's time zone, in Unix seconds."""
    local = connection._stripe_timezone().localize(datetime.combine(date, at))
    return timegm(local.utctimetuple())


def _decimal(amount: float, places: int) -> Decimal:
    return Decimal(float_repr(amount, places))


def _percentage(tax, amount_minor: int, base_minor: int) -> Decimal:
    """Return a tax's rate: its own, else what the amounts say, with the four places Stripe takes."""
    if tax.amount_type == "percent":
        return _decimal(tax.amount, 4).normalize() + 0
    if not base_minor:
        return Decimal(0)
    return (Decimal(100 * amount_minor) / base_minor).quantize(Decimal("0.0001")).normalize() + 0
