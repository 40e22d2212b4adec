"""What the screens show of an outgoing change: each value now and then, and the answer."""

import json
from collections.abc import Iterator

from odoo import api, fields, models


class ArSyncOperation(models.Model):
    _inherit = "ar.sync.operation"

    change_rows = fields.Json(compute="_compute_change_rows", string="Changes")
    result_text = fields.Text(string="Provider's Answer", compute="_compute_result_text")

    @api.depends("payload", "state")
    def _compute_change_rows(self):
        for operation in self:
            before = dict(leaves(operation._ar_before()))
            operation.change_rows = [
                {
                    "name": name,
                    "before": before.get(name, ""),
                    "after": value,
                    "same": before.get(name) == value,
                }
                for name, value in leaves(operation.payload or {})
            ]

    def _ar_before(self) -> dict:
        """Return what the provider has now, in the payload's form.

        Extension point: connectors read their mirror.
        """
        return {}

    @api.depends("result")
    def _compute_result_text(self):
        for operation in self:
            result = operation.result
            operation.result_text = json.dumps(result, indent=2, ensure_ascii=False, sort_keys=True) if result else ""


def leaves(value, path: str = "") -> Iterator[tuple[str, str]]:
    """Yield (dotted path, text) for every value in nested ``value``, in its own order.

    >>> list(leaves({"customer": {"name": "Ada", "vat": None}, "lines": [{"amount": 5}]}))
    [('customer.name', 'Ada'), ('customer.vat', ''), ('lines.0.amount', '5')]
    """
    if isinstance(value, dict):
        pairs = [(str(key), part) for key, part in value.items()]
    elif isinstance(value, list):
        pairs = [(str(number), part) for number, part in enumerate(value)]
    else:
        yield path, "" if value is None else str(value)
        return
    for key, part in pairs:
        yield from leaves(part, f"{path}.{key}" if path else key)
