"""Money that settled a debt of another currency, and what an ERP can be told of it by hand."""

from typing import NamedTuple

from odoo import api, models


class Across(NamedTuple):
    """What of some money went to one document of another currency.

    :param amount: what it settled, in ``currency``, the document's.
    :param received: the money, in ``received_currency``, its own.
    :param worth: of the money in the company's books, in the company's currency.
    """

    amount: float
    currency: object
    received: float
    received_currency: object
    worth: float


class ArErpMakerMoney(models.AbstractModel):
    """An ERP's payment has one currency, that of all it settles: such money cannot be told as it is."""

    _inherit = "ar.erp.maker.money"

    @api.model
    def _across(self, record, target: str) -> Across | None:
        """Return what of a payment or receipt went to the document with this key; nothing where none did.

        Money may have been moved into the document's currency by an entry, or be matched across by Odoo itself.
        """
        lines = self._own_lines(record).filtered(lambda line: line.parent_state == "posted")
        currency = record.currency_id if record._name == "ar.match.receipt" else lines[:1].currency_id
        amount = received = worth = 0.0
        other_currency = None
        for line, other, ours, theirs in self.env["ar.erp.maker"]._partials(lines):
            if target != f"account.move,{other.move_id.id}" or other.currency_id == currency or not line.balance:
                continue
            part = ours / abs(line.amount_currency)
            other_currency = other.currency_id
            amount += theirs
            received += float(-self._in_currency(line, currency)) * part
            worth += self._worth(line, currency) * part
        if not other_currency:
            return None
        return Across(
            other_currency.round(amount),
            other_currency,
            currency.round(received),
            currency,
            record.company_id.currency_id.round(worth),
        )

    @api.model
    def _worth(self, line, currency) -> float:
        """Return what the money of a line is worth in the books; moved, what it was worth before it was moved."""
        if line.currency_id == currency:
            return abs(line.balance)
        rows = line.move_id.line_ids.filtered(lambda row: row.ar_receipt_id == line.ar_receipt_id)
        released = rows.filtered(lambda row: row.ar_role == "release" and row.currency_id == currency)
        moved = sum(abs(row.balance) for row in rows if row.ar_role == "applied") or 1.0
        return abs(sum(released.mapped("balance"))) * abs(line.balance) / moved
