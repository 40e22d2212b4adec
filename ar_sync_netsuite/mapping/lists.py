"""The lists of an account: accounts, periods, currencies, items and what else documents refer to.

>>> account = Fields("account", "6", "", {"acctNumber": "1100", "acctName": "Accounts Receivable",
...     "acctType": "_accountsReceivable", "subsidiaryList": (Ref("1"),)})
>>> listed = read("account", account, Reading())
>>> listed.number, listed.group, sorted(listed.units)
('1100', 'receivable', ['1'])
"""

from collections.abc import Mapping
from dataclasses import dataclass

from odoo.addons.ar_sync.protocol.erp import Listed

from . import customer as customer_mapping
from .context import Reading
from .fields import Fields, Ref  # noqa: F401 - the specification above makes them


@dataclass(frozen=True)
class List:
    """One list.

    :param search: the type of SOAP's search; empty: there is none.
    :param table: SuiteQL's table.
    :param columns: of it, as SuiteQL writes them -> SOAP's name.
    """

    search: str
    table: str
    columns: Mapping[str, str]


def _columns(words: str) -> dict[str, str]:
    """Return columns by name; ``column=name`` where the names differ by more than case."""
    found = {}
    for word in words.split():
        column, _, name = word.partition("=")
        found[column] = name or column
    return found


_NAMED = "id externalid=externalId name isinactive=isInactive"
_OF_UNITS = " subsidiary=subsidiaryList includechildren=includeChildren"

LISTS = {
    "account": List(
        "AccountSearchBasic",
        "account",
        _columns(
            "id externalid=externalId acctnumber=acctNumber accountsearchdisplaynamecopy=acctName accttype=acctType "
            "currency isinactive=isInactive parent" + _OF_UNITS
        ),
    ),
    "category": List("ClassificationSearchBasic", "classification", _columns(_NAMED + " parent" + _OF_UNITS)),
    "currency": List(
        "",
        "currency",
        _columns(_NAMED + " symbol currencyprecision=currencyPrecision isbasecurrency=isBaseCurrency"),
    ),
    "customer": List(
        "CustomerSearchBasic",
        "customer",
        _columns(
            "id externalid=externalId entityid=entityId companyname=companyName altname=altName "
            "firstname=firstName lastname=lastName email parent subsidiary isinactive=isInactive "
            "vatregnumber=vatRegNumber"
        ),
    ),
    "department": List("DepartmentSearchBasic", "department", _columns(_NAMED + " parent" + _OF_UNITS)),
    "item": List(
        "ItemSearchBasic",
        "item",
        _columns(
            "id externalid=externalId itemid=itemId displayname=displayName itemtype=itemType "
            "incomeaccount=incomeAccount isinactive=isInactive parent" + _OF_UNITS
        ),
    ),
    "method": List("PaymentMethodSearchBasic", "paymentmethod", _columns(_NAMED)),
    "period": List(
        "AccountingPeriodSearchBasic",
        "accountingperiod",
        _columns(
            "id periodname=periodName startdate=startDate enddate=endDate closed arlocked=arLocked "
            "alllocked=allLocked isadjust=isAdjust isquarter=isQuarter isyear=isYear parent"
        ),
    ),
    "tax_code": List("SalesTaxItemSearchBasic", "salestaxitem", _columns(_NAMED + " itemid=itemId rate" + _OF_UNITS)),
    "terms": List("TermSearchBasic", "term", _columns(_NAMED)),
    "unit": List(
        "SubsidiarySearchBasic",
        "subsidiary",
        _columns(_NAMED + " legalname=legalName currency parent iselimination=isElimination"),
    ),
}

#: NetSuite's types of accounts, in SOAP's words and in SuiteQL's.
_GROUPS = {
    "_accountsReceivable": "receivable",
    "AcctRec": "receivable",
    "_bank": "bank",
    "Bank": "bank",
    "_income": "income",
    "Income": "income",
    "_otherIncome": "income",
    "OthIncome": "income",
    "_expense": "expense",
    "Expense": "expense",
    "_otherExpense": "expense",
    "OthExpense": "expense",
    "_otherCurrentLiability": "liability",
    "OthCurrLiab": "liability",
    "_deferredRevenue": "liability",
    "DeferRevenue": "liability",
}
_UNDEPOSITED = "undeposited"
_ZERO_DIGITS = ("_zero", "0")


