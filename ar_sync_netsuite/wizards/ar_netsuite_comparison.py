"""A run that reads the same records over both transports, before a connection is switched."""

from odoo import api, fields, models
from odoo.exceptions import UserError

from odoo.addons.ar_sync.protocol.errors import SyncError

from ..transport.comparison import compare

SIZE_MAX = 500
SHOWN_MAX = 200


class ArNetsuiteComparison(models.TransientModel):
    """What REST and SOAP say of the same records."""

    _name = "ar.netsuite.comparison"
    _description = "Comparison of Transports"

    connection_id = fields.Many2one("ar.sync.connection", required=True, readonly=True, ondelete="cascade")
    company_id = fields.Many2one(related="connection_id.company_id")
    size = fields.Integer(
        string="Records of Each Kind", default=50, help="As many of each kind are read twice. Nothing is written."
    )
    summary = fields.Text(readonly=True)
    is_alike = fields.Boolean(string="Both Alike", readonly=True)
    line_ids = fields.One2many("ar.netsuite.comparison.line", "comparison_id", string="Differences", readonly=True)

    def action_compare(self):
        """Read over both transports and show where they differ."""
        self.ensure_one()
        self.connection_id.check_access("write")
        if not 1 <= self.size <= SIZE_MAX:
            raise UserError(self.env._("Choose between 1 and %s records.", SIZE_MAX))
        if self.connection_id.netsuite_login != "token":
            raise UserError(self.env._("SOAP takes tokens only: with a certificate there is nothing to compare."))
        try:
            outcome = compare(
                self.connection_id._netsuite_client("rest"), self.connection_id._netsuite_client("soap"), self.size
            )
        except SyncError as error:
            raise UserError(self.connection_id._netsuite_explained(error)) from error
        self.line_ids.unlink()
        self.write(
            {
                "summary": self._told(outcome),
                "is_alike": not outcome.unlike,
                "line_ids": [
                    fields.Command.create(
                        {
                            "kind": row.kind,
                            "external_id": row.id,
                            "field_name": row.field,
                            "rest_value": row.left,
                            "soap_value": row.right,
                        }
                    )
                    for row in outcome.unlike[:SHOWN_MAX]
                ],
            }
        )
        return self._again()

    def action_switch(self):
        """Let the connection talk by the other transport from now on."""
        self.ensure_one()
        connection = self.connection_id
        connection.check_access("write")
        connection.netsuite_transport = "soap" if connection.netsuite_transport == "rest" else "rest"
        connection._ar_erp_plan_again()  # REST has no discounts on payments
        return {"type": "ir.actions.act_window_close"}

    @api.model
    def _told(self, outcome) -> str:
        """Say what was read."""
        labels = dict(self.env["ar.netsuite.comparison.line"]._fields["kind"]._description_selection(self.env))
        counts = ", ".join(f"{labels[kind]}: {count}" for kind, count in outcome.counts.items())
        more = len(outcome.unlike) - SHOWN_MAX
        words = [self.env._("Read over both: %s.", counts)]
        words.append(
            self.env._("%s values differ.", len(outcome.unlike))
            if outcome.unlike
            else self.env._("Both say the same of all of them.")
        )
        if more > 0:
            words.append(self.env._("The first %s are shown.", SHOWN_MAX))
        return " ".join(words)

    def _again(self):
        return {
            "type": "ir.actions.act_window",
            "res_model": self._name,
            "res_id": self.id,
            "view_mode": "form",
            "target": "new",
            "name": self.env._("Compare Transports"),
        }


class ArNetsuiteComparisonLine(models.TransientModel):
    """One value that differs."""

    _name = "ar.netsuite.comparison.line"
    _description = "Difference of Transports"

    comparison_id = fields.Many2one("ar.netsuite.comparison", required=True, ondelete="cascade")
    company_id = fields.Many2one(related="comparison_id.company_id")
    kind = fields.Selection(
        [
            ("customer", "Customers"),
            ("invoice", "Invoices"),
            ("credit_memo", "Credit memos"),
            ("payment", "Payments"),
            ("write_off", "Write-offs"),
            ("refund", "Refunds"),
        ]
    )
    external_id = fields.Char(string="Internal ID")
    field_name = fields.Char(string="What")
    rest_value = fields.Char(string="REST Says")
    soap_value = fields.Char(string="SOAP Says")
