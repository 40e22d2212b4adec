"""Risk: receipts that share an entry disturb each other, or numbers given out in a batch have holes or doubles."""

from .common import ReceivablesCase


class TestSharedEntry(ReceivablesCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.journal.ar_booking = "daily"

    def booked(self, *receipts):
        """Decide these receipts together and return them."""
        together = self.env["ar.match.receipt"].union(*receipts)
        together.action_match()
        return together

    def test_one_line_of_money_and_one_of_fees(self):
        invoices = [self.invoice(self.alice, 10.0), self.invoice(self.bruno, 20.0)]
        receipts = self.booked(
            self.receipt(10.0, text=invoices[0].name, fee_amount=0.31),
            self.receipt(20.0, text=invoices[1].name, fee_amount=0.62),
        )
        [move] = receipts.move_id
        lines = {line.ar_role: line.balance for line in move.line_ids if line.ar_role in ("liquidity", "fee")}
        self.assertEqual(lines, {"liquidity": 29.07, "fee": 0.93})
        self.assertEqual(len(move.line_ids), 4)
        self.assertEqual(sum(move.line_ids.mapped("balance")), 0.0)

    def test_currencies_keep_a_line_each(self):
        receipts = self.booked(
            self.receipt(10.0, currency=self.eur, partner=self.alice),
            self.receipt(900, currency=self.jpy, partner=self.alice),
            self.receipt(5.0, currency=self.eur, partner=self.bruno),
        )
        money = receipts.move_id.line_ids.filtered(lambda line: line.ar_role == "liquidity")
        found = {line.currency_id.name: (line.amount_currency, line.balance) for line in money}
        self.assertEqual(found, {"EUR": (15.0, 18.75), "JPY": (900.0, 6.0)})

    def test_undo_leaves_the_others_alone(self):
        known, unknown = self.invoice(self.alice, 10.0), self.invoice(self.bruno, 20.0)
        other, receipt = self.booked(self.receipt(10.0, text=known.name), self.receipt(20.0, text=unknown.name))
        self.assertEqual(receipt.move_id, other.move_id)
        receipt.action_undo()
        self.assertEqual((known.payment_state, unknown.payment_state), ("paid", "not_paid"))
        self.assertEqual((other.state, receipt.state), ("matched", "review"))
        self.assertEqual(receipt.unapplied_amount, 20.0)
        self.assertEqual(self.balance(self.company.ar_unapplied_account_id), -20.0)
        self.assertEqual(self.balance(self.receivable, self.bruno), 20.0)

    def test_undone_money_can_be_applied_again_and_again(self):
        invoice = self.invoice(self.bruno, 20.0)
        [receipt] = self.booked(self.receipt(20.0, text=invoice.name))
        for _time in range(2):
            receipt.action_undo()
            self.assertEqual(invoice.payment_state, "not_paid")
            receipt.action_match()
            self.assertEqual((receipt.state, invoice.payment_state), ("matched", "paid"))
        self.assertEqual(self.balance(self.company.ar_unapplied_account_id), 0.0)
        self.assertEqual(self.balance(self.receivable, self.bruno), 0.0)


class TestNumbers(ReceivablesCase):
    def test_a_batch_is_numbered_without_holes(self):
        receipts = self.env["ar.match.receipt"]
        for number in range(6):
            date = "2026-03-15" if number % 2 else "2026-04-02"
            receipts |= self.receipt(10.0 + number, partner=self.alice, date=date, name=f"R{number}")
        receipts.action_match()
        self.receipt(1.0, partner=self.alice, date="2026-03-20").action_match()
        names = self.env["account.move"].search([("journal_id", "=", self.journal.id)]).mapped("name")
        expected = [f"WAL/2026/{number:05d}" for number in range(1, 8)]
        self.assertEqual(sorted(names), expected)

    def test_the_numbers_a_person_chose_are_followed(self):
        self.receipt(1.0, partner=self.alice, name="first").action_match()
        first = self.env["account.move"].search([("journal_id", "=", self.journal.id)])
        first.button_draft()
        first.name = "BOX/2026/03/0041"
        first.action_post()
        receipts = self.env["ar.match.receipt"].union(
            *(
                self.receipt(2.0, partner=self.alice, date=f"2026-{month}-15", name=month)
                for month in ("03", "03", "05")
            )
        )
        receipts.action_match()
        found = sorted(receipts.move_id.mapped("name"))
        self.assertEqual(found, ["BOX/2026/03/0042", "BOX/2026/03/0043", "BOX/2026/05/0001"])
