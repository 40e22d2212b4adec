"""Exchange rates: fixed levels with a small wobble from day to day.

The wobble depends on the currency pair and the day alone, so the same scenario
always converts at the same rates.
"""

from __future__ import annotations

from decimal import Decimal

from ..core.clock import DAY_S
from ..core.ids import derive
from ..core.money import decimals

#: What one unit of a currency is worth in US dollars.
USD_PER_UNIT: dict[str, Decimal] = {
    code: Decimal(value)
    for code, value in {
        "usd": "1", "eur": "1.0842", "gbp": "1.2695", "jpy": "0.006654",
        "chf": "1.1204", "cad": "0.7291", "aud": "0.6587", "sek": "0.0949",
        "nok": "0.0921", "dkk": "0.1454", "pln": "0.2527", "czk": "0.0431",
        "huf": "0.00274", "isk": "0.00724", "kwd": "3.2551", "bhd": "2.6525",
        "sgd": "0.7468", "hkd": "0.1281", "inr": "0.01197", "brl": "0.1791",
        "mxn": "0.0523", "zar": "0.0549", "krw": "0.000726", "twd": "0.0309",
        "nzd": "0.6041", "aed": "0.2723", "ugx": "0.000272", "vnd": "0.0000393",
    }.items()
}  # fmt: skip


def rate(source: str, target: str, moment: int) -> Decimal:
    """How many minor units of *target* one minor unit of *source* is worth.

    This is what a balance transaction's ``exchange_rate`` says: the charge's
    amount multiplied by it gives the transaction's amount.
    """
    level = _level(source) / _level(target)
    shift = decimals(target) - decimals(source)
    day = moment // DAY_S
    step = sum(derive(f"{source}:{target}:{day}", 4).encode()) % 201 - 100
    wobbled = level * (1 + Decimal(step) / Decimal(10_000))
    return wobbled.scaleb(shift).quantize(Decimal("0.00000001")).normalize()


def _level(currency: str) -> Decimal:
    return USD_PER_UNIT.get(currency, Decimal(1))
