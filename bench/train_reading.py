"""Learns the weights with which replies are read, from the mails of the repository whose meaning is known.

``python -m bench.train_reading [--out FILE] [--files FILE …] [--phrases FILE …]``

It takes a few minutes and scikit-learn (``pip install scikit-learn``); reading with the weights takes neither.

A linear model for each label of a mail, one for each label of a sentence, and one for dates: logistic regression with
squared weights kept small, solved by scikit-learn; what is about as frequent with a label as without it is kept smaller
(Wang and Manning, "Baselines and Bigrams", 2012). Which sentence says a label was marked by people. What mail and
sentences tell together, what tells the date of the first payment, and the bounds from which a label counts, are learned
from mails whose writers those weights had not seen, some writers in turn. The same mails give the same file with the
same scikit-learn, up to the rounding of its numbers.

The rules were written with `replies_dev.jsonl` before their author's eyes. What they make of those mails says nothing
about how right they are elsewhere, so it is hidden while learning; of every second other mail too, so that the weights
do not lean on the rules alone.
"""

from __future__ import annotations

import argparse
import math
import statistics
import sys
import warnings
import zlib
from array import array
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from workspace import pure

pure.install()

from odoo.addons.ar_sync_collections.reading import learned, weights, wording  # noqa: E402
from odoo.addons.ar_sync_collections.reading.folding import fold  # noqa: E402
from odoo.addons.ar_sync_collections.reading.mail import by_rules  # noqa: E402
from odoo.addons.ar_sync_collections.reading.values import LABELS  # noqa: E402

from . import evidence, phrases  # noqa: E402
from .reading import Case, read_file  # noqa: E402

DATA = Path(__file__).parent / "data"
#: How much the weights may grow to explain a mail, and the few of the first date.
COST = {"labels": 3.0, "sentences": 3.0, "dates": 1.0, "together": 1.0}
ROUNDS, FOLDS, SEED = 100, 5, 20260311
#: How much what tells nothing is kept smaller, and how much more what is rare counts.
_EVEN, _RARE = 0.5, 0.5
#: So much more a whole mail counts than a short one or one put together from phrases.
WHOLE = 3.0
#: A description that fewer mails have is not learned.
SEEN_MIN = 3
#: The kinds of whole mails, each by a writer of its own in each language.
STYLES, LANGUAGES = ("w", "v", "u", "x"), ("en", "de", "fr", "nl", "es")
#: The trees that tell the first date: many small ones, each of which counts little and sees a part of mails and signs.
TREES = {
    "n_estimators": 300, "learning_rate": 0.04, "max_leaf_nodes": 10, "max_depth": None, "min_samples_leaf": 20,
    "subsample": 0.6, "max_features": 0.3, "random_state": SEED,
}  # fmt: skip
#: From which likelihood a date is that of the promise.
DATE_BOUND = 0.45
_BOUND_MIN, _BOUND_MAX = 0.15, 0.65


@dataclass(frozen=True)
class Row:
    """What is described, of what kind it is, and how much it counts."""

    keys: weights.Keys
    names: frozenset[str]
    counts: float


@dataclass(frozen=True)
class Example:
    """A mail with its meaning, what the rules made of it, and the check sums of what describes it and its dates."""

    case: Case
    ruled: learned.Ruled
    places: tuple[wording.Place, ...]
    mail: weights.Keys
    lines: tuple[weights.Keys, ...]
    dates: tuple[weights.Keys, ...]
    promised: str = ""

    @property
    def days(self) -> list[bool]:
        """For each date, whether it is that of the promise."""
        if not self.promised:
            return [place.found.day == self.case.day for place in self.places]
        words = fold(self.promised)
        sentences = [self.ruled.statements[place.number].sentence.folded for place in self.places]
        return [_is_within(text, words, place.found.start) for text, place in zip(sentences, self.places, strict=True)]

    @property
    def said(self) -> list[frozenset[str]]:
        """For each sentence, the labels that it says; nothing where nobody marked them."""
        if self.case.evidence is not None:
            texts = [one.sentence.text for one in self.ruled.statements[: len(self.lines)]]
            return evidence.labels_of(texts, self.case.evidence)
        return [self.case.labels] if len(self.lines) == 1 else []

    @property
    def is_whole(self) -> bool:
        """Whether it is one of the whole mails, with quotes and courtesy, not one of the short ones."""
        return self.is_known or self.style in STYLES

    @property
    def style(self) -> str:
        """Which of the kinds of mails it is of: they have each label more or less often."""
        return self.case.id.partition("-")[0]

    @property
    def counts(self) -> float:
        """How much it counts."""
        return WHOLE if self.is_whole else 1.0

    @property
    def is_known(self) -> bool:
        """Whether the rules were written with it."""
        return self.case.id.startswith("dev-")

    @property
    def part(self) -> int | None:
        """Which part of the writers its own belongs to; nothing for mails that are always learned from."""
        if self.style not in STYLES:
            return None
        return (STYLES.index(self.style) + LANGUAGES.index(self.case.mail.language or "en")) % FOLDS


