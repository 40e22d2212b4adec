"""Risk: a sentence that any accounts-payable clerk writes is not understood, or its date or sum is another."""

from datetime import date

import pytest

from ..reading.mail import Mail, by_rules, read
from .reading_phrases import PHRASES

WRITTEN_ON = date(2026, 3, 11)


@pytest.mark.parametrize(("language", "text", "labels", "day", "amount"), PHRASES)
def test_by_the_rules_a_sentence_says_what_it_says(language, text, labels, day, amount):
    _text, ruled = by_rules(Mail("Re: Reminder", text, {}, language, WRITTEN_ON))
    promise = ruled.promise
    assert ruled.labels == set(labels.split())
    assert (str(promise.day) if promise and promise.day else None) == day
    assert (f"{promise.amount} {promise.currency}" if promise and promise.amount else None) == amount


@pytest.mark.parametrize(("language", "text", "labels", "day", "amount"), PHRASES[::5])
def test_without_accents_or_capitals_it_says_the_same(language, text, labels, day, amount):
    plain = (
        text.replace("ü", "ue").replace("ö", "oe").replace("ä", "ae").replace("ß", "ss") if language == "de" else text
    )
    for strange, letter in zip("éèêàçùûîñóíáúôïëé", "eeeacuuinoiauoiee", strict=True):
        plain = plain.replace(strange, letter)
    _text, ruled = by_rules(Mail("Re: Reminder", plain, {}, language, WRITTEN_ON))
    assert ruled.labels == set(labels.split())
    assert (str(ruled.promise.day) if ruled.promise and ruled.promise.day else None) == day


def test_with_the_wording_nearly_all_sentences_say_what_they_say():
    right = 0
    for language, text, labels, day, _amount in PHRASES:
        reading = read(Mail("Re: Reminder", text, {}, language, WRITTEN_ON))
        found = str(reading.promise.day) if reading.promise and reading.promise.day else None
        right += reading.labels == set(labels.split()) and found == day
    assert right >= 0.92 * len(PHRASES)


def test_every_label_comes_with_the_words_that_say_it():
    for language, text, _labels, _day, _amount in PHRASES:
        reading = read(Mail("", text, {}, language, WRITTEN_ON))
        assert all(intent.quote and intent.quote in reading.new_text for intent in reading.intents)
        assert all(intent.rule and 0 < intent.score <= 1 for intent in reading.intents)


def test_most_sentences_tell_their_own_language():
    told = [read(Mail("", text, {}, None, WRITTEN_ON)).language == language for language, text, *_rest in PHRASES]
    assert sum(told) >= 0.95 * len(told)


def test_a_wrong_hint_does_not_turn_a_plain_text():
    assert read(Mail("", "Wir überweisen den Betrag am Freitag.", {}, "fr_FR", WRITTEN_ON)).language == "de"
