"""Whatever is entered, in whatever order: the books balance, open items are the control account, and what
was refused has left nothing behind. The oracle is a list of open amounts kept by hand.
"""

from __future__ import annotations

import pickle
import random
from collections import Counter
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sandbox.netsuite.control import truth
from sandbox.netsuite.ledger import open_items
from sandbox.netsuite.ledger.errors import NsError
from sandbox.netsuite.ledger.posting import trial_balance
from sandbox.netsuite.ledger.record import Draft, Record, Ref, Rows
from sandbox.netsuite.ledger.service import Books
from sandbox.netsuite.ledger.settings import Settings
from sandbox.netsuite.ledger.store import Store
from sandbox.netsuite.scenario import company
from sandbox.stripe.core.clock import Clock, parse_time

CURRENCIES = ("1", "4", "5")
CENTS = st.integers(1, 50_000).map(lambda cents: Decimal(cents) / 100)
KINDS = ("invoice", "memo", "payment", "zero payment", "refund", "apply memo", "reapply", "delete", "grow")
RATES = (Decimal("0.9"), Decimal("1"), Decimal("1.25"))
STEP = st.tuples(
    st.sampled_from(KINDS),
    st.integers(0, 40),
    st.integers(0, 40),
    CENTS,
    st.sampled_from(CURRENCIES),
    st.sampled_from(RATES),
)


@dataclass
class Oracle:
    """Open amounts by record id, and who took how much from whom."""

    open: dict[str, Decimal] = field(default_factory=dict)
    taken: list[tuple[str, str, str, Decimal]] = field(default_factory=list)

    def take(self, via: str, debit: str, credit: str, amount: Decimal) -> None:
        self.taken.append((via, debit, credit, amount))
        self.open[debit] -= amount
        self.open[credit] -= amount

    def give_back(self, via: str) -> None:
        for one in [one for one in self.taken if one[0] == via]:
            self.taken.remove(one)
            self.open[one[1]] += one[3]
            self.open[one[2]] += one[3]


