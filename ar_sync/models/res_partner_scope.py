"""Customers: whether they are in the scope of a connection, and their tags."""

from odoo import api, fields, models
from odoo.exceptions import UserError

from ..protocol.scope import is_in


class ResPartner(models.Model):
    _inherit = "res.partner"

    ar_scope_state = fields.Selection(
        [("in", "Synchronised"), ("entering", "Being imported"), ("out", "Out of scope")],
        string="Synchronisation",
        compute="_compute_ar_scope_state",
        groups="ar_sync.group_user",
        help="Whether this customer is in the scope of the connections that know it.",
    )

    @api.model_create_multi
    def create(self, vals_list):
        partners = super().create(vals_list)
        if any("category_id" in vals for vals in vals_list):
            self.env["ar.sync.connection"]._ar_scope_tags_changed()
        return partners

    def write(self, vals):
        result = super().write(vals)
        if "category_id" in vals:
            self.env["ar.sync.connection"]._ar_scope_tags_changed()
        return result

    def _ar_scope_customers(self) -> dict:
        """Return connection -> remote ids under which this contact is known there, in the companies at hand."""
        self.ensure_one()
        found: dict = {}
        # Bindings follow the connection: what its rule hides is not shown.
        connections = self.env["ar.sync.connection"].search([("company_id", "in", self.env.companies.ids)])
        for row in self.env["ar.sync.binding"].sudo()._of(self, "customer"):
            if row.connection_id in connections:
                found.setdefault(connections.browse(row.connection_id.id), []).append(row.external_id)
        Row = self.env["ar.sync.scope.customer"].sudo()
        for row in Row.search([("partner_id", "=", self.id), ("connection_id", "in", connections.ids)]):
            ids = found.setdefault(connections.browse(row.connection_id.id), [])
            if row.external_id not in ids:
                ids.append(row.external_id)
        return found

    def _compute_ar_scope_state(self):
        Row = self.env["ar.sync.scope.customer"].sudo()
        for partner in self:
            states = set()
            for connection, ids in partner._origin._ar_scope_customers().items() if partner._origin else ():
                listed = Row._listed(connection, ids)
                states |= {"in" if is_in(connection.scope_mode, one in listed) else "out" for one in ids}
                mine = [("connection_id", "=", connection.id), ("external_id", "in", ids)]
                if "in" in states and Row.search_count([*mine, ("state", "=", "entering")], limit=1):
                    states.add("entering")
            partner.ar_scope_state = next((state for state in ("out", "entering", "in") if state in states), False)

    def action_ar_scope_in(self):
        """Take this customer into the scope of its connections."""
        return self._ar_scope_put(True)

    def action_ar_scope_out(self):
        """Leave this customer out of the scope of its connections."""
        return self._ar_scope_put(False)

    def _ar_scope_put(self, is_in_scope: bool):
        self.check_access("read")
        self.env["ar.sync.connection"].check_access("write")
        for partner in self:
            customers = partner._ar_scope_customers()
            if not customers:
                raise UserError(self.env._("No connection knows %s as a customer.", partner.display_name))
            for connection, ids in customers.items():
                connection.check_access("write")
                connection._ar_scope_put(ids, is_in_scope)
        return True
