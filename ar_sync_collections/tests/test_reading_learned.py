"""Risk: the learned weights act like certain knowledge, quote nobody, or a damaged file reads mails as nonsense."""

import json
import zlib
from array import array
from datetime import date

import pytest

from ..reading import concepts, learned, network, weights, wording
from ..reading.mail import Mail, by_rules, read
from ..reading.values import LABELS, LANGUAGES
from .reading_phrases import PHRASES

TODAY = date(2026, 3, 11)
#: What does something without a person is surer than this.
SURE = 0.8


def say(text, language="en", subject="Re: Reminder", headers=None):
    return read(Mail(subject, text, headers or {}, language, TODAY))


def test_the_file_has_a_column_for_every_label_and_bounds_that_can_be_reached():
    tables = weights.tables()
    assert tables["labels"].columns == tables["sentences"].columns == LABELS
    assert set(weights.signs()) == set(LABELS)
    assert weights.first().trees
    assert tables["dates"].columns == ("date",)
    for table in tables.values():
        assert all(0.05 < bound < 0.9 for bound in table.thresholds)
        assert len(table.numbers) == len(table.rows) * len(table.columns)


def test_the_file_is_small():
    assert weights.PATH.stat().st_size < 9_000_000


def test_what_is_packed_can_be_read_again():
    table = weights.Table(("a", "b"), (0.5, 0.25), (0.1, -2.0), (0.3, 0.4), {7: 0, 3: 2}, array("b", [1, -2, 3, -4]))
    told = {"paid": weights.Signs({"mail": 1.5}, -0.25)}
    first = weights.Trees(("date", "line"), -0.5, ((1, 0.5, -1.0, (0, 2.0, 0.25, 1.0)), 0.125))
    by_words = network.Network(
        {9: 0, 5: 2},
        array("b", [5, -6, 7, -8]),
        (0.5, 0.25),
        {"date": network.Layer(((1.0, 2.0), (3.0, 4.0)), (0.5, -0.5))},
    )
    content = weights.pack({"one": table, "two": table}, told, first, by_words)
    again = weights.parse(content)
    other = weights.parse_network(content)
    assert (other.layers, other.scales) == (by_words.layers, by_words.scales)
    assert {key: list(other.numbers[start : start + 2]) for key, start in other.rows.items()} == {
        9: [5, -6],
        5: [7, -8],
    }
    assert weights.parse_signs(content) == told
    assert weights.parse_first(content) == first
    assert again["one"] == again["two"]
    one = again["one"]
    assert (one.columns, one.scales, one.thresholds) == (table.columns, table.scales, table.thresholds)
    assert {key: list(one.numbers[start : start + 2]) for key, start in one.rows.items()} == {7: [1, -2], 3: [3, -4]}


def test_trees_ask_until_they_know():
    first = weights.Trees(("date", "line"), 0.0, ((1, 0.5, -1.0, (0, 2.0, 0.0, 1.0)),))
    assert first.chance({"date": 9.0, "line": 0.5}) < first.chance({"date": 2.0, "line": 0.6}) == 0.5
    assert first.chance({"date": 2.1, "line": 0.6}) > 0.7


@pytest.mark.parametrize("tree", [[5, 0.0, 1.0, 1.0], [0, 0.0, 1.0], "x", None])
def test_a_damaged_tree_is_refused(tree):
    head = {"tables": [], "first": {"names": ["date"], "offset": 0, "trees": [tree]}}
    with pytest.raises(weights.WeightsError):
        weights.parse_first(weights.FORMAT + json.dumps(head).encode() + b"\n")


@pytest.mark.parametrize(
    "damage",
    [
        lambda content: b"",
        lambda content: b"AR Sync reading 0\n" + content.partition(b"\n")[2],
        lambda content: content[:-200],
        lambda content: content.replace(b'"sum":', b'"som":', 1),
        lambda content: content[: content.index(b"\n", 40)] + b"\n" + zlib.compress(b"\0" * 100),
    ],
)
def test_a_damaged_file_is_refused(damage):
    content = damage(weights.PATH.read_bytes())
    for read_file in (weights.parse, weights.parse_network):
        with pytest.raises(weights.WeightsError):
            read_file(content)


def test_the_order_of_descriptions_does_not_matter():
    table = weights.tables()["labels"]
    described = sorted(learned.describe(by_rules(Mail("", "We paid on Friday.", {}, "en", TODAY))[1]).whole)
    assert table.chances(described) == table.chances(reversed(described))


