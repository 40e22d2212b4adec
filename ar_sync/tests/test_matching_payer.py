"""Risk: an amount is taken for proof, or a customer's own payment is left lying."""

import pytest

from odoo.addons.ar_sync.matching import Policy, decide
from odoo.addons.ar_sync.tests.test_matching_builders import (
    BOLD,
    allocated,
    codes,
    item,
    one,
    receipt,
    told,
)

AUTO, REVIEW = "automatic", "review"


def ledger(*amounts, start=8801, **more):
    """Return items of one customer with odd numbers that are no slip of each other."""
    return [
        item(f"N{(start + n) * 7919:08d}", amount, id=n + 1, days=n, **more)
        for n, amount in enumerate(amounts)
    ]


def paid(amount, text="", **more):
    return receipt(text, amount, partner=42, **more)


def test_one_item_of_the_payer_with_exactly_the_amount():
    owed = ledger(712345, 512351, 99117)
    decision = one(paid(512351), owed)
    assert told(decision) == (AUTO, "explained_by_payer_amount", {2: 512351})
    assert codes(decision) == ["amount_free", "payer_known"]
    assert told(one(paid(512351), owed, Policy())) == (REVIEW, "step_not_automatic", {2: 512351})


def test_a_round_amount_says_little():
    assert told(one(paid(500000), ledger(500000, 712345))) == (REVIEW, "weak_evidence", {1: 500000})


def test_without_a_payer_an_amount_is_never_posted():
    decision = one(receipt("", 512351), ledger(712345, 512351))
    assert told(decision) == (REVIEW, "amount_only", {2: 512351})
    assert decision.step == "amount"


def test_other_customers_items_are_not_looked_at():
    decision = one(paid(512351), ledger(512351, partner=7))
    assert decision.reason == "nothing_found"


def test_a_set_of_items_that_adds_up():
    owed = ledger(7123457, 5123519, 991171, 330013)
    decision = one(paid(7123457 + 991171), owed)
    assert told(decision) == (AUTO, "explained_by_payer_amount", {1: 7123457, 3: 991171})


def test_two_sets_that_add_up_are_both_shown():
    owed = ledger(7000011, 3000027, 6000022, 4000016)
    decision = one(paid(10000038), owed)
    assert told(decision)[:2] == (REVIEW, "two_explanations")
    assert decision.best.item_ids | decision.runner_up.item_ids == {1, 2, 3, 4}


def test_a_single_item_beats_a_set_only_by_a_margin():
    owed = ledger(5000027, 3000011, 2000016)
    decision = one(paid(5000027), owed)
    assert told(decision) == (REVIEW, "two_explanations", {1: 5000027})
    assert decision.runner_up.item_ids == {2, 3}


def test_everything_open_is_paid_at_once():
    owed = ledger(*[110_001 + 1013 * n * n for n in range(8)])
    decision = one(paid(sum(o.residual_minor for o in owed)), owed)
    assert told(decision)[:2] == (AUTO, "explained_by_payer_amount")
    assert len(allocated(decision)) == 8


def test_a_months_invoices_and_what_is_overdue():
    first = [item(f"K{7000 + 31 * n}", 110_001 + 1013 * n * n, id=n, days=n) for n in range(1, 8)]
    later = [
        item(f"K{9000 + 31 * n}", 210_003 + 1019 * n * n, id=n + 20, days=40 + n) for n in range(7)
    ]
    total = sum(o.residual_minor for o in first)
    month = one(paid(total, days=60), [*first, *later])
    assert allocated(month).keys() == {o.id for o in first}
    overdue = one(paid(total, days=45), [*first, *later])
    assert allocated(overdue).keys() == {o.id for o in first}


@pytest.mark.parametrize(
    ("code", "paid_on", "chosen"),
    [
        ("amount_total_due", 120, range(1, 15)),
        ("amount_overdue", 62, range(1, 8)),
        ("amount_month", 50, range(1, 8)),
        ("amount_due_day", 50, range(8, 14)),
        ("amount_due_week", 50, range(8, 15)),
    ],
)
def test_what_payers_pay_at_once_is_said_in_its_own_words(code, paid_on, chosen):
    days = [*range(7), *[40] * 6, 42]
    owed = [
        item(f"K{7000 + 31 * n}", 110_001 + 1013 * n * n, id=n, days=day, due=20 if n < 8 else 31)
        for n, day in enumerate(days, start=1)
    ]
    more = [item("K9", 310_007, id=99, days=60, due=90)] if code != "amount_total_due" else []
    if code in ("amount_due_day", "amount_due_week"):
        more.append(item("K8", 290_003, id=98, days=45, due=60))
    if code == "amount_month":
        more.append(item("K7", 270_007, id=97, days=-9, due=9))
    total = sum(owed[n - 1].residual_minor for n in chosen)
    decision = one(paid(total, days=paid_on), [*owed, *more])
    assert allocated(decision).keys() == set(chosen)
    assert codes(decision)[0] == code
    assert decision.best.evidence[0].sentence().startswith(f"The {len(chosen)} items are all the payer")


