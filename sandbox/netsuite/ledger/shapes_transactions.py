"""The transactions of receivables, field by field, in the schema's order."""

from __future__ import annotations

from .fields import Shape, shape

_STAMPS = "createdDate:moment::ro lastModifiedDate:moment::ro"

_DOCUMENT_LINE_OWN = (
    "department:ref:department orderLine:int class:ref:classification location:ref:location "
    "revRecSchedule:ref:revRecSchedule revRecStartDate:date revRecEndDate:date grossAmt:money::ro "
)

INVOICE_ITEM = shape(
    "invoiceItem",
    "InvoiceItem",
    "sales.transactions",
    "item:ref:item line:int description:text amount:money isTaxable:bool deferRevRec:bool quantity:number "
    "price:ref:priceLevel rate:rate "
    + _DOCUMENT_LINE_OWN
    + "tax1Amt:money taxCode:ref:salesTaxItem taxRate1:number taxAmount:money::ro customFieldList:custom",
)

INVOICE = shape(
    "invoice",
    "Invoice",
    "sales.transactions",
    _STAMPS + " customForm:ref:customForm entity:ref:customer tranDate:date tranId:text source:text::ro "
    "createdFrom:ref:transaction postingPeriod:ref:accountingPeriod department:ref:department "
    "class:ref:classification terms:ref:term location:ref:location subsidiary:ref:subsidiary "
    "currency:ref:currency dueDate:date discountDate:date discountAmount:money startDate:date endDate:date "
    "otherRefNum:text memo:text salesEffectiveDate:date revRecSchedule:ref:revRecSchedule "
    "revRecStartDate:date revRecEndDate:date amountPaid:money::ro amountRemaining:money::ro balance:money::ro "
    "account:ref:account exchangeRate:number currencyName:text::ro isTaxable:bool taxItem:ref:salesTaxItem "
    "taxRate:number toBePrinted:bool toBeEmailed:bool toBeFaxed:bool message:text billingAddress:address "
    "billAddressList:ref:address subTotal:money::ro revenueStatus:enum::ro recognizedRevenue:money::ro "
    "deferredRevenue:money::ro discountTotal:money::ro taxTotal:money::ro total:money::ro status:text::ro "
    "email:text vatRegNum:text itemList:list:invoiceItem:rows=item approvalStatus:ref:approvalStatus "
    "customFieldList:custom",
    subTotal="subtotal",
)

CREDIT_MEMO_ITEM = shape(
    "creditMemoItem",
    "CreditMemoItem",
    "customers.transactions",
    "item:ref:item orderLine:int line:int quantity:number description:text price:ref:priceLevel rate:rate "
    "amount:money isTaxable:bool taxCode:ref:salesTaxItem taxRate1:number tax1Amt:money grossAmt:money::ro "
    "department:ref:department class:ref:classification location:ref:location revRecSchedule:ref:revRecSchedule "
    "revRecStartDate:date revRecEndDate:date deferRevRec:bool taxAmount:money::ro customFieldList:custom",
)

CREDIT_MEMO_APPLY = shape(
    "creditMemoApply",
    "CreditMemoApply",
    "customers.transactions",
    "apply:bool doc:key:transaction applyDate:date::ro type:text::ro refNum:text::ro total:money::ro "
    "due:money::ro currency:text::ro amount:money line:int",
)

CREDIT_MEMO = shape(
    "creditMemo",
    "CreditMemo",
    "customers.transactions",
    _STAMPS + " customForm:ref:customForm currency:ref:currency entity:ref:customer vatRegNum:text tranDate:date "
    "tranId:text createdFrom:ref:transaction postingPeriod:ref:accountingPeriod department:ref:department "
    "class:ref:classification location:ref:location subsidiary:ref:subsidiary otherRefNum:text memo:text "
    "balance:money::ro account:ref:account exchangeRate:number amountPaid:money::ro currencyName:text::ro "
    "amountRemaining:money::ro source:text::ro isTaxable:bool taxItem:ref:salesTaxItem taxRate:number "
    "unapplied:money::ro autoApply:bool applied:money::ro toBePrinted:bool toBeEmailed:bool email:text "
    "message:text billingAddress:address subTotal:money::ro discountTotal:money::ro revenueStatus:enum::ro "
    "recognizedRevenue:money::ro deferredRevenue:money::ro taxTotal:money::ro total:money::ro status:text::ro "
    "itemList:list:creditMemoItem:rows=item applyList:list:creditMemoApply:rows=apply customFieldList:custom",
    subTotal="subtotal",
)

