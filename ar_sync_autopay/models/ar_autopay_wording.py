"""What customers agree to: the sentence beside the tick, kept as it was shown."""

from odoo import api, fields, models
from odoo.exceptions import UserError


class ArAutopayWording(models.Model):
    """One version of the consent. Once somebody agreed to it, its words stay; another wording is another version."""

    _name = "ar.autopay.wording"
    _description = "Auto-Pay Wording"
    _order = "version desc, id desc"
    _rec_name = "tick"

    company_id = fields.Many2one("res.company", help="Empty: for every company that has none of its own.", index=True)
    version = fields.Integer(required=True, readonly=True, default=1, copy=False)
    tick = fields.Char(required=True, translate=True, help="Beside the box that the customer ticks.")
    terms = fields.Text(
        required=True,
        translate=True,
        help="What the customer agrees to. {company} is put in for the reader.",
    )
    active = fields.Boolean(default=True)
    mandate_count = fields.Integer(string="Agreed By", compute="_compute_mandate_count")

    @api.depends("version", "company_id")
    def _compute_display_name(self):
        for wording in self:
            words = {"version": wording.version, "company": wording.company_id.name or self.env._("all companies")}
            wording.display_name = self.env._("Version %(version)s, %(company)s", **words)

    def _compute_mandate_count(self):
        groups = (
            self.env["ar.autopay.mandate"]
            .sudo()
            ._read_group([("wording_id", "in", self.ids)], ["wording_id"], ["__count"])
        )
        counts = {wording.id: count for wording, count in groups}
        for wording in self:
            wording.mandate_count = counts.get(wording.id, 0)

    @api.model_create_multi
    def create(self, vals_list):
        for vals in vals_list:
            latest = self.with_context(active_test=False).search([], order="version desc", limit=1)
            vals["version"] = max(vals.get("version") or 1, latest.version + 1 if latest else 1)
        return super().create(vals_list)

    def write(self, vals):
        if {"tick", "terms", "company_id", "version"} & set(vals) and any(row.mandate_count for row in self):
            raise UserError(
                self.env._("Customers agreed to this wording, so it stays. Duplicate it and change the copy.")
            )
        return super().write(vals)

    @api.model
    def _current(self, company):
        """Return the wording that customers of ``company`` are shown now."""
        own = self.search([("company_id", "=", company.id)], limit=1)
        return own or self.search([("company_id", "=", False)], limit=1)

    def _shown(self, company) -> dict[str, str]:
        """Return tick and terms as the reader sees them, in the language of the context."""
        self.ensure_one()
        words = {"{company}": company.name}
        return {name: _filled(self[name], words) for name in ("tick", "terms")}

    @api.ondelete(at_uninstall=False)
    def _unlink_except_agreed(self):
        if any(row.mandate_count for row in self):
            raise UserError(self.env._("Customers agreed to this wording. Archive it instead."))


def _filled(text: str, words: dict[str, str]) -> str:
    """Return a text with its placeholders filled; anything else in braces stays.

    >>> _filled("I allow {company} to {x}.", {"{company}": "Ada"})
    'I allow Ada to {x}.'
    """
    for placeholder, value in words.items():
        text = text.replace(placeholder, value)
    return text
