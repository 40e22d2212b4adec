"""Learns the weights with which replies are read, from the mails of the repository whose meaning is known.

``python -m bench.train_reading [--out FILE] [--files FILE …] [--phrases FILE …]``

It takes some fifteen minutes of two processors and scikit-learn (``pip install scikit-learn``); reading with the
weights takes neither.

A network that reads the words of a mail in their order (`bench/network.py`), and linear models: one for each label of a
mail, one for each label of a sentence, and one for dates: logistic regression with squared weights kept small, solved
by scikit-learn; what is about as frequent with a label as without it is kept smaller (Wang and Manning, "Baselines and
Bigrams", 2012). Which sentence says a label is marked in the mails. What these tell together, what tells the date of
the first payment, and the bounds from which a label counts, are learned from mails whose writers they had not seen,
some writers in turn. The same mails give the same file with the same scikit-learn, up to the rounding of its numbers.

The rules were written with `replies_dev.jsonl` before their author's eyes. What they make of those mails says nothing
about how right they are elsewhere, so it is hidden while learning; of every second other mail too, so that the weights
do not lean on the rules alone.
"""

from __future__ import annotations

import argparse
import multiprocessing
import statistics
import sys
import zlib
from array import array
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import islice
from pathlib import Path

from threadpoolctl import threadpool_limits

from workspace import pure

pure.install()

from odoo.addons.ar_sync_collections.reading import learned, sequence, weights, wording  # noqa: E402
from odoo.addons.ar_sync_collections.reading.folding import fold  # noqa: E402
from odoo.addons.ar_sync_collections.reading.mail import by_rules  # noqa: E402
from odoo.addons.ar_sync_collections.reading.network import Network, Said  # noqa: E402
from odoo.addons.ar_sync_collections.reading.values import LABELS  # noqa: E402

from . import evidence, network, phrases  # noqa: E402
from .reading import Case, read_file  # noqa: E402
from .regression import SEED, Row, few, grow, table  # noqa: E402

DATA = Path(__file__).parent / "data"
#: How much the weights may grow to explain a mail, a sentence or a date, and those that put both together.
COST = {"labels": 3.0, "sentences": 3.0, "dates": 1.0, "together": 1.0}
#: So many processes learn at once.
WORKERS = 2
#: Into so many parts the writers are divided.
FOLDS = 5
#: So much more a whole mail counts than a short one or one put together from phrases.
WHOLE = 3.0
#: The kinds of whole mails, each by a writer of its own in each language.
STYLES, LANGUAGES = ("w", "v", "u", "x", "t"), ("en", "de", "fr", "nl", "es")
#: From which likelihood a date is that of the promise.
DATE_BOUND = 0.45
_BOUND_MIN, _BOUND_MAX = 0.15, 0.65
#: The tables and the network of some mails, and what the network says of the others.
Fitted = tuple[dict[str, weights.Table], Network, list[Said]]


@dataclass(frozen=True)
class Example:
    """A mail with its meaning, what the rules made of it, and the check sums of what describes it and its dates."""

    case: Case
    ruled: learned.Ruled
    places: tuple[wording.Place, ...]
    mail: weights.Keys
    lines: tuple[weights.Keys, ...]
    dates: tuple[weights.Keys, ...]
    words: sequence.Words
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
    def lesson(self) -> network.Lesson:
        """What the network learns from it."""
        said = self.said
        lines = tuple(frozenset(map(LABELS.index, one)) for one in said) if said else None
        labels = frozenset(map(LABELS.index, self.case.labels))
        is_promised = bool(self.promised) or self.case.day is not None
        days = tuple(is_promised and is_day for is_day in self.days)
        return network.Lesson(self.words, labels, lines, days, self.counts / WHOLE)

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


#: A mail, tables that had not seen it, and what a network says of it that had not either.
Heard = tuple[Example, Mapping[str, weights.Table], Said]


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


def load(files: Iterable[Path], each: int | None = None) -> list[Example]:
    """Return the examples of files, of each file no more than ``each``."""
    return [
        _example(case, is_known=path.name == "replies_dev.jsonl")
        for path in files
        for case in islice(read_file(path), each)
    ]


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
    return Example(case, ruled, described.places, _packed(described.whole), lines, dates, described.words, promised)


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
) -> tuple[dict[str, weights.Table], dict[str, weights.Signs], weights.Trees, Network]:
    """Return the tables, the signs of labels and what tells the first date, with bounds, and the network.

    All but the tables and the network is chosen on mails by writers that were not learned from.
    """
    *parts, (made, by_words, _said) = fit_all(examples)
    heard = hear(examples, parts)
    told = fit_together(heard)
    guessed = [(one, weigh(one, given, told, said)) for one, given, said in heard]
    made["labels"] = replace(made["labels"], thresholds=tuple(choose_bounds(guessed)))
    made["dates"] = replace(made["dates"], thresholds=(DATE_BOUND,))
    report(guessed, made)
    return made, told, fit_first(guessed), by_words


def hear(examples: Sequence[Example], parts: Sequence[Fitted]) -> list[Heard]:
    """Return each mail of a part of the writers with the tables of all others, and what the network of those says."""
    return [
        (one, tables, it)
        for part, (tables, _network, said) in enumerate(parts[:FOLDS])
        for one, it in zip(of_part(examples, part), said, strict=True)
    ]


def weigh(
    example: Example, given: Mapping[str, weights.Table], told: Mapping[str, weights.Signs], said: Said
) -> learned.Weighed:
    """Return how likely the labels and the dates of an example are."""
    return learned.weigh_keys(example.mail, example.lines, example.dates, given, told, said)


#: What :func:`_fit_one` fits: processes that are forked have it without being handed it.
_examples: list[Example] = []


def of_part(examples: Sequence[Example], part: int) -> list[Example]:
    """Return the mails of a part of the writers."""
    return [one for one in examples if one.part == part]


def fit_all(examples: Sequence[Example]) -> list[Fitted]:
    """Return for each part of the writers tables and network of all others, and what it says; then those of all."""
    _examples[:] = examples
    with multiprocessing.get_context("fork").Pool(WORKERS) as pool:
        return pool.map(_fit_one, [*range(FOLDS), -1], chunksize=1)


def _fit_one(part: int) -> Fitted:
    examples = [one for one in _examples if one.part != part]
    others = [one.words for one in of_part(_examples, part)]
    with threadpool_limits(1):
        return fit(examples), *network.learn([one.lesson for one in examples], len(LABELS), SEED, others)


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


def fit_together(heard: Sequence[Heard]) -> dict[str, weights.Signs]:
    """Return what tells each label together, from mails that neither tables nor network had seen."""
    rows = []
    for one, given, said in heard:
        odds = [given["sentences"].odds_of(line) for line in one.lines]
        rows.append(learned.label_signs(given["labels"].odds_of(one.mail), odds, said))
    truths = [one.case.labels for one, _given, _said in heard]
    return {
        label: few([row[label] for row in rows], [label in truth for truth in truths], COST["together"])
        for label in LABELS
    }


def fit_first(guessed: Sequence[tuple[Example, learned.Weighed]]) -> weights.Trees:
    """Return what tells the date of the first payment, from mails that the tables had not seen."""
    rows, truths = [], []
    for one, weighed in guessed:
        rows += learned.date_signs(one.ruled, one.places, weighed)
        truths += [is_day and one.case.day is not None for is_day in one.days]
    return grow(rows, truths)


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
