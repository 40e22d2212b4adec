"""API keys: secret, restricted, revoked, expired; test and live.

Sources: https://docs.stripe.com/keys, https://docs.stripe.com/keys/restricted-api-keys.
Permission names follow the words of Stripe's own 403 (``rak_charge_read``).
"""

from __future__ import annotations

import base64
from typing import Any

from .errors import StripeError, permission_denied, unauthorized
from .ids import IdFactory
from .store import Account, Obj

NO_KEY = (
    "You did not provide an API key. You need to provide your API key in the "
    "Authorization header, using Bearer auth (e.g. 'Authorization: Bearer "
    "YOUR_SECRET_KEY'). See https://stripe.com/docs/api#authentication for details, "
    "or we can help at https://support.stripe.com/."
)


def mask(token: str) -> str:
    """A key as Stripe shows it in errors: head and tail only.

    >>> mask("sk_test_abcdefghijklmnop")
    'sk_test_************mnop'
    """
    head = token[:8] if token[:3] in ("sk_", "rk_", "pk_") else ""
    rest = token[len(head) :]
    return head + "*" * max(len(rest) - 4, 0) + rest[-4:]


def token_of(header: str | None) -> str:
    """The key in an ``Authorization`` header, Bearer or Basic."""
    scheme, _, value = (header or "").partition(" ")
    if scheme.lower() == "bearer" and value.strip():
        return value.strip()
    if scheme.lower() == "basic":
        try:
            user = base64.b64decode(value).decode().partition(":")[0]
        except ValueError:
            user = ""
        if user:
            return user
    raise unauthorized(NO_KEY)


class KeyRing:
    """The keys of all accounts, kept in the sandbox's own store."""

    def __init__(self, vault: Account, ids: IdFactory) -> None:
        self._vault = vault
        self._ids = ids

    def make(
        self,
        account_id: str,
        livemode: bool = False,
        permissions: list[str] | None = None,
        token: str | None = None,
    ) -> Obj:
        """A new key; with *permissions* a restricted one.

        :param permissions: names such as ``rak_charge_read``; a ``write``
            permission includes reading. ``["*_read"]`` reads everything.
        """
        head = "sk" if permissions is None else "rk"
        mode = "live" if livemode else "test"
        key = {
            "id": token or self._ids.new(f"{head}_{mode}_51", 40),
            "object": "_key",
            "account": account_id,
            "livemode": livemode,
            "permissions": permissions,
            "status": "active",
        }
        return self._vault.save(key)

    def set_status(self, token: str, status: str) -> bool:
        """Make a key ``active``, ``expired`` or ``deleted``; False if unknown."""
        key = self._vault.get("_key", token)
        if key is None:
            return False
        key["status"] = status
        self._vault.save(key)
        return True

    def authenticate(self, header: str | None) -> Obj:
        """The key of a request. :raise StripeError: 401 in Stripe's words."""
        token = token_of(header)
        key = self._vault.get("_key", token)
        if key is None or key["status"] == "deleted":
            raise unauthorized(f"Invalid API Key provided: {mask(token)}")
        if key["status"] != "active":
            raise unauthorized(
                f"Expired API Key provided: {mask(token)}", "api_key_expired"
            )
        return key

    def all(self) -> list[Obj]:
        """Every key, oldest first."""
        return list(self._vault.table("_key").rows.values())


def allowed(key: Obj | None, permission: str | None) -> bool:
    """Whether *key* (None: the sandbox itself) has *permission*."""
    if key is None or permission is None or key["permissions"] is None:
        return True
    granted: list[str] = key["permissions"]
    if permission in granted or "*" in granted:
        return True
    stem, _, action = permission.rpartition("_")
    if action == "read":
        return f"{stem}_write" in granted or bool({"*_read", "*_write"} & set(granted))
    return "*_write" in granted


def require(key: Obj | None, permission: str | None, account_id: str) -> None:
    """Raise Stripe's 403 when *key* lacks *permission*."""
    if not allowed(key, permission):
        assert key is not None
        raise permission_denied(
            f"The provided key '{mask(key['id'])}' does not have the required "
            f"permissions for this endpoint on account '{account_id}'. Having the "
            f"'{permission}' permission would allow this request to continue."
        )


def account_invalid(key: Obj, account_id: str) -> StripeError:
    """The 403 for a ``Stripe-Account`` the key has no access to."""
    return permission_denied(
        f"The provided key '{mask(key['id'])}' does not have access to account "
        f"'{account_id}' (or that account does not exist). Application access may "
        "have been revoked.",
        "account_invalid",
    )


def describe(key: Obj) -> dict[str, Any]:
    """A key as the control API shows it."""
    return {k: key[k] for k in ("id", "account", "livemode", "permissions", "status")}
