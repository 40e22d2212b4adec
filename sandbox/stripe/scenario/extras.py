"""What a company's year has beside invoices and payments: contracts in every state, a schedule,
credit notes of every kind, credit balances, bank transfers, cards about to expire, codes.

Its chance is its own, so that the stories stay as they are. Everything happens in the last seven weeks.
"""

from __future__ import annotations

import random
from collections.abc import Callable
from datetime import datetime, timezone
from typing import Any

from ..core.clock import DAY_S
from ..core.store import Obj
from ..resources import cash_balance
from .base import Stage
from .teller import Teller

#: Bank transfers reach these currencies only.
TRANSFERABLE = ("usd", "eur", "gbp")


class Extras:
    """The means of these scenes: customers of their own, named after what happens to them."""

    def __init__(self, stage: Stage, teller: Teller, begin: int, end: int) -> None:
        self.stage = stage
        self.random = random.Random(f"{stage.engine.ids.seed}:extras")
        self.catalogue = teller.catalogue
        self.end = end
        self.days = min(49, (end - begin) // DAY_S - 2)

    def at(self, days_before_end: float, action: Callable[[], Any]) -> None:
        """Plan something so many days before the end, as far as the story reaches."""
        days = min(days_before_end, self.days)
        self.stage.at(self.end - int(days * DAY_S) + self.random.randrange(3_600), action)

    def customer(self, name: str, currency: str = "usd", card: str | None = "pm_card_visa") -> str:
        """A customer in the account's first currency, or another."""
        stem = name.lower().replace(" ", "-").replace(",", "").replace(".", "")
        customer = self.stage.post(
            "customers",
            name=name,
            email=f"ap@{stem}.example",
            address={"line1": "12 Foundry Lane", "city": "Columbus", "state": "OH", "country": "US"},
            metadata={"segment": "lab"},
        )
        if card:
            self.save_card(customer, card)
        return str(customer["id"])

    def save_card(self, customer: Obj, card: str) -> Obj:
        """Put a card on file, and have invoices charged to it."""
        method = self.stage.post(f"payment_methods/{card}/attach", customer=customer["id"])
        settings = {"default_payment_method": method["id"]}
        self.stage.post(f"customers/{customer['id']}", invoice_settings=settings)
        return method

    def invoice(self, customer: str, *cents: int, currency: str = "usd") -> Obj:
        """A finalized invoice on terms, of calibration work."""
        invoice = self.stage.post(
            "invoices", customer=customer, currency=currency,
            collection_method="send_invoice", days_until_due=30,
        )  # fmt: skip
        lines = [{"amount": amount, "description": "Calibration on site"} for amount in cents]
        self.stage.post(f"invoices/{invoice['id']}/add_lines", lines=lines)
        self.stage.post(f"invoices/{invoice['id']}/finalize")
        return invoice

    def pay(self, invoice: Obj) -> None:
        """The customer pays by card on the hosted page."""
        if invoice["status"] == "open":
            self.stage.post(
                f"invoices/{invoice['id']}/pay", payment_method="pm_card_visa", off_session=False
            )

    def plan(self, number: int = 0) -> str:
        """One of the monthly contracts."""
        return self.catalogue.plans["usd"][number]

    def subscribe(self, customer: str, number: int = 0, **params: Any) -> Obj:
        """A contract; refused cards are part of the story."""
        items = [{"price": self.plan(number), "quantity": params.pop("quantity", 1)}]
        return self.stage.post("subscriptions", customer=customer, items=items, **params)


def plan_extras(stage: Stage, teller: Teller, begin: int, end: int) -> None:
    """Plan all of it."""
    extras = Extras(stage, teller, begin, end)
    for days, scene in (
        (46, _contracts), (44, _schedule), (40, _credits), (38, _balances), (34, _transfers),
        (20, _cards), (10, _codes),
    ):  # fmt: skip
        extras.at(days, lambda scene=scene: scene(extras))


def _contracts(extras: Extras) -> None:
    """Active, in trial, past due, ending, paused, by the year, ended."""
    extras.subscribe(extras.customer("Harlan Metrology"), 1, quantity=3)
    yearly = extras.stage.post(
        "prices", product=_product(extras), currency="usd", unit_amount=118_800,
        recurring={"interval": "year"}, nickname="Instrument Care, yearly",
    )  # fmt: skip
    customer = extras.customer("Bexley Analytics")
    extras.stage.post("subscriptions", customer=customer, items=[{"price": yearly["id"]}])
    trial = extras.customer("Orrin Biolabs")
    extras.at(8, lambda: extras.subscribe(trial, 2, quantity=5, trial_period_days=30))
    ending = extras.subscribe(extras.customer("Vale Water Works"), 0)
    extras.at(3, lambda: _change(extras, ending, cancel_at_period_end=True))
    paused = extras.subscribe(extras.customer("Sable Brewing"), 0, quantity=2)
    extras.at(4, lambda: _change(extras, paused, pause_collection={"behavior": "keep_as_draft"}))
    ended = extras.subscribe(extras.customer("Tarn Foods"), 0)
    extras.at(15, lambda: extras.stage.engine.call(
        extras.stage.ctx, "DELETE", f"/v1/subscriptions/{ended['id']}", {}
    ))  # fmt: skip
    late = extras.customer("Quill Paper Mills")
    extras.subscribe(late, 1)
    extras.at(30, lambda: _worsen(extras, late))


def _product(extras: Extras) -> str:
    return str(extras.stage.ctx.get("price", extras.plan())["product"])


def _change(extras: Extras, subscription: Obj, **params: Any) -> None:
    extras.stage.post(f"subscriptions/{subscription['id']}", **params)


def _worsen(extras: Extras, customer: str) -> None:
    """The card on file begins to be refused: the contract becomes past due."""
    extras.save_card(extras.stage.ctx.get("customer", customer), "pm_card_chargeCustomerFail")


def _schedule(extras: Extras) -> None:
    """A contract that grows, as was agreed."""
    customer = extras.customer("Marlow Observatory")
    months = {"interval": "month", "interval_count": 2}
    extras.stage.post(
        "subscription_schedules",
        customer=customer,
        phases=[
            {"items": [{"price": extras.plan(0), "quantity": 1}], "duration": {"interval": "month"}},
            {"items": [{"price": extras.plan(1), "quantity": 2}], "duration": months},
            {"items": [{"price": extras.plan(1), "quantity": 4}], "duration": months},
        ],
    )


def _credits(extras: Extras) -> None:
    """Credit notes: before payment, refunded, to the balance, given back elsewhere, void."""

    def note(invoice: Obj, **params: Any) -> Obj:
        return extras.stage.post("credit_notes", invoice=invoice["id"], **params)

    before = extras.invoice(extras.customer("Corbel Stoneworks"), 42_900, 12_500)
    extras.at(36, lambda: note(before, amount=12_500, reason="order_change", memo="Visit cancelled"))
    extras.at(20, lambda: extras.pay(before))
    refunded = extras.invoice(extras.customer("Dray Logistics"), 98_000)
    extras.at(35, lambda: extras.pay(refunded))
    extras.at(28, lambda: note(
        refunded, amount=24_500, refund_amount=24_500, reason="product_unsatisfactory"
    ))  # fmt: skip
    credited = extras.invoice(extras.customer("Ember Glass"), 58_400)
    extras.at(35, lambda: extras.pay(credited))
    extras.at(26, lambda: note(credited, amount=15_000, credit_amount=15_000))
    extras.at(12, lambda: extras.invoice(credited["customer"], 31_950))
    elsewhere = extras.invoice(extras.customer("Fenwick Dairy"), 27_800)
    extras.at(35, lambda: extras.pay(elsewhere))
    extras.at(25, lambda: note(elsewhere, amount=7_800, out_of_band_amount=7_800))
    void = extras.invoice(extras.customer("Garrick Tools"), 31_950)
    made: list[Obj] = []
    extras.at(24, lambda: made.append(note(void, amount=1_950, reason="duplicate")))
    extras.at(23, lambda: extras.stage.post(f"credit_notes/{made[0]['id']}/void"))


def _balances(extras: Extras) -> None:
    """Credit granted, used up by an invoice, and left over."""
    customer = extras.customer("Hollis Research")
    path = f"customers/{customer}/balance_transactions"
    extras.stage.post(path, amount=-20_000, currency="usd", description="Goodwill: late delivery")
    extras.at(30, lambda: extras.invoice(customer, 12_500))
    extras.at(18, lambda: extras.invoice(customer, 16_500))
    extras.at(9, lambda: extras.stage.post(path, amount=-5_000, currency="usd", description="Loyalty"))


def _transfers(extras: Extras) -> None:
    """Bank transfers: for one invoice by its number, for two, too much, and too little."""

    def transfer(customer: str, amount: int, currency: str, reference: str, network: str = "ach") -> None:
        row = extras.stage.ctx.get("customer", customer)
        cash_balance.receive(extras.stage.ctx, row, amount, currency, reference, None, network)

    for number, (name, currency) in enumerate(
        (("Ivory Coast Labs", "usd"), ("Jasper Optik GmbH", "eur"), ("Keld Instruments Ltd", "gbp"))
    ):
        customer = extras.customer(name, currency, None)
        first = extras.invoice(customer, 64_200 + 1_100 * number, currency=currency)
        second = extras.invoice(customer, 18_900, currency=currency)
        extras.at(22 - number, lambda c=customer, i=first, k=currency: transfer(
            c, i["amount_due"], k, f"Invoice {i['number']}", "domestic_wire_us"
        ))  # fmt: skip
        extras.at(11 - number, lambda c=customer, i=second, k=currency: transfer(
            c, i["amount_due"] + 5_000, k, "thank you"
        ))  # fmt: skip
    waiting = extras.customer("Lowell Castings", "usd", None)
    extras.invoice(waiting, 75_000)
    extras.at(5, lambda: transfer(waiting, 40_000, "usd", "part payment"))
    returned = extras.customer("Mercer Valves", "usd", None)
    extras.at(7, lambda: transfer(returned, 12_000, "usd", "sent by mistake"))
    extras.at(2, lambda: cash_balance.give_back(
        extras.stage.ctx, extras.stage.ctx.get("customer", returned), 12_000, "usd"
    ))  # fmt: skip


def _cards(extras: Extras) -> None:
    """A card about to expire, one taken off, one refused while it was being saved."""
    soon = datetime.fromtimestamp(extras.end + 20 * DAY_S, timezone.utc)
    customer = extras.stage.ctx.get("customer", extras.customer("Norden Shipyards"))
    method = customer["invoice_settings"]["default_payment_method"]
    expiry = {"exp_month": soon.month, "exp_year": soon.year}
    extras.stage.post(f"payment_methods/{method}", card=expiry)
    old = extras.stage.post("payment_methods/pm_card_mastercard/attach", customer=customer["id"])
    extras.at(6, lambda: extras.stage.post(f"payment_methods/{old['id']}/detach"))
    extras.stage.attempt(
        "setup_intents", customer=customer["id"], payment_method="pm_card_visa", confirm=True
    )
    extras.stage.attempt(
        "setup_intents", customer=customer["id"],
        payment_method="pm_card_chargeDeclinedExpiredCard", confirm=True,
    )  # fmt: skip
    extras.stage.post("setup_intents", customer=customer["id"])


def _codes(extras: Extras) -> None:
    """Codes to type in: one used, one for one customer only, one that has ended."""
    coupon = extras.catalogue.percent_coupon
    kind = {"type": "coupon", "coupon": coupon}
    spring = extras.stage.post("promotion_codes", code="SPRING10", promotion=kind, max_redemptions=50)
    customer = extras.customer("Osprey Avionics")
    extras.subscribe(customer, 0, discounts=[{"promotion_code": spring["id"]}])
    extras.stage.post(
        "promotion_codes", code="OSPREY", customer=customer,
        promotion={"type": "coupon", "coupon": extras.catalogue.amount_coupon},
    )  # fmt: skip
    ended = extras.stage.post("promotion_codes", code="WINTER10", promotion=kind)
    extras.stage.post(f"promotion_codes/{ended['id']}", active=False)
