"""The words of dates in five languages. Patterns are those of `folding`; the codes are explained in `dates`.

Of a `Words`: ``fixed`` maps a phrase to days from today; ``parts`` to a part of a month, week, quarter or year; ``refs``
to a month, week, quarter or year; ``this``, ``coming`` and ``following`` are what stands before or after a weekday;
``day`` finds a day of a month in ``{d}``; ``day_month`` a day and a month in ``{d}``, ``{m}`` and a year in ``{y}``;
``lead`` begins a span of time; ``units`` are its days, working days, weeks and months.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Words:
    """The words of one language."""

    months: str
    weekdays: str
    numbers: str
    fixed: dict[str, int]
    parts: dict[str, str]
    refs: dict[str, str]
    of: str
    bare_month: str
    this: str
    coming: str
    following: str
    week_on: str
    day: tuple[str, ...]
    day_month: tuple[str, ...]
    lead: str
    trail: str
    units: dict[str, str]
    days_from: dict[str, int]
    short_date: str
    week_of: str
    ranges: str
    joins: str
    week_number: str
    month_words: dict[str, str]
    first_weeks: dict[str, str]


_EN = Words(
    months="january jan;february feb febr;march mar;april apr;may;june jun;july jul;august aug;september sep sept;"
    "october oct;november nov;december dec",
    weekdays="monday mon;tuesday tue tues;wednesday wed weds;thursday thu thur thurs;friday fri;saturday;sunday",
    numbers="a=1 an=1 one=1 two=2 three=3 four=4 five=5 six=6 seven=7 eight=8 nine=9 ten=10 twelve=12 fourteen=14 "
    "fifteen=15 twenty=20 thirty=30 couple=2",
    fixed={
        "today|this (morning|afternoon|evening)|tonight|later on today|by (the )?end of (the )?(business )?(day|today)": 0,
        "eod|cob|close of (business|play)|end of (the )?(business |working )?day": 0,
        "day after tomorrow|the day after tomorrow": 2,
        "tomorrow|tomorow|tommorow|tommorrow|tmrw|tmr|tmw": 1,
    },
    parts={
        "(very )?end( part)?": "end",
        "close": "end",
        "latter (part|half)": "end",
        "late": "end",
        "last day": "end",
        "mid|the middle|middle|midd?le part|around the middle|half[- ]?way through": "mid",
        "beginning|start|early( part)?|the start|first days?|the very (start|beginning)": "start",
        "first week": "week1",
        "second week|2nd week": "week2",
        "third week|3rd week": "week3",
        "fourth week|4th week": "week4",
        "last week|final week": "end",
        "first half": "mid",
        "second half": "end",
        "last (working|business|bank|banking|work) day|final (working|business) day": "lastwork",
        "first (working|business|bank|banking) day": "firstwork",
        "last friday|final friday": "lastfri",
    },
    refs={
        "(this|the current|the running|current) week|the week": "week0",
        "(the )?(next|coming|following|upcoming) week|week after this|the week after": "week1",
        "(the )?week after next": "week2",
        "(this|the current|current|the same) month|the month|month": "month0",
        "(the )?(next|coming|following|upcoming) month": "month1",
        "(the )?month after next": "month2",
        "(this|the current|current|the) quarter|quarter": "quarter0",
        "(the )?next quarter": "quarter1",
        "(this|the|the current|current|the calendar) year": "year0",
        "next year": "year1",
        "(the )?(first|1st) quarter|q ?1": "q1",
        "(the )?(second|2nd) quarter|q ?2": "q2",
        "(the )?(third|3rd) quarter|q ?3": "q3",
        "(the )?(fourth|4th|last) quarter|q ?4": "q4",
    },
    of="of|in|of the|in the",
    bare_month="in|during|sometime in|some time in|at some point in|this coming|over the course of",
    this="this|this coming",
    coming="on|by|the coming|coming|upcoming|this upcoming",
    following="next|the following",
    week_on="a week on {w}|{w} week|a week from {w}|a week {w}|a week this {w}",
    day=(
        "the {d}(st|nd|rd|th)(?! (instal*|reminder|invoice|half|part|time|one|quarter|week|floor|request|notice|line|"
        "item|level|attempt|email|mail|copy|shipment|delivery|tranche|payment(?! run)))",
        "(on|by|until|before|of|till|around|about|est|for|and|or|to|latest) {d}(st|nd|rd|th)(?! (instal*|reminder|invoice|half|floor))",
        "{d}(st|nd|rd|th)(?= (of|inst))",
    ),
    day_month=(
        "{d}(st|nd|rd|th)? (of )?{m}(,? {y})?",
        "{d}(st|nd|rd|th)?[-./]{m}([-./ ]{y})?",
        "{m} (the )?{d}(st|nd|rd|th)?(,? {y})?(?![\\d:.,]?\\d)",
    ),
    lead="in|within|in the next|within the next|over the next|during the next|in about|in around|in approx|in roughly|"
    "in approximately|in under|in another|inside|inside of|in maximum|in max|not more than|in less than|in no more than|"
    "the next|next|allow|give us|takes|take|another",
    trail="from (now|today)|from (receipt of this|this) (e-?mail|message)|time|hence|from date",
    units={
        "(calendar )?days?|d": "day",
        "(business|working|bank|banking|work)[- ]?days?|bd": "workday",
        "weeks?|wks?": "week",
        "fortnights?": "fortnight",
        "(calendar )?months?": "month",
        "hours?|hrs?|h": "hour",
    },
    days_from={
        "(in |within )?(a|one) week from (today|now)|a week today|today week|in a week('s time)?": 7,
        "(in |within )?(a|the next) fortnight('s time)?|two weeks (today|from today|from now)": 14,
        "a week tomorrow|tomorrow week": 8,
        "(before|by|until) the weekend": -5,
        "(over|at|on|this|during) (the |this )?(coming )?weekend": -7,
    },
    short_date="on|by|before|until|till|the|of|for|around|date|dated|from|run",
    week_of="(the )?week (commencing|beginning|starting|of|starting on|from)( the)?|(the )?(w/c|wc|w/b)",
    ranges="to|or|through|till|until|and|/|-|and the|or the|to the|or by|or maybe|or possibly|or latest|and by",
    joins="the|on|on the|of|in|i\\.e\\.?|that is|which is|latest|at|for|on a|this|by|afternoon|morning|evening|afternoon of|so|night",
    week_number="(week|wk|cw)( number| no\\.?)? {n}",
    month_words={'end': 'eom|month[- ]end|the month[- ]end|(the )?month ?end( run)?|end month|end of month', 'mid': 'mid-?month', 'year': 'year[- ]?end|eoy|end of year|the end of the year', 'quarter': 'eoq|quarter[- ]end|end of quarter', 'week': "eow|end of (the )?week|end of wk|week's end"},
    first_weeks={},
)
_DE = Words(
    months="januar jan jänner jaenner;februar feb feber;märz mrz maerz mar;april apr;mai;juni jun;juli jul;august aug;"
    "september sep sept;oktober okt;november nov;dezember dez",
    weekdays="montag mo;dienstag di;mittwoch mi;donnerstag do;freitag fr;samstag sa sonnabend;sonntag so",
    numbers="ein=1 einer=1 eine=1 einem=1 einen=1 zwei=2 drei=3 vier=4 fünf=5 fuenf=5 sechs=6 sieben=7 acht=8 neun=9 zehn=10 "
    "zwölf=12 zwoelf=12 vierzehn=14 fünfzehn=15 zwanzig=20 dreißig=30 dreissig=30 paar=0",
    fixed={
        "heute( (noch|früh|vormittag|mittag|nachmittag|abend|morgen|nacht))?|noch heute|am heutigen tag|heutigen tages|zum heutigen tag": 0,
        "übermorgen": 2,
        "(?<!guten\\s)(?<!am\\s)(?<!heute\\s)(?<!schoenen\\s)(?<!schonen\\s)(gleich )?morgen( (früh|vormittag|mittag|nachmittag|abend))?|am morgigen tag|morgigen tag": 1,
    },
    parts={
        "(zum |bis |gegen |am |bis zum |spätestens |per )?ende": "end",
        "ausgang": "end",
        "(bis |zur |ungefähr |ca\\.? )?mitte": "mid",
        "(zu |zum |gleich |bis )?(anfang|beginn)": "start",
        "(in der |bis |der )?ersten? woche": "week1",
        "(in der |der )?zweiten? woche": "week2",
        "(in der |der )?dritten? woche": "week3",
        "(in der |der )?letzten? woche": "end",
        "(in der |der )?ersten? hälfte": "mid",
        "(in der |der )?zweiten? hälfte": "end",
        "(am |zum |bis zum |der )?letzte[rnm]? (werktag|arbeitstag|bankarbeitstag|geschäftstag|banktag)": "lastwork",
        "(am |zum |bis zum |der )?erste[rnm]? (werktag|arbeitstag|bankarbeitstag|geschäftstag|banktag)": "firstwork",
        "(am |zum |bis zum |der )?letzte[rnm]? tag": "end",
        "(am |zum |bis zum |der )?letzte[rnm]? freitag": "lastfri",
        "spätestens ultimo|ultimo": "end",
    },
    refs={
        "(diese|dieser|der|die|laufende[rn]?|aktuelle[rn]?|der laufenden|dieser laufenden) woche|diese kw": "week0",
        "(der |die |in der )?(nächste|kommende|folgende|darauffolgende|nächster|kommender|folgender|nächsten|kommenden|folgenden) (woche|kw)|folgewoche|kommende": "week1",
        "(der |die )?übernächste[rn]? (woche|kw)": "week2",
        "(dieses|des|des laufenden|laufenden|diesen|dieser|des aktuellen|aktuellen|im laufenden|d\\.) (monats|monat|mts\\.?|m\\.)|diesen monat|im laufenden monat": "month0",
        "(des |im |den )?(nächsten|kommenden|folgenden|darauffolgenden) (monats|monat)|folgemonats?|des folgemonats|nächster monat": "month1",
        "(des |im )?übernächsten (monats|monat)": "month2",
        "(des |dieses |diesem |im )?(laufenden |aktuellen )?(quartals|quartal)": "quarter0",
        "(des |im )?(nächsten|kommenden) (quartals|quartal)": "quarter1",
        "(des |dieses |diesen |diesem )?(laufenden |aktuellen |kalender)?(jahres|jahr)": "year0",
        "(des )?(nächsten|kommenden) jahres": "year1",
        "(des )?(ersten|1\\.) quartals?|q ?1": "q1",
        "(des )?(zweiten|2\\.) quartals?|q ?2": "q2",
        "(des )?(dritten|3\\.) quartals?|q ?3": "q3",
        "(des )?(vierten|4\\.) quartals?|q ?4": "q4",
    },
    of="des|der|von|im|in der|in|vom|dieses",
    bare_month="im|im laufe des|im monat|noch im|erst im|im laufe",
    this="diesen|diesem|dieser|dieses",
    coming="am|kommenden|kommender|am kommenden|bis|bis zum|nächster|nächsten|am nächsten|den|zum|bis kommenden|bis nächsten|der kommende",
    following="",
    week_on="{w} in einer woche|in einer woche am {w}|{w} in 8 tagen",
    day=(
        "(am|zum|bis|bis zum|den|vom|dem|der|ab|ab dem|um den|per|spätestens|der zahllauf am|ca\\.?|und|oder|jeweils zum) {d}\\.(?! ?(\\d|rate|mahnung|rechnung|teil|zahlung(?!s)|abschlag|quartal|woche|mal|kw|stufe|hälfte))(?! ?(januar|februar|marz|maerz))",
        "(zum|am|bis zum) ersten(?! (mal|rate|hälfte|werktag|arbeitstag|quartal|teil))",
        "(?<![\\d.,])(?<!nr\\s)(?<!nr\\.\\s)(?<!pos\\s)(?<!pos\\.\\s){d}\\.(?= (des|dieses|dieser|nächsten|kommenden|folgemonats|d\\.|oder|und|bis) )",
    ),
    day_month=(
        "{d}\\.? ?{m}\\.?( {y})?(?!\\w)",
        "{d}\\.[- ]?{m}\\.?[- ]?{y}?(?!\\w)",
    ),
    lead="in|innerhalb|innert|binnen|in den nächsten|innerhalb von|innerhalb der nächsten|in den kommenden|in ca\\.?|in etwa|in rund|in spätestens|"
    "die nächsten|in den folgenden|während der nächsten|spätestens in|in maximal|in max\\.?|bis in",
    trail="ab heute|von heute an|ab jetzt|gerechnet ab heute|zeit",
    units={
        "(kalender)?tage?n?": "day",
        "(werk|arbeits|bank|bankarbeits|geschäfts)tage?n?": "workday",
        "wochen?": "week",
        "monate?n?s?": "month",
        "stunden?|std\\.?|h": "hour",
    },
    days_from={
        "heute in einer woche|in einer woche|in 8 tagen|in acht tagen|binnen wochenfrist|innerhalb (einer|von einer) woche|binnen einer woche|innert wochenfrist": 7,
        "heute in (14 tagen|zwei wochen)|in vierzehn tagen": 14,
        "morgen in einer woche": 8,
        "(vor dem|bis zum|zum|noch vor dem) wochenende": -5,
        "(am|übers|über das|dieses|kommendes) wochenende": -7,
    },
    short_date="am|zum|bis|bis zum|den|vom|dem|der|ab|per|spätestens|um|und|oder|valuta|datum|fr|mo|di|mi|do|montag|dienstag|mittwoch|donnerstag|freitag|freitag den",
    week_of="(in der |der )?woche (vom|ab|ab dem|beginnend am|beginnend mit dem|des)",
    ranges="bis|oder|bis zum|und|/|-|oder am|bis spätestens|oder spätestens|und dem|und am|oder dem|bis dem|oder der",
    joins="den|der|dem|am|in der|der|des|in|d\\.|im|also|also den|also am|spätestens|das ist der|früh|nachmittag|vormittag|abend|mittag|morgen|bis|zum|gegen|um",
    week_number="(der |in |in der )?(kw|kalenderwoche|woche)\\.? ?{n}(\\. kw)?;{n}\\. ?(kw|kalenderwoche)",
    month_words={'end': 'monatsende|(zum |am |bis |gegen |per )?monatsende|(zum |am |bis )?monatsultimo|(per |zum |am )?ultimo|eom', 'mid': 'monatsmitte|(zur |mitte des )monatsmitte', 'year': '(zum |bis |am |vor )?(jahresende|jahresschluss|jahresabschluss|jahreswechsel)', 'quarter': '(zum |bis |am )?quartalsende', 'week': '(zum |bis |am |vor )?wochenende'},
    first_weeks={'ers': 'week1', 'zwe': 'week2', 'dri': 'week3', 'let': 'end'},
)
_FR = Words(
    months="janvier janv jan;février fev fevr;mars;avril avr;mai;juin;juillet juil;août aout;septembre sept sep;octobre oct;"
    "novembre nov;décembre dec",
    weekdays="lundi lun;mardi;mercredi mer;jeudi jeu;vendredi ven vend;samedi;dimanche",
    numbers="un=1 une=1 deux=2 trois=3 quatre=4 cinq=5 six=6 sept=7 huit=8 neuf=9 dix=10 douze=12 quinze=15 vingt=20 trente=30",
    fixed={
        "aujourd'?hui( meme)?|aujourd hui|ce (jour(?!-la)|matin|soir|midi)|cet apres-?midi|dans la journee|avant ce soir|fin de journee|(en )?fin d'apres-?midi|d'ici ce soir|ajd|dans l'apres-?midi": 0,
        "apres[- ]?demain": 2,
        "(des )?demain( (matin|soir|midi|apres-midi))?": 1,
    },
    parts={
        "(a la |d'ici la |d'ici |pour la |en |avant la |a |vers la |jusqu'a la |la |courant )?fin( du mois)?": "end",
        "dernier jour|le dernier jour": "end",
        "(a la |vers la |d'ici la |d'ici |la )?mi-?|(au |vers le )?milieu": "mid",
        "(au |en |des le |des |d'ici |le )?(tout )?debut": "start",
        "(la |dans la |courant de la )?(premiere|1ere|1re) semaine": "week1",
        "(la |dans la )?(deuxieme|seconde|2eme|2e) semaine": "week2",
        "(la |dans la )?(troisieme|3eme|3e) semaine": "week3",
        "(la |dans la )?derniere semaine": "end",
        "(la |dans la )?(premiere) (quinzaine|moitie)": "mid",
        "(la |dans la )?(seconde|deuxieme) (quinzaine|moitie)": "end",
        "(le |au )?dernier jour (ouvre|ouvrable|travaille)": "lastwork",
        "(le |au )?premier jour (ouvre|ouvrable|travaille)": "firstwork",
        "(le )?dernier vendredi": "lastfri",
    },
    refs={
        "(cette|la|cette meme) semaine|la semaine en cours|semaine en cours": "week0",
        "(la )?semaine (prochaine|suivante|qui vient|pro|a venir)|sem\\.? prochaine|la prochaine semaine": "week1",
        "(la )?semaine d'apres|(la )?semaine apres la prochaine": "week2",
        "(ce|du|du present|le|de ce) mois|mois|(du |de ce |le )?mois (en cours|courant|-?ci)|ce mois-ci|courant du mois": "month0",
        "(le |du |au )?mois (prochain|suivant|qui vient|pro|d'apres)|(le |du )?prochain mois": "month1",
        "(du |le |ce |de ce )?trimestre( en cours)?": "quarter0",
        "(du |le )?(trimestre prochain|prochain trimestre)": "quarter1",
        "(de l'|l'|cette )annee( en cours)?|annee|de cette annee|d'annee": "year0",
        "(de )?l'annee prochaine": "year1",
        "(du |le )?(premier|1er) trimestre|[tq] ?1": "q1",
        "(du |le )?(deuxieme|second|2e|2eme) trimestre|[tq] ?2": "q2",
        "(du |le )?(troisieme|3e|3eme) trimestre|[tq] ?3": "q3",
        "(du |le )?(quatrieme|dernier|4e|4eme) trimestre|[tq] ?4": "q4",
    },
    of="de|du|de la|d'|des|au|en|le|de l'",
    bare_month="en|courant|au mois de|au mois d'|dans le courant de|dans le courant du mois de|pendant le mois de|sur|durant",
    this="ce|cette",
    coming="le|ce prochain|d'ici|pour|avant|le prochain|prochain|d'ici a|de|jusqu'a",
    following="",
    week_on="{w} en huit|{w} dans une semaine|{w} dans huit jours",
    day=(
        "(le|du|au|pour le|d'ici le|d'ici au|avant le|jusqu'au|des le|vers le|autour du|et le|ou le|entre le|et|ou) {d}(er|ere)?(?! ?(h|%|€|e|eme|euros?|jours?|semaines?|mois|fois|factures?|pieces?|articles?|echeances?|virements?|mensualites?|versements?|tranches|colis|cartons|unites)(?!\\w))(?![.,:/]?\\d)",
    ),
    day_month=(
        "{d}(er|ere)?[ .-]{m}\\.?([ .-]{y})?",
    ),
    lead="dans|sous|d'ici|dans les|dans un delai de|sous un delai de|dans environ|d'ici a|d'ici une|sous les|en|au plus tard dans|d'ici environ|dans un delai maximum de|dans le delai de|dans les prochains|dans les prochaines|endeans les|endeans|les",
    trail="a compter (d'aujourd'hui|de ce jour)|a partir d'aujourd'hui|au plus tard|maximum",
    units={
        "(prochains? )?jours?( (calendaires?|francs?))?|(prochains )?j": "day",
        "(prochains )?jours? (ouvres?|ouvrables?|travailles?|bancaires?)": "workday",
        "(prochaines? )?semaines?": "week",
        "quinzaine": "quinzaine",
        "(prochains )?mois": "month",
        "(prochaines )?(heures?|h)": "hour",
    },
    days_from={
        "(sous|d'ici|dans une|dans la) huitaine": 8,
        "(sous|d'ici|dans une|d'ici une|dans la|sous une) quinzaine( de jours)?": 15,
        "d'aujourd'hui en huit|dans une semaine|d'ici une semaine|sous une semaine": 7,
        "demain en huit": 8,
        "(avant le|d'ici le|d'ici ce|avant ce|pour le) week-?end": -5,
        "(ce|le|pendant le|durant le) week-?end": -7,
        "fin de semaine": -5,
    },
    short_date="le|du|au|d'ici le|avant le|jusqu'au|pour le|des le|valeur|date|lundi|mardi|mercredi|jeudi|vendredi|d'ici au|et|ou",
    week_of="(la )?semaine (du|commencant le|debutant le|a partir du)",
    ranges="au|ou|a|et|et le|ou le|/|-|jusqu'au|a la|ou bien|voire|et la|ou la|puis",
    joins="le|du|au|de|de la|d'|soit|soit le|prochain|matin|soir|apres-midi|a savoir|a savoir le|c'est-a-dire le|dans la|au soir|la|plus tard le",
    week_number="(la |en |dans la )?(semaine|sem\\.?|s) ?{n}",
    month_words={'end': 'fin de mois|fin du mois|la fin du mois|fdm', 'mid': 'mi-mois', 'year': "fin d'annee|la fin de l'annee|fin de l'annee", 'quarter': 'fin de trimestre', 'week': 'fin de (la )?semaine|la fin de (la )?semaine'},
    first_weeks={},
)
_ES = Words(
    months="enero ene;febrero feb;marzo mar;abril abr;mayo may;junio jun;julio jul;agosto ago;septiembre setiembre sep sept set;"
    "octubre oct;noviembre nov;diciembre dic",
    weekdays="lunes lun;martes;miércoles mierc;jueves juev;viernes vier;sábado;domingo",
    numbers="un=1 una=1 uno=1 dos=2 tres=3 cuatro=4 cinco=5 seis=6 siete=7 ocho=8 nueve=9 diez=10 doce=12 catorce=14 quince=15 "
    "veinte=20 treinta=30",
    fixed={
        "hoy( mismo)?|en el dia( de hoy)?|esta (tarde|noche|manana)|este (mediodia|mismo dia)|a lo largo (del dia|de hoy|de la manana|de la tarde)|al final del dia|antes de que acabe el dia|en el transcurso del dia": 0,
        "pasado manana": 2,
        "(?<!la\\s)(?<!esta\\s)(?<!pasado\\s)manana( (mismo|a primera hora|por la (manana|tarde)|temprano|sin falta))?(?! del)": 1,
    },
    parts={
        "(antes de que )?(acabe|termine|finalice)": "end",
        "(a |al |hacia |para |antes de |hasta |en |por )?(el )?(finales?|fin|fines|final|cierre|ultimos)": "end",
        "(a |hacia )?ultimos": "end",
        "(el )?ultimo dia": "end",
        "(a |hacia |para |sobre )?(mediados|mitad)": "mid",
        "(a |hacia |para |al )?(el )?(principios?|comienzos?|inicios?|primeros|inicio)( dias)?": "start",
        "(en |durante )?(la )?(primera|1a|1ª) semana": "week1",
        "(en |durante )?(la )?(segunda|2a|2ª) semana": "week2",
        "(en |durante )?(la )?(tercera|3a|3ª) semana": "week3",
        "(en |durante )?(la )?ultima semana": "end",
        "(en |durante )?(la )?primera (quincena|mitad)": "mid",
        "(en |durante )?(la )?segunda (quincena|mitad)": "end",
        "(el )?ultimo dia (habil|laborable|laboral)": "lastwork",
        "(el )?primer dia (habil|laborable|laboral)": "firstwork",
        "(el )?ultimo viernes": "lastfri",
    },
    refs={
        "(esta|la|la presente|esta misma) semana|la semana (en curso|actual)|semana en curso": "week0",
        "(la )?semana (proxima|que viene|siguiente|entrante|que entra)|(la )?(proxima|siguiente) semana": "week1",
        "(la )?semana (siguiente a la proxima|de despues)|dentro de dos semanas": "week2",
        "(este|el|del|del presente|de este|el presente|este mismo) mes|mes|mes (en curso|actual|corriente)|(del|el) mes (en curso|actual|corriente)": "month0",
        "(el |del )?(mes que viene|mes proximo|proximo mes|mes siguiente|mes entrante|siguiente mes)|mes que viene": "month1",
        "(del |el |este |de este )?trimestre( en curso)?": "quarter0",
        "(del |el )?(proximo trimestre|trimestre que viene)": "quarter1",
        "(del |de |este |el |de este )?ano( en curso)?": "year0",
        "(del |el )?(ano que viene|proximo ano)": "year1",
        "(del |el )?(primer|1er|1º) trimestre|[tq] ?1|1t": "q1",
        "(del |el )?(segundo|2º) trimestre|[tq] ?2|2t": "q2",
        "(del |el )?(tercer|3er|3º) trimestre|[tq] ?3|3t": "q3",
        "(del |el )?(cuarto|ultimo|4º) trimestre|[tq] ?4|4t": "q4",
    },
    of="de|del|de la|en|en el|el",
    bare_month="en|durante|durante el mes de|en el mes de|a lo largo de|dentro del mes de|para|ya en",
    this="este|esta",
    coming="el|el proximo|este proximo|proximo|para el|antes del|al|del|hasta el|el dia|como tarde el",
    following="",
    week_on="{w} en ocho dias|del {w} en ocho",
    day=(
        "(el|del|al|para el|antes del|hasta el|a partir del|sobre el|hacia el|entre el|y el|o el|desde el|pago)( proximo)?( dia)? {d}(º|ro)?(?! ?(%|€|h|euros?|dias?|semanas?|meses|facturas?|plazos?|pagos?)(?!\\w))(?![.,:/]?\\d)",
        "(el |los )?dias? {d}(?! ?([.,:/]?\\d))",
        "(el )?(dia )?(primero|uno) (?=de(l)? )",
    ),
    day_month=(
        "{d}º? (de )?{m}\\.?(,? (de |del )?{y})?",
        "{d}[-./]{m}([-./]{y})?",
    ),
    lead="en|dentro de|en el plazo de|en un plazo de|en los proximos|en las proximas|dentro de los proximos|dentro de las proximas|de aqui a|antes de|en unos|en unas|en los siguientes|en las siguientes|en un plazo maximo de|en un maximo de|en aproximadamente|los proximos|en menos de",
    trail="a partir de hoy|desde hoy|a contar desde hoy|contados desde hoy|como maximo|maximo",
    units={
        "dias?( (naturales|corridos|calendario))?": "day",
        "dias? (habiles|habil|laborables|laborable|laborales|bancarios)": "workday",
        "semanas?": "week",
        "quincena": "quinzaine",
        "mes(es)?": "month",
        "(horas?|h|hs|hrs)": "hour",
    },
    days_from={
        "(de )?hoy en ocho( dias)?|en una semana|dentro de una semana|de aqui a una semana": 7,
        "de hoy en quince( dias)?": 15,
        "manana en ocho( dias)?": 8,
        "(antes del?|para el|antes de este|hasta el) (fin de semana|finde)": -5,
        "(este|el|durante el|en el|en) (proximo )?(fin de semana|finde)": -7,
    },
    short_date="el|del|al|para el|antes del|hasta el|dia|el dia|valor|fecha|fecha valor|lunes|martes|miercoles|jueves|viernes|y el|o el",
    week_of="(la )?semana (del|que empieza el|que comienza el)",
    ranges="al|o|a|y|y el|o el|/|-|hasta el|o bien|o como tarde|o como mucho|u|y la|o la",
    joins="el|dia|el dia|del|de|de la|de el|es decir|es decir el|o sea el|por la manana|por la tarde|al mediodia|como tarde|proximo|este|como maximo el|mas tardar el",
    week_number="(la )?semana {n}",
    month_words={'end': '(a )?fin(es)? de mes|(a )?final(es)? de mes|eom|cierre de mes', 'mid': '(a )?mediados de mes', 'year': '(a )?(fin|final|finales) de ano', 'quarter': '(a )?(fin|final|finales) de trimestre', 'week': '(a )?(final(es)?) de semana|antes del finde'},
    first_weeks={},
)
_NL = Words(
    months="januari jan;februari feb;maart mrt mar;april apr;mei;juni jun;juli jul;augustus aug;september sep sept;"
    "oktober okt;november nov;december dec",
    weekdays="maandag ma;dinsdag di;woensdag wo;donderdag do;vrijdag vr;zaterdag za;zondag zo",
    numbers="een=1 één=1 1=1 twee=2 drie=3 vier=4 vijf=5 zes=6 zeven=7 acht=8 negen=9 tien=10 twaalf=12 veertien=14 "
    "vijftien=15 twintig=20 dertig=30 paar=0",
    fixed={
        "vandaag( nog)?|nog vandaag|vanmiddag|vanavond|vanochtend|vanmorgen|heden|einde? (van de )?(werk)?dag|eind van de dag|vandaag de dag|hedenmiddag": 0,
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
        "(deze|de|de lopende|de huidige|lopende) week|week": "week0",
        "(de )?(volgende|komende|aankomende|eerstvolgende) week|week hierop|week daarop|de week erna": "week1",
        "(de )?week (daarna|na volgende)|volgende volgende week": "week2",
        "(deze|de|van de|de lopende|lopende|van deze|dezer|de huidige) maand|maand": "month0",
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
        "(de|op de|per de|voor de|tot de|rond de|uiterlijk de|tussen de|en de|of de) {d}(e|de|ste)",
        "(op|rond|uiterlijk|uiterlijk op|per|zijn|vóór|d\\.d\\.) {d}(e|de|ste)?(?! ?(%|€|uur|euro|dagen|weken|maanden|stuks|termijn(en)?|aanmaning|herinnering|factu*|deel|betaling|week|werkdagen|keer)(?!\\w))(?![.,:/]?\\d)",
        "(de |op )?{d}(e|de|ste)(?= (van|of|en|dezer|aanstaande|of uiterlijk) )",
    ),
    day_month=(
        "{d}(e|de|ste)?[ .-](van )?{m}\\.?([ .-]{y})?",
    ),
    lead="in|over|binnen|binnen nu en|de komende|in de komende|binnen de komende|over ongeveer|over zo'n|over circa|over ca\\.?|binnen een termijn van|uiterlijk over|de eerstvolgende|de aankomende|over maximaal|binnen maximaal|komende",
    trail="vanaf (nu|vandaag)|na vandaag|na heden|te rekenen vanaf vandaag",
    units={
        "(kalender)?dag(en)?": "day",
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
    short_date="op|per|voor|uiterlijk|tot|van|de|d\\.?d\\.?|valuta|datum|tegen|maandag|dinsdag|woensdag|donderdag|vrijdag|rond|en|of",
    week_of="(de )?week (van|beginnend op|die begint op|vanaf)( de)?",
    ranges="tot|of|tot en met|t/m|en|/|-|of op|en de|of de|a|à|tot de|dan wel|of uiterlijk",
    joins="de|op|op de|van|van de|in|dus|dus op|te weten|ochtend|middag|avond|d\\.?d\\.?|namelijk|in de|of wel|uiterlijk|per|in de loop van|voor",
    week_number="(in )?(week|wk) ?{n}",
    month_words={'end': 'maandeinde|(eind|einde) maand|maandultimo|eom', 'mid': 'medio maand|halverwege de maand', 'year': 'jaareinde|(eind|einde) jaar|(eind|einde) van het jaar', 'quarter': 'kwartaaleinde|(eind|einde) kwartaal', 'week': '(eind|einde) (van de )?week|weekeinde'},
    first_weeks={},
)

#: The tables by language.
WORDS = {"en": _EN, "de": _DE, "fr": _FR, "es": _ES, "nl": _NL}
