"""Customers: their receipts."""

from odoo import api, fields, models

from ..matching.names import name_words


class ResPartner(models.Model):
    _inherit = "res.partner"

    ar_name_key = fields.Char(
        string="Name as Compared",
        compute="_compute_ar_name_key",
        store=True,
        help="Without accents and legal forms: payers are looked for by it.",
    )
    ar_receipt_count = fields.Integer(compute="_compute_ar_receipt_count", groups="ar_sync.group_user")

    _ar_name_index = models.Index('(ar_name_key COLLATE "C") WHERE ar_name_key IS NOT NULL')

    @api.depends("name")
    def _compute_ar_name_key(self):
        for partner in self:
            partner.ar_name_key = " ".join(name_words(partner.name or "")) or False

    def _compute_ar_receipt_count(self):
        groups = self.env["ar.match.receipt"]._read_group(
            [("partner_id", "child_of", self.ids)], ["partner_id"], ["__count"]
        )
        counts = {partner.id: count for partner, count in groups}
        for partner in self:
            own = self.search([("id", "child_of", partner.id)]).ids if partner.id else []
            partner.ar_receipt_count = sum(counts.get(partner_id, 0) for partner_id in own)

    def action_ar_receipts(self):
        """Open this customer's receipts."""
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id("ar_sync.ar_match_receipt_action")
        action["domain"] = [("partner_id", "child_of", self.id)]
        action["context"] = {}
        return action

    # === MERGING === #

    def _ar_take_over(self, merged) -> None:
        """Take the bindings and outgoing changes of contacts that are merged into this one.

        Where both had an object of one kind at one account, this one's stays in use; the other is kept, so that
        what still comes from it is recognised. Extension point: connectors plan what follows.
        """
        self.ensure_one()
        Binding = self.env["ar.sync.binding"].sudo()
        for binding in Binding._of(merged):
            present = Binding._in_use(binding.connection_id, binding.kind, self)
            binding.write({"res_id": self.id, "is_former": binding.is_former or bool(present)})
        Operation = self.env["ar.sync.operation"].sudo()
        operations = Operation.search([("res_model", "=", self._name), ("res_id", "in", merged.ids)])
        open_rows = operations.filtered(lambda row: row.state not in ("done", "cancelled"))
        for operation in open_rows.filtered(lambda row: not row._is_uncertain()):
            operation._set_state("cancelled", is_superseded=True)
        for operation in operations:
            operation._set_state(operation.state, res_id=self.id)
