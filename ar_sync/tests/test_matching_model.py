"""Risk: a value that makes no sense reaches the engine, or a code has no sentence."""

import dataclasses
import re
import string
from pathlib import Path

import pytest

from odoo.addons.ar_sync import matching
from odoo.addons.ar_sync.matching import EVIDENCE, REASONS, Policy, Verdict
from odoo.addons.ar_sync.matching.model import Allocation, Evidence, Key
from odoo.addons.ar_sync.matching.sentences import format_minor
from odoo.addons.ar_sync.tests.test_matching_builders import item, one, receipt

SOURCES = [path.read_text() for path in sorted(Path(matching.__file__).parent.glob("*.py"))]


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


@pytest.mark.parametrize("template", [*EVIDENCE.values(), *REASONS.values()])
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


def test_a_proposal_knows_its_items():
    decision = one(receipt("INV/2026/00012", 5000), [item("INV/2026/00012", 5000)])
    assert decision.best.item_ids == {202600012}
    assert decision.best.allocations == (Allocation(202600012, 5000),)
