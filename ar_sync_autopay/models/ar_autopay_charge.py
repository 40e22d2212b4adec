"""Charges: what a customer will be charged, is being charged, and was charged."""

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import LazyTranslate, format_date

from odoo.addons.ar_sync.models.account_move_hold import Hold

from ..planning.plan import Charge
from .money import amount_of, units_of

_lt = LazyTranslate(__name__)

#: Notices that are written in one transaction.
NOTICES = 50
OPEN_STATES = ("planned", "held", "sending", "processing", "confirm")
#: Why something is not charged: code -> sentence for the people who see the invoice.
OBSTACLES = {
    "excluded": _lt("Somebody excluded this invoice from auto-pay."),
    "not_recurring": _lt("The customer agreed to be charged for recurring invoices only."),
    "currency": _lt("The customer's way to pay cannot be charged in this currency."),
    "stripe_charges": _lt("Stripe charges this invoice by itself."),
    "disputed": _lt("A payment of this invoice was disputed: a person decides."),
    "went_back": _lt("It was charged already and the money went back, or is not booked yet: a person decides."),
    "paying": _lt("The customer is paying it at this moment."),
    "blocked": _lt("Payment of this invoice is blocked."),
}


class ArAutopayCharge(models.Model):
    """One attempt to charge a customer for one or several open items.

    A row begins as a plan and may change with what is open. From *Being sent* on it stays as it was sent. Another
    attempt is another row.
    """

    _name = "ar.autopay.charge"
    _description = "Automatic Charge"
    _inherit = ["ar.sync.state.mixin", "mail.thread"]
    _order = "charge_on desc, id desc"
    _ar_written_by_code_only = True

    mandate_id = fields.Many2one("ar.autopay.mandate", required=True, readonly=True, index=True, ondelete="restrict")
    partner_id = fields.Many2one(
        related="mandate_id.partner_id", store=True, index=True, string="Customer", readonly=True
    )
    company_id = fields.Many2one(related="mandate_id.company_id", store=True, index=True, readonly=True)
    company_currency_id = fields.Many2one(related="company_id.currency_id", string="Company Currency")
    state = fields.Selection(
        [
            ("planned", "Planned"),
            ("held", "Held"),
            ("sending", "Being sent"),
            ("processing", "With the bank"),
            ("confirm", "Customer must confirm"),
            ("succeeded", "Charged"),
            ("failed", "Failed"),
            ("cancelled", "Withdrawn"),
        ],
        required=True,
        readonly=True,
        default="planned",
        index=True,
    )
    charge_on = fields.Date(required=True, readonly=True, index=True, help="The customer's own day.")
    currency_id = fields.Many2one("res.currency", required=True, readonly=True)
    amount = fields.Monetary(compute="_compute_amount", store=True)
    amount_company = fields.Monetary(
        string="Amount in Company Currency", compute="_compute_amount", store=True, currency_field="company_currency_id"
    )
    line_ids = fields.One2many("ar.autopay.charge.line", "charge_id", string="For", readonly=True)
    move_ids = fields.Many2many("account.move", string="Invoices", compute="_compute_moves")
    is_open = fields.Boolean(compute="_compute_is_open", store=True)
    attempt = fields.Integer(readonly=True, default=1)
    previous_id = fields.Many2one("ar.autopay.charge", string="Attempt Before", readonly=True, index="btree_not_null")
    why = fields.Text(readonly=True, help="Why it is held, withdrawn or failed.")
    notified_at = fields.Datetime(string="Customer Told", readonly=True)
    notified_amount = fields.Monetary(string="Amount Told", readonly=True)
    # === WHAT CAME OF IT === #
    operation_id = fields.Many2one("ar.sync.operation", string="Outgoing Change", readonly=True, ondelete="set null")
    intent_ref = fields.Char(string="Payment ID", readonly=True, index="btree_not_null")
    intent_id = fields.Many2one("ar.stripe.payment.intent", string="Payment", compute="_compute_intent")
    receipt_id = fields.Many2one("ar.match.receipt", compute="_compute_intent")
    done_at = fields.Datetime(string="Ended", readonly=True)
    failure_code = fields.Char(string="Error Code", readonly=True)
    decline_code = fields.Char(readonly=True, help="The bank's reason, as Stripe names it.")
    advice_code = fields.Char(string="Stripe's Advice", readonly=True)
    decline_class = fields.Selection(
        [
            ("soft", "May pass"),
            ("hard", "For good"),
            ("authentication", "Needs the customer"),
            ("withdrawn", "Not charged"),
            ("ours", "On our side"),
        ],
        string="Kind of Refusal",
        readonly=True,
    )
    failure_message = fields.Char(string="Stripe's Words", readonly=True)
    confirm_until = fields.Date(readonly=True)

    _intent_unique = models.UniqueIndex("(intent_ref) WHERE intent_ref IS NOT NULL")
    _due_index = models.Index("(charge_on, id) WHERE state = 'planned'")

    @api.depends("line_ids.amount", "currency_id", "charge_on")
    def _compute_amount(self):
        for charge in self:
            charge.amount = sum(charge.line_ids.mapped("amount"))
            charge.amount_company = charge.currency_id._convert(
                charge.amount, charge.company_id.currency_id, charge.company_id, charge.charge_on or fields.Date.today()
            )

    @api.depends("state")
    def _compute_is_open(self):
        for charge in self:
            charge.is_open = charge.state in OPEN_STATES

    @api.depends("line_ids.move_id")
    def _compute_moves(self):
        for charge in self:
            charge.move_ids = charge.line_ids.move_id

    @api.depends("intent_ref")
    def _compute_intent(self):
        for charge in self:
            connection = charge.mandate_id.connection_id
            charge.intent_id = self.env["ar.stripe.payment.intent"].search(
                [("connection_id", "=", connection.id), ("external_id", "=", charge.intent_ref or "-")], limit=1
            )
            charges = charge.intent_id.charge_ids.filtered("receipt_id")
            charge.receipt_id = charges[:1].receipt_id

    @api.depends("move_ids", "partner_id", "amount")
    def _compute_display_name(self):
        for charge in self:
            names = ", ".join(charge.move_ids.mapped("name")[:3])
            more = f" +{len(charge.move_ids) - 3}" if len(charge.move_ids) > 3 else ""
            charge.display_name = f"{charge.partner_id.display_name}: {names}{more}"

    @api.model
    def _obstacle_words(self) -> dict[str, str]:
        """Return code -> sentence of what keeps an invoice from being charged."""
        return {code: str(self.env._(words)) for code, words in OBSTACLES.items()}

    def _in_a_line(self) -> str:
        """Return day, amount, state and reason of a charge in one line; empty for none."""
        if not self:
            return ""
        state = dict(self._fields["state"]._description_selection(self.env))[self.state]
        amount = self.currency_id.format(self.amount)
        line = f"{format_date(self.env, self.charge_on)}: {amount}, {state}"
        return f"{line} ({self.why})" if self.why else line

    def _chasing_hold(self) -> Hold:
        """Return why nobody is asked for what this charge brings by itself."""
        self.ensure_one()
        if self.state == "planned":
            words = self.env._("Auto-pay charges it on %s.", format_date(self.env, self.charge_on))
            return Hold("autopay", words, self.charge_on)
        if self.state == "confirm":
            words = self.env._("The customer was asked to confirm its payment.")
            return Hold("autopay_confirm", words, self.confirm_until)
        return Hold("autopay", self.env._("Auto-pay is charging it."))

    def _key(self) -> str:
        """Return what the outgoing changes of this charge are called by."""
        self.ensure_one()
        return f"autopay/{self.id}"

    # === PLANNING === #

    @api.model
    def _sync(self, mandate, wanted: tuple[Charge, ...]) -> None:
        """Have the planned first attempts of a mandate be ``wanted``; keep what is as it was, and its notice.

        A charge whose customer was told keeps its day, unless more is to be charged than was told.
        """
        present = mandate.charge_ids.filtered(lambda row: row.state in ("planned", "held") and row.attempt == 1)
        by_keys = {frozenset(row.line_ids.mapped("line_id.id")): row for row in present}
        for charge in wanted:
            keys = frozenset(int(key) for key in charge.keys)
            row = by_keys.pop(keys, None)
            if row:
                row._follow(charge)
            else:
                others = [row for ids, row in by_keys.items() if ids & keys]
                for row in others:
                    by_keys.pop(frozenset(row.line_ids.mapped("line_id.id")))
                    row._withdraw(self.env._("Planned anew."))
                self._make(mandate, charge)
        for row in by_keys.values():
            row._withdraw(self.env._("Nothing is to be charged for it any more."))

    @api.model
    def _make(self, mandate, charge: Charge, **values):
        """Write a planned charge."""
        currency = self.env["res.currency"].search([("name", "=", charge.currency)])
        made = (
            self.sudo()
            .with_context(mail_create_nolog=True)
            .create(
                {
                    "mandate_id": mandate.id,
                    "charge_on": charge.day,
                    "currency_id": currency.id,
                    "line_ids": [
                        fields.Command.create({"line_id": int(key), "amount": amount_of(units, currency)})
                        for key, units in charge.parts
                    ],
                    **values,
                }
            )
        )
        return made

    def _follow(self, charge: Charge) -> None:
        """Take over day and amounts of a plan, where they differ."""
        self.ensure_one()
        self._take_amounts(dict(charge.parts))
        if self.notified_at and self.charge_on >= self.mandate_id._today():
            self._take_discounts()
        told = self.notified_at and self.currency_id.compare_amounts(self.amount, self.notified_amount) <= 0
        values = {}
        if self.charge_on != charge.day and not (told and self.charge_on >= self.mandate_id._today()):
            values["charge_on"] = charge.day
        if self.notified_at and not told:
            values |= {"notified_at": False, "charge_on": charge.day}
            self._take_amounts(dict(charge.parts))
        if values or self.state == "held":
            self._set_state("planned", why=False, **values)

    def _take_amounts(self, parts: dict[str, int]) -> None:
        """Write what each part comes to now, in the smallest units of the currency."""
        for line in self.line_ids:
            units = parts.get(f"{line.line_id.id:012d}", 0)
            if units_of(line.amount, self.currency_id) != units:
                line.amount = amount_of(units, self.currency_id)

    def _take_discounts(self) -> None:
        """Charge what is charged whole as of this charge's own day: its discount may be over, or not yet."""
        for line in self.line_ids.filtered("line_id"):
            item = line.line_id
            whole = item.amount_residual_currency
            if any(
                self.currency_id.compare_amounts(line.amount, amount) == 0
                for amount in (whole, whole - item._ar_discount())
            ):
                line.amount = line._open_amount()

    def _follow_amounts(self) -> None:
        """Have planned further attempts charge what is open now; withdraw those of which nothing is left."""
        for charge in self.filtered(lambda row: row.state in ("planned", "held")):
            gone = charge.line_ids.filtered(lambda line: line._open_amount() <= 0)
            if gone == charge.line_ids:
                charge._withdraw(self.env._("It was paid otherwise."))
                continue
            gone.unlink()
            for line in charge.line_ids:
                line.amount = line._open_amount()
            if charge.state == "held":
                charge._set_state("planned", why=False)

    def _withdraw(self, why: str) -> None:
        """Take back a charge that was not sent; one of which nobody was told leaves no trace."""
        for charge in self.sudo().filtered(lambda row: row.state in ("planned", "held")):
            if charge.notified_at or charge.attempt > 1 or charge.message_ids:
                charge._set_state("cancelled", why=why, done_at=fields.Datetime.now())
            else:
                charge.unlink()
        # Before another charge takes the same items: the index below the records wants it in this order.
        self.env.flush_all()

    def _hold_planned(self, why: str) -> None:
        """Hold what is planned, without looking at it."""
        for charge in self.filtered(lambda row: row.state == "planned"):
            charge._set_state("held", why=why)

    def _withdraw_planned(self) -> None:
        """Take back what was planned of a mandate that rests or ended."""
        self._withdraw(self.env._("Auto-pay of the customer was paused or ended."))

    # === NOTICE === #

    def _notice_days(self) -> int:
        """Return how many days before it the customer is told of this charge."""
        return self.company_id._ar_autopay_notice_of(self.mandate_id.method_type or "")

    @api.model
    def _notify_due(self) -> int:
        """Tell one batch of customers of the charges to come, and commit. Return whether more wait (0 or 1)."""
        Company = self.env["res.company"].sudo()
        longest = ("ar_autopay_notice_days", "ar_autopay_notice_days_debit")
        most = max(Company.search([], order=f"{name} desc", limit=1)[name] for name in longest)
        rows = self.search(
            [
                ("state", "=", "planned"),
                ("notified_at", "=", False),
                ("charge_on", "<=", fields.Date.add(fields.Date.today(), days=most + 1)),
                ("mandate_id.state", "=", "active"),
            ],
            order="charge_on, id",
        )
        due = rows.filtered(
            lambda row: (
                row._notice_days()
                and fields.Date.subtract(row.charge_on, days=row._notice_days()) <= row.mandate_id._today()
            )
        )
        for charge in due[:NOTICES].try_lock_for_update():
            charge._set_state("planned", notified_at=fields.Datetime.now(), notified_amount=charge.amount)
            charge.mandate_id._tell("ar_sync_autopay.mail_template_notice", charge)
        if due:
            self.env.cr.commit()  # pylint: disable=invalid-commit
        return int(len(due) > NOTICES)

    # === ACTIONS === #

    def action_charge_now(self):
        """Charge today instead of on the planned day."""
        self.check_access("read")
        self.mandate_id._ar_check_manager()
        if any(charge.state not in ("planned", "held") for charge in self):
            raise UserError(self.env._("Only planned charges can be brought forward."))
        for charge in self.sudo():
            charge._set_state("planned", charge_on=charge.mandate_id._today(), why=False)
            charge._take_discounts()
            if not charge.notified_at:
                charge._set_state("planned", notified_at=fields.Datetime.now(), notified_amount=charge.amount)
        self.env["ar.sync.dispatch"]._dispatch("autopay")

    def action_exclude(self):
        """Never charge these invoices by themselves."""
        self.check_access("read")
        self.mandate_id._ar_check_manager()
        self.move_ids._ar_autopay_exclude(True)

    def action_view_moves(self):
        """Open the invoices that are charged."""
        self.ensure_one()
        self.check_access("read")
        action = self.env["ir.actions.act_window"]._for_xml_id("account.action_move_out_invoice_type")
        return {**action, "domain": [("id", "in", self.move_ids.ids)], "context": {"create": False}}

    def action_view_intent(self):
        """Open the payment at Stripe."""
        self.ensure_one()
        self.check_access("read")
        return self.intent_id._open(self.intent_id) if self.intent_id else False
