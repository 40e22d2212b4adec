"""Risk: the engine learns something wrong from people and applies it to everything, or trusts itself too soon."""

from dataclasses import replace
from datetime import timedelta
from math import comb, inf

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from odoo.addons.ar_sync.matching import EVIDENCE, Verdict, decide
from odoo.addons.ar_sync.matching.calibrate import (
    DOWN_MAX,
    UP_MAX,
    calibrate,
    calibration_error,
    chance,
    unadjusted,
)
from odoo.addons.ar_sync.matching.model import Allocation, Evidence, Proposal
from odoo.addons.ar_sync.matching.proposals import Finding, learned
from odoo.addons.ar_sync.matching.risk import (
    LINKS,
    Outcome,
    Tally,
    earned,
    error_bound,
    kind_of,
    outcome,
    tallies,
    threshold,
)
from odoo.addons.ar_sync.matching.rules import Past, Rule, may_count, replay
from odoo.addons.ar_sync.tests.test_matching_builders import BOLD, DAY, codes, item, one, receipt, told

AUTO, REVIEW = "automatic", "review"
OWED = [item("N70000001", 512351, id=1), item("N70012345", 99117, id=2, days=3)]


def paid(id=1, name="", account="", text="", days=0):
    return replace(receipt(text, 512351, id=id, days=days), payer_name=name, payer_account=account)


# Learned rules


HISTORY = [
    *(Past(paid(n, "Acme Robotics Ltd", text="rent 12 Oak Road", days=n), 7) for n in range(1, 5)),
    Past(paid(5, "ACME ROBOTICS", text="rent", days=5), None),
    *(Past(paid(n, "Other GmbH", "DE00 11", "rent 14 Oak Road", days=n), 8) for n in range(6, 40)),
]


def test_a_rule_is_replayed_over_history_before_it_counts():
    good = replay(Rule(7, name="Acme Robotics"), HISTORY)
    assert good == (39, 5, 4, 0, (), DAY + timedelta(days=4), None)
    assert good.undecided == 1
    assert may_count(good)


def test_a_rule_that_runs_over_everything_is_seen_before_it_does():
    broad = replay(Rule(7, text="Oak Road"), HISTORY)
    assert (broad.covered, broad.right, broad.wrong) == (38, 4, 34)
    assert broad.wrong_ids == tuple(range(6, 26))
    assert broad.wrong_on == DAY + timedelta(days=39)
    assert not may_count(broad)


@pytest.mark.parametrize(
    "words", [{}, {"name": "GmbH"}, {"name": "ApS & Co. KG"}, {"text": "Inc"}, {"text": " - "}, {"name": "Li"}]
)
def test_a_rule_that_tells_nobody_apart_is_refused(words):
    with pytest.raises(ValueError, match="tells payers apart"):
        Rule(7, **words)


@pytest.mark.parametrize("words", [{"name": "GmbH"}, {"text": "/"}])
def test_a_condition_that_all_receipts_meet_is_refused_beside_another(words):
    with pytest.raises(ValueError, match="every receipt would meet"):
        Rule(7, account="DE0011", **words)


def test_all_conditions_of_a_rule_must_fit_and_words_must_be_whole():
    rule = Rule(8, account="DE0011", name="Other", text="oak road")
    assert rule.covers(paid(name="OTHER gmbh", account="DE00-11", text="for Oak Road, 14"))
    assert not rule.covers(paid(name="OTHER gmbh", account="DE00-12", text="Oak Road"))
    assert not rule.covers(paid(name="Others", account="DE00-11", text="Oak Road"))
    assert not rule.covers(paid(name="Other", account="DE00-11", text="Oak Roads"))
    assert not rule.covers(paid(name="Other", account="DE00-11", text="Road Oak"))


def test_a_rule_is_a_sign_of_the_payer_with_what_it_was_right_about():
    rule = Rule(42, name="Acme Robotics")
    history = [Past(past.receipt, 42 if past.partner_id == 7 else past.partner_id) for past in HISTORY]
    new = paid(50, "Acme Robotics Ltd", days=30)
    assert rule.covers(new)
    decision = one(replace(new, signs=(rule.sign(replay(rule, history)),)), OWED)
    assert told(decision) == (AUTO, "explained_by_payer_amount", {1: 512351})
    assert codes(decision) == ["amount_free", "payer_rule"]
    assert decision.best.evidence[1].sentence() == (
        "A learned rule says that this is the customer (ACME ROBOTICS): 4 times right before."
    )


# Risk


