"""Object ids: shaped like Stripe's, the same for the same seed.

An id is a hash of the seed and a counter, so the counter alone has to be kept
to continue after a restart.
"""

from __future__ import annotations

import hashlib

_ALPHABET = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"

#: Characters after the prefix. Stripe gives customers, products and
#: subscription items 14 and most other objects 24.
_LENGTHS = {"cus_": 14, "prod_": 14, "si_": 14, "req_": 14, "": 8}


class IdFactory:
    """Makes ids from a seed and a counter.

    >>> first, second = IdFactory("1"), IdFactory("1")
    >>> first.new("cus_") == second.new("cus_")
    True
    >>> len(first.new("in_"))
    27
    """

    def __init__(self, seed: str) -> None:
        self.seed = seed
        self.counter = 0

    def new(self, prefix: str, length: int | None = None) -> str:
        """The next id with *prefix*."""
        return prefix + self.token(length or _LENGTHS.get(prefix, 24))

    def token(self, length: int) -> str:
        """The next *length* random-looking base-62 characters."""
        self.counter += 1
        return derive(f"{self.seed}:{self.counter}", length)


def derive(text: str, length: int) -> str:
    """*length* base-62 characters that depend on *text* alone."""
    digest = hashlib.shake_128(text.encode()).digest(length)
    return "".join(_ALPHABET[byte % 62] for byte in digest)
