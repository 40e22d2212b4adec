"""Every rule of cash application has its test: the rules of the design's section 6, and where each is tested.

A test is named as ``file: test, test``; files are those beside this one, or of the addon that is named first.
The last test here reads this table and fails where a test that it names is gone.

**The cascade**

Identifiers decide first
    test_matching_ids: an_identifier_settles_its_item, identifiers_beat_references_and_amounts
    test_matching_rules: each_step_explains_and_leaves_its_evidence, a_stronger_step_wins_over_every_weaker_one
    ar_sync_stripe/test_receipts: paid_invoice_is_matched_by_its_payment, number_in_the_metadata
    ar_sync_stripe/test_own_payments: recognised_not_posted_twice
References in the text: token borders, four significant characters, folding, rare keys, checked references
    test_matching_keys: parts_longer_numbers_and_lists_are_not_the_number, look_alikes_are_found_as_weak_keys
    test_matching_keys: numbers_without_four_significant_characters_have_no_key
    test_matching_references: rare_keys_weigh_more, digits_and_look_alikes_weigh_less, a_checked_reference_weighs_more
    test_matching_structured: right_references_pass, the_checks_agree_with_an_independent_library
The payer is known by account, alias and name
    test_matching_recognition: an_account_of_the_payer_is_enough, name_and_alias_are_one_fact
    test_receipt_person: who_paid_is_remembered_and_found_again, a_partners_own_name_and_account_tell_who_paid
Payer and amount: exact, all that is due, overdue, a month, a payment run
    test_matching_payer: one_item_of_the_payer_with_exactly_the_amount, what_payers_pay_at_once_is_said_in_its_own_words
Payer and amount: sets of two to five items
    test_matching_payer: a_set_of_items_that_adds_up
    test_matching_rules: sets_of_two_to_five_are_found_and_no_larger_ones
Credit notes, discounts, withheld fees and currency differences are inside the search
    test_matching_payer: a_credit_is_part_of_the_sum
    test_matching_short: the_payers_set_with_discounts_is_found_by_its_amount
    test_matching_short: the_payers_set_less_a_fee_is_found_by_its_amount
    test_matching_currency: what_the_payer_owes_in_another_currency_is_a_suggestion
    test_receipt_credit: a_payment_that_uses_the_credit_goes_first
An amount alone is a suggestion
    test_matching_rules: an_amount_alone_is_never_posted_whatever_is_allowed
    test_receipt_wrong_matches: an_amount_alone_is_never_posted

**What holds over every score**

Solutions are counted up to two, and both are shown
    test_matching_payer: two_sets_that_add_up_are_both_shown
    test_matching_references: two_sets_of_names_that_add_up_are_both_shown
    test_matching_rules: two_explanations_are_both_shown_to_a_person
Items of equal amount and customer: the oldest first, said to be policy
    test_matching_payer: equal_items_are_taken_oldest_first_and_it_is_said
    test_matching_rules: equal_invoices_are_paid_oldest_first_and_it_is_said
Veto: another company
    test_matching_ids: another_company_is_never_considered
    test_matching_rules: every_veto_beats_what_is_trusted_always
Veto: another currency without a rate
    test_matching_currency: without_a_rate_nothing_is_proposed
    test_matching_rules: every_veto_beats_what_is_trusted_always
Veto: the reference of another customer
    test_matching_references: a_veto_beats_a_reference
    test_matching_rules: every_veto_beats_what_is_trusted_always
Veto: settled already
    test_receipt_settled: a_second_payment_is_told_and_waits_on_account
    test_matching_rules: every_veto_beats_what_is_trusted_always
Veto: above the limit
    test_matching_ids: a_person_looks_above_the_cap
    test_matching_rules: every_veto_beats_what_is_trusted_always
Veto: a bank account never seen for this payer
    test_matching_recognition: an_account_never_seen_for_the_payer_is_a_veto
    test_matching_rules: every_veto_beats_what_is_trusted_always
Receipts compete, component by component
    test_matching_compete: components_join_what_shares_an_item_directly_or_not, the_order_of_receipts_does_not_matter
    test_matching_compete: the_rest_of_a_component_is_posted_where_nothing_is_disputed
    test_matching_rules: receipts_that_claim_one_invoice_wait_and_the_others_are_posted
Confidence adds up, and each term is a sentence
    test_matching_rules: strength_is_the_sum_of_terms_that_are_sentences
    test_matching_learning: every_link_between_receipt_and_item_is_a_code_with_a_sentence
Confidence is calibrated on decisions
    test_matching_learning: calibrated_scores_agree_with_outcomes_and_the_order_does_not_matter
    test_receipt_person: what_decisions_taught_changes_the_weights
Automatic posting needs a bound on the risk, and is earned per kind of evidence
    test_matching_rules: a_high_score_without_a_record_is_not_posted
    test_receipt_person: a_kind_posts_once_its_error_is_proven_to_be_small
    test_receipt_person: references_lose_their_trust_when_they_were_wrong
Shadow mode posts nothing
    test_matching_rules: shadow_mode_writes_nothing_into_the_books
    test_receipt_apply: leaving_shadow_mode_decides_again

**Afterwards**

A refund un-applies
    test_receipt_reverse: full_refund_reopens_the_invoice, partial_refunds_reopen_their_part
    ar_sync_stripe/test_refunds: full_refund_opens_the_invoice
A return un-applies
    ar_sync_bank/test_returns: a_named_payment_is_taken_back_and_its_invoice_is_open_again
    ar_sync_bank/test_returns: a_part_is_taken_back_and_the_invoice_is_open_by_it
A dispute un-applies
    ar_sync_stripe/test_refunds: open_dispute_waits_on_its_account_with_its_fee
A detached payment un-applies
    ar_sync_stripe/test_receipts: a_payment_that_stripe_takes_off_its_invoice_is_the_customers_credit
    test_receipt_apply: removed_on_the_invoice_comes_back_to_a_person
    test_receipt_credit_follow: an_application_removed_on_the_invoice_is_told
An overpayment stays as the customer's credit
    test_matching_rules: what_is_paid_too_much_is_the_customers_credit
    ar_sync_stripe/test_receipts: overpayment_remainder_is_the_customers_credit
A short payment stays open unless a reason says why
    test_matching_rules: a_short_payment_stays_open_unless_a_reason_covers_it
    test_receipt_write_off: the_engine_gives_up_a_fee_within_the_companys_limits_only
What a person decides teaches: confirmations, declines, decay
    test_matching_recognition: an_alias_is_learned_by_confirmations_and_unlearned_by_declines
    test_matching_recognition: a_decline_fades_sooner_than_a_confirmation
    test_receipt_person: who_did_not_pay_is_remembered_too
A learned rule is replayed over history before it runs
    test_match_rule: it_is_shown_with_what_it_would_have_done, one_that_was_wrong_is_not_used
    test_receipt_wrong_matches: it_is_replayed_and_refused

**Wrong matches of others**, in the pure engine and through Odoo

A short number inside a longer one
    test_matching_wrong_matches: number_14_is_not_found_inside_1814, number_1814_is_not_found_inside_a_longer_one
    test_receipt_wrong_matches: 14_is_not_found_in_1814, 1814_is_not_found_in_a_longer_number
Ties of an amount alone
    test_matching_wrong_matches: two_equal_invoices_of_two_customers_are_not_both_proposed_as_sure
    test_receipt_wrong_matches: two_customers_who_owe_the_same_are_both_shown_and_none_is_paid
A legal form taken for a name
    test_matching_wrong_matches: a_shared_legal_form_makes_nobody_the_payer
    test_receipt_wrong_matches: a_legal_form_makes_nobody_the_payer
A learned rule run over everything
    test_matching_wrong_matches: a_rule_learned_from_one_line_does_not_run_over_all_of_them
    test_receipt_wrong_matches: it_is_replayed_and_refused
"""

