from . import (
    test_arrivals,
    test_booking,
    test_import,
    test_receipts,
    test_returns,
)
