"""The inbox: every message a provider sent, and what became of it."""

import threading

import psycopg2

from odoo import api, fields, models
from odoo.exceptions import ConcurrencyError
from odoo.modules.registry import Registry
from odoo.tools import SQL

from ..logs import masked_logger
from ..protocol import retry
from ..protocol.errors import AccessLost, SyncError, Transient
from ..protocol.masking import mask

_logger = masked_logger(__name__)

BATCH = 100
GC_BATCH = 10_000
KEPT_DAYS = 90
WAKE_DELAY_S = 0.05
_wake_lock = threading.Lock()
_wake_pending: set[str] = set()


class ArSyncEvent(models.Model):
    """One message received: raw body, verdict, attempts, error.

    Rows are inserted by SQL in the webhook's transaction (``_store``), then drained in batches. A row
    is unique by connection and the provider's own message id, so a message sent twice is one row.
    """

    _name = "ar.sync.event"
    _description = "Inbox Message"
    _inherit = ["ar.sync.state.mixin"]
    _order = "id desc"
    _rec_name = "external_id"
    _ar_written_by_code_only = True

    connection_id = fields.Many2one("ar.sync.connection", required=True, readonly=True, index=True, ondelete="cascade")
    company_id = fields.Many2one("res.company", required=True, readonly=True, index=True, ondelete="cascade")
    external_id = fields.Char(string="Message ID", required=True, readonly=True)
    kind = fields.Char(string="Type", required=True, readonly=True, index=True)
    object_id = fields.Char(string="About", readonly=True, index="btree_not_null")
    source = fields.Selection(
        [("webhook", "Webhook"), ("poll", "Gap repair")], required=True, readonly=True, default="webhook"
    )
    body = fields.Text(readonly=True, groups="ar_sync.group_manager")
    occurred_at = fields.Datetime(readonly=True)
    received_at = fields.Datetime(readonly=True, required=True, default=fields.Datetime.now)
    handled_at = fields.Datetime(readonly=True)
    state = fields.Selection(
        [
            ("received", "Received"),
            ("waiting", "Tried again later"),
            ("review", "Needs a person"),
            ("done", "Done"),
            ("ignored", "Ignored"),
        ],
        required=True,
        readonly=True,
        default="received",
    )
    attempts = fields.Integer(readonly=True, default=0)
    next_attempt_at = fields.Datetime(readonly=True)
    reason = fields.Text(readonly=True, help="Why it was ignored, or what went wrong.")
    remedy = fields.Text(string="What to Do", readonly=True)
    error_class = fields.Char(readonly=True)

    _message_unique = models.UniqueIndex("(connection_id, external_id)", "This message was already received.")
    _open_index = models.Index("(state, id) WHERE state IN ('received', 'waiting')")
    _stuck_index = models.Index("(company_id, state, id) WHERE state IN ('waiting', 'review')")

    # === RECEIVING === #

    @api.model
    def _store(self, connection, rows: list[dict], source: str = "webhook") -> int:
        """Insert inbox rows; those already there are left alone. Return how many were new.

        Under REPEATABLE READ a row committed by another request after our snapshot raises a
        serialization failure; Odoo runs the request again and the insert then does nothing.
        """
        if not rows:
            return 0
        now = fields.Datetime.now()
        values = SQL(", ").join(
            SQL(
                "(%s, %s, %s, %s, %s, %s, %s, %s, %s, 'received', 0, %s, %s, %s, %s)",
                connection.id, connection.company_id.id, row["external_id"], row["kind"], row.get("object_id"),
                source, row["body"], row.get("occurred_at"), now, now, now, self.env.uid, self.env.uid,
            )  # fmt: skip
            for row in rows
        )
        self.env.cr.execute(
            SQL(
                """INSERT INTO ar_sync_event (connection_id, company_id, external_id, kind, object_id, source, body,
                       occurred_at, received_at, state, attempts, create_date, write_date, create_uid, write_uid)
                   VALUES %s ON CONFLICT (connection_id, external_id) DO NOTHING""",
                values,
            )
        )
        return self.env.cr.rowcount

    @api.model
    def _wake(self) -> None:
        """Have the inbox drained soon after this transaction commits, at most once per burst.

        A trigger per message would cost five sixths of the acceptance rate. A timer of this process
        writes one trigger for all messages that arrive within ``WAKE_DELAY_S``. A message stored after
        the timer fired starts a new one, so none is left behind; should the process die in between,
        the scheduled action's own minute is the backstop.
        """
        dbname = self.env.cr.dbname
        self.env.cr.postcommit.add(lambda: _start_wake_timer(dbname))

    # === ACTIONS === #

    def action_retry(self):
        """Handle these messages again."""
        self.check_access("write")
        self._set_state("waiting", attempts=0, next_attempt_at=False, reason=False, remedy=False)
        self.env["ar.sync.dispatch"]._dispatch("drain")

    def action_ignore(self):
        """Close messages that wait for a person, without handling them."""
        self.check_access("write")
        self._set_state("ignored", reason=self.env._("Closed by %(user)s.", user=self.env.user.name))

    # === DRAINING === #

    @api.model
    def _due_domain(self) -> list:
        return [
            ("connection_id.state", "=", "connected"),
            ("connection_id.active", "=", True),
            ("state", "in", ("received", "waiting")),
            "|",
            ("next_attempt_at", "=", False),
            ("next_attempt_at", "<=", fields.Datetime.now()),
        ]

    @api.model
    def _drain(self) -> int:
        """Handle one batch of due messages, oldest first, and commit. Return whether more are due (0 or 1)."""
        due = self.search(self._due_domain(), order="id", limit=BATCH)
        claimed = due.try_lock_for_update()
        if not claimed:
            return 0
        for connection, events in claimed.grouped("connection_id").items():
            events._handle(connection)
        self.env.cr.commit()  # pylint: disable=invalid-commit
        return int(len(due) == BATCH)

    def _handle(self, connection) -> None:
        """Handle a batch together; if that fails, each half of it, so that one bad message stops no other."""
        try:
            with self.env.cr.savepoint():
                results = connection._ar_handle_events(self)
        except (psycopg2.OperationalError, ConcurrencyError):
            raise  # a serialization failure: the whole stage runs again
        except Exception as error:
            if isinstance(error, AccessLost) and error.code == "key":
                connection._ar_fail(error)
                return  # they wait until the connection works again
            if len(self) > 1:
                for half in (self[: len(self) // 2], self[len(self) // 2 :]):
                    if connection._ar_is_running():
                        half._handle(connection)
                return
            if not isinstance(error, SyncError):
                _logger.exception("inbox message %s of %s", self.external_id, connection.name)
            results = {self: error}
        for event in self.filtered(lambda event: event not in results):
            results[event] = RuntimeError("the connector did not say what became of it")
        self._note_results(results)

    def _note_results(self, results: dict) -> None:
        """Store what became of each message."""
        done = self.browse([event.id for event, result in results.items() if result is None])
        now = fields.Datetime.now()
        done._set_state("done", handled_at=now, reason=False, remedy=False, error_class=False)
        for event, result in results.items():
            if isinstance(result, str):
                event._set_state("ignored", handled_at=now, reason=result)
            elif result is not None:
                event._note_error(result)

    def _note_error(self, error: Exception) -> None:
        """Keep the error with the message; its class decides whether it is tried again.

        Unexpected errors are tried again too: what is not understood may pass by itself.
        """
        attempts = self.attempts + 1
        known = isinstance(error, SyncError)
        retry_at = None
        if isinstance(error, Transient) or not known:
            wish_s = error.retry_after_s if known else None
            retry_at = retry.next_attempt(retry.INBOX, attempts, fields.Datetime.now(), wish_s)
        self._set_state(
            "waiting" if retry_at else "review",
            attempts=attempts,
            next_attempt_at=retry_at or False,
            reason=mask(error.message if known else f"{type(error).__name__}: {error}"),
            remedy=error.remedy if known else self.env._("Try again; if it stays, report it with this text."),
            error_class=error.error_class if known else "unexpected",
        )

    @api.autovacuum
    def _gc_handled(self):
        """Delete handled messages after 90 days: longer than any provider sends one again.

        :return: (deleted, whether more are due): the vacuum cleaner calls again for the rest.
        """
        limit = fields.Datetime.subtract(fields.Datetime.now(), days=KEPT_DAYS)
        domain = [("state", "in", ("done", "ignored")), ("received_at", "<", limit)]
        old = self.search(domain, limit=GC_BATCH)
        old.unlink()
        return len(old), int(len(old) == GC_BATCH)


def _start_wake_timer(dbname: str) -> None:
    """Start the timer of this process unless one is already running for this database."""
    with _wake_lock:
        if dbname in _wake_pending:
            return
        _wake_pending.add(dbname)
    timer = threading.Timer(WAKE_DELAY_S, _fire_wake, args=(dbname,))
    timer.daemon = True
    try:
        timer.start()
    except RuntimeError:  # no thread can be started: the next message tries again, the schedule is the backstop
        with _wake_lock:
            _wake_pending.discard(dbname)


def _fire_wake(dbname: str) -> None:
    """Ask for a drain. Messages stored from here on start a new timer."""
    with _wake_lock:
        _wake_pending.discard(dbname)
    try:
        with Registry(dbname).cursor() as cr:
            env = api.Environment(cr, api.SUPERUSER_ID, {})
            env["ar.sync.dispatch"]._dispatch("drain")
    except psycopg2.Error:
        _logger.info("the wake-up was not written; the schedule does it within a minute", exc_info=True)
