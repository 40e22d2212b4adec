"""Where the books here and an ERP's books differ."""

from collections.abc import Iterable, Set
from datetime import date, timedelta

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import date_utils, split_every

from ..protocol.drift import DRIFT_KINDS, Drift

#: Differences that are written in one go.
BATCH = 500
SUBJECTS = [
    ("invoice", "Invoice"),
    ("credit_memo", "Credit memo"),
    ("payment", "Payment"),
    ("write_off", "Write-off"),
    ("refund", "Refund"),
]


class ArSyncDrift(models.Model):
    """One difference between one document here and there, from when it is first seen until it is gone.

    A comparison writes them; the next one, of all or of the same documents, settles those that it no longer finds. A
    person may note why one stays: it comes back when either value moves.
    """

    _name = "ar.sync.drift"
    _description = "Difference"
    _inherit = ["ar.sync.state.mixin", "mail.thread", "mail.activity.mixin"]
    _order = "at_risk_company desc, closes_on, id"
    _rec_name = "document"
    _ar_written_by_code_only = True

    connection_id = fields.Many2one("ar.sync.connection", required=True, readonly=True, index=True, ondelete="cascade")
    company_id = fields.Many2one(related="connection_id.company_id", store=True, index=True)
    company_currency_id = fields.Many2one(related="company_id.currency_id", string="Company Currency")
    subject = fields.Selection(SUBJECTS, string="Kind of Document", required=True, readonly=True)
    key = fields.Char(required=True, readonly=True, help="What ties the document of both sides together.")
    kind = fields.Selection(
        [(name, kind.label) for name, kind in DRIFT_KINDS.items()], string="Difference", required=True, readonly=True
    )
    document = fields.Char(readonly=True, help="What people call it.")
    res_model = fields.Char(string="Model", readonly=True)
    res_id = fields.Many2oneReference(string="Record", model_field="res_model", readonly=True)
    partner_id = fields.Many2one("res.partner", string="Customer", readonly=True, index="btree_not_null")
    state = fields.Selection(
        [("open", "Open"), ("accepted", "Stays, with a reason"), ("settled", "Gone")],
        required=True,
        readonly=True,
        default="open",
        tracking=True,
    )
    here = fields.Char(string="In Odoo", readonly=True)
    there = fields.Char(string="In the ERP", readonly=True)
    currency_id = fields.Many2one("res.currency", required=True, readonly=True)
    at_risk = fields.Monetary(readonly=True, help="How much money hangs on the difference.")
    at_risk_company = fields.Monetary(
        string="At Risk (Company Currency)",
        currency_field="company_currency_id",
        readonly=True,
        help="The same at the rate of the day on which it was last seen, to add and to sort.",
    )
    day = fields.Date(string="Document Date", readonly=True)
    closes_on = fields.Date(string="Books Close On", readonly=True, help="When the month of the document is closed.")
    days_to_close = fields.Integer(compute="_compute_days_to_close", search="_search_days_to_close")
    user_id = fields.Many2one("res.users", string="Owner", readonly=True, index="btree_not_null", tracking=True)
    first_seen_at = fields.Datetime(readonly=True)
    last_seen_at = fields.Datetime(readonly=True)
    settled_at = fields.Datetime(readonly=True)
    asked_for = fields.Selection(
        [("theirs", "The ERP's value is being taken"), ("ours", "Ours is being sent")],
        readonly=True,
        help="What somebody asked for; the next comparison shows whether it came about.",
    )
    reason = fields.Text(readonly=True, tracking=True, help="Why it stays, in the words of who noted it.")
    meaning = fields.Char(compute="_compute_meaning")

    _one_open = models.UniqueIndex(
        "(connection_id, subject, key, kind) WHERE state != 'settled'", "This difference is listed already."
    )

    @api.depends("closes_on")
    def _compute_days_to_close(self):
        for drift in self:
            today = fields.Date.context_today(drift.with_context(tz=drift.connection_id.timezone))
            drift.days_to_close = (drift.closes_on - today).days if drift.closes_on else 0

    def _search_days_to_close(self, operator, value):
        if operator not in ("<", "<=", ">", ">=") or not isinstance(value, int):
            return NotImplemented
        return [("closes_on", operator, fields.Date.context_today(self) + timedelta(days=value))]

    @api.depends("kind")
    def _compute_meaning(self):
        for drift in self:
            drift.meaning = self.env._(DRIFT_KINDS[drift.kind].asks) if drift.kind else False

    # === COMPARING === #

    @api.model
    def _record(
        self, connection, found: Iterable[Drift], keys=None, left_out: Set[str] = frozenset()
    ) -> dict[str, int]:
        """Write down what a comparison found, and settle what it no longer finds.

        :param found: the differences, in any order, each once.
        :param keys: the (subject, key) that were compared; None where all were.
        :param left_out: keys that were not compared now; what stays there with a reason keeps it.
        :return: how many are ``new``, ``known`` and ``settled``.
        """
        counts = {"new": 0, "known": 0, "settled": 0}
        seen: set[int] = set()
        for batch in split_every(BATCH, found):
            known = self._known(connection, batch)
            for drift in batch:
                if _place(drift) in known:
                    known[_place(drift)]._see_again(drift)
            fresh = [drift for drift in batch if _place(drift) not in known]
            # Owners are told of all at once before the books close, and not of each by a mail of its own.
            quiet = self.sudo().with_context(mail_auto_subscribe_no_notify=True)
            made = quiet.create([self._values(connection, drift) for drift in fresh])
            met = [known[_place(drift)].id for drift in batch if _place(drift) in known]
            seen.update(made.ids, met)
            counts["new"] += len(made)
            counts["known"] += len(met)
        gone = self._listed(connection, keys).filtered(
            lambda row: row.id not in seen and not (row.state == "accepted" and row.key in left_out)
        )
        gone._set_state("settled", settled_at=fields.Datetime.now())
        counts["settled"] = len(gone)
        self._end_alarm(connection)
        return counts

    @api.model
    def _known(self, connection, batch: Iterable[Drift]) -> dict:
        domain = [
            ("connection_id", "=", connection.id),
            ("state", "!=", "settled"),
            ("key", "in", list({drift.key for drift in batch})),
        ]
        return {(row.subject, row.key, row.kind): row for row in self.sudo().search(domain)}

    @api.model
    def _listed(self, connection, keys):
        """Return the differences that are listed of what was compared."""
        domain = [("connection_id", "=", connection.id), ("state", "!=", "settled")]
        if keys is None:
            return self.sudo().search(domain)
        rows = self.sudo().search([*domain, ("key", "in", list({key for _subject, key in keys}))])
        return rows.filtered(lambda row: (row.subject, row.key) in keys)

    @api.model
    def _values(self, connection, drift: Drift) -> dict:
        """Return the values of a difference that is seen for the first time."""
        record = connection._ar_drift_record(drift.subject, drift.key)
        now = fields.Datetime.now()
        return {
            "connection_id": connection.id,
            "subject": drift.subject,
            "key": drift.key,
            "kind": drift.kind,
            "document": record.display_name if record else connection._ar_drift_name(drift.subject, drift.key),
            "res_model": record._name if record else False,
            "res_id": record.id if record else False,
            "partner_id": record.partner_id.id if record and "partner_id" in record else False,
            "user_id": connection.drift_user_id.id,
            "first_seen_at": now,
            **self._seen_values(connection, drift, now),
        }

    @api.model
    def _seen_values(self, connection, drift: Drift, now) -> dict:
        currency = self.env["res.currency"].with_context(active_test=False).search([("name", "=", drift.currency)])
        if not currency:
            raise UserError(self.env._("%(currency)s is no currency that Odoo knows.", currency=drift.currency))
        company = connection.company_id
        at_risk = float(drift.at_risk)
        return {
            "here": drift.here,
            "there": drift.there,
            "currency_id": currency.id,
            "at_risk": at_risk,
            "at_risk_company": currency._convert(at_risk, company.currency_id, company, now.date()),
            "day": drift.day,
            "closes_on": self._closes_on(company, drift.day),
            "last_seen_at": now,
        }

    @api.model
    def _closes_on(self, company, day: date) -> date:
        """Return when the books of the month of ``day`` are closed."""
        return date_utils.end_of(day, "month") + timedelta(days=company.ar_sync_close_days)

    def _see_again(self, drift: Drift) -> None:
        """Keep what is seen now; one that stays with a reason comes back when either value moved."""
        self.ensure_one()
        values = self._seen_values(self.connection_id, drift, fields.Datetime.now())
        moved = (self.here, self.there) != (drift.here, drift.there)
        state = "open" if moved and self.state == "accepted" else self.state
        if moved:
            values["asked_for"] = False
        self._set_state(state, **values)

    # === RESOLVING === #

    def action_take_theirs(self):
        """Bring the ERP's value here."""
        self._resolve("theirs", "_ar_drift_take")

    def action_push_ours(self):
        """Send our value to the ERP, through the outbox and its review."""
        self._resolve("ours", "_ar_drift_push")

    def _resolve(self, asked_for: str, hook: str) -> None:
        self.check_access("write")
        if any(drift.state == "settled" for drift in self):
            raise UserError(self.env._("A difference that is gone needs nothing any more."))
        for drift in self:
            getattr(drift.connection_id, hook)(drift.sudo())
            drift._set_state("open", asked_for=asked_for, reason=False)

    def action_note(self):
        """Ask why these differences stay."""
        self.check_access("write")
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Why It Stays"),
            "res_model": "ar.sync.drift.note",
            "view_mode": "form",
            "target": "new",
            "context": {"default_drift_ids": self.ids},
        }

    def _note(self, reason: str) -> None:
        """Have differences stay, with the reason that whoever reads the books next year will need."""
        self.check_access("write")
        if not (reason or "").strip():
            raise UserError(self.env._("Say why the difference stays: somebody will ask."))
        self._set_state("accepted", reason=reason.strip(), asked_for=False)
        for connection in self.connection_id:
            self._end_alarm(connection)

    def action_reopen(self):
        """Take a reason back."""
        self.check_access("write")
        self._set_state("open", reason=False)

    def action_take_over(self):
        """Make the user at hand the owner."""
        self.check_access("read")
        self._ar_through_gate().sudo().write({"user_id": self.env.uid})

    def action_view_record(self):
        """Open the document here."""
        self.ensure_one()
        self.check_access("read")
        if not self.res_id or not self.env[self.res_model].browse(self.res_id).exists():
            raise UserError(self.env._("There is no such document in Odoo."))
        return {
            "type": "ir.actions.act_window",
            "res_model": self.res_model,
            "res_id": self.res_id,
            "views": [(False, "form")],
        }


def _place(drift: Drift) -> tuple[str, str, str]:
    return drift.subject, drift.key, drift.kind