PAYMENT_APPLY = shape(
    "customerPaymentApply",
    "CustomerPaymentApply",
    "customers.transactions",
    "apply:bool doc:key:transaction line:int applyDate:date::ro type:text::ro refNum:text::ro total:money::ro "
    "due:money::ro currency:text::ro discDate:date discAmt:money::ro disc:money amount:money",
)

#: The REST schema of 2026.1 knows no discounts on the lines of a payment.
PAYMENT_APPLY.soap_only = frozenset({"discDate", "discAmt", "disc"})

PAYMENT_CREDIT = shape(
    "customerPaymentCredit",
    "CustomerPaymentCredit",
    "customers.transactions",
    "apply:bool doc:key:transaction line:int creditDate:date::ro type:text::ro refNum:text::ro "
    "appliedTo:text::ro total:money::ro due:money::ro currency:text::ro amount:money",
)

_DEPOSIT_ROW = (
    "apply:bool doc:key:transaction line:int depositDate:date::ro refNum:text::ro total:money::ro "
    "remaining:money::ro currency:text::ro amount:money"
)

PAYMENT_DEPOSIT = shape("customerPaymentDeposit", "CustomerPaymentDeposit", "customers.transactions", _DEPOSIT_ROW)

CUSTOMER_PAYMENT = shape(
    "customerPayment",
    "CustomerPayment",
    "customers.transactions",
    _STAMPS + " customForm:ref:customForm arAcct:ref:account customer:ref:customer balance:money::ro "
    "pending:money::ro currency:ref:currency payment:money autoApply:bool tranDate:date tranId:text "
    "postingPeriod:ref:accountingPeriod paymentMethod:ref:paymentMethod memo:text checkNum:text "
    "currencyName:text::ro exchangeRate:number undepFunds:bool account:ref:account total:money::ro "
    "subsidiary:ref:subsidiary applied:money::ro unapplied:money::ro class:ref:classification "
    "department:ref:department location:ref:location paymentOption:ref:paymentOption checkNumber:text "
    "status:text::ro applyList:list:customerPaymentApply:rows=apply creditList:list:customerPaymentCredit:rows=credit "
    "depositList:list:customerPaymentDeposit:rows=deposit customFieldList:custom",
)

REFUND_APPLY = shape(
    "customerRefundApply",
    "CustomerRefundApply",
    "customers.transactions",
    "apply:bool doc:key:transaction line:int applyDate:date::ro type:text::ro refNum:text::ro total:money::ro "
    "due:money::ro currency:text::ro amount:money",
)

REFUND_DEPOSIT = shape("customerRefundDeposit", "CustomerRefundDeposit", "customers.transactions", _DEPOSIT_ROW)

CUSTOMER_REFUND = shape(
    "customerRefund",
    "CustomerRefund",
    "customers.transactions",
    _STAMPS + " status:text::ro transactionNumber:text::ro customer:ref:customer customForm:ref:customForm "
    "balance:money::ro arAcct:ref:account currencyName:text::ro exchangeRate:number total:money::ro "
    "currency:ref:currency tranDate:date voidJournal:ref:journalEntry:ro postingPeriod:ref:accountingPeriod "
    "memo:text paymentMethod:ref:paymentMethod account:ref:account toBePrinted:bool tranId:text "
    "subsidiary:ref:subsidiary department:ref:department class:ref:classification location:ref:location "
    "paymentOption:ref:paymentOption checkNumber:text applyList:list:customerRefundApply:rows=apply "
    "depositList:list:customerRefundDeposit:rows=customerRefundDeposit customFieldList:custom",
    depositList="deposit",
)