@settings(max_examples=60)
@given(st.integers(0, 6), st.integers(1, 200), st.sampled_from([0.8, 0.95, 0.99]))
def test_the_bound_is_where_so_few_wrong_ones_become_unlikely(wrong, decided, confidence):
    """Against the definition, added up term by term."""
    wrong = min(wrong, decided)
    bound = error_bound(wrong, decided, confidence)
    if wrong == decided:
        assert bound == 1.0
        return
    chances = [comb(decided, n) * bound**n * (1 - bound) ** (decided - n) for n in range(wrong + 1)]
    assert sum(chances) == pytest.approx(1 - confidence, rel=1e-6)
    assert wrong / decided <= bound <= 1


def test_a_bound_falls_with_decisions_and_rises_with_errors():
    assert error_bound(0, 3000) <= 0.001 < error_bound(0, 2900)
    assert [error_bound(n, 1000) for n in range(5)] == sorted(error_bound(n, 1000) for n in range(5))
    assert error_bound(2, 100_000) < 0.0001


@pytest.mark.parametrize(("wrong", "decided", "confidence"), [(-1, 5, 0.9), (6, 5, 0.9), (0, 5, 0.0), (0, 5, 1.0)])
def test_a_bound_of_nonsense_is_refused(wrong, decided, confidence):
    with pytest.raises(ValueError, match="no bound for"):
        error_bound(wrong, decided, confidence)


def test_a_kind_of_evidence_earns_its_automation_by_itself():
    record = {"a": Tally(299, 0), "b": Tally(298, 1), "c": Tally(10, 0), "d": Tally(0, 0)}
    assert earned(record, error_max=0.01) == {"a"}
    assert earned(record, error_max=0.02) == {"a", "b"}
    assert earned({}, 0.5) == frozenset()


def outcomes(*ranges):
    return [Outcome(bits, (), n >= wrong, "k") for bits, count, wrong in ranges for n in range(count)]


def test_the_lowest_score_that_is_proven():
    assert threshold(outcomes((30, 400, 0), (12, 400, 0), (8, 400, 40)), 0.01) == 9
    assert threshold(outcomes((30, 5, 0), (12, 400, 0)), 0.01) == 5, "few at the top prove nothing, and forbid nothing"
    assert threshold(outcomes((30, 5, 1), (12, 4000, 0)), 0.01) == inf, "a wrong one at the top does"
    assert threshold([], 0.01) == inf


def test_outcomes_are_made_from_decisions():
    decision = one(receipt("N70000001", 512351), OWED)
    taught = outcome(decision, True)
    assert taught.kind == kind_of(decision.step, decision.best) == "references/reference_exact/amount_exact"
    assert taught.log_odds == decision.best.log_odds == sum(bits for _, bits in taught.codes)
    assert outcome(one(receipt("", 5), []), True) is None
    assert tallies([taught, taught._replace(right=False)]) == {"references/reference_exact/amount_exact": Tally(1, 1)}


def test_only_kinds_that_have_earned_it_are_posted():
    new = replace(BOLD, automatic_kinds=frozenset())
    assert told(one(receipt("N70000001", 512351), OWED, new))[:2] == (REVIEW, "kind_not_earned")
    later = replace(BOLD, automatic_kinds=frozenset({"references/reference_exact/amount_exact"}))
    assert told(one(receipt("N70000001", 512351), OWED, later))[0] == AUTO
    assert told(one(receipt("N70000001", 5000), OWED, later))[:2] == (REVIEW, "kind_not_earned")


def test_every_link_between_receipt_and_item_is_a_code_with_a_sentence():
    assert set(LINKS) <= set(EVIDENCE)
    strange = {code for code in EVIDENCE if code.startswith("payer_")} - set(LINKS)
    assert not strange, "a new sign of the payer is a kind of evidence"


# Limits


def test_above_the_four_eyes_limit_two_people_decide():
    policy = replace(BOLD, four_eyes_minor={"EUR": 500000}, amount_cap_minor={"EUR": 90000})
    decision = one(receipt("N70000001", 512351), OWED, policy)
    assert (decision.reason, decision.approvals) == ("above_four_eyes", 2)
    capped = one(receipt("N70012345", 99117), OWED, policy)
    assert (capped.reason, capped.approvals) == ("above_cap", 1)
    posted = one(receipt("N70012345", 80000), OWED, policy)
    assert (posted.verdict, posted.approvals) == (Verdict.AUTOMATIC, 0)
    for text, amount, people in (("", 700001, 2), ("", 7, 1)):
        assert one(receipt(text, amount), OWED, policy).approvals == people
    settled = item("N70000001", 0, id=1)
    assert one(receipt("N70000001", 512351), [settled], policy).approvals == 2
    assert one(receipt("N70000001", 5), [settled], policy).approvals == 1


