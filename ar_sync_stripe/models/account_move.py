"""Invoices of Odoo that are invoices of Stripe, and what paid them there."""

from odoo import api, fields, models

#: How long after its day a payout may arrive.
ARRIVAL_DAYS = 14


class AccountMove(models.Model):
    _inherit = "account.move"

    ar_stripe_invoice_id = fields.Many2one(
        "ar.stripe.invoice", string="Stripe Invoice", readonly=True, copy=False, index="btree_not_null"
    )
    ar_stripe_charge_count = fields.Integer(compute="_compute_ar_stripe_charge_count", groups="ar_sync.group_user")

    ar_stripe_dispute_ids = fields.Many2many(
        "ar.stripe.dispute",
        string="Open Disputes",
        compute="_compute_ar_stripe_dispute_ids",
        groups="ar_sync.group_user",
    )
    ar_dispute_note = fields.Char(compute="_compute_ar_stripe_dispute_ids", groups="ar_sync.group_user")
    ar_is_disputed = fields.Boolean(
        string="In Dispute",
        compute="_compute_ar_stripe_dispute_ids",
        search="_search_ar_is_disputed",
        groups="ar_sync.group_user",
        help="The customer's bank asks about, or takes back, money that paid this.",
    )

    def _get_move_display_name(self, show_ref=False):
        """Say the number once: an invoice of Stripe has it as its reference too."""
        return super()._get_move_display_name(show_ref=show_ref and self.ref != self.name)

    def _compute_ar_receipt_ids(self):
        """Add the receipts behind payments that Odoo's own Stripe provider recorded."""
        result = super()._compute_ar_receipt_ids()
        for move in self:
            partials = move.line_ids.matched_debit_ids | move.line_ids.matched_credit_ids
            between = (partials.debit_move_id | partials.credit_move_id).move_id - move
            payments = between.filtered(lambda row: row.origin_payment_id.payment_transaction_id)
            if payments:
                lines = payments.line_ids
                lines = (lines.matched_debit_ids | lines.matched_credit_ids).credit_move_id
                move.ar_receipt_ids |= lines.ar_receipt_id
                move.ar_receipt_count = len(move.ar_receipt_ids)
        return result

    @api.depends("ar_receipt_ids")
    def _compute_ar_stripe_dispute_ids(self):
        for move in self:
            disputes = move.ar_receipt_ids.ar_stripe_charge_ids.dispute_ids.filtered("is_open")
            move.ar_stripe_dispute_ids = disputes
            move.ar_is_disputed = bool(disputes)
            move.ar_dispute_note = ", ".join(f"{row._amount_text()}: {row.reason_label}" for row in disputes)

    def _search_ar_is_disputed(self, operator, value):
        if operator != "in":
            return NotImplemented
        disputes = self.env["ar.stripe.dispute"].search([("is_open", "=", True)])
        return [("id", "in" if True in value else "not in", disputes.invoice_ids.ids)]

    @api.depends("ar_receipt_ids")
    def _compute_ar_stripe_charge_count(self):
        for move in self:
            move.ar_stripe_charge_count = len(move.ar_receipt_ids.ar_stripe_charge_ids)

    def action_ar_stripe_invoice(self):
        """Open the invoice at Stripe that this one is."""
        self.ensure_one()
        invoice = self.ar_stripe_invoice_id
        return invoice._open(invoice)

    def action_ar_disputes(self):
        """Open the disputes of the money that paid this invoice."""
        self.ensure_one()
        disputes = self.ar_receipt_ids.ar_stripe_charge_ids.dispute_ids
        if len(disputes) == 1:
            return disputes._open(disputes)
        action = self.env["ir.actions.act_window"]._for_xml_id("ar_sync_stripe.ar_stripe_dispute_action")
        return {**action, "domain": [("id", "in", disputes.ids)], "context": {}}

    def action_ar_stripe_charges(self):
        """Open the Stripe charges that paid this invoice."""
        self.ensure_one()
        charges = self.ar_receipt_ids.ar_stripe_charge_ids
        if len(charges) == 1:
            return charges._open(charges)
        action = self.env["ir.actions.act_window"]._for_xml_id("ar_sync_stripe.ar_stripe_charge_action")
        return {**action, "domain": [("id", "in", charges.ids)], "context": {}}


class AccountMoveLine(models.Model):
    _inherit = "account.move.line"

    def _ar_read_for_keys(self) -> None:
        """Read the Stripe invoice too."""
        self.move_id.fetch(["ar_stripe_invoice_id"])
        return super()._ar_read_for_keys()

    def _ar_item_ids(self) -> list[str]:
        """Add the Stripe invoice; for a payment of Odoo's own Stripe provider its payment intent and reference."""
        found = super()._ar_item_ids()
        if self.move_id.ar_stripe_invoice_id:
            found.append(self.move_id.ar_stripe_invoice_id.external_id)
        transaction = self._ar_stripe_transaction()
        if transaction:
            found += [value for value in (transaction.provider_reference, transaction.reference) if value]
        return found

    def _ar_stripe_transaction(self):
        """Return the transaction of Odoo's own Stripe provider whose money this outstanding item stands for."""
        payment = self.move_id.origin_payment_id
        if not payment or self.account_id != payment.outstanding_account_id:
            return self.env["payment.transaction"]
        return payment.payment_transaction_id.sudo().filtered(lambda row: row.provider_code == "stripe")

    def _ar_is_open_item(self) -> bool:
        """Money that Odoo's own Stripe provider recorded waits for its charge, on the outstanding account."""
        return super()._ar_is_open_item() or bool(self.account_id.reconcile and self._ar_stripe_transaction())

    def _ar_stripe_payouts(self):
        """Return the payouts whose money this is."""
        return self.env["ar.stripe.payout"].sudo().search([("move_id", "in", self.move_id.ids)])

    def _ar_transit_names(self) -> list[str]:
        """Add what Stripe calls the payout on the customer's bank statement."""
        told = self._ar_stripe_payouts().mapped("statement_descriptor")
        return [*super()._ar_transit_names(), *(value for value in told if value)]

    def _ar_transit_numbers(self) -> list[str]:
        """Add the payout's id, and the banks' own number for it."""
        told = [value for payout in self._ar_stripe_payouts() for value in (payout.external_id, payout.trace_number)]
        return list(dict.fromkeys([*super()._ar_transit_numbers(), *(value for value in told if value)]))

    def _ar_transit_until(self):
        """Stripe says when a payout arrives; banks are up to two weeks late."""
        days = [day for day in self._ar_stripe_payouts().mapped("arrival_date") if day]
        return fields.Date.add(max(days), days=ARRIVAL_DAYS) if days else super()._ar_transit_until()

    def _ar_item_number(self) -> str:
        """The outstanding item is known by its transaction, never by the invoice's number."""
        transaction = self._ar_stripe_transaction()
        return transaction.reference if transaction else super()._ar_item_number()
