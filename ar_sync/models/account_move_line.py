"""Journal items as open items of the engine, and as parts of a receipt."""

from odoo import fields, models


class AccountMoveLine(models.Model):
    _inherit = "account.move.line"

    ar_receipt_id = fields.Many2one(
        "ar.match.receipt", string="Receipt", index="btree_not_null", readonly=True, copy=False, ondelete="set null"
    )
    ar_role = fields.Selection(
        [
            ("liquidity", "Money"),
            ("fee", "Fee"),
            ("applied", "Applied"),
            ("on_account", "On account"),
            ("release", "Moved"),
            ("reversal", "Taken back"),
            ("write_off", "Settled by giving up"),
            ("given_up", "Given up"),
        ],
        string="Part of Receipt",
        readonly=True,
        copy=False,
    )
    ar_applied_line_id = fields.Many2one(
        "account.move.line", string="Pays", index="btree_not_null", readonly=True, copy=False, ondelete="set null"
    )

    # What is open for an amount, and what a customer owes, oldest first: found without reading anything else.
    _ar_open_amount = models.Index(
        "(company_id, currency_id, amount_residual_currency, date) "
        "WHERE display_type = 'payment_term' AND parent_state = 'posted' AND reconciled IS NOT TRUE"
    )
    _ar_open_partner = models.Index(
        "(partner_id, company_id, date_maturity, id) "
        "WHERE display_type = 'payment_term' AND parent_state = 'posted' AND reconciled IS NOT TRUE"
    )
    # Credits that may become receipts: few beside what customers owe.
    _ar_open_credit = models.Index(
        "(company_id, id) WHERE amount_residual_currency < 0 AND parent_state = 'posted' "
        "AND reconciled IS NOT TRUE AND ar_receipt_id IS NULL"
    )

    def _ar_item_number(self) -> str:
        """Return the number by which the customer knows this open item.

        The finder reads it for receivables by SQL; other items are asked here.
        """
        self.ensure_one()
        return self.move_id.name or self.move_name or self.name or ""

    def _ar_read_for_keys(self) -> None:
        """Read what the keys of these items are made of, and no more. Extension point: connectors add their fields."""
        self.fetch(["move_id", "company_id", "account_id", "move_name", "name", "parent_state", "ar_receipt_id"])
        self.move_id.fetch(["name", "payment_reference", "ref", "origin_payment_id"])

    def _ar_item_ids(self) -> list[str]:
        """Return identifiers of providers for this open item. Extension point: connectors add theirs."""
        self.ensure_one()
        return []

    def _ar_transit_names(self) -> list[str]:
        """Return the names by which a bank's text tells this money in transit: who sent it, and its number.

        Extension point: connectors add what their payouts are called on a bank statement.
        """
        self.ensure_one()
        connection = self.journal_id.ar_connection_id
        provider = dict(connection._fields["provider"]._description_selection(self.env)).get(connection.provider)
        return [name for name in (provider, connection.account_name, self.move_id.ref) if name]

    def _ar_applications(self):
        """Return the partial reconciliations in which this item of a receipt pays its open item."""
        self.ensure_one()
        return self.matched_debit_ids.filtered(lambda partial: partial.debit_move_id == self.ar_applied_line_id)

    def _ar_partials_of_application(self):
        """Return the partial reconciliations of these items of receipts with what they pay, credits included."""
        found = self.env["account.partial.reconcile"]
        for line in self:
            of_credit = line.matched_credit_ids.filtered(
                lambda partial, paid=line.ar_applied_line_id: partial.credit_move_id == paid
            )
            found |= line._ar_applications() | of_credit
        return found

    def _ar_is_open_item(self) -> bool:
        """Tell whether money can be applied to this journal item."""
        self.ensure_one()
        return self.account_id.account_type == "asset_receivable" and not self.ar_receipt_id
