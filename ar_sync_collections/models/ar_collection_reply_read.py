"""From an incoming mail to a reply: whose it is, what it is about, what it says."""

import re
from email.utils import parsedate_to_datetime

import psycopg2

from odoo import api, fields, models
from odoo.tools import email_normalize, email_split, html2plaintext

from odoo.addons.ar_sync.logs import masked_logger

from ..reading.mail import read
from ..reading.values import Mail, Reading

_logger = masked_logger(__name__)

#: More than this nobody writes; what comes after it is quoted, attached or an attack.
TEXT_MAX = 100_000
#: A mail whose own day is further away than this is counted from the day on which it came.
DAYS_OFF_MAX = 10
#: A number of an invoice is looked for in the text where it is at least so long.
NUMBER_MIN = 4


class ArCollectionReply(models.Model):
    _inherit = "ar.collection.reply"

    # === WHOSE === #

    @api.model
    def _customers_of(self, email: str):
        """Return the customers to whom an address belongs and who have invoices; an address of ours is nobody's."""
        address = email_normalize(email or "", strict=False)
        if not address:
            return self.env["res.partner"]
        partners = self.env["res.partner"].sudo().search([("email_normalized", "=", address)], limit=50)
        if any(not user.share for user in partners.user_ids):
            return self.env["res.partner"]
        commercial = partners.commercial_partner_id
        owing = (
            self.env["account.move"]
            .sudo()
            ._read_group(
                [
                    ("commercial_partner_id", "in", commercial.ids),
                    ("move_type", "=", "out_invoice"),
                    ("state", "=", "posted"),
                ],
                ["commercial_partner_id"],
            )
        )
        return self.env["res.partner"].sudo().concat(*(partner for (partner,) in owing))

    @api.model
    def _company_for(self, partner, message_dict):
        """Return the company that a customer's mail is for: where he owes, of several the one whose invoice it names,
        else the one that wrote last.
        """
        Move = self.env["account.move"].sudo()
        domain = [
            ("commercial_partner_id", "=", partner.id),
            ("move_type", "=", "out_invoice"),
            ("state", "=", "posted"),
        ]
        still_open = [*domain, ("payment_state", "in", ("not_paid", "partial"))]
        latest = Move.search(still_open, order="id desc", limit=1) or Move.search(domain, order="id desc", limit=1)
        companies = Move.search(still_open).company_id
        written_to = self.env["mail.message"].sudo().browse(message_dict.get("parent_id") or []).record_company_id
        if not written_to & companies and len(companies) > 1:
            named = self._invoices_of_anybody(_text_of(message_dict))
            written_to = named.filtered(lambda move: move.commercial_partner_id == partner).company_id
        return (written_to & companies)[:1] or latest.company_id or self._company_written_to(message_dict)

    @api.model
    def _company_written_to(self, message_dict):
        """Return the company whose invoice the mail names, else to whose address it went, else the first."""
        named = self._invoices_of_anybody(_text_of(message_dict)).company_id
        if len(named) == 1:
            return named
        addresses = [email_normalize(address, strict=False) for address in email_split(message_dict.get("to") or "")]
        companies = self.env["res.company"].sudo().search([], order="id")  # pylint: disable=no-search-all
        named = companies.filtered(lambda company: email_normalize(company.email or "") in addresses)
        return (named or companies)[:1]

    @api.model
    def _route_for(self, message_dict):
        """Return where a mail goes that Odoo knows no place for, if it is about what somebody owes.

        A known customer's goes to his thread. Of a stranger's only one that names an invoice of ours is taken.
        """
        customers = self._customers_of(message_dict.get("email_from"))
        if len(customers) == 1:
            return ("res.partner", customers.id, {}, self.env.uid, self.env["mail.alias"])
        if customers or self._invoices_of_anybody(_text_of(message_dict)):
            return (self._name, 0, {}, self.env.uid, self.env["mail.alias"])
        return None

    @api.model
    def _invoices_of_anybody(self, text: str):
        """Return invoices, of whatever company, whose numbers a text has."""
        words = {word.strip(".") for word in re.split(r"[\s,;:!?()\[\]<>\"'#]+", text)}
        candidates = [word for word in words if len(word) >= NUMBER_MIN and any(sign.isdigit() for sign in word)][:200]
        domain = [("name", "in", candidates), ("move_type", "=", "out_invoice"), ("state", "=", "posted")]
        return self.env["account.move"].sudo().search(domain if candidates else [(0, "=", 1)], limit=20)

    # === TAKING IN === #

    @api.model
    def message_new(self, msg_dict, custom_values=None):
        """A mail that was sent to an address for replies, or has no other place, is a reply of its own."""
        if not self.env.su:
            self.check_access("create")
        customers = self._customers_of(msg_dict.get("email_from"))
        partner = customers if len(customers) == 1 else customers.browse()
        company = self._company_for(partner, msg_dict) if partner else self._company_written_to(msg_dict)
        known = self.sudo()._ar_through_gate().search([("message_id", "=", msg_dict["message_id"])], limit=1)
        return known or self._new_from(msg_dict, partner, company)

    @api.model
    def _new_from(self, msg_dict, partner, company, moves=None):
        """Make the row of a mail. From this moment its customer is left alone."""
        values = {
            "subject": (msg_dict.get("subject") or "")[:500],
            "message_id": msg_dict["message_id"][:998],
            "email_from": msg_dict.get("email_from"),
            "received_at": fields.Datetime.now(),
            "partner_id": partner.commercial_partner_id.id,
            "company_id": company.id,
            "currency_id": company.currency_id.id,
            "move_ids": [fields.Command.set(moves.ids if moves else [])],
        }
        reply = self.sudo()._ar_through_gate().with_context(mail_create_nosubscribe=True, mail_create_nolog=True)
        return reply.create(values)

    @api.model
    def _take_in(self, message, message_dict: dict, routes) -> None:
        """Keep a mail that the gateway has put where it belongs, if a customer wrote it about what he owes."""
        if message_dict.get("is_bounce"):
            self._take_in_bounce(message_dict)
            return
        found = self._subject_of(message_dict, routes)
        if not found:
            return
        reply = self.sudo().search([("message_id", "=", message_dict["message_id"])], limit=1)
        if not reply:
            reply = self._new_from(message_dict, *found)
        reply = reply.with_company(reply.company_id)
        post = self.env["mail.message"].sudo().search([("message_id", "=", message_dict["message_id"])], limit=1)
        trust = {"sender_is_known": reply._knows_sender(), "answers_us": self._is_answer_to_us(message_dict)}
        reply._ar_through_gate().write({"mail_message_id": post.id, **trust})
        reply._understand(message, message_dict)
        reply._note_on_case()
        reply._wake_collections()

    @api.model
    def _subject_of(self, message_dict, routes):
        """Return customer, company and invoices of the thread on which a mail came; None where it is no reply."""
        if self._is_ours(message_dict.get("email_from")):
            return None
        for model, thread_id, *_rest in routes or ():
            if model == self._name and not thread_id:
                return self.env["res.partner"], self.env.company, self.env["account.move"]
            if not thread_id or not hasattr(self.env[model], "_ar_reply_subject"):
                continue
            found = self.env[model].sudo().browse(thread_id)._ar_reply_subject(message_dict)
            if found:
                return found
        return None

    @api.model
    def _is_ours(self, email) -> bool:
        """Tell whether one of our own people wrote it."""
        address = email_normalize(email or "", strict=False)
        if not address:
            return False
        partners = self.env["res.partner"].sudo().search([("email_normalized", "=", address)], limit=50)
        return any(not user.share for user in partners.user_ids)

    def _knows_sender(self) -> bool:
        """Tell whether the mail came from an address of its customer."""
        address = email_normalize(self.email_from or "", strict=False)
        if not self.partner_id or not address:
            return False
        family = [("id", "child_of", self.partner_id.id), ("email_normalized", "=", address)]
        return bool(self.env["res.partner"].sudo().search_count(family, limit=1))

    def _note_on_case(self) -> None:
        """Keep on the case that the customer answered. A machine's mail, or one that somebody is away, is no answer."""
        said = set(self.intent_ids.mapped("label"))
        is_absence = bool(said) and said <= {"out_of_office", "bounce"}
        if self.partner_id and not (self.is_automatic or self.is_bounce or is_absence):
            cases = self.env["ar.collection.case"].sudo()._of(self.partner_id, self.company_id)
            cases._note_reply(self.received_at)

    # === UNDERSTANDING === #

    def _understand(self, message, message_dict) -> None:
        """Read the mail, and do what the policy allows. What fails leaves the reply to a person."""
        self.ensure_one()
        try:
            with self.env.cr.savepoint():
                mail = self._mail_of(message, message_dict)
                self._keep_reading(self._read(mail), mail)
                self._act()
        except psycopg2.OperationalError:
            raise
        except Exception:
            _logger.exception("reply %s could not be read", self.id)
            self.invalidate_recordset()
            text = html2plaintext((message_dict.get("body") or "")[:TEXT_MAX])
            self._ar_through_gate().write({"new_text": text[:TEXT_MAX]})
            self._ask_person(self.env._("It could not be read."))

    @api.model
    def _read(self, mail: Mail) -> Reading:
        """Understand a mail. Extension point: another reader gives the same values."""
        return read(mail)

    def _mail_of(self, message, message_dict) -> Mail:
        """Return the mail as the reader takes it."""
        plain, html = _body(message, "plain"), _body(message, "html")
        text = plain or html2plaintext((html or message_dict.get("body") or "")[: TEXT_MAX * 4])
        return Mail(
            subject=self.subject or "",
            text=text[:TEXT_MAX],
            headers={name: str(value)[:2000] for name, value in message.items()},
            language=self.partner_id.lang or None,
            received_on=self._written_on(message),
            html=html[: TEXT_MAX * 4] or None,
        )

    def _written_on(self, message):
        """Return the sender's own day, from the mail's date and its zone; today where that cannot be."""
        today = self._today()
        try:
            day = parsedate_to_datetime(str(message.get("Date") or "")).date()
        except (TypeError, ValueError):
            return today
        return day if abs((day - today).days) <= DAYS_OFF_MAX else today

    def _keep_reading(self, reading: Reading, mail: Mail) -> None:
        """Write down what was understood."""
        promise = reading.promise
        values = {
            "new_text": reading.new_text[:TEXT_MAX],
            "language": reading.language,
            "is_automatic": reading.is_automatic,
            "is_bounce": reading.is_bounce,
            "received_on": mail.received_on,
            "returns_on": reading.returns_on,
        }
        if promise:
            currency = self.env["res.currency"].search([("name", "=", promise.currency or "")], limit=1)
            values |= {
                "has_promise": True,
                "promise_date": promise.day,
                "promise_amount": float(promise.amount or 0),
                "promise_quote": promise.quote,
                "promise_rule": promise.rule,
                "promise_is_certain": promise.certain,
                "currency_id": currency.id or self.currency_id.id,
            }
        gate = self._ar_through_gate()
        gate.write(values)
        named = self._invoices_named(reading.references)
        if named:
            gate.move_ids = named
        if promise and not promise.currency:
            gate.currency_id = self._currency_meant()
        self._keep_intents(reading)

    def _currency_meant(self):
        """Return the currency of a sum without one: of the invoices that are meant, where they have one only."""
        currency = self._open_for_promise().currency_id or self.move_ids.currency_id
        return currency if len(currency) == 1 else self.currency_id or self.company_id.currency_id

    def _keep_intents(self, reading: Reading) -> None:
        """Write down each thing that the mail says, with the words that say it."""
        known = self._fields["intent_ids"].comodel_name
        labels = {label for label, _name in self.env[known]._fields["label"].selection}
        self.env[known].sudo().create(
            [
                {
                    "reply_id": self.id,
                    "label": intent.label if intent.label in labels else "other",
                    "score": intent.score,
                    "quote": intent.quote,
                    "rule": intent.rule,
                }
                for intent in reading.intents
            ]
        )

    def _invoices_named(self, references=()):
        """Return the customer's invoices whose numbers the mail names."""
        self.ensure_one()
        if not self.partner_id:
            return self.env["account.move"]
        text = _squeezed(f"{self.subject or ''} {self.new_text or ''}")
        wanted = {_squeezed(reference) for reference in references}
        candidates = (
            self.env["account.move"]
            .sudo()
            .search(
                [
                    ("commercial_partner_id", "=", self.partner_id.id),
                    ("company_id", "=", self.company_id.id),
                    ("move_type", "=", "out_invoice"),
                    ("state", "=", "posted"),
                ],
                order="id desc",
                limit=500,
            )
        )
        named = candidates.filtered(lambda move: _is_named(_squeezed(move.name or ""), text, wanted))
        return named.with_env(self.env)

    # === UNDELIVERED === #

    @api.model
    def _take_in_bounce(self, message_dict) -> None:
        """Mark an address that does not work, and tell whoever looks after its customers. Nothing is held.

        Anybody can write that an address does not work: what is not about a message of ours waits for a person.
        """
        address = email_normalize(message_dict.get("bounced_email") or "", strict=False)
        if not address:
            return
        is_ours = self._is_bounce_of_ours(message_dict)
        if is_ours:
            self.env["res.partner"].sudo().search([("email_normalized", "=", address)])._ar_mark_undelivered()
        for customer in self._customers_of(address):
            company = self._company_for(customer, message_dict)
            if self.sudo().search_count([("message_id", "=", message_dict["message_id"])], limit=1):
                continue
            reply = self._new_from(message_dict, customer, company)
            text = html2plaintext(message_dict.get("body") or "")[:TEXT_MAX]
            kind = {"is_bounce": True, "is_automatic": True, "answers_us": is_ours}
            reply._ar_through_gate().write({**kind, "new_text": text})
            self.env["ar.collection.reply.intent"].sudo().create(
                {"reply_id": reply.id, "label": "bounce", "score": 1.0, "quote": address, "rule": "delivery status"}
            )
            reply.with_company(company)._act()
            reply._wake_collections()


def _body(message, kind: str) -> str:
    """Return the plain or HTML body of a mail, however broken its encoding is."""
    part = message.get_body(preferencelist=(kind,))
    if part is None or part.get_content_type() != f"text/{kind}":
        return ""
    try:
        return part.get_content()
    except (LookupError, UnicodeError, ValueError):
        return (part.get_payload(decode=True) or b"").decode("utf-8", "replace")


def _text_of(message_dict) -> str:
    """Return subject and body of a mail as the gateway has parsed it."""
    return f"{message_dict.get('subject') or ''}\n{html2plaintext(message_dict.get('body') or '')[:TEXT_MAX]}"


def _squeezed(text: str) -> str:
    """Return a text with nothing but its letters and digits, in small letters; what stood apart is a space apart."""
    return " ".join(re.sub(r"[\W_]", "", word) for word in text.casefold().split())


def _is_named(number: str, text: str, wanted) -> bool:
    """Tell whether an invoice number is among the references, or in the text with nothing else grown to it."""
    if len(number) < NUMBER_MIN:
        return False
    return number in wanted or bool(re.search(rf"(?<![a-z0-9]){re.escape(number)}(?![a-z0-9])", text))
