"""Learns the network that reads the words of a mail in their order, with numpy: by back-propagation and Adam.

What goes in is `sequence.Words`, what comes out `network.Network`. The network and how it is read are those of
`ar_sync_collections/reading/network.py`; here all mails of a batch lie behind one another, with a gap of two empty
words between them, so that no mail looks into the next one.

Kingma and Ba, "Adam: A Method for Stochastic Optimization", 2015; Srivastava et al., "Dropout", 2014.
"""

from __future__ import annotations

import random
from array import array
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from workspace import pure

pure.install()

import numpy as np  # noqa: E402
from scipy.sparse import csr_matrix  # noqa: E402

from odoo.addons.ar_sync_collections.reading import network  # noqa: E402
from odoo.addons.ar_sync_collections.reading.sequence import Words  # noqa: E402

#: So many numbers describe a word, come out of a layer, and out of the last one for dates.
VECTOR, WIDTH, DATE_WIDTH = 48, 64, 32
#: What fewer mails say is not learned.
SEEN_MIN = 3
#: How often all mails are gone through, so many at once, and how far one step goes at most.
ROUNDS, AT_ONCE, PACE = 12, 32, 3e-3
#: This share of what each layer gives is left out while learning, so that nothing is leaned on alone.
LEFT_OUT = 0.35
#: How much sentences and dates count beside the mail.
SENTENCES, DATES = 0.5, 2.0
GAP = 2
_WARM, _CLIP, _ODDS_MAX = 0.1, 5.0, 30.0
#: The largest of the small numbers that a vector is kept in.
_SIZE_MAX = 127
Array = Any


@dataclass(frozen=True)
class Lesson:
    """A mail to learn from: its words, its labels, those of each sentence (if known), its date, how much it counts."""

    words: Words
    labels: frozenset[int]
    lines: tuple[frozenset[int], ...] | None
    days: tuple[bool, ...]
    counts: float


