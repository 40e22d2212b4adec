"""Risk: what the bank booked as one sum is booked as another, or what is kept of it is not what it said."""

import csv
import datetime
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ..reading import Account, Batch, CounterAmount, Entry, PaidDocument, Party, Remittance, ReturnReason, Statement
from ..reading.csv_head import head
from ..reading.identity import with_ids
from ..reading.movements import account_matches, kept, label, movements, of_counter_currency, text_of

DAY = datetime.date(2026, 3, 2)
OWN = Account(iban="NL91ABNA0417164300", currency="EUR")


def entry(amount="10.00", **values):
    return Entry(DAY, Decimal(amount), "EUR", **values)


def batch(*amounts, place=1, ref="B"):
    """Return the payments of a batch as the readers give them."""
    total = sum(map(Decimal, amounts), Decimal(0))
    return [
        entry(
            amount,
            position=f"entry {place}.{part}",
            bank_reference=ref,
            party=Party(name=f"Payer {part}"),
            remittance=Remittance(text=f"INV {part}", references=(f"RF{part}",)),
            batch=Batch(ref, part, len(amounts), total),
        )
        for part, amount in enumerate(amounts, start=1)
    ]


def of(*entries):
    [statement] = with_ids([Statement(OWN, entries=tuple(entries))])
    return statement


@given(st.lists(st.lists(st.integers(1, 10**9), min_size=1, max_size=5), max_size=6))
def test_no_cent_is_lost_and_no_id_comes_twice(batches):
    entries = []
    for place, amounts in enumerate(batches, start=1):
        written = [f"{amount / 100:.2f}" for amount in amounts]
        entries += batch(*written, place=place) if len(written) > 1 else [entry(written[0], position=f"entry {place}")]
    statement = of(*entries)
    found = movements(statement)
    assert sum((one.amount for one in found), Decimal(0)) == statement.total
    assert len({one.id for one in found}) == len(found) == len(batches)
    assert [one.amount for one in found] == [sum(each.amount for each in one.payments) for one in found]


def test_the_sum_of_a_batch_says_what_all_its_payments_say():
    [one] = movements(of(*batch("1.00", "2.00")))
    assert one.whole.remittance == Remittance("INV 1\nINV 2", ("RF1", "RF2"))
    assert one.whole.party == Party()
    assert one.whole.position == "entry 1"
    assert one.whole.batch is None


def test_a_batch_of_one_payer_keeps_him():
    same = [
        Entry(**{**{name: getattr(each, name) for name in Entry.__slots__}, "party": Party(name="Ada")})
        for each in batch("1.00", "2.00")
    ]
    [one] = movements(of(*same))
    assert one.whole.party == Party(name="Ada")


def test_a_batch_in_both_directions_is_not_taken_apart():
    [one] = movements(of(*batch("5.00", "-2.00")))
    assert one.payments == (one.whole,)
    assert one.amount == Decimal("3.00")


def test_two_batches_that_look_alike_are_two():
    found = movements(of(*batch("1.00", "2.00", place=1), *batch("1.00", "2.00", place=2)))
    assert len({one.id for one in found}) == 2


@pytest.mark.parametrize(
    ("values", "said"),
    [
        ({"remittance": Remittance("one\n two", ("RF18",), (PaidDocument("A-1", None),))}, "one two / RF18 / A-1"),
        ({"description": "Fee", "party": Party(name="Ada")}, "Fee"),
        ({"party": Party(name="Ada")}, "Ada"),
        ({"end_to_end_id": "E1"}, "E1"),
        ({"bank_reference": "B1"}, "B1"),
        ({"position": "entry 1"}, "entry 1"),
        ({}, ""),
    ],
)
def test_a_line_is_called_by_what_it_is_for(values, said):
    assert label(entry(**values)) == said


def test_what_is_kept():
    said = kept(
        entry(
            end_to_end_id="E1",
            other_ids=("E1", "M1"),
            mandate_id="MD",
            party=Party(ultimate_name="Ada", iban="NL1"),
            remittance=Remittance("x", ("RF1",), (PaidDocument("A", Decimal("1.50"), "EUR"), PaidDocument("B", None))),
            return_reason=ReturnReason("AC04", "closed"),
            is_reversal=True,
        )
    )
    assert said["ids"] == ["E1", "M1", "MD"]
    assert (said["name"], said["account"]) == ("Ada", "NL1")
    assert said["documents"] == [["A", "1.50", "EUR"], ["B", None, ""]]
    assert (said["return_code"], said["return_text"], said["is_reversal"]) == ("AC04", "closed", 1)
    assert kept(entry())["return_code"] is None


def test_the_text_is_the_description_only_where_nothing_else_is_said():
    assert text_of(entry(description="Transfer")) == "Transfer"
    assert text_of(entry(description="Transfer", remittance=Remittance("INV 1"))) == "INV 1"


@pytest.mark.parametrize(
    ("counters", "amount", "found"),
    [
        ((), "10.00", None),
        ((CounterAmount("instructed", Decimal("12"), "USD"),), "10.00", (Decimal("12"), "USD")),
        ((CounterAmount("instructed", Decimal("12"), "USD"),), "-10.00", (Decimal("-12"), "USD")),
        ((CounterAmount("instructed", Decimal("12"), "XXX"),), "10.00", None),
        ((CounterAmount("instructed", Decimal("10"), "EUR"),), "10.00", None),
        ((CounterAmount("announced", Decimal("12"), "USD"),), "10.00", None),
        (
            (CounterAmount("transaction", Decimal("11"), "USD"), CounterAmount("instructed", Decimal("12"), "USD")),
            "10.00",
            (Decimal("12"), "USD"),
        ),
    ],
)
def test_what_the_payer_sent(counters, amount, found):
    assert of_counter_currency(entry(amount, counter_amounts=counters), {"EUR", "USD"}) == found


@pytest.mark.parametrize(
    ("account", "own", "same"),
    [
        (OWN, "NL91 ABNA 0417 1643 00", True),
        (Account(number="0417164300"), "NL91ABNA0417164300", True),
        (Account(number="417164300"), "NL91ABNA0417164300", True),
        (Account(number="37040044/0532013000"), "DE89370400440532013000", True),
        (OWN, "0417164300", True),
        (Account(number="64300"), "NL91ABNA0417164300", False),
        (Account(number="12345678"), "0012345678", False),
        (Account(), "NL91ABNA0417164300", False),
        (OWN, "", False),
        (OWN, "DE89370400440532013000", False),
    ],
)
def test_an_account_in_its_forms(account, own, same):
    assert account_matches(account, own) is same


def test_a_file_without_that_row_has_no_head():
    assert head(b"a;b\n", delimiter=";", header_row=9).names == ()
    assert head(b"x\n\n1;2\n", delimiter=";", header_row=0, skip_rows=1).names == ("1", "2")


def test_a_file_with_an_endless_cell_has_no_head():
    limit = csv.field_size_limit(1000)
    try:
        assert head(b'a;"' + b"x" * 2000, delimiter=";").names == ()
    finally:
        csv.field_size_limit(limit)
