"""The sync log: what each connection last did, and everything that is stuck, in one list."""

from odoo import api, fields, models
from odoo.tools import SQL, formatLang

# Each origin gets ids of its own: row id = id of the record * ORIGINS + place.
ORIGINS = 5


class ArSyncLog(models.Model):
    """Read only, computed from the records: problems first, then each stream's newest result.

    An accountant asks one question of a synchronisation, whether all of it arrived. This is
    the answer, with what to do about each line that says no.
    """

    _name = "ar.sync.log"
    _description = "Sync Log"
    _auto = False
    _order = "level, date desc, id desc"
    _rec_name = "subject"
    _depends = {
        "ar.sync.connection": ["state", "last_error", "last_remedy", "name", "company_id"],
        "ar.sync.stream": [
            "state",
            "kind",
            "records_done",
            "last_success_at",
            "last_error",
            "last_remedy",
        ],
        "ar.sync.event": ["state", "kind", "received_at", "reason", "remedy"],
        "ar.sync.operation": ["state", "summary", "error", "problems", "remedy"],
        "ar.match.receipt": ["state", "name", "problem"],
    }

    date = fields.Datetime(string="Since", readonly=True)
    connection_id = fields.Many2one("ar.sync.connection", readonly=True)
    company_id = fields.Many2one("res.company", readonly=True)
    origin = fields.Selection(
        [
            ("connection", "Connection"),
            ("stream", "Reading"),
            ("event", "Inbox"),
            ("operation", "Sending"),
            ("receipt", "Booking"),
        ],
        readonly=True,
    )
    subject = fields.Char(string="What", readonly=True)
    level = fields.Selection(
        [("1_problem", "Needs you"), ("2_waiting", "Waiting"), ("3_good", "Good")],
        string="Result",
        readonly=True,
    )
    message = fields.Text(compute="_compute_message")
    raw_message = fields.Text(readonly=True)
    records_done = fields.Integer(readonly=True)
    remedy = fields.Text(string="What to Do", readonly=True)
    res_model = fields.Char(readonly=True)
    res_id = fields.Many2oneReference(model_field="res_model", readonly=True)

    @property
    def _table_query(self) -> SQL:
        parts = (
            self._connections(),
            self._streams(),
            self._events(),
            self._operations(),
            self._receipts(),
        )
        return SQL(" UNION ALL ").join(parts)

    def _connections(self) -> SQL:
        return SQL(
            """SELECT id * %s AS id, write_date AS date, id AS connection_id, company_id,
                      'connection' AS origin, name AS subject, '1_problem' AS level,
                      last_error AS raw_message, 0 AS records_done, last_remedy AS remedy,
                      'ar.sync.connection' AS res_model, id AS res_id
                 FROM ar_sync_connection WHERE state = 'error' AND active""",
            ORIGINS,
        )

    def _streams(self) -> SQL:
        return SQL(
            """SELECT id * %s + 1,
                      CASE WHEN last_error IS NULL THEN last_success_at ELSE write_date END,
                      connection_id, company_id, 'stream', INITCAP(REPLACE(kind, '_', ' ')),
                      CASE WHEN state = 'error' THEN '1_problem'
                           WHEN state = 'idle' AND is_complete THEN '3_good'
                           ELSE '2_waiting' END,
                      last_error, records_done, last_remedy, 'ar.sync.stream', id
                 FROM ar_sync_stream
                WHERE state <> 'off' AND (last_success_at IS NOT NULL OR last_error IS NOT NULL)""",
            ORIGINS,
        )

    def _events(self) -> SQL:
        return SQL(
            """SELECT id * %s + 2, received_at, connection_id, company_id, 'event',
                      kind || COALESCE(' · ' || object_id, ''),
                      CASE WHEN state = 'review' THEN '1_problem' ELSE '2_waiting' END,
                      reason, 0, remedy, 'ar.sync.event', id
                 FROM ar_sync_event WHERE state IN ('waiting', 'review')""",
            ORIGINS,
        )

    def _operations(self) -> SQL:
        return SQL(
            """SELECT id * %s + 3, create_date, connection_id, company_id, 'operation', summary,
                      CASE WHEN state IN ('review', 'failed') THEN '1_problem'
                           ELSE '2_waiting' END,
                      COALESCE(problems, error), 0, remedy, 'ar.sync.operation', id
                 FROM ar_sync_operation
                WHERE state IN ('review', 'ready', 'sent', 'unknown', 'failed')""",
            ORIGINS,
        )

    def _receipts(self) -> SQL:
        return SQL(
            """SELECT id * %s + 4, create_date, connection_id, company_id, 'receipt', name,
                      '1_problem', problem, 0, NULL, 'ar.match.receipt', id
                 FROM ar_match_receipt WHERE problem IS NOT NULL AND state IN ('new', 'review')""",
            ORIGINS,
        )

    @api.depends("raw_message", "origin", "level", "records_done")
    def _compute_message(self):
        for row in self:
            if row.raw_message:
                row.message = row.raw_message
            elif row.origin == "stream":
                row.message = self.env._("%(count)s read.", count=formatLang(self.env, row.records_done, digits=0))
            elif row.level == "1_problem":
                row.message = self.env._("Waits for your approval.")
            else:
                row.message = self.env._("Waits for its turn.")

    def action_open(self):
        """Open the record this line is about."""
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "res_model": self.res_model,
            "res_id": self.res_id,
            "views": [[False, "form"]],
        }
