"""The HTTP server: loopback only. The path keeps its percent signs, for signatures count them."""

from __future__ import annotations

import socket
from collections.abc import Callable
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler
from urllib.parse import unquote, urlsplit

from sandbox.stripe.core.http import Server, is_loopback

#: NetSuite's own limit of a REST body.
MAX_BODY_BYTES = 104 * 1024 * 1024


@dataclass(frozen=True)
class Request:
    """One HTTP request; names of headers are lower case."""

    method: str
    raw_path: str
    query: str
    headers: dict[str, str]
    body: bytes

    @property
    def path(self) -> str:
        """The path without percent signs."""
        return unquote(self.raw_path)


@dataclass
class Response:
    """One HTTP answer. *drop* closes the connection instead."""

    status: int
    body: str = ""
    headers: dict[str, str] = field(default_factory=dict)
    drop: bool = False


class Handler(BaseHTTPRequestHandler):
    """Reads one request after another from a connection and answers it."""

    protocol_version = "HTTP/1.1"
    server_version = "sandbox"
    disable_nagle_algorithm = True
    wbufsize = -1
    timeout = 600
    answer: Callable[[Request], Response]

    def _serve(self) -> None:
        if not is_loopback(self.client_address[0]):
            self.close_connection = True
            return
        length = int(self.headers.get("Content-Length") or 0)
        if length > MAX_BODY_BYTES:
            self.close_connection = True
            self._send(Response(413, "Request Entity Too Large"))
            return
        parts = urlsplit(self.path)
        headers = {name.lower(): value for name, value in self.headers.items()}
        body = self.rfile.read(length) if length else b""
        self._send(type(self).answer(Request(self.command, parts.path, parts.query, headers, body)))

    do_GET = do_POST = do_DELETE = do_PUT = do_PATCH = _serve

    def _send(self, response: Response) -> None:
        if response.drop:
            self.close_connection = True
            self.connection.shutdown(socket.SHUT_RDWR)
            return
        body = response.body.encode()
        self.send_response_only(response.status)
        for name, value in response.headers.items():
            self.send_header(name, value.replace("\r", " ").replace("\n", " "))
        if response.status != 204:
            self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        if response.status != 204:
            self.wfile.write(body)
        self.wfile.flush()

    def log_message(self, format: str, *args: object) -> None:
        """Say nothing: the control API keeps the counts."""


def make_server(host: str, port: int, answer: Callable[[Request], Response]) -> Server:
    """A server on *host*:*port* (0: any free port).

    :raise ValueError: when *host* is not loopback.
    """
    if not is_loopback(host):
        raise ValueError(f"{host} is not a loopback address; the sandbox stays local")
    handler = type("BoundHandler", (Handler,), {"answer": staticmethod(answer)})
    return Server((host, port), handler)
