"""Numbers in words where they name a day: "the twentieth of March", "the first Monday of June", "in KW 12".

``ORDINALS`` are the days of a month by language, in patterns of `folding`, from the first to the 31st; ``NTH`` the
places of a weekday in its month, the last one 0; ``SHORT`` the short names of weekdays, from Monday to Sunday, that
mean one where they stand alone ("-" where a short name means other things as well).
"""

ORDINALS = {
    "en": "first|second|third|fourth|fifth|sixth|seventh|eighth|ninth|tenth|eleventh|twelfth|thirteenth|fourteenth|"
    "fifteenth|sixteenth|seventeenth|eighteenth|nineteenth|twentieth|twenty[- ]first|twenty[- ]second|"
    "twenty[- ]third|"
    "twenty[- ]fourth|twenty[- ]fifth|twenty[- ]sixth|twenty[- ]seventh|twenty[- ]eighth|twenty[- ]ninth|thirtieth|"
    "thirty[- ]first",
    "de": "erste[nr]?|zweite[nr]?|dritte[nr]?|vierte[nr]?|fünfte[nr]?|sechste[nr]?|siebte[nr]?|achte[nr]?|"
    "neunte[nr]?|"
    "zehnte[nr]?|elfte[nr]?|zwölfte[nr]?|dreizehnte[nr]?|vierzehnte[nr]?|fünfzehnte[nr]?|sechzehnte[nr]?|"
    "siebzehnte[nr]?|achtzehnte[nr]?|neunzehnte[nr]?|zwanzigste[nr]?|einundzwanzigste[nr]?|zweiundzwanzigste[nr]?|"
    "dreiundzwanzigste[nr]?|vierundzwanzigste[nr]?|fünfundzwanzigste[nr]?|sechsundzwanzigste[nr]?|"
    "siebenundzwanzigste[nr]?|achtundzwanzigste[nr]?|neunundzwanzigste[nr]?|drei(ss?)igste[nr]?|"
    "einunddrei(ss?)igste[nr]?",
    "fr": "premier|deux|trois|quatre|cinq|six|sept|huit|neuf|dix|onze|douze|treize|quatorze|quinze|seize|dix-sept|"
    "dix-huit|dix-neuf|vingt|vingt et un|vingt-deux|vingt-trois|vingt-quatre|vingt-cinq|vingt-six|vingt-sept|"
    "vingt-huit|vingt-neuf|trente|trente et un",
    "es": "(uno|primero)|dos|tres|cuatro|cinco|seis|siete|ocho|nueve|diez|once|doce|trece|catorce|quince|dieciseis|"
    "diecisiete|dieciocho|diecinueve|veinte|veintiuno|veintidos|veintitres|veinticuatro|veinticinco|veintiseis|"
    "veintisiete|veintiocho|veintinueve|treinta|treinta y uno",
    "nl": "(eerste|een)|tweede|derde|vierde|vijfde|zesde|zevende|achtste|negende|tiende|elfde|twaalfde|dertiende|"
    "veertiende|vijftiende|zestiende|zeventiende|achttiende|negentiende|twintigste|eenentwintigste|"
    "tweeentwintigste|drieentwintigste|vierentwintigste|vijfentwintigste|zesentwintigste|zevenentwintigste|"
    "achtentwintigste|negenentwintigste|dertigste|eenendertigste",
}
#: What stands before a day of this or the next month that is written as a word.
BEFORE = {
    "en": "(on|by|until|before|of|till|around|for|latest) the",
    "de": "am|zum|bis|bis zum|den|vom|spätestens am|spätestens zum",
    "fr": "le|au|pour le|avant le|d'ici le|jusqu'au",
    "es": "el|el dia|para el|antes del|hasta el",
    "nl": "de|op de|voor de|uiterlijk de|per de",
}
NTH = {
    "en": {"first|1st": 1, "second|2nd": 2, "third|3rd": 3, "fourth|4th": 4, "last|final": 0},
    "de": {
        "erste[nrsm]?|1\\.": 1,
        "zweite[nrsm]?|2\\.": 2,
        "dritte[nrsm]?|3\\.": 3,
        "vierte[nrsm]?": 4,
        "letzte[nrsm]?": 0,
    },
    "fr": {"premier|1er": 1, "deuxieme|second|2e": 2, "troisieme|3e": 3, "quatrieme|4e": 4, "dernier": 0},
    "es": {"primer": 1, "segundo": 2, "tercer": 3, "cuarto": 4, "ultimo": 0},
    "nl": {"eerste|1e": 1, "tweede|2e": 2, "derde|3e": 3, "vierde|4e": 4, "laatste": 0},
}
SHORT = {
    "en": "mon tue|tues wed|weds thu|thur|thurs fri - -",
    "de": "mo di mi do fr sa -",
    "fr": "lun mar mer jeu ven|vend sam dim",
    "es": "lun mar mie jue vie sab dom",
    "nl": "ma di wo do vr za -",
}
#: Spans that must be one to come although no word says so: "ten working days and you have it".
BARE_AFTER = {
    "en": "ago|late|overdue|net|terms|fin|after|old|earlier|later|before|past|since|of|payment|notice|hours|"
    "a week|worked|"
    "billed|rate|rental|on site",
    "de": "zahlungsziel|netto|vor|her|zu spät|überfällig|alt|später|früher|verspätung|verzug|lang|arbeit|miete|frist",
    "fr": "de retard|net|fin de mois|plus tard|plus tot|avant|auparavant|de travail|apres|facturees?|de location",
    "es": "de retraso|tarde|antes|despues|netos?|de trabajo|de alquiler|facturadas?|atras",
    "nl": "geleden|te laat|later|eerder|netto|na|werk|huur|termijn|oud",
}
BARE_BEFORE = {
    "en": "(for|after|every|last|past|net|terms|only|of|over|than|since|previous|were|was|says|said|not)",
    "de": "(seit|vor|nach|alle|letzten|vergangenen|von|nur|statt|über|sind|waren|nicht|ziel)",
    "fr": "(depuis|apres|tous les|toutes les|il y a|pendant|de|plus de|les dernieres|net|a)",
    "es": "(hace|desde hace|tras|despues de|cada|durante|de|mas de|ultimos|ultimas|a)",
    "nl": "(sinds|na|elke|iedere|al|van|gedurende|afgelopen|meer dan|de laatste|niet)",
}
