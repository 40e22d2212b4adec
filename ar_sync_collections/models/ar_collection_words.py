"""Why a customer was written to or not: a code with its facts, and the sentence in the reader's language."""

from odoo import api, fields, models
from odoo.tools import LazyTranslate, format_date

_lt = LazyTranslate(__name__)

SENTENCES = {
    "act": _lt("%(step)s"),
    "act_no_pdf": _lt("%(step)s, with links instead of attachments, because a PDF could not be made: %(error)s"),
    "nothing_open": _lt("Nothing is open."),
    "nothing_due": _lt("Nothing is due yet."),
    "no_sequence": _lt("No sequence is for this customer."),
    "paused": _lt("Paused: %(why)s."),
    "held": _lt("Left alone: %(holds)s."),
    "credited": _lt("Credits and payments that are not used yet cover what is due: reconcile them first."),
    "small": _lt("What is owed is not worth a message."),
    "through": _lt("All steps were taken: a person decides."),
    "condition": _lt("The conditions of the next steps do not hold: %(condition)s."),
    "no_step": _lt("The sequence has no step for what is due."),
    "day_off": _lt("A day off; the next business day is %(next_on)s."),
    "told_today": _lt("There was a message today already."),
    "quiet": _lt("There was a message a moment ago; the next one is possible on %(next_on)s."),
    "not_yet": _lt("The next step is on %(next_on)s."),
    "waits_hours": _lt("Waits for the customer's working hours (%(zone)s)."),
    "waits_turn": _lt("Waits for its turn."),
    "cap": _lt("The company's %(cap)s messages of the day were sent."),
    "busy": _lt("Somebody is booking on these invoices at the moment."),
    "draft_waiting": _lt("A draft of %(day)s waits for a person."),
    "no_address": _lt("The customer has no contact with an e-mail address: a person was asked."),
    "bounced": _lt("Messages to %(address)s come back: a person was asked."),
    "no_text": _lt("The step has no text: %(step)s."),
    "slack": _lt("Slack is not connected, so nothing was posted there."),
    "no_pdf": _lt("The PDF could not be made: %(error)s"),
    "error": _lt("Sending failed: %(error)s"),
    "shadow": _lt("Would have been sent; shadow mode sends nothing. %(step)s"),
    "draft_mode": _lt("A draft waits for a person, because the company sends drafts only. %(step)s"),
    "draft_step": _lt("A draft waits for a person, because of the sequence or step. %(step)s"),
    "draft_reply": _lt("A draft waits for a person, because the customer replied. %(step)s"),
    "money": _lt("Taken back before it left: what is open has changed."),
    "hold": _lt("Taken back before it left: %(holds)s."),
    "switched": _lt("Taken back before it left: the company sends nothing now."),
    "person": _lt("Taken back by %(name)s."),
    "mail_failed": _lt("It did not leave, and is written again: the mail server refused it. %(error)s"),
}
#: Arguments that are days.
DAYS = ("next_on", "day")
PAUSE_REASONS = [
    ("agreed", "Agreed with the customer"),
    ("clearing", "We are clearing something up"),
    ("relation", "The salesperson asked for it"),
    ("insolvent", "Insolvency"),
    ("legal", "With a lawyer or collection agency"),
    ("other", "Other"),
]


class ArCollectionWords(models.AbstractModel):
    _name = "ar.collection.words"
    _description = "Reason of a Collection Decision"

    code = fields.Char(string="Reason Code", readonly=True, index=True)
    arguments = fields.Json(readonly=True)
    reason = fields.Char(string="Why", compute="_compute_reason")

    @api.depends("code", "arguments")
    @api.depends_context("lang")
    def _compute_reason(self):
        for row in self:
            row.reason = self._sentence(row.code, row.arguments or {})

    @api.model
    def _sentence(self, code: str | None, arguments: dict) -> str:
        """Return a reason as a sentence."""
        if not code:
            return ""
        if code not in SENTENCES:
            return code
        words = dict.fromkeys(
            ("why", "holds", "condition", "next_on", "zone", "cap", "day", "address", "error", "name"), ""
        )
        words.update(step="", **{key: value for key, value in arguments.items() if key not in ("step", "step_id")})
        for key in DAYS:
            if words[key]:
                words[key] = format_date(self.env, words[key])
        if arguments.get("step_id"):
            step = self.env["ar.collection.step"].sudo().browse(arguments["step_id"]).exists()
            words["step"] = step._short_words() if step else ""
        if code == "paused":
            words["why"] = self._pause_words(arguments)
        return (str(self.env._(SENTENCES[code])) % words).strip()

    @api.model
    def _pause_words(self, arguments: dict) -> str:
        """Return why and until when something is paused."""
        selection = self.env["ar.collection.case"]._fields["pause_code"]._description_selection(self.env)
        why = arguments.get("note") or dict(selection).get(arguments.get("code"), "")
        if arguments.get("until"):
            return self.env._("%(why)s, until %(day)s", why=why, day=format_date(self.env, arguments["until"]))
        return why
