"""A partner as a customer of Stripe (docs.stripe.com/api/customers/create).

The customer's name, address and e-mail are those on invoices: of the invoice contact where there is one. What
Stripe has no field for, the customer's usual currency, is in the metadata: an account's first invoice sets it.

>>> facts = PartnerFacts(name="Ada Ltd", is_company=True, email="ap@ada.example", country="FR", city="Lyon",
...     lang="fr_FR", vat="FR40303265045", backlink={"odoo_id": "7"})
>>> payload = customer(facts)
>>> payload["name"], payload["business_name"], payload["address"]["country"], payload["preferred_locales"]
('Ada Ltd', 'Ada Ltd', 'FR', ['fr-FR'])
>>> tax_ids(facts)
[{'type': 'eu_vat', 'value': 'FR40303265045'}]
>>> problems(PartnerFacts(name=" "))
[('no_name', {})]
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from .out_tax_ids import tax_id

EMAIL = re.compile(r"[^@\s]+@[^@\s]+\.[^@\s]+")
EMAIL_MAX, NAME_MAX, PHONE_MAX, NAME_PART_MAX = 512, 256, 20, 150


@dataclass(frozen=True)
class PartnerFacts:
    """What is known of a customer. Codes are ISO codes; ``lang`` is Odoo's, such as ``pt_BR``."""

    name: str
    is_company: bool = False
    email: str = ""
    phone: str = ""
    street: str = ""
    street2: str = ""
    city: str = ""
    zip: str = ""
    state: str = ""
    country: str = ""
    lang: str = ""
    vat: str = ""
    currency: str = ""
    reference: str = ""
    backlink: Mapping[str, str] = field(default_factory=dict)


def customer(facts: PartnerFacts) -> dict[str, Any]:
    """Return what Stripe should say of the customer; what is empty is empty there too."""
    name = facts.name.strip()[:NAME_MAX]
    return {
        "name": name,
        "business_name": name[:NAME_PART_MAX] if facts.is_company else "",
        "individual_name": "" if facts.is_company else name[:NAME_PART_MAX],
        "email": facts.email.strip(),
        "phone": facts.phone.strip()[:PHONE_MAX],
        "address": address(facts),
        "preferred_locales": locales(facts.lang),
        "metadata": {
            **facts.backlink,
            "odoo_reference": facts.reference[:500],
            "odoo_currency": facts.currency,
        },
    }


def address(facts: PartnerFacts) -> dict[str, str]:
    """Return the postal address, all parts of it: Stripe replaces it as a whole."""
    return {
        "line1": facts.street,
        "line2": facts.street2,
        "city": facts.city,
        "postal_code": facts.zip,
        "state": facts.state,
        "country": facts.country,
    }


def locales(lang: str) -> list[str]:
    """Return Odoo's language as Stripe's list of preferred ones.

    >>> locales("de_DE"), locales("sr@latin"), locales("")
    (['de-DE'], ['sr'], [])
    """
    tag = lang.split("@")[0].replace("_", "-")
    return [tag] if tag else []


def tax_ids(facts: PartnerFacts) -> list[dict[str, str]]:
    """Return the tax numbers that Stripe has a type for."""
    found = tax_id(facts.country, facts.vat)
    return [{"type": found[0], "value": found[1]}] if found else []


def problems(facts: PartnerFacts) -> list[tuple[str, dict[str, str]]]:
    """Return what Stripe would refuse, as (code, values) of a sentence."""
    found: list[tuple[str, dict[str, str]]] = []
    if not facts.name.strip():
        found.append(("no_name", {}))
    email = facts.email.strip()
    if email and (len(email) > EMAIL_MAX or not EMAIL.fullmatch(email)):
        found.append(("no_email", {"email": email}))
    return found


def same_person(said: Mapping[str, Any], facts_name: str) -> bool:
    """Tell whether a customer at Stripe has this name; case and spaces do not count.

    >>> same_person({"name": "ADA  Ltd"}, "Ada ltd"), same_person({"name": None}, "Ada")
    (True, False)
    """
    return _folded(str(said.get("name") or said.get("business_name") or "")) == _folded(facts_name) != ""


def _folded(name: str) -> str:
    return " ".join(name.casefold().split())
