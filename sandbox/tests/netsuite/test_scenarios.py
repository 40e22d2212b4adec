"""Companies to begin with: their books tie out on both transports, and the same seed gives the same company."""

from __future__ import annotations

import json
import os
import re
import signal
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator
from decimal import Decimal
from typing import Any

import pytest
import requests
from lxml import etree

from sandbox.netsuite import schema
from sandbox.netsuite.ledger import open_items, view
from sandbox.netsuite.server import NetSuiteSandbox

from .rest_client import Rest

NOW = "2026-11-20T18:00:00Z"


@pytest.fixture(scope="module")
def northwind() -> Iterator[NetSuiteSandbox]:
    """The filled company, for tests that only read."""
    with NetSuiteSandbox(seed=5, scenario="northwind", now=NOW) as running:
        yield running
        assert running.engine.stats.broken == []


@pytest.fixture(scope="module")
def rest(northwind: NetSuiteSandbox) -> Rest:
    return Rest(northwind)


def every(rest: Rest, text: str) -> list[dict[str, str]]:
    """All rows by key, a thousand at a time."""
    found: list[dict[str, str]] = []
    last = 0
    while page := rest.query(text.format(last=last)):
        found += page
        last = int(page[-1]["id"])
    return found


def test_how_much_there_is(northwind: NetSuiteSandbox) -> None:
    store = northwind.engine.store
    counts = northwind.books()["counts"]
    assert counts["customer"] == 300
    assert 1950 <= counts["invoice"] <= 2000
    assert counts["customerPayment"] > 1000
    for kind in ("creditMemo", "customerRefund", "customerDeposit", "depositApplication", "deposit", "journalEntry"):
        assert counts[kind] >= 8, kind
    states = Counter((one.kind, view.status_of(store, one)) for one in store.all("transaction"))
    for state in (("invoice", "A"), ("invoice", "B"), ("invoice", "V"), ("creditMemo", "A"), ("customerPayment", "C"),
                  ("customerPayment", "B"), ("customerDeposit", "D")):  # fmt: skip
        assert states[state], state
    assert {one.get("currency") for one in store.all("invoice")} == {"1", "2", "4", "5"}
    assert store.deleted


def test_the_books_balance(northwind: NetSuiteSandbox) -> None:
    books = northwind.books()
    assert sum(Decimal(one) for one in books["trial_balance"].values()) == 0
    assert Decimal(books["trial_balance"]["7100 Realized Gain/Loss"]) != 0


def test_open_items_add_up_to_the_control_accounts(northwind: NetSuiteSandbox) -> None:
    books = northwind.books()
    assert {key: one["amount"] for key, one in books["receivables"].items()} == books["open_items"]
    assert len(books["open_items"]) >= 5


def test_nothing_is_paid_beyond_its_total(northwind: NetSuiteSandbox) -> None:
    store = northwind.engine.store
    for one in store.all("transaction"):
        if open_items.is_debit(store, one):
            assert 0 <= open_items.due(store, one) <= open_items.total(store, one), one.id
        elif open_items.is_credit(store, one):
            assert 0 <= open_items.unused(store, one) <= open_items.total(store, one), one.id


def test_old_months_are_closed(northwind: NetSuiteSandbox) -> None:
    closed = {one.get("periodName") for one in northwind.engine.store.all("accountingPeriod") if one.get("closed")}
    assert {"Sep 2026", "Nov 2025"} <= closed
    assert not {"Oct 2026", "Nov 2026"} & closed


def test_changes_are_spread_over_the_months(northwind: NetSuiteSandbox) -> None:
    stamps = sorted(one.modified for one in northwind.engine.store.all("invoice"))
    assert stamps[-1] <= northwind.engine.clock.time()
    assert stamps[-1] - stamps[0] > 300 * 86_400


