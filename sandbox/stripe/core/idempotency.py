"""Idempotency keys.

Source: https://docs.stripe.com/api/idempotent_requests. The first answer is kept
for 24 hours with a fingerprint of the parameters; a request that failed
validation, or met another one under way, keeps nothing.
"""

from __future__ import annotations

import json
from typing import Any

from .errors import StripeError, invalid
from .store import Account, Obj

KEPT_S = 24 * 3600
MAX_KEY_CHARS = 255
#: Number of kept answers from which on the oldest are looked at.
SWEEP_FROM = 5_000


class IdempotencyStore:
    """First answers by account and key."""

    def __init__(self, vault: Account) -> None:
        self._vault = vault
        self._under_way: dict[str, str] = {}

    def begin(
        self, scope: str, key: str, path: str, params: dict[str, Any], now: int
    ) -> Obj | None:
        """The stored answer to replay, or None after marking the key as under way.

        :raise StripeError: for a key that is too long, used with other
            parameters, or under way right now.
        """
        if len(key) > MAX_KEY_CHARS:
            raise invalid(
                f"Idempotency-Key must be at most {MAX_KEY_CHARS} characters long."
            )
        name = f"{scope}:{key}"
        print_ = path + "?" + json.dumps(params, sort_keys=True, default=str)
        self._forget_if_old(name, now)
        known = self._vault.get("_idempotency", name)
        fingerprint = known["print"] if known else self._under_way.get(name)
        if fingerprint is not None and fingerprint != print_:
            raise _mismatch(key)
        if known is not None:
            return known
        if name in self._under_way:
            raise _in_use(key)
        self._under_way[name] = print_
        return None

    def _forget_if_old(self, name: str, now: int) -> None:
        known = self._vault.get("_idempotency", name)
        if known is not None and now - known["created"] >= KEPT_S:
            self._vault.remove(known)

    def keep(
        self, scope: str, key: str, now: int, status: int, body: str, request_id: str
    ) -> None:
        """Store the first answer."""
        name = f"{scope}:{key}"
        row = {
            "id": name,
            "object": "_idempotency",
            "created": now,
            "print": self._under_way[name],
            "status": status,
            "body": body,
            "request_id": request_id,
        }
        self._vault.save(row)
        self._sweep(now)

    def _sweep(self, now: int) -> None:
        rows = self._vault.table("_idempotency").rows
        while len(rows) > SWEEP_FROM:
            oldest = next(iter(rows.values()))
            if now - oldest["created"] < KEPT_S:
                return
            self._vault.remove(oldest)

    def end(self, scope: str, key: str) -> None:
        """The request is over, whatever came of it."""
        self._under_way.pop(f"{scope}:{key}", None)


def _mismatch(key: str) -> StripeError:
    return StripeError(
        400,
        "Keys for idempotent requests can only be used with the same parameters "
        f"they were first used with. Try using a key other than '{key}' if you meant "
        "to execute a different request.",
        type="idempotency_error",
    )


def _in_use(key: str) -> StripeError:
    return StripeError(
        409,
        "There is currently another in-progress request using this Idempotent Key "
        "(that probably means you submitted twice, and the other request is still "
        f"going through): {key}",
        type="idempotency_error",
        code="idempotency_key_in_use",
    )
