"""Risk: money of one currency settles the wrong amount of another, or settles without being asked."""

from dataclasses import replace
from decimal import Decimal

import pytest

from odoo.addons.ar_sync.matching import Key, Policy, decide, keys_of_remittance
from odoo.addons.ar_sync.tests.test_matching_builders import (
    BOLD,
    allocated,
    codes,
    item,
    one,
    receipt,
    told,
)

AUTO, REVIEW, NONE = "automatic", "review", "none"
A, B, C = "INV/2026/00001", "INV/2026/00002", "INV/2026/00003"
ID_A, ID_B, ID_C = 202600001, 202600002, 202600003
USD = {"USD": Decimal("1.10")}


def dollars(number, amount, **more):
    return item(number, amount, currency="USD", **more)


def euros(amount, text="", keys=(), rates=None, **more):
    paid = receipt(text, amount, **more)
    return replace(paid, rates=USD if rates is None else rates, keys=(*keys, *paid.keys))


def settled(decision):
    return {a.item_id: (a.amount_minor, a.settled_minor) for a in decision.best.allocations}


def test_what_the_text_names_in_another_currency_is_a_proposal():
    decision = one(euros(9900, A), [dollars(A, 11000)])
    assert told(decision)[:2] == (REVIEW, "currency_differs")
    assert settled(decision) == {ID_A: (9900, 11000)}
    assert decision.best.evidence[-1].sentence() == "The 99.00 EUR are about what is open in USD (rate 1.10)."
    assert decision.reason_text() == f"{A} is in another currency."


def test_without_a_rate_nothing_is_proposed():
    assert told(one(receipt(A, 10000), [dollars(A, 11000)])) == (REVIEW, "currency_differs", None)
    assert told(one(euros(10000, A, rates={"CHF": Decimal(1)}), [dollars(A, 11000)])) == (
        REVIEW,
        "currency_differs",
        None,
    )


@pytest.mark.parametrize(("amount", "fits"), [(9810, True), (10204, True), (9800, False), (10210, False)])
def test_the_rate_may_be_off_by_the_tolerance(amount, fits):
    decision = one(euros(amount, A), [dollars(A, 11000)])
    assert (decision.best is not None) == fits


def test_several_items_share_the_receipt_in_proportion_to_the_cent():
    owed = [dollars(A, 3333), dollars(B, 3333), dollars(C, 3334)]
    decision = one(euros(9091, f"{A} {B} {C}"), owed)
    assert [a.settled_minor for a in decision.best.allocations] == [3333, 3333, 3334]
    assert sum(allocated(decision).values()) == 9091
    one_of_them = one(euros(3030, f"{A} {B} {C}"), owed)
    assert len(allocated(one_of_them)) == 1


def test_a_share_too_small_to_be_paid_is_no_proposal():
    assert one(euros(1, f"{A} {B}", rates={"USD": Decimal(100)}), [dollars(A, 50), dollars(B, 50)]).best is None
    assert one(euros(1, A, rates={"USD": Decimal("0.1")}), [dollars(A, 50)]).best is None


def test_amounts_stated_in_the_items_currency_are_posted():
    keys = keys_of_remittance([(A, 6000), (B, 5000)], "USD")
    decision = one(euros(10000, keys=keys), [dollars(A, 7000), dollars(B, 5000)])
    assert told(decision)[:2] == (AUTO, "explained_by_references")
    assert settled(decision) == {ID_A: (5455, 6000), ID_B: (4545, 5000)}
    assert "amount_exchange" in codes(decision)


def test_amounts_stated_in_the_receipts_currency_are_posted():
    keys = keys_of_remittance([(A, 6000), (B, 4000)])
    decision = one(euros(10000, keys=keys), [dollars(A, 6599), dollars(B, 9000)])
    assert told(decision)[:2] == (AUTO, "explained_by_references")
    assert settled(decision) == {ID_A: (6000, 6599), ID_B: (4000, 4400)}


