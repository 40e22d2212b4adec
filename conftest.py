"""Settings of every test run: hypothesis makes the same examples each time, and the collector of garbage is calm."""

import gc

from hypothesis import settings

#: Odoo's registry is millions of objects that stay: to look at them again and again costs time and finds nothing.
GARBAGE_THRESHOLDS = (50_000, 20, 50)

settings.register_profile("suite", derandomize=True, deadline=None, print_blob=True)
settings.load_profile("suite")


def pytest_collection_finish():
    """What was imported stays to the end."""
    gc.freeze()
    gc.set_threshold(*GARBAGE_THRESHOLDS)
