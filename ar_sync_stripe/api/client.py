"""One client for one key or one account of a platform: pinned version, timeouts, no redirects, budget, lost answers."""

import json
import logging
import time
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta, timezone
from email.utils import parsedate_to_datetime
from urllib.parse import urlsplit

import requests
import stripe

from odoo.tools import config

from odoo.addons.ar_sync.protocol.errors import Permanent, SyncError, Transient

from ..payloads import list_page
from ..payloads.version import API_VERSION
from .budget import Budget
from .errors import READ_ONLY, READ_ONLY_REMEDY, retry_after_s, translate

_logger = logging.getLogger(__name__)

# The library logs every call at INFO; what matters is logged by us.
logging.getLogger("stripe").setLevel(logging.WARNING)

BASE_OPTION = "ar_sync_stripe_api_base"
TIMEOUT_S = (5, 30)
PAGE_SIZE = 100
PAGES_MAX = 10_000
TRIES = 3
WAIT_MAX_S = 20.0


@dataclass(frozen=True)
class Answer:
    """A parsed answer and the moment, by Stripe's clock, at which it was certainly true."""

    data: dict
    seen_at: datetime


class StripeApi:
    """Calls Stripe. Raises :class:`SyncError` only, in words without credentials."""

    def __init__(
        self,
        key: str,
        environment: str,
        account: str = "",
        budget: Budget | None = None,
        sleep=time.sleep,
        read_only: bool = False,
    ):
        session = requests.Session()
        session.max_redirects = 0
        base = api_base()
        self._client = stripe.StripeClient(
            key,
            stripe_version=API_VERSION,
            stripe_account=account or None,
            max_network_retries=0,
            http_client=stripe.RequestsClient(timeout=TIMEOUT_S, session=session),
            base_addresses={"api": base} if base else None,
        )
        self._budget = budget or Budget(account or key[-12:], environment)
        self._sleep = sleep
        self._read_only = read_only

    # === CALLS === #

    def get(self, path: str, **params) -> Answer:
        """Read ``path`` (beginning with /v1/), trying again where that can help."""
        return self._call("get", path, params)

    def post(self, path: str, params: dict, idempotency_key: str) -> Answer:
        """Write once. A lost answer raises ``OutcomeUnknown``: ask Stripe, never send blindly again."""
        self._check_may_write()
        return self._call("post", path, {**params, "idempotency_key": idempotency_key})

    def delete(self, path: str, **params) -> Answer:
        """Delete an object. Deleting twice is harmless: the second time it is not there."""
        self._check_may_write()
        return self._call("delete", path, params)

    def _check_may_write(self) -> None:
        """Refuse to change anything where only reading was allowed, whatever the key could do."""
        if self._read_only:
            raise Permanent(READ_ONLY, READ_ONLY_REMEDY, "read_only")

    def page(self, path: str, **params) -> tuple[list_page.ListPageValues, datetime]:
        """Read one page of a list."""
        answer = self.get(path, **{"limit": PAGE_SIZE, **params})
        return list_page.read(answer.data), answer.seen_at

    def pages(self, path: str, **params) -> Iterator[dict]:
        """Yield every object of a list, page by page, at most ``PAGES_MAX`` pages."""
        for _number in range(PAGES_MAX):
            page, _seen_at = self.page(path, **params)
            yield from page.items
            if not page.has_more:
                return
            params["starting_after"] = page.last_id
        raise Permanent(f"{path} has more than {PAGES_MAX} pages.")

    def complete(self, obj: dict, field: str, path: str, **params) -> dict:
        """Return ``obj`` with the nested list ``field`` read to its end from ``path``."""
        nested = obj.get(field) or {}
        if not nested.get("has_more"):
            return obj
        last = nested["data"][-1]["id"]
        rest = list(self.pages(path, **params, starting_after=last))
        known = {item["id"] for item in nested["data"]}
        if any(item["id"] in known for item in rest):  # listed in another order than it is shown
            nested, rest = {**nested, "data": []}, list(self.pages(path, **params))
        return {**obj, field: {**nested, "data": [*nested["data"], *rest], "has_more": False}}

    # === ONE CALL === #

    def _call(self, method: str, path: str, params: dict) -> Answer:
        """Call with the budget; reads and 429s are tried again within bounds."""
        is_write = method == "post"
        endpoint = f"{'read' if method == 'get' else 'write'} {'/'.join(path.split('/')[:3])}"
        for attempt in range(1, TRIES + 1):
            self._budget.wait(endpoint)
            began_s = time.monotonic()
            try:
                answer = self._client.raw_request(method, path, **params)
                return Answer(json.loads(answer.body), _seen_at(answer.headers, time.monotonic() - began_s))
            except (stripe.StripeError, requests.RequestException, ValueError) as error:
                wait_s = self._wait_s(error, endpoint, path, is_write, attempt)
            self._sleep(wait_s)
        raise Transient(f"Stripe did not answer {path}.")

    def _wait_s(self, error: Exception, endpoint: str, path: str, is_write: bool, attempt: int) -> float:
        """Return how long to wait before trying again, or raise what the caller is to know."""
        problem = translate(error, path, is_write)
        if not isinstance(problem, Transient) or attempt == TRIES or _is_uncertain_write(problem, is_write):
            raise problem from None
        if problem.code == "rate_limit":
            headers = getattr(error, "headers", None) or {}
            reason = headers.get("Stripe-Rate-Limited-Reason") or headers.get("stripe-rate-limited-reason") or ""
            pause_s = self._budget.hold(endpoint, reason, retry_after_s(headers))
            if pause_s > WAIT_MAX_S:
                raise problem from None
            return 0.0
        return 0.5 * 2 ** (attempt - 1)


def _is_uncertain_write(problem: SyncError, is_write: bool) -> bool:
    """A write is tried again by itself only when Stripe said that it did not begin."""
    return is_write and problem.code != "rate_limit"


def _seen_at(headers, elapsed_s: float) -> datetime:
    """Return the moment by Stripe's clock at which the answer was certainly true: its date less the time it took."""
    text = headers.get("Date") or headers.get("date")
    moment = parsedate_to_datetime(text) if text else datetime.now(timezone.utc)
    return moment.astimezone(timezone.utc).replace(tzinfo=None) - timedelta(seconds=int(elapsed_s) + 1)


def api_base() -> str:
    """Return another address for Stripe, from the configuration file only: a sandbox on this machine.

    :raise Permanent: where it is not on loopback, so that no key ever leaves for a foreign host.
    """
    base = (config.get(BASE_OPTION) or "").strip().rstrip("/")
    if base and urlsplit(base).hostname not in ("127.0.0.1", "localhost", "::1"):
        raise Permanent(
            f"{BASE_OPTION} may only name a sandbox on this machine.", "Remove it from the configuration file."
        )
    return base
