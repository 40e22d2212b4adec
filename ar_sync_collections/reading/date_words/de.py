"""The words of dates in German; see the package for how to read them."""

from .table import Words

WORDS = Words(
    months="januar jan jänner jaenner;februar feb feber;märz mrz maerz mar;april apr;mai;juni jun;juli "
    "jul;august aug;"
    "september sep sept;oktober okt;november nov;dezember dez",
    weekdays="montag mo;dienstag di;mittwoch mi;donnerstag do;freitag fr;samstag sa sonnabend;sonntag so",
    numbers="ein=1 einer=1 eine=1 einem=1 eines=1 einen=1 zwei=2 drei=3 vier=4 fünf=5 fuenf=5 sechs=6 sieben=7 "
    "acht=8 neun=9 zehn=10 elf=11 "
    "zwölf=12 zwoelf=12 vierzehn=14 fünfzehn=15 zwanzig=20 dreißig=30 dreissig=30 paar=0",
    fixed={
        "im (lauf|laufe|verlauf) (des|vom) (heutigen )?tag(es)?s?|noch am selben tag": 0,
        "heute( (noch|früh|vormittag|mittag|nachmittag|abend|morgen|nacht))?|noch heute|am heutigen "
        "tag|heutigen tages|zum heutigen tag": 0,
        "übermorgen": 2,
        "(?<!guten\\s)(?<!am\\s)(?<!heute\\s)(?<!schoenen\\s)(?<!schonen\\s)(gleich )?morgen( (früh|"
        "vormittag|mittag|nachmittag|abend))?|am morgigen tag|morgigen tag": 1,
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
        "(im )?(lauf|laufe|verlauf) (der|dieser) woche|(diese|dieser|der|die|laufende[rn]?|aktuelle[rn]?|"
        "der laufenden|dieser laufenden) woche|diese kw": "week0",
        "(der |die |in der )?(nächste|kommende|folgende|darauffolgende|nächster|kommender|folgender|"
        "nächsten|kommenden|folgenden) (woche|kw)|folgewoche|kommende": "week1",
        "(der |die )?übernächste[rn]? (woche|kw)": "week2",
        "(dieses|des|des laufenden|laufenden|diesen|dieser|des aktuellen|aktuellen|im laufenden|"
        "d\\.) (monats|monat|mts\\.?|m\\.)|diesen monat|jeden monats?|eines jeden monats|im "
        "laufenden monat": "month0",
        "(des |im |den )?(nächsten|kommenden|folgenden|darauffolgenden) (monats|monat)|folgemonats?|"
        "des folgemonats|nächster monat": "month1",
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
    coming="am|kommenden|kommender|am kommenden|bis|bis zum|nächster|nächsten|am nächsten|den|zum|bis "
    "kommenden|bis nächsten|der kommende",
    following="",
    week_on="{w} in einer woche|in einer woche am {w}|{w} in 8 tagen",
    day=(
        "(am|zum|bis|bis zum|den|vom|dem|der|ab|ab dem|um den|per|spätestens|der zahllauf am|ca\\.?|"
        "und|oder|jeweils zum) {d}\\.(?! ?(\\d|rate|mahnung|rechnung|teil|zahlung(?!s)|abschlag|"
        "quartal|woche|mal|kw|stufe|hälfte))(?! ?(januar|februar|marz|maerz))",
        "(zum|am|bis zum) ersten(?! (mal|rate|hälfte|werktag|arbeitstag|quartal|teil))",
        "(?<![\\d.,])(?<!nr\\s)(?<!nr\\.\\s)(?<!pos\\s)(?<!pos\\.\\s){d}\\.(?= (des|dieses|dieser|"
        "nächsten|kommenden|folgemonats|d\\.|oder|und|bis) )",
    ),
    day_month=(
        "{d}\\.? ?{m}\\.?( {y})?(?!\\w)",
        "{d}\\.[- ]?{m}\\.?[- ]?{y}?(?!\\w)",
    ),
    lead="in|innerhalb|innert|binnen|in den nächsten|innerhalb von|innerhalb der nächsten|in den "
    "kommenden|in ca\\.?|in etwa|in rund|in spätestens|"
    "die nächsten|in den folgenden|während der nächsten|spätestens in|in maximal|in max\\.?|bis in",
    trail="ab heute|von heute an|ab jetzt|gerechnet ab heute|zeit",
    units={
        "(kalender)?tage?n?": "day",
        "(werk|arbeits|bank|bankarbeits|geschäfts)tage?[ns]?": "workday",
        "wochen?": "week",
        "monate?n?s?": "month",
        "stunden?|std\\.?|h": "hour",
    },
    days_from={
        "heute in einer woche|in einer woche|binnen wochenfrist|innerhalb "
        "(einer|von einer) woche|binnen einer woche|innert wochenfrist": 7,
        "heute in (14 tagen|zwei wochen)|in vierzehn tagen": 14,
        "morgen in einer woche": 8,
        "(vor dem|bis zum|zum|noch vor dem) wochenende": -5,
        "(am|übers|über das|dieses|kommendes) wochenende": -7,
    },
    short_date="am|zum|bis|bis zum|den|vom|dem|der|ab|per|spätestens|um|und|oder|valuta|datum|fr|mo|di|mi|"
    "do|montag|dienstag|mittwoch|donnerstag|freitag|freitag den",
    week_of="(in der |der )?woche (vom|ab|ab dem|beginnend am|beginnend mit dem|des)",
    ranges="bis|oder|bis zum|und|/|-|oder am|bis spätestens|oder spätestens|und dem|und am|oder dem|bis dem|oder der",
    joins="den|der|dem|am|in der|der|des|in|d\\.|im|also|also den|also am|spätestens|das ist der|früh|"
    "nachmittag|vormittag|abend|mittag|morgen|bis|zum|gegen|um",
    week_number="(der |in |in der )?(kw|kalenderwoche|woche)\\.? ?{n}(\\. kw)?;{n}\\. ?(kw|kalenderwoche)",
    month_words={
        "end": "zum letzten(?= *($|[.,;!?]))|(am |zum |bis |bis zum )?monatsletzten|(bis |per |auf )?ende monat|"
        "laufe des monats|monatsende|(zum |am |bis |gegen |per )?monatsende|(zum |am |bis )?monatsultimo|(per |zum |"
        "am )?ultimo|eom",
        "mid": "monatsmitte|(zur |mitte des )monatsmitte",
        "year": "(zum |bis |am |vor )?(jahresende|jahresschluss|jahresabschluss|jahreswechsel)",
        "quarter": "(zum |bis |am )?(quartalsende|quartalsletzten|quartalsultimo)|ende quartal",
        "week": "(bis )?ende woche|(zum |bis |am |vor )?wochenende",
    },
    month_start="(zum |am |bis zum )?monatsersten",
    first_weeks={"erste": "week1", "zweite": "week2", "dritte": "week3", "letzte": "end"},
)