CUSTOMER_DEPOSIT = shape(
    "customerDeposit",
    "CustomerDeposit",
    "customers.transactions",
    _STAMPS + " status:text::ro customer:ref:customer salesOrder:ref:salesOrder customForm:ref:customForm "
    "payment:money currency:ref:currency tranDate:date postingPeriod:ref:accountingPeriod "
    "paymentMethod:ref:paymentMethod memo:text currencyName:text::ro exchangeRate:number checkNum:text "
    "subsidiary:ref:subsidiary department:ref:department class:ref:classification location:ref:location "
    "paymentOption:ref:paymentOption checkNumber:text account:ref:account undepFunds:bool tranId:text "
    "customFieldList:custom",
)

DEPOSIT_APPLICATION_APPLY = shape(
    "depositApplicationApply",
    "DepositApplicationApply",
    "customers.transactions",
    "doc:key:transaction line:int apply:bool applyDate:date::ro type:text::ro refNum:text::ro total:money::ro "
    "due:money::ro currency:text::ro amount:money",
)

DEPOSIT_APPLICATION = shape(
    "depositApplication",
    "DepositApplication",
    "customers.transactions",
    _STAMPS + " arAcct:ref:account status:text::ro customer:ref:customer:ro tranDate:date "
    "postingPeriod:ref:accountingPeriod deposit:ref:customerDeposit depDate:date::ro currency:ref:currency:ro "
    "exchangeRate:number memo:text subsidiary:ref:subsidiary:ro total:money::ro department:ref:department "
    "applied:money::ro class:ref:classification unapplied:money::ro location:ref:location tranId:text "
    "applyList:list:depositApplicationApply:rows=apply customFieldList:custom",
    depDate="depositDate",
)

DEPOSIT_PAYMENT = shape(
    "depositPayment",
    "DepositPayment",
    "bank.transactions",
    "deposit:bool id:key:transaction docDate:date::ro type:text::ro docNumber:text::ro memo:text "
    "refNum:text::ro transactionAmount:money::ro paymentAmount:money::ro lineId:int",
)

DEPOSIT = shape(
    "deposit",
    "Deposit",
    "bank.transactions",
    _STAMPS + " customForm:ref:customForm currencyName:text::ro tranId:text account:ref:account total:money::ro "
    "exchangeRate:number tranDate:date postingPeriod:ref:accountingPeriod memo:text subsidiary:ref:subsidiary "
    "department:ref:department class:ref:classification location:ref:location "
    "paymentList:list:depositPayment:rows=depositPayment customFieldList:custom",
    paymentList="payment",
)

JOURNAL_LINE = shape(
    "journalEntryLine",
    "JournalEntryLine",
    "general.transactions",
    "account:ref:account line:int debit:money credit:money memo:text entity:ref:customer "
    "department:ref:department class:ref:classification location:ref:location customFieldList:custom",
)

JOURNAL_ENTRY = shape(
    "journalEntry",
    "JournalEntry",
    "general.transactions",
    "postingPeriod:ref:accountingPeriod tranDate:date currency:ref:currency exchangeRate:number tranId:text "
    "reversalDate:date createdFrom:ref:transaction:ro department:ref:department class:ref:classification "
    "location:ref:location subsidiary:ref:subsidiary memo:text approved:bool " + _STAMPS + " "
    "lineList:list:journalEntryLine:rows=line customFieldList:custom",
)

TRANSACTIONS: dict[str, Shape] = {
    one.name: one
    for one in (
        INVOICE,
        CREDIT_MEMO,
        CUSTOMER_PAYMENT,
        CUSTOMER_REFUND,
        CUSTOMER_DEPOSIT,
        DEPOSIT_APPLICATION,
        DEPOSIT,
        JOURNAL_ENTRY,
    )
}

ROWS: dict[str, Shape] = {
    one.name: one
    for one in (
        INVOICE_ITEM,
        CREDIT_MEMO_ITEM,
        CREDIT_MEMO_APPLY,
        PAYMENT_APPLY,
        PAYMENT_CREDIT,
        PAYMENT_DEPOSIT,
        REFUND_APPLY,
        REFUND_DEPOSIT,
        DEPOSIT_APPLICATION_APPLY,
        DEPOSIT_PAYMENT,
        JOURNAL_LINE,
    )
}