def test_a_statement_counts_its_credit_notes():
    owed = ledger(110_001, 215_017, 330_049, 440_101, 550_183, -50_007)
    other = item("K9", 610_001, id=50, days=40)
    decision = one(paid(sum(o.residual_minor for o in owed), days=20), [*owed, other])
    assert allocated(decision) == {o.id: o.residual_minor for o in owed}
    assert codes(decision)[0] == "amount_month"


def test_a_credit_is_part_of_the_sum():
    decision = one(paid(7123457 - 330013), ledger(7123457, -330013, 555555))
    assert told(decision) == (AUTO, "explained_by_payer_amount", {1: 7123457, 2: -330013})


def test_equal_items_are_taken_oldest_first_and_it_is_said():
    decision = one(paid(512351), ledger(512351, 512351))
    assert told(decision) == (AUTO, "explained_by_payer_amount", {1: 512351})
    assert "oldest_first" in codes(decision)


def test_two_receipts_share_out_equal_items():
    owed = ledger(512351, 512351)
    decisions = decide([paid(512351, id=1), paid(512351, id=2)], owed, BOLD)
    assert [told(d) for d in decisions] == [
        (AUTO, "explained_by_payer_amount", {1: 512351}),
        (AUTO, "explained_by_payer_amount", {2: 512351}),
    ]
    third = decide([paid(512351, id=n) for n in (1, 2, 3)], owed, BOLD)
    assert [told(d)[1] for d in third[1:]] == ["competing_receipts"] * 2


@pytest.mark.parametrize(
    "text",
    [
        "invoice N70123456",
        "settlement of 88112233445566",
    ],
)
def test_a_number_that_nothing_explains_speaks_against_a_guess(text):
    assert told(one(paid(512351, text), ledger(512351, 99117)))[:2] == (REVIEW, "weak_evidence")


def test_a_number_that_nothing_explains_forbids_oldest_first():
    decision = one(paid(512351, "N70123456"), ledger(512351, 512351))
    assert told(decision)[:2] == (REVIEW, "two_explanations")


def test_another_customers_number_forbids_a_guess():
    items = [*ledger(512351), item("N55550000", 100, id=9, partner=7)]
    decision = one(paid(512351, "N55550000"), items)
    assert told(decision) == (REVIEW, "reference_of_other_customer", {1: 512351})


def test_a_name_in_the_text_that_the_amount_leaves_out_counts_against():
    owed = ledger(512351, 99117)
    decision = one(paid(512351, owed[1].number), owed)
    assert told(decision)[0] == REVIEW
    assert "over_residual" in decision.reason or decision.margin is not None


MANY = [
    item(f"R{n * 76543 % 9999991:07d}", 10_000 + 37 * n * n, id=n, days=n % 20)
    for n in range(1, 60)
]


@pytest.mark.parametrize(
    "slip",
    [
        lambda number: number[:4] + number[5:],
        lambda number: number[:4] + "9" + number[4:],
        lambda number: number[:3] + ("1" if number[3] != "1" else "2") + number[4:],
        lambda number: number[:5] + number[6] + number[5] + number[7:],
    ],
)
def test_a_slip_of_the_pen_and_the_exact_amount(slip):
    target = MANY[30]
    decision = one(paid(target.residual_minor, slip(target.number)), MANY)
    assert told(decision) == (AUTO, "explained_by_payer_amount", {target.id: target.residual_minor})
    assert "reference_fuzzy" in codes(decision)


def test_a_slip_and_a_part_payment_are_for_a_person():
    target = MANY[30]
    slip = target.number[:4] + target.number[5:]
    decision = one(paid(5000, slip), MANY)
    assert told(decision) == (REVIEW, "weak_evidence", {target.id: 5000})
    assert "one_of_many" in codes(decision)


def test_a_slip_without_a_known_payer_is_nothing():
    target = MANY[30]
    decision = one(receipt(target.number[:4] + target.number[5:], 5000), MANY)
    assert decision.reason == "nothing_found"


def test_named_items_completed_by_others():
    owed = ledger(7123457, 5123519, 991171, 330013)
    decision = one(paid(7123457 + 991171, owed[0].number), owed)
    assert told(decision) == (AUTO, "explained_by_payer_amount", {1: 7123457, 3: 991171})


def test_several_misspelt_numbers_that_add_up_or_nearly():
    one_, two = MANY[10], MANY[40]
    text = f"{one_.number[:4]}{one_.number[5:]} {two.number[:4]}{two.number[5:]}"
    total = one_.residual_minor + two.residual_minor
    decision = one(paid(total, text), MANY)
    assert allocated(decision) == {
        one_.id: one_.residual_minor,
        two.id: two.residual_minor,
    }
    assert told(decision)[0] == AUTO
    nearly = one(paid(total - 20, text), MANY)
    assert allocated(nearly).keys() == {one_.id, two.id}


