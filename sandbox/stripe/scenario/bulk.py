"""Many charges, fast, for benchmarks: one customer in ten, one invoice each."""

from __future__ import annotations

from ..core.engine import Engine
from ..ledger import payouts
from .base import Scenario, Stage

DEFAULT_COUNT = 1_000
SETTINGS = {
    "name": "Bulk Company",
    "settlement_currencies": ["usd"],
    "payout_interval": "daily",
    "invoice_numbering": "B",
}
CHARGES_PER_CUSTOMER = 10
SECONDS_BETWEEN = 20


def _charges(engine: Engine, end: float | None, count: int | None) -> None:
    """*count* invoices, each paid by a saved card."""
    stage = Stage(engine, "charges")
    payouts.start_schedule(stage.ctx)
    customer = method = ""
    for number in range(count or DEFAULT_COUNT):
        if number % CHARGES_PER_CUSTOMER == 0:
            customer = stage.post("customers", name=f"Bulk Customer {number}")["id"]
            method = stage.post(
                "payment_methods/pm_card_visa/attach", customer=customer
            )["id"]
        invoice = stage.post("invoices", customer=customer, currency="usd")["id"]
        line = {"amount": 1_000 + number, "description": f"Service {number}"}
        stage.post(f"invoices/{invoice}/add_lines", lines=[line])
        stage.post(f"invoices/{invoice}/pay", payment_method=method)
        engine.advance_to(engine.clock.time() + SECONDS_BETWEEN)


CHARGES = Scenario(_charges, days=1, settings=SETTINGS)
