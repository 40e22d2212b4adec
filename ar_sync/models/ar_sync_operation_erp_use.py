"""Changes of money that an ERP keeps beside receivables until it is used: a customer's deposits."""

from collections import defaultdict
from dataclasses import replace
from datetime import UTC
from decimal import Decimal
from zoneinfo import ZoneInfo

from odoo import models

from ..protocol.applications import by_day
from ..protocol.documents import Applied, Posting
from ..protocol.erp import Use
from .ar_erp_maker import exact_amount


class ArSyncOperation(models.Model):
    """Used here, such money is used there by records that have a day of their own: that of the match.

    The tie-out counts it as used from that day on, and so does the ERP.
    """

    _inherit = "ar.sync.operation"

    def _ar_erp_before(self) -> tuple[Applied, ...]:
        """Return what the ERP had applied when the document was taken over, by the ERP's ids."""
        if not self.target:
            return ()
        rows = self._ar_erp_binding().erp_before or ()
        return tuple(Applied(row["target"], Decimal(row["amount"]), Decimal(row["discount"])) for row in rows)

    def _ar_erp_binding(self):
        domain = [
            ("connection_id", "=", self.connection_id.id),
            ("kind", "=", self.erp_subject),
            ("external_id", "=", self.target),
        ]
        return self.env["ar.sync.binding"].sudo().search(domain, limit=1)

    def _ar_erp_is_use(self) -> bool:
        """Tell whether this change uses money received ahead, or takes that back."""
        return self._ar_erp_verb() == "apply" and bool(self.external_ref)

    def _ar_erp_use(self) -> Use | None:
        """Return how this change uses money received ahead; nothing where it does not."""
        if not self._ar_erp_is_use():
            return None
        return Use(self.target, self._ar_erp_used_there(), self._ar_erp_days_of_use())

    def _ar_erp_used_there(self) -> tuple[Applied, ...]:
        """Return what the ERP had the money applied to when it was last read, by our keys."""
        row = self.env["ar.erp.document"]._find_row(self.connection_id, self.erp_subject, self.target)
        if not row:
            return ()
        compare = self.env["ar.erp.compare"]
        names = compare._targets(self.connection_id, [row.body])
        before = self._ar_erp_binding().erp_before or []
        return compare._translated(self.erp_subject, self._ar_erp_key(), row.body, names, before).applied

    def _ar_erp_days_of_use(self) -> dict:
        """Return target -> on which days how much of the money was matched to it, where the connection is.

        Of what it is applied to by this change alone.
        """
        record = self.env[self.res_model].sudo().browse(self.res_id).exists()
        maker, days = self.env["ar.erp.maker.money"], defaultdict(list)
        wanted = {part.target for part in self._ar_erp_read().applied}
        zone = ZoneInfo(self.connection_id.timezone or "UTC")
        for line in maker._own_lines(record) if record else ():
            for partial in line.matched_debit_ids.sorted("id"):
                target = f"account.move,{partial.debit_move_id.move_id.id}"
                if target not in wanted:
                    continue  # paid back, or settled before the ledger was taken over: no use of ours
                day = partial.create_date.replace(tzinfo=UTC).astimezone(zone).date()
                amount = exact_amount(partial.credit_amount_currency, line.currency_id)
                days[target].append((max(day, line.date), amount))
        return dict(days)

    def _ar_erp_examined(self) -> Posting:
        """Return the document as the dry run looks at it: a use of money is dated by its match and not by the money."""
        document = self._ar_erp_read()
        return replace(document, day=min(self._ar_erp_days_of_new_uses(), default=document.day))

    def _ar_erp_further_days(self) -> list:
        """Return the other days on which something is posted in the ERP: each match has its own."""
        return self._ar_erp_days_of_new_uses()[1:]

    def _ar_erp_is_dated_there(self) -> bool:
        """Tell whether the days of what this change touches are the ERP's alone: uses of money that are taken back."""
        return bool(self._ar_erp_use()) and not self._ar_erp_days_of_new_uses()

    def _ar_erp_days_of_new_uses(self) -> list:
        """Return the days on which money is used that is not used there yet, the first one first."""
        use = self._ar_erp_use()
        before = {part.target: part.amount for part in use.before} if use else {}
        found = set()
        for part in self._ar_erp_read().applied if use else ():
            missing = max(Decimal(0), part.amount - before.get(part.target, Decimal(0)))
            found.update(day for day, _amount in by_day(missing, use.days.get(part.target, ())))
        return sorted(found)
