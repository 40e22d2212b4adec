"""Revenue: what was invoiced less discounts, credit notes and taxes, by every way to look at it."""

from .common import MINOR, ImportedCase


class TestRevenue(ImportedCase):
    scenario = "small"

    def rows(self, *groups, domain=()):
        return self.env["ar.stripe.revenue"]._read_group(list(domain), [*groups, "currency_id"], ["revenue:sum"])

    def test_it_is_the_net_of_the_books(self):
        """By currency, revenue is what the entries of invoices and credit notes come to without tax."""
        expected = {}
        notes = self.env["ar.stripe.credit.note"].search([("status", "=", "issued")])
        invoices = self.env["ar.stripe.invoice"].search([("status", "in", ("open", "paid", "uncollectible"))])
        for move in invoices.move_id:
            sign = -1 if move.move_type == "out_refund" else 1
            expected[move.currency_id] = expected.get(move.currency_id, 0.0) + sign * move.amount_untaxed
        for move in notes.move_id:
            expected[move.currency_id] -= move.amount_untaxed
        self.assertTrue(len(notes) > 3 and len(expected) > 3)
        for currency, revenue in self.rows():
            self.assertAlmostEqual(revenue, expected[currency], MINOR[currency.name.lower()], currency.name)

    def test_every_way_adds_up_to_the_same(self):
        total = dict(self.rows())
        for group in ("date:month", "partner_id", "customer_id", "product_id", "price_id", "invoice_id", "line_id"):
            sums: dict = {}
            for _value, currency, revenue in self.rows(group):
                sums[currency] = sums.get(currency, 0.0) + revenue
            for currency, revenue in total.items():
                with self.subTest(group, currency=currency.name):
                    self.assertAlmostEqual(sums[currency], revenue, 3)

    def test_a_credit_note_lowers_the_product_it_takes_back(self):
        line = self.env["ar.stripe.invoice.line"].search(
            [("invoice_id.status", "=", "open"), ("product_id", "!=", False), ("discount_amount", "=", 0)], limit=1
        )
        domain = [("line_id", "=", line.id)]
        [(_line, _currency, before)] = self.rows("line_id", domain=domain)
        self.assertAlmostEqual(before, line.net_amount, 3)
        note = self.shop.post(
            "credit_notes",
            invoice=line.invoice_ref,
            lines=[{"type": "invoice_line_item", "invoice_line_item": line.external_id, "quantity": 1}],
        )
        self.settle(self.connection)
        taken = sum(self.mirror("credit.note", note["id"]).line_ids.mapped("net_amount"))
        [(_line, _currency, after)] = self.rows("line_id", domain=domain)
        self.assertAlmostEqual(after, before - taken, 3)
        self.assertTrue(taken)
        self.shop.post(f"credit_notes/{note['id']}/void")
        self.settle(self.connection)
        [(_line, _currency, again)] = self.rows("line_id", domain=domain)
        self.assertAlmostEqual(again, before, 3)

    def test_nothing_waits_and_everything_has_content(self):
        for model in (
            "subscription", "subscription.item", "subscription.schedule", "credit.note", "credit.note.line", "coupon",
            "promotion.code", "discount", "payment.method", "setup.intent", "customer.balance.transaction",
            "cash.balance.transaction", "revenue",
        ):  # fmt: skip
            rows = self.env[f"ar.stripe.{model}"].search([])
            with self.subTest(model):
                self.assertTrue(rows)
                if "needs_apply" in rows._fields:
                    waiting = rows.filtered(lambda row: row.needs_apply or row.needs_person)
                    self.assertFalse(waiting, waiting.mapped("problem"))
        self.assert_tied_out("usd", "eur")