class Bench:
    """Books with one customer, and the oracle beside them."""

    def __init__(self) -> None:
        self.store = Store(Settings(), Clock(parse_time("2026-11-02T18:00:00Z"), ticking=False))
        self.books = Books(self.store)
        company.found(self.store)
        rows = Rows([{"currency": Ref(one)} for one in CURRENCIES])
        values = {"companyName": "A", "subsidiary": Ref("1"), "currencyList": rows}
        self.customer = self.books.add(Draft("customer", values)).record.id
        self.oracle = Oracle()

    def of(self, kind: str, index: int) -> Record | None:
        found = [one for one in self.store.all(kind)]
        return found[index % len(found)] if found else None

    def enter(self, kind: str, **values: Any) -> Record:
        return self.books.add(Draft(kind, values)).record

    # Each step does the thing in the books, then in the oracle; a refusal leaves the oracle alone.

    def document(self, kind: str, amount: Decimal, currency: str, rate: Decimal) -> None:
        head = {"entity": Ref(self.customer), "currency": Ref(currency), "exchangeRate": rate}
        rows = Rows([{"item": Ref("11"), "amount": amount}])
        made = self.enter(kind, **head, itemList=rows)
        self.oracle.open[made.id] = made.get("total")

    def payment(self, first: int, amount: Decimal, currency: str, rate: Decimal) -> None:
        invoice = self.of("invoice", first)
        head = {"customer": Ref(self.customer), "currency": Ref(currency), "exchangeRate": rate, "autoApply": False}
        rows = Rows([{"doc": invoice.id, "apply": True, "amount": amount}] if invoice else [])
        made = self.enter("customerPayment", **head, payment=amount, applyList=rows)
        self.oracle.open[made.id] = made.get("payment")
        if invoice:
            self.oracle.take(made.id, invoice.id, made.id, made.get("payment"))

    def zero_payment(self, first: int, second: int, amount: Decimal) -> None:
        invoice, memo = self.of("invoice", first), self.of("creditMemo", second)
        if invoice is None or memo is None:
            return
        rows = Rows([{"doc": invoice.id, "apply": True, "amount": amount}])
        credits = Rows([{"doc": memo.id, "apply": True, "amount": amount}])
        made = self.enter(
            "customerPayment",
            customer=Ref(self.customer),
            currency=Ref(invoice.get("currency")),
            payment=Decimal(0),
            applyList=rows,
            creditList=credits,
        )
        self.oracle.open[made.id] = Decimal(0)
        [link] = [self.store.links[key] for key in made.get("through")]
        self.oracle.take(made.id, invoice.id, memo.id, link.amount)

    def refund(self, first: int, amount: Decimal) -> None:
        source = self.of("creditMemo" if first % 2 else "customerPayment", first)
        if source is None:
            return
        made = self.enter(
            "customerRefund",
            customer=Ref(self.customer),
            currency=Ref(source.get("currency")),
            account=Ref("1"),
            paymentMethod=Ref("2"),
            applyList=Rows([{"doc": source.id, "apply": True, "amount": amount}]),
        )
        self.oracle.open[made.id] = made.get("total")
        self.oracle.take(made.id, made.id, source.id, made.get("total"))

    def apply_memo(self, first: int, second: int, amount: Decimal) -> None:
        memo, invoice = self.of("creditMemo", first), self.of("invoice", second)
        if memo is None or invoice is None:
            return
        rows = Rows([{"doc": invoice.id, "apply": True, "amount": amount}])
        self.books.update(Draft("creditMemo", {"applyList": rows}, memo.id))
        self.oracle.give_back(memo.id)
        for link in [one for one in self.store.links_of(memo) if one.via == memo.id]:
            self.oracle.take(memo.id, invoice.id, memo.id, link.amount)

    def reapply(self, first: int, second: int, amount: Decimal) -> None:
        payment, invoice = self.of("customerPayment", first), self.of("invoice", second)
        if payment is None or invoice is None or payment.get("through"):
            return
        rows = Rows([{"doc": invoice.id, "apply": True, "amount": amount}])
        self.books.update(Draft("customerPayment", {"applyList": rows}, payment.id))
        self.oracle.give_back(payment.id)
        for link in [one for one in self.store.links_of(payment) if one.via == payment.id]:
            self.oracle.take(payment.id, invoice.id, payment.id, link.amount)

    def delete(self, index: int) -> None:
        record = self.of("transaction", index)
        if record is None:
            return
        self.books.delete(record.kind, record.id, reason="2")
        self.oracle.give_back(record.id)
        del self.oracle.open[record.id]

    def grow(self, index: int, amount: Decimal) -> None:
        invoice = self.of("invoice", index)
        if invoice is None:
            return
        before = invoice.get("total")
        rows = Rows([{"item": Ref("11"), "amount": amount}])
        self.books.update(Draft("invoice", {"itemList": rows}, invoice.id))
        self.oracle.open[invoice.id] += invoice.get("total") - before

    def step(self, what: str, first: int, second: int, amount: Decimal, currency: str, rate: Decimal) -> None:
        {
            "invoice": lambda: self.document("invoice", amount, currency, rate),
            "memo": lambda: self.document("creditMemo", amount, currency, rate),
            "payment": lambda: self.payment(first, amount, currency, rate),
            "zero payment": lambda: self.zero_payment(first, second, amount),
            "refund": lambda: self.refund(first, amount),
            "apply memo": lambda: self.apply_memo(first, second, amount),
            "reapply": lambda: self.reapply(first, second, amount),
            "delete": lambda: self.delete(first),
            "grow": lambda: self.grow(first, amount),
        }[what]()

    # -- what must hold -------------------------------------------------------------

    def picture(self) -> Any:
        links = sorted((one.debit, one.credit, one.via, one.amount) for one in self.store.links.values())
        return links, {one.id: dict(one.values) for one in self.store.all("transaction")}, len(self.store.deleted)

    def check(self) -> None:
        now = {}
        for one in self.store.all("transaction"):
            left = open_items.due if open_items.is_debit(self.store, one) else open_items.unused
            now[one.id] = left(self.store, one)
        assert now == self.oracle.open
        assert all(value >= 0 for value in now.values())
        assert sum(trial_balance(self.store).values(), Decimal(0)) == 0
        books = truth.books(self.store)
        owed = {key: Decimal(one["amount"]) for key, one in books["receivables"].items()}
        left = {key: Decimal(one) for key, one in books["open_items"].items()}
        assert {k: v for k, v in owed.items() if v} == {k: v for k, v in left.items() if v}


@settings(max_examples=60)
@given(st.lists(STEP, min_size=5, max_size=40))
def test_the_books_hold_whatever_is_entered(steps: list[Any]) -> None:
    bench = Bench()
    for step in steps:
        before = bench.picture()
        try:
            bench.step(*step)
        except NsError:
            assert bench.picture() == before
        bench.check()


@pytest.mark.parametrize("seed", range(12))
def test_long_walks(seed: int) -> None:
    """Eighty steps each: first documents and payments, then everything."""
    dice, bench, done = random.Random(seed), Bench(), Counter[str]()
    for number in range(80):
        what = dice.choice(KINDS if number > 12 else KINDS[:3])
        amount = Decimal(dice.randrange(1, 5_000)) / 100
        before = bench.picture()
        try:
            bench.step(what, dice.randrange(40), dice.randrange(40), amount, dice.choice("1145"), dice.choice(RATES))
            done[what] += 1
        except NsError:
            assert bench.picture() == before
        bench.check()
    assert len(done) >= 6


class Undone(Exception):
    """Thrown to take a step back."""


@settings(max_examples=30)
@given(st.lists(STEP, min_size=5, max_size=25))
def test_a_step_that_breaks_in_the_middle_is_taken_back(steps: list[Any]) -> None:
    """Every step is done, taken back, and done again: the books are as if it had been done once."""
    bench = Bench()
    for step in steps:
        before, kept = bench.picture(), pickle.dumps(bench.oracle)
        try:
            with pytest.raises(Undone), bench.store.atomic():
                bench.step(*step)
                raise Undone
        except NsError:
            assert bench.picture() == before
            continue
        assert bench.picture() == before
        bench.oracle = pickle.loads(kept)
        bench.check()
        bench.step(*step)
        bench.check()
