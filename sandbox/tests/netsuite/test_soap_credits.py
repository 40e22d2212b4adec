"""Credit memos, refunds, deposits and journals over SOAP."""

from __future__ import annotations

from decimal import Decimal

import pytest

from sandbox.netsuite.server import NetSuiteSandbox

from .company import BAD_DEBT, EUR, applied, customer, invoice, lines, memo, payment
from .soap_client import Refused, Soap, accepted

REASON = {"deletionReasonCode": {"internalId": "2"}}


def test_a_credit_memo_pays_an_invoice_in_part(soap: Soap) -> None:
    key = customer(soap)
    made = invoice(soap, key, "100")
    credit = memo(soap, key, "30", (made, "25"))
    record = soap.get("creditMemo", credit)
    assert (record.total, record.applied, record.unapplied, record.status) == (30, 25, 5, "Open")
    assert record.applyList.apply[0].refNum == soap.get("invoice", made).tranId
    assert soap.get("invoice", made).amountRemaining == 75


def test_a_credit_memo_made_from_an_invoice(soap: Soap) -> None:
    key = customer(soap)
    made = invoice(soap, key, "100", "20")
    credit = soap.add("CreditMemo", createdFrom=soap.ref(made), applyList=applied((made, "120")))
    record = soap.get("creditMemo", credit)
    assert (record.total, record.entity.internalId, record.createdFrom.internalId) == (120, key, made)
    assert record.status == "Fully Applied"
    assert soap.get("invoice", made).status == "Paid In Full"


def test_more_than_the_credit(soap: Soap) -> None:
    key = customer(soap)
    made = invoice(soap, key, "100")
    with pytest.raises(Refused) as caught:
        memo(soap, key, "30", (made, "31"))
    assert caught.value.code == "TRANS_APPLIED_AMTS_UNBALNCD"


def test_a_credit_is_the_customer_s_own(soap: Soap) -> None:
    top = customer(soap, "Top")
    child = customer(soap, "Child", parent=soap.ref(top))
    made = invoice(soap, child, "100")
    with pytest.raises(Refused, match="Unable to find a matching line"):
        memo(soap, top, "30", (made, "30"))


def test_applications_are_changed_later(soap: Soap) -> None:
    key = customer(soap)
    first, second = invoice(soap, key, "100"), invoice(soap, key, "100")
    credit = memo(soap, key, "50", (first, "50"))
    accepted(soap.call("update", soap.make("CreditMemo", internalId=credit, applyList=applied((second, "20")))))
    record = soap.get("creditMemo", credit)
    assert (record.unapplied, [row.doc for row in record.applyList.apply]) == (30, [int(second)])
    assert soap.get("invoice", first).amountRemaining == 100


def test_a_credit_cannot_fall_below_what_it_pays(soap: Soap) -> None:
    key = customer(soap)
    credit = memo(soap, key, "50", (invoice(soap, key, "100"), "50"))
    with pytest.raises(Refused, match="cannot be less than the amount"):
        accepted(soap.call("update", soap.make("CreditMemo", internalId=credit, itemList=lines(soap, "40"))))


def test_deleting_a_credit_opens_the_invoice(soap: Soap) -> None:
    key = customer(soap)
    made = invoice(soap, key, "100")
    credit = memo(soap, key, "50", (made, "50"))
    accepted(soap.call("delete", soap.ref(credit, "creditMemo"), REASON))
    assert soap.get("invoice", made).amountRemaining == 100


def test_a_write_off_is_a_credit_memo_with_a_bad_debt_item(sandbox: NetSuiteSandbox, soap: Soap) -> None:
    key = customer(soap)
    made = invoice(soap, key, "100")
    memo(soap, key, "0", itemList=lines(soap, "100", item=BAD_DEBT), applyList=applied((made, "100")))
    books = sandbox.books()["trial_balance"]
    assert books == {"4000 Sales": "-100.00", "6100 Bad Debt": "100.00"}


def refund(soap: Soap, key: str, *rows: tuple[str, str | None], **more: object) -> str:
    values = {"account": soap.ref("1"), "paymentMethod": soap.ref("2"), **more}
    if rows:
        values["applyList"] = applied(*rows)
    return soap.add("CustomerRefund", customer=soap.ref(key), **values)


