{
    "name": "AR Sync Stripe CRM",
    "summary": "Quotations of won opportunities straight to a Stripe invoice",
    "version": "19.0.1.0.0",
    "category": "Accounting/Accounting",
    "author": "AR Sync",
    "website": "https://github.com/ar-sync/ar-sync",
    "license": "LGPL-3",
    "depends": ["ar_sync_stripe_sale", "sale_crm"],
    "data": ["views/ar_stripe_billable_views.xml", "views/crm_lead_views.xml"],
    "auto_install": True,
}
