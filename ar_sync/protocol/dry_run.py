"""What the ERP would say to a whole batch of documents, found before any of it is sent.

Documents are examined in the order in which they would be sent, each as if those before it had been made: two payments
that each fit into an invoice, but not together, are found here and not at the ERP.

>>> known = Books(customers={"42": Customer("42", "Northwind")}, periods=(Period("1", "Mar 2026", date(2026, 3, 1),
...     date(2026, 3, 31), is_closed=True),), accounts={"4000": "54"})
>>> line = Line("Hours", Decimal(1), Decimal("9.00"), Decimal("9.00"), account="4100")
>>> batch = [Invoice("INV/1", "42", "EUR", date(2026, 3, 5), Decimal("9.00"), Decimal("9.00"), lines=(line,)),
...     Invoice("INV/2", "43", "EUR", date(2026, 4, 5), Decimal("9.00"), Decimal("9.00"))]
>>> [(key, finding.code, finding.values) for key, finding in examine(batch, known, lambda currency: 2)]
[('INV/1', 'period_closed', {'period': 'Mar 2026', 'day': '2026-03-05'}), ('INV/1', 'account', {'account': '4100'}), \
('INV/2', 'customer', {'customer': '43'}), ('INV/2', 'no_period', {'day': '2026-04-05'})]
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from .documents import PROBLEMS, ZERO, Customer, Invoice, Line, Payment, Period, Posting, problems  # noqa: F401
from .words import _lt


@dataclass(frozen=True)
class Open:
    """What is still open of a document at the ERP, and what it can be applied with."""

    amount: Decimal
    currency: str
    customer: str
    control_account: str = ""
    unit: str = ""


@dataclass
class Books:
    """What is known of the ERP. Keys are Odoo's, as in the documents, where something of the ERP is tied to Odoo's.

    :param customers: what is tied to each customer.
    :param accounts: account -> the ERP's; likewise items, tax codes, terms and payment methods.
    :param numbers: (kind, number) of documents that the ERP has and that are tied to nothing of ours.
    :param open_items: what invoices (for payments, credit memos, write-offs) and credits (for refunds) still take.
    :param departments: department -> the ERP's; likewise categories (classes).
    :param account_items: account -> the ERP's item of lines without a product; ``None`` where such a line needs none of
        its own.
    :param currencies: those the ERP knows; empty where it was not read.
    :param needs_unit: every document belongs to a legal entity.
    """

    customers: Mapping[str, Customer] = field(default_factory=dict)
    accounts: Mapping[str, str] = field(default_factory=dict)
    items: Mapping[str, str] = field(default_factory=dict)
    tax_codes: Mapping[str, str] = field(default_factory=dict)
    terms: Mapping[str, str] = field(default_factory=dict)
    methods: Mapping[str, str] = field(default_factory=dict)
    departments: Mapping[str, str] = field(default_factory=dict)
    categories: Mapping[str, str] = field(default_factory=dict)
    account_items: Mapping[str, str] | None = None
    periods: tuple[Period, ...] = ()
    numbers: frozenset[tuple[str, str]] = frozenset()
    open_items: Mapping[str, Open] = field(default_factory=dict)
    currencies: frozenset[str] = frozenset()
    needs_unit: bool = False


@dataclass(frozen=True)
class Finding:
    """Why the ERP would refuse a document, or do something else than was meant.

    :param code: one of ``FINDINGS`` or of ``documents.PROBLEMS``.
    """

    code: str
    values: dict[str, str] = field(default_factory=dict, hash=False)


#: What to do with money of another currency: an ERP's payment has one currency, that of all it settles.
ACROSS_UNKNOWN = _lt("Correct the currency, or apply it by hand in the ERP.")
ACROSS = _lt(
    "Enter by hand there a payment of %(amount)s that settles it. It stands for %(received)s, worth %(worth)s in the "
    "books here: what differs from that is exchange difference. What is left of the money is a payment of its own. "
    "Then mark this change as synced with the first one."
)
#: The same where the ERP has the money already, as a payment in its own currency.
ACROSS_THERE = _lt(
    "Enter by hand there a payment of %(amount)s that settles it, and take %(received)s off the payment that is there "
    "already, so that the money does not count twice; where nothing is left of that, delete it. It is worth %(worth)s "
    "in the books here: what differs from that is exchange difference. Then mark this change as synced, with the new "
    "payment where the old one is gone."
)

#: What a dry run can find: code -> (what, what to do), in English, translated where it is shown.
FINDINGS = {
    "customer": (
        _lt("“%(customer)s” is tied to no customer of the ERP."),
        _lt("Confirm which customer of the ERP it is."),
    ),
    "customer_inactive": (
        _lt("Customer %(customer)s is inactive in the ERP."),
        _lt("Make it active there, or tie another."),
    ),
    "customer_currency": (
        _lt("The ERP cannot invoice customer %(customer)s in %(currency)s."),
        _lt("Add the currency to the customer in the ERP."),
    ),
    "currency": (_lt("The ERP does not know the currency %(currency)s."), _lt("Switch the currency on in the ERP.")),
    "no_unit": (
        _lt("It belongs to no legal entity of the ERP."),
        _lt("Set the entity of this company on the connection."),
    ),
    "customer_unit": (
        _lt("Customer %(customer)s may not be invoiced by %(unit)s in the ERP."),
        _lt("Add the entity to the customer in the ERP."),
    ),
    "no_period": (_lt("The ERP has no accounting period for %(day)s."), _lt("Set the period up in the ERP.")),
    "period_closed": (
        _lt("%(period)s is closed in the ERP; the document is dated %(day)s."),
        _lt("Have the period opened, send it with another date, or mark it as synced with the reason."),
    ),
    "account": (_lt("“%(account)s” is tied to no account of the ERP."), _lt("Tie the account.")),
    "item": (
        _lt("“%(item)s” is tied to no item of the ERP."),
        _lt("Tie the product, or set an item for all others."),
    ),
    "account_item": (
        _lt("A line on “%(account_item)s” has no product, and no item of the ERP stands for that account."),
        _lt("Tie an item to the account, or set one for all other lines on the connection."),
    ),
    "tax_code": (_lt("“%(tax_code)s” is tied to no tax of the ERP."), _lt("Tie the tax.")),
    "terms": (
        _lt("“%(terms)s” is tied to no payment terms of the ERP."),
        _lt("Tie the terms, or send the due date alone."),
    ),
    "method": (_lt("“%(method)s” is tied to no payment method of the ERP."), _lt("Tie the method.")),
    "department": (_lt("“%(department)s” is tied to no department of the ERP."), _lt("Tie the department.")),
    "category": (_lt("“%(category)s” is tied to no class of the ERP."), _lt("Tie the class.")),
    "number_taken": (
        _lt("The ERP has another document with the number %(number)s."),
        _lt("Look whether it is the same one; tie it, or have the number changed."),
    ),
    "key_twice": (_lt("It is in this batch twice."), _lt("Hold one of the two.")),
    "target_missing": (_lt("%(target)s is not in the ERP."), _lt("Send that one first.")),
    "target_currency": (
        _lt("%(target)s is in %(other)s at the ERP, this in %(currency)s."),
        ACROSS_UNKNOWN,
    ),
    "target_customer": (
        _lt("%(target)s belongs to another customer at the ERP."),
        _lt("Correct the customer on either side."),
    ),
    "target_account": (
        _lt("%(target)s is on another receivables account at the ERP."),
        _lt("Send it with the account of what it settles."),
    ),
    "target_unit": (
        _lt("%(target)s belongs to another legal entity at the ERP."),
        _lt("Correct the entity on either side."),
    ),
    "target_open": (
        _lt("%(amount)s would be applied to %(target)s, of which %(open)s is open at the ERP."),
        _lt("See what else was applied there: a difference is listed under Drift."),
    ),
}


#: What is found by a document's day.
OF_PERIODS = ("period_closed", "no_period")
#: What cannot be said of amounts in two currencies.
OF_ONE_CURRENCY = ("over_applied", "open_amount")
#: What to do where a document is wrong by itself.
CORRECT_HERE = _lt("Correct the document here.")

#: What can be wrong in a few words, for lists and groups: code -> label.
LABELS = {
    "customer": _lt("Customer not tied"),
    "customer_inactive": _lt("Customer inactive in the ERP"),
    "customer_currency": _lt("Customer has no such currency"),
    "customer_unit": _lt("Customer of another entity"),
    "currency": _lt("Currency unknown to the ERP"),
    "no_unit": _lt("No legal entity"),
    "no_period": _lt("No accounting period"),
    "period_closed": _lt("Period closed"),
    "account": _lt("Account not tied"),
    "item": _lt("Product not tied"),
    "account_item": _lt("No item for lines of an account"),
    "tax_code": _lt("Tax not tied"),
    "terms": _lt("Payment terms not tied"),
    "method": _lt("Payment method not tied"),
    "department": _lt("Department not tied"),
    "category": _lt("Class not tied"),
    "number_taken": _lt("Number taken in the ERP"),
    "key_twice": _lt("Twice in the batch"),
    "target_missing": _lt("What it settles is not in the ERP"),
    "target_currency": _lt("What it settles has another currency"),
    "target_customer": _lt("What it settles is another customer's"),
    "target_account": _lt("What it settles is on another account"),
    "target_unit": _lt("What it settles is of another entity"),
    "target_open": _lt("More applied than is open"),
    "no_customer": _lt("No customer"),
    "not_positive": _lt("Total not above zero"),
    "too_fine": _lt("Finer than the currency"),
    "lines_total": _lt("Lines do not add up"),
    "over_applied": _lt("More applied than it is worth"),
    "open_amount": _lt("Open amount does not add up"),
    "same_target": _lt("Applied twice to the same document"),
    "applied_not_positive": _lt("Application not above zero"),
    "recognition": _lt("Revenue ends before it begins"),
}


def examine(batch: Iterable[Posting], books: Books, digits: Callable[[str], int]) -> Iterator[tuple[str, Finding]]:
    """Yield (key of the document, what would go wrong), in the order of the batch.

    :param digits: the decimal places of a currency.
    """
    desk = _Desk(books)
    for document in batch:
        found = list(desk.examine(document))
        is_across = any(finding.code == "target_currency" for finding in found)
        for problem in problems(document, digits(document.currency)):
            if not is_across or problem.code not in OF_ONE_CURRENCY:
                yield document.key, Finding(problem.code, problem.values)
        for finding in found:
            yield document.key, finding


class _Desk:
    """The ERP's books as they would be after each document of a batch."""

    def __init__(self, books: Books) -> None:
        self.books = books
        self.open = dict(books.open_items)
        self.seen: set[tuple[str, str]] = set()
        self.children: defaultdict[str, set[str]] = defaultdict(set)
        for key, customer in books.customers.items():
            if customer.parent:
                self.children[customer.parent].add(key)

    def examine(self, document: Posting) -> Iterator[Finding]:
        if (document.kind, document.key) in self.seen:
            yield Finding("key_twice")
            return
        self.seen.add((document.kind, document.key))
        yield from self._customer(document)
        yield from self._head(document)
        yield from self._mappings(document)
        yield from self._targets(document)
        if document.kind != "refund":
            self.open[document.key] = Open(
                document.open_amount, document.currency, document.customer, document.control_account, document.unit
            )

    def _customer(self, document: Posting) -> Iterator[Finding]:
        values = {"customer": document.customer, "currency": document.currency, "unit": document.unit}
        customer = self.books.customers.get(document.customer)
        if customer is None:
            if document.customer:
                yield Finding("customer", {"customer": document.customer})
            return
        values["customer"] = customer.name
        if customer.is_inactive:
            yield Finding("customer_inactive", {"customer": customer.name})
        if customer.currencies and document.currency not in customer.currencies:
            yield Finding("customer_currency", {name: values[name] for name in ("customer", "currency")})
        if customer.units and document.unit and document.unit not in customer.units:
            yield Finding("customer_unit", {name: values[name] for name in ("customer", "unit")})

    def _head(self, document: Posting) -> Iterator[Finding]:
        books = self.books
        if books.currencies and document.currency not in books.currencies:
            yield Finding("currency", {"currency": document.currency})
        if books.needs_unit and not document.unit:
            yield Finding("no_unit")
        yield from of_period(books, document.day)
        if document.number and (document.kind, document.number) in books.numbers:
            yield Finding("number_taken", {"number": document.number})

    def _mappings(self, document: Posting) -> Iterator[Finding]:
        books = self.books
        known = {
            "account": books.accounts,
            "item": books.items,
            "account_item": books.account_items or {},
            "tax_code": books.tax_codes,
            "terms": books.terms,
            "method": books.methods,
            "department": books.departments,
            "category": books.categories,
        }
        for name, value in dict.fromkeys(named(document)):
            if name == "account_item" and books.account_items is None:
                continue
            if value and value not in known[name]:
                yield Finding(name, {name: value})

    def _targets(self, document: Posting) -> Iterator[Finding]:
        for part in document.applied:
            target = self.open.get(part.target)
            if target is None:
                yield Finding("target_missing", {"target": part.target})
                continue
            yield from self._unlike(document, part.target, target)
            taken = part.amount + part.discount
            if taken > target.amount:
                told = {"amount": str(taken), "target": part.target, "open": str(target.amount)}
                yield Finding("target_open", told)
            left = max(ZERO, target.amount - taken)
            self.open[part.target] = Open(left, target.currency, target.customer, target.control_account, target.unit)

    def _unlike(self, document: Posting, name: str, target: Open) -> Iterator[Finding]:
        if target.currency != document.currency:
            yield Finding("target_currency", {"target": name, "other": target.currency, "currency": document.currency})
        if not self._is_family(document.customer, target.customer):
            yield Finding("target_customer", {"target": name})
        if not self._is_same_account(document.control_account, target.control_account):
            yield Finding("target_account", {"target": name})
        if target.unit and document.unit not in ("", target.unit):
            yield Finding("target_unit", {"target": name})

    def _is_family(self, one: str, other: str) -> bool:
        """Tell whether one may pay for the other; two of ours may be one customer of the ERP."""
        known = self.books.customers
        is_same = one in known and other in known and known[one].key == known[other].key
        return is_same or other in self._family(one)

    def _is_same_account(self, one: str, other: str) -> bool:
        """Tell whether two of our receivables accounts may be one at the ERP: several may be tied to the same."""
        if not one or not other or one == other:
            return True
        known = self.books.accounts
        return one in known and known[one] == known.get(other)

    def _family(self, customer: str) -> set[str]:
        """Return who a customer may pay for: itself, its parent, and those it is the parent of."""
        known = self.books.customers.get(customer)
        above = {known.parent} if known and known.parent else set()
        return {customer} | above | self.children[customer]


def of_period(books: Books, day: date) -> Iterator[Finding]:
    """Yield why nothing can be posted on a day."""
    periods = [row for row in books.periods if row.has(day)]
    if books.periods and not periods:
        yield Finding("no_period", {"day": day.isoformat()})
    elif periods and not any(row.takes(day) for row in periods):
        yield Finding("period_closed", {"period": periods[0].name, "day": day.isoformat()})


def named(document: Posting) -> Iterator[tuple[str, str]]:
    """Yield everything of a document that is tied to something of the ERP, as (kind, our key)."""
    lines: tuple[Line, ...] = getattr(document, "lines", ())
    for line in lines:
        yield "account", line.account
        yield ("item", line.item) if line.item else ("account_item", line.account)
        yield "tax_code", line.tax_code
        yield "department", line.department
        yield "category", line.category
    yield "account", document.control_account
    yield "account", getattr(document, "account", "")
    yield "terms", getattr(document, "terms", "")
    yield "method", getattr(document, "method", "")
