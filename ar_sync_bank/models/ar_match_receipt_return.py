"""Receipts that a bank takes back: booked in the entry of the line with which the money left."""

from odoo import models

from odoo.addons.ar_sync.models.ar_match_receipt_book import QUIET
from odoo.addons.ar_sync.protocol.money import major, minor, spread


class ArMatchReceipt(models.Model):
    _inherit = "ar.match.receipt"

    def _reverse_in_bank(self, line, reason: str) -> None:
        """Take these receipts back wholly, against the outgoing bank transaction ``line``.

        Money that was still on the suspense account is booked first, so that coming and going settle each other.
        """
        self.filtered(lambda receipt: not receipt.move_id)._settle_in_bank({})
        places = self.company_id.currency_id.decimal_places
        total = minor(-sum(line._seek_for_lines()[0].mapped("balance")), places)
        parts = spread(total, [round(receipt.settlement_amount * 10**6) for receipt in self])
        sources, rows, reopened = [], [], []
        for receipt, part in zip(self, parts, strict=True):
            receipt._take_back_entries(receipt._entries_not_divisible())
            of_receipt = receipt._lines_to_take_back(receipt.amount)
            reopened += receipt._reopen(of_receipt)
            rows += receipt._counterpart_lines(of_receipt, float(major(part, places)))
            sources += [item for item, _part in of_receipt]
        created = line._ar_settle({line: rows})
        Line = self.env["account.move.line"].with_context(**QUIET)
        Line._reconcile_plan([Line.browse((one | back).ids) for one, back in zip(sources, created, strict=True)])
        self._reapply(reopened)
        for receipt in self:
            if receipt.state == "new":
                receipt._set_state("review", reason=reason)
            receipt._note_reversed(receipt.amount, reason)
