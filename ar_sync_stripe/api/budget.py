"""How fast Stripe may be asked: a token bucket per account and per endpoint.

Stripe allows 100 requests a second in live mode and 25 in test mode for an account, and 25 for each endpoint,
where reading and writing are two endpoints (docs.stripe.com/rate-limits). The buckets are kept per process; two
processes (one per scheduled-action lane) share the allowance, so each takes half of four fifths of it.
"""

import threading
import time

ACCOUNT_PER_S = {"live": 100.0, "test": 25.0}
ENDPOINT_PER_S = 25.0
SHARE = 0.4
PENALTY_S = 1.0

_lock = threading.Lock()
_buckets: dict[tuple, "Bucket"] = {}


class Bucket:
    """Tokens that refill at a steady rate; at most one second's worth is kept."""

    def __init__(self, rate_per_s: float, now_s: float) -> None:
        self.rate_per_s = rate_per_s
        self.tokens = rate_per_s
        self.at_s = now_s

    def take(self, now_s: float) -> float:
        """Take a token and return how long to wait before using it, in seconds."""
        if now_s > self.at_s:
            self.tokens = min(self.rate_per_s, self.tokens + (now_s - self.at_s) * self.rate_per_s)
            self.at_s = now_s
        self.tokens -= 1
        return max(0.0, -self.tokens / self.rate_per_s) + max(0.0, self.at_s - now_s)

    def hold(self, until_s: float) -> None:
        """Let nothing through before ``until_s``: the provider asked for a pause."""
        self.tokens = min(self.tokens, 0.0)
        self.at_s = max(self.at_s, until_s)


class Budget:
    """The buckets of one account. ``clock`` and ``sleep`` are replaced in tests."""

    def __init__(self, account: str, environment: str, clock=time.monotonic, sleep=time.sleep) -> None:
        self.account = account
        self.environment = environment
        self._clock = clock
        self._sleep = sleep

    def _bucket(self, endpoint: str) -> Bucket:
        rate = ENDPOINT_PER_S if endpoint else ACCOUNT_PER_S[self.environment]
        key = (self.account, self.environment, endpoint, id(self._clock))
        if key not in _buckets:
            _buckets[key] = Bucket(rate * SHARE, self._clock())
        return _buckets[key]

    def wait(self, endpoint: str) -> float:
        """Wait until a request to ``endpoint`` fits in, and return how long that took, in seconds."""
        with _lock:
            now_s = self._clock()
            wait_s = max(self._bucket("").take(now_s), self._bucket(endpoint).take(now_s))
        if wait_s:
            self._sleep(wait_s)
        return wait_s

    def hold(self, endpoint: str, reason: str, retry_after_s: float | None) -> float:
        """Obey a 429: pause the endpoint, or the account if ``reason`` says so. Return the pause in seconds."""
        pause_s = retry_after_s or PENALTY_S
        scope = endpoint if reason.startswith(("endpoint", "resource")) else ""
        with _lock:
            self._bucket(scope).hold(self._clock() + pause_s)
        return pause_s
