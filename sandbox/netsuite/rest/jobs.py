"""Asynchronous requests: ``Prefer: respond-async``, jobs, tasks, idempotency keys."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from dataclasses import dataclass, field

from ..core.http import Request, Response
from ..ledger.errors import NsError
from . import errors
from .calls import COLLECTION, Call, answer

PATH = "/services/rest/async/v1/job"
#: Records one batch may carry.
BATCH = 100
_UUID = re.compile(r"[0-9a-fA-F-]{36}")


@dataclass
class Job:
    """A job: the answers of its tasks, shown once it has been asked about often enough."""

    id: int
    results: list[Response]
    polls: int
    asked: int = 0

    @property
    def done(self) -> bool:
        """Whether it shows as completed."""
        return self.asked >= self.polls


@dataclass
class Jobs:
    """Jobs of an account. *polls*: how many times a job still says it is in progress."""

    polls: int = 0
    jobs: dict[int, Job] = field(default_factory=dict)
    keys: dict[str, int] = field(default_factory=dict)

    def submit(self, call: Call, parts: list[str], do: Callable[[Call, list[str]], Response]) -> Response:
        """Take a request as a job. An idempotency key that came before is refused and names the first job."""
        key = call.header("x-netsuite-idempotency-key")
        if key and not _UUID.fullmatch(key):
            raise NsError("INVALID_HEADER", "X-NetSuite-Idempotency-Key must be a UUID.")
        if key in self.keys:
            detail = {
                "detail": "A request with this idempotency key was sent before.",
                "o:errorCode": "IDEMPOTENCY_ERROR",
            }
            return errors.plain(400, [detail], {"Location": f"{call.gateway.base_url}{PATH}/{self.keys[key]}"})
        job = Job(len(self.jobs) + 1, _results(call, parts, do), self.polls)
        self.jobs[job.id] = job
        if key:
            self.keys[key] = job.id
        where = f"{call.gateway.base_url}{PATH}/{job.id}"
        return Response(202, "", {"Location": where, "Preference-Applied": "respond-async"})

    def answer(self, call: Call, parts: list[str]) -> Response:
        """Answer a request below ``/async/v1/job``. :raise NsError: no such job, task or result."""
        found = self.jobs.get(int(parts[0])) if parts and parts[0].isdigit() else None
        if found is None or call.request.method != "GET":
            raise NsError("RCRD_DSNT_EXIST", "No such job.", status=404)
        where = f"{call.gateway.base_url}{PATH}/{found.id}"
        if len(parts) == 1:
            found.asked += 1
            return answer(_job(found, where))
        if len(parts) == 2 and parts[1] == "task":
            items = [{"links": [], "id": str(n)} for n in range(1, len(found.results) + 1)]
            return answer({"links": [], "items": items, "count": len(items), "hasMore": False}, COLLECTION)
        number = int(parts[2]) if len(parts) > 2 and parts[2].isdigit() else 0
        if not 1 <= number <= len(found.results) or not found.done:
            raise NsError("RCRD_DSNT_EXIST", "No such task.", status=404)
        if len(parts) == 3:
            return answer({"links": [], "id": str(number), "completed": True, "progress": _progress(found, number)})
        return found.results[number - 1]


def _job(job: Job, where: str) -> dict[str, object]:
    state = "succeeded" if all(one.status < 300 for one in job.results) else "failed"
    return {
        "links": [{"rel": "self", "href": where}],
        "id": str(job.id),
        "completed": job.done,
        "progress": state if job.done else "processing",
        "task": {"links": [{"rel": "self", "href": f"{where}/task"}]},
    }


def _progress(job: Job, number: int) -> str:
    return "succeeded" if job.results[number - 1].status < 300 else "failed"


def _results(call: Call, parts: list[str], do: Callable[[Call, list[str]], Response]) -> list[Response]:
    """The answers of a job's tasks: one, or one for each record of a batch."""
    method = call.request.method
    if len(parts) == 1 and method in ("PATCH", "PUT", "DELETE"):
        return [_one(call, path, body, do) for path, body in _batch(call, parts[0])]
    return [_guarded(call, parts, do)]


def _guarded(call: Call, parts: list[str], do: Callable[[Call, list[str]], Response]) -> Response:
    try:
        return do(call, parts)
    except NsError as error:
        return errors.response(error)


def _batch(call: Call, kind: str) -> list[tuple[list[str], dict[str, object]]]:
    """The records of a batch as paths and bodies. :raise NsError: malformed, or too many."""
    if call.request.method == "DELETE":
        ids = [one.strip() for one in call.query.get("ids", "").split(",") if one.strip()]
        found: list[tuple[list[str], dict[str, object]]] = [([kind, one], {}) for one in ids]
    else:
        found = []
        for item in call.body().get("items", []):
            external = item.get("externalId")
            key = f"eid:{external}" if external and not item.get("id") else str(item.get("id", ""))
            found.append(([kind, key], item))
    if not found or len(found) > BATCH:
        raise NsError("INVALID_REQUEST", f"A batch holds 1 to {BATCH} records.")
    return found


def _one(call: Call, path: list[str], body: dict[str, object], do: Callable[[Call, list[str]], Response]) -> Response:
    request = call.request
    part = Request(
        request.method, request.raw_path, request.query, request.headers, json.dumps(body, default=float).encode()
    )
    return _guarded(Call(call.gateway, part, call.token, call.strikes, call.store.writes), path, do)
