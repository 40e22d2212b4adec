"""Risk: one reference, amount or customer that occurs ten thousand times makes every receipt slow, or sure."""

from unittest.mock import patch

from odoo.tests import tagged

from odoo.addons.ar_sync.models import ar_match_receipt_find as find

from .common import ReceivablesCase

SHARED = "CONTRACT 2026-77"


def asked(receipts):
    """Return what the finder is asked with: receipt -> keys, receipt -> signs of the payer, the policy."""
    keys = {receipt: receipt._engine_keys() for receipt in receipts}
    return keys, receipts._engine_signs(), receipts._engine_policy()


@tagged("post_install", "-at_install")
class TestFindBounded(ReceivablesCase):
    def bound(self, **bounds):
        """Lower bounds of the finder, so that a few records are many."""
        for name, value in bounds.items():
            patcher = patch.object(find, name.upper(), value)
            patcher.start()
            self.addCleanup(patcher.stop)

    def found(self, receipts):
        """Return (entries that are looked at, counts of keys)."""
        found = receipts._find_items(*asked(receipts))
        lines = self.env["account.move.line"].browse(item.id for item in found.items)
        return lines.move_id, found.key_counts

    def sharing(self, count, partner=None):
        """Return invoices that bear the same reference and differ in their amounts."""
        return self.env["account.move"].union(
            *(self.invoice(partner or self.bruno, 40.0 + number, ref=SHARED) for number in range(count))
        )

    # === KEYS === #

    def test_a_key_of_few_items_brings_them_and_their_number(self):
        invoices = self.sharing(3)
        moves, counts = self.found(self.receipt(1.0, text=SHARED))
        self.assertEqual(moves, invoices)
        self.assertEqual(counts["reference", "CONTRACT202677"], 3)

    def test_settled_items_do_not_count(self):
        paid, *_open = self.sharing(3)
        self.receipt(paid.amount_total, text=paid.name).action_match()
        _moves, counts = self.found(self.receipt(1.0, text=SHARED))
        self.assertEqual(counts["reference", "CONTRACT202677"], 2)

    def test_a_common_key_brings_nothing_and_is_called_common(self):
        self.bound(items_per_key=3)
        self.sharing(4)
        moves, counts = self.found(self.receipt(1.0, text=SHARED))
        self.assertFalse(moves)
        self.assertEqual(counts["reference", "CONTRACT202677"], find.COMMON)

    def test_no_more_of_a_key_are_read_than_tell_that_it_is_common(self):
        self.bound(keys_read=2)
        self.sharing(4)
        rows = self.receipt(1.0, text=SHARED)
        rows = rows._candidates({rows: rows._engine_keys()})
        self.assertEqual({row.open_count for row in rows if row.value == "CONTRACT202677"}, {find.COMMON})

    def test_a_common_key_and_the_amount_are_left_to_a_person(self):
        self.bound(items_per_key=3)
        invoices = self.sharing(4)
        receipt = self.receipt(42.0, text=SHARED)
        receipt.action_match()
        self.assertEqual((receipt.state, invoices.mapped("payment_state")), ("review", ["not_paid"] * 4))
        self.assertEqual(receipt.proposal_ids[:1].line_ids.move_id, invoices[2])

    def test_a_common_key_of_a_known_payer_weighs_nothing(self):
        self.bound(items_per_key=3)
        invoices = self.sharing(4, self.alice) | self.sharing(1, self.bruno)
        moves, counts = self.found(self.receipt(1.0, text=SHARED, partner=self.bruno))
        self.assertEqual(moves, invoices[-1])
        self.assertEqual(counts["reference", "CONTRACT202677"], find.COMMON)

    def test_a_common_key_hides_no_number(self):
        self.bound(items_per_key=3)
        invoice = self.sharing(5)[2]
        receipt = self.receipt(invoice.amount_total, text=f"{SHARED} {invoice.name}")
        receipt.action_match()
        self.assertEqual((receipt.state, invoice.payment_state), ("matched", "paid"))

    def test_candidates_say_whether_the_amount_is_equal(self):
        invoice = self.invoice(self.alice, 19.9)
        exact, less, yen = (
            self.receipt(amount, currency=currency, text=invoice.name, name=name)
            for amount, currency, name in ((19.9, self.usd, "1"), (19.89, self.usd, "2"), (20.0, self.jpy, "3"))
        )
        receipts = exact | less | yen
        rows = receipts._candidates({receipt: receipt._engine_keys() for receipt in receipts})
        equal = {row.receipt_id: row.is_equal for row in rows}
        self.assertEqual(equal, {exact.id: True, less.id: False, yen.id: False})

    def test_identifiers_of_any_characters(self):
        invoice = self.invoice(self.alice, 10.0)
        line = invoice.line_ids.filtered(lambda line: line.account_id == self.receivable)
        for value in ('a"b', "a\\b", "{a,b}", "NULL", "o'clock %s", "é€"):
            self.env.cr.execute(
                "INSERT INTO ar_match_key (line_id, company_id, kind, value, source) VALUES (%s, %s, 'id', %s, 'id')",
                (line.id, self.company.id, value),
            )
            receipt = self.receipt(1.0, hints=[{"kind": "id", "value": value, "source": "id"}])
            self.assertEqual(self.found(receipt)[0], invoice, value)

    # === PAYER === #

    def due(self, date):
        """Return an invoice of Alice's that is due on its day."""
        return self.invoice(self.alice, 10.0, date=date, invoice_date_due=date)

    def test_the_oldest_of_a_customer(self):
        self.bound(items_per_partner=2)
        moves = [self.due(f"2026-02-0{day}") for day in (3, 1, 2)]
        self.assertEqual(set(self.found(self.receipt(5.0, partner=self.alice))[0]), {moves[1], moves[2]})

    def test_very_old_items_do_not_hide_those_an_amount_may_speak_for(self):
        self.bound(items_per_partner=1, items_per_partner_before=1)
        _older, old, new = (self.due(f"{year}-02-01") for year in (2020, 2021, 2026))
        self.assertEqual(self.found(self.receipt(5.0, partner=self.alice))[0], old | new)

    def test_items_of_a_contact_and_of_the_partners_an_addon_names(self):
        contact = self.env["res.partner"].create({"name": "Ann", "parent_id": self.bruno.id})
        invoice = self.invoice(contact, 10.0)
        receipt = self.receipt(5.0)
        self.assertFalse(self.found(receipt)[0])
        with patch.object(type(receipt), "_partners_to_look_at", lambda _receipts, _signs: self.bruno):
            self.assertEqual(self.found(receipt)[0], invoice)

    # === AMOUNT === #

    def test_an_amount_alone_brings_what_is_open_for_it(self):
        invoice = self.invoice(self.alice, 19.9)
        self.invoice(self.alice, 19.9, currency=self.eur)
        self.invoice(self.alice, 19.91)
        self.invoice(self.alice, 19.9, date="2024-01-01")
        self.assertEqual(self.found(self.receipt(19.9))[0], invoice)

    def test_an_amount_that_everybody_owes_brings_nothing(self):
        self.bound(alike_max=2)
        for _number in range(3):
            self.invoice(self.alice, 9.99)
        self.assertFalse(self.found(self.receipt(9.99))[0])

    def test_no_amount_is_looked_up_where_a_reference_explains_it(self):
        named, _other = self.invoice(self.alice, 19.9), self.invoice(self.bruno, 19.9)
        self.assertEqual(self.found(self.receipt(19.9, text=named.name))[0], named)

    # === STATEMENTS === #

    def test_a_handful_of_statements_whatever_the_batch(self):
        invoices = [self.invoice(self.alice, 10.0 + number) for number in range(6)]
        receipts = self.env["ar.match.receipt"].union(
            *(
                self.receipt(move.amount_total, text=move.name if number % 2 else "", partner=self.alice)
                for number, move in enumerate(invoices)
            )
        )
        question = asked(receipts)
        receipts._find_items(*question)  # reads currencies, which stay read
        with self.assertQueryCount(5):
            receipts._find_items(*question)

    # === WHAT WAS NOT LOOKED AT === #

    def test_payer_and_amount_wait_where_not_all_that_is_owed_was_looked_at(self):
        kind = "payer_amount/payer_known/amount_free"
        self.env["ar.match.kind"]._count(self.company, kind, right=5000)
        invoices = [self.invoice(self.alice, amount) for amount in (71.37, 82.91, 93.13)]
        receipt = self.receipt(71.37, partner=self.alice)
        self.bound(items_per_partner=3)
        receipt.action_match()
        self.assertEqual((receipt.state, receipt.reason_fact["code"]), ("review", "too_many_items"))
        self.bound(items_per_partner=4)
        receipt.action_match()
        self.assertEqual((receipt.state, invoices[0].payment_state), ("matched", "paid"))

    def test_a_reference_is_enough_however_much_is_owed(self):
        invoices = [self.invoice(self.alice, amount) for amount in (71.37, 82.91, 93.13)]
        self.bound(items_per_partner=2)
        receipt = self.receipt(82.91, text=invoices[1].name, partner=self.alice)
        receipt.action_match()
        self.assertEqual((receipt.state, invoices[1].payment_state), ("matched", "paid"))
