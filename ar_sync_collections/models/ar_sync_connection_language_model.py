"""A language model outside as a provider: off unless somebody connects one, with a key of one's own."""

from datetime import date

from odoo import api, fields, models
from odoo.exceptions import UserError

from odoo.addons.ar_sync.protocol.errors import AccessLost, Permanent

from ..api.language_model import LanguageModel, checked_url
from ..payloads.answer import answer_text, check
from ..payloads.question import CHAT, MESSAGES, body, question

PROVIDER = "language_model"
ASK = "language_model.ask"
KEY = "language_model_key"
#: Connecting asks this: words of nobody.
TRIAL = ("Re: Reminder", "We will pay on 1 April 2026.", date(2026, 3, 10))


class ArSyncConnection(models.Model):
    _inherit = "ar.sync.connection"

    provider = fields.Selection(
        selection_add=[(PROVIDER, "Language Model (Reads Replies)")],
        ondelete={PROVIDER: lambda records: records._language_model_uninstalled()},
    )
    language_model_style = fields.Selection(
        [(CHAT, "Chat completions (OpenAI and compatible)"), (MESSAGES, "Messages (Anthropic)")],
        string="Interface",
        default=CHAT,
    )
    language_model_url = fields.Char(
        string="Address", help="The whole address that questions are posted to. Only https, and only public addresses."
    )
    language_model_name = fields.Char(string="Model", help="As the service names it.")
    language_model_per_day = fields.Integer(
        string="Questions a Day",
        default=100,
        help="About more replies than this nobody outside is asked on one day.",
    )
    language_model_key = fields.Char(
        string="Key",
        compute="_compute_language_model_key",
        inverse="_inverse_language_model_key",
        groups="ar_sync.group_administrator",
        help="Your own key of the service. It is stored encrypted and never shown again.",
    )
    language_model_key_hint = fields.Char(string="Stored Key", compute="_compute_language_model_key_hint")

    # === CREDENTIALS === #

    def _compute_language_model_key(self):
        """Credentials are write-only: what is stored is never sent to a browser."""
        self.language_model_key = False

    def _compute_language_model_key_hint(self):
        for connection in self:
            hint = self.env["ar.sync.secret"]._hint(connection, KEY) if connection.id else ""
            connection.language_model_key_hint = f"…{hint}" if hint else False

    def _inverse_language_model_key(self):
        for connection in self.filtered("language_model_key"):
            self.env["ar.sync.secret"]._put(connection, KEY, connection.language_model_key.strip())

    @api.constrains("language_model_per_day")
    def _check_language_model_per_day(self):
        if any(connection.language_model_per_day < 0 for connection in self):
            raise UserError(self.env._("The number of questions a day cannot be negative."))

    def write(self, vals):
        """A key goes to the address it was entered for: with another address it has to be entered again."""
        moved = self.browse()
        if "language_model_url" in vals and not vals.get("language_model_key"):
            moved = self.filtered(
                lambda row: row.language_model_url and row.language_model_url != vals["language_model_url"]
            )
        result = super().write(vals)
        for connection in moved.filtered(lambda row: row.provider == PROVIDER):
            connection.sudo().secret_ids.unlink()
            if connection.state in ("connected", "paused", "error"):
                connection._set_state("disconnected", last_error=False, last_remedy=False)
        return result

    def _language_model_uninstalled(self) -> None:
        """Keep the connections, without a provider."""
        for connection in self:
            connection.secret_ids.unlink()
            connection._set_state("disconnected")
        self.write({"provider": "none"})

    # === PROVIDER HOOKS === #

    def _ar_moves_money(self) -> bool:
        return self.provider != PROVIDER and super()._ar_moves_money()

    def _ar_verify(self) -> None:
        """Ask about a made-up sentence: it proves address, model and key, and sends nothing of a customer."""
        if self.provider != PROVIDER:
            return super()._ar_verify()
        if not self.language_model_url or not self.language_model_name:
            raise Permanent("Address or model is missing.", "Enter both, then connect.")
        host = checked_url(self.language_model_url)
        subject, text, day = TRIAL
        answer = self._language_model_ask(body(self.language_model_style, self.language_model_name, question(*TRIAL)))
        if check(answer, subject, text, ("en",), day).day is None:
            raise Permanent(
                "The model did not understand the trial sentence: its answers could not be used.",
                "Choose another model.",
            )
        name = f"{self.language_model_name} ({host})"
        self.write(
            {"account_name": name, "external_account_id": f"{self.language_model_url} {self.language_model_name}"}
        )
        return None

    def _ar_setup_rows(self, verified: bool) -> list[tuple]:
        if self.provider != PROVIDER:
            return super()._ar_setup_rows(verified)
        known = verified or self._ar_has_credentials()
        tried = self.env._("Click Connect: the model is asked about a made-up sentence.")
        return [
            ("draft", self.env._("Draft"), True, ""),
            ("credentials", self.env._("Credentials"), known, self.env._("Enter the key and save.")),
            ("verified", self.env._("Verified"), verified, tried),
        ]

    def _ar_send(self, operation) -> dict:
        """Ask about a reply. It is sent once more where no answer came: that changes nothing."""
        if self.provider != PROVIDER:
            return super()._ar_send(operation)
        if self._language_model_questions("attempts:sum") > self.language_model_per_day:
            raise Permanent("The questions of the day are used up.", "Raise their number on the connection.", "limit")
        return {"answer": self._language_model_ask(operation.payload)}

    def _ar_settle(self, operation) -> dict | None:
        return None if self.provider == PROVIDER else super()._ar_settle(operation)

    # === ASKING === #

    @api.model
    def _language_model_of(self, company):
        """Return the language model that a company lets read its replies; empty where there is none."""
        domain = [("company_id", "=", company.id), ("provider", "=", PROVIDER), ("state", "=", "connected")]
        return self.sudo().search(domain, limit=1)

    def _language_model_ask(self, payload: dict) -> str:
        """Return what the model answers. :raise SyncError: it did not, or what answers is none."""
        key = self.env["ar.sync.secret"]._get(self, KEY)
        if not key:
            raise AccessLost("There is no key on this connection.", "Enter the key of your account there.", "key")
        data = LanguageModel(self.language_model_url, self.language_model_style, key).ask(payload)
        try:
            return answer_text(self.language_model_style, data)
        except ValueError as error:
            raise Permanent("What answers there is no language model.", "Correct the address.", "answer") from error

    def _language_model_questions(self, aggregate: str) -> int:
        """Return how many questions of this day there are (``__count``), or how often they were sent."""
        midnight = fields.Datetime.now().replace(hour=0, minute=0, second=0, microsecond=0)
        moment = "create_date" if aggregate == "__count" else "sent_at"
        domain = [("connection_id", "=", self.id), ("kind", "=", ASK), (moment, ">=", midnight)]
        [(number,)] = self.env["ar.sync.operation"].sudo()._read_group(domain, [], [aggregate])
        return number or 0