def main(arguments: list[str] | None = None) -> int:
    """Learn and write the file."""
    parser = argparse.ArgumentParser(prog="bench.train_reading", description="Learn the weights of the reader")
    parser.add_argument("--out", type=Path, default=weights.PATH)
    parser.add_argument("--files", type=Path, nargs="*", default=default_files())
    parser.add_argument("--phrases", type=Path, nargs="*", default=phrase_files())
    options = parser.parse_args(arguments)
    examples = [*load(options.files), *load_phrases(options.phrases)]
    content = weights.pack(*learn(examples))
    options.out.write_bytes(content)
    print(f"{options.out}: {len(content)} bytes")
    return 0


def default_files() -> list[Path]:
    """Return the files that may be learned from."""
    return [DATA / "replies_dev.jsonl", *sorted(DATA.glob("train_*.jsonl")), *sorted(DATA.glob("whole_*.jsonl"))]


def phrase_files() -> list[Path]:
    """Return the files of phrases."""
    return sorted((DATA / "phrases").glob("*.txt"))


def load(files: Iterable[Path]) -> list[Example]:
    """Return the examples of files."""
    return [_example(case, is_known=path.name == "replies_dev.jsonl") for path in files for case in read_file(path)]


def load_phrases(files: Iterable[Path], each: int = 4) -> list[Example]:
    """Return the examples that are put together from phrases."""
    return [
        _example(Case(one.name, one.mail, one.labels, None, None, None), one.promised)
        for path in files
        for one in phrases.mails(path, each)
    ]


def _example(case: Case, promised: str = "", *, is_known: bool = False) -> Example:
    _text, ruled = by_rules(case.mail)
    described = learned.describe(ruled)
    if is_known or zlib.crc32(case.id.encode()) // 11 % 2:
        described = _without_rules(described)
    lines = tuple(_packed(line) for line in described.lines)
    dates = tuple(_packed(date) for date in described.dates)
    return Example(case, ruled, described.places, _packed(described.whole), lines, dates, promised)


def _packed(descriptions: Iterable[str]) -> weights.Keys:
    once, half = weights.keys_of(descriptions)
    return array("I", sorted(once)), array("I", sorted(half))


def _is_within(text: str, words: str, place: int) -> bool:
    start = text.find(words)
    return start <= place < start + len(words) if start >= 0 else False


def _without_rules(described: learned.Described) -> learned.Described:
    """Return the descriptions without what the rules made of the mail."""
    around, dates = (
        tuple(frozenset(name for name in one if name[0] != "r") for one in part)
        for part in (described.surroundings, described.dates)
    )
    return replace(described, surroundings=around, ruled=frozenset(), dates=dates)


def learn(
    examples: Sequence[Example],
) -> tuple[dict[str, weights.Table], dict[str, weights.Signs], weights.Trees]:
    """Return the tables, the signs of labels and what tells the first date, with bounds.

    All but the tables is chosen on mails by writers that were not learned from.
    """
    tables = [fit([one for one in examples if one.part != part]) for part in range(FOLDS)]
    asked = [(one, tables[one.part]) for one in examples if one.part is not None]
    told = fit_together(asked)
    guessed = [(one, weigh(one, given, told)) for one, given in asked]
    made = fit(examples)
    made["labels"] = replace(made["labels"], thresholds=tuple(choose_bounds(guessed)))
    made["dates"] = replace(made["dates"], thresholds=(DATE_BOUND,))
    report(guessed, made)
    return made, told, fit_first(guessed)


def weigh(example: Example, given: Mapping[str, weights.Table], told: Mapping[str, weights.Signs]) -> learned.Weighed:
    """Return how likely the labels and the dates of an example are."""
    return learned.weigh_keys(example.mail, example.lines, example.dates, given, told)


