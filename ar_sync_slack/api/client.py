"""Calls of Slack's Web API, and what its refusals mean.

https://docs.slack.dev/apis/web-api: a call is answered with ``ok`` false and a code; too many calls with status 429 and
``Retry-After``. An answer that did not come leaves open whether a message was posted.
"""

from __future__ import annotations

from typing import Any
from urllib.error import URLError
from urllib.parse import urlsplit

from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError, SlackClientError

from odoo.tools import config

from odoo.addons.ar_sync.protocol.errors import AccessLost, OutcomeUnknown, Permanent, SyncError, Transient

BASE_OPTION = "ar_sync_slack_url"
TIMEOUT_S = 10
TOKEN_CODES = ("invalid_auth", "not_authed", "account_inactive", "token_revoked", "token_expired", "org_login_required")
TOKEN_REMEDY = "Install the app in Slack again, and enter its bot token."
#: What can be mended: code -> (what happened, what to do).
REFUSALS = {
    "channel_not_found": ("Slack has no such channel.", "Choose another channel on the connection."),
    "not_in_channel": ("The app is not in the channel.", "Type /invite and the app's name in the channel."),
    "is_archived": ("The channel is archived.", "Choose another channel on the connection."),
    "restricted_action": ("The workspace does not let the app post there.", "Ask the workspace's administrator."),
    "users_not_found": ("Slack knows nobody with this e-mail address.", "Use the same address in Odoo and in Slack."),
}


class SlackApi:
    """A client with the app's token.

    :raise Permanent: where the configuration file names an address that is not on this machine.
    """

    def __init__(self, token: str) -> None:
        base = api_base()
        options = {"base_url": f"{base}/api/"} if base else {}
        self._client = WebClient(token=token, timeout=TIMEOUT_S, retry_handlers=[], **options)

    def read(self, method: str, **params: Any) -> dict:  # pylint: disable=method-required-super
        """Call a method that changes nothing. Raise :class:`SyncError`."""
        try:
            return self._call(method, params)
        except OutcomeUnknown as error:
            raise Transient(error.message) from error

    def write(self, method: str, **params: Any) -> dict:  # pylint: disable=method-required-super
        """Call a method that posts or changes something.

        :raise OutcomeUnknown: whether it happened is not known.
        """
        return self._call(method, params)

    def _call(self, method: str, params: dict) -> dict:
        try:
            answer = (
                self._client.api_call(method, json=params)
                if _takes_json(method)
                else self._client.api_call(method, params=params)
            )
        except SlackApiError as error:
            raise _refusal(error) from error
        except URLError as error:
            if isinstance(error.reason, ConnectionRefusedError):
                raise Transient("Slack cannot be reached.") from error
            raise OutcomeUnknown(f"Slack did not answer: {error.reason}") from error
        except (SlackClientError, OSError, ValueError) as error:
            raise OutcomeUnknown(f"Slack did not answer: {type(error).__name__}") from error
        return dict(answer.data)


def api_base() -> str:
    """Return another address for Slack, from the configuration file only: a stand-in on this machine.

    :raise Permanent: where it is not on loopback, so that no token ever leaves for a foreign host.
    """
    base = (config.get(BASE_OPTION) or "").strip().rstrip("/")
    if base and urlsplit(base).hostname not in ("127.0.0.1", "localhost", "::1"):
        raise Permanent(
            f"{BASE_OPTION} may only name a stand-in on this machine.", "Remove it from the configuration file."
        )
    return base


def _takes_json(method: str) -> bool:
    return method.startswith("chat.")


def _refusal(error: SlackApiError) -> SyncError:
    response = error.response
    status = getattr(response, "status_code", 200)
    data = response.data if isinstance(getattr(response, "data", None), dict) else {}
    code = str(data.get("error") or "")
    if status == 429 or code == "ratelimited":
        wait_s = float((response.headers or {}).get("Retry-After") or 1)
        return Transient("Slack limits how many messages are posted.", retry_after_s=wait_s, code="ratelimited")
    if status >= 500 or not code:
        return OutcomeUnknown(f"Slack answered with {status}.")
    if code in TOKEN_CODES:
        return AccessLost(f"Slack does not accept the token: {code}.", TOKEN_REMEDY, "key")
    if code == "missing_scope":
        needed = str(data.get("needed") or "")
        return AccessLost(f"The app lacks the permission {needed}.", f"Give the app {needed} in Slack.", "permission")
    words, remedy = REFUSALS.get(code, (f"Slack refused it: {code}.", "Look the code up in Slack's documentation."))
    return Permanent(words, remedy, code)
