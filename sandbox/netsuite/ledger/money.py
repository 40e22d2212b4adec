"""Amounts: rounded to the currency, converted with a rate, written as NetSuite writes doubles."""

from __future__ import annotations

from decimal import ROUND_HALF_UP, Decimal, InvalidOperation

ZERO = Decimal(0)
CENT = Decimal("0.01")


def rounded(amount: Decimal, digits: int = 2) -> Decimal:
    """*amount* with that many decimals, half up as NetSuite rounds.

    >>> rounded(Decimal("0.30000000000000004")), rounded(Decimal("10.5"), 0)
    (Decimal('0.30'), Decimal('11'))
    """
    return amount.quantize(Decimal(1).scaleb(-digits), rounding=ROUND_HALF_UP)


def base(amount: Decimal, rate: Decimal) -> Decimal:
    """*amount* in the subsidiary's currency, to the cent."""
    return rounded(amount * rate)


def decimal_of(text: str) -> Decimal:
    """A number from text. :raise ValueError: when it is none, or not finite."""
    try:
        value = Decimal(text.strip())
    except InvalidOperation:
        raise ValueError(text) from None
    if not value.is_finite():
        raise ValueError(text)
    return value


def java_double(value: Decimal) -> str:
    """*value* as Java writes a double, which is what NetSuite's SOAP replies hold.

    >>> [java_double(Decimal(x)) for x in ("100", "15993.60", "12500000", "0", "0.0005", "-0.10")]
    ['100.0', '15993.6', '1.25E7', '0.0', '5.0E-4', '-0.1']
    """
    value = value.normalize()
    if value == 0:
        return "0.0"
    sign, digits, _ = value.as_tuple()
    size = value.adjusted()
    minus = "-" if sign else ""
    if -3 <= size < 7:
        text = format(abs(value), "f")
        return minus + (text if "." in text else f"{text}.0")
    body = "".join(map(str, digits))
    return f"{minus}{body[0]}.{body[1:] or '0'}E{size}"
