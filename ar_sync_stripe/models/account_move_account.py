"""From which of a company's Stripe accounts an invoice is sent."""

from odoo import fields, models
from odoo.fields import Domain

CHOICE = "[('provider', '=', 'stripe')]"


class ResPartner(models.Model):
    _inherit = "res.partner"

    ar_stripe_connection_id = fields.Many2one(
        "ar.sync.connection",
        string="Invoiced From",
        company_dependent=True,
        domain=CHOICE,
        groups="ar_sync.group_user",
        help="The Stripe account from which this customer's invoices are sent, where the company has several.",
    )

    def _commercial_fields(self):
        return [*super()._commercial_fields(), "ar_stripe_connection_id"]


class AccountJournal(models.Model):
    _inherit = "account.journal"

    ar_stripe_connection_id = fields.Many2one(
        "ar.sync.connection",
        string="Sent From Stripe Account",
        domain=CHOICE,
        check_company=True,
        ondelete="set null",
        groups="ar_sync.group_user",
        help="Invoices of this journal are sent from this Stripe account, unless their customer has another.",
    )


class ArSyncConnection(models.Model):
    _inherit = "ar.sync.connection"

    stripe_is_default = fields.Boolean(
        string="Send From Here by Default",
        tracking=True,
        copy=False,
        help="Where the company sends from several Stripe accounts: the one for invoices of which neither the customer "
        "nor the journal says another.",
    )

    _stripe_one_default = models.UniqueIndex(
        "(company_id) WHERE stripe_is_default IS TRUE",
        "A company sends by default from one Stripe account only. Take the mark off the other one first.",
    )


class AccountMove(models.Model):
    _inherit = "account.move"

    def _stripe_connection(self):
        """Return the account at which this invoice is, or would be; empty where that is not decided."""
        self.ensure_one()
        own = self.sudo().ar_stripe_invoice_id or self.sudo().reversed_entry_id.ar_stripe_invoice_id
        if own:
            return own.connection_id
        sending = self.env["ar.sync.connection"]._stripe_sending(self.company_id, "invoices")
        chosen = self._stripe_account_choice()
        if chosen:
            return chosen & sending
        if len(sending) < 2:
            return sending
        known = self._stripe_accounts_with_customer(sending)
        return known if len(known) == 1 else sending.filtered("stripe_is_default")

    def _stripe_account_choice(self):
        """Return the account that the customer, else the journal, is to be invoiced from."""
        move = self.sudo().with_company(self.company_id)
        choice = move.commercial_partner_id.ar_stripe_connection_id or move.journal_id.ar_stripe_connection_id
        return choice.filtered(lambda row: row.company_id == self.company_id)

    def _stripe_accounts_with_customer(self, sending):
        """Return the accounts that know the customer already: he is invoiced where he was before."""
        partner = self.sudo().commercial_partner_id
        domain = Domain("partner_id", "=", partner.id) & Domain("is_deleted", "=", False)
        domain &= Domain("connection_id", "in", sending.ids)
        return self.env["ar.stripe.customer"].sudo().search(domain).connection_id

    def _stripe_why_no_account(self) -> str:
        """Return why no account sends this invoice, and what to do."""
        sending = self.env["ar.sync.connection"]._stripe_sending(self.company_id, "invoices")
        chosen = self._stripe_account_choice()
        if not sending:
            return self.env._("Sending invoices is switched off on the Stripe connection.")
        if chosen and chosen not in sending:
            return self.env._(
                "%(number)s is to be sent from %(account)s, where sending invoices is switched off. Switch it on, or "
                "choose another account on the customer or the journal.",
                number=self.display_name,
                account=chosen.display_name,
            )
        return self.env._(
            "%(number)s could be sent from several Stripe accounts: %(accounts)s. Choose one on the customer or on the "
            "journal, or mark one of them Send From Here by Default.",
            number=self.display_name,
            accounts=", ".join(sending.mapped("display_name")),
        )
