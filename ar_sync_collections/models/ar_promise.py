"""Promises to pay: who said what by when, and what came of it."""

from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError
from odoo.tools import format_date

#: States in which the ledger has, or will have, the last word.
JUDGED = ("kept", "partly", "broken")


class ArPromise(models.Model):
    """A customer's word that an amount comes by a day.

    What was said is kept as it was said: who promises anew makes another promise, which takes the place of this one.
    Whether it was kept is read from the ledger, see ``planning/promise.py``.
    """

    _name = "ar.promise"
    _description = "Promise to Pay"
    _inherit = ["ar.sync.state.mixin", "ar.collection.customer.mixin", "mail.thread", "mail.activity.mixin"]
    _order = "date desc, id desc"
    _rec_names_search = ["partner_id.complete_name", "move_ids.name"]
    _check_company_auto = True
    _ar_facts = frozenset(
        "partner_id company_id date amount currency_id covers move_ids source quote rule made_on until paid_amount "
        "due_amount kept_on withdrawn_why replaces_id judge_at made_after waits_for_money "
        "reply_id".split()
    )

    partner_id = fields.Many2one(
        "res.partner", string="Customer", required=True, index=True, ondelete="restrict", check_company=True
    )
    company_id = fields.Many2one("res.company", required=True, index=True, default=lambda self: self.env.company)
    state = fields.Selection(
        [
            ("open", "Open"),
            ("kept", "Kept"),
            ("partly", "Partly kept"),
            ("broken", "Broken"),
            ("withdrawn", "Withdrawn"),
        ],
        required=True,
        readonly=True,
        default="open",
        tracking=True,
        index=True,
    )
    # === WHAT WAS SAID === #
    date = fields.Date(string="Promised Day", required=True, index=True, tracking=True, help="The money comes by then.")
    amount = fields.Monetary(help="What is promised. Empty: all that is open of the invoices.")
    currency_id = fields.Many2one("res.currency", required=True, default=lambda self: self.env.company.currency_id)
    covers = fields.Selection(
        [("invoices", "These invoices"), ("balance", "All that the customer owes")],
        string="For",
        required=True,
        default="invoices",
        help="All that the customer owes means the invoices that are open when the promise is made.",
    )
    move_ids = fields.Many2many(
        "account.move",
        "ar_promise_move",
        "promise_id",
        "move_id",
        string="Invoices",
        check_company=True,
        domain="[('move_type', '=', 'out_invoice'), ('state', '=', 'posted'), "
        "('payment_state', 'in', ('not_paid', 'partial')), ('commercial_partner_id', '=', partner_id)]",
    )
    source = fields.Selection(
        [("person", "Entered by us"), ("call", "On the phone"), ("mail", "By e-mail"), ("portal", "In the portal")],
        string="Came",
        required=True,
        default="person",
    )
    quote = fields.Text(string="In Their Words", help="The sentence in which it was promised.")
    rule = fields.Char(string="Read By", readonly=True, help="How the day was understood, where a reply was read.")
    made_on = fields.Date(readonly=True, help="The customer's day on which it was promised.")
    user_id = fields.Many2one(
        "res.users",
        string="Responsible",
        domain="[('share', '=', False), ('company_ids', 'in', company_id)]",
        help="Is told when the promise is broken.",
    )
    reply_id = fields.Many2one(
        "ar.collection.reply", readonly=True, ondelete="set null", index="btree_not_null"
    )
    replaces_id = fields.Many2one("ar.promise", string="In Place Of", ondelete="set null", check_company=True)
    # === WHAT CAME OF IT === #
    until = fields.Date(
        string="In Time Until", readonly=True, index=True, help="The promised day and the company's grace."
    )
    due_amount = fields.Monetary(
        string="To Be Paid", readonly=True, help="What is promised, or what is owed where that is less."
    )
    paid_amount = fields.Monetary(string="Paid in Time", readonly=True)
    kept_on = fields.Date(readonly=True, help="The day of the money with which it was kept.")
    waits_for_money = fields.Boolean(
        string="Money Not Applied",
        readonly=True,
        help="The day is over and the invoices are open, but the customer has money here that nobody applied yet.",
    )
    withdrawn_why = fields.Selection(
        [
            ("person", "We withdrew it"),
            ("customer", "The customer withdrew it"),
            ("replaced", "Another took its place"),
            ("credited", "Nothing is owed any more"),
        ],
        string="Withdrawn Because",
        readonly=True,
    )
    made_after = fields.Integer(readonly=True, help="The last application that was in the ledger when it was made.")
    judge_at = fields.Datetime(string="Looked At Next", readonly=True, index=True)

    _amount_positive = models.Constraint("CHECK (amount >= 0)", "A promised amount is not negative.")

    @api.depends("partner_id", "amount", "currency_id", "date")
    def _compute_display_name(self):
        for promise in self:
            words = {
                "customer": promise.partner_id.display_name or "",
                "amount": promise.currency_id.format(promise.amount) if promise.currency_id else "",
                "day": promise._day_words(promise.date),
            }
            promise.display_name = self.env._("%(customer)s: %(amount)s by %(day)s", **words)

    def _day_words(self, day) -> str:
        return fields.Date.to_string(day) if day else ""

    @api.onchange("partner_id", "covers", "currency_id")
    def _onchange_partner_id(self):
        if self.covers == "balance" and self.partner_id:
            self.move_ids = self._open_invoices(self.partner_id, self.company_id, self.currency_id)
        self.move_ids = self.move_ids.filtered(
            lambda move: move.commercial_partner_id == self.partner_id.commercial_partner_id
        )

    @api.onchange("move_ids")
    def _onchange_move_ids(self):
        if len(self.move_ids.currency_id) == 1:
            self.currency_id = self.move_ids.currency_id
        self.amount = sum(self.move_ids.mapped("amount_residual")) if len(self.move_ids.currency_id) == 1 else 0.0

    @api.constrains("move_ids", "partner_id", "company_id", "replaces_id")
    def _check_invoices(self):
        for promise in self:
            if promise.replaces_id and promise.replaces_id.partner_id != promise.partner_id:
                raise ValidationError(self.env._("A promise takes the place of one of the same customer only."))
            foreign = promise.move_ids.filtered(
                lambda move, promise=promise: (
                    move.move_type != "out_invoice"
                    or move.commercial_partner_id != promise.partner_id
                    or move.company_id != promise.company_id
                )
            )
            if foreign:
                raise ValidationError(
                    self.env._("%s is no invoice of this customer and company.", foreign[:1].display_name)
                )

    # === MAKING === #

    @api.model
    def _open_invoices(self, partner, company, currency=None):
        """Return what a customer has to pay, the oldest first."""
        domain = [
            ("company_id", "=", company.id),
            ("commercial_partner_id", "=", partner.commercial_partner_id.id),
            ("move_type", "=", "out_invoice"),
            ("state", "=", "posted"),
            ("payment_state", "in", ("not_paid", "partial")),
        ]
        if currency:
            domain.append(("currency_id", "=", currency.id))
        return self.env["account.move"].search(domain, order="invoice_date_due, id")

    @api.model_create_multi
    def create(self, vals_list):
        promises = super().create([self._completed(dict(vals)) for vals in vals_list])
        for promise in promises:
            promise._begin()
        promises._judge()
        promises._wake_collections()
        return promises

    @api.model
    def _completed(self, vals: dict) -> dict:
        """Return the values of a new promise with what follows from them; what the ledger decides is left out."""
        kept = {"until", "due_amount", "paid_amount", "kept_on", "withdrawn_why", "made_after", "judge_at", "made_on"}
        vals = {name: value for name, value in vals.items() if name not in kept}
        partner = self.env["res.partner"].browse(vals.get("partner_id")).commercial_partner_id
        vals["partner_id"] = partner.id
        company = self.env["res.company"].browse(vals.get("company_id") or self.env.company.id)
        if vals.get("covers") == "balance":
            currency = self.env["res.currency"].browse(vals.get("currency_id") or company.currency_id.id)
            vals["move_ids"] = [fields.Command.set(self._open_invoices(partner, company, currency).ids)]
        return vals

    def _begin(self) -> None:
        """Keep what the ledger looks like at this moment, and how long the money has time."""
        self.ensure_one()
        sudo = self.sudo()
        if not self.move_ids:
            raise UserError(self.env._("Choose the invoices that are promised: this customer has none open."))
        partials = sudo.move_ids.line_ids.matched_credit_ids
        until = sudo._until()
        sudo.write(
            {
                "made_on": sudo._today(),
                "made_after": max(partials.ids, default=0),
                "until": until,
                "judge_at": sudo._day_begins_at(until + timedelta(days=1)),
                "amount": sudo.amount or sudo._open_amount(),
                "user_id": sudo.user_id.id or sudo._responsible().id,
            }
        )
        if sudo.currency_id.is_zero(sudo.amount):
            raise UserError(self.env._("Nothing is open of these invoices."))
        # A broken promise stays broken, whatever is promised instead: only what is to be done about it is done.
        sudo.replaces_id.filtered(lambda row: row.state == "open")._withdraw("replaced")
        sudo.replaces_id.activity_ids.unlink()

    def _until(self):
        """Return the last day on which money is in time: so many working days after the promised one."""
        self.ensure_one()
        return self._working_days_after(self.date, self.company_id.ar_collection_promise_grace_days)

    def _open_amount(self) -> float:
        """Return what is open of the promised invoices, in the promise's currency."""
        self.ensure_one()
        return sum(self._in_own_currency(move, move.amount_residual) for move in self.move_ids)

    def _in_own_currency(self, move, amount: float) -> float:
        """Return an amount of an invoice in the promise's currency, at the rate of the day of the promise."""
        day = self.made_on or self._today()
        return move.currency_id._convert(amount, self.currency_id, self.company_id, day)

    def _ar_reply_subject(self, message_dict):
        """A customer who answers a mail about this promise."""
        self.ensure_one()
        return self.partner_id, self.company_id, self.move_ids

    def _hold_sentence(self) -> str:
        """Say why the promised invoices are left alone."""
        self.ensure_one()
        if self.waits_for_money:
            return self.env._("The customer's money is here and is not applied yet.")
        words = {"amount": self.currency_id.format(self.amount), "day": format_date(self.env, self.date)}
        return self.env._("%(amount)s is promised by %(day)s.", **words)

    # === ENDING === #

    def _withdraw(self, why: str) -> None:
        """End promises without a verdict."""
        self.sudo()._set_state("withdrawn", withdrawn_why=why, judge_at=False, waits_for_money=False)
        self.activity_ids.sudo().unlink()
        self._wake_collections()

    def action_withdraw(self):
        """Take promises back: they are not counted, and their invoices are asked for again."""
        self.check_access("write")
        self._withdraw("person")

    def action_promise_again(self):
        """Open a new promise in the place of this one."""
        self.ensure_one()
        self.check_access("write")
        still_open = self.move_ids.filtered(lambda move: move.payment_state in ("not_paid", "partial"))
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Promise to Pay"),
            "res_model": "ar.promise",
            "views": [(False, "form")],
            "context": {
                "default_partner_id": self.partner_id.id,
                "default_company_id": self.company_id.id,
                "default_move_ids": still_open.ids,
                "default_currency_id": self.currency_id.id,
                "default_replaces_id": self.id,
            },
        }
