"""Seeded companies: their customers, invoices and payments.

``SCENARIOS`` names them; each says when it begins, what the account is like,
and how it is built. A scenario only does what the API can do.
"""

from __future__ import annotations

from .base import Scenario
from .bulk import CHARGES
from .company import EMPTY, SMALL, YEAR

SCENARIOS: dict[str, Scenario] = {
    "empty": EMPTY,
    "small": SMALL,
    "year": YEAR,
    "charges": CHARGES,
}
