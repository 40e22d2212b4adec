"""Differences with an ERP, on Slack before the books close."""

from odoo import api, fields, models
from odoo.tools.urls import urljoin

from ..payloads.blocks import message


class ArSyncDrift(models.Model):
    _inherit = "ar.sync.drift"

    @api.model
    def _ar_tell_elsewhere(self, connection, text: str) -> None:
        """Tell the company's channel, in place of the plain webhook: at most once a day for each connection."""
        slack = self.env["ar.sync.connection"]._slack_of(connection.company_id)
        if not slack or not slack.slack_tell_drift:
            super()._ar_tell_elsewhere(connection, text)
            return
        url = urljoin(connection.get_base_url(), "/odoo/sync-drift")
        content = message(text, url=url, url_text=self.env._("See what differs"))
        summary = self.env._("Differences with %s", connection.name)
        slack._slack_post(connection, content, summary, version=fields.Date.today().toordinal())
