"""Disputes: what a customer does not want to pay, who looks into it, and what came of it."""

from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError

from odoo.addons.ar_sync.protocol.money import minor

OPEN = ("open", "review")


class ArDispute(models.Model):
    """A dispute about an invoice, or a part of it. The rest of the invoice goes on being asked for.

    What the customer said is kept. The history of who did what is in the chatter.
    """

    _name = "ar.dispute"
    _description = "Dispute"
    _inherit = ["ar.sync.state.mixin", "ar.collection.customer.mixin", "mail.thread", "mail.activity.mixin"]
    _order = "id desc"
    _rec_names_search = ["move_id.name", "partner_id.complete_name"]
    _check_company_auto = True
    _ar_facts = frozenset(
        "move_id partner_id company_id amount source quote description opened_on closed_on escalated_on "
        "first_escalated_on credit_move_ids reply_id".split()
    )

    move_id = fields.Many2one(
        "account.move",
        string="Invoice",
        required=True,
        index=True,
        ondelete="restrict",
        check_company=True,
        domain="[('move_type', '=', 'out_invoice'), ('state', '=', 'posted')]",
    )
    move_ids = fields.Many2many("account.move", compute="_compute_move_ids")
    partner_id = fields.Many2one(
        "res.partner", string="Customer", compute="_compute_from_move", store=True, index=True, ondelete="restrict"
    )
    company_id = fields.Many2one("res.company", compute="_compute_from_move", store=True, index=True)
    currency_id = fields.Many2one("res.currency", compute="_compute_from_move", store=True)
    state = fields.Selection(
        [
            ("open", "Open"),
            ("review", "In review"),
            ("accepted", "Accepted"),
            ("rejected", "Rejected"),
            ("withdrawn", "Withdrawn"),
        ],
        required=True,
        readonly=True,
        default="open",
        tracking=True,
        index=True,
    )
    # === WHAT WAS SAID === #
    reason_id = fields.Many2one(
        "ar.dispute.reason",
        required=True,
        tracking=True,
        ondelete="restrict",
        domain="[('company_id', 'in', (company_id, False))]",
        default=lambda self: self.env.ref("ar_sync_collections.ar_dispute_reason_other", raise_if_not_found=False),
    )
    amount = fields.Monetary(string="Disputed", help="Empty: the whole invoice.")
    is_part = fields.Boolean(string="Part of the Invoice", compute="_compute_is_part", store=True)
    description = fields.Text(help="What is wrong, in the customer's or your words.")
    quote = fields.Text(string="In Their Words", readonly=True)
    source = fields.Selection(
        [("person", "Entered by us"), ("call", "On the phone"), ("mail", "By e-mail"), ("portal", "In the portal")],
        string="Came",
        required=True,
        default="person",
    )
    reply_id = fields.Many2one("ar.collection.reply", readonly=True, ondelete="set null", index="btree_not_null")
    opened_on = fields.Date(readonly=True)
    # === WHO AND WHEN === #
    user_id = fields.Many2one(
        "res.users",
        string="Owner",
        tracking=True,
        domain="[('share', '=', False), ('company_ids', 'in', company_id)]",
        help="Settles it. Empty: as the reason or the customer says.",
    )
    deadline = fields.Date(tracking=True, help="Until then it is settled, or it is escalated.")
    escalated_on = fields.Date(readonly=True)
    first_escalated_on = fields.Date(readonly=True, help="It stays when the dispute gets another deadline.")
    # === WHAT CAME OF IT === #
    outcome_note = fields.Text(string="Told to the Customer", help="Goes into the mail about the outcome.")
    closed_on = fields.Date(readonly=True)
    credit_move_ids = fields.One2many("account.move", "ar_dispute_id", string="Credit Notes", readonly=True)
    credited_amount = fields.Monetary(string="Credited", compute="_compute_credited_amount")

    _amount_positive = models.Constraint("CHECK (amount >= 0)", "A disputed amount is not negative.")

    @api.depends("move_id", "reason_id")
    def _compute_display_name(self):
        for dispute in self:
            words = {"invoice": dispute.move_id.name or "", "reason": dispute.reason_id.name or ""}
            dispute.display_name = self.env._("%(invoice)s: %(reason)s", **words)

    @api.depends("move_id")
    def _compute_move_ids(self):
        for dispute in self:
            dispute.move_ids = dispute.move_id

    @api.depends("move_id")
    def _compute_from_move(self):
        for dispute in self:
            move = dispute.move_id
            dispute.partner_id = move.commercial_partner_id
            dispute.company_id = move.company_id
            dispute.currency_id = move.currency_id

    @api.depends("amount", "move_id.amount_total", "currency_id")
    def _compute_is_part(self):
        for dispute in self:
            total = dispute.move_id.amount_total
            dispute.is_part = bool(
                dispute.amount
                and dispute.currency_id
                and dispute.currency_id.compare_amounts(dispute.amount, total) < 0
            )

    @api.depends("credit_move_ids.state", "credit_move_ids.amount_total")
    def _compute_credited_amount(self):
        for dispute in self:
            posted = dispute.credit_move_ids.filtered(lambda move: move.state == "posted")
            dispute.credited_amount = sum(posted.mapped("amount_total"))

    @api.onchange("reason_id")
    def _onchange_reason_id(self):
        if self.reason_id and self.company_id and not self._origin.id:
            self.user_id = self.reason_id.user_id or self.user_id
            self.deadline = self._working_days_after(self._today(), self.reason_id.days)

    @api.constrains("move_id", "amount", "state")
    def _check_amounts(self):
        for dispute in self.filtered(lambda row: row.state in OPEN):
            move, currency = dispute.move_id, dispute.currency_id
            if move.move_type != "out_invoice" or move.state != "posted":
                raise ValidationError(self.env._("%s is no posted invoice.", move.display_name))
            others = self.search([("move_id", "=", move.id), ("state", "in", OPEN), ("id", "!=", dispute.id)])
            whole = [row for row in dispute | others if not row.is_part]
            disputed = sum((dispute | others).mapped("amount"))
            if (whole and others) or currency.compare_amounts(disputed, move.amount_total) > 0:
                raise ValidationError(self.env._("More would be disputed than invoice %s is about.", move.display_name))

    @api.constrains("move_id", "amount")
    def _check_open(self):
        """Of what is open no more may be disputed than that; what is paid already can still be complained about."""
        for dispute in self.filtered(lambda row: row.state in OPEN and row.is_part):
            move, currency = dispute.move_id, dispute.currency_id
            parts = self.search([("move_id", "=", move.id), ("state", "in", OPEN), ("is_part", "=", True)])
            disputed = sum((dispute | parts).mapped("amount"))
            if move.amount_residual and currency.compare_amounts(disputed, move.amount_residual) > 0:
                left = currency.format(move.amount_residual)
                raise ValidationError(
                    self.env._("Of %(invoice)s only %(left)s is open.", invoice=move.display_name, left=left)
                )

    @api.constrains("deadline", "state")
    def _check_deadline(self):
        """Without a deadline nobody would ever be told that the invoice still waits."""
        for dispute in self.filtered(lambda row: row.state in OPEN and row.opened_on):
            if not dispute.deadline:
                raise ValidationError(self.env._("A dispute needs a day by which it is to be settled."))

    # === MAKING === #

    @api.model_create_multi
    def create(self, vals_list):
        kept = {"opened_on", "closed_on", "escalated_on", "first_escalated_on", "credit_move_ids"}
        kept |= {"partner_id", "company_id", "currency_id"}
        self.env["account.move"].browse([vals["move_id"] for vals in vals_list if vals.get("move_id")]).check_access(
            "read"
        )
        disputes = super().create(
            [{name: value for name, value in vals.items() if name not in kept} for vals in vals_list]
        )
        for dispute in disputes:
            dispute._begin()
        disputes._wake_collections()
        if not self.env.su:
            disputes.reply_id._decide(("dispute", "acknowledgement"))
        return disputes

    def _begin(self) -> None:
        """Give a new dispute its owner and its deadline, and the owner a task."""
        self.ensure_one()
        sudo, today = self.sudo(), self._today()
        owner = sudo.user_id or sudo._fit(sudo.reason_id.user_id) or sudo._responsible() or sudo._anybody()
        sudo.write(
            {
                "opened_on": today,
                "user_id": owner.id,
                "deadline": sudo.deadline or sudo._working_days_after(today, sudo.reason_id.days),
            }
        )
        words = {"invoice": sudo.move_id.name, "reason": sudo.reason_id.name}
        days = max((sudo.deadline - today).days, 0)
        sudo._call_person(self.env._("Settle the dispute about %(invoice)s: %(reason)s", **words), days=days)

    def _fit(self, user):
        """Return a user where he works for the company, else nobody."""
        return self.company_id._ar_collection_here(user)

    def write(self, vals):
        if "deadline" in vals and "escalated_on" not in vals:
            self.filtered("escalated_on").sudo()._ar_through_gate().write({"escalated_on": False})
        return super().write(vals)

    def _ar_reply_subject(self, message_dict):
        """A customer who answers a mail about this dispute."""
        self.ensure_one()
        return self.partner_id, self.company_id, self.move_id

    def _disputed_minor(self) -> int | None:
        """Return what is disputed in minor units; None for all that is open."""
        self.ensure_one()
        return minor(self.amount, self.currency_id.decimal_places) if self.is_part else None

    def _hold_sentence(self) -> str:
        """Say why the invoice is left alone."""
        words = {"reason": self.reason_id.name, "owner": self.user_id.name or ""}
        if not self.is_part:
            return self.env._("It is disputed (%(reason)s); %(owner)s looks into it.", **words)
        amount = self.currency_id.format(self.amount)
        return self.env._("%(amount)s of it is disputed (%(reason)s); %(owner)s looks into it.", amount=amount, **words)

    # === DAYS === #

    @api.model
    def _escalate_due(self) -> int:
        """Tell somebody above of disputes whose deadline has passed. Return how many may remain."""
        late = self.search(
            [
                ("state", "in", OPEN),
                ("escalated_on", "=", False),
                ("deadline", "<=", fields.Date.today() + timedelta(days=1)),
            ],
            limit=100,
            order="deadline, id",
        ).filtered(lambda row: row.deadline < row._today())
        for dispute in late.try_lock_for_update():
            dispute._escalate()
        if late:
            self.env.cr.commit()  # pylint: disable=invalid-commit
        return 0

    def _escalate(self) -> None:
        self.ensure_one()
        above = self._fit(self.company_id.ar_collection_dispute_user_id) or self._responsible() or self._anybody()
        words = {"invoice": self.move_id.name, "owner": self.user_id.name or "", "day": str(self.deadline)}
        summary = self.env._("Dispute about %(invoice)s was to be settled by %(day)s (%(owner)s)", **words)
        today = self._today()
        self._ar_through_gate().write({"escalated_on": today, "first_escalated_on": self.first_escalated_on or today})
        self.activity_schedule("mail.mail_activity_data_todo", summary=summary[:200], user_id=above.id)

    # === SETTLING === #

    def action_review(self):
        """Say that somebody looks into it."""
        self.check_access("write")
        self._set_state("review")

    def action_reject(self):
        """Refuse it: the invoice is asked for again, and the customer is told why."""
        self.check_access("write")
        for dispute in self:
            if not (dispute.outcome_note or "").strip():
                raise UserError(self.env._("Write why it is refused: the customer is told."))
        self._close("rejected", "ar_sync_collections.mail_template_dispute_rejected")

    def action_accept(self):
        """Settle it without a credit note, as where goods were sent again; the customer is told."""
        self.check_access("write")
        for dispute in self:
            if not (dispute.outcome_note or "").strip():
                raise UserError(self.env._("Write how it was settled: the customer is told."))
        self._close("accepted", "ar_sync_collections.mail_template_dispute_accepted")

    def action_withdraw(self):
        """Take it off without an outcome, as where it was entered by mistake; nobody is told."""
        self.check_access("write")
        self._close("withdrawn")

    def action_credit(self):
        """Open Odoo's credit note for what is disputed."""
        self.ensure_one()
        self.check_access("write")
        if self.state not in OPEN:
            raise UserError(self.env._("This dispute is settled."))
        action = self.env["ir.actions.act_window"]._for_xml_id("account.action_view_account_move_reversal")
        return {
            **action,
            "context": {
                "active_model": "account.move",
                "active_ids": self.move_id.ids,
                "active_id": self.move_id.id,
                "default_ar_dispute_id": self.id,
                "default_reason": self.reason_id.name,
            },
        }

    def _close(self, state: str, template: str = "") -> None:
        """End disputes, and tell the customer."""
        for dispute in self:
            dispute._set_state(state, closed_on=dispute._today())
            dispute.activity_ids.sudo().unlink()
            if template:
                dispute._tell(template)
        self._wake_collections()

    def _credited(self) -> None:
        """A credit note of these disputes was posted: that settles them."""
        for dispute in self.filtered(lambda row: row.state in OPEN):
            dispute._close("accepted", "ar_sync_collections.mail_template_dispute_accepted")

    def _credit_taken_back(self) -> None:
        """The credit note of these disputes is gone: somebody looks into them again."""
        gone = self.filtered(lambda row: row.state == "accepted" and not row.credited_amount)
        gone._set_state("review", closed_on=False)
        for dispute in gone:
            dispute._call_person(self.env._("The credit note for %s was taken back", dispute.move_id.name))
        gone._wake_collections()

    def action_view_credits(self):
        """Open the credit notes of this dispute."""
        self.ensure_one()
        self.check_access("read")
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Credit Notes"),
            "res_model": "account.move",
            "views": [(False, "list"), (False, "form")],
            "domain": [("id", "in", self.credit_move_ids.ids)],
        }
