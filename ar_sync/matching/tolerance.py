"""How much less than what is open may be taken for all of it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

#: Why something may be given up: the discount stands on the invoice, for the others a
#: company sets a :class:`Tolerance`.
DISCOUNT = "discount"
TOLERATED: tuple[str, ...] = ("bank_fee", "deduction")
WRITE_OFFS: tuple[str, ...] = (DISCOUNT, *TOLERATED)


@dataclass(frozen=True, slots=True)
class WriteOff:
    """What is not paid on an item and given up, with the reason: one of :data:`WRITE_OFFS`."""

    item_id: int
    amount_minor: int
    reason: str

    def __post_init__(self) -> None:
        assert self.amount_minor > 0 and self.reason in WRITE_OFFS


@dataclass(frozen=True, slots=True)
class Tolerance:
    """How much less than what is open still counts as all of it, for one reason.

    Every bound holds at once; a currency without a cap has no tolerance but for the
    amounts known.

    >>> fee = Tolerance(per_mille=50, cap_minor={"EUR": 2000}, known_minor={"USD": (1500, 2500)})
    >>> fee.fits(499, 10000, "EUR"), fee.fits(501, 10000, "EUR"), fee.fits(2001, 100000, "EUR")
    (True, False, False)
    >>> fee.fits(1500, 2000, "USD"), fee.fits(1400, 100000, "USD")
    (True, False)

    :param per_mille: of what is open on the items together.
    :param cap_minor: per currency, never more than this.
    :param known_minor: per currency, amounts withheld as a rule (a bank's fee for a transfer).
    """

    per_mille: int = 0
    cap_minor: Mapping[str, int] = field(default_factory=dict)
    known_minor: Mapping[str, tuple[int, ...]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        amounts = [*self.cap_minor.values(), *(fee for fees in self.known_minor.values() for fee in fees)]
        if not 0 <= self.per_mille < 1000 or min(amounts, default=1) <= 0:
            raise ValueError("a tolerance is a positive amount and less than the whole")

    def most(self, total_minor: int, currency: str) -> int:
        """Return the most that may be missing of so much, the known amounts apart."""
        return min(self.cap_minor.get(currency, 0), total_minor * self.per_mille // 1000)

    def fits(self, missing_minor: int, total_minor: int, currency: str) -> bool:
        """Tell whether so little is missing of so much."""
        if missing_minor in self.known_minor.get(currency, ()):
            return missing_minor < total_minor
        return 0 < missing_minor <= self.most(total_minor, currency)

    def width(self, missing_minor: int, total_minor: int, currency: str) -> int:
        """Return how many amounts would have been explained as well as this one."""
        known = self.known_minor.get(currency, ())
        return len(known) if missing_minor in known else self.most(total_minor, currency)
