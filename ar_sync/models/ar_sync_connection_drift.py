"""Connections to an ERP: what is compared there, and what becomes of a difference."""

from urllib.parse import urlsplit

from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError

LOOPBACK = ("127.0.0.1", "localhost", "::1")


class ArSyncConnection(models.Model):
    """Connectors to an ERP override :meth:`_ar_drift_record`, :meth:`_ar_drift_take` and :meth:`_ar_drift_push`."""

    _inherit = "ar.sync.connection"

    drift_user_id = fields.Many2one(
        "res.users",
        string="Owner of Differences",
        domain="[('share', '=', False), ('company_ids', 'in', company_id)]",
        help="Who is told what differs between Odoo and the ERP before the books close.",
    )
    drift_webhook = fields.Char(
        string="Chat Webhook",
        copy=False,
        groups="ar_sync.group_administrator",
        help="Address of an incoming webhook of Slack, or of another chat that takes a JSON object with text. Before "
        "the books close, what differs is told there, unless a Slack connection of the company tells it.",
    )
    drift_ids = fields.One2many("ar.sync.drift", "connection_id")
    drift_count = fields.Integer(compute="_compute_drift_count")

    def _compute_drift_count(self):
        counts = self.env["ar.sync.drift"]._read_group(
            [("connection_id", "in", self.ids), ("state", "=", "open")], ["connection_id"], ["__count"]
        )
        by_connection = dict(counts)
        for connection in self:
            connection.drift_count = by_connection.get(connection, 0)

    @api.constrains("drift_webhook")
    def _check_drift_webhook(self):
        for connection in self.filtered("drift_webhook"):
            parts = urlsplit(connection.drift_webhook)
            is_here = parts.scheme == "http" and parts.hostname in LOOPBACK
            if not parts.hostname or (parts.scheme != "https" and not is_here):
                raise ValidationError(self.env._("The address of a chat webhook begins with https://."))

    def action_view_drift(self):
        """Open what differs."""
        self.ensure_one()
        self.check_access("read")
        action = self.env["ir.actions.act_window"]._for_xml_id("ar_sync.ar_sync_drift_action")
        action["domain"] = [("connection_id", "=", self.id)]
        return action

    def _ar_drift_record(self, subject: str, key: str):
        """Return the record here that ``key`` of a document is, or None.

        Extension point. By itself a key is ``model,id``; what only the ERP has carries another.
        """
        model, _comma, number = key.partition(",")
        if model not in self.env or not number.isdigit():
            return None
        return self.env[model].browse(int(number)).exists() or None

    def _ar_drift_name(self, subject: str, key: str) -> str:
        """Return what people call a document that is not here. Extension point."""
        return key

    def _ar_drift_take(self, drift) -> None:
        """Bring the ERP's value of a difference here. Extension point.

        :raise UserError: where that cannot be done, with what to do instead.
        """
        raise UserError(self.env._("This cannot be taken from %(connection)s: change it here.", connection=self.name))

    def _ar_drift_push(self, drift) -> None:
        """Write what sends our value to the outbox. Extension point.

        :raise UserError: where that cannot be done, with what to do instead.
        """
        raise UserError(self.env._("This cannot be sent to %(connection)s: change it there.", connection=self.name))
