"""The tables SuiteQL sees, as data: a column is ``name``, or ``name:type``.

Types: ``n`` (number, the default is text), ``d`` (day), ``m`` (moment). Names that end in ``__`` are the
translator's own (labels for ``BUILTIN.DF`` and ``BUILTIN.CF``) and are never shown.
"""

from __future__ import annotations

_LIST = "id:n externalid name fullname isinactive lastmodifieddate:m"

_TABLES = {
    "transaction": "id:n tranid transactionnumber trandisplayname externalid type type__ recordtype abbrevtype "
    "entity:n trandate:d duedate:d createddate:m lastmodifieddate:m currency:n exchangerate:n foreigntotal:n "
    "foreignamountpaid:n foreignamountunpaid:n foreignpaymentamountused:n foreignpaymentamountunused:n status "
    "status__ status__c voided posting postingperiod:n memo otherrefnum terms:n paymentmethod:n approvalstatus:n "
    "source isreversal",
    "transactionline": "id:n uniquekey:n transaction:n linesequencenumber:n mainline taxline item:n itemtype "
    "foreignamount:n netamount:n creditforeignamount:n debitforeignamount:n rate:n quantity:n memo department:n "
    "class:n location:n subsidiary:n entity:n createdfrom:n revrecstartdate:d revrecenddate:d taxcode:n "
    "expenseaccount:n accountinglinetype iscogs donotdisplayline linelastmodifieddate:m",
    "transactionaccountingline": "transaction:n transactionline:n accountingbook:n account:n amount:n debit:n "
    "credit:n netamount:n posting amountpaid:n amountunpaid:n paymentamountused:n paymentamountunused:n "
    "exchangerate:n accounttype lastmodifieddate:m",
    "nexttransactionlinelink": "previousdoc:n previousline:n previousdate:d previoustype nextdoc:n nextline:n "
    "nextdate:d nexttype linktype foreignamount:n discount:n lastmodifieddate:m link__:n",
    "previoustransactionlinelink": "previousdoc:n previousline:n previousdate:d previoustype nextdoc:n nextline:n "
    "nextdate:d nexttype linktype foreignamount:n discount:n lastmodifieddate:m link__:n",
    "customer": "id:n entityid entitytitle companyname altname firstname lastname email phone externalid parent:n "
    "currency:n subsidiary:n isinactive isperson terms:n receivablesaccount:n category:n entitystatus:n "
    "datecreated:m lastmodifieddate:m creditlimit:n comments accountnumber vatregnumber",
    "account": "id:n externalid acctnumber accountsearchdisplayname accountsearchdisplaynamecopy fullname "
    "displaynamewithhierarchy accttype accttype__ currency:n isinactive parent:n description eliminate "
    "subsidiary includechildren lastmodifieddate:m",
    "accountingperiod": "id:n periodname startdate:d enddate:d closed closedondate:d arlocked aplocked alllocked "
    "allownonglchanges isadjust isquarter isyear isposting isinactive parent:n lastmodifieddate:m",
    "deletedrecord": "recordid:n name type recordtypeid:n deleteddate:m deletedby:n context iscustomlist "
    "iscustomrecord iscustomtransaction",
    "currency": "id:n externalid name symbol displaysymbol exchangerate:n currencyprecision:n isbasecurrency "
    "isinactive lastmodifieddate:m",
    "currencyrate": "id:n basecurrency:n transactioncurrency:n exchangerate:n effectivedate:d lastmodifieddate:m",
    "subsidiary": "id:n externalid name fullname legalname currency:n parent:n country iselimination isinactive "
    "email lastmodifieddate:m",
    "department": _LIST + " parent:n subsidiary includechildren",
    "classification": _LIST + " parent:n subsidiary includechildren",
    "location": _LIST + " parent:n subsidiary includechildren",
    "term": _LIST + " daysuntilnetdue:n discountpercent:n daysuntilexpiry:n datedriven preferred",
    "paymentmethod": _LIST + " account:n undepfunds creditcard",
    "salestaxitem": _LIST + " itemid rate taxaccount:n subsidiary includechildren",
    "item": "id:n externalid itemid displayname fullname itemtype isinactive incomeaccount:n deferredrevenueaccount:n "
    "revenuerecognitionrule:n createrevenueplanson:n subsidiary includechildren parent:n lastmodifieddate:m",
    "revenueelement": "id:n source:n sourceline:n referenceid item:n revenuerecognitionrule:n revrecstartdate:d "
    "revrecenddate:d salesamount:n currency:n elementdate:d deferralaccount:n recognitionaccount:n",
    "revenueplan": "id:n recordnumber createdfrom:n item:n amount:n revenuerecognitionrule:n revrecstartdate:d "
    "revrecenddate:d status holdrevenuerecognition exchangerate:n revenueplantype",
    "plannedrevenue": "id:n revenueplan:n amount:n plannedperiod:n isrecognized deferralaccount:n recognitionaccount:n",
    "systemnote": "id:n recordid:n recordtypeid:n record field oldvalue newvalue date:m name:n context",
}

COLUMNS: dict[str, dict[str, str]] = {
    table: {word.partition(":")[0]: word.partition(":")[2] for word in words.split()}
    for table, words in _TABLES.items()
}

#: Names of days and of moments in any table, for showing them and comparing with text.
DAYS = {name for columns in COLUMNS.values() for name, kind in columns.items() if kind == "d"}
MOMENTS = {name for columns in COLUMNS.values() for name, kind in columns.items() if kind == "m"}

#: What a column refers to, for ``BUILTIN.DF``.
TARGETS = {
    "entity": "customer",
    "parent": "customer",
    "currency": "currency",
    "subsidiary": "subsidiary",
    "postingperiod": "accountingPeriod",
    "plannedperiod": "accountingPeriod",
    "account": "account",
    "item": "item",
    "terms": "term",
    "department": "department",
    "class": "classification",
    "location": "location",
    "paymentmethod": "paymentMethod",
    "receivablesaccount": "account",
    "previousdoc": "transaction",
    "nextdoc": "transaction",
    "transaction": "transaction",
    "approvalstatus": "approvalStatus",
    "revenuerecognitionrule": "revenueRecognitionRule",
}

#: SOAP's account types as SuiteQL's codes and labels.
ACCOUNT_TYPES = {
    "_accountsReceivable": ("AcctRec", "Accounts Receivable"),
    "_bank": ("Bank", "Bank"),
    "_otherCurrentAsset": ("OthCurrAsset", "Other Current Asset"),
    "_otherCurrentLiability": ("OthCurrLiab", "Other Current Liability"),
    "_deferredRevenue": ("DeferRevenue", "Deferred Revenue"),
    "_income": ("Income", "Income"),
    "_expense": ("Expense", "Expense"),
    "_otherExpense": ("OthExpense", "Other Expense"),
    "_otherIncome": ("OthIncome", "Other Income"),
}

ITEM_TYPES = {"serviceSaleItem": "Service", "nonInventorySaleItem": "NonInvtPart", "otherChargeSaleItem": "OthCharge"}

#: Numbers of record types, as ``deletedRecord`` has them: negative numbers of NetSuite's own types.
TYPE_IDS = {"customer": -2, "invoice": -30, "creditMemo": -30, "customerPayment": -30, "customerRefund": -30,
            "customerDeposit": -30, "depositApplication": -30, "deposit": -30, "journalEntry": -30}  # fmt: skip
