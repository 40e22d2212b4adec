"""Risk: what the text says is not followed, or is followed where it does not add up."""

from dataclasses import replace

import pytest

from odoo.addons.ar_sync.matching import Key, Policy
from odoo.addons.ar_sync.tests.test_matching_builders import (
    allocated,
    codes,
    item,
    one,
    receipt,
    told,
)

AUTO, REVIEW = "automatic", "review"
A, B, C = "INV/2026/00001", "INV/2026/00002", "INV/2026/00003"
ID_A, ID_B, ID_C = 202600001, 202600002, 202600003


def owed(*amounts, **more):
    return [
        item(number, amount, **more) for number, amount in zip((A, B, C), amounts, strict=False)
    ]


def test_a_reference_with_the_exact_amount_is_posted():
    decision = one(receipt(f"payment {A}", 5050), owed(5050, 5050))
    assert told(decision) == (AUTO, "explained_by_references", {ID_A: 5050})
    assert decision.step == "references"
    assert codes(decision) == ["reference_exact", "amount_exact"]


def test_a_clear_reference_and_less_money_is_a_part_payment():
    decision = one(receipt(A, 2000), owed(5050))
    assert told(decision) == (AUTO, "explained_by_references", {ID_A: 2000})
    careful = one(receipt(A, 2000), owed(5050), Policy(allow_partial=False))
    assert told(careful) == (REVIEW, "partial_not_allowed", {ID_A: 2000})


def test_a_part_payment_that_is_exactly_another_invoice_is_for_a_person():
    decision = one(receipt(A, 2007, partner=42), owed(5050, 2007))
    assert told(decision) == (REVIEW, "two_explanations", {ID_A: 2007})
    assert decision.runner_up.item_ids == {ID_B}


def test_a_round_amount_elsewhere_is_no_rival():
    decision = one(receipt(A, 10000, partner=42), owed(50000, 10000))
    assert told(decision) == (AUTO, "explained_by_references", {ID_A: 10000})


def test_more_than_is_open_is_for_a_person():
    decision = one(receipt(A, 6000), owed(5050))
    assert told(decision) == (REVIEW, "over_residual", {ID_A: 5050})
    assert decision.best.unallocated_minor == 950
    even = one(receipt(A, 6000), owed(5050), Policy(allow_overpayment=True))
    assert told(even)[0] == REVIEW, "only identifiers may overpay"


def test_a_rounding_more_is_posted_and_the_rest_stays_on_account():
    decision = one(receipt(A, 5051), owed(5050))
    assert told(decision) == (AUTO, "explained_by_references", {ID_A: 5050})
    assert decision.best.unallocated_minor == 1


def test_several_references_that_add_up_are_posted():
    decision = one(receipt(f"{A}, {B} + {C}", 6066), owed(1011, 2022, 3033))
    assert told(decision) == (
        AUTO,
        "explained_by_references",
        {ID_A: 1011, ID_B: 2022, ID_C: 3033},
    )
    assert "amount_sum" in codes(decision)


def test_a_credit_that_is_named_is_taken_off():
    decision = one(receipt(f"{A} less {B}", 4000), owed(5050, -1050))
    assert told(decision) == (AUTO, "explained_by_references", {ID_A: 5050, ID_B: -1050})


def test_a_credit_alone_can_not_take_money():
    decision = one(receipt(A, 4000), owed(-1050))
    assert told(decision)[:2] == (REVIEW, "over_residual")


def test_a_little_less_than_several_items_is_a_deduction_on_the_newest():
    decision = one(receipt(f"{A} {B}", 30995), owed(10000, 21000))
    assert told(decision) == (AUTO, "explained_by_references", {ID_A: 10000, ID_B: 20995})
    assert "amount_deduction" in codes(decision)


def test_several_references_that_do_not_add_up_are_for_a_person():
    decision = one(receipt(f"{A} {B}", 20000), owed(10000, 21000))
    assert told(decision) == (REVIEW, "references_disagree", {ID_A: 10000, ID_B: 10000})
    over = one(receipt(f"{A} {B}", 40000), owed(10000, 21000))
    assert told(over)[:2] == (REVIEW, "over_residual")


def test_the_named_items_that_add_up_are_chosen_among_more_names():
    decision = one(receipt(f"{A} was paid last week, now {B}", 2022), owed(1011, 2022))
    assert told(decision) == (AUTO, "explained_by_references", {ID_B: 2022})
    assert "reference_ignored" in codes(decision)


