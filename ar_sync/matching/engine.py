"""The cascade: every receipt through the steps, strongest evidence first.

All receipts are asked for identifiers before any is asked for references, so the
stronger evidence of one receipt is never spoilt by the weaker evidence of another.
Within a step conflicts are settled for all receipts together
(:mod:`.compete`), and what is decided lowers what is open for the next step. The
result does not depend on the order of receipts or items.

>>> from datetime import date
>>> from .keys import keys_of_item, keys_of_receipt
>>> day = date(2026, 3, 1)
>>> items = [
...     OpenItem(n, 1, "EUR", 10000, day, None, 42, f"INV/2026/0000{n}",
...              keys_of_item(f"INV/2026/0000{n}", "", "", ()))
...     for n in (1, 2)
... ]
>>> def paid(text, amount_minor):
...     return Receipt(9, 1, "EUR", amount_minor, day, None, keys_of_receipt([text], ()), text)
>>> for text, amount in (("inv 2026-00002", 10000), ("INV/2026/00001 + 2026/00002", 20000),
...                      ("INV/2026/00001", 2500), ("INV/2026/00001", 12500), ("thanks", 50)):
...     [decision] = decide([paid(text, amount)], items, Policy())
...     print(decision.verdict, decision.step, decision.reason)
...     for allocation in decision.best.allocations if decision.best else ():
...         print("   ", allocation.item_id, allocation.amount_minor)
automatic references explained_by_references
    2 10000
automatic references explained_by_references
    1 10000
    2 10000
automatic references explained_by_references
    1 2500
review references over_residual
    1 10000
none none nothing_found
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import replace
from itertools import groupby

from .compete import settle_conflicts
from .model import (
    STEP_AMOUNT,
    STEP_IDS,
    STEP_NONE,
    STEP_PAYER,
    STEP_REFERENCES,
    STEPS,
    Decision,
    OpenItem,
    Policy,
    Proposal,
    Receipt,
    Verdict,
)
from .payer import Payer, recognise
from .pool import KeyCounts, Pool
from .proposals import Finding, judge, learned, needs_two
from .step_amount import find_by_amount
from .step_groups import find_in_groups
from .step_ids import find_by_ids
from .step_payer import find_by_payer
from .step_references import find_by_references

Findings = Mapping[int, Finding]
#: The last argument is what the pass before found, if nothing was taken since.
Pass = Callable[[Sequence[Receipt], Pool, Policy, Findings], Findings]


def _one_by_one(find: Callable[[Receipt, Pool, Policy], Finding]) -> Pass:
    """Return the pass that asks about every receipt on its own."""

    def each(receipts: Sequence[Receipt], pool: Pool, policy: Policy, known: Findings) -> Findings:
        return {receipt.id: find(receipt, pool, policy) for receipt in receipts}

    return each


#: The passes of each step; what one decides is taken from the pool before the next.
PASSES: Mapping[str, tuple[Pass, ...]] = {
    STEP_IDS: (_one_by_one(find_by_ids),),
    STEP_REFERENCES: (_one_by_one(find_by_references),),
    STEP_PAYER: (_one_by_one(find_by_payer), find_in_groups),
    STEP_AMOUNT: (_one_by_one(find_by_amount),),
}


def decide(
    receipts: Sequence[Receipt],
    items: Sequence[OpenItem],
    policy: Policy,
    key_counts: KeyCounts | None = None,
    crowded: Collection[int] = (),
) -> list[Decision]:
    """Return one decision per receipt, in the order of the receipts.

    :param items: everything the receipts could pay: open items, credits and, to
        tell a second payment from a stranger, recently settled ones.
    :param key_counts: open items per ``(kind, value)`` of a key in the whole
        database, where ``items`` is only what was fetched for these receipts.
    :param crowded: customers of whose items only a part is in ``items``: among the others there may be another
        explanation, so payer and amount decide nothing for them.
    :raises ValueError: if a receipt or an item is handed in twice.
    """
    by_id = {receipt.id: receipt for receipt in sorted(receipts, key=lambda r: r.id)}
    if len(by_id) != len(receipts):
        raise ValueError("a receipt was handed in twice")
    run = _Run(by_id, Pool(items, key_counts or {}), policy)
    for step in STEPS:
        if step in policy.steps:
            for together in run.parts(step):
                run.ask(step, together)
    found = {receipt.id: run.decision(receipt.id) for receipt in run.in_order}
    if crowded:
        owed = frozenset(item.id for item in items if item.partner_id in crowded)
        found = {receipt_id: _if_all_was_seen(one, owed) for receipt_id, one in found.items()}
    return [found[receipt.id] for receipt in receipts]


class _Run:
    """The decisions of one call, growing step by step."""

    def __init__(self, receipts: Mapping[int, Receipt], pool: Pool, policy: Policy) -> None:
        self.pool = pool
        self.policy = policy
        pool.payers.update(_recognised(receipts.values(), policy))
        certain = {r.id: self._of_payer(r, of_certain=True) for r in receipts.values()}
        likely = {r.id: self._of_payer(r, of_certain=False) for r in receipts.values()}
        #: A payer that is only likely is asked what he owes, and for nothing else.
        self.by_step = {step: likely if step == STEP_PAYER else certain for step in STEPS}
        self.in_order = sorted(likely.values(), key=lambda r: (_payer(r), r.id))
        self.decided: dict[int, Decision] = {}
        self.suggested: dict[int, Decision] = {}

    def _of_payer(self, receipt: Receipt, of_certain: bool) -> Receipt:
        """Return the receipt with the payer that its signs tell."""
        payer = self.pool.payers.get(receipt.id)
        if payer is None or (of_certain and not payer.is_certain):
            return receipt
        return replace(receipt, partner_id=payer.partner_id)

    def parts(self, step: str) -> list[list[Receipt]]:
        """Return the receipts that may compete in a step: of one payer in the third."""
        if step != STEP_PAYER:
            return [[self.by_step[step][receipt.id] for receipt in self.in_order]]
        return [list(group) for _, group in groupby(self.in_order, key=_payer)]  # pylint: disable=bad-builtin-groupby

    def ask(self, step: str, receipts: Sequence[Receipt]) -> None:
        """Ask one step about every receipt that no stronger step has explained.

        Receipts that gave way are asked again. Each round decides at least one
        receipt, so the rounds come to an end.
        """
        findings: Findings = {}
        for find in PASSES[step]:
            waiting = [receipt for receipt in receipts if receipt.id not in self.decided]
            while waiting:
                findings = find(waiting, self.pool, self.policy, findings)
                taken, again = self._decide(step, waiting, findings)
                findings = {} if taken else findings
                waiting = [self.by_step[step][receipt_id] for receipt_id in again]

    def _decide(
        self, step: str, receipts: Sequence[Receipt], findings: Findings
    ) -> tuple[bool, list[int]]:
        """Decide what can be decided; return whether money was taken, and who asks again."""
        automatic = []
        for receipt in receipts:
            decision = self._judge(receipt, step, findings[receipt.id])
            if decision is None:
                continue
            if decision.verdict is Verdict.AUTOMATIC:
                automatic.append(decision)
            elif findings[receipt.id].ends:
                self.decided[receipt.id] = decision
            else:
                self._suggest(decision)
        settled, again = settle_conflicts(automatic, self.pool, self.policy)
        for decision in settled:
            self.decided[decision.receipt_id] = decision
            if decision.verdict is Verdict.AUTOMATIC and decision.best:
                self.pool.take(decision.best.claims)
        return bool(settled), again

    def _suggest(self, decision: Decision) -> None:
        """Keep the suggestion with the better evidence; a weaker step fills an empty one.

        Where both suggest the same, the stronger step says why it waits.
        """
        known = self.suggested.get(decision.receipt_id)
        if known is not None and known.best is None and decision.step == STEP_AMOUNT:
            # What the text names stays the reason, whatever else happens to have this amount.
            decision = replace(decision, reason=known.reason, params=known.params)
        if known is None or known.best is None:
            self.suggested[decision.receipt_id] = decision
        elif (
            decision.step != STEP_AMOUNT
            and decision.best
            and decision.best.claims != known.best.claims
            and decision.best.log_odds > known.best.log_odds
        ):
            self.suggested[decision.receipt_id] = decision

    def _judge(self, receipt: Receipt, name: str, finding: Finding) -> Decision | None:
        if finding.proposals:
            return judge(receipt, name, learned(finding, self.policy), self.policy)
        if finding.flaw is None:
            return None
        approvals = 2 if needs_two(receipt, self.policy) else 1
        return Decision(
            receipt.id, Verdict.REVIEW, name, None, None, None, finding.flaw, finding.params, (), approvals
        )

    def decision(self, receipt_id: int) -> Decision:
        """Return the decision, or the best suggestion, or that nothing was found."""
        found = self.decided.get(receipt_id) or self.suggested.get(receipt_id)
        if found is None:
            receipt = self.by_step[STEP_IDS][receipt_id]
            approvals = 2 if needs_two(receipt, self.policy) else 1
            nothing = Verdict.NONE, STEP_NONE, None, None, None, "nothing_found"
            return Decision(receipt_id, *nothing, approvals=approvals)
        if found.verdict is Verdict.REVIEW and found.best:
            return self._up_to_date(found)
        return found

    def _up_to_date(self, found: Decision) -> Decision:
        """Return a review whose proposals can still be applied after this run.

        What other receipts of the run have taken is not proposed any more; if that
        was the best proposal, the steps are asked anew what is left to propose.
        """
        if found.best and self.pool.fits(found.best.claims):
            return _with_proposals(found, [p for p in _proposals(found) if self._fits(p)])
        for step in STEPS:
            if step in self.policy.steps:
                receipt = self.by_step[step][found.receipt_id]
                for find in PASSES[step]:
                    finding = learned(find([receipt], self.pool, self.policy, {})[receipt.id], self.policy)
                    if finding.proposals:
                        return _with_proposals(found, finding.proposals)
        return _with_proposals(found, ())

    def _fits(self, proposal: Proposal) -> bool:
        return self.pool.fits(proposal.claims)


def _proposals(decision: Decision) -> list[Proposal]:
    return [p for p in (decision.best, decision.runner_up, *decision.others) if p]


def _with_proposals(decision: Decision, proposals: Sequence[Proposal]) -> Decision:
    """Return the decision with these proposals, best first."""
    best, second, *others = [*proposals, None, None][: max(2, len(proposals))]
    margin = best.log_odds - second.log_odds if best and second else None
    return replace(
        decision,
        best=best,
        runner_up=second,
        margin=margin,
        others=tuple(p for p in others if p),
    )


def _if_all_was_seen(decision: Decision, owed: frozenset[int]) -> Decision:
    """Return the decision; payer and amount do not decide over items of a crowded customer."""
    is_free = decision.verdict is Verdict.AUTOMATIC and decision.step == STEP_PAYER
    if not is_free or decision.best is None or not decision.best.item_ids & owed:
        return decision
    return replace(decision, verdict=Verdict.REVIEW, reason="too_many_items", params={}, approvals=1)


def _payer(receipt: Receipt) -> tuple[int, str, int]:
    return receipt.company_id, receipt.currency, receipt.partner_id or 0


def _recognised(receipts: Iterable[Receipt], policy: Policy) -> dict[int, Payer]:
    """Return who paid, by receipt id, where the rail does not know it and signs do."""
    asked = (receipt for receipt in receipts if receipt.partner_id is None and receipt.signs)
    found = ((receipt.id, recognise(receipt, policy)) for receipt in asked)
    return {receipt_id: payer for receipt_id, payer in found if payer is not None}
