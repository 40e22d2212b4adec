"""One sum of money that came in, whatever the rail."""

from odoo import api, fields, models
from odoo.exceptions import UserError

from .ar_match_words import reason_in_words

ROLE_ON_ACCOUNT = "on_account"
ROLE_APPLIED = "applied"
ROLE_WRITE_OFF = "write_off"
SETTLING_ROLES = (ROLE_APPLIED, ROLE_WRITE_OFF)


class ArMatchReceipt(models.Model):
    """A receipt: what a customer paid, what reached us, what it is applied to, and why.

    The life of a receipt: *new* -> decided by the engine -> *matched* (in the books, applied), or
    *review* (a person decides). Money whose invoices are not certain is booked on the customer's account
    at once, so that the books always equal the provider's balance; only its application waits.

    This file holds the record; deciding, booking and undoing are in the files beside it.
    """

    _name = "ar.match.receipt"
    _description = "Receipt"
    _inherit = ["mail.thread", "ar.sync.state.mixin"]
    _order = "date desc, id desc"
    _check_company_auto = True
    # What came in, and who decided: no person writes these, also not over RPC.
    _ar_facts = frozenset(
        "name company_id connection_id journal_id rail external_id date currency_id amount settlement_currency_id "
        "settlement_amount fee_amount payer_name payer_account reference_text hints move_id reversed_amount "
        "decided_by_id decided_at confidence step is_shadow reason reason_fact problem "
        "payment_id credit_line_id".split()
    )

    name = fields.Char(string="Receipt", required=True, readonly=True)
    company_id = fields.Many2one("res.company", required=True, readonly=True, index=True, ondelete="cascade")
    connection_id = fields.Many2one("ar.sync.connection", readonly=True, index=True, ondelete="restrict")
    journal_id = fields.Many2one("account.journal", required=True, readonly=True, check_company=True)
    rail = fields.Selection(
        [("manual", "By hand"), ("bank", "Bank"), ("credit", "Customer credit")],
        required=True,
        readonly=True,
        default="manual",
        index=True,
    )
    external_id = fields.Char(string="Remote ID", readonly=True, index="btree_not_null")
    date = fields.Date(required=True, readonly=True, index=True, help="The value date: when the money was ours.")
    currency_id = fields.Many2one("res.currency", required=True, readonly=True)
    amount = fields.Monetary(required=True, readonly=True, help="What the customer paid.")
    settlement_currency_id = fields.Many2one("res.currency", required=True, readonly=True)
    settlement_amount = fields.Monetary(
        currency_field="settlement_currency_id", readonly=True, help="The same money in the currency it is settled in."
    )
    fee_amount = fields.Monetary(string="Fee", currency_field="settlement_currency_id", readonly=True)
    net_amount = fields.Monetary(
        string="Net", currency_field="settlement_currency_id", compute="_compute_net_amount", store=True
    )
    partner_id = fields.Many2one("res.partner", string="Customer", readonly=True, index=True)
    payer_name = fields.Char(readonly=True)
    payer_account = fields.Char(readonly=True, help="The bank account the money came from.")
    reference_text = fields.Text(string="Text", readonly=True, help="Everything the payer or the provider wrote.")
    hints = fields.Json(readonly=True, help="Identifiers that came with the money: kind, value, source, amount_minor.")

    state = fields.Selection(
        [
            ("new", "New"),
            ("review", "To review"),
            ("booked", "On account"),
            ("matched", "Matched"),
            ("ignored", "Recorded elsewhere"),
            ("reversed", "Reversed"),
        ],
        required=True,
        readonly=True,
        default="new",
        index=True,
        tracking=True,
    )
    reason = fields.Char(readonly=True, help="Why it is where it is, in the company's language.")
    reason_fact = fields.Json(string="Reason (Facts)", readonly=True, help="The engine's reason: code and values.")
    reason_shown = fields.Char(string="Why", compute="_compute_reason_shown", help="Why it is where it is.")
    step = fields.Char(string="Found By", readonly=True)
    confidence = fields.Float(
        string="Strength",
        readonly=True,
        digits=(6, 1),
        help="How much speaks for the best explanation, in bits: ten bits are about a thousand to one.",
    )
    decided_by_id = fields.Many2one("res.users", readonly=True, help="Empty: the engine.")
    decided_at = fields.Datetime(readonly=True)
    is_shadow = fields.Boolean(
        string="Would Have Posted", readonly=True, help="Shadow mode: the engine was sure, and posted nothing."
    )
    problem = fields.Text(readonly=True, help="What went wrong when it was booked.")

    move_id = fields.Many2one("account.move", string="Journal Entry", readonly=True, index="btree_not_null")
    line_ids = fields.One2many("account.move.line", "ar_receipt_id", string="Journal Items", readonly=True)
    proposal_ids = fields.One2many("ar.match.proposal", "receipt_id", readonly=True)
    unapplied_amount = fields.Monetary(
        compute="_compute_unapplied_amount", store=True, help="Booked and not applied to any invoice."
    )
    reversed_amount = fields.Monetary(readonly=True, help="Refunded, returned or disputed.")
    invoice_ids = fields.Many2many("account.move", string="Invoices", compute="_compute_invoice_ids")
    invoice_count = fields.Integer(compute="_compute_invoice_ids")

    _external_unique = models.UniqueIndex(
        "(connection_id, external_id) WHERE external_id IS NOT NULL", "This receipt was already taken in."
    )
    _waiting_index = models.Index("(company_id, id) WHERE state = 'new'")

    # === COMPUTE METHODS === #

    @api.depends("settlement_amount", "fee_amount")
    def _compute_net_amount(self):
        for receipt in self:
            receipt.net_amount = receipt.settlement_amount - receipt.fee_amount

    @api.depends("reason", "reason_fact", "currency_id")
    @api.depends_context("lang")
    def _compute_reason_shown(self):
        for receipt in self:
            fact = receipt.reason_fact
            receipt.reason_shown = reason_in_words(self.env, fact, receipt.currency_id) if fact else receipt.reason

    @api.depends("line_ids.amount_residual_currency", "line_ids.ar_role", "line_ids.parent_state")
    def _compute_unapplied_amount(self):
        for receipt in self:
            receipt.unapplied_amount = -sum(receipt._open_lines().mapped("amount_residual_currency"))

    @api.depends("line_ids.ar_applied_line_id")
    def _compute_invoice_ids(self):
        for receipt in self:
            receipt.invoice_ids = receipt._applied_lines().ar_applied_line_id.move_id
            receipt.invoice_count = len(receipt.invoice_ids)

    def _open_lines(self):
        """Return the posted journal items of these receipts that are not (wholly) applied."""
        open_ones = self.line_ids.filtered(
            lambda line: line.ar_role in (ROLE_ON_ACCOUNT, ROLE_APPLIED)
            and line.parent_state == "posted"
            and not line.reconciled
        )
        return open_ones | self._open_credits()

    def _applied_lines(self):
        """Return the posted journal items of these receipts that were applied to an open item."""
        return self.line_ids.filtered(lambda line: line.ar_role == ROLE_APPLIED and line.parent_state == "posted")

    # === CRUD METHODS === #

    def write(self, vals):
        """A new reason replaces the facts of the one before."""
        if "reason" in vals:
            vals = {"reason_fact": False, **vals}
        return super().write(vals)

    # === ACTIONS === #

    def action_match(self):
        """Let the engine decide again."""
        self.check_access("write")
        receipts = self.filtered(lambda receipt: receipt.state in ("new", "review", "booked", "ignored"))
        receipts._decide_and_act()

    def action_accept(self):
        """Accept the best proposal: book it where needed and apply it."""
        self.check_access("write")
        for receipt in self:
            proposal = receipt.proposal_ids.filtered(lambda proposal: proposal.state == "proposed")[:1]
            if not proposal:
                raise UserError(
                    self.env._("%(receipt)s has no proposal: pick the invoices.", receipt=receipt.display_name)
                )
            proposal.action_accept()

    def action_leave_on_account(self):
        """Keep the money as the customer's credit; nothing is applied."""
        self.check_access("write")
        for receipt in self:
            if not receipt.move_id:
                receipt._book({})
            receipt.proposal_ids._set_pending("rejected")
            receipt._note_decision("booked", reason=self.env._("Left on the customer's account by a person."))

    def action_pick(self):
        """Open the picker: choose invoices and split the amount."""
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Apply %(receipt)s", receipt=self.display_name),
            "res_model": "ar.match.pick",
            "view_mode": "form",
            "target": "new",
            "context": {"default_receipt_id": self.id},
        }

    def action_view_invoices(self):
        """Open the invoices this money is applied to."""
        action = self.env["ir.actions.act_window"]._for_xml_id("account.action_move_out_invoice_type")
        action["domain"] = [("id", "in", self.invoice_ids.ids)]
        action["context"] = {"create": False}
        return action

    def action_view_entries(self):
        """Open the journal entries of these receipts."""
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Journal Entries"),
            "res_model": "account.move",
            "view_mode": "list,form",
            "domain": [("id", "in", (self.line_ids.move_id | self.move_id).ids)],
        }

    # === BUSINESS METHODS === #

    def _note_decision(self, state: str, reason: str, **values) -> None:
        """Move to ``state`` and keep who decided and why. The engine decides as superuser."""
        by_person = not self.env.su and self.env.uid or False
        self._set_state(
            state, reason=reason, decided_by_id=by_person, decided_at=fields.Datetime.now(), **values
        )
