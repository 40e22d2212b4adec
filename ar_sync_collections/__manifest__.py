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
        "wizards/ar_collection_as_of_views.xml",
        "views/ar_forecast_views.xml",
        "views/ar_collection_figure_views.xml",
        "views/ar_collection_dashboard_views.xml",
        "views/res_config_settings_figures_views.xml",
        "views/ar_collections_menus.xml",
    ],
    "assets": {
        "web.assets_backend": ["ar_sync_collections/static/src/**/*"],
        "web.assets_tests": ["ar_sync_collections/static/tests/tours/**/*"],
    },
}
