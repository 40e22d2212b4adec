{
    "name": "AR Sync Stripe Sales",
    "summary": "Billable lines of sales orders straight to a Stripe invoice",
    "version": "19.0.1.0.0",
    "category": "Accounting/Accounting",
    "author": "AR Sync",
    "website": "https://github.com/ar-sync/ar-sync",
    "license": "LGPL-3",
    "depends": ["ar_sync_stripe", "sale_management"],
    "data": [
        "security/ir.model.access.csv",
        "security/ar_sync_stripe_sale_rules.xml",
        "views/sale_order_views.xml",
        "views/ar_stripe_billable_views.xml",
    ],
    "auto_install": True,
}
