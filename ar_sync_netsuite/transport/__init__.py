"""The only code that talks to NetSuite: SuiteTalk SOAP and the REST services, behind one interface. No Odoo in it."""

import secrets
import time
from collections.abc import Callable

from .auth import TOKEN_PATH, Signer
from .door import Door
from .governor import Governor
from .interface import Credentials, Erp, Settings, Slots
from .rest import RestTransport
from .rest_client import RestClient
from .soap import SoapTransport
from .soap_client import SoapClient


def connect(
    settings: Settings,
    credentials: Credentials,
    slots: Slots,
    *,
    governor: Governor | None = None,
    now: Callable[[], float] = time.time,
    nonce: Callable[[], str] = lambda: secrets.token_hex(16),
) -> Erp:
    """Return the client of an account, over the transport that the settings name. It is for one thread.

    :param slots: the account's places, shared with all others who talk to it.
    :param governor: instead of the usual one over ``slots``.
    :raise ErpError: ``unsupported``, an address that no credentials are sent to.
    """
    door = Door(settings, governor or Governor(slots))
    signer = Signer(settings.account, credentials, audience=door.base_url + TOKEN_PATH, now=now, nonce=nonce)
    if settings.transport == "soap":
        return SoapTransport(settings, credentials, SoapClient(settings, door, signer))
    client = RestClient(door, signer)
    signer.fetch = client.fetch_access
    return RestTransport(settings, credentials, client)
