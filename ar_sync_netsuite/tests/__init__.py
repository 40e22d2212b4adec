import sys

from workspace import pure

# Without Odoo the rooms under test are imported all the same; where Odoo is loaded this does nothing.
pure.install()

from . import (  # noqa: E402
    test_auth,
    test_deposits,
    test_errors,
    test_governor,
    test_mapping,
    test_once,
    test_reading,
    test_writing,
)

if "odoo.models" in sys.modules:
    from . import (
        test_connection,
        test_currencies,
        test_given_up,
        test_killed,
        test_killed_process,
        test_month,
        test_revenue,
        test_taking_over,
        test_two_workers,
    )
