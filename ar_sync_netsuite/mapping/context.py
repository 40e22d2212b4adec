"""What a mapping must know beside the record: currencies, and how the connection is set.

>>> currencies = Currencies((Currency("1", "USD", 2), Currency("5", "JPY", 0)))
>>> currencies.code("5"), currencies.digits("JPY"), currencies.id_of("USD")
('JPY', 0, '1')
>>> currencies.exact(Decimal("100.10"), "USD", "total"), currencies.exact(Decimal("1E+2"), "JPY", "total")
(Decimal('100.10'), Decimal('100'))

An amount that NetSuite could not hold is refused and not rounded by anybody: NetSuite's currencies have two decimals
or none, also where the currency itself has three.

>>> currencies.exact(Decimal("1.5"), "JPY", "total")
Traceback (most recent call last):
odoo.addons.ar_sync.protocol.erp_errors.ErpPermanent: The ERP does not take one of its values. \
(total of 1.5 JPY is finer than NetSuite keeps the currency)
"""

from dataclasses import dataclass, field
from decimal import Decimal

from odoo.addons.ar_sync.protocol.erp import NO_LINKS, Links
from odoo.addons.ar_sync.protocol.erp_errors import erp_error

from .fields import PACIFIC

#: Of a currency that NetSuite does not tell about.
DIGITS_DEFAULT = 2


@dataclass(frozen=True)
class Currency:
    """A currency of the account."""

    id: str
    code: str
    digits: int = DIGITS_DEFAULT
    is_base: bool = False


@dataclass(frozen=True)
class Currencies:
    """All currencies of the account."""

    all: tuple[Currency, ...] = ()

    def _find(self, name: str) -> Currency | None:
        return next((one for one in self.all if name in (one.id, one.code)), None)

    def code(self, key: str) -> str:
        """Return the ISO code; of an unknown currency its id."""
        found = self._find(key)
        return found.code if found else key

    def digits(self, name: str) -> int:
        """Return the decimals of a currency, by id or code."""
        found = self._find(name)
        return found.digits if found else DIGITS_DEFAULT

    def id_of(self, code: str) -> str:
        """Return NetSuite's id. :raise ErpError: ``currency``."""
        found = next((one for one in self.all if one.code == code), None)
        if found is None:
            raise erp_error("currency", detail=f"NetSuite does not know the currency {code}")
        return found.id

    def exact(self, amount: Decimal, code: str, name: str) -> Decimal:
        """Return an amount as it is sent: exact, without an exponent. :raise ErpError: ``value``, it is too fine."""
        digits = self.digits(code)
        found = amount.quantize(Decimal(1).scaleb(-digits))
        if found != amount:
            raise erp_error("value", detail=f"{name} of {amount} {code} is finer than NetSuite keeps the currency")
        return found


@dataclass(frozen=True)
class Reading:
    """What is known while records are read.

    :param write_off_items: credit memos of these items alone are write-offs.
    """

    currencies: Currencies = field(default_factory=Currencies)
    write_off_items: frozenset[str] = frozenset()
    zone: str = PACIFIC


@dataclass(frozen=True)
class Writing:
    """What is known while records are written.

    :param item: of lines that name none.
    :param write_off_item: of write-offs, which are credit memos then; empty: they are journal entries.
    :param discount_item: of write-offs to ``discount_accounts``, instead.
    :param untaxed_code: the tax code of lines without tax; else NetSuite takes the item's own.
    :param refund_method: the payment method of refunds.
    :param rule_field: the custom column that holds a line's recognition rule; empty: the item's rule alone counts.
    :param has_discounts: whether the transport takes discounts on the lines of a payment.
    """

    currencies: Currencies = field(default_factory=Currencies)
    links: Links = NO_LINKS
    sends_numbers: bool = True
    item: str = ""
    write_off_item: str = ""
    discount_item: str = ""
    discount_accounts: frozenset[str] = frozenset()
    untaxed_code: str = ""
    refund_method: str = ""
    rule_field: str = ""
    has_discounts: bool = True

    def write_off_item_of(self, account: str) -> str:
        """Return the item of a write-off to an account; nothing where it is a journal entry."""
        if self.write_off_item and self.discount_item and account in self.discount_accounts:
            return self.discount_item
        return self.write_off_item

    def item_of(self, item: str, account: str) -> str:
        """Return the item of a line: its own, else the one that stands for its account, else the connection's.

        :raise ErpError: ``unmapped``.
        """
        if item:
            return self.links.get("item", item)
        for_account = self.links.ids.get(("account_item", account), "")
        found = for_account or self.item
        if not found:
            raise erp_error("unmapped", detail=f"a line on account {account or '?'} names no item")
        return found
