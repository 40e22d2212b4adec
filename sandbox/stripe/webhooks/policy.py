"""How deliveries are made to misbehave, and when they are tried again."""

from __future__ import annotations

import random
from dataclasses import asdict, dataclass
from typing import Any

from ..core.errors import invalid

#: Seconds after a failed try, in a sandbox account: three tries over a few hours
#: (https://docs.stripe.com/webhooks#retries).
TEST_RETRIES_S = (600, 7_200)
#: The same for a live account: up to three days, further and further apart.
LIVE_RETRIES_S = (300, 1_800, 7_200, 18_000, 36_000) + (43_200,) * 4


@dataclass
class Policy:
    """What happens to deliveries on their way.

    :param paused: keep deliveries back until told otherwise.
    :param duplicate: share of deliveries that are made twice.
    :param reorder: share that let up to ``window`` later ones go first.
    :param lose: share that never arrive and are not tried again.
    :param delay_s: seconds (sandbox time) before the first try.
    :param timeout_s: how long the receiver may take.
    :param signature_age_s: how old the signature says it is (replay tests).
    """

    paused: bool = False
    duplicate: float = 0.0
    reorder: float = 0.0
    window: int = 5
    lose: float = 0.0
    delay_s: float = 0.0
    timeout_s: float = 10.0
    signature_age_s: int = 0

    def update(self, changes: dict[str, Any]) -> None:
        """Apply *changes*. :raise StripeError: 400 for what a policy has not."""
        for name, value in changes.items():
            if name not in self.__dataclass_fields__:
                raise invalid(f"the delivery policy has no '{name}'", name)
            if not isinstance(value, (int, float)):
                raise invalid(f"'{name}' must be a number or boolean", name)
        for name, value in changes.items():
            setattr(self, name, type(getattr(self, name))(value))

    def as_dict(self) -> dict[str, Any]:
        """The policy, ready for JSON."""
        return asdict(self)


class Dice:
    """Seeded decisions, so that a run can be repeated."""

    def __init__(self, seed: int) -> None:
        self._random = random.Random(f"deliveries:{seed}")

    def hits(self, share: float) -> bool:
        """True for *share* of the calls."""
        return share > 0 and self._random.random() < share

    def place(self, length: int) -> int:
        """A place below *length*."""
        return self._random.randrange(length)
