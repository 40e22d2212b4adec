"""The customers of a connection's scope: who is on the list, and who is entering or leaving."""

import psycopg2

from odoo import api, fields, models
from odoo.tools import SQL

from ..logs import masked_logger
from ..protocol import retry
from ..protocol.errors import SyncError, Transient
from ..protocol.masking import mask
from ..protocol.scope import is_in

_logger = masked_logger(__name__)

# The cursor of a history of which nothing is imported yet; none at all: the sweep has not looked yet.
BEGIN = {"step": 0}


class ArSyncScopeCustomer(models.Model):
    """One customer of one connection, by remote id. Names are not kept here: who is out has none.

    ``is_listed`` is the list that the scope's mode speaks of; ``state`` is what was done about it.
    A customer that enters without being on the list has a row as long as its history is imported.
    """

    _name = "ar.sync.scope.customer"
    _description = "Customer of a Scope"
    _inherit = ["ar.sync.state.mixin"]
    _order = "connection_id, external_id"
    _rec_name = "external_id"
    _ar_written_by_code_only = True

    connection_id = fields.Many2one("ar.sync.connection", required=True, readonly=True, index=True, ondelete="cascade")
    company_id = fields.Many2one("res.company", required=True, readonly=True, index=True, ondelete="cascade")
    external_id = fields.Char(string="Customer ID", required=True, readonly=True)
    partner_id = fields.Many2one(
        "res.partner", string="Contact", readonly=True, index="btree_not_null", ondelete="set null"
    )
    is_listed = fields.Boolean(string="On the List", readonly=True, default=True)
    source = fields.Selection(
        [("picked", "Picked"), ("pasted", "Pasted"), ("tag", "By tag")],
        string="Came By",
        readonly=True,
        help="A customer that is on the list by its tag leaves it with the tag.",
    )
    state = fields.Selection(
        [("entering", "Entering"), ("in", "In scope"), ("leaving", "Leaving"), ("out", "Out of scope")],
        required=True,
        readonly=True,
        default="entering",
        help="Entering: the history is being imported. Leaving: what was imported is being marked.",
    )
    cursor = fields.Json(readonly=True, help="Where importing the history goes on; its form is the connector's.")
    by_listing = fields.Boolean(
        string="Read With Everything", readonly=True, help="So many enter at once that everything is listed again."
    )
    records_done = fields.Integer(string="Objects Read", readonly=True)
    attempts = fields.Integer(string="Failures in a Row", readonly=True, aggregator=None)
    next_attempt_at = fields.Datetime(string="Next Attempt On", readonly=True)
    problem = fields.Text(readonly=True)

    _external_unique = models.UniqueIndex("(connection_id, external_id)", "This customer is on the list already.")
    _entering_index = models.Index("(connection_id) WHERE state IN ('entering', 'leaving')")

    @api.depends("partner_id", "external_id")
    def _compute_display_name(self):
        for row in self:
            row.display_name = row.partner_id.display_name or row.external_id

    # === THE LIST === #

    @api.model
    def _listed(self, connection, external_ids) -> set[str]:
        """Return those of these customers that are on the list of ``connection``."""
        if not external_ids:
            return set()
        self.flush_model(["is_listed", "external_id", "connection_id"])
        rows = self.env.execute_query(
            SQL(
                """SELECT external_id FROM ar_sync_scope_customer
                    WHERE connection_id = %s AND is_listed AND external_id = ANY(%s)""",
                connection.id,
                list(external_ids),
            )
        )
        return {external_id for (external_id,) in rows}

    @api.model
    def _list(self, connection, external_ids, source: str, partners: dict | None = None) -> int:
        """Put customers on the list; who is there by a tag and is named by a person stays without it.

        :param partners: remote id -> id of the contact, where it is known.
        :return: how many were not on it before.
        """
        ids = sorted(set(external_ids))
        if not ids:
            return 0
        partners = partners or {}
        first = "entering" if is_in(connection.scope_mode, listed=True) else "leaving"
        self.flush_model()
        rows = self.env.execute_query(
            SQL(
                """INSERT INTO ar_sync_scope_customer AS t (connection_id, company_id, external_id, partner_id,
                          is_listed, source, state, records_done, attempts, create_uid, create_date, write_uid,
                          write_date)
                   SELECT %(connection)s, %(company)s, s.external_id, s.partner_id, TRUE, %(source)s, %(first)s, 0, 0,
                          %(uid)s, %(now)s, %(uid)s, %(now)s
                     FROM unnest(%(ids)s::varchar[], %(partners)s::int[]) AS s(external_id, partner_id)
                   ON CONFLICT (connection_id, external_id) DO UPDATE SET
                          is_listed = TRUE, source = EXCLUDED.source,
                          partner_id = COALESCE(EXCLUDED.partner_id, t.partner_id)
                    WHERE t.is_listed IS NOT TRUE OR (t.source = 'tag' AND EXCLUDED.source <> 'tag')
                   RETURNING external_id""",
                connection=connection.id,
                company=connection.company_id.id,
                source=source,
                first=first,
                uid=self.env.uid,
                now=self.env.cr.now(),
                ids=ids,
                partners=[partners.get(external_id) for external_id in ids],
            )
        )
        self.invalidate_model(flush=False)
        connection.invalidate_recordset(["scope_customer_ids"])
        return len(rows)

    def _unlist(self) -> None:
        """Take these customers off the list. The sweep does the rest."""
        for connection, rows in self.grouped("connection_id").items():
            stays = is_in(connection.scope_mode, listed=False)
            rows._set_state("entering" if stays else "leaving", is_listed=False, source=False)

    # === AFTER A CHANGE === #

    @api.model
    def _settle_states(self, connection, entering: set[str], by_listing: bool) -> None:
        """Bring the states of a connection's rows after its scope, once its mirror was swept.

        :param entering: customers whose history is to be imported.
        :param by_listing: so many that everything is listed again instead of customer by customer.
        """
        rows = self.search([("connection_id", "=", connection.id)])
        known = {row.external_id for row in rows}
        wanted = {True: self.browse(), False: self.browse()}
        for row in rows:
            wanted[is_in(connection.scope_mode, row.is_listed)] += row
        wanted[False].filtered(lambda row: row.state != "out")._set_state("out", cursor=False, problem=False)
        enter = wanted[True].filtered(lambda row: row.external_id in entering)
        enter._set_state(
            "entering", cursor=BEGIN, records_done=0, attempts=0, next_attempt_at=False, by_listing=by_listing
        )
        settled = (wanted[True] - enter).filtered(lambda row: row.state in ("leaving", "out") or row._is_untouched())
        settled._set_state("in", cursor=False, problem=False)
        rows.filtered(lambda row: not row.is_listed and row.state in ("in", "out")).unlink()
        if not by_listing:
            self._ar_through_gate().create(
                [
                    {
                        "connection_id": connection.id,
                        "company_id": connection.company_id.id,
                        "external_id": external_id,
                        "is_listed": False,
                        "cursor": BEGIN,
                    }
                    for external_id in sorted(entering - known)
                ]
            )

    def _is_untouched(self) -> bool:
        """Tell whether a new row has nothing to import: all that is to come is read by the streams."""
        return self.state == "entering" and not self.cursor

    # === IMPORTING THE HISTORY === #

    @api.model
    def _enter_waiting(self) -> int:
        """Read one page of the history of one entering customer, and commit. Return how many remain due."""
        due = self.search(self._due_domain(), order="id")
        self._close_listed(due.filtered("by_listing"))
        single = due.filtered(lambda row: not row.by_listing)
        for row in single:
            if row.try_lock_for_update():
                row._enter_page()
                self.env.cr.commit()  # pylint: disable=invalid-commit
                break
        return self.search_count([*self._due_domain(), ("by_listing", "=", False)])

    @api.model
    def _due_domain(self) -> list:
        return [
            ("state", "=", "entering"),
            ("connection_id.state", "=", "connected"),
            ("connection_id.active", "=", True),
            "|",
            ("next_attempt_at", "=", False),
            ("next_attempt_at", "<=", fields.Datetime.now()),
        ]

    @api.model
    def _close_listed(self, rows) -> None:
        """Close those that came in with everything else, once everything is listed."""
        for connection, of_one in rows.grouped("connection_id").items():
            streams = connection.stream_ids.filtered(
                lambda stream: stream.state != "off" and stream.access != "denied" and stream.kind != "event"
            )
            if all(streams.mapped("is_complete")):
                of_one._entered()

    def _enter_page(self) -> None:
        """Read and store one page of this customer's history; an error is kept with the row."""
        try:
            with self.env.cr.savepoint():
                page = self.connection_id._ar_enter_page(self)
        except psycopg2.OperationalError:
            raise  # a serialization failure: the page is read again
        except Exception as error:
            self._note_error(error)
        else:
            values = {"records_done": self.records_done + page["records"], "attempts": 0, "problem": False}
            self._ar_through_gate().write({**values, "cursor": page["cursor"], "next_attempt_at": False})
            if not page["more"]:
                self._entered()

    def _entered(self) -> None:
        """Note that the history of these customers is here; who is not on the list needs no row any more."""
        self._set_state("in", cursor=False, by_listing=False, next_attempt_at=False, problem=False)
        self.filtered(lambda row: not row.is_listed).unlink()

    def _note_error(self, error: Exception) -> None:
        """Keep what went wrong; it is tried again on the ladder of streams, at the end once a day."""
        attempts = self.attempts + 1
        wish_s = error.retry_after_s if isinstance(error, Transient) else None
        now = fields.Datetime.now()
        retry_at = retry.next_attempt(retry.STREAM, attempts, now, wish_s) or fields.Datetime.add(now, days=1)
        words = mask(error.message if isinstance(error, SyncError) else f"{type(error).__name__}: {error}")
        self._ar_through_gate().write({"attempts": attempts, "next_attempt_at": retry_at, "problem": words})
        _logger.warning("%s %s: %s", self.connection_id.name, self.external_id, words)
