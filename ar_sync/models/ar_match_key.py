"""The index that makes matching fast: normalised keys of open items."""

from odoo import api, fields, models
from odoo.tools import SQL

from ..matching.keys import keys_of_item


class ArMatchKey(models.Model):
    """One normalised key of one open item (a journal item that waits for money).

    Keys are written when an entry is posted and deleted when it is reset; whether the item is still
    open is read from the item itself.
    """

    _name = "ar.match.key"
    _description = "Matching Key"
    _rec_name = "value"
    _log_access = False

    line_id = fields.Many2one("account.move.line", required=True, readonly=True, index=True, ondelete="cascade")
    company_id = fields.Many2one("res.company", required=True, readonly=True, ondelete="cascade")
    kind = fields.Char(required=True, readonly=True)
    value = fields.Char(required=True, readonly=True)
    source = fields.Char(readonly=True, help="Where the key was found: number, payment reference, reference.")

    _lookup = models.Index("(company_id, value, kind)")

    @api.model
    def _rebuild(self, lines) -> None:
        """Write the keys of ``lines`` anew."""
        if not lines:
            return
        self.env.flush_all()
        self.env.cr.execute(SQL("DELETE FROM ar_match_key WHERE line_id IN %s", tuple(lines.ids)))
        rows = []
        for line in lines:
            move = line.move_id
            for key in keys_of_item(
                line._ar_item_number(), move.payment_reference or "", move.ref or "", tuple(line._ar_item_ids())
            ):
                rows.append(SQL("(%s, %s, %s, %s, %s)", line.id, line.company_id.id, key.kind, key.value, key.source))
        if rows:
            self.env.cr.execute(
                SQL(
                    "INSERT INTO ar_match_key (line_id, company_id, kind, value, source) VALUES %s",
                    SQL(", ").join(rows),
                )
            )
        self.invalidate_model()

    @api.model
    def _forget(self, lines) -> None:
        """Delete the keys of ``lines``."""
        if lines:
            self.env.cr.execute(SQL("DELETE FROM ar_match_key WHERE line_id IN %s", tuple(lines.ids)))
            self.invalidate_model()

    @api.model
    def _items_for(self, company, values: list[str], settled_since):
        """Return open journal items that have any of the key ``values``, and the keys that hit.

        Items settled on ``settled_since`` or later come too where an identifier or our own number names them:
        so a second payment of them is told. A customer's own reference on them says nothing.

        :return: list of (line id, kind, value, source).
        """
        if not values:
            return []
        self.env.flush_all()
        return self.env.execute_query(
            SQL(
                """SELECT key.line_id, key.kind, key.value, COALESCE(key.source, '')
                     FROM ar_match_key key JOIN account_move_line line ON line.id = key.line_id
                    WHERE key.company_id = %s AND key.value = ANY(%s) AND line.parent_state = 'posted'
                      AND (line.reconciled IS NOT TRUE
                           OR key.kind IN ('id', 'reference') AND key.source IS DISTINCT FROM 'ref'
                              AND EXISTS (SELECT FROM account_partial_reconcile settling
                                           WHERE (settling.debit_move_id = line.id OR settling.credit_move_id = line.id)
                                             AND settling.max_date >= %s))""",
                company.id,
                list(values),
                settled_since,
            )
        )

    @api.model
    def _keys_of(self, line_ids: list[int]):
        """Return all keys of these journal items, as :meth:`_items_for` does."""
        if not line_ids:
            return []
        return self.env.execute_query(
            SQL(
                "SELECT line_id, kind, value, COALESCE(source, '') FROM ar_match_key WHERE line_id = ANY(%s)",
                list(line_ids),
            )
        )
