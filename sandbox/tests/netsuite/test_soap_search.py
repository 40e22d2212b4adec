"""Searches: criteria, pages, search ids that die; deleted records; choices of fields."""

from __future__ import annotations

from typing import Any

import pytest
import zeep.exceptions

from sandbox.netsuite.server import NetSuiteSandbox

from .company import EUROPE, customer, invoice, memo, payment
from .soap_client import Soap

REASON = {"deletionReasonCode": {"internalId": "2"}}


def search(soap: Soap, kind: str, headers: dict[str, Any] | None = None, **criteria: Any) -> Any:
    basic = soap.make(f"{kind}SearchBasic", **criteria)
    reply = soap.call("search", soap.make(f"{kind}Search", basic=basic), headers=headers)
    return reply


def keys(reply: Any) -> list[str]:
    assert reply.status.isSuccess, reply.status
    return [one.internalId for one in reply.recordList.record] if reply.recordList else []


def kinds(soap: Soap, *names: str) -> Any:
    return soap.make("SearchEnumMultiSelectField", operator="anyOf", searchValue=[f"_{one}" for one in names])


def one_of(soap: Soap, *ids: str) -> Any:
    return soap.make("SearchMultiSelectField", operator="anyOf", searchValue=[soap.ref(one) for one in ids])


def since(soap: Soap, moment: str, operator: str = "onOrAfter", until: str | None = None) -> Any:
    return soap.make("SearchDateField", operator=operator, searchValue=moment, searchValue2=until)


def test_transactions_by_type_and_customer(soap: Soap) -> None:
    key, other = customer(soap), customer(soap, "Other")
    made, credit = invoice(soap, key), memo(soap, key, "5")
    foreign = invoice(soap, other)
    assert keys(search(soap, "Transaction", type=kinds(soap, "invoice"))) == [made, foreign]
    assert keys(search(soap, "Transaction", entity=one_of(soap, key))) == [made, credit]
    both = search(soap, "Transaction", type=kinds(soap, "invoice", "creditMemo"), entity=one_of(soap, other))
    assert keys(both) == [foreign]


def test_what_changed_since(sandbox: NetSuiteSandbox, soap: Soap) -> None:
    key = customer(soap)
    early = invoice(soap, key)
    sandbox.advance(3600)
    late = invoice(soap, key)
    assert keys(search(soap, "Transaction", lastModifiedDate=since(soap, "2026-11-02T18:30:00Z"))) == [late]
    assert keys(search(soap, "Transaction", lastModifiedDate=since(soap, "2026-11-02T19:00:00Z"))) == [late]
    assert keys(search(soap, "Transaction", lastModifiedDate=since(soap, "2026-11-02T19:00:00Z", "after"))) == []
    within = since(soap, "2026-11-02T17:00:00Z", "within", "2026-11-02T18:00:00Z")
    assert keys(search(soap, "Transaction", lastModifiedDate=within)) == [early]


def test_open_amounts_and_statuses(soap: Soap) -> None:
    key = customer(soap)
    paid, left = invoice(soap, key, "10"), invoice(soap, key, "20")
    payment(soap, key, "10", (paid, "10"))
    more_than = soap.make("SearchDoubleField", operator="greaterThan", searchValue=0)
    found = search(soap, "Transaction", type=kinds(soap, "invoice"), amountRemaining=more_than)
    assert keys(found) == [left]
    status = soap.make("SearchEnumMultiSelectField", operator="anyOf", searchValue=["_invoicePaidInFull"])
    assert keys(search(soap, "Transaction", status=status)) == [paid]


def test_voided_is_a_criterion(sandbox: NetSuiteSandbox, soap: Soap) -> None:
    key = customer(soap)
    made, _ = invoice(soap, key), invoice(soap, key)
    sandbox.control.call("POST", f"/records/invoice/{made}/void")
    yes = soap.make("SearchBooleanField", searchValue=True)
    assert keys(search(soap, "Transaction", voided=yes)) == [made]
    status = soap.make("SearchEnumMultiSelectField", operator="anyOf", searchValue=["_invoiceVoided"])
    assert keys(search(soap, "Transaction", status=status)) == [made]


