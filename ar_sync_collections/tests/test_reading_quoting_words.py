"""Risk: words of the customer that look like a quote, a greeting or a footer are thrown away, or ours are left."""

import pytest

from ..reading.quoting import strip

OURS = (
    "-----Original Message-----\nFrom: Eva Billing\nSent: Monday, May 4, 2026\nTo: ann@own.example\nSubject: Reminder"
)


@pytest.mark.parametrize(
    "words",
    [
        "Guten Tag,\nwir benötigen unsere USt-IdNr. auf der Rechnung. Bitte ändern.",
        "Bonjour,\nMerci, c'est noté.",
        "Hi,\nThanks, paid yesterday.",
        "Hallo,\nDanke!\nDie Rechnung wird am Freitag bezahlt.",
        "Bonjour,\nOui.\nMerci d'envoyer le duplicata",
        "Me Bianchi vous a écrit le 5. Vous pouvez rayer mon\nadresse, tout passe par lui à présent :\nx@y.example",
        "Das entscheidet unser Geschäftsführer. Er kommt am Montag.",
        "We have your legal notice of 3 May and will answer.",
        "Tel. besprochen: Zahlung am 5. des Monats.",
        "RE-1 | 12.05.2026 | 96,30 EUR | bezahlt\nRE-2 | 13.05.2026 | 12,10 EUR | strittig",
        "In dieser Ausgabe: Mahngebühren richtig buchen | Insolvenzanfechtung | Ratenzahlung: ein Muster | Termine",
        "Hello,\nthanks",
        "Bezahlt.\nDanke für die Mahnung, geht raus",
        "The invoice is right.\nCheers mate, paying now",
        "ok, gezien\nBedankt voor de herinnering\nwe betalen vrijdag",
    ],
)
def test_words_that_look_like_a_footer_stay(words):
    assert strip(f"{words}\n\n{OURS}\n\nPlease pay.", own="own.example", ours="us.example") == words


@pytest.mark.parametrize(
    "head",
    [
        "Message du 21/02/2025 de ar@us.example :\n| Rappel\n| Solde : 16 649,29 €",
        "Message du 21/02/2025 de ar@us.example :\nRappel",
        "29/11/2026 9:49, Papelera Montsant:\n> Hola",
        "Sun, 23 Mar 2025 Billing <ar@us.example>:\n> Hello",
        ">>> Billing <ar@us.example> 19/05/2025 09:05 >>>\nMonsieur, Madame,\nConcerne : n° 47598",
        "---- On Thu, 28 May 2026 8:57:00 +0100 ar@us.example wrote\n----\n\n Hello,\nplease pay.",
        "---- On Thu, 28 May 2026 8:57:00 +0100\nar@us.example wrote ----\n\n Hello,\nplease pay.",
        "Von: Eva\nGesendet: Mittwoch, 23. Juli 2026 16:40\nBitte zahlen.",
        "--- Unten folgt eine Kopie der Kopfzeilen.\nSubject: Mahnung",
        "------ This is a copy of the message, including all the headers. ------\nSubject: Reminder",
        "__________\nVon: Billing GmbH\nDatum: 31.05.2025\nAn: ann@own.example\nBetreff: x\n\nBis wann?",
    ],
)
def test_our_mail_goes_however_it_is_headed(head):
    assert strip(f"We pay on Monday.\n\n{head}", own="own.example", ours="us.example") == "We pay on Monday."


def test_a_mail_below_by_the_name_we_write_under_is_ours():
    below = OURS.replace("Eva Billing", "Eve Us").replace("ann@own.example", "Ann")
    text = f"see below\n\n{below}\n\nWhen may we expect it?"
    assert strip(text, receiver="Eve Us") == "see below"
    assert strip(text, receiver="Bob Us") == "see below\n\nWhen may we expect it?"


