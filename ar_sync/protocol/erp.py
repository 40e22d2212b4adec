"""What every ERP's client offers, in terms of the canonical documents: the one door between the core and a connector.

A client talks to one account with one way of talking (a *transport*); it may be thrown away after any call.

**Keys.** Documents that are read carry the ERP's ids: ``key`` is the record's own, ``customer``, ``account``,
``item``, ``terms``, ``unit``, ``applied.target`` and so on are ids of what they name. ``currency`` is always the ISO
code. What is written may carry Odoo's keys together with :class:`Links`, which say what each stands for in the ERP, or
the ERP's ids and no links.

>>> links = Links({("customer", "res.partner,7"): "42", ("account", "4000"): "54"})
>>> links.get("customer", "res.partner,7"), links.get("account", "")
('42', '')
>>> links.get("account", "4100")
Traceback (most recent call last):
odoo.addons.ar_sync.protocol.erp_errors.ErpPermanent: It names something that is tied to nothing of the ERP. \
(account 4100)
>>> NO_LINKS.get("customer", "42")
'42'

**Once.** Everything that is made carries an external id derived from the business intent (:mod:`.idempotency`). A
record is only ever added, never written over one that has that id; :meth:`Erp.create` with ``is_repeat`` looks first.

**Errors.** Everything that goes wrong is an :class:`~.erp_errors.ErpError`.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from typing import Protocol

from .documents import ZERO, Account, Applied, Customer, Period, Posting
from .erp_errors import erp_error

#: The kinds of records that are read, found and deleted: customers and the documents of ``documents.KINDS``.
RECORD_KINDS = ("customer", "invoice", "credit_memo", "payment", "write_off", "refund")
#: The ERP's lists.
LIST_KINDS = (
    "account",
    "category",
    "currency",
    "customer",
    "department",
    "item",
    "method",
    "period",
    "tax_code",
    "terms",
    "unit",
)
#: What not every transport can do.
#: ``discount``: discounts on the lines of a payment. ``void``: a void that keeps the number.
#: ``balance_by_currency``: balances in the currency of the documents. ``recognition_plan``: recognition by period.
ABILITIES = ("discount", "void", "balance_by_currency", "recognition_plan")


@dataclass(frozen=True)
class Links:
    """What Odoo's keys stand for in the ERP: ``(kind, key) -> id``.

    Kinds are those of ``LIST_KINDS`` and ``RECORD_KINDS``, and ``account_item``, the item of lines that name an account
    and no item; what is applied to is looked up as ``target``, whatever
    kind of document it is. Keys of departments and classes are looked up as ``department`` and ``category``.
    """

    ids: Mapping[tuple[str, str], str] = field(default_factory=dict)
    is_same: bool = False

    def get(self, kind: str, key: str) -> str:
        """Return the ERP's id; nothing for nothing.

        :raise ErpError: ``unmapped``.
        """
        if not key or self.is_same:
            return key
        found = self.ids.get((kind, key))
        if not found:
            raise erp_error("unmapped", detail=f"{kind} {key}")
        return found


#: For documents that carry the ERP's ids.
NO_LINKS = Links(is_same=True)


@dataclass(frozen=True)
class Listed:
    """An entry of one of the ERP's lists, with what any of them has.

    :param kind: of ``LIST_KINDS``.
    :param number: what people know it by: an account's number, a currency's ISO code, a customer's number.
    :param group: accounts: as ``documents.Account.kind``; items: the ERP's own type.
    :param account: items: id of the account to which the ERP books what is sold of it.
    :param currencies: ISO codes; empty: any.
    :param units: ids of the legal entities it is for; empty: all.
    :param digits: a currency's decimal places in the ERP.
    :param is_base: the currency in which the ERP keeps its books.
    :param is_adjustment: periods: as ``documents.Period`` has it.
    """

    kind: str
    id: str
    name: str
    number: str = ""
    email: str = ""
    tax_number: str = ""
    parent: str = ""
    group: str = ""
    account: str = ""
    currencies: frozenset[str] = frozenset()
    units: frozenset[str] = frozenset()
    begins_on: date | None = None
    ends_on: date | None = None
    is_closed: bool = False
    is_locked: bool = False
    is_inactive: bool = False
    digits: int | None = None
    is_base: bool = False
    external_id: str = ""
    is_adjustment: bool = False

    def as_account(self) -> Account:
        """Return an entry of the list of accounts as a document."""
        currency = next(iter(self.currencies), "")
        return Account(self.id, self.number, self.name, self.group or "other", currency, self.is_inactive)

    def as_period(self) -> Period:
        """Return an entry of the list of periods as a document."""
        if self.begins_on is None or self.ends_on is None:
            raise ValueError(f"{self.kind} {self.id} has no days")
        state = (self.is_closed, self.is_locked, self.is_adjustment)
        return Period(self.id, self.name, self.begins_on, self.ends_on, *state)

    def as_customer(self) -> Customer:
        """Return an entry of the list of customers as a document."""
        names = (self.id, self.name, self.number, self.email, self.tax_number, self.parent)
        return Customer(*names, self.currencies, self.units, self.is_inactive)


@dataclass(frozen=True)
class Remote:
    """A record as the ERP has it.

    :param kind: of ``RECORD_KINDS``; what of its document it is.
    :param record: the ERP's own name of its type.
    :param last_modified: by the ERP's clock, in UTC; ``None`` where it does not say.
    """

    kind: str
    id: str
    document: Customer | Posting
    external_id: str = ""
    record: str = ""
    last_modified: datetime | None = None


@dataclass(frozen=True)
class Page:
    """Some of many records, in the order of their ids.

    :param next: hand it in as ``after`` for the next page; empty at the end. A page may hold fewer records than asked
        for, even none, and not be the last. It may be kept for as long as one likes.
    :param unreadable: (id, why) of records that make no sense; they hold nothing up.
    """

    records: tuple[Remote, ...]
    next: str = ""
    unreadable: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True)
class Deleted:
    """A record that was deleted; ``kind`` may be empty where the ERP does not say which of several it was."""

    kind: str
    id: str
    deleted_at: datetime
    external_id: str = ""
    name: str = ""


@dataclass(frozen=True)
class Written:
    """A record that was made or changed.

    :param was_there: nothing was sent: an earlier attempt had made it.
    """

    kind: str
    id: str
    external_id: str = ""
    was_there: bool = False


@dataclass(frozen=True)
class Preview:
    """Exactly what would be sent, without credentials.

    :param target: operation or address.
    :param syntax: ``json`` or ``xml``.
    """

    target: str
    body: str
    syntax: str = "json"


#: What money is applied to -> on which days how much of it.
Days = Mapping[str, Sequence[tuple[date, Decimal]]]


@dataclass(frozen=True)
class Use:
    """How money is used that the ERP keeps beside receivables until then.

    :param id: of the money in the ERP.
    :param before: what it was applied to when it was last read.
    :param days: target -> on which days how much was applied here.
    """

    id: str
    before: tuple[Applied, ...] = ()
    days: Days = field(default_factory=dict)


@dataclass(frozen=True)
class Balance:
    """What of an account is on the books.

    :param period: id of the accounting period the movements fell in; empty for the balance on a day.
    :param amount: in ``currency``, debits positive; ``None`` where the transport cannot tell currencies apart.
    :param base_amount: in the currency the legal entity keeps its books in.
    """

    account: str
    currency: str
    amount: Decimal | None
    base_amount: Decimal
    period: str = ""
    unit: str = ""


@dataclass(frozen=True)
class Recognized:
    """How far the revenue of a line of an invoice or credit memo has been recognised.

    :param line: the line's place, from 1.
    :param by_period: (id of the period, amount, is recognised) where the ERP tells.
    """

    line: int
    item: str
    amount: Decimal
    recognized: Decimal = ZERO
    deferred: Decimal = ZERO
    begins_on: date | None = None
    ends_on: date | None = None
    rule: str = ""
    by_period: tuple[tuple[str, Decimal, bool], ...] = ()


@dataclass(frozen=True)
class Standing:
    """What a connection is and may.

    :param account: the account's id as the ERP spells it.
    :param missing: permissions that the role lacks, as the ERP calls them.
    :param hidden: kinds of documents of which the role does not see all.
    :param needs_unit: the ERP has legal entities, and every document belongs to one.
    :param requests_at_once: how many requests the ERP takes at the same time; ``None`` where it does not say.
    :param own_requests_at_once: how many of them are this integration's alone.
    """

    account: str
    base_currency: str = ""
    missing: tuple[str, ...] = ()
    needs_unit: bool = False
    requests_at_once: int | None = None
    own_requests_at_once: int | None = None
    abilities: frozenset[str] = frozenset()
    hidden: frozenset[str] = frozenset()


class Erp(Protocol):
    """One account of an ERP over one transport."""

    name: str
    abilities: frozenset[str]

    def clock(self) -> datetime:
        """Return the ERP's own time, in UTC. Watermarks of incremental reading come from here."""

    def check(self) -> Standing:
        """Log in and look what the role may do; nothing is written."""

    def entries(self, kind: str) -> Iterator[Listed]:
        """Yield a whole list, inactive entries included, in the order of their ids."""

    def changed(
        self, kind: str, since: datetime | None = None, after: str = "", size: int = 200, with_lines: bool = True
    ) -> Page:
        """Return records that were changed at or after ``since`` (all, where there is none), by id.

        A record that is changed while pages are read may be missed by them: the next reading starts at the clock's
        time before the first page, less an overlap. Applications do not always move the time of change of what they
        are applied to.

        :param with_lines: whether lines are wanted; without them a transport may be quicker.
        """

    def read(self, kind: str, id: str) -> Remote:  # pylint: disable=method-required-super
        """Return one record. :raise ErpError: ``gone`` and others."""

    def read_many(self, kind: str, ids: Iterable[str]) -> Page:
        """Return those of the records that the ERP has, in the order of their ids, on one page.

        One that makes no sense is told as such and keeps nobody from reading the others.
        """

    def deleted(self, kinds: Iterable[str], since: datetime) -> list[Deleted]:
        """Return what was deleted at or after ``since``, oldest first."""

    def find(self, kind: str, *, external_id: str = "", number: str = "", customer: str = "") -> list[Remote]:
        """Return records with this external id, or with this number (of this customer)."""

    def create(  # pylint: disable=method-required-super
        self, document: Customer | Posting, external_id: str, links: Links = NO_LINKS, *, is_repeat: bool = False
    ) -> Written:
        """Add a record, once.

        :param is_repeat: an earlier attempt's outcome is not known: look for the external id first.
        :raise ErpError: ``external_id_taken`` where another record has the external id.
        """

    def update(
        self,
        id: str,
        document: Customer | Posting,
        links: Links = NO_LINKS,
        *,
        fields: Iterable[str] | None = None,
        known: Iterable[Applied] | None = None,
    ) -> Written:
        """Change a record. External ids are never touched.

        :param fields: names of the document's fields that are sent; everything that can be changed, where not given.
        :param known: as of :meth:`apply`.
        """

    def apply(
        self,
        kind: str,
        id: str,
        applied: Iterable[Applied],
        links: Links = NO_LINKS,
        *,
        external_id: str = "",
        days: Days | None = None,
        known: Iterable[Applied] | None = None,
        is_repeat: bool = False,
    ) -> Written:
        """Set what a payment or credit memo is applied to: all of it, in place of what it was applied to.

        :param external_id: of what the ERP makes a record of its own for, as it does to use money received ahead.
        :param days: the days of such records.
        :param known: what it was applied to when both sides last agreed, by the ERP's ids; ``None``: never mind.
        :param is_repeat: an earlier attempt may have done a part of it.
        :raise ErpError: ``applied_there``, see :func:`~.applications.decided_there`.
        """

    def cancel(
        self, kind: str, id: str, external_id: str, *, day: date, how: str, memo: str = "", is_repeat: bool = False
    ) -> Written:
        """Take back what was sent.

        :param how: ``credit_memo`` (invoices: a credit memo of the same lines, applied to it; the result names it),
            ``delete``, or ``void`` where the transport can.
        :raise ErpError: ``linked`` where something is applied to it.
        """

    def preview(
        self, document: Customer | Posting, external_id: str, links: Links = NO_LINKS, use: Use | None = None
    ) -> Preview:
        """Return what :meth:`create` would send; nothing is sent. What is not tied yet shows as it is called here.

        :param use: it is there, is money received ahead, and :meth:`apply` is what would be done.
        """

    def balances(self, accounts: Iterable[str], as_of: date) -> list[Balance]:
        """Return what was posted to control accounts, by account, currency, legal entity and accounting period.

        Periods are whole: those that begin after the day are left out. The balance is the sum of the rows.
        """

    def recognized(self, kind: str, ids: Iterable[str]) -> dict[str, list[Recognized]]:
        """Return how far the revenue of invoices or credit memos has been recognised: id -> by line.

        A document of which nothing is deferred is left out. So are all where the account recognises no revenue, or the
        role may not see it.
        """
