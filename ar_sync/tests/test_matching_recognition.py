"""Risk: the wrong customer is taken for the payer, and his invoices are paid with another's money."""

from dataclasses import replace
from datetime import timedelta

import pytest

from odoo.addons.ar_sync.matching import PayerSign, Policy, decide
from odoo.addons.ar_sync.matching.names import name_bits, name_words
from odoo.addons.ar_sync.matching.payer import account_is_new, memory_bits, recognise
from odoo.addons.ar_sync.tests.test_matching_builders import BOLD, DAY, codes, item, one, receipt, told

AUTO, REVIEW = "automatic", "review"
IBAN = "DE89 3704 0044 0532 0130 00"
OWED = [item("N70000001", 512351, id=1), item("N70012345", 99117, id=2, days=3)]


def paid(*signs, amount=512351, text="", partner=None, name="", account="", **more):
    return replace(
        receipt(text, amount, partner=partner, **more), payer_name=name, payer_account=account, signs=signs
    )


def account_of(partner, value="DE89370400440532013000", **memory):
    return PayerSign("account", partner, value, **memory)


def test_an_account_of_the_payer_is_enough():
    decision = one(paid(account_of(42), account=IBAN), OWED)
    assert told(decision) == (AUTO, "explained_by_payer_amount", {1: 512351})
    assert codes(decision) == ["amount_free", "payer_account"]
    assert decision.best.evidence[1].sentence() == f"The payment came from a bank account of this customer ({IBAN})."


def test_a_name_in_full_is_enough_and_a_short_or_shared_one_is_not():
    full = paid(PayerSign("name", 42, "Northwind Instruments Inc."), name="NORTHWIND INSTRUMENTS")
    assert told(one(full, OWED))[0] == AUTO
    short = paid(PayerSign("name", 42, "Acme AG"), name="ACME GmbH")
    assert told(one(short, OWED)) == (REVIEW, "payer_uncertain", {1: 512351})
    two = [PayerSign("name", n, "Northwind Instruments") for n in (42, 43)]
    assert told(one(paid(*two, name="Northwind Instruments"), OWED)) == (REVIEW, "amount_only", {1: 512351})


def test_an_account_shared_by_two_customers_names_neither_unless_the_name_tells():
    shared = [account_of(42), account_of(43)]
    assert recognise(paid(*shared, account=IBAN), BOLD) is None
    named = PayerSign("name", 43, "Berta Brandt")
    found = recognise(paid(*shared, named, account=IBAN, name="Brandt, Berta"), BOLD)
    assert (found.partner_id, found.is_certain) == (43, True)
    assert [evidence.code for evidence in found.evidence] == ["payer_account", "payer_name"]


def test_an_alias_is_learned_by_confirmations_and_unlearned_by_declines():
    def seen(confirmations, declines=0, days=0):
        on = DAY - timedelta(days=days)
        alias = PayerSign("alias", 42, "A. Holding 7 GmbH", confirmations, declines, on, on)
        return recognise(paid(alias, name="A HOLDING 7"), BOLD)

    assert not seen(0).is_certain
    assert not seen(1).is_certain
    assert seen(2).is_certain
    assert not seen(2, 1).is_certain
    assert seen(1, 2) is None
    assert seen(3, 1, days=400).is_certain and not seen(2, days=1200).is_certain
    assert seen(60).bits == 15.0, "no number of confirmations makes a name a proof"


def test_name_and_alias_are_one_fact():
    alias = PayerSign("alias", 42, "Northwind Instruments", 2, 0, DAY)
    name = PayerSign("name", 42, "Northwind Instruments")
    found = recognise(paid(alias, name, name="Northwind Instruments"), BOLD)
    assert found.bits == 10.0
    assert [evidence.code for evidence in found.evidence] == ["payer_name"]
    often = replace(alias, confirmations=4)
    found = recognise(paid(often, name, name="Northwind Instruments"), BOLD)
    assert (round(found.bits), [evidence.code for evidence in found.evidence]) == (15, ["payer_alias"])


