"""Disputes: whoever is responsible hears of them in time, and the invoices show them."""

from odoo import api, fields, models
from odoo.tools.misc import format_datetime

ANSWERABLE = ("needs_response", "warning_needs_response")
OPEN = (*ANSWERABLE, "under_review", "warning_under_review")
TODO = "mail.mail_activity_data_todo"


class ArStripeDispute(models.Model):
    _inherit = "ar.stripe.dispute"

    is_open = fields.Boolean(string="Open", compute="_compute_is_open", search="_search_is_open")
    waits_for_person = fields.Boolean(
        compute="_compute_waits_for_person", help="The money is lost, and nobody decided yet what that means."
    )

    @api.depends("status")
    def _compute_is_open(self):
        for dispute in self:
            dispute.is_open = dispute.status in OPEN

    def _search_is_open(self, operator, value):
        if operator != "in":
            return NotImplemented
        return [("status", "in" if True in value else "not in", OPEN)]

    @api.depends("status", "settled_as")
    def _compute_waits_for_person(self):
        for dispute in self:
            lost = dispute.status in ("lost", "won") and not dispute.settled_as
            dispute.waits_for_person = bool(lost and dispute.sudo()._disputed_lines())

    def _tell(self) -> None:
        """Write on the invoices what is new of this dispute, and give whoever is responsible something to do.

        Told once for each state and term: what a person has done or dismissed does not come back.
        """
        self.ensure_one()
        if self._is_early():
            return
        news = f"{self.status} {self.evidence_due_at or ''} {self.settled_as or ''}"
        if news == self.told_of:
            return
        self.told_of = news
        self.activity_ids.filtered("automated").sudo().unlink()
        if not self.is_deleted:
            self._note_on_invoices()
            self._give_to_do()

    def _is_early(self) -> bool:
        """Tell whether what it withdrew is not in the books yet; booking that brings it here again."""
        return self.connection_id.mode == "automatic" and not all(self._dispute_movements().mapped("is_booked"))

    def _give_to_do(self) -> None:
        """Schedule what a person has to do, if there is anything."""
        user = self._responsible()
        if self.status in ANSWERABLE and self.evidence_due_at:
            self.activity_schedule(
                TODO,
                self.connection_id._ar_local_date(self.evidence_due_at),
                self.env._("Answer the dispute"),
                self.env._("Evidence can be sent until %s; without it the money is lost.", self._answer_until()),
                user_id=user.id,
            )
        elif self.waits_for_person:
            note = self.env._("Open the invoices again, write the money off, or propose a credit note.")
            self.activity_schedule(TODO, None, self.env._("Settle the lost dispute"), note, user_id=user.id)

    def _answer_until(self) -> str:
        """Return until when evidence can be sent, on the connection's clock, which is named: readers have their own."""
        zone = self.connection_id.timezone or "UTC"
        return f"{format_datetime(self.env, self.evidence_due_at, tz=zone, dt_format='short')} ({zone})"

    def _responsible(self):
        """Return who answers: whom the company names, else the salesperson, else a manager of receivables."""
        named = self.company_id.ar_dispute_user_id
        sellers = self.invoice_ids.invoice_user_id | self.receipt_id.partner_id.user_id
        managers = self.env.ref("ar_sync.group_manager").all_user_ids
        creator = self.connection_id.create_uid & managers
        able = [
            user
            for user in (named, *sellers, creator, *managers.sorted("id"))
            if user
            and user.active
            and not user.share
            and self.company_id in user.company_ids
            and user.has_group("ar_sync.group_user")
        ]
        return able[0] if able else self.env.user

    def _note_on_invoices(self) -> None:
        """Write what happened to the dispute into the invoices' logs."""
        speaker = self.with_context(lang=self.company_id.partner_id.lang)
        text = speaker._told_text()
        if text and self.invoice_ids:
            self.invoice_ids._message_log_batch(bodies=dict.fromkeys(self.invoice_ids.ids, text))

    def _told_text(self) -> str:
        """Return what happened, in one sentence."""
        amount = self._amount_text()
        if self.settled_as == "reopened":
            return self.env._("The dispute over %s was lost: the invoice is open again.", amount)
        if self.settled_as == "written_off":
            return self.env._("The dispute over %s was lost, and the money written off.", amount)
        if self.status in ("warning_needs_response", "warning_under_review"):
            return self.env._("The customer's bank asks about %s. No money was withdrawn.", amount)
        if self.status in OPEN:
            return self.env._("The customer's bank disputes %(amount)s: %(why)s.", amount=amount, why=self.reason_label)
        if self.status == "lost":
            return self.env._("The dispute over %s was lost.", amount)
        if self.status == "won":
            return self.env._("The dispute over %s was won.", amount)
        return ""
