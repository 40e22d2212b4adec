"""What every account holds from the first day: chart of accounts, currencies, periods, lists.

Northwind Instruments: a parent that keeps its books in dollars and a subsidiary that keeps them in
euros; it also sells in pounds and in yen, which have no decimals.
"""

from __future__ import annotations

import calendar
from datetime import date, datetime, timezone
from decimal import Decimal

from ..ledger.record import Values
from ..ledger.store import Store

USD, GBP, EUR, JPY = "1", "2", "4", "5"
PARENT, EUROPE = "1", "2"

_CURRENCIES = (
    (USD, "US Dollar", "USD", "_two", True),
    (GBP, "British Pound", "GBP", "_two", False),
    (EUR, "Euro", "EUR", "_two", False),
    (JPY, "Japanese Yen", "JPY", "_zero", False),
)

#: id, number, name, type, role of the system's own accounts, subsidiaries (none: all).
_ACCOUNTS = (
    ("1", "1000", "Checking", "_bank", "", PARENT),
    ("2", "1010", "Konto Hamburg", "_bank", "", EUROPE),
    ("3", "1020", "Undeposited Funds", "_otherCurrentAsset", "undeposited", ""),
    ("4", "1050", "Stripe Clearing", "_bank", "", ""),
    ("6", "1100", "Accounts Receivable", "_accountsReceivable", "", PARENT),
    ("7", "1110", "Accounts Receivable Europe", "_accountsReceivable", "", EUROPE),
    ("8", "1120", "Accounts Receivable Projects", "_accountsReceivable", "", PARENT),
    ("20", "2200", "Sales Taxes Payable", "_otherCurrentLiability", "tax", ""),
    ("21", "2300", "Customer Deposits", "_otherCurrentLiability", "deposits", ""),
    ("22", "2400", "Deferred Revenue", "_deferredRevenue", "", ""),
    ("30", "4000", "Sales", "_income", "", ""),
    ("31", "4010", "Subscriptions", "_income", "", ""),
    ("32", "4900", "Sales Discounts", "_income", "discount", ""),
    ("40", "6100", "Bad Debt", "_expense", "", ""),
    ("41", "6200", "Bank Fees", "_expense", "", ""),
    ("50", "7100", "Realized Gain/Loss", "_otherExpense", "fx", ""),
)

#: id, type, name, income account, deferred revenue account, recognition rule.
_ITEMS = (
    ("10", "serviceSaleItem", "CONSULTING", "30", None, None),
    ("11", "nonInventorySaleItem", "SENSOR", "30", None, None),
    ("12", "serviceSaleItem", "SUBSCRIPTION", "31", "22", "1"),
    ("13", "serviceSaleItem", "SUPPORT", "31", "22", "2"),
    ("14", "otherChargeSaleItem", "BAD DEBT", "40", None, None),
    ("15", "otherChargeSaleItem", "BANK FEES", "41", None, None),
    ("16", "otherChargeSaleItem", "FREIGHT", "30", None, None),
)

_RATES = ((EUR, USD, "1.0800"), (GBP, USD, "1.2700"), (JPY, USD, "0.0067"), (USD, EUR, "0.9259"), (GBP, EUR, "1.1759"),
          (JPY, EUR, "0.0062"))  # fmt: skip


def found(store: Store, *, first_year: int | None = None, last_year: int | None = None) -> None:
    """Fill the lists of a new company; years of periods around the clock's present one by default."""
    this_year = datetime.fromtimestamp(store.clock.time(), timezone.utc).year
    put = _Put(store)
    for key, name, symbol, precision, own in _CURRENCIES:
        put("currency", key, name=name, symbol=symbol, displaySymbol=symbol, isBaseCurrency=own, isInactive=False,
            currencyPrecision=precision, exchangeRate=Decimal(1))  # fmt: skip
    put("subsidiary", PARENT, name="Northwind Instruments", legalName="Northwind Instruments, Inc.", currency=USD,
        country="_unitedStates", isInactive=False, isElimination=False)  # fmt: skip
    put("subsidiary", EUROPE, name="Northwind Europe", legalName="Northwind Instruments Europe GmbH", currency=EUR,
        country="_germany", parent=PARENT, isInactive=False, isElimination=False)  # fmt: skip
    _accounts(put)
    _lists(put)
    _items(put)
    _periods(put, first_year or this_year - 2, last_year or this_year + 1)
    _rates(put, date((first_year or this_year - 2), 1, 1))


class _Put:
    """Inserts list entries under ids everybody may rely on."""

    def __init__(self, store: Store) -> None:
        self.store = store

    def __call__(self, kind: str, key: str, **values: object) -> None:
        stored: Values = {name: value for name, value in values.items() if value is not None}
        self.store.insert(kind, stored, key=key)


