"""Which of the five languages a text is in, by its most frequent small words.

>>> detect("Wir haben die Rechnung noch nicht erhalten, bitte nochmals senden.")
'de'
>>> detect("OK", hint="fr_BE")
'fr'
>>> detect("Nous réglons la facture vendredi prochain.", hint="nl")
'fr'
"""

from __future__ import annotations

import re
from collections import Counter

from .date_words import WORDS
from .folding import fold
from .values import LANGUAGES

_WORDS = {
    "en": """the and we you is are will of to for your this that have has been our with on by it be please thank
        thanks invoice payment i'm i'll we'll not can could would from as at they was paid pay next week hi
        hello dear regards weeks within it's you'll days end do what which who there no today tomorrow yesterday
        us hope my i an any out now still until friday monday month sent sorry attached copy po cheque check
        bank transfer""",
    "de": """der die das und wir sie ist sind wird werden nicht ein eine einen ich zu zum zur mit auf fur von vom
        bitte danke rechnung zahlung ihre ihren ihrer haben hat den dem des am im bis noch uns unser unsere auch
        es bei nach wurde fuer heute morgen gestern woche ende monat uberwiesen ueberwiesen uberweisen hallo
        guten tag gruss grusse grussen freundlichen gruessen dass wenn sobald kann konnen konnten wie was wann
        mir mich kein keine aus an als oder aber freitag betrag geld geht raus""",
    "fr": """le la les des du et nous vous est sont sera une un je pour dans par sur pas ne que qui votre vos notre
        nos avec ce cette merci facture paiement virement bonjour cordialement au aux il elle en avons avez a
        ete deja semaine prochaine fin mois j'ai c'est n'est n'avons d'ici reglement regler effectue veuillez
        pouvez comme plus mais ou aujourd'hui demain hier vendredi sous semaines prochain mardi de se mon ma mes
        sommes l'adresse s'il""",
    "es": """el la los las de del y que en un una por para con no se su sus nuestro nuestra es son sera le les hemos
        ha han factura pago transferencia abonada finales mediados saldra nuestros pagos proveedores asi gracias
        saludos hola estimado estimada buenos dias ya muy al lo este esta como pero mas hoy manana ayer semana
        proxima fin mes favor puede pueden nos cuando viernes dia haremos adjunto cordial tardes usted ustedes
        estamos tenemos""",
    "nl": """de het een en wij we u uw is zijn wordt worden niet van voor met op aan dat die deze dit ik heb hebben
        heeft zal zullen bij naar om te er nog ook ons onze factuur betaling betaald betalen bedankt graag groet
        groeten vriendelijke beste geachte hallo dank week maand eind volgende vandaag morgen gisteren vrijdag
        alvast geregeld binnen werkdagen weken dagen komt goed geen kunt kunnen wel maar als dan hierbij
        overgemaakt ben bent was werd je jullie mij reeds al""",
}
_LANGUAGES_OF: dict[str, list[str]] = {}
for _language, _line in _WORDS.items():
    _days = f"{WORDS[_language].months} {WORDS[_language].weekdays}".replace(";", " ").split()
    for _word in dict.fromkeys([*_line.split(), *(fold(day) for day in _days if len(day) > 3)]):
        _LANGUAGES_OF.setdefault(_word, []).append(_language)

#: Letters that only some of the languages have: typed, they tell more than words.
_LETTERS = {
    "ß": "de",
    "ä": "de",
    "ö": "de",
    "ü": "de",
    "ñ": "es",
    "¿": "es",
    "¡": "es",
    "ç": "fr",
    "è": "fr",
    "ê": "fr",
    "ù": "fr",
    "à": "fr",
}
_WORD = re.compile(r"[^\W\d_]+(?:'[^\W\d_]+)?")
#: More of a mail is not needed to know its language.
_CHARACTERS_MAX = 4000


def counts(text: str) -> Counter[str]:
    """Return how much of the text speaks for each language."""
    found: Counter[str] = Counter()
    part = text[:_CHARACTERS_MAX]
    for word in _WORD.findall(fold(part)):
        languages = _LANGUAGES_OF.get(word, ())
        for language in languages:
            found[language] += 12 // len(languages)
    for letter, language in _LETTERS.items():
        found[language] += 4 * min(part.lower().count(letter), 5)
    return found


def normal_hint(hint: str | None) -> str | None:
    """Return the language of a locale name such as "fr_BE" or "de-AT", or None for one that is not read."""
    code = (hint or "")[:2].lower()
    return code if code in LANGUAGES else None


def detect(text: str, hint: str | None = None) -> str:
    """Return the language of the text; the hint decides where the text tells little, and English where nothing does."""
    found = counts(text)
    hinted = normal_hint(hint)
    if hinted:
        found[hinted] += 24 + sum(found.values()) // 8
    best = max(LANGUAGES, key=lambda language: (found[language], language == "en"))
    return best


def spoken(text: str, hint: str | None = None) -> tuple[str, ...]:
    """Return the languages whose words are looked up: that of the text, and any other it has much of.

    >>> spoken("Wir zahlen am Freitag. We will pay on Friday."), spoken("Wir haben die Rechnung bezahlt")
    (('en', 'de'), ('de',))
    """
    first = detect(text, hint)
    found = counts(text)
    others = [
        language
        for language in LANGUAGES
        if language != first and found[language] * 5 >= max(found[first], 1) * 3 and found[language] >= 24
    ]
    return (first, *others)