def test_a_decline_fades_sooner_than_a_confirmation():
    sign = PayerSign("alias", 42, "x", 1, 1, DAY, DAY)
    worth = [memory_bits(sign, DAY + timedelta(days=days)) for days in (0, 180, 360, 720)]
    assert worth == sorted(worth) and worth[0] == -1.0 and worth[-1] > 0
    assert memory_bits(sign, DAY - timedelta(days=9)) == worth[0], "what is to come counts in full"
    assert memory_bits(PayerSign("alias", 42, "x", 1), DAY) == 3.0


def test_the_rail_knows_better_than_signs():
    decision = one(paid(PayerSign("name", 7, "Northwind Instruments"), name="Northwind Instruments", partner=42), OWED)
    assert told(decision)[0] == AUTO
    assert "payer_known" in codes(decision)


@pytest.mark.parametrize("signs", [(), (account_of(43),), (account_of(42, "DE00"),), (account_of(42, declines=1),)])
def test_an_account_never_seen_for_the_payer_is_a_veto(signs):
    decision = one(paid(*signs, partner=42, account=IBAN), OWED)
    assert told(decision) == (REVIEW, "account_new", {1: 512351})
    trusting = replace(BOLD, known_account_only=False)
    assert told(one(paid(*signs, partner=42, account=IBAN), OWED, trusting))[0] == AUTO


def test_the_veto_does_not_stop_what_the_payment_names():
    named = paid(partner=42, account=IBAN, text="N70000001")
    assert told(one(named, OWED)) == (AUTO, "explained_by_references", {1: 512351})
    assert not account_is_new(paid(partner=42, account=" - "))


def test_the_veto_holds_for_part_payments_that_come_together():
    owed = [item("N70000001", 7123457, id=1)]
    parts = [paid(partner=42, account=IBAN, amount=amount, id=n) for n, amount in ((1, 3000001), (2, 4123456))]
    assert {d.reason for d in decide(parts, owed, BOLD)} == {"account_new"}
    seen = [replace(part, signs=(account_of(42),)) for part in parts]
    assert {d.reason for d in decide(seen, owed, BOLD)} == {"explained_by_payer_amount"}


def test_a_payer_that_is_only_likely_does_not_forbid_what_the_text_names():
    likely = paid(PayerSign("name", 7, "Acme AG"), name="ACME", text="N70000001")
    assert told(one(likely, OWED)) == (AUTO, "explained_by_references", {1: 512351})
    certain = paid(account_of(7), account=IBAN, text="N70000001")
    assert told(one(certain, OWED))[:2] == (REVIEW, "reference_of_other_customer")


def test_what_another_receipt_took_is_not_proposed_to_a_likely_payer():
    likely = paid(PayerSign("name", 42, "Acme AG"), name="ACME", id=2)
    decisions = decide([paid(account_of(42), account=IBAN, id=1), likely], OWED[:1], BOLD)
    assert [told(d)[:2] for d in decisions] == [
        (AUTO, "explained_by_payer_amount"),
        (REVIEW, "payer_uncertain"),
    ]
    assert decisions[1].best is None


@pytest.mark.parametrize("name", ["ApS", "GmbH & Co. KG", "S.A.R.L.", "Sp. z o.o.", "B.V.", "Pty Ltd", "", "&"])
def test_a_legal_form_alone_is_never_a_name(name):
    assert name_words(name) == ()
    assert name_bits(name, name) == 0
    sign = PayerSign("alias", 42, name, 9, 0, DAY)
    assert recognise(paid(sign, PayerSign("name", 42, name), name=name), BOLD) is None


def test_names_that_share_only_words_of_every_name_are_different():
    assert name_bits("Hansen ApS", "Nordic ApS") == 0
    assert name_bits("A Holding", "B Holding") == 0
    assert name_bits("Nordic Hansen Nord", "Nordic Hansen Sued") == 0
    assert name_bits("Nordic Wind Park", "Solar Wind Park") == 0


def test_a_sign_of_another_kind_is_refused():
    with pytest.raises(ValueError, match="unknown sign of a payer: smell"):
        PayerSign("smell", 42, "x")


def test_the_policy_says_what_is_certain():
    short = paid(PayerSign("name", 42, "Acme AG"), name="ACME GmbH")
    assert recognise(short, Policy(payer_bits_min=4.0)).is_certain
