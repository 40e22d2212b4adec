"""Customers and the lists an account keeps, field by field, in the schema's order."""

from __future__ import annotations

from .fields import Shape, shape

_STAMPS = "createdDate:moment::ro lastModifiedDate:moment::ro"
_LISTS = "accounting.lists"

ADDRESS = shape(
    "address",
    "Address",
    "common.platform",
    "internalId:text::ro country:enum attention:text addressee:text addrPhone:text addr1:text addr2:text "
    "addr3:text city:text state:text zip:text addrText:text::ro override:bool",
)

ADDRESSBOOK = shape(
    "customerAddressbook",
    "CustomerAddressbook",
    "relationships.lists",
    "defaultShipping:bool defaultBilling:bool isResidential:bool label:text addressbookAddress:address "
    "internalId:text::ro",
    addressbookAddress="addressBookAddress",
)

CUSTOMER_CURRENCY = shape(
    "customerCurrency",
    "CustomerCurrency",
    "relationships.lists",
    "currency:ref:currency balance:money::ro depositBalance:money::ro overdueBalance:money::ro",
)

CUSTOMER = shape(
    "customer",
    "Customer",
    "relationships.lists",
    "customForm:ref:customForm entityId:text altName:text::ro isPerson:bool salutation:text firstName:text "
    "middleName:text lastName:text companyName:text entityStatus:ref:entityStatus parent:ref:customer phone:text "
    "fax:text email:text url:text defaultAddress:text::ro isInactive:bool category:ref:customerCategory title:text "
    "altPhone:text altEmail:text language:enum comments:text dateCreated:moment::ro emailPreference:enum "
    "subsidiary:ref:subsidiary salesRep:ref:employee vatRegNumber:text accountNumber:text taxExempt:bool "
    "terms:ref:term creditLimit:money balance:money::ro overdueBalance:money::ro daysOverdue:int::ro "
    "consolOverdueBalance:money::ro consolDepositBalance:money::ro consolBalance:money::ro "
    "consolDaysOverdue:int::ro currency:ref:currency depositBalance:money::ro taxable:bool "
    "taxItem:ref:salesTaxItem resaleNumber:text startDate:date endDate:date receivablesAccount:ref:account "
    "lastModifiedDate:moment::ro stage:enum::ro emailTransactions:bool printTransactions:bool "
    "addressbookList:list:customerAddressbook:rows=addressbook currencyList:list:customerCurrency:rows=currency "
    "customFieldList:custom",
    addressbookList="addressBook",
    currencyList="currencyList",
)

ACCOUNT = shape(
    "account",
    "Account",
    _LISTS,
    "acctType:enum acctNumber:text acctName:text includeChildren:bool currency:ref:currency generalRate:enum "
    "parent:ref:account cashFlowRate:enum description:text isInactive:bool inventory:bool eliminate:bool "
    "subsidiaryList:refs:subsidiary revalue:bool customFieldList:custom",
    subsidiaryList="subsidiary",
)

SUBSIDIARY = shape(
    "subsidiary",
    "Subsidiary",
    _LISTS,
    "name:text parent:ref:subsidiary isInactive:bool tranPrefix:text country:enum legalName:text isElimination:bool "
    "email:text currency:ref:currency customFieldList:custom",
)

ACCOUNTING_PERIOD = shape(
    "accountingPeriod",
    "AccountingPeriod",
    _LISTS,
    "periodName:text parent:ref:accountingPeriod startDate:date endDate:date closedOnDate:moment isAdjust:bool "
    "isQuarter:bool isYear:bool closed:bool apLocked:bool arLocked:bool payrollLocked:bool allLocked:bool "
    "allowNonGLChanges:bool",
)

CURRENCY = shape(
    "currency",
    "Currency",
    _LISTS,
    "name:text symbol:text isBaseCurrency:bool isInactive:bool displaySymbol:text exchangeRate:number "
    "currencyPrecision:enum",
)

CURRENCY_RATE = shape(
    "currencyRate",
    "CurrencyRate",
    _LISTS,
    "baseCurrency:ref:currency transactionCurrency:ref:currency exchangeRate:number effectiveDate:date",
)

