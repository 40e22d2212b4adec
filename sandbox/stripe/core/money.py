"""Currencies in minor units, and rounding.

Source: https://docs.stripe.com/currencies.
"""

from __future__ import annotations

from decimal import ROUND_HALF_UP, Decimal

from .errors import invalid

ZERO_DECIMAL = frozenset(
    "bif clp djf gnf jpy kmf krw mga pyg rwf vnd vuv xaf xof xpf".split()
)
THREE_DECIMAL = frozenset("bhd jod kwd omr tnd".split())
#: Two decimals in the API, but only whole units may be charged.
WHOLE_UNITS = frozenset(("isk", "ugx"))

#: Smallest charge by currency, in minor units; others take what USD 0.50 is worth.
MINIMUM = {
    "usd": 50, "eur": 50, "gbp": 30, "jpy": 50, "chf": 50, "cad": 50, "aud": 50,
    "sek": 300, "nok": 300, "dkk": 250, "pln": 200, "czk": 1500, "kwd": 150,
}  # fmt: skip
MAXIMUM = 99_999_999


def decimals(currency: str) -> int:
    """Digits after the point.

    >>> decimals("usd"), decimals("jpy"), decimals("kwd")
    (2, 0, 3)
    """
    if currency in ZERO_DECIMAL:
        return 0
    return 3 if currency in THREE_DECIMAL else 2


def round_minor(value: Decimal) -> int:
    """A whole number of minor units, halves away from zero.

    >>> round_minor(Decimal("2.5")), round_minor(Decimal("-2.5"))
    (3, -3)
    """
    return int(value.quantize(Decimal(1), ROUND_HALF_UP))


def major(amount: int, currency: str) -> str:
    """*amount* for people.

    >>> major(1234, "usd"), major(1234, "jpy"), major(1230, "kwd")
    ('12.34', '1234', '1.230')
    """
    places = decimals(currency)
    return str(Decimal(amount).scaleb(-places).quantize(Decimal(1).scaleb(-places)))


def check_charge_amount(amount: int, currency: str) -> None:
    """Refuse amounts Stripe does not charge. :raise StripeError: 400."""
    if amount <= 0:
        raise invalid(
            "This value must be greater than or equal to 1.",
            "amount",
            "parameter_invalid_integer",
        )
    if amount < MINIMUM.get(currency, 1):
        raise invalid(
            f"Amount must be at least {major(MINIMUM[currency], currency)} {currency}",
            "amount",
            "amount_too_small",
        )
    if amount > MAXIMUM:
        raise invalid(
            f"Amount must be no more than {major(MAXIMUM, currency)} {currency}",
            "amount",
            "amount_too_large",
        )
    if currency in WHOLE_UNITS and amount % 100:
        raise invalid(
            f"Amounts in {currency} must be a multiple of 100.",
            "amount",
            "invalid_charge_amount_no_decimal_compatible",
        )
    if currency in THREE_DECIMAL and amount % 10:
        raise invalid(
            f"Amounts in {currency} must end in 0: the last decimal is not charged.",
            "amount",
            "parameter_invalid_integer",
        )


def spread(total: int, weights: list[int]) -> list[int]:
    """Split *total* in proportion to *weights*; the largest remainders get the rest.

    >>> spread(10, [1, 1, 1])
    [4, 3, 3]
    >>> sum(spread(-7, [5, 3, 2]))
    -7
    """
    base = sum(weights)
    if base == 0:
        return [0] * len(weights)
    sign = -1 if total < 0 else 1
    shares = [abs(total) * w // base for w in weights]
    rests = [abs(total) * w % base for w in weights]
    missing = abs(total) - sum(shares)
    for place in sorted(range(len(weights)), key=lambda i: (-rests[i], i))[:missing]:
        shares[place] += 1
    return [sign * share for share in shares]
