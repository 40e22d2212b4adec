from . import (
    test_access_matrix,
    test_inbox,
    test_outbox,
    test_public_methods,
    test_receipt_apply,
    test_receipt_currency,
    test_receipt_reverse,
    test_secrets,
    test_states,
    test_stream,
    test_tours,
    test_webhook_http,
)
