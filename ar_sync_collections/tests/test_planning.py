"""Risk: the plan writes twice a day, to who owes nothing, milder than before, or differently each time."""

from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from odoo.addons.ar_sync.protocol.days import Calendar, is_business_day, nearest

from ..planning.conditions import ALWAYS, FIELDS, OPERATORS, Condition, Group, first_unmet, holds, problem
from ..planning.plan import Customer, Item, Step, decide, net, reached_after, replace
from ..planning.replay import History, replay
from ..planning.segments import Segment, choose

MONDAY = date(2026, 3, 2)
DAYS = st.dates(date(2026, 1, 5), date(2026, 4, 30))
HOLIDAYS = st.frozensets(DAYS, max_size=15)
OFFSETS = st.lists(st.integers(-5, 30), min_size=1, max_size=6)


@st.composite
def sequences(draw):
    """Steps, some of them branches of one day, some with conditions."""
    return tuple(
        Step(
            key=f"s{number}",
            offset=offset,
            channel=draw(st.sampled_from(("mail", "mail", "call", "letter"))),
            when=draw(st.sampled_from((ALWAYS, ALWAYS, Group("all", (Condition("late_share", ">", 50),))))),
            place=number,
            upcoming=draw(st.booleans()),
        )
        for number, offset in enumerate(draw(OFFSETS))
    )


@st.composite
def item_sets(draw):
    count = draw(st.integers(0, 6))
    return tuple(
        Item(
            key=f"i{number}",
            due_on=draw(DAYS),
            amount_minor=draw(st.integers(-3000, 5000).filter(bool)),
            currency=draw(st.sampled_from(("EUR", "USD"))),
            worth_minor=draw(st.integers(1, 9000)),
            hold=draw(st.sampled_from(("", "", "", "promised"))),
            credits=draw(st.sampled_from(("", "i0", "i1"))),
        )
        for number in range(count)
    )


FACTS = st.sampled_from(({"late_share": 80.0}, {"late_share": 10.0}, {}))


class Life:
    """A customer's days, one after the other, with what was sent remembered as the records remember it."""

    def __init__(self, items, steps, facts, holidays=frozenset(), quiet_days=1):
        self.items = {item.key: item for item in items}
        self.customer = Customer((), steps, facts, quiet_days=quiet_days)
        self.calendar = Calendar.around(MONDAY, holidays)
        self.holidays = holidays
        self.log = []

    def day(self, today):
        customer = replace(self.customer, items=tuple(self.items.values()))
        verdict = decide(customer, today, self.calendar)
        if verdict.code == "act":
            self.log.append((today, verdict.step, verdict.covered))
            self.customer = replace(self.customer, told_on=today)
            for key in verdict.covered:
                item = self.items[key]
                reached = reached_after(item, verdict.step, self.customer.steps, today, self.calendar)
                if item.reached is None or item.reached < reached:
                    self.items[key] = replace(item, reached=reached, told_on=today)
        return verdict

    def live(self, days=110):
        today = date(2026, 1, 5)
        for _number in range(days):
            yield today, self.day(today)
            today += timedelta(days=1)


# === DAYS === #


@given(DAYS, HOLIDAYS, st.integers(-40, 40))
def test_a_shifted_day_is_a_business_day_so_many_away(day, holidays, count):
    calendar = Calendar.around(day, holidays)
    moved = calendar.shift(day, count)
    assert is_business_day(moved, holidays)
    walked = nearest(day, 1, holidays)
    for _step in range(abs(count)):
        walked = nearest(walked + timedelta(days=1 if count > 0 else -1), 1 if count > 0 else -1, holidays)
    assert moved == walked
    assert calendar.between(day, moved) == count


def test_beyond_its_end_a_calendar_stays_at_its_end():
    calendar = Calendar.around(MONDAY)
    assert calendar.shift(MONDAY, 10_000) == calendar.days[-1]
    assert calendar.shift(MONDAY, -10_000) == calendar.days[0]
    assert calendar.place(date(2200, 1, 1)) == len(calendar.days) - 1


