"""The values the matching engine takes and gives.

A :class:`Receipt` is money that came in, an :class:`OpenItem` is what a customer
owes (or, with a negative residual, what we owe the customer). The engine turns
both into one :class:`Decision` per receipt. Money is an integer of minor units of
the named currency everywhere; log-odds are base 2 ("bits": ten bits are about a
thousand to one). Every value is frozen, so a decision can be stored or compared.

>>> from datetime import date
>>> item = OpenItem(7, 1, "EUR", 12050, date(2026, 3, 1), None, 42, "INV/2026/00012", ())
>>> item.is_open, item.is_credit
(True, False)
>>> Receipt(1, 1, "EUR", 0, date(2026, 3, 9), None, ())
Traceback (most recent call last):
...
ValueError: receipt 1: amount_minor must be positive, got 0
>>> Evidence("amount_exact", {"amount_minor": 12050, "currency": "EUR"}, 10.0).sentence()
'The amount 120.50 EUR is exactly what is open.'
"""

from __future__ import annotations

import datetime
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import Enum

from .sentences import evidence_sentence, reason_sentence

Params = Mapping[str, "str | int"]

STEP_IDS = "ids"
STEP_REFERENCES = "references"
STEP_PAYER = "payer_amount"
STEP_AMOUNT = "amount"
STEP_NONE = "none"
#: The cascade, strongest first (DESIGN.md section 6).
STEPS: tuple[str, ...] = (STEP_IDS, STEP_REFERENCES, STEP_PAYER, STEP_AMOUNT)

#: The kinds of key, strongest first.
KINDS: tuple[str, ...] = ("id", "reference", "digits", "folded")


class Verdict(str, Enum):
    """What may be done with a receipt: post it, ask a person, or leave it open."""

    AUTOMATIC = "automatic"
    REVIEW = "review"
    NONE = "none"

    def __str__(self) -> str:
        """Return the bare value, as ``StrEnum`` does from Python 3.11 on."""
        return self.value


@dataclass(frozen=True, slots=True)
class Key:
    """One thing by which a receipt and an open item can find each other.

    :param kind: one of :data:`KINDS`; others are not looked at.

        - ``id``: an identifier of a provider or of Odoo, compared exactly;
        - ``reference``: a normalised number or structured reference;
        - ``digits``: its digits only, leading zeros stripped;
        - ``folded``: look-alike letters and digits made one; weak.
    :param value: the normalised value; see :mod:`.keys`.
    :param source: the field it came from (``number``, ``payment_reference``,
        ``text`` …) or, for structured references, the scheme (``iso11649`` …).
    :param amount_minor: what the source says goes to that item, if it says so
        (a Stripe invoice payment, a remittance line of a camt file).
    :param span: first and one past the last token in the receipt's text; None for
        ids and for the keys of items.
    """

    kind: str
    value: str
    source: str = ""
    amount_minor: int | None = None
    span: tuple[int, int] | None = None


@dataclass(frozen=True, slots=True)
class Receipt:
    """Money that came in.

    :param company_id: only items of the same company are ever considered.
    :param currency: ISO 4217 code; only items of this currency are allocated to.
    :param amount_minor: positive, what is still to be allocated.
    :param date: value date.
    :param partner_id: the commercial partner if the rail or the payer memory
        *knows* it (Stripe customer, account held by one partner), else None.
    :param keys: from :func:`.keys.keys_of_receipt`.
    :param text: the remittance text as received; evidence for a person only.
    """

    id: int
    company_id: int
    currency: str
    amount_minor: int
    date: datetime.date
    partner_id: int | None
    keys: tuple[Key, ...]
    text: str = ""

    def __post_init__(self) -> None:
        if self.amount_minor <= 0:
            raise ValueError(
                f"receipt {self.id}: amount_minor must be positive, got {self.amount_minor}"
            )


@dataclass(frozen=True, slots=True)
class OpenItem:
    """A receivable line: an invoice, or a credit when the residual is negative.

    An item with residual 0 may be handed in too: the engine then says "already
    settled" instead of "nothing found" when a receipt names it.
    """

    id: int
    company_id: int
    currency: str
    residual_minor: int
    date: datetime.date
    due_date: datetime.date | None
    partner_id: int | None
    number: str
    keys: tuple[Key, ...]

    @property
    def is_open(self) -> bool:
        """Tell whether anything is left to settle."""
        return self.residual_minor != 0

    @property
    def is_credit(self) -> bool:
        """Tell whether the item is money we owe the customer."""
        return self.residual_minor < 0

    @property
    def age_order(self) -> tuple[datetime.date, datetime.date, int]:
        """Sort key for "oldest first": due date, then date, then id."""
        return (self.due_date or self.date, self.date, self.id)


