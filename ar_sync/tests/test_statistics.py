"""Risk: PostgreSQL plans an import's queries for tables of a few rows, and reads them whole for each row."""

from unittest.mock import patch

from odoo.tools import SQL

from .common import ReceivablesCase


class TestStatistics(ReceivablesCase):
    def known_rows(self, table):
        """Return how many rows PostgreSQL believes a table has."""
        self.env.cr.execute("SELECT reltuples FROM pg_class WHERE oid = %s::regclass", [table])
        return self.env.cr.fetchone()[0]

    def refresh(self, *grown):
        """Refresh where PostgreSQL's counters say that these tables grew; they do not count a test's rows."""
        real = type(self.env).execute_query

        def counters(env, query):
            return [(table,) for table in grown] if "n_mod_since_analyze" in query.code else real(env, query)

        with patch.object(type(self.env), "execute_query", counters):
            self.env["ar.sync.dispatch"]._refresh_statistics()

    def test_a_table_that_grew_is_looked_at_anew(self):
        self.env.cr.execute("ANALYZE ar_match_key")
        before = self.known_rows("ar_match_key")
        invoice = self.invoice(self.alice, 10.0)
        self.env.cr.execute(
            SQL(
                """INSERT INTO ar_match_key (line_id, company_id, kind, value, source)
                   SELECT %s, %s, 'reference', 'FILL' || number, 'number' FROM generate_series(1, 500) AS number""",
                invoice.line_ids.filtered(lambda line: line.account_id == self.receivable).id,
                self.company.id,
            )
        )
        self.refresh()
        self.assertEqual(self.known_rows("ar_match_key"), before, "nothing grew: nothing to do")
        self.refresh("ar_match_key")
        self.assertGreaterEqual(self.known_rows("ar_match_key"), before + 500)

    def test_the_counters_are_asked_for_tables_that_there_are(self):
        self.env["ar.sync.dispatch"]._refresh_statistics()
        for table in self.env["ar.sync.dispatch"]._growing_tables():
            self.assertIsNotNone(self.known_rows(table))
