"""Journal items as open items of the engine, and as parts of a receipt."""

from odoo import fields, models

#: Money in transit that is older than this is not what arrived.
TRANSIT_DAYS = 60


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

    def _ar_is_in_transit(self) -> bool:
        """Tell whether this is money on its way between a provider and the bank."""
        self.ensure_one()
        return bool(self.account_id and self.account_id == self.company_id.ar_transit_account_id)

    def _ar_transit_names(self) -> list[str]:
        """Return the names by which a bank's text tells who sent this money in transit.

        Extension point: connectors add what their payouts are called on a bank statement.
        """
        self.ensure_one()
        connection = self.journal_id.ar_connection_id
        provider = dict(connection._fields["provider"]._description_selection(self.env)).get(connection.provider)
        return [name for name in (provider, connection.account_name) if name]

    def _ar_transit_numbers(self) -> list[str]:
        """Return the numbers by which a bank's text names this money in transit and no other.

        Extension point: connectors add the bank's own number for it.
        """
        self.ensure_one()
        return [self.move_id.ref] if self.move_id.ref else []

    def _ar_transit_until(self):
        """Return the last day on which this money in transit may arrive. Extension point of connectors."""
        self.ensure_one()
        return fields.Date.add(self.date, days=TRANSIT_DAYS)

    def _ar_sent_back(self):
        """Return the open items with which banks sent back what of this money in transit had arrived.

        Extension point: without bank transactions nothing is known of that.
        """
        return self.browse()

    def _ar_leave_transit(self, reason: str):
        """Free this money in transit from what it was settled with: it is not on its way any more.

        Extension point: where it was found in a bank transaction, that waits for a decision again.

        :param reason: why, for whoever decides the bank transaction.
        :return: the entries of the bank transactions it had been found in.
        """
        partials = self.matched_debit_ids | self.matched_credit_ids
        others = (partials.debit_move_id | partials.credit_move_id) - self
        found = others.move_id.filtered("statement_line_id")
        if found:
            self.with_context(ar_undoing=True).remove_move_reconcile()
        return found

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
