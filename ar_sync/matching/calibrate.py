"""From decided proposals to the weights of evidence.

The weights (:mod:`.weights`) are a prior judgement. What people decided says where it was
too sure or too careful: for every evidence code an *adjustment* in bits is found such that
the scores, turned into chances, agree with the outcomes. It is a logistic regression on the
presence of each code with the prior scores as offset. Few decisions move little, because
every adjustment is drawn to nought; and it is bounded, downwards further than upwards:
distrust is learned quickly, trust slowly.

>>> from .risk import Outcome
>>> wrong = [Outcome(12.0, (("amount_free", 10.0), ("payer_known", 2.0)), n % 4 != 0) for n in range(200)]
>>> sure = [Outcome(24.0, (("reference_exact", 14.0), ("amount_exact", 10.0)), True) for n in range(200)]
>>> found = calibrate([*wrong, *sure])
>>> found["amount_free"] < -3, abs(found["reference_exact"]) < 0.1
(True, True)
>>> calibrate([])
{}
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from math import exp, log
from typing import NamedTuple

from .risk import Outcome

#: Bounds of an adjustment, in bits.
DOWN_MAX = -8.0
UP_MAX = 2.0
#: How hard an adjustment is drawn to nought: as many decisions as it takes to be heard.
SHRINKAGE = 1.0
#: Rounds over all codes; each moves every adjustment once.
ROUNDS = 200
#: The largest step of one round, in bits, and the change at which it ends.
STEP_MAX = 1.0
ENOUGH = 1e-6
#: Scores beyond this are all the same: certain.
CERTAIN = 60.0

_NAT = log(2)


class Reliability(NamedTuple):
    """How well the scores agree with the outcomes, for one range of scores."""

    low: float
    decided: int
    expected: float
    right: float


def chance(log_odds: float) -> float:
    """Return the chance that belongs to bits.

    >>> chance(0.0), round(chance(10.0), 4), chance(-1000.0) < 1e-9
    (0.5, 0.999, True)
    """
    bits = max(-CERTAIN, min(CERTAIN, log_odds))
    return 1 / (1 + exp(-bits * _NAT))


def calibrate(outcomes: Sequence[Outcome], shrinkage: float = SHRINKAGE) -> dict[str, float]:
    """Return bits to add per evidence code, to be given to a policy as ``adjustments``.

    :param outcomes: with the weights they were decided by, earlier adjustments taken off
        (:func:`unadjusted`).
    :param shrinkage: more of it moves less.
    """
    with_code: dict[str, list[int]] = {}
    for place, one in enumerate(outcomes):
        for code in sorted({code for code, _ in one.codes}):
            with_code.setdefault(code, []).append(place)
    scores = [one.log_odds for one in outcomes]
    found = dict.fromkeys(sorted(with_code), 0.0)
    for _ in range(ROUNDS):
        moved = 0.0
        for code in found:
            step = _step([(scores[p], outcomes[p].right) for p in with_code[code]], found[code], shrinkage)
            for place in with_code[code]:
                scores[place] += step
            found[code] += step
            moved = max(moved, abs(step))
        if moved < ENOUGH:
            break
    return found


def _step(decided: Sequence[tuple[float, bool]], now: float, shrinkage: float) -> float:
    """Return Newton's step for one adjustment, short enough to be safe and within its bounds."""
    slope = -shrinkage * now
    bend = shrinkage
    for score, right in decided:
        expected = chance(score)
        slope += _NAT * (right - expected)
        bend += _NAT * _NAT * expected * (1 - expected)
    step = max(-STEP_MAX, min(STEP_MAX, slope / bend))
    return max(DOWN_MAX, min(UP_MAX, now + step)) - now


def unadjusted(one: Outcome, adjustments: Mapping[str, float]) -> Outcome:
    """Return the outcome as it would have been scored without the adjustments.

    >>> one = Outcome(9.0, (("amount_free", 7.0), ("payer_known", 2.0)), True)
    >>> unadjusted(one, {"amount_free": -3.0})
    Outcome(log_odds=12.0, codes=(('amount_free', 10.0), ('payer_known', 2.0)), right=True, kind='')
    """
    seen: set[str] = set()
    codes = []
    for code, bits in one.codes:
        codes.append((code, bits if code in seen else bits - adjustments.get(code, 0.0)))
        seen.add(code)
    gone = sum(adjustments.get(code, 0.0) for code in seen)
    return one._replace(log_odds=one.log_odds - gone, codes=tuple(codes))


def reliability(outcomes: Sequence[Outcome], width: float = 4.0) -> list[Reliability]:
    """Return expected and actual shares of right ones per range of scores, lowest first.

    >>> reliability([Outcome(1.0, (), False), Outcome(1.0, (), True), Outcome(9.0, (), True)])[0]
    Reliability(low=0.0, decided=2, expected=0.6666666666666666, right=0.5)
    """
    ranges: dict[float, list[Outcome]] = {}
    for one in outcomes:
        ranges.setdefault(one.log_odds // width * width, []).append(one)
    rows = []
    for low, group in sorted(ranges.items()):
        expected = sum(chance(one.log_odds) for one in group) / len(group)
        rows.append(Reliability(low, len(group), expected, sum(one.right for one in group) / len(group)))
    return rows


def calibration_error(outcomes: Sequence[Outcome], width: float = 4.0) -> float:
    """Return the expected calibration error: how far chances and outcomes are apart on average.

    >>> round(calibration_error([Outcome(1.584962500721156, (), n % 4 != 0) for n in range(8)]), 6)
    0.0
    """
    rows = reliability(outcomes, width)
    return sum(row.decided * abs(row.expected - row.right) for row in rows) / max(len(outcomes), 1)
