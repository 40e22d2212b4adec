"""SuiteQL: what a receivables connector asks, in the language's own spelling, and what is refused."""

from __future__ import annotations

import pytest

from sandbox.netsuite.server import NetSuiteSandbox

from .rest_client import Rest
from .test_rest_records import apply, customer, invoice, refused


@pytest.fixture
def filled(sandbox: NetSuiteSandbox, rest: Rest) -> dict[str, str]:
    """An invoice paid in part with a discount, one open, a credit memo, a refund, a deposit."""
    key = customer(rest, email="ap@dunmore.example", externalId="p1")
    first = invoice(rest, key, 100, tranDate="2026-10-31", externalId="i1", memo="50% off")
    second = invoice(rest, key, 50, tranDate="2026-11-01")
    paid = rest.create(
        "customerPayment",
        {"customer": {"id": key}, "payment": 70, "tranDate": "2026-11-02", "apply": apply((first, 60))},
    )
    credit = rest.create(
        "creditMemo",
        {"entity": {"id": key}, "item": {"items": [{"item": {"id": "11"}, "amount": 30}]}, "apply": apply((first, 10))},
    )
    refund = rest.create(
        "customerRefund",
        {
            "customer": {"id": key},
            "account": {"id": "1"},
            "paymentMethod": {"id": "2"},
            "apply": apply((credit, 20)),
        },
    )
    return {"customer": key, "first": first, "second": second, "paid": paid, "credit": credit, "refund": refund}


def test_open_amounts_by_transaction(rest: Rest, filled: dict[str, str]) -> None:
    rows = rest.query(
        "SELECT t.id, t.tranid, t.type, t.externalid, t.foreigntotal, t.foreignamountpaid, t.foreignamountunpaid "
        "FROM transaction t WHERE t.type = 'CustInvc' AND t.id > 0 ORDER BY t.id"
    )
    assert rows == [
        {
            "id": filled["first"],
            "tranid": "INV00001",
            "type": "CustInvc",
            "externalid": "i1",
            "foreigntotal": "100",
            "foreignamountpaid": "70",
            "foreignamountunpaid": "30",
        },
        {
            "id": filled["second"],
            "tranid": "INV00002",
            "type": "CustInvc",
            "foreigntotal": "50",
            "foreignamountpaid": "0",
            "foreignamountunpaid": "50",
        },
    ]


def test_what_is_left_of_payments_and_credits(rest: Rest, filled: dict[str, str]) -> None:
    rows = rest.query(
        "SELECT type, foreignpaymentamountused used, foreignpaymentamountunused AS unused FROM transaction "
        "WHERE type IN ('CustPymt', 'CustCred') ORDER BY type"
    )
    assert rows == [
        {"type": "CustCred", "used": "30", "unused": "0"},
        {"type": "CustPymt", "used": "60", "unused": "10"},
    ]


def test_applications_by_the_link_tables(rest: Rest, filled: dict[str, str]) -> None:
    for table in ("NextTransactionLineLink", "PreviousTransactionLineLink"):
        rows = rest.query(
            f"SELECT previousdoc, nextdoc, nexttype, linktype, foreignamount FROM {table} "
            f"WHERE previousdoc = {filled['first']} ORDER BY nextdoc"
        )
        assert rows == [
            {
                "previousdoc": filled["first"],
                "nextdoc": filled["paid"],
                "nexttype": "CustPymt",
                "linktype": "Payment",
                "foreignamount": "60",
            },
            {
                "previousdoc": filled["first"],
                "nextdoc": filled["credit"],
                "nexttype": "CustCred",
                "linktype": "Payment",
                "foreignamount": "10",
            },
        ]
    refunds = rest.query("SELECT previousdoc, nextdoc FROM NextTransactionLineLink WHERE nexttype = 'CustRfnd'")
    assert refunds == [{"previousdoc": filled["credit"], "nextdoc": filled["refund"]}]


def test_lines_and_their_accounts(rest: Rest, filled: dict[str, str]) -> None:
    rows = rest.query(
        "SELECT tl.id, tl.mainline, tl.foreignamount, tl.item, a.acctnumber, a.accttype, tal.debit, tal.credit "
        "FROM transactionLine tl JOIN transactionAccountingLine tal "
        "ON tal.transaction = tl.transaction AND tal.transactionline = tl.id "
        f"JOIN account a ON a.id = tal.account WHERE tl.transaction = {filled['first']} ORDER BY tl.id"
    )
    assert rows == [
        {
            "id": "0",
            "mainline": "T",
            "foreignamount": "100",
            "acctnumber": "1100",
            "accttype": "AcctRec",
            "debit": "100",
        },
        {
            "id": "1",
            "mainline": "F",
            "foreignamount": "-100",
            "item": "11",
            "acctnumber": "4000",
            "accttype": "Income",
            "credit": "100",
        },
    ]


