{
    "name": "AR Sync Slack",
    "summary": "Collections in Slack: who owes, who replied, what differs; decided by a button",
    "version": "19.0.1.0.0",
    "category": "Accounting/Accounting",
    "author": "AR Sync",
    "website": "https://github.com/ar-sync/ar-sync",
    "license": "LGPL-3",
    "depends": ["ar_sync_collections"],
    "external_dependencies": {"python": ["slack_sdk"]},
    "data": [
        "views/ar_sync_connection_views.xml",
        "views/res_users_views.xml",
    ],
}
