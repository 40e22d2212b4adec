"""Risk: work that asks the database once more for each object, which nobody sees with three objects."""

from odoo.addons.ar_sync.models import ar_sync_event

from .common import ImportedCase

FEW, MANY = 4, 12


class TestQueryCeilings(ImportedCase):
    """SQL statements for each further object. The ceilings are hard: raise one only with a reason."""

    @classmethod
    def stock(cls):
        cls.ada = cls.shop.customer()

    def each(self, prepare, *stages) -> float:
        """Return the statements that the stages need for each further object that ``prepare`` makes."""
        self.patch(ar_sync_event, "BATCH", 1000)  # one batch whatever the number: only what grows is counted
        counts = []
        for count in (1, FEW, MANY):  # the first fills caches
            seen = len(self.shop.deliveries())
            prepare(count)
            self.receive(*self.shop.deliveries()[seen:])
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            self.run_stages(self.env, *stages)
            self.env.flush_all()
            counts.append(self.env.cr.sql_log_count - before)
            self.settle(self.connection)
        return (counts[2] - counts[1]) / (MANY - FEW)

    def open_invoices(self, count):
        return [self.shop.invoice(self.ada, 10_000 + number) for number in range(count)]

    def paid_invoices(self, count):
        for invoice in self.open_invoices(count):
            self.shop.pay(invoice)

    def test_from_event_to_mirror(self):
        """Three events for each invoice: created, finalized, updated."""
        self.assertLessEqual(self.each(self.open_invoices, "drain"), 1)

    def test_from_event_to_posted_invoice(self):
        self.assertLessEqual(self.each(self.open_invoices, "drain", "apply"), 4)

    def test_from_event_to_reconciled_books(self):
        """An invoice, its payment, charge and movement: some ten events, an entry, a receipt, an application."""
        self.assertLessEqual(self.each(self.paid_invoices), 8)
