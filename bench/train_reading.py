"""Learns the weights with which replies are read, from the mails of the repository whose meaning is known.

``python -m bench.train_reading [--out FILE] [--files FILE …] [--phrases FILE …]``

It takes a few minutes and scikit-learn (``pip install scikit-learn``); reading with the weights takes neither.

A linear model for each label, and one for dates: logistic regression with squared weights kept small, solved by
scikit-learn. What of a mail tells the date of its first payment, and the bounds from which a label counts, are learned
from mails that those weights had not seen, each third of them in turn. The same mails give the same file with the same
scikit-learn, up to the rounding of its numbers.

The rules were written with `replies_dev.jsonl` before their author's eyes. What they make of those mails says nothing
about how right they are elsewhere, so it is hidden while learning; of every second other mail too, so that the weights
do not lean on the rules alone.
"""

from __future__ import annotations

import argparse
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

from . import phrases  # noqa: E402
from .reading import Case, read_file  # noqa: E402

DATA = Path(__file__).parent / "data"
#: How much the weights may grow to explain a mail, and the few of the first date.
COST = {"labels": 6.0, "dates": 6.0, "first": 0.1}
ROUNDS, FOLDS, SEED = 100, 3, 20260311
#: So much more a whole mail counts than a short one or one put together from phrases.
WHOLE = 3.0
#: A description that fewer mails have is not learned.
SEEN_MIN = 3
#: From which likelihood a date is that of the promise.
DATE_BOUND = 0.55
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
    def is_written(self) -> bool:
        """Whether a person wrote the mail as a whole."""
        return not self.case.id.startswith("phrase-")

    @property
    def is_whole(self) -> bool:
        """Whether it is one of the whole mails, with quotes and courtesy, not one of the short ones."""
        return self.case.id.startswith(("dev-", "u-", "v-", "w-"))

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
    def part(self) -> int:
        """Which part of the mails it belongs to."""
        return zlib.crc32(self.case.id.encode()) // 7 % FOLDS


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
    dates = tuple(_packed(date) for date in described.dates)
    return Example(case, ruled, described.places, _packed(described.whole), dates, promised)


def _packed(descriptions: Iterable[str]) -> weights.Keys:
    once, half = weights.keys_of(descriptions)
    return array("I", sorted(once)), array("I", sorted(half))


def _is_within(text: str, words: str, place: int) -> bool:
    start = text.find(words)
    return start <= place < start + len(words) if start >= 0 else False


def _without_rules(described: learned.Described) -> learned.Described:
    """Return the descriptions without what the rules made of the mail."""
    dates = tuple(frozenset(one for one in date if one[0] != "r") for date in described.dates)
    return learned.Described(described.sentences, described.rest, frozenset(), described.places, dates)


def learn(examples: Sequence[Example]) -> tuple[dict[str, weights.Table], weights.First]:
    """Return the tables and what tells the first date, with bounds chosen on mails that were not learned from."""
    guessed: list[tuple[Example, learned.Weighed]] = []
    for part in range(FOLDS):
        given = fit([one for one in examples if one.part != part])
        guessed += [(one, weigh(one, given)) for one in examples if one.part == part and one.is_written]
    bounds = choose_bounds(guessed)
    made = {name: replace(table, thresholds=tuple(bounds[name])) for name, table in fit(examples).items()}
    return made, fit_first(guessed)


def weigh(example: Example, given: Mapping[str, weights.Table]) -> learned.Weighed:
    """Return how likely the labels and the dates of an example are."""
    labels, dates = given["labels"], given["dates"]
    chances = dict(zip(labels.columns, labels.chances_of(example.mail), strict=True))
    return learned.Weighed(chances, tuple(dates.chances_of(keys)[0] for keys in example.dates))


def fit(examples: Sequence[Example]) -> dict[str, weights.Table]:
    """Return the tables for the examples, with bounds of one half."""
    mails = [Row(one.mail, one.case.labels, one.counts) for one in examples]
    dates = [
        Row(keys, frozenset(["date"] if is_day else []), one.counts)
        for one in examples
        for keys, is_day in zip(one.dates, one.days, strict=True)
    ]
    return {"labels": table(mails, LABELS, COST["labels"]), "dates": table(dates, ("date",), COST["dates"])}


