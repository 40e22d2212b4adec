"""Payment methods: what a customer can be charged by. Never a number."""

from datetime import date

from dateutil.relativedelta import relativedelta

from odoo import api, fields, models

from .ar_stripe_mirror import words

#: Ways to pay whose names are not read off Stripe's codes.
NAMES = {
    "us_bank_account": "US bank account",
    "sepa_debit": "SEPA debit",
    "bacs_debit": "Bacs debit",
    "acss_debit": "ACSS debit",
    "au_becs_debit": "BECS debit",
}


class ArStripePaymentMethod(models.Model):
    """A card, account or wallet as a person recognises it: brand, last four digits, expiry. Nothing else is kept."""

    _name = "ar.stripe.payment.method"
    _description = "Stripe Payment Method"
    _inherit = ["ar.stripe.mirror"]
    _rec_names_search = ["last4", "external_id", "customer_ref"]

    _mirror_links = {"customer_id": ("customer_ref", "ar.stripe.customer")}
    _mirror_words = {"type_label": "type", "brand_label": "brand"}

    type = fields.Char(string="Type Code", readonly=True)
    type_label = fields.Char(string="Type", compute="_compute_words")
    customer_ref = fields.Char(string="Customer ID", readonly=True, index="btree_not_null")
    customer_id = fields.Many2one(
        "ar.stripe.customer",
        readonly=True,
        index="btree_not_null",
        ondelete="set null",
        help="Empty: it was taken off its customer, and cannot be charged any more.",
    )
    brand = fields.Char(string="Brand Code", readonly=True)
    brand_label = fields.Char(string="Brand", compute="_compute_words")
    last4 = fields.Char(string="Last Digits", readonly=True)
    expires_on = fields.Date(string="Expires", readonly=True, help="The last day on which the card is valid.")
    is_default = fields.Boolean(string="Default", compute="_compute_is_default", help="Invoices are charged to it.")
    is_expiring = fields.Boolean(
        string="Expires Soon", compute="_compute_is_expiring", search="_search_is_expiring", help="Within 60 days."
    )

    @api.model
    def _mirror_row(self, values, connection, currencies) -> dict:
        details = values.details
        base = self._mirror_base(values, connection)
        return {
            **base,
            "metadata": None,
            "type": values.type,
            "customer_ref": values.customer_id,
            "brand": details.brand,
            "last4": details.last4,
            "expires_on": _last_day(details.exp_year, details.exp_month),
        }

    @api.model
    def _detach_others(self, connection, customer_ref: str, listed: list[str], seen_at) -> None:
        """Take methods off a customer whose whole list does not have them any more."""
        gone = self.search(
            [
                ("connection_id", "=", connection.id),
                ("customer_ref", "=", customer_ref),
                ("external_id", "not in", listed),
                ("seen_at", "<", seen_at),
            ]
        )
        gone.write({"customer_ref": False, "customer_id": False, "seen_at": seen_at})

    # === COMPUTE METHODS === #

    @api.depends("customer_id.default_payment_method_ref", "external_id")
    def _compute_is_default(self):
        for method in self:
            method.is_default = method.external_id == method.customer_id.default_payment_method_ref

    @api.depends("expires_on")
    @api.depends_context("tz")
    def _compute_is_expiring(self):
        soon = self._soon()
        for method in self:
            method.is_expiring = bool(method.expires_on and method.expires_on <= soon)

    def _search_is_expiring(self, operator, value):
        if operator != "in":
            return NotImplemented
        return [("expires_on", "<=", self._soon())]

    @api.model
    def _soon(self) -> date:
        return fields.Date.context_today(self) + relativedelta(days=60)

    @api.depends("type", "brand", "last4", "external_id")
    def _compute_display_name(self):
        for method in self:
            name = words(method.brand) or NAMES.get(method.type) or words(method.type) or method.external_id
            method.display_name = f"{name} … {method.last4}" if method.last4 else name

    # === ACTIONS === #

    def action_view_customer(self):
        """Open the Stripe customer."""
        self.ensure_one()
        return self._open(self.customer_id) if self.customer_id else False


def _last_day(year: int | None, month: int | None) -> date | None:
    """Return the last day of a month: a card is valid until its end."""
    if not year or not month or not 1 <= month <= 12 or not 1 <= year <= 9998:
        return None
    return date(year, month, 1) + relativedelta(months=1, days=-1)
