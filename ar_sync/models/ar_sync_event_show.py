"""What the screens show of an inbox message."""

import json

from odoo import api, fields, models


class ArSyncEvent(models.Model):
    _inherit = "ar.sync.event"

    body_pretty = fields.Text(string="Message", compute="_compute_body_pretty", groups="ar_sync.group_manager")

    @api.depends("body")
    def _compute_body_pretty(self):
        for event in self:
            event.body_pretty = pretty_json(event.body)


def pretty_json(text: str | bool) -> str:
    """Return JSON with one value per line; what is no JSON as it is."""
    try:
        return json.dumps(json.loads(text or "null"), indent=2, ensure_ascii=False) if text else ""
    except ValueError:
        return text