def table(rows: Sequence[Row], columns: Sequence[str], cost: float) -> weights.Table:
    """Return the weights that tell the columns of rows."""
    seen = Counter(key for row in rows for part in row.keys for key in part)
    known = {key: index for index, key in enumerate(sorted(key for key, count in seen.items() if count >= SEEN_MIN))}
    described = matrix([row.keys for row in rows], known)
    counts = [row.counts for row in rows]
    fitted = [regress(described, [name in row.names for row in rows], counts, cost) for name in columns]
    scales = [max(map(abs, found), default=0.0) / weights.SIZE_MAX or 1.0 for found, _offset in fitted]
    numbers = array("b", bytes(len(known) * len(columns)))
    for column, ((found, _offset), scale) in enumerate(zip(fitted, scales, strict=True)):
        numbers[column :: len(columns)] = array("b", [round(one / scale) for one in found])
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


def regress(described: Any, truths: Sequence[bool], counts: Sequence[float], cost: float) -> tuple[list[float], float]:
    """Return the weights and the offset of a logistic regression; none for what is always or never so."""
    from sklearn.exceptions import ConvergenceWarning
    from sklearn.linear_model import LogisticRegression

    if len(set(truths)) < 2:
        return [0.0] * described.shape[1], 4.0 if truths and truths[0] else -4.0
    model = LogisticRegression(
        C=cost, solver="liblinear", dual=True, max_iter=ROUNDS, tol=1e-2, random_state=SEED, intercept_scaling=1
    )
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", ConvergenceWarning)  # near enough: the bounds are chosen on other mails
        model.fit(described, truths, sample_weight=counts)
    return [float(number) for number in model.coef_[0]], float(model.intercept_[0])


def fit_first(guessed: Sequence[tuple[Example, learned.Weighed]]) -> weights.First:
    """Return what tells the date of the first payment, from mails that the weights had not seen."""
    from sklearn.linear_model import LogisticRegression

    rows, truths, counts = [], [], []
    for one, weighed in guessed:
        if not one.is_known:
            rows += learned.signs(one.ruled, one.places, weighed)
            truths += [is_day and one.case.day is not None for is_day in one.days]
            counts += [one.counts] * len(one.places)
    names = sorted(rows[0]) if rows else []
    if len(set(truths)) < 2:
        return weights.First({"date": 1.0}, 0.0)
    spread = {name: statistics.pstdev(row[name] for row in rows) or 1.0 for name in names}
    scaled = [[row[name] / spread[name] for name in names] for row in rows]
    model = LogisticRegression(C=COST["first"], max_iter=1000).fit(scaled, truths, sample_weight=counts)
    found = zip(names, model.coef_[0], strict=True)
    return weights.First({name: float(number) / spread[name] for name, number in found}, float(model.intercept_[0]))


def choose_bounds(guessed: Sequence[tuple[Example, learned.Weighed]]) -> dict[str, list[float]]:
    """Return for each label the bound that reads most of the mails rightly, and that of dates."""
    steps = [step / 100 for step in range(round(_BOUND_MIN * 100), round(_BOUND_MAX * 100) + 1, 2)]
    limits = []
    for label in LABELS:
        styles: dict[str, list[tuple[float, bool]]] = {}
        for one, weighed in guessed:
            styles.setdefault(one.style, []).append((weighed.chances[label], label in one.case.labels))
        means = [(sum(_f1(pairs, step) for pairs in styles.values()) / len(styles), step) for step in steps]
        limits.append(_middle_of_best(means))
    return {"labels": limits, "dates": [DATE_BOUND]}


def _f1(pairs: Sequence[tuple[float, bool]], bound: float) -> float:
    right = sum(truth for chance, truth in pairs if chance >= bound)
    counted = sum(chance >= bound for chance, _truth in pairs) + sum(truth for _chance, truth in pairs)
    return 2 * right / counted if counted else 0.0


def _middle_of_best(scores: Sequence[tuple[float, float]]) -> float:
    """Return the middle of the bounds that are nearly as good as the best: the best one alone is often chance."""
    best = max(score for score, _step in scores)
    good = [step for score, step in scores if score >= best - 0.004]
    return round(sum(good) / len(good), 3)


if __name__ == "__main__":
    sys.exit(main())
