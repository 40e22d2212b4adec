from . import (
    test_inbox,
    test_outbox,
    test_receipt_apply,
    test_receipt_currency,
    test_receipt_reverse,
    test_stream,
)
