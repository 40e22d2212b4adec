"""Learns the weights with which replies are read, from the mails of the repository whose meaning is known.

``python -m bench.train_reading [--out FILE] [--files FILE …] [--phrases FILE …]``

A linear model for each label, and one for dates: logistic regression with squared weights kept small, solved in the
dual by one coordinate after the other (Yu, Huang and Lin, 2011), in plain Python. The bounds from which a label counts
are those that give the best F1 on mails that the weights had not seen, each half of them in turn. The order in which
mails are visited comes from a seed: the same mails give the same file.

The rules were written with `replies_dev.jsonl` before their author's eyes. What they make of those mails says nothing
about how right they are elsewhere, so it is hidden while learning; of every second other mail too, so that the weights
do not lean on the rules alone.
"""

from __future__ import annotations

import argparse
import math
import random
import sys
import zlib
from array import array
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from operator import itemgetter, mul
from pathlib import Path

from workspace import pure

pure.install()

from odoo.addons.ar_sync_collections.reading import learned, weights, wording  # noqa: E402
from odoo.addons.ar_sync_collections.reading.folding import fold  # noqa: E402
from odoo.addons.ar_sync_collections.reading.mail import by_rules  # noqa: E402
from odoo.addons.ar_sync_collections.reading.values import LABELS  # noqa: E402

from . import phrases  # noqa: E402
from .reading import Case, read_file  # noqa: E402

DATA = Path(__file__).parent / "data"
#: How much the weights may grow to explain a mail.
COST = {"labels": 6.0, "dates": 6.0}
ROUNDS, FOLDS, SEED = 6, 2, 20260311
#: A mail whose pull changes by less than this part of the cost is visited every fourth time.
CALM = 5e-3
#: A description that fewer mails have is not learned.
SEEN_MIN = 3
#: From which likelihood a date is that of a promise; the rules move it.
DATE_BOUND = 0.45
_BOUND_MIN, _BOUND_MAX = 0.15, 0.65

Vector = tuple[tuple[int, ...], tuple[float, ...]]


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
    def is_long(self) -> bool:
        """Whether it is one of the whole mails, with quotes and courtesy, not one of the short ones."""
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
    parser.add_argument("--rounds", type=int, default=ROUNDS)
    options = parser.parse_args(arguments)
    examples = [*load(options.files), *load_phrases(options.phrases)]
    content = weights.pack(learn(examples, options.rounds))
    options.out.write_bytes(content)
    print(f"{options.out}: {len(content)} bytes")
    return 0


def default_files() -> list[Path]:
    """Return the files that may be learned from."""
    return [DATA / "replies_dev.jsonl", *sorted(DATA.glob("train_*.jsonl"))]


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


def learn(examples: Sequence[Example], rounds: int = ROUNDS) -> dict[str, weights.Table]:
    """Return the tables for the examples, with bounds chosen on mails that were not learned from."""
    guessed: list[tuple[Example, learned.Weighed]] = []
    for part in range(FOLDS):
        given = fit([one for one in examples if one.part != part], rounds)
        guessed += [(one, weigh(one, given)) for one in examples if one.part == part and one.is_written]
    bounds = choose_bounds(guessed)
    return {
        name: weights.Table(table.columns, table.scales, table.offsets, tuple(bounds[name]), table.rows, table.numbers)
        for name, table in fit(examples, rounds).items()
    }


def weigh(example: Example, given: Mapping[str, weights.Table]) -> learned.Weighed:
    """Return how likely the labels and the dates of an example are."""
    labels, dates = given["labels"], given["dates"]
    chances = dict(zip(labels.columns, labels.chances_of(example.mail), strict=True))
    return learned.Weighed(chances, tuple(dates.chances_of(keys)[0] for keys in example.dates))


def fit(examples: Sequence[Example], rounds: int = ROUNDS) -> dict[str, weights.Table]:
    """Return the tables for the examples, with bounds of one half."""
    mails = [(one.mail, one.case.labels) for one in examples]
    dates = [
        (keys, frozenset(["date"] if is_day else []))
        for one in examples
        for keys, is_day in zip(one.dates, one.days, strict=True)
    ]
    return {
        "labels": table(mails, LABELS, COST["labels"], rounds),
        "dates": table(dates, ("date",), COST["dates"], rounds),
    }


