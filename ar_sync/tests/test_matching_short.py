"""Risk: a discount or a bank's fee keeps what is paid open, or a short payment is given away."""

from dataclasses import replace
from datetime import timedelta
from decimal import Decimal

import pytest

from odoo.addons.ar_sync.matching import Policy, Tolerance, WriteOff, decide
from odoo.addons.ar_sync.matching.sets import near_sums
from odoo.addons.ar_sync.tests.test_matching_builders import (
    BOLD,
    DAY,
    allocated,
    codes,
    item,
    one,
    receipt,
    told,
    written_off,
)

AUTO, REVIEW = "automatic", "review"
A, B, C = "INV/2026/00001", "INV/2026/00002", "INV/2026/00003"
ID_A, ID_B, ID_C = 202600001, 202600002, 202600003
IN_TIME = {"discount_until": DAY + timedelta(days=14)}
FEES = replace(BOLD, tolerances={"bank_fee": Tolerance(known_minor={"EUR": (1500, 2500)})})
SMALL = replace(BOLD, tolerances={"deduction": Tolerance(per_mille=20, cap_minor={"EUR": 500})})


def paid(amount, text="", **more):
    return receipt(text, amount, partner=42, **more)


def skonto(number, amount, percent=2, **more):
    return item(number, amount, discount_percent=Decimal(percent), **IN_TIME, **more)


# Early-payment discount


def test_a_discount_in_time_settles_the_item():
    decision = one(receipt(A, 9800), [skonto(A, 10000)])
    assert told(decision) == (AUTO, "explained_by_references", {ID_A: 9800})
    assert written_off(decision) == [(ID_A, 200, "discount")]
    assert decision.best.evidence[-1].sentence() == (
        "The payer took the discount of 2.00 EUR for paying early; the rest is exactly what is open."
    )


def test_an_amount_of_discount_goes_before_a_percentage():
    owed = item(A, 10000, discount_minor=333, discount_percent=Decimal(2), **IN_TIME)
    assert written_off(one(receipt(A, 9667), [owed])) == [(ID_A, 333, "discount")]


@pytest.mark.parametrize(("days", "grace", "reason"), [(14, 0, None), (15, 0, "late"), (17, 3, None), (18, 3, "late")])
def test_the_term_ends_with_its_day_and_the_companys_grace(days, grace, reason):
    policy = replace(BOLD, discount_grace_days=grace)
    decision = one(receipt(A, 9800, days=days), [skonto(A, 10000)], policy)
    if reason:
        assert told(decision) == (REVIEW, "discount_late", {ID_A: 9800})
        assert written_off(decision) == []
        assert "discount_late" in codes(decision)
    else:
        assert told(decision)[0] == AUTO


def test_a_payment_in_full_takes_no_discount_and_another_amount_is_a_part():
    assert written_off(one(receipt(A, 10000), [skonto(A, 10000)])) == []
    part = one(receipt(A, 9700), [skonto(A, 10000)])
    assert told(part) == (AUTO, "explained_by_references", {ID_A: 9700})
    assert written_off(part) == []


def test_some_items_named_with_and_some_without_their_discount():
    owed = [skonto(A, 10000), skonto(B, 33333), item(C, 7777)]
    decision = one(receipt(f"{A} {B} {C}", 10000 + 33333 - 667 + 7777), owed)
    assert told(decision)[0] == AUTO
    assert allocated(decision) == {ID_A: 10000, ID_B: 32666, ID_C: 7777}
    assert written_off(decision) == [(ID_B, 667, "discount")]


def test_which_of_two_equal_discounts_was_taken_follows_from_the_oldest_item():
    owed = [skonto(A, 10000), skonto(B, 10000, days=1)]
    decision = one(receipt(f"{A} {B}", 19800), owed)
    assert written_off(decision) == [(ID_A, 200, "discount")]


def test_many_items_named_all_with_their_discount():
    owed = [skonto(f"INV/2026/001{n:02d}", 10000 + 100 * n) for n in range(30)]
    amount = sum(o.residual_minor - o.discount(o.residual_minor) for o in owed)
    decision = one(receipt(" ".join(o.number for o in owed), amount), owed)
    assert told(decision)[0] == AUTO
    assert len(decision.best.write_offs) == 30
    few = one(receipt(" ".join(o.number for o in owed), amount + owed[7].discount(10700)), owed)
    assert few.best.write_offs == () or ID_A not in allocated(few)