@pytest.mark.parametrize(
    "footer",
    [
        "Ann Example\nAccounts\nExample Ltd",
        "Example, Ann | Accounts",
        "Ann\nAnn Example\nExample Ltd",
        "*Ann Example*\nExample Ltd\n4 High Street",
        "Quedo a su disposición.\n\nAnn Example\nTesorería",
        "Belle journée à vous\nAnn",
        "Respectueusement,\nAnn\nPlace de la République",
        "Met beleefde groeten,\nAnn\nzaakvoerder",
        "Merci de votre compréhension,\nAnn",
        "Danke für Ihre Geduld\nAnn",
        "Schönen Tag noch\nAnn",
        "Obtenir Outlook pour Android",
        "Envoyé à partir d’Outlook pour iOS",
        "Verzonden vanuit Mail voor Windows",
        "Diese Nachricht wurde vom Handy geschickt, Tippfehler bitte entschuldigen",
        "Provenance : Courrier pour Windows",
        "De acuerdo con el RGPD le informamos de que sus datos se tratan.",
        "Le présent message est soumis au secret professionnel.",
        "AVIS DE CONFIDENTIALITÉ : ce courriel peut contenir des renseignements privilégiés.",
        "Geschäftsführer: Ann Example, Amtsgericht Wien HRB 1",
        "Virus-free. www.scanmail.example",
    ],
)
def test_a_footer_goes(footer):
    assert strip(f"We pay on Monday.\n\n{footer}", sender="Ann Example") == "We pay on Monday."


@pytest.mark.parametrize(
    "text",
    [
        "Ann Example\nWe pay on Monday.",
        "Ann Example will pay the invoice on Monday.",
        "We pay on Monday.\nDetails:\nAnn Example: 40 EUR",
    ],
)
def test_the_name_of_the_sender_among_words_stays(text):
    assert strip(text, sender="Ann Example") == text


@pytest.mark.parametrize("more", ["The second one will be paid by the end of May.", "RE-2   12,10 EUR"])
def test_what_is_said_below_the_name_stays(more):
    text = f"The first is paid.\n\nAnn Example\nBookkeeper\n\n{more}"
    assert strip(text, sender="Ann Example") == f"The first is paid.\n\n{more}"


def test_answers_below_a_head_between_the_quoted_lines_stay():
    text = (
        "Siehe meine Kommentare.\n\n-----Ursprüngliche Nachricht-----\nVon: ar@us.example\n"
        "> Rechnung 3311, fällig 02.05.\nHABE ICH BEZAHLT.\n> Rechnung 3340\nFALSCHE WARE."
    )
    assert strip(text) == "Siehe meine Kommentare.\n\nHABE ICH BEZAHLT.\n\nFALSCHE WARE."


def test_a_forwarded_answer_stays_though_our_reminder_stands_below_it():
    inside = "Von: Kreditoren\nGesendet: Donnerstag, 24. Juli 2025\nAn: Voss\nBetreff: AW: Mahnung"
    ours = "________________\nVon: Eva <ar@us.example>\nGesendet: Montag\nAn: Voss\nBetreff: x\n\nRechnung überfällig"
    asked = "Von: Voss\nGesendet: 23. Juli 2025 16:40\nWann wird das bezahlt?"
    for below in (ours, asked):
        text = f"unten die Info aus der Buchhaltung\n\n{inside}\n\nSie ist für den 8. August vorgemerkt.\n\n{below}"
        assert strip(text, own="own.example", ours="us.example") == (
            "unten die Info aus der Buchhaltung\n\nSie ist für den 8. August vorgemerkt."
        )


def test_what_the_sender_asked_inside_is_no_answer():
    asked = "From: Neil Garforth\nSent: 06 January 2026 09:58\nTo: Accounts\nSubject: x\n\nWhat is the story?"
    text = f"Passing this on, see below.\n\n{asked}"
    assert strip(text, sender="Neil Garforth") == "Passing this on, see below."
    to_us = text.replace("To: Accounts", "To: ar@us.example")
    assert strip(to_us, ours="us.example", sender="Neil Garforth").endswith("What is the story?")


@pytest.mark.parametrize("mark", ["---------- Forwarded message ---------\n", "From: a@x.example\nSent: b\nTo: c\n\n"])
def test_forwards_of_forwards_are_followed_only_so_far(mark):
    assert len(strip(mark * 2000, own="x.example")) < 200
