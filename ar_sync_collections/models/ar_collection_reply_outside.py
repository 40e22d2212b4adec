"""A second reader outside: asked after the own one, answered later, believed only where the mail bears it out."""

import psycopg2

from odoo import fields, models

from odoo.addons.ar_sync.logs import masked_logger

from ..payloads.answer import check
from ..payloads.question import TEXT_MAX, body, question
from .ar_sync_connection_language_model import ASK

_logger = masked_logger(__name__)

#: What the model says is never so certain that anything is done for it.
SCORE = 0.5
RULE = "outside"


class ArCollectionReply(models.Model):
    """The gateway only writes the question into the outbox. Without an answer the own reading stands."""

    _inherit = "ar.collection.reply"

    outside_note = fields.Text(
        string="Outside Reader", readonly=True, help="What came of asking a language model outside about this mail."
    )

    # === ASKING === #

    def _understand(self, message, message_dict) -> None:  # pylint: disable=missing-return
        super()._understand(message, message_dict)
        try:
            with self.env.cr.savepoint():
                self._ask_outside()
        except psycopg2.OperationalError:
            raise
        except Exception:
            _logger.exception("no question could be written for reply %s", self.id)

    def _ask_outside(self) -> None:
        """Have a model outside asked, if the company has one and a person would have to read the mail anyhow."""
        self.ensure_one()
        connection = self.env["ar.sync.connection"]._language_model_of(self.company_id)
        is_wanted = self.state == "waiting" and self.partner_id and not (self.is_automatic or self.is_bounce)
        if not connection or not is_wanted or not (self.new_text or "").strip():
            return
        if connection._language_model_questions("__count") >= connection.language_model_per_day:
            self._note_outside(self.env._("Not asked: the questions of the day are used up."))
            return
        asked = question(self.subject or "", self.new_text, self.received_on or self._today())
        payload = body(connection.language_model_style, connection.language_model_name, asked)
        summary = self.env._("Ask about the reply of %s", self._who())
        self.env["ar.sync.operation"]._intend(connection, ASK, self, payload, summary)

    def _note_outside(self, words: str) -> None:
        self._ar_through_gate().outside_note = words

    # === ANSWERS === #

    def _take_outside(self, answer: str, name: str) -> None:
        """Add what the answer says beyond the own reading, as suggestions; say what of it was left out."""
        self.ensure_one()
        if self.state != "waiting":
            self._note_outside(self.env._("%s answered after this was decided; nothing was changed.", name))
            return
        languages = tuple(dict.fromkeys([self.language or "en", "en"]))
        day = self.received_on or self._today()
        found = check(answer, self.subject or "", (self.new_text or "")[:TEXT_MAX], languages, day)
        own = set(self.intent_ids.mapped("label"))
        new = [said for said in found.statements if said.label not in own]
        self.env["ar.collection.reply.intent"].sudo().create(
            [
                {
                    "reply_id": self.id,
                    "label": said.label,
                    "score": SCORE,
                    "quote": said.quote,
                    "rule": f"{RULE}.{said.label}",
                    "outcome": "suggested",
                    "note": self.env._("Read by %s. Please look.", name),
                }
                for said in new
            ]
        )
        self._suggest_outside_promise(found)
        self._note_outside(self._outside_words(found, own, name))

    def _suggest_outside_promise(self, found) -> None:
        """Fill in the day and the sum where the own reading has none. A person confirms them."""
        if self.promise_id or self.promise_date or not (found.day or found.amount):
            return
        # A sum that we read stays as it is, with its currency.
        is_taken = bool(found.amount) and not self.promise_amount
        code = (is_taken and found.currency) or ""
        currency = self.env["res.currency"].search([("name", "=", code)], limit=1)
        self._ar_through_gate().write(
            {
                "has_promise": True,
                "promise_date": found.day,
                "promise_amount": float(found.amount) if is_taken else self.promise_amount,
                "promise_quote": found.promise_quote,
                "promise_rule": f"{RULE}.promise",
                "promise_is_certain": False,
                "currency_id": currency.id or self.currency_id.id,
            }
        )

    def _outside_words(self, found, own, name: str) -> str:
        """Say what the model read, where it differs from the own reading, and what does not count."""
        names = dict(self.env["ar.collection.reply.intent"]._fields["label"]._description_selection(self.env))
        read = ", ".join(names[said.label] for said in found.statements) or self.env._("nothing")
        lines = [self.env._("%(model)s reads: %(labels)s.", model=name, labels=read)]
        if found.day and self.promise_date and found.day != self.promise_date:
            other = fields.Date.to_string(found.day)
            lines.append(self.env._("It reads another day: %s.", other))
        why = {
            "answer": self.env._("the answer cannot be read"),
            "label": self.env._("no kind of statement we know"),
            "quote": self.env._("the words are not in the mail"),
            "date": self.env._("the words do not name that day"),
            "amount": self.env._("the sum is not in the mail"),
            "many": self.env._("too many statements"),
        }
        lines += [
            self.env._("Left out, because %(why)s: %(what)s", why=why[left.code], what=left.words)
            for left in found.left_out
        ]
        return "\n".join(lines)
