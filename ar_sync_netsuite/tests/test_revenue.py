"""Risk: what NetSuite recognises of a line never comes back to the invoice."""

from datetime import date
from unittest.mock import patch

from odoo.tests import tagged

from odoo.addons.ar_sync.protocol.documents import Recognition

from .month_common import NOVEMBER, MonthCase

SUBSCRIPTION = "12"
YEAR = Recognition(date(2026, 9, 1), date(2027, 8, 31))


class RevenueStory:
    def test_recognised_revenue_comes_back_to_the_invoice(self):
        self.connection.netsuite_item_id = self.listed("item", SUBSCRIPTION)
        self.env.cr.cache.clear()
        self.make_customers(self.alice)
        Maker = self.registry["ar.erp.maker.invoice"]
        self.startPatcher(patch.object(Maker, "_recognition", lambda maker, row: YEAR))
        invoice = self.invoice(self.alice, 1200, date=NOVEMBER)
        self.approve()
        self.read("erp_recognition")
        self.assertEqual((invoice.ar_erp_recognized, invoice.ar_erp_deferred), (200.0, 1000.0))
        rows = invoice.ar_erp_recognition_ids
        self.assertEqual((rows.move_line_id, rows.item_id.external_id), (invoice.invoice_line_ids, SUBSCRIPTION))
        self.assertFalse(any(rows.mapped("difference")))
        self.assertEqual(len(rows), 12 if self.transport == "rest" else 1)
        if self.transport == "rest":
            done = rows.filtered("recognized").sorted("month")
            self.assertEqual(done.mapped("period"), ["Sep 2026", "Oct 2026"])
            self.assertEqual(done.mapped("recognized"), [100.0, 100.0])


@tagged("post_install", "-at_install")
class TestRevenueByRest(RevenueStory, MonthCase):
    transport = "rest"


@tagged("post_install", "-at_install")
class TestRevenueBySoap(RevenueStory, MonthCase):
    transport = "soap"
