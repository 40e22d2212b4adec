"""Differences with an ERP, on Slack before the books close."""

from odoo import api, models
from odoo.tools.urls import urljoin

from ..payloads.blocks import message


class ArSyncDrift(models.Model):
    _inherit = "ar.sync.drift"

    @api.model
    def _ar_tell_elsewhere(self, connection, text: str) -> None:  # pylint: disable=missing-return
        super()._ar_tell_elsewhere(connection, text)
        slack = self.env["ar.sync.connection"]._slack_of(connection.company_id)
        if slack and slack.slack_tell_drift:
            url = urljoin(connection.get_base_url(), "/odoo/sync-drift")
            content = message(text, url=url, url_text=self.env._("See what differs"))
            activity = connection.activity_ids[-1:]
            slack._slack_post(activity or connection, content, self.env._("Differences with %s", connection.name))
