"""Changes of customers' credit balances."""

from odoo import api, fields, models


class ArStripeCustomerBalanceTransaction(models.Model):
    """One change of what a customer has to his credit: negative is in his favour. They never change."""

    _name = "ar.stripe.customer.balance.transaction"
    _description = "Stripe Customer Balance Transaction"
    _inherit = ["ar.stripe.mirror.money"]
    _rec_names_search = ["external_id", "customer_ref", "description"]

    _mirror_applies = True
    _mirror_apply_on = ("amount",)
    _mirror_links = {
        "customer_id": ("customer_ref", "ar.stripe.customer"),
        "invoice_id": ("invoice_ref", "ar.stripe.invoice"),
        "credit_note_id": ("credit_note_ref", "ar.stripe.credit.note"),
    }
    _mirror_local = {"used_amount": 0}
    _mirror_words = {"type_label": "type"}

    type = fields.Char(string="Type Code", readonly=True)
    type_label = fields.Char(string="Type", compute="_compute_words")
    customer_ref = fields.Char(string="Customer ID", readonly=True, index="btree_not_null")
    customer_id = fields.Many2one("ar.stripe.customer", readonly=True, index="btree_not_null", ondelete="set null")
    amount = fields.Monetary(readonly=True, help="Negative is in the customer's favour: it lowers the next invoice.")
    ending_balance = fields.Monetary(
        string="Balance After", readonly=True, aggregator=None, help="Negative is the customer's credit."
    )
    description = fields.Char(readonly=True)
    invoice_ref = fields.Char(string="Invoice ID", readonly=True, index="btree_not_null")
    invoice_id = fields.Many2one("ar.stripe.invoice", readonly=True, index="btree_not_null", ondelete="set null")
    credit_note_ref = fields.Char(string="Credit Note ID", readonly=True)
    credit_note_id = fields.Many2one(
        "ar.stripe.credit.note", readonly=True, index="btree_not_null", ondelete="set null"
    )
    checkout_session_ref = fields.Char(string="Checkout Session", readonly=True)

    booking = fields.Selection(
        [
            ("granted", "Granted here"),
            ("charged", "Charged here"),
            ("elsewhere", "Booked with its document"),
            ("applied", "Applied to an invoice"),
            ("taken_back", "Application taken back"),
            ("before", "Before the books"),
        ],
        string="In the Books",
        readonly=True,
        help="How this change is in the ledger. A credit note or an overpayment is there with its own document.",
    )
    used_amount = fields.Monetary(
        string="Credit Used", readonly=True, help="How much of a credit was applied to later invoices."
    )
    uses = fields.Json(readonly=True, help="Which credits an application took, and how much of each.")
    move_id = fields.Many2one(
        "account.move", string="Journal Entry", readonly=True, index="btree_not_null", ondelete="set null"
    )

    @api.model
    def _mirror_row(self, values, connection, currencies) -> dict:
        return {
            **self._mirror_base(values, connection),
            **self._mirror_money(
                values.currency,
                currencies,
                amount=values.amount_minor,
                ending_balance=values.ending_balance_minor,
            ),
            "type": values.type,
            "customer_ref": values.customer_id,
            "description": values.description,
            "invoice_ref": values.invoice_id,
            "credit_note_ref": values.credit_note_id,
            "checkout_session_ref": values.checkout_session_id,
        }

    @api.depends("amount", "currency_id", "currency_code", "created_at", "external_id")
    def _compute_display_name(self):
        for change in self:
            change.display_name = change._dated_name()

    # === ACTIONS === #

    def action_view_customer(self):
        """Open the Stripe customer."""
        self.ensure_one()
        return self._open(self.customer_id) if self.customer_id else False

    def action_view_invoice(self):
        """Open the Stripe invoice."""
        self.ensure_one()
        return self._open(self.invoice_id) if self.invoice_id else False

    def action_view_move(self):
        """Open the journal entry of this change."""
        self.ensure_one()
        return self._open(self.move_id) if self.move_id else False
