"""Messages: their words, from whom, to whom, and replies that come back."""

from markupsafe import Markup

from odoo import fields, models
from odoo.exceptions import UserError

from .ar_collection_decision import Refused

#: More PDFs than this make a message that mailboxes refuse.
INVOICES_MAX = 20


class ArCollectionCase(models.Model):
    _inherit = "ar.collection.case"

    def _render_step(self, step) -> tuple[str, Markup]:
        """Return subject and body of a step's text in the customer's language, with what is open now."""
        self.ensure_one()
        lang = self._language()
        case = self.with_context(lang=lang, ar_collection_upcoming=step.upcoming or step.offset < 0)
        template = step.template_id.with_env(case.env)
        if not template:
            raise Refused("no_text", {"step_id": step.id})
        template = template.with_env(case._with_statement().env)
        subject = template._render_field("subject", case.ids)[case.id]
        body = template._render_field("body_html", case.ids, options={"post_process": True})[case.id]
        return subject, Markup(body)

    def _post_message(self, decision, step, contact, subject: str, body):
        """Post a message to the customer in the case's thread. It leaves by Odoo's mail queue after the commit."""
        self.ensure_one()
        user = self._responsible()
        author = user.partner_id or self.company_id.partner_id
        case = self.with_context(lang=self._language(), ar_collection_headers=True, mail_notify_force_send=False)
        self._subscribe_staff(user)
        message = case.message_post(
            subject=subject,
            body=body,
            message_type="comment",
            subtype_xmlid="mail.mt_comment",
            author_id=author.id,
            email_from=author.email_formatted or self.company_id.email_formatted,
            partner_ids=[contact.id, *self._copied(step).partner_id.ids],
            attachment_ids=self._attachments(decision).ids,
            email_layout_xmlid="ar_sync_collections.mail_layout",
            email_add_signature=False,
            force_send=False,
        )
        self.env.ref("mail.ir_cron_mail_scheduler_action").sudo()._trigger()
        return message

    def _notify_by_email_get_headers(self, headers=None):
        """Ask for no receipts; absence notices are welcome, because their date of return is read.

        ``Auto-Submitted`` (RFC 3834) is only set where the company wants it: mailboxes that see it send no absence
        notice, and ticket systems of customers may discard the message.
        """
        headers = super()._notify_by_email_get_headers(headers)
        if self.env.context.get("ar_collection_headers"):
            headers["X-Auto-Response-Suppress"] = "DR, RN, NRN"
            if self.company_id.ar_collection_mark_automatic:
                headers["Auto-Submitted"] = "auto-generated"
        return headers

    # === IN COPY === #

    def _copied(self, step):
        """Return the users who get a copy of this step's message."""
        users = {
            "salesperson": self.partner_id.user_id or self._newest_salesperson(),
            "manager": self.company_id.ar_collection_manager_id,
        }
        return self.company_id._ar_collection_here(users.get(step.loop_in, self.env["res.users"]))

    def _subscribe_staff(self, user) -> None:
        """Have the person who signs hear of replies."""
        if user:
            self.message_subscribe(partner_ids=user.partner_id.ids)

    def _involve(self, step) -> None:
        """Let the people in copy know of a step that writes to nobody."""
        users = self._copied(step)
        if users:
            self.message_subscribe(partner_ids=users.partner_id.ids)
            self.message_post(body=step.sentence, partner_ids=users.partner_id.ids, subtype_xmlid="mail.mt_note")

    # === WHAT IS ATTACHED === #

    def _attachments(self, decision):
        """Return the PDFs that go with a message, as the settings want them.

        What cannot be made is left out where the settings allow it: the message has a link for each invoice, and the
        decision says what is missing.
        """
        company = self.company_id
        makers = []
        if company.ar_collection_attach_invoices:
            moves = decision._asked_lines().move_id[:INVOICES_MAX]
            documents = moves.filtered(lambda move: move.is_sale_document(include_receipts=True))
            makers += [lambda move=move: self._invoice_pdf(move) for move in documents]
        if company.ar_collection_attach_statement:
            makers.append(self._statement_pdf)
        attachments = self.env["ir.attachment"]
        missing = []
        for make in makers:
            try:
                attachments |= make()
            except Refused as refused:
                if not company.ar_collection_without_pdf:
                    raise
                missing.append(refused.arguments.get("error", ""))
        decision._ar_through_gate().missing_pdf = "; ".join(dict.fromkeys(missing)) or False
        return attachments

    def _statement_pdf(self):
        """Return the statement of account."""
        name = self.env._("Statement %s.pdf", fields.Date.to_string(self._today()))
        return self._attach(name, self._pdf("ar_sync_collections.report_statement", self))

    def _invoice_pdf(self, move):
        """Return a copy of the invoice as the customer received it; where it was never made, as it is made now."""
        stored = move.sudo().invoice_pdf_report_id
        content = stored.raw if stored else self._pdf("account.account_invoices", move.sudo())
        return self._attach(f"{(move.name or '').replace('/', '_')}.pdf", content)

    def _attach(self, name: str, content: bytes):
        values = {"name": name, "raw": content, "res_model": self._name, "res_id": self.id}
        return self.env["ir.attachment"].sudo().create(values)

    def _pdf(self, report: str, records) -> bytes:
        """Return a report as PDF.

        :raise Refused: where it cannot be made, because a message that promises an attachment has one.
        """
        Report = self.env["ir.actions.report"].sudo().with_context(lang=self._language())
        try:
            content, _kind = Report._render_qweb_pdf(report, records.ids)
        except (UserError, OSError) as error:
            raise Refused("no_pdf", {"error": str(error)}) from error
        return content

    def _letter(self, step) -> tuple[str, bytes]:
        """Return name and content of a letter with a step's text: on paper, without links."""
        subject, body = self.with_context(ar_collection_paper=True)._render_step(step)
        report = self.env["ir.actions.report"].sudo().with_context(lang=self._language())
        try:
            content, _kind = report._render_qweb_pdf(
                "ar_sync_collections.report_letter", self.ids, data={"subject": subject, "body": body}
            )
        except (UserError, OSError) as error:
            raise Refused("no_pdf", {"error": str(error)}) from error
        return self.env._("Letter %s.pdf", fields.Date.to_string(self._today())), content

    # === SLACK === #

    def _send_slack(self, step, case, text: str) -> bool:
        """Post ``text`` to Slack and tell whether it arrived there. Extension point: here nothing is connected."""
        return False

    # === REPLIES === #

    def _message_post_after_hook(self, message, msg_values):
        """Notice replies that do not come by the mail gateway."""
        result = super()._message_post_after_hook(message, msg_values)
        if self._counts_as_reply(message):
            self.sudo()._note_reply(fields.Datetime.now())
        return result

    def _counts_as_reply(self, message) -> bool:
        """Tell whether a message is an answer of the customer; a mail of the gateway is read before that is known."""
        return message.message_type == "email" and not self.env.context.get("ar_collection_gateway")

    def _note_reply(self, at) -> None:
        """Keep that these customers answered: sequences that stop at a reply become drafts."""
        for case in self.filtered(lambda row: not row.replied_on or row.replied_on < at):
            case._ar_through_gate().write({"replied_on": at})
        self._touch(self.partner_id)

    def _has_replied(self) -> bool:
        """Tell whether the customer replied since he was first written to about what is open now."""
        self.ensure_one()
        if not self.replied_on:
            return False
        lines = self.env["ar.collection.decision.line"].search(
            [
                ("decision_id.case_id", "=", self.id),
                ("decision_id.state", "=", "sent"),
                ("is_asked", "=", True),
                ("line_id.reconciled", "=", False),
            ]
        )
        first = min(lines.decision_id.mapped("sent_at"), default=None)
        return bool(first and self.replied_on >= first)
