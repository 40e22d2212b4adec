"""Rate limits: so many requests a second for an account and for an endpoint.

Source: https://docs.stripe.com/rate-limits (25 a second for a sandbox account,
100 live; 25 for each endpoint, where GET and POST count apart). Off unless
asked for.
"""

from __future__ import annotations

from collections import Counter

from .errors import StripeError


class RateLimiter:
    """Counts requests in one-second windows of the sandbox's clock.

    :param int|None per_account: requests a second for an account; None is off.
    :param int|None per_endpoint: requests a second for one endpoint.
    """

    def __init__(
        self, per_account: int | None = None, per_endpoint: int | None = None
    ) -> None:
        self.per_account = per_account
        self.per_endpoint = per_endpoint
        self._second = -1
        self._counts: Counter[tuple[str, str]] = Counter()

    def check(self, scope: str, endpoint: str, now: int) -> None:
        """Count one request. :raise StripeError: 429 when it is one too many."""
        if self.per_account is None and self.per_endpoint is None:
            return
        if now != self._second:
            self._second = now
            self._counts.clear()
        self._counts[scope, ""] += 1
        self._counts[scope, endpoint] += 1
        if self.per_account is not None and self._counts[scope, ""] > self.per_account:
            raise too_many("global-rate")
        if (
            self.per_endpoint is not None
            and self._counts[scope, endpoint] > self.per_endpoint
        ):
            raise too_many("endpoint-rate")


def too_many(reason: str, retry_after_s: int | None = 1) -> StripeError:
    """The 429, with the reason in a header as Stripe gives it."""
    headers = {"Stripe-Rate-Limited-Reason": reason}
    if retry_after_s is not None:
        headers["Retry-After"] = str(retry_after_s)
    return StripeError(
        429,
        "Request rate limit exceeded. You can learn more about rate limits here "
        "https://stripe.com/docs/rate-limits.",
        code="rate_limit",
        headers=headers,
    )
