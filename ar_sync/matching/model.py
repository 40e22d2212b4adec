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
from collections.abc import Container, Mapping
from dataclasses import dataclass, field
from decimal import ROUND_HALF_UP, Decimal
from enum import Enum

from .sentences import evidence_sentence, reason_sentence
from .signs import PayerSign
from .tolerance import TOLERATED, Tolerance, WriteOff

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
    :param currency: the currency of ``amount_minor`` where it is not the receipt's.
    """

    kind: str
    value: str
    source: str = ""
    amount_minor: int | None = None
    span: tuple[int, int] | None = None
    currency: str = ""


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
    :param payer_name: the payer as the source writes it.
    :param payer_account: the account the money came from, if the source tells it.
    :param signs: who the payer may be; every account of ``partner_id`` belongs here too,
        because an account that is not among them is one never seen for this payer.
    :param rates: minor units of another currency for one minor unit of the receipt's, as
        of the value date; a currency without a rate is not converted.
    """

    id: int
    company_id: int
    currency: str
    amount_minor: int
    date: datetime.date
    partner_id: int | None
    keys: tuple[Key, ...]
    text: str = ""
    payer_name: str = ""
    payer_account: str = ""
    signs: tuple[PayerSign, ...] = ()
    rates: Mapping[str, Decimal] = field(default_factory=dict)

    def __post_init__(self) -> None:
        if self.amount_minor <= 0:
            raise ValueError(
                f"receipt {self.id}: amount_minor must be positive, got {self.amount_minor}"
            )
        for currency, rate in self.rates.items():
            if rate <= 0:
                raise ValueError(f"receipt {self.id}: the rate of {currency} must be positive, got {rate}")


@dataclass(frozen=True, slots=True)
class OpenItem:
    """A receivable line: an invoice, or a credit when the residual is negative.

    An item with residual 0 may be handed in too: the engine then says "already
    settled" instead of "nothing found" when a receipt names it.

    :param discount_minor: what the customer may deduct until ``discount_until``
        (early-payment discount, Skonto).
    :param discount_percent: the same as a share of what is open; ``discount_minor``
        goes first where both are given.
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
    discount_minor: int = 0
    discount_percent: Decimal = Decimal(0)
    discount_until: datetime.date | None = None

    def __post_init__(self) -> None:
        if self.discount_minor < 0 or not 0 <= self.discount_percent < 100:
            raise ValueError(f"open item {self.id}: a discount is less than what is open and not negative")

    def discount(self, open_minor: int) -> int:
        """Return the early-payment discount on so much that is still open, in time or not.

        >>> from datetime import date
        >>> day = date(2026, 3, 1)
        >>> owed = OpenItem(7, 1, "EUR", 12050, day, None, 42, "7", (), 0, Decimal(2), day)
        >>> owed.discount(12050), owed.discount(25), owed.discount(-12050)
        (241, 1, 0)
        """
        if self.discount_until is None or open_minor <= 0:
            return 0
        share = open_minor * self.discount_percent / 100
        wanted = self.discount_minor or int(share.to_integral_value(ROUND_HALF_UP))
        return wanted if wanted < open_minor else 0

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
    """An amount of the receipt for one item; negative when the item is a credit.

    :param item_minor: what it settles in the item's currency, where that is another one.
    """

    item_id: int
    amount_minor: int
    item_minor: int | None = None

    @property
    def settled_minor(self) -> int:
        """What is less open on the item afterwards, in the item's currency."""
        return self.amount_minor if self.item_minor is None else self.item_minor


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

    The allocations and ``unallocated_minor`` always add up to the receipt; write-offs
    settle more of the items than the receipt pays.
    """

    allocations: tuple[Allocation, ...]
    evidence: tuple[Evidence, ...]
    log_odds: float
    unallocated_minor: int
    write_offs: tuple[WriteOff, ...] = ()

    @property
    def claims(self) -> tuple[Allocation, ...]:
        """What the proposal takes of every item, write-offs included, in the item's currency."""
        if not self.write_offs and all(a.item_minor is None for a in self.allocations):
            return self.allocations
        return (
            *(Allocation(a.item_id, a.settled_minor) for a in self.allocations),
            *(Allocation(w.item_id, w.amount_minor) for w in self.write_offs),
        )

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
    :param approvals: how many people must agree: none, one, or two above the four-eyes limit.
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
    approvals: int = 1

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
    :param tolerances: per reason (:data:`.model.TOLERATED`), how much less than open is
        taken for all of it; the rest is written off for that reason.
    :param discount_grace_days: days after the term in which a discount is still granted.
    :param exchange_per_mille: how far an amount in another currency may be from what is
        open there, at the receipt's rate.
    :param payer_bits_min: bits that the signs of a payer need to be taken for certain.
    :param known_account_only: payer and amount post nothing that came from a bank account
        never seen for this payer.
    :param four_eyes_minor: per currency, the receipt above which two people decide.
    :param automatic_kinds: kinds of evidence (:func:`.risk.kind_of`) that have earned it;
        None when the steps alone decide.
    :param adjustments: bits to add to an evidence code, from :func:`.calibrate.calibrate`.
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
    tolerances: Mapping[str, Tolerance] = field(default_factory=dict)
    discount_grace_days: int = 0
    exchange_per_mille: int = 20
    payer_bits_min: float = 8.0
    known_account_only: bool = True
    four_eyes_minor: Mapping[str, int] = field(default_factory=dict)
    automatic_kinds: Container[str] | None = None
    adjustments: Mapping[str, float] = field(default_factory=dict)

    def __post_init__(self) -> None:
        unknown = [step for step in self.steps if step not in STEPS]
        if unknown:
            raise ValueError(f"unknown matching steps: {', '.join(unknown)}")
        if STEP_AMOUNT in self.automatic_steps:
            raise ValueError("an amount alone is never posted automatically")
        strange = sorted(set(self.tolerances) - set(TOLERATED))
        if strange:
            raise ValueError(f"unknown reasons for a tolerance: {', '.join(strange)}")
