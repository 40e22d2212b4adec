"""Real money is never booked one to one because nobody entered a rate."""

from odoo.tests import tagged

from ..protocol.errors import Transient
from .common import ReceivablesCase


@tagged("post_install", "-at_install")
class TestExchangeRate(ReceivablesCase):
    def _connection(self, environment):
        return self.env["ar.sync.connection"].create(
            {"name": "Books", "company_id": self.company.id, "environment": environment}
        )

    def _unrated(self):
        currency = self.env["res.currency"].with_context(active_test=False).search([("name", "=", "CHF")])
        currency.rate_ids.unlink()
        return currency

    def test_live_without_a_rate_is_refused_and_tried_again(self):
        with self.assertRaisesRegex(Transient, "no exchange rate for CHF"):
            self._connection("live")._ar_require_rate(self._unrated())

    def test_a_rate_or_a_test_connection_or_the_own_currency_goes_through(self):
        self.assertIsNone(self._connection("test")._ar_require_rate(self._unrated()))
        live = self._connection("live")
        self.assertIsNone(live._ar_require_rate(self.eur))
        self.assertIsNone(live._ar_require_rate(self.usd))
        self.assertEqual(live._ar_without_rate(self.usd | self.eur | self._unrated()), self._unrated())
