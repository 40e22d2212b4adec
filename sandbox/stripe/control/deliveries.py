"""Control calls about webhook deliveries."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from ..core.errors import StripeError
from ..resources import webhook_endpoints

if TYPE_CHECKING:
    from .api import Control

Body = dict[str, Any]


def policy(control: Control, body: Body) -> Any:
    """The delivery policy."""
    return control.engine.courier.policy.as_dict()


def set_policy(control: Control, body: Body) -> Any:
    """Change the policy: paused, duplicate, reorder, window, lose, delay_s, …"""
    control.engine.courier.set_policy(body)
    return control.engine.courier.policy.as_dict()


def listing(control: Control, body: Body) -> Any:
    """Deliveries with their attempts; filters ``state``, ``event``, ``type``."""
    rows = control.engine.courier.deliveries()
    for name in ("state", "event", "type", "endpoint"):
        if name in body:
            rows = [row for row in rows if row[name] == body[name]]
    hidden = ("object", "payload", "waiting")
    return {
        "deliveries": [
            {k: v for k, v in row.items() if k not in hidden} for row in rows
        ]
    }


def retry(control: Control, body: Body, delivery_id: str) -> Any:
    """Send one delivery again."""
    if not control.engine.courier.retry(delivery_id):
        raise StripeError(404, f"no delivery {delivery_id}")
    return {"id": delivery_id}


def retry_all(control: Control, body: Body) -> Any:
    """Send everything again that has not been delivered; ``state`` narrows it."""
    rows = control.engine.courier.deliveries()
    states = [body["state"]] if "state" in body else ["pending", "failed", "lost"]
    chosen = [row["id"] for row in rows if row["state"] in states]
    for delivery_id in chosen:
        control.engine.courier.retry(delivery_id)
    return {"retried": len(chosen)}


def wait(control: Control, body: Body) -> Any:
    """Wait until nothing is queued or being sent (at most ``timeout_s``)."""
    idle = control.engine.courier.wait_idle(float(body.get("timeout_s", 30)))
    return {"idle": idle, "pending": control.engine.courier.pending()}


wait.unlocked = True  # type: ignore[attr-defined]


def roll(control: Control, body: Body, endpoint_id: str) -> Any:
    """A new signing secret; the old one stays valid for ``overlap_s`` seconds."""
    ctx = control.context(body)
    overlap_s = int(body.get("overlap_s", 24 * 3600))
    return {"secret": webhook_endpoints.roll(ctx, endpoint_id, overlap_s)}


ROUTES: dict[str, Callable[..., Any]] = {
    "GET /webhooks/policy": policy,
    "POST /webhooks/policy": set_policy,
    "GET /webhooks/deliveries": listing,
    "POST /webhooks/deliveries/retry": retry_all,
    "POST /webhooks/deliveries/:id/retry": retry,
    "POST /webhooks/wait": wait,
    "POST /webhooks/endpoints/:id/roll": roll,
}