def read(
    kind: str, fields: Fields, reading: Reading, below: Mapping[str, frozenset[str]] | None = None
) -> Listed | None:
    """Return the entry; ``None`` of what is no entry: quarters and years are no periods to post in.

    :param below: of each legal entity, those below it.
    """
    if kind == "customer":
        return _customer(fields, reading)
    if kind == "period":
        return _period(fields)
    if kind == "account":
        return _account(fields, reading, below or {})
    if kind == "currency":
        return _currency(fields)
    name = fields.text("name") or fields.text("displayName") or fields.text("itemId")
    return Listed(
        kind=kind,
        id=fields.id,
        name=(fields.text("displayName") or name) if kind == "item" else name,
        number=fields.text("itemId") if kind == "item" else "",
        parent=fields.ref("parent"),
        group=(fields.text("itemType") or fields.record) if kind == "item" else "",
        account=fields.ref("incomeAccount") if kind == "item" else "",
        currencies=_codes(fields, reading) if kind == "unit" else frozenset(),
        units=_units(fields, below or {}),
        is_inactive=fields.flag("isInactive"),
        external_id=fields.external_id,
    )


def _codes(fields: Fields, reading: Reading) -> frozenset[str]:
    key = fields.ref("currency")
    return frozenset({reading.currencies.code(key)}) if key else frozenset()


def _units(fields: Fields, below: Mapping[str, frozenset[str]]) -> frozenset[str]:
    """Return the legal entities an entry is for, those below included where it says so."""
    named = set(fields.refs("subsidiaryList"))
    if fields.flag("includeChildren"):
        named |= {key for unit in list(named) for key in below.get(unit, ())}
    return frozenset(named)


def _account(fields: Fields, reading: Reading, below: Mapping[str, frozenset[str]]) -> Listed:
    name = fields.text("acctName")
    group = _GROUPS.get(fields.text("acctType"), "other")
    if group == "other" and _UNDEPOSITED in name.lower():
        group = "undeposited"
    return Listed(
        kind="account",
        id=fields.id,
        name=name,
        number=fields.text("acctNumber"),
        parent=fields.ref("parent"),
        group=group,
        currencies=_codes(fields, reading),
        units=_units(fields, below),
        is_inactive=fields.flag("isInactive"),
        external_id=fields.external_id,
    )


def _currency(fields: Fields) -> Listed:
    precision = fields.text("currencyPrecision")
    return Listed(
        kind="currency",
        id=fields.id,
        name=fields.text("name"),
        number=fields.text("symbol"),
        is_inactive=fields.flag("isInactive"),
        digits=0 if precision in _ZERO_DIGITS else 2,
        is_base=fields.flag("isBaseCurrency"),
        external_id=fields.external_id,
    )


def _period(fields: Fields) -> Listed | None:
    if fields.flag("isQuarter") or fields.flag("isYear"):
        return None
    return Listed(
        kind="period",
        id=fields.id,
        name=fields.text("periodName"),
        parent=fields.ref("parent"),
        begins_on=fields.day("startDate"),
        ends_on=fields.day("endDate"),
        is_closed=fields.flag("closed"),
        is_locked=fields.flag("arLocked") or fields.flag("allLocked"),
        is_adjustment=fields.flag("isAdjust"),
    )


def _customer(fields: Fields, reading: Reading) -> Listed:
    found = customer_mapping.read(fields, reading)
    return Listed(
        kind="customer",
        id=found.key,
        name=found.name,
        number=found.number,
        email=found.email,
        tax_number=found.tax_number,
        parent=found.parent,
        currencies=found.currencies,
        units=found.units,
        is_inactive=found.is_inactive,
        external_id=fields.external_id,
    )