def test_a_refund_of_a_credit(sandbox: NetSuiteSandbox, soap: Soap) -> None:
    key = customer(soap)
    credit = memo(soap, key, "30")
    record = soap.get("customerRefund", refund(soap, key, (credit, "30")))
    assert (record.total, record.applyList.apply[0].doc) == (30, int(credit))
    assert soap.get("creditMemo", credit).status == "Fully Applied"
    assert sandbox.books()["open_items"] in ({}, {"1100 Accounts Receivable USD": "0.00"})


def test_a_refund_of_an_overpayment(soap: Soap) -> None:
    key = customer(soap)
    paid = payment(soap, key, "130", (invoice(soap, key, "100"), "100"))
    made = refund(soap, key, (paid, "30"))
    assert soap.get("customerPayment", paid).unapplied == 0
    with pytest.raises(Refused, match="was refunded"):
        accepted(soap.call("delete", soap.ref(paid, "customerPayment"), REASON))
    accepted(soap.call("delete", soap.ref(made, "customerRefund"), REASON))
    assert soap.get("customerPayment", paid).unapplied == 30


def test_a_refunded_payment_can_be_applied_anew_with_the_rest(soap: Soap) -> None:
    key = customer(soap)
    made = invoice(soap, key, "100")
    paid = payment(soap, key, "130")
    refund(soap, key, (paid, "30"))
    accepted(soap.call("update", soap.make("CustomerPayment", internalId=paid, applyList=applied((made, "100")))))
    assert soap.get("customerPayment", paid).unapplied == 0
    with pytest.raises(Refused):
        accepted(soap.call("update", soap.make("CustomerPayment", internalId=paid, payment=120)))


def test_a_refund_of_a_deposit(soap: Soap) -> None:
    key = customer(soap)
    held = soap.add("CustomerDeposit", customer=soap.ref(key), payment=40)
    deposits = {"customerRefundDeposit": [{"apply": True, "doc": int(held), "amount": 15}]}
    record = soap.get("customerRefund", refund(soap, key, depositList=deposits))
    assert record.depositList.customerRefundDeposit[0].doc == int(held)
    with pytest.raises(Refused):
        accepted(soap.call("delete", soap.ref(held, "customerDeposit"), REASON))


def test_a_refund_wants_account_method_and_something_to_refund(soap: Soap) -> None:
    key = customer(soap)
    credit = memo(soap, key, "30")
    with pytest.raises(Refused, match="Account"):
        refund(soap, key, (credit, "30"), account=None, paymentMethod=None)
    with pytest.raises(Refused, match="Payment Method"):
        refund(soap, key, (credit, "30"), paymentMethod=None)
    with pytest.raises(Refused, match="at least one transaction"):
        refund(soap, key)
    with pytest.raises(Refused, match="exceeds the amount due"):
        refund(soap, key, (credit, "31"))


def test_a_deposit_is_applied_to_invoices(sandbox: NetSuiteSandbox, soap: Soap) -> None:
    key = customer(soap)
    held = soap.add("CustomerDeposit", customer=soap.ref(key), payment=40)
    made = invoice(soap, key, "100")
    record = soap.get(
        "depositApplication",
        soap.add("DepositApplication", deposit=soap.ref(held), applyList=applied((made, "30"))),
    )
    assert (record.total, record.applied, record.deposit.internalId) == (30, 30, held)
    assert soap.get("invoice", made).amountRemaining == 70
    assert soap.get("customer", key).depositBalance == 10
    assert sandbox.books()["trial_balance"]["2300 Customer Deposits"] == "-10.00"
    with pytest.raises(Refused, match="exceed the deposit"):
        soap.add("DepositApplication", deposit=soap.ref(held), applyList=applied((made, "11")))
    accepted(soap.call("delete", soap.ref(record.internalId, "depositApplication"), REASON))
    assert soap.get("invoice", made).amountRemaining == 100


def journal(soap: Soap, *rows: tuple[str, str, str, str | None], **more: object) -> str:
    found = []
    for account, debit, credit, entity in rows:
        row: dict[str, object] = {"account": soap.ref(account)}
        if debit:
            row["debit"] = Decimal(debit)
        if credit:
            row["credit"] = Decimal(credit)
        if entity:
            row["entity"] = soap.ref(entity)
        found.append(row)
    return soap.add("JournalEntry", subsidiary=soap.ref("1"), lineList={"line": found}, **more)


