"""What becomes of an invoice: the stories, and how often each is told.

A story writes an invoice and plans what follows. ``STORIES`` says how many in a
hundred there are of each; a scenario tells every story once before chance
decides, so that a small one has something of everything.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from ..core.store import Obj
from ..resources import checkout_flow
from .people import Person
from .teller import Teller

Story = Callable[[Teller, Person], None]


def card(teller: Teller, person: Person) -> None:
    """Charged to the card on file within the hour."""
    invoice = teller.write(person, terms=False)
    teller.later(0.02, lambda: teller.pay(person, invoice))


def on_terms(teller: Teller, person: Person) -> None:
    """Paid about when it is due."""
    invoice = teller.write(person, terms=True)
    days = person.terms_days + teller.random.randint(-8, 3)
    teller.later(max(days, 1), lambda: teller.pay(person, invoice))


def late(teller: Teller, person: Person) -> None:
    """Paid weeks after it was due."""
    invoice = teller.write(person, terms=True)
    days = person.terms_days + teller.random.randint(12, 50)
    teller.later(days, lambda: teller.pay(person, invoice))


def partial(teller: Teller, person: Person) -> None:
    """Paid in two parts."""
    invoice = teller.write(person, terms=True)
    first = teller.part(invoice, 0.4)
    teller.later(9, lambda: teller.attach(person, invoice, first))
    teller.later(
        24, lambda: teller.attach(person, invoice, invoice["amount_remaining"])
    )


def half_paid(teller: Teller, person: Person) -> None:
    """A part is paid; the rest stays open."""
    invoice = teller.write(person, terms=True)
    first = teller.part(invoice, 0.5)
    teller.later(14, lambda: teller.attach(person, invoice, first))


def consolidated(teller: Teller, person: Person) -> None:
    """One payment for two or three invoices, named in its description."""
    count = teller.random.choice((2, 2, 3))
    invoices = [teller.write(person, terms=True) for _ in range(count)]

    def pay_all() -> None:
        numbers = [invoice["number"] for invoice in invoices]
        joined = teller.random.choice((", ", " ", " + ", "/")).join(numbers)
        label = teller.random.choice(("Invoices ", "Payment ", "", "RE "))
        total = sum(invoice["amount_due"] for invoice in invoices)
        currency = invoices[0]["currency"]
        teller.collect(person, total, currency, description=label + joined)

    teller.later(20, pay_all)


def unreferenced(teller: Teller, person: Person) -> None:
    """The right amount from the right customer, and not a word more."""
    invoice = teller.write(person, terms=True)
    due, currency = invoice["amount_due"], invoice["currency"]
    teller.later(person.terms_days, lambda: teller.collect(person, due, currency))


def order_reference(teller: Teller, person: Person) -> None:
    """A payment that names a sale order of the ERP in its metadata."""
    reference = teller.next_order()
    invoice = teller.write(person, terms=True)
    metadata = {"odoo_reference": reference}
    teller.stage.post(f"invoices/{invoice['id']}", metadata=metadata)
    teller.later(
        5,
        lambda: teller.collect(
            person,
            invoice["amount_due"],
            invoice["currency"],
            metadata=metadata,
            description=f"Order {reference}",
        ),
    )


def checkout(teller: Teller, person: Person) -> None:
    """Paid on a checkout page whose session carries the invoice's number."""
    invoice = teller.write(person, terms=True)
    teller.later(3, lambda: _check_out(teller, person, invoice))


def _check_out(teller: Teller, person: Person, invoice: Obj) -> None:
    if invoice["status"] != "open":
        return
    number = invoice["number"]
    data = {
        "currency": invoice["currency"],
        "unit_amount": invoice["amount_due"],
        "product_data": {"name": f"Invoice {number}"},
    }
    session = teller.stage.post(
        "checkout/sessions",
        mode="payment",
        customer=person.id,
        client_reference_id=number,
        metadata={"invoice_number": number},
        success_url="https://northwind-instruments.example/thanks",
        line_items=[{"price_data": data, "quantity": 1}],
    )
    method = teller.random.choice(person.country.cards)
    checkout_flow.complete(teller.stage.ctx, session, method)


def overpaid(teller: Teller, person: Person) -> None:
    """Too much is paid; the rest becomes credit."""
    invoice = teller.write(person, terms=True)
    amount = invoice["amount_due"] + teller.random.choice((100, 1_000, 2_500))
    teller.later(16, lambda: teller.attach(person, invoice, amount))


def paid_twice(teller: Teller, person: Person) -> None:
    """Charged to the card, and paid by hand two days later."""
    invoice = teller.write(person, terms=False)
    due, currency = invoice["amount_due"], invoice["currency"]
    label = f"Invoice {invoice['number']}"
    teller.later(0.02, lambda: teller.pay(person, invoice))
    teller.later(2, lambda: teller.collect(person, due, currency, description=label))


