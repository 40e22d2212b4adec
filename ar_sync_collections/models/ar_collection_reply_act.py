"""What a reply brings about: as much as the company's policy allows, and the rest by a person."""

import re
from datetime import timedelta

import psycopg2

from odoo import api, fields, models
from odoo.tools import email_normalize

from odoo.addons.ar_sync.logs import masked_logger

from .ar_collection_reply_intent import BESIDE_THE_POINT

_logger = masked_logger(__name__)

#: An absence that is longer than this is somebody who left: a person looks for another contact.
ABSENCE_DAYS_MAX = 45
COPIES_MAX = 5
#: An intent that is less certain than this is for a person.
SURE = 0.8
#: An address in a text, with the capitalised words right before it.
ADDRESS = re.compile(
    r"(?:(?P<name>(?:[A-ZÀ-Þ][\w'’-]+ ){0,3}[A-ZÀ-Þ][\w'’.-]+)[ ,]*)?[<(\[]?(?P<address>[\w.+%-]+@[\w-]+(?:\.[\w-]+)+)"
)
#: What a machine may say on behalf of somebody; anything else in its mail is no word of a customer.
MACHINES_SAY = ("out_of_office", "bounce", "redirect")
#: Words without which a request for a document is not one for the invoice itself (folded, in five languages).
COPY_WORDS = ("copy", "invoice", "pdf", "rechnung", "kopie", "facture", "copie", "factura", "copia", "factuur")
#: Words of other papers: what asks for one of them is for a person.
OTHER_PAPERS = (
    "w-9", "w9", "purchase order", "po number", "p.o.", "statement", "bank letter", "proof of delivery", "portal",
    "bestellnummer", "kontoauszug", "lieferschein", "correct", "korrigier", "corrig", "bon de commande", "releve",
    "pedido", "extracto", "bestelnummer", "pakbon", "credit note", "gutschrift",
)  # fmt: skip