def test_the_opening_balance_by_suiteql(northwind: NetSuiteSandbox, rest: Rest) -> None:
    """What an import would read adds up to the ledger, by currency."""
    rows = every(
        rest,
        "SELECT id, type, currency, foreigntotal, foreignamountunpaid, foreignpaymentamountunused FROM transaction "
        "WHERE id > {last} AND voided = 'F' AND type IN ('CustInvc', 'CustPymt', 'CustCred', 'DepAppl') ORDER BY id",
    )
    sums: dict[str, Decimal] = {}
    for row in rows:
        amount = Decimal(row.get("foreignamountunpaid", "0")) - Decimal(row.get("foreignpaymentamountunused", "0"))
        sums[row["currency"]] = sums.get(row["currency"], Decimal(0)) + amount
    ledger = rest.query(
        "SELECT t.currency, SUM(tl.foreignamount) AS amount FROM transactionline tl "
        "JOIN transaction t ON t.id = tl.transaction JOIN account a ON a.id = tl.expenseaccount "
        "WHERE a.accttype = 'AcctRec' GROUP BY t.currency"
    )
    assert {row["currency"]: Decimal(row["amount"]).quantize(Decimal("0.01")) for row in ledger} == {
        key: value.quantize(Decimal("0.01")) for key, value in sums.items()
    }


def test_every_invoice_s_paid_amount_is_its_applications(rest: Rest) -> None:
    text = "SELECT id, foreignamountpaid AS paid FROM transaction WHERE type = 'CustInvc' AND id > {last} ORDER BY id"
    paid = {row["id"]: row["paid"] for row in every(rest, text)}
    links = rest.query(
        "SELECT previousdoc AS id, SUM(foreignamount + NVL(discount, 0)) AS paid FROM NextTransactionLineLink "
        "WHERE previoustype = 'CustInvc' GROUP BY previousdoc FETCH FIRST 1000 ROWS ONLY"
    )
    assert len(links) == 1000
    for row in links:
        assert Decimal(row["paid"]) == Decimal(paid[row["id"]])


def test_both_transports_show_the_same_invoices(northwind: NetSuiteSandbox, rest: Rest) -> None:
    schema.required()
    from .soap_client import Soap

    soap = Soap(northwind)
    soap.transport.checking = False
    kinds = soap.make("SearchEnumMultiSelectField", operator="anyOf", searchValue=["_invoice"])
    search = soap.make("TransactionSearch", basic=soap.make("TransactionSearchBasic", type=kinds))
    with soap.client.settings(raw_response=True):
        pages = [etree.fromstring(soap.service.search(search, _soapheaders={"tokenPassport": soap.passport()}).content)]
        search_id = pages[0].findtext(".//{*}searchId")
        for page in range(2, int(pages[0].findtext(".//{*}totalPages")) + 1):
            headers = {"tokenPassport": soap.passport()}
            pages.append(etree.fromstring(soap.service.searchMoreWithId(search_id, page, _soapheaders=headers).content))
    records = [one for page in pages for one in page.iter("{*}record")]
    rows = every(
        rest,
        "SELECT id, tranid, foreigntotal, foreignamountunpaid AS due, TO_CHAR(trandate, 'YYYY-MM-DD') AS day "
        "FROM transaction WHERE type = 'CustInvc' AND id > {last} ORDER BY id",
    )
    theirs = [(r["id"], r["tranid"], float(r["foreigntotal"]), float(r["due"]), r["day"]) for r in rows]
    ours = [
        (
            one.get("internalId"),
            one.findtext("{*}tranId"),
            float(one.findtext("{*}total")),
            float(one.findtext("{*}amountRemaining")),
            one.findtext("{*}tranDate")[:10],
        )
        for one in records
    ]
    assert ours == theirs


def test_traps_for_an_import_are_there(northwind: NetSuiteSandbox) -> None:
    customers = northwind.engine.store.all("customer")
    assert any(one.external_id.startswith("sf_") for one in customers)
    assert any(one.get("isInactive") for one in customers)
    assert any(one.get("parent") for one in customers)
    names = Counter(one.get("companyName") for one in customers)
    mails = Counter(one.get("email") for one in customers)
    assert max(names.values()) == max(mails.values()) == 2


def test_the_same_seed_gives_the_same_company() -> None:
    def company(seed: int) -> Any:
        sandbox = NetSuiteSandbox(seed=seed, scenario="northwind", count=150, now=NOW)
        sandbox._server.server_close()
        return json.dumps(sandbox.books(), sort_keys=True)

    assert company(3) == company(3)
    assert company(3) != company(4)


