"""What a company decides once for all its connections."""

from datetime import date

from odoo import api, fields, models
from odoo.exceptions import UserError

# In hours: a day off may end a minute before the next begins.
MINUTE = 1 / 60


class ResCompany(models.Model):
    _inherit = "res.company"

    ar_sync_mode = fields.Selection(
        [("shadow", "Shadow: propose, post nothing"), ("automatic", "Automatic: post what is proven")],
        string="Receivables Mode",
        default="shadow",
        required=True,
    )
    ar_sync_import_from = fields.Date(string="Book From")
    ar_sync_booking = fields.Selection(
        [("single", "One entry per receipt"), ("daily", "One entry per day")],
        string="Receipts Are Booked As",
        default="single",
        required=True,
    )
    ar_automatic_cap = fields.Monetary(
        string="Limit of Automatic Posting",
        help="Receipts of more than this wait for a person, in the company's currency; zero: no limit.",
    )
    ar_four_eyes_amount = fields.Monetary(
        string="Two People Above",
        help="Receipts of more than this are applied when two people agreed; zero: one is enough.",
    )
    ar_error_max = fields.Float(
        string="Error Allowed",
        default=0.01,
        digits=(6, 4),
        help="A kind of evidence posts by itself once decisions prove, at 95 %, that it is wrong no more often.",
    )
    ar_discount_grace_days = fields.Integer(
        string="Days of Grace for Discounts",
        help="An early-payment discount is still granted this long after its term.",
    )
    ar_known_account_only = fields.Boolean(
        string="Known Accounts Only",
        default=True,
        help="Payer and amount alone post nothing that came from a bank account never seen for the payer.",
    )
    ar_take_in_payments = fields.Boolean(
        string="Payments by Hand",
        help="Customer payments entered in Odoo look for their invoices too, and wait with the other receipts.",
    )
    ar_take_in_credits = fields.Boolean(
        string="Customer Credits",
        help="Open credit notes and money on account look for the invoices they settle, as receipts of their own.",
    )
    ar_adjustments = fields.Json(
        string="What Decisions Taught", help="Bits added to each kind of evidence, calibrated on decisions."
    )
    ar_sync_close_days = fields.Integer(
        string="Books Close After",
        default=5,
        help="Days after the end of a month until its books are closed: differences with an ERP are settled by then.",
    )
    ar_sync_alarm_days = fields.Integer(
        string="Alarm Before",
        default=5,
        help="Days before the books close on which the owners of differences are told.",
    )
    ar_fee_account_id = fields.Many2one("account.account", string="Fees", check_company=True)
    ar_unapplied_account_id = fields.Many2one("account.account", string="Unapplied Receipts", check_company=True)
    ar_transit_account_id = fields.Many2one("account.account", string="Bank in Transit", check_company=True)
    ar_dispute_account_id = fields.Many2one("account.account", string="Disputed Receipts", check_company=True)
    ar_write_off_account_id = fields.Many2one("account.account", string="Receivables Given Up", check_company=True)
    ar_clearing_account_id = fields.Many2one("account.account", string="Provider Clearing", check_company=True)

    _ar_limits = models.Constraint(
        "CHECK (ar_automatic_cap >= 0 AND ar_four_eyes_amount >= 0 AND ar_discount_grace_days >= 0 "
        "AND ar_error_max >= 0 AND ar_error_max < 1)",
        "A limit is not negative, and the error allowed is less than the whole.",
    )

    @api.model
    def _ar_account_kinds(self) -> dict:
        """Return kind -> (field, account type, reconcile, name): what is made on request."""
        return {
            "fee": ("ar_fee_account_id", "expense", False, self.env._("Payment Provider Fees")),
            "unapplied": ("ar_unapplied_account_id", "liability_current", True, self.env._("Unapplied Receipts")),
            "transit": ("ar_transit_account_id", "asset_current", True, self.env._("Bank in Transit")),
            "dispute": ("ar_dispute_account_id", "asset_current", True, self.env._("Disputed Receipts")),
            "write_off": ("ar_write_off_account_id", "expense", False, self.env._("Receivables Given Up")),
            "clearing": ("ar_clearing_account_id", "asset_current", True, self.env._("Provider Clearing")),
        }

    def _ar_account(self, kind: str):
        """Return the company's account of ``kind``, made on request with a free code."""
        self.ensure_one()
        field_name, account_type, reconcile, name = self._ar_account_kinds()[kind]
        if not self[field_name]:
            Account = self.env["account.account"].sudo().with_company(self)
            self.sudo()[field_name] = Account.create(
                {
                    "name": name,
                    "code": Account._search_new_account_code(self._ar_neighbour_code(account_type)),
                    "account_type": account_type,
                    "reconcile": reconcile,
                    "company_ids": [(6, 0, self.ids)],
                }
            )
        return self[field_name]

    def _ar_neighbour_code(self, account_type: str) -> str:
        """Return the code of an account of the same sort in this company's chart: its class is right in every country.

        Money on its way stands beside the account of internal transfers, fees beside those of the bank.
        """
        Account = self.env["account.account"].sudo().with_company(self)
        same = Account.search([("company_ids", "in", self.ids), ("account_type", "=", account_type)])
        beside = self.transfer_account_id & same
        if account_type == "expense":
            beside = same.filtered(lambda account: "bank" in (account.name or "").lower())
        neighbour = beside[:1] or same[-1:]
        return neighbour.code or {"expense": "627099", "liability_current": "217099"}.get(account_type, "101789")

    def _ar_transfer_journal(self):
        """Return the journal of entries that move money from on account to invoices."""
        self.ensure_one()
        journal = self.env["account.journal"].search(
            [("company_id", "=", self.id), ("type", "=", "general")], order="sequence, id", limit=1
        )
        if not journal:
            raise UserError(self.env._("%(company)s needs a journal of type Miscellaneous.", company=self.name))
        return journal

    def _ar_holidays(self, first, last) -> frozenset:
        """Return the company's days off between two dates: those of whose working hours global leaves leave nothing.

        Half a day off is a business day. On a day without working hours the whole day counts.
        """
        self.ensure_one()
        leaves = (
            self.env["resource.calendar.leaves"]
            .sudo()
            .search(
                [
                    ("resource_id", "=", False),
                    ("company_id", "in", (self.id, False)),
                    ("calendar_id", "in", (self.resource_calendar_id.id, False)),
                    ("date_from", "<=", fields.Datetime.to_datetime(last)),
                    ("date_to", ">=", fields.Datetime.to_datetime(first)),
                ]
            )
        )
        off: dict[date, list[tuple[float, float]]] = {}
        for leave in leaves:
            record = leave.with_context(tz=leave.calendar_id.tz or self.resource_calendar_id.tz or "UTC")
            begin = fields.Datetime.context_timestamp(record, leave.date_from)
            end = fields.Datetime.context_timestamp(record, leave.date_to)
            day = max(begin.date(), first)
            while day <= min(end.date(), last):
                since = _hour(begin) if day == begin.date() else 0.0
                until = _hour(end) if day == end.date() else 24.0
                off.setdefault(day, []).append((since, until))
                day = fields.Date.add(day, days=1)
        return frozenset(
            day for day, parts in off.items() if all(_covers(parts, *work) for work in self._ar_working_hours(day))
        )

    def _ar_working_hours(self, day) -> list[tuple[float, float]]:
        """Return from which hour to which the company works on a day; the whole day where it does not work then.

        Flexible hours are about noon, as Odoo takes them.
        """
        calendar = self.sudo().resource_calendar_id
        rows = calendar.attendance_ids.filtered(
            lambda row: not row.display_type and row.day_period != "lunch" and row.hour_to > row.hour_from
        )
        if calendar and not rows:
            half = min(calendar.hours_per_day or 8.0, 24.0) / 2
            return [(12.0 - half, 12.0 + half)]
        if calendar.two_weeks_calendar:
            week = str(rows.get_week_type(day))
            rows = rows.filtered(lambda row: row.week_type == week)
        own = rows.filtered(lambda row: int(row.dayofweek) == day.weekday())
        return [(row.hour_from, row.hour_to) for row in own] or [(0.0, 24.0)]

    def write(self, vals):
        """Bring what is there already in line: journals with how receipts are booked, receipts with the mode."""
        result = super().write(vals)
        if "ar_sync_booking" in vals:
            self.env["account.journal"].search(
                [("company_id", "in", self.ids), ("ar_connection_id", "!=", False)]
            ).ar_booking = vals["ar_sync_booking"]
        if vals.get("ar_sync_mode") == "automatic":
            of_no_connection = [("company_id", "in", self.ids), ("connection_id", "=", False)]
            self.env["ar.match.receipt"]._leave_shadow(of_no_connection)
        return result


def _hour(moment) -> float:
    return moment.hour + moment.minute / 60 + moment.second / 3600


def _covers(parts: list[tuple[float, float]], begin: float, end: float) -> bool:
    """Tell whether hours off leave nothing of the working hours from ``begin`` to ``end``."""
    reached = begin
    for since, until in sorted(parts):
        if since <= reached + MINUTE:
            reached = max(reached, until)
    return reached + MINUTE >= end
