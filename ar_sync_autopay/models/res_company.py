"""What a company decides about charging its customers by itself."""

from odoo import fields, models

from ..planning.days import RULES

RULE_LABELS = {
    "unadjusted": "The due date, whatever day it is",
    "following": "The next business day",
    "modified_following": "The next business day, unless that is in another month",
    "preceding": "The business day before",
}


class ResCompany(models.Model):
    _inherit = "res.company"

    ar_autopay_offer = fields.Selection(
        [
            ("nobody", "Nobody"),
            ("chosen", "Customers chosen one by one"),
            ("tagged", "Customers with one of these tags"),
            ("everybody", "All customers"),
        ],
        string="Auto-Pay Is Offered To",
        required=True,
        default="nobody",
        help="Who sees the offer on the invoice in the portal. Whoever agreed already goes on being charged.",
    )
    ar_autopay_tag_ids = fields.Many2many(
        "res.partner.category", "ar_autopay_company_tag", "company_id", "tag_id", string="Tags for Auto-Pay"
    )
    ar_autopay_covers = fields.Selection(
        [("all", "All invoices"), ("recurring", "Only invoices of subscriptions and recurring orders")],
        string="What Is Charged",
        required=True,
        default="all",
    )
    ar_autopay_combine = fields.Boolean(
        string="One Charge a Day",
        help="What a customer has to pay on one day in one currency is one charge. Invoices that are at Stripe are "
        "always charged by themselves.",
    )
    ar_autopay_take_discounts = fields.Boolean(
        string="In Time for Discounts",
        help="An invoice with an early-payment discount is charged on the last business day of the discount, less the "
        "discount, instead of on its due date. Say so in the wording that customers agree to. Where it is off, what is "
        "due in time for its discount is charged less the discount all the same.",
    )
    ar_autopay_rule = fields.Selection(
        [(rule, RULE_LABELS[rule]) for rule in RULES],
        string="Due on a Day Off",
        required=True,
        default="following",
        help="When an invoice is charged whose due date is no business day. Holidays are those of the company's "
        "working hours.",
    )
    ar_autopay_hour = fields.Integer(
        string="Charge From", default=9, help="The hour of the day in the customer's time zone, 0 to 23."
    )
    ar_autopay_notice_days = fields.Integer(
        string="Notice for Cards",
        default=3,
        help="The customer is told so many days before. 0: no notice.",
    )
    ar_autopay_notice_days_debit = fields.Integer(
        string="Notice for Bank Debits",
        default=14,
        help="SEPA's rule book asks for 14 days unless the customer agreed to fewer.",
    )
    ar_autopay_cap_charge = fields.Monetary(string="Most in One Charge", help="0: no limit of the company's own.")
    ar_autopay_cap_month = fields.Monetary(string="Most in One Month", help="0: no limit of the company's own.")
    ar_autopay_retries = fields.Boolean(
        string="Try Soft Declines Again",
        help="A refusal that may pass, such as missing funds, is tried again on the days of the ladder before auto-pay "
        "is switched off. Hard declines never are.",
    )
    ar_autopay_user_id = fields.Many2one(
        "res.users",
        string="Looks After Auto-Pay",
        help="Gets a task when a charge fails; where it is empty, the salesperson of the invoice.",
    )

    _ar_autopay_hour_valid = models.Constraint(
        "CHECK (ar_autopay_hour >= 0 AND ar_autopay_hour <= 23)", "The hour of charging is from 0 to 23."
    )
    _ar_autopay_limits_valid = models.Constraint(
        "CHECK (ar_autopay_notice_days >= 0 AND ar_autopay_notice_days_debit >= 0"
        " AND ar_autopay_cap_charge >= 0 AND ar_autopay_cap_month >= 0)",
        "Days and limits of auto-pay are not negative.",
    )

    def _ar_autopay_connections(self):
        """Return the Stripe accounts by which this company charges."""
        return self.env["ar.sync.connection"]._stripe_sending(self, "charges")

    def _ar_autopay_connection(self, partner=None):
        """Return the Stripe account by which this company charges; empty where it does not.

        :param partner: of several accounts, the one this customer is invoiced from, else the one that alone knows him.
        """
        self.ensure_one()
        sending = self._ar_autopay_connections()
        if len(sending) < 2:
            return sending
        default = sending.filtered("stripe_is_default")
        if not partner:
            return (default or sending)[:1]
        customer = partner.sudo().with_company(self).commercial_partner_id
        chosen = customer.ar_stripe_connection_id & sending
        known = sending.filtered(lambda row: customer._stripe_customer_binding(row))
        return chosen or (known if len(known) == 1 else (default or sending)[:1])

    def _ar_autopay_notice_of(self, method_type: str) -> int:
        """Return how many days before a charge its customer is told."""
        self.ensure_one()
        return self.ar_autopay_notice_days if method_type in ("", "card", "link") else self.ar_autopay_notice_days_debit
