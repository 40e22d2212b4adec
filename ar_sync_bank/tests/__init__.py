from . import (
    test_arrivals,
    test_booking,
    test_csv_import,
    test_import,
    test_import_concurrent,
    test_receipts,
    test_returns,
    test_tours,
)
