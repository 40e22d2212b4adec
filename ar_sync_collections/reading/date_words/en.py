"""The words of dates in English; see the package for how to read them."""

from .table import Words

WORDS = Words(
    months="january jan;february feb febr;march mar;april apr;may;june jun;july jul;august aug;september sep sept;"
    "october oct;november nov;december dec",
    weekdays="monday mon;tuesday tue tues;wednesday wed weds;thursday thu thur thurs;friday fri;saturday;sunday",
    numbers="a=1 an=1 one=1 two=2 three=3 four=4 five=5 six=6 seven=7 eight=8 nine=9 ten=10 twelve=12 fourteen=14 "
    "fifteen=15 twenty=20 thirty=30 couple=2",
    fixed={
        "(in the |during the )?course of (the |to)day|during the day|today|this (morning|afternoon|evening)|"
        "tonight|later on today|by (the )?end of (the "
        ")?(business )?(day|today)": 0,
        "eod|cob|close of (business|play)|end of (the )?(business |working )?day": 0,
        "day after tomorrow|the day after tomorrow": 2,
        "tomorrow|tomorow|tommorow|tommorrow|tmrw|tmr|tmw": 1,
    },
    parts={
        "(very )?end( part)?": "end",
        "close": "end",
        "latter (part|half)": "end",
        "late": "end",
        "(last|final) day": "end",
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
        "(this|the current|current|the same) month|the month|each month|every month|month": "month0",
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
        "^{d}(st|nd|rd|th)(?! (instal*|reminder|invoice|half|part|time|one|quarter|week|floor|request|notice|line))",
        "(on|by|until|before|of|till|around|about|est|for|and|or|to|latest) {d}(st|nd|rd|th)(?! "
        "(instal*|reminder|invoice|half|floor))",
        "{d}(st|nd|rd|th)(?= (of|inst))",
    ),
    day_month=(
        "{d}(st|nd|rd|th)? (of )?{m}(,? {y})?",
        "{d}(st|nd|rd|th)?[-./]{m}([-./ ]{y})?",
        "{m} (the )?{d}(st|nd|rd|th)?(,? {y})?(?![\\d:.,]?\\d)",
    ),
    lead="give me|give us another|give it|in|within|in the next|within the next|over the next|during the next|"
    "in about|in around|in "
    "approx|in roughly|"
    "in approximately|in under|in another|inside|inside of|in maximum|in max|not more than|in "
    "less than|in no more than|"
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
        "(in |within )?(a|the next) fortnight('s time)?|(a )?fortnight from (today|now)|in a week or two|"
        "in a week or so|two weeks (today|from today|from now)": 14,
        "a week tomorrow|tomorrow week": 8,
        "(before|by|until) the weekend": -5,
        "(over|at|on|this|during) (the |this )?(coming )?weekend": -7,
    },
    short_date="^|on|by|before|until|till|the|of|for|around|date|dated|from|run",
    week_of="(the )?week (commencing|beginning|starting|of|starting on|from)( the)?|(the )?(w/c|wc|w/b)",
    ranges="to|or|through|till|until|and|/|-|and the|or the|to the|or by|or maybe|or possibly|or latest|and by",
    joins="the|on|on the|of|in|i\\.e\\.?|that is|which is|latest|at|for|on a|this|by|afternoon|morning|"
    "evening|afternoon of|so|night",
    week_number="(week|wk|cw)( number| no\\.?)? {n};(cw|kw|wk) ?{n}",
    month_words={
        "end": "eom|before the month is (out|over)|(the )?month (is out|is over)|month[- ]end|the month[- ]end|"
        "(the )?month ?end( run)?|end month|end of month",
        "mid": "mid-?month",
        "year": "year[- ]?end|eoy|end of year|the end of the year",
        "quarter": "before the quarter is (out|over)|eoq|quarter[- ]end|end of quarter",
        "week": "eow|end of (the )?week|end of wk|week's end",
    },
    first_weeks={},
)
