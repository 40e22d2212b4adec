"""How proposals are put together, ranked and told apart.

A proposal is a set of allocations with the evidence for it. Two proposals are
rivals when they pay different items or different amounts; the *margin* between the
best one and its first rival is what makes it safe, more than its own score.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from typing import NamedTuple

from .model import (
    STEP_AMOUNT,
    Allocation,
    Decision,
    Evidence,
    OpenItem,
    Params,
    Policy,
    Proposal,
    Receipt,
    Verdict,
)
from .risk import kind_of
from .tolerance import WriteOff

#: Proposals kept per decision: best, runner-up and two more for a person to pick.
KEPT_MAX = 4


class Finding(NamedTuple):
    """What one step of the cascade found for one receipt.

    :param proposals: best first.
    :param flaw: why the best one must be looked at by a person, if it must.
    :param ends: the step explains the receipt (or forbids a guess): later,
        weaker steps are not asked.
    """

    proposals: tuple[Proposal, ...]
    flaw: str | None = None
    params: Params = {}
    ends: bool = True


NOTHING = Finding((), ends=False)


def proposal(
    receipt: Receipt,
    allocations: Iterable[Allocation],
    evidence: Iterable[Evidence],
    write_offs: tuple[WriteOff, ...] = (),
) -> Proposal:
    """Return the proposal; what is not allocated stays unallocated."""
    allocated = tuple(sorted(allocations, key=lambda a: a.item_id))
    reasons = tuple(evidence)
    rest = receipt.amount_minor - sum(a.amount_minor for a in allocated)
    return Proposal(allocated, reasons, sum(e.log_odds for e in reasons), rest, write_offs)


def spread(amount_minor: int, items: Sequence[OpenItem], opened: Sequence[int]) -> list[Allocation]:
    """Give credits in full, then the items in the order given what is left.

    >>> from datetime import date
    >>> day = date(2026, 1, 1)
    >>> owed = [
    ...     OpenItem(i, 1, "EUR", amount, day, None, 1, str(i), ())
    ...     for i, amount in ((1, 60), (2, -10), (3, 50))
    ... ]
    >>> [(a.item_id, a.amount_minor) for a in spread(70, owed, [60, -10, 50])]
    [(2, -10), (1, 60), (3, 20)]
    """
    pairs = list(zip(items, opened, strict=False))
    given = [Allocation(item.id, left) for item, left in pairs if left < 0]
    rest = amount_minor - sum(allocation.amount_minor for allocation in given)
    for item, left in pairs:
        if left > 0 and rest > 0:
            given.append(Allocation(item.id, min(left, rest)))
            rest -= min(left, rest)
    return given


def ranked(proposals: Iterable[Proposal]) -> tuple[Proposal, ...]:
    """Return different proposals, best first; equal scores in order of item ids."""
    best: dict[tuple[object, ...], Proposal] = {}
    for candidate in proposals:
        known = best.get((candidate.allocations, candidate.write_offs))
        if known is None or known.log_odds < candidate.log_odds:
            best[candidate.allocations, candidate.write_offs] = candidate
    order = sorted(
        best.values(),
        key=lambda p: (
            -p.log_odds,
            [(a.item_id, a.amount_minor) for a in p.allocations],
            [(w.item_id, w.amount_minor) for w in p.write_offs],
        ),
    )
    return tuple(order[:KEPT_MAX])


def adjusted(found: Proposal, adjustments: Mapping[str, float]) -> Proposal:
    """Return the proposal with what was learned about each evidence code added, once per code."""
    seen: set[str] = set()
    reasons = []
    for evidence in found.evidence:
        more = 0.0 if evidence.code in seen else adjustments.get(evidence.code, 0.0)
        seen.add(evidence.code)
        reasons.append(replace(evidence, log_odds=evidence.log_odds + more))
    return replace(found, evidence=tuple(reasons), log_odds=sum(e.log_odds for e in reasons))


def learned(finding: Finding, policy: Policy) -> Finding:
    """Return the finding with the policy's adjustments, ranked anew.

    Where another proposal comes out ahead, what was found wrong with the first one stays:
    a person looks.
    """
    if not policy.adjustments or not finding.proposals:
        return finding
    found = ranked(adjusted(one, policy.adjustments) for one in finding.proposals)
    is_other = found[0].claims != finding.proposals[0].claims
    return finding._replace(proposals=found, flaw=finding.flaw or ("two_explanations" if is_other else None))


def judge(receipt: Receipt, step: str, finding: Finding, policy: Policy) -> Decision:
    """Turn a finding with at least one proposal into a decision."""
    best, *rest = finding.proposals
    margin = best.log_odds - rest[0].log_odds if rest else None
    reason = _objection(receipt, step, finding, policy, margin)
    verdict = Verdict.REVIEW if reason else Verdict.AUTOMATIC
    approvals = 2 if needs_two(receipt, policy) else int(verdict is Verdict.REVIEW)
    return Decision(
        receipt_id=receipt.id,
        verdict=verdict,
        step=step,
        best=best,
        runner_up=rest[0] if rest else None,
        margin=margin,
        reason=reason or f"explained_by_{step}",
        params=finding.params if reason else {},
        others=tuple(rest[1:]),
        approvals=approvals,
    )


def _objection(
    receipt: Receipt, step: str, finding: Finding, policy: Policy, margin: float | None
) -> str | None:
    """Return the first reason that keeps the best proposal from being automatic."""
    if finding.flaw:
        return finding.flaw
    if margin is not None and margin < policy.minimum_margin:
        return "two_explanations"
    if step == STEP_AMOUNT:
        return "amount_only"
    if step not in policy.automatic_steps:
        return "step_not_automatic"
    if finding.proposals[0].log_odds < policy.minimum_log_odds:
        return "weak_evidence"
    if policy.automatic_kinds is not None and kind_of(step, finding.proposals[0]) not in policy.automatic_kinds:
        return "kind_not_earned"
    return _limit(receipt, policy)


def _limit(receipt: Receipt, policy: Policy) -> str | None:
    """Return the limit that the receipt's amount is above, the stricter one first."""
    if needs_two(receipt, policy):
        return "above_four_eyes"
    cap = policy.amount_cap_minor.get(receipt.currency)
    return "above_cap" if cap is not None and receipt.amount_minor > cap else None


def needs_two(receipt: Receipt, policy: Policy) -> bool:
    """Tell whether two people must agree to what becomes of the receipt."""
    limit = policy.four_eyes_minor.get(receipt.currency)
    return limit is not None and receipt.amount_minor > limit
