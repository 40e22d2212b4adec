"""Risk: the forecast on the screen is not that of the pure room, loses money, or is shown to the wrong people."""

from datetime import date, timedelta
from unittest.mock import patch

from odoo.exceptions import AccessError
from odoo.fields import Command
from odoo.tests import Form, new_test_user
from odoo.tools import mute_logger

from ..forecasting.backtest import WEEKS as BACKTEST_WEEKS
from ..models.ar_forecast import WEEKS, ArForecast
from ..models.ar_forecast_make import ArForecast as Maker
from .forecast_common import TODAY, ForecastCase


class TestForecast(ForecastCase):
    def forecast(self):
        return self.Forecast._make(self.company).filtered(lambda row: row.currency_id == self.usd)

    # === THE NUMBERS TIE === #

    def test_weeks_are_the_sum_of_their_invoices_to_the_cent(self):
        self.history()
        forecast = self.forecast()
        self.assertEqual(len(forecast.week_ids), WEEKS)
        for week in forecast.week_ids:
            shares = self.env["ar.forecast.share"].search([("week_id", "=", week.id)])
            self.assertAlmostEqual(sum(shares.mapped("amount")), week.expected, 2)
            self.assertLessEqual(week.low, week.expected)
            self.assertLessEqual(week.expected, week.high)
        expected = sum(forecast.week_ids.mapped("expected"))
        self.assertAlmostEqual(expected + forecast.later_amount, forecast.open_amount, 2)
        self.assertAlmostEqual(sum(forecast.week_ids[:4].mapped("expected")), forecast.expected_4w, 2)
        self.assertAlmostEqual(forecast.week_ids[-1].total_expected, expected, 2)
        self.assertTrue(forecast.low_4w < forecast.expected_4w < forecast.high_4w)

    def test_what_is_open_is_what_the_ledger_says(self):
        self.history()
        forecast = self.forecast()
        aged = self.ageing(TODAY)
        self.assertAlmostEqual(forecast.open_amount, sum(aged.values()), 2)
        self.assertAlmostEqual(sum(forecast.item_ids.mapped("amount")), forecast.open_amount, 2)

    def test_weeks_follow_the_calendar_and_begin_today(self):
        self.sold(self.alice, 100, "2026-06-01")
        weeks = self.forecast().week_ids
        self.assertEqual((weeks[0].start_on, weeks[0].end_on), (TODAY, date(2026, 6, 21)))
        for before, after in zip(weeks, weeks[1:], strict=False):
            self.assertEqual(after.start_on, before.end_on + timedelta(days=1))
            self.assertEqual((after.end_on - after.start_on).days, 6)

    def test_made_again_it_replaces_itself(self):
        self.history(120, 6)
        first = self.forecast()
        counts = [len(first.week_ids), len(first.item_ids), len(first.backtest_ids)]
        again = self.forecast()
        self.assertEqual(again, first)
        self.assertEqual([len(again.week_ids), len(again.item_ids), len(again.backtest_ids)], counts)

    def test_a_payment_is_gone_from_the_next_one(self):
        invoice = self.sold(self.alice, 100, "2026-06-01")
        self.assertEqual(self.forecast().open_amount, 100)
        self.assertTrue(invoice.ar_expected_on)
        self.pay(invoice, TODAY)
        invoice.invalidate_recordset()
        self.assertFalse(invoice.ar_expected_on, "at once, not only after the next night")
        self.assertEqual(self.forecast().open_amount, 0)
        self.assertFalse(self.env["ar.forecast.item"].search([("move_id", "=", invoice.id)]))

    def test_credit_is_taken_off_the_oldest(self):
        old = self.sold(self.alice, 100, "2026-03-01")
        new = self.sold(self.alice, 100, "2026-05-01")
        other = self.sold(self.bruno, 100, "2026-04-01")
        self.invoice(self.alice, 130, date="2026-05-05", move_type="out_refund")
        forecast = self.forecast()
        amounts = {item.move_id: item.amount for item in forecast.item_ids}
        self.assertEqual(amounts, {new: 70, other: 100})
        self.assertNotIn(old, amounts)
        self.assertEqual((forecast.open_amount, forecast.credit_amount), (170, 130))

    def test_currencies_have_forecasts_of_their_own_in_their_decimals(self):
        self.sold(self.alice, 1000, "2026-06-01", currency=self.eur)
        self.sold(self.alice, 99999, "2026-06-01", currency=self.jpy)
        self.sold(self.alice, 12.5, "2026-06-01", currency=self.kwd)
        made = self.Forecast._make(self.company)
        found = {row.currency_id: row for row in made}
        self.assertEqual(
            {currency: row.open_amount for currency, row in found.items()},
            {self.usd: 0, self.eur: 1000, self.jpy: 99999, self.kwd: 12.5},
        )
        for week in found[self.jpy].week_ids:
            self.assertEqual(week.expected, round(week.expected))

    def test_a_currency_that_is_settled_has_no_old_forecast(self):
        invoice = self.sold(self.alice, 1000, "2026-06-01", currency=self.eur)
        self.assertEqual(len(self.Forecast._make(self.company)), 2)
        invoice.button_draft()
        self.assertEqual(self.Forecast._make(self.company).currency_id, self.usd)
        self.assertEqual(self.Forecast.search_count([("company_id", "=", self.company.id)]), 1)

    def test_without_any_invoice_it_is_empty_and_there(self):
        forecast = self.forecast()
        self.assertEqual((forecast.open_amount, forecast.expected_4w, forecast.month_ends), (0, 0, 0))
        self.assertEqual(sum(forecast.week_ids.mapped("high")), 0)

    # === PROMISES AND DISPUTES === #

    def test_a_promise_and_a_dispute_move_money_and_are_shown(self):
        sure, contested = (self.sold(self.alice, 100, "2026-05-20") for _number in range(2))
        day = TODAY + timedelta(days=16)
        promises = {self.item(sure).id: (day, 100, 1.0)}
        disputes = {self.item(contested).id: 40.0}
        with (
            patch.object(ArForecast, "_promises_of", lambda self, line_ids: promises),
            patch.object(ArForecast, "_disputes_of", lambda self, line_ids: disputes),
        ):
            forecast = self.forecast()
        by_move = {item.move_id: item for item in forecast.item_ids}
        self.assertEqual((by_move[sure].expected_on, by_move[sure].promised_on), (day, day))
        self.assertEqual((by_move[sure].promised, by_move[contested].disputed), (100, 40))
        third = forecast.week_ids[2]
        self.assertTrue(third.start_on <= day <= third.end_on)
        self.assertEqual(third.promised, 100)
        self.assertGreater(sum(forecast.week_ids.mapped("disputed")), 30)

    # === PAST AND HABITS === #

    def test_the_past_is_judged_beside_simpler_ways(self):
        self.history(900, 15)
        forecast = self.forecast()
        self.assertGreaterEqual(forecast.month_ends, 10)
        self.assertEqual(len(forecast.backtest_ids), forecast.month_ends * BACKTEST_WEEKS)
        self.assertLess(forecast.wape, forecast.wape_customer_median)
        self.assertLess(forecast.wape, forecast.wape_due_date)
        error = sum(abs(row.expected - row.actual) for row in forecast.backtest_ids)
        self.assertAlmostEqual(error / sum(forecast.backtest_ids.mapped("actual")), forecast.wape, 2)

    def test_a_customer_is_told_its_habit(self):
        self.write_ledger(
            [
                (
                    self.alice.id,
                    TODAY - timedelta(days=200 - n),
                    TODAY - timedelta(days=170 - n),
                    100.0,
                    TODAY - timedelta(days=160 - n),
                )
                for n in range(60)
            ]
        )
        self.forecast()
        habit = self.env["ar.forecast.customer"].search([("partner_id", "=", self.alice.id)])
        self.assertTrue(8 <= habit.typical_days <= 11, habit.typical_days)
        self.assertTrue(habit.early_days <= habit.typical_days <= habit.late_days)
        self.assertIn("days late", self.alice.ar_delay_words)
        self.assertFalse(self.bruno.ar_delay_words)

    def test_the_invoice_says_when_and_between_which_days(self):
        invoice = self.sold(self.alice, 100, "2026-06-01")
        self.forecast()
        item = self.env["ar.forecast.item"].search([("move_id", "=", invoice.id)])
        self.assertEqual(invoice.ar_expected_on, item.expected_on)
        self.assertTrue(TODAY <= item.early_on <= item.expected_on <= item.late_on)
        self.assertIn("four times out of five", invoice.ar_expected_words)
        found = self.env["account.move"].search([("ar_expected_on", "=", item.expected_on)])
        self.assertIn(invoice, found)

    # === THE NIGHT === #

    def test_one_company_at_a_time_and_each_once_a_day(self):
        dispatch = self.env["ar.sync.dispatch"]
        self.assertIn(self.company, dispatch._companies_without_forecast())
        for _turn in range(50):
            if not dispatch._stage_forecast():
                break
        self.assertNotIn(self.company, dispatch._companies_without_forecast())
        self.assertTrue(self.Figure.search([("company_id", "=", self.company.id)]))

    def test_a_company_whose_data_fails_keeps_nobody_waiting(self):
        dispatch = self.env["ar.sync.dispatch"]
        with (
            patch.object(Maker, "_open_rows", side_effect=ZeroDivisionError("no such day")),
            mute_logger("odoo.addons.ar_sync_collections.models.ar_sync_dispatch_forecast"),
            patch.object(type(dispatch), "_companies_without_forecast", lambda self_: self.company),
        ):
            self.assertEqual(dispatch._stage_forecast(), 0)
        forecast = self.Forecast.search([("company_id", "=", self.company.id)])
        self.assertEqual((forecast.problem, forecast.day), ("no such day", TODAY))
        self.assertFalse(self.forecast().problem)

    # === RIGHTS === #

    def test_another_company_sees_nothing(self):
        self.history(60, 3)
        self.forecast()
        other = self.env["res.company"].create({"name": "Elsewhere"})
        user = new_test_user(
            self.env,
            "elsewhere",
            groups="base.group_user,ar_sync.group_user",
            company_id=other.id,
            company_ids=[Command.set(other.ids)],
        )
        for model in (
            "ar.forecast",
            "ar.forecast.week",
            "ar.forecast.item",
            "ar.forecast.share",
            "ar.collection.ageing",
        ):
            self.assertFalse(
                self.env[model].with_user(user).with_context(allowed_company_ids=other.ids).search([]), model
            )
        seen = (
            self.env["ar.collection.dashboard"]
            .with_user(user)
            .with_context(allowed_company_ids=other.ids)
            .get_dashboard()
        )
        self.assertFalse(seen["made_on"] or seen["weeks"] or seen["late"])

    def test_an_accountant_without_our_groups_has_no_dashboard(self):
        user = new_test_user(self.env, "books", groups="base.group_user,account.group_account_manager")
        dashboard = self.env["ar.collection.dashboard"].with_user(user)
        for call in (dashboard.get_dashboard, lambda: dashboard.get_items_action("open")):
            with self.assertRaises(AccessError):
                call()

    # === SIZE === #

    def test_queries_do_not_grow_with_the_ledger(self):
        counts = []
        for size in (100, 100, 400):
            self.history(size, 10, seed=size)
            self.env.flush_all()
            before = self.env.cr.sql_log_count
            self.Forecast._make(self.company)
            counts.append(self.env.cr.sql_log_count - before)
        self.assertLessEqual(counts[2] - counts[1], 6, counts)

    def test_the_dashboard_asks_a_bounded_number_of_questions(self):
        self.history(300, 20)
        self.forecast()
        self.Figure._make(self.company)
        self.env.flush_all()
        self.env.invalidate_all()
        dashboard = self.env["ar.collection.dashboard"]
        dashboard.get_dashboard()
        self.env.invalidate_all()
        before = self.env.cr.sql_log_count
        dashboard.get_dashboard()
        self.assertLessEqual(self.env.cr.sql_log_count - before, 40)

    def test_five_thousand_invoices_are_read_without_a_scan_per_row(self):
        self.history(5000, 300)
        for table in ("account_move", "account_move_line", "account_partial_reconcile"):
            self.env.cr.execute(f"ANALYZE {table}")  # pylint: disable=sql-injection
        day = TODAY - timedelta(days=90)
        query = self.History._items_sql(day, [self.company.id])
        plan = self.env.execute_query(type(query)("EXPLAIN (ANALYZE, FORMAT JSON) %s", query))[0][0][0]
        self.assertLess(plan["Execution Time"], 3000)
        self.assertLess(_rows_read(plan["Plan"]), 100_000)
        forecast = self.forecast()
        self.assertGreater(forecast.month_ends, 10)

    def test_the_day_of_the_report_is_asked_for(self):
        self.sold(self.alice, 100, "2026-03-01")
        with Form(self.env["ar.collection.as.of"]) as form:
            form.day = date(2026, 3, 15)
        action = form.save().action_ar_show()
        rows = (
            self.env[action["res_model"]]
            .with_context(**action["context"])
            .search([("company_id", "=", self.company.id)])
        )
        self.assertEqual((rows.bucket, rows.residual, rows.days_late), ("current", 100, 0))


def _rows_read(plan: dict) -> float:
    """Return the rows that the nodes of a plan read, loops counted."""
    own = plan.get("Actual Rows", 0) * plan.get("Actual Loops", 1) + plan.get("Rows Removed by Filter", 0) * plan.get(
        "Actual Loops", 1
    )
    return own + sum(_rows_read(child) for child in plan.get("Plans", ()))