TERM = shape(
    "term",
    "Term",
    _LISTS,
    "name:text dateDriven:bool daysUntilNetDue:int discountPercent:number daysUntilExpiry:int dayOfMonthNetDue:int "
    "dueNextMonthIfWithinDays:int preferred:bool isInactive:bool",
)

PAYMENT_METHOD = shape(
    "paymentMethod",
    "PaymentMethod",
    _LISTS,
    "name:text creditCard:bool undepFunds:bool account:ref:account isInactive:bool isOnline:bool isDebitCard:bool",
)

_NAMED = (
    "name:text includeChildren:bool parent:ref:{0} isInactive:bool subsidiaryList:refs:subsidiary "
    "customFieldList:custom"
)
DEPARTMENT = shape("department", "Department", _LISTS, _NAMED.format("department"), subsidiaryList="subsidiary")
CLASSIFICATION = shape(
    "classification", "Classification", _LISTS, _NAMED.format("classification"), subsidiaryList="subsidiary"
)
LOCATION = shape(
    "location",
    "Location",
    _LISTS,
    "name:text parent:ref:location includeChildren:bool subsidiaryList:refs:subsidiary isInactive:bool",
    subsidiaryList="subsidiary",
)

TAX_CODE = shape(
    "salesTaxItem",
    "SalesTaxItem",
    _LISTS,
    "itemId:text displayName:text description:text rate:rate saleAccount:ref:account isInactive:bool "
    "subsidiaryList:refs:subsidiary includeChildren:bool exempt:bool isDefault:bool available:enum "
    "taxAccount:ref:account name:text",
    subsidiaryList="subsidiary",
)

_REVENUE = (
    "itemRevenueCategory:ref:itemRevenueCategory deferRevRec:bool revenueRecognitionRule:ref:revenueRecognitionRule "
    "revRecForecastRule:ref:revenueRecognitionRule createRevenuePlansOn:ref:createRevenuePlansOn "
    "directRevenuePosting:bool "
)
_ITEM_END = (
    "itemId:text displayName:text parent:ref:item isInactive:bool department:ref:department "
    "class:ref:classification location:ref:location subsidiaryList:refs:subsidiary salesTaxCode:ref:salesTaxItem "
    "customFieldList:custom"
)
_ITEM_START = (
    _STAMPS + " salesDescription:text includeChildren:bool incomeAccount:ref:account isTaxable:bool "
    "deferredRevenueAccount:ref:account "
)
SERVICE_ITEM = shape("serviceSaleItem", "ServiceSaleItem", _LISTS, _ITEM_START + _REVENUE + _ITEM_END)
NON_INVENTORY_ITEM = shape("nonInventorySaleItem", "NonInventorySaleItem", _LISTS, _ITEM_START + _REVENUE + _ITEM_END)
OTHER_CHARGE_ITEM = shape(
    "otherChargeSaleItem",
    "OtherChargeSaleItem",
    _LISTS,
    _ITEM_START + "itemId:text displayName:text parent:ref:item isInactive:bool department:ref:department "
    "class:ref:classification location:ref:location " + _REVENUE + "subsidiaryList:refs:subsidiary "
    "salesTaxCode:ref:salesTaxItem customFieldList:custom",
)
ITEM_TYPES = ("serviceSaleItem", "nonInventorySaleItem", "otherChargeSaleItem")
for _item in (SERVICE_ITEM, NON_INVENTORY_ITEM, OTHER_CHARGE_ITEM):
    _item.rest["subsidiaryList"] = "subsidiary"

LISTS: dict[str, Shape] = {
    one.name: one
    for one in (
        CUSTOMER,
        ACCOUNT,
        SUBSIDIARY,
        ACCOUNTING_PERIOD,
        CURRENCY,
        CURRENCY_RATE,
        TERM,
        PAYMENT_METHOD,
        DEPARTMENT,
        CLASSIFICATION,
        LOCATION,
        TAX_CODE,
        SERVICE_ITEM,
        NON_INVENTORY_ITEM,
        OTHER_CHARGE_ITEM,
    )
}
ROWS: dict[str, Shape] = {one.name: one for one in (ADDRESS, ADDRESSBOOK, CUSTOMER_CURRENCY)}
