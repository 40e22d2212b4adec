"""A company with two hundred customers, and what they and the people who collect do on its days."""

import random
from datetime import datetime, timedelta
from email.message import EmailMessage
from itertools import product

from odoo import fields
from odoo.fields import Command
from odoo.tools import mute_logger

from .common import CollectionsCase
from .story_texts import AUTOMATIC, DAY, TEXTS
from .story_watch import Watch

LANGUAGES = {"en": "en_US", "de": "de_DE", "fr": "fr_FR", "es": "es_ES", "nl": "nl_NL"}
CUSTOMERS = 200
GATEWAY = "odoo.addons.mail.models.mail_thread"


class StoryCase(CollectionsCase):
    """Two hundred customers in five languages and two currencies, each with one or two invoices; two reminders."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.chance = random.Random(cls.seed)
        domain = cls.env["mail.alias.domain"].search([], limit=1) or cls.env["mail.alias.domain"].create(
            {"name": "harbour.example"}
        )
        domain.write({"name": "harbour.example", "catchall_alias": "catchall", "bounce_alias": "bounce"})
        cls.company.write(
            {"alias_domain_id": domain.id, "ar_collection_cap_day": 0, "ar_collection_reply_user_id": cls.grace.id}
        )
        cls.sequence.step_ids[1].unlink()
        for code in LANGUAGES.values():
            cls.env["res.lang"]._activate_lang(code)
        cls.customers = cls.make_customers()
        cls.invoices = cls.make_invoices()
        # Nothing is committed, so nobody else tells the database how full its tables are.
        cls.env.cr.execute("ANALYZE")

    @classmethod
    def make_customers(cls):
        codes = list(LANGUAGES.values())
        return cls.env["res.partner"].create(
            [
                {
                    "name": f"Customer {number:03d}",
                    "is_company": True,
                    "email": f"ap@c{number:03d}.example",
                    "lang": codes[number % len(codes)],
                    "tz": "Europe/London",
                }
                for number in range(CUSTOMERS)
            ]
        )

    @classmethod
    def make_invoices(cls):
        """Invoices that are due before and in the quarter."""
        first = datetime(2026, 3, 2)
        values = []
        for number, partner in enumerate(cls.customers):
            for _each in range(1 + (number % 6 == 0)):
                due = first + timedelta(days=cls.chance.randint(-20, 75))
                values.append(
                    {
                        "move_type": "out_invoice",
                        "partner_id": partner.id,
                        "currency_id": (cls.eur if number % 10 == 0 else cls.usd).id,
                        "invoice_date": (due - timedelta(days=30)).date(),
                        "invoice_date_due": due.date(),
                        "invoice_line_ids": [
                            Command.create(
                                {
                                    "name": "Work",
                                    "price_unit": cls.chance.randint(2_000, 900_000) / 100,
                                    "tax_ids": False,
                                }
                            )
                        ],
                    }
                )
        moves = cls.env["account.move"].create(values)
        moves.action_post()
        return moves

    def setUp(self):
        super().setUp()
        self.number = 0
        self.watch = Watch(self, first_offset=3)
        pairs = list(product(TEXTS, LANGUAGES))
        self.chance.shuffle(pairs)
        self.deck = pairs
        self.arrived: dict[str, int] = {}

    # === WHO === #

    def owing(self, domain=()):
        """Return one invoice that is open, and fits."""
        found = self.env["account.move"].search(
            [
                ("id", "in", self.invoices.ids),
                ("payment_state", "in", ("not_paid", "partial")),
                ("invoice_date_due", "<", self.now.date() + timedelta(days=5)),
                *domain,
            ],
            order="id",
        )
        return self.env["account.move"].browse(self.chance.choice(found.ids)) if found else found

    # === MONEY === #

    def money(self, invoice, part=1.0):
        """Book money for a part of what is open of an invoice, and apply it; return its entry."""
        return self.book(invoice, part)

    def book(self, invoices, part=1.0):
        """Book money for invoices, one entry each, and apply it; return the entries."""
        entries = self.env["account.move"].create([self._money_values(invoice, part) for invoice in invoices])
        entries.action_post()
        pairs = [self.item(invoice) | self.item(entry) for invoice, entry in zip(invoices, entries, strict=True)]
        self.env["account.move.line"]._reconcile_plan(pairs)
        return entries

    def _money_values(self, invoice, part):
        line = self.item(invoice)
        amount = invoice.currency_id.round(line.amount_residual_currency * part)
        balance = line.amount_residual if part == 1.0 else self.usd.round(line.amount_residual * part)
        bank = self.journal.default_account_id
        shared = {"currency_id": invoice.currency_id.id, "partner_id": invoice.partner_id.id}
        lines = [
            {**shared, "account_id": bank.id, "balance": balance, "amount_currency": amount},
            {**shared, "account_id": self.receivable.id, "balance": -balance, "amount_currency": -amount},
        ]
        return {
            "move_type": "entry",
            "date": self.now.date(),
            "journal_id": self.journal.id,
            "line_ids": [Command.create(values) for values in lines],
        }

    def take_back(self, entry):
        """The money did not stay: the entry is undone."""
        entry.line_ids.remove_move_reconcile()
        entry.button_draft()
        entry.button_cancel()

    def credit(self, invoice, is_applied: bool):
        """Write a credit note over the whole invoice, and apply it or leave it lying there."""
        note = self.env["account.move"].create(
            {
                "move_type": "out_refund",
                "partner_id": invoice.partner_id.id,
                "currency_id": invoice.currency_id.id,
                "invoice_date": self.now.date(),
                "invoice_line_ids": [
                    Command.create({"name": "Back", "price_unit": invoice.amount_residual, "tax_ids": False})
                ],
            }
        )
        note.action_post()
        if is_applied:
            (self.item(invoice) | self.item(note)).reconcile()

    # === MAILS === #

    def write_mail(self, label: str, language: str, partner=None):
        """Have a customer of this language write a mail of this kind; tell whether there is one who owes."""
        domain = [("partner_id", "=", partner.id)] if partner else [("partner_id.lang", "=", LANGUAGES[language])]
        invoice = self.owing(domain)
        if not invoice:
            return False
        self.arrived[label] = self.arrived.get(label, 0) + 1
        self.number += 1
        told = self.env["ar.collection.decision"].search(
            [("partner_id", "=", invoice.partner_id.id), ("message_id", "!=", False), ("state", "=", "sent")],
            limit=1,
        )
        raw = self.bounce(invoice, told) if label == "bounce" else self.letter(label, language, invoice, told)
        with mute_logger(GATEWAY):
            self.env["mail.thread"].message_process(None, raw)
        self.env.flush_all()
        return True

    def letter(self, label, language, invoice, told):
        """Return the bytes of a mail: an answer to the last message, else to whatever is found."""
        day = self.now + timedelta(days=self.chance.choice((3, 4, 7, 10)))
        words = {
            "number": invoice.name,
            "day": day.strftime(DAY[language]),
            "amount": f"{invoice.amount_residual:.2f} {invoice.currency_id.name}",
            "domain": invoice.partner_id.email.partition("@")[2],
        }
        mail = EmailMessage()
        mail["From"] = f"{invoice.partner_id.name} <{invoice.partner_id.email}>"
        mail["To"] = "catchall@harbour.example"
        mail["Subject"] = f"Re: {told.subject or invoice.name}"
        mail["Message-Id"] = f"<story-{self.number}@customers.example>"
        mail["Date"] = self.now.strftime("%a, %d %b %Y %H:%M:%S +0000")
        if told:
            mail["References"] = mail["In-Reply-To"] = told.message_id.message_id
        if label == "out_of_office":
            for name, value in AUTOMATIC.items():
                mail[name] = value
        mail.set_content(TEXTS[label][language].format(**words))
        return mail.as_bytes()

    def bounce(self, invoice, told):
        """Return the bytes of a mail server's notice that a message did not arrive."""
        about = told.message_id.message_id or f"<unknown-{self.number}@harbour.example>"
        lines = [
            "From: MAILER-DAEMON@mx.example", "To: bounce@harbour.example", "Subject: Undelivered",
            f"Message-Id: <bounce-{self.number}@mx.example>", "MIME-Version: 1.0",
            'Content-Type: multipart/report; report-type=delivery-status; boundary="b"', "",
            "--b", "Content-Type: text/plain", "", "User unknown",
            "--b", "Content-Type: message/delivery-status", "", "Reporting-MTA: dns; mx.example", "",
            f"Final-Recipient: rfc822; {invoice.partner_id.email}", "Action: failed", "Status: 5.1.1", "",
            "--b", "Content-Type: message/rfc822", "", f"Message-Id: {about}", "Subject: Reminder", "", "Please pay.",
            "--b--", "",
        ]  # fmt: skip
        return "\r\n".join(lines).encode()

    # === PEOPLE === #

    def decide_replies(self):
        """Have a person decide what has waited for two days, as well as the person can."""
        before = fields.Datetime.subtract(self.now, days=2)
        waiting = self.env["ar.collection.reply"].search([("state", "=", "waiting"), ("received_at", "<", before)])
        for reply in waiting:
            labels = reply.intent_ids.mapped("label")
            is_ahead = reply.promise_date and reply.promise_date >= self.now.date()
            owed = self.env["ar.promise"]._open_invoices(reply.partner_id, reply.company_id)
            if reply.has_promise and is_ahead and owed:
                reply.action_confirm_promise()
            elif "bounce" not in labels and "redirect" in labels and reply.contact_email:
                reply.action_add_contact()
            if reply.state == "waiting":
                reply.action_mark_read()

    def settle_disputes(self):
        """Decide what has been disputed for a week: half are right."""
        before = fields.Date.subtract(self.now.date(), days=7)
        for dispute in self.env["ar.dispute"].search([("state", "in", ("open", "review")), ("opened_on", "<", before)]):
            dispute.outcome_note = "We have looked into it."
            if self.chance.random() < 0.5:
                dispute.action_reject()
            else:
                if dispute.move_id.amount_residual:
                    self.credit(dispute.move_id, is_applied=True)
                if dispute.state in ("open", "review"):
                    dispute.action_accept()
