"""What is done once, when the addon is installed into a database that already has books."""

from odoo.addons.ar_sync.hooks import build_keys


def post_init_hook(env):
    """Write the keys of payments that Odoo's own Stripe provider recorded before: their charges are recognised."""
    payments = env["account.payment"].sudo().search([("payment_transaction_id.provider_code", "=", "stripe")])
    build_keys(env, [("move_id", "in", payments.move_id.ids), ("account_id.reconcile", "=", True)])