def test_old_items_are_not_found_by_amount():
    assert one(paid(512351, days=500), ledger(512351)).reason == "nothing_found"


def test_too_many_sets_of_a_round_amount_are_not_searched_for():
    decision = one(paid(30000), ledger(*[10000] * 12, 512351))
    assert str(decision.verdict) != AUTO


# Several receipts for one item


def test_part_payments_that_make_one_item_together():
    owed = ledger(7123457, 5123519, 991171)
    parts = [
        paid(3000001, id=1, days=5),
        paid(1123456, id=2, days=12),
        paid(3000000, id=3, days=20),
    ]
    decisions = decide(parts, owed, BOLD)
    assert [allocated(d) for d in decisions] == [{1: 3000001}, {1: 1123456}, {1: 3000000}]
    assert {told(d)[0] for d in decisions} == {AUTO}
    assert "amount_group" in codes(decisions[0])


def test_a_slip_in_one_of_them_names_the_item_for_all():
    target = MANY[30]
    slip = target.number[:4] + target.number[5:]
    half = target.residual_minor // 2
    parts = [paid(half, slip, id=1), paid(target.residual_minor - half, id=2)]
    decisions = decide(parts, MANY, BOLD)
    assert [allocated(d) for d in decisions] == [
        {target.id: half},
        {target.id: target.residual_minor - half},
    ]
    assert "group_named" in codes(decisions[1])


def test_part_payments_far_apart_do_not_explain_each_other():
    owed = ledger(7123457)
    decisions = decide([paid(3000001, id=1), paid(4123456, id=2, days=90)], owed, BOLD)
    assert {d.reason for d in decisions} == {"nothing_found"}


def test_other_customers_numbers_forbid_groups_too():
    items = [*ledger(7123457), item("N55550000", 100, id=9, partner=7)]
    decisions = decide([paid(3000001, "N55550000", id=1), paid(4123456, id=2)], items, BOLD)
    assert told(decisions[0])[:2] == (REVIEW, "reference_of_other_customer")


# Amount alone


def test_equal_amounts_of_strangers_are_all_shown():
    items = [item(f"K{70000 + n * 991}", 512351, id=n, partner=n) for n in range(1, 4)]
    decision = one(receipt("", 512351), items)
    assert told(decision)[:2] == (REVIEW, "two_explanations")
    shown = [decision.best, decision.runner_up, *decision.others]
    assert {i for proposal in shown for i in proposal.item_ids} == {1, 2, 3}


def test_an_amount_that_everybody_owes_says_nothing():
    items = [item(f"K{70000 + n * 991}", 512351, id=n, partner=n) for n in range(1, 30)]
    assert one(receipt("", 512351), items).reason == "nothing_found"


def test_amounts_of_other_companies_currencies_and_times_are_not_shown():
    items = [
        item("K70001", 512351, id=1, company=2),
        item("K70992", 512351, id=2, currency="USD"),
        item("K71983", 512351, id=3, days=-800),
        item("K72974", 512351, id=4, days=90),
    ]
    assert one(receipt("", 512351), items).reason == "nothing_found"


# What is kept of several steps


def test_the_better_suggestion_of_two_steps_is_kept():
    owed = ledger(7123457, 991171)
    decision = one(paid(7123457 + 991171, owed[0].number), owed, Policy())
    assert told(decision) == (REVIEW, "step_not_automatic", {1: 7123457, 2: 991171})
    assert decision.step == "payer_amount"


def test_a_misspelt_number_of_another_customer_or_time_is_not_meant():
    target = MANY[30]
    slip = target.number[:4] + target.number[5:]
    old = [item(o.number, o.residual_minor, id=o.id, days=-600) for o in MANY]
    decision = one(paid(5000, slip), [*old, item("K99999919", 5111, id=500)])
    assert decision.best is None


def test_of_two_readings_of_one_stretch_the_stronger_is_kept():
    target = MANY[30]
    cut, last = target.number[:-1], target.number[-1]
    decision = one(paid(target.residual_minor, f"{cut} {9 - int(last)}"), MANY)
    assert told(decision) == (AUTO, "explained_by_payer_amount", {target.id: target.residual_minor})
    assert codes(decision).count("reference_fuzzy") == 1


def test_nothing_is_decided_by_amount_where_not_all_that_is_owed_was_looked_at():
    owed = ledger(712345, 512351, 99117)
    policy = BOLD
    [decision] = decide([paid(512351)], owed, policy, crowded=[42])
    assert told(decision) == (REVIEW, "too_many_items", {2: 512351})
    [decision] = decide([paid(512351)], owed, policy, crowded=[7])
    assert told(decision) == (AUTO, "explained_by_payer_amount", {2: 512351})
    [named] = decide([paid(512351, owed[1].number)], owed, policy, crowded=[42])
    assert told(named)[0] == AUTO
    [unknown] = decide([paid(1)], owed, policy, crowded=[42])
    assert told(unknown)[0] != AUTO
