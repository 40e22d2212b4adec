"""Risk: the network reads one mail into another, loses its place in a long one, or words in another order alike."""

from array import array
from datetime import date

import pytest

from ..reading import learned, network, sequence, weights
from ..reading.mail import Mail, by_rules

TODAY = date(2026, 3, 11)
WIDTH = 2


def words(text, subject="Re: Reminder", language="en"):
    _text, ruled = by_rules(Mail(subject, text, {}, language, TODAY))
    return learned.describe(ruled).words


def layer(inputs, outputs):
    """A layer of small numbers, each its own."""
    rows = [[((place * 7 + row * 3) % 11 - 5) / 10 for place in range(inputs)] for row in range(outputs)]
    return network.Layer(tuple(map(tuple, rows)), tuple((row % 3 - 1) / 10 for row in range(outputs)))


@pytest.fixture
def small():
    """A network of two numbers a word, two numbers a layer and two labels."""
    layers = {
        "words": layer(network.WORDS_SEEN * WIDTH, WIDTH),
        "around": layer(network.AROUND_SEEN * WIDTH, WIDTH),
        "sentences": layer(network.SENTENCES_SEEN * WIDTH, WIDTH),
        "labels": layer(2 * WIDTH, 2),
        "mail labels": layer(2 * WIDTH, 2),
        "date beside": layer(3 * WIDTH, WIDTH),
        "date": layer(WIDTH, 1),
    }
    return network.Network({1: 0, 2: 2, 3: 4}, array("b", [10, -20, 30, 5, -7, 40]), (0.1, 0.05), layers)


def test_what_is_told_of_which_word():
    made = words("Thank you. We pay on Friday.")
    assert made.starts == (0, 3, 6)
    assert made.dates == (9,)
    assert [made.sentence_of(word) for word in (0, 3, 9)] == [0, 1, 2]


def test_dates_of_what_is_not_looked_at_have_no_word():
    made = words("We pay on Friday. " * 200)
    assert len(made.keys) <= sequence.WORDS_MAX
    assert len(made.starts) <= 1 + sequence.SENTENCES_MAX
    assert len(made.dates) == learned.DATES_MAX and made.dates[0] is not None
    long = words("word " * 900 + "and we pay on Friday. " + "Yes we do. " * 80 + "We pay on Monday.")
    assert all(word is None or word < len(long.keys) for word in long.dates)


def test_a_mail_of_nothing_is_read(small):
    said = small.read(words("", subject=""))
    assert len(said.labels) == 2 and not said.dates


def test_each_word_counts_with_its_neighbours(small):
    """By hand: the first layer of a mail of two words, one of them unknown."""
    mail = sequence.Words(((1,), (99,)), (0,), ())
    [first, second] = small._words(mail)
    vector = [10 * 0.1, -20 * 0.05]
    rows, offsets = small.layers["words"].weights, small.layers["words"].offsets
    for row, offset, one, other in zip(rows, offsets, first, second, strict=True):
        assert one == pytest.approx(max(0, vector[0] * row[2] + vector[1] * row[3] + offset))
        assert other == pytest.approx(max(0, vector[0] * row[0] + vector[1] * row[1] + offset))


def test_zeros_are_left_out_and_change_nothing():
    one = layer(10, 3)
    numbers = [0.0, 2.0, 0.0, 0.0, 0.0, -1.0, 0.0, 0.5, 0.0, 0.0]
    by_hand = [sum(a * b for a, b in zip(numbers, row, strict=True)) for row in one.weights]
    assert one.of(numbers) == pytest.approx(
        [total + offset for total, offset in zip(by_hand, one.offsets, strict=True)]
    )
    assert one.of([0.0] * 10) == list(one.offsets)
    assert one.of([0.0, 3.0] + [0.0] * 8)[0] == pytest.approx(3 * one.weights[0][1] + one.offsets[0])


def test_several_descriptions_of_a_word_are_one_vector(small):
    assert small._vector((1, 3, 99)) == pytest.approx([(10 - 7) * 0.1 / 2**0.5, (-20 + 40) * 0.05 / 2**0.5])
    assert small._vector(()) == [0.0, 0.0]


def test_words_in_another_order_say_something_else():
    learned_network = weights.reads()
    first, second = (learned_network.read(words(text)) for text in ("You pay, we not.", "We pay, you not."))
    assert first.labels != second.labels


def test_what_was_remembered_changes_nothing():
    learned_network = weights.reads()
    mail = words("We pay EUR 500 on Friday. Please send the invoice again.")
    first = learned_network.read(mail)
    learned_network.read(words("Something else, by somebody else."))
    assert learned_network.read(mail) == first
    learned_network._seen.clear()
    assert learned_network.read(mail) == first


def test_the_network_has_numbers_for_all_that_is_asked():
    learned_network = weights.reads()
    said = learned_network.read(words("We pay on Friday."))
    assert (len(said.labels), len(said.lines), len(said.lines[0]), len(said.dates)) == (16, 1, 16, 1)
    assert len(learned_network.numbers) == len(learned_network.rows) * len(learned_network.scales)
