"""Risk: a value that makes no sense reaches the engine, or a code has no sentence."""

import dataclasses
import re
import string
from pathlib import Path

import pytest

from odoo.addons.ar_sync import matching
from odoo.addons.ar_sync.matching import EVIDENCE, REASONS, Policy, Verdict
from odoo.addons.ar_sync.matching.model import Allocation, Evidence, Key
from odoo.addons.ar_sync.matching.sentences import (
    EVIDENCE_OF_ONE,
    REASONS_OF_NUMBER,
    evidence_sentence,
    format_minor,
    reason_sentence,
)
from odoo.addons.ar_sync.tests.test_matching_builders import item, one, receipt

#: The rooms that use codes; the tables of words do not count as a use.
SOURCES = [
    path.read_text() for path in sorted(Path(matching.__file__).parent.glob("*.py")) if path.name != "sentences.py"
]


@pytest.mark.parametrize("amount_minor", [0, -1])
def test_a_receipt_is_money_that_came_in(amount_minor):
    with pytest.raises(ValueError, match="must be positive"):
        receipt("", amount_minor)


def test_a_policy_names_known_steps_only():
    with pytest.raises(ValueError, match="unknown matching steps: guess"):
        Policy(steps=("ids", "guess"))


def test_an_amount_alone_can_not_be_made_automatic():
    with pytest.raises(ValueError, match="never posted"):
        Policy(automatic_steps=frozenset({"amount"}))


def test_values_are_frozen_and_without_a_dict():
    key = Key("id", "pi_1")
    with pytest.raises(dataclasses.FrozenInstanceError):
        key.value = "pi_2"
    assert not hasattr(key, "__dict__")


def test_a_verdict_reads_as_its_value():
    assert f"{Verdict.AUTOMATIC}" == "automatic"
    assert Verdict("review") is Verdict.REVIEW


def test_items_tell_open_credit_and_age():
    invoice, credit, settled = item("1001", 10), item("1002", -10), item("1003", 0)
    assert (invoice.is_open, credit.is_open, settled.is_open) == (True, True, False)
    assert (invoice.is_credit, credit.is_credit) == (False, True)
    no_due = item("1004", 10, due=None)
    assert no_due.age_order[0] == no_due.date


def test_every_reason_in_the_code_has_a_sentence_and_every_sentence_is_used():
    text = "\n".join(SOURCES)
    used = set(re.findall(r'"([a-z_]+)"', text)) | {
        f"explained_by_{step}" for step in ("ids", "references", "payer_amount")
    }
    used |= {"reference_digits", "reference_folded"}
    assert set(REASONS) <= used
    assert set(EVIDENCE) <= used
    made = set(re.findall(r'Evidence\(\s*"([a-z_]+)"', text))
    assert made <= set(EVIDENCE)


TEMPLATES = [
    *EVIDENCE.values(),
    *EVIDENCE_OF_ONE.values(),
    *REASONS.values(),
    *REASONS_OF_NUMBER.values(),
]


@pytest.mark.parametrize("template", TEMPLATES)
def test_sentences_are_whole_and_use_named_placeholders(template):
    assert template[0] in string.ascii_uppercase + "%"
    assert not re.sub(r"%\([a-z_]+\)s", "", template).count("%")


def test_every_evidence_of_a_decision_can_be_read():
    owed = [
        item("INV/2026/00012", 5000, payment_reference="RF18539007547034"),
        item("INV/2026/00013", 7050),
    ]
    decision = one(receipt("RF18 5390 0754 7034 and INV 2026 00013", 12050), owed)
    sentences = [evidence.sentence() for evidence in decision.best.evidence]
    assert sentences[0] == (
        "The text has the structured reference 539007547034 (iso11649) of INV/2026/00012."
    )
    assert sentences[-1] == "The 2 items add up to exactly 120.50 EUR."
    assert decision.reason_text() == "The references in the text explain the whole receipt."