def test_a_week_without_business_days_counts_every_day():
    assert Calendar.around(MONDAY, weekend=frozenset(range(7))).shift(MONDAY, 7) == MONDAY + timedelta(days=7)


def test_a_calendar_full_of_holidays_leaves_the_day():
    holidays = frozenset(MONDAY + timedelta(days=number) for number in range(60))
    assert nearest(MONDAY, 1, holidays) == MONDAY


# === THE PLAN === #


@settings(max_examples=60)
@given(item_sets(), sequences(), FACTS, HOLIDAYS, st.integers(1, 4))
def test_never_two_messages_a_day_and_never_too_soon_or_on_a_day_off(items, steps, facts, holidays, quiet):
    life = Life(items, steps, facts, holidays, quiet)
    for today, verdict in life.live():
        if verdict.code == "act":
            assert is_business_day(today, holidays)
            assert life.day(today).code != "act", "the same day again"
    days = [day for day, _step, _covered in life.log]
    for earlier, later in zip(days, days[1:], strict=False):
        assert life.calendar.between(earlier, later) >= quiet


@given(item_sets(), sequences(), FACTS, DAYS)
def test_nothing_held_paid_or_credited_is_asked_for(items, steps, facts, today):
    verdict = decide(Customer(items, steps, facts), today, Calendar.around(MONDAY))
    left = net(items)
    by_key = {item.key: item for item in items}
    for key in verdict.covered:
        assert not by_key[key].hold
        assert by_key[key].amount_minor > 0
        assert left[key] > 0, "a credit covers it"
    if verdict.code == "act":
        assert verdict.covered


@settings(max_examples=60)
@given(item_sets(), sequences(), FACTS)
def test_escalation_is_monotone(items, steps, facts):
    life = Life(items, steps, facts)
    for _today, _verdict in life.live():
        pass
    said = {}
    for _day, step, covered in life.log:
        for key in covered:
            assert step.offset >= said.get(key, step.offset), "milder than before"
        said.update(dict.fromkeys(covered, step.offset))


@settings(max_examples=40)
@given(item_sets(), sequences(), FACTS)
def test_a_step_is_due_before_it_is_taken(items, steps, facts):
    life = Life(items, steps, facts)
    for today, verdict in life.live():
        if verdict.code == "act":
            due = [life.calendar.shift(life.items[key].due_on, verdict.step.offset) for key in verdict.covered]
            assert min(due) <= today


@given(item_sets(), sequences(), FACTS, DAYS, st.randoms(use_true_random=False))
def test_order_plays_no_part(items, steps, facts, today, chance):
    calendar = Calendar.around(MONDAY)
    expected = decide(Customer(items, steps, facts), today, calendar)
    mixed_items, mixed_steps = list(items), list(steps)
    chance.shuffle(mixed_items)
    chance.shuffle(mixed_steps)
    assert decide(Customer(tuple(mixed_items), tuple(mixed_steps), facts), today, calendar) == expected


@given(item_sets(), DAYS)
def test_what_is_paid_meanwhile_is_never_asked_for(items, today):
    steps = (Step("a", 0), Step("b", 5))
    verdict = decide(Customer(items, steps), today, Calendar.around(MONDAY))
    paid = tuple(item for item in items if item.key not in verdict.covered)
    again = decide(Customer(paid, steps), today, Calendar.around(MONDAY))
    assert not set(again.covered) & set(verdict.covered)


@given(item_sets())
def test_credits_are_used_once_and_only_in_their_currency(items):
    left = net(items)
    for currency in ("EUR", "USD"):
        owed = sum(item.amount_minor for item in items if item.amount_minor > 0 and item.currency == currency)
        given_away = -sum(item.amount_minor for item in items if item.amount_minor < 0 and item.currency == currency)
        rest = sum(left[item.key] for item in items if item.key in left and item.currency == currency)
        assert rest == max(0, owed - given_away)