@dataclass(frozen=True, slots=True)
class Allocation:
    """An amount of the receipt for one item; negative when the item is a credit."""

    item_id: int
    amount_minor: int


@dataclass(frozen=True, slots=True)
class Evidence:
    """One reason for or against a proposal, additive in bits.

    :param code: a key of :data:`.sentences.EVIDENCE`, which has its sentence.
    :param params: values for the sentence; names ending in ``_minor`` are money.
    """

    code: str
    params: Params
    log_odds: float

    def sentence(self, digits: int = 2) -> str:
        """Return the English sentence; ``digits`` is the currency's decimals."""
        return evidence_sentence(self.code, self.params, digits)


@dataclass(frozen=True, slots=True)
class Proposal:
    """One way to apply a receipt.

    The allocations and ``unallocated_minor`` always add up to the receipt.
    """

    allocations: tuple[Allocation, ...]
    evidence: tuple[Evidence, ...]
    log_odds: float
    unallocated_minor: int

    @property
    def item_ids(self) -> frozenset[int]:
        """The items that get something."""
        return frozenset(allocation.item_id for allocation in self.allocations)


@dataclass(frozen=True, slots=True)
class Decision:
    """What the engine says about one receipt.

    :param step: the step of the cascade that gave ``best``, or ``none``.
    :param runner_up: the best proposal that says something else.
    :param margin: bits between the two; None when there is no runner-up.
    :param reason: a key of :data:`.sentences.REASONS`.
    :param params: values for the reason's sentence.
    :param others: further proposals after the runner-up, best first.
    """

    receipt_id: int
    verdict: Verdict
    step: str
    best: Proposal | None
    runner_up: Proposal | None
    margin: float | None
    reason: str
    params: Params = field(default_factory=dict)
    others: tuple[Proposal, ...] = ()

    def reason_text(self, digits: int = 2) -> str:
        """Return the reason as an English sentence."""
        return reason_sentence(self.reason, self.params, digits)


@dataclass(frozen=True, slots=True)
class Policy:
    """What a company lets the engine do on its own.

    :param steps: the steps that run; a step left out proposes nothing.
    :param automatic_steps: the steps whose result may be posted untouched.
        ``amount`` is refused here: an amount alone is never posted.
    :param amount_cap_minor: per currency, the receipt above which a person decides.
    :param allow_partial: a clear reference with a smaller amount pays in part.
    :param allow_overpayment: ids that leave a rest post it as the customer's credit.
    :param petty_minor: an overpayment this small is posted; the rest stays the
        customer's credit.
    :param minimum_log_odds: bits a proposal needs to be automatic.
    :param minimum_margin: bits it must be ahead of the next different one.
    :param days_early_max: an item dated more than this after the receipt is not
        what the receipt pays.
    :param days_back_max: an item dated more than this before the receipt is not
        found by its amount (only by identifiers and references).
    :param days_together_max: part payments of one item come within this time.
    :param set_size_max: items in a set that only the amount explains.
    :param short_max_per_mille: how much of the items named may be missing when
        several are paid at once; the newest item then stays open by that much.
    """

    steps: tuple[str, ...] = STEPS
    automatic_steps: frozenset[str] = frozenset({STEP_IDS, STEP_REFERENCES})
    amount_cap_minor: Mapping[str, int] = field(default_factory=dict)
    allow_partial: bool = True
    allow_overpayment: bool = False
    petty_minor: int = 2
    minimum_log_odds: float = 10.0
    minimum_margin: float = 5.0
    days_early_max: int = 31
    days_back_max: int = 400
    days_together_max: int = 60
    set_size_max: int = 5
    short_max_per_mille: int = 5

    def __post_init__(self) -> None:
        unknown = [step for step in self.steps if step not in STEPS]
        if unknown:
            raise ValueError(f"unknown matching steps: {', '.join(unknown)}")
        if STEP_AMOUNT in self.automatic_steps:
            raise ValueError("an amount alone is never posted automatically")
