"""Drafts: messages that a person reads, changes and sends, and messages that are taken back."""

from odoo import fields, models
from odoo.exceptions import UserError

from .ar_collection_case_plan import FINAL
from .ar_collection_decision import Refused


class ArCollectionDecision(models.Model):
    _inherit = "ar.collection.decision"

    def _follow_plan(self, values: dict) -> None:
        """Have today's decision say what the new plan says; what was done, or taken back by a person, stays."""
        self.ensure_one()
        is_over = self.state == "withdrawn" and (self.code == "person" or values["state"] == "not_sent")
        if self.state in FINAL or (is_over and not values.get("is_by_hand")):
            return
        self._set_state(values["state"], **{key: value for key, value in values.items() if key != "state"})

    def _draft_now(self, known, verdict) -> None:
        """Take a step that a person asked for: e-mails as a draft, the rest at once."""
        case, step = self.case_id, self.env["ar.collection.step"].browse(int(verdict.step.key))
        values = {"step_id": step.id, "sequence_id": step.sequence_id.id, "sent_at": fields.Datetime.now()}
        self._keep_lines(known, verdict)
        try:
            if step.channel == "mail":
                self._write_draft(case, step)
                self._done("draft", case, step, values, "draft_step")
            else:
                getattr(self, f"_take_{step.channel}")(case, step)
                self._done("sent", case, step, values, "act")
        except Refused as refused:
            raise UserError(self._sentence(refused.code, refused.arguments)) from refused

    def _write_draft(self, case, step) -> None:
        """Keep the words of a message for a person to read and send."""
        subject, body = case._render_step(step)
        self._ar_through_gate().write({"subject": subject, "body": body, "contact_id": case._contact().id})

    def action_send(self):
        """Send these drafts, if they are still true."""
        self.check_access("write")
        for decision in self:
            decision.sudo().with_company(decision.company_id)._send_draft()

    def _send_draft(self) -> None:
        self.ensure_one()
        if self.company_id.ar_collection_mode == "shadow":
            raise UserError(self.env._("In shadow mode nothing leaves: see the settings."))
        case = self.case_id.try_lock_for_update()
        if not case or not self.try_lock_for_update() or not case._try_lock_lines(case._open_lines()):
            raise UserError(self.env._("Somebody is booking on these invoices at the moment. Please try again."))
        if self.state != "draft":
            raise UserError(self.env._("Only a draft can be sent."))
        self._check_sendable()
        self._check_one_a_day()
        problem = case._address_problem(self.contact_id)
        if problem:
            raise UserError(self._sentence(*problem))
        try:
            message = case._post_message(self, self.step_id, self.contact_id, self.subject or "", self.body or "")
        except Refused as refused:
            raise UserError(self._sentence(refused.code, refused.arguments)) from refused
        values = {"sent_at": fields.Datetime.now(), "message_id": message.id}
        self._done("sent", case, self.step_id, values, "act")

    def _check_one_a_day(self) -> None:
        """Refuse a second message on one day."""
        today = self.case_id._today()
        others = self.search([("case_id", "=", self.case_id.id), ("state", "=", "sent"), ("id", "!=", self.id)])
        if any(other._sent_on() == today for other in others):
            raise UserError(self.env._("There was a message today already; the next one is possible tomorrow."))

    def _sent_on(self):
        """Return the customer's day on which this left."""
        zone = self.with_context(tz=self.case_id.zone or "UTC")
        return fields.Datetime.context_timestamp(zone, self.sent_at).date() if self.sent_at else self.day

    def action_withdraw(self):
        """Throw these drafts away; the day's reason says who did."""
        self.check_access("write")
        for decision in self:
            if decision.state not in ("draft", "planned"):
                raise UserError(self.env._("Only what has not left can be taken back."))
            decision.sudo()._take_back("person", {"name": self.env.user.name})

    def _take_back(self, code: str, arguments: dict | None = None) -> None:
        """Take back what has not left; a message that just leaves is not caught any more."""
        self.ensure_one()
        if self.state == "sent":
            mails = self.message_id.mail_ids.filtered(lambda mail: mail.state == "outgoing")
            # Where only the copy for our own people waits, the customer has the message.
            is_here = not self.contact_id or self.contact_id in mails.recipient_ids
            if not mails or not is_here or mails.try_lock_for_update() != mails:
                return
            mails.cancel()
        self._set_state("withdrawn", code=code, arguments=arguments or {})
        case = self.case_id
        sentence = self._sentence(code, arguments or {})
        case.message_post(body=self.env._("A message was taken back: %s", sentence), subtype_xmlid="mail.mt_note")
