"""Integration records, tokens, certificates, and the login audit trail."""

from __future__ import annotations

import base64
import hashlib
import hmac
import time
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, field

from ..ledger.settings import Settings

#: What NetSuite says to every refused login, whatever the reason; the reason stands in the audit trail.
LOGIN_REFUSED = (
    "Invalid login attempt. For more details, see the Login Audit Trail in the NetSuite UI at "
    "Setup > Users/Roles > User Management > View Login Audit Trail."
)

#: Permissions of a role: what they open.
EVERYTHING = "everything"


@dataclass
class Token:
    """A token of token-based authentication: one application, one user, one role."""

    consumer_key: str
    consumer_secret: str
    token: str
    secret: str
    active: bool = True
    missing: set[str] = field(default_factory=set)
    """Record types (and ``deletedRecords``, ``suiteql``) the role may not see."""


class Refused(Exception):
    """A login that failed; the words are for the audit trail only."""


@dataclass
class Attempt:
    """A line of the login audit trail."""

    moment: float
    detail: str
    ok: bool


def derived(seed: int, what: str, length: int = 64) -> str:
    """A made-up secret: the same seed, the same secret."""
    return hashlib.sha256(f"{seed}:{what}".encode()).hexdigest()[:length]


class Credentials:
    """Checks logins of both transports."""

    def __init__(self, settings: Settings, seed: int, now: Callable[[], float] = time.time) -> None:
        self._settings = settings
        self._seed = seed
        self.now = now
        self.tokens: list[Token] = []
        self.trail: deque[Attempt] = deque(maxlen=500)
        self._nonces: dict[str, float] = {}
        self.make_token()

    def make_token(self) -> Token:
        """A new token of a new integration record."""
        number = len(self.tokens)
        secrets = [derived(self._seed, f"{what}:{number}") for what in ("key", "key secret", "token", "secret")]
        made = Token(secrets[0], secrets[1], secrets[2], secrets[3])
        self.tokens.append(made)
        return made

    def note(self, detail: str, ok: bool) -> None:
        """Write a line of the login audit trail."""
        self.trail.append(Attempt(self.now(), detail, ok))

    def check_account(self, account: str) -> None:
        """:raise Refused: another account, or the host's spelling of this one."""
        if account != self._settings.account_id:
            raise Refused(f"Account {account} is not {self._settings.account_id}")

    def find(self, consumer_key: str, token: str) -> Token:
        """:raise Refused: unknown or revoked."""
        for one in self.tokens:
            if hmac.compare_digest(one.token, token):
                if not hmac.compare_digest(one.consumer_key, consumer_key):
                    raise Refused("ConsumerKey does not belong to the token")
                if not one.active:
                    raise Refused("TokenRevoked")
                return one
        raise Refused("TokenUnknown")

    def check_time(self, timestamp: str) -> None:
        """:raise Refused: too old, or from the future."""
        try:
            moment = int(timestamp)
        except ValueError:
            raise Refused("InvalidTimestamp") from None
        if abs(self.now() - moment) > self._settings.timestamp_window_s:
            raise Refused("InvalidTimestamp")

    def check_nonce(self, token: str, nonce: str) -> None:
        """:raise Refused: seen before within the window, or too short to be one."""
        if len(nonce) < 6:
            raise Refused("InvalidNonce")
        edge = self.now() - 2 * self._settings.timestamp_window_s
        while self._nonces and (oldest := next(iter(self._nonces))) and self._nonces[oldest] < edge:
            del self._nonces[oldest]
        key = f"{token}:{nonce}"
        if key in self._nonces:
            raise Refused("NonceUsed")
        self._nonces[key] = self.now()


def signed(base: str, consumer_secret: str, token_secret: str) -> str:
    """HMAC-SHA256 of *base*, as base64."""
    key = f"{consumer_secret}&{token_secret}".encode()
    return base64.b64encode(hmac.new(key, base.encode(), hashlib.sha256).digest()).decode()


def same(given: str, wanted: str) -> bool:
    """Compared in constant time."""
    return hmac.compare_digest(given.encode(), wanted.encode())
