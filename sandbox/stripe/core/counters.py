"""What has been asked of the sandbox, for tests and the curious."""

from __future__ import annotations

from collections import Counter
from typing import Any


class Counters:
    """Requests by endpoint and status, creates by kind of object."""

    def __init__(self) -> None:
        self.requests: Counter[str] = Counter()
        self.statuses: Counter[int] = Counter()
        self.creates: Counter[str] = Counter()
        self.replays = 0
        self.dropped = 0
        self.broken: list[str] = []

    def request(self, endpoint: str, status: int) -> None:
        """Count an answered request."""
        self.requests[endpoint] += 1
        self.statuses[status] += 1

    def created(self, kind: str) -> None:
        """Count a new object."""
        self.creates[kind] += 1

    def broke(self, request: str) -> None:
        """Remember a request the sandbox itself failed on."""
        self.broken.append(request)

    def reset(self) -> None:
        """Start counting again."""
        self.__init__()  # type: ignore[misc]

    def as_dict(self) -> dict[str, Any]:
        """The counts, ready for JSON."""
        return {
            "requests": dict(self.requests),
            "statuses": {str(k): v for k, v in self.statuses.items()},
            "creates": dict(self.creates),
            "replays": self.replays,
            "dropped": self.dropped,
            "broken": self.broken,
        }