def fit(examples: Sequence[Example]) -> dict[str, weights.Table]:
    """Return the tables for the examples, with bounds of one half."""
    mails = [Row(one.mail, one.case.labels, one.counts) for one in examples]
    sentences = [
        Row(keys, labels, one.counts) for one in examples for keys, labels in zip(one.lines, one.said, strict=False)
    ]
    dates = [
        Row(keys, frozenset(["date"] if is_day else []), one.counts)
        for one in examples
        for keys, is_day in zip(one.dates, one.days, strict=True)
    ]
    return {
        "labels": table(mails, LABELS, COST["labels"]),
        "sentences": table(sentences, LABELS, COST["sentences"]),
        "dates": table(dates, ("date",), COST["dates"]),
    }


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


def fit_together(asked: Sequence[tuple[Example, Mapping[str, weights.Table]]]) -> dict[str, weights.Signs]:
    """Return what mail and sentences tell of each label together, from mails that the tables had not seen."""
    rows = []
    for one, given in asked:
        odds = [given["sentences"].odds_of(line) for line in one.lines]
        rows.append(learned.label_signs(given["labels"].odds_of(one.mail), odds))
    return {
        label: few([row[label] for row in rows], [label in one.case.labels for one, _given in asked], COST["together"])
        for label in LABELS
    }


def fit_first(guessed: Sequence[tuple[Example, learned.Weighed]]) -> weights.Trees:
    """Return what tells the date of the first payment, from mails that the tables had not seen."""
    from sklearn.ensemble import GradientBoostingClassifier

    rows, truths = [], []
    for one, weighed in guessed:
        rows += learned.date_signs(one.ruled, one.places, weighed)
        truths += [is_day and one.case.day is not None for is_day in one.days]
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


def choose_bounds(guessed: Sequence[tuple[Example, learned.Weighed]]) -> list[float]:
    """Return for each label the bound that reads most of the mails rightly."""
    steps = [step / 100 for step in range(round(_BOUND_MIN * 100), round(_BOUND_MAX * 100) + 1, 2)]
    limits = []
    for label in LABELS:
        styles: dict[str, list[tuple[float, bool]]] = {}
        for one, weighed in guessed:
            styles.setdefault(one.style, []).append((weighed.chances[label], label in one.case.labels))
        means = [(sum(_f1(pairs, step) for pairs in styles.values()) / len(styles), step) for step in steps]
        limits.append(_middle_of_best(means))
    return limits


def _f1(pairs: Sequence[tuple[float, bool]], bound: float) -> float:
    right = sum(truth for chance, truth in pairs if chance >= bound)
    counted = sum(chance >= bound for chance, _truth in pairs) + sum(truth for _chance, truth in pairs)
    return 2 * right / counted if counted else 0.0


def _middle_of_best(scores: Sequence[tuple[float, float]]) -> float:
    """Return the middle of the bounds that are nearly as good as the best: the best one alone is often chance."""
    best = max(score for score, _step in scores)
    good = [step for score, step in scores if score >= best - 0.004]
    return round(sum(good) / len(good), 3)


def report(guessed: Sequence[tuple[Example, learned.Weighed]], made: Mapping[str, weights.Table]) -> None:
    """Print how well mails are read whose writers had not been learned from."""
    bounds = {name: table.thresholds for name, table in made.items()}
    firsts = [fit_first([pair for pair in guessed if pair[0].part != part]) for part in range(FOLDS)]
    for style in STYLES:
        part = [(one, weighed) for one, weighed in guessed if one.style == style]
        right, counted, days, promises = Counter[str](), Counter[str](), 0, 0
        for one, weighed in part:
            dates = tuple(learned.first_chances(one.ruled, one.places, weighed, firsts[one.part or 0]))
            labels, place = learned.choose(one.ruled, one.places, replace(weighed, dates=dates), bounds)
            right.update(labels & one.case.labels)
            counted.update([*labels, *one.case.labels])
            if "promise" in labels | one.case.labels:
                promises += 1
                days += (place.found.day if place else None) == one.case.day
        if part:
            scores = [2 * right[label] / counted[label] for label in LABELS if counted[label]]
            macro, micro = statistics.fmean(scores), 2 * right.total() / counted.total()
            shown = f"dates {days / promises:.4f}" if promises else ""
            print(f"{style}- mails, other writers: macro F1 {macro:.4f}, micro {micro:.4f}, {shown}")


if __name__ == "__main__":
    sys.exit(main())
