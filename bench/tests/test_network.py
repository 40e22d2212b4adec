"""Risk: the network learns by wrong slopes, or is not the one that reads."""

import numpy as np
import pytest

from odoo.addons.ar_sync_collections.reading.sequence import Words

from bench import network
from bench.network import Batch, Laid, Learner, Lesson

LABELS = 3
#: Mails of a subject and of one to three sentences; 1 to 8 are known, 99 is not.
MAILS = [
    Words(((1,), (2, 3), (4,), (5, 99), (6,)), (0, 2), (3,)),
    Words(((1,), (7,), (8, 2), (1,), (3,)), (0, 1, 3), (2, None)),
    Words(((1,), (4, 5, 6), (99,), (2,)), (0, 1, 2, 3), ()),
]
KNOWN = {key: key - 1 for key in range(1, 9)}


@pytest.fixture(autouse=True)
def small(monkeypatch):
    for name, size in (("VECTOR", 4), ("WIDTH", 5), ("DATE_WIDTH", 3), ("ROUNDS", 3), ("SEEN_MIN", 1)):
        monkeypatch.setattr(network, name, size)


def lessons():
    return [
        Lesson(MAILS[0], frozenset([0]), (frozenset([0]),), (True,), 1.0),
        Lesson(MAILS[1], frozenset([1, 2]), (frozenset(), frozenset([1])), (True, False), 0.5),
        Lesson(MAILS[2], frozenset([2]), None, (), 1.0),
    ]


def error_of(learner, batch):
    def wrong(odds, truth):
        return np.maximum(odds, 0) - odds * truth + np.log1p(np.exp(-abs(odds)))

    made = learner.read(batch)
    mails = batch.dates[2]
    return (
        (wrong(made["mail labels"], batch.labels) * batch.counts).sum()
        + network.SENTENCES * (wrong(made["labels"], batch.lines) * batch.line_counts).sum()
        + network.DATES * (wrong(made["date"], batch.is_day[:, None]) * batch.counts[mails]).sum()
    ) / len(batch.labels)


def test_the_slopes_are_those_of_the_error():
    learner = Learner(len(KNOWN), LABELS, 1)
    for numbers in (learner.weights, learner.offsets):
        numbers.update({name: one.astype(np.float64) for name, one in numbers.items()})
    batch = Batch([Laid(one, KNOWN) for one in lessons()], LABELS, len(KNOWN))
    slopes = learner.slopes(batch, learner.read(batch))
    chance = np.random.default_rng(5)
    for name, slope in slopes.items():
        kept = learner.offsets[name.removesuffix(" offsets")] if name.endswith(" offsets") else learner.weights[name]
        rows = batch.used[0] if name == "vectors" else range(len(kept))
        for _try in range(5):
            place = tuple(chance.integers(size) for size in slope.shape)
            at = (rows[place[0]], *place[1:])
            before, step = kept[at], 1e-5
            kept[at] = before + step
            above = error_of(learner, batch)
            kept[at] = before - step
            below = error_of(learner, batch)
            kept[at] = before
            assert slope[place] == pytest.approx((above - below) / (2 * step), abs=1e-4), name


def test_what_reads_is_what_was_learned():
    made, said = network.learn(lessons(), LABELS, 2, MAILS)
    for mail, told in zip(MAILS, said, strict=True):
        read = made.read(mail)
        assert read.labels == pytest.approx(told.labels, abs=1e-4)
        assert read.dates == pytest.approx(told.dates, abs=1e-4)
        assert [*map(len, read.lines)] == [*map(len, told.lines)] == [LABELS] * (len(mail.starts) - 1)
        for line, other in zip(read.lines, told.lines, strict=True):
            assert line == pytest.approx(other, abs=1e-4)


def test_the_same_lessons_give_the_same_network():
    first, second = (network.learn(lessons(), LABELS, 2)[0] for _time in range(2))
    assert (first.rows, first.numbers, first.layers) == (second.rows, second.numbers, second.layers)


def test_a_mail_is_read_alike_whatever_lies_beside_it():
    learner = Learner(len(KNOWN), LABELS, 3)
    [alone] = learner.say(MAILS[:1], KNOWN, LABELS)
    beside = learner.say([MAILS[1], MAILS[0], MAILS[2]], KNOWN, LABELS)[1]
    assert beside.labels == pytest.approx(alone.labels, abs=1e-5)
    assert beside.dates == pytest.approx(alone.dates, abs=1e-5)


def test_it_learns(monkeypatch):
    for name, value in (("ROUNDS", 200), ("PACE", 0.03), ("LEFT_OUT", 0.0)):
        monkeypatch.setattr(network, name, value)
    _made, said = network.learn(lessons() * 4, LABELS, 4, MAILS)
    assert [{place for place, odds in enumerate(one.labels) if odds > 0} for one in said] == [{0}, {1, 2}, {2}]
    assert said[0].dates[0] > 0 and said[1].dates[0] > 0