def test_a_branch_takes_the_first_step_whose_conditions_hold():
    late = Group("all", (Condition("late_share", ">", 50),))
    steps = (Step("call", 3, "call", when=late, place=1), Step("mail", 3, place=2))
    bill = Item("a", date(2026, 2, 2), 100, "EUR")
    calendar = Calendar.around(MONDAY)
    for share, key in ((80.0, "call"), (10.0, "mail"), (None, "mail")):
        verdict = decide(Customer((bill,), steps, {"late_share": share}), MONDAY, calendar)
        assert verdict.step is not None and verdict.step.key == key


def test_conditions_that_do_not_hold_are_said():
    wanted = Condition("country", "in", "AT")
    steps = (Step("a", 3, when=Group("all", (wanted,))),)
    verdict = decide(
        Customer((Item("a", date(2026, 2, 2), 100, "EUR"),), steps, {"country": "DE"}), MONDAY, Calendar.around(MONDAY)
    )
    assert (verdict.code, verdict.unmet) == ("condition", wanted)


@pytest.mark.parametrize(
    ("customer", "code"),
    [
        (Customer((), (Step("a", 3),)), "nothing_open"),
        (Customer((Item("a", date(2026, 6, 1), 100, "EUR"),), (Step("a", 3),)), "nothing_due"),
        (Customer((Item("a", date(2026, 6, 1), 100, "EUR"),), None), "nothing_due"),
        (Customer((Item("a", date(2026, 2, 2), 100, "EUR"),), None), "no_sequence"),
        (Customer((Item("a", date(2026, 2, 2), 100, "EUR"),), ()), "nothing_due"),
        (Customer((Item("a", date(2026, 2, 2), 100, "EUR"),), (Step("a", -3),)), "no_step"),
        (Customer((Item("a", date(2026, 2, 2), 100, "EUR"),), (Step("a", 3),), paused="agreed"), "paused"),
        (Customer((Item("a", date(2026, 2, 2), 100, "EUR", 100),), (Step("a", 3),), minimum_minor=101), "small"),
        (Customer((Item("a", date(2026, 2, 2), 100, "EUR", reached=3),), (Step("a", 3),)), "through"),
        (Customer((Item("a", date(2026, 2, 2), 100, "EUR"),), (Step("a", 3),), told_on=MONDAY), "told_today"),
        (
            Customer(
                (Item("a", date(2026, 2, 2), 100, "EUR"),), (Step("a", 3),), told_on=date(2026, 2, 27), quiet_days=2
            ),
            "quiet",
        ),
    ],
)
def test_why_nothing_is_done(customer, code):
    assert decide(customer, MONDAY, Calendar.around(MONDAY)).code == code


def test_a_day_off_waits_for_the_next_business_day():
    bill = Item("a", date(2026, 2, 2), 100, "EUR")
    verdict = decide(Customer((bill,), (Step("a", 3),)), date(2026, 3, 1), Calendar.around(MONDAY))
    assert (verdict.code, verdict.next_on) == ("day_off", MONDAY)


def test_a_hold_or_pause_with_an_end_says_when_it_is_over():
    steps, calendar = (Step("a", 3),), Calendar.around(MONDAY)
    held = Item("a", date(2026, 2, 2), 100, "EUR", hold="promised", hold_until=date(2026, 3, 6))
    assert decide(Customer((held,), steps), MONDAY, calendar).next_on == date(2026, 3, 9)
    bill = replace(held, hold="")
    paused = Customer((bill,), steps, paused="agreed", paused_until=date(2026, 3, 7))
    assert decide(paused, MONDAY, calendar).next_on == date(2026, 3, 9)


