{
    "name": "AR Sync Stripe",
    "summary": "Stripe's money in the books: mirrored, matched, posted, tied out to the cent",
    "version": "19.0.1.0.0",
    "category": "Accounting/Accounting",
    "author": "AR Sync",
    "website": "https://github.com/ar-sync/ar-sync",
    "license": "LGPL-3",
    "depends": ["ar_sync", "product"],
    "external_dependencies": {"python": ["stripe"]},
    "data": [
        "security/ir.model.access.csv",
        "security/ar_sync_stripe_rules.xml",
        "views/ar_sync_connection_views.xml",
    ],
    "post_init_hook": "post_init_hook",
}
