"""The queue of mirrored objects that wait to be brought into the books."""

from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import AccessError

from odoo.addons.ar_sync.protocol import retry
from odoo.addons.ar_sync.protocol.errors import SyncError, Transient
from odoo.addons.ar_sync.protocol.masking import mask

from ..payloads.base import PayloadError

# Only these classes of error pass, or may pass, by themselves.
FINAL_CLASSES = ("person", "permanent")
WAIT = timedelta(hours=1)


class ComesLater(Exception):
    """Something that must be in the books first is not there yet. It is no failure, and is not counted as one."""


class ArStripeMirror(models.AbstractModel):
    _inherit = "ar.stripe.mirror"

    @api.model
    def _to_apply_domain(self, connection) -> list:
        """Return what is due to be booked on a connection."""
        return [
            ("connection_id", "=", connection.id),
            ("needs_apply", "=", True),
            "|",
            ("next_apply_at", "=", False),
            ("next_apply_at", "<=", fields.Datetime.now()),
        ]

    @api.model
    def _to_apply(self, connection, limit: int):
        """Claim up to ``limit`` rows that are due, the oldest at Stripe first.

        Rows that another worker holds are passed over. Links that are still open are resolved
        first.
        """
        due = self.search(self._to_apply_domain(connection), order="created_at, id", limit=2 * limit)
        claimed = due.try_lock_for_update(limit=limit)
        claimed._link_rows()
        return claimed

    def _note_applied(self) -> None:
        """Note that these rows are in the books as they now are."""
        self.write({"needs_apply": False, **self._no_problem()})

    def _note_apply_error(self, error: Exception) -> None:
        """Keep what went wrong with the row; the error's class decides whether it is tried again."""
        self.ensure_one()
        attempts = self.apply_attempts + 1
        known = isinstance(error, SyncError)
        final = isinstance(error, PayloadError) or (known and error.error_class in FINAL_CLASSES)
        retry_at = None
        if not final:
            wish_s = error.retry_after_s if isinstance(error, Transient) else None
            retry_at = retry.next_attempt(retry.INBOX, attempts, fields.Datetime.now(), wish_s)
        self.write(
            {
                "needs_apply": bool(retry_at),
                "needs_person": not retry_at,
                "apply_attempts": attempts,
                "next_apply_at": retry_at or False,
                "problem": mask(error.message if known else str(error) or type(error).__name__),
                "remedy": error.remedy if known else self.env._("Mend what the message says, then choose Apply Again."),
            }
        )

    def _note_waiting(self, why: str) -> None:
        """Leave this row in the queue: something else comes first, and wakes it. Asked again each hour all the same."""
        self.ensure_one()
        due_at = fields.Datetime.now() + WAIT
        self.write({"needs_apply": True, "needs_person": False, "next_apply_at": due_at, "problem": why})

    @api.model
    def _no_problem(self) -> dict:
        return {
            "needs_person": False, "apply_attempts": 0, "next_apply_at": False, "problem": False,
            "remedy": False,
        }  # fmt: skip

    def action_apply_again(self):
        """Bring these objects into the books again, after a person mended what stopped them."""
        self.check_access("read")
        self.connection_id.check_access("read")
        if not self.env.user.has_group("ar_sync.group_manager"):
            raise AccessError(self.env._("Only a manager of receivables may apply an object again."))
        records = self.sudo()
        records._find_currency()
        records.write({"needs_apply": self._mirror_applies, **self._no_problem()})
        self.env["ar.sync.dispatch"]._dispatch("apply")

    def _find_currency(self) -> None:
        """Fill in currencies that Odoo has learned since these rows were stored. Hook of models
        with money.
        """


class ArStripeMirrorMoney(models.AbstractModel):
    _inherit = "ar.stripe.mirror.money"

    def _find_currency(self) -> None:
        currencies = self._mirror_currencies()
        for record in self.filtered(lambda record: record.currency_code and not record.currency_id):
            record.currency_id = currencies.get(record.currency_code)
