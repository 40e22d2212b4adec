"""The values of a reading: the mail that came in, and what was understood of it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

#: What a reply may say, in the order in which a person would want to hear it.
LABELS = (
    "bounce",
    "out_of_office",
    "unsubscribe",
    "legal",
    "hardship",
    "dispute",
    "plan",
    "promise",
    "partial",
    "paid",
    "remittance",
    "document",
    "redirect",
    "question",
    "acknowledgement",
    "other",
)

#: The languages that are read, by their ISO 639-1 codes.
LANGUAGES = ("en", "de", "fr", "es", "nl")


@dataclass(frozen=True)
class Mail:
    """One incoming mail.

    ``text`` is the plain text; ``html`` is read instead when it is given. ``language`` is a hint ("de", "en_US"),
    for instance that of the contact: the text may overrule it. ``received_on`` is the day on which the sender wrote,
    in the sender's zone: every relative date is counted from it.
    """

    subject: str
    text: str
    headers: Mapping[str, str]
    language: str | None
    received_on: date
    html: str | None = None


@dataclass(frozen=True)
class Intent:
    """One thing that the mail says: a label, how sure that is (0 to 1), the words that say it, and the rule's id."""

    label: str
    score: float
    quote: str
    rule: str


@dataclass(frozen=True)
class Amount:
    """A sum of money in the new text; ``currency`` is an ISO code, or None where the text names none."""

    value: Decimal
    currency: str | None
    quote: str


@dataclass(frozen=True)
class Promise:
    """When and what will be paid: the first payment that the mail announces.

    ``precision`` tells how exact the words were: "in May" is a month, whose last day is taken. ``certain`` is False
    where the words can be read in two ways (04/05) or leave the payment open to doubt: a person should look.
    """

    day: date | None
    amount: Decimal | None
    currency: str | None
    precision: str
    quote: str
    rule: str
    certain: bool


@dataclass(frozen=True)
class Reading:
    """What was understood of a mail. ``new_text`` is what the sender wrote; every quote is a part of it or of the
    subject."""

    new_text: str
    language: str
    intents: tuple[Intent, ...]
    promise: Promise | None = None
    returns_on: date | None = None
    amounts: tuple[Amount, ...] = ()
    references: tuple[str, ...] = ()
    is_automatic: bool = False
    is_bounce: bool = False
    labels: frozenset[str] = field(init=False, default=frozenset())

    def __post_init__(self) -> None:
        object.__setattr__(self, "labels", frozenset(intent.label for intent in self.intents))
