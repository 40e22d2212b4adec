"""What becomes of an invoice: the stories, and how often each is told.

Every story writes an invoice and plans what follows. The rare ones are told
first, so that a small scenario has one of each kind.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from ..core.clock import DAY_S
from ..core.money import THREE_DECIMAL
from ..core.store import Obj
from .base import Stage
from .catalogue import Catalogue
from .people import Person

Story = Callable[[Person], None]


class Teller:
    """Tells the story of one invoice after another."""

    def __init__(
        self,
        stage: Stage,
        catalogue: Catalogue,
        people: list[Person],
        begin: int,
        end: int,
    ) -> None:
        self.stage = stage
        self.random = stage.random
        self.catalogue = catalogue
        self.people = people
        self.begin, self.end = begin, end
        self._first = self._deck()
        self._stories = list(self._weights())
        self._chances = list(self._weights().values())
        self._orders = 0

    def _weights(self) -> dict[str, int]:
        """Story -> how often, in a hundred."""
        return {
            "card": 30, "on_terms": 22, "late": 10, "partial": 5, "half_paid": 3,
            "consolidated": 4, "unreferenced": 4, "order_reference": 4, "overpaid": 2,
            "paid_twice": 2, "refunded": 3, "refunded_in_parts": 2, "disputed": 2,
            "declined": 3, "voided": 1, "written_off": 1, "out_of_band": 2,
            "bank_debit": 3,
        }  # fmt: skip

    def _deck(self) -> list[str]:
        """Each story once, before chance decides."""
        return [*self._weights(), "long_invoice"]

    def tell_next(self) -> None:
        """Write the next invoice."""
        name = (
            self._first.pop()
            if self._first
            else self.random.choices(self._stories, self._chances)[0]
        )
        getattr(self, "_" + name)(self._choose(name))

    def _choose(self, name: str) -> Person:
        """Somebody to whom this story can happen."""
        needs_card = ("card", "refunded", "refunded_in_parts", "disputed", "paid_twice")
        people = self.people
        if name in needs_card:
            people = [person for person in people if person.card]
        if name == "bank_debit":
            people = [p for p in people if p.country.currency == "usd"]
        return self.random.choice(people)

    # -- writing --------------------------------------------------------------------

    def write(self, person: Person, terms: bool, lines: int | None = None) -> Obj:
        """A finalized invoice."""
        currency = person.country.currency
        params: dict[str, Any] = {"customer": person.id, "currency": currency}
        if terms:
            params |= {
                "collection_method": "send_invoice",
                "days_until_due": person.terms_days,
            }
        tax = self.catalogue.taxes.get(person.country.code)
        if tax:
            params["default_tax_rates"] = [tax]
        if self.random.random() < 0.15:
            params["discounts"] = [{"coupon": self.catalogue.percent_coupon}]
        elif currency == "usd" and self.random.random() < 0.06:
            params["discounts"] = [{"coupon": self.catalogue.amount_coupon}]
        invoice = self.stage.post("invoices", **params)
        wanted = lines or self.random.choices((1, 2, 3, 5, 12), (34, 28, 20, 12, 6))[0]
        rows = [self._line(currency) for _ in range(wanted)]
        self.stage.post(f"invoices/{invoice['id']}/add_lines", lines=rows)
        if currency in THREE_DECIMAL:
            self._make_payable(invoice)
        self.stage.post(f"invoices/{invoice['id']}/finalize")
        person.open_invoices.append(invoice["id"])
        return invoice

    def _line(self, currency: str) -> dict[str, Any]:
        prices = self.catalogue.prices[currency]
        place = self.random.randrange(len(prices))
        cheap = place in (6, 12)
        quantity = self.random.randint(7, 900) if cheap else self.random.randint(1, 4)
        line: dict[str, Any] = {"pricing": {"price": prices[place]}, "quantity": quantity}
        if self.random.random() < 0.04:
            line["discounts"] = [{"coupon": self.catalogue.percent_coupon}]
        return line

    def _make_payable(self, invoice: Obj) -> None:
        """Three-decimal amounts must end in 0 to be charged."""
        rest = -invoice["total"] % 10
        if rest:
            line = {"amount": rest, "description": "Rounding", "discountable": False}
            self.stage.post(f"invoices/{invoice['id']}/add_lines", lines=[line])

    # -- paying -----------------------------------------------------------------------

    def later(self, days: float, action: Callable[[], Any]) -> None:
        """Do something some days from now, at an odd second."""
        shift = self.random.randint(-9_000, 9_000)
        now = self.stage.engine.clock.now()
        self.stage.at(max(now + days * DAY_S + shift, now + 60), action)

    def method_of(self, person: Person) -> str:
        """The card on file, or one typed in for the occasion."""
        if not person.card:
            return self.random.choice(person.country.cards)
        customer = self.stage.ctx.get("customer", person.id)
        return str(customer["invoice_settings"]["default_payment_method"])

    def pay(self, person: Person, invoice: Obj, method: str | None = None) -> None:
        """The customer pays on the hosted page, or the card on file is charged."""
        if invoice["status"] == "open":
            chosen = method or self.method_of(person)
            path = f"invoices/{invoice['id']}/pay"
            if self.stage.attempt(path, payment_method=chosen, off_session=False):
                self._settled(person, invoice)

    def _settled(self, person: Person, invoice: Obj) -> None:
        if invoice["status"] != "open" and invoice["id"] in person.open_invoices:
            person.open_invoices.remove(invoice["id"])

    def collect(self, person: Person, amount: int, currency: str, **more: Any) -> Obj:
        """A payment without an invoice."""
        return self.stage.post(
            "payment_intents",
            amount=amount,
            currency=currency,
            customer=person.id,
            payment_method=self.method_of(person),
            confirm=True,
            **more,
        )

    def attach(self, person: Person, invoice: Obj, amount: int) -> None:
        """A payment of its own, then credited to the invoice."""
        if invoice["status"] != "open":
            return
        intent = self.collect(person, amount, invoice["currency"])
        self.stage.post(
            f"invoices/{invoice['id']}/attach_payment", payment_intent=intent["id"]
        )
        self._settled(person, invoice)

    def charge_of(self, invoice: Obj) -> Obj:
        """The charge that paid an invoice."""
        ctx = self.stage.ctx
        row = next(
            row
            for row in ctx.where("invoice_payment", "invoice", invoice["id"])
            if row["status"] == "paid"
        )
        intent = ctx.get("payment_intent", row["payment"]["payment_intent"])
        return ctx.get("charge", intent["latest_charge"])

    # -- the stories --------------------------------------------------------------------

    def _card(self, person: Person) -> None:
        """Charged to the card on file within the hour."""
        invoice = self.write(person, terms=False)
        self.later(0.02, lambda: self.pay(person, invoice))

    def _on_terms(self, person: Person) -> None:
        """Paid about when it is due."""
        invoice = self.write(person, terms=True)
        days = person.terms_days + self.random.randint(-8, 3)
        self.later(max(days, 1), lambda: self.pay(person, invoice))

    def _late(self, person: Person) -> None:
        """Paid weeks after it was due."""
        invoice = self.write(person, terms=True)
        days = person.terms_days + self.random.randint(12, 50)
        self.later(days, lambda: self.pay(person, invoice))

    def _partial(self, person: Person) -> None:
        """Paid in two parts."""
        invoice = self.write(person, terms=True)
        first = self._part(invoice, 0.4)
        self.later(9, lambda: self.attach(person, invoice, first))
        self.later(
            24, lambda: self.attach(person, invoice, invoice["amount_remaining"])
        )

    def _half_paid(self, person: Person) -> None:
        """A part is paid; the rest stays open."""
        invoice = self.write(person, terms=True)
        first = self._part(invoice, 0.5)
        self.later(14, lambda: self.attach(person, invoice, first))

    def _part(self, invoice: Obj, share: float) -> int:
        part = int(invoice["amount_due"] * share)
        if invoice["currency"] in THREE_DECIMAL:
            part = part // 10 * 10
        return max(part, 200 if invoice["amount_due"] > 500 else invoice["amount_due"])

    def _consolidated(self, person: Person) -> None:
        """One payment for two or three invoices, named in its description."""
        count = self.random.choice((2, 2, 3))
        invoices = [self.write(person, terms=True) for _ in range(count)]

        def pay_all() -> None:
            numbers = [invoice["number"] for invoice in invoices]
            joined = self.random.choice((", ", " ", " + ", "/")).join(numbers)
            label = self.random.choice(("Invoices ", "Payment ", "", "RE "))
            total = sum(invoice["amount_due"] for invoice in invoices)
            currency = invoices[0]["currency"]
            self.collect(person, total, currency, description=label + joined)

        self.later(20, pay_all)

    def _unreferenced(self, person: Person) -> None:
        """The right amount from the right customer, and not a word more."""
        invoice = self.write(person, terms=True)
        self.later(
            person.terms_days,
            lambda: self.collect(person, invoice["amount_due"], invoice["currency"]),
        )

    def _order_reference(self, person: Person) -> None:
        """A payment that names a sale order of the ERP in its metadata."""
        self._orders += 1
        reference = f"S{self._orders:05d}"
        invoice = self.write(person, terms=True)
        self.stage.post(
            f"invoices/{invoice['id']}", metadata={"odoo_reference": reference}
        )
        self.later(
            5,
            lambda: self.collect(
                person,
                invoice["amount_due"],
                invoice["currency"],
                metadata={"odoo_reference": reference},
                description=f"Order {reference}",
            ),
        )

    def _overpaid(self, person: Person) -> None:
        """Too much is paid; the rest becomes credit."""
        invoice = self.write(person, terms=True)
        extra = self.random.choice((100, 1_000, 2_500))
        amount = invoice["amount_due"] + extra
        self.later(16, lambda: self.attach(person, invoice, amount))

    def _paid_twice(self, person: Person) -> None:
        """Charged to the card, and paid by hand two days later."""
        invoice = self.write(person, terms=False)
        self.later(0.02, lambda: self.pay(person, invoice))
        self.later(
            2,
            lambda: self.collect(
                person,
                invoice["amount_due"],
                invoice["currency"],
                description=f"Invoice {invoice['number']}",
            ),
        )

    def _refunded(self, person: Person) -> None:
        """Paid, then given back in full; now and then the refund fails."""
        invoice = self.write(person, terms=False)
        method = "pm_card_refundFail" if self.random.random() < 0.2 else None
        self.later(0.02, lambda: self.pay(person, invoice, method))
        self.later(6, lambda: self.refund(invoice))

    def _refunded_in_parts(self, person: Person) -> None:
        """Paid, then given back in two parts."""
        invoice = self.write(person, terms=False)
        self.later(0.02, lambda: self.pay(person, invoice))
        self.later(4, lambda: self.refund(invoice, 0.2))
        self.later(11, lambda: self.refund(invoice, 0.15))

    def refund(self, invoice: Obj, share: float | None = None) -> None:
        """Give a paid invoice's money back, or a share of it."""
        if invoice["status"] != "paid" or invoice["amount_paid"] == 0:
            return
        charge = self.charge_of(invoice)
        params: dict[str, Any] = {"charge": charge["id"], "reason": "requested_by_customer"}
        if share is not None:
            params["amount"] = max(int(charge["amount"] * share), 1)
        self.stage.post("refunds", **params)

    def _disputed(self, person: Person) -> None:
        """Charged back; won, lost, or still open."""
        invoice = self.write(person, terms=False)
        self.later(
            0.02, lambda: self.pay(person, invoice, "pm_card_createDisputeProductNotReceived")
        )
        verdict = self.random.choice(("winning_evidence", "losing_evidence", None))
        if verdict:
            self.later(30, lambda: self._decide(invoice, verdict))

    def _decide(self, invoice: Obj, verdict: str) -> None:
        charge = self.charge_of(invoice)
        dispute = self.stage.ctx.where("dispute", "charge", charge["id"])[0]
        evidence = {"uncategorized_text": verdict}
        self.stage.post(f"disputes/{dispute['id']}", evidence=evidence)

    def _declined(self, person: Person) -> None:
        """The card is refused twice; some pay with another one."""
        invoice = self.write(person, terms=True)
        for days in (3, 6):
            self.later(
                days, lambda: self.pay(person, invoice, "pm_card_chargeCustomerFail")
            )
        if self.random.random() < 0.7:
            self.later(10, lambda: self.pay(person, invoice))

    def _voided(self, person: Person) -> None:
        """Written by mistake."""
        invoice = self.write(person, terms=True)
        self.later(1, lambda: self._end(person, invoice, "void"))

    def _written_off(self, person: Person) -> None:
        """Given up after months."""
        invoice = self.write(person, terms=True)
        self.later(70, lambda: self._end(person, invoice, "mark_uncollectible"))

    def _end(self, person: Person, invoice: Obj, how: str) -> None:
        self.stage.post(f"invoices/{invoice['id']}/{how}")
        self._settled(person, invoice)

    def _out_of_band(self, person: Person) -> None:
        """Paid by bank transfer outside Stripe."""
        invoice = self.write(person, terms=True)

        def mark() -> None:
            self.stage.post(f"invoices/{invoice['id']}/pay", paid_out_of_band=True)
            self._settled(person, invoice)

        self.later(18, mark)

    def _bank_debit(self, person: Person) -> None:
        """An ACH debit: days until it is known, and not always good."""
        invoice = self.write(person, terms=True)
        bad = self.random.random() < 0.2
        kind = "insufficientFunds" if bad else "success"
        self.later(12, lambda: self.pay(person, invoice, f"pm_usBankAccount_{kind}"))

    def _long_invoice(self, person: Person) -> None:
        """An annual statement of 137 lines."""
        invoice = self.write(person, terms=True, lines=137)
        self.later(person.terms_days, lambda: self.pay(person, invoice))
