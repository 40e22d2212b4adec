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
...     allocated = decision.best and [(a.item_id, a.amount_minor) for a in decision.best.allocations]
...     print(decision.verdict, decision.step, decision.reason, allocated)
automatic references explained_by_references [(2, 10000)]
automatic references explained_by_references [(1, 10000), (2, 10000)]
automatic references explained_by_references [(1, 2500)]
review references over_residual [(1, 10000)]
none none nothing_found None
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from .compete import settle_conflicts
from .model import (
    STEP_AMOUNT,
    STEP_IDS,
    STEP_NONE,
    STEP_PAYER,
    STEP_REFERENCES,
    Decision,
    OpenItem,
    Policy,
    Receipt,
    Verdict,
)
from .pool import KeyCounts, Pool
from .proposals import Finding, judge
from .step_amount import find_by_amount
from .step_groups import find_in_groups
from .step_ids import find_by_ids
from .step_payer import find_by_payer
from .step_references import find_by_references

Findings = Mapping[int, Finding]
Pass = Callable[[Sequence[Receipt], Pool, Policy], Findings]


def _one_by_one(find: Callable[[Receipt, Pool, Policy], Finding]) -> Pass:
    """Return the pass that asks about every receipt on its own."""

    def each(receipts: Sequence[Receipt], pool: Pool, policy: Policy) -> Findings:
        return {receipt.id: find(receipt, pool, policy) for receipt in receipts}

    return each


#: The passes of a run; what one decides is taken from the pool before the next.
PASSES: tuple[tuple[str, Pass], ...] = (
    (STEP_IDS, _one_by_one(find_by_ids)),
    (STEP_REFERENCES, _one_by_one(find_by_references)),
    (STEP_PAYER, _one_by_one(find_by_payer)),
    (STEP_PAYER, find_in_groups),
    (STEP_AMOUNT, _one_by_one(find_by_amount)),
)


def decide(
    receipts: Sequence[Receipt],
    items: Sequence[OpenItem],
    policy: Policy,
    key_counts: KeyCounts | None = None,
) -> list[Decision]:
    """Return one decision per receipt, in the order of the receipts.

    :param items: everything the receipts could pay: open items, credits and, to
        tell a second payment from a stranger, recently settled ones.
    :param key_counts: open items per ``(kind, value)`` of a key in the whole
        database, where ``items`` is only what was fetched for these receipts.
    :raises ValueError: if a receipt or an item is handed in twice.
    """
    by_id = {receipt.id: receipt for receipt in sorted(receipts, key=lambda r: r.id)}
    if len(by_id) != len(receipts):
        raise ValueError("a receipt was handed in twice")
    run = _Run(by_id, Pool(items, key_counts or {}), policy)
    for step, find in PASSES:
        if step in policy.steps:
            run.ask(step, find)
    return [run.decision(receipt.id) for receipt in receipts]


class _Run:
    """The decisions of one call, growing step by step."""

    def __init__(self, receipts: Mapping[int, Receipt], pool: Pool, policy: Policy) -> None:
        self.receipts = receipts
        self.pool = pool
        self.policy = policy
        self.in_order = sorted(receipts.values(), key=_by_payer)
        self.decided: dict[int, Decision] = {}
        self.suggested: dict[int, Decision] = {}

    def ask(self, step: str, find: Pass) -> None:
        """Ask one step about every receipt that no stronger step has explained."""
        waiting = [receipt for receipt in self.in_order if receipt.id not in self.decided]
        findings = find(waiting, self.pool, self.policy)
        automatic = []
        for receipt in waiting:
            decision = self._judge(receipt, step, findings[receipt.id])
            if decision is None:
                continue
            if decision.verdict is Verdict.AUTOMATIC:
                automatic.append(decision)
            elif findings[receipt.id].ends:
                self.decided[receipt.id] = decision
            else:
                self._suggest(decision)
        for decision in settle_conflicts(automatic, self.pool, self.policy.minimum_margin):
            self.decided[decision.receipt_id] = decision
            if decision.verdict is Verdict.AUTOMATIC:
                assert decision.best is not None
                self.pool.take(decision.best.allocations)

    def _suggest(self, decision: Decision) -> None:
        """Keep the suggestion with the better evidence; a weaker step fills an empty one."""
        known = self.suggested.get(decision.receipt_id)
        if known is None or known.best is None:
            self.suggested[decision.receipt_id] = decision
        elif decision.best and decision.best.log_odds > known.best.log_odds:
            self.suggested[decision.receipt_id] = decision

    def _judge(self, receipt: Receipt, name: str, finding: Finding) -> Decision | None:
        if finding.proposals:
            return judge(receipt, name, finding, self.policy)
        if finding.flaw is None:
            return None
        return Decision(
            receipt.id, Verdict.REVIEW, name, None, None, None, finding.flaw, finding.params
        )

    def decision(self, receipt_id: int) -> Decision:
        """Return the decision, or the best suggestion, or that nothing was found."""
        found = self.decided.get(receipt_id) or self.suggested.get(receipt_id)
        return found or Decision(
            receipt_id, Verdict.NONE, STEP_NONE, None, None, None, "nothing_found"
        )


def _by_payer(receipt: Receipt) -> tuple[int, str, int, int]:
    """Order receipts so that those of one payer follow each other."""
    return receipt.company_id, receipt.currency, receipt.partner_id or 0, receipt.id