def test_stated_credits_are_taken_off():
    keys = keys_of_remittance([(A, 12000), (C, -1000)], "USD")
    decision = one(euros(10000, keys=keys), [dollars(A, 12000), dollars(C, -1000)])
    assert settled(decision) == {ID_A: (10909, 12000), ID_C: (-909, -1000)}
    ours = keys_of_remittance([(A, 11000), (C, -1000)])
    assert settled(one(euros(10000, keys=ours), [dollars(A, 12100), dollars(C, -1100)])) == {
        ID_A: (11000, 12100),
        ID_C: (-1000, -1100),
    }


def test_an_identifier_with_an_amount_is_posted_and_one_without_is_not():
    owed = [dollars(A, 11000, ids=["pi_1"])]
    stated = one(euros(10000, keys=[Key("id", "pi_1", "id", 11000, None, "USD")]), owed)
    assert told(stated)[:2] == (AUTO, "explained_by_ids")
    silent = one(euros(10000, keys=[Key("id", "pi_1", "id")]), owed)
    assert told(silent)[:2] == (REVIEW, "currency_differs")
    assert settled(silent) == {ID_A: (10000, 11000)}
    far = one(euros(5000, keys=[Key("id", "pi_1", "id")]), owed)
    assert told(far) == (REVIEW, "currency_differs", None)


@pytest.mark.parametrize(
    "lines",
    [
        [(A, 9000), (B, 5000)],
        [(A, 6000), (B, 5500)],
        [(A, 12000), (B, -1000)],
        [(A, 6000)],
    ],
)
def test_stated_amounts_that_do_not_agree_are_not_posted(lines):
    decision = one(euros(10000, B, keys=keys_of_remittance(lines, "USD")), [dollars(A, 6000), dollars(B, 5000)])
    assert told(decision)[0] == REVIEW
    ours = one(euros(10000, B, keys=keys_of_remittance(lines)), [dollars(A, 6000), dollars(B, 5000)])
    assert told(ours)[0] == REVIEW


def test_items_of_two_customers_are_for_a_person():
    keys = keys_of_remittance([(A, 6000), (B, 5000)], "USD")
    decision = one(euros(10000, keys=keys), [dollars(A, 6000), dollars(B, 5000, partner=7)])
    assert told(decision)[:2] == (REVIEW, "several_customers")


def test_what_the_payer_owes_in_another_currency_is_a_suggestion():
    owed = [dollars("K7001", 1112347, id=1), dollars("K8113", 99117, id=2)]
    decision = one(euros(1011225, partner=42), owed)
    assert told(decision)[:2] == (REVIEW, "currency_differs")
    assert settled(decision) == {1: (1011225, 1112347)}
    both = one(euros(1101331, partner=42), owed)
    assert both.best.item_ids == {1, 2}
    assert one(euros(5001, partner=42), owed).reason == "nothing_found"
    assert one(euros(5001, partner=42, rates={"CHF": Decimal(1)}), owed).reason == "nothing_found"


def test_what_fits_in_the_own_currency_is_not_looked_for_in_others():
    owed = [item("K7001", 512351, id=1), dollars("K8113", 563586, id=2)]
    assert told(one(euros(512351, partner=42), owed)) == (AUTO, "explained_by_payer_amount", {1: 512351})


def test_another_customers_item_in_another_currency_stays_his():
    owed = [dollars(A, 11000, partner=7)]
    decision = one(euros(10000, A, partner=42), owed)
    assert told(decision) == (REVIEW, "reference_of_other_customer", None)


def test_the_same_money_of_another_currency_is_not_used_twice():
    owed = [dollars(A, 11000, ids=["pi_1", "pi_2"])]
    twice = [euros(10000, id=n, keys=[Key("id", f"pi_{n}", "id", 11000, None, "USD")]) for n in (1, 2)]
    decisions = decide(twice, owed, BOLD)
    assert {told(d)[:2] for d in decisions} == {(REVIEW, "competing_receipts")}


def test_a_rate_is_positive_and_the_tolerance_the_companys():
    with pytest.raises(ValueError, match="the rate of USD must be positive, got 0"):
        euros(1, rates={"USD": Decimal(0)})
    strict = Policy(exchange_per_mille=0)
    assert one(euros(9999, A), [dollars(A, 11000)], strict).best is None
    assert one(euros(10000, A), [dollars(A, 11000)], strict).best is not None
