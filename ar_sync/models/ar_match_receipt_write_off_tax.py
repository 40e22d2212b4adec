"""Giving up something together with the tax on it: bad debts and deductions for which tax is taken back.

The same lines as Odoo's for an early-payment discount that corrects tax: the net part of what is given up with the
taxes and report tags of a refund, and a line for each tax. Taxes of a fixed amount are not reduced.
"""

from odoo import models
from odoo.fields import Command


class ArMatchReceipt(models.Model):
    _inherit = "ar.match.receipt"

    def _lines_with_tax(self, item, reason, amount: float, rate: float) -> list[dict]:
        """Return the lines that give up ``amount`` of an invoice's item: net of tax, and the taxes on it.

        :param rate: the company's currency for one of the item's.
        :return: nothing where the invoice has no tax that could be corrected.
        """
        move, currency = item.move_id, item.currency_id
        taxed = move.is_sale_document(include_receipts=True) and move.invoice_line_ids.tax_ids
        if not taxed or currency.is_zero(move.amount_total):
            return []
        bases = self._bases_given_up(move, amount / move.amount_total)
        name = self.env._("%(reason)s %(item)s", reason=reason.name, item=item._ar_item_number())
        common = {"name": name, "partner_id": item.partner_id.id, "currency_id": currency.id}
        lines = self._net_lines(bases, {**common, "account_id": reason.account_id.id})
        lines += self._tax_lines(bases, move.company_id, common)
        self._add_rounding(lines, amount, currency, {**common, "account_id": reason.account_id.id})
        for line in lines:
            line["balance"] = item.company_currency_id.round(line["amount_currency"] * rate)
        return [line for line in lines if not currency.is_zero(line["amount_currency"])]

    def _bases_given_up(self, move, part: float) -> list[dict]:
        """Return the invoice's lines as Odoo computes taxes on them, each less the rest, as if refunded."""
        Tax = self.env["account.tax"]
        bases = []
        for line in move.invoice_line_ids.filtered(lambda line: line.display_type == "product"):
            base = {**move._prepare_product_base_line_for_taxes_computation(line), "is_refund": True}
            base["tax_ids"] = base["tax_ids"].filtered(lambda tax: tax.amount_type != "fixed")
            base["price_unit"] *= part
            bases.append(base)
        Tax._add_tax_details_in_base_lines(bases, move.company_id)
        Tax._round_base_lines_tax_details(bases, move.company_id)
        Tax._add_accounting_data_in_base_lines_tax_details(bases, move.company_id)
        return bases

    def _net_lines(self, bases: list[dict], common: dict) -> list[dict]:
        """Return a line for each combination of taxes, with the report tags of a refund."""
        found: dict[tuple, dict] = {}
        for base in bases:
            taxes, tags = base["tax_ids"], base["tax_tag_ids"]
            analytic = base["analytic_distribution"] or False
            line = found.setdefault(
                (taxes, tags, str(analytic)),
                {
                    **common,
                    "tax_ids": [Command.set(taxes.ids)],
                    "tax_tag_ids": [Command.set(tags.ids)],
                    "analytic_distribution": analytic,
                    "amount_currency": 0.0,
                },
            )
            line["amount_currency"] += base["tax_details"]["total_excluded_currency"]
        return list(found.values())

    def _tax_lines(self, bases: list[dict], company, common: dict) -> list[dict]:
        """Return a line for each tax that is less to be paid, on the tax's account."""
        names = ("account_id", "analytic_distribution", "tax_repartition_line_id", "tax_ids", "tax_tag_ids")
        names += ("group_tax_id",)
        results = self.env["account.tax"]._prepare_tax_lines(bases, company)
        # The signs are those of the invoice, which owed this tax.
        return [
            {**common, **{name: row[name] for name in names}, "amount_currency": -row["amount_currency"]}
            for row in results["tax_lines_to_add"]
        ]

    def _add_rounding(self, lines: list[dict], amount: float, currency, common: dict) -> None:
        """Make the lines add up to ``amount``: the largest takes a rounding; a tax that is not reduced has its own."""
        rest = currency.round(amount - sum(line["amount_currency"] for line in lines))
        net = [line for line in lines if "tax_repartition_line_id" not in line]
        if abs(rest) <= currency.rounding * len(lines) and net:
            max(net, key=lambda line: line["amount_currency"])["amount_currency"] += rest
        else:
            lines.append({**common, "amount_currency": rest})
        for line in lines:
            line["amount_currency"] = currency.round(line["amount_currency"])