def test_two_sets_of_names_that_add_up_are_both_shown():
    four = [item(f"INV-500{n}", amount) for n, amount in enumerate((1111, 3333, 2121, 2323))]
    decision = one(receipt("INV-5000 INV-5001 INV-5002 INV-5003", 4444), four)
    assert told(decision)[:2] == (REVIEW, "two_explanations")
    assert {frozenset(decision.best.item_ids), frozenset(decision.runner_up.item_ids)} == {
        frozenset({5000, 5001}),
        frozenset({5002, 5003}),
    }
    assert decision.margin == 0


def test_a_shared_reference_is_settled_by_the_amount():
    order = [item(f"INV-600{n}", 1017 * (n + 1), ref="PO-77881") for n in range(5)]
    decision = one(receipt("PO 77881", 15255), order)
    assert told(decision)[:2] == (AUTO, "explained_by_references")
    assert len(decision.best.allocations) == 5
    vague = one(receipt("PO 77881", 500), order)
    assert told(vague)[:2] == (REVIEW, "two_explanations")


def test_a_number_that_two_customers_share_is_settled_by_the_amount_or_not_at_all():
    twice = [item("1234567", 5050, id=1, partner=1), item("1234567", 6070, id=2, partner=2)]
    assert told(one(receipt("1234567", 6070), twice))[2] == {2: 6070}
    assert told(one(receipt("1234567", 6070, partner=2), twice))[2] == {2: 6070}
    same = [item("1234567", 5050, id=1, partner=1), item("1234567", 5050, id=2, partner=2)]
    decision = one(receipt("1234567", 5050), same)
    assert told(decision)[:2] == (REVIEW, "two_explanations")
    assert (decision.best.item_ids, decision.runner_up.item_ids) == ({1}, {2})


def test_one_receipt_for_items_of_two_customers_is_for_a_person():
    mixed = [item(A, 1011, partner=1), item(B, 2022, partner=2)]
    assert told(one(receipt(f"{A} {B}", 3033), mixed))[:2] == (REVIEW, "several_customers")


def test_equal_items_with_one_reference_are_taken_oldest_first_and_it_is_said():
    twins = [
        item("INV-7002", 5050, days=0, ref="PO-77881"),
        item("INV-7001", 5050, days=5, ref="PO-77881"),
    ]
    decision = one(receipt("PO-77881", 5050), twins)
    assert told(decision) == (AUTO, "explained_by_references", {7002: 5050})
    assert "oldest_first" in codes(decision)
    nobody = [
        item("INV-7002", 5050, partner=None, ref="PO-77881"),
        item("INV-7001", 5050, partner=None, ref="PO-77881"),
    ]
    assert told(one(receipt("PO-77881", 5050), nobody))[:2] == (REVIEW, "two_explanations")


@pytest.mark.parametrize(
    ("more", "reason"),
    [
        ({"currency": "USD"}, "currency_differs"),
        ({"partner": 7}, "reference_of_other_customer"),
        ({"days": 60}, "not_yet_invoiced"),
    ],
)
def test_a_veto_beats_a_reference(more, reason):
    decision = one(receipt(A, 5050, partner=42), owed(5050, **more))
    assert told(decision) == (REVIEW, reason, None)
    assert A in str(decision.params) or decision.params == {"number": A}


def test_a_reference_to_a_settled_item_is_told():
    assert told(one(receipt(A, 5050), owed(0))) == (REVIEW, "already_settled", None)


def test_a_weak_reference_to_something_unusable_is_no_news():
    decision = one(receipt("1NV/2026/00001", 5050), owed(0))
    assert told(decision) == ("none", "nothing_found", None)


def test_another_customers_number_beside_a_right_one_does_not_stop_an_exact_payment():
    items = [*owed(5050), item("INV/2026/00009", 100, partner=7)]
    decision = one(receipt(f"{A} our 2026/00009 INV/2026/00009", 5050, partner=42), items)
    assert told(decision) == (AUTO, "explained_by_references", {ID_A: 5050})
    assert "reference_foreign" in codes(decision)
    part = one(receipt(f"{A} INV/2026/00009", 2000, partner=42), items)
    assert told(part)[:2] == (REVIEW, "reference_of_other_customer")


def test_a_customers_own_reference_that_others_use_too_is_no_veto():
    items = [*owed(5050), item("INV/2026/00009", 100, partner=7, ref="PO-77881")]
    decision = one(receipt(f"PO-77881 {A}", 2000, partner=42), items)
    assert told(decision) == (AUTO, "explained_by_references", {ID_A: 2000})


