"""Risk: work that asks the database once more for each record, which nobody sees with three records."""

from .common import ReceivablesCase

FEW, MANY = 4, 14


class TestQueryCeilings(ReceivablesCase):
    """SQL statements for each further record. The ceilings are hard: raise one only with a reason."""

    def each(self, prepare, work) -> float:
        """Return the statements that ``work`` needs for each further record that ``prepare`` makes."""
        counts = []
        for count in (1, FEW, MANY):  # the first fills caches
            records = prepare(count)
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            work(records)
            self.env.flush_all()
            counts.append(self.env.cr.sql_log_count - before)
        return (counts[2] - counts[1]) / (MANY - FEW)

    def named(self, count, **values):
        """Return receipts that each name an open invoice of a customer of its own."""
        partners = self.env["res.partner"].create([{"name": f"Customer {number}"} for number in range(count)])
        invoices = [self.invoice(partner, 100.0 + number) for number, partner in enumerate(partners)]
        return self.env["ar.match.receipt"].union(
            *(
                self.receipt(move.amount_total, text=move.name, partner=move.partner_id, name=move.name, **values)
                for move in invoices
            )
        )

    def test_decide(self):
        self.assertLessEqual(self.each(self.named, lambda receipts: receipts._decide()), 0.2)

    def test_decide_book_and_reconcile_with_an_entry_each(self):
        self.assertLessEqual(self.each(self.named, lambda receipts: receipts._decide_and_act()), 3)

    def test_decide_book_and_reconcile_with_an_entry_a_day(self):
        self.journal.ar_booking = "daily"
        self.assertLessEqual(self.each(self.named, lambda receipts: receipts._decide_and_act()), 1.5)

    def test_book_on_account(self):
        def unnamed(count):
            receipts = self.named(count)
            receipts.write({"reference_text": False})
            return receipts

        self.assertLessEqual(self.each(unnamed, lambda receipts: receipts._decide_and_act()), 3)

    def test_take_back(self):
        def matched(count):
            receipts = self.named(count)
            receipts._decide_and_act()
            return receipts

        self.assertLessEqual(self.each(matched, lambda receipts: receipts._unapply()), 9)

    def test_keys_of_posted_invoices(self):
        def drafts(count):
            moves = self.env["account.move"].union(*(self.invoice(self.alice, 10.0) for _number in range(count)))
            return moves

        self.assertLessEqual(self.each(drafts, lambda moves: moves._ar_update_keys()), 0.2)
