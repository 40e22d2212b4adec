"""Pausing the collection of a subscription."""

from datetime import time

from odoo import fields, models
from odoo.exceptions import UserError

from odoo.addons.ar_sync_stripe.models.account_move_facts import _moment


class ArSaleSubscriptionPause(models.TransientModel):
    """How long a subscription pauses, and what becomes of its invoices."""

    _name = "ar.sale.subscription.pause"
    _description = "Pause Collection"

    company_id = fields.Many2one("res.company", required=True, default=lambda self: self.env.company)
    subscription_ids = fields.Many2many("ar.sale.subscription", string="Subscriptions")
    behavior = fields.Selection(
        [
            ("void", "No invoices: the service is not provided"),
            ("keep_as_draft", "Drafts, to be collected later"),
            ("mark_uncollectible", "Invoices given up at once: the service is free"),
        ],
        string="Invoices Meanwhile",
        required=True,
        default="void",
    )
    resumes_on = fields.Date(string="Until", help="Stripe resumes on that day by itself. Empty: until you do.")

    def action_pause(self):
        """Plan the pause."""
        self.ensure_one()
        self.env["ar.sync.connection"]._stripe_check_may_send()
        planned = self.env["ar.sync.operation"].sudo()
        for row in self.subscription_ids:
            pause = {"behavior": self.behavior}
            if self.resumes_on:
                connection = row.sudo().connection_id
                if self.resumes_on <= connection._ar_local_date(fields.Datetime.now()):
                    raise UserError(self.env._("Collection resumes on a day to come."))
                pause["resumes_at"] = _moment(connection, self.resumes_on, time(0))
            planned |= row._ask(pause_collection=pause)
        return planned._show_planned()
