{
    "name": "AR Sync NetSuite",
    "summary": "Receivables between Odoo and NetSuite, both ways, by SuiteTalk SOAP or REST",
    "version": "19.0.1.0.0",
    "category": "Accounting/Accounting",
    "author": "AR Sync",
    "website": "https://github.com/ar-sync/ar-sync",
    "license": "LGPL-3",
    "depends": ["ar_sync"],
    "external_dependencies": {"python": ["zeep", "cryptography"]},
    "data": [
        "security/ir.model.access.csv",
        "security/ar_sync_netsuite_rules.xml",
        "wizards/ar_netsuite_comparison_views.xml",
        "views/ar_sync_connection_views.xml",
    ],
}
