"""Finding: the open items that receipts could pay, by the key index and by the payer."""

from odoo import fields, models
from odoo.tools import SQL

from ..matching.model import Key

ITEMS_PER_PARTNER = 200
SETTLED_DAYS = 90  # a second payment of an invoice comes within a few months of the first


class ArMatchReceipt(models.Model):
    _inherit = "ar.match.receipt"

    def _find_items(self, keys: dict, signs: dict):
        """Return what these receipts of one company could pay: journal items, and the keys known of them.

        :param keys: receipt -> its keys.
        :param signs: receipt -> signs of who may have paid it; what those owe is looked at too.
        :return: (journal items, item id -> list of keys).
        """
        values = sorted({key.value for found in keys.values() for key in found})
        # A customer's own items come with all their keys: a misspelt number is looked for among those.
        Index = self.env["ar.match.key"]
        own = self._partner_items(self._partners_to_look_at(signs))
        settled_since = fields.Date.subtract(min(self.mapped("date")), days=SETTLED_DAYS)
        hits: dict[int, list[Key]] = {}
        rows = (*Index._items_for(self.company_id, values, settled_since), *Index._keys_of(own.ids))
        for line_id, kind, value, source in rows:
            key = Key(kind, value, source)
            if key not in hits.setdefault(line_id, []):
                hits[line_id].append(key)
        return self.env["account.move.line"].browse(hits) | own, hits

    def _partners_to_look_at(self, signs: dict):
        """Return the commercial partners who paid these receipts, or may have."""
        likely = {sign.partner_id for found in signs.values() for sign in found}
        return self.env["res.partner"].browse(likely) | self.partner_id.commercial_partner_id

    def _partner_items(self, partners):
        """Return open receivable items of these payers, oldest first, a bounded number for each."""
        Line = self.env["account.move.line"]
        query = Line._search(
            [
                ("company_id", "=", self.company_id.id),
                ("account_id.account_type", "=", "asset_receivable"),
                ("partner_id.commercial_partner_id", "in", partners.ids),
                ("parent_state", "=", "posted"),
                ("reconciled", "=", False),
                ("ar_receipt_id", "=", False),
                ("move_id.move_type", "in", ("out_invoice", "out_refund", "out_receipt")),
            ]
        )
        place = SQL(
            "row_number() OVER (PARTITION BY %s ORDER BY %s, %s)",
            Line._field_to_sql(query.table, "partner_id"),
            Line._field_to_sql(query.table, "date_maturity"),
            Line._field_to_sql(query.table, "id"),
        )
        number = Line._field_to_sql(query.table, "id")
        rows = self.env.execute_query(
            SQL(
                "SELECT id FROM (%s) AS item WHERE place <= %s ORDER BY place, id",
                query.select(SQL("%s AS id", number), SQL("%s AS place", place)),
                ITEMS_PER_PARTNER,
            )
        )
        return Line.browse(line_id for (line_id,) in rows)
