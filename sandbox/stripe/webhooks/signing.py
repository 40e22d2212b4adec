"""``Stripe-Signature``: HMAC-SHA256 over ``timestamp.body``, one v1 for each secret.

Source: https://docs.stripe.com/webhooks#verify-manually.
"""

from __future__ import annotations

import hashlib
import hmac


def signature_header(body: str, secrets: list[str], timestamp: int) -> str:
    """The header for *body*.

    >>> signature_header("{}", ["whsec_a"], 1)[:8]
    't=1,v1=7'
    """
    signed = f"{timestamp}.{body}".encode()
    values = [
        hmac.new(secret.encode(), signed, hashlib.sha256).hexdigest()
        for secret in secrets
    ]
    return ",".join([f"t={timestamp}", *(f"v1={value}" for value in values)])
