"""Risk: our own reminder below the answer is read as the customer's words, or the customer's words are thrown away."""

import pytest

from ..reading.html_text import to_text
from ..reading.quoting import strip

REMINDER = "Your invoice is overdue.\nPlease pay by Friday or we will call our lawyers."
QUOTED = "\n".join(f"> {line}" for line in REMINDER.split("\n"))

ATTRIBUTIONS = [
    "On Mon, 4 May 2026 at 10:12, Billing <ar@us.example> wrote:",
    "On Monday, 4 May 2026 at 10:12,\nBilling Department of Example <ar@us.example>\nwrote:",
    "Am Mo., 4. Mai 2026 um 10:12 Uhr schrieb Billing <ar@us.example>:",
    "Billing <ar@us.example> schrieb am Mo. 4. Mai 2026:",
    "Le lun. 4 mai 2026 à 10:12, Billing <ar@us.example> a écrit :",
    "El lun, 4 may 2026 a las 10:12, Billing (<ar@us.example>) escribió:",
    "Op ma 4 mei 2026 om 10:12 schreef Billing <ar@us.example>:",
    "Billing <ar@us.example> schreef op 4 mei 2026 10:12:",
]
HEADS = [
    "From: Billing <ar@us.example>\nSent: Monday, May 4, 2026 10:12 AM\nTo: Ann\nSubject: Reminder",
    "________________________________\nVon: Billing\nGesendet: Montag, 4. Mai 2026 10:12\nAn: Ann\nBetreff: Mahnung",
    "De : Billing <ar@us.example>\nEnvoyé : lundi 4 mai 2026 10:12\nÀ : Ann\nObjet : Rappel",
    "De: Billing\nEnviado el: lunes, 4 de mayo de 2026\nPara: Ann\nAsunto: Recordatorio",
    "Van: Billing\nVerzonden: maandag 4 mei 2026 10:12\nAan: Ann\nOnderwerp: Herinnering",
    "*From:* Billing\n*Sent:* Monday\n*To:* Ann\n*Subject:* Reminder",
    "-----Original Message-----",
    "-----Ursprüngliche Nachricht-----",
    "-----Message d'origine-----",
    "-----Mensaje original-----",
    "-----Oorspronkelijk bericht-----",
    "--- Billing <ar@us.example> wrote ---",
]


@pytest.mark.parametrize("attribution", ATTRIBUTIONS)
@pytest.mark.parametrize("quote", [REMINDER, QUOTED])
def test_an_attributed_quote_goes(attribution, quote):
    assert strip(f"We pay on Monday.\n\n{attribution}\n{quote}\n") == "We pay on Monday."


@pytest.mark.parametrize("head", HEADS)
def test_the_mail_below_a_head_goes(head):
    assert strip(f"We pay on Monday.\r\n\r\n{head}\r\n\r\n{REMINDER}") == "We pay on Monday."


def test_answers_between_the_quotes_stay():
    text = f"{ATTRIBUTIONS[0]}\n> When will you pay?\n\nOn Friday.\n\n> And the rest?\nIn June.\n> Regards"
    assert strip(text) == "On Friday.\n\nIn June."


@pytest.mark.parametrize(
    "footer",
    [
        "Sent from my iPhone",
        "Get Outlook for Android",
        "Von meinem iPad gesendet",
        "Gesendet von Outlook für iOS",
        "Envoyé de mon iPhone",
        "Enviado desde mi móvil",
        "Verzonden vanaf mijn Samsung",
        "--\nAnn Example\nTel. +44 20 7946 0112",
        "Kind regards,\nAnn Example\nAccounts payable",
        "Mit freundlichen Grüßen\nAnn Example",
        "Cordialement,\nAnn",
        "Un saludo,\nAnn",
        "Met vriendelijke groet,\nAnn",
        "Follow us on our fair on 14 October",
        "Ann Example | Example Ltd | 4 High Street",
        "This e-mail is confidential and intended for the addressee.\nConsult a lawyer.",
    ],
)
def test_what_stands_below_the_words_goes(footer):
    assert strip(f"We pay on Monday.\n\n{footer}") == "We pay on Monday."


def test_a_postscript_below_the_greeting_stays():
    assert strip("We pay on Monday.\n\nRegards\nAnn\n\nPS: please send the invoice") == (
        "We pay on Monday.\n\nPS: please send the invoice"
    )


def test_thanks_alone_are_the_message():
    assert strip("Thank you\nAnn") == "Thank you\nAnn"


@pytest.mark.parametrize(
    ("above", "below", "is_kept"),
    [
        ("see below", "From: Eve\nSent: Monday\nTo: Ann\nSubject: RE: x\n\nIt goes out on Friday.", True),
        ("FYI", "---------- Forwarded message ---------\nFrom: Eve <e@us.example>\nDate: x\n\nIt is overdue.", False),
        ("Hi", "---------- Forwarded message ---------\nFrom: Eve <e@firm.example>\n\nIt goes out on Friday.", True),
        (
            "We contest this invoice and have told you so.",
            "Von: Eve\nGesendet: x\nAn: y\nBetreff: z\n\nBis Freitag.",
            False,
        ),
        ("zur Info", "Von: Eve\nGesendet: x\nAn: y\nBetreff: z\n\nZahlungserinnerung: fällig seit Mai", False),
        ("Ok, Anna", "From: Eve <e@own.example>\nSent: x\nTo: y\nSubject: z\n\nIt goes out on Friday.", True),
    ],
)
def test_a_forwarded_answer_from_inside_is_the_message(above, below, is_kept):
    found = strip(f"{above}\n\n{below}", own="own.example", ours="us.example")
    assert found.startswith(above)
    assert (len(found.split("\n")) > 1) is is_kept


def test_what_odoo_marked_as_quoted_goes():
    markup = '<div><p>Paid.</p><div data-o-mail-quote="1"><p>Please pay</p></div><p data-o-mail-quote="1">x</p></div>'
    assert to_text(markup) == "Paid."


@pytest.mark.parametrize(
    "quote",
    [
        '<blockquote type="cite"><div>Please <blockquote>x</blockquote> pay</div></blockquote>',
        '<div class="gmail_quote"><div>On Monday wrote:</div><blockquote>x</blockquote></div>',
        '<div id="divRplyFwdMsg"><b>From:</b> us</div><div>Please pay</div>',
        '<hr class="stopSpelling"><div>Please pay</div>',
        '<div class="yahoo_quoted">x</div>',
        "<!-- x --><style>p {}</style><script>x</script>",
        "<!-- never closed <p>x</p>",
    ],
)
def test_what_mail_programs_mark_as_quoted_goes(quote):
    assert to_text(f"<html><body><p>Paid.</p>{quote}</body></html>") == "Paid."


def test_html_becomes_lines_and_letters():
    markup = (
        "<p>a&nbsp;&lt; b</p>c<br/>d<ul><li>e</li><li>f</li></ul><table><tr><td>g</td><td>1 &lt; 2</td></tr></table>"
    )
    assert to_text(markup) == "a\xa0< b\n\nc\nd\n\n- e\n- f\n\ng 1 < 2"