def test_a_person_may_take_the_next_step_before_its_day():
    bill = Item("a", date(2026, 3, 20), 100, "EUR")
    customer = Customer((bill,), (Step("before", -3), Step("after", 3)), told_on=MONDAY)
    calendar = Calendar.around(MONDAY)
    assert decide(customer, MONDAY, calendar).code == "nothing_due"
    verdict = decide(customer, MONDAY, calendar, urgent=True)
    assert verdict.step is not None and (verdict.code, verdict.step.key) == ("act", "before")


def test_who_is_first_seen_late_begins_with_the_first_reminder():
    life = Life((Item("a", date(2026, 1, 5), 100, "EUR"),), (Step("a", 3), Step("b", 10), Step("c", 20)), {})
    found = [(day, step.key) for day, _v in life.live(0) for step in ()]
    assert found == []
    today = MONDAY
    for _number in range(40):
        life.day(today)
        today += timedelta(days=1)
    assert [(str(day), step.key) for day, step, _covered in life.log] == [
        ("2026-03-02", "a"),
        ("2026-03-11", "b"),
        ("2026-03-25", "c"),
    ]


# === CONDITIONS AND SEGMENTS === #


@pytest.mark.parametrize("field", sorted(FIELDS))
def test_every_field_has_operators_that_work(field):
    kind = FIELDS[field]
    fact = {"number": 5.0, "text": "DE", "set": frozenset({"VIP"}), "flag": True}[kind]
    value = {"number": "5", "text": "de, at", "set": "vip", "flag": "yes"}[kind]
    for operator in OPERATORS[kind]:
        condition = Condition(field, operator, value)
        assert not problem(condition)
        expected = operator in {"=", ">=", "<=", "in", "is"}
        assert holds(condition, {field: fact}) is expected
        assert not holds(condition, {}), "what is not known fulfils nothing"


@pytest.mark.parametrize(
    "condition",
    [
        Condition("mood", "=", "1"),
        Condition("country", ">", "AT"),
        Condition("revenue", ">", "nan"),
        Condition("revenue", "=", None),
    ],
)
def test_an_unsound_condition_is_refused(condition):
    assert problem(condition)
    with pytest.raises(ValueError, match="is not known"):
        holds(condition, {"mood": 1, "country": "DE", "revenue": 1})


def test_no_number_is_no_number():
    with pytest.raises(ValueError, match="not a number"):
        holds(Condition("revenue", "=", "5"), {"revenue": frozenset()})


GROUPS = st.recursive(
    st.builds(Condition, st.just("revenue"), st.sampled_from(("<", ">=")), st.integers(0, 10)),
    lambda inner: st.builds(Group, st.sampled_from(("all", "any")), st.lists(inner, max_size=3).map(tuple)),
    max_leaves=8,
)


@given(GROUPS, st.integers(0, 10))
def test_what_is_unmet_is_said_exactly_where_a_group_does_not_hold(group, revenue):
    facts = {"revenue": revenue}
    unmet = first_unmet(group, facts)
    if unmet:
        assert not holds(group, facts) and not holds(unmet, facts)
    elif not holds(group, facts):
        assert isinstance(group, Group) and not _leaves_unmet(group, facts)


def _leaves_unmet(group, facts):
    parts = [part for part in group.parts if not holds(part, facts)]
    return any(isinstance(part, Condition) or _leaves_unmet(part, facts) for part in parts)


@given(
    st.lists(st.tuples(st.integers(1, 3), st.integers(0, 10)), max_size=5),
    st.integers(0, 10),
    st.randoms(use_true_random=False),
)
def test_at_most_one_sequence_whatever_the_order(rows, revenue, chance):
    segments = [
        Segment(f"{number}", priority, Group("all", (Condition("revenue", ">=", least),)))
        for number, (priority, least) in enumerate(rows)
    ]
    found = choose(segments, {"revenue": revenue})
    chance.shuffle(segments)
    assert choose(segments, {"revenue": revenue}) == found
    fitting = [segment for segment in segments if holds(segment.when, {"revenue": revenue})]
    assert (found is None) is (not fitting)
    if found:
        assert all(
            (row.priority, row.key) >= next((s.priority, s.key) for s in segments if s.key == found) for row in fitting
        )


