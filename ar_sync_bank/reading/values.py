"""What a bank says, whatever the format of the file: values that every reader makes.

Money is a `Decimal` of major units as it is written in the file; plus is money that came
in, minus is money that went out. Dates are the bank's own: of a moment with a time zone
the date as written counts, since that is the day the bank books on. A text that is not
in the file is empty, a thing that is not in the file is None.

>>> Balance(Decimal("10.50"), "EUR", None).amount + Decimal("0.25")
Decimal('10.75')
>>> Party().is_empty, Party(name="Ada").is_empty
(True, False)
"""

from __future__ import annotations

import datetime
from dataclasses import dataclass
from decimal import Decimal

#: Status of an entry that is in the books of the bank (ISO 20022 EntryStatus).
BOOKED = "BOOK"
#: Status of an entry that is not there yet, and may never be.
PENDING = "PDNG"


@dataclass(frozen=True, slots=True)
class Account:
    """The account a statement is of. `number` is set where it is no IBAN."""

    iban: str = ""
    number: str = ""
    currency: str = ""
    bic: str = ""
    owner: str = ""

    @property
    def key(self) -> str:
        """The account in one word: its IBAN, else its number, else nothing."""
        return self.iban or self.number


@dataclass(frozen=True, slots=True)
class Balance:
    """A booked balance; negative when the account is overdrawn."""

    amount: Decimal
    currency: str
    date: datetime.date | None


@dataclass(frozen=True, slots=True)
class Charge:
    """What the bank took for the entry: negative, or positive when it gave some back.

    `included` tells whether the amount of the entry is already without it; None: not said.
    """

    amount: Decimal
    currency: str
    included: bool | None = None


@dataclass(frozen=True, slots=True)
class CounterAmount:
    """The entry in another currency: what was instructed, sent or announced.

    `kind` is the word of ISO 20022: instructed, transaction, counter_value, announced, other.
    `amount` is without a sign. `rate` is the bank's, in the direction it quotes.
    """

    kind: str
    amount: Decimal
    currency: str
    rate: Decimal | None = None


@dataclass(frozen=True, slots=True)
class Party:
    """The other side of an entry: who paid money that came in, or got money that went out.

    `ultimate_name` is who it was paid for, where that is somebody else.
    """

    name: str = ""
    iban: str = ""
    account: str = ""
    bic: str = ""
    ultimate_name: str = ""

    @property
    def is_empty(self) -> bool:
        """Tell whether nothing at all is known of the party."""
        return not (self.name or self.iban or self.account or self.bic or self.ultimate_name)


@dataclass(frozen=True, slots=True)
class PaidDocument:
    """An invoice (or a credit note, negative) that the payer names, and how much is for it.

    `amount` is None where the payer names it and gives no amount of its own.
    """

    number: str
    amount: Decimal | None
    currency: str = ""


@dataclass(frozen=True, slots=True)
class Remittance:
    """What the payment is for: free text, structured references, and sums per invoice."""

    text: str = ""
    references: tuple[str, ...] = ()
    documents: tuple[PaidDocument, ...] = ()


@dataclass(frozen=True, slots=True)
class ReturnReason:
    """Why a payment came back: the code of the scheme or the bank, and its words."""

    code: str
    text: str = ""


@dataclass(frozen=True, slots=True)
class Batch:
    """The one booking that an entry is a part of: `part` of `parts`, and the whole sum."""

    reference: str
    part: int
    parts: int
    amount: Decimal


@dataclass(frozen=True, slots=True)
class Entry:
    """One movement of the account, or one payment of a batch that was booked as one sum.

    :param id: the same for the same movement in every file that holds it; see `identity`.
    :param position: the entry of the file it is from, as in "entry 3" or "entry 3.2".
    :param status: `BOOKED`, `PENDING` or another status of ISO 20022; only booked entries
        count for the balance.
    :param description: the bank's own words for the kind of movement.
    :param transaction_codes: its codes for it: "PMNT/RCDT/ESCT", "NTRF", "166", "475".
    :param other_ids: further identifiers: UETR, instruction, cheque, customer's reference.
    :param is_reversal: the bank takes an earlier booking back; the sign is that of this one.
    :param problems: sentences about what is odd in it; none of them changed the amount.
    """

    booking_date: datetime.date
    amount: Decimal
    currency: str
    value_date: datetime.date | None = None
    id: str = ""
    position: str = ""
    status: str = BOOKED
    counter_amounts: tuple[CounterAmount, ...] = ()
    bank_reference: str = ""
    end_to_end_id: str = ""
    mandate_id: str = ""
    other_ids: tuple[str, ...] = ()
    description: str = ""
    transaction_codes: tuple[str, ...] = ()
    is_reversal: bool = False
    charges: tuple[Charge, ...] = ()
    party: Party = Party()
    remittance: Remittance = Remittance()
    return_reason: ReturnReason | None = None
    batch: Batch | None = None
    problems: tuple[str, ...] = ()

    @property
    def is_booked(self) -> bool:
        """Tell whether the entry is in the bank's books."""
        return self.status == BOOKED

    @property
    def payer(self) -> Party:
        """Who paid, of money that came in; nobody, of money that went out."""
        return self.party if self.amount > 0 else Party()


@dataclass(frozen=True, slots=True)
class Refusal:
    """A part of the file that could not be read, and why; nothing of it is in the entries.

    `entry` is empty where it is the statement as such that cannot be read.
    """

    statement: str
    entry: str
    reason: str

    def __str__(self) -> str:
        """Return the refusal as one sentence."""
        where = ", ".join(part for part in (self.statement, self.entry) if part)
        return f"{where}: {self.reason}" if where else self.reason


@dataclass(frozen=True, slots=True)
class Statement:
    """The movements of one account in a period.

    :param id: the bank's name for the statement; `sequence` its number, `page` its page.
    :param problems: sentences, among them that opening balance and entries do not give the
        closing balance.
    :param refused: how many entries were refused.
    """

    account: Account
    id: str = ""
    sequence: str = ""
    page: str = ""
    from_date: datetime.date | None = None
    to_date: datetime.date | None = None
    opening: Balance | None = None
    closing: Balance | None = None
    entries: tuple[Entry, ...] = ()
    problems: tuple[str, ...] = ()
    refused: int = 0

    @property
    def total(self) -> Decimal:
        """The sum of the booked entries."""
        return sum((entry.amount for entry in self.entries if entry.is_booked), Decimal(0))

    @property
    def difference(self) -> Decimal | None:
        """What is missing between opening balance, entries and closing balance; 0 is right.

        None where a balance is missing or the two are of different currencies.
        """
        if self.opening is None or self.closing is None:
            return None
        if self.opening.currency != self.closing.currency:
            return None
        return self.closing.amount - self.opening.amount - self.total


@dataclass(frozen=True, slots=True)
class File:
    """A bank's file: its statements, and what in it could not be read."""

    format: str
    version: str
    statements: tuple[Statement, ...]
    refusals: tuple[Refusal, ...] = ()
