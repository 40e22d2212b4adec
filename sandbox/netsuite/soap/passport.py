"""``tokenPassport``: the signature over account, key, token, nonce and time."""

from __future__ import annotations

from ..core.credentials import LOGIN_REFUSED, Credentials, Refused, Token, same, signed
from . import faults
from .names import Element, first, text_of

ALGORITHM = "HMAC-SHA256"


def authenticate(header: Element | None, credentials: Credentials) -> Token:
    """Whose request it is. :raise SoapFault: the login is refused."""
    try:
        return _checked(header, credentials)
    except Refused as refused:
        credentials.note(str(refused), ok=False)
        raise faults.credentials(LOGIN_REFUSED) from None


def _checked(header: Element | None, credentials: Credentials) -> Token:
    passport = None if header is None else first(header, "tokenPassport")
    if passport is None:
        raise Refused("no tokenPassport")
    names = ("account", "consumerKey", "token", "nonce", "timestamp")
    values = [text_of(passport, name) or "" for name in names]
    signature = first(passport, "signature")
    if signature is None or not all(values):
        raise Refused("tokenPassport is incomplete")
    if signature.get("algorithm") != ALGORITHM:
        raise Refused(f"signature method {signature.get('algorithm')} is not supported")
    account, key, token, nonce, timestamp = values
    credentials.check_account(account)
    found = credentials.find(key, token)
    credentials.check_time(timestamp)
    wanted = signed("&".join(values), found.consumer_secret, found.secret)
    if not same((signature.text or "").strip(), wanted):
        raise Refused("InvalidSignature")
    credentials.check_nonce(token, nonce)
    credentials.note("Success", ok=True)
    return found
