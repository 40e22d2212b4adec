"""A call that was made, or a look at a customer that is put off."""

from odoo import api, fields, models
from odoo.exceptions import UserError

OUTCOMES = [
    ("reached", "Talked to somebody"),
    ("message", "Left a message"),
    ("nobody", "Nobody answered"),
    ("number", "The number is wrong"),
]
#: Working days after which one looks again.
AGAIN_AFTER = {"reached": 3, "message": 1, "nobody": 1, "number": 1}


class ArCollectionCall(models.TransientModel):
    """Notes what came of a call on the case, and puts the customer off until a day. Messages go on meanwhile."""

    _name = "ar.collection.call"
    _description = "Call to a Customer"

    company_id = fields.Many2one("res.company", required=True, default=lambda self: self.env.company)
    case_ids = fields.Many2many("ar.collection.case", string="Customers")
    kind = fields.Selection([("call", "Call"), ("snooze", "Snooze")], required=True, default="call")
    phone = fields.Char(compute="_compute_phone")
    outcome = fields.Selection(OUTCOMES, string="What Came of It", required=True, default="reached")
    note = fields.Text(string="In Your Own Words")
    until = fields.Date(
        string="Look Again On",
        compute="_compute_until",
        store=True,
        readonly=False,
        help="The customer is not on the worklist before. Empty: it stays there. Messages go on as planned.",
    )

    @api.depends("case_ids")
    def _compute_phone(self):
        for call in self:
            call.phone = call.case_ids.contact_phone if len(call.case_ids) == 1 else False

    @api.depends("outcome", "kind", "company_id")
    def _compute_until(self):
        for call in self:
            today = call._today()
            days = AGAIN_AFTER[call.outcome] if call.kind == "call" and call.outcome else 1
            call.until = call.company_id._ar_collection_calendar(today).shift(today, days)

    def _today(self):
        zone = self.with_context(tz=self.env.user.tz or self.company_id._ar_collection_zone())
        return fields.Datetime.context_timestamp(zone, fields.Datetime.now()).date()

    def action_save(self):
        """Keep it."""
        self.ensure_one()
        self.case_ids.check_access("write")
        if not self.case_ids:
            raise UserError(self.env._("Choose customers first."))
        if self.until and self.until < self._today():
            raise UserError(self.env._("This day is over."))
        if self.kind == "call":
            words = dict(self._fields["outcome"]._description_selection(self.env))[self.outcome]
            said = self.env._("Call: %s", words)
            self.case_ids._note_call(self.outcome, said, self.note or "", self.until)
        elif not self.until:
            raise UserError(self.env._("Enter the day on which it comes back."))
        else:
            self.case_ids.sudo()._ar_through_gate().snoozed_until = self.until
        return {"type": "ir.actions.act_window_close"}

    def action_save_and_promise(self):
        """Keep it, and log what was promised."""
        self.action_save()
        return self.case_ids[:1].action_log_promise()
