"""Idempotency keys that come from the business intent, never from chance.

``<database uuid>_<model>_<id>_<operation>_<version>``, of letters, digits, ``_`` and ``-`` only
(NetSuite's limit) and at most 255 characters (Stripe's limit, docs.stripe.com/api/idempotent_requests).
The version moves only when a person starts a new attempt, never when Odoo runs a transaction again.

>>> business_key("5b2c-11", "account.move", 42, "stripe.invoice.create", 1)
'5b2c-11_account-move_42_stripe-invoice-create_1'
"""

import re

MAX_LENGTH = 255


def business_key(database_uuid: str, model: str, record_id: int, operation: str, version: int) -> str:
    """Build the key. Raise ``ValueError`` where a part is empty or the whole is too long."""
    parts = [database_uuid, model, str(record_id), operation, str(version)]
    if not all(parts) or record_id < 1 or version < 1:
        raise ValueError(f"an idempotency key needs every part, got {parts}")
    key = "_".join(re.sub(r"[^A-Za-z0-9-]", "-", part) for part in parts)
    if len(key) > MAX_LENGTH:
        raise ValueError(f"an idempotency key has at most {MAX_LENGTH} characters, this one {len(key)}")
    return key
