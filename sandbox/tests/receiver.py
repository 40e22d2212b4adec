"""A webhook endpoint for tests: remembers what came, answers as told."""

from __future__ import annotations

import json
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from types import TracebackType
from typing import Any


class Receiver:
    """Listens on loopback; ``answers`` are given in turn, then 200."""

    def __init__(self) -> None:
        self.calls: list[tuple[str, bytes]] = []
        self.answers: list[int] = []
        self._lock = threading.Lock()
        receiver = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                body = self.rfile.read(int(self.headers["Content-Length"]))
                status = receiver.take(self.headers["Stripe-Signature"], body)
                self.send_response(status)
                self.send_header("Content-Length", "0")
                self.end_headers()

            def log_message(self, format: str, *args: object) -> None:
                pass

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)

    def take(self, signature: str, body: bytes) -> int:
        """Remember one delivery; the status to answer with."""
        with self._lock:
            self.calls.append((signature, body))
            return self.answers.pop(0) if self.answers else 200

    @property
    def url(self) -> str:
        """Where it listens."""
        return f"http://127.0.0.1:{self._server.server_address[1]}/hook"

    def events(self) -> list[dict[str, Any]]:
        """What came, decoded, in order."""
        with self._lock:
            return [json.loads(body) for _, body in self.calls]

    def types(self) -> list[str]:
        """The types of what came, in order."""
        return [event["type"] for event in self.events()]

    def __enter__(self) -> Receiver:
        threading.Thread(target=self._server.serve_forever, daemon=True).start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        value: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._server.shutdown()
        self._server.server_close()