def test_the_only_choice_of_discounts_that_fits_is_taken_where_ids_name_the_items():
    owed = [skonto(A, 10000, ids=["pi_1"]), skonto(B, 33333, ids=["pi_1"])]
    decision = one(receipt("", 43333 - 667, ids=["pi_1"]), owed)
    assert told(decision) == (AUTO, "explained_by_ids", {ID_A: 10000, ID_B: 32666})
    late = one(receipt("", 9800, ids=["pi_1"], days=20), owed[:1])
    assert told(late) == (REVIEW, "discount_late", {ID_A: 9800})
    both = [skonto(A, 10000, ids=["pi_1"]), skonto(B, 10000, ids=["pi_1"])]
    assert told(one(receipt("", 19800, ids=["pi_1"]), both))[:2] == (REVIEW, "ids_disagree")


def test_the_payers_set_with_discounts_is_found_by_its_amount():
    owed = [skonto("K7001", 7123457, id=1), item("K8113", 991171, id=2), skonto("K9227", 5005003, id=3)]
    decision = one(paid(7123457 - 142469 + 991171), owed)
    assert told(decision) == (AUTO, "explained_by_payer_amount", {1: 6980988, 2: 991171})
    assert codes(decision)[:2] == ["amount_discount", "payer_known"]


def test_a_late_discount_of_the_payers_item_is_a_suggestion():
    owed = [skonto("K7001", 7123457, id=1), item("K8113", 991171, id=2)]
    decision = one(paid(7123457 - 142469, days=20), owed)
    assert told(decision) == (REVIEW, "discount_late", {1: 6980988})
    assert written_off(decision) == []


def test_a_discount_is_a_rival_of_an_exact_amount():
    owed = [skonto("K7001", 7000000, id=1), item("K8113", 6860000, id=2)]
    decision = one(paid(6860000), owed)
    assert told(decision)[0] == REVIEW
    assert {p.item_ids for p in (decision.best, decision.runner_up)} == {frozenset({1}), frozenset({2})}


def test_all_that_is_open_less_the_discounts():
    owed = [skonto(f"K{7000 + 31 * n}", 110_001 + 1013 * n * n, id=n) for n in range(1, 9)]
    amount = sum(o.residual_minor - o.discount(o.residual_minor) for o in owed)
    decision = one(paid(amount), owed)
    assert told(decision)[0] == AUTO
    assert codes(decision)[:2] == ["amount_total_due", "amount_discount"]
    assert len(decision.best.write_offs) == 8


# Fees and small deductions


def test_without_a_tolerance_less_is_a_part_payment():
    decision = one(receipt(A, 98500), [item(A, 100000)])
    assert told(decision) == (AUTO, "explained_by_references", {ID_A: 98500})
    assert written_off(decision) == []


def test_a_known_fee_is_written_off_on_the_newest_item():
    owed = [item(A, 100000), item(B, 55555, days=3)]
    decision = one(receipt(f"{A} {B}", 155555 - 1500), owed, FEES)
    assert told(decision)[0] == AUTO
    assert written_off(decision) == [(ID_B, 1500, "bank_fee")]
    assert "amount_bank_fee" in codes(decision)
    tiny = one(receipt(f"{A} {B}", 100001 + 1000 - 1500), [item(A, 100001), item(B, 1000, days=3)], FEES)
    assert written_off(tiny) == [(ID_A, 1500, "bank_fee")]


def test_a_fee_that_no_item_can_bear_is_none():
    owed = [item(f"INV/2026/001{n:02d}", 1400) for n in range(3)]
    decision = one(receipt(" ".join(o.number for o in owed), 4200 - 1500), owed, FEES)
    assert not any(p.write_offs for p in (decision.best, decision.runner_up) if p)


@pytest.mark.parametrize(
    ("amount", "given_up"), [(9801, 199), (9800, 200), (9799, 0), (9999, 1), (99500, 500), (99499, 0)]
)
def test_a_tolerance_ends_with_its_share_and_its_cap(amount, given_up):
    whole = 10000 if amount < 10000 else 100000
    decision = one(receipt(A, amount), [item(A, whole)], SMALL)
    assert sum(w.amount_minor for w in decision.best.write_offs) == given_up
    assert allocated(decision) == {ID_A: amount}


