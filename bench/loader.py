"""Sends signed Stripe events over keep-alive connections: ``python -m bench.loader`` (JSON on stdin).

In a process of its own, so that its work is not the server's. Every body is distinct and signed with
the moment it is sent. Answers, as JSON: the moments of sending and of the answer, by message.
"""

import hashlib
import hmac
import http.client
import json
import queue
import sys
import threading
import time
from urllib.parse import urlsplit

BODY_BYTES = 4_096
TIMEOUT_S = 30


def body_of(name: str, api_version: str) -> bytes:
    """Return an event of 4 kB about a customer of its own."""
    now_s = int(time.time())
    customer = {
        "id": f"cus_{name}", "object": "customer", "created": now_s, "livemode": False, "name": f"Load {name}",
        "email": f"{name}@load.example", "metadata": {},
    }  # fmt: skip
    event = {
        "id": f"evt_{name}", "object": "event", "api_version": api_version, "created": now_s, "livemode": False,
        "type": "customer.updated", "data": {"object": customer}, "pending_webhooks": 1, "request": {"id": None},
    }  # fmt: skip
    customer["description"] = "x" * max(0, BODY_BYTES - len(json.dumps(event)) - 20)
    return json.dumps(event).encode()


def signature(body: bytes, secret: str) -> str:
    """Return Stripe's header for a body."""
    now_s = str(int(time.time()))
    digest = hmac.new(secret.encode(), now_s.encode() + b"." + body, hashlib.sha256).hexdigest()
    return f"t={now_s},v1={digest}"


class Load:
    """A bounded number of messages, sent as fast as they are answered or at a steady rate."""

    def __init__(self, url: str, secret: str, api_version: str, prefix: str, count: int, rate: float = 0.0) -> None:
        parts = urlsplit(url)
        self.host, self.port, self.path = parts.hostname, parts.port, parts.path
        self.secret, self.rate = secret, rate
        self.todo: queue.SimpleQueue = queue.SimpleQueue()
        for number in range(count):
            name = f"{prefix}{number:06d}"
            self.todo.put((number, name, body_of(name, api_version)))
        self.done: list[tuple] = []

    def run(self, connections: int) -> list[tuple]:
        """Send everything and return (message, sent at, answered at, status)."""
        self.begin = time.time()
        threads = [threading.Thread(target=self._send) for _ in range(connections)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        return self.done

    def _send(self) -> None:
        line = http.client.HTTPConnection(self.host, self.port, timeout=TIMEOUT_S)
        while True:
            try:
                number, name, body = self.todo.get_nowait()
            except queue.Empty:
                return
            if self.rate:
                time.sleep(max(0.0, self.begin + number / self.rate - time.time()))
            sent = time.time()
            try:
                line.request("POST", self.path, body, {"Stripe-Signature": signature(body, self.secret)})
                answer = line.getresponse()
                answer.read()
                status = answer.status
            except (OSError, http.client.HTTPException):
                line.close()
                status = 0
            self.done.append((f"evt_{name}", sent, time.time(), status))


def main() -> None:
    """Read the order, send, write what happened."""
    order = json.load(sys.stdin)
    connections = order.pop("connections")
    json.dump(Load(**order).run(connections), sys.stdout)


if __name__ == "__main__":
    main()
