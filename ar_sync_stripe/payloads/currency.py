"""The one table of how Stripe counts money, and the conversions that use it.

Stripe states amounts as whole numbers of the currency's smallest unit. How many decimals that is,
and which of those numbers Stripe accepts, is Stripe's own rule and not the accounting system's
(docs.stripe.com/currencies#zero-decimal, #three-decimal, #special-cases;
support.stripe.com/questions/deprecation-of-fractional-isk-charges-and-refunds):

- every currency has two decimals, but for the ones of the table;
- three-decimal currencies are counted in thousandths, and the last digit must be 0;
- ISK and UGX have no decimals any more and are still counted in hundredths, so that only
  multiples of 100 are accepted;
- HUF and TWD are charged in hundredths and paid out in whole units only.

>>> exponent("EUR"), exponent("jpy"), exponent("KWD"), exponent("MGA")
(2, 0, 3, 0)
>>> to_decimal(1050, "EUR"), to_decimal(1050, "JPY"), to_decimal(5120, "KWD"), to_decimal(-50000,
...     "ISK")
(Decimal('10.50'), Decimal('1050'), Decimal('5.120'), Decimal('-500.00'))
>>> from decimal import Decimal
>>> to_minor(Decimal("10.50"), "EUR"), to_minor(Decimal("1050"), "JPY"), to_minor(Decimal("5.12"),
...     "KWD")
(1050, 1050, 5120)
>>> to_minor(Decimal("10.505"), "EUR")
Traceback (most recent call last):
...
ValueError: 10.505 EUR cannot be stated at Stripe: EUR has 2 decimals
>>> to_minor(Decimal("5.124"), "KWD")
Traceback (most recent call last):
...
ValueError: 5.124 KWD cannot be stated at Stripe: the amount must be a multiple of 0.010 KWD
>>> to_minor(Decimal("40.10"), "ISK")
Traceback (most recent call last):
...
ValueError: 40.10 ISK cannot be stated at Stripe: the amount must be a multiple of 1.00 ISK
>>> to_minor(Decimal("10.45"), "HUF"), to_minor(Decimal("10.45"), "HUF", payout=True)
Traceback (most recent call last):
...
ValueError: 10.45 HUF cannot be stated at Stripe: a payout must be a multiple of 1.00 HUF

What Stripe *sends* is a fact and is never refused for its step: an old ISK charge may have a
fraction.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import MAX_PREC, Context, Decimal
from types import MappingProxyType


@dataclass(frozen=True, slots=True)
class CurrencyRule:
    """How one currency is counted: decimals, and the step in minor units that charges and payouts
    must be a multiple of.
    """

    exponent: int
    step_minor: int = 1
    payout_step_minor: int = 1


TWO_DECIMALS = CurrencyRule(exponent=2)
ZERO_DECIMALS = CurrencyRule(exponent=0)
THREE_DECIMALS = CurrencyRule(exponent=3, step_minor=10, payout_step_minor=10)
WHOLE_UNITS = CurrencyRule(exponent=2, step_minor=100, payout_step_minor=100)
WHOLE_PAYOUTS = CurrencyRule(exponent=2, payout_step_minor=100)

RULES: Mapping[str, CurrencyRule] = MappingProxyType(
    {
        **dict.fromkeys(
            "BIF CLP DJF GNF JPY KMF KRW MGA PYG RWF VND VUV XAF XOF XPF".split(), ZERO_DECIMALS
        ),
        **dict.fromkeys("BHD JOD KWD OMR TND".split(), THREE_DECIMALS),
        **dict.fromkeys("ISK UGX".split(), WHOLE_UNITS),
        **dict.fromkeys("HUF TWD".split(), WHOLE_PAYOUTS),
    }
)

# Moving the point must never round: an amount is exact or refused.
EXACT = Context(prec=MAX_PREC)


def normalize(currency: str) -> str:
    """Return the upper-case ISO 4217 code, or raise ValueError if it is not three letters."""
    code = currency.upper()
    if len(code) != 3 or not (code.isascii() and code.isalpha()):
        raise ValueError(f"{currency!r} is not a currency code of three letters")
    return code


def rule(currency: str) -> CurrencyRule:
    """Return how Stripe counts a currency: by the table, and in hundredths if it is not there."""
    return RULES.get(normalize(currency), TWO_DECIMALS)


def exponent(currency: str) -> int:
    """Return the number of decimals Stripe counts a currency in."""
    return rule(currency).exponent


def to_decimal(amount_minor: int, currency: str) -> Decimal:
    """Return an amount Stripe sent in currency units, with all its decimals."""
    return Decimal(amount_minor).scaleb(-exponent(currency), EXACT)


def to_minor(amount: Decimal, currency: str, *, payout: bool = False) -> int:
    """Return an amount as Stripe wants it, in minor units; raise ValueError if Stripe has no such
    amount. Nothing is rounded.
    """
    if not isinstance(amount, Decimal):
        raise TypeError(f"an amount must be a Decimal, not {type(amount).__name__}")
    code = normalize(currency)
    if not amount.is_finite():
        raise ValueError(f"{amount} {code} cannot be stated at Stripe: it is not a number")
    minor = amount.scaleb(exponent(code), EXACT)
    if minor != minor.to_integral_value():
        raise ValueError(
            f"{amount} {code} cannot be stated at Stripe: {code} has {exponent(code)} decimals"
        )
    amount_minor = int(minor)
    check(amount_minor, code, payout=payout)
    return amount_minor


def check(amount_minor: int, currency: str, *, payout: bool = False) -> None:
    """Raise ValueError if Stripe refuses this number of minor units, for a charge or refund or
    (`payout`) for a payout.
    """
    found = rule(currency)
    step_minor = found.payout_step_minor if payout else found.step_minor
    if amount_minor % step_minor:
        code = normalize(currency)
        what = "a payout" if payout else "the amount"
        raise ValueError(
            f"{to_decimal(amount_minor, code)} {code} cannot be stated at Stripe: "
            f"{what} must be a multiple of {to_decimal(step_minor, code)} {code}"
        )
