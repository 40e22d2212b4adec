"""Whether a webhook was sent by Stripe, decided from its raw bytes.

Stripe signs `<t>.<body>` with HMAC-SHA256 and each of the endpoint's secrets, and sends
`Stripe-Signature: t=<seconds>,v1=<hex>[,v1=…]` (docs.stripe.com/webhooks/signature). While a
secret is being rolled there are two of either, so every `v1` is compared with every secret. The
comparison takes the same time whatever matches. Anything doubtful is refused, and without a
secret everything is:

>>> body = b'{"id": "evt_1"}'
>>> header = sign(body, "whsec_new", now_s=1_000)
>>> verify(body, header, ["whsec_old", "whsec_new"], now_s=1_010)
Verdict(signed_at_s=1000, age_s=10, secret_index=1)
>>> def refusal(body, header, secrets, now_s):
...     try:
...         verify(body, header, secrets, now_s)
...     except SignatureRejected as error:
...         return str(error)
>>> refusal(b'{"id": "evt_2"}', header, ["whsec_new"], now_s=1_010)
'no_match: no signature matches a secret of this endpoint'
>>> refusal(body, header, [""], now_s=1_010)
'no_secret: this endpoint has no signing secret'
>>> refusal(body, header, ["whsec_new"], now_s=1_301)
'too_old: signed 301 s ago, 300 s are allowed'

The time is looked at after the signature, so that `too_old` and `in_future` speak of the two
clocks and not of an impostor.
"""

import hashlib
import hmac
import re
from collections.abc import Sequence
from dataclasses import dataclass

HEADER_CHARS_MAX = 2048
SIGNATURES_MAX = 16

REASONS = {
    "no_secret": "this endpoint has no signing secret",
    "no_header": "the request has no signature",
    "header_too_long": f"the signature header is longer than {HEADER_CHARS_MAX} characters",
    "malformed": "the signature header is not a list of key=value",
    "no_timestamp": "the signature header has no single time",
    "no_signature": "the signature header has no v1 signature",
    "too_many": f"the signature header has more than {SIGNATURES_MAX} signatures",
    "no_match": "no signature matches a secret of this endpoint",
    "too_old": "signed {age_s} s ago, {tolerance_s} s are allowed",
    "in_future": "signed {ahead_s} s from now, {tolerance_s} s are allowed",
}

_SECONDS = re.compile(r"[0-9]{1,12}", re.ASCII)


class SignatureRejected(Exception):
    """The request is not to be believed. `reason` is a key of `REASONS`."""

    def __init__(self, reason: str, **details: int) -> None:
        super().__init__(f"{reason}: {REASONS[reason].format(**details)}")
        self.reason = reason


@dataclass(frozen=True, slots=True)
class Verdict:
    """A signature that was accepted: when it was made, how old it is, and which of the given
    secrets made it.
    """

    signed_at_s: int
    age_s: int
    secret_index: int


def _mac(body: bytes, timestamp: str, secret: str) -> bytes:
    return (
        hmac.new(secret.encode(), timestamp.encode() + b"." + body, hashlib.sha256)
        .hexdigest()
        .encode()
    )


def sign(body: bytes, secret: str, now_s: int) -> str:
    """Return the header Stripe would send: what a stand-in of Stripe, or a test, signs its own
    messages with.
    """
    if not secret:
        raise ValueError("an empty secret signs nothing")
    timestamp = str(now_s)
    return f"t={timestamp},v1={_mac(body, timestamp, secret).decode()}"


def _parse(header: str) -> tuple[str, list[bytes]]:
    """Return the time as written and the v1 signatures. Other schemes (v0, test mode) are
    ignored, as Stripe asks.
    """
    if not header:
        raise SignatureRejected("no_header")
    if len(header) > HEADER_CHARS_MAX:
        raise SignatureRejected("header_too_long")
    pairs = [part.partition("=") for part in header.split(",")]
    if not all(separator for _key, separator, _value in pairs):
        raise SignatureRejected("malformed")
    times = [value for key, _separator, value in pairs if key == "t"]
    if len(times) != 1 or not _SECONDS.fullmatch(times[0]):
        raise SignatureRejected("no_timestamp")
    signatures = [
        value.encode("utf-8", "replace") for key, _separator, value in pairs if key == "v1"
    ]
    if not signatures:
        raise SignatureRejected("no_signature")
    if len(signatures) > SIGNATURES_MAX:
        raise SignatureRejected("too_many")
    return times[0], signatures


def verify(
    body: bytes, header: str, secrets: Sequence[str], now_s: int, tolerance_s: int = 300
) -> Verdict:
    """Return the verdict on a request body, or raise `SignatureRejected`.

    `header` is the value of `Stripe-Signature`, `secrets` the endpoint's signing secrets (blank
    ones are no secrets), `now_s` the time in seconds since 1970, `tolerance_s` how far the
    signature's time may lie on either side of it.
    """
    usable = [(index, secret) for index, secret in enumerate(secrets) if secret.strip()]
    if not usable:
        raise SignatureRejected("no_secret")
    timestamp, signatures = _parse(header)
    matching = None
    for index, secret in usable:
        expected = _mac(body, timestamp, secret)
        # A list, not a generator: every comparison is made, whichever matches.
        if (
            any([hmac.compare_digest(expected, signature) for signature in signatures])
            and matching is None
        ):
            matching = index
    if matching is None:
        raise SignatureRejected("no_match")
    age_s = now_s - int(timestamp)
    if age_s > tolerance_s:
        raise SignatureRejected("too_old", age_s=age_s, tolerance_s=tolerance_s)
    if age_s < -tolerance_s:
        raise SignatureRejected("in_future", ahead_s=-age_s, tolerance_s=tolerance_s)
    return Verdict(signed_at_s=int(timestamp), age_s=age_s, secret_index=matching)
