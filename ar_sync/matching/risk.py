"""What may be posted untouched: a kind of evidence earns it by decisions, one bound at a time.

A high score is an opinion of the engine; that people agreed with it is a fact. For every
kind of evidence it is counted how often its best proposal was right and how often wrong,
shadow mode included. The error that the counts still allow, at a given confidence, is the
exact (Clopper-Pearson) upper bound; a kind is automatic once that is no more than the
company's limit. Nothing wrong in 300 decisions proves an error of at most 1 %, and it takes
3 000 for a tenth of that:

>>> [round(error_bound(0, decided), 4) for decided in (0, 30, 300, 3000)]
[1.0, 0.095, 0.0099, 0.001]
>>> round(error_bound(1, 300), 4), round(error_bound(300, 300), 4)
(0.0157, 1.0)
>>> sorted(earned({"ids/id_exact/amount_exact": Tally(3000, 0), "payer_amount/…": Tally(200, 0)}, 0.001))
['ids/id_exact/amount_exact']

The score from which a step may post is found the same way (:func:`threshold`): thresholds
are tried from the strictest down, and the first that cannot be proven ends the search, so
that looking at many of them costs nothing of the confidence.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from math import exp, inf, lgamma, log
from typing import NamedTuple

from .model import Decision, Proposal

CONFIDENCE = 0.95
#: Halvings of the interval in which a bound is looked for: to 1e-15.
HALVINGS = 50
#: Codes that tie a receipt to items, strongest first; a kind has the name of its weakest one.
LINKS = (
    "id_own",
    "id_exact",
    "reference_structured",
    "reference_exact",
    "reference_digits",
    "reference_folded",
    "reference_fuzzy",
    "payer_known",
    "payer_account",
    "payer_rule",
    "payer_alias",
    "payer_name",
)
#: Codes that say how the amount was explained; the first in a proposal's evidence names its kind.
AMOUNT = "amount_"


class Tally(NamedTuple):
    """How often a kind of evidence was right and wrong."""

    right: int
    wrong: int


class Outcome(NamedTuple):
    """A decided proposal: its score, the evidence codes with their bits, and whether it was right."""

    log_odds: float
    codes: tuple[tuple[str, float], ...]
    right: bool
    kind: str = ""


def kind_of(step: str, proposal: Proposal) -> str:
    """Return the kind of evidence: the step, its weakest link, how the amount is explained, what is given up.

    >>> from .model import Evidence
    >>> from .tolerance import WriteOff
    >>> named = (Evidence("reference_exact", {}, 14.0), Evidence("reference_fuzzy", {}, 5.0))
    >>> kind_of("references", Proposal((), (*named, Evidence("amount_sum", {}, 9.0)), 28.0, 0))
    'references/reference_fuzzy/amount_sum'
    >>> kind_of("ids", Proposal((), (), 0.0, 0, (WriteOff(7, 150, "bank_fee"),)))
    'ids/bank_fee'
    """
    codes = [evidence.code for evidence in proposal.evidence]
    links = sorted({LINKS.index(code) for code in codes if code in LINKS})
    amounts = [code for code in codes if code.startswith(AMOUNT)]
    given_up = sorted({write_off.reason for write_off in proposal.write_offs})
    return "/".join([step, *[LINKS[place] for place in links[-1:]], *amounts[:1], *given_up])


def outcome(decision: Decision, right: bool) -> Outcome | None:
    """Return what a decision teaches once a person has said whether its best proposal was right."""
    best = decision.best
    if best is None:
        return None
    codes = tuple((evidence.code, evidence.log_odds) for evidence in best.evidence)
    return Outcome(best.log_odds, codes, right, kind_of(decision.step, best))


def tallies(outcomes: Iterable[Outcome]) -> dict[str, Tally]:
    """Count right and wrong per kind of evidence.

    >>> tallies([Outcome(9.0, (), True, "ids"), Outcome(9.0, (), False, "ids")])
    {'ids': Tally(right=1, wrong=1)}
    """
    found: dict[str, Tally] = {}
    for one in outcomes:
        right, wrong = found.get(one.kind, Tally(0, 0))
        found[one.kind] = Tally(right + one.right, wrong + (not one.right))
    return found


def error_bound(wrong: int, decided: int, confidence: float = CONFIDENCE) -> float:
    """Return the error that so many wrong ones do not rule out (Clopper-Pearson, one-sided).

    :raises ValueError: if more were wrong than decided, or the confidence is none.
    """
    if not 0 <= wrong <= decided or not 0 < confidence < 1:
        raise ValueError(f"no bound for {wrong} wrong of {decided} at {confidence}")
    if wrong == decided:
        return 1.0
    low, high = wrong / decided, 1.0
    for _ in range(HALVINGS):
        middle = (low + high) / 2
        if _at_most(wrong, decided, middle) > 1 - confidence:
            low = middle
        else:
            high = middle
    return high


def _at_most(wrong: int, decided: int, error: float) -> float:
    """Return the chance of at most so many wrong ones where each is wrong with that chance."""
    assert error < 1.0
    logs = [
        lgamma(decided + 1)
        - lgamma(count + 1)
        - lgamma(decided - count + 1)
        + (count * log(error) if count else 0.0)
        + (decided - count) * log(1 - error)
        for count in range(wrong + 1)
    ]
    most = max(logs)
    return exp(most) * sum(exp(one - most) for one in logs)


def earned(record: Mapping[str, Tally], error_max: float, confidence: float = CONFIDENCE) -> frozenset[str]:
    """Return the kinds of evidence whose error is proven to be no more than that."""
    return frozenset(
        kind
        for kind, (right, wrong) in record.items()
        if right and error_bound(wrong, right + wrong, confidence) <= error_max
    )


def threshold(
    outcomes: Sequence[Outcome],
    error_max: float,
    confidence: float = CONFIDENCE,
    candidates: Sequence[float] = tuple(range(40, 4, -1)),
) -> float:
    """Return the lowest score from which the error is proven; infinity where none is.

    :param candidates: fixed before the outcomes are seen. From the top, those with too few
        outcomes to prove anything even if all were right are passed over.
    """
    found = inf
    for candidate in sorted(candidates, reverse=True):
        above = [one for one in outcomes if one.log_odds >= candidate]
        wrong = sum(not one.right for one in above)
        if above and error_bound(wrong, len(above), confidence) <= error_max:
            found = float(candidate)
        elif found < inf or wrong:
            break
    return found
