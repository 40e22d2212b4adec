"""Who paid: the signs of a payer, weighed.

A bank account, an alias that people confirmed and the name are evidence about the payer
and are added up for every partner they point at; name, alias and rule are the same fact
and count once. What people decided before counts too, and fades: a confirmation is worth half
after two years, a decline after half a year. Time is the receipt's date.

A payer is *certain* when the signs are worth the policy's bits and are that much ahead of
the next partner: an account that two customers share names neither. A payer that is only
likely makes proposals for a person.

>>> from datetime import date
>>> from .model import Policy
>>> paid = Receipt(1, 1, "EUR", 500, date(2026, 3, 1), None, (), payer_name="Acme Robotics Ltd", signs=(
...     PayerSign("name", 7, "ACME Robotics Limited"), PayerSign("name", 8, "Acme Rockets")))
>>> found = recognise(paid, Policy())
>>> found.partner_id, found.bits, found.is_certain
(7, 10.0, True)
>>> [evidence.sentence() for evidence in found.evidence]
["The payer's name is written like that of this customer (Acme Robotics Ltd)."]
"""

from __future__ import annotations

import datetime
from collections.abc import Sequence
from typing import NamedTuple

from .model import Evidence, Policy, Receipt
from .names import name_bits, name_words
from .signs import PayerSign
from .text import compact
from .weights import (
    ACCOUNT_BITS,
    ALIAS_BITS,
    CONFIRMED_BITS,
    CONFIRMED_BITS_MAX,
    DECLINED_BITS,
    PAYER_BITS,
)

#: Days after which a confirmation or a decline is worth half.
CONFIRMED_HALF_LIFE_DAYS = 730
DECLINED_HALF_LIFE_DAYS = 180
#: Bits from which a payer is likely enough to look at what he owes.
LIKELY_BITS = 3.0

_CODES = {"account": "payer_account", "alias": "payer_alias", "name": "payer_name", "rule": "payer_rule"}


class Payer(NamedTuple):
    """Who paid, how many bits that is ahead of anybody else, and why.

    The evidence adds up to what the payer says about items: never more than for a payer
    that the rail knows, and less by what is missing to certainty.
    """

    partner_id: int
    bits: float
    is_certain: bool
    evidence: tuple[Evidence, ...]


def memory_bits(sign: PayerSign, day: datetime.date) -> float:
    """Return what people's earlier decisions on the sign are worth on a day.

    >>> from datetime import date
    >>> sign = PayerSign("alias", 7, "ACME", 2, 1, date(2026, 3, 1), date(2026, 3, 1))
    >>> memory_bits(sign, date(2026, 3, 1)), round(memory_bits(sign, date(2026, 8, 28)), 1)
    (2.0, 3.1)
    """
    confirmed = sign.confirmations * _left(sign.confirmed_on, day, CONFIRMED_HALF_LIFE_DAYS)
    declined = sign.declines * _left(sign.declined_on, day, DECLINED_HALF_LIFE_DAYS)
    return min(CONFIRMED_BITS_MAX, CONFIRMED_BITS * confirmed) + DECLINED_BITS * declined


def _left(since: datetime.date | None, day: datetime.date, half_life_days: int) -> float:
    """Return how much of a decision's worth is left; all of it where its day is not known."""
    age_days = max((day - since).days, 0) if since else 0
    return float(0.5 ** (age_days / half_life_days))


def recognise(receipt: Receipt, policy: Policy) -> Payer | None:
    """Return who paid by the signs alone, or None when they name nobody or several alike."""
    by_partner: dict[int, dict[str, tuple[float, PayerSign]]] = {}
    for sign in sorted(receipt.signs, key=lambda s: (s.kind, s.partner_id, s.value)):
        bits = _sign_bits(sign, receipt)
        if bits is not None:
            family = "account" if sign.kind == "account" else "name"
            known = by_partner.setdefault(sign.partner_id, {})
            if family not in known or known[family][0] < bits:
                known[family] = bits, sign
    totals = sorted((-sum(bits for bits, _ in signs.values()), partner) for partner, signs in by_partner.items())
    if not totals:
        return None
    best, second = -totals[0][0], -totals[1][0] if len(totals) > 1 else 0.0
    lead = best - max(second, 0.0)
    if lead < LIKELY_BITS:
        return None
    partner_id = totals[0][1]
    is_certain = best >= policy.payer_bits_min and (second <= 0.0 or lead >= policy.minimum_margin)
    evidence = _evidence(list(by_partner[partner_id].values()), receipt, lead - policy.payer_bits_min)
    return Payer(partner_id, lead, is_certain, evidence)


def _sign_bits(sign: PayerSign, receipt: Receipt) -> float | None:
    """Return what the sign says for its partner, or None where it does not fit the receipt."""
    if sign.kind == "account":
        fits = _same_account(sign.value, receipt.payer_account)
        base = ACCOUNT_BITS
    elif sign.kind == "alias":
        fits = bool(name_words(sign.value)) and name_words(sign.value) == name_words(receipt.payer_name)
        base = ALIAS_BITS
    elif sign.kind == "rule":
        fits = True
        base = ALIAS_BITS
    else:
        base = name_bits(receipt.payer_name, sign.value)
        fits = base > 0
    return base + memory_bits(sign, receipt.date) if fits else None


def _evidence(found: Sequence[tuple[float, PayerSign]], receipt: Receipt, spare_bits: float) -> tuple[Evidence, ...]:
    """Return the signs as evidence, the strongest one with the weight of all."""
    reasons: list[Evidence] = []
    for _, sign in sorted(found, key=lambda pair: -pair[0]):
        told = {"account": receipt.payer_account, "rule": sign.value}
        value = told.get(sign.kind, receipt.payer_name)
        bits = 0.0 if reasons else min(PAYER_BITS, spare_bits)
        reasons.append(Evidence(_CODES[sign.kind], {"value": value, "count": sign.confirmations}, bits))
    return tuple(reasons)


def _same_account(one: str, other: str) -> bool:
    return bool(compact(one)) and compact(one) == compact(other)


def account_is_new(receipt: Receipt) -> bool:
    """Tell whether the money came from an account never seen for the receipt's payer.

    An account that people declined more than confirmed for him is not his.
    """
    return bool(receipt.payer_account and compact(receipt.payer_account)) and not any(
        sign.kind == "account"
        and sign.partner_id == receipt.partner_id
        and _same_account(sign.value, receipt.payer_account)
        and memory_bits(sign, receipt.date) >= 0
        for sign in receipt.signs
    )
