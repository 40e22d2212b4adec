"""Risk: the ERP refuses half of a batch that looked right, or takes it and settles something else."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from odoo.addons.ar_sync.protocol.documents import (
    PROBLEMS,
    Applied,
    CreditMemo,
    Customer,
    Invoice,
    Line,
    Payment,
    Period,
    Refund,
)
from odoo.addons.ar_sync.protocol.dry_run import FINDINGS, Books, Open, examine

DAY = date(2026, 3, 15)
MARCH = Period("1", "Mar 2026", date(2026, 3, 1), date(2026, 3, 31))
NORTHWIND = Customer("42", "Northwind", currencies=frozenset({"EUR", "USD"}))
BOOKS = Books(
    customers={"42": NORTHWIND, "43": Customer("43", "Contoso")},
    accounts={"1200": "10", "4000": "54"},
    items={"HOURS": "7"},
    tax_codes={"19": "3"},
    terms={"30": "2"},
    methods={"card": "5"},
    periods=(MARCH,),
    currencies=frozenset({"EUR", "USD"}),
    open_items={"OLD/1": Open(Decimal("80.00"), "EUR", "42", "1200")},
)
HOURS = Line("Hours", Decimal(1), Decimal("100.00"), Decimal("100.00"), account="4000", item="HOURS", tax_code="19")


def invoice(key="INV/1", total="100.00", **values):
    values.setdefault("lines", ())
    amount = Decimal(total)
    return Invoice(key, values.pop("customer", "42"), values.pop("currency", "EUR"), DAY, amount, amount, **values)


def payment(key, *applied, left="0.00", cls=Payment, **values):
    parts = tuple(Applied(target, Decimal(amount)) for target, amount in applied)
    total = sum((part.amount for part in parts), Decimal(left))
    return cls(
        key,
        values.pop("customer", "42"),
        values.pop("currency", "EUR"),
        DAY,
        total,
        Decimal(left),
        applied=parts,
        **values,
    )


def found(*batch, books=BOOKS):
    return [(key, finding.code) for key, finding in examine(batch, books, lambda currency: 2)]


def codes(document, books=BOOKS):
    return [code for _key, code in found(document, books=books)]


def test_what_the_erp_would_take_has_no_findings():
    whole = invoice(lines=(HOURS,), control_account="1200", terms="30")
    assert found(whole, payment("PAY/1", ("INV/1", "60.00"), ("OLD/1", "80.00"), account="1200", method="card")) == []


@pytest.mark.parametrize(
    ("document", "expected"),
    [
        (invoice(customer="99"), ["customer"]),
        (invoice(customer="99", currency="GBP"), ["customer", "currency"]),
        (invoice(currency="GBP"), ["customer_currency", "currency"]),
        (replace(invoice(), day=date(2026, 4, 1)), ["no_period"]),
        (invoice(lines=(replace(HOURS, account="4100"),)), ["account"]),
        (invoice(lines=(replace(HOURS, item="X", tax_code="7"),)), ["item", "tax_code"]),
        (invoice(lines=(replace(HOURS, account="4100"),) * 2, total="200.00"), ["account"]),  # told once
        (invoice(terms="60"), ["terms"]),
        (payment("PAY/1", left="5.00", method="cash"), ["method"]),
        (payment("PAY/1", left="5.00", account="1000"), ["account"]),
        (payment("PAY/1", ("NEW/1", "5.00")), ["target_missing"]),
        (payment("PAY/1", ("OLD/1", "80.01")), ["target_open"]),
        (payment("PAY/1", ("OLD/1", "5.00"), currency="USD"), ["target_currency"]),
        (payment("PAY/1", ("OLD/1", "5.00"), customer="43"), ["target_customer"]),
        (payment("PAY/1", ("OLD/1", "5.00"), control_account="4000"), ["target_account"]),
        (invoice(total="100.001"), ["too_fine", "too_fine"]),
    ],
)
def test_each_thing_the_erp_would_refuse_is_found(document, expected):
    assert codes(document) == expected
    assert set(expected) <= set(FINDINGS) | set(PROBLEMS)


@pytest.mark.parametrize("closed", [{"is_closed": True}, {"is_receivable_locked": True}])
def test_a_closed_period(closed):
    assert codes(invoice(), replace(BOOKS, periods=(replace(MARCH, **closed),))) == ["period_closed"]


def test_a_year_is_no_period_of_its_own():
    """NetSuite lists years and quarters beside months: one that is open is enough, all closed is closed."""
    year = Period("9", "FY 2026", date(2026, 1, 1), date(2026, 12, 31), is_closed=True)
    assert codes(invoice(), replace(BOOKS, periods=(year, MARCH))) == []
    assert codes(invoice(), replace(BOOKS, periods=(year, replace(MARCH, is_closed=True)))) == ["period_closed"]


def test_nothing_is_posted_in_an_adjustment_period_by_its_day():
    """NetSuite posts to the base period of the date; an adjustment period over the same days has to be chosen."""
    end = date(2026, 3, 31)
    open_one = Period("8", "Adjust Q1 2026", end, end, is_adjustment=True)
    sent, shut = replace(invoice(), day=end), replace(MARCH, is_closed=True)
    for periods, expected in (
        ((open_one, shut), ["period_closed"]),
        ((replace(open_one, is_closed=True), MARCH), []),
        ((open_one,), ["no_period"]),
    ):
        assert codes(sent, replace(BOOKS, periods=periods)) == expected
    (_, found), *_ = examine([sent], replace(BOOKS, periods=(open_one, shut)), lambda currency: 2)
    assert found.values["period"] == MARCH.name


def test_without_what_was_not_read_nothing_is_claimed():
    unread = replace(BOOKS, periods=(), currencies=frozenset())
    assert codes(replace(invoice(), day=date(2030, 1, 1)), unread) == []


def test_legal_entities():
    books = replace(
        BOOKS,
        needs_unit=True,
        customers={"42": replace(NORTHWIND, units=frozenset({"US"}))},
        open_items={"OLD/1": Open(Decimal("80.00"), "EUR", "42", unit="US")},
    )
    assert codes(invoice(), books) == ["no_unit"]
    assert codes(invoice(unit="DE"), books) == ["customer_unit"]
    assert codes(payment("PAY/1", ("OLD/1", "5.00"), unit="DE"), books) == ["customer_unit", "target_unit"]
    assert codes(payment("PAY/1", ("OLD/1", "5.00"), unit="US"), books) == []


def test_an_inactive_customer():
    books = replace(BOOKS, customers={"42": replace(NORTHWIND, is_inactive=True)})
    assert codes(invoice(), books) == ["customer_inactive"]


def test_a_number_that_something_else_has():
    books = replace(BOOKS, numbers=frozenset({("invoice", "2026-7"), ("payment", "P-1")}))
    assert codes(invoice(number="2026-7"), books) == ["number_taken"]
    assert codes(invoice(number="P-1"), books) == []  # of another kind


def test_two_payments_that_fit_alone_but_not_together():
    batch = payment("PAY/1", ("OLD/1", "50.00")), payment("PAY/2", ("OLD/1", "50.00"))
    assert found(*batch) == [("PAY/2", "target_open")]
    [(_key, finding)] = examine(batch, BOOKS, lambda currency: 2)
    assert finding.values == {"amount": "50.00", "target": "OLD/1", "open": "30.00"}


def test_a_discount_takes_of_what_is_open_too():
    early = replace(
        payment("PAY/1", ("OLD/1", "79.00")), applied=(Applied("OLD/1", Decimal("79.00"), Decimal("2.00")),)
    )
    assert codes(early) == ["target_open"]


def test_what_comes_first_in_the_batch_is_there_for_what_follows():
    credit = CreditMemo("CR/1", "42", "EUR", DAY, Decimal("30.00"), Decimal("30.00"))
    refund = payment("RE/1", ("CR/1", "30.00"), cls=Refund)
    assert found(credit, refund) == []
    assert found(refund, credit) == [("RE/1", "target_missing")]


def test_the_same_document_twice():
    assert found(invoice(), invoice()) == [("INV/1", "key_twice")]


def test_a_parent_pays_for_its_children():
    books = replace(
        BOOKS,
        customers={
            "42": replace(NORTHWIND, parent="1"),
            "1": Customer("1", "Group"),
            "44": Customer("44", "Child", parent="1"),
        },
    )
    assert codes(payment("PAY/1", ("OLD/1", "5.00"), customer="1"), books) == []
    assert codes(payment("PAY/1", ("OLD/1", "5.00"), customer="44"), books) == ["target_customer"]


PARTS = st.lists(st.tuples(st.sampled_from(["A", "B", "C"]), st.integers(1, 60)), max_size=12)


def test_amounts_of_two_currencies_do_not_compare():
    """One finding says what is wrong: a hundred dollars are not more than eighty euros."""
    dollars = payment("PAY/1", ("OLD/1", "100.00"), currency="USD")
    assert codes(replace(dollars, total=Decimal("80.00"))) == ["target_currency", "target_open"]
    assert codes(replace(payment("PAY/1", ("OLD/1", "70.00")), total=Decimal("60.00"))) == ["over_applied"]


def test_two_of_ours_that_are_one_there():
    """The ERP has one account and one customer where we have two: nothing is another's."""
    twins = Books(
        customers={"42": NORTHWIND, "44": replace(NORTHWIND, name="Northwind Labs"), "45": Customer("45", "Contoso")},
        accounts={"1200": "10", "1201": "10", "1202": "11"},
        open_items=BOOKS.open_items,
    )
    part = ("OLD/1", "80.00")
    assert codes(payment("PAY/1", part, customer="44", control_account="1201"), twins) == []
    other = payment("PAY/1", part, customer="45", control_account="1202")
    assert codes(other, twins) == ["target_customer", "target_account"]


