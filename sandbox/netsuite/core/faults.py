"""Scripted faults: what shall go wrong, where, how often.

A rule is data, so that it can come over the control API::

    {"kind": "drop_after", "transport": "soap", "operation": "^add", "count": 1}

Kinds, and what they do:

==================  ==========================================================================
``latency``         wait ``latency_ms`` before doing anything; the request holds its place in the
                    concurrency pool and sees the books as they were when it came in
``drop_before``     close the connection, nothing done
``drop_after``      do it, then close the connection: the answer is lost
``status``          HTTP ``status`` (500, 502, 503…) before anything is done
``status_after``    do it, then answer with HTTP ``status``
``maintenance``     an HTML page with status 503 (or ``status``)
``blocked``         too many concurrent requests, though there are not
``expired_token``   the credentials are refused
``permission``      the role lacks the permission named in ``message``
``unexpected``      UNEXPECTED_ERROR, nothing done
``record_error``    each record is refused with ``code`` and ``message``
``conflict``        updates find the record changed in the meantime
``shuffle``         SOAP records come with their elements out of order
``unknown``         SOAP records carry elements the schema does not have
``close_period``    the period ``period`` (its id) closes just before the work is done
==================  ==========================================================================

``transport`` (``soap``, ``rest``), ``operation`` (a regular expression on the SOAP operation or on
``METHOD /path``) and ``record`` (a record type) say where; ``skip``, ``count`` and ``probability``
how often.
"""

from __future__ import annotations

import random
import re
from dataclasses import dataclass
from typing import Any

KINDS = (
    "latency", "drop_before", "drop_after", "status", "status_after", "maintenance", "blocked", "expired_token",
    "permission", "unexpected", "record_error", "conflict", "shuffle", "unknown", "close_period",
)  # fmt: skip
_MEMBERS: dict[str, Any] = {
    "kind": str,
    "transport": str,
    "operation": str,
    "record": str,
    "status": int,
    "code": str,
    "message": str,
    "period": str,
    "latency_ms": int,
    "count": int,
    "skip": int,
    "probability": (int, float),
}


@dataclass(frozen=True)
class Where:
    """A request, as far as rules look at it."""

    transport: str
    operation: str
    records: tuple[str, ...] = ()


class Faults:
    """The rules in force. Rules are tried in order; each may apply."""

    def __init__(self, seed: int) -> None:
        self._random = random.Random(f"faults:{seed}")
        self._rules: list[dict[str, Any]] = []
        self._count = 0
        self.hits: list[dict[str, Any]] = []

    def add(self, rule: dict[str, Any]) -> dict[str, Any]:
        """Put a rule in force. :raise ValueError: it is malformed."""
        if rule.get("kind") not in KINDS:
            raise ValueError(f"kind must be one of {', '.join(KINDS)}")
        for name, value in rule.items():
            if name not in _MEMBERS:
                raise ValueError(f"a fault has no {name!r}")
            if value is not None and not isinstance(value, _MEMBERS[name]):
                raise ValueError(f"{name!r} has the wrong type")
        re.compile(rule.get("operation", ""))
        self._count += 1
        kept = {"id": f"fault_{self._count}", **rule}
        self._rules.append(kept)
        return kept

    def remove(self, rule_id: str | None = None) -> None:
        """Lift one rule, or all."""
        self._rules = [rule for rule in self._rules if rule_id and rule["id"] != rule_id]

    def rules(self) -> list[dict[str, Any]]:
        """The rules in force, in order."""
        return list(self._rules)

    def strike(self, where: Where) -> dict[str, dict[str, Any]]:
        """The rules that apply to this request by kind, counted down."""
        struck = [rule for rule in list(self._rules) if self._applies(rule, where)]
        self.hits.extend({"fault": rule["id"], "operation": where.operation} for rule in struck)
        del self.hits[:-1000]
        return {rule["kind"]: rule for rule in reversed(struck)}

    def _applies(self, rule: dict[str, Any], where: Where) -> bool:
        if rule.get("transport") and rule["transport"] != where.transport:
            return False
        if rule.get("record") and rule["record"] not in where.records:
            return False
        if not re.search(rule.get("operation", ""), where.operation):
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
