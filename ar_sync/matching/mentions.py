"""What a receipt's text names: stretches of text tied to the open items they fit.

Several keys may fit one stretch of text, and stretches overlap ("INV 12345" holds
"12345"). One reading is kept: the strongest kind of key first, then the longest
stretch, and nothing that overlaps a stretch already taken. Items that the receipt
cannot pay are set aside with the reason, so that "the reference belongs to another
customer" can be told from "nothing found".
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from datetime import timedelta
from typing import NamedTuple

from .keys import ID, OWN, RUN
from .model import Evidence, Key, OpenItem, Params, Policy, Receipt
from .pool import Pool
from .structured import SCHEMES
from .weights import CHECKED_BITS, ID_BITS, reference_bits

_STRENGTH = {"reference": 0, "digits": 1, "folded": 2}
_CHECKED = frozenset(scheme for scheme, _, _ in SCHEMES)
#: The order in which reasons are told when several items are set aside.
OBSTACLES = (
    "reference_of_other_customer",
    "currency_differs",
    "already_settled",
    "not_yet_invoiced",
)


class Mention(NamedTuple):
    """A stretch of text (or an identifier) and the open items it may mean.

    It is strong when it is an identifier or a whole number of ours; a customer's own
    reference that two customers happen to use is not.
    """

    key: Key
    evidence: dict[int, Evidence]
    stated: dict[int, int]
    obstacle: tuple[str, Params] | None
    is_strong: bool


def mentions_by_id(receipt: Receipt, pool: Pool, policy: Policy) -> list[Mention]:
    """Return what the identifiers of a receipt point at."""
    found = []
    for key in pool.known(receipt.company_id, receipt.keys):
        if key.kind == ID:
            entries = pool.find(receipt.company_id, key)
            found.append(_mention(receipt, key, entries, pool, policy))
    return found


def mentions_in_text(receipt: Receipt, pool: Pool, policy: Policy) -> list[Mention]:
    """Return the one reading of a receipt's text, in text order."""
    hits: dict[tuple[int, tuple[int, int]], list[tuple[Key, OpenItem, Key]]]
    hits = defaultdict(list)
    runs: dict[tuple[str, tuple[int, int]], list[Key]] = defaultdict(list)
    for key in pool.known(receipt.company_id, receipt.keys):
        if key.kind == ID:
            continue
        span = key.span or (0, 0)
        if key.source.startswith(RUN):
            runs[key.source, span].append(key)
            continue
        for item, own in pool.find(receipt.company_id, key):
            hits[_STRENGTH[key.kind], span].append((key, item, own))
    found = []
    taken: list[tuple[int, int]] = []
    for strength, span in sorted(hits, key=lambda h: (h[0], h[1][0] - h[1][1], h[1])):
        if _is_free(span, taken):
            taken.append(span)
            key = hits[strength, span][0][0]
            entries = [(item, own) for _, item, own in hits[strength, span]]
            found.append(_mention(receipt, key, entries, pool, policy))
    for keys in _whole_runs(receipt, runs):
        if _is_free(keys[0].span or (0, 0), taken):
            for key in keys:
                entries = list(pool.find(receipt.company_id, key))
                found.append(_mention(receipt, key, entries, pool, policy))
    return sorted(found, key=lambda mention: mention.key.span or (0, 0))


def _is_free(span: tuple[int, int], taken: Iterable[tuple[int, int]]) -> bool:
    return all(span[1] <= first or last <= span[0] for first, last in taken)


def _whole_runs(
    receipt: Receipt, known: Mapping[tuple[str, tuple[int, int]], list[Key]]
) -> list[list[Key]]:
    """Return numbers that were run together, where every part of the run is known."""
    whole = []
    for (source, span), keys in sorted(known.items()):
        parts = sum(key.source == source and key.span == span for key in receipt.keys)
        if 1 < len(keys) == parts:
            whole.append(keys)
    return whole


def worst_obstacle(mentions: Iterable[Mention]) -> tuple[str, Params] | None:
    """Return the obstacle to tell first among mentions that fit no usable item."""
    blocked = [m.obstacle for m in mentions if m.obstacle and not m.evidence]
    return min(blocked, key=lambda o: OBSTACLES.index(o[0]), default=None)


def _mention(
    receipt: Receipt,
    key: Key,
    entries: Iterable[tuple[OpenItem, Key]],
    pool: Pool,
    policy: Policy,
) -> Mention:
    evidence: dict[int, Evidence] = {}
    stated: dict[int, int] = {}
    obstacles = []
    is_ours = False
    for item, own in entries:
        is_ours = is_ours or own.source != "ref"
        code = obstacle(receipt, item, pool, policy)
        if code:
            obstacles.append((code, {"number": item.number}))
            continue
        evidence.setdefault(item.id, _evidence(receipt, key, own, item, pool))
        amount = key.amount_minor if key.amount_minor is not None else own.amount_minor
        if amount is not None and key.currency in ("", receipt.currency):
            stated.setdefault(item.id, amount)
    worst = min(obstacles, key=lambda o: OBSTACLES.index(o[0]), default=None)
    is_strong = key.kind == ID or (key.kind == "reference" and is_ours)
    return Mention(key, evidence, stated, worst, is_strong)


def obstacle(receipt: Receipt, item: OpenItem, pool: Pool, policy: Policy) -> str | None:
    """Return why the receipt cannot pay the item, or None. A veto beats any score."""
    if None not in (receipt.partner_id, item.partner_id) and (
        receipt.partner_id != item.partner_id
    ):
        return "reference_of_other_customer"
    if receipt.currency != item.currency:
        return "currency_differs"
    if not pool.open_minor(item):
        return "already_settled"
    if item.date - receipt.date > timedelta(days=policy.days_early_max):
        return "not_yet_invoiced"
    return None


def _evidence(receipt: Receipt, key: Key, own: Key, item: OpenItem, pool: Pool) -> Evidence:
    params: dict[str, str | int] = {"value": key.value, "number": item.number}
    if key.kind == ID:
        return Evidence("id_own" if key.source == OWN else "id_exact", params, ID_BITS)
    bits = reference_bits(key.kind, key.value, pool.count(receipt.company_id, key))
    if own.source in _CHECKED and key.kind == "reference":
        params["scheme"] = own.source
        return Evidence("reference_structured", params, bits + CHECKED_BITS)
    code = "reference_exact" if key.kind == "reference" else f"reference_{key.kind}"
    return Evidence(code, params, bits)
