"""What a click in Slack says: who pressed what, about which record, in which message.

https://docs.slack.dev/reference/interaction-payloads/block_actions-payload
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any
from urllib.parse import parse_qs


@dataclass(frozen=True)
class Click:
    """One button that one person pressed.

    :param key: tells this click from all others; Slack sends some twice.
    :param model: of the record that the button is about.
    """

    key: str
    team: str
    user: str
    action: str
    model: str
    record_id: int
    channel: str
    ts: str
    blocks: tuple[dict[str, Any], ...]


def payload_of(body: bytes) -> str:
    """Return the JSON in the form that Slack posts.

    :raise ValueError: where there is none.
    """
    found = parse_qs(body.decode(), strict_parsing=True, max_num_fields=20).get("payload")
    if not found:
        raise ValueError("no payload")
    return found[0]


def read(text: str) -> Click:
    """Read a payload.

    >>> read('{"type": "view_submission"}')
    Traceback (most recent call last):
    ...
    ValueError: not a click on a button: 'view_submission'
    """
    payload = json.loads(text)
    if not isinstance(payload, dict) or payload.get("type") != "block_actions":
        raise ValueError(f"not a click on a button: {payload.get('type') if isinstance(payload, dict) else payload!r}")
    action = payload["actions"][0]
    model, _comma, number = str(action.get("value") or "").partition(",")
    if not number.isdigit():
        raise ValueError(f"the button is about no record: {action.get('value')!r}")
    container, user = payload["container"], payload["user"]["id"]
    ts = str(container["message_ts"])
    return Click(
        key=f"{container['channel_id']}/{ts}/{action['action_id']}/{user}/{action.get('action_ts', '')}",
        team=str(payload["team"]["id"]),
        user=str(user),
        action=str(action["action_id"]),
        model=model,
        record_id=int(number),
        channel=str(container["channel_id"]),
        ts=ts,
        blocks=tuple(payload.get("message", {}).get("blocks") or ()),
    )
