"""What an account of NetSuite refused lately, for all workers."""

from datetime import UTC

from odoo import api, fields, models

from ..transport.governor import Pace


class ArNetsuitePace(models.Model):
    """One account: how many requests at once its last refusal left, and when that was.

    The row is written by :class:`~.slots.DatabaseSlots` on a connection of its own, past the transaction at hand: a
    refusal is as true when that one fails. It is one for each account and not for each connection, because all legal
    entities of an account share one pool.
    """

    _name = "ar.netsuite.pace"
    _description = "Pace of an Account of NetSuite"
    _rec_name = "account"

    account = fields.Char(required=True, readonly=True)
    left = fields.Integer(string="Left at Once", readonly=True, default=0)
    refused_at = fields.Datetime(string="Last Refused On", readonly=True)
    resumes_at = fields.Datetime(string="Not Asked Before", readonly=True)

    _account_unique = models.UniqueIndex("(account)", "An account has one pace.")

    @api.model
    def _of(self, account: str) -> Pace:
        """Return the pace of an account."""
        row = self.search([("account", "=", account)], limit=1)
        times = [
            moment.replace(tzinfo=UTC).timestamp() if moment else 0.0 for moment in (row.refused_at, row.resumes_at)
        ]
        return Pace(row.left, *times)
