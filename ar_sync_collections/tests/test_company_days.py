"""Risk: two parts of the product count another day for the same company, or half a day off as a whole one."""

from datetime import date, timedelta

from odoo.tests import tagged

from .common import CollectionsCase


@tagged("-at_install", "post_install")
class TestCompanyDays(CollectionsCase):
    def test_the_company_s_day_comes_from_one_place(self):
        """Of its working hours: forecast, figures, aged receivables and the limit of a day count the same days."""
        self.company.resource_calendar_id.tz = "Asia/Tokyo"
        self.company.partner_id.tz = self.env.user.tz = "America/Los_Angeles"
        self.now = self.now.replace(hour=16, minute=30)
        day = date(2026, 3, 3)
        self.assertEqual(self.company._ar_collection_today(), day)
        self.assertEqual(self.env["ar.receivable.history"]._today(self.company), day)
        company = self.env(context={"allowed_company_ids": self.company.ids})
        self.assertEqual(company["ar.collection.ageing"]._day(), day)
        self.assertEqual(company["ar.collection.as.of"].create({}).day, day)
        self.env["ar.forecast"]._make(self.company)
        waiting = self.env["ar.sync.dispatch"]._companies_without_forecast
        self.assertEqual(self.env["ar.forecast"].search([("company_id", "=", self.company.id)]).mapped("day"), [day])
        # Half past one: the night's forecast is made after two, by the same clock.
        self.now += timedelta(days=1)
        self.assertNotIn(self.company, waiting())
        self.now += timedelta(hours=1)
        self.assertIn(self.company, waiting())

    def test_whoever_may_not_read_working_hours_has_the_same_day(self):
        self.company.resource_calendar_id.tz = "Asia/Tokyo"
        self.now = self.now.replace(hour=16, minute=30)
        for user in (self.env.ref("base.public_user"), self.grace):
            company = self.company.with_user(user)
            company.invalidate_recordset()
            self.assertEqual(company._ar_collection_today(), date(2026, 3, 3), user.login)

    def test_only_a_whole_day_off_is_a_day_off(self):
        """Half a day is worked; a morning and an afternoon off are the day; midnight there is not midnight here."""
        calendar = self.company.resource_calendar_id
        off = [
            ("2026-03-02 08:00:00", "2026-03-02 12:00:00"),
            ("2026-03-03 07:00:00", "2026-03-03 12:00:00"),
            ("2026-03-03 13:00:00", "2026-03-03 18:00:00"),
            ("2026-03-04 23:00:00", "2026-03-05 22:59:59"),
            ("2026-03-06 12:00:00", "2026-03-10 12:00:00"),
        ]
        self.env["resource.calendar.leaves"].create(
            [
                {
                    "calendar_id": calendar.id,
                    "company_id": self.company.id,
                    "date_from": since,
                    "date_to": until,
                }
                for since, until in off
            ]
        )
        found = self.company._ar_holidays(date(2026, 3, 1), date(2026, 3, 31))
        weekdays = sorted(str(day) for day in found if day.weekday() < 5)
        self.assertEqual(weekdays, ["2026-03-03", "2026-03-05", "2026-03-09"])

        # A fortnight with a short Monday every other week; then hours that are nobody's.
        calendar.switch_calendar_type()
        week = str(calendar.attendance_ids.get_week_type(date(2026, 3, 2)))
        calendar.attendance_ids.filtered(
            lambda row: row.dayofweek == "0" and row.week_type == week and row.hour_from >= 12
        ).unlink()
        found = self.company._ar_holidays(date(2026, 3, 1), date(2026, 3, 31))
        self.assertIn(date(2026, 3, 2), found)
        calendar.attendance_ids.unlink()
        found = self.company._ar_holidays(date(2026, 3, 1), date(2026, 3, 31))
        weekdays = sorted(str(day) for day in found if day.weekday() < 5)
        self.assertEqual(weekdays, ["2026-03-05", "2026-03-09"], "about noon")