def test_unknown_words_alone_give_every_label_its_usual_chance():
    table = weights.tables()["labels"]
    assert table.chances(["1zzzzqqqq"]) == table.chances([])


@pytest.mark.parametrize(("language", "text"), [(row[0], row[1]) for row in PHRASES])
def test_what_only_the_wording_tells_is_for_a_person_and_quotes_the_mail(language, text):
    _text, ruled = by_rules(Mail("Re: Reminder", text, {}, language, TODAY))
    reading = say(text, language)
    for intent in reading.intents:
        if intent.rule.startswith("wording."):
            assert intent.score < SURE
            assert intent.quote in text
        else:
            assert intent in ruled.intents or intent.label == "promise"
        if intent.label not in ruled.labels:
            assert intent.score < SURE
    if reading.promise and reading.promise != ruled.promise:
        assert not reading.promise.certain


@pytest.mark.parametrize(
    ("language", "text", "label"),
    [
        ("en", "Your fitter came once, left after an hour and the door still does not close.", "dispute"),
        ("de", "Ich habe alles durchsucht, so eine Rechnung gibt es bei mir nicht. Bitte nochmal mailen.", "document"),
        ("fr", "Les caisses sont vides, nous vivons au jour le jour.", "hardship"),
        ("es", "¿Les valdría que pagara cien euros al mes hasta el otoño?", "plan"),
        ("nl", "Haal me van de lijst, dit is de vierde mail vandaag.", "unsubscribe"),
    ],
)
def test_what_is_said_without_the_usual_words_is_understood(language, text, label):
    assert label in say(text, language).labels


def test_the_quote_is_the_sentence_that_says_so():
    text = "Hello Tom. The weather is nice here. Your fitter came once and the door still does not close."
    found = [intent for intent in say(text).intents if intent.label == "dispute"]
    assert [intent.quote for intent in found] == ["Your fitter came once and the door still does not close."]


def test_headers_of_machines_are_not_asked_again():
    bounced = {"Content-Type": "multipart/report; report-type=delivery-status"}
    assert say("We pay on Friday. Our lawyer writes to you.", headers=bounced).labels == {"bounce"}
    away = say("I am out of the office until 20 March.", headers={"Auto-Submitted": "auto-replied"})
    assert "out_of_office" in away.labels and not away.promise


def test_a_mail_without_words_says_something():
    assert say("", subject="").intents
    assert say("?", subject="").intents


def test_a_huge_mail_is_weighed_in_part():
    text = "We pay on Friday. " * 400
    _text, ruled = by_rules(Mail("", text, {}, "en", TODAY))
    described = learned.describe(ruled)
    assert len(described.sentences) <= learned.SENTENCES_MAX
    assert len(described.dates) <= learned.DATES_MAX


def test_the_sum_beside_the_date_that_is_taken_is_promised():
    promise = say("You wanted it by the 13th; EUR 800 will be with you on the 20th.").promise
    assert promise is None or promise.day in (date(2026, 3, 13), date(2026, 3, 20))
    promise = say("We pay EUR 800 on 20 March.").promise
    assert (promise.day, promise.amount, promise.currency) == (date(2026, 3, 20), 800, "EUR")


@pytest.mark.parametrize("language", LANGUAGES)
def test_meanings_are_shared_by_languages(language):
    words = {"en": "delivered", "de": "geliefert", "fr": "livraison", "es": "entregado", "nl": "geleverd"}
    assert "deliver" in concepts.of_word(words[language], language)
    assert concepts.of_word("zzzz", language) == ()


def test_every_meaning_has_words_in_every_language():
    lines = concepts.PATH.read_text(encoding="utf-8").splitlines()
    for line in lines:
        if line and not line.startswith("#"):
            columns = [column.strip() for column in line.split("|")]
            assert len(columns) == 6 and all(columns), line
            assert line == line.lower(), line


def test_dates_and_sums_are_one_word_each():
    _text, ruled = by_rules(Mail("", "We paid EUR 500.00 on 3 May 2025 and pay the rest tomorrow.", {}, "en", TODAY))
    words = [word for _place, word in wording.line_of(ruled.statements[0], TODAY)]
    assert words == ["we", "paid", "<sum>", "on", "<gone>", "and", "pay", "the", "rest", "<to come>"]
