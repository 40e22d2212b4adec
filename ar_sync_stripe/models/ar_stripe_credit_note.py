"""Credit notes of Stripe."""

import hashlib

from odoo import api, fields, models

from .ar_stripe_credit_note_line import PlacedCreditLine
from .ar_stripe_json import discounts_json, shipping_json, taxes_json


class ArStripeCreditNote(models.Model):
    """A credit note at Stripe with all its lines, and the credit note it is in Odoo.

    Before payment it lowers what is due. After payment what it is worth is refunded, added to the customer's
    credit balance, or given back outside Stripe; one note may do all of it.
    """

    _name = "ar.stripe.credit.note"
    _description = "Stripe Credit Note"
    _inherit = ["ar.stripe.document"]
    _rec_names_search = ["number", "external_id"]

    _mirror_applies = True
    _mirror_apply_on = ("status", "total", "pre_payment_amount", "post_payment_amount", "refunds", "lines_digest")
    _mirror_links = {
        "invoice_id": ("invoice_ref", "ar.stripe.invoice"),
        "customer_id": ("customer_ref", "ar.stripe.customer"),
        "balance_change_id": ("balance_change_ref", "ar.stripe.customer.balance.transaction"),
    }
    _mirror_partial = frozenset({"lines_complete", "lines_digest"})
    _mirror_silent = frozenset({"pdf"})
    _mirror_local = {"settled_amount": 0}
    _mirror_words = {"status_label": "status", "type_label": "type", "reason_label": "reason"}

    number = fields.Char(readonly=True, index="btree_not_null")
    status = fields.Char(string="Status Code", readonly=True)
    status_label = fields.Char(string="Status", compute="_compute_words")
    type = fields.Char(string="Type Code", readonly=True)
    type_label = fields.Char(string="Before or After Payment", compute="_compute_words")
    reason = fields.Char(string="Reason Code", readonly=True)
    reason_label = fields.Char(string="Reason", compute="_compute_words")
    memo = fields.Text(readonly=True)
    customer_ref = fields.Char(string="Customer ID", readonly=True, index="btree_not_null")
    customer_account_ref = fields.Char(string="Account (API v2)", readonly=True)
    customer_id = fields.Many2one("ar.stripe.customer", readonly=True, index="btree_not_null", ondelete="set null")
    invoice_ref = fields.Char(string="Invoice ID", readonly=True, index="btree_not_null")
    invoice_id = fields.Many2one("ar.stripe.invoice", readonly=True, index="btree_not_null", ondelete="set null")
    subtotal = fields.Monetary(readonly=True)
    total = fields.Monetary(readonly=True)
    total_excluding_tax = fields.Monetary(readonly=True)
    tax = fields.Monetary(readonly=True)
    discount_amount = fields.Monetary(string="Discount", readonly=True)
    pre_payment_amount = fields.Monetary(
        string="Before Payment", readonly=True, help="By so much it lowers what is due on the invoice."
    )
    post_payment_amount = fields.Monetary(
        string="After Payment", readonly=True, help="What is refunded, credited or given back elsewhere."
    )
    refunded_amount = fields.Monetary(string="Refunded", readonly=True, help="By refunds of payments made at Stripe.")
    out_of_band_amount = fields.Monetary(string="Given Back Elsewhere", readonly=True)
    taxes = fields.Json(readonly=True)
    discounts = fields.Json(readonly=True)
    shipping = fields.Json(string="Shipping Details", readonly=True)
    refunds = fields.Json(readonly=True, help="Refunds that belong to it, with their amounts in minor units.")
    balance_change_ref = fields.Char(string="Credit to Balance ID", readonly=True)
    balance_change_id = fields.Many2one(
        "ar.stripe.customer.balance.transaction",
        string="Credit to Balance",
        readonly=True,
        index="btree_not_null",
        ondelete="set null",
    )
    pdf = fields.Char(string="PDF", readonly=True)
    effective_at = fields.Datetime(string="Dated", readonly=True)
    voided_at = fields.Datetime(string="Voided", readonly=True)
    lines_complete = fields.Boolean(readonly=True, help="All lines were read.")
    lines_digest = fields.Char(readonly=True)
    line_ids = fields.One2many("ar.stripe.credit.note.line", "credit_note_id", string="Lines", readonly=True)

    move_id = fields.Many2one(
        "account.move",
        string="Credit Note in Odoo",
        readonly=True,
        index="btree_not_null",
        ondelete="set null",
    )
    move_payment_state = fields.Selection(related="move_id.payment_state", string="In Odoo")
    settled_amount = fields.Monetary(
        string="Applied to Its Invoice",
        readonly=True,
        help="What of it was reconciled with the invoice in Odoo: the part before payment and what was refunded.",
    )
    settle_move_ids = fields.Many2many(
        "account.move",
        "ar_stripe_credit_note_settle_rel",
        "credit_note_id",
        "move_id",
        string="Applied By",
        readonly=True,
        help="Entries that apply a part of it, where the rest is credit.",
    )

    # === READINGS TO COLUMNS === #

    @api.model
    def _mirror_row(self, values, connection, currencies) -> dict:
        return {
            **self._mirror_base(values, connection),
            **self._mirror_money(
                values.currency,
                currencies,
                subtotal=values.subtotal_minor,
                total=values.total_minor,
                total_excluding_tax=values.total_excluding_tax_minor,
                tax=values.tax_minor,
                discount_amount=values.discount_minor,
                pre_payment_amount=values.pre_payment_minor,
                post_payment_amount=values.post_payment_minor,
                refunded_amount=_refunded_minor(values),
                out_of_band_amount=values.out_of_band_minor,
            ),
            "number": values.number,
            "status": values.status,
            "type": values.type,
            "reason": values.reason,
            "memo": values.memo,
            "customer_ref": values.customer_id,
            "customer_account_ref": values.customer_account_id,
            "invoice_ref": values.invoice_id,
            "taxes": taxes_json(values.taxes),
            "discounts": discounts_json(values.discounts),
            "shipping": shipping_json(values.shipping),
            "refunds": [_refund_json(row) for row in values.refunds] or None,
            "balance_change_ref": values.customer_balance_transaction_id,
            "pdf": values.pdf,
            "effective_at": values.effective_at,
            "voided_at": values.voided_at,
            "lines_complete": values.lines_complete or None,
            "lines_digest": self._lines_digest(values, connection, currencies) if values.lines_complete else None,
        }

    # === LINES === #

    @api.model
    def _lines_digest(self, values, connection, currencies) -> str:
        """Return what changes when any line changes, so that lines need not be compared."""
        Line = self.env["ar.stripe.credit.note.line"]
        rows = [Line._mirror_row(placed, connection, currencies) for placed in PlacedCreditLine.all_of(values)]
        return hashlib.sha1(repr(rows).encode(errors="replace"), usedforsecurity=False).hexdigest()

    @api.model
    def _after_upsert(self, connection, written, seen_at, currencies) -> None:
        """Store the lines of notes that are new or changed. Lines of a credit note never go away."""
        Line = self.env["ar.stripe.credit.note.line"]
        placed = [(line, seen_at[values.id]) for values in written for line in PlacedCreditLine.all_of(values)]
        Line._store(connection, [line for line, _moment in placed], {line.id: moment for line, moment in placed})

    def _compute_words(self):
        """Say in words whether it came before the invoice was paid: Stripe's names for it are its own."""
        result = super()._compute_words()
        known = {"pre_payment": self.env._("Before payment"), "post_payment": self.env._("After payment")}
        for note in self:
            note.type_label = known.get(note.type, note.type_label)
        return result

    @api.depends("number", "external_id")
    def _compute_display_name(self):
        for note in self:
            note.display_name = note.number or note.external_id

    # === ACTIONS === #

    def action_view_move(self):
        """Open the credit note in Odoo."""
        self.ensure_one()
        return self._open(self.move_id) if self.move_id else False

    def action_view_invoice(self):
        """Open the Stripe invoice that it lowers."""
        self.ensure_one()
        return self._open(self.invoice_id) if self.invoice_id else False

    def action_view_customer(self):
        """Open the Stripe customer."""
        self.ensure_one()
        return self._open(self.customer_id) if self.customer_id else False

    def action_view_refunds(self):
        """List the refunds that belong to this credit note."""
        refs = [row["refund_id"] for row in self.refunds or [] if row["refund_id"]]
        return self._open_list("ar.stripe.refund", self.env._("Refunds"), [("external_id", "in", refs)])


def _refund_json(refund) -> dict:
    return {
        "refund_id": refund.refund_id,
        "payment_record_id": refund.payment_record_id,
        "amount_minor": refund.amount_minor,
    }


def _refunded_minor(values) -> int:
    """Return what was refunded through Stripe.

    Before basil a note named one refund and not its share: it is what is left of the part after payment.
    """
    own = [refund for refund in values.refunds if refund.refund_id]
    if any(refund.amount_minor is None for refund in own):
        credited = values.customer_balance_transaction_id is not None
        return 0 if credited else (values.post_payment_minor or 0) - (values.out_of_band_minor or 0)
    return sum(refund.amount_minor or 0 for refund in own)
