"""The one reading of a receipt's text that a step works with.

A reading holds the stretches of text that name usable items, the ones that name
something the receipt may not pay, and, when misspelt numbers are looked for, the
numbers in our form that nothing open has ("strangers") and other long numbers that
nothing explains.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import NamedTuple

from .keys import RUN
from .mentions import Mention, mentions_in_text
from .model import Evidence, Key, OpenItem, Params, Policy, Receipt
from .pool import Pool
from .text import digits_of
from .weights import (
    FOREIGN_BITS,
    IGNORED_ALL_BITS,
    IGNORED_BITS,
    SECOND_REFERENCE_BITS,
    STRANGER_BITS,
    UNREAD_BITS,
)

#: Digits from which a number that nothing explains counts against a guess.
UNREAD_DIGITS_MIN = 8


class Reading(NamedTuple):
    """What a text says, for one receipt at one point of a run."""

    mentions: tuple[Mention, ...]
    foreign: tuple[Mention, ...] = ()
    strangers: tuple[str, ...] = ()
    unread: tuple[str, ...] = ()

    @property
    def obstacle(self) -> tuple[str, Params] | None:
        """The first thing named that the receipt may not pay, and why."""
        return self.foreign[0].obstacle if self.foreign else None

    def named(self, pool: Pool) -> list[OpenItem]:
        """Return every item that may be meant, oldest first."""
        ids = {item_id for mention in self.mentions for item_id in mention.evidence}
        return sorted((pool.items[item_id] for item_id in ids), key=lambda i: i.age_order)

    def signature(self, item: OpenItem) -> tuple[float, ...]:
        """Return which mentions may mean the item and how strongly: equal for twins."""
        return tuple(
            mention.evidence[item.id].log_odds if item.id in mention.evidence else 0.0
            for mention in self.mentions
        )

    def evidence(self, chosen: Sequence[OpenItem]) -> list[Evidence]:
        """Return what the text says for and against paying exactly these items."""
        ids = {item.id for item in chosen}
        reasons = [reason for item in chosen for reason in self._for(item)]
        left_out = [m for m in self.mentions if not ids & m.evidence.keys()]
        for mention in left_out if reasons else left_out[:1]:
            params: Params = {"value": mention.key.value}
            bits = IGNORED_BITS if reasons else IGNORED_ALL_BITS
            reasons.append(Evidence("reference_ignored", params, bits))
        for mention in self.foreign:
            assert mention.obstacle is not None
            code, about = mention.obstacle
            params = {**about, "value": mention.key.value, "reason": code}
            reasons.append(Evidence("reference_foreign", params, FOREIGN_BITS))
        for value in self.strangers[:1]:
            reasons.append(Evidence("reference_stranger", {"value": value}, STRANGER_BITS))
        for value in () if self.strangers else self.unread[:1]:
            reasons.append(Evidence("reference_unread", {"value": value}, UNREAD_BITS))
        return reasons

    def _for(self, item: OpenItem) -> list[Evidence]:
        """Return the strongest mention in full and a second one at its lesser weight."""
        found = [m.evidence[item.id] for m in self.mentions if item.id in m.evidence]
        found.sort(key=lambda evidence: -evidence.log_odds)
        second = [
            Evidence(e.code, e.params, min(e.log_odds, SECOND_REFERENCE_BITS)) for e in found[1:2]
        ]
        return found[:1] + second


def read(receipt: Receipt, pool: Pool, policy: Policy) -> Reading:
    """Return the reading by exact keys alone."""
    mentions = mentions_in_text(receipt, pool, policy)
    usable = tuple(mention for mention in mentions if mention.evidence)
    blocked = (m for m in mentions if not m.evidence and m.is_strong)
    return Reading(usable, tuple(blocked))


def read_closely(
    receipt: Receipt, payable: Iterable[OpenItem], pool: Pool, policy: Policy
) -> Reading:
    """Return the reading with misspelt numbers of the known payer's items.

    :param payable: the items of the payer that may be meant.
    """
    exact = read(receipt, pool, policy)
    assert receipt.partner_id is not None
    allowed = {item.id for item in payable}
    nearby = pool.nearby(receipt.company_id, receipt.currency, receipt.partner_id)
    numbers = pool.numbers(receipt.company_id)
    taken = [m.key.span for m in (*exact.mentions, *exact.foreign) if m.key.span]
    found: list[Mention] = []
    strangers: list[Key] = []
    unread: list[Key] = []
    for key in _unread(receipt, taken):
        hits = {}
        for item, number, how in nearby.find(key.value):
            if item.id in allowed:
                params = {"value": key.value, "number": item.number}
                bits = numbers.bits(number, how)
                hits[item.id] = Evidence("reference_fuzzy", params, bits)
        if hits:
            found.append(Mention(key, hits, {}, None, False))
        elif numbers.knows(key.value):
            strangers.append(key)
        elif len(digits_of(key.value)) >= UNREAD_DIGITS_MIN:
            unread.append(key)
    kept = _apart(found)
    spans = [m.key.span for m in kept if m.key.span]
    return Reading(
        (*exact.mentions, *kept),
        exact.foreign,
        tuple(key.value for key in strangers if not _overlaps(key.span, spans)),
        tuple(key.value for key in unread if not _overlaps(key.span, spans)),
    )


def _unread(receipt: Receipt, taken: Sequence[tuple[int, int]]) -> Iterable[Key]:
    for key in receipt.keys:
        is_plain = key.kind in ("reference", "digits") and "-" not in key.value
        is_plain = is_plain and not key.source.startswith(RUN)
        if is_plain and not _overlaps(key.span, taken):
            yield key


def _overlaps(span: tuple[int, int] | None, taken: Iterable[tuple[int, int]]) -> bool:
    return span is None or any(span[0] < last and first < span[1] for first, last in taken)


def _apart(mentions: Iterable[Mention]) -> list[Mention]:
    """Keep the strongest of overlapping mentions."""
    kept: list[Mention] = []
    taken: list[tuple[int, int]] = []

    def strength(mention: Mention) -> tuple[float, tuple[int, int]]:
        best = max(evidence.log_odds for evidence in mention.evidence.values())
        return -best, mention.key.span or (0, 0)

    for mention in sorted(mentions, key=strength):
        if mention.key.span and not _overlaps(mention.key.span, taken):
            taken.append(mention.key.span)
            kept.append(mention)
    return sorted(kept, key=lambda mention: mention.key.span or (0, 0))
