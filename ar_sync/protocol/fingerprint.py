"""Fingerprints: has this record changed since we last looked?

>>> fingerprint({"b": 1, "a": 2}) == fingerprint({"a": 2, "b": 1})
True
>>> fingerprint({"a": 2}) == fingerprint({"a": 3})
False
"""

import hashlib
import json
from collections.abc import Mapping
from typing import Any


def canonical(values: Mapping[str, Any]) -> str:
    """Render ``values`` so that equal values give equal text: sorted keys, no spaces, dates as ISO text."""
    return json.dumps(values, sort_keys=True, separators=(",", ":"), default=str, ensure_ascii=False)


def fingerprint(values: Mapping[str, Any]) -> str:
    """Return a SHA-256 of the canonical text, in hexadecimal."""
    return hashlib.sha256(canonical(values).encode()).hexdigest()