def table(
    rows: Sequence[tuple[weights.Keys, frozenset[str]]], columns: Sequence[str], cost: float, rounds: int
) -> weights.Table:
    """Return the weights that tell the columns of rows."""
    seen = Counter(key for (once, half), _names in rows for part in (once, half) for key in part)
    known = {key: index for index, key in enumerate(sorted(key for key, count in seen.items() if count >= SEEN_MIN))}
    vectors = [vector(keys, known) for keys, _names in rows]
    fitted = [regress(vectors, [name in names for _keys, names in rows], len(known), cost, rounds) for name in columns]
    scales = [max(map(abs, found), default=0.0) / weights.SIZE_MAX or 1.0 for found, _offset in fitted]
    numbers = array("b", bytes(len(known) * len(columns)))
    for column, ((found, _offset), scale) in enumerate(zip(fitted, scales, strict=True)):
        numbers[column :: len(columns)] = array("b", [round(one / scale) for one in found])
    places = {key: index * len(columns) for key, index in known.items()}
    offsets = tuple(offset for _found, offset in fitted)
    return weights.Table(tuple(columns), tuple(scales), offsets, (0.5,) * len(columns), places, numbers)


def vector(keys: weights.Keys, known: Mapping[int, int]) -> Vector:
    """Return a description as places and values."""
    once, half = (sorted(known[key] for key in part if key in known) for part in keys)
    size = weights.LENGTH / weights.length_of(keys, known)
    return (*once, *half), (size,) * len(once) + (size / 2,) * len(half)


def regress(
    vectors: Sequence[Vector], truths: Sequence[bool], width: int, cost: float, rounds: int
) -> tuple[list[float], float]:
    """Return the weights and the offset of a logistic regression."""
    found = [0.0] * (width + 1)
    lines = [((*places, width), (*values, 1.0)) for places, values in vectors]
    squares = [sum(map(mul, values, values)) for _places, values in lines]
    pulls = [min(1e-3 * cost, 1e-8)] * len(lines)
    order = list(range(len(lines)))
    for (places, values), pull, truth in zip(lines, pulls, truths, strict=True):
        _add(found, places, values, pull if truth else -pull)
    source = random.Random(SEED)
    calm: set[int] = set()
    for turn in range(rounds):
        source.shuffle(order)
        for index in order:
            if index in calm and turn % 4 and turn < rounds - 1:
                continue
            places, values = lines[index]
            sign = 1.0 if truths[index] else -1.0
            margin = (
                sign * sum(map(mul, itemgetter(*places)(found), values)) if len(places) > 1 else sign * found[width]
            )
            pull = _best_pull(pulls[index], margin, squares[index], cost)
            step = pull - pulls[index]
            (calm.add if turn and abs(step) < CALM * cost else calm.discard)(index)
            if abs(step) > 1e-9:
                pulls[index] = pull
                _add(found, places, values, sign * step)
    return found[:width], found[width]


def _add(found: list[float], places: Sequence[int], values: Sequence[float], step: float) -> None:
    for place, value in zip(places, values, strict=True):
        found[place] += step * value


def _best_pull(pull: float, margin: float, square: float, cost: float) -> float:
    """Return by Newton's steps how much a mail pulls at the weights when all others stay."""
    low, high = 1e-12 * cost, cost * (1 - 1e-12)
    new = min(max(pull, low), high)
    for _step in range(30):
        slope = square * (new - pull) + margin + math.log(new / (cost - new))
        bend = square + cost / (new * (cost - new))
        moved = new - slope / bend
        moved = new / 10 if moved <= low else new + (high - new) * 0.9 if moved >= high else moved
        if abs(moved - new) < 1e-9 * cost:
            return moved
        new = moved
    return new


def choose_bounds(guessed: Sequence[tuple[Example, learned.Weighed]]) -> dict[str, list[float]]:
    """Return for each label the bound that reads most of the mails rightly, and that of dates."""
    steps = [step / 100 for step in range(round(_BOUND_MIN * 100), round(_BOUND_MAX * 100) + 1, 2)]
    limits = []
    for label in LABELS:
        styles: dict[bool, list[tuple[float, bool]]] = {}
        for one, weighed in guessed:
            styles.setdefault(one.is_long, []).append((weighed.chances[label], label in one.case.labels))
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
