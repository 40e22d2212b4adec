"""Who is written to on which day, and why not: pure Python, no database, no network, no clock."""
