"""Risk: some odd mixture of receipts and items breaks a rule that must never break."""

from collections import defaultdict
from dataclasses import replace
from datetime import timedelta
from decimal import Decimal

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from odoo.addons.ar_sync.matching import PayerSign, Policy, Tolerance, Verdict, decide, keys_of_remittance
from odoo.addons.ar_sync.matching.payer import account_is_new, recognise
from odoo.addons.ar_sync.tests.test_matching_builders import BOLD, DAY, item, receipt

#: Making many items and receipts takes its time on a busy machine.
SLOW = [HealthCheck.too_slow]
NUMBERS = ["INV/2026/00001", "INV/2026/00010", "INV/2026/00100", "2026/1234567", "K-77101", "77102"]
AMOUNTS = st.one_of(
    st.sampled_from([10000, 5000, 15000, 10000 + 5000]),
    st.integers(1, 40).map(lambda n: 1013 * n),
)
PARTNERS = st.sampled_from([None, 1, 2])
COMPANIES = st.sampled_from([1, 1, 1, 2])
CURRENCIES = st.sampled_from(["EUR", "EUR", "EUR", "USD"])
IDS = st.lists(
    st.one_of(st.sampled_from(["pi_1", "pi_2"]), st.tuples(st.just("in_1"), AMOUNTS)), max_size=2
)
SIGNED = st.lists(
    st.builds(
        PayerSign,
        st.sampled_from(["account", "alias", "name", "rule"]),
        st.sampled_from([1, 2]),
        st.sampled_from(["DE00 1", "Northwind Instruments", "Acme AG", "GmbH"]),
        st.integers(0, 3),
        st.integers(0, 1),
    ),
    max_size=3,
).map(tuple)
TOLERANCES = {
    "bank_fee": Tolerance(known_minor={"EUR": (1013, 1500)}),
    "deduction": Tolerance(per_mille=100, cap_minor={"EUR": 1100, "USD": 600}),
}
POLICIES = st.builds(
    Policy,
    tolerances=st.sampled_from([{}, {}, TOLERANCES]),
    discount_grace_days=st.sampled_from([0, 5]),
    exchange_per_mille=st.sampled_from([0, 100]),
    known_account_only=st.booleans(),
    four_eyes_minor=st.sampled_from([{}, {"EUR": 15000}]),
    adjustments=st.sampled_from([{}, {"amount_free": -6.0, "reference_exact": -2.0, "amount_sum": 2.0}]),
    automatic_steps=st.sampled_from([BOLD.automatic_steps, Policy().automatic_steps]),
    allow_partial=st.booleans(),
    allow_overpayment=st.booleans(),
    amount_cap_minor=st.sampled_from([{}, {"EUR": 20000}]),
    petty_minor=st.sampled_from([0, 2, 1000]),
)


@st.composite
def items_(draw, size=7):
    made = []
    for place in range(draw(st.integers(0, size))):
        amount = draw(AMOUNTS)
        made.append(
            item(
                draw(st.sampled_from(NUMBERS)),
                draw(st.sampled_from([amount, amount, amount, -amount, 0])),
                id=place + 1,
                partner=draw(PARTNERS),
                company=draw(COMPANIES),
                currency=draw(CURRENCIES),
                days=draw(st.integers(0, 40)),
                due=draw(st.sampled_from([None, 0, 30])),
                payment_reference=draw(st.sampled_from(["", "RF18539007547034", "6561782836"])),
                ref=draw(st.sampled_from(["", "PO-7788"])),
                ids=draw(IDS),
                discount_percent=draw(st.sampled_from([Decimal(0), Decimal(0), Decimal(10)])),
                discount_until=draw(st.sampled_from([None, DAY + timedelta(days=30)])),
            )
        )
    return made


@st.composite
def receipts_(draw, size=6):
    words = [*NUMBERS, "77103", "INV/2026/0010", "65617828366561782836", "PO-7788", "thanks"]
    lines = st.lists(st.tuples(st.sampled_from(NUMBERS), AMOUNTS), max_size=2)
    return [
        _with_more(
            draw(lines),
            draw(st.sampled_from(["", "USD"])),
            payer_name=draw(st.sampled_from(["", "NORTHWIND INSTRUMENTS", "Acme", "GmbH"])),
            payer_account=draw(st.sampled_from(["", "", "DE001"])),
            signs=draw(SIGNED),
            rates=draw(st.sampled_from([{}, {}, {"USD": Decimal("0.5"), "EUR": Decimal("2")}])),
            paid=draw(_paid(words, place)),
        )
        for place in range(draw(st.integers(0, size)))
    ]


def _with_more(lines, currency, paid, **more):
    """Return the receipt with a remittance advice, signs of its payer and rates."""
    return replace(paid, keys=(*keys_of_remittance(lines, currency), *paid.keys), **more)


def _paid(words, place):
    @st.composite
    def paid(draw):
        return receipt(
            draw(st.sampled_from([" ", ", ", " + "])).join(
                draw(st.lists(st.sampled_from(words), max_size=3))
            ),
            draw(AMOUNTS),
            id=place + 1,
            partner=draw(PARTNERS),
            company=draw(COMPANIES),
            currency=draw(CURRENCIES),
            days=draw(st.integers(0, 60)),
            ids=draw(IDS),
        )

    return paid()


def automatic(decisions):
    return [d for d in decisions if d.verdict is Verdict.AUTOMATIC]


