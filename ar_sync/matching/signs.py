"""Signs of who paid: what is known of a payer from elsewhere."""

from __future__ import annotations

import datetime
from dataclasses import dataclass

#: What may tell who paid, strongest first.
SIGNS: tuple[str, ...] = ("account", "alias", "name", "rule")


@dataclass(frozen=True, slots=True)
class PayerSign:
    """One thing that may tell who paid, and what became of it when it did before.

    :param kind: one of :data:`SIGNS`:

        - ``account``: a bank account that this partner has paid from or holds;
        - ``alias``: a payer's name as it was written when a person said who it is;
        - ``name``: the partner's own name;
        - ``rule``: a learned rule that covers the receipt (:mod:`.rules`).
    :param value: the account number, the alias or the name, as stored; a rule's words.
    :param confirmations: decisions that agreed, the last one on ``confirmed_on``.
    :param declines: decisions that did not, the last one on ``declined_on``.
    """

    kind: str
    partner_id: int
    value: str
    confirmations: int = 0
    declines: int = 0
    confirmed_on: datetime.date | None = None
    declined_on: datetime.date | None = None

    def __post_init__(self) -> None:
        if self.kind not in SIGNS:
            raise ValueError(f"unknown sign of a payer: {self.kind}")
