"""The workspace over HTTP, and clicks of its people sent to the app, signed as Slack signs them.

with SlackSandbox() as slack:
    client = slack_sdk.WebClient(token=slack.bot_token, base_url=slack.api_url)
    channel = slack.workspace.add_channel("receivables")
    client.chat_postMessage(channel=channel, text="Fabrikam promised to pay.")
    slack.click(app_url, slack.workspace.in_channel(channel)[0], "confirm", person)
"""

from __future__ import annotations

import hashlib
import hmac
import json
import threading
import time
import urllib.error
import urllib.parse
import urllib.request
from collections.abc import Callable
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from types import TracebackType
from typing import Any

from .workspace import Message, Refused, Workspace

#: Within this time an app must have acknowledged a click: https://docs.slack.dev/interactivity/handling-user-interaction
ACKNOWLEDGE_WITHIN_S = 3.0
CONNECT_TIMEOUT_S = 20
#: What a test can have happen to the next call.
FAULTS = ("ratelimited", "server_error", "invalid_auth", "account_inactive", "lost_answer", "missing_scope")


class SlackSandbox:
    """A running stand-in of Slack.

    :param seed: decides tokens and ids.
    :param clock: seconds since the epoch, for signatures; the machine's when left out.
    """

    def __init__(
        self, seed: int = 1, *, host: str = "127.0.0.1", port: int = 0, clock: Callable[[], float] = time.time
    ) -> None:
        self.workspace = Workspace(seed)
        self.clock = clock
        self.lock = threading.Lock()
        self._server = ThreadingHTTPServer((host, port), _handler(self))
        self._server.daemon_threads = True
        self._thread: threading.Thread | None = None
        self._urls: dict[str, Message] = {}

    @property
    def url(self) -> str:
        """Where it listens."""
        host, port = self._server.server_address[:2]
        return f"http://{host!s}:{port}"

    @property
    def api_url(self) -> str:
        """The base of the Web API, as ``slack_sdk`` takes it."""
        return f"{self.url}/api/"

    @property
    def bot_token(self) -> str:
        """The app's token."""
        return self.workspace.bot_token

    @property
    def signing_secret(self) -> str:
        """What the app checks signatures with."""
        return self.workspace.signing_secret

    def __enter__(self) -> SlackSandbox:
        self.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.stop()

    def start(self) -> None:
        """Serve in a thread of its own."""
        self._thread = threading.Thread(target=self._server.serve_forever, daemon=True)
        self._thread.start()

    def stop(self) -> None:
        """Stop serving."""
        self._server.shutdown()
        self._server.server_close()
        if self._thread:
            self._thread.join(CONNECT_TIMEOUT_S)

    def fail_next(self, fault: str) -> None:
        """Have the next call fail in one of the ways of ``FAULTS``."""
        if fault not in FAULTS:
            raise ValueError(f"no fault {fault!r}; there are {FAULTS}")
        self.workspace.faults.append(fault)

    # -- people -----------------------------------------------------------------------

    def click(self, url: str, message: Message, action_id: str, person: str, **more: Any) -> tuple[int, float]:
        """Press a button as ``person``; return the app's status and how long it took to acknowledge, in seconds.

        :param more: ``secret``, ``at`` (the signature's moment), ``payload`` to be sent instead: for forged clicks.
        """
        [button] = [part for part in message.buttons() if part.get("action_id") == action_id]
        payload = more.get("payload") or self.payload(message, button, person)
        body = urllib.parse.urlencode({"payload": json.dumps(payload)}).encode()
        at = str(int(more.get("at", self.clock())))
        request = urllib.request.Request(url, body, self.signed(body, at, more.get("secret")))
        begin = time.monotonic()
        try:
            with urllib.request.urlopen(request, timeout=CONNECT_TIMEOUT_S) as answer:
                status = answer.status
        except urllib.error.HTTPError as error:
            status = error.code
        return status, time.monotonic() - begin

    def signed(self, body: bytes, at: str, secret: str | None = None) -> dict[str, str]:
        """Return the headers of a request of Slack.

        The rule: https://docs.slack.dev/authentication/verifying-requests-from-slack
        """
        base = b":".join((b"v0", at.encode(), body))
        digest = hmac.new((secret or self.signing_secret).encode(), base, hashlib.sha256).hexdigest()
        return {
            "Content-Type": "application/x-www-form-urlencoded",
            "X-Slack-Request-Timestamp": at,
            "X-Slack-Signature": f"v0={digest}",
            "User-Agent": "Slackbot 1.0 (+https://api.slack.com/robots)",
        }

    def payload(self, message: Message, button: dict[str, Any], person: str) -> dict[str, Any]:
        """Return what Slack tells the app about a click."""
        key = hashlib.sha256(f"{message.channel}{message.ts}".encode()).hexdigest()[:24]
        self._urls[key] = message
        who = self.workspace.people.get(person, {"id": person, "name": "somebody", "email": ""})
        return {
            "type": "block_actions",
            "team": {"id": self.workspace.team, "domain": "northwind"},
            "user": {"id": who["id"], "username": who["name"], "team_id": self.workspace.team},
            "api_app_id": "A0123456789",
            "container": {"type": "message", "message_ts": message.ts, "channel_id": message.channel},
            "trigger_id": f"{len(self.workspace.calls)}.1.{key}",
            "channel": {"id": message.channel, "name": "receivables"},
            "message": {"ts": message.ts, "text": message.text, "blocks": message.blocks},
            "response_url": f"{self.url}/actions/{key}",
            "actions": [
                {
                    "type": "button",
                    "action_id": button.get("action_id", ""),
                    "block_id": "actions",
                    "value": button.get("value", ""),
                    "action_ts": f"{int(self.clock())}.000001",
                }
            ],
        }

    # -- answering --------------------------------------------------------------------

    def answer(self, path: str, headers: Any, body: bytes) -> tuple[int, dict[str, str], bytes]:
        """Answer one request: status, headers, body."""
        with self.lock:
            if path.startswith("/actions/"):
                return self._answer_url(path, body)
            method = path.removeprefix("/api/").split("?")[0]
            return self._answer_call(method, headers, body)

    def _answer_url(self, path: str, body: bytes) -> tuple[int, dict[str, str], bytes]:
        message = self._urls.get(path.rpartition("/")[2])
        if message is None:
            return 404, {}, b"no_such_url"
        self.workspace.answer_url(message, json.loads(body))
        return 200, {}, b"ok"

    def _answer_call(self, method: str, headers: Any, body: bytes) -> tuple[int, dict[str, str], bytes]:
        fault = self.workspace.faults.pop(0) if self.workspace.faults else ""
        if fault == "ratelimited":
            return 429, {"Retry-After": "7"}, _json(ok=False, error="ratelimited")
        if fault == "server_error":
            return 503, {}, b"<html>Service Unavailable</html>"
        if headers.get("Authorization") != f"Bearer {self.bot_token}":
            missing = not headers.get("Authorization")
            return 200, {}, _json(ok=False, error="not_authed" if missing else "invalid_auth")
        if fault in ("invalid_auth", "account_inactive"):
            return 200, {}, _json(ok=False, error=fault)
        if fault == "missing_scope":
            return 200, {}, _json(ok=False, error=fault, needed="chat:write", provided="users:read")
        try:
            answer = self.workspace.call(method, _params(headers, body))
        except Refused as refused:
            if refused.code == "ratelimited":
                return 429, {"Retry-After": "1"}, _json(ok=False, error="ratelimited")
            return 200, {}, _json(ok=False, error=refused.code, **refused.more)
        if fault == "lost_answer":
            return 0, {}, b""
        return 200, {}, _json(ok=True, **answer)


def _json(**values: Any) -> bytes:
    return json.dumps(values).encode()


def _params(headers: Any, body: bytes) -> dict[str, Any]:
    """Read what a client sends: JSON or a form, in which lists are JSON."""
    if "json" in str(headers.get("Content-Type", "")):
        return dict(json.loads(body or b"{}"))
    found: dict[str, Any] = dict(urllib.parse.parse_qsl(body.decode()))
    for name in ("blocks", "metadata", "attachments"):
        if isinstance(found.get(name), str):
            found[name] = json.loads(found[name])
    return found


def _handler(sandbox: SlackSandbox) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_POST(self) -> None:  # noqa: N802 - the standard library's name
            body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
            status, headers, content = sandbox.answer(self.path, self.headers, body)
            if not status:
                self.close_connection = True
                return
            self.send_response(status)
            for name, value in {"Content-Type": "application/json; charset=utf-8", **headers}.items():
                self.send_header(name, value)
            self.send_header("Content-Length", str(len(content)))
            self.end_headers()
            self.wfile.write(content)

        do_GET = do_POST  # noqa: N815

        def log_message(self, *args: Any) -> None:
            """Say nothing: tests have their own output."""

    return Handler
