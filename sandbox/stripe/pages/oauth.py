"""Connect's OAuth: consent page, code, token, deauthorization.

Source: https://docs.stripe.com/connect/oauth-reference. A code is good for five
minutes and one use.
"""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode

from ..core import auth
from ..core.errors import StripeError
from ..core.gateway import Response
from ..core.ids import derive
from ..core.persistence import dump
from ..core.store import Obj
from ..resources.accounts import open_account, settings_of
from . import html

if TYPE_CHECKING:
    from ..core.engine import Engine

CODE_LIFE_S = 300
SCOPES = ("read_only", "read_write")


def client_id(engine: Engine) -> str:
    """The platform's application id."""
    return "ca_" + derive(f"application:{engine.ids.seed}", 32)


def authorize(engine: Engine, query: dict[str, str]) -> Response:
    """The consent page."""
    problem = _check(engine, query)
    if problem:
        return html.page("Connect", html.problem(problem), 400)
    hidden = "".join(
        f"<input type=hidden name='{escape(name)}' value='{escape(value)}'>"
        for name, value in query.items()
    )
    choices = "".join(
        f"<option value={account_id}>{escape(name)} ({account_id})"
        for account_id, name in _accounts(engine)
    )
    scope = escape(query.get("scope", "read_only"))
    body = (
        f"<p>AR Sync asks for <b>{scope}</b> access to an account of yours.</p>"
        f"<form method=post>{hidden}<select name=account>{choices}"
        "<option value=''>A new account</select>"
        "<button id=approve name=answer value=approve>Connect</button> "
        "<button id=refuse class=quiet name=answer value=refuse>Cancel</button></form>"
    )
    return html.page("Connect with Stripe", body)


def _check(engine: Engine, query: dict[str, str]) -> str | None:
    if query.get("client_id") != client_id(engine):
        return "No application matches the supplied client identifier"
    if query.get("response_type") != "code":
        return "Response type must be code"
    if query.get("scope", "read_only") not in SCOPES:
        return "Invalid scope"
    if not query.get("redirect_uri"):
        return "No redirect URI is registered"
    return None


def _accounts(engine: Engine) -> list[tuple[str, str]]:
    return [
        (account_id, settings_of(engine.context(account))["name"])
        for (account_id, livemode), account in engine.accounts.items()
        if account_id != engine.platform_id and not livemode
    ]


def consent(engine: Engine, form: dict[str, str]) -> Response:
    """The administrator has decided; the browser goes back with a code."""
    problem = _check(engine, form)
    if problem:
        return html.page("Connect", html.problem(problem), 400)
    answer = {"state": form["state"]} if "state" in form else {}
    if form.get("answer") != "approve":
        answer |= {"error": "access_denied", "error_description": "The user denied your request"}
    else:
        account_id = form.get("account") or _new_account(engine)
        code = engine.ids.new("ac_", 32)
        scope = form.get("scope", "read_only")
        engine.vault.save(
            {
                "id": code,
                "object": "_code",
                "account": account_id,
                "scope": scope,
                "expires_at": engine.clock.now() + CODE_LIFE_S,
            }
        )
        answer |= {"scope": scope, "code": code}
    mark = "&" if "?" in form["redirect_uri"] else "?"
    return html.redirect(form["redirect_uri"] + mark + urlencode(answer))


def _new_account(engine: Engine) -> str:
    account_id = engine.ids.new("acct_1", 15)
    engine.add_account(account_id)
    for livemode in (False, True):
        context = engine.context(engine.account(account_id, livemode))
        open_account(context, name="Connected Company")
    return account_id


def token(engine: Engine, form: dict[str, str], header: str | None) -> Response:
    """``POST /oauth/token``: a code for the account's id and keys."""
    key = _platform_key(engine, form, header)
    code = engine.vault.get("_code", form.get("code", ""))
    if form.get("grant_type") != "authorization_code":
        return _refused("unsupported_grant_type", "This grant type is not supported")
    if code is None or code["expires_at"] < engine.clock.now():
        return _refused(
            "invalid_grant",
            f"Authorization code does not exist or has expired: {form.get('code', '')}",
        )
    engine.vault.remove(code)
    account = engine.account(code["account"], key["livemode"])
    context = engine.context(account)
    context.update(settings_of(context), deauthorized=False)
    context.emit("account.application.authorized", _application(engine))
    made = engine.keys.make(code["account"], key["livemode"], _permissions(code["scope"]))
    return _json(
        200,
        {
            "access_token": made["id"],
            "livemode": key["livemode"],
            "refresh_token": "rt_" + derive(made["id"], 40),
            "token_type": "bearer",
            "stripe_publishable_key": "pk_test_" + derive("pk" + made["id"], 40),
            "stripe_user_id": code["account"],
            "scope": code["scope"],
        },
    )


def _permissions(scope: str) -> list[str]:
    return ["*_read"] if scope == "read_only" else ["*_write"]


def deauthorize(engine: Engine, form: dict[str, str], header: str | None) -> Response:
    """``POST /oauth/deauthorize``: the platform gives its access up."""
    key = _platform_key(engine, form, header)
    account_id = form.get("stripe_user_id", "")
    if form.get("client_id") != client_id(engine):
        return _refused("invalid_client", "No such application", 401)
    account = engine.accounts.get((account_id, key["livemode"]))
    if account is None:
        return _refused(
            "invalid_client", f"This application is not connected to {account_id}", 401
        )
    revoke(engine, account_id, key["livemode"])
    return _json(200, {"stripe_user_id": account_id})


def revoke(engine: Engine, account_id: str, livemode: bool) -> None:
    """Access ends, from whichever side; the account tells the platform."""
    context = engine.context(engine.account(account_id, livemode))
    context.emit("account.application.deauthorized", _application(engine))
    context.update(settings_of(context), deauthorized=True)
    for key in engine.keys.all():
        if key["account"] == account_id and key["permissions"] is not None:
            engine.keys.set_status(key["id"], "expired")


def _application(engine: Engine) -> dict[str, str]:
    """The platform, as the account sees it."""
    return {"id": client_id(engine), "object": "application", "name": "AR Sync"}


def _platform_key(engine: Engine, form: dict[str, str], header: str | None) -> Obj:
    secret = form.get("client_secret")
    key = engine.keys.authenticate(f"Bearer {secret}" if secret else header)
    if key["account"] != engine.platform_id or key["permissions"] is not None:
        raise StripeError(401, f"Invalid API Key provided: {auth.mask(key['id'])}")
    return key


def _refused(error: str, description: str, status: int = 400) -> Response:
    return _json(status, {"error": error, "error_description": description})


def _json(status: int, answer: dict[str, Any]) -> Response:
    return Response(status, dump(answer), {"Content-Type": "application/json"})
