{
    "name": "AR Sync Stripe Timesheets",
    "summary": "Billable hours of projects, tasks and timesheets straight to a Stripe invoice",
    "version": "19.0.1.0.0",
    "category": "Accounting/Accounting",
    "author": "AR Sync",
    "website": "https://github.com/ar-sync/ar-sync",
    "license": "LGPL-3",
    "depends": ["ar_sync_stripe_sale", "sale_timesheet"],
    "data": [
        "security/ir.model.access.csv",
        "security/ar_sync_stripe_timesheet_rules.xml",
        "views/ar_stripe_billable_views.xml",
        "wizards/ar_time_order_views.xml",
        "views/project_views.xml",
    ],
    "auto_install": True,
}
