"""Who somebody of Slack is here."""

from odoo import fields, models


class ResUsers(models.Model):
    _inherit = "res.users"

    ar_slack_user_id = fields.Char(
        string="Slack Member",
        readonly=True,
        copy=False,
        index="btree_not_null",
        groups="ar_sync.group_administrator",
        help="Found by the e-mail address when this person first pressed a button in Slack.",
    )

    _ar_slack_user_unique = models.UniqueIndex(
        "(ar_slack_user_id) WHERE ar_slack_user_id IS NOT NULL", "This member of Slack is another user already."
    )
