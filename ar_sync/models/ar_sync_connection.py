"""An account at a provider, of one company."""

import secrets

from odoo import api, fields, models
from odoo.exceptions import UserError

from ..protocol.errors import SyncError
from ..protocol.masking import mask


class ArSyncConnection(models.Model):
    """One account at one provider, of one company: its state, environment, health and books.

    Connectors extend ``provider`` and override these methods (each says what it must return):
    :meth:`_ar_verify`, :meth:`_ar_receive`, :meth:`_ar_handle_events`, :meth:`_ar_stream_kinds`,
    :meth:`_ar_read_page`, :meth:`_ar_send`, :meth:`_ar_settle`, :meth:`_ar_remote_balances`.
    """

    _name = "ar.sync.connection"
    _description = "Connection"
    _inherit = ["mail.thread", "mail.activity.mixin", "ar.sync.state.mixin"]
    _order = "company_id, name, id"
    _check_company_auto = True
    _ar_facts = frozenset({"webhook_token"})  # a chosen address could be guessed

    name = fields.Char(required=True, tracking=True)
    active = fields.Boolean(
        default=True, help="Archived, it is as if paused: messages are stored, nothing is read, booked or sent."
    )
    company_id = fields.Many2one(
        "res.company", required=True, index=True, default=lambda self: self.env.company, ondelete="cascade"
    )
    provider = fields.Selection([("none", "None")], required=True, default="none")
    environment = fields.Selection(
        [("test", "Test"), ("live", "Live")],
        required=True,
        default="test",
        tracking=True,
        help="A test connection refuses live credentials and the other way round.",
    )
    state = fields.Selection(
        [
            ("draft", "Draft"),
            ("connected", "Connected"),
            ("paused", "Paused"),
            ("error", "Error"),
            ("disconnected", "Disconnected"),
        ],
        required=True,
        readonly=True,
        default="draft",
        copy=False,
        tracking=True,
    )
    mode = fields.Selection(
        [("shadow", "Shadow: propose, post nothing"), ("automatic", "Automatic: post what is proven")],
        required=True,
        default=lambda self: self.env.company.ar_sync_mode,
        tracking=True,
    )
    review_outgoing = fields.Boolean(
        string="Review Before Sending",
        default=True,
        tracking=True,
        help="Changes for the provider wait for a person who sees the exact payload.",
    )
    import_from = fields.Date(
        string="Book From",
        default=lambda self: self.env.company.ar_sync_import_from,
        help="Older objects are shown but never booked. Empty: everything is booked.",
    )
    timezone = fields.Selection(
        "_timezones",
        default=lambda self: self.env.company.partner_id.tz or self.env.user.tz or "UTC",
        required=True,
        help="Turns the provider's moments into accounting dates.",
    )

    account_name = fields.Char(string="Account", readonly=True, copy=False)
    external_account_id = fields.Char(string="Account ID", readonly=True, copy=False, index="btree_not_null")
    last_error = fields.Text(readonly=True, copy=False)
    last_remedy = fields.Text(string="What to Do", readonly=True, copy=False)
    last_checked_at = fields.Datetime(string="Checked On", readonly=True, copy=False)
    health = fields.Char(compute="_compute_health")
    health_level = fields.Selection(
        [("muted", "Not running"), ("success", "Good"), ("warning", "Attention"), ("danger", "Broken")],
        compute="_compute_health",
    )

    moves_money = fields.Boolean(compute="_compute_moves_money")

    webhook_token = fields.Char(
        readonly=True, copy=False, groups="ar_sync.group_administrator", default=lambda self: secrets.token_urlsafe(24)
    )
    secret_ids = fields.One2many("ar.sync.secret", "connection_id", groups=fields.NO_ACCESS)
    stream_ids = fields.One2many("ar.sync.stream", "connection_id")
    tie_out_ids = fields.One2many("ar.sync.tie.out", "connection_id")
    event_count = fields.Integer(compute="_compute_counts")
    event_problem_count = fields.Integer(compute="_compute_counts")
    receipt_count = fields.Integer(compute="_compute_counts")
    receipt_review_count = fields.Integer(compute="_compute_counts")
    import_progress = fields.Integer(compute="_compute_import_progress", help="Percent of the first import done.")
    is_imported = fields.Boolean(string="First Import Done", readonly=True, copy=False)

    _webhook_token_unique = models.UniqueIndex("(webhook_token)", "Two connections cannot share a webhook address.")
    _account_unique = models.UniqueIndex(
        "(provider, external_account_id, environment, company_id) WHERE external_account_id IS NOT NULL AND active",
        "This account is already connected in this company.",
    )

    # === COMPUTE METHODS === #

    @api.depends("provider")
    def _compute_moves_money(self):
        for connection in self:
            connection.moves_money = connection._ar_moves_money()

    def _ar_moves_money(self) -> bool:
        """Tell whether money is read and booked there. Extension point: what only tells or reads has no books."""
        self.ensure_one()
        return True

    @api.model
    def _timezones(self):
        """Return the time zones of Odoo's contacts."""
        return self.env["res.partner"]._fields["tz"]._description_selection(self.env)

    @api.depends(
        "active",
        "state",
        "last_error",
        "is_imported",
        "import_progress",
        "tie_out_ids.is_tied_out",
        "stream_ids.state",
    )
    def _compute_health(self):
        for connection in self:
            connection.health_level, connection.health = connection._ar_health()

    def _ar_health(self) -> tuple[str, str]:
        """Return (level, sentence): the most pressing thing to know about this connection."""
        self.ensure_one()
        if not self.active:
            return "muted", self.env._("Archived: messages are stored, nothing is read, booked or sent.")
        if self.state == "error":
            return "danger", self.env._(
                "Stopped: %(error)s", error=self.last_error or self.env._("no reason was given")
            )
        if self.state != "connected":
            words = {
                "draft": self.env._("Not connected yet."),
                "paused": self.env._("Paused by a person: nothing is read or sent."),
                "disconnected": self.env._("Disconnected: the data is kept, nothing is read or sent."),
            }
            return "muted", words[self.state]
        broken = self.stream_ids.filtered(lambda stream: stream.state == "error")
        if broken:
            return "danger", self.env._("Cannot read %(kinds)s.", kinds=", ".join(broken.mapped("kind_label")))
        if not self._ar_moves_money():
            return ("warning", self.last_error) if self.last_error else ("success", self.env._("Connected."))
        if not self.is_imported:
            return "warning", self.env._("First import under way: %(percent)s %%.", percent=self.import_progress)
        open_rows = self.tie_out_ids.filtered(lambda row: not row.is_tied_out)
        if any(not row.currency_id.is_zero(row.difference) for row in open_rows):
            return "warning", self.env._("The books differ from the provider's balance.")
        if open_rows:
            return "warning", self.env._("Not everything is booked yet; nothing is unexplained.")
        if self.last_error:
            return "warning", self.last_error
        unrated = self._ar_without_rate(self._ar_currencies())
        if unrated:
            return "warning", self.env._("No exchange rate for %s: add one.", ", ".join(sorted(unrated.mapped("name"))))
        return "success", self.env._("In step with the provider.")

    def _ar_currencies(self):
        """Return the currencies this connection books in. Connectors add those of their objects."""
        return self.journal_ids.currency_id

    @api.depends("stream_ids.records_done", "stream_ids.records_total", "stream_ids.is_complete")
    def _compute_import_progress(self):
        for connection in self:
            streams = connection.stream_ids.filtered(lambda stream: stream.state != "off")
            done = sum(stream.progress for stream in streams)
            connection.import_progress = round(done / len(streams)) if streams else 0

    def _compute_counts(self):
        counts = {}
        for model, name, domain in (
            ("ar.sync.event", "event_count", []),
            ("ar.sync.event", "event_problem_count", [("state", "in", ("waiting", "review"))]),
            ("ar.match.receipt", "receipt_count", []),
            ("ar.match.receipt", "receipt_review_count", [("state", "=", "review")]),
        ):
            groups = self.env[model]._read_group(
                [("connection_id", "in", self.ids), *domain], ["connection_id"], ["__count"]
            )
            counts[name] = {connection.id: count for connection, count in groups}
        for connection in self:
            for name, by_id in counts.items():
                connection[name] = by_id.get(connection.id, 0)

    # === CRUD METHODS === #

    def write(self, vals):
        fixed = {"company_id", "provider", "environment"} & set(vals)
        if fixed and not self.env.su:
            self._check_identity({name: vals[name] for name in fixed})
        result = super().write(vals)
        if vals.get("mode") == "automatic":
            self.env["ar.match.receipt"]._leave_shadow([("connection_id", "in", self.ids)])
        if vals.get("active"):
            self._ar_wake()
        return result

    def _check_identity(self, values: dict) -> None:
        """Refuse to make another connection out of one that has data: what it has read would stay behind."""
        for connection in self.filtered(lambda connection: connection.sudo().stream_ids):
            present = connection._convert_to_write({name: connection[name] for name in values})
            if present != values:
                raise UserError(
                    self.env._(
                        "%(connection)s already has data: its company, provider and environment stay as they are. "
                        "Make a new connection.",
                        connection=connection.display_name,
                    )
                )

    @api.ondelete(at_uninstall=False)
    def _unlink_only_unused(self):
        if self.env["ar.match.receipt"].search_count([("connection_id", "in", self.ids)], limit=1):
            raise UserError(self.env._("This connection has receipts. Disconnect or archive it: its history stays."))

    # === ACTIONS === #

    def action_connect(self):
        """Verify the credential with the provider and start the streams."""
        self.ensure_one()
        self.check_access("write")
        try:
            self._ar_verify()
        except SyncError as error:
            # Not the gate's error state: a person is looking and reads the message at once.
            words = f"{mask(error.message)}\n{error.remedy}"
            raise UserError(words) from error
        self._ar_ensure_streams()
        self._set_state("connected", last_error=False, last_remedy=False, last_checked_at=fields.Datetime.now())
        self.env["ar.sync.dispatch"]._dispatch("import")
        return True

    def action_pause(self):
        """Stop reading and sending until resumed. Webhooks are still stored."""
        self.check_access("write")
        self._set_state("paused")

    def action_resume(self):
        """Go on after a pause, or after a person mended what stopped the connection."""
        self.check_access("write")
        self._set_state("connected", last_error=False, last_remedy=False)
        self.stream_ids.filtered(lambda stream: stream.state == "error")._set_state("idle", attempts=0)
        self._ar_wake()

    def action_disconnect(self):
        """Forget the credentials and stop. What was imported stays."""
        self.check_access("write")
        for connection in self:
            connection._ar_disconnect()
            connection.sudo().secret_ids.unlink()
        self._set_state("disconnected", last_error=False, last_remedy=False)

    def action_sync_now(self):
        """Look for changes at once instead of at the next schedule."""
        self.check_access("write")
        self.stream_ids._ask_now()

    def action_check_tie_out(self):
        """Compare the books with the provider's balance now."""
        self.check_access("write")
        for connection in self:
            connection._ar_update_tie_out()

    # === BUSINESS METHODS === #

    @api.model
    def _ar_wake(self) -> None:
        """Go on with what waited while a connection was paused or archived."""
        self.env["ar.sync.dispatch"]._dispatch("drain")
        self.env["ar.sync.dispatch"]._dispatch("import")

    def _ar_fail(self, error: SyncError) -> None:
        """Stop the connection because its credential no longer works, and say why on the record."""
        for connection in self.filtered(lambda connection: connection.state in ("connected", "paused", "error")):
            connection._set_state("error", last_error=mask(error.message), last_remedy=error.remedy)
            words = f"{mask(error.message)} {error.remedy}"
            connection.message_post(body=words)

    def _ar_ensure_streams(self) -> None:
        """Create a stream for each kind that this provider has and this connection lacks."""
        for connection in self:
            present = set(connection.stream_ids.mapped("kind"))
            missing = [kind for kind in connection._ar_stream_kinds() if kind not in present]
            # Who connects has no right to create streams: they are the suite's own.
            self.env["ar.sync.stream"].sudo().create(
                [
                    {"connection_id": connection.id, "kind": kind, "sequence": number}
                    for number, kind in enumerate(missing)
                ]
            )

    def _ar_stream_completed(self) -> None:
        """Note that a stream finished its first import; with the last of them the first import is done."""
        self.ensure_one()
        streams = self.stream_ids.filtered(lambda stream: stream.state != "off" and stream.access != "denied")
        streams = streams.filtered(lambda stream: stream._ar_is_awaited())
        if all(stream.is_complete for stream in streams) and not self.is_imported:
            self.is_imported = True
            self.env["ar.sync.dispatch"]._dispatch("apply")

    def _ar_is_running(self) -> bool:
        """Tell whether this connection may talk to its provider now."""
        self.ensure_one()
        return self.active and self.state == "connected"

    def _ar_local_date(self, moment):
        """Return the accounting date of an aware or naive-UTC ``moment`` in the connection's time zone."""
        self.ensure_one()
        naive = moment.replace(tzinfo=None)
        return fields.Datetime.context_timestamp(self.with_context(tz=self.timezone), naive).date()

    # === PROVIDER HOOKS === #

    def _ar_verify(self) -> None:
        """Prove that the credential works and fill in the account. Raise :class:`SyncError` with clear words."""
        self.ensure_one()
        raise UserError(self.env._("Choose a provider first."))

    def _ar_disconnect(self) -> None:
        """Tell the provider, as far as it can be told, that this connection ends. Never raises."""

    def _ar_receive(self, body: bytes, headers) -> list[dict]:
        """Check a webhook request and return the inbox rows in it.

        :param body: the raw request body, not parsed.
        :param headers: a mapping of the request's headers.
        :return: values for ``ar.sync.event``: external_id, kind, occurred_at, object_id.
        :raise SyncError: to refuse the request; nothing is stored.
        """
        raise SyncError("This connection takes no webhooks.")

    def _ar_handle_events(self, events) -> dict:
        """Bring a batch of inbox messages into the mirror.

        :param events: locked ``ar.sync.event`` of this connection, oldest first.
        :return: event -> None (done), a text (ignored, because), or a :class:`SyncError`.
        """
        return {event: self.env._("No connector handles it.") for event in events}

    def _ar_stream_kinds(self) -> list[str]:
        """Return the kinds of objects to read, in the order of their first import."""
        return []

    def _ar_read_page(self, stream) -> dict:
        """Read and store the next page of ``stream``.

        :return: ``{"records": int, "cursor": dict, "more": bool}``; the caller commits.
        """
        raise NotImplementedError

    def _ar_is_reviewed(self, kind: str) -> bool:
        """Tell whether outgoing changes of this kind wait for a person. Extension point: settings by kind."""
        self.ensure_one()
        return self.review_outgoing

    def _ar_bound(self, kind: str, record, key: str = "") -> str | None:
        """Return the remote id of ``record``, as an outgoing change names it. Extension point."""
        self.ensure_one()
        return self.env["ar.sync.binding"]._in_use(self, kind, record, key).external_id or None

    def _ar_send(self, operation) -> dict:
        """Carry out a claimed operation once. Return the result to keep. Raise :class:`SyncError`."""
        raise NotImplementedError

    def _ar_settle(self, operation) -> dict | None:
        """Ask the provider whether an *unknown* operation took effect. Return its result, or None if it did not."""
        raise NotImplementedError

    def _ar_remote_balances(self) -> dict:
        """Return the provider's own balance: currency record -> amount. Raise :class:`SyncError`."""
        return {}