@given(st.fixed_dictionaries({name: st.integers(0, 100) for name in "ABC"}), PARTS)
def test_nothing_is_promised_twice(open_cents, parts):
    """Whatever passes fits together: what passed never adds up to more than was open."""
    books = replace(BOOKS, open_items={n: Open(Decimal(cents), "EUR", "42") for n, cents in open_cents.items()})
    batch = [payment(f"P{index}", (target, str(amount))) for index, (target, amount) in enumerate(parts)]
    refused = {key for key, _finding in examine(batch, books, lambda currency: 2)}
    taken = dict.fromkeys("ABC", 0)
    for document, (target, amount) in zip(batch, parts, strict=True):
        if document.key not in refused:
            taken[target] += amount
    assert all(taken[name] <= open_cents[name] for name in "ABC")


def test_two_of_our_accounts_may_be_one_at_the_erp():
    paid = Payment(
        "P", "42", "EUR", DAY, Decimal(5), Decimal(0), control_account="1201", applied=(Applied("OLD/1", Decimal(5)),)
    )
    for tied, codes in (({"1200": "10", "1201": "10"}, []), ({"1200": "10", "1201": "11"}, ["target_account"])):
        found = examine([paid], replace(BOOKS, accounts=tied), lambda currency: 2)
        assert [finding.code for _key, finding in found] == codes


def test_a_line_without_product_needs_an_item_where_the_erp_invoices_items():
    document = Invoice("I", "42", "EUR", DAY, Decimal(100), Decimal(100), lines=(replace(HOURS, item=""),))
    for items, codes in ((None, []), ({}, ["account_item"]), ({"4000": "7"}, [])):
        found = examine([document], replace(BOOKS, account_items=items), lambda currency: 2)
        assert [finding.code for _key, finding in found] == codes