def test_money_in_sentences_has_the_decimals_of_its_currency():
    evidence = Evidence("amount_exact", {"amount_minor": 1234567, "currency": "KWD"}, 1.0)
    assert evidence.sentence(3) == "The amount 1234.567 KWD is exactly what is open."
    assert format_minor(-1234, 0) == "-1234"
    assert format_minor(7, 2) == "0.07"


def placeholders(template):
    return set(re.findall(r"%\(([a-z_]+)\)s", template))


def test_the_words_for_one_and_for_a_number_are_variants():
    assert all(placeholders(EVIDENCE_OF_ONE[code]) <= placeholders(EVIDENCE[code]) for code in EVIDENCE_OF_ONE)
    assert set(REASONS_OF_NUMBER) <= set(REASONS)
    assert all(placeholders(template) == {"number"} for template in REASONS_OF_NUMBER.values())
    assert not any(map(placeholders, REASONS.values())), "a reason without facts can be read, and grouped by"


@pytest.mark.parametrize(
    ("code", "one", "several"),
    [
        ("amount_alone", "One open item is for", "3 open items are for"),
        ("amount_free", "An item here is not named in the text: it was", "does not name 3 of these items; they were"),
        ("amount_group", "with another receipt of", "with 3 other receipts of"),
        ("one_of_many", "the only open item", "one of 3 open items"),
    ],
)
def test_one_and_several_are_told_apart(code, one, several):
    facts = {"amount_minor": 5000, "residual_minor": 5000, "currency": "EUR", "number": "A1", "candidates": 7}
    assert one in evidence_sentence(code, {**facts, "count": 1})
    assert several in evidence_sentence(code, {**facts, "count": 3})


def test_why_something_named_cannot_be_paid_is_a_fact_and_a_sentence():
    owed = [item("INV/2026/00012", 0), item("INV/2026/00013", 7050)]
    decision = one(receipt("INV/2026/00012 INV/2026/00013", 7050), owed)
    [foreign] = [row for row in decision.best.evidence if row.code == "reference_foreign"]
    assert foreign.params["reason"] == "already_settled"
    assert foreign.sentence() == (
        "The text also has INV202600012, which this receipt cannot pay: INV/2026/00012 is already paid."
    )
    kept_before = {"value": "INV202600012", "why": "What the receipt names is already settled."}
    assert evidence_sentence("reference_foreign", kept_before).endswith("already settled.")


def test_sentences_are_translated_before_they_are_filled():
    words = {
        REASONS_OF_NUMBER["already_settled"]: "%(number)s ist bereits bezahlt.",
        EVIDENCE["reference_foreign"]: "Im Text steht auch %(value)s: %(why)s",
    }
    assert reason_sentence("already_settled", {"number": "R-7"}, translate=words.get) == "R-7 ist bereits bezahlt."
    facts = {"value": "R7", "number": "R-7", "reason": "already_settled"}
    text = evidence_sentence("reference_foreign", facts, translate=words.get)
    assert text == "Im Text steht auch R7: R-7 ist bereits bezahlt."


def test_a_settled_item_is_no_rival_of_an_open_one():
    owed = [item("PO-778899", 0, id=n) for n in (1, 2, 3)] + [item("PO-778899", 7050, id=9)]
    decision = one(receipt("PO-778899", 7050), owed)
    assert decision.best.item_ids == {9}
    assert decision.best.evidence[0].log_odds == 14.0


def test_a_number_that_is_already_paid_stays_the_reason_beside_an_equal_amount():
    owed = [item("INV/2026/00012", 0, partner=1), item("INV/2026/00013", 7053, partner=2)]
    decision = one(receipt("INV/2026/00012", 7053), owed)
    assert (decision.reason, decision.params) == ("already_settled", {"number": "INV/2026/00012"})
    assert decision.best.item_ids == {202600013}


def test_a_proposal_knows_its_items():
    decision = one(receipt("INV/2026/00012", 5000), [item("INV/2026/00012", 5000)])
    assert decision.best.item_ids == {202600012}
    assert decision.best.allocations == (Allocation(202600012, 5000),)
