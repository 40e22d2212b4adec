"""Work that is due later on the sandbox's clock.

A job is a row (name, account, arguments), so that it survives a restart; what
a name means is looked up in ``JOBS``, filled by the resource files.
"""

from __future__ import annotations

import heapq
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from .store import Account

if TYPE_CHECKING:
    from .context import Context

#: name -> function(ctx, **args)
JOBS: dict[str, Callable[..., None]] = {}


class Scheduler:
    """Jobs in the order they are due; equal times in the order they were added."""

    def __init__(self, vault: Account) -> None:
        self._vault = vault
        self._heap: list[tuple[float, int, str]] = []
        self._count = 0
        self.reload()

    def reload(self) -> None:
        """Rebuild the order from the stored rows."""
        rows = self._vault.table("_job").rows.values()
        self._heap = [(row["due"], row["n"], row["id"]) for row in rows]
        heapq.heapify(self._heap)
        self._count = max((row["n"] for row in rows), default=0)

    def add(
        self, moment: float, name: str, account: Account, args: dict[str, Any]
    ) -> None:
        """Run *name* at *moment*. :raise KeyError: for a name nobody registered."""
        JOBS[name]
        self._count += 1
        job_id = f"job_{self._count}"
        row = {
            "id": job_id,
            "object": "_job",
            "n": self._count,
            "due": moment,
            "name": name,
            "account": account.id,
            "livemode": account.livemode,
            "args": args,
        }
        self._vault.save(row)
        heapq.heappush(self._heap, (moment, self._count, job_id))

    def next_due(self) -> float | None:
        """When the next job is due, or None."""
        return self._heap[0][0] if self._heap else None

    def pop(self) -> dict[str, Any]:
        """Take the next job off the list."""
        _, _, job_id = heapq.heappop(self._heap)
        row = self._vault.table("_job").rows[job_id]
        self._vault.remove(row)
        return row


def run(ctx: Context, row: dict[str, Any]) -> None:
    """Do one job."""
    JOBS[row["name"]](ctx, **row["args"])