def test_many_invoices_for_benchmarks() -> None:
    with NetSuiteSandbox(scenario="bulk", count=400, now=NOW) as sandbox:
        counts = sandbox.books()["counts"]
        assert (counts["invoice"], counts["customer"]) == (400, 20)
        assert counts["customerPayment"] == 50
        assert Rest(sandbox).query("SELECT COUNT(*) AS n FROM transaction WHERE type = 'CustInvc'") == [{"n": "400"}]


def test_unknown_scenarios_hosts_and_settings_are_refused() -> None:
    for arguments in ({"scenario": "nonsense"}, {"host": "0.0.0.0"}, {"nonsense": 1}, {"one_world": "yes"}):
        with pytest.raises(ValueError):
            NetSuiteSandbox(**arguments)


def test_as_a_program() -> None:
    """It prints its addresses and credentials, answers, and ends on a signal."""
    command = [sys.executable, "-m", "sandbox.netsuite", "--port", "0", "--now", NOW, "--frozen", "--concurrency", "7"]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True, env={**os.environ})
    assert process.stdout is not None
    try:
        words: dict[str, str] = {}
        while "control" not in words:
            name, value = re.split(r"\s{2,}", process.stdout.readline().strip())
            words[name] = value
        assert words["SOAP"].endswith("/services/NetSuitePort_2025_2")
        assert len(words["token secret"]) == 64
        limit = requests.get(f"{words['control']}settings", timeout=60).json()["concurrency_limit"]
        assert limit == 7
    finally:
        process.send_signal(signal.SIGTERM)
    assert process.wait(60) == 0


def test_a_program_that_cannot_start() -> None:
    command = [sys.executable, "-m", "sandbox.netsuite", "--host", "0.0.0.0"]
    done = subprocess.run(command, capture_output=True, text=True, timeout=60)
    assert done.returncode == 1
    assert "not a loopback address" in done.stderr


@pytest.mark.parametrize(
    "kind",
    ["customer", "invoice", "creditMemo", "customerPayment", "customerRefund", "customerDeposit", "depositApplication",
     "deposit", "journalEntry", "account", "subsidiary", "accountingPeriod", "currency", "term", "paymentMethod",
     "department", "classification", "location", "salesTaxItem", "serviceSaleItem", "nonInventorySaleItem",
     "otherChargeSaleItem"],
)  # fmt: skip
def test_records_of_every_type_are_valid(northwind: NetSuiteSandbox, kind: str) -> None:
    """Forty of each, read by a strict client and checked against the real schema."""
    schema.required()
    from .soap_client import Soap

    soap = Soap(northwind)
    records = northwind.engine.store.all(kind)
    some = records[:: max(1, len(records) // 40)]
    reply = soap.call("getList", [soap.ref(one.id, kind) for one in some])
    assert [one.record.internalId for one in reply.readResponse] == [one.id for one in some]


def test_initialized_records_are_valid(northwind: NetSuiteSandbox) -> None:
    schema.required()
    from .soap_client import Soap

    soap, store = Soap(northwind), northwind.engine.store
    made = 0
    for one in store.all("invoice")[-60:]:
        if open_items.due(store, one) > 0 and not one.get("voided") and not _inactive(northwind, one):
            for kind in ("customerPayment", "creditMemo"):
                reference = {"type": "invoice", "internalId": one.id}
                reply = soap.call("initialize", {"type": kind, "reference": reference})
                assert reply.status.isSuccess, reply.status
                made += 1
    assert made > 20


def _inactive(sandbox: NetSuiteSandbox, record: Any) -> bool:
    return bool(sandbox.engine.store.get("customer", record.get("entity")).get("isInactive"))


def test_rest_shows_every_type(northwind: NetSuiteSandbox, rest: Rest) -> None:
    for kind, table in northwind.engine.store.tables.items():
        for key in list(table)[:3]:
            record = rest.read(kind, key, expandSubResources="true")
            assert record["id"] == key
            assert json.dumps(record)
