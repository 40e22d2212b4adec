"""The customers of the company: b2b names, addresses, tax ids, and a few traps.

Traps a receivables clerk knows: two customers of the same name, two that share
an e-mail address, one whose name is part of another's, names with umlauts.
"""

from __future__ import annotations

import random
from dataclasses import dataclass
from typing import Any

FIRST = (
    "Alder", "Beacon", "Cobalt", "Dunmore", "Eastgate", "Fairway", "Granite", "Harbour",
    "Ironbridge", "Juniper", "Kestrel", "Larkfield", "Meridian", "Northolt", "Orchard",
    "Pinecrest", "Quarry", "Ridgeway", "Stonebrook", "Thornbury", "Umber", "Vantage",
    "Westfield", "Yarrow", "Zephyr",
)  # fmt: skip
SECOND = (
    "Labs", "Optics", "Foods", "Logistics", "Robotics", "Medical", "Energy", "Textiles",
    "Aerospace", "Marine", "Analytics", "Packaging", "Ceramics", "Biotech", "Metals",
)  # fmt: skip


@dataclass(frozen=True)
class Country:
    """Where customers come from.

    :param forms: legal forms of company names.
    :param places: (city, state, postal code).
    :param tax_id: kind of tax id, and how one looks (# is a digit).
    """

    code: str
    currency: str
    forms: tuple[str, ...]
    places: tuple[tuple[str, str | None, str], ...]
    streets: tuple[str, ...]
    tax_id: tuple[str, str] | None
    weight: int
    cards: tuple[str, ...] = ("pm_card_visa", "pm_card_mastercard")


COUNTRIES = (
    Country("US", "usd", ("Inc.", "LLC", "Corp."),
            (("Portland", "OR", "97205"), ("Austin", "TX", "78701"),
             ("San Jose", "CA", "95113"), ("Columbus", "OH", "43215")),
            ("Market St", "Front Ave", "Mission Blvd"), None, 42,
            ("pm_card_visa", "pm_card_mastercard", "pm_card_amex")),
    Country("DE", "eur", ("GmbH", "AG", "GmbH & Co. KG"),
            (("Köln", None, "50667"), ("München", None, "80331"),
             ("Leipzig", None, "04109")),
            ("Hauptstraße", "Lindenweg", "Am Güterbahnhof"),
            ("eu_vat", "DE#########"), 18, ("pm_card_visa", "pm_card_de")),
    Country("FR", "eur", ("SARL", "SAS"),
            (("Lyon", None, "69002"), ("Nantes", None, "44000")),
            ("rue de la République", "avenue Jean-Jaurès"),
            ("eu_vat", "FR###########"), 9),
    Country("NL", "eur", ("B.V.",),
            (("Utrecht", None, "3511 AB"), ("Eindhoven", None, "5611 CE")),
            ("Stationsplein", "Keizersgracht"), ("eu_vat", "NL#########B01"), 8),
    Country("GB", "gbp", ("Ltd", "plc"),
            (("Leeds", None, "LS1 4AP"), ("Bristol", None, "BS1 5TR")),
            ("King Street", "Victoria Road"), ("gb_vat", "GB#########"), 14,
            ("pm_card_gb", "pm_card_visa")),
    Country("JP", "jpy", ("K.K.",),
            (("Osaka", "Osaka", "530-0001"), ("Nagoya", "Aichi", "450-0002")),
            ("Umeda", "Meieki"), ("jp_trn", "T#############"), 6, ("pm_card_jp",)),
    Country("KW", "kwd", ("W.L.L.",), (("Kuwait City", None, "13001"),),
            ("Al-Soor Street",), None, 3),
)  # fmt: skip


@dataclass
class Person:
    """A customer to be."""

    country: Country
    params: dict[str, Any]
    card: str | None = None
    terms_days: int = 30
    id: str = ""


def make_people(rng: random.Random, count: int) -> list[Person]:
    """*count* customers; the first ones cover every country, the last are traps."""
    names = [f"{first} {second}" for first in FIRST for second in SECOND]
    rng.shuffle(names)
    weights = [country.weight for country in COUNTRIES]
    people = []
    for number in range(count):
        country = (
            COUNTRIES[number]
            if number < len(COUNTRIES)
            else rng.choices(COUNTRIES, weights)[0]
        )
        people.append(_person(rng, country, names[number]))
    _set_traps(people)
    return people


def _person(rng: random.Random, country: Country, stem: str) -> Person:
    name = f"{stem} {rng.choice(country.forms)}"
    city, state, postal = rng.choice(country.places)
    domain = stem.lower().replace(" ", "-") + ".example"
    params: dict[str, Any] = {
        "name": name,
        "email": f"{rng.choice(('ap', 'accounts', 'billing', 'invoices'))}@{domain}",
        "phone": None,
        "address": {
            "line1": f"{rng.randint(1, 240)} {rng.choice(country.streets)}",
            "city": city,
            "state": state,
            "postal_code": postal,
            "country": country.code,
        },
        "metadata": {"segment": rng.choice(("lab", "industry", "reseller"))},
    }
    if country.tax_id and rng.random() < 0.8:
        kind, pattern = country.tax_id
        value = "".join(str(rng.randint(0, 9)) if c == "#" else c for c in pattern)
        params["tax_id_data"] = [{"type": kind, "value": value}]
        if kind == "eu_vat" and rng.random() < 0.35:
            params["tax_exempt"] = "reverse"
    card = rng.choice(country.cards) if rng.random() < 0.6 else None
    terms = rng.choice((14, 30, 30, 45))
    return Person(country, {k: v for k, v in params.items() if v}, card, terms)


def _set_traps(people: list[Person]) -> None:
    """Equal names, a shared address for invoices, a name inside a name."""
    if len(people) < 12:
        return
    people[-1].params["name"] = people[-2].params["name"]
    people[-3].params["email"] = people[-4].params["email"]
    people[-5].params["name"] = people[-6].params["name"] + " Holding"
    people[-7].params["name"] = "Müller & Söhne Präzision GmbH"
    people[-8].params.pop("email")
