"""What is sent to Stripe, and whether a person sees it first."""

import pytz

from odoo import api, fields, models
from odoo.exceptions import AccessError

from ..outgoing import OUT, PROBLEMS

POLICIES = [
    ("off", "Off: nothing is sent"),
    ("review", "Reviewed: a person approves each change"),
    ("automatic", "Automatic: sent at once"),
]


class ArSyncConnection(models.Model):
    _inherit = "ar.sync.connection"

    stripe_send_customers = fields.Selection(
        POLICIES,
        string="Customers",
        required=True,
        default="off",
        tracking=True,
        help="Contacts become customers at Stripe when an invoice needs one, or by hand; later changes follow.",
    )
    stripe_send_products = fields.Selection(
        POLICIES,
        string="Products and Prices",
        required=True,
        default="off",
        tracking=True,
        help="Products that are marked for Stripe, with their prices.",
    )
    stripe_send_invoices = fields.Selection(
        POLICIES,
        string="Invoices and Credit Notes",
        required=True,
        default="off",
        tracking=True,
        help="Posted customer invoices, by hand or as they are posted.",
    )
    stripe_send_payments = fields.Selection(
        POLICIES,
        string="Payments Made Elsewhere",
        required=True,
        default="off",
        tracking=True,
        help="What paid an invoice outside Stripe, such as a bank transfer, is reported, so that Stripe says paid too.",
    )
    stripe_send_on_post = fields.Boolean(
        string="Send When Posted",
        tracking=True,
        help="Customer invoices go to Stripe as they are posted. Otherwise somebody presses Send to Stripe.",
    )
    stripe_invoice_sender = fields.Selection(
        [("odoo", "Odoo, with a link to pay online"), ("stripe", "Stripe")],
        string="Invoice E-Mail Sent By",
        required=True,
        default="odoo",
        help="Who sends the customer the invoice. Odoo's own e-mail has a button that leads to Stripe's payment page.",
    )
    stripe_pricelist_ids = fields.Many2many(
        "product.pricelist",
        string="Pricelists for Stripe",
        help="Each adds a price in its currency to every product that is marked for Stripe.",
    )

    def _ar_is_reviewed(self, kind: str) -> bool:
        """Follow the setting of the kind of change."""
        if self.provider != "stripe" or kind not in OUT or not OUT[kind].setting:
            return super()._ar_is_reviewed(kind)
        return self._stripe_policy(OUT[kind].setting) != "automatic"

    def _ar_bound(self, kind: str, record, key: str = "") -> str | None:
        """An invoice's customer is that of its partner, whoever that is by the time it is sent."""
        if self.provider == "stripe" and kind == "customer":
            partner = record if record._name == "res.partner" else record.sudo().partner_id
            binding = partner.commercial_partner_id._stripe_customer_binding(self)
            return binding.external_id or None
        return super()._ar_bound(kind, record, key)

    def _stripe_policy(self, setting: str) -> str:
        """Return off, review or automatic for a group of kinds."""
        return self[f"stripe_send_{setting}"]

    @api.model
    def _stripe_sending(self, company, setting: str):
        """Return the running Stripe connections of ``company`` that send this group of kinds."""
        return self.sudo().search(
            [
                ("provider", "=", "stripe"),
                ("company_id", "=", company.id),
                ("state", "in", ("connected", "paused", "error")),
                (f"stripe_send_{setting}", "!=", "off"),
            ],
            order="id",
        )

    @api.model
    def _stripe_check_may_send(self) -> None:
        """Refuse people who may not cause changes at a provider."""
        if not self.env.su and not self.env.user.has_group("ar_sync.group_manager"):
            raise AccessError(self.env._("Only a manager of receivables may send to Stripe."))

    def _stripe_lang(self) -> str:
        """Return the language in which the catalogue is written: the company's."""
        return self.company_id.partner_id.lang or self.env.lang or "en_US"

    def _stripe_timezone(self):
        return pytz.timezone(self.timezone)

    def _stripe_database(self) -> str:
        """Return what tells this database's objects from those of another one at the same account."""
        return self.env["ir.config_parameter"].sudo().get_param("database.uuid")

    def _stripe_backlink(self, record) -> dict[str, str]:
        """Return the metadata by which an object at Stripe is known as ``record`` of this database."""
        return {"odoo_db": self._stripe_database(), "odoo_model": record._name, "odoo_id": str(record.id)}

    @api.model
    def _stripe_is_ours(self, metadata, record) -> bool:
        """Tell whether metadata is the back-link to ``record``."""
        return all((metadata or {}).get(key) == value for key, value in self._stripe_backlink(record).items())

    @api.model
    def _stripe_problem_text(self, found: list) -> str:
        """Return what is wrong with a payload, a sentence a line."""
        lines = [str(self.env._(PROBLEMS[code])) % values for code, values in found]
        return "\n".join(lines)
