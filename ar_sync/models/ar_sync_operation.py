"""The outbox: every change that is to be made at a provider."""

import json

import psycopg2

from odoo import api, fields, models
from odoo.exceptions import UserError

from ..logs import masked_logger
from ..protocol import retry
from ..protocol.errors import AccessLost, OutcomeUnknown, Refused, SyncError, Transient
from ..protocol.idempotency import business_key
from ..protocol.masking import mask

_logger = masked_logger(__name__)


class ArSyncOperation(models.Model):
    """One intended change at the provider: target, payload, idempotency key, review, state.

    The row is written in the transaction of its cause. A worker commits *sent*, calls, and commits the
    result. A crash in between leaves *sent*, which the next worker turns into *unknown*: that is settled by
    asking the provider, on the ladder ``retry.UNKNOWN``, and never sent again blindly.

    ``attempts`` counts calls, ``asked`` how often the provider was asked about the last of them.
    """

    _name = "ar.sync.operation"
    _description = "Outgoing Change"
    _inherit = ["ar.sync.state.mixin"]
    _order = "id desc"
    _rec_name = "summary"
    _ar_written_by_code_only = True

    connection_id = fields.Many2one("ar.sync.connection", required=True, readonly=True, index=True, ondelete="cascade")
    company_id = fields.Many2one(related="connection_id.company_id", store=True, index=True)
    kind = fields.Char(required=True, readonly=True, index=True)
    summary = fields.Char(required=True, readonly=True)
    res_model = fields.Char(string="Model", readonly=True)
    res_id = fields.Many2oneReference(string="Record", model_field="res_model", readonly=True)
    version = fields.Integer(readonly=True, default=1, help="Moves only when a person starts a new attempt.")
    idempotency_key = fields.Char(readonly=True, required=True, copy=False)
    payload = fields.Json(string="Payload (Data)", readonly=True)
    payload_text = fields.Text(string="Payload", compute="_compute_payload_text")
    problems = fields.Text(readonly=True, help="What is wrong with the payload, found before sending.")
    state = fields.Selection(
        [
            ("draft", "Draft"),
            ("review", "To review"),
            ("ready", "Ready"),
            ("sent", "Sent"),
            ("unknown", "Outcome unknown"),
            ("failed", "Failed"),
            ("done", "Done"),
            ("cancelled", "Cancelled"),
        ],
        required=True,
        readonly=True,
        default="draft",
    )
    attempts = fields.Integer(readonly=True)
    asked = fields.Integer(
        string="Times Asked", readonly=True, help="How often the provider was asked what became of it."
    )
    next_attempt_at = fields.Datetime(readonly=True)
    sent_at = fields.Datetime(readonly=True)
    done_at = fields.Datetime(readonly=True)
    approved_by_id = fields.Many2one("res.users", readonly=True)
    result = fields.Json(readonly=True)
    external_id = fields.Char(readonly=True, index="btree_not_null")
    error = fields.Text(readonly=True)
    remedy = fields.Text(string="What to Do", readonly=True)

    _key_unique = models.UniqueIndex("(connection_id, idempotency_key)", "This change is already in the outbox.")
    _open_index = models.Index("(state, id) WHERE state IN ('ready', 'sent', 'unknown')")

    @api.depends("payload")
    def _compute_payload_text(self):
        for operation in self:
            operation.payload_text = json.dumps(operation._ar_shown(), indent=2, ensure_ascii=False, sort_keys=True)

    # === WRITING === #

    @api.model
    def _intend(
        self,
        connection,
        kind: str,
        record,
        payload: dict,
        summary: str,
        version: int = 1,
        is_reviewed: bool = True,
        **values,
    ):
        """Write the intention to change something at the provider, once, and return its row.

        :param record: the Odoo record that is the cause; with ``kind`` and ``version`` it is the key.
        :param payload: what will be sent, as plain JSON values.
        :param is_reviewed: False for the suite's own set-up, which no person needs to approve.
        :param values: further columns of a new row, as :meth:`_plan` gives them.

        The caller has checked that the user may cause this; the outbox itself is written by code only.
        """
        uuid = self.env["ir.config_parameter"].sudo().get_param("database.uuid")
        key = business_key(uuid, record._name, record.id, kind, version)
        present = self.sudo().search([("connection_id", "=", connection.id), ("idempotency_key", "=", key)])
        if present:
            return present.with_env(self.env)
        operation = self.sudo().create(
            {
                "connection_id": connection.id,
                "kind": kind,
                "summary": summary,
                "res_model": record._name,
                "res_id": record.id,
                "version": version,
                "idempotency_key": key,
                "payload": payload,
                **values,
            }
        )
        operation._set_state("review" if is_reviewed and connection._ar_is_reviewed(kind) else "ready")
        self.env["ar.sync.dispatch"]._dispatch("send")
        return operation.with_env(self.env)

    # === ACTIONS === #

    def action_approve(self):
        """Release changes that wait for review."""
        self.check_access("write")
        if any(operation.state not in ("draft", "review") for operation in self):
            raise UserError(self.env._("Only changes that wait for review can be approved."))
        if any(operation.problems for operation in self):
            raise UserError(self.env._("Mend what is wrong with the payload first."))
        self._set_state("ready", approved_by_id=self.env.uid, **self._fresh_start())
        self.env["ar.sync.dispatch"]._dispatch("send")

    def action_cancel(self):
        """Give up changes that were not sent."""
        self.check_access("write")
        self._set_state("cancelled")

    def action_retry(self):
        """Try failed changes again, with the same key; ask at once what became of unknown ones."""
        self.check_access("write")
        failed = self.filtered(lambda operation: operation.state == "failed")
        unknown = self.filtered(lambda operation: operation.state == "unknown")
        if self - failed - unknown:
            raise UserError(self.env._("Only changes that failed or whose outcome is unknown can be tried again."))
        for operation in failed:
            operation._set_state("ready", **self._fresh_start(), **operation._ar_new_attempt())
        unknown._set_state("unknown", asked=0, next_attempt_at=False)
        self.env["ar.sync.dispatch"]._dispatch("send")

    @api.model
    def _fresh_start(self) -> dict:
        """Return the values of a change that a person releases."""
        return {"attempts": 0, "asked": 0, "next_attempt_at": False, "error": False, "remedy": False}

    def _ar_new_attempt(self) -> dict:
        """Return what changes when a person tries again what certainly did not happen.

        Extension point: providers that remember a refusal by its key need another key.
        """
        return {}

    # === SENDING === #

    @api.model
    def _due(self, states: tuple[str, ...]):
        now = fields.Datetime.now()
        domain = [
            # What another change has to come before waits, whatever that one waits for.
            ("prerequisite_ids", "not any", [("state", "not in", ("done", "cancelled"))]),
            ("connection_id.state", "=", "connected"),
            ("connection_id.active", "=", True),
            ("state", "in", states),
            "|",
            ("next_attempt_at", "=", False),
            ("next_attempt_at", "<=", now),
        ]
        return self.search(domain, order="id", limit=1)

    @api.model
    def _send_ready(self) -> int:
        """Send one ready operation, else settle one unknown; each in its own transactions. Return 0 or 1."""
        left_over = self._due(("sent",)).try_lock_for_update()
        if left_over:
            # Whoever sent it holds the lock until its result is committed: it died.
            left_over._note_unknown(self.env._("The server stopped while this was being sent."))
            self.env.cr.commit()  # pylint: disable=invalid-commit
            return 1
        operation = self._due(("ready",)).try_lock_for_update()
        if operation:
            operation._send_once()
            return 1
        operation = self._due(("unknown",)).try_lock_for_update()
        if operation:
            operation._settle_once()
            return 1
        return 0

    def _send_once(self) -> None:
        """Commit *sent*, call the provider, commit the result."""
        self.ensure_one()
        attempt = self.attempts + 1
        try:
            settled = self._settled_values()
        except SyncError as error:
            self._note_refused(error)
            self.env.cr.commit()  # pylint: disable=invalid-commit
            return
        self._set_state("sent", sent_at=fields.Datetime.now(), attempts=attempt, **settled)
        self.env.cr.commit()  # pylint: disable=invalid-commit
        if not self.try_lock_for_update() or (self.state, self.attempts) != ("sent", attempt):
            return  # another worker took it for a left-over and asks the provider
        if self._ar_is_overtaken():
            self._set_state("ready", attempts=attempt - 1)
            self.env.cr.commit()  # pylint: disable=invalid-commit
            return
        try:
            with self.env.cr.savepoint():
                result = self.connection_id._ar_send(self)
        except psycopg2.OperationalError:
            raise  # the transaction is lost; the row says sent, so the provider is asked
        except OutcomeUnknown as error:
            self._note_unknown(error.message)
        except SyncError as error:
            self._note_refused(error)
        except Exception as error:
            # A defect of a connector: nobody knows whether the call went out, and no other change waits for it.
            _logger.exception("outgoing change %s of %s", self.id, self.connection_id.name)
            self._note_unknown(f"{type(error).__name__}: {error}")
        else:
            self._note_done(result)
        self.env.cr.commit()  # pylint: disable=invalid-commit

    def _ar_is_overtaken(self) -> bool:
        """Tell, right before the call, whether something else is wanted by now. Extension point of connectors.

        Whoever changed the record while this change was on its way could not replace it.
        """
        return False

    def _settle_once(self) -> None:
        """Ask the provider whether it happened; commit what it says."""
        self.ensure_one()
        try:
            with self.env.cr.savepoint():
                result = self.connection_id._ar_settle(self)
        except psycopg2.OperationalError:
            raise
        except Refused as refused:
            self._note_refused(refused.why)
        except SyncError as error:
            self._note_unknown(error.message)
            self._fail_connection_without_key(error)
        except Exception as error:
            _logger.exception("asking about outgoing change %s of %s", self.id, self.connection_id.name)
            self._note_unknown(f"{type(error).__name__}: {error}")
        else:
            self._note_absent() if result is None else self._note_done(result)
        self.env.cr.commit()  # pylint: disable=invalid-commit

    def _note_done(self, result: dict) -> None:
        """Keep the provider's answer, then bring it back to the record."""
        self._set_state(
            "done",
            result=result,
            external_id=result.get("id"),
            done_at=fields.Datetime.now(),
            error=False,
            remedy=False,
            next_attempt_at=False,
        )
        # It happened at the provider; failing here must not have it sent again.
        if not self._follow_up(self._ar_operation_done, result):
            self._set_state(
                "done",
                remedy=self.env._("The provider made the change; the record here was not updated. Update it by hand."),
            )

    def _ar_operation_done(self, result: dict) -> None:
        """Bring the provider's answer back to the record. Extension point of connectors."""

    def _note_unknown(self, message: str) -> None:
        """Ask again later; after the ladder's end a person looks at the provider."""
        asked = self.asked + 1 if self.state == "unknown" else 0
        retry_at = retry.next_attempt(retry.UNKNOWN, asked + 1, fields.Datetime.now())
        values = {"asked": asked, "error": mask(message), "next_attempt_at": retry_at or False}
        if retry_at:
            self._set_state("unknown", **values)
        else:
            remedy = self.env._("Look it up at the provider, then approve it again or cancel it.")
            self._set_state("review", remedy=remedy, **values)

    def _note_absent(self) -> None:
        """The provider does not have it: send it again, but not for ever."""
        if self.attempts <= len(retry.OUTBOX):
            self._set_state("ready", next_attempt_at=False, error=False)
        else:
            self._set_state(
                "failed",
                next_attempt_at=False,
                error=self.env._("Sent %(times)s times, and the provider does not have it.", times=self.attempts),
                remedy=self.env._("See whether the provider is in trouble, then try again."),
            )

    def _note_refused(self, error: SyncError) -> None:
        """It certainly did not happen: try again where that may help, else show why."""
        retry_at = None
        if isinstance(error, Transient):
            retry_at = retry.next_attempt(
                retry.OUTBOX, max(1, self.attempts), fields.Datetime.now(), error.retry_after_s
            )
        self._set_state(
            "ready" if retry_at else "failed",
            next_attempt_at=retry_at or False,
            error=mask(error.message),
            remedy=error.remedy,
        )
        self._fail_connection_without_key(error)
        if not retry_at:
            self._follow_up(self._ar_operation_failed, error)

    def _ar_operation_failed(self, error: SyncError) -> None:
        """Show the refusal on the record, clear up behind it. Extension point of connectors."""

    def _follow_up(self, hook, *args) -> bool:
        """Call a hook after the provider's word was kept; what fails in it undoes nothing of that."""
        try:
            with self.env.cr.savepoint():
                hook(*args)
        except psycopg2.OperationalError:
            raise
        except Exception as error:
            _logger.exception("after outgoing change %s of %s", self.id, self.connection_id.name)
            self._set_state(self.state, error=mask(f"{type(error).__name__}: {error}"))
            return False
        return True

    def _fail_connection_without_key(self, error: SyncError) -> None:
        """A key that no longer works stops the connection; a missing permission stops this change only."""
        if isinstance(error, AccessLost) and error.code == "key":
            self.connection_id._ar_fail(error)
