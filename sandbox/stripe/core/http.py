"""The HTTP server: loopback only, HTTP/1.1 with keep-alive, one thread a connection."""

from __future__ import annotations

import ipaddress
import logging
import socket
import sys
from collections.abc import Callable
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import unquote, urlsplit

from .gateway import MAX_BODY_BYTES, Request, Response

Answer = Callable[[Request], Response]

_logger = logging.getLogger(__name__)

_REASONS = {400: "Bad Request", 402: "Payment Required", 429: "Too Many Requests"}


def is_loopback(host: str) -> bool:
    """Whether *host* names this machine's loopback interface.

    >>> is_loopback("127.0.0.1"), is_loopback("localhost"), is_loopback("0.0.0.0")
    (True, True, False)
    """
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host.strip("[]")).is_loopback
    except ValueError:
        return False


class Handler(BaseHTTPRequestHandler):
    """Reads one request after another from a connection and answers it."""

    protocol_version = "HTTP/1.1"
    server_version = "sandbox"
    disable_nagle_algorithm = True
    wbufsize = -1
    timeout = 600
    answer: Answer

    def _serve(self) -> None:
        if not is_loopback(self.client_address[0]):
            self.close_connection = True
            return
        length = int(self.headers.get("Content-Length") or 0)
        if length > MAX_BODY_BYTES:
            self.close_connection = True
            self._send(Response(413, '{"error":{"message":"Request too large"}}'))
            return
        parts = urlsplit(self.path)
        request = Request(
            self.command,
            unquote(parts.path),
            parts.query,
            {name.lower(): value for name, value in self.headers.items()},
            self.rfile.read(length) if length else b"",
        )
        self._send(type(self).answer(request))

    do_GET = do_POST = do_DELETE = do_PUT = do_PATCH = _serve

    def _send(self, response: Response) -> None:
        if response.drop:
            self.close_connection = True
            self.connection.shutdown(socket.SHUT_RDWR)
            return
        body = response.body.encode()
        reason = _REASONS.get(response.status)
        self.send_response_only(response.status, reason)
        for name, value in response.headers.items():
            self.send_header(name, value.replace("\r", " ").replace("\n", " "))
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)
        self.wfile.flush()

    def log_message(self, format: str, *args: object) -> None:
        """Say nothing: the control API keeps the counts."""


class Server(ThreadingHTTPServer):
    """A threading server that does not hang on to idle connections at the end."""

    daemon_threads = True
    block_on_close = False
    request_queue_size = 128
    allow_reuse_address = True

    def handle_error(self, request: object, client_address: object) -> None:
        """A client that went away is not worth a trace; anything else is."""
        if not isinstance(sys.exc_info()[1], OSError):
            _logger.exception("a connection broke")


def make_server(host: str, port: int, answer: Answer) -> Server:
    """A server on *host*:*port* (0: any free port).

    :raise ValueError: when *host* is not loopback.
    """
    if not is_loopback(host):
        raise ValueError(f"{host} is not a loopback address; the sandbox stays local")
    handler = type("BoundHandler", (Handler,), {"answer": staticmethod(answer)})
    return Server((host, port), handler)
