"""Accounts that send messages to the platform and that no connection here is for."""

from odoo import api, fields, models
from odoo.tools import SQL


class ArConnectAccount(models.Model):
    """An account that allowed the platform, counted by its messages: nobody is connected without our knowing."""

    _name = "ar.connect.account"
    _description = "Account Without a Connection"
    _rec_name = "account"
    _order = "last_at desc, id desc"

    platform_id = fields.Many2one("ar.connect.platform", required=True, readonly=True, index=True, ondelete="cascade")
    account = fields.Char(string="Account ID", required=True, readonly=True)
    message_count = fields.Integer(string="Messages", readonly=True)
    first_at = fields.Datetime(string="First Message", readonly=True)
    last_at = fields.Datetime(string="Last Message", readonly=True)
    last_kind = fields.Char(string="Last Type", readonly=True)

    _account_unique = models.UniqueIndex("(platform_id, account)", "An account is counted once.")

    @api.model
    def _count(self, platform, account: str, kind: str) -> None:
        """Count one message of an account that nobody here is connected to."""
        now = fields.Datetime.now()
        self.env.cr.execute(
            SQL(
                """INSERT INTO ar_connect_account (platform_id, account, message_count, first_at, last_at, last_kind,
                       create_date, write_date, create_uid, write_uid)
                   VALUES (%s, %s, 1, %s, %s, %s, %s, %s, %s, %s)
                   ON CONFLICT (platform_id, account) DO UPDATE SET
                       message_count = ar_connect_account.message_count + 1, last_at = EXCLUDED.last_at,
                       last_kind = EXCLUDED.last_kind, write_date = EXCLUDED.write_date""",
                platform.id,
                account,
                now,
                now,
                kind,
                now,
                now,
                self.env.uid,
                self.env.uid,
            )  # fmt: skip
        )

    @api.model
    def _forget(self, platform, account: str) -> None:
        """The account is connected now, or its access ended: it is no stranger."""
        self.sudo().search([("platform_id", "=", platform.id), ("account", "=", account)]).unlink()
