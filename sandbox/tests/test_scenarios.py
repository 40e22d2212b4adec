"""The companies: the same for the same seed, consistent, and varied enough."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator
from typing import Any

import pytest
import stripe

from sandbox.stripe.core.money import THREE_DECIMAL, ZERO_DECIMAL
from sandbox.stripe.server import StripeSandbox

from .conftest import NOW
from .tour import client_of


@pytest.fixture(scope="module")
def year() -> Iterator[StripeSandbox]:
    """A company's year."""
    with StripeSandbox(seed=7, scenario="year", now=NOW) as sandbox:
        yield sandbox


def rows(sandbox: StripeSandbox, kind: str) -> list[dict[str, Any]]:
    """All objects of a kind."""
    return list(sandbox.engine.account().table(kind).rows.values())


def test_the_same_seed_tells_the_same_story() -> None:
    def state(seed: int) -> str:
        sandbox = StripeSandbox(seed=seed, scenario="small", now=NOW)
        books = sandbox.books()
        sandbox._server.server_close()
        return json.dumps(books, sort_keys=True)

    assert state(11) == state(11)
    assert state(11) != state(12)


def test_a_scenario_ends_now(year: StripeSandbox, small: StripeSandbox) -> None:
    for sandbox in (year, small):
        assert sandbox.engine.clock.now() == 1_793_610_000
        for kind in ("invoice", "charge", "payout"):
            assert all(row["created"] <= sandbox.clock.now() for row in rows(sandbox, kind))
    assert min(row["created"] for row in rows(year, "invoice")) < 1_793_610_000 - 350 * 86_400


@pytest.mark.parametrize("name", ["small", "year"])
def test_the_books_add_up(name: str, request: pytest.FixtureRequest) -> None:
    """Independent sums over the raw rows: money, invoices, payouts."""
    sandbox: StripeSandbox = request.getfixturevalue(name)
    books = sandbox.books()
    sums: Counter[str] = Counter()
    for row in rows(sandbox, "balance_transaction"):
        sums[row["currency"]] += row["net"]
        assert row["net"] == row["amount"] - row["fee"]
        assert row["fee"] == sum(part["amount"] for part in row["fee_details"])
    assert {c: part["total"] for c, part in books["balance"].items()} == dict(sums)
    for invoice in rows(sandbox, "invoice"):
        _check_invoice(sandbox, invoice)
    for payout in rows(sandbox, "payout"):
        if payout["automatic"]:
            assert books["payouts"][payout["id"]]["net"] == payout["amount"]


def _check_invoice(sandbox: StripeSandbox, invoice: dict[str, Any]) -> None:
    table = sandbox.engine.account().table("line_item")
    lines = table.where("invoice", invoice["id"])
    off = sum(d["amount"] for line in lines for d in line["discount_amounts"])
    tax = sum(
        t["amount"]
        for line in lines
        for t in line["taxes"]
        if t["tax_behavior"] == "exclusive"
    )
    assert invoice["total"] == sum(line["amount"] for line in lines) - off + tax
    assert invoice["amount_remaining"] == invoice["amount_due"] - invoice["amount_paid"]
    paid = [
        row
        for row in sandbox.engine.account()
        .table("invoice_payment")
        .where("invoice", invoice["id"])
        if row["status"] == "paid"
    ]
    received = sum(row["amount_paid"] for row in paid)
    if not invoice["_out_of_band"]:
        assert received == invoice["amount_paid"] + invoice["amount_overpaid"]


