"""What documents for an ERP will name, listed before the first of them waits."""

from odoo import api, fields, models
from odoo.tools import date_utils

#: Documents of so many months back say what those to come will name.
MONTHS = 12
#: Of one list, those that are named most often: the rest is listed when a document names it.
ROWS_MAX = 2000
INVOICES = ("out_invoice", "out_refund")


class ArErpMapping(models.Model):
    _inherit = "ar.erp.mapping"

    @api.model
    def _prepare(self, connection) -> int:
        """Have a row, with a suggestion, for what invoices of the last year name. Return how many are to confirm."""
        company = connection.company_id
        since = date_utils.subtract(fields.Date.today(), months=MONTHS)
        domain = [("company_id", "=", company.id), ("move_type", "in", INVOICES), ("date", ">=", since)]
        lines = [*domain, ("parent_state", "=", "posted")]
        products = [*lines, ("display_type", "=", "product")]
        Line, Move = self.env["account.move.line"].sudo(), self.env["account.move"].sudo()
        accounts = self._named_most(Line, [*lines, ("display_type", "in", ("product", "payment_term"))], "account_id")
        found = {
            "customer": self._named_most(Move, [*domain, ("state", "=", "posted")], "commercial_partner_id"),
            "account": accounts,
            "item": self._named_most(Line, products, "product_id"),
            "tax_code": self._named_most(Line, products, "tax_ids"),
            "terms": self._named_most(Move, [*domain, ("state", "=", "posted")], "invoice_payment_term_id"),
            "method": self.env["account.payment.method.line"]
            .sudo()
            .search([("company_id", "=", company.id), ("payment_type", "=", "inbound")], limit=ROWS_MAX),
        }
        if connection._ar_erp_has_items():
            found["account_item"] = self._named_most(Line, [*products, ("product_id", "=", False)], "account_id")
        for kind, records in found.items():
            self._want(connection, kind, records)
        self._suggest(connection)
        return self.sudo().search_count([("connection_id", "=", connection.id), ("is_confirmed", "=", False)])

    @api.model
    def _named_most(self, model, domain: list, name: str):
        """Return the records that a field names, those that are named most often first."""
        groups = model._read_group([*domain, (name, "!=", False)], [name], order="__count DESC", limit=ROWS_MAX)
        return model.env[model._fields[name].comodel_name].union(*(record for (record,) in groups))
