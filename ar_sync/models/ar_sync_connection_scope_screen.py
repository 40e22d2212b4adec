"""What the screens of a scope ask. Names that a search finds are shown and not stored."""

from odoo import api, fields, models
from odoo.exceptions import UserError

from ..protocol.errors import SyncError
from ..protocol.masking import mask
from ..protocol.scope import TEXT_MAX, Directory, resolve, split

# Lines that were not taken: as many as a person reads.
REFUSED_SHOWN_MAX = 500
PASTE_MAX = 5_000_000


class ArSyncConnection(models.Model):
    _inherit = "ar.sync.connection"

    scope_in_count = fields.Integer(string="Customers In Scope", compute="_compute_scope_counts")
    scope_out_count = fields.Integer(string="Customers Out of Scope", compute="_compute_scope_counts")
    scope_entering_count = fields.Integer(string="Customers Entering", compute="_compute_scope_counts")
    scope_marked_count = fields.Integer(
        string="Objects of Customers Who Left", compute="_compute_scope_counts", help="Read before, and now only kept."
    )
    scope_words = fields.Char(string="In Words", compute="_compute_scope_words")

    def _compute_scope_counts(self):
        for connection in self:
            numbers = connection._ar_scope_numbers() if connection.id else {}
            for name in ("in", "out", "marked"):
                connection[f"scope_{name}_count"] = numbers.get(name, 0)
            connection.scope_entering_count = self.env["ar.sync.scope.customer"].search_count(
                [("connection_id", "=", connection._origin.id), ("state", "=", "entering")]
            )

    @api.depends("scope_mode", "scope_guests", "scope_tag_ids", "scope_customer_ids.is_listed")
    def _compute_scope_words(self):
        for connection in self:
            connection.scope_words = connection._ar_scope_words()

    def _ar_scope_words(self) -> str:
        """Return the scope as a sentence."""
        count = len(self.scope_customer_ids)
        words = {
            "all": self.env._("Every customer of the account is synchronised."),
            "only": self.env._("Only the %s customers on the list are synchronised.", count),
            "except": self.env._("Every customer is synchronised except the %s on the list.", count),
        }
        if self.scope_mode == "only" and not count:
            return self.env._("No customer is synchronised yet: the list is empty.")
        return words[self.scope_mode]

    def _ar_scope_numbers(self) -> dict:
        """Return the numbers of customers ``in`` and ``out``, and of ``marked`` objects. Hook of connectors."""
        return {}

    # === THE DIALOG === #

    def scope_search(self, text: str, after: dict | None = None) -> dict:
        """Return a page of the provider's customers whose name, address or id holds ``text``.

        :param after: where the former page ended, as it was answered.
        :return: ``rows`` (id, name, email, is_listed, source) and ``after`` (``None`` at the end).
        """
        self._ar_scope_editor()
        rows, cursor = self._ar_asked(lambda: self._ar_search_customers(str(text)[:TEXT_MAX], after or {}))
        listed = {row.external_id: row.source for row in self.scope_customer_ids}
        for row in rows:
            row["is_listed"], row["source"] = row["id"] in listed, listed.get(row["id"]) or False
        return {"rows": rows, "after": cursor}

    def scope_take(self, external_ids: list[str]) -> int:
        """Put customers that were picked on the list. Return how many are new there."""
        self._ar_scope_editor()
        return self._ar_scope_add([str(external_id)[:TEXT_MAX] for external_id in external_ids], "picked")

    def scope_drop(self, external_ids: list[str]) -> int:
        """Take customers off the list. Return how many were taken off."""
        self._ar_scope_editor()
        return self._ar_scope_remove([str(external_id)[:TEXT_MAX] for external_id in external_ids])

    def scope_paste(self, text: str) -> dict:
        """Put the customers that a pasted text names on the list.

        :return: ``taken``, ``added`` (those that were not there before) and ``refused``: line, text, reason.
        """
        self._ar_scope_editor()
        if len(text) > PASTE_MAX:
            raise UserError(self.env._("The list is too long: paste it in parts."))
        directory = self._ar_asked(lambda: self._ar_customer_directory(split(text)))
        result = resolve(split(text, set(directory.by_name)), directory)
        added = self._ar_scope_add(result.taken, "pasted")
        shown = [
            {"line": refused.number, "text": refused.text, "reason": self._ar_why_refused(refused)}
            for refused in result.refused[:REFUSED_SHOWN_MAX]
        ]
        return {"taken": len(result.taken), "added": added, "refused_count": len(result.refused), "refused": shown}

    def _ar_why_refused(self, refused) -> str:
        """Return in words why an entry was not taken."""
        return {
            "unknown": self.env._("The provider has no customer with this id, e-mail address or name."),
            "several": self.env._("Several customers fit, paste one's id: %s", ", ".join(refused.ids[:10])),
            "twice": self.env._("It is named before in this list."),
            "long": self.env._("It is too long to be a customer."),
            "many": self.env._("The list is too long: paste the rest in another go."),
        }[refused.reason]

    def _ar_scope_editor(self) -> None:
        """Refuse whoever may not change this connection."""
        self.ensure_one()
        self.check_access("write")

    def _ar_asked(self, question):
        """Return the provider's answer, its errors as words for the person who asks."""
        try:
            return question()
        except SyncError as error:
            raise UserError(f"{mask(error.message)}\n{error.remedy or ''}".strip()) from error

    # === PROVIDER HOOKS === #

    def _ar_search_customers(self, text: str, after: dict) -> tuple[list[dict], dict | None]:
        """Return (customers as id, name, email; where the next page begins or ``None``). Raise :class:`SyncError`."""
        raise UserError(self.env._("Choose a provider first."))

    def _ar_customer_directory(self, entries) -> Directory:
        """Return who is known at the provider, as far as it takes to find ``entries``. Raise :class:`SyncError`."""
        raise UserError(self.env._("Choose a provider first."))
