"""Settings of every test run: hypothesis makes the same examples each time, and the collector of garbage is calm.

Where Odoo's own tests give up after some seconds, ours wait longer: a machine with other work is slow, not broken.
"""

import gc
import inspect
import sys

from hypothesis import settings

#: Odoo's registry is millions of objects that stay: to look at them again and again costs time and finds nothing.
GARBAGE_THRESHOLDS = (50_000, 20, 50)
#: So many times longer than Odoo's own tests ours wait for an answer of its server or of a browser.
PATIENCE = 6

settings.register_profile("suite", derandomize=True, deadline=None, print_blob=True)
settings.load_profile("suite")


def pytest_collection_finish():
    """What was imported stays to the end."""
    gc.freeze()
    gc.set_threshold(*GARBAGE_THRESHOLDS)
    if odoo_tests := sys.modules.get("odoo.tests.common"):
        wait_patiently(odoo_tests)


def wait_patiently(odoo_tests):
    """Have Odoo's tests, which count on a machine of their own, wait longer before they call a request lost.

    :param odoo_tests: the module ``odoo.tests.common``.
    """
    odoo_tests.CHECK_BROWSER_ITERATIONS *= PATIENCE
    odoo_tests.BROWSER_WAIT *= PATIENCE
    # By this factor Odoo makes every wait for the browser longer where it slows the browser down.
    odoo_tests.ChromeBrowser.throttling_factor = property(lambda _browser: PATIENCE, lambda _browser, _factor: None)
    case = odoo_tests.HttpCase
    for function in (case.url_open, case.make_jsonrpc_request, case._wait_remaining_requests):
        values = [row for row in inspect.signature(function).parameters.values() if row.default is not row.empty]
        function.__defaults__ = tuple(
            row.default * PATIENCE if row.name == "timeout" else row.default for row in values
        )