def test_a_tolerance_holds_for_its_currency():
    owed = [item(A, 10000, currency="USD")]
    assert written_off(one(receipt(A, 9999, currency="USD"), owed, SMALL)) == []


def test_a_discount_and_a_fee_together():
    decision = one(receipt(A, 100000 - 2000 - 1500), [skonto(A, 100000)], FEES)
    assert written_off(decision) == [(ID_A, 2000, "discount"), (ID_A, 1500, "bank_fee")]
    assert told(decision)[0] == AUTO


def test_the_payers_set_less_a_fee_is_found_by_its_amount():
    owed = [item("K7001", 7123457, id=1), item("K8113", 991171, id=2), item("K9227", 5005003, id=3)]
    decision = one(paid(7123457 + 991171 - 2500), owed, FEES)
    assert told(decision)[0] == AUTO
    assert allocated(decision) == {1: 7123457, 2: 988671}
    assert one(paid(7123457 + 991171 - 2499), owed, FEES).best is None


def test_a_small_deduction_without_a_name_needs_more_than_the_payer():
    owed = [item("K7001", 712345, id=1), item("K8113", 99117, id=2)]
    decision = one(paid(712345 - 321), owed, SMALL)
    assert told(decision)[:2] == (REVIEW, "weak_evidence")
    assert written_off(decision) == [(1, 321, "deduction")]
    exact = one(paid(712345), [*owed, item("K9227", 712500, id=3)], SMALL)
    assert told(exact) == (AUTO, "explained_by_payer_amount", {1: 712345}), "what is exact is ahead of what is near"


def test_a_share_bounds_the_cap_for_sets_too():
    owed = [item("K7001", 12345, id=1), item("K8113", 99117, id=2)]
    assert one(paid(12345 - 321), owed, SMALL).best is None, "within the cap, above two percent"


def test_a_group_less_a_fee():
    owed = [item(f"K{7000 + 31 * n}", 110_001 + 1013 * n * n, id=n, days=n) for n in range(1, 9)]
    decision = one(paid(sum(o.residual_minor for o in owed) - 1500), owed, FEES)
    assert codes(decision)[:2] == ["amount_total_due", "amount_bank_fee"]
    assert written_off(decision) == [(8, 1500, "bank_fee")]


def test_what_is_written_off_is_not_paid_again():
    owed = [skonto(A, 10000)]
    decisions = decide([receipt(A, 9800, id=1), receipt(A, 150, id=2)], owed, BOLD)
    assert [told(d)[0] for d in decisions] == [AUTO, REVIEW]


def test_the_same_discount_cannot_be_taken_twice():
    owed = [skonto(A, 10000)]
    decisions = decide([receipt(A, 9800, id=1), receipt(A, 9800, id=2)], owed, BOLD)
    assert {told(d)[:2] for d in decisions} == {(REVIEW, "competing_receipts")}


# The values


@pytest.mark.parametrize("wrong", [{"per_mille": 1000}, {"per_mille": -1}, {"cap_minor": {"EUR": 0}}])
def test_a_tolerance_is_less_than_the_whole(wrong):
    with pytest.raises(ValueError, match="positive amount and less than the whole"):
        Tolerance(**wrong)


def test_a_policy_names_known_reasons_only():
    with pytest.raises(ValueError, match="unknown reasons for a tolerance: gift"):
        Policy(tolerances={"gift": Tolerance()})


@pytest.mark.parametrize("wrong", [{"discount_minor": -1}, {"discount_percent": Decimal(100)}])
def test_a_discount_is_less_than_what_is_open(wrong):
    with pytest.raises(ValueError, match="a discount is less than what is open"):
        item(A, 10000, **wrong)
    assert item(A, 100, discount_minor=100, **IN_TIME).discount(100) == 0
    assert item(A, 100, discount_minor=10).discount(100) == 0


def test_only_a_positive_amount_is_written_off():
    with pytest.raises(AssertionError):
        WriteOff(1, 0, "discount")


def test_near_sums_stop_at_the_limit():
    assert len(near_sums([(n, 1) for n in range(1, 40)], 30, 40, 3, limit=4)) == 4
    assert near_sums([(1, 1), (2, 1)], 30, 40, 3, limit=4) == []
