"""Risk: the overview does not open, shows nothing, or its numbers lead nowhere."""

from odoo import fields
from odoo.fields import Command
from odoo.tests import HttpCase, new_test_user, tagged

from odoo.addons.ar_sync.tests.common_tours import CURSOR_WAIT_S, PHONE, WINDOW

from .forecast_common import ForecastCase


@tagged("post_install", "-at_install")
class TestOverview(ForecastCase, HttpCase):
    """In a browser, on the day that it is."""

    today = fields.Date.today()
    test_cursor_lock_timeout = CURSOR_WAIT_S

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        new_test_user(
            cls.env,
            "ar_overview",
            groups="base.group_user,ar_sync.group_user",
            company_id=cls.company.id,
            company_ids=[Command.set(cls.company.ids)],
        )

    def watch(self, tour, size=WINDOW):
        self.browser_size = size
        self.touch_enabled = size == PHONE
        self.start_tour("/odoo/collections-overview", tour, login="ar_overview", timeout=300)

    def fill(self):
        self.history(600, 15, until=self.today)
        self.Forecast._make(self.company)
        self.Figure._make(self.company)

    def test_each_number_leads_to_its_invoices(self):
        self.fill()
        self.watch("ar_collections_overview")

    def test_on_the_first_day(self):
        """One day has no trend, and its figures can be beyond all measure."""
        self.fill()
        last = self.Figure.search([("company_id", "=", self.company.id)], limit=1)
        self.Figure.search([("company_id", "=", self.company.id), ("id", "!=", last.id)]).unlink()
        last.write({"dso": 123456.0, "effectiveness": -5000.0, "is_month_end": False})
        self.watch("ar_collections_overview_first_day")

    def test_on_a_phone(self):
        self.fill()
        self.watch("ar_collections_overview_phone", PHONE)

    def test_before_the_first_night(self):
        self.watch("ar_collections_overview_empty")
