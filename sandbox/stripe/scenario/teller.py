"""Writes invoices and lets customers pay them, for the stories to use."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from ..core.clock import DAY_S
from ..core.money import MINIMUM, THREE_DECIMAL
from ..core.store import Obj
from .base import Stage
from .catalogue import CHEAP_PLACES, Catalogue
from .people import Person


class Teller:
    """What a story needs: a customer, an invoice, later moments, payments.

    :param stage: the sandbox, its random numbers and its plan.
    :param catalogue: what is sold.
    :param people: the customers.
    """

    def __init__(self, stage: Stage, catalogue: Catalogue, people: list[Person]) -> None:
        self.stage = stage
        self.random = stage.random
        self.catalogue = catalogue
        self.people = people
        self._orders = 0

    def next_order(self) -> str:
        """The number of a sale order in the ERP."""
        self._orders += 1
        return f"S{self._orders:05d}"

    # -- writing --------------------------------------------------------------------

    def write(self, person: Person, terms: bool, lines: int | None = None) -> Obj:
        """A finalized invoice.

        :param terms: sent with a due date, instead of charged to the card on file.
        """
        currency = person.country.currency
        params: dict[str, Any] = {"customer": person.id, "currency": currency}
        if terms:
            params["collection_method"] = "send_invoice"
            params["days_until_due"] = person.terms_days
        tax = self.catalogue.taxes.get(person.country.code)
        if tax:
            params["default_tax_rates"] = [tax]
        coupon = self._coupon(currency)
        if coupon:
            params["discounts"] = [{"coupon": coupon}]
        invoice = self.stage.post("invoices", **params)
        wanted = lines or self.random.choices((1, 2, 3, 5, 12), (34, 28, 20, 12, 6))[0]
        rows = [self._line(currency) for _ in range(wanted)]
        self.stage.post(f"invoices/{invoice['id']}/add_lines", lines=rows)
        if currency in THREE_DECIMAL:
            self._round_up(invoice)
        self.stage.post(f"invoices/{invoice['id']}/finalize")
        return invoice

    def _coupon(self, currency: str) -> str | None:
        if self.random.random() < 0.15:
            return self.catalogue.percent_coupon
        if currency == "usd" and self.random.random() < 0.06:
            return self.catalogue.amount_coupon
        return None

    def _line(self, currency: str) -> dict[str, Any]:
        prices = self.catalogue.prices[currency]
        place = self.random.randrange(len(prices))
        most = 900 if place in CHEAP_PLACES else 4
        quantity = self.random.randint(7 if most > 4 else 1, most)
        line: dict[str, Any] = {"pricing": {"price": prices[place]}, "quantity": quantity}
        if self.random.random() < 0.04:
            line["discounts"] = [{"coupon": self.catalogue.percent_coupon}]
        return line

    def _round_up(self, invoice: Obj) -> None:
        """Three-decimal amounts must end in 0 to be charged."""
        rest = -invoice["total"] % 10
        if rest:
            line = {"amount": rest, "description": "Rounding", "discountable": False}
            self.stage.post(f"invoices/{invoice['id']}/add_lines", lines=[line])

    # -- time -----------------------------------------------------------------------

    def later(self, days: float, action: Callable[[], Any]) -> None:
        """Do something some days from now, at an odd second."""
        shift = self.random.randint(-9_000, 9_000)
        now = self.stage.engine.clock.now()
        self.stage.at(max(now + days * DAY_S + shift, now + 60), action)

    # -- paying -----------------------------------------------------------------------

    def method_of(self, person: Person) -> str:
        """The card on file, or one typed in for the occasion."""
        if not person.card:
            return self.random.choice(person.country.cards)
        customer = self.stage.ctx.get("customer", person.id)
        return str(customer["invoice_settings"]["default_payment_method"])

    def pay(self, person: Person, invoice: Obj, method: str | None = None) -> None:
        """The customer pays on the hosted page, or the card on file is charged."""
        if invoice["status"] == "open":
            self.stage.attempt(
                f"invoices/{invoice['id']}/pay",
                payment_method=method or self.method_of(person),
                off_session=False,
            )

    def collect(
        self, person: Person, amount: int, currency: str, **more: Any
    ) -> Obj | None:
        """A payment without an invoice; None when credit has left too little to pay."""
        if amount < MINIMUM.get(currency, 1):
            return None
        return self.stage.post(
            "payment_intents",
            amount=amount,
            currency=currency,
            customer=person.id,
            payment_method=self.method_of(person),
            confirm=True,
            **more,
        )

    def while_open(self, invoice: Obj, path: str, /, **params: Any) -> None:
        """A call about an invoice that is still open (credit may have paid it)."""
        if invoice["status"] == "open":
            self.stage.post(path, **params)

    def attach(self, person: Person, invoice: Obj, amount: int) -> None:
        """A payment of its own, then credited to the invoice."""
        if invoice["status"] == "open":
            intent = self.collect(person, amount, invoice["currency"])
            path = f"invoices/{invoice['id']}/attach_payment"
            if intent is not None:
                self.stage.post(path, payment_intent=intent["id"])

    def part(self, invoice: Obj, share: float) -> int:
        """A share of what is due, that can be charged."""
        amount = int(invoice["amount_due"] * share)
        if invoice["currency"] in THREE_DECIMAL:
            amount = amount // 10 * 10
        smallest = 500 if invoice["amount_due"] > 2_000 else invoice["amount_due"]
        return max(amount, smallest)

    # -- giving back --------------------------------------------------------------------

    def charge_of(self, invoice: Obj) -> Obj | None:
        """The charge that paid an invoice, if one did."""
        ctx = self.stage.ctx
        for row in ctx.where("invoice_payment", "invoice", invoice["id"]):
            if row["status"] == "paid":
                intent = ctx.get("payment_intent", row["payment"]["payment_intent"])
                return ctx.get("charge", intent["latest_charge"])
        return None

    def refund(self, invoice: Obj, share: float | None = None) -> None:
        """Give a paid invoice's money back, or a share of it."""
        charge = self.charge_of(invoice)
        if charge is None:
            return
        params: dict[str, Any] = {
            "charge": charge["id"],
            "reason": "requested_by_customer",
        }
        if share is not None:
            params["amount"] = max(int(charge["amount"] * share), 1)
        self.stage.post("refunds", **params)
