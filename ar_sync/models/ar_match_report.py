"""The match report: how much was applied untouched, how right that was, what is left and how long it took."""

from odoo import api, fields, models
from odoo.tools import SQL


class ArMatchReport(models.Model):
    """Read only, one row per receipt: every rate says which receipts it counts, and which it does not.

    Counted are receipts on which something had to be decided: not those recorded elsewhere in Odoo.
    """

    _name = "ar.match.report"
    _description = "Match Report"
    _auto = False
    _order = "date desc, id desc"
    _rec_name = "receipt_id"
    _depends = {
        "ar.match.receipt": [
            "amount",
            "company_id",
            "connection_id",
            "currency_id",
            "date",
            "decided_at",
            "decided_by_id",
            "partner_id",
            "rail",
            "state",
            "step",
            "unapplied_amount",
        ],
        "ar.match.proposal": ["was_automatic", "state", "kind", "receipt_id", "rank"],
        "ar.match.kind": ["kind", "company_id"],
        "res.currency.rate": ["rate", "name", "currency_id", "company_id"],
    }

    receipt_id = fields.Many2one("ar.match.receipt", readonly=True)
    company_id = fields.Many2one("res.company", readonly=True)
    company_currency_id = fields.Many2one("res.currency", readonly=True)
    connection_id = fields.Many2one("ar.sync.connection", readonly=True)
    partner_id = fields.Many2one("res.partner", string="Customer", readonly=True)
    currency_id = fields.Many2one("res.currency", readonly=True)
    date = fields.Date(readonly=True)
    rail = fields.Selection(lambda self: self._rails(), readonly=True)
    step = fields.Char(string="Found By", readonly=True)
    kind_id = fields.Many2one("ar.match.kind", string="Kind of Evidence", readonly=True)
    decision = fields.Selection(
        [("engine", "By itself"), ("person", "By a person"), ("waiting", "Waiting")],
        string="Decided",
        readonly=True,
    )
    value = fields.Monetary(
        currency_field="company_currency_id", readonly=True, help="What came in, at the rate of its day."
    )
    automatic_value = fields.Monetary(
        string="Value Applied by Itself",
        currency_field="company_currency_id",
        readonly=True,
        help="Of receipts that the engine applied and nobody took back.",
    )
    automatic_rate = fields.Float(
        string="Applied by Itself (%)",
        readonly=True,
        aggregator="avg",
        help="Of all receipts, those waiting included: the share that the engine applied and nobody took back.",
    )
    precision = fields.Float(
        string="Right (%)",
        readonly=True,
        aggregator="avg",
        help="Of the receipts that the engine applied: the share that nobody took back later.",
    )
    unapplied_value = fields.Monetary(
        string="Unapplied", currency_field="company_currency_id", readonly=True, help="Booked, and not applied."
    )
    unapplied_age = fields.Selection(
        [
            ("1_month", "Up to 30 days"),
            ("2_months", "31 to 60 days"),
            ("3_months", "61 to 90 days"),
            ("older", "Older"),
        ],
        string="Age of Unapplied",
        readonly=True,
    )
    hours_to_apply = fields.Float(
        readonly=True, aggregator="avg", help="From the moment we knew of the money to its application."
    )

    @api.model
    def _rails(self) -> list:
        """Return the rails that the addons installed know."""
        return self.env["ar.match.receipt"]._fields["rail"]._description_selection(self.env)

    @property
    def _table_query(self) -> SQL:
        return SQL(
            """SELECT receipt.id, receipt.id AS receipt_id, receipt.company_id, receipt.connection_id,
                      company.currency_id AS company_currency_id, receipt.partner_id, receipt.currency_id,
                      receipt.date, receipt.rail, receipt.step, known.id AS kind_id,
                      CASE WHEN receipt.state NOT IN ('matched', 'booked', 'reversed') THEN 'waiting'
                           WHEN engine.was_automatic AND engine.state <> 'undone' THEN 'engine'
                           ELSE 'person' END AS decision,
                      receipt.amount / own.rate AS value,
                      CASE WHEN engine.state <> 'undone' THEN receipt.amount / own.rate ELSE 0 END AS automatic_value,
                      CASE WHEN engine.state <> 'undone' THEN 100.0 ELSE 0.0 END AS automatic_rate,
                      CASE WHEN engine.state = 'undone' THEN 0.0 WHEN engine.was_automatic THEN 100.0 END AS precision,
                      COALESCE(receipt.unapplied_amount, 0) / own.rate AS unapplied_value,
                      CASE WHEN COALESCE(receipt.unapplied_amount, 0) <= 0 THEN NULL
                           WHEN age.days <= 30 THEN '1_month'
                           WHEN age.days <= 60 THEN '2_months'
                           WHEN age.days <= 90 THEN '3_months'
                           ELSE 'older' END AS unapplied_age,
                      CASE WHEN receipt.state IN ('matched', 'reversed')
                           THEN EXTRACT(EPOCH FROM receipt.decided_at - receipt.create_date) / 3600
                            END AS hours_to_apply
                 FROM ar_match_receipt receipt
                 JOIN res_company company ON company.id = receipt.company_id
            LEFT JOIN LATERAL (SELECT was_automatic, state FROM ar_match_proposal proposal
                                WHERE proposal.receipt_id = receipt.id AND proposal.was_automatic
                             ORDER BY proposal.id DESC LIMIT 1) engine ON TRUE
            LEFT JOIN LATERAL (SELECT kind FROM ar_match_proposal proposal
                                WHERE proposal.receipt_id = receipt.id AND proposal.kind IS NOT NULL
                             ORDER BY proposal.rank, proposal.id DESC LIMIT 1) best ON TRUE
            LEFT JOIN ar_match_kind known ON known.company_id = receipt.company_id AND known.kind = best.kind
            LEFT JOIN LATERAL (SELECT %(today)s::date - receipt.date AS days) age ON TRUE
                 JOIN LATERAL (SELECT CASE WHEN receipt.currency_id = company.currency_id THEN 1.0 ELSE COALESCE(
                                   (SELECT rate.rate FROM res_currency_rate rate
                                     WHERE rate.currency_id = receipt.currency_id AND rate.name <= receipt.date
                                       AND (rate.company_id IS NULL OR rate.company_id = company.id)
                                  ORDER BY rate.company_id, rate.name DESC LIMIT 1), 1.0) END AS rate) own ON TRUE
                WHERE receipt.state <> 'ignored'""",
            today=fields.Date.context_today(self),
        )
