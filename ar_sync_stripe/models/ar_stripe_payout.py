"""Payouts: money sent from the Stripe balance to the bank."""

from odoo import api, fields, models


class ArStripePayout(models.Model):
    """A payout. One that shows paid can still fail within five business days; the money then comes
    back.
    """

    _name = "ar.stripe.payout"
    _description = "Stripe Payout"
    _inherit = ["ar.stripe.mirror.money", "mail.thread", "mail.activity.mixin"]
    _mail_post_access = "read"  # whoever may see it may note that something is done
    _rec_names_search = ["external_id", "trace_number", "statement_descriptor"]

    _mirror_applies = True  # its movements are read, once Stripe has reconciled it
    _mirror_apply_on = ("reconciliation_status", "status", "failure_balance_transaction_ref")
    _mirror_links = {
        "balance_transaction_id": ("balance_transaction_ref", "ar.stripe.balance.transaction"),
        "failure_balance_transaction_id": (
            "failure_balance_transaction_ref",
            "ar.stripe.balance.transaction",
        ),
        "original_payout_id": ("original_payout_ref", "ar.stripe.payout"),
    }
    # The bank's name and digits are only sent when the destination was expanded.
    _mirror_keep = frozenset({"destination_bank", "destination_last4"})
    _mirror_page = "payouts"
    _mirror_words = {
        "status_label": "status",
        "method_label": "method",
        "reconciliation_label": "reconciliation_status",
    }

    amount = fields.Monetary(readonly=True, help="Negative: taken from the bank.")
    application_fee = fields.Monetary(readonly=True)
    status = fields.Char(string="Status Code", readonly=True)
    status_label = fields.Char(string="Status", compute="_compute_words")
    automatic = fields.Boolean(readonly=True, help="Only automatic payouts can be taken apart into movements.")
    method = fields.Char(string="Method Code", readonly=True)
    method_label = fields.Char(string="Method", compute="_compute_words")
    arrival_date = fields.Date(readonly=True)
    source_type = fields.Char(readonly=True)
    balance_transaction_ref = fields.Char(string="Movement ID", readonly=True, index="btree_not_null")
    balance_transaction_id = fields.Many2one(
        "ar.stripe.balance.transaction",
        string="Balance Movement",
        readonly=True,
        index="btree_not_null",
        ondelete="set null",
    )
    failure_balance_transaction_ref = fields.Char(
        string="Movement of Failure ID", readonly=True, index="btree_not_null"
    )
    failure_balance_transaction_id = fields.Many2one(
        "ar.stripe.balance.transaction",
        string="Movement of Failure",
        readonly=True,
        index="btree_not_null",
        ondelete="set null",
    )
    failure_code = fields.Char(readonly=True)
    failure_message = fields.Text(readonly=True)
    original_payout_ref = fields.Char(string="Reversal Of ID", readonly=True, index="btree_not_null")
    original_payout_id = fields.Many2one(
        "ar.stripe.payout",
        string="Reversal Of",
        readonly=True,
        index="btree_not_null",
        ondelete="set null",
    )
    reversed_by_ref = fields.Char(string="Reversed By", readonly=True)
    reconciliation_status = fields.Char(readonly=True)
    reconciliation_label = fields.Char(
        string="Reconciliation", compute="_compute_words", help="Its movements are known once it is completed."
    )
    # Not ``trace_id``: a field of that name would look like a link.
    trace_number = fields.Char(string="Trace ID", readonly=True, help="What the bank finds the money by.")
    trace_status = fields.Char(readonly=True)
    destination_ref = fields.Char(string="Bank Account ID", readonly=True)
    destination_bank = fields.Char(string="Bank", readonly=True)
    destination_last4 = fields.Char(string="Last Digits", readonly=True)
    description = fields.Char(readonly=True)
    statement_descriptor = fields.Char(readonly=True)

    movement_ids = fields.One2many(
        "ar.stripe.balance.transaction", "payout_id", string="Balance Movements", readonly=True
    )
    part_ids = fields.One2many("ar.stripe.payout.part", "payout_id", string="Composition", readonly=True)
    composition = fields.Selection(
        [
            ("told", "Told by Stripe, to the cent"),
            ("waiting", "Stripe tells it once the payout is reconciled"),
            ("unknown", "Made by hand: Stripe does not tell what is inside"),
            ("differs", "What was read does not add up"),
        ],
        string="What It Is Made Of",
        compute="_compute_composition",
    )
    fee_amount = fields.Monetary(
        string="Fee", related="balance_transaction_id.fee", help="What Stripe takes for the payout itself."
    )
    movement_count = fields.Integer(string="Movements", compute="_compute_movement_count")
    move_id = fields.Many2one("account.move", string="Journal Entry", related="balance_transaction_id.move_id")

    # What is on its way is asked for with every look at the dashboard.
    _coming_index = models.Index("(company_id, arrival_date) WHERE status IN ('pending', 'in_transit')")

    @api.model
    def _mirror_row(self, values, connection, currencies) -> dict:
        return {
            **self._mirror_base(values, connection),
            **self._mirror_money(
                values.currency,
                currencies,
                amount=values.amount_minor,
                application_fee=values.application_fee_minor,
            ),
            **self._mirror_destination(values),
            "status": values.status,
            "automatic": values.automatic,
            "method": values.method,
            "arrival_date": values.arrival_date,
            "source_type": values.source_type,
            "balance_transaction_ref": values.balance_transaction_id,
            "failure_balance_transaction_ref": values.failure.balance_transaction_id,
            "failure_code": values.failure.code,
            "failure_message": values.failure.message,
            "original_payout_ref": values.original_payout_id,
            "reversed_by_ref": values.reversed_by_id,
            "reconciliation_status": values.reconciliation_status,
            "trace_number": values.trace_id,
            "trace_status": values.trace_status,
            "description": values.description,
            "statement_descriptor": values.statement_descriptor,
        }

    @api.model
    def _mirror_destination(self, values) -> dict:
        return {
            "destination_ref": values.destination.id,
            "destination_bank": values.destination.bank_name,
            "destination_last4": values.destination.last4,
        }

    @api.model
    def _mirror_children(self, readings) -> dict:
        movements = [values.balance_transaction for values in readings if values.balance_transaction]
        return {"ar.stripe.balance.transaction": movements} if movements else {}

    def _compute_movement_count(self):
        groups = self.env["ar.stripe.balance.transaction"]._read_group(
            [("payout_id", "in", self.ids)], ["payout_id"], ["__count"]
        )
        counts = {payout.id: count for payout, count in groups}
        for payout in self:
            payout.movement_count = counts.get(payout.id, 0)

    @api.depends("amount", "currency_id", "currency_code", "arrival_date", "created_at", "external_id")
    def _compute_display_name(self):
        for payout in self:
            payout.display_name = payout._dated_name(payout.arrival_date)

    def _bank_moves(self):
        """Return the entries of the bank's statement lines that this payout arrived with."""
        lines = self.move_id.line_ids
        partials = lines.matched_debit_ids | lines.matched_credit_ids
        moves = (partials.debit_move_id | partials.credit_move_id).move_id - self.move_id
        return moves.filtered("statement_line_id")

    # === ACTIONS === #

    def action_view_movements(self):
        """List the balance movements this payout is made of."""
        return self._open_list(
            "ar.stripe.balance.transaction",
            self.env._("Balance Movements"),
            [("payout_id", "=", self.id)],
        )

    def action_view_balance_transaction(self):
        """Open the payout's own movement of the balance."""
        self.ensure_one()
        return self._open(self.balance_transaction_id) if self.balance_transaction_id else False

    def action_view_entry(self):
        """Open the journal entry."""
        self.ensure_one()
        return self._open(self.move_id) if self.move_id else False
