"""Mails of customers through Odoo's real gateway, read by a stand-in that says what the test wants."""

from datetime import date
from decimal import Decimal
from email.message import EmailMessage
from unittest.mock import patch

from odoo.tools import mute_logger

from ..reading.values import Intent, Promise, Reading
from .common_replies import CollectionsCase

#: What the gateway says of every mail.
GATEWAY = "odoo.addons.mail.models.mail_thread"


class ReplyCase(CollectionsCase):
    """Alice owes an invoice, and a reminder about it was posted on its thread."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        domain = cls.env["mail.alias.domain"].search([], limit=1) or cls.env["mail.alias.domain"].create(
            {"name": "harbour.example"}
        )
        domain.write({"name": "harbour.example", "catchall_alias": "catchall", "bounce_alias": "bounce"})
        cls.company.alias_domain_id = domain

    def setUp(self):
        super().setUp()
        self.number = 0
        self.reading = {}
        self.mails_read = []
        self.move = self.bill()
        self.reminder = self.remind(self.move)
        self.startPatcher(patch.object(type(self.env["ar.collection.reply"]), "_read", self.read))

    def remind(self, record):
        """Return a message that the customer has in the inbox."""
        return record.message_post(
            body="Please pay.", message_type="comment", subtype_xmlid="mail.mt_comment", partner_ids=self.alice.ids
        )

    # === WHAT IS UNDERSTOOD === #

    def says(self, *labels, promise=None, **values):
        """Have the next mails be understood so; each label is quoted with the whole first line."""
        self.reading = {"labels": labels, "promise": promise, **values}

    def promised(self, day="2026-03-20", amount=None, currency=None, certain=True):
        day = day and date.fromisoformat(day)
        amount = amount if amount is None else Decimal(str(amount))
        return Promise(day, amount, currency, "day", "We pay on Friday.", "weekday", certain)

    def read(self, mail):  # pylint: disable=method-required-super
        """The stand-in: what ``says`` said, about the part of the text that is not quoted."""
        self.mails_read.append(mail)
        if mail.subject == "Break the reader":
            raise ValueError("broken")
        lines = [line for line in mail.text.splitlines() if not line.startswith(">")]
        given = dict(self.reading)
        labels = given.pop("labels", ())
        quote = given.pop("quote", lines[0] if lines else "")
        rule = given.pop("rule", "stand-in")
        return Reading(
            new_text="\n".join(lines).strip(),
            language="en",
            intents=tuple(Intent(label, 0.9, quote, rule) for label in labels),
            **given,
        )

    # === MAILS === #

    def mail(self, text="Hello", sender="ap@alice.example", to="catchall@harbour.example", **values):
        """Return the bytes of a mail: an answer to the reminder unless ``answers`` says otherwise."""
        self.number += 1
        mail = EmailMessage()
        mail["From"] = sender
        mail["To"] = to
        mail["Subject"] = values.pop("subject", "Re: Invoice")
        mail["Message-Id"] = values.pop("message_id", f"<mail-{self.number}@alice.example>")
        mail["Date"] = values.pop("date", "Tue, 10 Mar 2026 12:00:00 +0000")
        answers = values.pop("answers", self.reminder)
        if answers:
            mail["References"] = mail["In-Reply-To"] = answers.message_id
        html = values.pop("html", None)
        files = values.pop("files", {})
        for name, value in values.items():
            mail[name.replace("_", "-")] = value
        mail.set_content(text)
        if html:
            mail.add_alternative(html, subtype="html")
        for name, content in files.items():
            mail.add_attachment(content, maintype="application", subtype="pdf", filename=name)
        return mail.as_bytes()

    def receive(self, raw):
        """Have the gateway process a mail."""
        with mute_logger(GATEWAY):
            result = self.env["mail.thread"].message_process(None, raw)
        self.env.flush_all()
        return result

    def replies(self):
        return self.env["ar.collection.reply"].search([], order="id")

    def reply(self, text="Hello", **values):
        """Receive a mail and return the row that it made."""
        before = self.replies()
        self.receive(self.mail(text, **values))
        return self.replies() - before
