"""Risk: money is expected that nobody promised, or a promise is logged with another date or sum than was written."""

from datetime import date

import pytest

from ..reading.amounts import FOUND_MAX, find
from ..reading.mail import Mail, read
from ..reading.references import find as references

TODAY = date(2026, 3, 11)


def promise_of(text, language="en", subject="Re: Reminder", **values):
    return read(Mail(subject, text, values.pop("headers", {}), language, TODAY, **values)).promise


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("en", "Could you wait until 31 July?"),
        ("en", "Would three instalments from 1 April be fine?"),
        ("en", "Payment will not happen before 20 March."),
        ("en", "Maybe we can pay on 20 March."),
        ("en", "I will tell you by Friday."),
        ("en", "We pay when our client pays us, maybe on 20 March."),
        ("en", "As soon as you send the PO it can go into the run of 15 May."),
        ("en", "It can go into the run of 15 May once we have the PO."),
        ("en", "We will pay soon."),
        ("en", "Your invoice of 20 March is wrong."),
        ("en", "We paid on 2 March."),
        ("en", "We transferred it this morning, it should arrive by Friday."),
        ("en", "The goods will be returned on Friday."),
        ("de", "Vor dem 20. März zahlen wir nicht."),
        ("de", "Vielleicht zahlen wir am 20. März."),
        ("de", "Ihre Rechnung vom 20. März ist falsch."),
        ("fr", "Pas avant le 20 mars."),
        ("fr", "Peut-être le 20 mars."),
        ("es", "No antes del 20 de marzo."),
        ("nl", "Niet voor 20 maart."),
    ],
)
def test_what_is_no_promise(language, text):
    assert promise_of(text, language) is None


@pytest.mark.parametrize(
    ("text", "day", "amount"),
    [
        ("We pay EUR 500 on Friday and EUR 700 on 1 April.", "2026-03-13", "500"),
        ("EUR 300 went out yesterday; the rest of EUR 700 follows on 1 April.", "2026-04-01", "700"),
        ("You will get your £935.", "None", "935"),
        ("We will transfer EUR 500. You will have it on Friday.", "2026-03-13", "500"),
        ("We will pay on Friday. The transfer of EUR 500 is scheduled.", "2026-03-13", "500"),
        ("Friday.", "2026-03-13", "None"),
        ("He is back on Monday and pays that day.", "2026-03-16", "None"),
        ("We will not pay the second invoice. The first one will be paid on Friday.", "2026-03-13", "None"),
        ("In 5 days, ok?", "2026-03-16", "None"),
        ("I will pay 1,250.00 on Friday, in USD.", "2026-03-13", "1250.00"),
    ],
)
def test_the_first_payment_with_its_sum_is_the_promise(text, day, amount):
    found = promise_of(text)
    assert (str(found.day), str(found.amount)) == (day, amount)


def test_a_sum_in_the_subject_or_the_quoted_reminder_is_not_taken():
    text = "We pay on Friday.\n\n> Please pay EUR 1,200.00"
    assert promise_of(text, subject="Reminder EUR 1,200.00").amount is None


def test_the_currency_may_stand_elsewhere_in_the_mail():
    assert promise_of("I will pay 1,250.00 on Friday, in USD.").currency == "USD"
    assert promise_of("I will pay 1,250.00 on Friday.").currency is None


@pytest.mark.parametrize(
    ("text", "language", "day"),
    [
        ("We pay on 04/05/2026 by ACH.", "en", "2026-04-05"),
        ("We pay on 04/05/2026 by BACS.", "en", "2026-05-04"),
        ("We pay on 04/05/2026.", "en_US", "2026-04-05"),
        ("We pay on 04/05/2026.", "en_GB", "2026-05-04"),
        ("Nous payons le 04/05/2026.", "fr", "2026-05-04"),
    ],
)
def test_a_date_in_digits_is_read_as_the_sender_writes_it(text, language, day):
    assert str(promise_of(text, language).day) == day


def test_doubt_in_the_words_is_told():
    assert promise_of("We pay on Friday.").certain
    assert not promise_of("We pay next Friday.").certain


def test_an_html_mail_is_read_without_its_quote():
    markup = '<p>We pay on Friday.</p><blockquote data-o-mail-quote="1">Pay EUR 5 today</blockquote>'
    found = read(Mail("x", "ignored", {}, "en", TODAY, html=markup))
    assert (found.new_text, str(found.promise.day)) == ("We pay on Friday.", "2026-03-13")


def test_an_html_mail_that_points_to_the_mail_below_is_read_with_it():
    markup = (
        "<p>see below</p><div class='gmail_quote'>---------- Forwarded message ---------<br>From: Eve &lt;e@own.example"
        "&gt;<br>Date: x<br>Subject: y<br><br>It goes out on Friday.</div>"
    )
    headers = {"From": "Ann <ann@own.example>", "To": "ar@us.example"}
    assert str(read(Mail("x", "", headers, "en", TODAY, html=markup)).promise.day) == "2026-03-13"


def test_sums_are_read_in_every_format_up_to_a_bound():
    assert [
        str(one.value) for one in find("EUR 1 234,56; USD 1,234,567.89; 1.234.567 €; 0,5 €; 12.5k EUR; € 3 Mio")
    ] == [
        "1234.56",
        "1234567.89",
        "1234567",
        "0.5",
        "12500",
        "3000000",
    ]
    assert find("EUR 0") == []
    assert [str(one.value) for one in find("at 10.30, 2.50 %, 1.250,00, 3.5.2026, 5k", bare=True)] == [
        "1250.00",
        "5000",
    ]
    assert len(find("EUR 5, " * 500)) == FOUND_MAX


def test_numbers_of_documents_are_told_from_telephones_and_dates():
    text = "Inv. 104882, RE-2026-0331, KW 23, 555-0142, 2026-0815, EUR 500, 12.03.2026, factura 26/0417"
    assert references(text) == ("104882", "RE-2026-0331", "2026-0815", "26/0417")
