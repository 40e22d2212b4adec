"""What the screens show of an outgoing change: each value now and then, and the answer."""

import json
from collections.abc import Iterator

from odoo import api, fields, models

from ..protocol.steps import resolve


class ArSyncOperation(models.Model):
    _inherit = "ar.sync.operation"

    change_rows = fields.Json(compute="_compute_change_rows", string="Changes")
    result_text = fields.Text(string="Provider's Answer", compute="_compute_result_text")

    @api.depends("payload", "state")
    def _compute_change_rows(self):
        for operation in self:
            before, after = dict(leaves(operation._ar_before())), dict(leaves(operation._ar_shown()))
            gone = [name for name in before if name not in after and operation._ar_takes_away(name)]
            rows = [
                {
                    "name": name,
                    "label": operation._ar_field_words(name),
                    "before": operation._ar_value_words(name, before.get(name, "")),
                    "after": operation._ar_value_words(name, after.get(name, "")),
                    "same": before.get(name) == after.get(name),
                }
                for name in [*after, *gone]
            ]
            operation.change_rows = operation._ar_arranged(rows)

    def _ar_shown(self) -> dict:
        """Return the payload with names in place of objects that the provider does not have yet."""
        return resolve(self.payload or {}, lambda text: self._find_reference(text) or self._unmade_name(text))

    def _ar_field_words(self, name: str) -> str:
        """Return what a person calls the value of the payload at the path ``name``. Extension point."""
        return name

    def _ar_arranged(self, rows: list[dict]) -> list[dict]:
        """Return the rows as they are shown. Extension point."""
        return rows

    def _ar_takes_away(self, name: str) -> bool:
        """Tell whether a value that the provider has and the payload does not is taken away. Extension point."""
        return False

    def _ar_value_words(self, name: str, value: str) -> str:
        """Return the value of the payload at the path ``name`` as a person reads it. Extension point."""
        return value

    def _unmade_name(self, text: str) -> str:
        return self.env._("(the %s, once it is made)", self._reference_name(text))

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

    # === AFTER PLANNING === #

    def _show_planned(self) -> dict:
        """Return what a button that planned these changes shows: the changes, or that there is nothing to send.

        What failed before and is wanted as it was is tried again: that is what the button was pressed for.
        """
        self.filtered(lambda row: row.state == "failed" and not row.problems).action_retry()
        waiting = self.filtered(lambda row: row.state != "done")
        if not waiting:
            return {
                "type": "ir.actions.client",
                "tag": "display_notification",
                "params": {"type": "info", "message": self.env._("Nothing is to be sent: the provider has it so.")},
            }
        action = self.env["ir.actions.act_window"]._for_xml_id("ar_sync.ar_sync_operation_action")
        action |= {"domain": [("id", "in", waiting.ids)], "context": {}, "target": "current"}
        if len(waiting) == 1:
            action |= {"views": [(False, "form")], "view_mode": "form", "res_id": waiting.id}
        return action


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
