"""What the story's books have to say, kept by double entry as the story is told.

It knows nothing of Odoo. Every act of the story notes here what it means, in whole minor units of its
currency; Stripe's prices are its published ones (https://stripe.com/pricing). At any moment the notes
are what an accountant would expect of each account.
"""

from collections import Counter
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal

# Cards: percent of the amount, and so much more. Bank transfers: percent, and at most so much.
CARD = {"usd": ("2.9", 30), "eur": ("1.5", 25), "jpy": ("3.6", 0)}
TRANSFER = {"usd": ("0.5", 500), "eur": ("0.5", 500), "jpy": ("0.5", 500)}
DEBIT = {"usd": ("0.8", 500)}
CONVERSION = "1"
DISPUTE = {"usd": 1500, "eur": 2000, "jpy": 1300}


def percent(amount: int, share: str) -> int:
    """Return a share of an amount, halves away from zero.

    >>> percent(1050, "10"), percent(184133, "2.9"), percent(5, "50")
    (105, 5340, 3)
    """
    return int((Decimal(amount) * Decimal(share) / 100).quantize(Decimal(1), ROUND_HALF_UP))


@dataclass
class Invoice:
    """What an invoice is to be, there and here."""

    customer: str
    currency: str
    total: int
    tax: int
    open: int  # in Odoo: a refund opens it again
    remaining: int  # at Stripe: a refund does not
    status: str = "open"  # at Stripe


