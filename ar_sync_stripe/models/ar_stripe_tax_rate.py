"""Stripe tax rates, and the taxes of Odoo that stand for them."""

from odoo import api, fields, models

from ..payloads.tax_rate import TaxRateValues


class ArStripeTaxRate(models.Model):
    """A tax rate at Stripe, tied to a sales tax of this company."""

    _name = "ar.stripe.tax.rate"
    _description = "Stripe Tax Rate"
    _inherit = ["ar.stripe.mirror"]
    _rec_name = "name"

    name = fields.Char(readonly=True)
    percentage = fields.Float(digits=(9, 4), readonly=True)
    inclusive = fields.Boolean(readonly=True)
    is_active = fields.Boolean(string="Active", readonly=True)
    country_code = fields.Char(string="Country", readonly=True)
    jurisdiction = fields.Char(readonly=True)
    tax_id = fields.Many2one("account.tax", check_company=True, help="The sales tax that is used for this rate.")

    @api.model
    def _mirror_row(self, values: TaxRateValues, connection, currencies) -> dict:
        return {
            **self._mirror_base(values, connection),
            "name": values.display_name,
            "percentage": values.effective_percentage if values.percentage is None else values.percentage,
            "inclusive": values.inclusive,
            "is_active": values.active,
            "country_code": values.country,
            "jurisdiction": values.jurisdiction,
        }

    @api.model
    def _account_tax(self, connection, row: dict):
        """Return the sales tax for a tax as it stands on a Stripe line, made on request.

        :param row: tax_rate_id, rate_percent, rate_name, amount_minor, taxable_amount_minor.
        :return: an ``account.tax``; empty where nothing is taxed and nobody says why.
        """
        # Within a batch the same few rates come with every line: they are looked up once.
        memo = self.env.context.get("ar_tax_memo", {})
        known = (row.get("tax_rate_id"), bool(row["amount_minor"]), row.get("taxability_reason"))
        if not row.get("tax_rate_id") or known not in memo:
            memo[known] = self._look_up_tax(connection, row)
        return memo[known]

    @api.model
    def _look_up_tax(self, connection, row: dict):
        """Return the tax for a rate seen for the first time in this batch."""
        if not row["amount_minor"]:
            return self._zero_tax(connection, row)
        rate = self.search(
            [("connection_id", "=", connection.id), ("external_id", "=", row.get("tax_rate_id"))], limit=1
        )
        if rate.tax_id:
            return rate.tax_id
        percent = self._percent(rate, row)
        if percent is None:
            return self.env["account.tax"]
        tax = self._find_tax(connection, percent) or self._create_tax(
            connection, percent, rate.name or row.get("rate_name")
        )
        if rate:
            rate.sudo().tax_id = tax
        return tax

    @api.model
    def _zero_tax(self, connection, row: dict):
        """Return a tax of 0 % that names why nothing is charged (reverse charge, exempt); none without a reason."""
        reason = (row.get("taxability_reason") or "").replace("_", " ")
        if not reason or not row.get("taxable_amount_minor"):
            return self.env["account.tax"]
        name = f"Stripe {reason} 0 %"
        tax = self.env["account.tax"].search(
            [("company_id", "=", connection.company_id.id), ("name", "=", name), ("type_tax_use", "=", "sale")], limit=1
        )
        return tax or self._create_tax(connection, 0.0, reason)

    @api.model
    def _percent(self, rate, row: dict) -> float | None:
        """Return the percentage: the rate's own, else the one the amounts imply, else None."""
        if rate:
            return rate.percentage
        if row.get("rate_percent") is not None:
            return float(row["rate_percent"])
        if row["amount_minor"] and row.get("taxable_amount_minor"):
            return round(100 * row["amount_minor"] / row["taxable_amount_minor"], 2)
        return None

    @api.model
    def _find_tax(self, connection, percent: float):
        """Return the one sales tax of this percentage that is added to the price."""
        taxes = self.env["account.tax"].search(
            [
                ("company_id", "parent_of", connection.company_id.id),
                ("type_tax_use", "=", "sale"),
                ("amount_type", "=", "percent"),
                ("amount", "=", percent),
            ],
            order="sequence, id",
        )
        added = taxes.filtered(lambda tax: not tax.price_include)
        return added if len(added) == 1 else added.filtered(lambda tax: tax.name.startswith("Stripe"))[:1]

    @api.model
    def _create_tax(self, connection, percent: float, name: str | None):
        """Create a sales tax for this percentage; its accounts and tags are the accountant's to refine."""
        label = f"Stripe {name or 'Tax'} {percent:g} %"
        template = self.env["account.tax"].search(
            [("company_id", "parent_of", connection.company_id.id), ("type_tax_use", "=", "sale")], limit=1
        )
        account = template.invoice_repartition_line_ids.account_id[:1]
        parts = [
            (0, 0, {"repartition_type": "base"}),
            (0, 0, {"repartition_type": "tax", "account_id": account.id}),
        ]
        values = {
            "name": label,
            "company_id": connection.company_id.id,
            "type_tax_use": "sale",
            "amount_type": "percent",
            "amount": percent,
            "price_include_override": "tax_excluded",
            "invoice_repartition_line_ids": parts,
            "refund_repartition_line_ids": parts,
        }
        if template:
            values |= {"tax_group_id": template.tax_group_id.id, "country_id": template.country_id.id}
        return self.env["account.tax"].sudo().create(values)
