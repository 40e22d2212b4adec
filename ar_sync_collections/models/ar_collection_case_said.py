"""What customers promised, for the conditions of sequences."""

from odoo import fields, models

#: Promises that are longer ago say little about a customer of today.
MONTHS = 12


class ArCollectionCase(models.Model):
    _inherit = "ar.collection.case"

    def _facts(self, company, rows: dict[int, list], today) -> dict[int, dict]:
        """Add how many promises a customer broke in the last twelve months."""
        facts = super()._facts(company, rows, today)
        broken = self.env["ar.promise"].sudo()._read_group(
            [
                ("company_id", "=", company.id),
                ("partner_id", "in", self.partner_id.ids),
                ("state", "=", "broken"),
                ("until", ">", fields.Date.subtract(today, months=MONTHS)),
            ],
            ["partner_id"],
            ["__count"],
        )
        counts = {partner.id: count for partner, count in broken}
        for case in self:
            facts[case.id]["broken_promises"] = counts.get(case.partner_id.id, 0)
        return facts