import re
from dataclasses import replace
from pathlib import Path

import pytest

from odoo.tests import tagged

from odoo.addons.ar_sync.matching import Policy, Tolerance, decide
from odoo.addons.ar_sync.matching.model import STEPS
from odoo.addons.ar_sync.models.ar_match_share import Share
from odoo.addons.ar_sync.tests.common import ReceivablesCase
from odoo.addons.ar_sync.tests.test_matching_builders import BOLD, allocated, codes, item, one, receipt, told
from odoo.addons.ar_sync.tests.test_receipt_wrong_matches import TrustingCase

AUTO, REVIEW = "automatic", "review"
HERE = Path(__file__).parent


# --- the pure engine ---

BY_STEP = {
    "ids": ({"ids": ["pi_7"]}, "thank you"),
    "references": ({}, "INV-1007"),
    "payer_amount": ({"partner": 42}, "thank you"),
    "amount": ({}, "thank you"),
}


def owed():
    return [
        item("INV-1007", 512351, ids=["pi_7"]),
        item("INV-1008", 712345, partner=7),
        item("INV-1009", 99117, days=3),
    ]


@pytest.mark.parametrize("step", STEPS)
def test_each_step_explains_and_leaves_its_evidence(step):
    more, text = BY_STEP[step]
    decision = one(receipt(text, 512351, **more), owed())
    assert decision.step == step
    assert allocated(decision) == {1007: 512351}
    assert codes(decision)
    assert all(row.sentence() for row in decision.best.evidence)
    assert str(decision.verdict) == (REVIEW if step == "amount" else AUTO)


