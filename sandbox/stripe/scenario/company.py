"""Northwind Instruments, a maker of measuring instruments: a quarter or a year.

The account settles in US dollars and euros and pays out every Monday; pounds,
yen and dinars are converted. See ``stories`` for what happens to an invoice.
"""

from __future__ import annotations

from ..core.clock import DAY_S, midnight
from ..core.engine import Engine
from ..ledger import balance, payouts
from ..ledger.balance import assert_balanced, is_weekend
from .base import Scenario, Stage
from .catalogue import make_catalogue
from .endings import plan_endings
from .extras import plan_extras
from .people import Person, make_people
from .recurring import plan_subscriptions
from .stories import Deck
from .teller import Teller

SETTINGS = {
    "name": "Northwind Instruments",
    "country": "US",
    "email": "finance@northwind-instruments.example",
    "default_currency": "usd",
    "settlement_currencies": ["usd", "eur"],
    "payout_interval": "weekly",
    "payout_weekly_anchor": "monday",
    "payout_delay_days": 2,
    "invoice_numbering": "NWI",
}
SMALL_DAYS, SMALL_CUSTOMERS, SMALL_INVOICES = 84, 12, 40
YEAR_DAYS, YEAR_CUSTOMERS, YEAR_INVOICES = 364, 120, 900


def _empty(engine: Engine, end: float | None, count: int | None) -> None:
    payouts.start_schedule(engine.context())


def _company(
    engine: Engine, days: int, customers: int, invoices: int, name: str
) -> None:
    """Play the company's story from the clock's present to *days* later."""
    stage = Stage(engine, name)
    begin = engine.clock.now()
    end = begin + days * DAY_S
    engine.events.recorded_from = end - 30 * DAY_S
    payouts.start_schedule(stage.ctx)
    people = make_people(stage.random, customers)
    currencies = sorted({person.country.currency for person in people})
    catalogue = make_catalogue(stage, currencies)
    for person in people:
        _enroll(stage, person)
    teller = Teller(stage, catalogue, people)
    deck = Deck(teller)
    for moment in _moments(stage, begin, end, invoices):
        stage.at(moment, deck.tell_next)
    plan_subscriptions(stage, teller, begin, end)
    plan_endings(stage, teller, begin, end)
    plan_extras(stage, teller, begin, end)
    stage.play(end)
    engine.events.recorded_from = 0
    engine.events.prune(stage.ctx.account)
    assert_balanced(stage.ctx.account, balance.totals(stage.ctx))


def _enroll(stage: Stage, person: Person) -> None:
    """Create the customer, with a card on file for some."""
    person.id = stage.post("customers", **person.params)["id"]
    if person.card:
        method = stage.post(f"payment_methods/{person.card}/attach", customer=person.id)
        stage.post(
            f"customers/{person.id}",
            invoice_settings={"default_payment_method": method["id"]},
        )


def _moments(stage: Stage, begin: int, end: int, count: int) -> list[int]:
    """When invoices are written: on working days, in office hours."""
    found: list[int] = []
    span = (end - begin) // DAY_S
    while len(found) < count:
        day = midnight(begin) + stage.random.randrange(1, span) * DAY_S
        if not is_weekend(day):
            found.append(day + stage.random.randrange(8 * 3600, 18 * 3600))
    return sorted(found)


def _small(engine: Engine, end: float | None, count: int | None) -> None:
    _company(engine, SMALL_DAYS, SMALL_CUSTOMERS, count or SMALL_INVOICES, "small")


def _year(engine: Engine, end: float | None, count: int | None) -> None:
    _company(engine, YEAR_DAYS, YEAR_CUSTOMERS, count or YEAR_INVOICES, "year")


EMPTY = Scenario(_empty)
SMALL = Scenario(_small, SMALL_DAYS, SETTINGS)
YEAR = Scenario(_year, YEAR_DAYS, SETTINGS)
