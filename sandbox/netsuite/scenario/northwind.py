"""Northwind Instruments as its accountants have kept it for fourteen months.

About 300 customers in two subsidiaries and four currencies, 2 000 invoices with everything that happens to
them: paid on time, late, in part, several at once, too much, with the early-payment discount, by credit
memo, written off, refunded, prepaid, void, deleted; customers whose external id belongs to another system,
of the same name or e-mail, inactive, with sub-customers. Months up to the last but one are closed.
"""

from __future__ import annotations

import random
from datetime import date, timedelta
from decimal import Decimal

from ..core.engine import Engine
from ..ledger import open_items
from ..ledger.record import Record, Ref, Values
from ..ledger.view import today
from . import company
from .clerk import Clerk, month_start, morning, workday

CUSTOMERS, INVOICES, MONTHS = 300, 2000, 14
_STEMS = tuple(
    "Dunmore Fernwald Kestrel Aldous Brightwater Calder Deepwell Eastlake Farrow Gannet Harrow Inverness Juniper "
    "Kellerman Lindqvist Marlow Norrland Orchard Pellworm Quillon Rasmus Sandoval Thornbury Ulster Vantage Westerly "
    "Yarrow Zeller Amberg Bexley".split()
)
_TRADES = tuple("Optics Labs Marine Foods Robotics Aerospace Pharma Energy Ceramics Metrology".split())
#: What becomes of an invoice, by share.
_ENDINGS = (
    ("paid", 46), ("late", 14), ("partial", 7), ("together", 10), ("overpaid", 3), ("discount", 3), ("open", 10),
    ("credited", 3), ("part credit", 1), ("write-off", 1), ("journal", 1), ("void", 1),
)  # fmt: skip


def build(engine: Engine, count: int | None) -> None:
    """Play the fourteen months up to the clock's present moment."""
    end = engine.clock.time()
    last = today(engine.store)
    first = month_start(last, MONTHS - 1)
    engine.clock.restart(morning(first - timedelta(days=3)))
    company.found(engine.store, first_year=first.year, last_year=last.year + 1)
    _rates(engine, first, last)
    _Company(engine, random.Random(f"northwind:{engine.seed}"), first, last).play(count or INVOICES)
    engine.clock.advance_to(end)
    _close(engine, month_start(last, 1))


def _rates(engine: Engine, first: date, last: date) -> None:
    """Rates that move from month to month, so that payments bring gains and losses."""
    store = engine.store
    known = store.all("currencyRate")
    for back in range(MONTHS):
        day = month_start(last, back)
        for one in known:
            moved = Decimal((back * 7 + int(one.id) * 3) % 11 - 5) / 250
            rate = round(one.get("exchangeRate") * (1 + moved), 6)
            store.insert("currencyRate", {**one.values, "exchangeRate": rate, "effectiveDate": max(day, first)})


def _close(engine: Engine, before: date) -> None:
    """Months that end before *before* are closed."""
    for period in engine.store.all("accountingPeriod"):
        if period.get("endDate") < before:
            engine.store.write(period, {"closed": True, "closedOnDate": engine.clock.time()})


