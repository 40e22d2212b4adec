"""Risk: a figure of the board is not what its formula gives on the ledger, or its number opens other invoices."""

from datetime import date, timedelta

from .forecast_common import TODAY, ForecastCase

DAY = date(2026, 3, 31)


class TestFigures(ForecastCase):
    def figures(self, day=DAY):
        return self.Figure._make_days(self.company, {day})

    def test_the_figures_of_a_small_ledger_by_hand(self):
        """Opening 900; sold 1 800 in 90 days; 500 of it paid 10 days late; 2 200 open, of which 1 300 not due."""
        self.sold(self.alice, 900, "2025-11-01", "2025-12-31")
        paid = self.sold(self.alice, 500, "2026-01-05", "2026-02-04")
        self.pay(paid, "2026-02-14")
        self.sold(self.bruno, 1300, "2026-03-10", "2026-04-09")
        found = self.figures()
        self.assertEqual((found.open_amount, found.current_amount, found.overdue_61_90), (2200, 1300, 900))
        self.assertEqual((found.overdue_91, found.overdue_amount), (0, 900))
        self.assertEqual(found.sales, 1800)
        self.assertAlmostEqual(found.dso, 2200 / 1800 * 90, 1)
        self.assertAlmostEqual(found.dso_best, 1300 / 1800 * 90, 1)
        self.assertAlmostEqual(found.days_delinquent, found.dso - found.dso_best, 1)
        # March 1 300 in 31 days, February nothing in 28, January 500 in 31, December nothing in 31, then 400 of
        # November's 900.
        self.assertAlmostEqual(found.dso_countback, 31 + 28 + 31 + 31 + 400 / 900 * 30, 1)
        self.assertAlmostEqual(found.effectiveness, 100 * (900 + 1800 - 2200) / (900 + 1800 - 1300), 1)
        self.assertEqual((found.days_late, found.settled_count, found.chased_count), (10, 1, 1))
        self.assertEqual(found.at_risk_amount, 900)
        self.assertAlmostEqual(found.at_risk_rate, 100 * 900 / 2200, 1)
        self.assertTrue(found.is_month_end)

    def test_credit_is_shown_apart_and_lowers_no_age(self):
        self.sold(self.alice, 900, "2026-02-01")
        self.invoice(self.bruno, 200, date="2026-03-01", move_type="out_refund")
        found = self.figures()
        self.assertEqual((found.open_amount, found.credit_amount, found.sales), (900, 200, 700))

    def test_later_bookings_change_no_past_day_unless_they_are_of_it(self):
        invoice = self.sold(self.alice, 900, "2026-02-01")
        before = self.figures().read(["open_amount", "dso", "effectiveness"])
        self.pay(invoice, "2026-05-01")
        self.sold(self.bruno, 5000, "2026-05-01")
        self.assertEqual(self.figures().read(["open_amount", "dso", "effectiveness"]), before)

    def test_nothing_sold_is_no_division_by_zero(self):
        found = self.figures()
        self.assertEqual((found.dso, found.dso_countback, found.effectiveness, found.at_risk_rate), (0, 0, 0, 0))

    def test_amounts_of_other_currencies_are_those_of_the_books(self):
        self.sold(self.alice, 800, "2026-03-10", currency=self.eur)
        self.assertEqual(self.figures().open_amount, 1000)

    def test_settled_late_goes_by_the_day_of_the_settlement(self):
        """Not by today: what was paid in time long ago was not late, and what is paid later is of another day."""
        in_time, late, after = (self.sold(self.alice, 100, "2026-01-01", "2026-01-20") for _number in range(3))
        self.pay(in_time, "2026-01-20")
        self.pay(late, "2026-03-06")
        self.pay(after, "2026-04-02")
        found = self.figures()
        self.assertEqual((found.settled_count, found.days_late), (2, 22.5))
        dashboard = self.env["ar.collection.dashboard"].with_context(allowed_company_ids=self.company.ids)
        for name, expected in (("settled", in_time | late), ("settled_late", late)):
            action = dashboard.get_items_action(name)
            moves = self.env[action["res_model"]].search(action["domain"]).move_id
            self.assertEqual(moves, expected, name)

    def test_the_first_night_tells_the_past_and_the_next_ones_add_a_day(self):
        self.sold(self.alice, 900, "2025-02-10")
        first = self.Figure._make(self.company)
        self.assertEqual(min(first.mapped("day")), date(2025, 2, 28))
        self.assertEqual(max(first.mapped("day")), TODAY - timedelta(days=1))
        self.assertEqual(len(first.filtered("is_month_end")), 16)
        self.assertEqual(self.Figure._make(self.company), first[-1])

    def test_hours_are_counts_times_the_company_s_minutes(self):
        for number in range(6):
            receipt = self.receipt(10, name=f"r{number}", date="2026-03-20")
            receipt._set_state("matched")
        self.company.ar_collection_minutes_receipt = 5
        self.assertEqual(self.figures().hours_saved, 0.5)
        self.company.ar_collection_minutes_receipt = 10
        self.assertEqual(self.figures().hours_saved, 1.0)


