"""Money that waits for an ERP and settles debts of another currency."""

from datetime import date
from decimal import Decimal

from odoo import models


class ArSyncConnection(models.Model):
    """By currency, what such a payment will take off the ERP's account is what it settles, not what it is."""

    _inherit = "ar.sync.connection"

    def _ar_erp_waiting_sums(self, days: list[date], is_split: bool) -> dict:
        found = super()._ar_erp_waiting_sums(days, is_split)
        for row in self._ar_erp_waiting_across(days[-1]) if is_split else ():
            moved = self._ar_erp_moved_across(row)
            for day in days:
                for currency, amount in moved.items() if row.document_date <= day else ():
                    found[day][currency] = found[day].get(currency, 0.0) + amount
        return found

    def _ar_erp_waiting_across(self, day: date):
        """Return the payments that are still to be made and settle something of another currency."""
        domain = [
            ("connection_id", "=", self.id),
            ("erp_subject", "=", "payment"),
            ("kind", "=like", "%.create"),
            ("state", "not in", ("done", "cancelled")),
            ("document_date", "<=", day),
            ("finding_ids.code", "=", "target_currency"),
        ]
        return self.env["ar.sync.operation"].sudo().search(domain)

    def _ar_erp_moved_across(self, operation) -> dict:
        """Return currency -> by how much the account moves otherwise than by the payment's total."""
        document = operation._ar_erp_read()
        rows = operation.finding_ids.filtered(lambda finding: finding.code == "target_currency")
        others = {row.facts["target"]: row.facts["other"] for row in rows}
        parts = {part.target: part.amount for part in document.applied}
        # Of the payment's own currency, only what stays on account or settles its like is moved.
        own = sum((amount for target, amount in parts.items() if target not in others), Decimal(0))
        moved = {operation.currency_id: float(document.total - document.open_amount - document.returned - own)}
        for target, code in others.items():
            currency = self.env["ar.erp.opening"]._currency(code)
            moved[currency] = moved.get(currency, 0.0) - float(parts.get(target, 0))
        return moved
