"""Risk: a robot's mail is taken for a person's word, or a person's word for a robot's."""

from datetime import date

import pytest

from ..reading.automatic import is_automatic, is_bounce
from ..reading.mail import Mail, read

TODAY = date(2026, 3, 11)
AUTO = {"Auto-Submitted": "auto-replied"}

HEADERS = [
    ({"Auto-Submitted": "auto-replied"}, True),
    ({"auto-submitted": "auto-generated; x=y"}, True),
    ({"Auto-Submitted": "no"}, False),
    ({"Auto-Submitted": ""}, False),
    ({"Precedence": "bulk"}, True),
    ({"Precedence": "first-class"}, False),
    ({"X-Autoreply": "yes"}, True),
    ({"X-Autoreply": "no"}, False),
    ({"X-Autorespond": "Away"}, True),
    ({"X-Auto-Response-Suppress": "All"}, True),
    ({"X-Auto-Response-Suppress": "DR, OOF, AutoReply"}, True),
    ({"X-Auto-Response-Suppress": "None"}, False),
    ({"Return-Path": "<>"}, True),
    ({"Content-Type": "multipart/report; report-type=delivery-status"}, True),
    ({"From": "Ann <ann@customer.example>"}, False),
]


@pytest.mark.parametrize(("headers", "automatic"), HEADERS)
def test_headers_tell_a_robot(headers, automatic):
    assert is_automatic(headers, "Re: Reminder", "ok") is automatic


@pytest.mark.parametrize(
    "subject",
    [
        "Automatic reply: Reminder",
        "Automatische Antwort: Mahnung",
        "Abwesenheitsnotiz",
        "Réponse automatique : Rappel",
        "Respuesta automática: Recordatorio",
        "Automatisch antwoord: Herinnering",
    ],
)
def test_the_subject_tells_a_robot(subject):
    assert is_automatic({}, subject)


@pytest.mark.parametrize(
    ("headers", "subject", "text", "bounced"),
    [
        ({"Content-Type": "multipart/report; report-type=delivery-status"}, "x", "y", True),
        ({"Content-Type": "multipart/report; report-type=disposition-notification"}, "Read: x", "y", False),
        ({"X-Failed-Recipients": "a@b.example"}, "x", "y", True),
        ({"From": "MAILER-DAEMON@mx.example"}, "x", "y", True),
        ({"Return-Path": "<>"}, "Undeliverable: Reminder", "", True),
        ({}, "Delivery Status Notification (Failure)", "The address was not found. 550 5.1.1", True),
        ({}, "Unzustellbar: Mahnung", "Die Nachricht konnte nicht zugestellt werden.", True),
        ({}, "Non remis : Rappel", "Votre message n'a pas pu être remis.", True),
        ({}, "No se ha podido entregar", "El mensaje no se ha podido entregar.", True),
        ({}, "Onbestelbaar: Herinnering", "Uw bericht kon niet worden bezorgd.", True),
        ({}, "Re: Reminder", "The goods were not delivered.", False),
        ({"Return-Path": "<>"}, "Out of office", "I am away.", False),
    ],
)
def test_a_bounce_is_told_from_other_mails(headers, subject, text, bounced):
    assert is_bounce(headers, subject, text) is bounced
    assert (read(Mail(subject, text, headers, None, TODAY)).labels == {"bounce"}) is bounced


@pytest.mark.parametrize(
    ("text", "returns_on"),
    [
        ("I am out of the office until 20 March.", "2026-03-20"),
        ("I am away from 9 to 23 March and will be back on 24 March.", "2026-03-24"),
        ("Ich bin bis zum 20.03. nicht im Büro.", "2026-03-20"),
        ("Je suis absent jusqu'au 20 mars.", "2026-03-20"),
        ("Estoy de vacaciones hasta el 20 de marzo.", "2026-03-20"),
        ("Ik ben afwezig tot 20 maart.", "2026-03-20"),
        ("I am out of the office.", None),
        ("Thank you for your mail. I am out of the office. I am back on Monday.", "2026-03-16"),
    ],
)
def test_a_notice_of_absence_names_the_day_of_return_and_promises_nothing(text, returns_on):
    reading = read(Mail("Automatic reply", text, AUTO, None, TODAY))
    assert reading.labels == {"out_of_office"}
    assert reading.is_automatic and reading.promise is None
    assert (str(reading.returns_on) if reading.returns_on else None) == returns_on


def test_absence_in_the_subject_alone_is_enough():
    reading = read(Mail("Out of office", "Bye", AUTO, "en", TODAY))
    assert [intent.rule for intent in reading.intents] == ["out_of_office.subject"]


def test_a_deputy_for_urgent_cases_is_no_redirect_but_an_address_for_invoices_is():
    urgent = "I am on leave until 20 March. For urgent matters call Jane Doe."
    invoices = "I am on leave until 20 March. For invoices please write to jane@customer.example."
    assert read(Mail("x", urgent, AUTO, "en", TODAY)).labels == {"out_of_office"}
    assert read(Mail("x", invoices, AUTO, "en", TODAY)).labels == {"out_of_office", "redirect"}


def test_a_receipt_of_a_ticket_promises_nothing():
    text = "We received your message. A ticket was created. We answer within 3 working days."
    assert read(Mail("Ticket 4711", text, AUTO, "en", TODAY)).labels == {"acknowledgement"}


def test_a_payment_advice_of_a_program_is_promise_and_remittance():
    text = (
        "Payment advice, value date 16 March 2026.\n\nINV/2026/001    1,000.00\nINV/2026/002      500.00\n"
        "Total EUR       1,500.00"
    )
    reading = read(Mail("Payment advice", text, {"Auto-Submitted": "auto-generated"}, "en", TODAY))
    assert reading.labels == {"promise", "remittance"}
    assert (str(reading.promise.day), str(reading.promise.amount), reading.promise.currency) == (
        "2026-03-16",
        "1500.00",
        "EUR",
    )
    assert reading.references == ("INV/2026/001", "INV/2026/002")


def test_bulk_mail_with_a_way_to_unsubscribe_is_something_else():
    headers = {"List-Unsubscribe": "<mailto:x@news.example>"}
    assert read(Mail("Sale", "Save 40 % on chairs. Unsubscribe here.", headers, "en", TODAY)).labels == {"other"}
