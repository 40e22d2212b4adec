"""What a Slack workspace knows: people, channels, messages, and what it would say to a call.

The rules are those of https://docs.slack.dev/reference/methods: a call answers 200 with ``ok`` false and a code in
``error`` for what is wrong with it, 429 with ``Retry-After`` where there are too many.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

#: Slack cuts or refuses what is longer: https://docs.slack.dev/reference/block-kit/blocks
BLOCKS_MAX = 50
TEXT_MAX = 40_000
SECTION_MAX = 3_000
BUTTONS_MAX = 25
BUTTON_TEXT_MAX = 75
VALUE_MAX = 2_000
ACTION_ID_MAX = 255
#: Messages a second for one channel, with short bursts.
BURST = 20


class Refused(Exception):
    """What Slack answers with ``ok`` false."""

    def __init__(self, code: str, **more: Any) -> None:
        super().__init__(code)
        self.code = code
        self.more = more


@dataclass
class Message:
    """One message in a channel."""

    channel: str
    ts: str
    text: str
    blocks: list[dict[str, Any]]
    thread_ts: str = ""
    metadata: dict[str, Any] = field(default_factory=dict)
    edits: int = 0

    def buttons(self) -> list[dict[str, Any]]:
        """Return what can be pressed in it."""
        found = [part for block in self.blocks for part in block.get("elements", [])]
        found += [block["accessory"] for block in self.blocks if "accessory" in block]
        return [part for part in found if part.get("type") == "button"]


class Workspace:
    """The state of one workspace, and its answers."""

    def __init__(self, seed: int = 1) -> None:
        self.bot_token = f"xoxb-{self._derive(seed, 'token', 24)}"
        self.signing_secret = self._derive(seed, "secret", 32)
        self.team = "T" + self._derive(seed, "team", 10).upper()
        self.bot_user = "U" + self._derive(seed, "bot", 10).upper()
        self.people: dict[str, dict[str, str]] = {}
        self.channels: dict[str, dict[str, Any]] = {}
        self.messages: list[Message] = []
        self.calls: list[tuple[str, dict[str, Any]]] = []
        self.faults: list[str] = []
        self.whispers: list[tuple[str, str, str]] = []
        self.clock: Callable[[], float] = lambda: 1_790_000_000.0
        self.burst_left = BURST
        self._seconds = 1_790_000_000
        self._seed = seed

    @staticmethod
    def _derive(seed: int, name: str, length: int) -> str:
        return hashlib.sha256(f"{seed}:{name}".encode()).hexdigest()[:length]

    # -- what a test or a person sets up ----------------------------------------------

    def add_person(self, name: str, email: str, *, is_stranger: bool = False) -> str:
        """Add somebody, of another company's workspace where ``is_stranger``, and return the id."""
        person = "U" + self._derive(self._seed, f"{email} elsewhere" if is_stranger else email, 10).upper()
        self.people[person] = {"id": person, "name": name, "email": email, "is_stranger": is_stranger}
        return person

    def add_channel(self, name: str, *, is_member: bool = True, is_archived: bool = False) -> str:
        """Add a channel, with the app in it or not, and return the id."""
        channel = "C" + self._derive(self._seed, name, 10).upper()
        self.channels[channel] = {"id": channel, "name": name, "member": is_member, "archived": is_archived}
        return channel

    def in_channel(self, channel: str) -> list[Message]:
        """Return the messages of a channel (id or name), oldest first."""
        found = self._channel(channel)["id"]
        return [message for message in self.messages if message.channel == found]

    # -- calls ------------------------------------------------------------------------

    def call(self, method: str, params: dict[str, Any]) -> dict[str, Any]:
        """Answer one call of the Web API.

        :raise Refused: where Slack would answer ``ok`` false.
        """
        self.calls.append((method, params))
        answer = getattr(self, "_" + method.replace(".", "_"), None)
        if answer is None:
            raise Refused("unknown_method", req_method=method)
        return dict(answer(params))

    def _api_test(self, params: dict[str, Any]) -> dict[str, Any]:
        return {"args": params}

    def _auth_test(self, params: dict[str, Any]) -> dict[str, Any]:
        return {
            "url": "https://northwind.slack.com/",
            "team": "Northwind Instruments",
            "team_id": self.team,
            "user": "receivables",
            "user_id": self.bot_user,
            "bot_id": "B" + self.bot_user[1:],
        }

    def _users_lookupByEmail(self, params: dict[str, Any]) -> dict[str, Any]:
        for person in self.people.values():
            if person["email"].lower() == str(params.get("email", "")).lower():
                return {"user": {"id": person["id"], "name": person["name"], "profile": {"email": person["email"]}}}
        raise Refused("users_not_found")

    def _users_info(self, params: dict[str, Any]) -> dict[str, Any]:
        person = self.people.get(str(params.get("user")))
        if person is None:
            raise Refused("user_not_found")
        found = {"id": person["id"], "name": person["name"], "profile": {"email": person["email"]}}
        return {"user": {**found, "is_stranger": person["is_stranger"]}}

    def _conversations_list(self, params: dict[str, Any]) -> dict[str, Any]:
        limit = int(params.get("limit") or 100)
        start = int(params.get("cursor") or 0)
        rows = sorted(self.channels.values(), key=lambda row: str(row["id"]))
        shown = [
            {"id": row["id"], "name": row["name"], "is_member": row["member"], "is_archived": row["archived"]}
            for row in rows[start : start + limit]
        ]
        cursor = str(start + limit) if start + limit < len(rows) else ""
        return {"channels": shown, "response_metadata": {"next_cursor": cursor}}

    def _conversations_open(self, params: dict[str, Any]) -> dict[str, Any]:
        person = str(params.get("users"))
        if person not in self.people:
            raise Refused("user_not_found")
        channel = "D" + person[1:]
        self.channels.setdefault(channel, {"id": channel, "name": "", "member": True, "archived": False})
        return {"channel": {"id": channel}}

    def _chat_postMessage(self, params: dict[str, Any]) -> dict[str, Any]:
        channel = self._writable(params)
        text, blocks = self._content(params)
        if self.burst_left <= 0:
            raise Refused("ratelimited")
        self.burst_left -= 1
        self._seconds = max(self._seconds + 1, int(self.clock()))
        message = Message(
            channel["id"],
            f"{self._seconds}.{len(self.messages):06}",
            text,
            blocks,
            str(params.get("thread_ts") or ""),
            params.get("metadata") or {},
        )
        self.messages.append(message)
        return {"channel": message.channel, "ts": message.ts, "message": {"text": text, "blocks": blocks}}

    def _chat_update(self, params: dict[str, Any]) -> dict[str, Any]:
        channel = self._writable(params)
        message = self._message(channel["id"], str(params.get("ts")))
        message.text, message.blocks = self._content(params)
        message.edits += 1
        return {"channel": message.channel, "ts": message.ts, "text": message.text}

    def _chat_postEphemeral(self, params: dict[str, Any]) -> dict[str, Any]:
        channel = self._writable(params)
        if str(params.get("user")) not in self.people:
            raise Refused("user_not_in_channel")
        text, _blocks = self._content(params)
        self.whispers.append((channel["id"], str(params["user"]), text))
        self._seconds += 1
        return {"message_ts": f"{self._seconds}.000000"}

    def _conversations_history(self, params: dict[str, Any]) -> dict[str, Any]:
        """Newest first; by id only, as Slack wants it."""
        if str(params.get("channel")) not in self.channels:
            raise Refused("channel_not_found")
        limit, start = int(params.get("limit") or 100), int(params.get("cursor") or 0)
        found = [
            row for row in self.in_channel(str(params["channel"])) if float(row.ts) >= float(params.get("oldest") or 0)
        ]
        rows = found[::-1]
        shown: list[dict[str, Any]] = [{"ts": row.ts, "text": row.text} for row in rows[start : start + limit]]
        if str(params.get("include_all_metadata", "")).lower() in ("1", "true"):
            shown = [{**one, "metadata": row.metadata} for one, row in zip(shown, rows[start:], strict=False)]
        cursor = str(start + limit) if start + limit < len(rows) else ""
        return {"messages": shown, "has_more": bool(cursor), "response_metadata": {"next_cursor": cursor}}

    def answer_url(self, message: Message, body: dict[str, Any]) -> None:
        """Do what was posted to a message's ``response_url``."""
        if body.get("replace_original"):
            message.text, message.blocks = str(body.get("text", "")), list(body.get("blocks") or [])
            message.edits += 1
        else:
            self._seconds += 1
            answer = Message(message.channel, f"{self._seconds}.{len(self.messages):06}", str(body.get("text", "")), [])
            self.messages.append(answer)

    # -- checks -----------------------------------------------------------------------

    def _channel(self, name: str) -> dict[str, Any]:
        if name in self.channels:
            return self.channels[name]
        for row in self.channels.values():
            if row["name"] and name.lstrip("#") == row["name"]:
                return row
        raise Refused("channel_not_found")

    def _writable(self, params: dict[str, Any]) -> dict[str, Any]:
        name = str(params.get("channel") or "")
        if name in self.people:
            name = self._conversations_open({"users": name})["channel"]["id"]
        channel = self._channel(name)
        if channel["archived"]:
            raise Refused("is_archived")
        if not channel["member"]:
            raise Refused("not_in_channel")
        return channel

    def _message(self, channel: str, ts: str) -> Message:
        for message in self.messages:
            if (message.channel, message.ts) == (channel, ts):
                return message
        raise Refused("message_not_found")

    def _content(self, params: dict[str, Any]) -> tuple[str, list[dict[str, Any]]]:
        text, blocks = str(params.get("text") or ""), params.get("blocks") or []
        if not text and not blocks:
            raise Refused("no_text")
        if len(text) > TEXT_MAX:
            raise Refused("msg_too_long")
        wrong = list(block_errors(blocks))
        if wrong:
            raise Refused("invalid_blocks", response_metadata={"messages": wrong})
        return text, blocks