def test_receivables_tie_out(sandbox: NetSuiteSandbox, rest: Rest, filled: dict[str, str]) -> None:
    ledger = rest.query(
        "SELECT SUM(tal.amount) AS balance FROM transactionAccountingLine tal "
        "JOIN account a ON a.id = tal.account WHERE a.accttype = 'AcctRec' AND tal.posting = 'T'"
    )
    items = rest.query(
        "SELECT SUM(NVL(foreignamountunpaid, 0) - NVL(foreignpaymentamountunused, 0)) AS open FROM transaction"
    )
    assert ledger[0]["balance"] == items[0]["open"] == "70"
    assert sandbox.books()["receivables"]["1100 Accounts Receivable USD"]["amount"] == "70.00"


def test_the_subsidiary_stands_on_the_line(rest: Rest, filled: dict[str, str]) -> None:
    error = refused(lambda: rest.query("SELECT subsidiary FROM transaction"))
    assert error.code == "INVALID_PARAMETER"
    assert "Field 'subsidiary'" in error.detail
    rows = rest.query(
        f"SELECT tl.subsidiary FROM transactionline tl WHERE tl.mainline = 'T' AND tl.transaction = {filled['first']}"
    )
    assert rows == [{"subsidiary": "1"}]


def test_days_come_in_the_account_s_format_unless_spelled_out(rest: Rest, filled: dict[str, str]) -> None:
    rows = rest.query(
        "SELECT trandate, TO_CHAR(trandate, 'YYYY-MM-DD') AS day, "
        "TO_CHAR(lastmodifieddate, 'YYYY-MM-DD HH24:MI:SS') AS changed, lastmodifieddate FROM transaction "
        f"WHERE id = {filled['first']}"
    )
    assert rows == [
        {
            "trandate": "10/31/2026",
            "day": "2026-10-31",
            "changed": "2026-11-02 10:00:00",
            "lastmodifieddate": "11/2/2026",
        }
    ]


def test_days_are_compared_as_days(rest: Rest, filled: dict[str, str]) -> None:
    def count(condition: str) -> str:
        return rest.query(f"SELECT COUNT(*) AS n FROM transaction WHERE type = 'CustInvc' AND {condition}")[0]["n"]

    assert count("trandate >= TO_DATE('2026-11-01', 'YYYY-MM-DD')") == "1"
    assert count("trandate = '11/1/2026'") == "1"
    assert count("trandate BETWEEN '10/1/2026' AND '10/31/2026'") == "1"
    assert count("lastmodifieddate >= TO_TIMESTAMP('2026-11-02 10:00:00', 'YYYY-MM-DD HH24:MI:SS')") == "2"
    assert count("lastmodifieddate > TO_TIMESTAMP('2026-11-02 10:00:00', 'YYYY-MM-DD HH24:MI:SS')") == "0"
    assert count("trandate < SYSDATE") == "2"
    error = refused(lambda: count("trandate >= '2026-11-01'"))
    assert "not a date in the format M/D/YYYY" in error.detail


def test_labels(rest: Rest, filled: dict[str, str]) -> None:
    rows = rest.query(
        "SELECT BUILTIN.DF(t.status) AS status, t.status AS letter, BUILTIN.DF(t.entity) AS who, "
        "BUILTIN.DF(type) AS kind, BUILTIN.DF(t.currency) AS currency, "
        "BUILTIN.DF(t.postingperiod) AS period FROM transaction t "
        "WHERE BUILTIN.CF(t.status) = 'CustInvc:A' ORDER BY t.id"
    )
    assert rows[0] == {
        "status": "Invoice : Open",
        "letter": "A",
        "who": "Dunmore Optics",
        "kind": "Invoice",
        "currency": "US Dollar",
        "period": "Oct 2026",
    }


def test_customers_and_lists(rest: Rest, filled: dict[str, str]) -> None:
    rows = rest.query("SELECT id, entityid, email, externalid, isinactive, subsidiary FROM customer")
    assert rows == [
        {
            "id": filled["customer"],
            "entityid": "Dunmore Optics",
            "email": "ap@dunmore.example",
            "externalid": "p1",
            "isinactive": "F",
            "subsidiary": "1",
        }
    ]
    assert len(rest.query("SELECT id FROM accountingperiod WHERE isposting = 'T'")) == 48
    assert rest.query("SELECT symbol, currencyprecision p FROM currency WHERE isbasecurrency = 'F' ORDER BY id") == [
        {"symbol": "GBP", "p": "2"},
        {"symbol": "EUR", "p": "2"},
        {"symbol": "JPY", "p": "0"},
    ]
    assert rest.query("SELECT name FROM subsidiary ORDER BY id") == [
        {"name": "Northwind Instruments"},
        {"name": "Northwind Europe"},
    ]
    for table in ("term", "paymentmethod", "department", "classification", "location", "salestaxitem", "item"):
        assert rest.query(f"SELECT id FROM {table} WHERE isinactive = 'F'"), table