class Notebook:
    """Accounts by role and currency, and what each customer owes."""

    def __init__(self) -> None:
        self.accounts: Counter[tuple[str, str]] = Counter()
        self.owed: Counter[tuple[str, str]] = Counter()
        self.invoices: dict[str, Invoice] = {}

    def enter(self, currency: str, **amounts: int) -> None:
        """Enter amounts by role: what is entered adds up to nothing. ``owed`` goes by ``customer``."""
        assert not sum(amounts.values()), amounts
        for role, amount in amounts.items():
            self.accounts[role, currency] += amount

    def owe(self, customer: str, currency: str, amount: int) -> int:
        """A customer owes more, or less. Return the amount."""
        self.owed[customer, currency] += amount
        return amount

    # === INVOICES === #

    def invoice(self, key: str, customer: str, currency: str, total: int, tax: int = 0) -> Invoice:
        """An invoice is final."""
        self.invoices[key] = Invoice(customer, currency, total, tax, total, total)
        self.enter(currency, owed=self.owe(customer, currency, total), tax=-tax, revenue=tax - total)
        return self.invoices[key]

    def credit(self, key: str, amount: int, tax: int = 0) -> None:
        """A credit note for an invoice."""
        invoice = self.invoices[key]
        owed = self.owe(invoice.customer, invoice.currency, -amount)
        self.enter(invoice.currency, owed=owed, tax=tax, revenue=amount - tax)

    def settle(self, key: str, amount: int) -> None:
        """So much of an invoice is no longer open, here and there."""
        invoice = self.invoices[key]
        invoice.open -= amount
        invoice.remaining -= amount
        if not invoice.remaining:
            invoice.status = "paid"

    def reopen(self, key: str, amount: int) -> None:
        """Money went back: so much of an invoice is open again in Odoo; at Stripe it stays paid."""
        self.invoices[key].open += amount

    def void(self, key: str) -> None:
        """An invoice that never was."""
        invoice = self.invoices[key]
        self.credit(key, invoice.total, invoice.tax)
        invoice.status, invoice.open, invoice.remaining = "void", 0, 0

    # === MONEY AT STRIPE === #

    def paid(self, customer: str, currency: str, amount: int, rail: str = "card", **invoices: int) -> int:
        """A customer pays through Stripe; ``invoices``: key -> how much of it. Return what Stripe keeps."""
        fee = self.fee(amount, currency, rail)
        owed = self.owe(customer, currency, -amount)
        self.enter(currency, stripe=amount - fee, fee=fee, owed=owed)
        for key, part in invoices.items():
            self.settle(key, part)
        return fee

    def paid_converted(self, customer: str, currency: str, amount: int, into: str, worth: int, **invoices: int) -> None:
        """A payment that Stripe settles in another currency, in which it was worth ``worth``."""
        fee = self.fee(worth, into, "card") + percent(worth, CONVERSION)
        self.enter(currency, owed=self.owe(customer, currency, -amount), exchanged=amount)
        self.enter(into, stripe=worth - fee, fee=fee, exchanged=-worth)
        for key, part in invoices.items():
            self.settle(key, part)

    @staticmethod
    def fee(amount: int, currency: str, rail: str) -> int:
        """Return what Stripe keeps of a payment."""
        if rail == "card":
            share, fixed = CARD[currency]
            return percent(amount, share) + fixed
        share, most = (TRANSFER if rail == "transfer" else DEBIT)[currency]
        return min(percent(amount, share), most)

    def unknown(self, currency: str, amount: int) -> None:
        """Somebody pays through Stripe, and nobody knows who."""
        fee = self.fee(amount, currency, "card")
        self.enter(currency, stripe=amount - fee, fee=fee, unapplied=-amount)

    def refunded(self, customer: str, currency: str, amount: int, **invoices: int) -> None:
        """Money goes back (negative: the refund failed, and it is there again)."""
        self.enter(currency, stripe=-amount, owed=self.owe(customer, currency, amount))
        for key, part in invoices.items():
            self.reopen(key, part)

    def refunded_converted(self, customer: str, currency: str, amount: int, into: str, worth: int) -> None:
        """A refund of a payment that was converted."""
        self.enter(currency, owed=self.owe(customer, currency, amount), exchanged=-amount)
        self.enter(into, stripe=-worth, exchanged=worth)

    def disputed(self, currency: str, amount: int) -> None:
        """The customer's bank takes money back, and Stripe a fee."""
        self.enter(currency, stripe=-amount - DISPUTE[currency], fee=DISPUTE[currency], dispute=amount)

    def won(self, currency: str, amount: int) -> None:
        """The bank gives it back; the fee stays."""
        self.enter(currency, stripe=amount, dispute=-amount)

    def lost(self, currency: str, amount: int) -> None:
        """It is gone, and written off."""
        self.enter(currency, dispute=-amount, write_off=amount)

    def stripe_fee(self, currency: str, amount: int) -> None:
        """Stripe's own fee."""
        self.enter(currency, stripe=-amount, fee=amount)

    def converted(self, currency: str, amount: int, into: str, worth: int) -> None:
        """Money moves from one balance to another, in which it is worth so much before Stripe's fee."""
        fee = percent(worth, CONVERSION)
        self.enter(currency, stripe=-amount, clearing=amount)
        self.enter(into, stripe=worth - fee, fee=fee, clearing=-worth)

    # === MONEY ON ITS WAY === #

    def sent(self, currency: str, amount: int, fee: int = 0) -> None:
        """A payout leaves Stripe (negative: it came back, or a top-up is on its way)."""
        self.enter(currency, stripe=-amount - fee, transit=amount, fee=fee)

    def arrived(self, currency: str, amount: int) -> None:
        """A payout is at the bank (negative: the bank sent it back, or a top-up left)."""
        self.enter(currency, bank=amount, transit=-amount)

    # === MONEY AT THE BANK === #

    def transferred(self, customer: str, currency: str, amount: int, **invoices: int) -> None:
        """A customer pays to our bank account."""
        self.enter(currency, bank=amount, owed=self.owe(customer, currency, -amount))
        for key, part in invoices.items():
            self.settle(key, part)

    def bank_fee(self, currency: str, amount: int) -> None:
        """The bank takes a fee; it waits on the bank's suspense account until somebody says what it is."""
        self.enter(currency, bank=-amount, suspense=amount)

    def explained(self, currency: str, amount: int) -> None:
        """The accountant has said that a debit of the bank was its fee."""
        self.enter(currency, suspense=-amount, charges=amount)