def _accounts(put: _Put) -> None:
    for key, number, name, kind, role, subsidiary in _ACCOUNTS:
        put("account", key, acctNumber=number, acctName=name, acctType=kind, role=role or None, isInactive=False,
            subsidiaryList=[subsidiary] if subsidiary else [PARENT], includeChildren=not subsidiary,
            eliminate=False, inventory=False, revalue=False, generalRate="_current",
            cashFlowRate="_average")  # fmt: skip


def _lists(put: _Put) -> None:
    for key, name, days, percent, early in (
        ("1", "Net 15", 15, None, None),
        ("2", "Net 30", 30, None, None),
        ("3", "Net 60", 60, None, None),
        ("4", "Due on receipt", 0, None, None),
        ("5", "2% 10 Net 30", 30, Decimal(2), 10),
    ):
        put("term", key, name=name, dateDriven=False, daysUntilNetDue=days, discountPercent=percent,
            daysUntilExpiry=early, isInactive=False, preferred=key == "2")  # fmt: skip
    for key, name, card, account in (
        ("1", "Cash", False, None),
        ("2", "Check", False, "1"),
        ("3", "Wire", False, "1"),
        ("4", "Visa", True, None),
        ("5", "ACH", False, "1"),
        ("6", "Stripe", True, "4"),
        ("7", "SEPA", False, "2"),
    ):
        put("paymentMethod", key, name=name, creditCard=card, undepFunds=account is None, account=account,
            isInactive=False, isOnline=False, isDebitCard=False)  # fmt: skip
    for kind, names in (
        ("department", ("Sales", "Service", "Administration")),
        ("classification", ("Hardware", "Software", "Projects")),
        ("location", ("Portland", "Hamburg")),
    ):
        for number, name in enumerate(names, 1):
            put(kind, str(number), name=name, isInactive=False, includeChildren=True, subsidiaryList=[PARENT])
    for key, name, rate, subsidiary in (
        ("1", "NOTAX", "0%", None),
        ("2", "CA-8.25", "8.25%", PARENT),
        ("3", "USt 19", "19%", EUROPE),
    ):
        put("salesTaxItem", key, itemId=name, name=name, displayName=name, rate=rate, isInactive=False,
            taxAccount="20", includeChildren=subsidiary is None, exempt=rate == "0%", isDefault=False,
            subsidiaryList=[subsidiary or PARENT])  # fmt: skip


def _items(put: _Put) -> None:
    for key, kind, name, income, deferred, rule in _ITEMS:
        put(kind, key, itemId=name, displayName=name.title(), incomeAccount=income, deferredRevenueAccount=deferred,
            revenueRecognitionRule=rule, createRevenuePlansOn="-1" if rule else None, isTaxable=True,
            isInactive=False, includeChildren=True, subsidiaryList=[PARENT])  # fmt: skip


def _periods(put: _Put, first: int, last: int) -> None:
    """Years, quarters and months; the months are what transactions post to."""
    key = 0
    for year in range(first, last + 1):
        key += 1
        year_key = str(key)
        _period(put, year_key, f"FY {year}", date(year, 1, 1), date(year, 12, 31), isYear=True)
        for quarter in range(4):
            key += 1
            quarter_key, month = str(key), quarter * 3 + 1
            end = date(year, month + 2, calendar.monthrange(year, month + 2)[1])
            _period(put, quarter_key, f"Q{quarter + 1} {year}", date(year, month, 1), end, isQuarter=True,
                    parent=year_key)  # fmt: skip
            for one in range(month, month + 3):
                key += 1
                day = date(year, one, calendar.monthrange(year, one)[1])
                _period(put, str(key), f"{date(year, one, 1):%b} {year}", date(year, one, 1), day, parent=quarter_key)


def _period(put: _Put, key: str, name: str, start: date, end: date, **more: object) -> None:
    flags = {"isQuarter": False, "isYear": False, "isAdjust": False, "closed": False, "arLocked": False,
             "apLocked": False, "allLocked": False, "payrollLocked": False, "allowNonGLChanges": True}  # fmt: skip
    put("accountingPeriod", key, periodName=name, startDate=start, endDate=end, **{**flags, **more})


def _rates(put: _Put, day: date) -> None:
    for number, (currency, target, rate) in enumerate(_RATES, 1):
        put("currencyRate", str(number), transactionCurrency=currency, baseCurrency=target,
            exchangeRate=Decimal(rate), effectiveDate=day)  # fmt: skip