def refunded(teller: Teller, person: Person) -> None:
    """Paid, then given back in full; now and then the refund fails."""
    invoice = teller.write(person, terms=False)
    method = "pm_card_refundFail" if teller.random.random() < 0.2 else None
    teller.later(0.02, lambda: teller.pay(person, invoice, method))
    teller.later(6, lambda: teller.refund(invoice))


def refunded_in_parts(teller: Teller, person: Person) -> None:
    """Paid, then given back in two parts."""
    invoice = teller.write(person, terms=False)
    teller.later(0.02, lambda: teller.pay(person, invoice))
    teller.later(4, lambda: teller.refund(invoice, 0.2))
    teller.later(11, lambda: teller.refund(invoice, 0.15))


def credited(teller: Teller, person: Person) -> None:
    """A credit note before payment; the rest is paid."""
    invoice = teller.write(person, terms=True)
    amount = teller.part(invoice, 0.1)
    teller.later(
        2,
        lambda: teller.while_open(
            invoice,
            "credit_notes",
            invoice=invoice["id"],
            amount=amount,
            reason="order_change",
        ),
    )
    teller.later(21, lambda: teller.pay(person, invoice))


def disputed(teller: Teller, person: Person) -> None:
    """Charged back; won, lost, or still open."""
    invoice = teller.write(person, terms=False)
    method = "pm_card_createDisputeProductNotReceived"
    teller.later(0.02, lambda: teller.pay(person, invoice, method))
    verdict = teller.random.choice(("winning_evidence", "losing_evidence", None))
    if verdict:
        evidence = {"uncategorized_text": verdict}
        teller.later(30, lambda: _decide(teller, invoice, evidence))


def _decide(teller: Teller, invoice: Obj, evidence: dict[str, Any]) -> None:
    charge = teller.charge_of(invoice)
    if charge is not None:
        for dispute in teller.stage.ctx.where("dispute", "charge", charge["id"]):
            teller.stage.post(f"disputes/{dispute['id']}", evidence=evidence)


def declined(teller: Teller, person: Person) -> None:
    """The card is refused twice; some pay with another one."""
    invoice = teller.write(person, terms=True)
    for days in (3, 6):
        teller.later(
            days, lambda: teller.pay(person, invoice, "pm_card_chargeCustomerFail")
        )
    if teller.random.random() < 0.7:
        teller.later(10, lambda: teller.pay(person, invoice))


def voided(teller: Teller, person: Person) -> None:
    """Written by mistake."""
    invoice = teller.write(person, terms=True)
    path = f"invoices/{invoice['id']}/void"
    teller.later(1, lambda: teller.while_open(invoice, path))


def written_off(teller: Teller, person: Person) -> None:
    """Given up after two months."""
    invoice = teller.write(person, terms=True)
    path = f"invoices/{invoice['id']}/mark_uncollectible"
    teller.later(60, lambda: teller.while_open(invoice, path))


def out_of_band(teller: Teller, person: Person) -> None:
    """Paid by bank transfer outside Stripe."""
    invoice = teller.write(person, terms=True)
    path = f"invoices/{invoice['id']}/pay"
    teller.later(18, lambda: teller.while_open(invoice, path, paid_out_of_band=True))


def bank_debit(teller: Teller, person: Person) -> None:
    """An ACH debit: days until it is known, and not always good."""
    invoice = teller.write(person, terms=True)
    bad = teller.random.random() < 0.2
    method = f"pm_usBankAccount_{'insufficientFunds' if bad else 'success'}"
    teller.later(12, lambda: teller.pay(person, invoice, method))


def long_invoice(teller: Teller, person: Person) -> None:
    """An annual statement of 137 lines."""
    invoice = teller.write(person, terms=True, lines=137)
    teller.later(person.terms_days, lambda: teller.pay(person, invoice))


#: Story -> how often, in a hundred. The last one is told once only.
STORIES: dict[Story, int] = {
    card: 27, on_terms: 21, late: 10, partial: 5, half_paid: 3, consolidated: 4,
    unreferenced: 4, order_reference: 3, checkout: 3, overpaid: 2, paid_twice: 2,
    refunded: 3, refunded_in_parts: 2, credited: 2, disputed: 2, declined: 3,
    voided: 1, written_off: 1, out_of_band: 2, bank_debit: 3, long_invoice: 0,
}  # fmt: skip
#: Stories of people with a card on file.
NEED_A_CARD = (card, refunded, refunded_in_parts, disputed, paid_twice)


class Deck:
    """Which story comes next, and to whom it happens."""

    def __init__(self, teller: Teller) -> None:
        self._teller = teller
        self._first = list(STORIES)

    def tell_next(self) -> None:
        """Tell one story."""
        rng = self._teller.random
        if self._first:
            story = self._first.pop()
        else:
            story = rng.choices(list(STORIES), list(STORIES.values()))[0]
        people = self._teller.people
        if story in NEED_A_CARD:
            people = [person for person in people if person.card]
        if story is bank_debit:
            people = [p for p in people if p.country.currency == "usd"]
        story(self._teller, rng.choice(people))