def learn(
    lessons: Sequence[Lesson], labels: int, seed: int, others: Sequence[Words] = ()
) -> tuple[network.Network, list[network.Said]]:
    """Return the network that the lessons teach, and what it says of other mails."""
    seen = Counter(key for one in lessons for keys in one.words.keys for key in set(keys))
    known = {key: place for place, key in enumerate(sorted(key for key, count in seen.items() if count >= SEEN_MIN))}
    learner = Learner(len(known), labels, seed)
    chance = random.Random(seed)
    rows = [Laid(one, known) for one in lessons]
    steps, step = ROUNDS * -(-len(rows) // AT_ONCE), 0
    for _round in range(ROUNDS):
        # Mails of about one length together.
        order = sorted(rows, key=lambda row: len(row.counts) + 20 * chance.random())
        batches = [order[start : start + AT_ONCE] for start in range(0, len(order), AT_ONCE)]
        chance.shuffle(batches)
        for rows_at_once in batches:
            part = step / steps
            learner.step(Batch(rows_at_once, labels, len(known)), PACE * min(part / _WARM, (1 - part) / (1 - _WARM)))
            step += 1
    made = learner.made(known)
    return made, [
        said
        for start in range(0, len(others), AT_ONCE)
        for said in learner.say(others[start : start + AT_ONCE], known, labels)
    ]


class Laid:
    """A lesson with its words as places of what is known."""

    def __init__(self, lesson: Lesson, known: Mapping[int, int]) -> None:
        rows = [[known[key] for key in keys if key in known] for keys in lesson.words.keys]
        self.lesson = lesson
        self.places = np.array([place for row in rows for place in row], dtype=np.int32)
        self.counts = np.array([len(row) for row in rows])
        self.values = np.repeat(1 / np.sqrt(np.maximum(self.counts, 1)), self.counts).astype(np.float32)


class Batch:
    """Mails behind one another: where each word, sentence and date is, and what is to come out."""

    def __init__(self, rows: Sequence[Laid], labels: int, known: int) -> None:
        self.known = known
        self.places = np.concatenate([row.places for row in rows])
        self.values = np.concatenate([row.values for row in rows])
        gap, one = np.zeros(GAP, dtype=int), np.float32(1)
        counts = np.concatenate([part for row in rows for part in (row.counts, gap)])
        self.ends = np.concatenate([[0], np.cumsum(counts)])
        lengths = [len(row.counts) for row in rows]
        firsts = np.cumsum([0, *(length + GAP for length in lengths)])
        self.is_word = np.concatenate([part for length in lengths for part in ([one] * length, gap)]).astype(
            np.float32
        )[:, None]
        sentences = [len(row.lesson.words.starts) for row in rows]
        self.mails = np.cumsum([0, *(count + 1 for count in sentences)])[:-1]
        self.is_sentence = np.concatenate([[one] * count + [one * 0] for count in sentences])[:, None]
        self.mail_of = np.repeat(np.arange(len(rows)), [count + 1 for count in sentences])
        self.sentences = np.concatenate(
            [
                first + np.array([*row.lesson.words.starts, length])
                for first, length, row in zip(firsts, lengths, rows, strict=False)
            ]
        )
        self.sentence_of = np.repeat(np.arange(len(self.sentences)), np.diff([*self.sentences, firsts[-1]]))
        dates = [
            (firsts[number] + word, self.mails[number] + row.lesson.words.sentence_of(word), number, is_day)
            for number, row in enumerate(rows)
            for word, is_day in zip(row.lesson.words.dates, row.lesson.days, strict=True)
            if word is not None
        ]
        self.dates = np.array([date[:3] for date in dates], dtype=int).reshape(-1, 3).T
        self.is_day = np.array([date[3] for date in dates], dtype=np.float32)
        self._truths(rows, labels)

    def _truths(self, rows: Sequence[Laid], labels: int) -> None:
        self.counts = np.array([row.lesson.counts for row in rows], dtype=np.float32)[:, None]
        self.labels = np.zeros((len(rows), labels), dtype=np.float32)
        self.lines = np.zeros((len(self.sentences), labels), dtype=np.float32)
        self.line_counts = np.zeros((len(self.sentences), 1), dtype=np.float32)
        for number, row in enumerate(rows):
            self.labels[number, list(row.lesson.labels)] = 1
            last = self.mails[number] + len(row.lesson.words.starts)
            # The first part is the subject.
            for place, said in enumerate(row.lesson.lines or (), start=self.mails[number] + 1):
                if place < last:
                    self.line_counts[place] = row.lesson.counts
                    self.lines[place, list(said)] = 1

    @cached_property
    def described(self) -> Array:
        """Which descriptions each word has."""
        return csr_matrix((self.values, self.places, self.ends), shape=(len(self.ends) - 1, self.known))

    @cached_property
    def used(self) -> tuple[Array, Array]:
        """Return the descriptions that the batch has, and which words have each."""
        used, places = np.unique(self.places, return_inverse=True)
        return used, csr_matrix((self.values, places, self.ends), shape=(len(self.ends) - 1, len(used))).T.tocsr()


class Learner:
    """The numbers while they are learned."""

    def __init__(self, known: int, labels: int, seed: int) -> None:
        self.chance = np.random.default_rng(seed)
        self.weights = {
            "vectors": self.chance.standard_normal((known, VECTOR), dtype=np.float32) * np.float32(0.3),
            "words": self._drawn(network.WORDS_SEEN * VECTOR, WIDTH),
            "around": self._drawn(network.AROUND_SEEN * WIDTH, WIDTH) / 2,
            "sentences": self._drawn(network.SENTENCES_SEEN * WIDTH, WIDTH) / 2,
            "labels": self._drawn(2 * WIDTH, labels) / 2,
            "mail labels": self._drawn(2 * WIDTH, labels) / 2,
            "date beside": self._drawn(3 * WIDTH, DATE_WIDTH),
            "date": self._drawn(DATE_WIDTH, 1) / 2,
        }
        names = [name for name in self.weights if name != "vectors"]
        self.offsets = {name: np.zeros(self.weights[name].shape[1], dtype=np.float32) for name in names}
        for name in ("labels", "mail labels"):
            self.offsets[name] -= 2
        every = [*self.weights.items(), *((f"{name} offsets", one) for name, one in self.offsets.items())]
        self.means = {name: (np.zeros_like(one), np.zeros_like(one)) for name, one in every}
        self.steps = 0

    def _drawn(self, rows: int, columns: int) -> Array:
        size = np.float32(np.sqrt(2 / rows))
        return self.chance.standard_normal((rows, columns), dtype=np.float32) * size

    # === READING === #

    def read(self, batch: Batch, left_out: float = 0.0) -> dict[str, Array]:
        """Return what every layer makes of a batch; the odds are ``labels``, ``lines`` and ``date``."""
        made: dict[str, Array] = {}
        vectors = self._leave_out(made, "vectors", batch.described @ self.weights["vectors"], left_out)
        made["words in"] = _beside(vectors, network.WORDS_SEEN)
        made["words"] = self._lit("words", made["words in"]) * batch.is_word
        seen = self._leave_out(made, "words", made["words"], left_out)
        made["around in"] = _beside(seen, network.AROUND_SEEN)
        made["around"] = self._lit("around", made["around in"]) * batch.is_word
        made["seen"] = made["words"] + made["around"]
        made["largest"] = np.maximum.reduceat(made["seen"], batch.sentences, 0)
        made["parts"] = self._leave_out(made, "parts", made["largest"] * batch.is_sentence, left_out)
        made["sentences in"] = _beside(made["parts"], network.SENTENCES_SEEN)
        made["sentences"] = self._lit("sentences", made["sentences in"]) * batch.is_sentence
        made["whole"] = made["parts"] + made["sentences"]
        made["mail"] = np.maximum.reduceat(made["whole"], batch.mails, 0)
        made["mail parts"] = np.maximum.reduceat(made["parts"], batch.mails, 0)
        made["labels in"] = np.concatenate([made["whole"], made["mail"][batch.mail_of]], 1)
        made["mail labels in"] = np.concatenate([made["mail"], made["mail parts"]], 1)
        words, sentences, mails = batch.dates
        made["date beside in"] = np.concatenate([made["seen"][words], made["whole"][sentences], made["mail"][mails]], 1)
        made["date in"] = self._lit("date beside", made["date beside in"])
        for name in ("labels", "mail labels", "date"):
            made[name] = made[f"{name} in"] @ self.weights[name] + self.offsets[name]
        return made

    def _lit(self, name: str, numbers: Array) -> Array:
        return np.maximum(numbers @ self.weights[name] + self.offsets[name], 0)

    def _leave_out(self, made: dict[str, Array], name: str, numbers: Array, share: float) -> Array:
        if not share:
            return numbers
        kept = (self.chance.random(numbers.shape, dtype=np.float32) >= share) / np.float32(1 - share)
        made[f"{name} kept"] = kept
        return numbers * kept

    # === LEARNING === #

    def step(self, batch: Batch, pace: float) -> None:
        """Learn from one batch."""
        found = self.slopes(batch, self.read(batch, LEFT_OUT))
        length = np.sqrt(sum(float((one * one).sum()) for one in found.values()))
        scale = np.float32(min(1.0, _CLIP / (length + 1e-9)))
        self.steps += 1
        for name, slope in found.items():
            rows = batch.used[0] if name == "vectors" else slice(None)
            kept = self.offsets[name.removesuffix(" offsets")] if name.endswith(" offsets") else self.weights[name]
            self._adam(kept, self.means[name], rows, slope * scale, pace)

    def _adam(self, kept: Array, means: tuple[Array, Array], rows: Any, slope: Array, pace: float) -> None:
        first, second = means
        first[rows] = first[rows] * np.float32(0.9) + slope * np.float32(0.1)
        second[rows] = second[rows] * np.float32(0.999) + slope * slope * np.float32(0.001)
        size = np.float32(pace / (1 - 0.9**self.steps))
        kept[rows] -= (
            size * first[rows] / (np.sqrt(second[rows] / np.float32(1 - 0.999**self.steps)) + np.float32(1e-8))
        )

    def slopes(self, batch: Batch, made: dict[str, Array]) -> dict[str, Array]:
        """Return for all numbers how the error of a batch grows with them."""
        count = np.float32(len(batch.labels))
        words, sentences, mails = batch.dates
        wrong = {
            "mail labels": (_chance(made["mail labels"]) - batch.labels) * batch.counts / count,
            "labels": (_chance(made["labels"]) - batch.lines) * batch.line_counts * np.float32(SENTENCES) / count,
            "date": (_chance(made["date"]) - batch.is_day[:, None]) * batch.counts[mails] * np.float32(DATES) / count,
        }
        found: dict[str, Array] = {}
        beside = self._back(found, "date beside", made, self._back(found, "date", made, wrong["date"]), "date in")
        of_mail = self._back(found, "mail labels", made, wrong["mail labels"])
        of_line = self._back(found, "labels", made, wrong["labels"])
        mail = of_mail[:, :WIDTH] + np.add.reduceat(of_line[:, WIDTH:], batch.mails, 0)
        np.add.at(mail, mails, beside[:, 2 * WIDTH :])
        whole = of_line[:, :WIDTH].copy()
        np.add.at(whole, sentences, beside[:, WIDTH : 2 * WIDTH])
        whole += _to_largest(made["whole"], made["mail"], batch.mail_of, batch.mails, mail)
        parts = whole + _to_largest(made["parts"], made["mail parts"], batch.mail_of, batch.mails, of_mail[:, WIDTH:])
        parts += _from_beside(self._back(found, "sentences", made, whole, "sentences"), network.SENTENCES_SEEN)
        parts = _kept(made, "parts", parts) * batch.is_sentence
        seen = _to_largest(made["seen"], made["largest"], batch.sentence_of, batch.sentences, parts)
        np.add.at(seen, words, beside[:, :WIDTH])
        first = _kept(
            made, "words", _from_beside(self._back(found, "around", made, seen, "around"), network.AROUND_SEEN)
        )
        vectors = _from_beside(self._back(found, "words", made, first + seen, "words"), network.WORDS_SEEN)
        found["vectors"] = batch.used[1] @ _kept(made, "vectors", vectors)
        return found

    def _back(self, found: dict[str, Array], name: str, made: dict[str, Array], slope: Array, lit: str = "") -> Array:
        """Keep the slopes of a layer, and return those of what went in; ``lit`` is what it gave, if not below zero."""
        slope = (slope * (made[lit] > 0) if lit else slope).astype(np.float32)
        found[name] = made[f"{name} in"].T @ slope
        found[f"{name} offsets"] = slope.sum(0)
        return slope @ self.weights[name].T

    # === WHAT WAS LEARNED === #

    def say(self, mails: Sequence[Words], known: Mapping[int, int], labels: int) -> list[network.Said]:
        """Return what the network says of mails: the same as `network.Network.read`, faster."""
        nothing = [Laid(Lesson(one, frozenset(), None, (False,) * len(one.dates), 1.0), known) for one in mails]
        batch = Batch(nothing, labels, len(known))
        made = self.read(batch)
        dates = iter(made["date"][:, 0].tolist())
        return [
            network.Said(
                tuple(made["mail labels"][number].tolist()),
                tuple(map(tuple, made["labels"][first + 1 : first + len(one.starts)].tolist())),
                tuple(network.UNSEEN if word is None else next(dates) for word in one.dates),
            )
            for number, (one, first) in enumerate(zip(mails, batch.mails, strict=True))
        ]

    def made(self, known: Mapping[int, int]) -> network.Network:
        """Return the network, its vectors in small numbers."""
        vectors = self.weights["vectors"]
        # A few large numbers would take the others' digits.
        largest = np.quantile(abs(vectors), 0.999, axis=0) if len(vectors) else np.ones(VECTOR)
        scales = np.maximum(largest, 1e-9) / _SIZE_MAX
        small = np.clip(np.rint(vectors / scales), -_SIZE_MAX, _SIZE_MAX).astype(np.int8)
        self.weights["vectors"] = (small * scales).astype(np.float32)
        layers = {
            name: network.Layer(
                tuple(array("f", map(float, row)) for row in self.weights[name].T), array("f", map(float, offsets))
            )
            for name, offsets in self.offsets.items()
        }
        rows = {key: place * VECTOR for key, place in known.items()}
        return network.Network(rows, array("b", small.tobytes()), tuple(map(float, scales)), layers)


def _beside(rows: Array, seen: int) -> Array:
    """Return each row between those beside it, ``seen`` in all, and zeros at the ends."""
    side = seen // 2
    padded = np.pad(rows, ((side, side), (0, 0)))
    return np.concatenate([padded[place : place + len(rows)] for place in range(seen)], 1)


def _from_beside(slopes: Array, seen: int) -> Array:
    """Return the slopes of each row, of those between rows beside them."""
    side, width, count = seen // 2, slopes.shape[1] // seen, len(slopes)
    padded = np.zeros((count + 2 * side, width), dtype=np.float32)
    for place in range(seen):
        padded[place : place + count] += slopes[:, place * width : (place + 1) * width]
    return padded[side : side + count]


def _to_largest(rows: Array, largest: Array, part_of: Array, starts: Array, slopes: Array) -> Array:
    """Return the slopes of rows of whose parts the largest numbers were taken."""
    hit = rows == largest[part_of]
    return (hit * (slopes / np.add.reduceat(hit, starts, 0, dtype=np.float32))[part_of]).astype(np.float32)


def _kept(made: dict[str, Array], name: str, slopes: Array) -> Array:
    kept = made.get(f"{name} kept")
    return slopes if kept is None else slopes * kept


def _chance(odds: Array) -> Array:
    return 1 / (1 + np.exp(-np.clip(odds, -_ODDS_MAX, _ODDS_MAX)))