@pytest.mark.parametrize(
    ("ids", "text", "step", "paid"),
    [
        (["pi_7"], "INV-1008", "ids", 1007),
        ([], "INV-1008", "references", 1008),
        ([], "", "payer_amount", 3),
    ],
)
def test_a_stronger_step_wins_over_every_weaker_one(ids, text, step, paid):
    """Each step would pay an item of its own; all three are open for the receipt's amount, and one is the oldest."""
    items = [
        item("INV-1007", 512351, ids=["pi_7"], days=2),
        item("INV-1008", 512351, days=1),
        item("K7919", 512351, id=3),
    ]
    decision = one(receipt(text, 512351, partner=42, ids=ids), items)
    assert (decision.step, allocated(decision)) == (step, {paid: 512351})


@pytest.mark.parametrize("count", [1, 2, 3, 4, 5, 6])
def test_sets_of_two_to_five_are_found_and_no_larger_ones(count):
    amounts = [1_000_003 * 3**n + 17 * n * n for n in range(8)]
    items = [item(f"N{(8801 + n) * 7919:08d}", amount, id=n + 1, days=40 * n) for n, amount in enumerate(amounts)]
    chosen = items[1 : 1 + count]
    decision = one(receipt("", sum(i.residual_minor for i in chosen), partner=42, days=300), items)
    if count <= 5:
        assert told(decision) == (AUTO, "explained_by_payer_amount", {i.id: i.residual_minor for i in chosen})
    else:
        assert str(decision.verdict) != AUTO


def test_an_amount_alone_is_never_posted_whatever_is_allowed():
    class Everything:
        def __contains__(self, kind):
            return True

    policy = replace(BOLD, automatic_kinds=Everything(), minimum_log_odds=0.0, minimum_margin=0.0)
    assert str(one(receipt("", 512351), owed(), policy).verdict) == REVIEW
    with pytest.raises(ValueError, match="never posted"):
        Policy(automatic_steps=frozenset(STEPS))


def test_a_high_score_without_a_record_is_not_posted():
    sure = receipt("INV-1007", 512351, partner=42, ids=["pi_7"])
    score = one(sure, owed()).best.log_odds
    decision = one(sure, owed(), replace(BOLD, automatic_kinds=frozenset()))
    assert decision.best.log_odds == score > BOLD.minimum_log_odds + 10
    assert told(decision)[:2] == (REVIEW, "kind_not_earned")


def test_a_component_in_conflict_waits_and_another_does_not():
    items = [item("INV-1007", 512351), item("INV-1008", 712345, partner=7)]
    receipts = [receipt("INV-1007", 512351, id=1), receipt("INV-1007", 512351, id=2),
                receipt("INV-1008", 712345, id=3)]  # fmt: skip
    for order in (receipts, receipts[::-1]):
        found = {decision.receipt_id: str(decision.verdict) for decision in decide(order, items, BOLD)}
        assert found == {1: REVIEW, 2: REVIEW, 3: AUTO}


@pytest.mark.parametrize(("reason", "paid"), [("bank_fee", 511851), ("deduction", 511851), (None, 512351)])
def test_less_than_open_is_all_of_it_only_within_a_tolerance(reason, paid):
    policy = replace(BOLD, tolerances={reason: Tolerance(10, {"EUR": 1000})} if reason else {})
    decision = one(receipt("INV-1007", paid, partner=42), owed(), policy)
    given_up = sum(one_off.amount_minor for one_off in decision.best.write_offs)
    assert (allocated(decision), given_up) == ({1007: paid}, 512351 - paid)
    without = one(receipt("INV-1007", paid, partner=42), owed(), BOLD)
    assert (allocated(without), without.best.write_offs) == ({1007: paid}, ())


# --- through Odoo ---


