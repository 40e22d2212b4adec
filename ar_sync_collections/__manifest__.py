{
    "name": "AR Sync Collections",
    "summary": "The right word to the right person about open invoices, and silence the moment they pay",
    "version": "19.0.1.0.0",
    "category": "Accounting/Accounting",
    "author": "AR Sync",
    "website": "https://github.com/ar-sync/ar-sync",
    "license": "LGPL-3",
    "depends": ["ar_sync", "portal"],
    "data": [
        "security/ir.model.access.csv",
        "security/ar_sync_collections_rules.xml",
        "views/ar_promise_views.xml",
        "views/account_move_promise_views.xml",
        "views/res_partner_promise_views.xml",
        "views/res_config_settings_replies_views.xml",
        "views/ar_collections_menus.xml",
    ],
}
