"""Stripe invoices."""

import hashlib

from odoo import api, fields, models

from .ar_stripe_invoice_line import PlacedLine
from .ar_stripe_json import (
    address_json,
    credits_json,
    discounts_json,
    shipping_json,
    tax_ids_json,
    taxes_json,
)


class ArStripeInvoice(models.Model):
    """An invoice at Stripe with all its lines, and the invoice it is in Odoo."""

    _name = "ar.stripe.invoice"
    _description = "Stripe Invoice"
    _inherit = ["ar.stripe.document"]
    _rec_names_search = ["number", "external_id", "customer_name"]

    _mirror_applies = True
    _mirror_links = {
        "customer_id": ("customer_ref", "ar.stripe.customer"),
        "payment_intent_id": ("payment_intent_ref", "ar.stripe.payment.intent"),
        "charge_id": ("charge_ref", "ar.stripe.charge"),
    }
    _mirror_keep = frozenset({"amount_paid_off_stripe"})
    _mirror_partial = frozenset({"lines_complete", "lines_digest"})
    _mirror_silent = frozenset({"hosted_invoice_url", "invoice_pdf"})
    _mirror_page = "invoices"
    _mirror_words = {
        "status_label": "status",
        "collection_label": "collection_method",
        "reason_label": "billing_reason",
    }

    number = fields.Char(readonly=True, index="btree_not_null")
    status = fields.Char(string="Status Code", readonly=True)
    status_label = fields.Char(string="Status", compute="_compute_words")
    collection_label = fields.Char(string="Collection", compute="_compute_words")
    reason_label = fields.Char(string="Reason", compute="_compute_words")
    billing_reason = fields.Char(readonly=True)
    collection_method = fields.Char(readonly=True)
    auto_advance = fields.Boolean(readonly=True)
    customer_ref = fields.Char(string="Customer ID", readonly=True, index="btree_not_null")
    customer_account_ref = fields.Char(string="Account (API v2)", readonly=True)
    customer_id = fields.Many2one("ar.stripe.customer", readonly=True, index="btree_not_null", ondelete="set null")
    customer_name = fields.Char(readonly=True)
    customer_email = fields.Char(readonly=True)
    customer_phone = fields.Char(readonly=True)
    customer_address = fields.Json(readonly=True)
    customer_tax_exempt = fields.Char(readonly=True)
    customer_tax_ids = fields.Json(readonly=True)

    effective_at = fields.Datetime(readonly=True)
    due_at = fields.Datetime(string="Due", readonly=True)
    finalized_at = fields.Datetime(readonly=True)
    paid_at = fields.Datetime(readonly=True)
    voided_at = fields.Datetime(readonly=True)
    marked_uncollectible_at = fields.Datetime(readonly=True)
    period_start_at = fields.Datetime(readonly=True)
    period_end_at = fields.Datetime(readonly=True)

    subtotal = fields.Monetary(readonly=True)
    subtotal_excluding_tax = fields.Monetary(readonly=True)
    total = fields.Monetary(readonly=True)
    total_excluding_tax = fields.Monetary(readonly=True)
    tax = fields.Monetary(readonly=True)
    amount_shipping = fields.Monetary(string="Shipping", readonly=True)
    starting_balance = fields.Monetary(readonly=True, help="The customer's credit balance before; negative is credit.")
    ending_balance = fields.Monetary(readonly=True)
    amount_due = fields.Monetary(readonly=True, help="The total with the customer's credit balance applied.")
    amount_paid = fields.Monetary(string="Paid", readonly=True)
    amount_remaining = fields.Monetary(string="Open", readonly=True)
    amount_overpaid = fields.Monetary(string="Overpaid", readonly=True)
    amount_paid_off_stripe = fields.Monetary(string="Paid Elsewhere", readonly=True)
    pre_payment_credit_notes = fields.Monetary(string="Credit Notes Before Payment", readonly=True)
    post_payment_credit_notes = fields.Monetary(string="Credit Notes After Payment", readonly=True)
    taxes = fields.Json(readonly=True)
    discounts = fields.Json(readonly=True)
    discount_refs = fields.Json(readonly=True)
    credits = fields.Json(readonly=True)
    shipping = fields.Json(string="Shipping Details", readonly=True)

    description = fields.Text(readonly=True)
    footer = fields.Text(readonly=True)
    statement_descriptor = fields.Char(readonly=True)
    custom_fields = fields.Json(readonly=True)
    hosted_invoice_url = fields.Char(string="Payment Page", readonly=True)
    invoice_pdf = fields.Char(string="PDF", readonly=True)

    is_paid = fields.Boolean(readonly=True)
    paid_out_of_band = fields.Boolean(readonly=True)
    payment_intent_ref = fields.Char(readonly=True, index="btree_not_null", help="Only in versions before 2025-03-31.")
    payment_intent_id = fields.Many2one(
        "ar.stripe.payment.intent", readonly=True, index="btree_not_null", ondelete="set null"
    )
    charge_ref = fields.Char(readonly=True, index="btree_not_null", help="Only in versions before 2025-03-31.")
    charge_id = fields.Many2one("ar.stripe.charge", readonly=True, index="btree_not_null", ondelete="set null")
    subscription_ref = fields.Char(string="Subscription", readonly=True, index="btree_not_null")
    quote_ref = fields.Char(string="Quote", readonly=True)
    latest_revision_ref = fields.Char(string="Latest Revision", readonly=True)
    from_invoice_ref = fields.Char(string="Revision Of", readonly=True)
    default_payment_method_ref = fields.Char(string="Payment Method", readonly=True)

    lines_complete = fields.Boolean(readonly=True, help="All lines were read.")
    lines_digest = fields.Char(readonly=True)
    line_ids = fields.One2many("ar.stripe.invoice.line", "invoice_id", string="Lines", readonly=True)
    payment_ids = fields.One2many("ar.stripe.invoice.payment", "invoice_id", string="Payments", readonly=True)

    move_id = fields.Many2one(
        "account.move",
        string="Invoice in Odoo",
        readonly=True,
        index="btree_not_null",
        ondelete="set null",
    )
    move_payment_state = fields.Selection(related="move_id.payment_state", string="In Odoo")

    # === READINGS TO COLUMNS === #

    @api.model
    def _mirror_row(self, values, connection, currencies) -> dict:
        return {
            **self._mirror_base(values, connection),
            **self._mirror_amounts(values, currencies),
            **self._mirror_dates(values),
            **self._mirror_customer(values),
            **self._mirror_texts(values),
            **self._mirror_settlement(values),
            "number": values.number,
            "status": values.status,
            "billing_reason": values.billing_reason,
            "collection_method": values.collection_method,
            "auto_advance": values.auto_advance,
            "taxes": taxes_json(values.taxes),
            "discounts": discounts_json(values.discounts),
            "discount_refs": list(values.discount_ids) or None,
            "credits": credits_json(values.credits),
            "shipping": shipping_json(values.shipping),
            "subscription_ref": values.subscription_id,
            "quote_ref": values.quote_id,
            "latest_revision_ref": values.latest_revision_id,
            "from_invoice_ref": values.from_invoice_id,
            "lines_complete": values.lines_complete or None,
            "lines_digest": self._lines_digest(values, connection, currencies) if values.lines_complete else None,
        }

    @api.model
    def _mirror_amounts(self, values, currencies) -> dict:
        amounts = values.amounts
        return self._mirror_money(
            values.currency,
            currencies,
            subtotal=amounts.subtotal_minor,
            subtotal_excluding_tax=amounts.subtotal_excluding_tax_minor,
            total=amounts.total_minor,
            total_excluding_tax=amounts.total_excluding_tax_minor,
            tax=amounts.tax_minor,
            amount_shipping=amounts.shipping_minor,
            starting_balance=amounts.starting_balance_minor,
            ending_balance=amounts.ending_balance_minor,
            amount_due=amounts.due_minor,
            amount_paid=amounts.paid_minor,
            amount_remaining=amounts.remaining_minor,
            amount_overpaid=amounts.overpaid_minor,
            amount_paid_off_stripe=amounts.paid_off_stripe_minor,
            pre_payment_credit_notes=amounts.pre_payment_credit_notes_minor,
            post_payment_credit_notes=amounts.post_payment_credit_notes_minor,
        )

    @api.model
    def _mirror_dates(self, values) -> dict:
        names = (
            "effective_at", "due_at", "finalized_at", "paid_at", "voided_at",
            "marked_uncollectible_at",
            "period_start_at", "period_end_at",
        )  # fmt: skip
        return {name: getattr(values.dates, name) for name in names}

    @api.model
    def _mirror_customer(self, values) -> dict:
        bill_to = values.bill_to
        return {
            "customer_ref": values.customer_id,
            "customer_account_ref": values.customer_account_id,
            "customer_name": bill_to.name,
            "customer_email": bill_to.email,
            "customer_phone": bill_to.phone,
            "customer_address": address_json(bill_to.address),
            "customer_tax_exempt": bill_to.tax_exempt,
            "customer_tax_ids": tax_ids_json(bill_to.tax_ids) or None,
        }

    @api.model
    def _mirror_texts(self, values) -> dict:
        texts = values.texts
        return {
            "description": texts.description,
            "footer": texts.footer,
            "statement_descriptor": texts.statement_descriptor,
            "custom_fields": [list(pair) for pair in texts.custom_fields] or None,
            "hosted_invoice_url": texts.hosted_invoice_url,
            "invoice_pdf": texts.invoice_pdf,
        }

    @api.model
    def _mirror_settlement(self, values) -> dict:
        settlement = values.settlement
        return {
            "is_paid": settlement.paid,
            "paid_out_of_band": settlement.paid_out_of_band,
            "payment_intent_ref": settlement.payment_intent_id,
            "charge_ref": settlement.charge_id,
            "default_payment_method_ref": settlement.default_payment_method_id,
        }

    @api.model
    def _mirror_children(self, readings) -> dict:
        payments = [payment for values in readings for payment in values.payments or ()]
        discounts = [row for values in readings for row in values.discount_details if row.id]
        found = {"ar.stripe.invoice.payment": payments, "ar.stripe.discount": discounts}
        return {model: rows for model, rows in found.items() if rows}

    # === LINES === #

    @api.model
    def _lines_digest(self, values, connection, currencies) -> str:
        """Return what changes when any line of an invoice changes, so that its lines need not be
        compared.
        """
        Line = self.env["ar.stripe.invoice.line"]
        rows = [Line._mirror_row(placed, connection, currencies) for placed in PlacedLine.all_of(values)]
        return hashlib.sha1(repr(rows).encode(errors="replace"), usedforsecurity=False).hexdigest()

    @api.model
    def _after_upsert(self, connection, written, seen_at, currencies) -> None:
        """Store the lines of invoices that were new or changed; of whole invoices, delete those
        that are gone.
        """
        Line = self.env["ar.stripe.invoice.line"]
        placed = [(line, seen_at[values.id]) for values in written for line in PlacedLine.all_of(values)]
        Line._store(connection, [line for line, _moment in placed], {line.id: moment for line, moment in placed})
        whole = [values for values in written if values.lines_complete]
        Line._delete_gone(connection, {values.id: [line.id for line in values.lines] for values in whole})

    @api.depends("number", "external_id")
    def _compute_display_name(self):
        for invoice in self:
            invoice.display_name = invoice.number or invoice.external_id

    # === ACTIONS === #

    def action_view_move(self):
        """Open the invoice in Odoo."""
        self.ensure_one()
        return self._open(self.move_id) if self.move_id else False

    def action_view_customer(self):
        """Open the Stripe customer."""
        self.ensure_one()
        return self._open(self.customer_id) if self.customer_id else False

    def action_view_subscription(self):
        """Open the subscription that billed this invoice."""
        self.ensure_one()
        found = self.env["ar.stripe.subscription"].search(
            [("connection_id", "=", self.connection_id.id), ("external_id", "=", self.subscription_ref)]
        )
        return self._open(found) if found else False

    def action_view_payments(self):
        """List what paid this invoice."""
        return self._open_list("ar.stripe.invoice.payment", self.env._("Payments"), [("invoice_id", "=", self.id)])