def test_a_year_has_what_a_clerk_meets(year: StripeSandbox) -> None:
    invoices = rows(year, "invoice")
    statuses = Counter(row["status"] for row in invoices)
    assert len(invoices) >= 900
    assert set(statuses) == {"draft", "open", "paid", "void", "uncollectible"}
    assert {row["currency"] for row in invoices} >= {"usd", "eur", "gbp", "jpy", "kwd"}
    assert ZERO_DECIMAL & {"jpy"} and THREE_DECIMAL & {"kwd"}
    lines = Counter(row["invoice"] for row in rows(year, "line_item"))
    assert max(lines.values()) == 137
    assert any(row["amount_overpaid"] for row in invoices)
    assert any(0 < row["amount_remaining"] < row["amount_due"] for row in invoices)
    assert {row["status"] for row in rows(year, "dispute")} >= {"won", "lost"}
    assert {row["status"] for row in rows(year, "refund")} >= {"succeeded", "failed"}
    assert any(row["status"] == "failed" for row in rows(year, "charge"))
    assert len(rows(year, "subscription")) >= 10
    behaviours = {t["tax_behavior"] for row in invoices for t in row["total_taxes"]}
    assert behaviours == {"inclusive", "exclusive"}


def test_payments_that_have_to_be_matched_by_reading(year: StripeSandbox) -> None:
    numbers = {row["number"] for row in rows(year, "invoice") if row["number"]}
    tied = {
        row["payment"].get("payment_intent") for row in rows(year, "invoice_payment")
    }
    loose = [row for row in rows(year, "payment_intent") if row["id"] not in tied]
    naming = [sum(n in (row["description"] or "") for n in numbers) for row in loose]
    assert sum(count >= 2 for count in naming) > 15
    assert any(not row["description"] and not row["metadata"] for row in loose)
    assert any("odoo_reference" in row["metadata"] for row in loose)
    assert any(row["client_reference_id"] in numbers for row in rows(year, "checkout.session"))


def test_payouts_of_every_kind(year: StripeSandbox) -> None:
    payouts = rows(year, "payout")
    assert {row["currency"] for row in payouts} == {"usd", "eur"}
    assert sum(not row["automatic"] for row in payouts) == 1
    assert sum(row["status"] == "failed" for row in payouts) == 1
    assert sum(row["status"] == "paid" for row in payouts) > 60
    converted = [r for r in rows(year, "balance_transaction") if r["exchange_rate"]]
    assert len(converted) > 30


def test_traps_among_the_customers(year: StripeSandbox) -> None:
    customers = rows(year, "customer")
    names = Counter(row["name"] for row in customers)
    mails = Counter(row["email"] for row in customers if row["email"])
    assert len(customers) == 120 + 21, "and those of the contracts, credits and transfers"
    assert max(names.values()) == 2 and max(mails.values()) == 2
    assert any(row["email"] is None for row in customers)
    assert len({row["address"]["country"] for row in customers}) >= 7


def test_a_small_company_has_every_story() -> None:
    with StripeSandbox(seed=3, scenario="small", now=NOW) as sandbox:
        for kind in ("dispute", "refund", "credit_note", "checkout.session", "subscription"):
            assert rows(sandbox, kind), kind
        assert 40 <= len(rows(sandbox, "invoice")) <= 80
        client = client_of(sandbox)
        events = client.v1.events.list({"limit": 100})
        assert len(list(events.auto_paging_iter())) > 100


@pytest.mark.parametrize("seed", range(20, 26))
def test_any_seed_tells_a_story_to_its_end(seed: int) -> None:
    sandbox = StripeSandbox(seed=seed, scenario="small", now=f"2026-0{seed - 19}-15T23:59:59Z")
    assert sandbox.books()["counts"]["invoice"] >= 40
    sandbox._server.server_close()


def test_many_charges_fast() -> None:
    with StripeSandbox(seed=1, scenario="charges", count=200, now=NOW) as sandbox:
        client = client_of(sandbox)
        charges = list(client.v1.charges.list({"limit": 100}).auto_paging_iter())
        assert len(charges) == 200
        assert {charge.status for charge in charges} == {"succeeded"}
        assert isinstance(charges[0], stripe.Charge)


def test_unknown_scenarios_are_refused() -> None:
    with pytest.raises(ValueError, match="no scenario"):
        StripeSandbox(scenario="decade")