# === THE PAST === #


@settings(max_examples=40)
@given(
    st.lists(
        st.tuples(DAYS, st.integers(0, 40), st.integers(1, 5000), st.one_of(st.none(), st.integers(0, 80))), max_size=5
    ),
    st.lists(st.integers(0, 25), min_size=1, max_size=4, unique=True),
)
def test_a_replay_sends_what_the_days_would_have_sent(bills, offsets):
    """The oracle walks all days and removes what is paid by hand."""
    steps = tuple(Step(f"s{offset}", offset) for offset in offsets)
    histories = tuple(
        History(
            f"i{number}",
            issued,
            issued + timedelta(days=term),
            amount,
            "EUR",
            ((issued + timedelta(days=paid), amount),) if paid is not None else (),
        )
        for number, (issued, term, amount, paid) in enumerate(bills)
    )
    first, last = date(2026, 1, 5), date(2026, 5, 29)
    calendar = Calendar.around(MONDAY)
    messages = replay(histories, Customer((), steps), calendar, first, last)
    life = Life((), steps, {})
    today = first
    while today <= last:
        there = {
            row.key: life.items.get(row.key) or Item(row.key, row.due_on, row.amount_minor, "EUR")
            for row in histories
            if row.issued_on <= today and not any(day <= today for day, _amount in row.payments)
        }
        life.items = {**there}
        kept = dict(life.items)
        life.day(today)
        kept.update(life.items)
        today += timedelta(days=1)
    assert [(message.day, message.step, message.covered) for message in messages] == [
        (day, step.key, covered) for day, step, covered in life.log
    ]
    for message in messages:
        assert message.paid_within_days is None or message.paid_within_days > 0, "paid on the day: no message"


def test_a_part_payment_of_the_past_leaves_the_rest():
    bill = History(
        "a",
        date(2026, 1, 2),
        date(2026, 2, 2),
        5000,
        "EUR",
        ((date(2026, 2, 3), 2000), (date(2026, 2, 20), 3000)),
        5000,
    )
    [message] = replay(
        (bill,), Customer((), (Step("a", 3),)), Calendar.around(MONDAY), date(2026, 1, 1), date(2026, 3, 1)
    )
    assert (message.worth_minor, message.paid_within_days) == (3000, 15)


def test_a_new_invoice_every_week_does_not_put_off_the_next_step_of_the_old():
    steps = (Step("first", 3), Step("second", 10), Step("third", 20))
    bills = [Item(f"i{week:02}", MONDAY + timedelta(days=7 * week), 100, "EUR") for week in range(10)]
    life = Life(bills, steps, {})
    today = MONDAY
    while today < MONDAY + timedelta(days=40):
        life.day(today)
        today += timedelta(days=1)
    assert life.items["i00"].reached == 20
    assert [step.key for _day, step, _covered in life.log][:3] == ["first", "first", "second"]


def test_nothing_is_sent_where_there_is_nothing():
    assert replay((), Customer((), None), Calendar.around(MONDAY), MONDAY, MONDAY) == ()


def test_what_credits_cover_is_said_though_more_is_coming():
    """A credit covers what is due, and another invoice is not due yet: the reason is the credit."""
    steps = (Step("a", 3),)
    late = Item("late", MONDAY - timedelta(days=30), 500, "EUR")
    coming = Item("coming", MONDAY + timedelta(days=30), 700, "EUR")
    credit = Item("credit", MONDAY, -500, "EUR")
    calendar = Calendar.around(MONDAY)
    found = decide(Customer((late, coming, credit), steps), MONDAY, calendar)
    assert (found.code, found.is_candidate) == ("credited", True)
    assert decide(Customer((coming,), steps), MONDAY, calendar).code == "nothing_due"
