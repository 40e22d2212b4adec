"""What belongs to a Stripe customer: cards on file, subscriptions, invoices, payments, balances."""

from odoo import api, fields, models
from odoo.tools import formatLang


class ArStripeCustomer(models.Model):
    _inherit = "ar.stripe.customer"

    payment_method_ids = fields.One2many(
        "ar.stripe.payment.method", "customer_id", string="Payment Methods", readonly=True
    )
    subscription_ids = fields.One2many("ar.stripe.subscription", "customer_id", string="Subscriptions", readonly=True)
    invoice_ids = fields.One2many("ar.stripe.invoice", "customer_id", string="Invoices", readonly=True)
    charge_ids = fields.One2many("ar.stripe.charge", "customer_id", string="Payments", readonly=True)
    balance_change_ids = fields.One2many(
        "ar.stripe.customer.balance.transaction", "customer_id", string="Changes of Balance", readonly=True
    )
    cash_change_ids = fields.One2many(
        "ar.stripe.cash.balance.transaction", "customer_id", string="Bank Transfers", readonly=True
    )
    discount_ids = fields.One2many("ar.stripe.discount", "customer_id", string="Discounts", readonly=True)
    cash_text = fields.Char(
        string="Unapplied Funds", compute="_compute_cash_text", help="Bank transfers that no payment has taken yet."
    )

    @api.model
    def _mirror_children(self, readings) -> dict:
        """A customer carries his discount whole."""
        discounts = [values.discount for values in readings if values.discount and values.discount.id]
        return {"ar.stripe.discount": discounts} if discounts else {}

    @api.depends("cash_change_ids.ending_balance")
    def _compute_cash_text(self):
        latest = self.env["ar.stripe.cash.balance.transaction"]._latest([("customer_id", "in", self.ids)])
        by_customer = latest.grouped("customer_id")
        for customer in self:
            rows = by_customer.get(customer._origin, latest.browse())
            customer.cash_text = ", ".join(row._amount_text("ending_balance") for row in rows) or False

    # === ACTIONS === #

    def action_view_subscriptions(self):
        """List this customer's subscriptions."""
        domain = [("customer_id", "=", self.id)]
        return self._open_list("ar.stripe.subscription", self.env._("Subscriptions"), domain)

    def action_view_payment_methods(self):
        """List this customer's cards and accounts."""
        domain = [("customer_id", "=", self.id)]
        return self._open_list("ar.stripe.payment.method", self.env._("Payment Methods"), domain)

    def action_view_balance(self):
        """List the changes of this customer's credit balance."""
        domain = [("customer_id", "=", self.id)]
        return self._open_list("ar.stripe.customer.balance.transaction", self.env._("Customer Balance"), domain)

    def action_view_bank_transfers(self):
        """List the bank transfers that came in for this customer."""
        domain = [("customer_id", "=", self.id)]
        return self._open_list("ar.stripe.cash.balance.transaction", self.env._("Bank Transfers"), domain)


class ResPartner(models.Model):
    _inherit = "res.partner"

    ar_stripe_customer_ids = fields.One2many(
        "ar.stripe.customer", "partner_id", string="Stripe Customers", readonly=True, groups="ar_sync.group_user"
    )
    ar_stripe_payment_method_ids = fields.Many2many(
        "ar.stripe.payment.method",
        string="Cards on File",
        compute="_compute_ar_stripe_objects",
        groups="ar_sync.group_user",
    )
    ar_stripe_subscription_ids = fields.Many2many(
        "ar.stripe.subscription",
        string="Stripe Subscriptions",
        compute="_compute_ar_stripe_objects",
        groups="ar_sync.group_user",
    )
    ar_stripe_invoice_ids = fields.Many2many(
        "ar.stripe.invoice",
        string="Latest Stripe Invoices",
        compute="_compute_ar_stripe_objects",
        groups="ar_sync.group_user",
    )
    ar_stripe_charge_ids = fields.Many2many(
        "ar.stripe.charge",
        string="Latest Stripe Payments",
        compute="_compute_ar_stripe_objects",
        groups="ar_sync.group_user",
    )
    ar_stripe_balance_text = fields.Char(
        string="Balance at Stripe",
        compute="_compute_ar_stripe_balance_text",
        groups="ar_sync.group_user",
        help="Credit that the next invoice takes up, and bank transfers not applied yet.",
    )
    ar_stripe_card_count = fields.Integer(compute="_compute_ar_stripe_objects", groups="ar_sync.group_user")
    ar_stripe_subscription_count = fields.Integer(compute="_compute_ar_stripe_objects", groups="ar_sync.group_user")

    @api.depends("ar_stripe_customer_ids")
    def _compute_ar_stripe_objects(self):
        for partner in self:
            customers = partner.ar_stripe_customer_ids
            subscriptions = customers.subscription_ids
            partner.ar_stripe_payment_method_ids = customers.payment_method_ids
            partner.ar_stripe_subscription_ids = subscriptions.sorted(lambda row: (bool(row.ended_at), -row.id))
            partner.ar_stripe_card_count = len(customers.payment_method_ids)
            partner.ar_stripe_subscription_count = len(subscriptions.filtered(lambda row: not row.ended_at))
            newest = [("customer_id", "in", customers.ids)]
            partner.ar_stripe_invoice_ids = self.env["ar.stripe.invoice"].search(newest, limit=10)
            partner.ar_stripe_charge_ids = self.env["ar.stripe.charge"].search(newest, limit=10)

    @api.depends("ar_stripe_customer_ids.balance", "ar_stripe_customer_ids.cash_text")
    def _compute_ar_stripe_balance_text(self):
        for partner in self:
            parts = []
            for customer in partner.ar_stripe_customer_ids:
                currency = customer.currency_id
                if currency and not currency.is_zero(customer.balance):
                    amount = formatLang(self.env, abs(customer.balance), currency_obj=currency)
                    text = self.env._("credit %s") if customer.balance < 0 else self.env._("owes %s")
                    parts.append(text % amount)
                if customer.cash_text:
                    parts.append(self.env._("unapplied funds %s", customer.cash_text))
            partner.ar_stripe_balance_text = ", ".join(parts) or False

    def _ar_stripe_list(self, xml_id: str):
        """Return a Stripe screen with what belongs to this contact."""
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(f"ar_sync_stripe.{xml_id}")
        return {**action, "domain": [("customer_id.partner_id", "=", self.id)], "context": {}}

    def action_ar_stripe_payment_methods(self):
        """List this contact's cards on file at Stripe."""
        return self._ar_stripe_list("ar_stripe_payment_method_action")

    def action_ar_stripe_subscriptions(self):
        """List this contact's subscriptions at Stripe."""
        return self._ar_stripe_list("ar_stripe_subscription_action")

    def action_ar_stripe_invoices(self):
        """List this contact's invoices at Stripe."""
        return self._ar_stripe_list("ar_stripe_invoice_action")

    def action_ar_stripe_charges(self):
        """List this contact's payments at Stripe."""
        return self._ar_stripe_list("ar_stripe_charge_action")

    def action_ar_stripe_balance(self):
        """List the changes of this contact's credit balance at Stripe."""
        return self._ar_stripe_list("ar_stripe_customer_balance_transaction_action")
