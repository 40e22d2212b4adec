"""Which customer of the ERP one of Odoo's is: suggested with the reason, never decided where it is not certain.

>>> theirs = [Customer("1", "Northwind Instruments GmbH", email="ap@northwind.example"), Customer("2", "Contoso Ltd")]
>>> ours = Customer("7", "Northwind", email="AP@northwind.example")
>>> [(found.customer.key, found.why) for found in suggest(ours, theirs)]
[('1', 'email')]
>>> [(found.customer.key, found.why) for found in suggest(Customer("8", "CONTOSO LIMITED"), theirs)]
[('2', 'name')]
>>> suggest(Customer("9", "Fabrikam AG"), theirs)
[]

Taxes and terms are called differently everywhere, but their names often say the same figure. That is a hint and never
sure, and only where nothing better is known:

>>> terms = [Entry("3", "Net 30", figure="30"), Entry("4", "2% 10, Net 60", figure=figure_of("2% 10, Net 60"))]
>>> [(found.customer.key, found.why, found.is_alone) for found in suggest(Entry("1", "30 Days", figure="30"), terms)]
[('3', 'figure', False)]
>>> figure_of("2% 10, Net 60"), figure_of("CA 7.50%"), figure_of("Exempt")
('60', '7.5', '')
"""

import re
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from typing import Protocol

from ..matching.names import name_words
from .documents import Customer  # noqa: F401 - the specification above makes them
from .words import _lt

#: What a suggestion rests on, strongest first: reason -> sentence in English, translated where it is shown.
REASONS = {
    "number": _lt("Both have the number %(value)s."),
    "tax_number": _lt("Both have the tax number %(value)s."),
    "email": _lt("Both have the e-mail address %(value)s."),
    "account": _lt("What is sold of it is booked to %(value)s, to which the account is tied."),
    "name": _lt("Their names are the same but for legal form, accents and order."),
    "figure": _lt("Both say %(value)s. Look at it: much else may differ."),
}
#: Reasons that are never sure, and only count where there is no other.
WEAK = frozenset({"figure"})
_FIGURE = re.compile(r"\d+(?:[.,]\d+)?")


class Named(Protocol):
    """What can be looked up: a customer, an account, an item."""

    @property
    def key(self) -> str: ...
    @property
    def name(self) -> str: ...
    @property
    def number(self) -> str: ...
    @property
    def email(self) -> str: ...
    @property
    def tax_number(self) -> str: ...
    @property
    def is_inactive(self) -> bool: ...


@dataclass(frozen=True)
class Entry:
    """One entry of a list of the ERP that is no customer: an account, an item, a tax.

    :param account: the ERP's account that an item is booked to, or that our account is tied to.
    :param figure: the days of terms, the rate of a tax; see :func:`figure_of`.
    """

    key: str
    name: str
    number: str = ""
    email: str = ""
    tax_number: str = ""
    is_inactive: bool = False
    account: str = ""
    figure: str = ""


@dataclass(frozen=True)
class Suggestion:
    """One customer (or account, item …) of the ERP that may be meant.

    :param why: one of ``REASONS``.
    :param is_alone: no other customer of the ERP has as strong a reason; a person may confirm these in one go.
    """

    customer: Named
    why: str
    value: str
    is_alone: bool


class Directory:
    """The customers of the ERP, to be looked up by what tells them apart. Inactive ones are never suggested."""

    def __init__(self, customers: Iterable[Named]) -> None:
        self._by: dict[tuple[str, str], list[Named]] = defaultdict(list)
        for customer in customers:
            if not customer.is_inactive:
                for mark in marks(customer):
                    self._by[mark].append(customer)

    def suggest(self, customer: Named) -> list[Suggestion]:
        """Return who of the ERP may be ``customer``, the strongest reason first, each customer once."""
        found: dict[str, Suggestion] = {}
        for why, value in marks(customer):
            if why in WEAK and found:
                continue
            known = self._by.get((why, value), [])
            for other in sorted(known, key=lambda row: row.key):
                found.setdefault(other.key, Suggestion(other, why, value, len(known) == 1 and why not in WEAK))
        strongest = next(iter(found.values()), None)
        # Another reason that names another customer is a doubt about both.
        if strongest and len(found) > 1 and strongest.why not in ("number", "tax_number"):
            return [Suggestion(row.customer, row.why, row.value, False) for row in found.values()]
        return list(found.values())


def suggest(customer: Named, theirs: Iterable[Named]) -> list[Suggestion]:
    """Return who of ``theirs`` may be ``customer``. For many, make one :class:`Directory`."""
    return Directory(theirs).suggest(customer)


def marks(customer: Named) -> list[tuple[str, str]]:
    """Return by what a customer can be told apart, the strongest first, each as (reason, comparable value)."""
    name = " ".join(sorted(name_words(customer.name)))
    found = [
        ("number", customer.number.strip().upper()),
        ("tax_number", "".join(filter(str.isalnum, customer.tax_number)).upper()),
        ("email", customer.email.strip().lower()),
        ("account", str(getattr(customer, "account", ""))),
        ("name", name),
        ("figure", str(getattr(customer, "figure", ""))),
    ]
    return [(why, value) for why, value in found if value]


def figure_of(name: str) -> str:
    """Return the largest figure in a name, as plain text; empty where there is none."""
    found = [Decimal(figure.replace(",", ".")) for figure in _FIGURE.findall(name)]
    return plain_figure(max(found)) if found else ""


def plain_figure(figure: Decimal) -> str:
    """Return a figure without zeros that say nothing."""
    text = f"{figure:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text