class _Company:
    def __init__(self, engine: Engine, dice: random.Random, first: date, last: date) -> None:
        self.clerk = Clerk(engine)
        self.store = engine.store
        self.books = engine.books
        self.dice = dice
        self.first = first
        self.last = last
        self.waiting: dict[str, list[Record]] = {}

    def play(self, count: int) -> None:
        customers = self._customers()
        span = (self.last - self.first).days
        for _ in range(count):
            customer = self.dice.choice(customers)
            day = workday(self.first + timedelta(days=self.dice.randrange(span + 1)))
            self.clerk.on(min(day, self.last), lambda day, customer=customer: self._invoice(customer, day))  # type: ignore[misc]
        for _ in range(count // 60):
            customer = self.dice.choice(customers)
            day = workday(self.first + timedelta(days=self.dice.randrange(span)))
            self.clerk.on(day, lambda day, customer=customer: self._prepay(customer, day))  # type: ignore[misc]
            self.clerk.on(day, lambda day, customer=customer: self._goodwill(customer, day))  # type: ignore[misc]
        for back in range(MONTHS):
            self.clerk.on(min(month_start(self.last, back) + timedelta(days=27), self.last), self._bank)
        self.clerk.work(self.last)
        for customer in customers[-6:]:
            self.clerk.change(customer, isInactive=True)

    # -- customers ----------------------------------------------------------------

    def _customers(self) -> list[Record]:
        found: list[Record] = []
        names = [f"{stem} {trade}" for trade in _TRADES for stem in _STEMS]
        for number in range(CUSTOMERS):
            found.append(self._customer(number, names[number], found))
        return found

    def _customer(self, number: int, name: str, found: list[Record]) -> Record:
        europe = number % 5 == 4
        values: Values = {
            "entityId": f"C{number + 1:05d}",
            "companyName": name + (" GmbH" if europe else " Inc." if number % 3 else ""),
            "subsidiary": company.EUROPE if europe else company.PARENT,
            "email": f"ap@{name.lower().replace(' ', '-')}.example",
            "terms": self.dice.choice("12223335"),
            "phone": f"+1 503 555 {number:04d}",
            "addressbookList": [
                {
                    "defaultBilling": True,
                    "label": "Office",
                    "addressbookAddress": {
                        "country": "_germany" if europe else "_unitedStates",
                        "addr1": f"{number + 1} Mill Street",
                        "city": "Hamburg" if europe else "Portland",
                    },
                }
            ],
        }
        if number % 9 == 3:
            extra = company.JPY if number % 2 else company.GBP
            own = company.EUR if europe else company.USD
            values["currencyList"] = [{"currency": own}, {"currency": extra}]
        if number % 15 == 7 and not europe:
            values["parent"] = next(one.id for one in found if one.get("subsidiary") == company.PARENT)
        if number in (50, 51):
            values["companyName"] = "Kestrel Labs"
        if number in (60, 61):
            values["email"] = "shared@accounts.example"
        external = f"sf_0013x{number:06d}" if number % 7 == 2 else ""
        return self.clerk.enter("customer", external, **values)

    # -- invoices -----------------------------------------------------------------

    def _invoice(self, customer: Record, day: date) -> None:
        europe = customer.get("subsidiary") == company.EUROPE
        currency = self._currency(customer)
        rows = [self._line(day, europe, currency) for _ in range(self.dice.choice((1, 1, 2, 3)))]
        made = self.clerk.invoice(
            customer,
            day,
            rows,
            currency=currency,
            otherRefNum=f"PO-{self.dice.randrange(10_000):04d}",
            department=self.dice.choice("123"),
            **{"class": self.dice.choice("123")},
        )
        ending = self.dice.choices([name for name, _ in _ENDINGS], [share for _, share in _ENDINGS])[0]
        self._end(made, ending)

    def _currency(self, customer: Record) -> str:
        found = [row["currency"] for row in customer.rows("currencyList")]
        return str(self.dice.choice(found))

    def _line(self, day: date, europe: bool, currency: str) -> Values:
        item = self.dice.choice(("10", "11", "11", "12", "13"))
        scale = 100 if currency == company.JPY else 1
        row: Values = {
            "item": item,
            "quantity": Decimal(self.dice.choice((1, 1, 2, 5))),
            "rate": str(Decimal(self.dice.randrange(2_000, 400_000)) / 100 * scale),
            "taxCode": "3" if europe else self.dice.choice("12"),
        }
        if item in ("12", "13"):
            row["revRecStartDate"] = day.replace(day=1)
            row["revRecEndDate"] = month_start(day, -12) - timedelta(days=1)
        return row

    def _end(self, made: Record, ending: str) -> None:
        due, day = made.get("dueDate"), made.get("tranDate")
        method: Values = {"paymentMethod": self.dice.choice("236"), "memo": f"Payment {made.get('tranId')}"}
        if self.dice.random() < 0.5:
            method["account"] = "2" if made.get("subsidiary") == company.EUROPE else "1"
        wait = self.dice.randrange(0, 12)
        later = {
            "paid": lambda on: self.clerk.pay(on, [made], **method),
            "late": lambda on: self.clerk.pay(on, [made], **method),
            "partial": lambda on: self.clerk.pay(on, [made], self._share(made, 2), **method),
            "overpaid": lambda on: self._overpay(on, made),
            "discount": lambda on: self._discount(on, made),
            "together": lambda on: self._together(on, made),
            "credited": lambda on: self._credit(on, made, 1),
            "part credit": lambda on: self._credit(on, made, 4),
            "write-off": lambda on: self._write_off(on, made),
            "journal": lambda on: self._journal(on, made),
            "void": lambda on: self._gone(made),
        }.get(ending)
        if later is None:
            return
        delay = {"late": 20 + wait * 4, "discount": -25, "void": 1 - 30, "together": wait}.get(ending, wait - 6)
        when = max(workday(due + timedelta(days=delay)), day)
        self.clerk.on(when, later)  # type: ignore[arg-type]

    def _share(self, made: Record, parts: int) -> Decimal:
        places = 0 if made.get("currency") == company.JPY else 2
        return round(open_items.total(self.store, made) / parts, places)

    def _together(self, day: date, made: Record) -> None:
        """One payment for this invoice and those of the same kind that wait."""
        key = f"{made.get('entity')}:{made.get('currency')}"
        waiting = self.waiting.setdefault(key, [])
        waiting.append(made)
        if len(waiting) >= 2:
            self.clerk.pay(day, waiting, memo="Remittance " + ", ".join(one.get("tranId") for one in waiting))
            self.waiting[key] = []

    def _overpay(self, day: date, made: Record) -> None:
        due = open_items.due(self.store, made)
        paid = self.clerk.pay(day, [made], due + self._share(made, 10) if due > 0 else None)
        if paid is not None and self.dice.random() < 0.4:
            self.clerk.on(day + timedelta(days=14), lambda on: self._refund(on, paid))

    def _refund(self, day: date, source: Record) -> None:
        left = open_items.unused(self.store, source)
        europe = source.get("subsidiary") == company.EUROPE
        if left <= 0:
            return
        self.clerk.enter(
            "customerRefund",
            customer=self.store.payer(source),
            currency=source.get("currency"),
            arAcct=source.get("arAcct") or source.get("account"),
            account="2" if europe else "1",
            paymentMethod="3",
            tranDate=day,
            applyList=[{"doc": source.id, "apply": True, "amount": left}],
        )

    def _discount(self, day: date, made: Record) -> None:
        due = open_items.due(self.store, made)
        if due <= 0:
            return
        off = round(due * 2 / 100, 0 if made.get("currency") == company.JPY else 2)
        self.clerk.enter(
            "customerPayment", customer=made.get("entity"), tranDate=day, payment=due - off, autoApply=False,
            currency=made.get("currency"), arAcct=made.get("account"),
            applyList=[{"doc": made.id, "apply": True, "amount": due - off, "disc": off}],
        )  # fmt: skip

    def _credit(self, day: date, made: Record, parts: int, item: str = "11") -> None:
        amount = self._share(made, parts) if parts > 1 else open_items.due(self.store, made)
        if amount <= 0:
            return
        self.clerk.enter(
            "creditMemo", entity=made.get("entity"), tranDate=day, currency=made.get("currency"),
            itemList=[{"item": item, "amount": amount, "taxCode": "1" if made.get("subsidiary") == "1" else None}],
            applyList=[{"doc": made.id, "apply": True, "amount": amount}],
        )  # fmt: skip

    def _write_off(self, day: date, made: Record) -> None:
        self._credit(day, made, 1, item="14")

    def _journal(self, day: date, made: Record) -> None:
        """A write-off by journal, applied through a payment of nothing."""
        due = open_items.due(self.store, made)
        if due <= 0:
            return
        entry = self.clerk.enter(
            "journalEntry", subsidiary=made.get("subsidiary"), currency=made.get("currency"), tranDate=day,
            lineList=[{"account": "40", "debit": due},
                      {"account": made.get("account"), "credit": due, "entity": made.get("entity")}],
        )  # fmt: skip
        self.clerk.enter(
            "customerPayment", customer=made.get("entity"), tranDate=day, payment=Decimal(0), autoApply=False,
            currency=made.get("currency"), arAcct=made.get("account"),
            applyList=[{"doc": made.id, "apply": True, "amount": due}],
            creditList=[{"doc": entry.id, "apply": True, "amount": due}],
        )  # fmt: skip

    def _gone(self, made: Record) -> None:
        """Void in half of the cases, deleted in the other."""
        if self.store.links_of(made):
            return
        if self.dice.random() < 0.5:
            self.books.delete("invoice", made.id, reason="2", memo="entered twice")
            return
        zero = {name: made.get(name) * 0 for name in ("total", "subTotal", "taxTotal")}
        self.store.write(made, {"voided": True, "memo": "VOID", **zero})

    def _bank(self, day: date) -> None:
        """Checks that lie in undeposited funds go to the bank, by subsidiary and currency."""
        lying: dict[tuple[str, str], list[Record]] = {}
        for one in self.store.all("customerPayment"):
            if one.get("undepFunds") and not one.get("deposited") and one.get("payment") and one.get("tranDate") < day:
                lying.setdefault((one.get("subsidiary"), one.get("currency")), []).append(one)
        for (subsidiary, _), found in lying.items():
            rows = [{"id": Ref(internal_id=one.id), "deposit": True} for one in found]
            account = "2" if subsidiary == company.EUROPE else "1"
            self.clerk.enter("deposit", account=account, tranDate=day, paymentList=rows)

    # -- what has no invoice --------------------------------------------------------

    def _prepay(self, customer: Record, day: date) -> None:
        amount = Decimal(self.dice.randrange(10_000, 500_000)) / 100
        held = self.clerk.enter("customerDeposit", customer=customer.id, tranDate=day, payment=amount)
        if self.dice.random() < 0.6:
            self.clerk.on(day + timedelta(days=40), lambda on: self._use(on, held))

    def _use(self, day: date, held: Record) -> None:
        """Apply a deposit to the customer's oldest open invoice in its currency."""
        for one in open_items.of_customers(self.store, [held.get("customer")]):
            fits = one.kind == "invoice" and one.get("currency") == held.get("currency") and not one.get("voided")
            due = open_items.due(self.store, one) if fits else Decimal(0)
            if due > 0:
                amount = min(due, open_items.unused(self.store, held))
                row = {"doc": one.id, "apply": True, "amount": amount}
                self.clerk.enter("depositApplication", deposit=held.id, tranDate=day, applyList=[row])
                return

    def _goodwill(self, customer: Record, day: date) -> None:
        """A credit memo nobody has applied yet, in some cases refunded."""
        amount = Decimal(self.dice.randrange(1_000, 50_000)) / 100
        code = "1" if customer.get("subsidiary") == "1" else None
        row = {"item": "10", "amount": amount, "taxCode": code}
        memo = self.clerk.enter("creditMemo", entity=customer.id, tranDate=day, itemList=[row], memo="Goodwill")
        if self.dice.random() < 0.3:
            self.clerk.on(day + timedelta(days=20), lambda on: self._refund(on, memo))
