"""What a person has to know of: steps that cannot be taken, mails that did not leave, invoices without a next step."""

import psycopg2

from odoo import fields, models

from odoo.addons.ar_sync.logs import masked_logger

_logger = masked_logger(__name__)

DECIDE = "ar_sync_collections.mail_activity_type_decide"
#: Reasons that stay until somebody mends what is wrong; the step is tried again each day.
FAILURES = ("slack", "no_text", "no_pdf", "error")


class ArCollectionCase(models.Model):
    """A silence that nobody has chosen ends with a task: else an invoice would never be asked for again."""

    _inherit = "ar.collection.case"

    through_keys = fields.Json(
        string="Told That All Steps Were Taken", readonly=True, help="The open items of which a person was told that."
    )

    def _tell_of_through(self, verdict, known) -> None:
        """Ask a person about invoices whose last step was taken, each once, also while others are reminded."""
        if self.company_id.ar_collection_mode == "shadow":
            return
        still_open = {item.key for item in known.items.get(self.partner_id.id, ())}
        told = [key for key in self.through_keys or () if key in still_open]
        new = [key for key in verdict.through if key not in told]
        if new:
            lines = self.env["account.move.line"].sudo().browse([int(key) for key in verdict.through])
            self._ask_person_through(lines.move_id)
        if told + new != (self.through_keys or []):
            self._ar_through_gate().through_keys = told + new

    def _tell_of_failure(self) -> None:
        """Ask a person about a step that could not be taken; once, until somebody has looked."""
        if self.code in FAILURES and self.company_id.ar_collection_mode != "shadow":
            self._ask_about_failure(self.reason)

    def _ask_about_failed_plan(self, why: str) -> None:
        """Ask a person about a customer who cannot be planned; what keeps that from being asked stops no others."""
        try:
            with self.env.cr.savepoint():
                self._ask_about_failure(why)
        except psycopg2.OperationalError:
            raise
        except Exception:
            _logger.exception("nobody could be asked about collection case %s", self.id)

    def _ask_about_failure(self, why: str) -> None:
        summary = self.env._("A step cannot be taken")
        if summary in self.activity_ids.mapped("summary"):
            return
        note = self.env._("It is tried again each day, and nothing after it is sent meanwhile. %s", why)
        self._ask_person(DECIDE, summary, note)

    # === MAILS THAT DID NOT LEAVE === #

    def _take_back_failed(self) -> None:
        """A message that the mail server refused was never said: its step is taken again, and a person is told."""
        decisions = self.env["ar.collection.decision"].search(
            [
                ("case_id", "in", self.ids),
                ("state", "=", "sent"),
                ("message_id.mail_ids.state", "=", "exception"),
            ]
        )
        for decision in decisions:
            contact = decision.contact_id
            mails = decision.message_id.mail_ids.filtered(lambda mail, to=contact: to in mail.recipient_ids)
            if mails and set(mails.mapped("state")) == {"exception"} and mails.try_lock_for_update() == mails:
                decision._take_back_unsent(mails)


class ArCollectionDecision(models.Model):
    _inherit = "ar.collection.decision"

    def _take_back_unsent(self, mails) -> None:
        """Take back a message whose mails could not be sent; they are cancelled, so that it does not leave twice."""
        arguments = {"error": mails[:1].failure_reason or ""}
        mails.cancel()
        self._set_state("withdrawn", code="mail_failed", arguments=arguments)
        sentence = self._sentence("mail_failed", arguments)
        self.case_id.message_post(body=sentence, subtype_xmlid="mail.mt_note")
        self.case_id._ask_about_failure(sentence)
