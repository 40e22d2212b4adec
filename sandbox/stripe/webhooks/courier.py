"""Delivers events to webhook endpoints, and remembers how it went.

A delivery is a row in the sandbox's store, so that it survives a restart. A few
threads send; what is waiting for its time (delay, retry) waits in the scheduler.
Source of the rules: https://docs.stripe.com/webhooks.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from ..core.clock import Clock
from ..core.persistence import dump
from ..core.scheduler import JOBS
from ..core.store import Obj
from .policy import LIVE_RETRIES_S, TEST_RETRIES_S, Dice, Policy
from .sender import send
from .signing import signature_header

if TYPE_CHECKING:
    from ..core.context import Context
    from ..core.engine import Engine

WORKERS = 4
#: Finished deliveries that are remembered; older ones are forgotten.
REMEMBERED = 20_000

DataFor = Callable[[str], dict[str, Any]]


class Courier:
    """Queues, sends, retries and records deliveries."""

    def __init__(self, engine: Engine, seed: int) -> None:
        self._engine = engine
        self.policy = Policy()
        # What becomes of a delivery is the same in every run, however many are under way when it is decided.
        self._dice = Dice(seed)
        self._order = Dice(seed + 1)
        self._queue: list[str] = []
        self._busy = 0
        self._changed = threading.Condition(engine.lock)
        self._threads: list[threading.Thread] = []
        self._stopping = False

    # -- taking events in --------------------------------------------------------

    def dispatch(self, ctx: Context, event: Obj, data_for: DataFor) -> None:
        """Make a delivery of *event* for every endpoint that wants it."""
        payloads: dict[str, str] = {}
        for endpoint, account_id in self._endpoints(ctx):
            wanted = endpoint["enabled_events"]
            if "*" not in wanted and event["type"] not in wanted:
                continue
            version = endpoint["api_version"] or self._engine.default_version
            key = f"{version}/{account_id}"
            if key not in payloads:
                payloads[key] = _payload(event, version, data_for(version), account_id)
            self._enqueue(ctx, event, endpoint, payloads[key])

    def _endpoints(self, ctx: Context) -> list[tuple[Obj, str | None]]:
        """Enabled endpoints of the account, and Connect endpoints of the platform."""
        engine = self._engine
        own = ctx.account.table("webhook_endpoint").rows.values()
        found: list[tuple[Obj, str | None]] = [
            (e, None) for e in own if not e["_connect"] and e["status"] == "enabled"
        ]
        if ctx.account.id != engine.platform_id:
            platform = engine.account(livemode=ctx.livemode)
            found += [
                (e, ctx.account.id)
                for e in platform.table("webhook_endpoint").rows.values()
                if e["_connect"] and e["status"] == "enabled"
            ]
        return found

    def _enqueue(self, ctx: Context, event: Obj, endpoint: Obj, payload: str) -> None:
        vault = self._engine.vault
        row: Obj = {
            "id": self._engine.ids.new("whd_"),
            "object": "_delivery",
            "created": ctx.now(),
            "account": ctx.account.id,
            "livemode": ctx.livemode,
            "endpoint": endpoint["id"],
            "url": endpoint["url"],
            "event": event["id"],
            "type": event["type"],
            "payload": payload,
            "state": "pending",
            "waiting": False,
            "attempts": [],
        }
        event["_deliveries"] = [*event["_deliveries"], row["id"]]
        ctx.account.save(event)
        if self._dice.hits(self.policy.lose):
            row["state"] = "lost"
        vault.save(row)
        if row["state"] == "pending":
            self._release(row)
            if self._dice.hits(self.policy.duplicate):
                self._release(row)

    def _release(self, row: Obj) -> None:
        """Send now, or when its delay is over."""
        if self.policy.delay_s:
            self._wait(row, self.policy.delay_s)
        else:
            self._push(row["id"])

    def _wait(self, row: Obj, seconds: float) -> None:
        row["waiting"] = True
        self._engine.vault.save(row)
        account = self._engine.accounts[row["account"], row["livemode"]]
        moment = self._engine.clock.time() + seconds
        self._engine.scheduler.add(
            moment, "webhook.send", account, {"delivery": row["id"]}
        )

    def _push(self, delivery_id: str) -> None:
        with self._changed:
            self._queue.append(delivery_id)
            self._changed.notify_all()

    def wake(self, delivery_id: str) -> None:
        """Queue a delivery whose time has come, or that is wanted again."""
        row = self._engine.vault.get("_delivery", delivery_id)
        if row is None:
            return
        row["waiting"] = False
        self._engine.vault.save(row)
        self._push(delivery_id)

    def retry(self, delivery_id: str) -> bool:
        """Send a delivery again, whatever became of it; False if unknown."""
        row = self._engine.vault.get("_delivery", delivery_id)
        if row is None:
            return False
        row["state"] = "pending"
        self.wake(delivery_id)
        return True

    def reload(self) -> None:
        """After a restart: queue what was not yet delivered."""
        rows = self._engine.vault.table("_delivery").rows.values()
        with self._changed:
            self._queue = [
                r["id"] for r in rows if r["state"] == "pending" and not r["waiting"]
            ]
            self._changed.notify_all()

    # -- sending -----------------------------------------------------------------

    def start(self) -> None:
        """Start the sending threads."""
        self._stopping = False
        for number in range(WORKERS):
            thread = threading.Thread(
                target=self._work, name=f"courier-{number}", daemon=True
            )
            thread.start()
            self._threads.append(thread)

    def stop(self) -> None:
        """Let the threads finish what they are sending, then end them."""
        with self._changed:
            self._stopping = True
            self._changed.notify_all()
        for thread in self._threads:
            thread.join(timeout=self.policy.timeout_s + 1)
        self._threads.clear()

    def set_policy(self, changes: dict[str, Any]) -> None:
        """Change the delivery policy."""
        with self._changed:
            self.policy.update(changes)
            self._changed.notify_all()

    def wait_idle(self, timeout_s: float = 30.0) -> bool:
        """Wait until nothing is queued or being sent; False when time runs out."""
        with self._changed:
            return self._changed.wait_for(
                lambda: not self._busy and (not self._queue or self.policy.paused),
                timeout_s,
            )

    def pending(self) -> int:
        """How many deliveries are queued or being sent."""
        with self._changed:
            return len(self._queue) + self._busy

    def _work(self) -> None:
        while True:
            with self._changed:
                self._changed.wait_for(
                    lambda: self._stopping or (self._queue and not self.policy.paused)
                )
                if self._stopping:
                    return
                row = self._engine.vault.get("_delivery", self._take())
                if row is None or row["state"] == "lost":
                    continue
                self._busy += 1
                payload, url, signature = row["payload"], row["url"], self._sign(row)
            result = send(url, payload, signature, self.policy.timeout_s)
            with self._changed:
                self._record(row, result)
                self._busy -= 1
                self._engine.commit()
                self._changed.notify_all()

    def _take(self) -> str:
        """The next delivery: the oldest, unless it is to be overtaken."""
        place = 0
        if self._order.hits(self.policy.reorder):
            place = self._order.place(min(self.policy.window, len(self._queue)))
        return self._queue.pop(place)

    def _sign(self, row: Obj) -> str:
        """The signature header, at the receiver's time (the machine's clock)."""
        account = self._engine.accounts[row["account"], row["livemode"]]
        endpoint = account.get("webhook_endpoint", row["endpoint"])
        if endpoint is None:
            platform = self._engine.account(livemode=row["livemode"])
            endpoint = platform.get("webhook_endpoint", row["endpoint"])
        now = int(time.time()) - self.policy.signature_age_s
        secrets = _valid_secrets(endpoint, self._engine.clock) if endpoint else []
        return signature_header(row["payload"], secrets, now)

    def _record(self, row: Obj, result: dict[str, Any]) -> None:
        vault = self._engine.vault
        attempt = {"at": self._engine.clock.now(), **result}
        row["attempts"] = [*row["attempts"], attempt]
        status = result["status"]
        if status is not None and 200 <= status < 300:
            row["state"] = "delivered"
        elif row["state"] != "delivered":
            ladder = LIVE_RETRIES_S if row["livemode"] else TEST_RETRIES_S
            tried = len(row["attempts"])
            if tried > len(ladder):
                row["state"] = "failed"
            else:
                self._wait(row, ladder[tried - 1])
        vault.save(row)
        self._forget()

    def _forget(self) -> None:
        """Keep a bounded number of finished deliveries."""
        table = self._engine.vault.table("_delivery")
        while len(table) > REMEMBERED:
            oldest = next(iter(table.rows.values()))
            if oldest["state"] == "pending":
                return
            self._engine.vault.remove(oldest)

    def deliveries(self) -> list[Obj]:
        """All remembered deliveries, oldest first."""
        return list(self._engine.vault.table("_delivery").rows.values())


def _valid_secrets(endpoint: Obj, clock: Clock) -> list[str]:
    """Secrets in force: the newest, and older ones until they expire."""
    now = clock.now()
    return [
        item["secret"]
        for item in endpoint["_secrets"]
        if item["expires_at"] is None or item["expires_at"] > now
    ]


def _payload(
    event: Obj, version: str, data: dict[str, Any], account_id: str | None
) -> str:
    """The body: the event in the endpoint's version."""
    body = {k: v for k, v in event.items() if k[0] != "_"}
    body.update(api_version=version, data=data, pending_webhooks=1)
    if account_id is not None:
        body["account"] = account_id
    return dump(body)


def _send_job(ctx: Context, delivery: str) -> None:
    ctx.engine.courier.wake(delivery)


JOBS["webhook.send"] = _send_job
