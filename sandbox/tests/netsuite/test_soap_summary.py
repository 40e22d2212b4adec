"""The balance of a control account over SOAP."""

from __future__ import annotations

from typing import Any

from sandbox.netsuite.server import NetSuiteSandbox

from .company import EUR, EUROPE, customer, invoice, money, payment
from .soap_client import Soap


def summary(soap: Soap, *fields: str, page: int = 1, **filters: str) -> Any:
    wanted = {("_class" if one == "class" else one): True for one in fields}
    chosen = {name: {"recordRef": [{"internalId": key}]} for name, key in filters.items()}
    return soap.call("getPostingTransactionSummary", wanted, chosen or None, page)


def rows(reply: Any) -> list[Any]:
    assert reply.status.isSuccess, reply.status
    found = reply.postingTransactionSummaryList
    return list(found.postingTransactionSummary) if found else []


def test_receivables_by_period(sandbox: NetSuiteSandbox, soap: Soap) -> None:
    key = customer(soap)
    first = invoice(soap, key, "100", tranDate="2026-10-15T07:00:00Z")
    invoice(soap, key, "50")
    payment(soap, key, "70", (first, "70"))
    found = rows(summary(soap, "period", "account", account="6"))
    assert [(one.period.name, one.account.internalId, one.amount) for one in found] == [
        ("Oct 2026", "6", 100),
        ("Nov 2026", "6", -20),
    ]
    assert sandbox.books()["receivables"]["1100 Accounts Receivable USD"]["base"] == "80.00"


def test_by_customer_and_subsidiary_in_the_books_currency(soap: Soap) -> None:
    here = customer(soap, currencyList={"currency": [{"currency": soap.ref("1")}, {"currency": soap.ref(EUR)}]})
    there = customer(soap, "Far", subsidiary=EUROPE)
    invoice(soap, here, "100", currency=soap.ref(EUR), exchangeRate=1.1)
    invoice(soap, there, "100")
    found = rows(summary(soap, "subsidiary", "entity", "account", subsidiary=EUROPE))
    assert {one.entity.internalId for one in found} == {there}
    found = rows(summary(soap, "entity", account="6"))
    assert [(one.entity.internalId, one.amount) for one in found] == [(here, 110.0)]


def test_nothing_posted_and_nothing_asked(sandbox: NetSuiteSandbox, soap: Soap) -> None:
    assert rows(summary(soap, "account")) == []
    assert summary(soap).status.statusDetail[0].code == "INVALID_SEARCH_CRITERIA"
    assert summary(soap, "parentItem").status.statusDetail[0].code == "INVALID_SEARCH_FIELD_NAME"
    assert summary(soap, "account", page=2).status.statusDetail[0].code == "INVALID_PAGE_PARAM"
    sandbox.control.call("POST", "/tokens/0", {"missing": ["postingSummary"]})
    assert summary(soap, "account").status.statusDetail[0].code == "INSUFFICIENT_PERMISSION"


def test_all_accounts_add_up_to_nothing(soap: Soap) -> None:
    key = customer(soap)
    payment(soap, key, "130", (invoice(soap, key, "100"), "100"))
    assert sum(money(one.amount) for one in rows(summary(soap, "account"))) == 0
