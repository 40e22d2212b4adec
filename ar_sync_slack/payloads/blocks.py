"""Messages with buttons, in Slack's Block Kit, within its limits.

Text that comes from outside is escaped: a customer's words make no link and call nobody.

>>> escaped("<!channel> pay & <https://evil.example|here>")
'&lt;!channel&gt; pay &amp; &lt;https://evil.example|here&gt;'
>>> message("Fabrikam owes 119.00 EUR", buttons=(Button("take", "Take", "ar.collection.case,7"),))["blocks"][-1]["type"]
'actions'
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

#: https://docs.slack.dev/reference/block-kit/blocks/section-block and .../button-element
SECTION_MAX = 3_000
QUOTE_MAX = 600
BUTTON_TEXT_MAX = 75


@dataclass(frozen=True)
class Button:
    """Something to press.

    :param action: what it does; one of the actions of the connection.
    :param value: the record it is about, as ``model,id``.
    """

    action: str
    text: str
    value: str
    is_main: bool = False


def escaped(text: str) -> str:
    """Return text in which nothing is a command to Slack: https://docs.slack.dev/messaging/formatting-message-text"""
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def link(url: str, text: str) -> str:
    """Return a link with a text."""
    return f"<{url}|{escaped(text).replace('|', '/')}>" if url else escaped(text)


def message(
    text: str, *, url: str = "", url_text: str = "", quote: str = "", buttons: tuple[Button, ...] = ()
) -> dict[str, Any]:
    """Return text (for notifications) and blocks of a message.

    :param text: plain, in one or two sentences.
    :param quote: what a customer wrote; cut where it is long.
    """
    blocks: list[dict[str, Any]] = [_section(escaped(_cut(text, SECTION_MAX // 6)))]
    if quote.strip():
        said = escaped(_cut(quote.strip(), QUOTE_MAX))
        blocks.append(_section("\n".join(f"> {line}" for line in said.splitlines())))
    if url:
        blocks.append({"type": "context", "elements": [{"type": "mrkdwn", "text": link(url, url_text or url)}]})
    if buttons:
        blocks.append({"type": "actions", "elements": [_button(button) for button in buttons]})
    return {"text": escaped(_cut(text, SECTION_MAX // 6)), "blocks": blocks}


def decided(blocks: list[dict[str, Any]], words: str) -> list[dict[str, Any]]:
    """Return a message's blocks after a decision: without buttons, with what was decided and by whom."""
    kept = [block for block in blocks if block.get("type") != "actions"]
    return [*kept, {"type": "context", "elements": [{"type": "mrkdwn", "text": escaped(words)}]}]


def _section(text: str) -> dict[str, Any]:
    return {"type": "section", "text": {"type": "mrkdwn", "text": text}}


def _button(button: Button) -> dict[str, Any]:
    found: dict[str, Any] = {
        "type": "button",
        "action_id": button.action,
        "value": button.value,
        "text": {"type": "plain_text", "text": _cut(button.text, BUTTON_TEXT_MAX)},
    }
    return {**found, "style": "primary"} if button.is_main else found


def _cut(text: str, length: int) -> str:
    return text if len(text) <= length else text[: length - 1] + "…"
