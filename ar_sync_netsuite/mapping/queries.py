"""SuiteQL, as text: it has no parameters, so every value is quoted here and nowhere else.

>>> quoted("O'Brien"), ids(["7", "12"])
("'O''Brien'", '7, 12')
>>> ids(["7; DROP"])
Traceback (most recent call last):
ValueError: no id of NetSuite: '7; DROP'

NetSuite's own records have ids below zero, such as the tax code -7 or the item -2: the first page has no lower end.

>>> ids(["-7"]), _beyond("id", ""), _beyond("id", "-7")
('-7', [], ['id > -7'])

A moment is compared where the account's user is. In the hour that a clock goes through twice, the text of a later
moment can be less than that of an earlier one; then an hour more is read.

>>> local_text(datetime(2026, 11, 1, 8, 30, tzinfo=timezone.utc), "America/Los_Angeles")
'2026-11-01 00:30:00'
>>> local_text(datetime(2026, 7, 1, 8, 30, tzinfo=timezone.utc), "America/Los_Angeles")
'2026-07-01 01:30:00'
"""

from collections.abc import Iterable
from datetime import date, datetime, timedelta, timezone  # noqa: F401 - the specification above uses it
from zoneinfo import ZoneInfo

from .lists import LISTS

#: Rows of one answer, at most.
ROWS_MAX = 1000

_HEAD = """SELECT t.id, t.externalid, t.tranid, t.recordtype, t.entity, t.currency, t.exchangerate, t.foreigntotal,
t.foreignamountunpaid, t.foreignpaymentamountunused, t.voided, t.memo, t.terms, t.paymentmethod,
TO_CHAR(t.trandate, 'YYYY-MM-DD') AS trandate_, TO_CHAR(t.duedate, 'YYYY-MM-DD') AS duedate_,
TO_CHAR(t.lastmodifieddate, 'YYYY-MM-DD HH24:MI:SS') AS modified_
FROM transaction t"""
_LINES = """SELECT tl.uniquekey, tl.transaction, tl.linesequencenumber, tl.mainline, tl.taxline, tl.item, tl.quantity,
tl.rate, tl.foreignamount, tl.memo, tl.department, tl.class, tl.taxcode, tl.subsidiary, tl.entity, tl.createdfrom,
TO_CHAR(tl.revrecstartdate, 'YYYY-MM-DD') AS begins_, TO_CHAR(tl.revrecenddate, 'YYYY-MM-DD') AS ends_,
tal.account, tal.accounttype
FROM transactionline tl LEFT JOIN transactionaccountingline tal ON tal.transaction = tl.transaction
AND tal.transactionline = tl.id AND tal.accountingbook = 1"""
_LINKS = """SELECT l.previousdoc, l.previoustype, l.nextdoc, l.nexttype, l.linktype, l.foreignamount, l.discount
FROM nexttransactionlinelink l"""


def quoted(text: str) -> str:
    """Return a text as SuiteQL has it."""
    return "'" + text.replace("'", "''") + "'"


def is_id(key: str) -> bool:
    """Tell whether a text may be an id; those of NetSuite's own records are below zero."""
    return key.isascii() and key.removeprefix("-").isdigit()


def _beyond(column: str, after: str) -> list[str]:
    """Return the condition that an id comes after another; none for the first page."""
    return [f"{column} > {ids([after])}"] if after else []


def ids(keys: Iterable[str]) -> str:
    """Return ids for ``IN (…)``. :raise ValueError: something else."""
    found = []
    for key in keys:
        if not is_id(key):
            raise ValueError(f"no id of NetSuite: {key!r}")
        found.append(str(int(key)))
    return ", ".join(found)


def texts(values: Iterable[str]) -> str:
    """Return texts for ``IN (…)``."""
    return ", ".join(quoted(value) for value in values)


def local_text(moment: datetime, zone: str) -> str:
    """Return a moment as text where the user is, so that no later one has a smaller text."""
    here = moment.astimezone(ZoneInfo(zone))
    ahead = (moment + timedelta(hours=1)).astimezone(ZoneInfo(zone))
    if ahead.utcoffset() != here.utcoffset():
        here -= timedelta(hours=1)
    return here.strftime("%Y-%m-%d %H:%M:%S")


def since_text(column: str, since: datetime, zone: str) -> str:
    """Return the condition that something happened at or after a moment."""
    return f"{column} >= TO_TIMESTAMP({quoted(local_text(since, zone))}, 'YYYY-MM-DD HH24:MI:SS')"


