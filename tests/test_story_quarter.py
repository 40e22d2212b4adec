"""Risk: each part is right and the whole is not. A company's quarter, told day by day through the real doors.

At every month's end, and at the end of it all, Odoo's journals, Stripe's balances and the bank's statements are
equal to the cent in three currencies, and equal to what an accountant would have noted by hand.
"""

from .story_checks import Checks
from .story_company import LAST, MONTH_ENDS

MONDAY, WEDNESDAY, FRIDAY = 0, 2, 4


class TestStoryQuarter(Checks):
    def test_a_quarter(self):
        acts = self.acts()
        for day in self.days():
            for name in acts.get(day, ()):
                getattr(self, name)()
            self.watch_payouts()
            is_end = day in MONTH_ENDS or day == LAST
            if not is_end and day.weekday() not in (MONDAY, WEDNESDAY, FRIDAY):
                continue  # the server is asleep; what waits is done when it is awake
            self.deliver()
            self.work()
            if is_end or day.weekday() == FRIDAY:
                self.import_statements()
                self.work()
            if is_end:
                import sys; print("=======", day, file=sys.stderr)
                self.check_all()
