"""Risk: a combination of order, repetition and deletion nobody thought of leaves a wrong state
behind.

The oracle is a dictionary: it keeps the state with the greatest time, and knows nothing of SQL.
"""

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from odoo.addons.ar_sync_stripe.models.ar_stripe_mirror_sql import array_literal

from .mirror_common import MirrorCase, at

IDS = ("txn_1", "txn_2", "txn_3")
STORE = st.tuples(
    st.just("store"),
    st.integers(0, 6),
    st.lists(st.tuples(st.sampled_from(IDS), st.sampled_from(("pending", "available"))), max_size=5),
)
DELETE = st.tuples(st.just("delete"), st.integers(0, 6), st.lists(st.sampled_from(IDS), max_size=3))
ANY_TEXT = st.text(st.characters(), max_size=30)
QUIET = settings(max_examples=60, deadline=None, derandomize=True, suppress_health_check=list(HealthCheck))


class Oracle:
    """The mirror as a dictionary: id -> (time, status, whether deleted)."""

    def __init__(self):
        self.rows = {}

    def store(self, seen, pairs):
        for external_id, status in dict(pairs).items():
            known = self.rows.get(external_id)
            if known is None or known[0] < seen or (known[0] == seen and not known[2]):
                if known is None or known[2] or known[1] != status:
                    self.rows[external_id] = (seen, status, False)

    def delete(self, seen, ids):
        for external_id in ids:
            known = self.rows.get(external_id)
            if known is None:
                self.rows[external_id] = (seen, False, True)
            elif known[0] <= seen and not known[2]:
                self.rows[external_id] = (seen, known[1], True)


class TestAnyOrder(MirrorCase):
    @QUIET
    @given(st.lists(STORE | DELETE, max_size=8))
    def test_the_newest_state_stands(self, steps):
        Movement = self.env["ar.stripe.balance.transaction"]
        oracle = Oracle()
        for what, seen, items in steps:
            if what == "store":
                values = [self.reading("balance_transaction", id=name, status=status) for name, status in items]
                self.store("balance.transaction", *values, seen=seen)
                oracle.store(seen, items)
            else:
                Movement._mark_deleted(self.connection, items, at(seen))
                oracle.delete(seen, items)
        rows = Movement.search([("connection_id", "=", self.connection.id)])
        found = {row.external_id: (row.seen_at, row.status, row.is_deleted) for row in rows}
        self.assertEqual(found, {name: (at(seen), *rest) for name, (seen, *rest) in oracle.rows.items()})
        rows.unlink()


class TestAnyText(MirrorCase):
    @QUIET
    @given(st.lists(st.none() | ANY_TEXT, max_size=6))
    def test_an_array_is_read_as_it_was_written(self, values):
        self.env.cr.execute("SELECT %s::varchar[]", [array_literal(values, "varchar")])
        self.assertEqual(self.env.cr.fetchone()[0], [readable(value) for value in values])

    @QUIET
    @given(st.lists(st.none() | st.dictionaries(ANY_TEXT, ANY_TEXT, max_size=3), max_size=4))
    def test_json_is_read_as_it_was_written(self, values):
        self.env.cr.execute("SELECT x FROM unnest(%s::jsonb[]) AS x", [array_literal(values, "jsonb")])
        found = [row for (row,) in self.env.cr.fetchall()]
        self.assertEqual([row is None for row in found], [value is None for value in values])
        for row, value in zip(found, values, strict=True):
            if value and not any(chr(0) in text for pair in value.items() for text in pair):
                keys = {halves(key): halves(text) for key, text in value.items()}
                self.assertEqual(row, keys)


def halves(text):
    """Return a text with each half of a character as a question mark."""
    return text.encode("utf-8", "replace").decode()


def readable(text):
    """Return what PostgreSQL can hold of a text; a lone separator is nothing."""
    if text is None or text == chr(30):
        return None
    return halves(text.translate({0: None, 30: None, 31: None}))
