"""Risk: each part is right and the whole is not. A company's quarter, told day by day through the real doors.

At every month's end, and at the end of it all, Odoo's journals, Stripe's balances and the bank's statements are
equal to the cent in three currencies, and equal to what an accountant would have noted by hand.
"""

from .story_acts import September
from .story_company import LAST, MONTH_ENDS


class TestStoryQuarter(September):
    def test_a_quarter(self):
        acts = self.acts()
        for day in self.days():
            for name in acts.get(day, ()):
                getattr(self, name)()
            self.watch_payouts()
            self.deliver()
            self.work()
            if day.weekday() == 4 or day in MONTH_ENDS or day == LAST:
                self.import_statements()
                self.work()