def test_digits_and_look_alikes_weigh_less():
    assert told(one(receipt("2026/00001", 2000), owed(5050)))[0] == AUTO
    folded = one(receipt("1NV/2O26/00001", 2000), owed(5050))
    assert told(folded) == (REVIEW, "weak_evidence", {ID_A: 2000})
    assert told(one(receipt("1NV/2O26/00001", 5050), owed(5050)))[0] == AUTO


def test_a_short_number_needs_the_amount():
    short = [item("A1814", 5050, id=1)]
    assert told(one(receipt("A1814", 2000), short))[0] == AUTO
    shorter = [item("1814", 5050, id=1)]
    assert told(one(receipt("1814", 2000), shorter)) == (REVIEW, "weak_evidence", {1: 2000})
    assert told(one(receipt("1814", 5057), [item("1814", 5057, id=1)]))[0] == AUTO


def test_rare_keys_weigh_more():
    common = one(receipt(A, 2000), owed(5050), key_counts={("reference", "INV202600001"): 100})
    assert told(common) == (REVIEW, "weak_evidence", {ID_A: 2000})


def test_a_checked_reference_weighs_more():
    checked = [item("X1", 5050, id=1, payment_reference="RF18539007547034")]
    decision = one(receipt("RF18 5390 0754 7034", 2000), checked)
    assert told(decision) == (AUTO, "explained_by_references", {1: 2000})
    assert decision.best.log_odds > one(receipt(A, 2000), owed(5050)).best.log_odds


def test_the_longer_reading_is_taken():
    items = [item("12345", 5050, id=1), item("INV/12345", 5050, id=2)]
    assert allocated(one(receipt("INV 12345", 5050), items)) == {2: 5050}
    assert allocated(one(receipt("FAC 12345", 5050), items)) == {1: 5050}


def test_two_references_to_one_item_are_stronger_than_one_but_not_twice():
    both = [item(A, 5050, payment_reference="4711081588")]
    one_name = one(receipt(A, 2000), both).best.log_odds
    two_names = one(receipt(f"{A} ref 4711081588", 2000), both).best.log_odds
    assert one_name < two_names < 2 * one_name


def test_numbers_run_together_count_if_all_are_known():
    run = [item("6561782836", 1011, id=1), item("8756128385", 2022, id=2)]
    decision = one(receipt("65617828368756128385", 3033), run)
    assert told(decision) == (AUTO, "explained_by_references", {1: 1011, 2: 2022})
    half = one(receipt("65617828368756128386", 1011), run)
    assert told(half)[:2] == (REVIEW, "amount_only")
    longer = [*run, item("65617828368756128385", 3033, id=3)]
    assert allocated(one(receipt("65617828368756128385", 3033), longer)) == {3: 3033}


def test_many_references_are_all_or_all_but_a_few():
    many = [item(f"INV-80{n:02d}", 1000 + 17 * n * n) for n in range(9)]
    text = " ".join(found.number for found in many)
    total = sum(found.residual_minor for found in many)
    assert len(allocated(one(receipt(text, total), many))) == 9
    decision = one(receipt(text, total - many[4].residual_minor), many)
    assert told(decision)[0] == AUTO
    assert many[4].id not in allocated(decision)


def test_more_references_than_can_be_tried_must_all_be_paid():
    many = [item(f"INV-80{n:02d}", 1000 + 17 * n * n) for n in range(30)]
    text = " ".join(found.number for found in many)
    total = sum(found.residual_minor for found in many)
    assert told(one(receipt(text, total), many))[0] == AUTO
    missing = one(receipt(text, total - many[4].residual_minor), many)
    assert told(missing)[0] == REVIEW


def test_an_item_dated_after_the_receipt_counts_against():
    early = one(receipt(A, 5050, days=-5), owed(5050))
    assert told(early)[0] == AUTO
    assert "early" in codes(early)


def test_a_policy_without_identifiers_still_reads_the_text():
    only_text = Policy(steps=("references",))
    decision = one(receipt(A, 5050, ids=["pi_1"]), owed(5050, ids=["pi_1"]), only_text)
    assert told(decision) == (AUTO, "explained_by_references", {ID_A: 5050})


def test_keys_of_a_kind_nobody_knows_are_not_looked_at():
    alias = Key("alias", "nordic")
    [target] = owed(5050)
    paid = receipt("", 5050)
    decision = one(replace(paid, keys=(alias,)), [replace(target, keys=(alias,))])
    assert decision.reason == "amount_only"
