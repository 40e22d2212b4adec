"""Connections to an ERP: what is sent there, and by what rule."""

from odoo import api, fields, models

from ..protocol.erp import Erp

POLICIES = [
    ("off", "Off: nothing is sent"),
    ("review", "Reviewed: a person approves each change"),
    ("automatic", "Automatic: sent at once, unless something is wrong with it"),
]
#: Which setting decides about which kind of document.
FLOWS = {
    "customer": "invoices",
    "invoice": "invoices",
    "credit_memo": "invoices",
    "payment": "payments",
    "refund": "payments",
    "write_off": "write_offs",
}
#: What an operation's kind begins with when it is one of an ERP.
PREFIX = "erp."


class ArSyncConnection(models.Model):
    """A connector adds its provider to :meth:`_ar_erp_providers` and overrides :meth:`_ar_erp_transport`."""

    _inherit = "ar.sync.connection"

    is_erp = fields.Boolean(string="Is an ERP", compute="_compute_is_erp", store=True, index=True)
    erp_send_invoices = fields.Selection(
        POLICIES,
        string="Send Invoices and Credit Notes",
        required=True,
        default="review",
        tracking=True,
        help="Posted customer invoices and credit notes, and the customers they need.",
    )
    erp_send_payments = fields.Selection(
        POLICIES,
        string="Send Payments and Refunds",
        required=True,
        default="review",
        tracking=True,
        help="Customer payments with what they are applied to, and money that went back.",
    )
    erp_send_write_offs = fields.Selection(
        POLICIES,
        string="Send Write-Offs",
        required=True,
        default="review",
        tracking=True,
        help="What is given up of invoices.",
    )
    erp_send_from = fields.Date(
        string="Send From",
        default=fields.Date.context_today,
        tracking=True,
        help="Documents of this day and later are sent. What is older is in the ERP already, or is brought from there.",
    )
    erp_opening_on = fields.Date(
        string="Ledger Taken Over On",
        readonly=True,
        copy=False,
        help="On this day what was open in the ERP was brought here. What is only there since then is a difference.",
    )
    erp_cancel_how = fields.Selection(
        [("credit_memo", "Credited: a credit memo takes the invoice back"), ("delete", "Deleted"), ("void", "Voided")],
        string="Cancelled Invoices Are",
        required=True,
        default="credit_memo",
        help="What happens in the ERP to an invoice that was sent and is cancelled here.",
    )
    erp_discounts_how = fields.Selection(
        [("payment", "On the payment that took them"), ("write_off", "Write-offs beside the payment")],
        string="Early-Payment Discounts Are",
        compute="_compute_erp_discounts_how",
        store=True,
        readonly=False,
        precompute=True,
        required=True,
        tracking=True,
        help="How the ERP hears of an early-payment discount. A payment that was sent keeps its discount where it is.",
    )
    erp_unit_id = fields.Many2one(
        "ar.erp.record",
        string="Legal Entity",
        check_company=True,
        domain="[('connection_id', '=', id), ('kind', '=', 'unit')]",
        ondelete="restrict",
        help="Which legal entity of the ERP this company is. Only where the ERP has several.",
    )
    erp_department_plan_id = fields.Many2one(
        "account.analytic.plan",
        string="Departments From",
        help="The analytic plan whose accounts are departments there.",
    )
    erp_category_plan_id = fields.Many2one(
        "account.analytic.plan", string="Classes From", help="The analytic plan whose accounts are classes there."
    )

    erp_review_count = fields.Integer(compute="_compute_erp_review_count")

    def _compute_erp_review_count(self):
        domain = [
            ("connection_id", "in", self.ids),
            ("erp_subject", "!=", False),
            ("state", "not in", ("done", "cancelled")),
        ]
        counts = dict(self.env["ar.sync.operation"]._read_group(domain, ["connection_id"], ["__count"]))
        for connection in self:
            connection.erp_review_count = counts.get(connection, 0)

    def action_view_erp_review(self):
        """Open what waits for the ERP."""
        self.ensure_one()
        self.check_access("read")
        action = self.env["ir.actions.act_window"]._for_xml_id("ar_sync.ar_erp_operation_action")
        action["domain"] = [("connection_id", "=", self.id), ("erp_subject", "!=", False)]
        return action

    def action_prepare_mapping(self):
        """List what documents of the last year name, with suggestions, before anything waits for it."""
        self.ensure_one()
        self.check_access("write")
        self.env["ar.erp.mapping"].sudo()._prepare(self)
        action = self.env["ir.actions.act_window"]._for_xml_id("ar_sync.ar_erp_mapping_action")
        return {**action, "domain": [("connection_id", "=", self.id)]}

    @api.depends("provider")
    def _compute_erp_discounts_how(self):
        """Leave discounts where they are given. Extension point: an ERP, or a way to talk to it, may not know them."""
        for connection in self:
            connection.erp_discounts_how = "payment"

    def _ar_erp_gives_discounts_beside(self) -> bool:
        """Tell whether discounts that are sent from now on are write-offs of their own. Extension point."""
        return self.erp_discounts_how == "write_off"

    @api.depends("provider")
    def _compute_is_erp(self):
        providers = self._ar_erp_providers()
        for connection in self:
            connection.is_erp = connection.provider in providers

    @api.model
    def _ar_erp_providers(self) -> tuple[str, ...]:
        """Return the providers that are an ERP. Extension point: a connector adds its own."""
        return ()

    def _ar_erp_transport(self) -> Erp:
        """Return the client that talks to the ERP. Extension point; it may be made anew for each piece of work.

        :raise SyncError: where the connection has no credentials.
        """
        raise NotImplementedError

    # === SCOPE === #

    @api.model
    def _ar_erp_of(self, company):
        """Return the ERP connections that documents of ``company`` are written down for."""
        return self.sudo().search(
            [
                ("is_erp", "=", True),
                ("company_id", "=", company.id),
                ("state", "in", ("connected", "paused", "error")),
            ],
            order="id",
        )

    def _ar_erp_policy(self, subject: str) -> str:
        """Return off, review or automatic for a kind of document."""
        return self[f"erp_send_{FLOWS[subject]}"]

    def _ar_erp_takes(self, document) -> bool:
        """Tell whether a document that the ERP does not have yet is to be sent there. Extension point."""
        self.ensure_one()
        if self._ar_erp_policy(document.kind) == "off":
            return False
        return not self.erp_send_from or document.day >= self.erp_send_from

    def _ar_erp_has_items(self) -> bool:
        """Tell whether the ERP invoices items, so that an account of lines without a product may have one.

        Extension point.
        """
        return False

    def _ar_erp_needs_items(self) -> bool:
        """Tell whether the ERP refuses a line without a product whose account has no item. Extension point."""
        return False

    def _ar_is_reviewed(self, kind: str) -> bool:
        """Follow the setting of the kind of document."""
        if not self.is_erp or not kind.startswith(PREFIX):
            return super()._ar_is_reviewed(kind)
        return self._ar_erp_policy(kind.split(".")[1]) != "automatic"
