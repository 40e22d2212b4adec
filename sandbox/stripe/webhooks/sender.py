"""One POST to a webhook endpoint. Only ever to this machine."""

from __future__ import annotations

import http.client
import time
from typing import Any
from urllib.parse import urlsplit

from ..core.http import is_loopback


def send(url: str, body: str, signature: str, timeout_s: float) -> dict[str, Any]:
    """Deliver *body* and say what came back.

    :return: ``status`` (None when there was no answer), ``error``, ``ms``.
    """
    started = time.monotonic()
    status, error = None, None
    try:
        status = _post(url, body, signature, timeout_s)
    except (OSError, http.client.HTTPException, ValueError) as problem:
        error = f"{type(problem).__name__}: {problem}"
    elapsed_ms = round((time.monotonic() - started) * 1000, 1)
    return {"status": status, "error": error, "ms": elapsed_ms}


def _post(url: str, body: str, signature: str, timeout_s: float) -> int:
    parts = urlsplit(url)
    if not is_loopback(parts.hostname or ""):
        raise ValueError(f"the sandbox delivers to loopback only, not {parts.hostname}")
    kind = (
        http.client.HTTPSConnection
        if parts.scheme == "https"
        else http.client.HTTPConnection
    )
    connection = kind(parts.hostname or "", parts.port, timeout=timeout_s)
    path = parts.path or "/"
    try:
        connection.request(
            "POST",
            f"{path}?{parts.query}" if parts.query else path,
            body.encode(),
            {
                "Content-Type": "application/json; charset=utf-8",
                "User-Agent": "Stripe/1.0 (+https://stripe.com/docs/webhooks)",
                "Stripe-Signature": signature,
            },
        )
        response = connection.getresponse()
        response.read(65_536)
        return response.status
    finally:
        connection.close()
