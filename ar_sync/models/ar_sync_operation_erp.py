"""Outgoing changes of documents in an ERP: what is found about them, holding, and marking as synced."""

from odoo import api, fields, models
from odoo.exceptions import UserError

from ..protocol.document_values import from_values, said
from ..protocol.documents import KINDS
from ..protocol.dry_run import LABELS
from ..protocol.erp_errors import ERP_ERRORS, ErpError
from .ar_sync_binding_erp import BY_HAND
from .ar_sync_connection_erp import PREFIX

SUBJECTS = [
    ("customer", "Customer"),
    ("invoice", "Invoice"),
    ("credit_memo", "Credit memo"),
    ("payment", "Payment"),
    ("write_off", "Write-off"),
    ("refund", "Refund"),
]
#: What can be wrong, as it is grouped by: found before sending, or said by the ERP.
REASONS = [*LABELS.items(), *((f"erp_{code}", failure.sentence) for code, failure in ERP_ERRORS.items())]


class ArSyncOperation(models.Model):
    _inherit = "ar.sync.operation"

    erp_subject = fields.Selection(SUBJECTS, string="Kind of Document", readonly=True, index="btree_not_null")
    erp_document = fields.Json(string="Document", readonly=True, help="What the whole document says after the change.")
    external_ref = fields.Char(
        string="Our Reference There",
        readonly=True,
        help="The external id under which the ERP knows what is made: the same however often it is tried.",
    )
    partner_id = fields.Many2one("res.partner", string="Customer", readonly=True, index="btree_not_null")
    currency_id = fields.Many2one("res.currency", readonly=True)
    amount_total = fields.Monetary(string="Total", readonly=True)
    document_date = fields.Date(readonly=True)
    finding_ids = fields.One2many("ar.erp.finding", "operation_id", string="Findings", readonly=True)
    finding = fields.Selection(
        REASONS, string="What Is Wrong", readonly=True, index="btree_not_null", help="The first thing to put right."
    )
    checked_at = fields.Datetime(string="Checked On", readonly=True)
    preview_text = fields.Text(string="Request", readonly=True, help="What the ERP will receive, without credentials.")
    is_held = fields.Boolean(string="On Hold", readonly=True, help="It is not sent until somebody releases it.")
    may_be_there = fields.Boolean(readonly=True, help="An earlier attempt may have made it: it is looked for first.")
    marked_reason = fields.Text(string="Marked as Synced Because", readonly=True)
    marked_by_id = fields.Many2one("res.users", readonly=True)

    _erp_unchecked = models.Index("(connection_id) WHERE erp_subject IS NOT NULL AND checked_at IS NULL")

    @api.model_create_multi
    def create(self, vals_list):
        """Show customer, amount and day of the document beside the change."""
        return super().create([{**self._ar_erp_shown(vals), **vals} for vals in vals_list])

    @api.model
    def _ar_erp_look_again(self, connection) -> None:
        """Have the documents that wait for an ERP examined anew; a customer has nothing that changes by that."""
        domain = [
            ("connection_id", "=", connection.id),
            ("erp_subject", "in", list(KINDS)),
            ("state", "in", ("review", "ready")),
            ("checked_at", "!=", False),
        ]
        for row in self.search(domain):
            row._set_state(row.state, checked_at=False)
        self.env["ar.sync.dispatch"]._dispatch("erp")

    @api.model
    def _ar_erp_shown(self, values: dict) -> dict:
        document = values.get("erp_document")
        if not document:
            return {}
        currency = self.env["res.currency"].sudo().with_context(active_test=False)
        customer = document.get("customer") or ""
        return {
            "partner_id": int(customer) if customer.isdigit() else False,
            "currency_id": currency.search([("name", "=", document.get("currency"))], limit=1).id,
            "amount_total": float(document.get("total") or 0),
            "document_date": document.get("day") or False,
        }

    def _ar_erp_key(self) -> str:
        return f"{self.res_model},{self.res_id}"

    def _ar_erp_verb(self) -> str:
        return self.kind.rsplit(".", 1)[-1]

    # === WAITING === #

    def _ar_erp_replace(self, values: dict) -> None:
        """Have this change, which was not sent, say what the books say now; whoever approved it is asked again."""
        self.ensure_one()
        reviewed = self.connection_id._ar_is_reviewed(self.kind)
        if self.state == "failed":
            self._set_state("ready")
        state = "review" if reviewed or self.is_held else "ready"
        self._set_state(
            state,
            **values,
            **self._ar_erp_shown(values),
            **self._fresh_start(),
            problems=False,
            finding=False,
            checked_at=False,
            approved_by_id=False,
        )
        self.sudo().finding_ids.unlink()
        self.env["ar.sync.dispatch"]._dispatch("erp")

    def action_hold(self):
        """Keep these changes from being sent until somebody releases them."""
        self.check_access("write")
        if any(row.state not in ("draft", "review", "ready", "failed") for row in self):
            raise UserError(self.env._("Only what was not sent can be held."))
        for row in self:
            values = row._ar_erp_waits() if row.state == "ready" else {"state": row.state}
            row._set_state(**values, is_held=True)

    def action_release(self):
        """Let go what was on hold: it waits for review as before."""
        self.check_access("write")
        for row in self.filtered("is_held"):
            row._set_state(row.state, is_held=False, checked_at=False, approved_by_id=False)
        self.env["ar.sync.dispatch"]._dispatch("erp")

    def action_approve(self):
        """What is on hold is not approved by way of another change; nor is what is not sent at all."""
        if any(row.is_held for row in self):
            raise UserError(self.env._("Release what is on hold before it is approved."))
        if any(row._ar_erp_is_off() for row in self):
            raise UserError(self.env._("The connection sends none of this kind: switch it on there first."))
        return super().action_approve()

    def action_retry(self):
        """What is on hold is not tried again either."""
        if any(row.is_held for row in self):
            raise UserError(self.env._("Release what is on hold before it is tried again."))
        return super().action_retry()

    def _approved_together(self):
        return super()._approved_together().filtered(lambda row: not row.is_held and not row._ar_erp_is_off())

    def _ar_new_attempt(self) -> dict:
        """Who tries again what failed, releases it."""
        values = super()._ar_new_attempt()
        return {**values, "approved_by_id": self.env.uid} if self.erp_subject else values

    def _ar_erp_is_off(self) -> bool:
        """Tell whether the connection, as it is set now, sends nothing of this kind."""
        return bool(self.erp_subject) and self.connection_id.sudo()._ar_erp_policy(self.erp_subject) == "off"

    def _ar_erp_flows(self) -> bool:
        """Tell whether this change may be sent, as the connection is set now."""
        is_reviewed = self.connection_id.sudo()._ar_is_reviewed(self.kind)
        return not self._ar_erp_is_off() and (not is_reviewed or bool(self.approved_by_id))

    @api.model
    def _ar_erp_waits(self) -> dict:
        """Return the values of a change that was released and waits for a person again.

        What was tried and certainly not done is as one that was never tried: of one in review that was, nobody knows.
        """
        return {"state": "review", "attempts": 0, "next_attempt_at": False}

    def action_check(self):
        """Look again at what is wrong with all that waits for the same ERP."""
        self.check_access("write")
        for connection in self.connection_id.filtered("is_erp"):
            self.env["ar.erp.check"].sudo()._check(connection)

    def action_mark_synced(self):
        """Ask why these changes need not be sent any more."""
        self.check_access("write")
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Mark as Synced"),
            "res_model": "ar.erp.mark",
            "view_mode": "form",
            "target": "new",
            "context": {"default_operation_ids": self.ids},
        }

    def _ar_erp_mark(self, reason: str, external_id: str = "") -> None:
        """Count these changes as made, by the word of the user at hand.

        :param external_id: the record of the ERP; without it the document is not changed there any more.
        """
        self.check_access("write")
        if not (reason or "").strip():
            raise UserError(self.env._("Say why it counts as synced: somebody will ask."))
        if self.filtered(lambda row: not row.erp_subject or row.state not in ("draft", "review", "failed", "ready")):
            raise UserError(self.env._("Only changes of an ERP that were not sent can be marked as synced."))
        Binding = self.env["ar.sync.binding"]
        for row in self.sudo():
            if row.state == "ready":
                row._set_state(**row._ar_erp_waits())
            if row._ar_erp_verb() == "cancel":
                row._ar_erp_end_tie()
                row._ar_erp_note_credit(external_id)
            elif row.erp_subject != "customer":
                key = row._ar_erp_key()
                # By which record money received ahead is used there, does not say which money it is.
                tied = (not row._ar_erp_is_use() and external_id) or row.target or f"{BY_HAND}{key}"
                agreed = row._ar_erp_agreed()
                Binding._ar_erp_tie(row.connection_id, row.erp_subject, tied, key, agreed, row.env._("by hand"))
            row._set_state(
                "done",
                marked_reason=reason.strip(),
                marked_by_id=self.env.uid,
                done_at=fields.Datetime.now(),
                external_id=external_id or row.target or False,
                is_held=False,
                problems=False,
                finding=False,
            )
            row._ar_erp_look_at_dependents()

    def _ar_erp_agreed(self) -> dict:
        """Return what both sides say once this change is made."""
        return said(self._ar_erp_read())

    def _ar_erp_read(self):
        """Return the document of this change."""
        return from_values(self.erp_subject, self.erp_document)

    def _ar_erp_end_tie(self) -> None:
        """Note that what was tied is gone from the ERP."""
        domain = [
            ("connection_id", "=", self.connection_id.id),
            ("kind", "=", self.erp_subject),
            ("external_id", "=", self.target),
        ]
        self.env["ar.sync.binding"].sudo().search(domain).is_former = True

    def _ar_erp_note_credit(self, external_id: str) -> None:
        """Note which credit memo of the ERP took an invoice back: it is none that is missing here."""
        if not external_id or external_id == self.target or (self.payload or {}).get("how") != "credit_memo":
            return
        record = self.env[self.res_model].browse(self.res_id)
        tie = (
            self.env["ar.sync.binding"]
            .sudo()
            ._bind(self.connection_id, "credit_memo", external_id, record, self.env._("took an invoice back"))
        )
        tie.is_former = True

    # === SENDING === #

    def _send_once(self) -> None:
        """Look once more, in the moment before the call: what is wrong by now waits for a person."""
        self.ensure_one()
        if not self.erp_subject:
            super()._send_once()
            return
        seen = self.env["ar.erp.again"]._look_before(self)
        if self.state == "ready" and not self._ar_erp_flows():
            self._set_state(**self._ar_erp_waits(), approved_by_id=False)
        if self.state == "ready" and self.erp_subject != "customer" and self._ar_erp_verb() != "cancel":
            self.env["ar.erp.check"]._check(self.connection_id, self)
        if self.state != "ready":
            self.env.cr.commit()  # pylint: disable=invalid-commit
            return
        super(ArSyncOperation, self.with_context(ar_erp_seen=seen))._send_once()

    def _ar_is_overtaken(self) -> bool:
        """Of an ERP's document: it was changed after this was planned, by somebody who saw it on its way."""
        seen = self.env.context.get("ar_erp_seen", 0)
        is_asked = bool(self.erp_subject) and bool(self.env["ar.erp.again"]._about(self, after=seen))
        return is_asked or super()._ar_is_overtaken()

    def _note_unknown(self, message: str) -> None:  # pylint: disable=missing-return
        super()._note_unknown(message)
        if self.erp_subject:
            self._set_state(self.state, may_be_there=True)

    def _note_refused(self, error) -> None:
        """Show what the ERP says in the words of the catalogue, by which changes are grouped too."""
        super()._note_refused(error)
        if not self.erp_subject or not isinstance(error, ErpError):
            return
        words = self.env._(error.sentence)
        own = " ".join(part for part in (error.provider_code, error.detail) if part)
        self._set_state(
            self.state,
            error=f"{words[:1].upper()}{words[1:]}" + (f" ({own})" if own else ""),
            remedy=self.env._(error.remedy),
            finding=f"erp_{error.code}" if self.state == "failed" else False,
            # Of several records that use money, some may have been made before one was refused.
            may_be_there=self.may_be_there or (self._ar_erp_is_use() and error.code != "applied_there"),
        )

    def _ar_operation_failed(self, error) -> None:  # pylint: disable=missing-return
        super()._ar_operation_failed(error)
        if self.erp_subject and error.code == "applied_there":
            self._ar_erp_leave_to_drift()

    def _ar_erp_leave_to_drift(self) -> None:
        """Give this change up, and list the difference: what was done there by hand is for a person to decide."""
        connection, kind = self.connection_id, self.erp_subject
        connection._ar_erp_read_now(kind, [self.target])
        self._set_state("cancelled")
        self.env["ar.erp.compare"]._compare_some(connection, {(kind, self.target)})

    def _ar_operation_done(self, result: dict) -> None:
        """Tie what was made, and keep what both sides say now."""
        super()._ar_operation_done(result)
        if not self.erp_subject or not self.kind.startswith(PREFIX):
            return
        self._set_state(self.state, finding=False, may_be_there=False)
        if self.erp_subject == "customer":
            self.env["ar.erp.mapping"]._note_made(self, result)
            return
        key, Document = self._ar_erp_key(), self.env["ar.erp.document"]
        if self._ar_erp_verb() == "cancel":
            self._ar_erp_end_tie()
            self._ar_erp_note_credit(result["id"])
            Document._note_cancelled(self)
        else:
            Binding = self.env["ar.sync.binding"]
            Binding._ar_erp_tie(self.connection_id, self.erp_subject, result["id"], key, self._ar_erp_agreed(), "sent")
            Document._note_sent(self, result["id"])
        self._ar_erp_look_at_dependents()

    def _ar_erp_look_at_dependents(self) -> None:
        """Have what waited for this looked at again: it may have been found wrong only because of it."""
        for row in self.dependent_ids.filtered(lambda waiting: waiting.state == "review" and waiting.finding):
            row._set_state(row.state, checked_at=False)
        self.env["ar.sync.dispatch"]._dispatch("erp")
