"""Stripe Connect's OAuth: where to send the browser, a code for an account, and the end of it.

https://docs.stripe.com/connect/oauth-reference. A code is good for five minutes and one use. Stripe's answer to it
also has an access token of its own; it is not kept: every call is made with the platform's key and the account's
id in ``Stripe-Account``, which Stripe recommends, so one credential less can leak.
"""

from dataclasses import dataclass
from urllib.parse import urlencode

import requests
import stripe

from odoo.addons.ar_sync.protocol.errors import AccessLost, OutcomeUnknown, Permanent

from ..payloads.version import API_VERSION
from .client import TIMEOUT_S, api_base
from .errors import PLATFORM_REMEDY, translate

CONNECT_BASE = "https://connect.stripe.com"
SCOPES = ("read_only", "read_write")


@dataclass(frozen=True)
class Grant:
    """What a code was good for: an account's id, ``read_only`` or ``read_write``, live or test."""

    account: str
    scope: str
    livemode: bool


class OAuthApi:
    """Speaks OAuth for one platform. Raises :class:`SyncError` only; nothing is tried again by itself."""

    def __init__(self, key: str, client_id: str) -> None:
        session = requests.Session()
        session.max_redirects = 0
        base = api_base()
        self._client_id = client_id
        self._client = stripe.StripeClient(
            key,
            client_id=client_id,
            stripe_version=API_VERSION,
            max_network_retries=0,
            http_client=stripe.RequestsClient(timeout=TIMEOUT_S, session=session),
            base_addresses={"api": base, "connect": base} if base else None,
        )

    def authorize_url(self, scope: str, state: str, redirect_uri: str) -> str:
        """Return the address of the consent page."""
        query = {
            "response_type": "code",
            "client_id": self._client_id,
            "scope": scope,
            "state": state,
            "redirect_uri": redirect_uri,
        }
        return f"{api_base() or CONNECT_BASE}/oauth/authorize?{urlencode(query)}"

    def exchange(self, code: str) -> Grant:
        """Give the code away for the account.

        :raise Permanent: code ``invalid_grant``: Stripe does not know the code, or it was used before.
        :raise OutcomeUnknown: the answer was lost; the code may have been used.
        """
        params = {"grant_type": "authorization_code", "code": code}
        answer = self._call(lambda: self._client.oauth.token(params), "/oauth/token")
        account, scope = getattr(answer, "stripe_user_id", None), getattr(answer, "scope", None)
        if not isinstance(account, str) or not account.startswith("acct_") or scope not in SCOPES:
            raise Permanent("Stripe's answer names no account.", "Connect again; if it stays, ask Stripe's support.")
        return Grant(account, scope, bool(getattr(answer, "livemode", False)))

    def deauthorize(self, account: str) -> None:
        """End the platform's access to the account. That it had ended before is as good."""
        try:
            self._call(lambda: self._client.oauth.deauthorize({"stripe_user_id": account}), "/oauth/deauthorize")
        except Permanent as error:
            if error.code != "invalid_client":
                raise

    def _call(self, call, path: str):
        """Make one call and translate what goes wrong."""
        try:
            return call()
        except stripe.oauth_error.OAuthError as error:
            words = (error.user_message or str(error)).strip()
            if (error.http_status or 500) >= 500:
                raise OutcomeUnknown(f"Stripe failed with status {error.http_status} on {path}.") from None
            raise Permanent(f"Stripe refused: {words}", "Click Connect with Stripe again.", error.code or "") from None
        except (stripe.StripeError, requests.RequestException) as error:
            problem = translate(error, path, is_write=True)
            if isinstance(problem, AccessLost):
                raise Permanent(
                    "Stripe does not accept the platform's secret key.", PLATFORM_REMEDY, "platform"
                ) from None
            raise problem from None
