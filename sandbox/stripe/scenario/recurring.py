"""Subscriptions: service contracts billed by the month."""

from __future__ import annotations

from functools import partial
from typing import Any

from .base import Stage
from .people import Person
from .teller import Teller


def plan_subscriptions(stage: Stage, teller: Teller, begin: int, end: int) -> None:
    """One customer in ten with a card on file takes a contract early on."""
    people = [person for person in teller.people if person.card]
    count = max(len(teller.people) // 10, 2)
    chosen = stage.random.sample(people, min(count, len(people)))
    for number, person in enumerate(chosen):
        moment = begin + int((end - begin) * stage.random.uniform(0.05, 0.35))
        stage.at(moment, partial(_subscribe, stage, teller, person))
        if number % 5 == 4:
            middle = begin + (end - begin) * 2 // 3
            stage.at(middle, partial(_cancel, stage, person))


def _subscribe(stage: Stage, teller: Teller, person: Person) -> None:
    plans = teller.catalogue.plans[person.country.currency]
    params: dict[str, Any] = {
        "customer": person.id,
        "items": [{"price": stage.random.choice(plans), "quantity": stage.random.randint(1, 5)}],
    }
    tax = teller.catalogue.taxes.get(person.country.code)
    if tax:
        params["default_tax_rates"] = [tax]
    stage.post("subscriptions", **params)


def _cancel(stage: Stage, person: Person) -> None:
    for row in stage.ctx.where("subscription", "customer", person.id):
        stage.post(f"subscriptions/{row['id']}", cancel_at_period_end=True)