def block_errors(blocks: Any) -> list[str]:
    """Return what Slack would refuse in the blocks of a message."""
    if not isinstance(blocks, list):
        return ["[ERROR] blocks must be a list [json-pointer:/blocks]"]
    found = []
    if len(blocks) > BLOCKS_MAX:
        found.append(f"[ERROR] no more than {BLOCKS_MAX} items allowed [json-pointer:/blocks]")
    for index, block in enumerate(blocks):
        found += [f"[ERROR] {what} [json-pointer:/blocks/{index}]" for what in _one_block(block)]
    return found


def _one_block(block: dict[str, Any]) -> list[str]:
    kind = block.get("type")
    if kind not in ("section", "actions", "context", "divider", "header"):
        return [f"unsupported type: {kind}"]
    found = []
    if kind in ("section", "header"):
        text = (block.get("text") or {}).get("text", "")
        fields = [part.get("text", "") for part in block.get("fields", [])]
        if not text and not fields:
            found.append("must be more than 0 characters")
        limit = SECTION_MAX if kind == "section" else 150
        if len(text) > limit:
            found.append(f"must be less than {limit + 1} characters")
        if any(len(part) > 2_000 for part in fields) or len(fields) > 10:
            found.append("fields: too many or too long")
    elements = block.get("elements", [])
    if kind == "actions" and not 0 < len(elements) <= BUTTONS_MAX:
        found.append(f"elements: between 1 and {BUTTONS_MAX}")
    buttons = [part for part in [*elements, block.get("accessory") or {}] if part.get("type") == "button"]
    ids = [part.get("action_id") for part in buttons]
    if len(ids) != len(set(ids)):
        found.append("action_id must be unique in a block")
    for button in buttons:
        found += _button_errors(button)
    return found


def _button_errors(button: dict[str, Any]) -> list[str]:
    found = []
    if not 0 < len(button.get("text", {}).get("text", "")) <= BUTTON_TEXT_MAX:
        found.append(f"a button's text has 1 to {BUTTON_TEXT_MAX} characters")
    if len(button.get("value", "")) > VALUE_MAX or len(button.get("action_id", "")) > ACTION_ID_MAX:
        found.append("a button's value or action_id is too long")
    if button.get("style") not in (None, "primary", "danger"):
        found.append("a button's style is primary or danger")
    return found
