"""The books: records, applications, periods and their rules. Knows no transport."""
