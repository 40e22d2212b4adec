"""Scripted faults: what shall go wrong, where, how often.

A rule is data, so that it can come over the control API::

    {"kind": "status", "status": 503, "path": "^/v1/charges", "count": 2}

Kinds: ``status`` (answer with an error before anything is done; ``429`` may
carry ``retry_after``), ``status_after`` (do it, then answer with an error),
``latency`` (wait ``latency_ms`` first), ``drop_before`` (close the connection,
nothing done), ``drop_after`` (do it, then close the connection).

``method`` and ``path`` (a regular expression) say where, ``count`` how often at
most, ``skip`` how many requests go free first, ``probability`` which share.
"""

from __future__ import annotations

import random
import re
from typing import Any

from .errors import StripeError, invalid
from .limits import too_many

KINDS = ("status", "status_after", "latency", "drop_before", "drop_after")
_MEMBERS: dict[str, Any] = {
    "id": (str, int),
    "kind": str,
    "method": str,
    "path": str,
    "status": int,
    "code": str,
    "message": str,
    "retry_after": int,
    "reason": str,
    "latency_ms": int,
    "count": int,
    "skip": int,
    "probability": (int, float),
}


class Faults:
    """The rules in force. Rules are tried in order; each may apply."""

    def __init__(self, seed: int) -> None:
        self._random = random.Random(f"faults:{seed}")
        self._rules: list[dict[str, Any]] = []
        self._count = 0
        self.hits: list[dict[str, Any]] = []

    def add(self, rule: dict[str, Any]) -> dict[str, Any]:
        """Put a rule in force. :raise StripeError: 400 for a malformed one."""
        if rule.get("kind") not in KINDS:
            raise invalid(f"kind must be one of {', '.join(KINDS)}", "kind")
        for name, value in rule.items():
            if name not in _MEMBERS:
                raise invalid(f"a fault has no '{name}'", name)
            if value is not None and not isinstance(value, _MEMBERS[name]):
                raise invalid(f"'{name}' has the wrong type", name)
        re.compile(rule.get("path", ""))
        self._count += 1
        rule = {"id": f"fault_{self._count}", **rule}
        self._rules.append(rule)
        return rule

    def remove(self, rule_id: str | None = None) -> None:
        """Lift one rule, or all."""
        self._rules = [r for r in self._rules if rule_id and r["id"] != rule_id]

    def rules(self) -> list[dict[str, Any]]:
        """The rules in force, in order."""
        return list(self._rules)

    def strike(self, method: str, path: str) -> list[dict[str, Any]]:
        """The rules that apply to this request, counted down."""
        struck = [r for r in list(self._rules) if self._applies(r, method, path)]
        self.hits.extend({"fault": r["id"], "path": path} for r in struck)
        del self.hits[:-1000]
        return struck

    def _applies(self, rule: dict[str, Any], method: str, path: str) -> bool:
        if rule.get("method") and rule["method"] != method:
            return False
        if not re.search(rule.get("path", ""), path):
            return False
        if self._random.random() >= rule.get("probability", 1):
            return False
        if rule.get("skip", 0) > 0:
            rule["skip"] -= 1
            return False
        if rule.get("count") is not None:
            if rule["count"] <= 0:
                return False
            rule["count"] -= 1
            if rule["count"] == 0:
                self._rules.remove(rule)
        return True


def error_of(rule: dict[str, Any]) -> StripeError:
    """The error a ``status`` rule answers with."""
    status = rule.get("status", 500)
    if status == 429:
        return too_many(rule.get("reason", "global-rate"), rule.get("retry_after", 1))
    message = rule.get("message") or (
        "An unknown error occurred" if status >= 500 else "The request was refused"
    )
    headers = {"Stripe-Should-Retry": "true"} if status >= 500 else {}
    if rule.get("retry_after") is not None:
        headers["Retry-After"] = str(rule["retry_after"])
    kind = "api_error" if status >= 500 else "invalid_request_error"
    return StripeError(
        status, message, type=kind, code=rule.get("code"), headers=headers
    )
