{
    "name": "AR Sync Bank",
    "summary": "Bank statement files become bank statement lines and receipts",
    "version": "19.0.1.0.0",
    "category": "Accounting/Accounting",
    "author": "AR Sync",
    "website": "https://github.com/ar-sync/ar-sync",
    "license": "LGPL-3",
    "depends": ["ar_sync", "account"],
}
