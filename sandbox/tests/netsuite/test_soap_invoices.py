"""Invoices over SOAP: lines, tax, currencies, terms, numbers, changes and deletions."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest

from sandbox.netsuite.server import NetSuiteSandbox

from .company import EUR, EUROPE, JPY, SENSOR, SUBSCRIPTION, customer, invoice, lines, money, payment
from .soap_client import Refused, Soap, accepted


def refusal(soap: Soap, **values: Any) -> Refused:
    with pytest.raises(Refused) as caught:
        soap.add("Invoice", **values)
    return caught.value


def test_amounts_follow_from_quantity_and_rate(soap: Soap) -> None:
    key = customer(soap, terms=soap.ref("2"))
    item = {"item": soap.ref(SENSOR), "quantity": 3, "rate": "33.335", "description": "sensor"}
    made = soap.add("Invoice", entity=soap.ref(key), itemList={"item": [item]})
    record = soap.get("invoice", made)
    line = record.itemList.item[0]
    assert (money(line.amount), line.line, line.description) == (Decimal("100.01"), 1, "sensor")
    assert (money(record.total), money(record.amountRemaining), record.status) == (
        Decimal("100.01"),
        Decimal("100.01"),
        "Open",
    )
    assert (record.dueDate - record.tranDate).days == 30
    assert record.account.name == "1100 Accounts Receivable"
    assert record.postingPeriod.name == "Nov 2026"


def test_floats_of_the_caller_are_rounded_to_the_currency(soap: Soap) -> None:
    item = {"item": soap.ref(SENSOR), "amount": 0.1 + 0.2}
    made = soap.add("Invoice", entity=soap.ref(customer(soap)), itemList={"item": [item]})
    assert soap.get("invoice", made).total == 0.3


def test_yen_have_no_decimals(soap: Soap) -> None:
    key = customer(soap, currencyList={"currency": [{"currency": soap.ref("1")}, {"currency": soap.ref(JPY)}]})
    made = invoice(soap, key, "1000.5", currency=soap.ref(JPY))
    record = soap.get("invoice", made)
    assert record.total == 1001
    assert record.exchangeRate == 0.0067


def test_tax_by_line_and_by_head(soap: Soap) -> None:
    key = customer(soap)
    by_line = invoice(soap, key, "100.00", itemList=lines(soap, "100.00", "50", taxCode=soap.ref("2")))
    record = soap.get("invoice", by_line)
    assert (record.subTotal, money(record.taxTotal), money(record.total)) == (150, Decimal("12.38"), Decimal("162.38"))
    assert record.itemList.item[0].taxRate1 == 8.25
    by_head = soap.get("invoice", invoice(soap, key, "100", taxItem=soap.ref("2")))
    assert (by_head.taxTotal, by_head.total) == (8.25, 108.25)


def test_a_tax_code_belongs_to_a_subsidiary(soap: Soap) -> None:
    error = refusal(soap, entity=soap.ref(customer(soap)), itemList=lines(soap, "100", taxCode=soap.ref("3")))
    assert error.details == [("INVALID_KEY_OR_REF", "Invalid taxCode reference key 3 for subsidiary 1.")]


@pytest.mark.parametrize(
    ("values", "code", "words"),
    [
        ({}, "USER_ERROR", "Please enter value(s) for: Customer"),
        ({"entity": "1"}, "USER_ERROR", "at least one line item"),
        ({"entity": "77", "itemList": True}, "INVALID_KEY_OR_REF", "Invalid entity reference key 77."),
        ({"entity": "1", "itemList": True, "subsidiary": EUROPE}, "INVALID_KEY_OR_REF", "for subsidiary 2"),
        ({"entity": "1", "itemList": True, "currency": EUR}, "INVALID_KEY_OR_REF", "Invalid currency reference key 4."),
        ({"entity": "1", "itemList": True, "account": "30"}, "INVALID_KEY_OR_REF", "Invalid account reference key 30"),
        ({"entity": "1", "itemList": True, "account": "7"}, "INVALID_KEY_OR_REF", "Invalid account reference key 7"),
        ({"entity": "1", "itemList": True, "terms": "77"}, "INVALID_KEY_OR_REF", "Invalid terms reference key 77."),
    ],
)
def test_what_an_invoice_needs(soap: Soap, values: dict[str, Any], code: str, words: str) -> None:
    customer(soap)
    given = {name: soap.ref(value) for name, value in values.items() if name != "itemList"}
    if values.get("itemList"):
        given["itemList"] = lines(soap, "10")
    error = refusal(soap, **given)
    assert error.code == code
    assert words in error.message


def test_department_and_class_where_the_account_demands_them(sandbox: NetSuiteSandbox, soap: Soap) -> None:
    key = customer(soap)
    sandbox.engine.settings.department_mandatory = sandbox.engine.settings.class_mandatory = True
    error = refusal(soap, entity=soap.ref(key), itemList=lines(soap, "10"))
    assert error.message == "Please enter value(s) for: Department, Class"
    values = {"department": soap.ref("1"), "class": soap.ref("2")}
    record = soap.get("invoice", invoice(soap, key, **values))
    assert record.department.name == "Sales"
    assert record["class"].name == "Software"
    assert record.itemList.item[0].department.internalId == "1"


def test_an_item_of_another_subsidiary_is_refused(sandbox: NetSuiteSandbox, soap: Soap) -> None:
    item = sandbox.engine.store.get("item", SENSOR)
    item.values.update(subsidiaryList=["1"], includeChildren=False)
    error = refusal(soap, entity=soap.ref(customer(soap, subsidiary=EUROPE)), itemList=lines(soap, "10"))
    assert error.details == [("INVALID_KEY_OR_REF", "Invalid item reference key 11 for subsidiary 2.")]


def test_numbers_are_given_or_chosen(sandbox: NetSuiteSandbox, soap: Soap) -> None:
    key = customer(soap)
    assert soap.get("invoice", invoice(soap, key, tranId="INV00001")).tranId == "INV00001"
    assert soap.get("invoice", invoice(soap, key)).tranId == "INV00002"
    assert refusal(soap, entity=soap.ref(key), itemList=lines(soap, "1"), tranId="INV00001").code == "DUP_TRANS"
    sandbox.engine.settings.duplicate_numbers = "warn"
    reply = soap.call("add", soap.make("Invoice", entity=soap.ref(key), itemList=lines(soap, "1"), tranId="INV00001"))
    assert reply.status.isSuccess
    assert reply.status.statusDetail[0].type == "WARN"
    sandbox.engine.settings.allow_number_override = False
    assert "tranId" in refusal(soap, entity=soap.ref(key), itemList=lines(soap, "1"), tranId="X").message


def test_a_warning_is_an_error_for_those_who_say_so(sandbox: NetSuiteSandbox, soap: Soap) -> None:
    key = customer(soap)
    invoice(soap, key, tranId="A")
    sandbox.engine.settings.duplicate_numbers = "warn"
    record = soap.make("Invoice", entity=soap.ref(key), itemList=lines(soap, "1"), tranId="A")
    reply = soap.call("add", record, headers={"preferences": {"warningAsError": True}})
    assert not reply.status.isSuccess
    assert reply.status.statusDetail[0].type == "ERROR"
    assert sandbox.control.call("GET", "/state")["records"]["invoice"] == 1


def test_an_invoice_of_europe_keeps_its_books_in_euros(soap: Soap) -> None:
    key = customer(soap, subsidiary=EUROPE)
    record = soap.get("invoice", invoice(soap, key, "119", itemList=lines(soap, "100", taxCode=soap.ref("3"))))
    assert (record.currency.name, record.exchangeRate, record.total) == ("Euro", 1, 119)
    assert record.account.name == "1110 Accounts Receivable Europe"


def test_revenue_dates_and_what_was_earned(sandbox: NetSuiteSandbox, soap: Soap) -> None:
    dates = {"revRecStartDate": "2026-11-01T08:00:00Z", "revRecEndDate": "2027-10-31T08:00:00Z"}
    made = invoice(soap, customer(soap), itemList=lines(soap, "1200", item=SUBSCRIPTION, **dates))
    record = soap.get("invoice", made)
    assert (record.recognizedRevenue, record.deferredRevenue, record.revenueStatus) == (0, 1200, "_pending")
    assert record.itemList.item[0].revRecStartDate.isoformat() == "2026-11-01T00:00:00-07:00"
    sandbox.advance(40 * 86_400)
    record = soap.get("invoice", made)
    assert (record.recognizedRevenue, record.deferredRevenue, record.revenueStatus) == (100, 1100, "_inProgress")


def test_revenue_dates_the_wrong_way_round(soap: Soap) -> None:
    dates = {"revRecStartDate": "2026-11-02T08:00:00Z", "revRecEndDate": "2026-11-01T08:00:00Z"}
    error = refusal(soap, entity=soap.ref(customer(soap)), itemList=lines(soap, "1", item=SUBSCRIPTION, **dates))
    assert error.code == "INVALID_FLD_VALUE"


def test_lines_are_replaced_or_merged(soap: Soap) -> None:
    made = invoice(soap, customer(soap), "10", "20", "30")
    change = {"item": [{"line": 2, "amount": 25, "rate": "25"}], "replaceAll": False}
    accepted(soap.call("update", soap.make("Invoice", internalId=made, itemList=change)))
    assert [line.amount for line in soap.get("invoice", made).itemList.item] == [10, 25, 30]
    accepted(soap.call("update", soap.make("Invoice", internalId=made, itemList=lines(soap, "7"))))
    record = soap.get("invoice", made)
    assert ([line.amount for line in record.itemList.item], record.total) == ([7], 7)


def test_an_invoice_cannot_fall_below_what_was_paid(soap: Soap) -> None:
    key = customer(soap)
    made = invoice(soap, key, "100")
    payment(soap, key, "60", (made, "60"))
    with pytest.raises(Refused, match="cannot be less than the amount 60"):
        accepted(soap.call("update", soap.make("Invoice", internalId=made, itemList=lines(soap, "50"))))
    accepted(soap.call("update", soap.make("Invoice", internalId=made, itemList=lines(soap, "60"))))
    assert soap.get("invoice", made).status == "Paid In Full"


@pytest.mark.parametrize("change", ["entity", "account"])
def test_what_has_been_applied_keeps_customer_and_account(soap: Soap, change: str) -> None:
    key, other = customer(soap), customer(soap, "Other")
    made = invoice(soap, key, "100")
    payment(soap, key, "10", (made, "10"))
    values = {"entity": soap.ref(other)} if change == "entity" else {"account": soap.ref("8")}
    with pytest.raises(Refused, match=f"You cannot change {change}"):
        accepted(soap.call("update", soap.make("Invoice", internalId=made, **values)))


def test_deleting_wants_a_reason_and_no_payments(sandbox: NetSuiteSandbox, soap: Soap) -> None:
    key = customer(soap)
    made = invoice(soap, key, "100", externalId="inv-1")
    with pytest.raises(Refused) as caught:
        accepted(soap.call("delete", soap.ref(made, "invoice")))
    assert caught.value.message == "Please enter value(s) for: Deletion Reason"
    reason = {"deletionReasonCode": soap.ref("2"), "deletionReasonMemo": "cancelled"}
    paid = payment(soap, key, "10", (made, "10"))
    with pytest.raises(Refused) as caught:
        accepted(soap.call("delete", soap.ref(made, "invoice"), reason))
    assert caught.value.code == "CANT_DELETE_TRANS"
    accepted(soap.call("delete", soap.ref(paid, "customerPayment"), reason))
    accepted(soap.call("delete", soap.ref(made, "invoice"), reason))
    assert [(one.kind, one.external_id, one.reason) for one in sandbox.engine.store.deleted] == [
        ("customerPayment", "", "2"),
        ("invoice", "inv-1", "2"),
    ]
    assert invoice(soap, key, externalId="inv-1") != made


def test_a_deletion_reason_that_is_none(soap: Soap) -> None:
    made = invoice(soap, customer(soap))
    with pytest.raises(Refused) as caught:
        accepted(soap.call("delete", soap.ref(made, "invoice"), {"deletionReasonCode": soap.ref("55")}))
    assert caught.value.code == "INVALID_KEY_OR_REF"


def test_an_invoice_waits_for_approval(sandbox: NetSuiteSandbox, soap: Soap) -> None:
    key = customer(soap)
    sandbox.engine.settings.approval_routing = True
    made = invoice(soap, key, "100")
    assert soap.get("invoice", made).status == "Pending Approval"
    assert sandbox.books()["trial_balance"] == {}
    with pytest.raises(Refused, match="matching line"):
        payment(soap, key, "100", (made, "100"))
    accepted(soap.call("update", soap.make("Invoice", internalId=made, approvalStatus=soap.ref("2"))))
    payment(soap, key, "100", (made, "100"))
    assert soap.get("invoice", made).status == "Paid In Full"


def test_nobody_can_void_over_soap(soap: Soap) -> None:
    assert not any("void" in name.lower() for name in soap.service._operations)


def test_a_void_by_hand_takes_payments_back(sandbox: NetSuiteSandbox, soap: Soap) -> None:
    key = customer(soap)
    made = invoice(soap, key, "100")
    paid = payment(soap, key, "40", (made, "40"))
    sandbox.control.call("POST", f"/records/invoice/{made}/void")
    record = soap.get("invoice", made)
    assert (record.status, record.total, record.memo) == ("Voided", 0, "VOID")
    assert soap.get("customerPayment", paid).unapplied == 40
    with pytest.raises(Refused) as caught:
        accepted(soap.call("update", soap.make("Invoice", internalId=made, memo="x")))
    assert caught.value.code == "CANT_MODIFY_VOID_TRANS"


def test_a_refused_list_leaves_nothing_behind(sandbox: NetSuiteSandbox, soap: Soap) -> None:
    key = customer(soap)
    before = sandbox.engine.store.writes
    with pytest.raises(Refused):
        payment(soap, key, "10", ("4711", "10"))
    assert sandbox.control.call("GET", "/state")["records"].get("customerPayment", 0) == 0
    assert sandbox.engine.store.links == {}
    assert sandbox.engine.store.writes >= before


def test_an_account_of_one_company_and_one_currency(sandbox: NetSuiteSandbox, soap: Soap) -> None:
    sandbox.engine.settings.change(one_world=False, multi_currency=False)
    key = soap.add("Customer", companyName="Plain")
    record = soap.get("invoice", invoice(soap, key, "10"))
    assert (record.subsidiary, record.currency.name) == (None, "US Dollar")
    for field, value in (("subsidiary", "1"), ("currency", "1")):
        error = refusal(soap, entity=soap.ref(key), itemList=lines(soap, "1"), **{field: soap.ref(value)})
        assert f"for element {field}" in error.message
    with pytest.raises(Refused, match="for element currency"):
        soap.add("Customer", companyName="Other", currency=soap.ref("1"))


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"entity": "2"}, "for subsidiary 1"),
        ({"currency": EUR}, "currency reference key 4"),
        ({"account": "7"}, "key 7"),
    ],
)
def test_a_changed_head_is_judged_anew(soap: Soap, change: dict[str, str], words: str) -> None:
    key = customer(soap)
    customer(soap, "Far", subsidiary=EUROPE)
    made = invoice(soap, key)
    values = {name: soap.ref(value) for name, value in change.items()}
    with pytest.raises(Refused, match=words):
        accepted(soap.call("update", soap.make("Invoice", internalId=made, **values)))


def test_an_upsert_after_a_lost_answer_changes_nothing(sandbox: NetSuiteSandbox, soap: Soap) -> None:
    key = customer(soap)

    def push() -> str:
        record = soap.make("Invoice", externalId="odoo_move_1", entity=soap.ref(key), itemList=lines(soap, "100"))
        return str(accepted(soap.call("upsert", record)).internalId)

    made = push()
    paid = soap.make("CustomerPayment", externalId="odoo_pay_1", customer=soap.ref(key), payment=60, autoApply=False,
                     applyList={"apply": [{"doc": int(made), "apply": True, "amount": 60}]})  # fmt: skip
    first = accepted(soap.call("upsert", paid)).internalId
    assert accepted(soap.call("upsert", paid)).internalId == first
    assert push() == made
    assert soap.get("invoice", made).amountRemaining == 40
    assert sandbox.books()["receivables"]["1100 Accounts Receivable USD"]["amount"] == "40.00"
