"""Money on account: a payment that is matched to nothing yet wakes its customer's case in the same transaction."""

from odoo import api, models


class AccountMoveLine(models.Model):
    _inherit = "account.move.line"

    @api.model_create_multi
    def create(self, vals_list):
        lines = super().create(vals_list)
        # As where a bank transaction that is in the books already gets its customer.
        lines.filtered(lambda line: line.parent_state == "posted")._ar_collection_wake()
        return lines

    def write(self, vals):
        """Money that is put on another account or customer concerns both."""
        moved = self if vals.keys() & {"account_id", "partner_id"} else self.browse()
        posted = moved.filtered(lambda line: line.parent_state == "posted")
        before = posted._ar_collection_customers()
        result = super().write(vals)
        if posted:
            self.env["ar.collection.case"]._touch(before | posted._ar_collection_customers())
        return result

    def unlink(self):
        """As where what a bank transaction was booked against is undone: the money is not on account any more."""
        customers = self.filtered(lambda line: line.parent_state == "posted")._ar_collection_customers()
        result = super().unlink()
        self.env["ar.collection.case"]._touch(customers)
        return result

    def _ar_collection_wake(self) -> None:
        if customers := self._ar_collection_customers():
            self.env["ar.collection.case"]._touch(customers)

    def _ar_collection_customers(self):
        """Return the customers on whose receivables these items are."""
        owed = self.sudo().filtered(lambda line: line.account_id.account_type == "asset_receivable")
        return owed.partner_id.commercial_partner_id
