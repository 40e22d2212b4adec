"""Risk: a wrong match that other products made, made again here.

Each case is a public report about another product; the names in the test say what went
wrong there.
"""

from dataclasses import replace

import pytest

from odoo.addons.ar_sync.matching import PayerSign, decide, keys_of_item, keys_of_receipt
from odoo.addons.ar_sync.matching.rules import Past, Rule, may_count, replay
from odoo.addons.ar_sync.tests.test_matching_builders import (
    BOLD,
    allocated,
    item,
    one,
    receipt,
    told,
)

AUTO, REVIEW = "automatic", "review"


@pytest.mark.parametrize("text", ["1814", "OCR 1814", "ref 1814 of March", "00141", "14", "No 14"])
def test_number_14_is_not_found_inside_1814(text):
    decision = one(receipt(text, 10050, partner=42), [item("14", 30075, id=14)])
    assert decision.best is None


def test_number_1814_is_not_found_inside_a_longer_one():
    owed = [item("1814", 30075, id=1)]
    for text in ("18140", "118144", "X1814Y", "2026181400"):
        assert one(receipt(text, 10050), owed).best is None


def test_an_amount_alone_is_never_posted():
    decision = one(receipt("", 123457), [item("INV-1001", 123457)])
    assert told(decision) == (REVIEW, "amount_only", {1001: 123457})


def test_two_equal_invoices_of_two_customers_are_not_both_proposed_as_sure():
    items = [item("INV-1001", 123457, partner=1), item("INV-1002", 123457, partner=2)]
    decision = one(receipt("thank you", 123457), items)
    assert told(decision)[:2] == (REVIEW, "two_explanations")
    assert decision.margin == 0


@pytest.mark.parametrize(
    "word", ["ApS", "FOR", "DKK", "GmbH", "Ltd.", "B.V.", "S.A.R.L.", "INVOICE"]
)
def test_a_legal_form_or_a_common_word_is_no_evidence(word):
    assert keys_of_receipt([f"Payment {word} for services"], ()) == ()
    assert keys_of_item(word, word, f"Nordic {word}", ()) == ()
    decision = one(receipt(f"Hansen {word}", 500, partner=None), [item("INV-1001", 999)])
    assert decision.best is None


@pytest.mark.parametrize("name", ["ApS", "Hansen ApS", "GmbH & Co. KG", "Ltd. Trading"])
def test_a_shared_legal_form_makes_nobody_the_payer(name):
    customers = [PayerSign("name", n, f"{word} {name.split()[-1]}") for n, word in enumerate(("Nordic", "Baltic"), 42)]
    paid = replace(receipt("", 512351), payer_name=name, signs=tuple(customers))
    decision = one(paid, [item("INV-1001", 512351)])
    assert told(decision) == (REVIEW, "amount_only", {1001: 512351})


def test_a_rule_learned_from_one_line_does_not_run_over_all_of_them():
    lines = [replace(receipt(f"CARD SETTLEMENT {n}", 5000, id=n), payer_name="Bank") for n in range(1, 60)]
    history = [Past(line, 42 if line.id < 4 else 7) for line in lines]
    replayed = replay(Rule(42, text="CARD SETTLEMENT"), history)
    assert (replayed.right, replayed.wrong) == (3, 56)
    assert not may_count(replayed)


def test_the_paid_one_of_two_equal_invoices_is_not_proposed():
    items = [item("INV-1001", 0), item("INV-1002", 5057, days=9)]
    decision = one(receipt("INV-1002", 5057, partner=42), items)
    assert told(decision) == (AUTO, "explained_by_references", {1002: 5057})
    assert allocated(one(receipt("", 5057, partner=42), items)) == {1002: 5057}


def test_the_meant_invoice_is_settled_not_the_oldest():
    items = [item(f"INV-10{n:02d}", 10000, days=n) for n in range(1, 11)]
    decision = one(receipt("INV-1006", 10000, partner=42, days=20), items)
    assert told(decision) == (AUTO, "explained_by_references", {1006: 10000})


def test_a_short_payment_leaves_the_rest_open_on_one_side_only():
    decision = one(receipt("INV-1001", 9500), [item("INV-1001", 10000)])
    assert told(decision) == (AUTO, "explained_by_references", {1001: 9500})
    assert decision.best.unallocated_minor == 0


def test_money_in_another_currency_does_not_pay_by_number_or_amount():
    items = [item("INV-1001", 5057, currency="USD")]
    assert told(one(receipt("INV-1001", 5057), items))[:2] == (REVIEW, "currency_differs")
    assert one(receipt("", 5057, partner=42), items).reason == "nothing_found"


def test_one_bank_line_does_not_use_an_item_that_another_one_paid():
    items = [item("INV-1001", 5057)]
    first = receipt("", 5057, id=1, ids=["pi_1"])
    items = [item("INV-1001", 5057, ids=["pi_1"])]
    decisions = decide([receipt("INV-1001", 5057, id=2), first], items, BOLD)
    assert [told(d)[1] for d in decisions] == ["already_settled", "explained_by_ids"]


def test_a_greedy_prefix_in_due_order_is_not_taken_for_the_set():
    items = [
        item(f"K{n * 7919}", amount, id=n, days=n)
        for n, amount in enumerate((4000011, 6000022, 2500037, 7500012), start=1)
    ]
    decision = one(receipt("", 4000011 + 7500012, partner=42), items)
    assert told(decision) == (AUTO, "explained_by_payer_amount", {1: 4000011, 4: 7500012})


def test_a_price_list_gives_no_certain_set():
    items = [item(f"K{n * 7919}", 4990 * (1 + n % 3), id=n, days=n) for n in range(1, 31)]
    decision = one(receipt("", 4990 * 5, partner=42), items)
    assert str(decision.verdict) != AUTO


def test_rounding_noise_is_no_tolerance():
    decision = one(receipt("", 10203, partner=42), [item("K7919", 10000, id=1)])
    assert decision.best is None


def test_an_empty_text_does_not_equal_an_empty_reference():
    items = [item("", 7057, id=1, payment_reference="", ref="")]
    assert one(receipt("", 5057), items).best is None
