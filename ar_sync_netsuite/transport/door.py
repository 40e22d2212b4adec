"""One way to the network: no redirects, always a timeout, and for every failure what it means for what was sent."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

import requests
import urllib3

from .governor import Governor
from .interface import ErpError, Settings, erp_error

CONNECT_TIMEOUT_S = 10.0
LOOPBACK = frozenset({"127.0.0.1", "localhost", "::1"})
#: HTTP statuses that a proxy or NetSuite gives while nothing gets through.
_UNAVAILABLE = frozenset({502, 503, 504})
_WORDS_MAX = 300


@dataclass(frozen=True)
class Answer:
    """What came back."""

    status: int
    headers: Mapping[str, str]
    body: bytes

    def words(self) -> str:
        """Return the beginning of the body, for people."""
        return " ".join(self.body.decode("utf-8", "replace").split())[:_WORDS_MAX]


class _Keep(requests.auth.AuthBase):
    """Our own header stays: without an ``auth`` of its own requests would put a machine's .netrc in its place."""

    def __call__(self, request: requests.PreparedRequest) -> requests.PreparedRequest:
        return request


def checked_url(url: str) -> str:
    """Return an address that may be talked to. :raise ErpError: neither https nor this machine."""
    parts = urlsplit(url)
    if parts.scheme != "https" and not (parts.scheme == "http" and parts.hostname in LOOPBACK):
        raise erp_error("unsupported", detail=f"{parts.scheme}://{parts.hostname} is no address to send credentials to")
    return url


class Door:
    """Sends requests to one account. One for each thread."""

    def __init__(self, settings: Settings, governor: Governor) -> None:
        self.base_url = checked_url(settings.base_url)
        self.governor = governor
        self.timeout = (min(CONNECT_TIMEOUT_S, settings.timeout_s), settings.timeout_s)
        self.session = requests.Session()

    def send(
        self,
        method: str,
        url: str,
        make: Callable[[], tuple[Mapping[str, str], bytes]],
        *,
        is_write: bool,
        is_busy: Callable[[Answer], bool],
    ) -> Answer:
        """Send a request, again while NetSuite has no place for it.

        :param make: headers and body of an attempt: each is signed anew.
        :param is_write: whether it changes anything: a lost answer is of another weight then.
        :param is_busy: whether an answer says that there was no place.
        :raise ErpError: ``busy``, ``unavailable``, ``answer_lost`` and what the governor raises.
        """
        attempt = 0
        while True:
            headers, body = make()
            with self.governor.place():
                answer = self._once(method, url, headers, body, is_write)
            if not is_busy(answer):
                return answer
            attempt += 1
            if not self.governor.wait(attempt, retry_after_s(answer)):
                raise erp_error("busy", detail=f"refused {attempt} times")

    def _once(self, method: str, url: str, headers: Mapping[str, str], body: bytes, is_write: bool) -> Answer:
        try:
            found = self.session.request(
                method,
                url,
                data=body or None,
                headers=dict(headers),
                timeout=self.timeout,
                allow_redirects=False,
                auth=_Keep(),
            )
        except requests.RequestException as error:
            raise lost(error, is_write) from None
        return Answer(found.status_code, found.headers, found.content)


def lost(error: requests.RequestException, is_write: bool) -> ErpError:
    """Return what a failure of the network means: before anything was sent it is harmless."""
    words = type(error).__name__
    if isinstance(error, requests.ConnectTimeout | requests.exceptions.SSLError) or _never_connected(error):
        return erp_error("unavailable", detail=words)
    if isinstance(error, requests.exceptions.InvalidURL | requests.exceptions.InvalidSchema):
        return erp_error("malformed", detail=words)
    return erp_error("answer_lost" if is_write else "unavailable", detail=words)


def _never_connected(error: requests.RequestException) -> bool:
    cause: Any = error.args[0] if error.args else None
    reason = getattr(cause, "reason", cause)
    return isinstance(reason, urllib3.exceptions.NewConnectionError | urllib3.exceptions.ProxyError)


def retry_after_s(answer: Answer) -> float:
    """Return when a refusal says to come back, in seconds; zero where it does not, as NetSuite's own do not."""
    said = answer.headers.get("Retry-After", "")
    return float(said) if said.isascii() and said.isdigit() else 0.0


def check_gateway(answer: Answer, is_write: bool) -> None:
    """Look at an answer that did not come from the service itself, but from what stands before it.

    :raise ErpError: ``unavailable``; ``answer_lost`` where it may have been done all the same.
    """
    if 300 <= answer.status < 400:
        raise erp_error("malformed", detail=f"HTTP {answer.status}: redirected; is the account id right?")
    if answer.status == 503 or (answer.status in _UNAVAILABLE and not is_write):
        raise erp_error("unavailable", detail=f"HTTP {answer.status}")
    if answer.status >= 500:
        raise erp_error("answer_lost" if is_write else "unexpected", detail=f"HTTP {answer.status}: {answer.words()}")