def changed(codes: Iterable[str], since: datetime | None, after: str, size: int, zone: str) -> str:
    """Return the query for heads of transactions, by id."""
    conditions = [f"t.type IN ({texts(codes)})", *_beyond("t.id", after)]
    if since:
        conditions.append(since_text("t.lastmodifieddate", since, zone))
    return f"{_HEAD} WHERE {' AND '.join(conditions)} ORDER BY t.id FETCH FIRST {int(size)} ROWS ONLY"


def heads(condition: str) -> str:
    """Return the query for heads that meet a condition."""
    return f"{_HEAD} WHERE {condition} ORDER BY t.id"


def lines(keys: Iterable[str], with_lines: bool, after: str = "") -> str:
    """Return the query for lines of transactions, by key; without lines those of money and receivables alone."""
    only = "" if with_lines else " AND (tl.mainline = 'T' OR tal.accounttype = 'AcctRec')"
    beyond = "".join(f" AND {condition}" for condition in _beyond("tl.uniquekey", after))
    return (
        f"{_LINES} WHERE tl.transaction IN ({ids(keys)}){only}{beyond} "
        f"ORDER BY tl.uniquekey FETCH FIRST {ROWS_MAX} ROWS ONLY"
    )


def links(column: str, keys: Iterable[str]) -> str:
    """Return the query for what documents are applied to, by ``nextdoc`` or ``previousdoc``."""
    return f"{_LINKS} WHERE l.{column} IN ({ids(keys)}) ORDER BY l.nextdoc, l.previousdoc"


def entries(kind: str, after: str = "", condition: str = "") -> str:
    """Return the query for a page of a list, by id."""
    wanted = LISTS[kind]
    columns = []
    for column, name in wanted.columns.items():
        is_day = name in ("startDate", "endDate")
        columns.append(f"TO_CHAR({column}, 'YYYY-MM-DD') AS {column}_" if is_day else column)
    if kind == "customer":
        columns.append("TO_CHAR(lastmodifieddate, 'YYYY-MM-DD HH24:MI:SS') AS modified_")
    conditions = [*_beyond("id", after), *([condition] if condition else [])]
    where = f" WHERE {' AND '.join(conditions)}" if conditions else ""
    return f"SELECT {', '.join(columns)} FROM {wanted.table}{where} ORDER BY id FETCH FIRST {ROWS_MAX} ROWS ONLY"


def deleted(codes: Iterable[str], since: datetime, zone: str) -> str:
    """Return the query for what was deleted."""
    return (
        "SELECT d.recordid, d.name, d.type, TO_CHAR(d.deleteddate, 'YYYY-MM-DD HH24:MI:SS') AS deleted_ "
        f"FROM deletedrecord d WHERE d.type IN ({texts(codes)}) AND {since_text('d.deleteddate', since, zone)} "
        "ORDER BY d.deleteddate, d.recordid"
    )


def balances(accounts: Iterable[str], as_of: date) -> str:
    """Return the query for what was posted to accounts, by currency, legal entity and posting period."""
    return (
        "SELECT tal.account, t.currency, tl.subsidiary, t.postingperiod, SUM(tl.foreignamount) AS amount_, "
        "SUM(tal.amount) AS base_ FROM transactionaccountingline tal "
        "JOIN transaction t ON t.id = tal.transaction "
        "JOIN transactionline tl ON tl.transaction = tal.transaction AND tl.id = tal.transactionline "
        "JOIN accountingperiod p ON p.id = t.postingperiod "
        f"WHERE tal.account IN ({ids(accounts)}) AND tal.posting = 'T' AND tal.accountingbook = 1 "
        f"AND p.startdate <= TO_DATE({quoted(as_of.isoformat())}, 'YYYY-MM-DD') "
        "GROUP BY tal.account, t.currency, tl.subsidiary, t.postingperiod "
        "ORDER BY tal.account, t.currency, tl.subsidiary, t.postingperiod"
    )


def recognized(keys: Iterable[str]) -> str:
    """Return the query for the plans of what documents earn and when."""
    return (
        "SELECT e.source, e.sourceline, e.item, e.salesamount, e.revenuerecognitionrule, "
        "TO_CHAR(e.revrecstartdate, 'YYYY-MM-DD') AS begins_, TO_CHAR(e.revrecenddate, 'YYYY-MM-DD') AS ends_, "
        "r.plannedperiod, r.amount, r.isrecognized FROM revenueelement e "
        "LEFT JOIN revenueplan p ON p.createdfrom = e.id LEFT JOIN plannedrevenue r ON r.revenueplan = p.id "
        f"WHERE e.source IN ({ids(keys)}) ORDER BY e.source, e.sourceline, r.id"
    )