def test_who_applied_to_what(soap: Soap) -> None:
    key = customer(soap)
    made = invoice(soap, key)
    paid = payment(soap, key, "10", (made, "10"))
    assert keys(search(soap, "Transaction", appliedToTransaction=one_of(soap, made))) == [paid]


def test_customers_by_mail_name_and_subsidiary(soap: Soap) -> None:
    first = customer(soap, email="ap@dunmore.example", externalId="p1")
    second = customer(soap, "Fernwald GmbH", subsidiary=EUROPE)
    text = soap.make("SearchStringField", operator="is", searchValue="AP@dunmore.example")
    assert keys(search(soap, "Customer", email=text)) == [first]
    part = soap.make("SearchStringField", operator="startsWith", searchValue="fern")
    assert keys(search(soap, "Customer", companyName=part)) == [second]
    assert keys(search(soap, "Customer", subsidiary=one_of(soap, EUROPE))) == [second]
    text = soap.make("SearchStringField", operator="is", searchValue="p1")
    assert keys(search(soap, "Customer", externalIdString=text)) == [first]


def test_lists(soap: Soap) -> None:
    of_receivables = soap.make("SearchEnumMultiSelectField", operator="anyOf", searchValue=["_accountsReceivable"])
    assert keys(search(soap, "Account", type=of_receivables)) == ["6", "7", "8"]
    no = soap.make("SearchBooleanField", searchValue=False)
    assert keys(search(soap, "Subsidiary", isInactive=no)) == ["1", "2"]
    months = search(soap, "AccountingPeriod", isQuarter=no, isYear=no)
    assert len(keys(months)) == 48
    for kind in ("Term", "PaymentMethod", "Department", "Classification", "Item", "SalesTaxItem"):
        assert keys(search(soap, kind, isInactive=no)), kind


def test_currencies_come_by_get_all(soap: Soap) -> None:
    reply = soap.call("getAll", {"recordType": "currency"})
    assert [one.symbol for one in reply.recordList.record] == ["USD", "GBP", "EUR", "JPY"]
    assert reply.recordList.record[3].currencyPrecision == "_zero"


def test_pages(soap: Soap) -> None:
    key = customer(soap)
    made = [invoice(soap, key, "1") for _ in range(12)]
    small = {"searchPreferences": {"pageSize": 5, "bodyFieldsOnly": True}}
    reply = search(soap, "Transaction", headers=small, type=kinds(soap, "invoice"))
    assert (reply.totalRecords, reply.pageSize, reply.totalPages, reply.pageIndex) == (12, 5, 3, 1)
    found = keys(reply)
    for page in (2, 3):
        found += keys(soap.call("searchMoreWithId", reply.searchId, page))
    assert found == made
    last = soap.call("searchMoreWithId", reply.searchId, 4)
    assert last.status.statusDetail[0].code == "INVALID_SEARCH_PAGE_INDEX"


def test_a_page_shows_records_as_they_are_now_but_finds_them_as_they_were(soap: Soap) -> None:
    key = customer(soap)
    made = [invoice(soap, key, "1") for _ in range(7)]
    small = {"searchPreferences": {"pageSize": 5, "bodyFieldsOnly": True}}
    reply = search(soap, "Transaction", headers=small, type=kinds(soap, "invoice"))
    soap.call("delete", soap.ref(made[5], "invoice"), REASON)
    invoice(soap, key, "1")
    more = soap.call("searchMoreWithId", reply.searchId, 2)
    assert keys(more) == made[6:]
    assert more.totalRecords == 7


def test_a_search_dies_after_a_quarter_of_an_hour_or_with_the_server(sandbox: NetSuiteSandbox, soap: Soap) -> None:
    def fresh() -> str:
        return str(search(soap, "Customer").searchId)

    customer(soap)
    first = fresh()
    sandbox.advance(899)
    assert soap.call("searchMoreWithId", first, 1).status.isSuccess
    sandbox.advance(899)
    assert soap.call("searchMoreWithId", first, 1).status.isSuccess
    sandbox.advance(901)
    gone = soap.call("searchMoreWithId", first, 1)
    assert gone.status.statusDetail[0].code == "INVALID_SEARCH_MORE"
    second = fresh()
    sandbox.control.call("POST", "/searches/forget")
    assert not soap.call("searchMoreWithId", second, 1).status.isSuccess


