"""Risk: a stranger's mail stops the server, or makes it quote what nobody wrote."""

from datetime import date, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ..reading import folding, html_text, quoting, sentences
from ..reading.mail import NEW_TEXT_MAX, Mail, read
from ..reading.values import LABELS, LANGUAGES
from .reading_phrases import PHRASES

TODAY = date(2026, 3, 11)
WORDS = sorted({word for _language, text, *_rest in PHRASES for word in text.split()})
TEXTS = st.one_of(
    st.text(max_size=400),
    st.lists(st.sampled_from(WORDS), max_size=60).map(" ".join),
    st.lists(
        st.sampled_from([*WORDS, "\n", "\n\n", "> ", "From: ", "--\n", "<p>", "İ", "ß", "²", "١"]), max_size=60
    ).map("".join),
)


@given(TEXTS, TEXTS, st.sampled_from([None, "", "xx", *LANGUAGES]), st.dates())
def test_any_text_is_read_and_every_quote_is_in_it(text, subject, language, today):
    reading = read(Mail(subject, text, {"From": text, "Auto-Submitted": subject}, language, today))
    assert reading.language in LANGUAGES and reading.intents
    assert {intent.label for intent in reading.intents} <= set(LABELS)
    for intent in reading.intents:
        assert intent.quote in reading.new_text or intent.quote in subject
    assert ("promise" in reading.labels) is (reading.promise is not None)
    if reading.promise:
        assert reading.promise.quote in reading.new_text
        assert reading.promise.day is None or abs(reading.promise.day - today) < timedelta(days=1000)
        assert reading.promise.day or reading.promise.amount
    for amount in reading.amounts:
        assert amount.quote in reading.new_text and amount.value > 0


@given(st.text(max_size=300))
def test_folding_keeps_every_place(text):
    assert len(folding.fold(text)) == len(text)


@given(TEXTS)
def test_sentences_lie_in_the_text_one_after_the_other(text):
    found = sentences.split(text)
    assert all(text[one.start : one.end] == one.text for one in found)
    assert all(first.end <= second.start for first, second in pairwise(found))


@given(TEXTS)
def test_new_text_has_only_lines_that_were_written(text):
    written = {line.strip() for line in text.replace("\r\n", "\n").replace("\r", "\n").split("\n")}
    assert {line.strip() for line in quoting.strip(text).split("\n")} <= written | {""}


@given(TEXTS)
def test_any_markup_becomes_text(markup):
    html_text.to_text(markup)
    html_text.to_text(markup, quotes=True)


HOSTILE = [
    "a" * 1_000_000,
    "a " * 500_000,
    "1 " * 500_000,
    "1." * 500_000,
    "EUR 1,000 " * 100_000,
    "on " * 300_000,
    "we will pay on Friday " * 50_000,
    "we will pay on Friday.\n" * 50_000,
    "> " * 500_000,
    "\n" * 1_000_000,
    "From: a\n" * 100_000,
    "<" * 1_000_000,
    "<!--" * 250_000,
    "<p " * 300_000,
    "<div data-o-mail-quote=1>" * 40_000,
    "-" * 1_000_000,
    "not " * 250_000,
    "the end of the " * 60_000,
    "@" * 1_000_000,
    "a@" * 500_000,
    "INV/" * 250_000,
    "\x00" * 1_000_000,
]


@pytest.mark.parametrize("text", HOSTILE, ids=[text[:12].strip() or "blank" for text in HOSTILE])
def test_a_mail_of_a_megabyte_is_read_in_bounds(text):
    for language in ("en", "de"):
        reading = read(Mail(text, text, {"From": text, "Subject": text}, language, TODAY))
        assert len(reading.new_text) <= NEW_TEXT_MAX
    read(Mail("x", "", {}, None, TODAY, html=text))


def test_only_so_many_sentences_are_read():
    assert len(sentences.split("x.\n" * 2000)) == sentences.SENTENCES_MAX
    assert len(sentences.split("x" * 200_000)) == 200_000 // 700 + 1
