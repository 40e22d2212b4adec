"""Documents of Stripe as entries of Odoo: invoices and credit notes, the same to the cent."""

from odoo import fields, models


class ArStripeDocument(models.AbstractModel):
    """A document with lines and taxes that becomes an entry, and says by how much that differs.

    A model of this kind has ``line_ids`` of :class:`ArStripeDocumentLine`, ``total`` and ``move_id``.
    """

    _name = "ar.stripe.document"
    _description = "Stripe Document in the Books"
    _inherit = ["ar.stripe.discounted"]

    difference = fields.Monetary(readonly=True, help="Stripe's total less the total in Odoo.")
    difference_note = fields.Text(readonly=True)

    def _move_sign(self, move) -> int:
        """Return what the entry's total is multiplied with to be Stripe's. Extension point."""
        return -1 if move.move_type == "out_refund" else 1

    # === TO THE CENT === #

    def _fit_to_the_cent(self) -> bool:
        """Give the draft Stripe's own tax amounts, and tell whether it now says what Stripe says.

        Stripe and Odoo may round tax on other bases. What is more than rounding stays a draft, and its
        difference is shown on Stripe's document.
        """
        self.ensure_one()
        move = self.move_id
        self._fit_tax_lines(move)
        self._note_difference(move)
        if not self.currency_id.is_zero(self.difference):
            self.write({"needs_person": True, "problem": self.difference_note})
            return False
        return True

    def _fit_tax_lines(self, move) -> None:
        """Write Stripe's amount on each tax line that differs by rounding only."""
        wanted = self._tax_by_account_tax()
        sign = -1 if move.move_type == "out_invoice" else 1
        changed = []
        for line in move.line_ids.filtered("tax_line_id"):
            amount = wanted.get(line.tax_line_id)
            if amount is None:
                continue
            apart = abs(self.currency_id.round(line.amount_currency - sign * amount))
            unit = self.currency_id.rounding
            if apart and apart <= unit * max(1, len(self.line_ids)):
                changed.append((line, sign * amount))
        if changed:
            move.write(
                {"line_ids": [fields.Command.update(line.id, {"amount_currency": value}) for line, value in changed]}
            )

    def _tax_by_account_tax(self) -> dict:
        """Return tax -> what Stripe charges for it on this document."""
        totals: dict = {}
        for line in self.line_ids:
            for tax, amount in line._taxes():
                totals[tax] = totals.get(tax, 0.0) + amount
        sign = -1 if self.total < 0 else 1
        return {tax: self.currency_id.round(sign * amount) for tax, amount in totals.items()}

    def _note_difference(self, move) -> None:
        """Keep how far Odoo's entry is from Stripe's document; nothing is hidden."""
        sign = self._move_sign(move)
        gap = self.currency_id.round(self.total - sign * move.amount_total)
        same_currency = move.currency_id == self.currency_id
        self.difference = gap if same_currency else self.total
        if not same_currency:
            self.difference_note = self.env._("The entry is in %s.", move.currency_id.name)
        elif not self.currency_id.is_zero(gap):
            self.difference_note = self.env._(
                "Stripe's total is %(stripe)s, the entry's is %(odoo)s.",
                stripe=self.currency_id.format(self.total),
                odoo=self.currency_id.format(sign * move.amount_total),
            )
        else:
            self.difference_note = False
