"""Differences with an ERP: taking theirs, sending ours."""

from odoo import models
from odoo.exceptions import UserError

from .ar_erp_compare import THERE

#: Differences that sending the document once more settles, and the part of it that is sent.
SENT_AGAIN = {
    "total": ("total", "lines"),
    "applications": ("applied",),
    "day": ("day",),
    "due_on": ("due_on",),
    "number": ("number",),
}
MISSING = ("missing_there", "deleted_there", "voided_there")


class ArSyncConnection(models.Model):
    _inherit = "ar.sync.connection"

    def _ar_drift_name(self, subject: str, key: str) -> str:
        """Return the ERP's number of what only the ERP has."""
        if not self.is_erp or not key.startswith(THERE):
            return super()._ar_drift_name(subject, key)
        row = self.env["ar.erp.document"]._find_row(self, subject, key.removeprefix(THERE))
        return row.number or key

    def _ar_drift_push(self, drift) -> None:
        """Have the document sent once more, or made anew where the ERP has lost it."""
        if not self.is_erp:
            super()._ar_drift_push(drift)
            return
        binding = self.env["ar.erp.plan"]._bindings(self, [drift.key]).get((drift.subject, drift.key))
        if drift.kind in MISSING:
            if binding:
                binding.is_former = True
        elif drift.kind in SENT_AGAIN and binding:
            binding.agreed = {
                name: value for name, value in (binding.agreed or {}).items() if name not in SENT_AGAIN[drift.kind]
            }
        elif drift.kind != "voided_here":
            super()._ar_drift_push(drift)
        waiting = self.env["ar.erp.plan"]._plan_keys(self, {drift.key})
        if waiting:
            raise UserError(self.env._("An earlier change is on its way: wait until its outcome is known."))
        if not self.env["ar.erp.plan"]._open_by_chain(self, [drift.key]):
            raise UserError(
                self.env._("Nothing of it is to be sent: see what the connection sends, and from which day.")
            )

    def _ar_drift_take(self, drift) -> None:
        """Bring the ERP's value here, where that does not take an accountant's decision."""
        if not self.is_erp:
            super()._ar_drift_take(drift)
            return
        record = self._ar_drift_record(drift.subject, drift.key)
        if drift.kind == "due_on" and record:
            record.invoice_date_due = drift.there
        elif drift.kind in ("voided_there", "deleted_there") and drift.subject == "invoice" and record:
            self._ar_erp_cancel_here(record)
        elif drift.kind == "missing_here" and self.erp_opening_on:
            row = self.env["ar.erp.document"]._find_row(self, drift.subject, drift.key.removeprefix(THERE))
            self.env["ar.erp.opening"].sudo()._take_in(self.sudo(), row)
        else:
            super()._ar_drift_take(drift)

    def _ar_erp_cancel_here(self, move) -> None:
        """Cancel an invoice that counts no more in the ERP; one that is paid or fixed is a person's to decide."""
        if move._ar_is_fixed() or move.payment_state not in ("not_paid",):
            raise UserError(
                self.env._("%(invoice)s is paid or may not be changed: credit it here instead.", invoice=move.name)
            )
        binding = self.env["ar.erp.plan"]._bindings(self, [f"account.move,{move.id}"])
        for row in binding.values():
            row.is_former = True
        move.button_draft()
        move.button_cancel()