@pytest.mark.parametrize("size", [4, 1001])
def test_pages_have_a_size(soap: Soap, size: int) -> None:
    headers = {"searchPreferences": {"pageSize": size, "bodyFieldsOnly": True}}
    reply = search(soap, "Customer", headers=headers)
    assert reply.status.statusDetail[0].code == "INVALID_SEARCH_PAGE_SIZE"


def test_sublists_come_only_when_asked_for(soap: Soap) -> None:
    invoice(soap, customer(soap))
    assert search(soap, "Transaction").recordList.record[0].itemList is None
    headers = {"searchPreferences": {"bodyFieldsOnly": False}}
    assert search(soap, "Transaction", headers=headers).recordList.record[0].itemList.item[0].line == 1


def test_a_search_of_the_unknown_is_a_fault(soap: Soap) -> None:
    soap.transport.checking = False
    with pytest.raises(zeep.exceptions.Fault, match="not offered"):
        search(soap, "Transaction", giftCertificate=soap.make("SearchStringField", operator="is", searchValue="x"))


def test_what_was_deleted(sandbox: NetSuiteSandbox, soap: Soap) -> None:
    key = customer(soap)
    first, second = invoice(soap, key, externalId="i1"), memo(soap, key, "5")
    soap.call("delete", soap.ref(first, "invoice"), REASON)
    sandbox.advance(3600)
    soap.call("delete", soap.ref(second, "creditMemo"), REASON)

    def deleted(moment: str, *names: str) -> list[tuple[str, str, str | None]]:
        kinds_ = {"operator": "anyOf", "searchValue": list(names)}
        date = {"operator": "onOrAfter", "searchValue": moment}
        reply = soap.call("getDeleted", {"deletedDate": date, "type": kinds_}, 1)
        assert reply.status.isSuccess
        rows = reply.deletedRecordList.deletedRecord if reply.deletedRecordList else []
        assert reply.totalRecords == len(rows)
        return [(one.record.type, one.record.internalId, one.record.externalId) for one in rows]

    found = deleted("2026-11-02T18:00:00Z", "invoice", "creditMemo", "customerPayment")
    assert found == [("invoice", first, "i1"), ("creditMemo", second, None)]
    assert deleted("2026-11-02T18:30:00Z", "invoice", "creditMemo") == [("creditMemo", second, None)]
    assert deleted("2026-11-02T18:30:00Z", "invoice") == []


def test_choices_of_a_field(soap: Soap) -> None:
    reply = soap.call("getSelectValue", {"recordType": "customerPayment", "field": "paymentMethod"}, 1)
    assert ("6", "Stripe") in [(one.internalId, one.name) for one in reply.baseRefList.baseRef]
    wish = {"recordType": "invoice", "sublist": "itemList", "field": "item"}
    reply = soap.call("getSelectValue", wish, 1)
    assert reply.totalRecords == 7
    reply = soap.call("getSelectValue", {"recordType": "invoice", "field": "nonsense"}, 1)
    assert reply.status.statusDetail[0].code == "INVALID_FIELD_FOR_RCRD_TYP"


def test_the_account_s_limits_and_clock(sandbox: NetSuiteSandbox, soap: Soap) -> None:
    reply = soap.call("getAccountGovernanceInfo")
    assert (reply.accountConcurrencyLimit, reply.unallocatedConcurrencyLimit) == (5, 5)
    sandbox.engine.settings.integration_limit = 2
    reply = soap.call("getIntegrationGovernanceInfo")
    assert (reply.integrationConcurrencyLimit, reply.limitType) == (2, "_integrationSpecific")
    assert soap.call("getServerTime").serverTime.isoformat() == "2026-11-02T10:00:00-08:00"