def test_deletions(sandbox: NetSuiteSandbox, rest: Rest, filled: dict[str, str]) -> None:
    rest.call("DELETE", f"record/v1/invoice/{filled['second']}")
    rows = rest.query(
        "SELECT recordid, type, name, TO_CHAR(deleteddate, 'YYYY-MM-DD HH24:MI:SS') AS moment FROM deletedrecord "
        "WHERE deleteddate >= TO_TIMESTAMP('2026-11-02 09:00:00', 'YYYY-MM-DD HH24:MI:SS')"
    )
    assert rows == [
        {
            "recordid": filled["second"],
            "type": "CustInvc",
            "name": "Invoice #INV00002",
            "moment": "2026-11-02 10:00:00",
        }
    ]
    assert rest.query(f"SELECT id FROM transaction WHERE id = {filled['second']}") == []
    sandbox.control.call("POST", "/tokens/0", {"missing": ["deletedRecords"]})
    refused(lambda: rest.query("SELECT recordid FROM deletedrecord"))


def test_a_void_shows(sandbox: NetSuiteSandbox, rest: Rest, filled: dict[str, str]) -> None:
    sandbox.control.call("POST", f"/records/invoice/{filled['second']}/void")
    rows = rest.query(f"SELECT voided, status, foreigntotal FROM transaction WHERE id = {filled['second']}")
    assert rows == [{"voided": "T", "status": "V", "foreigntotal": "0"}]


def test_custom_fields_are_columns(rest: Rest) -> None:
    key = customer(rest, custentity_odoo="17")
    body = {"entity": {"id": key}, "custbody_odoo": "S1", "item": {"items": [
        {"item": {"id": "11"}, "amount": 1, "custcol_period": "2026-11"}]}}  # fmt: skip
    made = rest.create("invoice", body)
    assert rest.query("SELECT custbody_odoo FROM transaction WHERE custbody_odoo IS NOT NULL") == [
        {"custbody_odoo": "S1"}
    ]
    rows = rest.query(f"SELECT custcol_period FROM transactionline WHERE transaction = {made} AND mainline = 'F'")
    assert rows == [{"custcol_period": "2026-11"}]
    assert rest.query("SELECT custentity_odoo FROM customer") == [{"custentity_odoo": "17"}]


def test_plans_add_up_to_the_line(sandbox: NetSuiteSandbox, rest: Rest) -> None:
    line = {"item": {"id": "13"}, "amount": 100, "revRecStartDate": "2026-11-15", "revRecEndDate": "2027-01-14"}
    made = rest.create("invoice", {"entity": {"id": customer(rest)}, "item": {"items": [line]}})
    sandbox.advance(30 * 86_400)
    rest.update("invoice", made, {"memo": "x"})
    rows = rest.query(
        "SELECT pr.amount, BUILTIN.DF(pr.plannedperiod) AS period, pr.isrecognized FROM plannedrevenue pr "
        "JOIN revenueplan rp ON rp.id = pr.revenueplan JOIN revenueelement re ON re.id = rp.createdfrom "
        f"WHERE re.source = {made} ORDER BY pr.id"
    )
    assert rows == [
        {"amount": "26.23", "period": "Nov 2026", "isrecognized": "T"},
        {"amount": "50.82", "period": "Dec 2026", "isrecognized": "F"},
        {"amount": "22.95", "period": "Jan 2027", "isrecognized": "F"},
    ]
    element = rest.query("SELECT TO_CHAR(revrecstartdate, 'YYYY-MM-DD') AS s, salesamount FROM revenueelement")
    assert element == [{"s": "2026-11-15", "salesamount": "100"}]


def test_system_notes(rest: Rest) -> None:
    key = customer(rest)
    rest.update("customer", key, {"phone": "1"})
    rows = rest.query(f"SELECT field, oldvalue, newvalue FROM systemnote WHERE recordid = {key} AND field = 'PHONE'")
    assert rows == [{"field": "PHONE", "oldvalue": "", "newvalue": "1"}]


def test_queries_follow_the_books(sandbox: NetSuiteSandbox, rest: Rest, filled: dict[str, str]) -> None:
    question = f"SELECT foreignamountunpaid AS due FROM transaction WHERE id = {filled['second']}"
    assert rest.query(question) == [{"due": "50"}]
    sandbox.control.call("POST", "/snapshots", {"name": "a"})
    rest.create("customerPayment", {"customer": {"id": filled["customer"]}, "payment": 50,
                                    "apply": apply((filled["second"], 50))})  # fmt: skip
    assert rest.query(question) == [{"due": "0"}]
    sandbox.control.call("POST", "/snapshots/a/restore")
    assert rest.query(question) == [{"due": "50"}]


def test_a_refused_write_leaves_no_rows(rest: Rest, filled: dict[str, str]) -> None:
    body = {"customer": {"id": filled["customer"]}, "payment": 500, "apply": apply((filled["second"], 500))}
    before = rest.query("SELECT COUNT(*) AS n FROM transaction")
    refused(lambda: rest.create("customerPayment", body))
    assert rest.query("SELECT COUNT(*) AS n FROM transaction") == before
