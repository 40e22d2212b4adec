"""Asking Stripe at its pace: per account and per endpoint, and longer pauses where it says so."""

from unittest import TestCase

from ..api import budget as module
from ..api.budget import ENDPOINT_PER_S, SHARE, Budget
from .common import FakeTime


class TestBudget(TestCase):
    """The buckets, on a clock of the test."""

    def setUp(self):
        super().setUp()
        self.time = FakeTime()
        self.addCleanup(module._buckets.clear)
        self.budget = self.of("test")

    def of(self, environment, account="acct_1"):
        return Budget(account, environment, self.time.clock, self.time.sleep)

    def rate(self, budget, *endpoints, seconds=10.0) -> float:
        """Ask in turn for ``seconds`` and return the requests a second, after the first second."""
        count, begin_s = 0, self.time.now_s
        while self.time.now_s < begin_s + 1 + seconds:
            budget.wait(endpoints[count % len(endpoints)])
            count += self.time.now_s >= begin_s + 1
            self.assertLess(count, 100_000)
            if not self.time.pauses_s:
                self.time.now_s += 0.001
        return count / seconds

    def test_one_endpoint_stays_below_its_allowance(self):
        for environment in ("test", "live"):
            self.assertLessEqual(self.rate(self.of(environment), "read charges"), ENDPOINT_PER_S * SHARE * 1.1)

    def test_account_in_test_mode_stays_below_its_allowance(self):
        endpoints = [f"read {number}" for number in range(20)]
        self.assertLessEqual(self.rate(self.budget, *endpoints), 25 * SHARE * 1.1)

    def test_live_account_is_faster_than_one_endpoint(self):
        endpoints = [f"read {number}" for number in range(20)]
        rate = self.rate(self.of("live"), *endpoints)
        self.assertGreater(rate, ENDPOINT_PER_S * SHARE * 2)
        self.assertLessEqual(rate, 100 * SHARE * 1.2)

    def test_accounts_do_not_slow_each_other(self):
        other = self.of("test", "acct_2")
        while not self.budget.wait("read charges"):
            pass
        self.assertEqual(other.wait("read charges"), 0.0)

    def test_pause_of_an_endpoint_leaves_the_others(self):
        live = self.of("live")
        self.assertEqual(live.hold("read charges", "endpoint-rate", 5.0), 5.0)
        self.assertEqual(live.wait("read refunds"), 0.0)
        self.assertGreaterEqual(live.wait("read charges"), 5.0)

    def test_pause_of_the_account_holds_everything(self):
        for reason in ("global-rate", "global-concurrency", ""):
            budget = self.of("live", f"acct_{reason}")
            budget.hold("read charges", reason, 3.0)
            self.assertGreaterEqual(budget.wait("read refunds"), 3.0, reason)

    def test_without_a_wish_it_pauses_all_the_same(self):
        self.assertEqual(self.budget.hold("read charges", "", None), module.PENALTY_S)
        self.assertGreaterEqual(self.budget.wait("read charges"), module.PENALTY_S)

    def test_after_the_pause_it_goes_on_at_its_pace(self):
        live = self.of("live")
        live.hold("read charges", "endpoint-rate", 5.0)
        live.wait("read charges")
        self.assertLess(live.wait("read charges"), 1.0)
