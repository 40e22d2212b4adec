"""One call to a language model outside: https only, to a public address, with a timeout and a bound on the answer.

Whoever may enter an address must not reach this server's own network with it. The name is resolved first, and each of
its addresses must be public. Should the name lead elsewhere a moment later, the certificate does not fit: what is
inside has none for it, and nothing is sent. A model of one's own on a private address is named in the configuration
file.
"""

from __future__ import annotations

import ipaddress
import json
import socket
import time
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

import requests

from odoo.tools import config

from odoo.addons.ar_sync.protocol.errors import AccessLost, Permanent, SyncError, Transient

from ..payloads.question import MESSAGES

#: Hosts of one's own, separated by commas: they may be private, and be talked to without encryption.
HOSTS_OPTION = "ar_sync_language_model_hosts"
#: For the connection, and between two pieces of the answer; the whole answer has its own.
TIMEOUT_S = 30
WHOLE_S = 90
ANSWER_BYTES_MAX = 200_000
#: docs.anthropic.com/en/api/versioning
ANTHROPIC_VERSION = "2023-06-01"
_WORDS_MAX = 200
_CHUNK = 16_384


@dataclass(frozen=True)
class LanguageModel:
    """Where to ask, in which shape, with which key."""

    url: str
    style: str
    key: str

    def ask(self, body: Mapping[str, Any]) -> object:
        """Post a question and return the service's answer as JSON values.

        :raise SyncError: transient where asking again may help; asking twice changes nothing but the bill.
        """
        checked_url(self.url)
        try:
            with (
                requests.Session() as session,
                session.post(
                    self.url,
                    data=json.dumps(body).encode(),
                    headers=self._headers(),
                    timeout=TIMEOUT_S,
                    allow_redirects=False,
                    auth=_Keep(),
                    stream=True,
                ) as answer,
            ):
                content = _bounded(answer)
        except requests.exceptions.InvalidURL as error:
            raise Permanent("The address of the language model is none.", "Correct it on the connection.") from error
        except requests.RequestException as error:
            raise Transient(f"The language model did not answer: {type(error).__name__}.") from error
        if answer.status_code != 200:
            raise _refusal(answer, content)
        try:
            return json.loads(content)
        except (ValueError, RecursionError) as error:
            raise Permanent("What answers there is no language model.", "Correct the address.", "answer") from error

    def _headers(self) -> dict[str, str]:
        own = (
            {"x-api-key": self.key, "anthropic-version": ANTHROPIC_VERSION}
            if self.style == MESSAGES
            else {"Authorization": f"Bearer {self.key}"}
        )
        return {"Content-Type": "application/json", "Accept": "application/json", **own}


class _Keep(requests.auth.AuthBase):
    """Our own header stays: without an ``auth`` of its own requests would put a machine's .netrc in its place."""

    def __call__(self, request: requests.PreparedRequest) -> requests.PreparedRequest:
        return request


def checked_url(url: str) -> str:
    """Return the host of an address that may be talked to.

    :raise Permanent: no https, a name and password in it, or a host that is not public.
    :raise Transient: the name cannot be resolved.
    """
    remedy = "Enter the whole address, like https://api.openai.com/v1/chat/completions."
    try:
        parts = urlsplit(url)
        host, port = parts.hostname or "", parts.port
    except ValueError as error:
        raise Permanent("The address of the language model is none.", remedy) from error
    own = {name.strip().lower() for name in (config.get(HOSTS_OPTION) or "").split(",") if name.strip()}
    is_own = host.lower() in own
    if parts.scheme != "https" and not (is_own and parts.scheme == "http"):
        raise Permanent("The address of the language model must begin with https.", remedy)
    if not host or parts.username or parts.password:
        raise Permanent("The address of the language model is none.", remedy)
    if not is_own and not all(address.is_global for address in _addresses(host, port or 443)):
        raise Permanent(
            f"{host} is not a public address.",
            f"If it is a model of your own, add its host to {HOSTS_OPTION} in Odoo's configuration file.",
        )
    return host


def _addresses(host: str, port: int) -> list[ipaddress.IPv4Address | ipaddress.IPv6Address]:
    try:
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
        return [ipaddress.ip_address(row[4][0].partition("%")[0]) for row in found]
    except (OSError, UnicodeError, ValueError) as error:
        raise Transient(f"{host} is not found.", "See whether the address is right.") from error


def _bounded(answer: requests.Response) -> bytes:
    """Return the body. :raise SyncError: it is too long, or too slow."""
    content, until = b"", time.monotonic() + WHOLE_S
    for chunk in answer.iter_content(_CHUNK):
        content += chunk
        if len(content) > ANSWER_BYTES_MAX:
            raise Permanent("The language model's answer is too long.", "See whether the address is right.", "answer")
        if time.monotonic() > until:
            raise Transient("The language model's answer does not come to an end.")
    return content


def _refusal(answer: requests.Response, content: bytes) -> SyncError:
    status = answer.status_code
    words = " ".join(content.decode("utf-8", "replace").split())[:_WORDS_MAX]
    if status in (401, 403):
        return AccessLost("The language model does not accept the key.", "Enter a valid key on the connection.", "key")
    if status == 429 or status >= 500:
        wait = answer.headers.get("Retry-After") or ""
        wait_s = float(wait) if wait.isdigit() else None
        return Transient(f"The language model has no place at the moment ({status}).", retry_after_s=wait_s)
    if 300 <= status < 400:
        return Permanent("The language model's address leads elsewhere.", "Enter the address it leads to.", str(status))
    return Permanent(
        f"The language model refused ({status}): {words}", "Correct the address or the model.", str(status)
    )
