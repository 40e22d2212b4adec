"""Risk: money with a machine's identifier on it goes elsewhere, or in the wrong amount."""

from dataclasses import replace
from datetime import date

import pytest

from odoo.addons.ar_sync.matching import Policy
from odoo.addons.ar_sync.matching.keys import OWN
from odoo.addons.ar_sync.matching.model import Key
from odoo.addons.ar_sync.matching.risk import kind_of
from odoo.addons.ar_sync.models.ar_match_kind import Allowed
from odoo.addons.ar_sync.tests.test_matching_builders import (
    allocated,
    codes,
    item,
    one,
    receipt,
    told,
)

AUTO, REVIEW = "automatic", "review"


def invoice(number, amount, *ids, **more):
    return item(number, amount, ids=ids, **more)


def test_an_identifier_settles_its_item():
    decision = one(receipt("", 5000, ids=["pi_1"]), [invoice("1001", 5000, "pi_1")])
    assert told(decision) == (AUTO, "explained_by_ids", {1001: 5000})
    assert (decision.step, decision.margin) == ("ids", None)
    assert codes(decision) == ["id_exact", "amount_exact"]


def test_identifiers_beat_references_and_amounts():
    owed = [invoice("INV-1001", 5000, "pi_1"), invoice("INV-1002", 5000)]
    assert allocated(one(receipt("INV-1002", 5000, ids=["pi_1"]), owed)) == {1001: 5000}


def test_identifiers_are_case_sensitive():
    decision = one(receipt("", 5000, ids=["PI_1"]), [invoice("1001", 4000, "pi_1")])
    assert decision.reason == "nothing_found"


def test_stated_amounts_are_allocated_exactly():
    owed = [invoice("1001", 5000, "in_1"), invoice("1002", 9000, "in_2")]
    paid = receipt("", 7000, ids=[("in_1", 5000), ("in_2", 2000)])
    decision = one(paid, owed)
    assert told(decision) == (AUTO, "explained_by_ids", {1001: 5000, 1002: 2000})
    assert codes(decision).count("id_amount") == 2


def test_an_item_may_carry_the_amount_for_an_identifier():
    owed = [invoice("1001", 5000, ("pi_1", 3000)), invoice("1002", 9000, ("pi_1", 4000))]
    decision = one(receipt("", 7000, ids=["pi_1"]), owed)
    assert told(decision) == (AUTO, "explained_by_ids", {1001: 3000, 1002: 4000})


def test_one_identifier_on_several_items_must_add_up():
    owed = [invoice("1001", 5000, "pi_1"), invoice("1002", 2000, "pi_1")]
    assert told(one(receipt("", 7000, ids=["pi_1"]), owed))[0] == AUTO
    short = one(receipt("", 6000, ids=["pi_1"]), owed)
    assert told(short) == (REVIEW, "ids_disagree", {1001: 5000, 1002: 1000})


def test_two_identifiers_of_one_item_are_one_item():
    owed = [invoice("1001", 5000, "pi_1", "in_1")]
    assert told(one(receipt("", 5000, ids=["in_1", "pi_1"]), owed))[2] == {1001: 5000}


def test_stated_amounts_above_the_receipt_are_for_a_person():
    owed = [invoice("1001", 5000, "in_1"), invoice("1002", 9000, "in_2")]
    decision = one(receipt("", 7000, ids=[("in_1", 5000), ("in_2", 9000)]), owed)
    assert told(decision) == (REVIEW, "ids_disagree", {1001: 5000, 1002: 2000})


def test_a_receipt_used_up_by_the_first_item_gives_the_second_nothing():
    owed = [invoice("1001", 5000, "in_1"), invoice("1002", 9000, "in_2")]
    decision = one(receipt("", 5000, ids=[("in_1", 5000), ("in_2", 9000)]), owed)
    assert told(decision) == (REVIEW, "ids_disagree", {1001: 5000})


@pytest.mark.parametrize(
    ("policy", "expected"),
    [
        (Policy(), (AUTO, "explained_by_ids")),
        (Policy(allow_partial=False), (REVIEW, "partial_not_allowed")),
    ],
)
def test_a_part_payment_follows_the_policy(policy, expected):
    decision = one(receipt("", 3000, ids=["pi_1"]), [invoice("1001", 5000, "pi_1")], policy)
    assert told(decision) == (*expected, {1001: 3000})


@pytest.mark.parametrize(
    ("policy", "expected"),
    [
        (Policy(), (REVIEW, "over_residual")),
        (Policy(allow_overpayment=True), (AUTO, "explained_by_ids")),
    ],
)
def test_an_overpayment_stays_on_account_where_the_policy_says_so(policy, expected):
    decision = one(receipt("", 7000, ids=["pi_1"]), [invoice("1001", 5000, "pi_1")], policy)
    assert told(decision) == (*expected, {1001: 5000})
    assert decision.best.unallocated_minor == 2000


