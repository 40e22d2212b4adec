"""Streams of an ERP."""

from odoo import models

from .ar_sync_connection_erp_read import COMPARE, DELETED, LISTS, RECOGNITION


class ArSyncStream(models.Model):
    _inherit = "ar.sync.stream"

    def _ar_kind_label(self) -> str:
        labels = {
            LISTS: self.env._("Customers and lists"),
            "erp_invoice": self.env._("Invoices"),
            "erp_credit_memo": self.env._("Credit memos"),
            "erp_payment": self.env._("Payments"),
            "erp_write_off": self.env._("Write-offs"),
            "erp_refund": self.env._("Refunds"),
            DELETED: self.env._("Deleted documents"),
            RECOGNITION: self.env._("Recognised revenue"),
            COMPARE: self.env._("Comparison of everything"),
        }
        return labels.get(self.kind) or super()._ar_kind_label()

    def _ar_is_awaited(self) -> bool:
        """The first import is done when documents are here; what is read each night may come later."""
        return self.kind not in (RECOGNITION, COMPARE) and super()._ar_is_awaited()
