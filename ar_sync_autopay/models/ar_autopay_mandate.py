"""Mandates: customers who agreed to be charged by themselves."""

from datetime import datetime, time, timedelta

import pytz

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import SQL

#: What a way to pay can be charged in, where it is not everything (docs.stripe.com/payments/payment-methods).
CURRENCIES = {
    "us_bank_account": frozenset({"USD"}),
    "sepa_debit": frozenset({"EUR"}),
    "bacs_debit": frozenset({"GBP"}),
    "acss_debit": frozenset({"CAD", "USD"}),
    "au_becs_debit": frozenset({"AUD"}),
}
METHOD_TYPES = ("card", "link", *CURRENCIES)
IN_FORCE = ("active", "paused")


class ArAutopayMandate(models.Model):
    """A customer's consent to be charged, with its evidence, its limits and what came of it.

    The evidence is written once. Another card with another consent is another mandate, which ends this one.
    """

    _name = "ar.autopay.mandate"
    _description = "Auto-Pay Mandate"
    _inherit = ["ar.sync.state.mixin", "mail.thread", "mail.activity.mixin", "portal.mixin"]
    _order = "id desc"
    _rec_names_search = ["partner_id.complete_name", "method_name"]
    _ar_facts = frozenset(
        "partner_id company_id connection_id method_ref method_type customer_ref consented_at consent_ip consent_agent "
        "consent_name consent_email consent_user_id consent_channel wording_id wording_text wording_lang ended_why "
        "ended_at ended_note needs_plan plan_at plan_error".split()
    )

    partner_id = fields.Many2one(
        "res.partner", string="Customer", required=True, readonly=True, index=True, ondelete="restrict"
    )
    company_id = fields.Many2one("res.company", required=True, readonly=True, index=True)
    currency_id = fields.Many2one(related="company_id.currency_id")
    connection_id = fields.Many2one(
        "ar.sync.connection", string="Stripe Account", required=True, readonly=True, index=True, ondelete="restrict"
    )
    state = fields.Selection(
        [
            ("invited", "Invited"),
            ("pending", "Setting up"),
            ("active", "Active"),
            ("paused", "Paused"),
            ("ended", "Ended"),
        ],
        required=True,
        readonly=True,
        default="invited",
        tracking=True,
        index=True,
    )
    # === HOW === #
    method_ref = fields.Char(string="Payment Method ID", readonly=True, index="btree_not_null")
    method_type = fields.Char(string="Type Code", readonly=True)
    customer_ref = fields.Char(
        string="Customer ID",
        readonly=True,
        help="Whose card or account it is at Stripe: it can be charged for this customer only, also where the contact "
        "has another one by now.",
    )
    method_id = fields.Many2one(
        "ar.stripe.payment.method", string="Payment Method", compute="_compute_method", compute_sudo=True
    )
    method_name = fields.Char(string="Charged To", readonly=True, help="The card or account as the customer knows it.")
    # === CONSENT === #
    consented_at = fields.Datetime(string="Agreed On", readonly=True)
    consent_channel = fields.Selection(
        [
            ("invoice", "Paying an invoice in the portal"),
            ("page", "The auto-pay page"),
            ("invitation", "An invitation by e-mail"),
            ("token", "A card saved before, confirmed on the auto-pay page"),
            ("paper", "On paper, entered by us"),
        ],
        string="Agreed By",
        readonly=True,
    )
    consent_name = fields.Char(string="Who Agreed", readonly=True)
    consent_email = fields.Char(string="E-Mail", readonly=True)
    consent_user_id = fields.Many2one("res.users", string="Signed In As", readonly=True)
    consent_ip = fields.Char(string="IP Address", readonly=True)
    consent_agent = fields.Char(string="Browser", readonly=True)
    wording_id = fields.Many2one("ar.autopay.wording", readonly=True, ondelete="restrict")
    wording_text = fields.Text(string="Agreed To", readonly=True, help="Word for word as it was shown.")
    wording_lang = fields.Char(string="Language", readonly=True)
    session_ids = fields.One2many("ar.autopay.session", "mandate_id", string="Visits to Stripe", readonly=True)
    # === LIMITS === #
    covers = fields.Selection(
        [("all", "All invoices"), ("recurring", "Only invoices of subscriptions and recurring orders")],
        string="Pays",
        required=True,
        default="all",
        tracking=True,
    )
    cap_charge = fields.Monetary(string="Most in One Charge", tracking=True, help="0: no limit.")
    cap_month = fields.Monetary(string="Most in One Month", tracking=True, help="0: no limit.")
    paused_until = fields.Date(readonly=True, tracking=True, help="Empty while paused: until somebody resumes it.")
    # === END === #
    ended_why = fields.Selection(
        [
            ("failed", "A charge failed"),
            ("customer", "The customer left"),
            ("company", "We ended it"),
            ("replaced", "Replaced by another"),
            ("method", "The card or account is gone"),
            ("expired", "Never finished"),
        ],
        string="Ended Because",
        readonly=True,
        tracking=True,
    )
    ended_at = fields.Datetime(readonly=True)
    ended_note = fields.Text(string="In Words", readonly=True)
    # === CHARGES === #
    charge_ids = fields.One2many("ar.autopay.charge", "mandate_id", readonly=True)
    next_charge_id = fields.Many2one("ar.autopay.charge", compute="_compute_charges")
    last_charge_id = fields.Many2one("ar.autopay.charge", compute="_compute_charges")
    next_charge_on = fields.Date(string="Next on", compute="_compute_charges")
    next_currency_id = fields.Many2one("res.currency", string="Currency of the Next Charge", compute="_compute_charges")
    next_amount = fields.Monetary(compute="_compute_charges", currency_field="next_currency_id")
    charge_count = fields.Integer(string="Charges", compute="_compute_charges")
    needs_plan = fields.Boolean(readonly=True, default=True)
    plan_at = fields.Datetime(
        readonly=True, help="When the customer's next day begins: the charges are then planned anew."
    )
    plan_error = fields.Char(string="Not Planned Because", readonly=True)
    expiry_told_on = fields.Date(readonly=True)

    _in_force = models.UniqueIndex(
        "(company_id, partner_id) WHERE state IN ('active', 'paused')",
        "This customer has auto-pay already: end it first.",
    )
    _plan_index = models.Index("(plan_at, id) WHERE state = 'active'")
    _caps_valid = models.Constraint("CHECK (cap_charge >= 0 AND cap_month >= 0)", "A limit is not negative.")

    @api.depends("partner_id", "method_name", "state")
    def _compute_display_name(self):
        for mandate in self:
            how = mandate.method_name or dict(self._fields["state"]._description_selection(self.env))[mandate.state]
            mandate.display_name = f"{mandate.partner_id.display_name} ({how})"

    @api.depends("method_ref", "connection_id")
    def _compute_method(self):
        Method = self.env["ar.stripe.payment.method"]
        for mandate in self:
            mandate.method_id = Method.search(
                [("connection_id", "=", mandate.connection_id.id), ("external_id", "=", mandate.method_ref or "-")],
                limit=1,
            )

    @api.depends("charge_ids.state", "charge_ids.charge_on", "charge_ids.amount", "charge_ids.currency_id")
    def _compute_charges(self):
        for mandate in self:
            rows = mandate.charge_ids
            coming = rows.filtered(lambda row: row.state in ("planned", "held"))
            tried = rows.filtered(lambda row: row.state not in ("planned", "held", "cancelled"))
            following = coming.sorted(lambda row: (row.charge_on, row.id))[:1]
            mandate.next_charge_id = following
            mandate.next_charge_on = following.charge_on
            mandate.next_amount, mandate.next_currency_id = following.amount, following.currency_id
            mandate.last_charge_id = tried.sorted("id")[-1:]
            mandate.charge_count = len(rows)

    def _compute_access_url(self):
        result = super()._compute_access_url()
        for mandate in self:
            mandate.access_url = f"/my/auto-pay/{mandate.id}"
        return result

    # === LOOKING UP === #

    @api.model
    def _of(self, partner, company, states=IN_FORCE):
        """Return the mandates of a customer in these states, the newest first."""
        domain = [
            ("partner_id", "=", partner.commercial_partner_id.id),
            ("company_id", "=", company.id),
            ("state", "in", states),
        ]
        return self.search(domain)

    @api.model
    def _wake(self, partners) -> None:
        """Have the charges of these customers planned anew: something that they owe has changed."""
        ids = partners.commercial_partner_id.ids
        if not ids:
            return
        self.flush_model(["needs_plan", "state", "partner_id"])
        woken = self.env.execute_query(
            SQL(
                """UPDATE ar_autopay_mandate SET needs_plan = TRUE
                    WHERE partner_id = ANY(%s) AND state = 'active' AND needs_plan IS NOT TRUE RETURNING id""",
                ids,
            )
        )
        if woken:
            self.browse([row_id for (row_id,) in woken]).invalidate_recordset(["needs_plan"])
            self.env["ar.sync.dispatch"]._dispatch("autopay")

    def _timezone(self) -> str:
        """Return the zone in which days and hours of this customer are counted."""
        self.ensure_one()
        return self.partner_id.tz or self.connection_id.timezone or "UTC"

    def _today(self):
        """Return the customer's own day."""
        return self._now().date()

    def _latest_today(self):
        """Return the later of the customer's own day and the day on which a payment is dated in the books."""
        zone = self.with_context(tz=self.connection_id.timezone or "UTC")
        return max(self._today(), fields.Datetime.context_timestamp(zone, fields.Datetime.now()).date())

    def _now(self):
        """Return the customer's own time."""
        return fields.Datetime.context_timestamp(self.with_context(tz=self._timezone()), fields.Datetime.now())

    def _next_day_at(self):
        """Return the moment, in UTC, at which the customer's next day begins."""
        now = self._now()
        midnight = datetime.combine(now.date() + timedelta(days=1), time())
        return now.tzinfo.localize(midnight).astimezone(pytz.utc).replace(tzinfo=None)

    def _customer_ref(self) -> str:
        """Return the customer at Stripe who is charged: to whom the card or account belongs."""
        self.ensure_one()
        return self.customer_ref or self.connection_id._ar_bound("customer", self.partner_id) or ""

    def _currencies(self) -> frozenset[str]:
        """Return what the way to pay can be charged in; empty means everything."""
        return CURRENCIES.get(self.method_type or "", frozenset())

    # === ACTIONS === #

    def action_pause(self):
        """Charge nothing until somebody resumes it."""
        self._ar_check_manager()
        self._pause(False)

    def action_resume(self):
        """Go on charging."""
        self._ar_check_manager()
        if any(mandate.state != "paused" for mandate in self):
            raise UserError(self.env._("Only what is paused can be resumed."))
        self._set_state("active", paused_until=False, needs_plan=True)
        self.env["ar.sync.dispatch"]._dispatch("autopay")

    def action_end(self):
        """End auto-pay for these customers, as the company decides."""
        self._ar_check_manager()
        self._end("company")

    def action_view_charges(self):
        """Open the charges of these mandates."""
        self.check_access("read")
        action = self.env["ir.actions.act_window"]._for_xml_id("ar_sync_autopay.ar_autopay_charge_action")
        return {**action, "domain": [("mandate_id", "in", self.ids)], "context": {}}

    def _ar_check_manager(self) -> None:
        self.check_access("write")

    def _pause(self, until) -> None:
        """Charge nothing until a day, or until somebody resumes it."""
        self._set_state("paused", paused_until=until or False)
        self.charge_ids._withdraw_planned()

    def _end(self, why: str, note: str = "") -> None:
        """End these mandates: nothing more is charged, what is planned is withdrawn.

        :param why: one of the reasons of ``ended_why``.
        :param note: what the people on both sides read.
        """
        for mandate in self.filtered(lambda row: row.state != "ended"):
            mandate._set_state("ended", ended_why=why, ended_at=fields.Datetime.now(), ended_note=note or False)
            mandate.charge_ids._withdraw_planned()
            if note:
                mandate.message_post(body=note)
