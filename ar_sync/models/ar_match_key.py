"""The index that makes matching fast: normalised keys of open items."""

from odoo import api, fields, models
from odoo.tools import SQL

from ..matching.keys import keys_of_item

#: A settled item is still found for so long: a second payment of it comes within a few months of the first.
SETTLED_DAYS = 90
#: Its keys are kept a month longer, for receipts that reach us late.
KEPT_DAYS = SETTLED_DAYS + 31
#: Journal items that housekeeping looks at in one transaction.
HOUSEKEEPING_ITEMS = 20_000


def array(values) -> str:
    """Return values as one literal of a PostgreSQL array.

    Thousands of constants, each an expression of its own, would take longer to read than to look up.
    """
    cells = [str(value) for value in values]
    if any('"' in cell or "\\" in cell for cell in cells):
        cells = [cell.replace("\\", "\\\\").replace('"', '\\"') for cell in cells]
    return '{"' + '","'.join(cells) + '"}' if cells else "{}"


class ArMatchKey(models.Model):
    """One normalised key of one open item (a journal item that waits for money).

    Keys are written when an entry is posted, renamed or gets another reference, and deleted when it is reset;
    whether the item is still open is read from the item itself, so reconciling writes nothing here. Housekeeping
    deletes the keys of what was settled long ago, and writes those of entries that no code of ours has seen
    (imports by SQL). What is reopened after that gets its keys back.
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

    # In this order the newest items of a value are read first, and no more of them than are asked for.
    _lookup = models.Index("(company_id, value, line_id)")

    # === WRITING === #

    @api.model
    def _rebuild(self, lines) -> None:
        """Write the keys of ``lines`` anew."""
        if not lines:
            return
        self.env.flush_all()
        self.env.cr.execute(SQL("DELETE FROM ar_match_key WHERE line_id = ANY(%s)", lines.ids))
        lines._ar_read_for_keys()
        columns: tuple[list, ...] = ([], [], [], [], [])
        for line in lines:
            move = line.move_id
            texts = (line._ar_item_number(), move.payment_reference or "", move.ref or "")
            for key in keys_of_item(*texts, tuple(line._ar_item_ids())):
                row = (line.id, line.company_id.id, key.kind, key.value, key.source)
                for column, value in zip(columns, row, strict=True):
                    column.append(value)
        if columns[0]:
            self.env.cr.execute(
                SQL(
                    """INSERT INTO ar_match_key (line_id, company_id, kind, value, source)
                       SELECT * FROM unnest(%s::int[], %s::int[], %s::varchar[], %s::varchar[], %s::varchar[])""",
                    *map(array, columns),
                )
            )
        self.invalidate_model()

    @api.model
    def _forget(self, lines) -> None:
        """Delete the keys of ``lines``."""
        if lines:
            self.env.cr.execute(SQL("DELETE FROM ar_match_key WHERE line_id = ANY(%s)", lines.ids))
            self.invalidate_model()

    @api.model
    def _restore(self, lines) -> None:
        """Write the keys of those open items among ``lines`` that have none: they were settled for long."""
        wanted = lines.filtered(lambda line: line.parent_state == "posted" and line._ar_is_open_item())
        if not wanted:
            return
        known = self.env.execute_query(
            SQL("SELECT DISTINCT line_id FROM ar_match_key WHERE line_id = ANY(%s)", wanted.ids)
        )
        self._rebuild(wanted - wanted.browse(line_id for (line_id,) in known))

    # === HOUSEKEEPING === #

    @api.autovacuum
    def _gc_settled(self):
        """Delete the keys of items that were settled long ago. Return (items done, 1 if there may be more)."""
        self.env.cr.execute(
            SQL(
                """WITH settled AS (
                       SELECT line.id FROM account_move_line line
                        WHERE line.reconciled AND line.date < %(since)s
                          AND EXISTS (SELECT FROM ar_match_key key WHERE key.line_id = line.id)
                          AND NOT EXISTS (SELECT FROM account_partial_reconcile settling
                                           WHERE settling.debit_move_id = line.id AND settling.max_date >= %(since)s)
                          AND NOT EXISTS (SELECT FROM account_partial_reconcile settling
                                           WHERE settling.credit_move_id = line.id AND settling.max_date >= %(since)s)
                        LIMIT %(limit)s),
                   deleted AS (
                       DELETE FROM ar_match_key key USING settled WHERE key.line_id = settled.id)
                   SELECT count(*) FROM settled""",
                since=fields.Date.subtract(fields.Date.context_today(self), days=KEPT_DAYS),
                limit=HOUSEKEEPING_ITEMS,
            )
        )
        [done] = self.env.cr.fetchone()
        self.invalidate_model()
        return done, int(done == HOUSEKEEPING_ITEMS)

    @api.autovacuum
    def _write_missing(self):
        """Write the keys of open items that have none: entries that were imported past our code."""
        Line = self.env["account.move.line"]
        found = self.env.execute_query(
            SQL(
                """SELECT line.id FROM account_move_line line
                     JOIN account_account account ON account.id = line.account_id
                    WHERE account.account_type = 'asset_receivable' AND line.parent_state = 'posted'
                      AND line.reconciled IS NOT TRUE AND line.ar_receipt_id IS NULL
                      AND line.move_name ~ '[0-9]'
                      AND NOT EXISTS (SELECT FROM ar_match_key key WHERE key.line_id = line.id)
                    ORDER BY line.id DESC LIMIT %s""",
                HOUSEKEEPING_ITEMS,
            )
        )
        lines = Line.browse(line_id for (line_id,) in found)
        lines._ar_read_for_keys()
        self._rebuild(lines.filtered(lambda line: line._ar_is_open_item()))
        return len(lines), 0

    # === READING === #

    @api.model
    def _numbers_of(self, line_ids: list[int]):
        """Return the whole numbers by which these journal items are known: (line id, kind, value, source)."""
        if not line_ids:
            return []
        return self.env.execute_query(
            SQL(
                """SELECT key.line_id, key.kind, key.value, COALESCE(key.source, '')
                     FROM unnest(%s::int[]) AS asked(line_id)
                    CROSS JOIN LATERAL (SELECT * FROM ar_match_key known
                                         WHERE known.line_id = asked.line_id AND known.kind = 'reference'
                                           AND strpos(known.value, '-') = 0 LIMIT 10) AS key""",
                array(line_ids),
            )
        )
