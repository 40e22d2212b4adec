"""Risk: the same money is used twice, or who came first decides who is right."""

import pytest

from odoo.addons.ar_sync.matching import Policy, decide
from odoo.addons.ar_sync.matching.compete import components
from odoo.addons.ar_sync.matching.model import Allocation, Decision, Proposal, Verdict
from odoo.addons.ar_sync.matching.pool import Pool
from odoo.addons.ar_sync.tests.test_matching_builders import (
    BOLD,
    allocated,
    item,
    one,
    receipt,
    told,
)

AUTO, REVIEW = "automatic", "review"
A, B, C = "INV/2026/00001", "INV/2026/00002", "INV/2026/00003"
ID_A, ID_B, ID_C = 202600001, 202600002, 202600003


def verdicts(decisions):
    return [str(decision.verdict) for decision in decisions]


def test_part_payments_share_an_item_while_it_lasts():
    parts = [receipt(A, amount, id=n) for n, amount in enumerate((3000, 2000, 50), start=1)]
    decisions = decide(parts, [item(A, 5050)], BOLD)
    assert verdicts(decisions) == [AUTO] * 3


def test_claims_that_do_not_fit_together_are_for_a_person():
    parts = [receipt(A, 3000, id=1), receipt(A, 3000, id=2)]
    decisions = decide(parts, [item(A, 5050)], BOLD)
    assert {told(d)[:2] for d in decisions} == {(REVIEW, "competing_receipts")}
    assert [allocated(d) for d in decisions] == [{ID_A: 3000}, {ID_A: 3000}]


def test_two_equal_receipts_for_one_invoice_are_never_decided_by_order():
    for ids in ((1, 2), (2, 1)):
        decisions = decide([receipt(A, 5050, id=n) for n in ids], [item(A, 5050)], BOLD)
        assert {told(d)[:2] for d in decisions} == {(REVIEW, "competing_receipts")}


def test_the_clearly_better_claim_wins_and_the_other_sees_what_is_left():
    exact, part = receipt(A, 5051, id=1), receipt(A, 2000, id=2)
    decisions = decide([exact, part], [item(A, 5051)], BOLD)
    assert told(decisions[0]) == (AUTO, "explained_by_references", {ID_A: 5051})
    assert told(decisions[1]) == (REVIEW, "competing_receipts", None)


def test_a_rounding_too_much_is_cut_from_the_last_claim():
    parts = [receipt(A, 3000, id=1), receipt(A, 2051, id=2)]
    decisions = decide(parts, [item(A, 5050)], BOLD)
    assert verdicts(decisions) == [AUTO, AUTO]
    assert [allocated(d) for d in decisions] == [{ID_A: 3000}, {ID_A: 2050}]
    assert decisions[1].best.unallocated_minor == 1
    exact = decide(parts, [item(A, 5050)], Policy(petty_minor=0))
    assert verdicts(exact) == [REVIEW, REVIEW]


def test_a_rounding_in_a_receipt_for_several_items_is_cut_from_the_right_one():
    parts = [receipt(A, 3000, id=1), receipt(f"{A} {B}", 4050, id=2)]
    items = [item(A, 4999), item(B, 2050)]
    decisions = decide(parts, items, Policy(short_max_per_mille=600))
    assert Pool(items, {}).fits(
        [a for d in decisions if d.verdict is Verdict.AUTOMATIC for a in d.best.allocations]
    )


def test_stronger_evidence_of_one_receipt_is_not_spoilt_by_weaker_of_another():
    by_id = receipt("", 5050, id=2, ids=["pi_1"])
    by_text = receipt(A, 5050, id=1)
    decisions = decide([by_text, by_id], [item(A, 5050, ids=["pi_1"])], BOLD)
    assert told(decisions[1]) == (AUTO, "explained_by_ids", {ID_A: 5050})
    assert told(decisions[0]) == (REVIEW, "already_settled", None)


