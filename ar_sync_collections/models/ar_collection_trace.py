"""What a customer was seen doing with an invoice: at most one row an hour of each kind."""

from odoo import api, fields, models
from odoo.tools import SQL


class ArCollectionTrace(models.Model):
    """A look at an invoice in the portal, or its PDF fetched there. Strong signals only: no pixel in mails counts."""

    _name = "ar.collection.trace"
    _description = "Look at an Invoice"
    _order = "at desc, id desc"
    _rec_name = "move_id"

    move_id = fields.Many2one(
        "account.move", string="Invoice", required=True, readonly=True, index=True, ondelete="cascade"
    )
    company_id = fields.Many2one("res.company", required=True, readonly=True, index=True)
    partner_id = fields.Many2one("res.partner", string="Customer", readonly=True, index=True, ondelete="set null")
    kind = fields.Selection(
        [("viewed", "Seen in the portal"), ("downloaded", "PDF fetched")],
        string="What",
        required=True,
        readonly=True,
        default="viewed",
    )
    at = fields.Datetime(string="When", required=True, readonly=True, default=fields.Datetime.now)
    hour = fields.Datetime(string="In the Hour From", required=True, readonly=True, default=fields.Datetime.now)
    user_id = fields.Many2one(
        "res.users", string="Logged In", readonly=True, ondelete="set null", help="Empty: came with the link of a mail."
    )

    _once_an_hour = models.UniqueIndex("(move_id, kind, hour)", "It was noted in this hour already.")

    @api.model
    def _note(self, move, kind: str, user=None) -> None:
        """Keep that the customer looked at an invoice, once an hour; several at once are one."""
        now = fields.Datetime.now()
        columns = ["move_id", "company_id", "partner_id", "kind", "at", "hour", "user_id", "create_date", "write_date"]
        hour = now.replace(minute=0, second=0, microsecond=0)
        values = (
            move.id, move.company_id.id, move.commercial_partner_id.id or None, kind, now, hour,
            user.id if user else None, now, now,
        )  # fmt: skip
        made = self.env.execute_query(
            SQL(
                "INSERT INTO ar_collection_trace (%s) VALUES %s "
                "ON CONFLICT (move_id, kind, hour) DO NOTHING RETURNING id",
                SQL(", ").join(SQL.identifier(name) for name in columns),
                values,
            )
        )
        if made:
            move.invalidate_recordset(["ar_trace_ids", "ar_last_seen_at"])