class ArCollectionReply(models.Model):
    _inherit = "ar.collection.reply"

    def _act(self) -> None:
        """Do what the policy allows for each intent; what it does not is suggested, or a person is asked."""
        self.ensure_one()
        for intent in self.intent_ids:
            policy = self._policy_for(intent)
            act = getattr(self, f"_act_{intent.label}", None)
            if not act or policy == "log" or (self.is_automatic and intent.label not in MACHINES_SAY):
                continue
            outcome, note = act(intent, policy == "do")
            intent._note(outcome, note)
        waiting = self.intent_ids.filtered(
            lambda row: row.outcome in ("logged", "suggested") and row.label not in BESIDE_THE_POINT
        )
        settled = self.intent_ids.filtered(lambda row: row.outcome == "done")
        if not waiting and (settled or self.is_automatic):
            self._finish()
        elif self.is_automatic and not waiting.filtered(lambda row: row.outcome == "suggested"):
            self._finish()
        else:
            self._ask_person()

    def _policy_for(self, intent) -> str:
        """Return what the company lets a mail bring about: ``log``, ``suggest`` or ``do``.

        What is not quite certain does nothing by itself. Nor does a mail from an address that is not the customer's: an
        address is easily forged. A machine may write from any address, if it answers a message of ours.
        """
        policy = self.company_id._ar_reply_policy(intent.label)
        if intent.label in ("bounce", "out_of_office"):
            is_trusted = self._is_believed()
        else:
            is_trusted = self.sender_is_known or intent.label == "acknowledgement"
        may_do = intent.score >= SURE and is_trusted
        return "suggest" if policy == "do" and not may_do else policy

    def _ask_person(self, why: str = "") -> None:
        """Give the reply to whoever looks after the customer."""
        if not self.user_id:
            self._ar_through_gate().user_id = self._responsible() or self._anybody()
        summary = why or self.labels or self.env._("Read what was written")
        self._call_person(self.env._("Reply of %(who)s: %(what)s", who=self._who(), what=summary))

    def _who(self) -> str:
        return self.partner_id.display_name or self.email_from or ""

    # === PROMISE === #

    def _act_promise(self, intent, may_do: bool) -> tuple[str, str]:
        """Log a promise whose day is sure and near, for invoices that are known; suggest any other."""
        doubt = self._doubt_about_promise()
        if doubt or not may_do:
            return "suggested", doubt
        with self.env.cr.savepoint():
            self._log_promise()
        return "done", self.promise_id._hold_sentence()

    def _doubt_about_promise(self) -> str:
        """Say what keeps a promise from being logged without a person; empty where nothing does."""
        latest = self._today() + timedelta(days=self.company_id.ar_collection_promise_days)
        is_named = bool(self.move_ids)
        if not self.has_promise or not self.promise_date:
            return self.env._("No day was understood.")
        if not self.promise_is_certain:
            return self.env._("The day can be read in two ways.")
        if self.promise_date < self._today():
            return self.env._("The day is over.")
        if self.promise_date > latest:
            return self.env._("The day is further away than is agreed to without a person.")
        still_open = self._open_for_promise()
        if not is_named and len(still_open) != 1 and (self.promise_amount or len(still_open.currency_id) > 1):
            return self.env._("It is not clear which invoices are meant.")
        if not still_open:
            return self.env._("Nothing is open.")
        return ""

    def _open_for_promise(self):
        moves = self.move_ids.filtered(lambda move: move.payment_state in ("not_paid", "partial"))
        if self.move_ids:
            return moves
        return self.env["ar.promise"].sudo()._open_invoices(self.partner_id, self.company_id)

    # === DISPUTE === #

    def _act_dispute(self, intent, may_do: bool) -> tuple[str, str]:
        """Open a dispute about the invoice that is meant; who disputes again adds to what is open."""
        if len(self.move_ids) != 1:
            return "suggested", self.env._("It is not clear which invoice is meant.")
        under_way = self.move_ids.sudo().ar_dispute_ids.filtered(lambda row: row.state in ("open", "review"))
        if under_way:
            under_way[:1].message_post(body=intent.quote or "", subject=self.subject)
            return "done", self.env._("Added to the dispute that is open.")
        if not may_do:
            return "suggested", ""
        with self.env.cr.savepoint():
            dispute = self.env["ar.dispute"].create(
                {
                    "move_id": self.move_ids.id,
                    "reason_id": self._reason_for(intent).id,
                    "source": "mail",
                    "quote": intent.quote,
                    "description": self.new_text,
                    "reply_id": self.id,
                }
            )
        return "done", dispute._hold_sentence()

    def _reason_for(self, intent):
        """Return the reason of which the sentence has a word, else the mail; *another* where nothing tells."""
        reasons = self.env["ar.dispute.reason"].sudo()._for_company(self.company_id)
        named = reasons._said_in(intent.quote or "") or reasons._said_in(self.new_text or "")
        other = self.env.ref("ar_sync_collections.ar_dispute_reason_other", raise_if_not_found=False)
        return named[:1] or other or reasons[:1]

    # === DOCUMENTS === #

    def _act_document(self, intent, may_do: bool) -> tuple[str, str]:
        """Send the invoice again, to the address it went to; other papers are for a person."""
        words = (intent.quote or "").casefold()
        if any(paper in words for paper in OTHER_PAPERS) or not any(word in words for word in COPY_WORDS):
            return "logged", self.env._("Another paper than the invoice is asked for.")
        if not self.move_ids or len(self.move_ids) > COPIES_MAX:
            return "suggested", self.env._("It is not clear which invoices are meant.")
        if not may_do or not self.company_id._ar_collection_may_send():
            return "suggested", ""
        self._ar_through_gate().copy_wanted = True
        self.env["ar.sync.dispatch"]._dispatch("promise")
        return "done", self.env._("A copy is sent.")

    @api.model
    def _send_wanted_copies(self) -> int:
        """Send the copies that replies asked for, each in a transaction of its own. Return how many are left."""
        wanted = self.search([("copy_wanted", "=", True)], limit=10, order="id")
        for reply in wanted.try_lock_for_update():
            try:
                with self.env.cr.savepoint():
                    reply.with_company(reply.company_id)._send_copies()
            except psycopg2.OperationalError:
                raise
            except Exception:
                _logger.exception("no copy could be sent for reply %s", reply.id)
                reply.action_reopen()
                reply._ask_person(self.env._("The copy that they asked for could not be sent."))
            reply._ar_through_gate().copy_wanted = False
            self.env.cr.commit()  # pylint: disable=invalid-commit
        return 0

    def _send_copies(self) -> None:
        """Send the invoices as Odoo sends them: to the customer's own contact, never to whoever wrote."""
        moves = self.move_ids.filtered(lambda move: move.state == "posted")
        self.env["account.move.send"]._generate_and_send_invoices(
            moves, allow_fallback_pdf=True, sending_methods=["email"]
        )
        self.message_post(body=self.env._("A copy was sent of %s.", ", ".join(moves.mapped("name"))))

    # === PAID === #

    def _act_paid(self, intent, may_do: bool) -> tuple[str, str]:
        """Look for the customer's money that is here and not applied; nothing is booked by a mail."""
        count = len(self.sudo().receipt_ids)
        if count:
            return "suggested", self.env._("Money of this customer is here and not applied: %s receipts.", count)
        if self.move_ids and all(move.payment_state in ("paid", "in_payment") for move in self.move_ids):
            return "done", self.env._("The invoices are paid.")
        return "suggested", self.env._("No money of this customer was found.")

    def _act_remittance(self, intent, may_do: bool) -> tuple[str, str]:
        return self._act_paid(intent, may_do)

    # === PEOPLE === #

    def _act_redirect(self, intent, may_do: bool) -> tuple[str, str]:
        """Suggest the person whom the mail names as the new contact: a person approves."""
        own = {email_normalize(self.email_from or "", strict=False), email_normalize(self.company_id.email or "")}
        for address in ADDRESS.finditer(self.new_text or ""):
            found = email_normalize(address["address"], strict=False)
            if found and found not in own:
                self._ar_through_gate().write({"contact_email": found, "contact_name": address["name"]})
                return "suggested", found
        return "suggested", self.env._("No address is named.")

    def _add_contact(self) -> None:
        """Take the suggested contact in; the addresses that are there stay."""
        address = email_normalize(self.contact_email, strict=False)
        family = [("id", "child_of", self.partner_id.id), ("email_normalized", "=", address)]
        Partner = self.env["res.partner"].sudo()
        contact = Partner.search(family, limit=1)
        if not contact:
            contact = Partner.create(
                {
                    "name": self.contact_name or address,
                    "email": address,
                    "parent_id": self.partner_id.id,
                    "type": "invoice",
                    "lang": self.partner_id.lang,
                }
            )
        self.message_post(body=self.env._("%s gets the invoices from now on.", contact.display_name))

    def _act_out_of_office(self, intent, may_do: bool) -> tuple[str, str]:
        """Leave the customer alone until the day on which the person is back."""
        back = self.returns_on
        if not back or back <= self._today():
            return ("done" if self.is_automatic else "suggested"), self.env._("No day of return is named.")
        if back > self._today() + timedelta(days=ABSENCE_DAYS_MAX):
            return "suggested", self.env._("Away until %s: another contact is needed.", fields.Date.to_string(back))
        if not self._is_believed():
            day = fields.Date.to_string(back)
            return "suggested", self.env._("Back on %s, says a mail that answers no message of ours.", day)
        if not may_do:
            return "suggested", self.env._("Back on %s", fields.Date.to_string(back))
        self._ar_through_gate().silent_until = back
        return "done", self.env._("Not chased before %s.", fields.Date.to_string(back))

    def _act_bounce(self, intent, may_do: bool) -> tuple[str, str]:
        """The address is marked; somebody is asked whether another contact may be written to."""
        if not self._is_believed():
            return "suggested", self.env._("It answers no message of ours: please look whether it is true.")
        cases = self.env["ar.collection.case"].sudo()._of(self.partner_id, self.company_id)
        if asked := cases._ask_about_bounce(intent.quote or self.email_from or ""):
            other = asked.proposed_contact_id.display_name
            return "done", other and self.env._("The address is marked; %s is proposed instead.", other) or ""
        summary = self.env._("Mail to %s does not arrive: find another address", intent.quote or self.email_from or "")
        customer = self.partner_id
        if customer and summary[:200] not in customer.activity_ids.mapped("summary"):
            user = self._responsible() or self._anybody()
            customer.activity_schedule("mail.mail_activity_data_todo", summary=summary[:200], user_id=user.id)
        return "done", self.env._("The address is marked.")

    def _act_acknowledgement(self, intent, may_do: bool) -> tuple[str, str]:
        return ("done" if may_do else "logged"), ""
