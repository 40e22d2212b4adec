"""Decisions: for every candidate and day, what was done, or why nothing was."""

from odoo import api, fields, models
from odoo.exceptions import UserError

from .ar_collection_figure import PERIOD_DAYS

#: Decisions that can still become a message.
WAITING = ("planned", "draft")
#: Days' decisions deleted in one go.
DELETE_BATCH = 5000


class Refused(Exception):
    """A step that cannot be carried out: the code and facts of why."""

    def __init__(self, code: str, arguments: dict | None = None):
        super().__init__(code)
        self.code, self.arguments = code, arguments or {}


class ArCollectionDecision(models.Model):
    """One candidate on one day. Kept, so that every message and every silence can be explained later."""

    _name = "ar.collection.decision"
    _description = "Collection Decision"
    _inherit = ["ar.collection.words", "ar.sync.state.mixin"]
    _order = "day desc, amount desc, id desc"
    _rec_names_search = ["partner_id.complete_name"]
    _ar_facts = frozenset(
        "case_id partner_id company_id day code arguments step_id sequence_id amount message_id sent_at "
        "is_by_hand missing_pdf".split()
    )

    case_id = fields.Many2one("ar.collection.case", required=True, readonly=True, index=True, ondelete="cascade")
    partner_id = fields.Many2one(related="case_id.partner_id", store=True, index=True, string="Customer")
    company_id = fields.Many2one("res.company", required=True, readonly=True, index=True)
    currency_id = fields.Many2one(related="company_id.currency_id")
    day = fields.Date(required=True, readonly=True, index=True, help="The customer's own day.")
    state = fields.Selection(
        [
            ("not_sent", "Not Sent"),
            ("planned", "Is Sent Today"),
            ("draft", "Draft"),
            ("sent", "Sent"),
            ("shadow", "Would Be Sent"),
            ("withdrawn", "Taken Back"),
        ],
        string="Result",
        required=True,
        readonly=True,
        default="not_sent",
        index=True,
    )
    step_id = fields.Many2one("ar.collection.step", readonly=True, ondelete="set null", index="btree_not_null")
    sequence_id = fields.Many2one("ar.collection.sequence", readonly=True, ondelete="set null")
    channel = fields.Selection(related="step_id.channel")
    line_ids = fields.One2many("ar.collection.decision.line", "decision_id", string="Invoices", readonly=True)
    amount = fields.Monetary(string="Asked For", readonly=True, help="In the company's currency.")
    user_id = fields.Many2one(related="case_id.user_id", string="Responsible")
    contact_id = fields.Many2one(
        "res.partner", string="To", ondelete="set null", domain="[('id', 'child_of', partner_id)]"
    )
    subject = fields.Char()
    body = fields.Html(string="Message", sanitize_style=True)
    missing_pdf = fields.Char(
        string="Not Attached Because", readonly=True, help="A PDF could not be made; the message has links instead."
    )
    message_id = fields.Many2one("mail.message", string="Message Sent", readonly=True, ondelete="set null")
    sent_at = fields.Datetime(readonly=True)
    is_by_hand = fields.Boolean(string="By Hand", readonly=True, help="Somebody asked for the step before its day.")

    _once_a_day = models.UniqueIndex("(case_id, day)", "There is one decision for a customer and day.")
    _waiting = models.Index("(company_id, state) WHERE state IN ('planned', 'draft')")

    @api.depends("partner_id", "day")
    def _compute_display_name(self):
        for row in self:
            row.display_name = f"{row.partner_id.display_name or ''} · {fields.Date.to_string(row.day) or ''}"

    def _asked_lines(self):
        """Return the items that this message asks for."""
        return self.line_ids.filtered("is_asked").line_id

    def _open(self) -> dict:
        """Return the action that opens this decision."""
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "res_model": self._name,
            "res_id": self.id,
            "views": [(False, "form")],
        }

    def action_open_case(self):
        """Open the customer's case."""
        self.ensure_one()
        self.check_access("read")
        return {
            "type": "ir.actions.act_window",
            "res_model": "ar.collection.case",
            "res_id": self.case_id.id,
            "views": [(False, "form")],
        }

    def _say_cap(self, company) -> None:
        """Say on planned messages that the limit of the day keeps them."""
        self._ar_through_gate().write({"code": "cap", "arguments": {"cap": str(company.ar_collection_cap_day)}})

    # === KEEPING === #

    @api.model
    def _delete_old(self) -> None:
        """Delete decisions whose time is over. What is still open keeps its place: its steps would begin anew."""
        for company in self.env["res.company"].search([("ar_collection_keep_days", ">", 0)]):
            last = fields.Date.subtract(fields.Date.today(), days=company.ar_collection_keep_days)
            over = [("company_id", "=", company.id), ("day", "<", last), *self._needed_no_more()]
            self.search(over, limit=DELETE_BATCH, order="id").unlink()

    @api.model
    def _needed_no_more(self) -> list:
        """Return the domain of what is about nothing open, nor escalated what was settled within the figures' days."""
        # The figures of yesterday reach so far back; a day more costs nothing.
        since = fields.Date.subtract(fields.Date.today(), days=PERIOD_DAYS + 2)
        escalated = [("is_escalation", "=", True), ("line_id.matched_credit_ids.max_date", ">=", since)]
        return [
            ("line_ids", "not any", [("line_id.reconciled", "=", False)]),
            ("line_ids", "not any", escalated),
        ]

    @api.ondelete(at_uninstall=False)
    def _unlink_by_code(self):
        if not self.env.su:
            raise UserError(self.env._("Decisions are kept; the settings say for how long."))
