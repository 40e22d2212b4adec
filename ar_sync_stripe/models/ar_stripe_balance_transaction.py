"""Every movement of the Stripe balance."""

from odoo import api, fields, models
from odoo.tools import SQL

from ..payloads.ledger import kind_of

# Whose id begins how (docs.stripe.com/api): the object that moved the balance.
SOURCES = {
    "ch_": "ar.stripe.charge",
    "py_": "ar.stripe.charge",
    "re_": "ar.stripe.refund",
    "pyr_": "ar.stripe.refund",
    "dp_": "ar.stripe.dispute",
    "du_": "ar.stripe.dispute",
    "po_": "ar.stripe.payout",
}


class ArStripeBalanceTransaction(models.Model):
    """One movement: gross, fee and net in the currency of the balance, and what moved it.

    A movement does not say with which payout it left: that is learned by listing a payout's
    movements, and kept by :meth:`_set_payout`. Whether it is in the books is ``is_booked``, not the
    queue of the mirror.
    """

    _name = "ar.stripe.balance.transaction"
    _description = "Stripe Balance Transaction"
    _inherit = ["ar.stripe.mirror.money"]

    _mirror_links = {"payout_id": ("payout_ref", "ar.stripe.payout")}
    _mirror_local = {"is_booked": False}
    _mirror_words = {"status_label": "status", "type_label": "type", "booking_label": "booking_kind"}

    type = fields.Char(string="Type Code", readonly=True)
    reporting_category = fields.Char(readonly=True)
    balance_type = fields.Char(string="Balance", readonly=True)
    amount = fields.Monetary(string="Gross", readonly=True)
    fee = fields.Monetary(readonly=True)
    net = fields.Monetary(readonly=True)
    exchange_rate = fields.Float(readonly=True, digits=(16, 8), aggregator="avg")
    fee_details = fields.Json(readonly=True, help="Parts of the fee: type, amount_minor, currency, description.")
    fee_text = fields.Char(string="Fee Parts", compute="_compute_fee_text")
    source_ref = fields.Char(string="Source", readonly=True, index="btree_not_null")
    source_type = fields.Char(readonly=True)
    description = fields.Char(readonly=True)
    status = fields.Char(string="Status Code", readonly=True)
    status_label = fields.Char(string="Status", compute="_compute_words")
    type_label = fields.Char(string="Type", compute="_compute_words")
    booking_label = fields.Char(string="Booked As", compute="_compute_words")
    available_on = fields.Date(readonly=True, help="When the money can be paid out (UTC).")
    payout_ref = fields.Char(string="Payout ID", readonly=True, index="btree_not_null")
    payout_id = fields.Many2one("ar.stripe.payout", readonly=True, index="btree_not_null", ondelete="set null")

    booking_kind = fields.Char(string="Kind of Booking", readonly=True, help="What the movement is to the books.")
    is_booked = fields.Boolean(string="Booked", readonly=True)
    booked_note = fields.Text(string="Why Not Booked", readonly=True)
    move_id = fields.Many2one(
        "account.move",
        string="Journal Entry",
        readonly=True,
        index="btree_not_null",
        ondelete="set null",
    )

    _unbooked_index = models.Index("(connection_id, created_at, id) WHERE is_booked IS NOT TRUE")
    # What is not available yet is asked for with every look at the dashboard: few rows, at the end.
    _available_index = models.Index("(available_on)")

    @api.model
    def _mirror_row(self, values, connection, currencies) -> dict:
        return {
            **self._mirror_base(values, connection),
            **self._mirror_money(
                values.currency,
                currencies,
                amount=values.amount_minor,
                fee=values.fee_minor,
                net=values.net_minor,
            ),
            "type": values.type,
            "reporting_category": values.reporting_category,
            "balance_type": values.balance_type,
            "exchange_rate": values.exchange_rate,
            "fee_details": [_fee_json(fee) for fee in values.fees] or None,
            "source_ref": values.source_id,
            "source_type": values.source_type,
            "description": values.description,
            "status": values.status,
            "available_on": values.available_at and values.available_at.date(),
            "booking_kind": kind_of(values.type, values.reporting_category),
        }

    @api.model
    def _set_payout(self, connection, payout_ref: str, external_ids: list[str]) -> int:
        """Note that these movements left with a payout. Return how many rows that was news for."""
        self.flush_model(["payout_ref", "payout_id"])
        self.env.cr.execute(
            SQL(
                """UPDATE ar_stripe_balance_transaction
                      SET payout_ref = %(payout)s, payout_id = %(target)s
                    WHERE connection_id = %(connection)s AND external_id = ANY(%(ids)s)
                      AND payout_ref IS DISTINCT FROM %(payout)s""",
                payout=payout_ref,
                target=self._link_target_of(connection, payout_ref),
                connection=connection.id,
                ids=external_ids,
            )
        )
        self.invalidate_model(["payout_ref", "payout_id"], flush=False)
        return self.env.cr.rowcount

    @api.model
    def _link_target_of(self, connection, payout_ref: str) -> SQL:
        return SQL(
            "(SELECT id FROM ar_stripe_payout WHERE connection_id = %s AND external_id = %s)",
            connection.id,
            payout_ref,
        )

    @api.depends("fee_details", "currency_code")
    def _compute_fee_text(self):
        for movement in self:
            parts = [
                f"{row['description'] or row['type'] or ''} {movement._major(row['amount_minor']):g}".strip()
                for row in movement.fee_details or []
            ]
            movement.fee_text = ", ".join(parts) or False

    @api.depends("net", "currency_id", "currency_code", "type", "external_id")
    def _compute_display_name(self):
        for movement in self:
            kind = movement.type_label
            movement.display_name = f"{kind} {movement._amount_text('net')}" if kind else movement.external_id

    # === ACTIONS === #

    def action_view_source(self):
        """Open the charge, refund, dispute or payout that moved the balance."""
        self.ensure_one()
        prefix = f"{(self.source_ref or '').partition('_')[0]}_"
        model = SOURCES.get(prefix)
        if not model:
            return False
        return self._open_list(model, self.env._("Source"), [("external_id", "=", self.source_ref)])

    def action_view_payout(self):
        """Open the payout this movement left with."""
        self.ensure_one()
        return self._open(self.payout_id) if self.payout_id else False

    def action_view_entry(self):
        """Open the journal entry."""
        self.ensure_one()
        return self._open(self.move_id) if self.move_id else False


def _fee_json(fee) -> dict:
    return {
        "type": fee.type,
        "amount_minor": fee.amount_minor,
        "currency": fee.currency,
        "description": fee.description,
    }
