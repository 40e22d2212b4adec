"""Masking: credentials never reach a log, an error text or the chatter.

>>> mask("key sk_live_51HabcdefGHIJ failed")
'key sk_live_…GHIJ failed'
>>> mask("Authorization: Bearer abc.def-ghi_jkl")
'Authorization: Bearer …'
>>> mask("whsec_0123456789abcdef")
'whsec_…cdef'
>>> mask("pi_3MtwBw_secret_YrKJUKribcBjcG8H")
'pi_3MtwBw_secret_…cG8H'
"""

import re

# Stripe: docs.stripe.com/keys (sk_, rk_, whsec_, Connect's ac_ codes) and the client secrets of
# payment and setup intents; a signing secret may be base64 (Standard Webhooks).
_PREFIXED = re.compile(
    r"(?<![A-Za-z0-9])((?:sk|rk)_(?:live|test)_|whsec_|ac_|(?:pi|seti)_[A-Za-z0-9]+_secret_)([A-Za-z0-9_+/=]{3,})"
)
# RFC 6750 and RFC 7617; the scheme is case-insensitive (RFC 9110, 11.1). Shorter words after it are prose.
_SCHEME = re.compile(r"\b(Bearer|Basic) +[A-Za-z0-9._~+/=-]{8,}", re.IGNORECASE)
SHOWN_CHARACTERS = 4


def mask(text: str) -> str:
    """Return ``text`` with every credential shortened to its kind and last four characters."""
    text = _PREFIXED.sub(lambda found: f"{found[1]}…{tail(found[2])}", text)
    return _SCHEME.sub(lambda found: f"{found[1]} …", text)


def tail(secret: str) -> str:
    """Return the last four characters of a credential of twelve or more, of a shorter one nothing."""
    return secret[-SHOWN_CHARACTERS:] if len(secret) >= 3 * SHOWN_CHARACTERS else ""
