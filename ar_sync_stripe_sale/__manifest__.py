{
    "name": "AR Sync Stripe Sales",
    "summary": "Sales orders to Stripe: billable lines as an invoice, recurring lines as a subscription",
    "version": "19.0.1.0.0",
    "category": "Accounting/Accounting",
    "author": "AR Sync",
    "website": "https://github.com/ar-sync/ar-sync",
    "license": "LGPL-3",
    "depends": ["ar_sync_stripe", "sale_management"],
    "data": [
        "security/ir.model.access.csv",
        "security/ar_sync_stripe_sale_rules.xml",
        "views/ar_sale_subscription_views.xml",
        "views/ar_sale_subscription_wizard_views.xml",
        "views/sale_order_views.xml",
        "views/ar_stripe_billable_views.xml",
    ],
    "assets": {
        "web.assets_tests": ["ar_sync_stripe_sale/static/tests/tours/**/*"],
    },
    "auto_install": True,
}
