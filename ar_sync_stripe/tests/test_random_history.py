"""Property: whatever happens at Stripe, in whatever order, the books equal its balance to the cent."""

import random

from .common import ImportedCase

CURRENCIES = ("usd", "eur", "jpy")
STEPS = 24


class Teller:
    """Takes random steps at Stripe, each one possible there; remembers what a later step may be about."""

    def __init__(self, case, seed: int) -> None:
        self.case, self.shop, self.random = case, case.shop, random.Random(seed)
        self.charges: list[str] = []
        self.refunds: list[str] = []
        self.disputes: list[str] = []
        self.payouts: list[str] = []

    def steps(self):
        """Return the kinds of steps, each with how often it is taken."""
        return [
            (6, self.pay_invoice), (3, self.collect), (3, self.capture_a_part), (4, self.refund), (2, self.fail_refund),
            (4, self.dispute), (4, self.decide), (2, self.pay_out), (3, self.pay_out_by_hand), (2, self.fail_payout),
            (1, self.top_up), (2, self.fee), (3, self.wait),
        ]  # fmt: skip

    def take(self) -> str:
        """Take one step. Return its name."""
        weights, steps = zip(*self.steps(), strict=True)
        step = self.random.choices(steps, weights)[0]
        step()
        return step.__name__

    def amount(self, currency, least=1_000):
        return self.random.randrange(least, 90_000) * (10 if currency == "jpy" else 1)

    def pick(self, rows):
        return self.random.choice(rows) if rows else None

    def pay_invoice(self):
        currency = self.random.choice((*CURRENCIES, "gbp", "kwd"))
        lines = [self.amount(currency) // 10 * 10 for _line in range(self.random.randint(1, 3))]
        invoice = self.shop.invoice(self.case.ada, *lines, currency=currency)
        method = self.random.choice(("pm_card_visa", "pm_card_visa", "pm_card_refundFail", "pm_card_pendingRefund"))
        self.shop.pay(invoice, method)
        self.charges.append(self.shop.charge_of(invoice))

    def collect(self):
        currency = self.random.choice(CURRENCIES)
        intent = self.shop.collect(self.amount(currency), self.case.ada, currency)
        self.charges.append(intent["latest_charge"])

    def capture_a_part(self):
        currency = self.random.choice(CURRENCIES)
        amount = self.amount(currency)
        intent = self.shop.collect(amount, self.case.ada, currency, capture_method="manual")
        part = self.random.randrange(amount // 2, amount)
        intent = self.shop.post(f"payment_intents/{intent['id']}/capture", amount_to_capture=part)
        self.charges.append(intent["latest_charge"])

    def refund(self):
        charge = self.pick(self.charges)
        row = charge and self.shop.get(f"charges/{charge}")
        left = row and row["amount_captured"] - self.refunded(charge)
        if left and left > 1 and not row["disputed"]:
            part = left if self.random.random() < 0.3 else self.random.randrange(1, left)
            if row["currency"] == "kwd":
                part = part // 10 * 10
            if part:
                self.refunds.append(self.shop.post("refunds", charge=charge, amount=part)["id"])

    def refunded(self, charge):
        rows = self.shop.get("refunds", charge=charge, limit=100)["data"]
        return sum(row["amount"] for row in rows if row["status"] not in ("failed", "canceled"))

    def fail_refund(self):
        if self.refunds:
            self.shop.control("POST", f"/refunds/{self.pick(self.refunds)}/fail")

    def dispute(self):
        charge = self.pick(self.charges)
        row = charge and self.shop.get(f"charges/{charge}")
        if row and not row["disputed"] and row["amount_captured"] > self.refunded(charge):
            body = {"amount": (row["amount_captured"] - self.refunded(charge)) // 2 or 1}
            body = self.random.choice(({}, {}, {"inquiry": True}, body))
            self.disputes.append(self.shop.control("POST", "/disputes", charge=charge, **body)["id"])

    def decide(self):
        if self.disputes:
            dispute = self.disputes.pop(self.random.randrange(len(self.disputes)))
            status = self.random.choice(("won", "lost"))
            self.shop.control("POST", f"/disputes/{dispute}/close", status=status,
                fee_returned=self.random.random() < 0.3)  # fmt: skip

    def pay_out(self):
        paid = self.shop.control("POST", "/payouts/run", currency=self.random.choice(CURRENCIES))
        if paid.get("id"):
            self.payouts.append(paid["id"])

    def pay_out_by_hand(self):
        currency = self.random.choice(CURRENCIES)
        free = self.shop.sandbox.books()["balance"].get(currency, {}).get("available", 0)
        if free > 2_000:
            method = self.random.choice(("standard", "instant"))
            paid = self.shop.post("payouts", amount=free // 2, currency=currency, method=method)
            self.payouts.append(paid["id"])

    def fail_payout(self):
        payout = self.pick(self.payouts)
        if payout and self.shop.get(f"payouts/{payout}")["status"] not in ("failed", "canceled"):
            self.shop.control("POST", f"/payouts/{payout}/fail")

    def top_up(self):
        self.shop.control("POST", "/topups", amount=self.amount("usd"), currency="usd")

    def fee(self):
        amount, currency = self.random.randrange(1, 500), self.random.choice(CURRENCIES)
        self.shop.control("POST", "/fees", amount=amount, currency=currency)

    def wait(self):
        self.shop.advance(days=self.random.randint(1, 6))


class TestRandomHistory(ImportedCase):
    """Three settlement currencies, one without decimals; payments in two more, one with three."""

    @classmethod
    def stock(cls):
        cls.shop.control(
            "POST", f"/accounts/{cls.shop.sandbox.account_id}/settings",
            settings={"settlement_currencies": list(CURRENCIES), "payout_interval": "manual"},
        )  # fmt: skip
        cls.ada = cls.shop.customer()

    def tell(self, seed, read_every=3):
        """Take the steps of one history, and prove the books as often as they are read."""
        teller, told = Teller(self, seed), []
        for number in range(STEPS):
            told.append(teller.take())
            if number % read_every == read_every - 1:
                self.settle(self.connection)
                with self.subTest(seed=seed, told=told[-read_every:], step=number):
                    self.assert_tied_out(*CURRENCIES)
                    self.assert_nothing_waits()
        return teller

    def assert_nothing_waits(self):
        waiting = self.env["ar.stripe.balance.transaction"].search(
            [("connection_id", "=", self.connection.id), ("is_booked", "=", False)]
        )
        self.assertFalse(waiting, [(row.type, row.booked_note) for row in waiting])

    def test_history_one(self):
        self.tell(1)

    def test_history_two_lost_disputes_open_invoices_again(self):
        self.connection.company_id.ar_dispute_lost = "reopen"
        self.tell(2)

    def test_history_three_lost_disputes_are_written_off(self):
        self.connection.company_id.ar_dispute_lost = "write_off"
        self.tell(3)

    def test_history_four_with_entries_of_a_day(self):
        self.connection.company_id.ar_sync_booking = "daily"
        self.tell(4, read_every=4)

    def test_read_at_the_end_only(self):
        """Everything at once: charges, what took them back and what gave it back arrive in one batch."""
        self.tell(11, read_every=STEPS)
