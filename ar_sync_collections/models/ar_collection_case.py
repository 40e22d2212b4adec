"""Cases: how it stands with one customer of one company."""

from datetime import datetime

import pytz

from odoo import api, fields, models
from odoo.exceptions import UserError

from .ar_collection_words import PAUSE_REASONS


class ArCollectionCase(models.Model):
    """One customer of one company: the sequence, where it stands, why it is left alone, who looks after it.

    The thread of the case is where messages leave from and replies come back to. Extension points: ``_touch`` has
    customers planned anew in the transaction in which something changed; ``_pause`` leaves one alone; ``_facts`` adds
    to what conditions may ask; ``_send_slack`` posts to Slack.
    """

    _name = "ar.collection.case"
    _description = "Collection Case"
    _inherit = ["ar.collection.words", "ar.sync.state.mixin", "mail.thread", "mail.activity.mixin"]
    _order = "overdue_amount desc, id"
    _rec_names_search = ["partner_id.complete_name"]
    _mail_post_access = "read"
    _ar_facts = frozenset(
        "partner_id company_id sequence_id step_id told_on next_on next_step_id code arguments needs_plan planned_on "
        "zone replied_on open_amount overdue_amount overdue_count oldest_due_on decision_id proposed_contact_id "
        "paused_until pause_code pause_note through_keys score score_points called_at reached_at snoozed_until".split()
    )

    partner_id = fields.Many2one(
        "res.partner", string="Customer", required=True, readonly=True, index=True, ondelete="cascade"
    )
    company_id = fields.Many2one("res.company", required=True, readonly=True, index=True)
    currency_id = fields.Many2one(related="company_id.currency_id")
    state = fields.Selection(
        [("quiet", "Nothing Due"), ("active", "Reminding"), ("paused", "Paused"), ("person", "A Person Decides")],
        required=True,
        readonly=True,
        default="quiet",
        index=True,
        tracking=True,
    )
    user_id = fields.Many2one(
        "res.users",
        string="Responsible",
        index=True,
        tracking=True,
        domain="[('share', '=', False), ('company_ids', 'in', company_id)]",
        help="Signs the messages and gets the tasks. Empty: as the settings say.",
    )
    sequence_id = fields.Many2one("ar.collection.sequence", readonly=True, index=True, ondelete="set null")
    chosen_sequence_id = fields.Many2one(
        "ar.collection.sequence",
        string="Sequence by Hand",
        tracking=True,
        ondelete="set null",
        domain="[('company_id', 'in', (company_id, False))]",
        help="Empty: the first sequence that is for this customer.",
    )
    contact_id = fields.Many2one(
        "res.partner",
        string="Write To",
        tracking=True,
        domain="[('id', 'child_of', partner_id)]",
        help="Empty: the customer's invoice address.",
    )
    proposed_contact_id = fields.Many2one(
        "res.partner", string="Another Contact", readonly=True, help="Found because the address does not work."
    )
    # === WHERE IT STANDS === #
    step_id = fields.Many2one("ar.collection.step", string="Last Step", readonly=True, ondelete="set null")
    told_on = fields.Date(string="Last Message", readonly=True)
    replied_on = fields.Datetime(string="Last Reply", readonly=True)
    next_on = fields.Date(string="Next Day", readonly=True, index=True)
    next_step_id = fields.Many2one("ar.collection.step", string="Step of Today", readonly=True, ondelete="set null")
    decision_id = fields.Many2one("ar.collection.decision", string="Last Decision", readonly=True, ondelete="set null")
    decision_ids = fields.One2many("ar.collection.decision", "case_id", string="Decisions", readonly=True)
    open_amount = fields.Monetary(string="Open", readonly=True)
    overdue_amount = fields.Monetary(string="Overdue", readonly=True, index=True)
    overdue_count = fields.Integer(string="Invoices Overdue", readonly=True, aggregator="sum")
    oldest_due_on = fields.Date(string="Oldest Due", readonly=True)
    statement = fields.Html(
        string="Statement of Account", compute="_compute_statement", sanitize=False, help="As messages show it."
    )
    # === PAUSE === #
    paused_until = fields.Date(readonly=True, tracking=True, help="The last day. Empty: until somebody resumes it.")
    pause_code = fields.Selection(PAUSE_REASONS, string="Paused Because", readonly=True)
    pause_note = fields.Char(string="About the Pause", readonly=True)
    # === PLANNING === #
    needs_plan = fields.Boolean(readonly=True, default=True)
    planned_on = fields.Date(readonly=True)
    zone = fields.Char(string="Time Zone", readonly=True, help="In which the customer's days and hours are counted.")

    _one_each = models.UniqueIndex("(company_id, partner_id)", "A customer has one case in each company.")
    _to_plan = models.Index("(company_id, planned_on) WHERE needs_plan")

    @api.depends("partner_id")
    def _compute_display_name(self):
        for case in self:
            case.display_name = case.partner_id.display_name or ""

    def _compute_statement(self):
        for case in self:
            shown = case.with_context(lang=self.env.lang, ar_collection_upcoming=True)
            case.statement = shown._statement_html() if shown._statement()["groups"] else False

    @api.model
    def _of(self, partners, company):
        """Return the cases of these customers at a company."""
        return self.search([("company_id", "=", company.id), ("partner_id", "in", partners.commercial_partner_id.ids)])

    # === TIME === #

    def _now(self) -> datetime:
        """Return the customer's own time."""
        self.ensure_one()
        zone = self.zone or self._zone_of(self.partner_id, self.company_id)
        return fields.Datetime.context_timestamp(self.with_context(tz=zone), fields.Datetime.now())

    def _today(self):
        """Return the customer's own day."""
        return self._now().date()

    def _is_office_hour(self) -> bool:
        """Tell whether messages may leave to this customer now."""
        return self.company_id.ar_collection_hour_from <= self._now().hour < self.company_id.ar_collection_hour_to

    @api.model
    def _zone_of(self, partner, company) -> str:
        """Return a customer's time zone: his own, his country's where it has one only, else the company's."""
        own = partner.tz
        if own and own in pytz.all_timezones_set:
            return own
        zones = pytz.country_timezones.get(partner.country_id.code or "", [])
        return zones[0] if len(zones) == 1 else company._ar_collection_zone()

    # === WHO === #

    def _responsible(self):
        """Return the person who signs: of the case, of the company, of the customer, of the newest open invoice."""
        self.ensure_one()
        company = self.company_id
        for chosen in (self.user_id, company.ar_collection_user_id, self.partner_id.user_id):
            if company._ar_collection_here(chosen):
                return chosen
        return self._newest_salesperson()

    def _newest_salesperson(self):
        """Return the salesperson of the newest open invoice that has one who is still here."""
        people = self._open_lines().move_id.sorted("id").invoice_user_id
        return self.company_id._ar_collection_here(people)[-1:]

    # === PAUSE === #

    def _pause(self, until, reason_code: str = "other", sentence: str = "") -> None:
        """Leave the whole customer alone until ``until`` (the last day; None: until somebody resumes it)."""
        for case in self:
            case._set_state("paused", paused_until=until or False, pause_code=reason_code, pause_note=sentence)
            if reason_code == "legal":
                owed = case.sudo()._open_lines().filtered(lambda line: line.amount_residual > 0)
                owed.move_id._ar_collection_give_away()
        self._withdraw("person")
        self._touch(self.partner_id)

    def _resume(self) -> None:
        """End a pause."""
        cleared = {"paused_until": False, "pause_code": False, "pause_note": False, "needs_plan": True}
        self.filtered(lambda case: case.state == "paused")._set_state("quiet", **cleared)

    def action_pause(self):
        """Ask why and until when these customers are left alone."""
        self.check_access("write")
        action = self.env["ir.actions.act_window"]._for_xml_id("ar_sync_collections.ar_collection_pause_action")
        return {**action, "context": {"default_case_ids": self.ids}}

    def action_resume(self):
        """End the pause."""
        self.check_access("write")
        self._resume()
        self._touch(self.partner_id)

    # === BUTTONS === #

    def action_plan(self):
        """Decide anew what is done today."""
        self.check_access("write")
        for case in self.sudo().try_lock_for_update():
            case._plan(case.company_id)

    def action_next_step(self):
        """Take the next step today, as a draft that a person sends, however long its day is off."""
        self.ensure_one()
        self.check_access("write")
        decision = self.sudo()._draft_next()
        if not decision:
            raise UserError(self.env._("There is no step to take: %s", self.reason or self.env._("nothing is open.")))
        return decision._open()

    def action_use_contact(self):
        """Write to the other contact from now on."""
        self.ensure_one()
        self.check_access("write")
        self.write({"contact_id": self.proposed_contact_id.id})
        self.sudo().proposed_contact_id = False
        self.activity_feedback(["ar_sync_collections.mail_activity_type_address"])
        self._touch(self.partner_id)

    def action_view_items(self):
        """Open the customer's open items."""
        self.ensure_one()
        self.check_access("read")
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Open Items"),
            "res_model": "account.move.line",
            "views": [(self.env.ref("ar_sync.account_move_line_view_list_open").id, "list"), (False, "form")],
            "domain": [("id", "in", self.sudo()._open_lines().ids)],
        }

    def action_view_decisions(self):
        """Open what was decided day by day."""
        self.ensure_one()
        self.check_access("read")
        action = self.env["ir.actions.act_window"]._for_xml_id("ar_sync_collections.ar_collection_decision_action")
        return {**action, "domain": [("case_id", "=", self.id)], "context": {}}
