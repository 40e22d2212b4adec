"""Risk: money moved between two of our balances stays on provider clearing, or is taken for another's other side."""

from .common import MINOR, ImportedCase


class TestConversions(ImportedCase):
    @classmethod
    def stock(cls):
        cls.shop.control(
            "POST", f"/accounts/{cls.shop.sandbox.account_id}/settings",
            settings={"settlement_currencies": ["usd", "eur", "jpy"], "payout_interval": "manual"},
        )  # fmt: skip
        cls.ada = cls.shop.customer()
        for currency, amount in (("usd", 100_000), ("eur", 100_000), ("jpy", 1_000_000)):
            cls.shop.pay(cls.shop.invoice(cls.ada, amount, currency=currency))

    def setUp(self):
        super().setUp()
        self.company = self.connection.company_id
        self.clearing = self.company._ar_account("clearing")

    def convert(self, amount, currency, into):
        return self.shop.control("POST", "/conversions", amount=amount, currency=currency, into=into)["data"]

    def arrive(self):
        self.settle(self.connection)
        self.assert_tied_out("usd", "eur", "jpy")

    def on_clearing(self):
        """Return (how many items are open, their sum in each currency, their sum in the company's)."""
        lines = self.env["account.move.line"].search(
            [("account_id", "=", self.clearing.id), ("parent_state", "=", "posted"), ("reconciled", "=", False)]
        )
        return len(lines), round(sum(lines.mapped("balance")), 2)

    def differences(self):
        accounts = self.company.expense_currency_exchange_account_id | self.company.income_currency_exchange_account_id
        return round(sum(self.balance(account) for account in accounts), 2)

    def test_both_sides_clear_each_other_whatever_the_currencies(self):
        for currency, into, amount in (
            ("eur", "usd", 20_000), ("usd", "eur", 12_345), ("jpy", "eur", 99_999), ("usd", "jpy", 7_777),
        ):  # fmt: skip
            before = self.differences()
            sides = self.convert(amount, currency, into)
            self.arrive()
            with self.subTest(f"{currency} to {into}"):
                self.assertEqual(self.on_clearing(), (0, 0.0))
                entries = [self.mirror("balance.transaction", side["id"]).move_id for side in sides]
                self.assertEqual(len(set(entries)), 2)
                for entry, side in zip(entries, sides, strict=True):
                    account = entry.journal_id.default_account_id
                    [money] = [line for line in entry.line_ids if line.account_id == account]
                    scale = 10 ** MINOR[side["currency"]]
                    self.assertEqual(round(money.amount_currency * scale), side["net"])
                self.assertNotEqual(self.differences(), before, "Stripe's rate is not Odoo's")
            self.shop.advance(seconds=60)

    def test_the_difference_is_what_the_rates_differ_by(self):
        """200.00 EUR are worth 222.22 USD in Odoo; Stripe gives what it gives."""
        before = self.differences()
        _taken, given = self.convert(20_000, "eur", "usd")
        self.arrive()
        self.assertEqual(round(self.differences() - before, 2), round(222.22 - given["amount"] / 100, 2))

    def test_two_at_once_are_told_apart_by_their_amounts(self):
        self.convert(20_000, "eur", "usd")
        self.convert(5_000, "eur", "usd")
        self.arrive()
        self.assertEqual(self.on_clearing(), (0, 0.0))

    def test_twins_are_not_told_apart(self):
        self.convert(20_000, "eur", "usd")
        self.convert(20_000, "eur", "usd")
        self.arrive()
        self.assertEqual(self.on_clearing()[0], 4, "a person looks")

    def test_the_second_side_may_come_later(self):
        sides = [self.mirror_of(side) for side in self.convert(20_000, "usd", "eur")]
        for first, second in (sides, sides[::-1]):
            with self.subTest(first.currency_code):
                for row in sides:
                    row.move_id.line_ids.remove_move_reconcile()
                    row.move_id.button_draft()
                    row.move_id.button_cancel()
                    row.write({"is_booked": False, "move_id": False})
                self.assertEqual(first._book_plain(self.connection), 1)
                self.assertEqual(self.on_clearing()[0], 1)
                self.assertEqual(second._book_plain(self.connection), 1)
                self.assertEqual(self.on_clearing(), (0, 0.0))

    def mirror_of(self, side):
        if not self.mirror("balance.transaction", side["id"]):
            self.settle(self.connection)
        return self.mirror("balance.transaction", side["id"])

    def test_a_side_alone_stays_where_a_person_sees_it(self):
        self.convert(20_000, "eur", "usd")
        self.arrive()
        Movement = self.env["ar.stripe.balance.transaction"]
        rows = Movement.search([("booking_kind", "=", "currency_conversion")])
        self.assertEqual([row._other_side() for row in rows], [rows[1], rows[0]])
        rows.filtered("exchange_rate").exchange_rate = 1.5
        self.assertFalse(rows[0]._other_side() or rows[1]._other_side(), "no rate leads from one to the other")