@tagged("post_install", "-at_install")
class TestRulesInOdoo(TrustingCase):
    """The same through records, with every kind of evidence trusted always."""

    def test_two_explanations_are_both_shown_to_a_person(self):
        for amount in (70000.11, 30000.27, 60000.22, 40000.16):
            self.invoice(self.alice, amount)
        receipt = self.decided(100000.38, partner=self.alice)
        self.assertEqual((receipt.state, receipt.reason_fact["code"]), ("review", "two_explanations"))
        shown = receipt.proposal_ids.filtered(lambda row: row.state == "proposed")
        self.assertEqual(sorted(shown.mapped("rank")), [1, 2])
        self.assertEqual(len(shown.line_ids.line_id), 4, "each its own two invoices")
        self.assertEqual(len(receipt.proposal_cards), 2)

    def test_equal_invoices_are_paid_oldest_first_and_it_is_said(self):
        newer = self.invoice(self.alice, 5123.51, date="2026-03-05")
        oldest = self.invoice(self.alice, 5123.51, date="2026-02-01")
        receipt = self.decided(5123.51, partner=self.alice)
        self.assertEqual((receipt.state, oldest.payment_state, newer.payment_state), ("matched", "paid", "not_paid"))
        accepted = receipt.proposal_ids.filtered(lambda row: row.state == "accepted")
        self.assertIn("by policy the oldest is paid first", accepted.evidence_text)

    def vetoed(self, receipt, *moves, code=None):
        """Check that a receipt waits and that nothing is paid."""
        self.assertEqual(receipt.state, "review", receipt.reason)
        for move in moves:
            self.assertEqual(move.amount_residual, move.amount_total)
        if code:
            self.assertEqual(receipt.reason_fact["code"], code)

    def test_every_veto_beats_what_is_trusted_always(self):
        with self.subTest("the reference of another customer"):
            theirs = self.invoice(self.bruno, 411.17)
            receipt = self.decided(411.17, theirs.name, partner=self.alice)
            self.vetoed(receipt, theirs, code="reference_of_other_customer")
        with self.subTest("another currency without a rate"):
            francs = self.env["res.currency"].with_context(active_test=False).search([("name", "=", "CHF")])
            francs.active = True
            self.env["res.currency.rate"].search([("currency_id", "=", francs.id)]).unlink()
            foreign = self.invoice(self.alice, 412.19)
            receipt = self.decided(412.19, foreign.name, partner=self.alice, currency=francs)
            self.vetoed(receipt, foreign, code="currency_differs")
        with self.subTest("settled already"):
            paid = self.invoice(self.alice, 413.21)
            self.assertEqual(self.decided(413.21, paid.name).state, "matched")
            self.vetoed(self.decided(413.21, paid.name, partner=self.alice), code="already_settled")
        with self.subTest("above the limit"):
            self.company.ar_automatic_cap = 400.0
            large = self.invoice(self.alice, 414.23)
            self.vetoed(self.decided(414.23, large.name, partner=self.alice), large, code="above_cap")
            self.company.ar_automatic_cap = 0.0
        with self.subTest("a bank account never seen"):
            invoice = self.invoice(self.alice, 5123.51)
            self.env["res.partner.bank"].create({"partner_id": self.alice.id, "acc_number": "NL91ABNA0417164300"})
            receipt = self.decided(5123.51, partner=self.alice, payer_account="DE89370400440532013000")
            self.vetoed(receipt, invoice, code="account_new")

    def test_another_companys_invoice_is_not_even_found(self):
        other = self.env["res.company"].create({"name": "Other Harbour", "currency_id": self.usd.id})
        self.env["account.chart.template"].try_loading("generic_coa", company=other, install_demo=False)
        theirs = self.env["account.move"].with_company(other).create(
            {"move_type": "out_invoice", "partner_id": self.alice.id, "invoice_date": "2026-03-01",
             "company_id": other.id, "invoice_line_ids": [(0, 0, {"name": "W", "price_unit": 77.31, "tax_ids": False})]}
        )  # fmt: skip
        theirs.action_post()
        receipt = self.decided(77.31, theirs.name, partner=self.alice)
        self.assertFalse(receipt.proposal_ids)
        self.vetoed(receipt, theirs, code="nothing_found")

    def test_receipts_that_claim_one_invoice_wait_and_the_others_are_posted(self):
        disputed, clear = self.invoice(self.alice, 100.0), self.invoice(self.bruno, 55.0)
        rivals = [self.receipt(100.0, text=disputed.name, name=f"RIVAL {n}") for n in range(2)]
        third = self.receipt(55.0, text=clear.name)
        (rivals[1] | third | rivals[0])._decide_and_act()
        self.assertEqual([row.state for row in rivals], ["review", "review"])
        self.assertEqual({row.reason_fact["code"] for row in rivals}, {"competing_receipts"})
        self.assertEqual((third.state, disputed.amount_residual), ("matched", 100.0))

    def test_strength_is_the_sum_of_terms_that_are_sentences(self):
        invoice = self.invoice(self.alice, 100.0)
        receipts = self.decided(100.0, "?") | self.decided(100.0, f"Payment {invoice.name}", partner=self.alice)
        self.assertEqual(len(receipts.proposal_ids), 2)
        for proposal in receipts.proposal_ids:
            bits = sum(row["bits"] + row["taught"] for row in proposal.evidence)
            self.assertAlmostEqual(bits, proposal.log_odds, 6)
            sentences = proposal.evidence_text.splitlines()
            self.assertEqual(len(sentences), len(proposal.evidence))
            self.assertTrue(all(sentence.endswith(".") for sentence in sentences), sentences)

    def test_shadow_mode_writes_nothing_into_the_books(self):
        self.company.ar_sync_mode = "shadow"
        self.company.ar_take_in_credits = True
        named, by_amount = self.invoice(self.alice, 100.0), self.invoice(self.bruno, 5123.51)
        self.invoice(self.alice, 20.0, move_type="out_refund", ref=named.name)
        self.env["ar.match.receipt"]._take_in_credits()
        credit = self.env["ar.match.receipt"].search([("rail", "=", "credit"), ("company_id", "=", self.company.id)])
        counted = [("company_id", "=", self.company.id)]
        before = [self.env[name].search_count(counted) for name in ("account.move", "account.partial.reconcile")]
        receipts = self.receipt(80.0, text=named.name) | self.receipt(5123.51, partner=self.bruno) | credit
        receipts |= self.receipt(3.0, text="?")
        receipts._decide_and_act()
        after = [self.env[name].search_count(counted) for name in ("account.move", "account.partial.reconcile")]
        self.assertEqual(after, before)
        self.assertEqual(set(receipts.mapped("state")), {"review"})
        self.assertEqual(receipts.mapped("is_shadow"), [True, True, True, False])
        self.assertEqual((named.amount_residual, by_amount.amount_residual), (100.0, 5123.51))


