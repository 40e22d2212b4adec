"""What a payout is made of, by kind."""

from odoo import api, fields, models
from odoo.tools import SQL

# Kind of booking -> the part it is shown under; what is not here is an adjustment.
PARTS = {
    "charge": "charge",
    "partial_capture_reversal": "charge",
    "charge_failure": "charge_failure",
    "refund": "refund",
    "refund_failure": "refund_failure",
    "dispute": "dispute",
    "dispute_reversal": "dispute_reversal",
    "fee": "fee",
    "tax": "fee",
    "payout": "payout",
    "payout_failure": "payout",
    "topup": "topup",
    "topup_reversal": "topup",
    "transfer": "transfer",
    "transfer_reversal": "transfer",
    "reserve": "reserve",
}


class ArStripePayoutPart(models.Model):
    """All movements of one kind in one payout, added up. A view of the database: nothing is stored."""

    _name = "ar.stripe.payout.part"
    _description = "Part of a Stripe Payout"
    _auto = False
    _order = "payout_id desc, sequence, id"
    _rec_name = "kind"

    payout_id = fields.Many2one("ar.stripe.payout", readonly=True)
    connection_id = fields.Many2one("ar.sync.connection", readonly=True)
    company_id = fields.Many2one("res.company", readonly=True)
    currency_id = fields.Many2one("res.currency", readonly=True)
    arrival_date = fields.Date(readonly=True)
    sequence = fields.Integer(readonly=True, aggregator=None)
    kind = fields.Selection(
        [
            ("charge", "Payments"),
            ("charge_failure", "Payments taken back by the bank"),
            ("refund", "Refunds"),
            ("refund_failure", "Refunds that failed"),
            ("dispute", "Disputes"),
            ("dispute_reversal", "Disputes that were won"),
            ("fee", "Stripe's own fees"),
            ("topup", "Top-ups"),
            ("transfer", "Transfers"),
            ("reserve", "Reserves"),
            ("payout", "Earlier payouts that came back"),
            ("adjustment", "Adjustments"),
        ],
        readonly=True,
    )
    count = fields.Integer(string="Movements", readonly=True)
    amount = fields.Monetary(string="Gross", readonly=True)
    fee = fields.Monetary(string="Fees", readonly=True)
    net = fields.Monetary(readonly=True)

    @property
    def _table_query(self) -> SQL:
        """Return the statement: every movement of a payout but its own, by kind."""
        whens = SQL(" ").join(SQL("WHEN %s THEN %s", kind, part) for kind, part in PARTS.items())
        order = SQL(" ").join(
            SQL("WHEN %s THEN %s", kind, place) for place, (kind, _label) in enumerate(self._fields["kind"].selection)
        )
        return SQL(
            """SELECT part.*, CASE part.kind %(order)s END AS sequence FROM (
                   SELECT min(movement.id) AS id, payout.id AS payout_id, payout.connection_id, payout.company_id,
                          payout.arrival_date, movement.currency_id,
                          CASE movement.booking_kind %(whens)s ELSE 'adjustment' END AS kind,
                          count(*) AS count, sum(movement.amount) AS amount, sum(movement.fee) AS fee,
                          sum(movement.net) AS net
                     FROM ar_stripe_balance_transaction movement
                     JOIN ar_stripe_payout payout ON payout.id = movement.payout_id
                    WHERE movement.external_id IS DISTINCT FROM payout.balance_transaction_ref
                    GROUP BY payout.id, movement.currency_id, CASE movement.booking_kind %(whens)s ELSE 'adjustment' END
               ) AS part""",
            order=order,
            whens=whens,
        )

    def action_view_movements(self):
        """List the movements that are added up here."""
        self.ensure_one()
        own = ("external_id", "!=", self.payout_id.balance_transaction_ref)
        kinds = [kind for kind, part in PARTS.items() if part == self.kind]
        of_kind = ("booking_kind", "in", kinds) if kinds else ("booking_kind", "not in", list(PARTS))
        title = dict(self._fields["kind"]._description_selection(self.env))[self.kind]
        return self.payout_id._open_list(
            "ar.stripe.balance.transaction", title, [("payout_id", "=", self.payout_id.id), own, of_kind]
        )


class ArStripePayout(models.Model):
    _inherit = "ar.stripe.payout"

    @api.depends("movement_ids.net", "automatic", "reconciliation_status", "amount")
    def _compute_composition(self):
        for payout in self:
            if not payout.automatic:
                payout.composition = "unknown"
            elif not payout.movement_ids - payout.balance_transaction_id:
                payout.composition = "waiting"
            else:
                payout.composition = "differs" if payout._composition_difference() else "told"

    def _composition_difference(self) -> float:
        """Return what left the balance with this payout (its own fee included) less what it is made of."""
        self.ensure_one()
        own = self.balance_transaction_id
        left = -own.net if own else self.amount
        parts = (self.movement_ids - own).mapped("net")
        difference = left - sum(parts)
        return self.currency_id.round(difference) if self.currency_id else difference
