"""Events: one for every change, kept for 30 days.

Source: https://docs.stripe.com/api/events. The object inside an event has the
shape of the account's default API version at the time; a webhook endpoint with
its own version gets its own rendering.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from .store import Account, Obj

if TYPE_CHECKING:
    from .context import Context
    from .engine import Engine

KEPT_S = 30 * 86_400
#: After how many new events the old ones are swept out.
SWEEP_EVERY = 1_000


def changed(before: Obj, after: Obj) -> Obj:
    """Members of *before* that differ in *after*; hashes are compared inside.

    >>> changed({"a": 1, "m": {"x": "1", "y": "2"}}, {"a": 1, "m": {"x": "3", "y": "2"}})
    {'m': {'x': '1'}}
    """
    out: Obj = {}
    for name in {**before, **after}:
        old, new = before.get(name), after.get(name)
        if name[0] == "_" or old == new:
            continue
        if isinstance(old, dict) and isinstance(new, dict):
            out[name] = {k: old.get(k) for k in {**old, **new} if old.get(k) != new.get(k)}
        else:
            out[name] = old
    return out


class EventLog:
    """Records events and hands them to the webhook courier."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        #: Events before this moment are not recorded (scenarios of the past).
        self.recorded_from = 0
        self._since_sweep = 0

    def emit(self, ctx: Context, event_type: str, obj: Obj, before: Obj | None) -> None:
        """Record that *obj* changed."""
        now = ctx.now()
        if now < self.recorded_from:
            return
        version = self._engine.default_version
        event: Obj = {
            "id": ctx.new_id("evt_"),
            "object": "event",
            "api_version": version,
            "created": now,
            "data": self._data(ctx, obj, before, version),
            "livemode": ctx.livemode,
            "pending_webhooks": 0,
            "request": {
                "id": ctx.request_id,
                "idempotency_key": ctx.idempotency_key,
            },
            "type": event_type,
            "_deliveries": [],
        }
        ctx.account.save(event)
        self._sweep(ctx.account)
        self._engine.courier.dispatch(
            ctx, event, lambda v: self._data(ctx, obj, before, v)
        )

    def _sweep(self, account: Account) -> None:
        self._since_sweep += 1
        if self._since_sweep >= SWEEP_EVERY:
            self._since_sweep = 0
            self.prune(account)

    def _data(
        self, ctx: Context, obj: Obj, before: Obj | None, version: str
    ) -> dict[str, Any]:
        after = ctx.render(obj, version)
        data: dict[str, Any] = {"object": after}
        if before is not None:
            old = ctx.render(before, version)
            data["previous_attributes"] = changed(old, after)
        return data

    def horizon(self) -> int:
        """The oldest moment the API still shows events of."""
        return self._engine.clock.now() - KEPT_S

    def prune(self, account: Account) -> int:
        """Forget events past the horizon; how many there were."""
        table = account.table("event")
        limit = self.horizon()
        old = []
        for event in table.walk(0, len(table.order), newest_first=False):
            if event["created"] >= limit:
                break
            old.append(event)
        for event in old:
            account.remove(event)
        return len(old)