def test_competing_receipts_wait_for_one_person_each():
    decisions = decide([receipt("N70000001", 512351, id=n) for n in (1, 2)], OWED, BOLD)
    assert [(d.reason, d.approvals) for d in decisions] == [("competing_receipts", 1)] * 2


# Weights


def decided(code, bits, count, wrong, more=()):
    return [Outcome(bits + sum(b for _, b in more), ((code, bits), *more), n >= wrong) for n in range(count)]


def test_what_is_as_good_as_it_claims_is_left_alone():
    found = calibrate(decided("amount_free", 3.0, 900, 100))
    assert abs(found["amount_free"]) < 0.01
    assert abs(calibrate(decided("id_exact", 30.0, 5000, 0))["id_exact"]) < 0.01


def test_what_misleads_loses_and_adjustments_are_bounded():
    half = decided("amount_free", 12.0, 400, 200)
    assert calibrate(half)["amount_free"] == DOWN_MAX
    better = decided("reference_folded", 0.5, 400, 0)
    assert calibrate(better)["reference_folded"] == UP_MAX
    assert -1.5 < calibrate(half[:202][199:])["amount_free"] < 0, "few decisions move little"
    assert calibrate(half, shrinkage=1e6)["amount_free"] > -0.1


def test_the_evidence_that_is_to_blame_loses_more():
    good = decided("amount_free", 10.0, 500, 0, [("payer_known", 2.0)])
    bad = decided("amount_free", 10.0, 500, 150, [("payer_alias", 2.0)])
    found = calibrate([*good, *bad])
    assert found["payer_alias"] < found["amount_free"] < found["payer_known"] + 8
    assert found["payer_alias"] < -4


def test_calibrated_scores_agree_with_outcomes_and_the_order_does_not_matter():
    data = [*decided("a", 9.0, 300, 60), *decided("b", 2.0, 300, 30), *decided("a", 9.0, 100, 10, [("b", 2.0)])]
    found = calibrate(data)
    after = [o._replace(log_odds=o.log_odds + sum(found[code] for code, _ in o.codes)) for o in data]
    assert calibration_error(after) < calibration_error(data) / 2
    shuffled = calibrate(data[::-1])
    assert all(shuffled[code] == pytest.approx(found[code], abs=1e-6) for code in found)
    again = [unadjusted(o, found) for o in after]
    assert [o.log_odds for o in again] == pytest.approx([o.log_odds for o in data])


def test_chances_of_any_score():
    assert [chance(bits) for bits in (-inf, 0.0, inf)] == [chance(-60.0), 0.5, chance(60.0)]
    assert calibration_error([]) == 0.0


def test_an_adjustment_is_part_of_the_evidence_that_is_shown():
    paid_now = receipt("", 512351, partner=42)
    before = one(paid_now, OWED)
    after = one(paid_now, OWED, replace(BOLD, adjustments={"amount_free": -7.0}))
    assert told(before)[0] == AUTO
    assert told(after)[:2] == (REVIEW, "weak_evidence")
    assert after.best.log_odds == before.best.log_odds - 7.0 == sum(e.log_odds for e in after.best.evidence)


def test_an_adjustment_counts_once_for_each_code():
    both = receipt("N70000001 N70012345", 512351 + 99117)
    before = one(both, OWED).best.log_odds
    decision = one(both, OWED, replace(BOLD, adjustments={"reference_exact": -1.0}))
    assert decision.best.log_odds == before - 1.0
    assert unadjusted(outcome(decision, True), {"reference_exact": -1.0}).log_odds == before


def test_what_only_comes_first_by_learning_is_for_a_person():
    def way(item_id, code, bits):
        return Proposal((Allocation(item_id, 5),), (Evidence(code, {}, bits),), bits, 0)

    finding = Finding((way(1, "amount_free", 20.0), way(2, "reference_exact", 14.0)))
    assert learned(finding, BOLD) is finding
    same = learned(finding, replace(BOLD, adjustments={"amount_free": -2.0}))
    assert (same.proposals[0].log_odds, same.flaw) == (18.0, None)
    other = learned(finding, replace(BOLD, adjustments={"amount_free": -8.0}))
    assert (other.proposals[0].item_ids, other.flaw) == ({2}, "two_explanations")
    assert learned(finding._replace(flaw="account_new"), replace(BOLD, adjustments={"amount_free": -8.0})).flaw == (
        "account_new"
    )