def test_a_journal_against_receivables_is_applied_through_a_payment(sandbox: NetSuiteSandbox, soap: Soap) -> None:
    key = customer(soap)
    made = invoice(soap, key, "100")
    entry = journal(soap, ("40", "25", "", None), ("6", "", "25", key))
    credits = {"credit": [{"apply": True, "doc": int(entry), "amount": 25}]}
    payment(soap, key, "0", (made, "25"), creditList=credits)
    assert soap.get("invoice", made).amountRemaining == 75
    with pytest.raises(Refused, match="has been applied"):
        accepted(soap.call("delete", soap.ref(entry, "journalEntry"), REASON))
    books = sandbox.books()
    assert books["receivables"]["1100 Accounts Receivable USD"]["amount"] == "75.00"


def test_a_journal_that_is_owed(soap: Soap) -> None:
    key = customer(soap)
    entry = journal(soap, ("6", "25", "", key), ("41", "", "25", None))
    payment(soap, key, "25", (entry, "25"))


@pytest.mark.parametrize(
    ("rows", "code"),
    [
        ([("1", "10", "", None), ("30", "", "9", None)], "TRANS_AMTS_UNBALNCD"),
        ([("1", "10", "", None)], "USER_ERROR"),
        ([("1", "10", "", None), ("6", "", "10", None)], "USER_ERROR"),
        ([("1", "10", "10", None), ("30", "", "10", None)], "JE_LINE_MISSING_REQD_DATA"),
        ([("2", "10", "", None), ("30", "", "10", None)], "INVALID_KEY_OR_REF"),
    ],
)
def test_what_a_journal_must_be(soap: Soap, rows: list[tuple[str, str, str, str | None]], code: str) -> None:
    with pytest.raises(Refused) as caught:
        journal(soap, *rows)
    assert caught.value.code == code


def test_a_credit_in_another_rate_leaves_nothing_either(sandbox: NetSuiteSandbox, soap: Soap) -> None:
    key = customer(soap, currencyList={"currency": [{"currency": soap.ref("1")}, {"currency": soap.ref(EUR)}]})
    made = invoice(soap, key, "100", currency=soap.ref(EUR), exchangeRate=1.08)
    memo(soap, key, "100", (made, "100"), currency=soap.ref(EUR), exchangeRate=1.05)
    books = sandbox.books()["trial_balance"]
    assert "1100 Accounts Receivable" not in books
    assert books["7100 Realized Gain/Loss"] == "3.00"


def test_initialize_a_payment_from_an_invoice(soap: Soap) -> None:
    key = customer(soap)
    other, made = invoice(soap, key, "20"), invoice(soap, key, "100")
    reply = soap.call("initialize", {"type": "customerPayment", "reference": {"type": "invoice", "internalId": made}})
    record = reply.record
    assert (record.customer.internalId, record.payment, record.internalId) == (key, 100, None)
    assert {(row.doc, row.apply) for row in record.applyList.apply} == {(int(other), False), (int(made), True)}


def test_initialize_a_credit_memo_from_an_invoice(soap: Soap) -> None:
    key = customer(soap)
    made = invoice(soap, key, "100")
    payment(soap, key, "60", (made, "60"))
    record = soap.call(
        "initialize", {"type": "creditMemo", "reference": {"type": "invoice", "internalId": made}}
    ).record
    assert record.createdFrom.internalId == made
    assert (record.itemList.item[0].amount, record.applyList.apply[0].amount) == (100, 40)


@pytest.mark.parametrize(
    ("kind", "source"), [("invoice", "creditMemo"), ("salesOrder", "customer"), ("customerPayment", "invoice")]
)
def test_what_cannot_be_initialized(soap: Soap, kind: str, source: str) -> None:
    reply = soap.call("initialize", {"type": kind, "reference": {"type": source, "internalId": "99"}})
    assert reply.status.statusDetail[0].code == "INVALID_INITIALIZE_REF"


def test_initialize_changes_nothing(sandbox: NetSuiteSandbox, soap: Soap) -> None:
    key = customer(soap)
    made = invoice(soap, key, "100")
    before = sandbox.engine.store.writes
    soap.call("initialize", {"type": "customerPayment", "reference": {"type": "invoice", "internalId": made}})
    assert sandbox.engine.store.writes == before
