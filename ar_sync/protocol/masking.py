"""Masking: credentials never reach a log, an error text or the chatter.

>>> mask("key sk_live_51HabcdefGHIJ failed")
'key sk_live_…GHIJ failed'
>>> mask("Authorization: Bearer abc.def-ghi_jkl")
'Authorization: Bearer …'
>>> mask("whsec_0123456789abcdef")
'whsec_…cdef'
"""

import re

# Stripe: docs.stripe.com/keys (sk_, rk_, whsec_, Connect's ac_ codes); plus anything after "Bearer".
_PREFIXED = re.compile(r"\b((?:sk|rk)_(?:live|test)_|whsec_|ac_)([A-Za-z0-9_]{3,})")
_BEARER = re.compile(r"\b(Bearer|Basic) +[A-Za-z0-9._~+/=-]+")
SHOWN_CHARACTERS = 4


def mask(text: str) -> str:
    """Return ``text`` with every credential shortened to its kind and last four characters."""
    text = _PREFIXED.sub(lambda found: f"{found[1]}…{tail(found[2])}", text)
    return _BEARER.sub(lambda found: f"{found[1]} …", text)


def tail(secret: str) -> str:
    """Return the last four characters of a credential of twelve or more, of a shorter one nothing."""
    return secret[-SHOWN_CHARACTERS:] if len(secret) >= 3 * SHOWN_CHARACTERS else ""
