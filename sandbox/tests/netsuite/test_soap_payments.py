"""Customer payments over SOAP: partial, several invoices, overpaid, discounts, credits, deposits, refusals."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest

from sandbox.netsuite.server import NetSuiteSandbox

from .company import EUR, EUROPE, applied, customer, invoice, lines, memo, money, payment
from .soap_client import Refused, Soap, accepted

REASON = {"deletionReasonCode": {"internalId": "2"}}


def state(soap: Soap, key: str) -> tuple[Decimal, str]:
    record = soap.get("invoice", key)
    return money(record.amountRemaining), record.status


def test_one_payment_for_several_invoices_some_in_part(soap: Soap) -> None:
    key = customer(soap)
    first, second, third = (invoice(soap, key, "100") for _ in range(3))
    paid = payment(soap, key, "250", (first, "100"), (second, "100"), (third, "50"))
    assert [state(soap, one) for one in (first, second, third)] == [
        (Decimal(0), "Paid In Full"),
        (Decimal(0), "Paid In Full"),
        (Decimal(50), "Open"),
    ]
    record = soap.get("customerPayment", paid)
    assert (record.payment, record.applied, record.unapplied, record.status) == (250, 250, 0, "Not Deposited")
    row = record.applyList.apply[2]
    assert (row.doc, row.amount, row.total, row.due, row.type, row.apply) == (int(third), 50, 100, 100, "Invoice", True)


def test_an_overpayment_stays_on_account(sandbox: NetSuiteSandbox, soap: Soap) -> None:
    key = customer(soap)
    made = invoice(soap, key, "100")
    paid = payment(soap, key, "130", (made, "100"))
    assert soap.get("customerPayment", paid).unapplied == 30
    assert soap.get("customer", key).balance == -30
    later = invoice(soap, key, "50")
    rows = {**applied((later, "30")), "replaceAll": False}
    accepted(soap.call("update", soap.make("CustomerPayment", internalId=paid, applyList=rows)))
    record = soap.get("customerPayment", paid)
    assert (record.unapplied, [row.doc for row in record.applyList.apply]) == (0, [int(made), int(later)])
    assert state(soap, later) == (Decimal(20), "Open")
    assert sandbox.books()["open_items"] == {"1100 Accounts Receivable USD": "20.00"}


def test_replacing_the_list_takes_the_others_back(soap: Soap) -> None:
    key = customer(soap)
    first, second = invoice(soap, key, "100"), invoice(soap, key, "100")
    paid = payment(soap, key, "100", (first, "100"))
    accepted(soap.call("update", soap.make("CustomerPayment", internalId=paid, applyList=applied((second, "100")))))
    assert (state(soap, first), state(soap, second)) == ((Decimal(100), "Open"), (Decimal(0), "Paid In Full"))
    off = {"apply": [{"apply": False, "doc": int(second)}], "replaceAll": False}
    accepted(soap.call("update", soap.make("CustomerPayment", internalId=paid, applyList=off)))
    assert state(soap, second) == (Decimal(100), "Open")


def test_without_an_amount_as_much_as_there_is(soap: Soap) -> None:
    key = customer(soap)
    first, second = invoice(soap, key, "100"), invoice(soap, key, "100")
    payment(soap, key, "130", (first, None), (second, None))
    assert (state(soap, first)[0], state(soap, second)[0]) == (0, 70)


def test_without_a_payment_amount_it_is_what_is_applied(soap: Soap) -> None:
    key = customer(soap)
    made = invoice(soap, key, "80")
    assert soap.get("customerPayment", payment(soap, key, None, (made, "80"))).payment == 80


@pytest.mark.parametrize("amount", ["100.01", "500"])
def test_more_than_is_due(soap: Soap, amount: str) -> None:
    key = customer(soap)
    made = invoice(soap, key, "100")
    with pytest.raises(Refused) as caught:
        payment(soap, key, amount, (made, amount))
    assert caught.value.code == "USER_ERROR"
    assert "exceeds the amount due 100" in caught.value.message


def test_more_than_was_paid(soap: Soap) -> None:
    key = customer(soap)
    made = invoice(soap, key, "100")
    with pytest.raises(Refused) as caught:
        payment(soap, key, "50", (made, "60"))
    assert caught.value.code == "TRANS_APPLIED_AMTS_UNBALNCD"


def no_line(soap: Soap, key: str, doc: str, **more: Any) -> None:
    with pytest.raises(Refused) as caught:
        payment(soap, key, "10", (doc, "10"), **more)
    words = f"Unable to find a matching line for sublist apply with key: [doc,line] and value: [{doc},null]."
    assert caught.value.details == [("USER_ERROR", words)]


def test_a_paid_invoice_is_no_longer_in_the_list(soap: Soap) -> None:
    key = customer(soap)
    made = invoice(soap, key, "100")
    payment(soap, key, "100", (made, "100"))
    no_line(soap, key, made)


def test_an_invoice_of_somebody_else(soap: Soap) -> None:
    made = invoice(soap, customer(soap), "100")
    no_line(soap, customer(soap, "Other"), made)


def test_an_invoice_in_another_receivables_account(soap: Soap) -> None:
    key = customer(soap)
    made = invoice(soap, key, "100", account=soap.ref("8"))
    no_line(soap, key, made)
    payment(soap, key, "10", (made, "10"), arAcct=soap.ref("8"))


def test_an_invoice_in_another_currency(soap: Soap) -> None:
    key = customer(soap, currencyList={"currency": [{"currency": soap.ref("1")}, {"currency": soap.ref(EUR)}]})
    made = invoice(soap, key, "100", currency=soap.ref(EUR))
    no_line(soap, key, made)
    payment(soap, key, "10", (made, "10"), currency=soap.ref(EUR))


def test_something_that_is_no_invoice(soap: Soap) -> None:
    key = customer(soap)
    no_line(soap, key, "4711")
    no_line(soap, key, memo(soap, key, "10"))


def test_the_same_invoice_twice(soap: Soap) -> None:
    key = customer(soap)
    made = invoice(soap, key, "100")
    with pytest.raises(Refused, match="twice"):
        payment(soap, key, "20", (made, "10"), (made, "10"))


def test_a_parent_pays_for_its_child_but_not_the_other_way(sandbox: NetSuiteSandbox, soap: Soap) -> None:
    top = customer(soap, "Top")
    child = customer(soap, "Child", parent=soap.ref(top))
    low, high = invoice(soap, child, "100"), invoice(soap, top, "100")
    payment(soap, top, "40", (low, "40"))
    assert state(soap, low)[0] == 60
    no_line(soap, child, high)
    sandbox.engine.settings.consolidated_payments = False
    no_line(soap, top, low)


def test_applied_by_itself_oldest_first(sandbox: NetSuiteSandbox, soap: Soap) -> None:
    key = customer(soap)
    late = invoice(soap, key, "100", tranDate="2026-11-01T08:00:00Z")
    early = invoice(soap, key, "100", tranDate="2026-09-01T08:00:00Z")
    soap.add("CustomerPayment", customer=soap.ref(key), payment=150)
    assert (state(soap, early)[0], state(soap, late)[0]) == (0, 50)


def test_not_by_itself_when_told_so(soap: Soap) -> None:
    key = customer(soap)
    made = invoice(soap, key, "100")
    payment(soap, key, "100")
    assert state(soap, made)[0] == 100


def test_a_discount_pays_as_well(sandbox: NetSuiteSandbox, soap: Soap) -> None:
    key = customer(soap)
    made = invoice(soap, key, "100")
    payment(soap, key, "98", applyList=applied((made, "98"), disc=Decimal("2")))
    assert state(soap, made) == (Decimal(0), "Paid In Full")
    books = sandbox.books()["trial_balance"]
    assert books["4900 Sales Discounts"] == "2.00"
    assert books["1020 Undeposited Funds"] == "98.00"
    assert "1100 Accounts Receivable" not in books


def test_amount_and_discount_together_stay_below_what_is_due(soap: Soap) -> None:
    key = customer(soap)
    made = invoice(soap, key, "100")
    with pytest.raises(Refused, match="exceeds"):
        payment(soap, key, "100", applyList=applied((made, "100"), disc=Decimal("2")))


def test_a_bank_account_or_undeposited_funds(soap: Soap) -> None:
    key = customer(soap)
    made = invoice(soap, key, "100")
    at_bank = payment(soap, key, "10", (made, "10"), account=soap.ref("1"))
    assert soap.get("customerPayment", at_bank).status == "Deposited"
    with pytest.raises(Refused, match="either undeposited funds or an account"):
        payment(soap, key, "10", (made, "10"), account=soap.ref("1"), undepFunds=True)
    with pytest.raises(Refused, match="Account"):
        payment(soap, key, "10", (made, "10"), undepFunds=False)
    with pytest.raises(Refused) as caught:
        payment(soap, key, "10", (made, "10"), account=soap.ref("2"))
    assert caught.value.message == "Invalid account reference key 2 for subsidiary 1."


def test_a_credit_memo_through_a_payment_of_nothing(sandbox: NetSuiteSandbox, soap: Soap) -> None:
    key = customer(soap)
    made, credit = invoice(soap, key, "100"), memo(soap, key, "30")
    credits = {"credit": [{"apply": True, "doc": int(credit), "amount": 30}]}
    paid = payment(soap, key, "0", (made, "30"), creditList=credits)
    assert state(soap, made)[0] == 70
    assert soap.get("creditMemo", credit).status == "Fully Applied"
    record = soap.get("customerPayment", paid)
    assert record.creditList.credit[0].doc == int(credit)
    accepted(soap.call("delete", soap.ref(paid, "customerPayment"), REASON))
    assert (state(soap, made)[0], soap.get("creditMemo", credit).unapplied) == (100, 30)


def test_money_and_a_credit_together(soap: Soap) -> None:
    key = customer(soap)
    made, credit = invoice(soap, key, "100"), memo(soap, key, "30")
    credits = {"credit": [{"apply": True, "doc": int(credit)}]}
    paid = payment(soap, key, "70", (made, "100"), creditList=credits)
    assert state(soap, made) == (Decimal(0), "Paid In Full")
    assert soap.get("customerPayment", paid).applied == 70


def test_a_credit_needs_something_to_pay(soap: Soap) -> None:
    key = customer(soap)
    credits = {"credit": [{"apply": True, "doc": int(memo(soap, key, "30"))}]}
    with pytest.raises(Refused) as caught:
        payment(soap, key, "0", creditList=credits)
    assert caught.value.code == "TRANS_APPLIED_AMTS_UNBALNCD"


def test_a_deposit_through_a_payment_makes_its_application(sandbox: NetSuiteSandbox, soap: Soap) -> None:
    key = customer(soap)
    held = soap.add("CustomerDeposit", customer=soap.ref(key), payment=40, undepFunds=True)
    made = invoice(soap, key, "100")
    deposits = {"deposit": [{"apply": True, "doc": int(held), "amount": 40}]}
    payment(soap, key, "60", (made, "100"), depositList=deposits)
    assert state(soap, made)[0] == 0
    assert soap.get("customerDeposit", held).status == "Fully Applied"
    assert len(sandbox.engine.store.tables["depositApplication"]) == 1


def test_a_payment_keeps_at_least_what_it_pays(soap: Soap) -> None:
    key = customer(soap)
    made = invoice(soap, key, "100")
    paid = payment(soap, key, "100", (made, "100"))
    with pytest.raises(Refused) as caught:
        accepted(soap.call("update", soap.make("CustomerPayment", internalId=paid, payment=90)))
    assert caught.value.code == "TRANS_APPLIED_AMTS_UNBALNCD"
    accepted(soap.call("update", soap.make("CustomerPayment", internalId=paid, payment=110)))
    assert soap.get("customerPayment", paid).unapplied == 10


def test_deleting_a_payment_opens_the_invoice(soap: Soap) -> None:
    key = customer(soap)
    made = invoice(soap, key, "100")
    paid = payment(soap, key, "100", (made, "100"))
    accepted(soap.call("delete", soap.ref(paid, "customerPayment"), REASON))
    assert state(soap, made) == (Decimal(100), "Open")


def test_a_deposited_payment_is_locked(sandbox: NetSuiteSandbox, soap: Soap) -> None:
    key = customer(soap)
    made = invoice(soap, key, "100")
    paid = payment(soap, key, "100", (made, "100"))
    rows = {"depositPayment": [{"deposit": True, "id": int(paid)}]}
    banked = soap.add("Deposit", account=soap.ref("1"), paymentList=rows)
    assert soap.get("customerPayment", paid).status == "Deposited"
    assert sandbox.books()["trial_balance"]["1000 Checking"] == "100.00"
    for call in (
        lambda: soap.call("delete", soap.ref(paid, "customerPayment"), REASON),
        lambda: soap.call("update", soap.make("CustomerPayment", internalId=paid, payment=120)),
    ):
        with pytest.raises(Refused):
            accepted(call())
    accepted(soap.call("delete", soap.ref(banked, "deposit"), REASON))
    assert soap.get("customerPayment", paid).status == "Not Deposited"


def test_an_application_need_not_move_the_invoice_s_last_change(sandbox: NetSuiteSandbox, soap: Soap) -> None:
    key = customer(soap)
    made = invoice(soap, key, "100")
    before = soap.get("invoice", made).lastModifiedDate
    sandbox.advance(60)
    payment(soap, key, "10", (made, "10"))
    assert soap.get("invoice", made).lastModifiedDate == before
    assert state(soap, made)[0] == 90
    sandbox.engine.settings.apply_moves_modified = True
    payment(soap, key, "10", (made, "10"))
    assert (soap.get("invoice", made).lastModifiedDate - before).total_seconds() == 60


def test_a_gain_of_the_currency_leaves_nothing_in_receivables(sandbox: NetSuiteSandbox, soap: Soap) -> None:
    key = customer(soap, currencyList={"currency": [{"currency": soap.ref("1")}, {"currency": soap.ref(EUR)}]})
    made = invoice(soap, key, "100", currency=soap.ref(EUR), exchangeRate=1.08)
    payment(soap, key, "100", (made, "100"), currency=soap.ref(EUR), exchangeRate=1.10)
    books = sandbox.books()
    assert "1100 Accounts Receivable" not in books["trial_balance"]
    assert books["trial_balance"]["7100 Realized Gain/Loss"] == "-2.00"
    assert books["trial_balance"]["1020 Undeposited Funds"] == "110.00"


def test_a_payment_belongs_to_the_customer_s_subsidiary(soap: Soap) -> None:
    key = customer(soap, subsidiary=EUROPE)
    made = invoice(soap, key, "100", itemList=lines(soap, "100"))
    record = soap.get("customerPayment", payment(soap, key, "100", (made, "100"), account=soap.ref("2")))
    assert (record.subsidiary.internalId, record.currency.internalId) == (EUROPE, EUR)
    with pytest.raises(Refused):
        payment(soap, key, "1", subsidiary=soap.ref("1"))


def test_nothing_is_no_payment(soap: Soap) -> None:
    key = customer(soap)
    for amount in ("0", None):
        with pytest.raises(Refused, match="Payment Amount"):
            payment(soap, key, amount)
    with pytest.raises(Refused):
        payment(soap, key, "-5")


def test_open_invoices_may_stand_in_the_list_unticked(sandbox: NetSuiteSandbox, soap: Soap) -> None:
    key = customer(soap)
    first, second = invoice(soap, key, "100"), invoice(soap, key, "50")
    paid = payment(soap, key, "100", (first, "100"))
    assert len(soap.get("customerPayment", paid).applyList.apply) == 1
    sandbox.engine.settings.show_open_lines = True
    rows = soap.get("customerPayment", paid).applyList.apply
    assert [(row.doc, row.apply, row.amount) for row in rows] == [(int(first), True, 100), (int(second), False, None)]
