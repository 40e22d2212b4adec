"""What both transports implement; nothing but this is known to the rest of the product.

The definitions are the core's (:mod:`odoo.addons.ar_sync.protocol.erp`), because QuickBooks has the same door. What is
NetSuite's own is how one gets through it: :class:`Settings`, :class:`Slots` and the credentials of :mod:`.auth`::

    netsuite = connect(settings, credentials, slots)      # SOAP or REST, as settings.transport says
    page = netsuite.changed("invoice", since)
"""

from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from typing import Protocol

from odoo.addons.ar_sync.protocol.erp import (
    ABILITIES,
    LIST_KINDS,
    NO_LINKS,
    RECORD_KINDS,
    Balance,
    Deleted,
    Erp,
    Links,
    Listed,
    Page,
    Preview,
    Recognized,
    Remote,
    Standing,
    Use,
    Written,
)
from odoo.addons.ar_sync.protocol.erp_errors import ERP_ERRORS, ErpError, erp_error

#: The endpoint of a new connection: the last that SuiteTalk will have.
DEFAULT_VERSION = "2025_2"
TRANSPORTS = ("rest", "soap")


@dataclass(frozen=True)
class TokenCredentials:
    """Token-based authentication (OAuth 1.0a): both transports."""

    consumer_key: str
    consumer_secret: str = field(repr=False)
    token: str
    token_secret: str = field(repr=False)


@dataclass(frozen=True)
class CertificateCredentials:
    """OAuth 2.0 client credentials with a certificate: REST alone.

    :param certificate_id: as NetSuite's mapping of the certificate shows it.
    :param private_key: PEM; an RSA key of 3072 bits or more.
    """

    client_id: str
    certificate_id: str
    private_key: str = field(repr=False)


Credentials = TokenCredentials | CertificateCredentials


@dataclass(frozen=True)
class Settings:
    """One NetSuite account, as a connection has it set.

    :param account: as passports spell it: ``1234567`` or ``1234567_SB1``.
    :param url: scheme and host to talk to instead of the account's own; for the stand-in.
    :param wsdl: where the WSDL is read from; empty: from the account. A path or an address.
    :param time_zone: of the user that the integration logs in as; days are read and written in it over SOAP.
    :param page_size: records of one request, at most.
    :param sends_numbers: whether our document numbers are sent as ``tranId``; else NetSuite numbers by itself and ours
        is put into ``otherRefNum`` or ``memo``.
    :param write_off_item: the item of write-offs, which are credit memos then; empty: write-offs are journal entries.
    :param discount_item: the item of write-offs that are discounts, where they are credit memos; empty: as others.
    :param discount_accounts: our accounts whose write-offs are discounts.
    :param item: the item of lines that name none. Links of the kind ``account_item`` say it by account.
    :param untaxed_code: the tax code of lines without tax; empty: NetSuite takes the item's own.
    :param refund_method: the payment method of refunds, which NetSuite asks for.
    :param rule_field: the custom column for a line's recognition rule, such as ``custcol_rule``; empty: the item's.
    :param rest_discounts: whether the account's REST schema has discounts on the lines of a payment; that of 2026.1 has
        none, which is why connections send them as write-offs beside the payment.
    :param may_wait: whether a preview may wait for SuiteTalk's schema; somebody before a screen does not.
    """

    account: str
    transport: str = "rest"
    version: str = DEFAULT_VERSION
    url: str = ""
    wsdl: str = ""
    time_zone: str = "America/Los_Angeles"
    timeout_s: float = 60.0
    page_size: int = 500
    sends_numbers: bool = True
    write_off_item: str = ""
    discount_item: str = ""
    discount_accounts: frozenset[str] = frozenset()
    item: str = ""
    untaxed_code: str = ""
    refund_method: str = ""
    rule_field: str = ""
    rest_discounts: bool = False
    deletion_reason: str = "-1"
    may_wait: bool = True

    @property
    def base_url(self) -> str:
        """The account's own host: lower case, hyphens.

        >>> Settings("1234567_SB1").base_url
        'https://1234567-sb1.suitetalk.api.netsuite.com'
        """
        host = self.account.lower().replace("_", "-")
        return self.url.rstrip("/") or f"https://{host}.suitetalk.api.netsuite.com"


class Slots(Protocol):
    """The places of an account's concurrency limit, shared by everybody who talks to it: all workers, both transports.

    In Odoo: PostgreSQL advisory locks, one for each place. :mod:`.governor` has one for a single process.
    """

    def acquire(self, timeout_s: float) -> int | None:
        """Take a place, waiting at most so long; return it, or ``None`` where all were taken all the time."""

    def release(self, place: int) -> None:
        """Give a place back."""

    def refused(self, retry_after_s: float = 0.0) -> None:
        """Note for everybody that NetSuite had no place for a request, and when it wants to be asked again."""


#: ``with place(): …`` around one request.
Place = Callable[[], AbstractContextManager[None]]

__all__ = [
    "ABILITIES",
    "DEFAULT_VERSION",
    "ERP_ERRORS",
    "LIST_KINDS",
    "NO_LINKS",
    "RECORD_KINDS",
    "TRANSPORTS",
    "Balance",
    "CertificateCredentials",
    "Credentials",
    "Deleted",
    "Erp",
    "ErpError",
    "Links",
    "Listed",
    "Page",
    "Place",
    "Preview",
    "Recognized",
    "Remote",
    "Settings",
    "Slots",
    "Standing",
    "TokenCredentials",
    "Use",
    "Written",
    "erp_error",
]