class TestDashboard(ForecastCase):
    def setUp(self):
        super().setUp()
        self.history(600, 12)
        self.Forecast._make(self.company)
        self.Figure._make(self.company)
        self.dashboard = self.env["ar.collection.dashboard"]

    def items(self, figure):
        action = self.dashboard.get_items_action(figure)
        return self.env[action["res_model"]].search(action["domain"])

    def test_it_shows_what_is_kept(self):
        data = self.dashboard.get_dashboard()
        forecast = self.Forecast.search([("company_id", "=", self.company.id), ("currency_id", "=", self.usd.id)])
        self.assertEqual(data["made_on"], str(TODAY))
        self.assertAlmostEqual(data["four_weeks"]["expected_4w"], forecast.expected_4w, 2)
        self.assertEqual(len(data["weeks"]), 13)
        self.assertEqual(data["backtest"][0]["wape"], forecast.wape)
        self.assertEqual(len(data["trend"]), 13)
        self.assertLess(data["before"]["day"], data["figures"]["day"])
        self.assertFalse(data["is_converted"])

    def test_each_number_opens_its_invoices(self):
        figures = self.dashboard.get_dashboard()["figures"]
        opened = sum(self.items("open").mapped("amount_residual"))
        self.assertAlmostEqual(opened, figures["open_amount"], 2)
        row = self.Figure.search([("company_id", "=", self.company.id)], limit=1)
        for name, field, amount in (
            ("overdue", "amount_residual", row.overdue_amount),
            ("current", "amount_residual", row.current_amount),
            ("at_risk", "amount_residual", row.at_risk_amount),
            ("credit", "amount_residual", -row.credit_amount),
            ("sales", "balance", row.sales),
        ):
            self.assertAlmostEqual(sum(self.items(name).mapped(field)), amount, 2, name)
        # However many they are, the list of what was settled is a few words, and they are the very items.
        first = row.day - timedelta(days=89)
        settled = self.env.execute_query(self.Figure._settled_sql(self.company, first, row.day))
        self.assertEqual(len(settled), row.settled_count)
        for name, wanted in (("settled", settled), ("settled_late", [item for item in settled if item[4] > 30])):
            self.assertEqual(set(self.items(name).ids), {item[0] for item in wanted}, name)
            self.assertLess(len(str(self.dashboard.get_items_action(name)["domain"])), 300)
        weighted = sum(max(late, 0) * float(amount) for _id, _move, amount, _day, late in settled)
        self.assertAlmostEqual(weighted / sum(self.items("settled").mapped("balance")), row.days_late, 1)
        self.assertFalse(self.items("resolved") | self.items("escalated"), "no step was taken: no figure")
        keys = ["settled:x", "nothing:1", f"settled:{row.id};", f"settled:{row.id}"]
        found = self.env["account.move.line"].search([("ar_settled_as", "in", keys)])
        self.assertEqual(found, self.items("settled"))
        disputed = self.sold(self.alice, 90, "2099-01-01")
        self.assertNotIn(disputed, self.items("at_risk").move_id)
        self.env["ar.dispute"].create({"move_id": disputed.id})
        self.assertIn(disputed, self.items("at_risk").move_id, "what is disputed is at risk, however young")
        with self.assertRaises(ValueError):
            self.dashboard.get_items_action("unlink")

    def test_several_currencies_are_added_at_the_rates_of_the_day(self):
        self.sold(self.alice, 800, "2026-06-01", currency=self.eur)
        self.Forecast._make(self.company)
        data = self.dashboard.get_dashboard()
        self.assertTrue(data["is_converted"])
        forecasts = self.Forecast.search([("company_id", "=", self.company.id)])
        by_currency = {row.currency_id: row.open_amount for row in forecasts}
        expected = by_currency[self.usd] + by_currency[self.eur] / 0.8
        self.assertAlmostEqual(data["four_weeks"]["open_amount"], expected, 2)

    def test_before_the_first_night_it_is_empty(self):
        company = self.env["res.company"].create({"name": "New"})
        self.env.user.company_ids += company
        data = self.dashboard.with_context(allowed_company_ids=company.ids).get_dashboard()
        self.assertEqual((data["made_on"], data["figures"], data["weeks"], data["late"]), (False, None, [], []))
