from . import (
    test_receipt_apply,
    test_receipt_currency,
    test_receipt_reverse,
)
