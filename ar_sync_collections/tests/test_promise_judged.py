"""Risk: a promise is called broken that was kept, or one payment keeps two promises. No database is needed."""

from datetime import date
from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from ..planning.promise import Application, Promised, judge

D = Decimal
DAY = date(2026, 3, 10)
AFTER = date(2026, 4, 1)


def promised(key=1, amount=100, until=DAY, open_now=0, **values):
    found = {"items": frozenset({7}), "currency": "USD", "made_after": 0, **values}
    return Promised(key=key, amount=D(amount), until=until, open_now=D(open_now), **found)


def paid(key, amount, day=DAY, item=7, is_money=True, **worth):
    return Application(key, item, day, is_money, {"USD": D(amount), **{name: D(x) for name, x in worth.items()}})


def state(promise, *applications, today=AFTER):
    return judge([promise], applications, today)[promise.key].state


def test_nothing_came():
    assert state(promised(open_now=100), today=DAY) == "open"
    assert state(promised(open_now=100)) == "broken"


def test_the_last_day_counts_and_the_next_does_not():
    assert state(promised(), paid(1, 100, DAY)) == "kept"
    assert state(promised(), paid(1, 100, date(2026, 3, 11))) == "broken"


def test_paid_before_the_day_is_kept_at_once():
    verdict = judge([promised()], [paid(1, 100, date(2026, 3, 2))], date(2026, 3, 2))[1]
    assert (verdict.state, verdict.paid, verdict.kept_on) == ("kept", D(100), date(2026, 3, 2))


def test_two_payments_keep_it_and_the_second_day_is_the_day():
    verdict = judge([promised()], [paid(1, 60, date(2026, 3, 2)), paid(2, 40, date(2026, 3, 9))], AFTER)[1]
    assert (verdict.state, verdict.kept_on) == ("kept", date(2026, 3, 9))


def test_a_part_is_a_part():
    verdict = judge([promised(open_now=60)], [paid(1, 40)], AFTER)[1]
    assert (verdict.state, verdict.paid, verdict.due) == ("partly", D(40), D(100))


def test_the_rest_that_came_late_leaves_it_a_part():
    assert state(promised(), paid(1, 40), paid(2, 60, date(2026, 3, 20))) == "partly"


def test_what_was_there_before_does_not_count():
    assert state(promised(made_after=5, open_now=100), paid(5, 100)) == "broken"


def test_another_invoices_money_does_not_count():
    assert state(promised(open_now=100), paid(1, 100, item=8)) == "broken"


def test_what_was_credited_was_not_owed():
    credit = paid(1, 30, is_money=False)
    assert state(promised(), credit, paid(2, 70)) == "kept"
    assert state(promised(open_now=70), credit) == "broken"
    assert state(promised(), paid(1, 100, is_money=False)) == "credited"


def test_a_promised_part_is_kept_though_the_rest_is_open():
    assert state(promised(amount=40, open_now=60), paid(1, 40)) == "kept"


def test_more_than_is_owed_was_promised():
    assert state(promised(amount=500), paid(1, 100)) == "kept"


def test_two_halves_share_no_money():
    first, second = promised(1, 50, open_now=50), promised(2, 50, date(2026, 3, 20), open_now=50)
    found = judge([second, first], [paid(1, 50)], AFTER)
    assert (found[1].state, found[2].state) == ("kept", "broken")
    found = judge([first, second], [paid(1, 50), paid(2, 50, date(2026, 3, 19))], AFTER)
    assert (found[1].state, found[2].state) == ("kept", "kept")


def test_one_payment_of_all_keeps_both_halves():
    first, second = promised(1, 50), promised(2, 50, date(2026, 3, 20))
    assert {row.state for row in judge([first, second], [paid(1, 100)], DAY).values()} == {"kept"}


def test_a_rest_of_the_rate_breaks_nothing():
    """Promised in euros at one rate, paid in dollars at another: the invoice is settled, so the promise was kept."""
    assert state(promised(amount=80, currency="EUR"), paid(1, 100, EUR="79.20")) == "kept"
    assert state(promised(amount=80, currency="EUR", open_now=10), paid(1, 88, EUR="70.40")) == "partly"


def test_yen_and_dinars():
    yen = promised(amount=1000, currency="JPY", unit=D(1))
    assert state(yen, paid(1, 7, JPY="1000")) == "kept"
    dinar = promised(amount="1.005", currency="KWD", unit=D("0.001"), open_now="0.001")
    assert state(dinar, paid(1, 3, KWD="1.004")) == "partly"


amounts = st.integers(1, 500).map(D)
days = st.dates(date(2026, 3, 1), date(2026, 3, 31))


@given(
    st.lists(st.tuples(amounts, days), min_size=1, max_size=4),
    st.lists(st.tuples(amounts, days, st.booleans()), max_size=5),
    st.integers(0, 300).map(D),
    days,
)
def test_money_is_counted_once(promises, applications, open_now, today):
    made = [promised(key, amount, day, open_now) for key, (amount, day) in enumerate(promises)]
    rows = [paid(key, amount, day, is_money=money) for key, (amount, day, money) in enumerate(applications, 1)]
    found = judge(made, rows, today)
    money = sum((row.worth["USD"] for row in rows if row.is_money), D(0))
    assert sum((verdict.paid for verdict in found.values()), D(0)) <= money
    for promise in made:
        verdict = found[promise.key]
        assert verdict.paid <= verdict.due <= promise.amount
        assert verdict.state != "broken" or (verdict.paid == 0 and today > promise.until)
        assert verdict.state != "open" or today <= promise.until
        assert (verdict.kept_on is not None) >= (verdict.state == "kept")


@given(st.lists(st.tuples(amounts, days), max_size=5), days)
def test_the_order_in_which_it_was_entered_does_not_matter(applications, today):
    rows = [paid(key, amount, day) for key, (amount, day) in enumerate(applications, 1)]
    made = [promised(1, 60, date(2026, 3, 9), 40), promised(2, 60, date(2026, 3, 19), 40)]
    assert judge(made, rows, today) == judge(made[::-1], rows[::-1], today)
