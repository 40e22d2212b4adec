"""Risk: the forecast counts money that is contested, or ignores what was promised."""

from datetime import date, timedelta

from odoo.tests import tagged

from .forecast_common import ForecastCase


@tagged("-at_install", "post_install")
class TestForecastSaid(ForecastCase):
    def lines(self, moves):
        return moves.line_ids.filtered(lambda line: line.account_id.account_type == "asset_receivable")

    def promise(self, moves, day, amount=0.0, **values):
        return self.env["ar.promise"].create(
            {
                "partner_id": moves.commercial_partner_id.id,
                "company_id": self.company.id,
                "currency_id": moves.currency_id[:1].id,
                "date": day,
                "amount": amount,
                "move_ids": moves.ids,
                **values,
            }
        )

    def dispute(self, move, amount=0.0):
        return self.env["ar.dispute"].create({"move_id": move.id, "amount": amount})

    def promised(self, moves):
        lines = self.lines(moves)
        found = self.Forecast._promises_of(lines.ids)
        return [(found[line.id][0].isoformat(), found[line.id][1]) if line.id in found else None for line in lines]

    def test_a_promise_is_for_its_invoices_the_earliest_due_first(self):
        later = self.sold(self.alice, 80, "2026-06-01")
        first = self.sold(self.alice, 100, "2026-05-01")
        other = self.sold(self.alice, 50, "2026-05-01")
        self.promise(first + later, "2099-07-10", 120)
        self.assertEqual(self.promised(first + later + other), [("2099-07-10", 100.0), ("2099-07-10", 20.0), None])

    def test_without_an_amount_all_is_promised(self):
        invoice = self.sold(self.alice, 100, "2026-05-01")
        self.promise(invoice, "2099-07-10")
        self.assertEqual(self.promised(invoice), [("2099-07-10", 100.0)])

    def test_a_withdrawn_promise_is_none(self):
        invoice = self.sold(self.alice, 100, "2026-05-01")
        self.promise(invoice, "2099-07-10").action_withdraw()
        self.assertEqual(self.promised(invoice), [None])

    def test_a_stranger_keeps_half_of_his_promises(self):
        invoice = self.sold(self.alice, 100, "2026-05-01")
        self.promise(invoice, "2099-07-10")
        [(_day, _amount, share)] = self.Forecast._promises_of(self.lines(invoice).ids).values()
        self.assertEqual(share, 0.5)

    def test_a_part_is_contested_and_the_rest_is_not(self):
        part, whole, none = (self.sold(self.alice, amount, "2026-05-01") for amount in (100, 70, 30))
        self.dispute(part, 40)
        self.dispute(whole)
        found = self.Forecast._disputes_of(self.lines(part + whole + none).ids)
        self.assertEqual(found, {self.lines(part).id: 40.0, self.lines(whole).id: 70.0})

    def test_a_closed_dispute_contests_nothing_but_is_remembered(self):
        invoice = self.sold(self.alice, 100, "2026-05-01")
        dispute = self.dispute(invoice)
        dispute.outcome_note = "It was delivered."
        dispute.action_reject()
        line = self.lines(invoice)
        self.assertEqual(self.Forecast._disputes_of(line.ids), {})
        self.assertEqual(self.History._disputed_ever(self.company), {line.id})

    def test_figures_know_what_is_contested(self):
        late = self.sold(self.alice, 100, "2026-01-01")
        self.dispute(late, 40)
        self.dispute(self.sold(self.bruno, 30, "2026-06-01"))
        self.env["ar.dispute"].search([])._ar_through_gate().write({"opened_on": self.today})
        self.assertEqual(self.Figure._disputed_amount(self.company, self.today, 10_000), 70.0)
        self.assertEqual(self.Figure._disputed_amount(self.company, self.today, 30), 30.0)
        before = self.today - timedelta(days=1)
        self.assertEqual(self.Figure._disputed_amount(self.company, before, 10_000), 0.0, "nobody knew of it then")

    def test_the_forecast_can_be_made_with_both(self):
        self.promise(self.sold(self.alice, 100, "2026-05-01"), "2099-07-10")
        self.dispute(self.sold(self.bruno, 100, "2026-05-01"), 50)
        self.Forecast._make(self.company)
        self.assertTrue(self.Forecast.search([("company_id", "=", self.company.id)]))

    def test_conditions_may_ask_for_broken_promises(self):
        invoice = self.sold(self.alice, 100, "2026-01-01")
        case = self.env["ar.collection.case"].create({"partner_id": self.alice.id, "company_id": self.company.id})
        self.assertEqual(case._facts(self.company, {}, self.today)[case.id]["broken_promises"], 0)
        promise = self.promise(invoice, "2099-07-10")
        promise._set_state("broken", until=self.today)
        self.assertEqual(case._facts(self.company, {}, self.today)[case.id]["broken_promises"], 1)
        self.assertEqual(case._facts(self.company, {}, date(2028, 1, 1))[case.id]["broken_promises"], 0)

    def test_a_forecast_of_nothing_is_made_again_once_something_is_owed(self):
        Dispatch = self.env["ar.sync.dispatch"]
        self.Forecast._make(self.company)
        self.assertFalse(Dispatch._was_made_too_early(self.company))
        self.sold(self.alice, 100, "2026-05-01")
        self.assertFalse(Dispatch._was_made_too_early(self.company))  # it was made this minute
        self.env.flush_all()
        self.env.cr.execute("UPDATE ar_forecast SET create_date = create_date - interval '1 hour'")
        self.env.invalidate_all()
        self.assertTrue(Dispatch._was_made_too_early(self.company))
        self.Forecast._make(self.company)
        self.assertFalse(Dispatch._was_made_too_early(self.company))