def test_a_stated_amount_above_what_is_open_leaves_a_rest():
    decision = one(receipt("", 7000, ids=[("in_1", 7000)]), [invoice("1001", 5000, "in_1")])
    assert told(decision) == (REVIEW, "over_residual", {1001: 5000})


def test_a_rounding_too_much_is_posted():
    decision = one(receipt("", 5001, ids=["pi_1"]), [invoice("1001", 5000, "pi_1")])
    assert told(decision) == (AUTO, "explained_by_ids", {1001: 5000})
    assert "amount_petty" in codes(decision)


def test_a_credit_named_by_an_identifier_is_used_up():
    owed = [invoice("1001", 5000, "in_1"), invoice("1002", -1000, "cn_1")]
    decision = one(receipt("", 4000, ids=["in_1", "cn_1"]), owed)
    assert told(decision) == (AUTO, "explained_by_ids", {1001: 5000, 1002: -1000})
    stated = one(receipt("", 4000, ids=[("in_1", 5000), ("cn_1", -1000)]), owed)
    assert told(stated) == (AUTO, "explained_by_ids", {1001: 5000, 1002: -1000})


@pytest.mark.parametrize(
    ("more", "reason"),
    [
        ({"currency": "USD"}, "currency_differs"),
        ({"partner": 7}, "reference_of_other_customer"),
        ({"days": 60}, "not_yet_invoiced"),
    ],
)
def test_a_veto_beats_an_identifier(more, reason):
    decision = one(
        receipt("", 5000, partner=42, ids=["pi_1"]), [invoice("1001", 5000, "pi_1", **more)]
    )
    assert told(decision) == (REVIEW, reason, None)


def test_a_settled_item_is_told_from_an_unknown_one():
    decision = one(receipt("", 5000, ids=["pi_1"]), [invoice("1001", 0, "pi_1")])
    assert told(decision) == (REVIEW, "already_settled", None)


def test_a_veto_on_one_of_two_identifiers_shows_what_is_left():
    owed = [invoice("1001", 5000, "in_1"), invoice("1002", 2000, "in_2", currency="USD")]
    decision = one(receipt("", 7000, ids=["in_1", "in_2"]), owed)
    assert told(decision) == (REVIEW, "currency_differs", {1001: 5000})
    assert decision.params == {"number": "1002"}


def test_another_company_is_never_considered():
    decision = one(receipt("", 5000, ids=["pi_1"]), [invoice("1001", 5000, "pi_1", company=2)])
    assert decision.reason == "nothing_found"


def test_a_person_looks_above_the_cap():
    owed = [invoice("1001", 5000, "pi_1")]
    capped = Policy(amount_cap_minor={"EUR": 4999})
    assert told(one(receipt("", 5000, ids=["pi_1"]), owed, capped))[:2] == (REVIEW, "above_cap")
    enough = Policy(amount_cap_minor={"EUR": 5000})
    assert told(one(receipt("", 5000, ids=["pi_1"]), owed, enough))[0] == AUTO


def test_a_step_is_automatic_only_where_the_policy_says_so():
    owed = [invoice("1001", 5000, "pi_1")]
    careful = Policy(automatic_steps=frozenset())
    decision = one(receipt("", 5000, ids=["pi_1"]), owed, careful)
    assert told(decision) == (REVIEW, "step_not_automatic", {1001: 5000})


def test_a_step_left_out_proposes_nothing():
    owed = [invoice("1001", 5000, "pi_1")]
    assert one(receipt("", 5000, ids=["pi_1"]), owed, Policy(steps=())).reason == "nothing_found"


def test_what_we_asked_for_ourselves_is_a_kind_of_its_own():
    """A discount that we took off is none that a payer took: what is given up by it is trusted."""
    owed = [invoice("1001", 5000, "autopay/1", discount_minor=100, discount_until=date(2026, 4, 1))]
    paid = replace(receipt("", 4900), keys=(Key("id", "autopay/1", OWN, 4900),))
    decision = one(paid, owed)
    assert codes(decision)[0] == "id_own"
    assert kind_of(decision.step, decision.best).startswith("ids/id_own/")
    assert kind_of(decision.step, decision.best) in Allowed(frozenset(), frozenset())
    [given_up] = decision.best.write_offs
    assert (given_up.item_id, given_up.amount_minor, given_up.reason) == (1001, 100, "discount")
    taken = kind_of(decision.step, decision.best).replace("id_own", "id_exact")
    assert taken not in Allowed(frozenset(), frozenset())
    assert "ids/id_own/amount_partial/bank_fee" not in Allowed(frozenset(), frozenset())
