"""Learned rules, replayed over history before they count.

A rule says who the payer is of receipts that look a certain way. It is proposed after
people decided alike a few times, and then shown with what it would have done: every past
receipt that it covers, held against what was decided. It may be used only when it was never
wrong, or so seldom that the error is proven to be small (:func:`.risk.error_bound`).

A rule without anything that tells payers apart is refused: a legal form, a short word or an
empty text covers everybody.

>>> rule = Rule(7, name="Acme Robotics Ltd")
>>> Rule(7, name="GmbH & Co. KG")
Traceback (most recent call last):
...
ValueError: a rule needs an account, a name or a text that tells payers apart
"""

from __future__ import annotations

import datetime
from collections.abc import Iterable
from typing import NamedTuple

from .model import Receipt
from .names import name_words
from .risk import CONFIDENCE, error_bound
from .signs import PayerSign
from .text import compact, tokens

#: Letters and digits that the text or the name of a rule must have.
SIGNIFICANT_MIN = 5
#: Receipts decided that a rule must have been right about.
RIGHT_MIN = 3
#: What is kept to be shown: receipts that the rule was wrong about.
SHOWN_MAX = 20


class Past(NamedTuple):
    """A receipt of the past and whose it was: None where nobody has decided."""

    receipt: Receipt
    partner_id: int | None


class Rule:
    """Receipts with this account, this payer's name and these words are of that partner.

    Everything that is given must fit. Words of the text must stand together and whole.
    """

    def __init__(self, partner_id: int, account: str = "", name: str = "", text: str = "") -> None:
        self.partner_id = partner_id
        self.account = compact(account)
        self.name = name_words(name)
        self.words = tuple(token.text for token in tokens(text))
        letters = (len("".join(words)) for words in (self.name, name_words(text)))
        if not self.account and max(letters) < SIGNIFICANT_MIN:
            raise ValueError("a rule needs an account, a name or a text that tells payers apart")
        if (name and not self.name) or (text and not self.words):
            raise ValueError("a rule has a condition that every receipt would meet")

    def covers(self, receipt: Receipt) -> bool:
        """Tell whether the rule says who paid this receipt."""
        if self.account and compact(receipt.payer_account) != self.account:
            return False
        if self.name and name_words(receipt.payer_name) != self.name:
            return False
        return not self.words or self._stands_in(tuple(token.text for token in tokens(receipt.text)))

    def _stands_in(self, words: tuple[str, ...]) -> bool:
        count = len(self.words)
        return any(words[place : place + count] == self.words for place in range(len(words) - count + 1))

    def sign(self, replayed: Replay) -> PayerSign:
        """Return the rule as a sign on a receipt that it covers, with what it was right about."""
        value = " ".join(filter(None, (self.account, " ".join(self.name), " ".join(self.words))))
        days = replayed.right_on, replayed.wrong_on
        return PayerSign("rule", self.partner_id, value, replayed.right, replayed.wrong, *days)


class Replay(NamedTuple):
    """What a rule would have done: the receipts seen, covered, and what was decided on those.

    :param wrong_ids: receipts of other partners, the first of them, by id.
    :param right_on: value date of the last receipt it was right about; ``wrong_on`` likewise.
    """

    seen: int
    covered: int
    right: int
    wrong: int
    wrong_ids: tuple[int, ...]
    right_on: datetime.date | None = None
    wrong_on: datetime.date | None = None

    @property
    def undecided(self) -> int:
        """Receipts covered on which nobody has decided: what the rule would change."""
        return self.covered - self.right - self.wrong


def replay(rule: Rule, history: Iterable[Past]) -> Replay:
    """Return how often the rule would have been right and wrong; nothing is changed."""
    seen = covered = 0
    right: list[Receipt] = []
    wrong: list[Receipt] = []
    for past in history:
        seen += 1
        if rule.covers(past.receipt):
            covered += 1
            if past.partner_id is not None:
                (right if past.partner_id == rule.partner_id else wrong).append(past.receipt)
    wrong_ids = tuple(sorted(receipt.id for receipt in wrong)[:SHOWN_MAX])
    return Replay(seen, covered, len(right), len(wrong), wrong_ids, _last(right), _last(wrong))


def _last(receipts: Iterable[Receipt]) -> datetime.date | None:
    return max((receipt.date for receipt in receipts), default=None)


def may_count(replayed: Replay, error_max: float = 0.05, confidence: float = CONFIDENCE) -> bool:
    """Tell whether a rule may be used: right a few times, and never wrong or proven to be seldom.

    >>> may_count(Replay(900, 3, 3, 0, ())), may_count(Replay(900, 2, 2, 0, ()))
    (True, False)
    >>> may_count(Replay(900, 4, 3, 1, (8,))), may_count(Replay(900, 300, 299, 1, (8,)))
    (False, True)
    """
    if replayed.right < RIGHT_MIN:
        return False
    decided = replayed.right + replayed.wrong
    return not replayed.wrong or error_bound(replayed.wrong, decided, confidence) <= error_max
