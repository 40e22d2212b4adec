"""Risk: with a million open items PostgreSQL reads a table whole for each batch."""

import json

from odoo.tests import tagged
from odoo.tools import SQL

from .common import ReceivablesCase

OPEN_ITEMS, CUSTOMERS = 6_000, 50
GROWING = {"account_move", "account_move_line", "account_partial_reconcile", "ar_match_key"}


@tagged("post_install", "-at_install")
class TestFindPlans(ReceivablesCase):
    """Plans as PostgreSQL makes them by itself, on tables of which it has up-to-date statistics."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.template = cls.invoice(cls, cls.alice, 100.0)
        cls.customers = cls.env["res.partner"].create([{"name": f"Customer {n}"} for n in range(CUSTOMERS)])
        cls.env.flush_all()
        cls._fill("account_move", cls.template.id, name="'FILL/' || n")
        cls.env.cr.execute("SELECT min(id) FROM account_move WHERE name LIKE 'FILL/%'")
        [first] = cls.env.cr.fetchone()
        line = cls.template.line_ids.filtered(lambda line: line.account_id == cls.receivable)
        cls._fill(
            "account_move_line",
            line.id,
            move_id=f"{first} + n - 1",
            partner_id=f"{min(cls.customers.ids)} + mod(n, {CUSTOMERS})",
            move_name="'FILL/' || n",
            amount_residual="mod(n, 977) + 1",
            amount_residual_currency="mod(n, 977) + 1",
            reconciled="mod(n, 5) = 0",
        )
        cls.env.cr.execute(
            SQL(
                """INSERT INTO ar_match_key (line_id, company_id, kind, value, source)
                   SELECT id, company_id, kind, 'FILL' || substr(move_name, 6), 'number'
                     FROM account_move_line, unnest(ARRAY['reference', 'digits', 'folded']) AS kind
                    WHERE move_name LIKE 'FILL/%%'"""
            )
        )
        cls.env.cr.execute(
            SQL(
                """INSERT INTO account_partial_reconcile (debit_move_id, credit_move_id, company_id, max_date, amount)
                   SELECT id, id, company_id, date, 1 FROM account_move_line
                    WHERE move_name LIKE 'FILL/%%' AND reconciled"""
            )
        )
        for table in GROWING:
            cls.env.cr.execute(SQL("ANALYZE %s", SQL.identifier(table)))

    @classmethod
    def _fill(cls, table, template_id, **values):
        """Copy a row many times, ``values`` by SQL from the number ``n``."""
        cls.env.cr.execute("SELECT column_name FROM information_schema.columns WHERE table_name = %s", [table])
        names = [name for (name,) in cls.env.cr.fetchall() if name not in {"id", *values}]
        cls.env.cr.execute(
            SQL(
                """INSERT INTO %s (%s, %s) SELECT %s, %s
                     FROM %s AS copied, generate_series(1, %s) AS n WHERE copied.id = %s""",
                SQL.identifier(table),
                SQL(", ").join(map(SQL.identifier, values)),
                SQL(", ").join(map(SQL.identifier, names)),
                SQL(", ").join(map(SQL, values.values())),
                SQL(", ").join(SQL.identifier("copied", name) for name in names),
                SQL.identifier(table),
                OPEN_ITEMS,
                template_id,
            )
        )

    def statements(self, work):
        """Return the statements that ``work`` asks."""
        asked = []
        real = type(self.env).execute_query

        def noting(env, query):
            asked.append(query)
            return real(env, query)

        self.patch(type(self.env), "execute_query", noting)
        work()
        self.patch(type(self.env), "execute_query", real)
        return asked

    def read_whole(self, query):
        """Return the growing tables that a statement reads whole."""
        [(plan,)] = self.env.execute_query(SQL("EXPLAIN (FORMAT JSON) %s", query))
        nodes, found = [(plan if isinstance(plan, list) else json.loads(plan))[0]["Plan"]], set()
        while nodes:
            node = nodes.pop()
            nodes += node.get("Plans", ())
            if node["Node Type"] == "Seq Scan":
                found.add(node["Relation Name"])
        return found & GROWING

    def receipts(self, count):
        """Return receipts of which each is looked up by number, payer and amount."""
        return self.env["ar.match.receipt"].union(
            *(
                self.receipt(1234.5, text=f"FILL {number} {number + 1} PAID 88{number:07d}", partner=partner)
                for number, partner in enumerate(self.customers[1 : count + 1], 1)
            )
        )

    def test_no_statement_of_a_batch_reads_a_table_whole(self):
        self.env.cr.execute("SHOW enable_seqscan")
        self.assertEqual(self.env.cr.fetchone(), ("on",))
        for count in (1, 40):
            receipts = self.receipts(count)
            keys = {receipt: receipt._engine_keys() for receipt in receipts}
            question = keys, receipts._engine_signs(), receipts._engine_policy()
            told = self.statements(lambda args=(receipts, *question): args[0]._find_items(*args[1:]))
            told = [query for query in told if "LATERAL" in query.code]
            self.assertEqual(len(told), 5)
            for query in told:
                self.assertFalse(self.read_whole(query), query.code)

    def test_the_test_would_see_it(self):
        query = SQL("SELECT id FROM account_move_line WHERE ref LIKE '%%x' OR amount_residual_currency = 5")
        self.assertEqual(self.read_whole(query), {"account_move_line"})