@tagged("post_install", "-at_install")
class TestTooMuchAndTooLittle(ReceivablesCase):
    def test_what_is_paid_too_much_is_the_customers_credit(self):
        invoice = self.invoice(self.alice, 100.0)
        receipt = self.receipt(120.0, text=invoice.name, partner=self.alice)
        receipt._decide_and_act()
        self.assertEqual((receipt.state, receipt.reason_fact["code"]), ("review", "over_residual"))
        receipt.action_accept()
        self.assertEqual((receipt.state, receipt.unapplied_amount, invoice.payment_state), ("booked", 20.0, "paid"))
        self.assertEqual(self.balance(self.receivable, self.alice), -20.0)

    def test_a_short_payment_stays_open_unless_a_reason_covers_it(self):
        invoice = self.invoice(self.alice, 1000.0)
        receipt = self.receipt(996.0, text=invoice.name, partner=self.alice)
        receipt._decide_and_act()
        self.assertEqual((receipt.state, invoice.amount_residual), ("matched", 4.0))
        receipt.action_undo()
        reason = self.env["ar.match.reason"]._of(self.company, "bank_fee")
        receipt._apply_by_person([Share(self.item(invoice), 996.0, None, ((reason, 4.0),))])
        self.assertEqual((invoice.amount_residual, self.balance(reason.account_id)), (0.0, 4.0))


# --- the table ---


def named_in_table():
    """Return (path, test) of every test that the table names."""
    found = []
    for file, names in re.findall(r"^    ((?:\w+/)?test_\w+): (.+)$", __doc__, re.M):
        addon, _slash, name = file.rpartition("/")
        folder = HERE.parent.parent / addon / "tests" if addon else HERE
        found += [(folder / f"{name}.py", test.strip()) for test in names.split(",")]
    return found


def test_every_test_that_the_table_names_is_there():
    named = named_in_table()
    assert len(named) > 60
    here = [(path, test) for path, test in named if path.parent.is_dir()]
    gone = [(path.name, test) for path, test in here if f"def test_{test}(" not in path.read_text("utf-8")]
    assert gone == []


def test_every_rule_of_the_table_names_a_test():
    lines = [line for line in __doc__.partition("**The cascade**")[2].splitlines() if line]
    rules = [place for place, line in enumerate(lines) if line[0].isupper()]
    assert len(rules) > 30
    assert [lines[place] for place in rules if not lines[place + 1].startswith("    ")] == []