@settings(max_examples=60, suppress_health_check=SLOW)
@given(receipts_(), items_(), POLICIES)
def test_what_must_always_hold(receipts, items, policy):
    decisions = decide(receipts, items, policy)
    by_receipt = {r.id: r for r in receipts}
    by_item = {i.id: i for i in items}
    assert [d.receipt_id for d in decisions] == [r.id for r in receipts]
    given_out = defaultdict(int)
    for decision in decisions:
        paid = by_receipt[decision.receipt_id]
        assert decision.reason_text()
        for proposal in filter(None, (decision.best, decision.runner_up, *decision.others)):
            shared = sum(a.amount_minor for a in proposal.allocations)
            assert shared + proposal.unallocated_minor == paid.amount_minor
            assert proposal.unallocated_minor >= 0
            assert proposal.allocations and all(a.amount_minor for a in proposal.allocations)
            assert all(evidence.sentence() for evidence in proposal.evidence)
            for allocation in proposal.allocations:
                owed = by_item[allocation.item_id]
                assert owed.company_id == paid.company_id
                assert (owed.currency == paid.currency) == (allocation.item_minor is None)
                assert owed.currency == paid.currency or owed.currency in paid.rates
                assert None in (owed.partner_id, paid.partner_id) or (
                    owed.partner_id == paid.partner_id
                )
                assert (allocation.amount_minor > 0) == (owed.residual_minor > 0)
            for write_off in proposal.write_offs:
                assert write_off.item_id in proposal.item_ids and write_off.amount_minor > 0
                assert write_off.reason == "discount" or write_off.reason in policy.tolerances
    for decision in automatic(decisions):
        for claim in decision.best.claims:
            given_out[claim.item_id] += claim.amount_minor
    for item_id, amount in given_out.items():
        residual = by_item[item_id].residual_minor
        assert min(residual, 0) <= amount <= max(residual, 0)


@settings(max_examples=60, suppress_health_check=SLOW)
@given(receipts_(), items_(), POLICIES, st.data())
def test_the_order_of_anything_does_not_matter(receipts, items, policy, data):
    shuffled = decide(
        data.draw(st.permutations(receipts)), data.draw(st.permutations(items)), policy
    )
    by_receipt = {decision.receipt_id: decision for decision in shuffled}
    for decision in decide(receipts, items, policy):
        assert by_receipt[decision.receipt_id] == decision


@settings(max_examples=60, suppress_health_check=SLOW)
@given(receipts_(), items_(), POLICIES, AMOUNTS, st.sampled_from([None, 1, 9]))
def test_an_unrelated_item_never_makes_a_new_automatic_match(
    receipts, items, policy, amount, partner
):
    """It may raise a doubt, but a receipt that is posted is posted as before.

    Unrelated is an item whose number nothing mentions and which does not belong to a payer
    of the receipts.
    """
    stranger = item("ZZ/9190/55443", amount, id=999, partner=partner or 9)
    known = {r.partner_id for r in receipts} | {sign.partner_id for r in receipts for sign in r.signs}
    if stranger.partner_id in known:
        stranger = replace(stranger, partner_id=9)
    before = {d.receipt_id: d for d in decide(receipts, items, policy)}
    for decision in automatic(decide(receipts, [*items, stranger], policy)):
        assert before[decision.receipt_id].verdict is Verdict.AUTOMATIC
        assert before[decision.receipt_id].best.allocations == decision.best.allocations


@settings(max_examples=60, suppress_health_check=SLOW)
@given(receipts_(), items_())
def test_vetoes_and_caps_beat_every_score(receipts, items):
    policy = replace(BOLD, amount_cap_minor={"EUR": 0, "USD": 0})
    assert automatic(decide(receipts, items, policy)) == []


@settings(max_examples=60, suppress_health_check=SLOW)
@given(receipts_(), items_())
def test_runner_ups_say_something_else_and_the_margin_is_theirs(receipts, items):
    for decision in decide(receipts, items, BOLD):
        if decision.runner_up:
            assert decision.best.allocations != decision.runner_up.allocations
            assert decision.margin == decision.best.log_odds - decision.runner_up.log_odds
            assert decision.margin >= 0
        else:
            assert decision.margin is None
        if decision.verdict is Verdict.AUTOMATIC:
            assert decision.best.log_odds >= BOLD.minimum_log_odds
            assert decision.margin is None or decision.margin >= BOLD.minimum_margin


@settings(max_examples=60, suppress_health_check=SLOW)
@given(receipts_(), items_(), POLICIES)
def test_nothing_is_posted_by_amount_for_an_uncertain_payer_or_from_a_new_account(receipts, items, policy):
    by_receipt = {r.id: r for r in receipts}
    for decision in automatic(decide(receipts, items, policy)):
        paid = by_receipt[decision.receipt_id]
        if decision.step == "payer_amount":
            payer = recognise(paid, policy)
            assert paid.partner_id is not None or payer.is_certain
            partner_id = paid.partner_id or payer.partner_id
            assert not policy.known_account_only or not account_is_new(replace(paid, partner_id=partner_id))


@settings(max_examples=60, suppress_health_check=SLOW)
@given(receipts_(), items_(), POLICIES)
def test_what_may_be_given_up_is_bounded(receipts, items, policy):
    by_receipt, by_item = {r.id: r for r in receipts}, {i.id: i for i in items}
    for decision in decide(receipts, items, policy):
        for proposal in filter(None, (decision.best, decision.runner_up, *decision.others)):
            paid = by_receipt[decision.receipt_id]
            for write_off in proposal.write_offs:
                owed = by_item[write_off.item_id]
                if write_off.reason == "discount":
                    assert paid.date <= owed.discount_until + timedelta(days=policy.discount_grace_days)
                    assert write_off.amount_minor * 10 <= owed.residual_minor + 5
                else:
                    assert write_off.amount_minor <= 1500
