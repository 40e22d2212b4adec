"""The words of dates in Spanish; see the package for how to read them."""

from .table import Words

WORDS = Words(
    months="enero ene;febrero feb;marzo mar;abril abr;mayo may;junio jun;julio jul;agosto "
    "ago;septiembre setiembre sep sept set;"
    "octubre oct;noviembre nov;diciembre dic",
    weekdays="lunes lun;martes;miércoles mierc;jueves juev;viernes vier;sábado;domingo",
    numbers="un=1 una=1 uno=1 dos=2 tres=3 cuatro=4 cinco=5 seis=6 siete=7 ocho=8 nueve=9 diez=10 "
    "doce=12 catorce=14 quince=15 "
    "veinte=20 treinta=30",
    fixed={
        "hoy( mismo)?|en el dia( de hoy)?|esta (tarde|noche|manana)|este (mediodia|mismo dia)|a lo "
        "largo (del dia|de hoy|de la manana|de la tarde)|al final del dia|antes de que acabe el dia|"
        "en el transcurso del dia": 0,
        "pasado manana": 2,
        "(?<!la\\s)(?<!esta\\s)(?<!pasado\\s)manana( (mismo|a primera hora|por la (manana|tarde)|"
        "temprano|sin falta))?(?! del)": 1,
    },
    parts={
        "(antes de que )?(acabe|termine|finalice)": "end",
        "(a |al |hacia |para |antes de |hasta |en |por )?(el )?(?<!dias\\s)(finales?|fin|fines|final|"
        "cierre|ultimos)": "end",
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
        "(a lo largo de|dentro de|durante) la semana|(esta|la|la presente|esta misma) semana|"
        "la semana (en curso|actual)|semana en curso": "week0",
        "(la )?semana (proxima|que viene|siguiente|entrante|que entra)|(la )?(proxima|siguiente) semana": "week1",
        "(la )?semana (siguiente a la proxima|de despues)|dentro de dos semanas": "week2",
        "(este|el|del|del presente|de este|el presente|este mismo|cada|de cada) mes|mes|mes (en curso|actual|"
        "corriente)|(del|el) mes (en curso|actual|corriente)": "month0",
        "(el |del )?(mes que viene|mes proximo|proximo mes|mes siguiente|mes entrante|siguiente mes)|"
        "mes que viene": "month1",
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
        "(el|del|al|para el|antes del|hasta el|a partir del|sobre el|hacia el|entre el|y el|o el|"
        "desde el|pago)( proximo)?( dia)? {d}(º|ro)?(?! ?(%|€|h|euros?|dias?|semanas?|meses|"
        "facturas?|plazos?|pagos?)(?!\\w))(?![.,:/]?\\d)",
        "(el |los )?dias? {d}(?! ?([.,:/]?\\d))",
        "(el )?(dia )?(primero|uno) (?=de(l)? )",
    ),
    day_month=(
        "{d}º? (de )?{m}\\.?(,? (de |del )?{y})?",
        "{d}[-./]{m}([-./]{y})?",
    ),
    lead="a|en|dentro de|en el plazo de|en un plazo de|en los proximos|en las proximas|dentro de los "
    "proximos|dentro de las proximas|de aqui a|antes de|en unos|en unas|en los siguientes|en las "
    "siguientes|en un plazo maximo de|en un maximo de|en aproximadamente|los proximos|en menos de",
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
    short_date="el|del|al|para el|antes del|hasta el|dia|el dia|valor|fecha|fecha valor|lunes|martes|"
    "miercoles|jueves|viernes|y el|o el",
    week_of="(la )?semana (del|que empieza el|que comienza el)",
    ranges="al|o|a|y|y el|o el|/|-|hasta el|o bien|o como tarde|o como mucho|u|y la|o la",
    joins="el|dia|el dia|del|de|de la|de el|es decir|es decir el|o sea el|por la manana|por la tarde|"
    "al mediodia|como tarde|proximo|este|como maximo el|mas tardar el",
    week_number="(la )?semana {n}",
    month_words={
        "end": "(a )?fin(es)? de mes|(a )?final(es)? de mes|eom|cierre de mes",
        "mid": "(a )?mediados de mes",
        "year": "(a )?(fin|final|finales) de ano",
        "quarter": "(a )?(fin|final|finales) de trimestre",
        "week": "(a )?(final(es)?) de semana|antes del finde",
    },
    first_weeks={},
)
