"""Risk: the weights cannot be made again from the mails, or are learned from what must stay unread."""

import json
from zlib import crc32

import pytest

from bench import phrases, regression, train_reading
from bench.train_reading import weights

ROWS = [
    ("We have paid this invoice last week.", ["paid"]),
    ("It was paid on 3 March, please check your account.", ["paid"]),
    ("We paid it already, please check again.", ["paid"]),
    ("Please send a copy of the invoice.", ["document"]),
    ("Could you send us the invoice again?", ["document"]),
    ("Please send us the signed delivery note.", ["document"]),
    ("We will pay on Friday.", ["promise"]),
    ("You will have the money on Friday, we promise.", ["promise"]),
    ("We will pay the invoice on Friday, sorry.", ["promise"]),
]


@pytest.fixture
def mails(tmp_path):
    rows = [
        {
            "id": f"{writer}-{number}",
            "language": "en",
            "reference_date": "2026-03-11",
            "subject": "Re: Reminder",
            "headers": {},
            "text": text,
            "intents": labels,
            "promise_date": "2026-03-13" if labels == ["promise"] else None,
            "evidence": {label: [text] for label in labels},
        }
        for writer in train_reading.STYLES
        for number, (text, labels) in enumerate(ROWS)
    ]
    path = tmp_path / "train_en.jsonl"
    path.write_text("\n".join(map(json.dumps, rows)))
    return path


@pytest.fixture
def learned_from(mails):
    """The mails, each with what tables of other writers' mails make of it, and the signs of each label."""
    examples = train_reading.load([mails])
    heard = train_reading.hear(examples, train_reading.fit_all(examples))
    told = train_reading.fit_together(heard)
    return [(one, train_reading.weigh(one, given, told, said)) for one, given, said in heard], told


def test_the_same_mails_give_the_same_file(mails, tmp_path):
    made = []
    for name in ("one.bin", "two.bin"):
        arguments = ["--files", str(mails), "--phrases", "--out", str(tmp_path / name)]
        assert train_reading.main(arguments) == 0
        made.append((tmp_path / name).read_bytes())
    assert made[0] == made[1]
    assert set(weights.parse(made[0])) == {"labels", "sentences", "dates"}
    assert set(weights.parse_signs(made[0])) == set(train_reading.LABELS)
    assert weights.parse_network(made[0]).rows


def test_what_was_learned_is_known(learned_from):
    for example, weighed in learned_from[0]:
        assert max(weighed.chances, key=weighed.chances.__getitem__) in example.case.labels


def test_the_date_of_the_payment_is_told_from_others(learned_from):
    guessed, _told = learned_from
    first = train_reading.fit_first([(one, weighed) for one, weighed in guessed for _copy in range(9)])
    promised = [(one, weighed) for one, weighed in guessed if one.case.day]
    assert promised
    for one, weighed in promised:
        signs = train_reading.learned.date_signs(one.ruled, one.places, weighed)
        assert first.chance(signs[0]) > 0.5


def test_writers_are_read_by_tables_that_learned_from_others(mails):
    examples = train_reading.load([mails])
    parts = {}
    for one in examples:
        parts.setdefault(one.style, set()).add(one.part)
    assert len(parts) == len({frozenset(part) for part in parts.values()}) == len(train_reading.STYLES)


def test_what_never_happens_has_weights_that_never_say_so():
    described = regression.matrix([((1,), ()), ((2,), ())], {1: 0, 2: 1})
    assert regression.regress(described, described.T, [False, False], [1.0, 1.0], 6.0) == ([0.0, 0.0], -4.0)


def test_the_unread_mails_are_never_learned_from():
    names = [path.name for path in [*train_reading.default_files(), *train_reading.phrase_files()]]
    assert not any("held" in name for name in names)
    assert "replies_dev.jsonl" in names and len(names) == 16


def test_what_the_rules_made_is_hidden_where_they_were_written_with_the_mails(mails, tmp_path):
    known = tmp_path / "replies_dev.jsonl"
    known.write_text(mails.read_text())
    ruled = crc32(b"rpromise")
    plain, hidden = train_reading.load([mails]), train_reading.load([known])
    assert any(ruled in example.mail[0] for example in plain)
    assert not any(ruled in keys[0] for example in hidden for keys in (example.mail, *example.lines, *example.dates))


def test_phrases_are_the_same_every_time_and_of_known_labels():
    for path in train_reading.phrase_files():
        first, second = list(phrases.mails(path, 2)), list(phrases.mails(path, 2))
        assert first == second and len(first) > 300
        for made in first:
            assert made.labels <= set(train_reading.LABELS)
            assert not set("{}|[]") & set(made.mail.text), made.mail.text
            assert ("promise" in made.labels) is bool(made.promised)


def test_nearly_every_promised_date_of_the_phrases_is_found():
    for path in train_reading.phrase_files():
        examples = [one for one in train_reading.load_phrases([path], 1) if one.promised]
        assert sum(any(one.days) for one in examples) >= 0.95 * len(examples)


def test_a_broken_line_is_named(tmp_path):
    path = tmp_path / "en.txt"
    path.write_text("# fine\npd: paid\npr: no date here\n")
    with pytest.raises(phrases.PhrasesError, match="line 3"):
        phrases.lines(path)


def test_bounds_are_where_most_is_right(learned_from):
    bounds = train_reading.choose_bounds(learned_from[0])
    assert len(bounds) == len(train_reading.LABELS)
    assert all(0.1 <= bound <= 0.7 for bound in bounds)


def test_marked_words_are_found_in_the_mails():
    """Words that were marked and are in no sentence would teach that nobody says it."""
    for path in train_reading.default_files():
        if path.name.startswith("train_"):
            continue
        missing = marked = 0
        for one in train_reading.load([path], 150):
            labels = [label for label in one.case.evidence or () if one.case.evidence[label]]
            marked += len(labels)
            missing += len(set(labels) - set().union(*one.said))
        assert marked > 100 and missing <= marked * 0.02, path.name
