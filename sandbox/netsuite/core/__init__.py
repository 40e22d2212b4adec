"""Letting requests in: HTTP, credentials, concurrency, faults."""