def test_the_rest_of_a_component_is_posted_where_nothing_is_disputed():
    receipts = [
        receipt(A, 5050, id=1),
        receipt(A, 5050, id=2),
        receipt(B, 1000, id=3),
        receipt(f"{B} {C}", 3044, id=4),
        receipt(C, 1022, id=5),
    ]
    items = [item(A, 5050), item(B, 3022), item(C, 1022)]
    decisions = decide(receipts, items, BOLD)
    assert {told(d)[:2] for d in decisions[:2]} == {(REVIEW, "competing_receipts")}
    assert told(decisions[2]) == (AUTO, "explained_by_references", {ID_B: 1000})


@pytest.mark.parametrize("count", [3, 13])
def test_a_crowd_of_contenders_is_for_a_person(count):
    crowd = [receipt(A, 5050, id=n) for n in range(1, count + 1)]
    decisions = decide(crowd, [item(A, 5050)], BOLD)
    assert {told(d)[:2] for d in decisions} == {(REVIEW, "competing_receipts")}


def test_a_receipt_with_a_choice_gives_way_to_one_without():
    twins = [
        item("INV-7001", 5050, days=0, ref="PO-77881"),
        item("INV-7002", 5050, days=5, ref="PO-77881"),
    ]
    decisions = decide(
        [receipt("PO-77881", 5050, id=1), receipt("INV-7001", 5050, id=2)], twins, BOLD
    )
    assert [told(d) for d in decisions] == [
        (AUTO, "explained_by_references", {7002: 5050}),
        (AUTO, "explained_by_references", {7001: 5050}),
    ]


def test_a_credit_is_used_once():
    receipts = [receipt(f"{A} {C}", 4050, id=1), receipt(f"{B} {C}", 1022, id=2)]
    items = [item(A, 5050), item(B, 2022), item(C, -1000)]
    decisions = decide(receipts, items, BOLD)
    assert {told(d)[:2] for d in decisions} == {(REVIEW, "competing_receipts")}


def test_a_review_proposes_only_what_is_still_open():
    items = [item(A, 5050), item(B, 4444)]
    decisions = decide(
        [receipt(f"{A} {B}", 3000, id=1), receipt("", 5050, id=2, ids=["pi_1"])],
        [item(A, 5050, ids=["pi_1"]), items[1]],
        BOLD,
    )
    assert told(decisions[1])[0] == AUTO
    assert ID_A not in (allocated(decisions[0]) or {})


def test_a_review_without_anything_left_to_propose_is_still_a_review():
    only_text = Policy(steps=("ids", "references"))
    exact, part = receipt(A, 5051, id=1), receipt(A, 2000, id=2)
    decisions = decide([exact, part], [item(A, 5051)], only_text)
    assert told(decisions[1]) == (REVIEW, "competing_receipts", None)


def _decision(receipt_id, *item_ids):
    best = Proposal(tuple(Allocation(i, 1) for i in item_ids), (), 1.0, 0)
    return Decision(receipt_id, Verdict.AUTOMATIC, "ids", best, None, None, "explained_by_ids")


def test_components_join_what_shares_an_item_directly_or_not():
    decisions = [
        _decision(1, 10),
        _decision(2, 20),
        _decision(3, 30),
        _decision(4, 10, 20),
        _decision(5, 40),
        _decision(6, 40, 20),
        _decision(7, 50, 51),
    ]
    groups = [[d.receipt_id for d in group] for group in components(reversed(decisions))]
    assert sorted(groups) == [[1, 2, 4, 5, 6], [3], [7]]


def test_the_order_of_receipts_does_not_matter():
    receipts = [receipt(A, 3000, id=1), receipt(A, 3000, id=2), receipt(B, 2022, id=3)]
    items = [item(A, 5050), item(B, 2022)]
    forwards = decide(receipts, items, BOLD)
    backwards = decide(receipts[::-1], items[::-1], BOLD)
    assert forwards == backwards[::-1]
    assert [d.receipt_id for d in backwards] == [3, 2, 1]


def test_the_same_receipt_or_item_twice_is_refused():
    with pytest.raises(ValueError, match="receipt was handed in twice"):
        decide([receipt(A, 1), receipt(A, 1)], [], BOLD)
    with pytest.raises(ValueError, match="open item was handed in twice"):
        decide([], [item(A, 1), item(A, 1)], BOLD)


def test_nothing_to_do_is_nothing_done():
    assert decide([], [], BOLD) == []
    assert told(one(receipt(A, 1), [])) == ("none", "nothing_found", None)
