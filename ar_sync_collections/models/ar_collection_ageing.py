"""What was open on any day, by age: the report of open items."""

from odoo import api, fields, models
from odoo.tools import SQL

from ..forecasting import figures
from .ar_collection_figure_make import COLUMNS


class ArCollectionAgeing(models.Model):
    """Read only, one row per item that was open at the end of the day that ``ar_as_of`` in the context says (today).

    It ties to the ledger: the sum of a company's rows is the balance of its receivable accounts on that day.
    """

    _name = "ar.collection.ageing"
    _description = "Aged Receivables"
    _auto = False
    _order = "due, id"
    _rec_name = "move_id"

    company_id = fields.Many2one("res.company", readonly=True)
    company_currency_id = fields.Many2one("res.currency", readonly=True)
    currency_id = fields.Many2one("res.currency", readonly=True)
    partner_id = fields.Many2one("res.partner", string="Customer", readonly=True)
    move_id = fields.Many2one("account.move", string="Invoice", readonly=True)
    date = fields.Date(readonly=True)
    due = fields.Date(readonly=True)
    days_late = fields.Integer(readonly=True, aggregator="max", help="From the due date to the day of the report.")
    bucket = fields.Selection(
        [
            ("current", "Not due yet"),
            ("1_30", "1 to 30 days late"),
            ("31_60", "31 to 60 days late"),
            ("61_90", "61 to 90 days late"),
            ("91", "Over 90 days late"),
            ("credit", "Credit not applied"),
        ],
        string="Age",
        readonly=True,
    )
    residual_currency = fields.Monetary(
        string="Open in Its Currency", readonly=True, help="In the currency of the invoice."
    )
    residual = fields.Monetary(
        string="Open", currency_field="company_currency_id", readonly=True, help="As booked, in the company's currency."
    )
    current_amount = fields.Monetary(string="Not Due Yet", currency_field="company_currency_id", readonly=True)
    overdue_1_30 = fields.Monetary(string="1 to 30 Days", currency_field="company_currency_id", readonly=True)
    overdue_31_60 = fields.Monetary(string="31 to 60 Days", currency_field="company_currency_id", readonly=True)
    overdue_61_90 = fields.Monetary(string="61 to 90 Days", currency_field="company_currency_id", readonly=True)
    overdue_91 = fields.Monetary(string="Over 90 Days", currency_field="company_currency_id", readonly=True)
    credit_amount = fields.Monetary(string="Credit Not Applied", currency_field="company_currency_id", readonly=True)

    @api.model
    def _day(self):
        """Return the day of the report."""
        return fields.Date.to_date(self.env.context.get("ar_as_of")) or self.env.company._ar_collection_today()

    @property
    def _table_query(self) -> SQL:
        day = self._day()
        self.env["ar.receivable.history"]._flush()
        buckets = [SQL("WHEN item.residual < 0 THEN 'credit'")]
        for name, (_low, high) in figures.AGEING.items():
            buckets.append(
                SQL("WHEN %s::date - item.due <= %s THEN %s", day, high, name)
                if high is not None
                else SQL("ELSE %s", name)
            )
        columns = [
            SQL("CASE WHEN bucket = %s THEN residual ELSE 0 END AS %s", name, SQL.identifier(column))
            for name, column in (*COLUMNS.items(), ("credit", "credit_amount"))
        ]
        return SQL(
            """SELECT aged.*, %s FROM (
                   SELECT item.id, item.company_id, company.currency_id AS company_currency_id, item.currency_id,
                          item.partner_id, item.move_id, item.date, item.due, item.residual, item.residual_currency,
                          GREATEST(0, %s::date - item.due) AS days_late, CASE %s END AS bucket
                     FROM (%s) item JOIN res_company company ON company.id = item.company_id) aged""",
            SQL(", ").join(columns),
            day,
            SQL(" ").join(buckets),
            self.env["ar.receivable.history"]._items_sql(day),
        )

    def action_ar_open(self):
        """Open the invoice."""
        self.ensure_one()
        return self.move_id.get_formview_action()
