"""Risk: a remittance advice says which invoice gets how much, and the engine knows better."""

from dataclasses import replace
from datetime import timedelta
from decimal import Decimal

from odoo.addons.ar_sync.matching import Key, keys_of_remittance
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
OWED = [item(A, 10000), item(B, 7777), item(C, -1000)]


def advised(amount, *lines, text="", **more):
    paid = receipt(text, amount, **more)
    return replace(paid, keys=(*keys_of_remittance(lines), *paid.keys))


def test_parts_of_several_invoices_are_allocated_as_stated():
    decision = one(advised(8000, (A, 5000), (B, 3000)), OWED)
    assert told(decision) == (AUTO, "explained_by_references", {ID_A: 5000, ID_B: 3000})
    assert codes(decision)[-3:] == ["reference_amount", "reference_amount", "amount_stated"]
    assert [e.sentence() for e in decision.best.evidence[-2:]] == [
        f"The remittance advice says that 30.00 of it is for {B}.",
        "The amounts stated for the items are exactly the 80.00 EUR received.",
    ]


def test_a_short_payment_stays_open_and_a_discount_is_written_off():
    skonto = {"discount_percent": Decimal(2), "discount_until": DAY + timedelta(days=14)}
    owed = [item(A, 10000, **skonto), item(B, 7777)]
    decision = one(advised(9800 + 7700, (A, 9800), (B, 7700)), owed)
    assert told(decision) == (AUTO, "explained_by_references", {ID_A: 9800, ID_B: 7700})
    assert written_off(decision) == [(ID_A, 200, "discount")]


def test_credit_notes_are_stated_too():
    decision = one(advised(9000, (A, 10000), (C, -1000)), OWED)
    assert told(decision) == (AUTO, "explained_by_references", {ID_A: 10000, ID_C: -1000})


def test_lines_of_one_invoice_are_added_up_and_the_text_may_name_it_again():
    decision = one(advised(8000, (A, 3000), (A, 2000), (B, 3000), text=A), OWED)
    assert told(decision) == (AUTO, "explained_by_references", {ID_A: 5000, ID_B: 3000})


def test_more_stated_than_is_open_or_came_in_is_for_a_person():
    assert told(one(advised(12000, (A, 12000)), OWED)) == (REVIEW, "over_residual", {ID_A: 10000})
    assert told(one(advised(4000, (A, 5000)), OWED)) == (REVIEW, "references_disagree", {ID_A: 4000})
    assert told(one(advised(9000, (A, 5000)), OWED)) == (REVIEW, "over_residual", {ID_A: 5000})


def test_a_number_of_several_items_means_the_one_with_that_amount():
    owed = [item(A, 10000, ref="PO-7788"), item(B, 7777, ref="PO-7788")]
    assert told(one(advised(7777, ("PO-7788", 7777)), owed)) == (AUTO, "explained_by_references", {ID_B: 7777})
    assert allocated(one(advised(5000, ("PO-7788", 5000)), owed)) in ({ID_A: 5000}, {ID_B: 5000})
    assert told(one(advised(5000, ("PO-7788", 5000)), owed))[0] == REVIEW


def test_an_item_that_only_the_text_names_is_no_part_of_what_is_stated():
    decision = one(advised(17777, (A, 10000), text=B), OWED)
    assert told(decision) == (AUTO, "explained_by_references", {ID_A: 10000, ID_B: 7777})
    assert "amount_stated" not in codes(decision)


def test_another_customers_number_in_the_advice_is_a_veto():
    stranger = item("INV/2026/00009", 500, partner=7)
    decision = one(advised(10500, (A, 10000), (stranger.number, 500), partner=42), [*OWED, stranger])
    assert told(decision)[:2] == (REVIEW, "reference_of_other_customer")


def test_nothing_stated_is_no_amount():
    assert told(one(advised(10000, (A, 0)), OWED)) == (AUTO, "explained_by_references", {ID_A: 10000})
    assert keys_of_remittance([("", 5), ("12", 5)]) == ()


def test_an_amount_in_another_currency_is_not_taken_for_one_in_this():
    key = Key("id", "pi_1", "id", 5000, None, "USD")
    paid = replace(receipt("", 10000), keys=(key,))
    decision = one(paid, [item(A, 10000, ids=["pi_1"])])
    assert told(decision) == (AUTO, "explained_by_ids", {ID_A: 10000})


def test_a_stated_amount_needs_no_policy_for_parts():
    policy = replace(BOLD, allow_partial=False)
    assert told(one(advised(5000, (A, 5000)), OWED, policy))[0] == AUTO
    assert told(one(receipt(A, 5000), OWED, policy))[:2] == (REVIEW, "partial_not_allowed")
