"""Risk: more leaves on a day than the company wants, or the limit keeps what it is not about."""

from datetime import datetime, timedelta

from odoo.fields import Command
from odoo.tests import tagged

from .common import CollectionsCase


@tagged("-at_install", "post_install")
class TestCaps(CollectionsCase):
    def test_no_more_than_the_cap_leave_in_a_day(self):
        self.company.ar_collection_cap_day = 1
        self.bill(amount=10.0)
        self.bill(self.bruno, 500.0)
        self.work()
        self.assertEqual((len(self.messages(self.bruno)), len(self.messages())), (1, 0))
        self.assertEqual(self.today_of().reason, "The company's 1 messages of the day were sent.")
        self.pass_days(1)
        self.assertEqual(len(self.messages()), 1)

    def test_the_cap_is_of_the_companys_day_and_of_messages_only(self):
        self.company.write({"ar_collection_cap_day": 1, "ar_collection_hour_from": 0, "ar_collection_hour_to": 24})
        self.company.resource_calendar_id.tz = self.alice.tz = self.bruno.tz = "America/New_York"
        called = self.alice.copy({"name": "Cora", "email": "ap@cora.example"})
        calls = Command.create({"offset": 3, "channel": "call"})
        self.Case._open_cases(self.company)
        for partner, amount in ((self.alice, 900.0), (self.bruno, 500.0), (called, 100.0)):
            self.bill(partner, amount)
        self.Case._open_cases(self.company)
        self.case_of(called).chosen_sequence_id = self.sequence.create({"name": "Calls", "step_ids": [calls]})
        self.now = self.now.replace(hour=15)  # ten in the morning there
        self.work()
        self.assertEqual((len(self.messages(self.alice)), len(self.messages(self.bruno))), (1, 0))
        self.assertEqual(self.today_of(called).state, "sent", "a call is no message")
        self.now += timedelta(hours=13)  # four in the morning in London, and still the same day there
        self.work()
        self.assertEqual(len(self.messages(self.bruno)), 0)
        self.now += timedelta(hours=2)
        self.work()
        self.assertEqual(len(self.messages(self.bruno)), 1)

    def test_the_day_on_which_the_clock_goes_back_has_twenty_five_hours(self):
        self.company.ar_collection_cap_day = 1
        self.bill()
        self.work()
        self.today_of()._ar_through_gate().sent_at = datetime(2026, 10, 24, 23, 30)  # half past midnight in London
        self.now = datetime(2026, 10, 25, 10, 0)
        self.assertEqual(self.Case._room(self.company), 0)

    def test_without_a_cap_all_leave(self):
        self.company.ar_collection_cap_day = 0
        self.bill(amount=10.0)
        self.bill(self.bruno, 500.0)
        self.work()
        self.assertEqual((len(self.messages(self.bruno)), len(self.messages())), (1, 1))
