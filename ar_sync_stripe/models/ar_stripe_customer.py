"""Stripe customers."""

from odoo import api, fields, models

from .ar_stripe_json import address_json, tax_ids_json


class ArStripeCustomer(models.Model):
    """A customer at Stripe, and the partner it is in Odoo."""

    _name = "ar.stripe.customer"
    _description = "Stripe Customer"
    _inherit = ["ar.stripe.mirror.money"]
    _rec_names_search = ["name", "email", "external_id"]

    _mirror_applies = True
    _mirror_apply_on = (
        "name", "business_name", "individual_name", "email", "phone", "street", "street2", "zip",
        "city", "state",
        "country", "tax_ids", "preferred_locales", "metadata",
    )  # fmt: skip
    _mirror_keep = frozenset({"tax_ids", "cash_balances"})
    _mirror_page = "customers"

    name = fields.Char(readonly=True)
    business_name = fields.Char(readonly=True)
    individual_name = fields.Char(readonly=True)
    email = fields.Char(readonly=True)
    phone = fields.Char(readonly=True)
    description = fields.Char(readonly=True)
    customer_account_ref = fields.Char(string="Account (API v2)", readonly=True)
    street = fields.Char(readonly=True)
    street2 = fields.Char(string="Street 2", readonly=True)
    zip = fields.Char(string="Postal Code", readonly=True)
    city = fields.Char(readonly=True)
    state = fields.Char(string="Region", readonly=True)
    country = fields.Char(string="Country Code", readonly=True)
    shipping_name = fields.Char(readonly=True)
    shipping_address = fields.Json(readonly=True)
    tax_exempt = fields.Char(readonly=True)
    tax_ids = fields.Json(readonly=True, help="A list of type and value.")
    balance = fields.Monetary(
        string="Credit Balance",
        readonly=True,
        help="Taken up by the next invoice; negative in the customer's favour.",
    )
    cash_balances = fields.Json(readonly=True, help="Bank transfers not yet applied, in minor units by currency.")
    delinquent = fields.Boolean(readonly=True, help="Stripe's own word: the latest invoice is unpaid.")
    preferred_locales = fields.Json(readonly=True)
    invoice_prefix = fields.Char(readonly=True)
    default_payment_method_ref = fields.Char(string="Default Payment Method", readonly=True)

    partner_id = fields.Many2one("res.partner", readonly=True, index="btree_not_null", ondelete="set null")
    match_note = fields.Text(string="How the Partner Was Found", readonly=True)

    @api.model
    def _mirror_row(self, values, connection, currencies) -> dict:
        address = values.address
        return {
            **self._mirror_base(values, connection),
            **self._mirror_money(values.currency, currencies, balance=values.balance_minor),
            "name": values.name,
            "business_name": values.business_name,
            "individual_name": values.individual_name,
            "email": values.email,
            "phone": values.phone,
            "description": values.description,
            "customer_account_ref": values.customer_account_id,
            "street": address and address.line1,
            "street2": address and address.line2,
            "zip": address and address.postal_code,
            "city": address and address.city,
            "state": address and address.state,
            "country": address and address.country,
            "shipping_name": values.shipping_name,
            "shipping_address": address_json(values.shipping_address),
            "tax_exempt": values.tax_exempt,
            "tax_ids": None if values.tax_ids is None else tax_ids_json(values.tax_ids),
            "cash_balances": values.cash_balances_minor or None,
            "delinquent": values.delinquent,
            "preferred_locales": list(values.preferred_locales) or None,
            "invoice_prefix": values.invoice_prefix,
            "default_payment_method_ref": values.default_payment_method_id,
        }

    @api.depends("name", "business_name", "individual_name", "email", "external_id")
    def _compute_display_name(self):
        for customer in self:
            name = customer.name or customer.business_name or customer.individual_name
            customer.display_name = name or customer.email or customer.external_id

    def _agreed_values(self) -> dict:
        """Return what Stripe says of this customer in the form in which it is sent."""
        self.ensure_one()
        return {
            "name": self.name,
            "business_name": self.business_name,
            "individual_name": self.individual_name,
            "email": self.email,
            "phone": self.phone,
            "address": {
                "line1": self.street or "",
                "line2": self.street2 or "",
                "city": self.city or "",
                "postal_code": self.zip or "",
                "state": self.state or "",
                "country": self.country or "",
            },
            "preferred_locales": self.preferred_locales or [],
            "metadata": self.metadata or {},
        }

    # === ACTIONS === #

    def action_view_partner(self):
        """Open the partner."""
        self.ensure_one()
        return self._open(self.partner_id) if self.partner_id else False

    def action_view_invoices(self):
        """List this customer's Stripe invoices."""
        return self._open_list("ar.stripe.invoice", self.env._("Invoices"), [("customer_id", "=", self.id)])

    def action_view_charges(self):
        """List this customer's charges."""
        return self._open_list("ar.stripe.charge", self.env._("Charges"), [("customer_id", "=", self.id)])
