"""What a company decides about writing to its customers."""

import pytz

from odoo import SUPERUSER_ID, fields, models

from odoo.addons.ar_sync.protocol.days import Calendar

MODES = [
    ("shadow", "Shadow: log what would be sent, send nothing"),
    ("draft", "Drafts: a person sends each message"),
    ("live", "Live: send"),
]


class ResCompany(models.Model):
    _inherit = "res.company"

    ar_collection_mode = fields.Selection(
        MODES,
        string="Collections Mode",
        required=True,
        default="shadow",
        help="In shadow mode every decision is made and logged, and nothing leaves.",
    )
    ar_collection_user_id = fields.Many2one(
        "res.users",
        string="Reminders Are Signed By",
        help="Where it is empty: the customer's salesperson. Each customer can have somebody else.",
    )
    ar_collection_manager_id = fields.Many2one(
        "res.users", string="Manager to Involve", help="Gets a copy of steps that involve the manager."
    )
    ar_collection_hour_from = fields.Integer(
        string="Send From", default=8, help="The hour of the day in the customer's time zone, 0 to 23."
    )
    ar_collection_hour_to = fields.Integer(
        string="Send Until", default=17, help="The hour of the day in the customer's time zone, 1 to 24."
    )
    ar_collection_cap_day = fields.Integer(
        string="Messages a Day", default=200, help="No more than this leave on one day. 0: no limit."
    )
    ar_collection_quiet_days = fields.Integer(
        string="Days Between Messages",
        default=2,
        help="Business days between two messages to the same customer, whatever they are about. At least 1.",
    )
    ar_collection_minimum = fields.Monetary(
        string="Not Worth a Message", help="Customers who owe less than this are not written to. 0: no limit."
    )
    ar_collection_attach_invoices = fields.Boolean(string="Attach Invoices", default=True)
    ar_collection_attach_statement = fields.Boolean(string="Attach Statement")
    ar_collection_without_pdf = fields.Boolean(
        string="Send Without What Cannot Be Attached",
        default=True,
        help="Where a PDF cannot be made, the message leaves with its links, and the reason says what is missing. "
        "Otherwise nothing is sent.",
    )
    ar_collection_mark_automatic = fields.Boolean(
        string="Mark as Automatic",
        help="Adds the header Auto-Submitted. Many mailboxes then send no absence notice, and ticket systems may "
        "discard the message.",
    )
    ar_collection_keep_days = fields.Integer(
        string="Keep Decisions", default=400, help="Days after which the reasons of a day are deleted. 0: never."
    )
    ar_collection_scanned_at = fields.Datetime(string="Looked for New Customers", readonly=True)

    _ar_collection_hours_valid = models.Constraint(
        "CHECK (ar_collection_hour_from >= 0 AND ar_collection_hour_from < ar_collection_hour_to "
        "AND ar_collection_hour_to <= 24)",
        "Messages are sent from an hour to a later one of the same day.",
    )
    _ar_collection_limits_valid = models.Constraint(
        "CHECK (ar_collection_cap_day >= 0 AND ar_collection_minimum >= 0 AND ar_collection_keep_days >= 0 "
        "AND ar_collection_quiet_days >= 1)",
        "Limits of collections are not negative, and a day lies between two messages.",
    )

    def _ar_collection_zone(self) -> str:
        """Return the company's time zone: of its working hours, else of its address. Customers without one have it too.

        The one source for all days of the company: forecast, figures, limits of a day, aged receivables.
        """
        self.ensure_one()
        # Also for whoever may not read working hours, as a customer in the portal.
        company = self.sudo()
        zone = company.resource_calendar_id.tz or company.partner_id.tz or "UTC"
        return zone if zone in pytz.all_timezones_set else "UTC"

    def _ar_collection_now(self):
        """Return the company's own time."""
        return fields.Datetime.context_timestamp(
            self.with_context(tz=self._ar_collection_zone()), fields.Datetime.now()
        )

    def _ar_collection_today(self):
        """Return the company's own day."""
        return self._ar_collection_now().date()

    def _ar_collection_here(self, users):
        """Return those of ``users`` who work for the company now: nobody who has left is told, or signs."""
        self.ensure_one()
        return users.filtered(lambda row: row.sudo().active and not row.share and self in row.sudo().company_ids)

    def _ar_collection_anybody(self):
        """Return who looks after what nobody is named for: the first of the managers; empty where there is none."""
        managers = self._ar_collection_here(self.env.ref("ar_sync.group_manager").sudo().all_user_ids)
        return managers.filtered(lambda user: user.id != SUPERUSER_ID).sorted("id")[:1]

    def _ar_collection_calendar(self, day) -> Calendar:
        """Return the company's business days around ``day``."""
        self.ensure_one()
        holidays = self._ar_holidays(fields.Date.subtract(day, years=2), fields.Date.add(day, years=2))
        return Calendar.around(day, holidays)

    def write(self, vals):
        """Whoever leaves shadow mode begins anew; who goes back to it sends nothing more, not even what is queued."""
        changed = self.filtered(lambda row: row.ar_collection_mode != vals.get("ar_collection_mode"))
        result = super().write(vals)
        if "ar_collection_mode" in vals and changed:
            Case = self.env["ar.collection.case"].sudo()
            Case._plan_anew(changed)
            if vals["ar_collection_mode"] == "shadow":
                Case.search([("company_id", "in", changed.ids)])._withdraw("switched")
        return result
