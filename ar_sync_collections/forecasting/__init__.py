"""When open invoices will be paid, and the figures of receivables: pure Python, no database, no network, no clock."""
