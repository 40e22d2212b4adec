"""One kind of object on one connection: how far it is read."""

import psycopg2

from odoo import api, fields, models

from ..logs import masked_logger
from ..protocol import retry
from ..protocol.errors import AccessLost, SyncError, Transient
from ..protocol.masking import mask

_logger = masked_logger(__name__)


class ArSyncStream(models.Model):
    """Reads one kind of object, page by page; each page is committed with its cursor.

    A kill at any point loses at most the page under way, which is read again: storing a page twice
    changes nothing.
    """

    _name = "ar.sync.stream"
    _description = "Stream"
    _inherit = ["ar.sync.state.mixin"]
    _order = "connection_id, sequence, id"
    _rec_name = "kind"

    connection_id = fields.Many2one("ar.sync.connection", required=True, readonly=True, index=True, ondelete="cascade")
    company_id = fields.Many2one(related="connection_id.company_id", store=True, index=True)
    sequence = fields.Integer(readonly=True)
    kind = fields.Char(required=True, readonly=True)
    kind_label = fields.Char(string="What", compute="_compute_kind_label")
    direction = fields.Selection([("in", "In"), ("out", "Out")], required=True, readonly=True, default="in")
    state = fields.Selection(
        [("idle", "Up to date"), ("running", "Reading"), ("waiting", "Waiting"), ("error", "Error"), ("off", "Off")],
        required=True,
        readonly=True,
        default="idle",
    )
    access = fields.Selection(
        [("unknown", "Not tried"), ("granted", "Granted"), ("denied", "Denied")],
        string="Permission",
        required=True,
        readonly=True,
        default="unknown",
        help="Whether the credential may read this kind of object.",
    )
    cursor = fields.Json(readonly=True, help="Where reading goes on; its form is the connector's.")
    is_complete = fields.Boolean(string="First Import Done", readonly=True)
    records_done = fields.Integer(string="Read", readonly=True)
    records_total = fields.Integer(string="Expected", readonly=True, help="Zero where the provider does not tell.")
    progress = fields.Integer(compute="_compute_progress", help="Percent of the first import.")
    rate = fields.Float(string="Per Second", readonly=True, digits=(12, 1))
    started_at = fields.Datetime(readonly=True)
    last_success_at = fields.Datetime(string="Last Read On", readonly=True)
    next_attempt_at = fields.Datetime(string="Next Read On", readonly=True, index=True)
    attempts = fields.Integer(string="Failures in a Row", readonly=True)
    last_error = fields.Text(readonly=True)
    last_remedy = fields.Text(string="What to Do", readonly=True)

    _kind_unique = models.UniqueIndex("(connection_id, kind, direction)", "A connection has each stream once.")

    @api.depends("kind")
    def _compute_kind_label(self):
        for stream in self:
            stream.kind_label = stream._ar_kind_label()

    def _ar_kind_label(self) -> str:
        """Return the kind in the user's words. Extension point: connectors translate theirs."""
        return (self.kind or "").replace("_", " ").capitalize()

    def _ar_is_awaited(self) -> bool:
        """Tell whether the books wait for this kind's first import. Extension point: what may come later."""
        self.ensure_one()
        return True

    @api.depends("records_done", "records_total", "is_complete")
    def _compute_progress(self):
        for stream in self:
            if stream.is_complete:
                stream.progress = 100
            elif stream.records_total:
                stream.progress = min(99, round(100 * stream.records_done / stream.records_total))
            else:
                stream.progress = 0

    # === ACTIONS === #

    def action_restart(self):
        """Read this kind again from the beginning. Nothing is lost: what is unchanged stays as it is."""
        self.check_access("write")
        self._restart()
        self.env["ar.sync.dispatch"]._dispatch("import")

    def action_switch(self):
        """Switch reading this kind off, or on again."""
        self.check_access("write")
        for stream in self:
            stream._set_state("idle" if stream.state == "off" else "off")
        for connection in self.connection_id:
            connection.sudo()._ar_stream_completed()

    # === BUSINESS METHODS === #

    def _restart(self) -> None:
        """Forget the cursor, so that everything is listed again."""
        for stream in self:
            stream._set_state(
                "idle",
                cursor=False,
                is_complete=False,
                records_done=0,
                started_at=False,
                attempts=0,
                next_attempt_at=False,
                last_error=False,
                last_remedy=False,
            )

    def _ask_now(self) -> None:
        """Have these streams read at the next opportunity."""
        self.filtered(lambda stream: stream.state != "off").write({"next_attempt_at": fields.Datetime.now()})
        self.env["ar.sync.dispatch"]._dispatch("import")

    @api.model
    def _due_domain(self, complete: bool) -> list:
        now = fields.Datetime.now()
        return [
            ("connection_id.state", "=", "connected"),
            ("connection_id.active", "=", True),
            ("direction", "=", "in"),
            ("is_complete", "=", complete),
            ("state", "in", ("idle", "running", "waiting")),
            "|",
            ("next_attempt_at", "=", False),
            ("next_attempt_at", "<=", now),
        ]

    @api.model
    def _import(self) -> int:
        """Read one page of the first stream whose first import is not done. Return how many streams remain."""
        streams = self.search(self._due_domain(complete=False), order="connection_id, sequence, id")
        for stream in streams:
            if stream.try_lock_for_update():
                stream._read_page()
                self.env.cr.commit()  # pylint: disable=invalid-commit
                break
        return self.search_count(self._due_domain(complete=False))

    @api.model
    def _pull(self) -> int:
        """Read one page of each complete stream that is due. Return how many are still due."""
        for stream in self.search(self._due_domain(complete=True), order="connection_id, sequence, id"):
            # Each commit begins a new snapshot: meanwhile another worker may have read it, or a person paused it.
            if stream.try_lock_for_update().filtered_domain(self._due_domain(complete=True)):
                stream._read_page()
                self.env.cr.commit()  # pylint: disable=invalid-commit
        return self.search_count([*self._due_domain(complete=True), ("state", "=", "running")])

    def _read_page(self) -> None:
        """Read and store one page and move the cursor with it; on an error say so on the stream."""
        self.ensure_one()
        began_at = fields.Datetime.now()
        try:
            with self.env.cr.savepoint():
                page = self.connection_id._ar_read_page(self)
        except psycopg2.OperationalError:
            raise  # a serialization failure: the page is read again
        except SyncError as error:
            self._note_error(error)
        except Exception as error:
            # A defect of a connector: shown on this stream, and no other waits for it.
            _logger.exception("%s %s", self.connection_id.name, self.kind)
            self._note_error(
                Transient(
                    f"{type(error).__name__}: {error}",
                    self.env._("It is tried again; if it stays, report it with this text."),
                )
            )
        else:
            self._note_page(page, began_at)

    def _note_page(self, page: dict, began_at) -> None:
        """Keep the cursor and the progress after a page was stored."""
        now = fields.Datetime.now()
        started_at = self.started_at or began_at
        done = self.records_done + page["records"]
        elapsed_s = max(1.0, (now - started_at).total_seconds())
        values = {
            "cursor": page["cursor"],
            "records_done": done,
            "access": "granted",
            "attempts": 0,
            **self._told_of_page(page),
            "last_success_at": now,
            "started_at": started_at,
            "rate": done / elapsed_s if not self.is_complete else self.rate,
        }
        if page["more"]:
            self._set_state("running", next_attempt_at=False, **values)
        else:
            first_time = not self.is_complete
            values |= {"is_complete": True, "next_attempt_at": page.get("next_at", False)}
            self._set_state("idle", **values)
            if first_time:
                self.connection_id._ar_stream_completed()

    def _told_of_page(self, page: dict) -> dict:
        """Return what is said of a page that was read in part; it stays until the pass that it belongs to is over."""
        if page.get("unreadable"):
            return {
                "last_error": mask(page["unreadable"]),
                "last_remedy": self.env._("Correct it there; what could be read is here."),
            }
        is_same_pass = self.state == "running" and self.last_error
        return {} if is_same_pass else {"last_error": False, "last_remedy": False}

    def _note_error(self, error: SyncError) -> None:
        """Decide by the error's class whether to try again, and say what happened."""
        attempts = self.attempts + 1
        values = {"attempts": attempts, "last_error": mask(error.message), "last_remedy": error.remedy}
        if isinstance(error, AccessLost):
            values["access"] = "denied"
        retry_at = None
        if isinstance(error, Transient):
            retry_at = retry.next_attempt(retry.STREAM, attempts, fields.Datetime.now(), error.retry_after_s)
        self._set_state("waiting" if retry_at else "error", next_attempt_at=retry_at or False, **values)
        if isinstance(error, AccessLost):
            if error.code == "key":
                self.connection_id._ar_fail(error)
            else:
                # The first import is done when all that may be read is read: this may have been the last.
                self.connection_id._ar_stream_completed()
        _logger.warning("%s %s: %s", self.connection_id.name, self.kind, mask(error.message))
