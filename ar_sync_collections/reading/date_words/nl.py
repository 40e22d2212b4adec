"""The words of dates in Dutch; see the package for how to read them."""

from .table import Words

WORDS = Words(
    months="januari jan;februari feb;maart mrt mar;april apr;mei;juni jun;juli jul;augustus aug;september sep sept;"
    "oktober okt;november nov;december dec",
    weekdays="maandag ma;dinsdag di;woensdag wo;donderdag do;vrijdag vr;zaterdag za;zondag zo",
    numbers="een=1 één=1 1=1 twee=2 drie=3 vier=4 vijf=5 zes=6 zeven=7 acht=8 negen=9 tien=10 twaalf=12 veertien=14 "
    "vijftien=15 twintig=20 dertig=30 paar=0",
    fixed={
        "(in de )?loop van de dag|vandaag( nog)?|nog vandaag|vanmiddag|vanavond|vanochtend|vanmorgen|heden|"
        "einde? (van de "
        ")?(werk)?dag|eind van de dag|vandaag de dag|hedenmiddag": 0,
        "overmorgen": 2,
        "(?<!goede\\s)(?<!goeden\\s)(?<!fijne\\s)morgen( ?(ochtend|middag|avond|vroeg))?": 1,
    },
    parts={
        "(aan het |tegen het |per |voor het |het |tegen |op het |voor )?(einde?|eind)": "end",
        "laatste dag|de laatste dag": "end",
        "ultimo|per ultimo": "end",
        "(rond |tegen )?(het )?(midden|medio|half|helft|halverwege)": "mid",
        "(aan het |in het |het )?(begin|aanvang)": "start",
        "(de |in de )?eerste week": "week1",
        "(de |in de )?tweede week": "week2",
        "(de |in de )?derde week": "week3",
        "(de |in de )?laatste week": "end",
        "(de |in de )?eerste helft": "mid",
        "(de |in de )?tweede helft": "end",
        "(de |op de )?laatste werkdag": "lastwork",
        "(de |op de )?eerste werkdag": "firstwork",
        "(de |op de )?laatste vrijdag": "lastfri",
    },
    refs={
        "(in de )?loop van de week|(deze|de|de lopende|de huidige|lopende) (week|wk)|week": "week0",
        "(de )?(volgende|komende|aankomende|eerstvolgende) (week|wk)|week erop|de week erop|week hierop|"
        "week daarop|de week erna": "week1",
        "(de )?week (daarna|na volgende)|volgende volgende week": "week2",
        "(deze|de|van de|de lopende|lopende|van deze|dezer|de huidige|elke|iedere|van elke|van "
        "iedere) maand|maand": "month0",
        "(de )?(volgende|komende|aankomende|eerstvolgende) maand|maand (daarop|erna)": "month1",
        "(het |dit |van het |van dit )?(lopende )?kwartaal": "quarter0",
        "(het )?(volgende|volgend) kwartaal": "quarter1",
        "(het |dit |van het |van dit )?(lopende )?jaar": "year0",
        "(volgend|komend) jaar": "year1",
        "(het |van het )?(eerste|1e) kwartaal|[kq] ?1": "q1",
        "(het |van het )?(tweede|2e) kwartaal|[kq] ?2": "q2",
        "(het |van het )?(derde|3e) kwartaal|[kq] ?3": "q3",
        "(het |van het )?(vierde|laatste|4e) kwartaal|[kq] ?4": "q4",
    },
    of="van|van de|in|in de|van het|der|de|v/d",
    bare_month="in|in de loop van|gedurende|ergens in|nog in|loop van|in de maand",
    this="deze|dit",
    coming="op|a\\.?s\\.?|aanstaande|komende|volgende|aankomende|eerstkomende|per|voor|uiterlijk|eerstvolgende|tot",
    following="",
    week_on="{w} over een week|over een week {w}",
    day=(
        "(elke|iedere) {d}(e|de|ste)",
        "^{d}(e|de|ste)(?! (termijn|herinnering|aanmaning|factuur|keer|deel))",
        "(de|op de|per de|voor de|tot de|rond de|uiterlijk de|tussen de|en de|of de) {d}(e|de|ste)",
        "(op|rond|uiterlijk|uiterlijk op|per|zijn|vóór|d\\.d\\.) {d}(e|de|ste)?(?! ?(%|€|uur|euro|"
        "dagen|weken|maanden|stuks|termijn(en)?|aanmaning|herinnering|factu*|deel|betaling|week|"
        "werkdagen|keer)(?!\\w))(?![.,:/]?\\d)",
        "(de |op )?{d}(e|de|ste)(?= (van|of|en|dezer|aanstaande|of uiterlijk) )",
    ),
    day_month=("{d}(e|de|ste)?[ .-](van )?{m}\\.?([ .-]{y})?",),
    lead="in|over|binnen|binnen nu en|de komende|in de komende|binnen de komende|over ongeveer|over "
    "zo'n|over circa|over ca\\.?|binnen een termijn van|uiterlijk over|de eerstvolgende|de "
    "aankomende|over maximaal|binnen maximaal|komende",
    trail="vanaf (nu|vandaag)|na vandaag|na heden|te rekenen vanaf vandaag",
    units={
        "(kalender)?dag(en)?|dgn": "day",
        "(werk|bank|handels)dag(en)?": "workday",
        "we+k(en)?|weken": "week",
        "maand(en)?": "month",
        "(uur|uren|u)": "hour",
    },
    days_from={
        "vandaag over een week|over een week|over een weekje|binnen een week": 7,
        "over veertien dagen|vandaag over (14 dagen|twee weken)|over twee weekjes": 14,
        "morgen over een week": 8,
        "(voor het|nog voor het|voor) weekend": -5,
        "(in het|dit|komend|van het|aankomend) weekend": -7,
    },
    short_date="^|ma|di|wo|do|vr|za|op|per|voor|uiterlijk|tot|van|de|d\\.?d\\.?|valuta|datum|tegen|maandag|"
    "dinsdag|woensdag|"
    "donderdag|vrijdag|rond|en|of",
    week_of="(de )?week (van|beginnend op|die begint op|vanaf)( de)?",
    ranges="tot|of|tot en met|t/m|en|/|-|of op|en de|of de|a|à|tot de|dan wel|of uiterlijk",
    joins="de|op|op de|van|van de|in|dus|dus op|te weten|ochtend|middag|avond|d\\.?d\\.?|namelijk|in "
    "de|of wel|uiterlijk|per|in de loop van|voor",
    week_number="(in )?(week|wk) ?{n}",
    month_words={
        "end": "maandeinde|(eind|einde) maand|maandultimo|eom",
        "mid": "medio maand|halverwege de maand",
        "year": "jaareinde|(eind|einde) jaar|(eind|einde) van het jaar",
        "quarter": "kwartaal om is|het kwartaal om is|kwartaaleinde|(eind|einde) kwartaal",
        "week": "(eind|einde) (van de )?week|weekeinde",
    },
    month_start="(op )?de eerste van (de|elke|iedere) maand",
    first_weeks={},
)
