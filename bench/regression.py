"""Regressions that the reader's weights are made of, solved by scikit-learn."""

from __future__ import annotations

import math
import statistics
import warnings
from array import array
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from workspace import pure

pure.install()

from odoo.addons.ar_sync_collections.reading import weights  # noqa: E402

ROUNDS, SEED = 100, 20260311
#: A description that fewer rows have is not learned.
SEEN_MIN = 3
#: How much what tells nothing is kept smaller, and how much more what is rare counts.
_EVEN, _RARE = 0.5, 0.5
#: Many small trees, each of which counts little and sees a part of the rows and signs.
TREES = {
    "n_estimators": 300, "learning_rate": 0.04, "max_leaf_nodes": 10, "max_depth": None, "min_samples_leaf": 20,
    "subsample": 0.6, "max_features": 0.3, "random_state": SEED,
}  # fmt: skip


@dataclass(frozen=True)
class Row:
    """What is described, of what kind it is, and how much it counts."""

    keys: weights.Keys
    names: frozenset[str]
    counts: float


def table(rows: Sequence[Row], columns: Sequence[str], cost: float) -> weights.Table:
    """Return the weights that tell the columns of rows."""
    seen = Counter(key for row in rows for part in row.keys for key in part)
    known = {key: index for index, key in enumerate(sorted(key for key, count in seen.items() if count >= SEEN_MIN))}
    described = matrix([row.keys for row in rows], known)
    counts = [row.counts for row in rows]
    frequent = (described > 0).T.astype(float)
    fitted = [regress(described, frequent, [name in row.names for row in rows], counts, cost) for name in columns]
    scales = [_largest(found) / weights.SIZE_MAX or 1.0 for found, _offset in fitted]
    numbers = array("b", bytes(len(known) * len(columns)))
    for column, ((found, _offset), scale) in enumerate(zip(fitted, scales, strict=True)):
        numbers[column :: len(columns)] = array("b", [_small(one / scale) for one in found])
    places = {key: index * len(columns) for key, index in known.items()}
    offsets = tuple(offset for _found, offset in fitted)
    return weights.Table(tuple(columns), tuple(scales), offsets, (0.5,) * len(columns), places, numbers)


def matrix(described: Iterable[weights.Keys], known: Mapping[int, int]) -> Any:
    """Return descriptions as the rows of a sparse matrix."""
    from scipy.sparse import csr_matrix

    starts, places, values = [0], array("l"), array("d")
    for keys in described:
        once, half = (sorted(known[key] for key in part if key in known) for part in keys)
        size = weights.LENGTH / weights.length_of(keys, known)
        places.extend((*once, *half))
        values.extend((*(size for _place in once), *(size / 2 for _place in half)))
        starts.append(len(places))
    return csr_matrix((values, places, starts), shape=(len(starts) - 1, len(known)))


def _largest(found: Sequence[float]) -> float:
    """Return the size that few weights exceed: those that do would take the others' digits."""
    sizes = sorted(map(abs, found))
    return sizes[-1 - len(sizes) // 10_000] if sizes else 0.0


def _small(number: float) -> int:
    return max(-weights.SIZE_MAX, min(weights.SIZE_MAX, round(number)))


def regress(
    described: Any, held: Any, truths: Sequence[bool], counts: Sequence[float], cost: float
) -> tuple[list[float], float]:
    """Return the weights and the offset of a logistic regression; none for what is always or never so.

    ``held`` tells of each description which rows have it.
    """
    from scipy.sparse import diags
    from sklearn.exceptions import ConvergenceWarning
    from sklearn.linear_model import LogisticRegression

    if len(set(truths)) < 2:
        return [0.0] * described.shape[1], 4.0 if truths and truths[0] else -4.0
    sizes = _sizes(held, truths, counts)
    model = LogisticRegression(
        C=cost, solver="liblinear", dual=True, max_iter=ROUNDS, tol=1e-2, random_state=SEED, intercept_scaling=1
    )
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", ConvergenceWarning)  # near enough: the bounds are chosen on other mails
        model.fit((described @ diags(sizes)).tocsr(), truths, sample_weight=counts)
    return [float(number) for number in model.coef_[0] * sizes], float(model.intercept_[0])


def _sizes(held: Any, truths: Sequence[bool], counts: Sequence[float]) -> Any:
    """Return how large each column is made: small what tells nothing of the label, large what is rare."""
    import numpy

    true = numpy.array(truths, dtype=float)
    with_it, without = (1 + held @ (numpy.array(counts) * part) for part in (true, 1 - true))
    apart = _EVEN + abs(numpy.log((with_it / with_it.sum()) / (without / without.sum())))
    rare = numpy.log(len(truths) / numpy.maximum(1, held @ numpy.ones(len(truths)))) ** _RARE
    return apart / apart.mean() * rare / max(rare.mean(), 1e-9)


def few(rows: Sequence[Mapping[str, float]], truths: Sequence[bool], cost: float) -> weights.Signs:
    """Return how much each of a few signs counts."""
    from sklearn.linear_model import LogisticRegression

    if len(set(truths)) < 2:
        return weights.Signs({}, 4.0 if truths and truths[0] else -4.0)
    names = sorted(rows[0])
    spread = {name: statistics.pstdev(row[name] for row in rows) or 1.0 for name in names}
    scaled = [[row[name] / spread[name] for name in names] for row in rows]
    model = LogisticRegression(C=cost, max_iter=1000).fit(scaled, truths)
    found = zip(names, model.coef_[0], strict=True)
    return weights.Signs({name: float(number) / spread[name] for name, number in found}, float(model.intercept_[0]))


def grow(rows: Sequence[Mapping[str, float]], truths: Sequence[bool]) -> weights.Trees:
    """Return the trees that tell what is true from many signs."""
    from sklearn.ensemble import GradientBoostingClassifier

    if len(set(truths)) < 2:
        return weights.Trees((), 4.0 if truths and truths[0] else -4.0, ())
    names = sorted(rows[0])
    model = GradientBoostingClassifier(**TREES).fit([[row[name] for name in names] for row in rows], truths)
    share = sum(truths) / len(truths)
    trees = tuple(_tree(one[0].tree_, 0) for one in model.estimators_)
    return weights.Trees(tuple(names), math.log(share / (1 - share)), trees)


def _tree(grown: Any, node: int) -> weights.Tree:
    """Return a tree of scikit-learn from one of its nodes on."""
    low, high = int(grown.children_left[node]), int(grown.children_right[node])
    if low == high:
        return round(float(grown.value[node][0][0]) * TREES["learning_rate"], 5)
    bound = round(float(grown.threshold[node]), 5)
    return int(grown.feature[node]), bound, _tree(grown, low), _tree(grown, high)
